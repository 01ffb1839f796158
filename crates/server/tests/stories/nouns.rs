//! Custom fields, tags, companies and links, told over HTTP.

use serde_json::{Value, json};

use crate::world::{World, on_both};

async fn made(world: &World, noun: &str, body: Value) -> i64 {
    let answer = world.call("POST", &format!("/api/v4/{noun}"), json!([body])).await.expect(200);
    answer["_embedded"][noun][0]["id"].as_i64().unwrap()
}

async fn field(world: &World, noun: &str, body: Value) -> Value {
    let path = format!("/api/v4/{noun}/custom_fields");
    world.call("POST", &path, json!([body])).await.expect(201)["_embedded"]["custom_fields"][0].clone()
}

/// `path code` of the problems of a refused call of `/api/v4`.
fn told(answer: crate::world::Answer) -> Vec<String> {
    let body = answer.expect(400);
    let items = body["validation-errors"].as_array().cloned().unwrap_or_default();
    let errors = items.iter().flat_map(|item| item["errors"].as_array().cloned().unwrap_or_default());
    errors.map(|e| format!("{} {}", e["path"].as_str().unwrap(), e["code"].as_str().unwrap())).collect()
}

async fn names(world: &World, path: &str, noun: &str) -> Vec<String> {
    let answer = world.call("GET", path, Value::Null).await;
    if answer.status == 204 {
        return Vec::new();
    }
    let body = answer.expect(200);
    let list = body["_embedded"][noun].as_array().unwrap().clone();
    list.iter().map(|one| one["name"].as_str().unwrap().to_string()).collect()
}

