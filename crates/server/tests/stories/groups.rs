//! Groups that are alike, all of them at once: nonsense is told and changes nothing, and no account sees another's.

use serde_json::{Value, json};
use server::api::v4::groups::ALL;

use crate::receiver::Receiver;
use crate::world::on_both;

/// A good model of each group.
fn good(list: &str) -> Value {
    match list {
        "sources" => json!({ "name": "A", "external_id": "a" }),
        "chat_templates" => json!({ "name": "A", "content": "B" }),
        "transactions" => json!({ "price": 5 }),
        _ => json!({ "name": "A" }),
    }
}

#[tokio::test]
async fn nobody_sees_or_changes_what_another_account_has() {
    on_both(async |world| {
        let other = world.account("other").await;
        let (mut catalog, mut customer) = (0, 0);
        for group in ALL.into_iter().filter(|group| !group.methods.is_empty()) {
            let shape = group.shape;
            let owner = if shape.list == "transactions" { customer } else { catalog };
            let path = format!("/api/v4/{}", shape.path.replace("{id}", &owner.to_string()));
            let body = if shape.takes_one { good(shape.list) } else { json!([good(shape.list)]) };
            let made = world.call("POST", &path, body.clone()).await.expect(200);
            let model = if shape.takes_one { &made } else { &made["_embedded"][shape.list][0] };
            let id = model["id"].as_i64().unwrap();
            match shape.list {
                "catalogs" => catalog = id,
                "customers" => customer = id,
                _ => {}
            }
            let before = world.get(&format!("{path}/{id}")).await;
            let seen = world.call_as(&other, "GET", &format!("{path}/{id}"), Value::Null).await;
            assert!(matches!(seen.status, 204 | 404), "{}: {}", seen.call, seen.text);
            let list = world.call_as(&other, "GET", &path, Value::Null).await;
            assert!(matches!(list.status, 204 | 404), "{}: {}", list.call, list.text);
            for (method, at, body) in [
                ("PATCH", format!("{path}/{id}"), json!({ "name": "stolen" })),
                ("PATCH", path.clone(), json!([{ "id": id, "name": "stolen" }])),
                ("DELETE", format!("{path}/{id}"), Value::Null),
                ("DELETE", path.clone(), json!([{ "id": id }])),
            ] {
                let answer = world.call_as(&other, method, &at, body).await;
                assert!(matches!(answer.status, 400 | 404 | 405), "{}: {} {}", answer.call, answer.status, answer.text);
            }
            for nonsense in [json!([]), json!("x"), json!([[]]), json!([{ "name": {} }]), json!([5]), Value::Null] {
                let answer = world.call("POST", &path, nonsense.clone()).await;
                assert_eq!(answer.status, 400, "{}: {nonsense}: {}", answer.call, answer.text);
                assert_eq!(answer.content_type(), "application/problem+json");
            }
            assert_eq!(world.get(&format!("{path}/{id}")).await, before);
            let found = world.get(&format!("{path}?filter[id]={id}")).await;
            assert_eq!(found["_embedded"][shape.list].as_array().unwrap().len(), 1, "{path}");
            for asked in ["filter[id]=x", "page=9", "filter[id]=999999"] {
                assert_eq!(
                    world.call("GET", &format!("{path}?{asked}"), Value::Null).await.status,
                    204,
                    "{path} {asked}"
                );
            }
        }
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn an_accepted_request_is_a_move_that_triggers_hear() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        let on = json!({ "is_unsorted_on": true });
        world.call("PATCH", &format!("/api/v4/leads/pipelines/{}", world.acme.pipeline), on).await.expect(200);
        let form = |name: &str| {
            json!([{ "source_uid": "s", "source_name": "Site", "metadata": { "form_id": name },
                "_embedded": { "leads": [{ "name": name }], "contacts": [{ "name": name }] } }])
        };
        let add = async |name: &str| {
            let made = world.call("POST", "/api/v4/leads/unsorted/forms", form(name)).await.expect(200);
            let one = &made["_embedded"]["unsorted"][0];
            (one["uid"].as_str().unwrap().to_string(), one["_embedded"]["leads"][0]["id"].as_i64().unwrap())
        };
        let (uid, lead) = add("one").await;
        world.idle().await;
        assert!(receiver.take().is_empty(), "nothing stands in the incoming stage");
        let other = world.account("other").await;
        for (method, rest) in [("POST", "accept"), ("DELETE", "decline")] {
            let path = format!("/api/v4/leads/unsorted/{uid}/{rest}");
            world.call_as(&other, method, &path, Value::Null).await.problems(404);
        }
        let body = json!({ "status_id": world.stage('B').1 });
        world.call("POST", &format!("/api/v4/leads/unsorted/{uid}/accept"), body).await.expect(200);
        world.idle().await;
        assert_eq!(receiver.take().len(), 1);
        // Dragging a request to a stage accepts it just so.
        let (uid, lead_two) = add("two").await;
        world.moves(lead_two, 'B').await;
        world.idle().await;
        assert_eq!(receiver.take().len(), 1);
        world.call("POST", &format!("/api/v4/leads/unsorted/{uid}/accept"), Value::Null).await.problems(404);
        let summary = world.get("/api/v4/leads/unsorted/summary").await;
        assert_eq!((&summary["total"], &summary["accepted"]), (&json!(2), &json!(2)));
        let names = world.get("/api/v4/contacts").await["_embedded"]["contacts"].as_array().unwrap().len();
        assert_eq!(names, 2);
        // What was deleted leaves the trigger without a place: it is deleted too, and its leads move on.
        let (pipeline, stage) = world.stage('B');
        let gone = format!("/api/v4/leads/pipelines/{pipeline}/statuses/{stage}");
        world.call("DELETE", &gone, Value::Null).await.expect(204);
        let triggers = world.own("GET", "triggers", Value::Null).await;
        assert_eq!(triggers["triggers"].as_array().unwrap().len(), 0, "{triggers}");
        let lead = world.get(&format!("/api/v4/leads/{lead}")).await;
        assert_eq!(lead["status_id"], world.stage('A').1);
        let findings = world.at_socket("GET", "doctor", "", Value::Null).await.expect(200);
        assert!(findings["findings"].as_array().unwrap().iter().all(|finding| finding["state"] == "ok"), "{findings}");
        world.end().await;
    })
    .await;
}
