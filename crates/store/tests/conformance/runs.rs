//! Runs: triggers that fired, waiting ones among them.

use domain::direction::Direction;
use domain::event::Code;
use domain::{EventId, LeadId, RunId, Timestamp, TriggerId};
use store::across;
use store::runs::{self, DueRun, Run, RunFilter, RunState};

use crate::fixtures::{NOW, later};
use crate::world::{Kind, World, on_all};

fn run(lead: i64, trigger: i64, state: RunState, due: Timestamp) -> Run {
    let finished_at = (state != RunState::Waiting).then_some(NOW);
    Run {
        id: RunId(0),
        event: EventId(11),
        trigger: TriggerId(trigger),
        version: 4,
        lead: LeadId(lead),
        code: Code::LeadAppearedInStatus,
        direction: Some(Direction::WentFromTrigger),
        state,
        due,
        created_at: NOW,
        finished_at,
        batch: None,
        outcome: None,
    }
}

fn add(world: &World, run: Run) -> RunId {
    world.write(move |tx| runs::insert(tx, &run))
}

#[test]
fn a_run_comes_back_as_it_was() {
    on_all(|world| {
        let directions = [Direction::WentToTrigger, Direction::WentInTrigger, Direction::WentFromTrigger];
        let states = [RunState::Waiting, RunState::Acted, RunState::Dropped("left_meanwhile".into())];
        for code in Code::ALL {
            for direction in directions.map(Some).into_iter().chain([None]) {
                for state in states.clone() {
                    let wanted = Run { code, direction, ..run(1, 2, state, later(5)) };
                    let id = add(world, wanted.clone());
                    let wanted = Run { id, ..wanted };
                    assert_eq!(world.read(move |tx| runs::get(tx, id)), Some(wanted.clone()));
                    assert_eq!(world.write(move |tx| runs::lock(tx, id)), Some(wanted.clone()));
                    assert_eq!(world.read(move |tx| runs::lock(tx, id)), Some(wanted), "a reader locks nothing");
                }
            }
        }
        assert_eq!(world.read(|tx| runs::get(tx, RunId(1))), None);
    });
}

#[test]
fn a_waiting_run_ends_once() {
    on_all(|world| {
        let acts = add(world, run(1, 2, RunState::Waiting, later(5)));
        let drops = add(world, run(1, 2, RunState::Waiting, later(5)));
        let end = |id| {
            world.write(move |tx| runs::act(tx, id, later(6)));
            world.write(move |tx| runs::drop_waiting(tx, id, "disabled", later(7)))
        };
        assert!(!end(acts), "it acted already");
        assert!(world.write(move |tx| runs::drop_waiting(tx, drops, "filter", later(6))));
        assert!(!end(drops));
        let state = |id| {
            let run = world.read(move |tx| runs::get(tx, id)).unwrap();
            (run.state, run.finished_at)
        };
        assert_eq!(state(acts), (RunState::Acted, Some(later(6))));
        assert_eq!(state(drops), (RunState::Dropped("filter".into()), Some(later(6))));
    });
}

#[test]
fn the_runs_of_a_trigger_are_dropped_together() {
    on_all(|world| {
        let mine = [add(world, run(1, 2, RunState::Waiting, NOW)), add(world, run(2, 2, RunState::Waiting, NOW))];
        add(world, run(1, 2, RunState::Acted, NOW));
        let far = add(world, run(1, 3, RunState::Waiting, NOW));
        let mut dropped = world.write(|tx| runs::drop_waiting_of(tx, TriggerId(2), "deleted", later(1)));
        dropped.sort_unstable();
        assert_eq!(dropped, mine);
        assert_eq!(world.read(move |tx| runs::get(tx, far)).unwrap().state, RunState::Waiting);
        assert_eq!(world.write(|tx| runs::drop_waiting_of(tx, TriggerId(2), "deleted", later(1))), []);
    });
}

#[test]
fn lists_of_runs() {
    on_all(|world| {
        let ids = [
            add(world, run(1, 2, RunState::Waiting, NOW)),
            add(world, run(1, 3, RunState::Acted, NOW)),
            add(world, run(2, 2, RunState::Acted, NOW)),
            add(world, run(1, 2, RunState::Dropped("filter".into()), NOW)),
        ];
        let check = |expected: &[usize], filter: RunFilter, limit| {
            let found = world.read(move |tx| runs::list(tx, &filter, limit));
            let expected: Vec<RunId> = expected.iter().map(|n| ids[*n]).collect();
            assert_eq!(found.iter().map(|run| run.id).collect::<Vec<_>>(), expected, "{filter:?}");
        };
        let any = RunFilter::default();
        check(&[3, 2, 1, 0], any, 10);
        check(&[3, 2], any, 2);
        check(&[1, 0], RunFilter { before: Some(ids[2]), ..any }, 10);
        check(&[3, 1, 0], RunFilter { lead: Some(LeadId(1)), ..any }, 10);
        check(&[3, 2, 0], RunFilter { trigger: Some(TriggerId(2)), ..any }, 10);
        check(&[0], RunFilter { is_waiting: true, ..any }, 10);
        check(&[0], RunFilter { lead: Some(LeadId(1)), trigger: Some(TriggerId(2)), before: Some(ids[3]), ..any }, 10);
    });
}

#[test]
fn what_is_due_is_found_across_accounts() {
    on_all(|world| {
        let other = world.another_account();
        assert_eq!(world.across(across::next_due), None);
        let late = add(world, run(1, 2, RunState::Waiting, later(20)));
        let mine = add(world, run(1, 2, RunState::Waiting, later(10)));
        add(world, run(1, 2, RunState::Acted, later(1)));
        let theirs =
            world.store.write_blocking(other, "other", |tx| runs::insert(tx, &run(1, 2, RunState::Waiting, later(5))));
        let theirs = DueRun { account: other, run: theirs.unwrap() };
        let due = |at, limit| world.across(move |tx| across::due_runs(tx, at, limit));
        let account = world.account;
        assert_eq!(due(later(4), 10), []);
        assert_eq!(due(later(10), 10), [theirs, DueRun { account, run: mine }]);
        assert_eq!(due(later(99), 2), [theirs, DueRun { account, run: mine }]);
        assert_eq!(due(later(99), 9)[2], DueRun { account, run: late });
        assert_eq!(world.across(across::next_due), Some(later(5)));
    });
}

#[test]
fn the_database_refuses_runs_that_cannot_be() {
    on_all(|world| {
        if world.kind == Kind::Memory {
            return;
        }
        let id = add(world, run(1, 2, RunState::Waiting, NOW));
        for change in ["finished_at = 5", "state = 1", "state = 2, finished_at = 5", "reason = 'x'"] {
            let told = world.place.beside(&format!("update runs set {change} where id = {id}"));
            assert!(told.as_ref().is_err_and(|told| told.to_lowercase().contains("check")), "{change}: {told:?}");
        }
    });
}
