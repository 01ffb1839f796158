//! What becomes of a hook whose receiver fails: again later, in order, and never for ever.

use serde_json::{Value, json};
use server::config::Flags;

use crate::receiver::{Receiver, Will};
use crate::world::{MINUTE, World, on_both};

fn id(delivery: &Value) -> i64 {
    delivery["id"].as_i64().unwrap()
}

#[tokio::test]
async fn four_retries_within_an_hour_and_then_dead() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        let elsewhere = format!("{}/elsewhere", receiver.base);
        receiver.will([
            Will::Answer(500),
            Will::Reset,
            Will::Answer(300),
            Will::Redirect(elsewhere),
            Will::Answer(404),
        ]);
        let lead = world.lead('B').await;
        world.idle().await;
        let job = id(&world.deliveries().await[0]);
        for (n, wait) in [1, 5, 15, 30].into_iter().enumerate() {
            let delivery = world.delivery(job).await["delivery"].clone();
            assert_eq!((delivery["state"].as_str(), delivery["tries"].as_u64()), (Some("pending"), Some(n as u64 + 1)));
            assert_eq!(delivery["due_ms"], world.clock_ms() + wait * MINUTE);
            world.advance(wait * MINUTE - 1);
            world.idle().await;
            assert_eq!(receiver.count(), n + 1, "not a millisecond before its time");
            world.advance(1);
            world.idle().await;
        }
        let details = world.delivery(job).await;
        assert_eq!(
            (details["delivery"]["state"].as_str(), details["delivery"]["tries"].as_u64()),
            (Some("dead"), Some(5))
        );
        let attempts = details["attempts"].as_array().unwrap();
        let told: Vec<_> =
            attempts.iter().map(|a| format!("{} {} {}", a["n"], a["outcome"].as_str().unwrap(), a["status"])).collect();
        assert_eq!(told, ["1 answered 500", "2 reset null", "3 answered 300", "4 answered 302", "5 answered 404"]);
        let begun: Vec<_> =
            attempts.iter().map(|a| a["started_ms"].as_i64().unwrap() - world.clock_ms() + 51 * MINUTE).collect();
        assert_eq!(begun, [0, MINUTE, 6 * MINUTE, 21 * MINUTE, 51 * MINUTE]);
        assert!(attempts.iter().all(|a| a["duration_us"].as_i64().unwrap() > 0));
        assert!(receiver.take().iter().all(|got| got.path == "/hook"), "no redirect is followed");

        world.advance(24 * 60 * MINUTE);
        world.moves(lead, 'A').await;
        world.idle().await;
        assert_eq!(receiver.count(), 0);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_later_answer_delivers() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        receiver.will([Will::Answer(503), Will::Answer(400), Will::Say(299, "x".repeat(40_000))]);
        world.lead('B').await;
        for wait in [0, MINUTE, 5 * MINUTE, 60 * MINUTE] {
            world.advance(wait);
            world.idle().await;
        }
        let details = world.delivery(id(&world.deliveries().await[0])).await;
        let delivery = &details["delivery"];
        assert_eq!(
            (&delivery["state"], &delivery["tries"], &delivery["last_status"]),
            (&json!("delivered"), &json!(3), &json!(299))
        );
        assert_eq!(delivery["finished_ms"], world.clock_ms() - 60 * MINUTE);
        let last = &details["attempts"][2];
        assert_eq!((last["answer"].as_str().unwrap().len(), &last["is_answer_cut"]), (16 * 1024, &json!(true)));
        assert_eq!(details["request"]["body"], receiver.take()[2].body);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn silence_counts_as_a_failure() {
    let world = World::with(Flags { hook_timeout_ms: Some("150".into()), ..Flags::default() }).await;
    let receiver = Receiver::start().await;
    world.simple(&receiver.base).await;
    receiver.will([Will::Hang]);
    world.lead('B').await;
    world.idle().await;
    let details = world.delivery(id(&world.deliveries().await[0])).await;
    let attempt = &details["attempts"][0];
    assert_eq!((&attempt["outcome"], &details["delivery"]["state"]), (&json!("timed_out"), &json!("pending")));
    assert!((100_000..5_000_000).contains(&attempt["duration_us"].as_i64().unwrap()), "{attempt}");
    world.advance(MINUTE);
    world.idle().await;
    assert_eq!(world.deliveries().await[0]["state"], "delivered");
    world.end().await;
}

