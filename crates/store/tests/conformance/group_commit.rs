//! One commit for all who wait: each closure stands or falls alone, and nobody is told more than is stored.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use domain::LeadId;
use domain::lead::Lead;
use domain::pipeline::Place;
use store::{Store, StoreError, Tx, leads, widgets};

use crate::fixtures::{NOW, lead_at, pipeline, place};
use crate::world::{Gate, Kind, World, on_all};

fn named(tx: &Tx<'_>, name: &str, place: Place) -> Result<LeadId, StoreError> {
    Ok(leads::insert(tx, &Lead { name: name.into(), ..lead_at(place) })?.id)
}

fn names(world: &World) -> BTreeSet<String> {
    world.read(|tx| leads::list(tx, &Default::default(), 100_000, 0)).into_iter().map(|lead| lead.name).collect()
}

#[test]
fn all_who_write_at_once_are_answered() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        let ids: Vec<LeadId> = std::thread::scope(|scope| {
            let write = |thread: i32, n: i32| world.write(move |tx| named(tx, &format!("{thread}-{n}"), a));
            let fifty = move |thread| (0..50).map(|n| write(thread, n)).collect::<Vec<_>>();
            let threads: Vec<_> = (0..12).map(|thread| scope.spawn(move || fifty(thread))).collect();
            threads.into_iter().flat_map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 600, "every id once");
        assert_eq!(names(world).len(), 600);
        assert_eq!(world.store.check_integrity().unwrap(), Vec::<String>::new());
    });
}

#[test]
fn who_is_answered_sees_it_in_the_next_read() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(move || {
                    for _ in 0..50 {
                        let id = world.write(move |tx| named(tx, "x", a));
                        assert!(world.read(move |tx| leads::get(tx, id)).is_some());
                    }
                });
            }
        });
    });
}

/// Holds the writer until so many closures wait behind it, so that they become one batch.
fn hold(world: &World, n_behind: u64) -> std::thread::JoinHandle<()> {
    let (store, account, held) = (world.store.clone(), world.account, Arc::new(Gate::default()));
    let told = Arc::clone(&held);
    let wanted = store.writes() + 1 + n_behind;
    let counter = store.clone();
    let holder = std::thread::spawn(move || {
        let holding = move |_: &Tx<'_>| {
            held.open();
            let deadline = Instant::now() + Duration::from_secs(10);
            while counter.writes() < wanted && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(1));
            }
            // The last one is counted a moment before it stands in the queue.
            std::thread::sleep(Duration::from_millis(20));
            Ok(())
        };
        store.write_blocking(account, "hold", holding).unwrap();
    });
    told.pass();
    holder
}

#[test]
fn a_closure_that_fails_or_panics_undoes_only_itself() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        let done: Arc<Mutex<BTreeSet<u64>>> = Arc::default();
        let n_closures = 40;
        let holder = hold(world, n_closures);
        std::thread::scope(|scope| {
            for n in 0..n_closures {
                let done = Arc::clone(&done);
                scope.spawn(move || {
                    let effect = Arc::clone(&done);
                    let told = world.try_write(move |tx| {
                        named(tx, &n.to_string(), a)?;
                        let effect = Arc::clone(&effect);
                        tx.after_commit(move || assert!(effect.lock().unwrap().insert(n), "it came twice"));
                        match n % 4 {
                            1 => Err(StoreError::Conflict("on purpose".into())),
                            2 => panic!("on purpose"),
                            _ => Ok(n),
                        }
                    });
                    let has_effect = done.lock().unwrap().contains(&n);
                    match n % 4 {
                        1 => assert!(matches!(told, Err(StoreError::Conflict(_))), "{told:?}"),
                        2 => assert!(matches!(told, Err(StoreError::Panicked(_))), "{told:?}"),
                        _ => assert_eq!(told.unwrap(), n),
                    }
                    assert_eq!(has_effect, matches!(n % 4, 0 | 3), "effects come before the answer, or never");
                });
            }
        });
        holder.join().unwrap();
        let kept = (0..n_closures).filter(|n| matches!(n % 4, 0 | 3)).map(|n| n.to_string()).collect();
        assert_eq!(names(world), kept);
        assert_eq!(world.read(store::totals::differences), []);
    });
}

#[test]
fn a_statement_that_failed_fails_its_transaction() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        let widget = || store::widgets::Installation {
            id: domain::WidgetId(0),
            code: "one".into(),
            version: "1".into(),
            manifest: "{}".into(),
            locales: "{}".into(),
            webhook_url: None,
            hook_encoding: None,
            is_encoding_learned: false,
            retry: Default::default(),
            is_active: true,
            created_at: NOW,
            updated_at: NOW,
        };
        world.write(move |tx| widgets::insert(tx, &widget(), &[]));
        let told = world.try_write(move |tx| {
            let before = named(tx, "before", a)?;
            // Whoever goes on all the same must not be told that it is stored: PostgreSQL has given it up.
            let _ = widgets::insert(tx, &widget(), &[]);
            Ok(before)
        });
        assert!(matches!(told, Err(StoreError::Conflict(_))), "{told:?}");
        assert!(names(world).is_empty());
    });
}

