//! Triggers that act later: to the millisecond, only while it is still right, and across restarts.

use serde_json::{Value, json};

use crate::receiver::{Receiver, Will};
use crate::world::{MINUTE, World, on_both};

/// A world with `sync` over B and C, acting ten minutes later; `more` overrides keys of the trigger.
async fn delayed(world: &World, receiver: &Receiver, more: Value) -> i64 {
    world.install("sync_state", "sync", &format!("{}/hook", receiver.base)).await;
    let id = world.trigger("BC", "moved_or_created", "sync", json!({ "delay_seconds": 600 })).await;
    if more != json!({}) {
        let mut body = world.trigger_body("BC", "moved_or_created", "sync");
        body["delay_seconds"] = json!(600);
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        world.own("PUT", &format!("triggers/{id}"), body).await;
    }
    id
}

fn directions(receiver: &Receiver) -> Vec<String> {
    let direction = |body: &str| {
        let body: Value = serde_json::from_str(body).unwrap();
        body["event"]["data"]["direction_of_movement"].as_str().unwrap_or_default().to_string()
    };
    receiver.take().iter().map(|got| direction(&got.body)).collect()
}

/// `state reason` of every run, oldest first.
async fn fates(world: &World) -> Vec<String> {
    let runs = world.own("GET", "runs", Value::Null).await;
    let fate = |run: &Value| format!("{} {}", run["state"].as_str().unwrap(), run["reason"].as_str().unwrap_or("-"));
    runs["runs"].as_array().unwrap().iter().rev().map(fate).collect()
}

