//! Tasks, notes and calls: what was asked for is there, triggers hear of calls, and bad input changes nothing.

use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::world::{World, on_both};

async fn contact_of(world: &World, lead: i64) -> i64 {
    let made = world.call("POST", "/api/v4/contacts", json!([{ "name": "Ann" }])).await.expect(200);
    let contact = made["_embedded"]["contacts"][0]["id"].as_i64().unwrap();
    let link = json!([{ "to_entity_id": contact, "to_entity_type": "contacts" }]);
    world.call("POST", &format!("/api/v4/leads/{lead}/link"), link).await.expect(200);
    contact
}

fn call_note(entity: i64) -> Value {
    json!({ "entity_id": entity, "note_type": "call_in",
        "params": { "duration": 60, "source": "PBX", "phone": "+1 555 010 0123", "call_status": 4 } })
}

#[tokio::test]
async fn a_task_from_making_to_completion() {
    on_both(async |world| {
        let lead = world.lead('A').await;
        let at = world.clock_ms() / 1000 + 3600;
        let task = json!([{ "text": "Call back", "complete_till": at, "entity_id": lead, "entity_type": "leads",
            "task_type_id": 2, "request_id": "t" }]);
        let made = world.call("POST", "/api/v4/tasks", task).await.expect(200);
        let made = &made["_embedded"]["tasks"][0];
        assert_eq!(made.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "request_id", "_links"], "no echo");
        let path = format!("/api/v4/tasks/{}", made["id"]);
        let read = world.get(&path).await;
        assert_eq!(
            (&read["result"], &read["is_completed"], &read["task_type_id"]),
            (&json!([]), &json!(false), &json!(2))
        );

        world.advance(5_000);
        let done = json!({ "is_completed": true, "result": { "text": "done" } });
        let told = world.call("PATCH", &path, done).await.expect(200);
        assert_eq!(told.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "updated_at", "request_id", "_links"]);
        let read = world.get(&path).await;
        assert_eq!((&read["result"], &read["is_completed"]), (&json!({ "text": "done" }), &json!(true)));
        assert_eq!(world.call("GET", "/api/v4/tasks?filter[is_completed]=0", Value::Null).await.status, 204);

        let log = world.own("GET", &format!("events?lead_id={lead}"), Value::Null).await;
        let codes: Vec<&str> = log["events"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["task_completed", "task_result_added", "task_added", "lead_added"]);

        let other = world.account("other").await;
        assert_eq!(world.call_as(&other, "GET", &path, Value::Null).await.status, 204);
        world.call_as(&other, "PATCH", &path, json!({ "text": "Mine" })).await.problems(404);
        assert_eq!(world.get(&path).await["text"], "Call back");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_bad_task_changes_nothing_and_tells_all() {
    on_both(async |world| {
        let lead = world.lead('A').await;
        let bad = json!([
            { "text": "Fine", "complete_till": 100, "entity_id": lead, "entity_type": "leads" },
            { "text": "Bad", "complete_till": 100, "entity_id": 999_999, "entity_type": "leads", "task_type_id": 77,
              "responsible_user_id": 5, "request_id": "b" },
        ]);
        let told = world.call("POST", "/api/v4/tasks", bad).await.expect(400);
        let items = told["validation-errors"].as_array().unwrap();
        assert_eq!((items.len(), &items[0]["request_id"]), (1, &json!("b")));
        let paths: Vec<&str> =
            items[0]["errors"].as_array().unwrap().iter().map(|e| e["path"].as_str().unwrap()).collect();
        assert_eq!(paths, ["task_type_id", "entity_id", "responsible_user_id"]);
        assert_eq!(world.call("GET", "/api/v4/tasks", Value::Null).await.status, 204);
        world.call("GET", "/api/v4/tasks?filter[entity_id]=5", Value::Null).await.expect(400);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_note_is_written_changed_and_pinned() {
    on_both(async |world| {
        let lead = world.lead('A').await;
        let body = json!([{ "note_type": "common", "params": { "text": "Hello" }, "request_id": "n" }]);
        let made = world.call("POST", &format!("/api/v4/leads/{lead}/notes"), body).await.expect(200);
        let note = made["_embedded"]["notes"][0]["id"].as_i64().unwrap();
        assert_eq!(made["_embedded"]["notes"][0]["entity_id"], lead);
        let path = format!("/api/v4/leads/{lead}/notes/{note}");
        let change = json!({ "note_type": "common", "params": { "text": "Bye" } });
        world.call("PATCH", &path, change).await.expect(200);
        assert_eq!(world.get(&path).await["params"]["text"], "Bye");
        assert_eq!(world.call("POST", &format!("/api/v4/leads/notes/{note}/pin"), Value::Null).await.status, 204);
        assert_eq!(world.get(&format!("/api/v4/leads/notes/{note}?with=is_pinned")).await["is_pinned"], true);
        assert_eq!(world.call("POST", &format!("/api/v4/leads/notes/{note}/unpin"), Value::Null).await.status, 204);

        for path in [
            format!("/api/v4/contacts/notes/{note}"),
            format!("/api/v4/leads/1/notes/{note}"),
            "/api/v4/leads/notes?filter[note_type]=call_in".to_string(),
            "/api/v4/contacts/notes".to_string(),
        ] {
            assert_eq!(world.call("GET", &path, Value::Null).await.status, 204, "{path}");
        }
        assert_eq!(
            world.get("/api/v4/leads/notes?filter[note_type][]=common").await["_embedded"]["notes"][0]["id"],
            note
        );
        world.call("GET", "/api/v4/poems/5/notes", Value::Null).await.problems(404);
        world.call("POST", &format!("/api/v4/contacts/notes/{note}/pin"), Value::Null).await.problems(404);

        let other = world.account("other").await;
        assert_eq!(world.call_as(&other, "GET", &path, Value::Null).await.status, 204);
        world.call_as(&other, "PATCH", &path, json!({ "params": { "text": "x" } })).await.problems(404);
        let theirs = json!([{ "note_type": "common", "params": { "text": "x" } }]);
        world.call_as(&other, "POST", &format!("/api/v4/leads/{lead}/notes"), theirs).await.problems(400);
        assert_eq!(world.get(&path).await["params"]["text"], "Bye");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_call_of_a_contact_is_heard_by_each_of_its_active_leads() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.install("notify", "notify", &format!("{}/hook", receiver.base)).await;
        for area in ["A", "W"] {
            world.trigger(area, "call_in", "notify", json!({})).await;
        }
        let (first, won) = (world.lead('A').await, world.lead('A').await);
        let contact = contact_of(&world, first).await;
        let link = json!([{ "to_entity_id": contact, "to_entity_type": "contacts" }]);
        world.call("POST", &format!("/api/v4/leads/{won}/link"), link).await.expect(200);
        world.moves(won, 'W').await;
        world.idle().await;
        receiver.take();

        world.call("POST", "/api/v4/contacts/notes", json!([call_note(contact)])).await.expect(200);
        world.idle().await;
        let got = receiver.take();
        assert_eq!(got.len(), 1, "a won lead is none of the active ones");
        let body: Value = serde_json::from_str(&got[0].body).unwrap();
        assert_eq!((&body["event"]["type"], &body["event"]["type_code"]), (&json!(17), &json!("call_in")));
        assert_eq!(body["event"]["data"]["id"].to_string().trim_matches('"'), first.to_string());

        let quiet = |mut note: Value| {
            note["is_need_to_trigger_digital_pipeline"] = json!(false);
            json!([note])
        };
        world.call("POST", "/api/v4/leads/notes", quiet(call_note(first))).await.expect(200);
        world.idle().await;
        assert_eq!(receiver.count(), 0, "switched off");
        world.call("POST", "/api/v4/leads/notes", json!([call_note(first)])).await.expect(200);
        world.idle().await;
        assert_eq!(receiver.take().len(), 1, "a call of the lead itself");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_call_that_nobody_has_the_number_of_is_not_kept() {
    on_both(async |world| {
        let call = json!([{ "direction": "inbound", "duration": 5, "source": "PBX", "phone": "+1 555 010 0199", "request_id": "c" }]);
        let told = world.call("POST", "/api/v4/calls", call).await.expect(400);
        assert_eq!((&told["_total_items"], &told["errors"][0]["request_id"]), (&json!(0), &json!("c")));
        assert_eq!(world.call("GET", "/api/v4/contacts/notes", Value::Null).await.status, 204);
        world.call("POST", "/api/v4/calls", json!([{ "direction": "up" }])).await.expect(400);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_call_goes_to_the_one_active_lead_of_whoever_has_the_number() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.install("notify", "notify", &format!("{}/hook", receiver.base)).await;
        world.trigger("A", "call_in", "notify", json!({})).await;
        // A name that is a number is searched for like the number that it is.
        let made = world.call("POST", "/api/v4/contacts", json!([{ "name": "+1 (555) 010-0123" }])).await.expect(200);
        let contact = made["_embedded"]["contacts"][0]["id"].as_i64().unwrap();
        let call = json!([
            { "direction": "inbound", "duration": 42, "source": "PBX", "phone": "8 555 010 01 23", "request_id": "a" },
            { "direction": "inbound", "duration": 1, "source": "PBX", "phone": "+1 555 010 0124", "request_id": "b" },
        ]);
        let keep = async || {
            let told = world.call("POST", "/api/v4/calls", call.clone()).await.expect(200);
            assert_eq!((&told["_total_items"], &told["errors"][0]["request_id"]), (&json!(1), &json!("b")));
            let kept = &told["_embedded"]["calls"][0];
            assert_eq!(kept["request_id"], "a");
            (kept["entity_type"].as_str().unwrap().to_string(), kept["entity_id"].as_i64().unwrap())
        };
        let heard = async || {
            world.idle().await;
            receiver.take().len()
        };
        assert_eq!((keep().await, heard().await), (("contact".to_string(), contact), 0), "no lead");
        let link = json!([{ "to_entity_id": contact, "to_entity_type": "contacts" }]);
        let lead = world.lead('A').await;
        world.call("POST", &format!("/api/v4/leads/{lead}/link"), link.clone()).await.expect(200);
        assert_eq!((keep().await, heard().await), (("lead".to_string(), lead), 1), "one lead");
        let second = world.lead('A').await;
        world.call("POST", &format!("/api/v4/leads/{second}/link"), link).await.expect(200);
        assert_eq!((keep().await, heard().await), (("contact".to_string(), contact), 2), "two leads: both hear it");
        world.end().await;
    })
    .await;
}
