//! A disk that lies: a log that ends too early, bits that have turned over.
//!
//! SQLite guards each page of its log by a checksum, and no page of the database file. So a log is read up to its first
//! damaged page: what comes after is gone, and what is left is one whole moment of the past. In the database file damage
//! to the structure is found and named; a bit inside a value is not found by anybody (docs/TESTING.md).

use domain::EventId;
use store::events::{self, Evaluation};
use store::{Location, Store};

use crate::world::{Scratch, World};

const ROWS: i64 = 40;

fn weighed(n: i64) -> Evaluation {
    Evaluation { version: n, n_fired: 0, n_refused: 0, packed: format!("row {n} {}", "x".repeat(2_000)) }
}

/// A database whose rows are all in its log, as a kill leaves it: file and log.
fn killed() -> (World, Vec<u8>, Vec<u8>) {
    let world = World::on_disk();
    for n in 0..ROWS {
        world.write(move |tx| events::note_evaluation(tx, EventId(n), &weighed(n)));
    }
    let file = world.place.file();
    let (db, log) = (std::fs::read(file).unwrap(), std::fs::read(file.with_extension("db-wal")).unwrap());
    (world, db, log)
}

/// How many rows are there: the first ones, whole and in order.
fn prefix(world: &World, db: &[u8], log: &[u8]) -> Result<i64, String> {
    let place = Scratch::on_disk();
    std::fs::write(place.file(), db).unwrap();
    std::fs::write(place.file().with_extension("db-wal"), log).unwrap();
    let store = Store::open(&Location::File(place.file().to_path_buf())).map_err(|e| e.to_string())?;
    let unsound = store.check_integrity().map_err(|e| e.to_string())?;
    if !unsound.is_empty() {
        return Err(unsound.join("; "));
    }
    let all = |tx: &store::Tx<'_>| (0..ROWS).map(|n| events::evaluation(tx, EventId(n))).collect::<Result<Vec<_>, _>>();
    let rows = store.read_blocking(world.account, "look", all).map_err(|e| e.to_string())?;
    let n = rows.iter().take_while(|row| row.is_some()).count() as i64;
    for (id, row) in (0i64..).zip(rows) {
        let expected = (id < n).then(|| weighed(id));
        assert_eq!(row, expected, "row {id} of {n}");
    }
    Ok(n)
}

#[test]
fn a_log_that_ends_too_early_is_a_moment_of_the_past() {
    let (world, db, log) = killed();
    assert_eq!(prefix(&world, &db, &log), Ok(ROWS));
    let mut last = ROWS;
    // From whole to half, in steps that fall inside frames and between them.
    for cut in (0..60).map(|step| log.len() - step * 1_777) {
        let n = prefix(&world, &db, &log[..cut]).unwrap();
        assert!(n <= last, "{n} rows after {last}");
        last = n;
    }
    assert!(last < ROWS);
}

#[test]
fn a_bit_of_the_log_that_turned_over_ends_it_there() {
    let (world, db, log) = killed();
    for step in 0..40 {
        let mut log = log.clone();
        let at = 32 + (step * 104_729) % (log.len() - 32);
        log[at] ^= 1 << (step % 8);
        let n = prefix(&world, &db, &log).unwrap();
        assert!(n < ROWS || at > log.len() - 4_200, "a bit at {at} was not noticed");
    }
}

#[test]
fn a_database_with_a_broken_page_says_so() {
    let (world, _, _) = killed();
    let file = world.place.file().to_path_buf();
    let copy = file.with_extension("copy");
    world.store.backup(&copy).unwrap();
    let whole = std::fs::read(&copy).unwrap();
    let page = u16::from_be_bytes([whole[16], whole[17]]) as usize;
    let (mut named, mut same) = (0, 0);
    for n in 1..whole.len() / page {
        let mut db = whole.clone();
        // The header of a page: its kind, its cells.
        db[n * page] ^= 0x55;
        match prefix(&world, &db, &[]) {
            Err(_) => named += 1,
            // A page of overflowing text has no header; then the text differs, or the page is not in use.
            Ok(rows) => same += i64::from(rows == ROWS),
        }
    }
    println!("{named} broken pages were named, {same} held nothing that is read");
    assert!(named > 20, "{named}");
}
