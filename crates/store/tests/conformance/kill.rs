//! What was answered survives the end of the process, at whatever moment that comes.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::{AccountId, EventId};
use store::events::{self, Evaluation};
use store::{Location, Store};

use crate::world::World;

/// Set in the process that is to be killed: the file of its database.
const FILE: &str = "PIPEWRIGHT_STORE_TEST_KILLED";

fn weighed(n: i64) -> Evaluation {
    Evaluation { version: n, n_fired: 0, n_refused: 0, packed: "x".repeat(n as usize % 3_000) }
}

/// Not a test: what the killed process does. It writes numbers for ever and tells each one that was answered.
#[test]
fn the_process_that_is_killed() {
    let Ok(file) = std::env::var(FILE) else { return };
    let store = Store::open(&Location::File(file.into())).unwrap();
    let first = std::env::var("PIPEWRIGHT_STORE_TEST_FIRST").unwrap().parse::<i64>().unwrap();
    let account = AccountId(std::env::var("PIPEWRIGHT_STORE_TEST_ACCOUNT").unwrap().parse().unwrap());
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let store = &store;
            scope.spawn(move || {
                for n in (first + thread..).step_by(4) {
                    let write = move |tx: &store::Tx<'_>| events::note_evaluation(tx, EventId(n), &weighed(n));
                    store.write_blocking(account, "number", write).unwrap();
                    writeln!(std::io::stdout().lock(), "stored {n}").unwrap();
                }
            });
        }
    });
}

/// Runs that process until it has told so many numbers and a moment more; returns what it told.
fn run_and_kill(file: &Path, account: AccountId, first: i64, wanted: usize, moment: Duration) -> Vec<i64> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "kill::the_process_that_is_killed", "--nocapture", "--test-threads=1"]);
    command
        .env(FILE, file)
        .env("PIPEWRIGHT_STORE_TEST_FIRST", first.to_string())
        .env("PIPEWRIGHT_STORE_TEST_ACCOUNT", account.to_string());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut told = Vec::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut killed = false;
    // A line may be torn by the kill: what it told in full counts.
    while let Some(Ok(line)) = lines.next() {
        told.extend(line.rsplit_once("stored ").and_then(|(_, n)| n.parse::<i64>().ok()));
        if told.len() >= wanted && !killed {
            std::thread::sleep(moment);
            child.kill().unwrap();
            killed = true;
        }
    }
    child.wait().unwrap();
    assert!(killed, "it ended by itself after {} numbers", told.len());
    told
}

#[test]
fn nothing_answered_is_lost_by_a_kill() {
    let World { store, account, place, .. } = World::on_disk();
    drop(store);
    let file = place.file();
    let mut stored = Vec::new();
    for round in 0..5u64 {
        let moment = Duration::from_micros(round * 1_700);
        let first = 1_000_000 * (round as i64 + 1);
        let told = run_and_kill(file, account, first, 20 + 90 * round as usize, moment);
        stored.extend(told);
        let store = Store::open(&place.location).unwrap();
        for n in &stored {
            let n = *n;
            let found = store.read_blocking(account, "look", move |tx| events::evaluation(tx, EventId(n))).unwrap();
            assert_eq!(found, Some(weighed(n)), "{n} was answered");
        }
        assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
    }
    assert!(stored.len() > 500);
}
