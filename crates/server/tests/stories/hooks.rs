//! Exactly the documented hook for each movement that fires, and nothing for one that does not.

use serde_json::{Value, json};

use crate::receiver::{Receiver, Will};
use crate::world::{MINUTE, World, on_both};

/// What the leads do, step by step; V and E stand in a second pipeline.
const JOURNEYS: [&str; 3] = ["+A A>B B>C C>B B>D D>W W>V V>E", "+B B>A", "+V"];

/// Widget, stages, when; then what each step of the journeys sends: code and direction, or nothing.
const HOOKS: [(&str, &str, &str, &str); 13] = [
    //                                              +A A>B   B>C    C>B    B>D     D>W   W>V     V>E      +B    B>A      +V
    ("notify", "B", "created", "-  -     -      -      -       -     -       -      | 1to   -      | -"),
    ("notify", "B", "moved", "-  14to  -      14to   -       -     -       -      | -     -      | -"),
    ("notify", "B", "moved_or_created", "-  15to  -      15to   -       -     -       -      | 15to  -      | -"),
    ("notify", "V", "moved", "-  -     -      -      -       -     14to    -      | -     -      | -"),
    ("notify", "V", "moved_or_created", "-  -     -      -      -       -     15to    -      | -     -      | 15to"),
    ("sync_state", "B", "created", "-  -     -      -      -       -     -       -      | 1to   -      | -"),
    ("sync_state", "B", "moved", "-  14to  15from 14to   15from  -     -       -      | -     15from | -"),
    ("sync_state", "B", "moved_or_created", "-  15to  15from 15to   15from  -     -       -      | 15to  15from | -"),
    ("sync_state", "BC", "created", "-  -     -      -      -       -     -       -      | 1to   -      | -"),
    ("sync_state", "BC", "moved", "-  14to  15in   15in   15from  -     -       -      | -     15from | -"),
    ("sync_state", "BC", "moved_or_created", "-  15to  15in   15in   15from  -     -       -      | 15to  15from | -"),
    ("sync_state", "W", "moved", "-  -     -      -      -       14to  15from  -      | -     -      | -"),
    ("sync_state", "WV", "moved", "-  -     -      -      -       14to  15in    15from | -     -      | -"),
];

async fn second_pipeline(world: &World) -> i64 {
    let body = json!([{ "name": "After sales", "sort": 2, "is_main": false, "is_unsorted_on": false,
        "_embedded": { "statuses": [{ "name": "Delivered", "sort": 10 }] } }]);
    let made = world.call("POST", "/api/v4/leads/pipelines", body).await.expect(200);
    made["_embedded"]["pipelines"][0]["id"].as_i64().unwrap()
}

async fn ordinary_stage(world: &World, pipeline: i64) -> i64 {
    let stages = world.get(&format!("/api/v4/leads/pipelines/{pipeline}/statuses")).await;
    let stages = stages["_embedded"]["statuses"].as_array().unwrap().clone();
    stages.iter().map(|stage| stage["id"].as_i64().unwrap()).find(|id| *id > 143).unwrap()
}

fn type_code(code: i64) -> &'static str {
    match code {
        1 => "lead_added",
        14 => "lead_status_changed",
        15 => "lead_appeared_in_status",
        16 => "mail_in",
        17 => "call_in",
        18 => "site_visit",
        _ => "chat",
    }
}

