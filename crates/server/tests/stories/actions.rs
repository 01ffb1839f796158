//! What triggers do here: every built-in action from the API call to its effect in the log, loops, and leads that are there.

use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::world::{MINUTE, World, on_both};

impl World {
    /// A trigger with a built-in action; `more` overrides keys of its body.
    async fn acts(&self, area: &str, when: &str, action: Value, more: Value) -> i64 {
        let mut body = self.trigger_body(area, when, "none");
        body["action"] = action;
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.own("POST", "triggers", body).await["id"].as_i64().unwrap()
    }

    /// `code author depth` of what the lead's feed tells, oldest first.
    async fn log(&self, lead: i64) -> Vec<String> {
        let feed = self.own("GET", &format!("leads/{lead}/feed?limit=250"), Value::Null).await;
        let told = |item: &Value| {
            let event = &item["event"];
            let author = if event["author"] == json!(0) { "robot" } else { "person" };
            format!("{} {author} {}", event["code"].as_str().unwrap(), event["cause"]["depth"].as_i64().unwrap_or(0))
        };
        feed["items"].as_array().unwrap().iter().rev().map(told).collect()
    }

    /// The runs of a trigger, oldest first, each with what it did.
    async fn runs_of(&self, trigger: i64) -> Vec<Value> {
        let runs = self.own("GET", &format!("runs?trigger_id={trigger}&limit=250"), Value::Null).await;
        let mut told = Vec::new();
        for run in runs["runs"].as_array().unwrap().iter().rev() {
            told.push(self.own("GET", &format!("runs/{}", run["id"]), Value::Null).await);
        }
        told
    }

    async fn raises(&self, lead: i64, event: &str) {
        self.own("POST", "events", json!({ "lead_id": lead, "event": event })).await;
    }
}

