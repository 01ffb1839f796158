//! Users, roles and rights; the journal and the feed as each of them sees it.

use serde_json::{Value, json};

use crate::access::routes;
use crate::receiver::Receiver;
use crate::world::{Account, World, on_both};

fn acts(view: &str, edit: &str) -> Value {
    json!({ "view": view, "edit": edit, "add": "D", "delete": "D", "export": "D" })
}

/// Makes a user with those rights, and lets him in.
async fn user(world: &World, name: &str, rights: Value) -> Account {
    let email = format!("{name}@acme.example.com");
    let body = json!([{ "name": name, "email": email, "password": "Secret12", "rights": rights, "request_id": "u" }]);
    let made = world.call("POST", "/api/v4/users", body).await.expect(201);
    let id = made["_embedded"]["users"][0]["id"].as_i64().unwrap();
    assert_eq!(made["_embedded"]["users"][0]["request_id"], "u");
    let account = domain::AccountId(world.acme.id);
    let token = server::api::own::admin::issue(&world.app, account, domain::UserId(id), name.to_string(), 10).await;
    Account { admin: id, token: token.unwrap().0, ..world.acme.clone() }
}

fn nothing() -> Value {
    json!({ "leads": acts("D", "D"), "contacts": acts("D", "D"), "companies": acts("D", "D"),
        "tasks": { "edit": "D", "delete": "D" }, "mail_access": false, "catalog_access": false })
}

async fn note(world: &World, lead: i64, text: &str) -> i64 {
    let body = json!([{ "note_type": "common", "params": { "text": text } }]);
    let made = world.call("POST", &format!("/api/v4/leads/{lead}/notes"), body).await.expect(200);
    made["_embedded"]["notes"][0]["id"].as_i64().unwrap()
}

async fn task(world: &World, lead: i64) -> i64 {
    let body =
        json!([{ "text": "Secret task", "complete_till": 1_900_000_000, "entity_id": lead, "entity_type": "leads" }]);
    let made = world.call("POST", "/api/v4/tasks", body).await.expect(200);
    made["_embedded"]["tasks"][0]["id"].as_i64().unwrap()
}

