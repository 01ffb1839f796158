//! Opening a database: once, twice, at the same time, too late.

use store::{Location, MigrationState, OpenError, Store};

use crate::world::{Kind, Scratch};

fn places() -> Vec<Scratch> {
    [Kind::File, Kind::Postgres].into_iter().filter_map(Scratch::new).collect()
}

fn versions(place: &Scratch) -> Vec<Vec<String>> {
    place.look("select version from schema_versions order by version")
}

#[test]
fn migrations_run_once() {
    for place in places() {
        let state = || Store::migration_state(&place.location).unwrap();
        let MigrationState { found, known } = state();
        assert_eq!(found, 0);
        drop(place.open());
        let wanted: Vec<Vec<String>> = (1..=known).map(|n| vec![n.to_string()]).collect();
        assert_eq!(versions(&place), wanted);
        drop(place.open());
        assert_eq!(versions(&place), wanted);
        assert_eq!(state(), MigrationState { found: known, known });
    }
    let state = Store::migration_state(&Location::Memory).unwrap();
    assert_eq!(state.found, 0);
}

#[test]
fn many_may_open_it_at_once() {
    for place in places() {
        std::thread::scope(|scope| {
            let opened: Vec<_> = (0..4).map(|_| scope.spawn(|| Store::open(&place.location).map(drop))).collect();
            for one in opened {
                one.join().unwrap().unwrap_or_else(|error| panic!("{error}"));
            }
        });
        let known = Store::migration_state(&place.location).unwrap().known;
        assert_eq!(versions(&place).len() as i64, known);
    }
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    for place in places() {
        drop(place.open());
        place.beside("insert into schema_versions (version, name) values (999, 'of tomorrow')").unwrap();
        let error = Store::open(&place.location).map(drop).unwrap_err();
        assert!(matches!(error, OpenError::TooNew { found: 999, .. }), "{error:?}");
        let told = error.to_string();
        assert!(told.contains("schema 999") && told.contains("newer pipewright"), "{told}");
        assert_eq!(Store::migration_state(&place.location).unwrap().found, 999);
    }
}

#[test]
fn what_cannot_be_opened_says_why() {
    let place = Scratch::new(Kind::File).unwrap();
    std::fs::write(place.file(), "no database at all, but long enough to look like something. ".repeat(20)).unwrap();
    let check = |location: Location, word: &str| {
        let told = Store::open(&location).map(drop).unwrap_err().to_string();
        assert!(told.contains(word), "{told}");
    };
    check(place.location.clone(), "not a database");
    check(Location::File("/nowhere/at/all.db".into()), "/nowhere/at/all.db");
    check(Location::Postgres("host=".into()), "address of the database");
    check(Location::Postgres("host=/nowhere dbname=x user=y".into()), "cannot");
}