#[tokio::test]
async fn a_lead_is_moved_after_the_interval() {
    on_both(async |world| {
        let (pipeline, stage) = world.stage('C');
        let action = json!({ "kind": "change_stage", "pipeline_id": pipeline, "stage_id": stage });
        let trigger = world.acts("B", "moved_or_created", action, json!({ "delay_seconds": 60 })).await;
        let lead = world.lead('B').await;
        world.advance(MINUTE);
        world.idle().await;
        assert_eq!(world.log(lead).await, ["lead_added person 0", "lead_status_changed robot 1"]);
        let lead = world.get(&format!("/api/v4/leads/{lead}")).await;
        assert_eq!((lead["status_id"].as_i64(), lead["updated_by"].as_i64()), (Some(stage), Some(0)));
        let runs = world.runs_of(trigger).await;
        assert_eq!(runs[0]["actions"][0]["kind"], "change_stage");
        assert_eq!(runs[0]["actions"][0]["state"], "done");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_lead_is_handed_over_a_task_is_made_and_a_note_written() {
    on_both(async |world| {
        let colleague = json!([{ "name": "Order" }]);
        world.call("POST", "/api/v4/leads", colleague).await.expect(200);
        let boss = world.acme.admin;
        let hand_over = json!({ "kind": "change_responsible", "user_id": boss });
        let handed = world.acts("B", "moved", hand_over, json!({})).await;
        let text = "Call {{contact.name}} about {{lead.name}} {{lead.price}} {{nobody}}";
        let task = json!({ "kind": "create_task", "text": text, "due": "after", "due_seconds": 3600 });
        let tasked = world.acts("B", "moved", task, json!({})).await;
        let note = json!({ "kind": "add_note", "service": "Robot", "text": "On {{current_date}}: {{contact.name}}" });
        let noted = world.acts("B", "moved", note, json!({})).await;
        let lead = world.lead('A').await;
        world.moves(lead, 'B').await;
        world.idle().await;
        // The administrator looks after it already, so handing it over changes nothing and is done all the same.
        let log = world.log(lead).await;
        assert_eq!(log[..2], ["lead_added person 0", "lead_status_changed person 0"]);
        assert_eq!(log[2..], ["task_added robot 1", "note_added robot 1"]);
        assert_eq!(world.runs_of(handed).await[0]["actions"][0]["state"], "done");
        let told = &world.runs_of(tasked).await[0]["run"]["outcome"];
        let warnings: Vec<String> = told["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|w| format!("{} {}", w["code"].as_str().unwrap(), w["placeholder"].as_str().unwrap()))
            .collect();
        assert_eq!(warnings, ["empty_placeholder {{contact.name}}", "unknown_placeholder {{nobody}}"]);
        let (task, now) = (told["task_id"].as_i64().unwrap(), domain::Timestamp(world.clock_ms()));
        let account = domain::AccountId(world.acme.id);
        let read = move |tx: &store::Tx<'_>| store::tasks::get(tx, domain::TaskId(task));
        let task = world.app.store.read(account, "task", read).await.unwrap().unwrap();
        assert_eq!(task.text, "Call  about Order 0 {{nobody}}");
        assert_eq!((task.due, task.created_by.0, task.responsible.0), (now.plus_seconds(3600), 0, boss));
        let note = world.runs_of(noted).await[0]["run"]["outcome"]["note_id"].as_i64().unwrap();
        let read = move |tx: &store::Tx<'_>| store::notes::get(tx, domain::NoteId(note));
        let note = world.app.store.read(account, "note", read).await.unwrap().unwrap();
        let params: Value = serde_json::from_str(&note.params).unwrap();
        assert_eq!(params, json!({ "service": "Robot", "text": "On 15.01.2027: " }));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn tags_are_put_on_and_taken_off_and_filters_ask_for_them() {
    on_both(async |world| {
        let edit =
            json!({ "kind": "edit_tags", "add": ["offer {{lead.price}}", "{{lead.cf.9999}}"], "remove": ["cold"] });
        let tagging = world.acts("B", "moved", edit, json!({})).await;
        let lead =
            json!([{ "name": "Order", "price": 5, "_embedded": { "tags": [{ "name": "cold" }, { "name": "old" }] } }]);
        let made = world.call("POST", "/api/v4/leads", lead).await.expect(200);
        let lead = made["_embedded"]["leads"][0]["id"].as_i64().unwrap();
        world.moves(lead, 'B').await;
        world.idle().await;
        let (account, id) = (domain::AccountId(world.acme.id), domain::LeadId(lead));
        let tags = world.app.store.read(account, "tags", move |tx| store::tags::of(tx, id.into())).await.unwrap();
        let mut names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["offer 5", "old"]);
        let log = world.log(lead).await;
        assert_eq!(log[log.len() - 2..], ["tag_removed robot 1", "tag_added robot 1"]);
        let told = world.runs_of(tagging).await.pop().unwrap();
        assert_eq!(told["run"]["outcome"]["warnings"][0]["code"], "empty_placeholder");

        let offer = tags.iter().find(|tag| tag.name == "offer 5").unwrap().id.0;
        let note = || json!({ "kind": "add_note", "service": "", "text": "x" });
        let mut fired = Vec::new();
        for (quantity, wanted) in [("any", true), ("none", false)] {
            let filter = json!({ "filters": [{ "field": "tags", "quantity": quantity, "tags": [offer] }] });
            fired.push((world.acts("B", "call_in", note(), filter).await, wanted));
        }
        for (trigger, wanted) in fired {
            world.raises(lead, "call_in").await;
            world.idle().await;
            assert_eq!(!world.runs_of(trigger).await.is_empty(), wanted);
        }
        let mut body = world.trigger_body("B", "moved", "none");
        body["action"] = note();
        for (filter, problem) in [
            (json!({ "field": "tags", "quantity": "any", "tags": [1] }), "filters.0.tags unknown_tag"),
            (json!({ "field": "tags", "quantity": "some", "tags": [offer] }), "filters.0.quantity bad_choice"),
            (json!({ "field": "field", "id": 1, "test": "filled" }), "filters.0.id unknown_field"),
            (json!({ "field": "field", "id": 1, "test": "contains" }), "filters.0.test bad_choice"),
        ] {
            body["filters"] = json!([filter]);
            assert_eq!(world.refused(400, "POST", "triggers", body.clone()).await, [problem]);
        }
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_webhook_goes_out_as_a_form() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let url = format!("{}/any?x=1", receiver.base);
        world.acts("B", "moved_or_created", json!({ "kind": "send_webhook", "url": url }), json!({})).await;
        let lead = world.lead('A').await;
        world.moves(lead, 'B').await;
        world.idle().await;
        let got = receiver.take();
        let ((pipeline, to), (_, from)) = (world.stage('B'), world.stage('A'));
        let key = "leads%5Bstatus%5D%5B0%5D";
        let expected = format!(
            "{key}%5Bid%5D={lead}&{key}%5Bstatus_id%5D={to}&{key}%5Bpipeline_id%5D={pipeline}&{key}%5Bold_status_id%5D={from}\
             &{key}%5Bold_pipeline_id%5D={pipeline}&account%5Bid%5D={}&account%5Bsubdomain%5D=acme",
            world.acme.id
        );
        assert_eq!((got.len(), got[0].body.as_str()), (1, expected.as_str()));
        assert_eq!(world.deliveries().await[0]["kind"], "trigger_webhook");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn two_automations_that_fight_are_stopped_and_it_is_said() {
    on_both(async |world| {
        let to = |letter| {
            let (pipeline, stage) = world.stage(letter);
            json!({ "kind": "change_stage", "pipeline_id": pipeline, "stage_id": stage })
        };
        let (there, back) = (to('C'), to('B'));
        world.acts("B", "moved_or_created", there, json!({ "delay_seconds": 60 })).await;
        world.acts("C", "moved_or_created", back, json!({ "delay_seconds": 60 })).await;
        let lead = world.lead('B').await;
        for _ in 0..30 {
            world.advance(MINUTE);
            world.idle().await;
        }
        let log = world.log(lead).await;
        let moves = log.iter().filter(|line| line.starts_with("lead_status_changed")).count();
        assert_eq!(moves, 16, "{log:?}");
        assert_eq!(log.last().unwrap(), "loop_stopped robot 16");
        assert_eq!(log.iter().filter(|line| line.starts_with("loop_stopped")).count(), 1);
        // A person may move it on: that begins a new chain.
        world.moves(lead, 'C').await;
        world.advance(MINUTE);
        world.idle().await;
        assert_eq!(world.log(lead).await.last().unwrap(), "lead_status_changed robot 1");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn an_hour_has_a_budget_of_automatic_changes() {
    on_both(async |world| {
        let note = json!({ "kind": "add_note", "service": "", "text": "Called" });
        let trigger = world.acts("B", "call_in", note, json!({})).await;
        let lead = world.lead('B').await;
        for _ in 0..103 {
            world.raises(lead, "call_in").await;
        }
        world.idle().await;
        let log = world.log(lead).await;
        let count = |word: &str| log.iter().filter(|line| line.starts_with(word)).count();
        assert_eq!((count("note_added"), count("loop_stopped")), (100, 1));
        let last = world.runs_of(trigger).await.pop().unwrap();
        assert_eq!(
            (&last["actions"][0]["state"], &last["run"]["outcome"]["error"]),
            (&json!("dead"), &json!("hourly_budget"))
        );
        world.advance(60 * MINUTE);
        world.raises(lead, "call_in").await;
        world.idle().await;
        assert_eq!(world.log(lead).await.last().unwrap(), "note_added robot 1");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn an_action_that_is_refused_says_so_and_holds_nobody_up() {
    on_both(async |world| {
        let account = domain::AccountId(world.acme.id);
        let (color, code, icon) = (None, None, None);
        let new =
            store::tasks::TaskType { id: domain::TaskTypeId(0), name: "Visit".into(), code, color, icon, sort: 1 };
        let add = move |tx: &store::Tx<'_>| store::tasks::add_type(tx, &new);
        let visit = world.app.store.write(account, "add", add).await.unwrap();
        let body = json!({ "kind": "create_task", "text": "Go there", "task_type": visit.0 });
        let broken = world.acts("B", "call_in", body, json!({})).await;
        let note = json!({ "kind": "add_note", "service": "", "text": "Called" });
        world.acts("B", "call_in", note, json!({})).await;
        let lead = world.lead('B').await;
        let now = domain::Timestamp(world.clock_ms());
        let delete = move |tx: &store::Tx<'_>| store::tasks::delete_type(tx, visit, now);
        assert!(world.app.store.write(account, "delete", delete).await.unwrap());
        world.raises(lead, "call_in").await;
        world.idle().await;
        let run = world.runs_of(broken).await.pop().unwrap();
        assert_eq!(run["actions"][0]["state"], "dead");
        assert!(run["run"]["outcome"]["error"].as_str().unwrap().contains("task_type"), "{run}");
        assert_eq!(world.log(lead).await.last().unwrap(), "note_added robot 1");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn bad_actions_are_refused_with_every_reason() {
    on_both(async |world| {
        let mut body = world.trigger_body("B", "moved", "none");
        for (action, problems) in [
            (json!({ "kind": "fly" }), "action.kind bad_choice"),
            (json!({ "kind": "send_mail" }), "action.kind not_available_yet"),
            (json!({ "kind": "create_task", "due": "never" }), "action.text required, action.due bad_choice"),
            (json!({ "kind": "create_task", "text": "x", "due": "after" }), "action.due_seconds required"),
            (
                json!({ "kind": "create_task", "text": "x", "task_type": 99_999, "responsible_id": 5 }),
                "action.task_type unknown_task_type, action.responsible_id unknown_user",
            ),
            (
                json!({ "kind": "change_stage", "pipeline_id": 1, "stage_id": 2 }),
                "action.stage_id unknown_stage, delay_seconds interval_required",
            ),
            (json!({ "kind": "change_stage" }), "action.pipeline_id required, action.stage_id required"),
            (json!({ "kind": "change_responsible", "user_id": 0 }), "action.user_id unknown_user"),
            (json!({ "kind": "edit_tags" }), "action required"),
            (json!({ "kind": "edit_tags", "add": [1] }), "action.add bad_type"),
            (json!({ "kind": "add_note", "text": "" }), "action.text required"),
            (json!({ "kind": "send_webhook", "url": "ftp://x" }), "action.url bad_address"),
            (json!({ "kind": "add_note", "text": "x", "extra": 1 }), "action.extra unknown_key"),
        ] {
            body["action"] = action.clone();
            let told = world.refused(400, "POST", "triggers", body.clone()).await;
            assert_eq!(told.join(", "), problems, "{action}");
        }
        assert_eq!(world.own("GET", "triggers", Value::Null).await["triggers"], json!([]));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn leads_that_are_there_already() {
    on_both(async |world| {
        let mut here = Vec::new();
        for _ in 0..120 {
            here.push(world.lead('B').await);
        }
        let elsewhere = world.lead('C').await;
        let note = json!({ "kind": "add_note", "service": "", "text": "Hello {{lead.id}}" });
        let body = json!({ "filters": [{ "field": "price", "max": 0 }], "apply_to_existing": true });
        let trigger = world.acts("B", "moved", note, body).await;
        world.idle().await;
        let batch = &world.own("GET", "batches", Value::Null).await["batches"][0];
        let told = ["n_total", "n_done", "n_fired"].map(|key| batch[key].as_i64().unwrap());
        assert_eq!((batch["state"].as_str(), told), (Some("done"), [120, 120, 120]));
        for lead in [here[0], here[119]] {
            let log = world.log(lead).await;
            assert_eq!(log[1..], ["trigger_applied person 0", "note_added robot 1"]);
        }
        assert_eq!(world.log(elsewhere).await.len(), 1);
        let run = world.runs_of(trigger).await.pop().unwrap();
        assert_eq!((&run["run"]["batch_id"], run["run"]["code"].as_str()), (&batch["id"], Some("lead_status_changed")));
        // Once more by hand, stopped before its first step on a server that is not working.
        world.own("POST", &format!("triggers/{trigger}/disable"), Value::Null).await;
        let told = world.refused(400, "POST", &format!("triggers/{trigger}/apply"), Value::Null).await;
        assert_eq!(told, ["trigger disabled"]);
        world.end().await;
    })
    .await;
}
