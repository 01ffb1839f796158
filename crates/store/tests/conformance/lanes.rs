//! Lanes: the deliveries of one lead to one receiver keep their order.

use std::sync::Arc;
use std::time::Duration;

use domain::JobId;
use domain::retry::Verdict;
use store::jobs::{self, JobState};

use crate::fixtures::{NOW, job, later, receiver, start_node};
use crate::jobs::{attempt, claim, delivery, leased, settlement};
use crate::world::{Gate, on_all, on_postgres};

#[test]
fn a_second_job_waits_for_the_first() {
    on_all(|world| {
        let (to, elsewhere) = (receiver(world, "https://a/"), receiver(world, "https://b/"));
        let node = start_node(world, later(10_000));
        let first = leased(world, 1, to, node);
        let add = |lead, to| {
            let (id, lease) = world.write(move |tx| jobs::insert(tx, &job(lead, to), || Some(node), NOW));
            (id, lease.is_some(), delivery(world, id).blocked_by)
        };
        let (second, is_leased, blocked_by) = add(1, to);
        assert_eq!((is_leased, blocked_by), (false, Some(first)), "whatever the lease says");
        let (third, _, blocked_by) = add(1, to);
        assert_eq!(blocked_by, Some(second), "behind the newest, not the first");
        assert!(add(2, to).1, "another lead has its own lane");
        assert!(add(1, elsewhere).1, "another receiver too");
        assert_eq!(claim(world, node, later(999)), []);

        let done = settlement(first, Verdict::Delivered, vec![attempt(1, Some(200))]);
        let (next, by) = world.write(move |tx| jobs::settle(tx, node, &done, |at| (at == to).then_some(node))).unwrap();
        assert_eq!((next.id, &*next.url, by), (second, "https://a/", node), "handed over in the same commit");
        assert_eq!(delivery(world, second).state, JobState::Leased);

        let dead = settlement(second, Verdict::Dead, vec![attempt(1, None)]);
        assert_eq!(world.write(move |tx| jobs::settle(tx, node, &dead, |_| None)), None, "no permit, no hand-over");
        let told = delivery(world, third);
        assert_eq!((told.state, told.blocked_by), (JobState::Pending, None));
        assert_eq!(claim(world, node, NOW), [third]);
    });
}

#[test]
fn a_retry_keeps_the_lane_closed() {
    on_all(|world| {
        let to = receiver(world, "https://a/");
        let node = start_node(world, later(10_000));
        let first = leased(world, 1, to, node);
        let second = world.write(move |tx| jobs::insert(tx, &job(1, to), || None, NOW)).0;
        let again = settlement(first, Verdict::RetryAt(later(60)), vec![attempt(1, None)]);
        world.write(move |tx| jobs::settle(tx, node, &again, |_| panic!("nothing is free yet")));
        assert_eq!(delivery(world, second).blocked_by, Some(first));
        assert_eq!(claim(world, node, later(60)), [first]);
    });
}

#[test]
fn an_undone_settlement_leaves_the_lane_as_it_was() {
    on_all(|world| {
        let to = receiver(world, "https://a/");
        let node = start_node(world, later(10_000));
        let first = leased(world, 1, to, node);
        let second = world.write(move |tx| jobs::insert(tx, &job(1, to), || None, NOW)).0;
        let undone: Result<(), _> = world.try_write(move |tx| {
            let done = settlement(first, Verdict::Delivered, vec![attempt(1, Some(200))]);
            assert!(jobs::settle(tx, node, &done, |_| Some(node))?.is_some());
            Err(store::StoreError::Conflict("on purpose".into()))
        });
        assert!(undone.is_err());
        assert_eq!(delivery(world, first).state, JobState::Leased);
        assert_eq!(delivery(world, second).blocked_by, Some(first));
        assert_eq!(world.read(move |tx| store::attempts::of_job(tx, first)), []);
    });
}

/// A job enters a lane while the job before it is being settled: it must not wait for what is over.
#[test]
fn a_job_never_waits_for_one_that_ended_meanwhile() {
    on_postgres(|world| {
        let to = receiver(world, "https://a/");
        let node = start_node(world, later(10_000));
        let first = leased(world, 1, to, node);
        let [entered, settled] = [(); 2].map(|()| Arc::new(Gate::default()));
        let second: JobId = std::thread::scope(|scope| {
            let (tell, wait) = (Arc::clone(&entered), Arc::clone(&settled));
            let inserts = scope.spawn(move || {
                world.write(move |tx| {
                    let id = jobs::insert(tx, &job(1, to), || None, NOW)?.0;
                    tell.open();
                    wait.wait(Duration::from_millis(300));
                    Ok(id)
                })
            });
            entered.pass();
            let done = settlement(first, Verdict::Delivered, vec![attempt(1, Some(200))]);
            world.write(move |tx| jobs::settle(tx, node, &done, |_| None));
            settled.open();
            inserts.join().unwrap()
        });
        assert_eq!(delivery(world, second).blocked_by, None);
        assert_eq!(claim(world, node, NOW), [second]);
    });
}

#[test]
fn lanes_run_dry_whatever_happens_at_once() {
    on_all(|world| {
        let to = receiver(world, "https://a/");
        let node = start_node(world, later(10_000));
        std::thread::scope(|scope| {
            for lead in 0..2 {
                scope.spawn(move || {
                    for _ in 0..30 {
                        world.write(move |tx| jobs::insert(tx, &job(lead, to), || None, NOW));
                    }
                });
            }
            let mut delivered = 0;
            let mut idle = 0;
            while delivered < 60 && idle < 2_000 {
                let claimed = claim(world, node, NOW);
                idle = if claimed.is_empty() { idle + 1 } else { 0 };
                for id in claimed {
                    let done = settlement(id, Verdict::Delivered, vec![attempt(1, Some(200))]);
                    world.write(move |tx| jobs::settle(tx, node, &done, |_| None));
                    delivered += 1;
                }
            }
            assert_eq!(delivered, 60, "some job waits for ever");
        });
    });
}