/// The body as the vendor documents it.
fn body(world: &World, hook: &str, lead: i64, (pipeline, stage): (i64, i64), time_ms: i64, settings: &str) -> String {
    let digits = hook.find(|c: char| !c.is_ascii_digit()).unwrap_or(hook.len());
    let (code, direction) = hook.split_at(digits);
    let direction = match direction {
        "" => String::new(),
        word => format!(r#","direction_of_movement":"went_{word}_trigger""#),
    };
    format!(
        concat!(
            r#"{{"event":{{"type":{},"type_code":"{}","data":{{"id":{},"element_type":2,"status_id":{},"pipeline_id":{}{}}},"#,
            r#""time":{}}},"action":{{"settings":{{"widget":{{"settings":{}}}}}}},"subdomain":"acme","account_id":{}}}"#
        ),
        code,
        type_code(code.parse().unwrap()),
        lead,
        stage,
        pipeline,
        direction,
        time_ms / 1000,
        settings,
        world.acme.id,
    )
}

#[tokio::test]
async fn codes_directions_and_bytes() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let second = second_pipeline(&world).await;
        let ordinary = ordinary_stage(&world, second).await;
        let place = |letter: char| match letter {
            'V' => (second, 142),
            'E' => (second, ordinary),
            letter => world.stage(letter),
        };
        for (index, (sample, area, when, _)) in HOOKS.iter().enumerate() {
            let code = format!("w{index:02}");
            world.install(sample, &code, &format!("{}/{code}", receiver.base)).await;
            let stages = area.chars().map(place).map(|(p, s)| json!({ "pipeline_id": p, "stage_id": s }));
            let stages = stages.collect::<Vec<_>>();
            world.trigger("", when, &code, json!({ "stages": stages })).await;
        }
        for (journey, steps) in JOURNEYS.iter().enumerate() {
            let mut lead = 0;
            for (step, name) in steps.split(' ').enumerate() {
                world.advance(1_500);
                let to = place(name.chars().last().unwrap());
                if name.starts_with('+') {
                    lead = world.lead_at(to).await;
                } else {
                    world.move_to(lead, to).await;
                }
                world.idle().await;
                let mut got: Vec<_> = receiver.take().into_iter().map(|got| (got.path, got.body)).collect();
                got.sort();
                let mut expected = Vec::new();
                for (index, (_, _, _, hooks)) in HOOKS.iter().enumerate() {
                    let hook = hooks.split('|').nth(journey).unwrap().split_whitespace().nth(step).unwrap();
                    if hook != "-" {
                        let settings = r#"{"message":"hi","entered":"in"}"#;
                        expected
                            .push((format!("/w{index:02}"), body(&world, hook, lead, to, world.clock_ms(), settings)));
                    }
                }
                assert_eq!(got, expected, "{name} of journey {journey}");
            }
        }
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn raised_events_have_no_direction() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.install("sync_state", "sync", &format!("{}/hook", receiver.base)).await;
        for when in ["mail_in", "call_in", "site_visit", "chat"] {
            world.trigger("BC", when, "sync", json!({})).await;
        }
        let (inside, outside) = (world.lead('B').await, world.lead('A').await);
        for (event, hook) in [("mail_in", "16"), ("17", "17"), ("site_visit", "18"), ("chat", "19")] {
            world.own("POST", "events", json!({ "event": event, "lead_id": outside })).await;
            world.own("POST", "events", json!({ "event": event, "lead_id": inside, "data": { "a": [1] } })).await;
            world.idle().await;
            let got: Vec<_> = receiver.take().into_iter().map(|got| got.body).collect();
            let settings = r#"{"message":"hi","entered":"in"}"#;
            assert_eq!(got, [body(&world, hook, inside, world.stage('B'), world.clock_ms(), settings)], "{event}");
        }
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn repeats_carry_the_same_id_and_bytes() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        receiver.will([Will::Answer(500), Will::Reset]);
        world.lead('B').await;
        for wait in [0, MINUTE, 5 * MINUTE] {
            world.advance(wait);
            world.idle().await;
        }
        let id = world.deliveries().await[0]["id"].as_i64().unwrap();
        let repeat = world.own("POST", &format!("deliveries/{id}/replay"), Value::Null).await;
        world.idle().await;
        world.own("POST", &format!("deliveries/{}/replay", repeat["id"]), Value::Null).await;
        world.idle().await;
        let got = receiver.take();
        assert_eq!(got.len(), 5);
        for repeat in &got {
            assert_eq!((repeat.id(), &repeat.body), (got[0].id(), &got[0].body));
        }
        assert_eq!(world.delivery(id).await["delivery"]["delivery_id"], got[0].id());
        let attempts: Vec<_> = got.iter().map(|got| got.headers["x-pipewright-attempt"].as_str()).collect();
        assert_eq!(attempts, ["1", "2", "3", "1", "1"]);
        world.end().await;
    })
    .await;
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn forms_by_installation_and_by_account() {
    let world = World::sqlite().await;
    let receiver = Receiver::start().await;
    world.simple(&receiver.base).await;
    //   account         installation   content type
    for (account, installation, expected) in [
        ("json", json!(null), "application/json"),
        ("form", json!(null), FORM),
        ("form", json!("json"), "application/json"),
        ("json", json!("form"), FORM),
        ("json", json!(null), "application/json"),
    ] {
        world.own("PATCH", "account", json!({ "hook_encoding": account })).await;
        world.own("PATCH", "widgets/notify", json!({ "hook_encoding": installation })).await;
        let lead = world.lead('B').await;
        world.idle().await;
        let got = receiver.take();
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].content_type(), expected, "{account} {installation}");
        if expected == FORM {
            let (pipeline, stage) = world.stage('B');
            let form = format!(
                "event[type]=15&event[type_code]=lead_appeared_in_status&event[data][id]={lead}&event[data][element_type]=2\
                 &event[data][status_id]={stage}&event[data][pipeline_id]={pipeline}\
                 &event[data][direction_of_movement]=went_to_trigger&event[time]={}\
                 &action[settings][widget][settings][message]=hi&action[settings][widget][settings][entered]=in\
                 &subdomain=acme&account_id={}",
                world.clock_ms() / 1000,
                world.acme.id
            );
            assert_eq!(got[0].body.replace("%5B", "[").replace("%5D", "]"), form);
        }
    }
    world.end().await;
}