#[test]
fn a_text_with_a_zero_character_is_refused() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        let told = world.try_write(move |tx| named(tx, "a\0b", a));
        assert!(matches!(told, Err(StoreError::Invalid(_))), "{told:?}");
    });
}

#[test]
fn an_effect_that_panics_harms_nobody() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        for n in 0..10 {
            let id = world.write(move |tx| {
                tx.after_commit(|| panic!("on purpose"));
                named(tx, &n.to_string(), a)
            });
            assert!(world.read(move |tx| leads::get(tx, id)).is_some());
        }
    });
}

#[test]
fn ids_never_repeat() {
    for kind in [Kind::File, Kind::Postgres] {
        let Some(mut world) = World::new(kind) else { continue };
        let a = place(&pipeline(&world), "A");
        let mut committed: Vec<LeadId> = Vec::new();
        for restart in 0..4 {
            let given: Arc<Mutex<Vec<LeadId>>> = Arc::default();
            for (round, n) in [3, 1, 250, 5, 450, 2].into_iter().enumerate() {
                for fails in [round % 2 == 0, round % 2 == 1] {
                    let given = Arc::clone(&given);
                    let ids = world.try_write(move |tx| {
                        let ids = (0..n).map(|_| named(tx, "x", a)).collect::<Result<Vec<_>, _>>()?;
                        given.lock().unwrap().extend(&ids);
                        if fails { Err(StoreError::Conflict("on purpose".into())) } else { Ok(ids) }
                    });
                    committed.extend(ids.unwrap_or_default());
                }
            }
            let given = given.lock().unwrap();
            assert!(given.is_sorted_by(|a, b| a < b), "also what was undone is not given again by the same program");
            assert!(committed.is_sorted_by(|a, b| a < b), "after {restart} restarts");
            drop(given);
            let reopened = world.place.open();
            world = World { store: reopened, ..world };
        }
        assert_eq!(names(&world).len(), 1);
        let used = committed.last().unwrap().0 - 1_000;
        assert!(used < 4 * 2_000, "{used} ids for {} leads", committed.len());
    }
}

/// Ten million refused changes must not use up the ids of 32-bit clients.
#[test]
fn a_refused_change_costs_at_most_one_id() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        let first = world.write(move |tx| named(tx, "x", a)).0;
        for _ in 0..300 {
            let told: Result<(), _> = world.try_write(move |tx| {
                named(tx, "x", a)?;
                Err(StoreError::Conflict("on purpose".into()))
            });
            assert!(told.is_err());
        }
        let last = world.write(move |tx| named(tx, "x", a)).0;
        assert!(last - first <= 301, "{}", last - first);
    });
}

/// Who ran and who was done, in the order of happening.
type Diary = Arc<Mutex<Vec<String>>>;

fn write_down(diary: &Diary, name: &'static str) -> impl Fn(&Tx<'_>) -> Result<(), StoreError> + Send + 'static {
    let diary = Arc::clone(diary);
    move |tx| {
        diary.lock().unwrap().push(format!("{name} runs"));
        let diary = Arc::clone(&diary);
        tx.after_commit(move || diary.lock().unwrap().push(format!("{name} is done")));
        Ok(())
    }
}

#[test]
fn a_lazy_write_rides_on_somebody_elses_commit() {
    let world = World::new(Kind::File).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (diary, account) = (Diary::default(), world.account);
    let holder = hold(&world, 2);
    let before = world.store.writes();
    let (store, lazy): (Store, _) = (world.store.clone(), write_down(&diary, "lazy"));
    let lazy = runtime.spawn(async move { store.write_lazily(account, "lazy", lazy).await });
    while world.store.writes() == before {
        std::thread::sleep(Duration::from_millis(1));
    }
    world.write(write_down(&diary, "urgent"));
    runtime.block_on(lazy).unwrap().unwrap();
    holder.join().unwrap();
    assert_eq!(*diary.lock().unwrap(), ["urgent runs", "lazy runs", "urgent is done", "lazy is done"]);
}

#[test]
fn lazy_writes_go_out_by_themselves() {
    on_all(|world| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let n_done = Arc::new(AtomicU64::new(0));
        // More than fit into a commit of their own.
        let all: Vec<_> = (0..600)
            .map(|_| {
                let (store, account, n_done) = (world.store.clone(), world.account, Arc::clone(&n_done));
                runtime.spawn(async move {
                    let told = store.write_lazily(account, "lazy", |_| Ok(())).await;
                    n_done.fetch_add(1, Ordering::Relaxed);
                    told
                })
            })
            .collect();
        all.into_iter().for_each(|one| runtime.block_on(one).unwrap().unwrap());
        assert_eq!(n_done.load(Ordering::Relaxed), 600);
    });
}

#[test]
fn the_last_handle_may_go_inside_an_effect() {
    on_all(|world| {
        let store = world.place.open();
        let (inner, account) = (store.clone(), world.account);
        let told = store.write_blocking(account, "drop", move |tx| {
            let last = inner.clone();
            tx.after_commit(move || drop(last));
            Ok(())
        });
        drop(store);
        assert!(told.is_ok() || world.kind == Kind::Memory, "{told:?}");
    });
}