#[tokio::test]
async fn values_of_every_kind_come_back_and_are_found() {
    on_both(async |world| {
        let text = field(&world, "leads", json!({"type": "text", "name": "Note", "code": "NOTE"})).await["id"].clone();
        let number = field(&world, "leads", json!({"type": "numeric", "name": "Size"})).await["id"].clone();
        let flag = field(&world, "leads", json!({"type": "checkbox", "name": "Hot"})).await["id"].clone();
        let day = field(&world, "leads", json!({"type": "date", "name": "Day"})).await["id"].clone();
        let options = json!([{"value": "Red", "sort": 1}, {"value": "Blue", "sort": 2, "code": "B"}]);
        let colors = field(&world, "leads", json!({"type": "multiselect", "name": "Colors", "enums": options})).await;
        let (blue, colors) = (colors["enums"][1]["id"].clone(), colors["id"].clone());
        let values = json!([
            {"field_code": "note", "values": [{"value": "Hello"}]},
            {"field_id": number, "values": [{"value": 12.5}]},
            {"field_id": flag, "values": [{"value": true}]},
            {"field_id": day, "values": [{"value": "2027-01-15T00:00:00+00:00"}]},
            {"field_id": colors, "values": [{"enum_code": "B"}, {"value": "Red"}]},
        ]);
        let lead = made(&world, "leads", json!({"name": "Roof", "custom_fields_values": values})).await;
        made(&world, "leads", json!({"name": "Bare"})).await;
        let shown = world.get(&format!("/api/v4/leads/{lead}")).await["custom_fields_values"].clone();
        let kept: Vec<Value> = shown.as_array().unwrap().iter().map(|f| f["values"].clone()).collect();
        assert_eq!(
            kept[..4],
            [
                json!([{"value": "Hello"}]),
                json!([{"value": "12.5"}]),
                json!([{"value": true}]),
                json!([{"value": 1_799_971_200}]),
            ]
        );
        assert_eq!(kept[4][0], json!({"value": "Blue", "enum_id": blue, "enum_code": "B"}));
        for (filter, expected) in [
            (format!("[{text}][]=Hello"), 1),
            (format!("[{text}][]=hello"), 0),
            (format!("[{number}][from]=12&filter[custom_fields_values][{number}][to]=12.5"), 1),
            (format!("[{number}][from]=12.6"), 0),
            (format!("[{number}]=12.50"), 1),
            (format!("[{flag}]=1"), 1),
            (format!("[{flag}]=0"), 0),
            (format!("[{day}][from]=1799971200"), 1),
            (format!("[{day}][to]=1799971199"), 0),
            (format!("[{colors}][]={blue}"), 1),
            ("[999999]=1".to_string(), 0),
            (format!("[{number}][from]=x"), 0),
        ] {
            let found = names(&world, &format!("/api/v4/leads?filter[custom_fields_values]{filter}"), "leads").await;
            assert_eq!(found.len(), expected, "{filter}");
        }
        for (query, expected) in [("hel", 1), ("blue", 1), ("ROOF%20hello", 1), ("nothing", 0)] {
            assert_eq!(
                names(&world, &format!("/api/v4/leads?query={query}"), "leads").await.len(),
                expected,
                "{query}"
            );
        }
        // Only what is named changes; `null` clears.
        let change = json!({"custom_fields_values": [{"field_id": text, "values": null}]});
        world.call("PATCH", &format!("/api/v4/leads/{lead}"), change).await.expect(200);
        let shown = world.get(&format!("/api/v4/leads/{lead}")).await["custom_fields_values"].clone();
        assert_eq!(shown.as_array().unwrap().len(), 4);
        assert!(names(&world, "/api/v4/leads?query=hello", "leads").await.is_empty());
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn bad_values_are_told_all_at_once_and_change_nothing() {
    on_both(async |world| {
        let number = field(&world, "contacts", json!({"type": "numeric", "name": "Size"})).await["id"].clone();
        let body = json!([{"name": "Ann", "custom_fields_values": [
            {"field_id": number, "values": [{"value": "many"}]},
            {"field_id": 999_999, "values": [{"value": "x"}]},
            {"field_code": "PHONE", "values": [{"value": "+1"}, {"value": "+2", "enum_code": "NONE"}]},
        ]}]);
        let problems = told(world.call("POST", "/api/v4/contacts", body).await);
        assert_eq!(
            problems,
            [
                "custom_fields_values.0.values.0.value InvalidType",
                "custom_fields_values.1.field_id NotSupportedChoice",
                "custom_fields_values.2.values.1.value NotSupportedChoice",
            ]
        );
        assert_eq!(world.call("GET", "/api/v4/contacts", Value::Null).await.status, 204);
        // Another account has fields of its own, and these are not among them.
        let other = world.account("other").await;
        let body = json!([{"custom_fields_values": [{"field_id": number, "values": [{"value": 1}]}]}]);
        let problems = told(world.call_as(&other, "POST", "/api/v4/contacts", body).await);
        assert_eq!(problems, ["custom_fields_values.0.field_id NotSupportedChoice"]);
        let path = format!("/api/v4/contacts/custom_fields/{number}");
        world.call_as(&other, "GET", &path, Value::Null).await.expect(404);
        world.call_as(&other, "DELETE", &path, Value::Null).await.expect(404);
        world.get(&path).await;
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_phone_and_letter_address() {
    on_both(async |world| {
        let phone = json!({"field_code": "PHONE", "values": [{"value": "+1 (555) 010-0199", "enum_code": "MOB"}]});
        let email = json!({"field_code": "EMAIL", "values": [{"value": "ann.lee@mail.example.com"}]});
        let ann = json!({"first_name": "Ann", "last_name": "Lee", "custom_fields_values": [phone, email]});
        let ann = made(&world, "contacts", ann).await;
        made(&world, "contacts", json!({"name": "Bo"})).await;
        for query in ["5550100199", "0100", "010-01", "ann.lee@mail.example.com", "LEE", "ann%20lee"] {
            let found = names(&world, &format!("/api/v4/contacts?query={query}"), "contacts").await;
            assert_eq!(found, ["Ann Lee"], "{query}");
        }
        let shown = world.get(&format!("/api/v4/contacts/{ann}")).await;
        assert_eq!(shown["custom_fields_values"][0]["values"][0]["enum_code"], "MOB");
        assert_eq!(shown["custom_fields_values"][1]["values"][0]["enum_code"], "WORK");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn tags_are_put_on_taken_off_and_replaced() {
    on_both(async |world| {
        let lead = made(&world, "leads", json!({"name": "A", "_embedded": {"tags": [{"name": "vip"}]}})).await;
        let path = format!("/api/v4/leads/{lead}");
        let tags = async || {
            let shown = world.get(&path).await;
            let tags = shown["_embedded"]["tags"].as_array().unwrap().clone();
            tags.iter().map(|tag| tag["name"].as_str().unwrap().to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(tags().await, "vip");
        let vip = world.get(&path).await["_embedded"]["tags"][0]["id"].clone();
        for (change, expected) in [
            (json!({"tags_to_add": [{"name": "new"}, {"id": vip}]}), "vip new"),
            (json!({"tags_to_delete": [{"name": "vip"}, {"name": "unknown"}]}), "new"),
            (json!({"_embedded": {"tags": [{"id": vip}]}}), "vip"),
            (json!({"name": "B"}), "vip"),
            (json!({"_embedded": {"tags": null}}), ""),
        ] {
            world.call("PATCH", &path, change.clone()).await.expect(200);
            assert_eq!(tags().await, expected, "{change}");
        }
        let unknown = json!({"tags_to_add": [{"id": 999_999}, {"name": " "}]});
        let problems = told(world.call("PATCH", &path, unknown).await);
        assert_eq!(problems, ["tags_to_add.0.id NotSupportedChoice", "tags_to_add.1.name NotBlank"]);
        assert_eq!(names(&world, "/api/v4/leads/tags", "tags").await, ["new", "vip"]);
        assert_eq!(names(&world, "/api/v4/leads/tags?query=VI", "tags").await, ["vip"]);
        assert!(names(&world, "/api/v4/contacts/tags", "tags").await.is_empty());
        let again = world.call("POST", "/api/v4/leads/tags", json!([{"name": "vip", "color": "ffc8c8"}])).await;
        assert_eq!(again.expect(200)["_embedded"]["tags"][0]["id"], vip);
        let body = json!([{"name": "x", "color": "123456"}, {}]);
        let problems = told(world.call("POST", "/api/v4/leads/tags", body).await);
        assert_eq!(problems, ["color NotSupportedChoice", "name FieldMissing"]);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn companies_and_links_of_all_kinds() {
    on_both(async |world| {
        let acme = made(&world, "companies", json!({"name": "Acme"})).await;
        let beta = made(&world, "companies", json!({"name": "Beta"})).await;
        let ann = made(&world, "contacts", json!({"name": "Ann"})).await;
        let lead = made(&world, "leads", json!({"name": "L", "_embedded": {"companies": [{"id": acme}]}})).await;
        let to = |id: i64, kind: &str| json!([{"to_entity_id": id, "to_entity_type": kind}]);
        let shown = async |path: String, noun: &str| world.get(&path).await["_embedded"][noun].clone();
        assert_eq!(shown(format!("/api/v4/leads/{lead}"), "companies").await[0]["id"], acme);
        // Another company takes the place of the first.
        let linked = world.call("POST", &format!("/api/v4/leads/{lead}/link"), to(beta, "companies")).await.expect(200);
        assert_eq!(linked["_embedded"]["links"][0]["metadata"], Value::Null);
        assert_eq!(shown(format!("/api/v4/leads/{lead}"), "companies").await[0]["id"], beta);
        world.call("POST", &format!("/api/v4/companies/{acme}/link"), to(ann, "contacts")).await.expect(200);
        assert_eq!(shown(format!("/api/v4/contacts/{ann}"), "companies").await[0]["id"], acme);
        let contacts = shown(format!("/api/v4/companies/{acme}?with=contacts,leads"), "contacts").await;
        assert_eq!(contacts[0]["id"], ann);
        world.call("POST", &format!("/api/v4/contacts/{ann}/link"), to(lead, "leads")).await.expect(200);
        let links = world.get(&format!("/api/v4/leads/links?filter[entity_id][]={lead}")).await;
        assert_eq!(links["_total_items"], 2);
        assert_eq!(links["_embedded"]["links"][0]["metadata"]["main_contact"], true);
        world.call("POST", &format!("/api/v4/contacts/{ann}/unlink"), to(acme, "companies")).await.expect(204);
        assert_eq!(shown(format!("/api/v4/contacts/{ann}"), "companies").await, json!([]));
        let many = json!([{"entity_id": lead, "to_entity_id": beta, "to_entity_type": "companies"}]);
        world.call("POST", "/api/v4/leads/unlink", many).await.expect(204);
        assert_eq!(shown(format!("/api/v4/leads/{lead}"), "companies").await, json!([]));
        for (path, body) in [
            (format!("/api/v4/leads/{lead}/link"), to(999_999, "companies")),
            (format!("/api/v4/leads/{lead}/link"), to(999_999, "contacts")),
            (format!("/api/v4/leads/{lead}/link"), to(lead, "leads")),
            ("/api/v4/leads/999999/link".to_string(), to(acme, "companies")),
        ] {
            assert_eq!(told(world.call("POST", &path, body).await).len(), 1, "{path}");
        }
        let other = world.account("other").await;
        let theirs = world.call_as(&other, "POST", &format!("/api/v4/leads/{lead}/link"), to(acme, "companies")).await;
        assert_eq!(theirs.status, 400);
        assert_eq!(names(&world, "/api/v4/companies?query=bet", "companies").await, ["Beta"]);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn definitions_are_made_changed_and_deleted() {
    on_both(async |world| {
        let path = "/api/v4/leads/custom_fields";
        let bad = json!([{"name": "x"}, {"type": "select", "name": ""}, {"type": "multitext", "name": "m", "code": "GCLID"},
            {"type": "nothing", "name": "n"}, {"type": "monetary", "name": "m"},
            {"type": "text", "name": "t", "required_statuses": [{"status_id": 1, "pipeline_id": 1}]}]);
        let problems = told(world.call("POST", path, bad).await);
        assert_eq!(problems, ["type FieldMissing", "type NotSupportedChoice"]);
        let bad = json!([{"type": "select", "name": ""}, {"type": "multitext", "name": "m", "code": "gclid"},
            {"type": "monetary", "name": "m"},
            {"type": "text", "name": "t", "required_statuses": [{"status_id": 1, "pipeline_id": 1}]}]);
        let problems = told(world.call("POST", path, bad).await);
        assert_eq!(problems, [
            "name NotBlank",
            "enums FieldMissing",
            "type NotSupportedChoice",
            "code NotSupportedChoice",
            "currency FieldMissing",
            "required_statuses.0.status_id NotSupportedChoice",
        ]);
        let options = json!([{"value": "A", "sort": 1}, {"value": "B", "sort": 2}]);
        let stage = json!([{"status_id": 142, "pipeline_id": world.acme.pipeline}]);
        let one = json!({"type": "select", "name": "S", "enums": options, "required_statuses": stage});
        let made_field = field(&world, "leads", one).await;
        assert_eq!(made_field["required_statuses"], stage);
        let (id, a) = (made_field["id"].clone(), made_field["enums"][0]["id"].clone());
        let b = made_field["enums"][1]["id"].clone();
        let value = json!([{"field_id": id, "values": [{"enum_id": b}]}]);
        let lead = made(&world, "leads", json!({"custom_fields_values": value})).await;
        // An option that is left out is deleted with its values; one without an id is new.
        let change = json!({"name": "S2", "enums": [{"id": a, "value": "A1"}, {"value": "C"}]});
        let changed = world.call("PATCH", &format!("{path}/{id}"), change).await.expect(200);
        assert_eq!((changed["name"].as_str(), changed["enums"].as_array().unwrap().len()), (Some("S2"), 2));
        assert_eq!(changed["enums"][0]["id"], a);
        assert_eq!(world.get(&format!("/api/v4/leads/{lead}")).await["custom_fields_values"], Value::Null);
        let unknown = json!({"enums": [{"id": 1, "value": "A"}]});
        assert_eq!(told(world.call("PATCH", &format!("{path}/{id}"), unknown).await), ["enums.0.id NotSupportedChoice"]);
        let list = world.get(&format!("{path}?filter[type][0]=select")).await;
        assert_eq!((list["_total_items"].as_i64(), list["_page_count"].as_i64()), (Some(1), Some(1)));
        let groups = format!("{path}/groups");
        let group = world.call("POST", &groups, json!([{"name": "G", "sort": 5}])).await.expect(201);
        let group = group["_embedded"]["custom_field_groups"][0]["id"].as_str().unwrap().to_string();
        let moved = world.call("PATCH", &format!("{groups}/{group}"), json!({"fields": [id]})).await.expect(200);
        assert_eq!(moved["fields"], json!([id]));
        assert_eq!(world.get(&format!("{path}/{id}")).await["group_id"], group.as_str());
        world.call("DELETE", &format!("{groups}/{group}"), Value::Null).await.expect(204);
        world.call("DELETE", &format!("{groups}/default"), Value::Null).await.expect(404);
        world.call("DELETE", &format!("{path}/{id}"), Value::Null).await.expect(204);
        world.call("GET", &format!("{path}/{id}"), Value::Null).await.expect(404);
        let phone = world.get("/api/v4/contacts/custom_fields?filter[type]=multitext").await;
        let phone = phone["_embedded"]["custom_fields"][0].clone();
        assert_eq!((phone["code"].as_str(), phone["is_predefined"].as_bool()), (Some("PHONE"), Some(true)));
        let path = format!("/api/v4/contacts/custom_fields/{}", phone["id"]);
        world.call("DELETE", &path, Value::Null).await.expect(403);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_lead_comes_with_its_contact_and_company() {
    on_both(async |world| {
        let phone = json!([{"field_code": "PHONE", "values": [{"value": "+15550100"}]}]);
        let body = json!([{"name": "Deal", "request_id": "r", "_embedded": {
            "contacts": [{"first_name": "Ann", "custom_fields_values": phone, "request_id": null}],
            "companies": [{"name": "Acme"}], "tags": [{"name": "web"}]}}, {}]);
        let answer = world.call("POST", "/api/v4/leads/complex", body).await.expect(200);
        assert_eq!(answer[0]["request_id"], json!(["r"]));
        assert_eq!((&answer[0]["merged"], &answer[1]["contact_id"]), (&json!(false), &Value::Null));
        let lead = world.get(&format!("/api/v4/leads/{}?with=contacts", answer[0]["id"])).await;
        assert_eq!(lead["_embedded"]["contacts"][0]["id"], answer[0]["contact_id"]);
        assert_eq!(lead["_embedded"]["contacts"][0]["is_main"], true);
        assert_eq!(lead["_embedded"]["companies"][0]["id"], answer[0]["company_id"]);
        let contact = world.get(&format!("/api/v4/contacts/{}", answer[0]["contact_id"])).await;
        assert_eq!(contact["_embedded"]["companies"][0]["id"], answer[0]["company_id"]);
        let bad = json!([{"status_id": 7, "_embedded": {"contacts": [{"responsible_user_id": 5}], "companies": [{"id": 9}]}}]);
        let problems = told(world.call("POST", "/api/v4/leads/complex", bad).await);
        assert_eq!(problems, [
            "_embedded.contacts.0.responsible_user_id NotSupportedChoice",
            "_embedded.companies.0.id NotSupportedChoice",
            "status_id NotSupportedChoice",
        ]);
        assert_eq!(names(&world, "/api/v4/contacts", "contacts").await, ["Ann"]);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_deleted_lies_in_the_bin_until_it_is_restored() {
    on_both(async |world| {
        for noun in ["leads", "contacts", "companies"] {
            let id = made(&world, noun, json!({"name": "Gone"})).await;
            let own = format!("/api/pipewright/v1/entities/{noun}/{id}");
            let other = world.account(&format!("other-{noun}")).await;
            world.call_as(&other, "DELETE", &own, Value::Null).await.expect(404);
            world.call("DELETE", &own, Value::Null).await.expect(204);
            world.call("DELETE", &own, Value::Null).await.expect(404);
            assert_eq!(world.call("GET", &format!("/api/v4/{noun}/{id}"), Value::Null).await.status, 204);
            let bin = world.get(&format!("/api/v4/{noun}?with=only_deleted")).await;
            let gone = bin["_embedded"][noun][0].clone();
            assert_eq!((gone["id"].as_i64(), gone["is_deleted"].as_bool()), (Some(id), Some(true)));
            assert!(gone.get("name").is_none());
            world.call("POST", &format!("{own}/restore"), Value::Null).await.expect(204);
            world.call("POST", &format!("{own}/restore"), Value::Null).await.expect(404);
            world.get(&format!("/api/v4/{noun}/{id}")).await;
        }
        // A contact in the bin keeps its links for later, and is in nobody's way meanwhile.
        let lead = made(&world, "leads", json!({"name": "L"})).await;
        let (ann, bo) = (made(&world, "contacts", json!({})).await, made(&world, "contacts", json!({})).await);
        let link = async |id: i64| {
            let body = json!([{"to_entity_id": id, "to_entity_type": "contacts"}]);
            world.call("POST", &format!("/api/v4/leads/{lead}/link"), body).await.expect(200);
        };
        let linked = async || {
            let shown = world.get(&format!("/api/v4/leads/{lead}?with=contacts")).await;
            let contacts = shown["_embedded"]["contacts"].as_array().unwrap().clone();
            contacts.iter().map(|c| (c["id"].as_i64().unwrap(), c["is_main"] == true)).collect::<Vec<_>>()
        };
        link(ann).await;
        world.call("DELETE", &format!("/api/pipewright/v1/entities/contacts/{ann}"), Value::Null).await.expect(204);
        link(bo).await;
        assert_eq!(linked().await, [(bo, true)]);
        world
            .call("POST", &format!("/api/pipewright/v1/entities/contacts/{ann}/restore"), Value::Null)
            .await
            .expect(204);
        let mut both = linked().await;
        both.sort_unstable();
        assert_eq!(both, [(ann, false), (bo, true)]);
        let findings = world.at_socket("GET", "doctor", "", Value::Null).await.expect(200);
        assert!(findings["findings"].as_array().unwrap().iter().all(|finding| finding["state"] == "ok"), "{findings}");
        world.end().await;
    })
    .await;
}