#[tokio::test]
async fn a_receiver_that_answers_415_gets_a_form_at_once_and_from_then_on() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        receiver.will_answer(415, 1);
        world.lead('B').await;
        world.idle().await;
        let got = receiver.take();
        let types: Vec<_> = got.iter().map(|got| got.content_type()).collect();
        assert_eq!((types, got[0].id()), (vec!["application/json", FORM], got[1].id()));
        let widget = world.own("GET", "widgets/notify", Value::Null).await;
        assert_eq!((&widget["hook_encoding"], &widget["is_hook_encoding_learned"]), (&json!("form"), &json!(true)));

        world.lead('B').await;
        world.idle().await;
        let got = receiver.take();
        assert_eq!(got.iter().map(|got| got.content_type()).collect::<Vec<_>>(), [FORM]);
        world.own("PATCH", "widgets/notify", json!({ "hook_encoding": null })).await;
        let widget = world.own("GET", "widgets/notify", Value::Null).await;
        assert_eq!((&widget["hook_encoding"], &widget["is_hook_encoding_learned"]), (&json!(null), &json!(false)));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn settings_reach_the_receiver_byte_for_byte() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.install("notify", "notify", &format!("{}/hook", receiver.base)).await;
        let (pipeline, stage) = world.stage('B');
        let settings = "{ \"z\" : 1.50,\n\t\"message\":\"caf\\u00e9 {{lead.name}} \\/ \\\"q\\\"\", \"a\":[ 1 ,2e5, {} ],\"1\":null  }";
        let action = format!(r#"{{"kind":"widget_hook", "settings": {settings} ,"widget":"notify"}}"#);
        let place = format!(r#"[{{"pipeline_id":{pipeline},"stage_id":{stage}}}]"#);
        let body = format!(r#"{{"enabled":true,"stages":{place},"when":{{"on":"created"}},"action":{action}}}"#);
        let many = format!(r#"{{"triggers":[{body}]}}"#);
        let one = world.raw(&world.acme.token, "POST", "/api/pipewright/v1/triggers", body).await;
        assert!(one.text.contains(settings), "{}", one.text);
        let many = world.raw(&world.acme.token, "POST", "/api/pipewright/v1/triggers/batch", many).await;
        assert!(many.status == 201 && many.text.contains(settings), "{}", many.text);
        let lead = world.lead('B').await;
        world.idle().await;
        let expected = self::body(&world, "1to", lead, (pipeline, stage), world.clock_ms(), settings);
        let got: Vec<_> = receiver.take().into_iter().map(|got| got.body).collect();
        assert_eq!(got, [expected.clone(), expected]);
        world.end().await;
    })
    .await;
}
