//! Transactions that meet: the log never skips an event, and a decision never falls between two versions.

use std::sync::Arc;
use std::time::Duration;

use domain::{EventId, LeadId};
use store::events::{self, Cursor};
use store::{StoreError, Tx, triggers};

use crate::fixtures::{NOW, moved, pipeline, place, rule};
use crate::world::{Gate, World, eventually, on_postgres};

/// Long enough to be sure that a waiting transaction really waits.
const A_WHILE: Duration = Duration::from_millis(200);

fn seen(world: &World, after: Cursor) -> Vec<EventId> {
    let found = world.read(move |tx| events::after(tx, after, 100));
    found.iter().map(|(_, event)| event.id).collect()
}

#[test]
fn commits_in_the_other_order_of_their_ids_are_not_skipped() {
    on_postgres(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        let start = world.read(events::end);
        let (written, go) = (Arc::new(Gate::default()), Arc::new(Gate::default()));
        std::thread::scope(|scope| {
            let (tell, wait) = (Arc::clone(&written), Arc::clone(&go));
            let slow = scope.spawn(move || {
                world.write(move |tx| {
                    let id = events::append(tx, &moved(LeadId(1), a, b))?.id;
                    assert!(events::get(tx, id)?.is_some(), "the row is written, not only promised");
                    tell.open();
                    wait.pass();
                    Ok(id)
                })
            });
            written.pass();
            let fast = world.write(move |tx| events::append(tx, &moved(LeadId(2), a, b))).id;
            assert_eq!(seen(world, start), [], "whatever is read now, the slow one could still come before it");
            assert_eq!(world.read(events::end), start);
            go.open();
            let slow = slow.join().unwrap();
            assert!(slow < fast);
            eventually(|| seen(world, start), vec![slow, fast]);
        });
    });
}

#[test]
fn a_follower_beside_many_writers_sees_every_event_once() {
    on_postgres(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        let mut followed = Vec::new();
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..4)
                .map(|n| {
                    scope.spawn(move || {
                        let append = |_| world.write(move |tx| events::append(tx, &moved(LeadId(n), a, b))).id;
                        (0..40).map(append).collect::<Vec<_>>()
                    })
                })
                .collect();
            let mut cursor = Cursor::default();
            while followed.len() < 160 {
                let found = world.read(move |tx| events::after(tx, cursor, 7));
                cursor = found.last().map_or(cursor, |(cursor, _)| *cursor);
                followed.extend(found.iter().map(|(_, event)| event.id));
            }
            let mut written: Vec<EventId> = writers.into_iter().flat_map(|w| w.join().unwrap()).collect();
            written.sort_unstable();
            followed.sort_unstable();
            assert_eq!(followed, written);
        });
    });
}

fn publish(tx: &Tx<'_>, place: domain::pipeline::Place) -> Result<i64, StoreError> {
    let new = [("T".to_string(), true, rule(&[place], domain::WidgetId(1), None))];
    triggers::create(tx, &new, domain::UserId(7), NOW)?;
    Ok(triggers::current(tx)?.version())
}

#[test]
fn publishing_waits_for_who_decides() {
    on_postgres(|world| {
        let a = place(&pipeline(world), "A");
        let (decides, go, published) = (Gate::default(), Gate::default(), Gate::default());
        let [decides, go, published] = [decides, go, published].map(Arc::new);
        std::thread::scope(|scope| {
            let (tell, wait) = (Arc::clone(&decides), Arc::clone(&go));
            let decider = scope.spawn(move || {
                world.write(move |tx| {
                    let before = triggers::current(tx)?.version();
                    tell.open();
                    wait.pass();
                    Ok((before, triggers::current(tx)?.version()))
                })
            });
            decides.pass();
            let tell = Arc::clone(&published);
            let publisher = scope.spawn(move || {
                world.write(move |tx| publish(tx, a));
                tell.open();
            });
            assert!(!published.wait(A_WHILE), "it was published under a decision");
            go.open();
            assert_eq!(decider.join().unwrap(), (0, 0));
            publisher.join().unwrap();
        });
    });
}

#[test]
fn deciding_waits_for_who_publishes() {
    on_postgres(|world| {
        let a = place(&pipeline(world), "A");
        for (fails, expected) in [(true, 0), (false, 1)] {
            let [published, go, decided] = [(); 3].map(|()| Arc::new(Gate::default()));
            std::thread::scope(|scope| {
                let (tell, wait) = (Arc::clone(&published), Arc::clone(&go));
                let publisher = scope.spawn(move || {
                    world.try_write(move |tx| {
                        publish(tx, a)?;
                        tell.open();
                        wait.pass();
                        if fails { Err(StoreError::Conflict("on purpose".into())) } else { Ok(()) }
                    })
                });
                published.pass();
                assert_eq!(world.read(triggers::current).version(), 0, "a reader does not wait");
                let tell = Arc::clone(&decided);
                let decider = scope.spawn(move || {
                    let rules = world.write(triggers::current);
                    tell.open();
                    (rules.version(), rules.automation.triggers().len() as i64)
                });
                assert!(!decided.wait(A_WHILE), "a decision fell between two versions");
                go.open();
                assert_eq!(publisher.join().unwrap().is_err(), fails);
                assert_eq!(decider.join().unwrap(), (expected, expected));
            });
        }
    });
}
