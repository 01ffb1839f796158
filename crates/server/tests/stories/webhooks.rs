//! Account webhooks: registered in the original's dialect, told of every change through whatever door.

use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::world::{MINUTE, World, on_both};

const PATH: &str = "/api/v4/webhooks";

impl World {
    async fn subscribes(&self, url: &str, codes: &[&str]) -> Value {
        self.call("POST", PATH, json!({ "destination": url, "settings": codes })).await.expect(201)
    }
}

/// `entity action` of each body, in the order of arrival.
fn heard(receiver: &Receiver) -> Vec<String> {
    receiver.take().iter().map(|got| words(&got.body)).collect()
}

fn words(body: &str) -> String {
    let tree = kommo::php::decode(body).unwrap();
    let (key, actions) = tree.iter().find(|(key, _)| *key != "account").unwrap();
    let action = actions.as_object().unwrap().keys().next().unwrap();
    format!("{key} {action}")
}

#[tokio::test]
async fn an_address_is_registered_replaced_and_removed() {
    on_both(async |world| {
        world.call("GET", PATH, Value::Null).await.expect(204);
        let url = "https://hooks.example.test/in?key=s%20t";
        let made = world.subscribes(url, &["add_lead", "status_lead", "add_lead"]).await;
        let keys: Vec<&str> = made.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = "id destination created_at updated_at account_id created_by sort disabled settings";
        assert_eq!(keys.join(" "), expected);
        assert_eq!((&made["destination"], &made["settings"]), (&json!(url), &json!(["add_lead", "status_lead"])));
        world.advance(5_000);
        let again = world.subscribes(url, &["code_of_tomorrow"]).await;
        assert_eq!((&again["id"], &again["settings"]), (&made["id"], &json!(["code_of_tomorrow"])));
        world.subscribes("https://hooks.example.test/two", &["add_task"]).await;
        let list = world.get(PATH).await;
        assert_eq!((&list["_total_items"], list["_embedded"]["webhooks"].as_array().unwrap().len()), (&json!(2), 2));
        let one = world.get(&format!("{PATH}?filter[destination]=https%3A%2F%2Fhooks.example.test%2Ftwo")).await;
        assert_eq!(one["_total_items"], 1);
        for (body, status) in [
            (json!({}), 400),
            (json!({ "destination": "no address", "settings": ["add_lead"] }), 400),
            (json!({ "destination": "https://a.example/", "settings": "add_lead" }), 400),
            (json!({ "destination": "https://a.example/", "settings": ["Add Lead!"] }), 400),
            (json!({ "destination": "https://a.example/" }), 400),
        ] {
            world.call("POST", PATH, body).await.expect(status);
        }
        world.call("DELETE", PATH, json!({ "destination": "https://nobody.example/" })).await.expect(404);
        world.call("DELETE", PATH, json!({ "destination": url })).await.expect(204);
        assert_eq!(world.get(PATH).await["_total_items"], 1);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn what_happens_to_a_lead_is_told() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let url = format!("{}/in?key=s3cr3t", receiver.base);
        let before = world.lead('A').await;
        world.subscribes(&url, &["add_lead", "update_lead", "status_lead", "responsible_lead"]).await;
        let lead = json!([{ "name": "Oak table", "price": 18_500, "_embedded": { "tags": [{ "name": "vip" }] } }]);
        let made = world.call("POST", "/api/v4/leads", lead).await.expect(200);
        let lead = made["_embedded"]["leads"][0]["id"].as_i64().unwrap();
        world.idle().await;
        let got = receiver.take();
        assert_eq!((got.len(), words(&got[0].body).as_str()), (1, "leads add"));
        let tree = kommo::php::decode(&got[0].body).unwrap();
        assert_eq!(tree.keys().next().unwrap(), "account");
        assert_eq!(tree["account"]["subdomain"], "acme");
        let item = &tree["leads"]["add"]["0"];
        let keys: Vec<&str> = item.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            keys.join(" "),
            "id name status_id price responsible_user_id last_modified modified_user_id created_user_id date_create \
             pipeline_id account_id tags created_at updated_at"
        );
        assert_eq!((&item["name"], &item["tags"]["0"]["name"]), (&json!("Oak table"), &json!("vip")));

        let (from, to) = (world.stage('A'), world.stage('B'));
        world.move_to(lead, from).await;
        receiver.take();
        world.moves(lead, 'B').await;
        world.idle().await;
        let got = receiver.take();
        let told: Vec<String> = got.iter().map(|one| words(&one.body)).collect();
        assert_eq!(told, ["leads status", "leads update"]);
        let status = &kommo::php::decode(&got[0].body).unwrap()["leads"]["status"]["0"];
        let ids = ["status_id", "old_status_id", "pipeline_id", "old_pipeline_id"].map(|key| status[key].clone());
        assert_eq!(ids, [to.1, from.1, to.0, from.0].map(|id| json!(id.to_string())));

        // Several edits at once are one hook, and it shows them all.
        let edit = json!({ "name": "Oak", "price": 1, "tags_to_add": [{ "name": "new" }] });
        world.call("PATCH", &format!("/api/v4/leads/{lead}"), edit).await.expect(200);
        world.call("PATCH", &format!("/api/v4/leads/{before}"), json!({ "price": 0 })).await.expect(200);
        world.idle().await;
        let got = receiver.take();
        assert_eq!(got.len(), 1, "what changes nothing is not told");
        let item = &kommo::php::decode(&got[0].body).unwrap()["leads"]["update"]["0"];
        assert_eq!((&item["price"], item["tags"].as_object().unwrap().len()), (&json!("1"), 2));
        let delivery = &world.deliveries().await[0];
        assert_eq!((&delivery["kind"], &delivery["retry_policy"]), (&json!("account_webhook"), &json!("account")));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn triggers_and_contacts_are_heard_too_and_nobody_hears_what_he_did_not_ask_for() {
    on_both(async |world| {
        let (receiver, other) = (Receiver::start().await, Receiver::start().await);
        world.subscribes(&format!("{}/a", receiver.base), &["add_contact", "update_contact", "note_lead"]).await;
        world.subscribes(&format!("{}/b", other.base), &["add_company"]).await;
        let mut body = world.trigger_body("B", "moved_or_created", "none");
        body["action"] = json!({ "kind": "add_note", "service": "Robot", "text": "Hello" });
        world.own("POST", "triggers", body).await;
        world.lead('B').await;
        let made = world.call("POST", "/api/v4/contacts", json!([{ "name": "Dana Reed" }])).await.expect(200);
        let contact = made["_embedded"]["contacts"][0]["id"].as_i64().unwrap();
        world.call("PATCH", &format!("/api/v4/contacts/{contact}"), json!({ "name": "Dana" })).await.expect(200);
        world.idle().await;
        let got = receiver.take();
        let mut told: Vec<String> = got.iter().map(|one| words(&one.body)).collect();
        told.sort_unstable();
        assert_eq!(told, ["contacts add", "contacts update", "leads note"]);
        assert!(heard(&other).is_empty());
        let note = got.iter().find(|one| words(&one.body) == "leads note").unwrap();
        let note = &kommo::php::decode(&note.body).unwrap()["leads"]["note"]["0"]["note"];
        assert_eq!((&note["note_type"], &note["created_by"]), (&json!("25"), &json!("0")));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_schedule_of_webhooks_and_their_end() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let url = format!("{}/in", receiver.base);
        world.subscribes(&url, &["add_lead"]).await;
        receiver.will_answer(404, 3);
        world.lead('A').await;
        world.idle().await;
        for minutes in [5, 15] {
            world.advance(minutes * MINUTE);
            world.idle().await;
        }
        assert_eq!(receiver.take().len(), 3, "a 404 is tried three times");
        assert_eq!(world.deliveries().await[0]["state"], "dead");
        receiver.will_answer(500, 101);
        for _ in 0..101 {
            world.lead('A').await;
        }
        world.idle().await;
        let list = world.get(PATH).await;
        assert_eq!(list["_embedded"]["webhooks"][0]["disabled"], true);
        receiver.take();
        world.lead('A').await;
        world.idle().await;
        assert_eq!(receiver.take().len(), 0, "nothing goes to a webhook that is off");
        world.subscribes(&url, &["add_lead"]).await;
        world.lead('A').await;
        world.idle().await;
        assert_eq!(receiver.take().len(), 1, "registering again switches it on");
        world.end().await;
    })
    .await;
}
