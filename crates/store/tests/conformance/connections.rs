//! PostgreSQL goes and comes back, and what a change costs on the way there.

use std::sync::Arc;

use domain::direction::Direction;
use domain::event::Code;
use domain::lead::Lead;
use domain::{RunId, WidgetId};
use store::events::Evaluation;
use store::runs::{Run, RunState};
use store::{Seq, StoreError, Tx, events, jobs, leads, runs, triggers};

use crate::fixtures::{NOW, job, lead_at, moved, pipeline, place, receiver, rule, start_node};
use crate::world::{Gate, World, on_postgres};

fn cut_all_connections(world: &World) {
    let sql = "select pg_terminate_backend(pid, 5000) from pg_stat_activity
               where datname = current_database() and application_name = 'pipewright'";
    assert!(world.place.look(sql).iter().all(|row| row[0] == "t"));
}

#[test]
fn a_connection_that_broke_while_idle_is_replaced() {
    on_postgres(|world| {
        let a = place(&pipeline(world), "A");
        for round in 1..4 {
            std::thread::scope(|scope| {
                // All connections are in use once.
                (0..8).for_each(|_| drop(scope.spawn(|| world.read(store::accounts::get))));
            });
            cut_all_connections(world);
            world.write(move |tx| leads::insert(tx, &lead_at(a)));
            for _ in 0..10 {
                assert_eq!(world.read(|tx| leads::list(tx, &Default::default(), 10, 0)).len(), round);
            }
        }
    });
}

#[test]
fn a_connection_that_breaks_in_a_transaction_is_told() {
    on_postgres(|world| {
        let a = place(&pipeline(world), "A");
        let [begun, go] = [(); 2].map(|()| Arc::new(Gate::default()));
        std::thread::scope(|scope| {
            let (tell, wait) = (Arc::clone(&begun), Arc::clone(&go));
            let cut = scope.spawn(move || {
                world.try_write(move |tx| {
                    let lead = leads::insert(tx, &lead_at(a))?;
                    assert!(leads::get(tx, lead.id)?.is_some());
                    tell.open();
                    wait.pass();
                    leads::get(tx, lead.id)
                })
            });
            begun.pass();
            cut_all_connections(world);
            go.open();
            let told = cut.join().unwrap();
            assert!(matches!(told, Err(StoreError::Unreachable(_))), "{told:?}");
        });
        assert_eq!(world.read(|tx| leads::list(tx, &Default::default(), 10, 0)), []);
        assert_eq!(world.read(store::totals::differences), []);
        world.write(move |tx| leads::insert(tx, &lead_at(a)));
    });
}

#[test]
fn a_deadlock_is_tried_again() {
    on_postgres(|world| {
        let a = place(&pipeline(world), "A");
        let two: Vec<_> = [a, a].map(|at| world.write(move |tx| leads::insert(tx, &lead_at(at))).id).into();
        let gates = [(); 2].map(|()| Arc::new(Gate::default()));
        std::thread::scope(|scope| {
            for turn in 0..2 {
                let (first, second) = (two[turn], two[1 - turn]);
                let (mine, other) = (Arc::clone(&gates[turn]), Arc::clone(&gates[1 - turn]));
                scope.spawn(move || {
                    world.write(move |tx| {
                        for (n, id) in [first, second].into_iter().enumerate() {
                            let before = leads::lock(tx, id)?.unwrap();
                            let after = Lead { price: before.price + 1, ..before.clone() };
                            leads::save(tx, &before, &after)?;
                            if n == 0 {
                                mine.open();
                                other.pass();
                            }
                        }
                        Ok(())
                    });
                });
            }
        });
        for id in two {
            assert_eq!(world.read(move |tx| leads::get(tx, id)).unwrap().price, 102, "both changes count");
        }
        assert_eq!(world.read(store::totals::differences), []);
    });
}

#[test]
fn many_waiting_statements_keep_their_order() {
    on_postgres(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        world.write(move |tx| {
            tx.reserve_ids(&[(Seq::Lead, 300)])?;
            for _ in 0..300 {
                let made = leads::insert(tx, &lead_at(a))?;
                // Before the insert there would be nothing to move.
                leads::save(tx, &made, &Lead { place: b, ..made.clone() })?;
            }
            assert!(tx.round_trips() <= 2);
            Ok(())
        });
        assert_eq!(world.read(store::totals::differences), []);
        assert!(world.read(|tx| leads::list(tx, &Default::default(), 999, 0)).iter().all(|lead| lead.place == b));
    });
}

/// Everything that follows from moving a lead onto a stage with a trigger.
fn move_and_fire(tx: &Tx<'_>, lead: domain::LeadId, to: domain::pipeline::Place) -> Result<u32, StoreError> {
    let rules = triggers::current(tx)?;
    let before = leads::lock(tx, lead)?.unwrap();
    leads::save(tx, &before, &Lead { place: to, ..before.clone() })?;
    tx.reserve_ids(&[(Seq::Event, 1), (Seq::Run, 1), (Seq::Job, 1)])?;
    let event = events::append(tx, &moved(lead, before.place, to))?;
    let trigger = rules.automation.candidates(event.kind).next().expect("a trigger that hears it");
    let weighed = Evaluation { version: rules.version(), n_fired: 1, n_refused: 0, packed: "[]".into() };
    events::note_evaluation(tx, event.id, &weighed)?;
    let run = Run {
        id: RunId(0),
        event: event.id,
        trigger: trigger.id,
        version: rules.version(),
        lead,
        code: Code::LeadStatusChanged,
        direction: Some(Direction::WentToTrigger),
        state: RunState::Acted,
        due: NOW,
        created_at: NOW,
        finished_at: Some(NOW),
        batch: None,
        outcome: None,
    };
    let run = runs::insert(tx, &run)?;
    let receiver = *rules.addresses.keys().next().unwrap();
    let new = jobs::NewJob { event: event.id, run, trigger: trigger.id, ..job(lead.0, receiver) };
    jobs::insert(tx, &new, || None, NOW)?;
    Ok(tx.round_trips())
}

#[test]
fn a_move_takes_six_round_trips() {
    on_postgres(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        let to = receiver(world, "https://example.org/");
        start_node(world, NOW);
        world.write(move |tx| {
            let new = [("T".to_string(), true, rule(&[b], WidgetId(1), Some(to)))];
            triggers::create(tx, &new, domain::UserId(7), NOW)
        });
        world.write(triggers::current);
        let lead = world.write(move |tx| leads::insert(tx, &lead_at(a))).id;
        let before_commit = world.write(move |tx| move_and_fire(tx, lead, b));
        assert!(before_commit < 6, "{before_commit} and the commit");
        assert_eq!(world.read(store::totals::differences), []);
        assert_eq!(world.read(|tx| jobs::list(tx, &Default::default(), 10)).len(), 1);
    });
}
