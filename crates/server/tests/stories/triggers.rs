//! Saving triggers: everything that is wrong is told at once, and what is switched off is quiet from that moment.

use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::world::{World, file, on_both, sample_files};

/// A sample with another manifest.
pub fn variant(sample: &str, change: impl Fn(&mut Value)) -> Value {
    let root = env!("CARGO_MANIFEST_DIR");
    let text = std::fs::read_to_string(format!("{root}/../../fixtures/widgets/{sample}/manifest.json")).unwrap();
    let mut manifest: Value = serde_json::from_str(&text).unwrap();
    change(&mut manifest);
    let mut files: Vec<Value> = sample_files(sample).into_iter().filter(|f| f["path"] != "manifest.json").collect();
    files.push(file("manifest.json", manifest.to_string().as_bytes()));
    json!({ "files": files })
}

#[tokio::test]
async fn a_trigger_without_an_address_says_so_and_stays_off() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let silent = variant("notify", |manifest| {
            manifest["dp"].as_object_mut().unwrap().remove("webhook_url");
        });
        let widget = world.own("POST", "widgets?code=silent", silent).await;
        assert!(widget["webhook_url"].is_null() && widget["no_webhook_because"].is_string(), "{widget}");
        let mut body = world.trigger_body("B", "created", "silent");
        let refused = world.refused(400, "POST", "triggers", body.clone()).await;
        body["enabled"] = json!(false);
        let made = world.own("POST", "triggers", body).await;
        assert_eq!((&made["state"], made["action"]["address"].is_null()), (&json!("incomplete"), true));
        let told = format!("action.widget {}", made["incomplete"]["code"].as_str().unwrap());
        let enable = format!("triggers/{}/enable", made["id"]);
        assert_eq!((vec![told.clone()], vec![told]), (refused, world.refused(400, "POST", &enable, Value::Null).await));

        world.own("PATCH", "widgets/silent", json!({ "webhook_url": format!("{}/hook", receiver.base) })).await;
        let now = world.own("GET", &format!("triggers/{}", made["id"]), Value::Null).await;
        assert_eq!((&now["state"], now["incomplete"].is_null()), (&json!("disabled"), true));
        assert_eq!(world.own("POST", &enable, Value::Null).await["state"], "enabled");
        world.lead('B').await;
        world.idle().await;
        assert_eq!(receiver.take().len(), 1);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn every_problem_at_once() {
    let world = World::sqlite().await;
    world.simple("http://127.0.0.1:9").await;
    world.install("card_panel", "card", "http://127.0.0.1:9").await;
    let (pipeline, stage) = world.stage('B');
    let place = json!({ "pipeline_id": pipeline, "stage_id": stage });
    let action = |widget: &str| json!({ "kind": "widget_hook", "widget": widget, "settings": { "message": "x" } });
    let good = json!({ "stages": [place], "when": { "on": "moved" }, "action": action("notify") });
    let with = |more: Value| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let two = json!([{ "pipeline_id": pipeline, "stage_id": 142 }, place]);
    let unknown = json!([{ "pipeline_id": pipeline, "stage_id": 5 }, { "pipeline_id": 77, "stage_id": 142 }]);
    let mut wrong = Vec::new();
    for (body, expected) in [
        (json!({}), vec!["stages required", "when required", "action required"]),
        (json!([]), vec![" bad_type", "stages required", "when required", "action required"]),
        (with(json!({ "stages": two })), vec!["stages not_stretchable"]),
        (with(json!({ "stages": [] })), vec!["stages required"]),
        (
            with(json!({ "stages": unknown })),
            vec!["stages.0 unknown_stage", "stages.1 unknown_stage", "stages not_stretchable"],
        ),
        (with(json!({ "when": { "on": "never" } })), vec!["when.on bad_choice"]),
        (
            with(json!({ "colour": 1, "when": { "on": "moved", "at": 1 } })),
            vec!["when.at unknown_key", "colour unknown_key"],
        ),
        (
            with(json!({ "action": { "kind": "widget_hook", "widget": "notify" } })),
            vec!["action.settings.message required"],
        ),
        (
            with(json!({ "action": { "kind": "widget_hook", "widget": "notify", "settings": { "message": "" } } })),
            vec!["action.settings.message required"],
        ),
        (
            with(json!({ "action": { "kind": "widget_hook", "widget": "notify", "settings": [1] } })),
            vec!["action.settings bad_type"],
        ),
        (with(json!({ "action": action("nobody") })), vec!["action.widget unknown_widget"]),
        (
            with(json!({ "action": action("card") })),
            vec!["action.widget unusable_widget", "action.widget unusable_widget"],
        ),
        (with(json!({ "delay_seconds": -1 })), vec!["delay_seconds out_of_range"]),
        (with(json!({ "delay_seconds": i64::MAX })), vec!["delay_seconds out_of_range"]),
        (with(json!({ "name": "x".repeat(10_000) })), vec!["name too_long"]),
        (with(json!({ "filters": [{ "field": "price" }] })), vec!["filters.0 required"]),
        (
            with(json!({ "filters": [{ "field": "responsible", "users": [9999] }] })),
            vec!["filters.0.users unknown_user"],
        ),
        (
            with(json!({ "if_left": "stay", "enabled": "yes", "name": 7 })),
            vec!["if_left bad_choice", "name bad_type", "enabled bad_type"],
        ),
        (
            with(json!({ "hours": { "windows": [{ "weekday": 9, "from": 0, "to": 60 }] } })),
            vec!["hours.windows.0 bad_window"],
        ),
    ] {
        let told = world.refused(400, "POST", "triggers", body.clone()).await;
        if told != expected {
            wrong.push(format!("{body}: {told:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(world.own("GET", "triggers", Value::Null).await["triggers"].as_array().unwrap().len(), 1);
    world.end().await;
}

#[tokio::test]
async fn a_batch_is_all_or_nothing() {
    on_both(async |world| {
        world.simple("http://127.0.0.1:9").await;
        let good = world.trigger_body("B", "moved", "notify");
        let mut bad = good.clone();
        bad["action"]["settings"] = json!({});
        let count = async || world.own("GET", "triggers", Value::Null).await["triggers"].as_array().unwrap().len();
        let problems = world.refused(400, "POST", "triggers/batch", json!({ "triggers": [good, bad, bad] })).await;
        assert_eq!(
            problems,
            ["triggers.1.action.settings.message required", "triggers.2.action.settings.message required"]
        );
        assert_eq!(
            world.refused(400, "POST", "triggers/batch", json!({ "triggers": [] })).await,
            ["triggers out_of_range"]
        );
        let many = vec![good.clone(); 251];
        assert_eq!(
            world.refused(400, "POST", "triggers/batch", json!({ "triggers": many })).await,
            ["triggers out_of_range"]
        );
        assert_eq!(count().await, 1);
        let made = world.own("POST", "triggers/batch", json!({ "triggers": many[..250] })).await;
        assert_eq!((made["triggers"].as_array().unwrap().len(), count().await), (250, 251));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_switched_off_is_quiet_from_that_moment() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let trigger = world.simple(&receiver.base).await;
        for _ in 0..8 {
            let off = format!("triggers/{trigger}/disable");
            let (off, _) = tokio::join!(world.own("POST", &off, Value::Null), world.lead('B'));
            assert_eq!(off["state"], "disabled");
            world.idle().await;
            receiver.take();
            world.lead('B').await;
            world.idle().await;
            assert_eq!(receiver.count(), 0);
            world.own("POST", &format!("triggers/{trigger}/enable"), Value::Null).await;
            world.lead('B').await;
            world.idle().await;
            assert_eq!(receiver.take().len(), 1);
        }
        let mut replaced = world.trigger_body("C", "created", "notify");
        replaced["name"] = json!("moved house");
        assert_eq!(world.own("PUT", &format!("triggers/{trigger}"), replaced).await["id"], trigger);
        world.lead('B').await;
        world.lead('C').await;
        world.idle().await;
        assert_eq!(receiver.take().len(), 1);
        world.own("DELETE", &format!("triggers/{trigger}"), Value::Null).await;
        world.lead('C').await;
        world.idle().await;
        assert_eq!(receiver.count(), 0);
        for (method, path) in [("GET", ""), ("DELETE", ""), ("POST", "/enable"), ("POST", "/disable")] {
            world.refused(404, method, &format!("triggers/{trigger}{path}"), Value::Null).await;
        }
        world.end().await;
    })
    .await;
}
