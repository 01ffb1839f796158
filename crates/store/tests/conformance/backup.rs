//! A backup has every row of its moment, and what is restored never gives an id again.

use std::sync::atomic::{AtomicBool, Ordering};

use store::{Location, Store, leads};

use crate::everything;
use crate::fixtures::{lead_at, place};
use crate::world::{Kind, Scratch, World};

fn on_both(story: impl Fn(&World, Scratch)) {
    for kind in [Kind::File, Kind::Postgres] {
        if let (Some(world), Some(elsewhere)) = (World::new(kind), Scratch::new(kind)) {
            println!("--- {kind:?}");
            story(&world, elsewhere);
        }
    }
}

fn file(name: &str) -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("pipewright-backup-{}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

/// All rows of all tables but the counters of ids, each as a line.
fn rows(world: &World, scratch: &Scratch) -> Vec<String> {
    let tables = match world.kind {
        Kind::Postgres => {
            "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
        }
        _ => "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by 1",
    };
    let mut lines = Vec::new();
    for table in scratch.look(tables).into_iter().map(|row| row[0].clone()).filter(|table| table != "sequences") {
        let sql = match world.kind {
            // The number of a transaction belongs to its cluster.
            Kind::Postgres => format!("select (to_jsonb(t) - 'xact')::text from {table} t"),
            _ => format!("select * from {table}"),
        };
        let mut found: Vec<String> =
            scratch.look(&sql).into_iter().map(|row| format!("{table}: {}", row.join(" | "))).collect();
        found.sort();
        lines.extend(found);
    }
    lines
}

#[test]
fn everything_comes_back() {
    on_both(|world, elsewhere| {
        everything::make(&world.store, world.account);
        everything::make(&world.store, world.another_account());
        let copy = file(&format!("all-{:?}", world.kind));
        world.store.backup(&copy).unwrap();
        Store::restore(&elsewhere.location, &copy).unwrap();
        let (before, after) = (rows(world, &world.place), rows(world, &elsewhere));
        assert!(before.len() > 40, "{}", before.len());
        assert_eq!(after, before);
        let store = elsewhere.open();
        assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
        std::fs::remove_file(copy).unwrap();
    });
}

#[test]
fn it_is_one_moment_of_a_database_that_goes_on() {
    on_both(|world, elsewhere| {
        let place = place(&crate::fixtures::pipeline(world), "A");
        let stop = AtomicBool::new(false);
        let copy = file(&format!("load-{:?}", world.kind));
        let n_before = 50;
        for _ in 0..n_before {
            world.write(move |tx| leads::insert(tx, &lead_at(place)));
        }
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        world.write(move |tx| leads::insert(tx, &lead_at(place)));
                    }
                });
            }
            world.store.backup(&copy).unwrap();
            stop.store(true, Ordering::Relaxed);
        });
        Store::restore(&elsewhere.location, &copy).unwrap();
        let store = elsewhere.open();
        let account = world.account;
        let stored =
            store.read_blocking(account, "look", |tx| leads::list(tx, &Default::default(), 100_000, 0)).unwrap();
        assert!(stored.len() >= n_before);
        let differences = store.read_blocking(account, "look", store::totals::differences).unwrap();
        assert_eq!(differences, [], "lead and counter are of the same moment");
        let newest = world.read(|tx| leads::list(tx, &Default::default(), 100_000, 0)).iter().map(|l| l.id).max();
        let next = store.write_blocking(account, "next", move |tx| leads::insert(tx, &lead_at(place))).unwrap();
        assert!(Some(next.id) > newest, "{} may be somebody else's id", next.id);
        std::fs::remove_file(copy).unwrap();
    });
}

#[test]
fn the_log_goes_on_behind_what_was_restored() {
    on_both(|world, elsewhere| {
        everything::make(&world.store, world.account);
        let copy = file(&format!("log-{:?}", world.kind));
        world.store.backup(&copy).unwrap();
        if world.kind == Kind::Postgres {
            // As if the cluster of the backup were far older than the one that it is restored into.
            let text = std::fs::read_to_string(&copy).unwrap();
            let aged: Vec<String> = text.lines().map(age).collect();
            std::fs::write(&copy, aged.join("\n") + "\n").unwrap();
        }
        Store::restore(&elsewhere.location, &copy).unwrap();
        let (store, account) = (elsewhere.open(), world.account);
        let log = move || {
            let events = store.read_blocking(account, "log", |tx| store::events::after(tx, Default::default(), 100));
            events.unwrap().len()
        };
        let n_before = log();
        assert!(n_before > 0, "what was restored is told");
        let store = elsewhere.open();
        let place = place(&store.read_blocking(account, "look", store::pipelines::list).unwrap()[0], "A");
        let cursor = store.read_blocking(account, "end", store::events::end).unwrap();
        store
            .write_blocking(account, "more", move |tx| {
                let lead = leads::insert(tx, &lead_at(place))?;
                store::events::append(tx, &crate::fixtures::moved(lead.id, place, place)).map(drop)
            })
            .unwrap();
        let newer =
            || store.read_blocking(account, "log", move |tx| store::events::after(tx, cursor, 100)).unwrap().len();
        crate::world::eventually(newer, 1);
        // Whoever still holds a cursor of the place that was lost gets what is new as well.
        let stale: store::events::Cursor = "8000000000-999".parse().unwrap();
        let told = || store.read_blocking(account, "log", move |tx| store::events::after(tx, stale, 100)).unwrap();
        crate::world::eventually(|| told().last().map(|(cursor, _)| *cursor) > Some(cursor), true);
        std::fs::remove_file(copy).unwrap();
    });
}

fn age(line: &str) -> String {
    match line.find("\"xact\":") {
        Some(at) if line.starts_with("R ") => {
            let (before, after) = line.split_at(at + "\"xact\":".len());
            let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            format!("{before}9000000000{}", &after[digits..])
        }
        _ => line.to_string(),
    }
}

#[test]
fn what_is_damaged_or_in_the_way_changes_nothing() {
    on_both(|world, elsewhere| {
        everything::make(&world.store, world.account);
        let copy = file(&format!("cut-{:?}", world.kind));
        world.store.backup(&copy).unwrap();
        let refused = Store::restore(&world.place.location, &copy).unwrap_err().to_string();
        assert!(refused.contains("empty"), "{refused}");
        let whole = std::fs::read(&copy).unwrap();
        for cut in [0, 10, whole.len() / 2, whole.len() - 10] {
            std::fs::write(&copy, &whole[..cut]).unwrap();
            assert!(Store::restore(&elsewhere.location, &copy).is_err(), "cut at {cut}");
        }
        std::fs::write(&copy, &whole).unwrap();
        Store::restore(&elsewhere.location, &copy).unwrap();
        assert_eq!(rows(world, &elsewhere), rows(world, &world.place));
        std::fs::remove_file(copy).unwrap();
    });
    let refused = Store::restore(&Location::Memory, &file("none"));
    assert!(refused.is_err());
}
