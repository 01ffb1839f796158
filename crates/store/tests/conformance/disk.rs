//! A disk that is full, a file that is locked, a log that must not grow for ever.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::EventId;
use store::events::{self, Evaluation};
use store::{Location, Store, StoreError};

use crate::fixtures::{lead_at, pipeline, place};
use crate::world::{Kind, World, make_account};

/// A small file system of its own; `None` when this user may not make one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn new(kib: usize) -> Option<SmallDisk> {
        let folder = std::env::temp_dir().join(format!("pipewright-small-disk-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let size = format!("size={kib}k");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "pipewright-test"]).arg(&folder);
        let is_mounted = mount.output().is_ok_and(|output| output.status.success());
        if is_mounted { Some(SmallDisk(folder)) } else { None }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
        let _ = std::fs::remove_dir(&self.0);
    }
}

fn weighed(bytes: usize) -> Evaluation {
    Evaluation { version: 1, n_fired: 0, n_refused: 0, packed: "x".repeat(bytes) }
}

/// Writes from several threads until each has met a full disk; returns what was answered Ok and what was refused.
fn fill(store: &Store, account: domain::AccountId, first: i64) -> (Vec<i64>, Vec<i64>) {
    let (stored, refused) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (stored, refused) = (&stored, &refused);
            scope.spawn(move || {
                for n in 0..10_000 {
                    let id = first + n * 4 + thread;
                    let write = move |tx: &store::Tx<'_>| events::note_evaluation(tx, EventId(id), &weighed(3_000));
                    match store.write_blocking(account, "fill", write) {
                        Ok(()) => stored.lock().unwrap().push(id),
                        Err(StoreError::Full) => {
                            refused.lock().unwrap().push(id);
                            return;
                        }
                        Err(error) => panic!("{error:?}"),
                    }
                }
                panic!("the disk never became full");
            });
        }
    });
    (stored.into_inner().unwrap(), refused.into_inner().unwrap())
}

fn check_stored(store: &Store, account: domain::AccountId, stored: &[i64], refused: &[i64]) {
    let has = |id| {
        let found = store.read_blocking(account, "look", move |tx| events::evaluation(tx, EventId(id))).unwrap();
        found.is_some_and(|found| found == weighed(3_000))
    };
    assert!(stored.iter().all(|id| has(*id)), "what was answered is stored");
    assert!(!refused.iter().any(|id| has(*id)), "what was refused is not");
}

#[test]
fn a_full_disk_stores_what_it_answers_and_nothing_else() {
    let Some(disk) = SmallDisk::new(3_072) else {
        println!("this user may not mount a small disk; the limit on pages is tested all the same");
        return;
    };
    let ballast = disk.0.join("ballast");
    std::fs::write(&ballast, vec![7; 1_000_000]).unwrap();
    let location = Location::File(disk.0.join("pipewright.db"));
    let store = Store::open(&location).unwrap();
    let account = make_account(&store, "acme");

    let (mut stored, mut refused) = fill(&store, account, 0);
    assert!(stored.len() > 10);
    check_stored(&store, account, &stored, &refused);
    std::fs::remove_file(&ballast).unwrap();
    let (more, also) = fill(&store, account, 1_000_000);
    assert!(more.len() > 10, "it goes on by itself once there is room");
    stored.extend(more);
    refused.extend(also);
    check_stored(&store, account, &stored, &refused);
    drop(store);
    let store = Store::open(&location).unwrap();
    check_stored(&store, account, &stored, &refused);
    assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
}

#[test]
fn a_database_that_may_not_grow_goes_on_when_it_may() {
    for kind in [Kind::Memory, Kind::File] {
        let world = World::new(kind).unwrap();
        world.store.limit_pages(400).unwrap();
        let (mut stored, mut refused) = fill(&world.store, world.account, 0);
        assert!(stored.len() > 10);
        check_stored(&world.store, world.account, &stored, &refused);
        world.store.limit_pages(800).unwrap();
        let (more, also) = fill(&world.store, world.account, 1_000_000);
        assert!(more.len() > 10);
        stored.extend(more);
        refused.extend(also);
        check_stored(&world.store, world.account, &stored, &refused);
        assert_eq!(world.store.check_integrity().unwrap(), Vec::<String>::new());
    }
}

#[test]
fn a_locked_file_is_busy_and_then_is_not() {
    let world = World::new(Kind::File).unwrap();
    let a = place(&pipeline(&world), "A");
    let other = rusqlite::Connection::open(world.place.file()).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let told = world.try_write(move |tx| store::leads::insert(tx, &lead_at(a)));
    assert!(matches!(told, Err(StoreError::Busy(_))), "{told:?}");
    assert_eq!(world.read(|tx| store::leads::list(tx, &Default::default(), 10, 0)), [], "readers do not mind");
    other.execute_batch("rollback").unwrap();
    let lead = world.write(move |tx| store::leads::insert(tx, &lead_at(a)));
    assert_eq!(world.read(|tx| store::leads::list(tx, &Default::default(), 10, 0)), [lead]);
}

fn log_bytes(file: &Path) -> u64 {
    std::fs::metadata(file.with_extension("db-wal")).map_or(0, |log| log.len())
}

#[test]
fn the_log_does_not_grow_for_ever() {
    let world = World::on_disk();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (is_over, file) = (AtomicBool::new(false), world.place.file());
    let largest = std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut largest = 0;
            while !is_over.load(Ordering::Relaxed) {
                largest = largest.max(log_bytes(file));
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            largest
        });
        let writers: Vec<_> = (0..250)
            .map(|task| {
                let (store, account) = (world.store.clone(), world.account);
                runtime.spawn(async move {
                    for n in 0..200 {
                        let event = EventId(task * 1_000 + n);
                        let write = move |tx: &store::Tx<'_>| events::note_evaluation(tx, event, &weighed(1_500));
                        store.write(account, "small", write).await.unwrap();
                    }
                })
            })
            .collect();
        writers.into_iter().for_each(|writer| runtime.block_on(writer).unwrap());
        is_over.store(true, Ordering::Relaxed);
        watch.join().unwrap()
    });
    assert!(largest > 0 && largest < 80 << 20, "the log had {} MiB", largest >> 20);
    println!("the log had at most {} MiB", largest >> 20);
    let kept = world.place.look("select count(*) from evaluations");
    assert_eq!(kept, [["50000"]]);
}