#[tokio::test]
async fn not_before_and_not_after() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        delayed(&world, &receiver, json!({})).await;
        world.lead('B').await;
        let happened_at = world.clock_ms() / 1000;
        world.advance(10 * MINUTE - 1);
        world.idle().await;
        assert_eq!((receiver.count(), fates(&world).await), (0, vec!["waiting -".to_string()]));
        world.advance(1);
        world.idle().await;
        let got = receiver.take();
        let body: Value = serde_json::from_str(&got[0].body).unwrap();
        assert_eq!((got.len(), body["event"]["time"].as_i64()), (1, Some(happened_at)), "the time of the event");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_waiting_run_is_weighed_again() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        //   trigger                           journey  runs                                      hooks
        for (more, journey, runs, hooks) in [
            (json!({}), "B", "acted -", "to"),
            // Leaving is an event of its own; the entering is not reported late.
            (json!({}), "BA", "dropped left_meanwhile, acted -", "from"),
            (json!({}), "BC", "acted -, acted -", "to in"),
            (json!({}), "BAB", "acted -, acted -, acted -", "to from to"),
            (json!({ "if_left": "run_anyway" }), "BA", "acted -, acted -", "to from"),
            (json!({ "if_left": "skip" }), "BL", "dropped left_meanwhile, acted -", "from"),
            (json!({ "filters": [{ "field": "price", "min": 10 }] }), "B", "", ""),
        ] {
            let trigger = delayed(&world, &receiver, more.clone()).await;
            let mut lead = 0;
            for letter in journey.chars() {
                match lead {
                    0 => lead = world.lead(letter).await,
                    lead => world.moves(lead, letter).await,
                }
                world.advance(1_000);
            }
            world.advance(10 * MINUTE);
            world.idle().await;
            let told = world.own("GET", &format!("runs?trigger_id={trigger}"), Value::Null).await;
            let fate =
                |run: &Value| format!("{} {}", run["state"].as_str().unwrap(), run["reason"].as_str().unwrap_or("-"));
            let told: Vec<_> = told["runs"].as_array().unwrap().iter().rev().map(fate).collect();
            assert_eq!(told.join(", "), runs, "{more} {journey}");
            let words: Vec<_> = hooks.split_whitespace().map(|word| format!("went_{word}_trigger")).collect();
            assert_eq!(directions(&receiver), words, "{more} {journey}");
            world.own("DELETE", &format!("triggers/{trigger}"), Value::Null).await;
        }
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn filters_are_asked_again_at_the_due_time() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        delayed(&world, &receiver, json!({ "filters": [{ "field": "price", "min": 10 }] })).await;
        let (pipeline, stage) = world.stage('B');
        let lead = json!([{ "name": "x", "price": 20, "pipeline_id": pipeline, "status_id": stage }]);
        let made = world.call("POST", "/api/v4/leads", lead).await.expect(200);
        let lead = made["_embedded"]["leads"][0]["id"].as_i64().unwrap();
        world.call("PATCH", &format!("/api/v4/leads/{lead}"), json!({ "price": 5 })).await.expect(200);
        world.advance(10 * MINUTE);
        world.idle().await;
        assert_eq!((receiver.count(), fates(&world).await), (0, vec!["dropped filter".to_string()]));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_trigger_that_goes_takes_its_waiting_runs_along() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        for (method, path, fate) in [("POST", "/disable", "dropped disabled"), ("DELETE", "", "dropped deleted")] {
            let trigger = delayed(&world, &receiver, json!({})).await;
            world.lead('B').await;
            world.own(method, &format!("triggers/{trigger}{path}"), Value::Null).await;
            world.advance(10 * MINUTE);
            world.idle().await;
            assert_eq!(fates(&world).await.last().unwrap(), fate);
        }
        assert_eq!(receiver.count(), 0);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn timers_and_hooks_survive_a_restart() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        delayed(&world, &receiver, json!({})).await;
        world.install("notify", "notify", &format!("{}/now", receiver.base)).await;
        world.trigger("B", "created", "notify", json!({})).await;
        receiver.will([Will::Answer(500)]);
        world.lead('B').await;
        world.idle().await;
        let first = receiver.take();
        assert_eq!(first.len(), 1);
        let world = world.restart().await;
        assert_eq!(receiver.count(), 0);
        world.advance(MINUTE);
        world.idle().await;
        let world = world.restart().await;
        world.advance(9 * MINUTE);
        world.idle().await;
        let got = receiver.take();
        let paths: Vec<_> = got.iter().map(|got| got.path.as_str()).collect();
        assert_eq!((paths, got[0].id(), &got[0].body), (vec!["/now", "/hook"], first[0].id(), &first[0].body));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_waiting_run_can_be_cancelled_or_hurried() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        delayed(&world, &receiver, json!({})).await;
        for (word, state, hooks) in [("cancel", "dropped", 0), ("now", "acted", 1)] {
            world.lead('B').await;
            let waiting = world.own("GET", "runs?state=waiting", Value::Null).await;
            let run = waiting["runs"][0]["id"].as_i64().unwrap();
            let ended = world.own("POST", &format!("runs/{run}/{word}"), Value::Null).await;
            assert_eq!(ended["state"], state);
            world.idle().await;
            world.refused(409, "POST", &format!("runs/{run}/{word}"), Value::Null).await;
            world.advance(10 * MINUTE);
            world.idle().await;
            assert_eq!(receiver.take().len(), hooks);
        }
        for word in ["cancel", "now"] {
            world.refused(404, "POST", &format!("runs/999999/{word}"), Value::Null).await;
        }
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn outside_its_hours_a_trigger_waits_or_keeps_quiet() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.install("sync_state", "sync", &format!("{}/hook", receiver.base)).await;
        // It is Friday, eight o'clock; the office opens at nine.
        let hours =
            |outside: &str| json!({ "outside": outside, "windows": [{ "weekday": 4, "from": 540, "to": 1020 }] });
        let held = world.trigger("B", "moved", "sync", json!({ "hours": hours("hold") })).await;
        world.trigger("C", "moved", "sync", json!({ "hours": hours("drop") })).await;
        for letter in ['B', 'C'] {
            let lead = world.lead('A').await;
            world.moves(lead, letter).await;
        }
        world.idle().await;
        assert_eq!(receiver.count(), 0);
        world.advance(60 * MINUTE - 1);
        world.idle().await;
        assert_eq!(receiver.count(), 0);
        world.advance(1);
        world.idle().await;
        let got = receiver.take();
        assert_eq!((got.len(), got[0].headers["x-pipewright-trigger"].as_str()), (1, held.to_string().as_str()));
        world.end().await;
    })
    .await;
}
