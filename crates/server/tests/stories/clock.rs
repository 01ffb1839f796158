//! The clock of the machine is set wrong and right again: no timer is lost and none fires twice.

use std::time::Duration;

use serde_json::{Value, json};

use crate::receiver::{Receiver, Will};
use crate::world::{MINUTE, World, on_both, until};

const HOUR: i64 = 60 * MINUTE;
const TEN_YEARS: i64 = 3_653 * 24 * HOUR;
const STEPS: [i64; 4] = [HOUR, -HOUR, TEN_YEARS, -TEN_YEARS];
/// Long enough for a worker to do what it must not.
const A_MOMENT: Duration = Duration::from_millis(150);

async fn arrives(receiver: &Receiver, n: usize, what: &str) {
    until(what, async || receiver.count() >= n).await;
}

/// `runs` that fired, by their fate.
async fn fates(world: &World) -> Vec<String> {
    let runs = world.own("GET", "runs?limit=250", Value::Null).await;
    runs["runs"].as_array().unwrap().iter().map(|run| run["state"].as_str().unwrap().to_string()).collect()
}

#[tokio::test]
async fn a_timer_fires_once_whatever_the_clock_does() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.install("notify", "now", &format!("{}/now", receiver.base)).await;
        world.install("notify", "later", &format!("{}/later", receiver.base)).await;
        world.trigger("B", "moved_or_created", "now", json!({})).await;
        world.trigger("C", "moved", "later", json!({ "delay_seconds": 600 })).await;
        let (mut accepted, mut arrived) = (0, 0);
        for step in STEPS {
            let lead = world.lead('B').await;
            world.moves(lead, 'C').await;
            accepted += 2;
            arrives(&receiver, arrived + 1, "the hook at once").await;
            arrived += 1;
            world.advance(step);
            if step > 0 {
                // Its time has come by the clock that there is.
                arrives(&receiver, arrived + 1, "the timer, after a step forward").await;
                arrived += 1;
            } else {
                tokio::time::sleep(A_MOMENT).await;
                assert_eq!(receiver.count(), arrived, "not before its time, after {step}");
            }
            world.advance(-step);
            world.advance(10 * MINUTE);
            if step < 0 {
                arrives(&receiver, arrived + 1, "the timer, once the clock is right again").await;
                arrived += 1;
            }
            world.idle().await;
            world.advance(HOUR);
            world.idle().await;
            assert_eq!(receiver.count(), arrived, "once, after {step}");
        }
        assert!(fates(&world).await.iter().all(|fate| fate == "acted"));
        println!("clock: accepted {accepted}, delivered {arrived}, lost 0, duplicated 0");
        assert_eq!(accepted, arrived);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_retry_is_made_once_and_never_before_the_clock_says_so() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        let mut arrived = 0;
        for step in STEPS {
            receiver.will([Will::Answer(500)]);
            world.lead('B').await;
            world.idle().await;
            arrived += 1;
            assert_eq!(receiver.count(), arrived);
            world.advance(step);
            if step > 0 {
                arrives(&receiver, arrived + 1, "the retry, after a step forward").await;
                arrived += 1;
            } else {
                tokio::time::sleep(A_MOMENT).await;
                assert_eq!(receiver.count(), arrived, "not before its time, after {step}");
            }
            world.advance(-step);
            world.advance(MINUTE);
            if step < 0 {
                arrives(&receiver, arrived + 1, "the retry, once the clock is right again").await;
                arrived += 1;
            }
            world.idle().await;
            let states = world.deliveries().await;
            assert!(states.iter().all(|delivery| delivery["state"] == "delivered"), "{states:?}");
            assert_eq!(receiver.count(), arrived, "once, after {step}");
        }
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn what_happens_under_a_wrong_clock_goes_out_all_the_same() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        for (n, step) in [HOUR, -HOUR].into_iter().enumerate() {
            world.advance(step);
            let lead = world.lead('B').await;
            world.moves(lead, 'A').await;
            world.advance(-step);
            world.moves(lead, 'B').await;
            arrives(&receiver, 2 * (n + 1), "both hooks").await;
        }
        world.idle().await;
        let got = receiver.take();
        let ids: std::collections::BTreeSet<&str> = got.iter().map(|got| got.id()).collect();
        assert_eq!((got.len(), ids.len()), (4, 4));
        world.end().await;
    })
    .await;
}