#[tokio::test]
async fn once_is_once() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        world.own("PATCH", "widgets/notify", json!({ "retry_policy": "once" })).await;
        receiver.will_answer(500, 1);
        world.lead('B').await;
        world.idle().await;
        let delivery = world.deliveries().await[0].clone();
        assert_eq!((&delivery["state"], &delivery["retry_policy"]), (&json!("dead"), &json!("once")));
        world.advance(120 * MINUTE);
        world.idle().await;
        assert_eq!(receiver.count(), 1);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_lead_keeps_its_order_and_holds_up_nobody_else() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        receiver.will_answer(500, 1);
        let slow = world.lead('B').await;
        world.idle().await;
        for letter in ['A', 'B', 'A', 'B'] {
            world.advance(1_000);
            world.moves(slow, letter).await;
        }
        let other = world.lead('B').await;
        world.idle().await;
        let lead_of =
            |body: &str| serde_json::from_str::<Value>(body).unwrap()["event"]["data"]["id"].as_i64().unwrap();
        let got: Vec<_> = receiver.take().iter().map(|got| lead_of(&got.body)).collect();
        assert_eq!(got, [slow, other], "the other lead is not held up, the same lead waits");

        let waiting = world.own("GET", &format!("deliveries?lead_id={slow}"), Value::Null).await;
        let waiting: Vec<_> =
            waiting["deliveries"].as_array().unwrap().iter().rev().map(|d| d["blocked_by"].clone()).collect();
        assert!(waiting[0].is_null() && waiting[1..].iter().all(|by| by.is_i64()), "{waiting:?}");
        world.advance(MINUTE);
        crate::world::until("all three", async || receiver.count() == 3).await;
        world.idle().await;
        let times: Vec<_> = receiver
            .take()
            .iter()
            .map(|got| serde_json::from_str::<Value>(&got.body).unwrap()["event"]["time"].as_i64().unwrap())
            .collect();
        assert!(times.is_sorted() && times[0] < times[1] && times[1] < times[2], "{times:?}");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_dead_hook_lets_the_next_one_pass() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        receiver.will_answer(500, 5);
        let lead = world.lead('B').await;
        world.idle().await;
        world.moves(lead, 'A').await;
        world.moves(lead, 'B').await;
        for wait in [1, 5, 15, 30] {
            world.advance(wait * MINUTE);
            world.idle().await;
        }
        crate::world::until("the second hook", async || receiver.count() == 6).await;
        world.idle().await;
        let states: Vec<_> = world.deliveries().await.iter().rev().map(|d| d["state"].clone()).collect();
        assert_eq!(states, ["dead", "delivered"]);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_hundred_failures_in_five_minutes_pause_the_retries() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        receiver.will_answer(500, 102);
        let (pipeline, stage) = world.stage('B');
        let lead = json!({ "name": "x", "pipeline_id": pipeline, "status_id": stage });
        let many = |n| Value::from(vec![lead.clone(); n]);
        world.call("POST", "/api/v4/leads", many(101)).await.expect(200);
        world.idle().await;
        assert_eq!(receiver.take().len(), 101);
        // A first attempt goes out during the pause; its retry waits like all others.
        world.advance(10_000);
        world.call("POST", "/api/v4/leads", many(1)).await.expect(200);
        world.idle().await;
        assert_eq!(receiver.take().len(), 1);
        for later in [50_000, 100_000, 139_999] {
            world.advance(later);
            world.call("POST", "/api/v4/leads", many(1)).await.expect(200);
            crate::world::until("a fresh hook", async || receiver.count() > 0).await;
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            assert_eq!(receiver.take().len(), 1, "only the fresh one");
        }
        world.advance(1);
        crate::world::until("the pause is over", async || receiver.count() == 102).await;
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_replay_is_for_what_has_ended() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        receiver.will_answer(500, 1);
        world.lead('B').await;
        world.idle().await;
        let job = id(&world.deliveries().await[0]);
        assert_eq!(
            world.refused(409, "POST", &format!("deliveries/{job}/replay"), Value::Null).await,
            Vec::<String>::new()
        );
        for wait in [1, 5, 15, 30] {
            receiver.will_answer(500, 1);
            world.advance(wait * MINUTE);
            world.idle().await;
        }
        assert_eq!(world.delivery(job).await["delivery"]["state"], "dead");
        let repeat = world.own("POST", &format!("deliveries/{job}/replay"), Value::Null).await;
        assert_eq!(repeat["replay_of"], job);
        world.idle().await;
        assert_eq!(world.delivery(id(&repeat)).await["delivery"]["state"], "delivered");
        assert_eq!(world.delivery(job).await["delivery"]["state"], "dead", "history is not rewritten");
        world.refused(404, "POST", "deliveries/999999/replay", Value::Null).await;
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn outside_development_no_hook_goes_inside() {
    let world = World::with(Flags { dev: Some("false".into()), ..Flags::default() }).await;
    let receiver = Receiver::start().await;
    let plain = json!({ "files": crate::world::sample_files("notify") });
    let problems =
        world.refused(400, "POST", &format!("widgets?code=notify&webhook_url={}/hook", receiver.base), plain).await;
    assert_eq!(problems, ["webhook_url plain_http"]);
    world.simple(&receiver.base.replace("http://", "https://")).await;
    world.lead('B').await;
    world.idle().await;
    let details = world.delivery(id(&world.deliveries().await[0])).await;
    assert_eq!(
        (&details["delivery"]["state"], &details["attempts"][0]["outcome"]),
        (&json!("dead"), &json!("forbidden"))
    );
    assert_eq!(receiver.count(), 0);
    world.end().await;
}
