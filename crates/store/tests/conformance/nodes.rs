//! Incarnations and what becomes of their jobs.

use std::sync::Arc;
use std::time::Duration;

use domain::retry::RetryPolicy;
use domain::{JobId, ReceiverId};
use store::jobs::{self, JobState, NewJob};
use store::nodes::{self, Incarnation};

use crate::fixtures::{NOW, job, later, receiver, start_node};
use crate::jobs::{claim, delivery, leased};
use crate::world::{Gate, World, on_all, on_postgres};

fn once(world: &World, lead: i64, receiver: ReceiverId, node: Incarnation) -> JobId {
    let new = NewJob { retry: RetryPolicy::Once, ..job(lead, receiver) };
    world.write(move |tx| jobs::insert(tx, &new, || Some(node), NOW)).0
}

#[test]
fn a_heartbeat_is_renewed_until_somebody_declares_the_node_dead() {
    on_all(|world| {
        let (old, new) = (start_node(world, later(10)), start_node(world, later(10)));
        assert!(old.0 < new.0, "every start is another incarnation");
        let renew = |node, until| world.across(move |tx| nodes::renew(tx, node, until));
        let void = |at| world.across(move |tx| nodes::void_others(tx, new, Some(at), at));
        assert!(renew(old, later(30)));
        void(later(30));
        assert!(renew(old, later(40)), "it was alive to its last moment");
        void(later(41));
        assert!(!renew(old, later(90)), "it must not post any more");
        assert!(renew(new, later(50)), "nobody declares itself dead");
    });
}

#[test]
fn a_start_takes_over_from_all_others() {
    on_all(|world| {
        let to = receiver(world, "https://a/");
        let old = start_node(world, later(999_999));
        let (first, second) = (leased(world, 1, to, old), leased(world, 2, to, old));
        let new = start_node(world, later(999_999));
        let own = leased(world, 3, to, new);
        assert_eq!(world.across(move |tx| nodes::void_others(tx, new, None, NOW)), 2);
        assert_eq!(delivery(world, own).state, JobState::Leased);
        assert_eq!(claim(world, new, NOW), [first, second]);
    });
}

#[test]
fn an_only_attempt_that_was_interrupted_ends_unknown() {
    on_all(|world| {
        let to = receiver(world, "https://a/");
        let old = start_node(world, later(10));
        let (begun, not_begun) = (once(world, 1, to, old), once(world, 2, to, old));
        let behind = world.write(move |tx| jobs::insert(tx, &job(1, to), || None, NOW)).0;
        let plain = leased(world, 3, to, old);
        for id in [begun, plain] {
            assert!(world.write(move |tx| jobs::note_attempt_begun(tx, id, old)));
        }
        let new = start_node(world, later(999));
        assert_eq!(world.across(move |tx| nodes::void_others(tx, new, Some(later(11)), later(12))), 3);
        let told = delivery(world, begun);
        assert_eq!((told.state, told.finished_at, told.tries), (JobState::Unknown, Some(later(12)), 1));
        assert_eq!(told.last_error.as_deref(), Some("interrupted"));
        assert_eq!(delivery(world, not_begun).state, JobState::Pending, "nothing was sent of it");
        assert_eq!(delivery(world, behind).blocked_by, None, "its lane goes on");
        assert_eq!(claim(world, new, NOW), [not_begun, behind, plain]);
    });
}

#[test]
fn what_a_node_holds_without_working_on_it_comes_back() {
    on_all(|world| {
        let to = receiver(world, "https://a/");
        let node = start_node(world, later(999));
        let (lost, held) = (leased(world, 1, to, node), leased(world, 2, to, node));
        let (begun, not_begun) = (once(world, 3, to, node), once(world, 4, to, node));
        let behind = world.write(move |tx| jobs::insert(tx, &job(3, to), || None, NOW)).0;
        assert!(world.write(move |tx| jobs::note_attempt_begun(tx, begun, node)));
        let all = [lost, held, begun, not_begun].map(|id| (world.account, id));
        assert_eq!(world.across(move |tx| nodes::held_by(tx, node)), all);
        let idle: Vec<_> = all.into_iter().filter(|(_, id)| *id != held).collect();
        let give_back = |by| {
            let idle = idle.clone();
            world.across(move |tx| nodes::give_back(tx, by, &idle))
        };
        assert_eq!(give_back(Incarnation(5)), 0, "they are not his");
        assert_eq!(give_back(node), 3);
        assert_eq!(delivery(world, lost).state, JobState::Pending);
        assert_eq!(delivery(world, held).state, JobState::Leased);
        assert_eq!(delivery(world, not_begun).state, JobState::Pending);
        let told = delivery(world, begun);
        assert_eq!(told.state, JobState::Unknown, "its attempt may have arrived: never a second one");
        assert_eq!(delivery(world, behind).blocked_by, None);
        assert_eq!(give_back(node), 0);
    });
}

#[test]
fn a_node_that_stops_leaves_nothing_behind() {
    on_all(|world| {
        let to = receiver(world, "https://a/");
        let node = start_node(world, later(999));
        let (plain, begun) = (leased(world, 1, to, node), once(world, 2, to, node));
        assert!(world.write(move |tx| jobs::note_attempt_begun(tx, begun, node)));
        assert_eq!(world.across(move |tx| nodes::stop(tx, node, later(5))), 2);
        assert_eq!(delivery(world, plain).state, JobState::Pending);
        let told = delivery(world, begun);
        assert_eq!((told.state, told.finished_at), (JobState::Unknown, Some(later(5))));
        assert!(!world.across(move |tx| nodes::renew(tx, node, later(9_999))));
    });
}

/// A node that is about to be declared dead renews in the same moment: one of the two must lose.
#[test]
fn a_node_that_renewed_in_time_keeps_its_jobs() {
    on_postgres(|world| {
        let to = receiver(world, "https://a/");
        let (old, new) = (start_node(world, later(10)), start_node(world, later(999)));
        let id = leased(world, 1, to, old);
        let renewed = Arc::new(Gate::default());
        std::thread::scope(|scope| {
            let tell = Arc::clone(&renewed);
            let renews = scope.spawn(move || {
                world.across(move |tx| {
                    let alive = nodes::renew(tx, old, later(500))?;
                    tell.open();
                    std::thread::sleep(Duration::from_millis(200));
                    Ok(alive)
                })
            });
            renewed.pass();
            assert_eq!(world.across(move |tx| nodes::void_others(tx, new, Some(later(100)), later(100))), 0);
            assert!(renews.join().unwrap());
        });
        assert_eq!(delivery(world, id).state, JobState::Leased);
        assert!(world.across(move |tx| nodes::renew(tx, old, later(501))));
    });
}