#[tokio::test]
async fn a_user_without_rights_sees_and_changes_nothing_on_any_route() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        let made = world.call("POST", "/api/v4/contacts", json!([{ "name": "Secret Ann" }])).await.expect(200);
        let contact = made["_embedded"]["contacts"][0]["id"].as_i64().unwrap();
        let lead = world.lead('A').await;
        let link = json!([{ "to_entity_id": contact, "to_entity_type": "contacts" }]);
        world.call("POST", &format!("/api/v4/leads/{lead}/link"), link).await.expect(200);
        world.moves(lead, 'B').await;
        world.idle().await;
        let (note, task) = (note(&world, lead, "Secret note").await, task(&world, lead).await);
        let delivery = world.deliveries().await[0]["id"].as_i64().unwrap();
        let event = world.get("/api/v4/events").await["_embedded"]["events"][0]["id"].as_str().unwrap().to_string();
        let before = world.get("/api/v4/events?limit=100").await;
        let nobody = user(&world, "nobody", nothing()).await;
        receiver.take();

        let bodies = [
            Value::Null,
            json!([{ "id": lead, "name": "Mine", "text": "Mine", "note_type": "common", "params": { "text": "Mine" },
                "entity_id": lead, "entity_type": "leads", "complete_till": 5, "to_entity_id": contact, "to_entity_type": "contacts" }]),
            json!({ "lead_id": lead, "event": "call_in" }),
            json!({ "name": "Mine", "text": "Mine", "params": { "text": "Mine" } }),
        ];
        for (method, path) in routes() {
            if path.ends_with("/stream") || path.ends_with("/session") {
                continue;
            }
            let id = match path.as_str() {
                p if p.contains("/notes/{id}") => note,
                p if p.contains("tasks") => task,
                p if p.contains("deliveries") => delivery,
                p if p.contains("contacts") => contact,
                _ => lead,
            };
            let at = path.replace("{entity}", "leads").replace("{note}", &note.to_string());
            let at = match at.contains("/events/{id}") {
                true => at.replace("{id}", &event),
                false => at.replace("{id}", &id.to_string()),
            };
            for body in &bodies {
                let answer = world.call_as(&nobody, &method, &at, body.clone()).await;
                assert!(answer.status < 500, "{}: {}", answer.call, answer.text);
                assert!(!answer.text.contains("Secret"), "{}: {}", answer.call, answer.text);
                if method != "GET" {
                    let is_question = at.ends_with("/explain") || at.ends_with("/check");
                    assert!(answer.status >= 400 || is_question || answer.status == 204, "{} {}: {}", answer.call, body, answer.text);
                }
            }
        }
        world.idle().await;
        assert_eq!(receiver.count(), 0, "nothing was raised or repeated");
        assert_eq!(world.get("/api/v4/events?limit=100").await, before, "nothing happened");
        assert_eq!(world.get(&format!("/api/v4/tasks/{task}")).await["text"], "Secret task");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn rights_reach_to_ones_own_and_stages_narrow_them() {
    on_both(async |world| {
        let (pipeline, b) = world.stage('B');
        let shut = json!([{ "entity_type": "leads", "pipeline_id": pipeline, "status_id": b,
            "rights": { "view": "D", "edit": "D", "delete": "D", "export": "D" } }]);
        let mut rights = nothing();
        rights["leads"] = acts("M", "M");
        rights["status_rights"] = shut;
        let ann = user(&world, "ann", rights).await;
        let (hers, in_b, other) = (world.lead('A').await, world.lead('B').await, world.lead('A').await);
        for lead in [hers, in_b] {
            let body = json!({ "responsible_user_id": ann.admin });
            world.call("PATCH", &format!("/api/v4/leads/{lead}"), body).await.expect(200);
        }
        let list = world.call_as(&ann, "GET", "/api/v4/leads", Value::Null).await.expect(200);
        let ids: Vec<i64> =
            list["_embedded"]["leads"].as_array().unwrap().iter().map(|lead| lead["id"].as_i64().unwrap()).collect();
        assert_eq!(ids, [hers]);
        for (lead, status) in [(hers, 200), (in_b, 204), (other, 204)] {
            let path = format!("/api/v4/leads/{lead}");
            assert_eq!(world.call_as(&ann, "GET", &path, Value::Null).await.status, status);
            let changed = world.call_as(&ann, "PATCH", &path, json!({ "name": "New" })).await.status;
            assert_eq!(changed, if status == 200 { 200 } else { 404 });
            let feed =
                world.call_as(&ann, "GET", &format!("/api/pipewright/v1/leads/{lead}/feed"), Value::Null).await.status;
            assert_eq!(feed, if status == 200 { 200 } else { 404 });
        }
        world.call_as(&ann, "POST", "/api/v4/leads", json!([{ "name": "x" }])).await.problems(403);
        world.call_as(&ann, "GET", "/api/v4/users", Value::Null).await.problems(403);

        let off = json!([{ "id": ann.admin }]);
        world.call("POST", "/api/v4/users/deactivate", off).await.expect(204);
        assert_eq!(world.call_as(&ann, "GET", "/api/v4/leads", Value::Null).await.status, 401);
        let own = json!([{ "id": world.acme.admin }]);
        world.call("POST", "/api/v4/users/deactivate", own).await.expect(400);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_role_is_made_changed_and_removed() {
    on_both(async |world| {
        let role = json!({ "name": "Sales", "rights": nothing() });
        let made = world.call("POST", "/api/v4/roles", role).await.expect(201);
        let id = made["_embedded"]["roles"][0]["id"].as_i64().unwrap();
        let ann = user(&world, "ann", json!({ "role_id": id })).await;
        let lead = world.lead('A').await;
        let path = format!("/api/v4/leads/{lead}");
        assert_eq!(world.call_as(&ann, "GET", &path, Value::Null).await.status, 204);
        let mut wider = nothing();
        wider["leads"] = acts("A", "D");
        world.call("PATCH", &format!("/api/v4/roles/{id}"), json!({ "rights": wider })).await.expect(202);
        assert_eq!(world.call_as(&ann, "GET", &path, Value::Null).await.status, 200);
        world.call_as(&ann, "PATCH", &path, json!({ "name": "x" })).await.problems(403);
        let told = world.get(&format!("/api/v4/roles/{id}?with=users")).await;
        assert_eq!(told["_embedded"]["users"], json!([ann.admin]));
        world.call("PATCH", &format!("/api/v4/roles/{id}"), json!({})).await.expect(400);
        world.call("DELETE", &format!("/api/v4/roles/{id}"), Value::Null).await.expect(204);
        world.call("DELETE", &format!("/api/v4/roles/{id}"), Value::Null).await.problems(404);
        assert_eq!(world.call_as(&ann, "GET", &path, Value::Null).await.status, 200, "the rights stay as her own");
        let bad = json!([{ "name": "x", "email": "ann@acme.example.com", "password": "Secret12", "rights": { "role_id": 5 } }]);
        let told = world.call("POST", "/api/v4/users", bad).await.expect(400);
        assert_eq!(told["validation-errors"][0]["errors"].as_array().unwrap().len(), 2);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_feed_is_in_the_order_of_events_with_what_automation_made_of_them() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        let lead = world.lead('A').await;
        world.call("PATCH", &format!("/api/v4/leads/{lead}"), json!({ "price": 500 })).await.expect(200);
        world.moves(lead, 'B').await;
        world.idle().await;
        let (note, task) = (note(&world, lead, "Hello").await, task(&world, lead).await);
        let path = format!("leads/{lead}/feed");
        let feed = world.own("GET", &path, Value::Null).await;
        let items = feed["items"].as_array().unwrap();
        let codes: Vec<&str> = items.iter().map(|item| item["event"]["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["task_added", "note_added", "lead_status_changed", "price_changed", "lead_added"]);
        assert_eq!((&items[1]["note"]["id"], &items[1]["note"]["params"]["text"]), (&json!(note), &json!("Hello")));
        assert_eq!(
            (&items[2]["runs"][0]["state"], &items[2]["deliveries"][0]["state"]),
            (&json!("acted"), &json!("delivered"))
        );
        assert_eq!((&items[3]["before"], &items[3]["after"]), (&json!(0), &json!(500)));
        assert_eq!(feed["open_tasks"][0]["id"], task);
        let mut walked = Vec::new();
        let mut next = String::new();
        loop {
            let page = world.own("GET", &format!("{path}?limit=2{next}"), Value::Null).await;
            walked.extend(page["items"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(before) => next = format!("&before={before}"),
                None => break,
            }
        }
        assert_eq!(&walked, items, "page by page it is the same");
        let other = world.account("other").await;
        world.call_as(&other, "GET", &format!("/api/pipewright/v1/{path}"), Value::Null).await.problems(404);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_lead_shows_its_contacts_unless_they_are_of_long_before() {
    on_both(async |world| {
        let made = world.call("POST", "/api/v4/contacts", json!([{ "name": "Ann" }])).await.expect(200);
        let contact = made["_embedded"]["contacts"][0]["id"].as_i64().unwrap();
        let write = async |text: &str| {
            let body = json!([{ "note_type": "common", "params": { "text": text } }]);
            world.call("POST", &format!("/api/v4/contacts/{contact}/notes"), body).await.expect(200);
        };
        write("old").await;
        world.advance(2 * 24 * 3_600_000);
        write("fresh").await;
        world.app.callers.forget();
        let lead = world.lead('A').await;
        let link = json!([{ "to_entity_id": contact, "to_entity_type": "contacts" }]);
        world.call("POST", &format!("/api/v4/leads/{lead}/link"), link).await.expect(200);
        let feed = world.own("GET", &format!("leads/{lead}/feed"), Value::Null).await;
        let notes: Vec<&str> = feed["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|item| item["note"]["params"]["text"].as_str())
            .collect();
        assert_eq!(notes, ["fresh"]);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_journal_tells_values_and_can_be_filtered() {
    on_both(async |world| {
        let lead = world.lead('A').await;
        world.call("PATCH", &format!("/api/v4/leads/{lead}"), json!({ "price": 500, "name": "New" })).await.expect(200);
        world.moves(lead, 'B').await;
        let task = task(&world, lead).await;
        let (note, (pipeline, b)) = (note(&world, lead, "x").await, world.stage('B'));
        let types = async |query: &str| -> Vec<String> {
            let answer = world.call("GET", &format!("/api/v4/events?{query}"), Value::Null).await;
            if answer.status == 204 {
                return vec![];
            }
            let list = answer.expect(200);
            list["_embedded"]["events"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap().to_string()).collect()
        };
        let all = ["common_note_added", "task_added", "lead_status_changed", "sale_field_changed", "name_field_changed", "lead_added"];
        assert_eq!(types("").await, all);
        for (query, expected) in [
            ("filter[type]=lead_added,task_added".to_string(), vec!["task_added", "lead_added"]),
            ("filter[entity]=task".to_string(), vec!["task_added"]),
            (format!("filter[entity]=task&filter[entity_id]={task}"), vec!["task_added"]),
            (format!("filter[entity]=task&filter[entity_id]={lead}9"), vec![]),
            (format!("filter[entity]=lead&filter[entity_id]={lead}&filter[type][]=sale_field_changed"), vec!["sale_field_changed"]),
            ("filter[entity]=contact".to_string(), vec![]),
            ("filter[type]=sale_field_changed&filter[value_after][value]=500".to_string(), vec!["sale_field_changed"]),
            ("filter[type]=sale_field_changed&filter[value_after][value]=50".to_string(), vec![]),
            ("filter[type]=name_field_changed&filter[value_before][value]=Order".to_string(), vec!["name_field_changed"]),
            (format!("filter[type]=lead_status_changed&filter[value_after][leads_statuses][0][pipeline_id]={pipeline}&filter[value_after][leads_statuses][0][status_id]={b}"), vec!["lead_status_changed"]),
            (format!("filter[type]=lead_status_changed&filter[value_before][leads_statuses][0][pipeline_id]={pipeline}&filter[value_before][leads_statuses][0][status_id]={b}"), vec![]),
            ("filter[type]=incoming_call".to_string(), vec![]),
            ("filter[created_by]=77".to_string(), vec![]),
            ("filter[type]=poem_written".to_string(), vec![]),
            ("filter[created_at]=1".to_string(), all.to_vec()),
        ] {
            assert_eq!(types(&query).await, expected, "{query}");
        }
        let list = world.get("/api/v4/events?with=lead_name&filter[type]=common_note_added").await;
        let event = &list["_embedded"]["events"][0];
        assert_eq!((&event["value_after"], &event["value_before"]), (&json!([{ "note": { "id": note } }]), &json!([])));
        assert_eq!(event["_embedded"]["entity"]["name"], "New");
        let id = event["id"].as_str().unwrap();
        assert_eq!(id.len(), 26);
        assert_eq!(world.get(&format!("/api/v4/events/{id}")).await["id"], id);
        let other = world.account("other").await;
        assert_eq!(world.call_as(&other, "GET", &format!("/api/v4/events/{id}"), Value::Null).await.status, 204);
        world.call("GET", "/api/v4/events?filter[entity_id]=5", Value::Null).await.expect(400);
        let types = world.get("/api/v4/events/types").await;
        assert!(types["_total_items"].as_i64().unwrap() > 70);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn somebody_is_invited_into_a_group() {
    on_both(async |world| {
        let group = world.own("POST", "groups", json!({ "name": "North" })).await["id"].as_i64().unwrap();
        let ann = json!({ "name": "Ann", "email": "ann@acme.example.com", "group_id": group });
        let made = world.own("POST", "users", ann.clone()).await;
        assert_eq!((&made["user"]["name"], &made["user"]["group_id"]), (&json!("Ann"), &json!(group)));
        let path = made["sign_in_path"].as_str().unwrap();
        let answer = world.raw("", "GET", path, "").await;
        assert!(answer.headers.contains_key("set-cookie"), "the link signs in: {}", answer.status);
        assert!(!world.raw("", "GET", path, "").await.headers.contains_key("set-cookie"), "once");
        world.call("POST", "/api/pipewright/v1/users", ann).await.problems(409);
        let bad = json!({ "name": "", "email": "x", "group_id": "y" });
        assert_eq!(
            world.refused(400, "POST", "users", bad).await,
            ["name bad_length", "email bad_email", "group_id bad_type"]
        );
        let unknown = json!({ "name": "Bo", "email": "bo@acme.example.com", "group_id": 5, "role_id": 6 });
        assert_eq!(world.refused(400, "POST", "users", unknown).await, ["role_id unknown", "group_id unknown"]);
        let account = world.get("/api/v4/account?with=users_groups").await;
        assert_eq!(account["_embedded"]["users_groups"][1]["name"], "North");
        world.own("DELETE", &format!("groups/{group}"), Value::Null).await;
        world.call("DELETE", &format!("/api/pipewright/v1/groups/{group}"), Value::Null).await.problems(404);
        let people = world.own("GET", "users", Value::Null).await;
        assert_eq!(people["users"][1]["group_id"], 0);
        world.own("DELETE", "sessions", Value::Null).await;
        world.end().await;
    })
    .await;
}
