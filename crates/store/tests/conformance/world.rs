//! An empty database of each kind with an account in it.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, Once};
use std::time::{Duration, Instant};

use domain::AccountId;
use domain::account::{Account, HookEncoding};
use store::across::EVERYONE;
use store::{Location, Store, StoreError, Tx};

use crate::fixtures::NOW;

/// The role that owns the test databases: like a careful operator's, it is no superuser.
pub const ROLE: &str = "pipewright_store_tests";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Memory,
    File,
    Postgres,
}

pub struct World {
    pub store: Store,
    pub account: AccountId,
    pub kind: Kind,
    pub place: Scratch,
}

/// Runs a story on every kind of database that is there.
pub fn on_all(story: impl Fn(&World)) {
    for kind in [Kind::Memory, Kind::File, Kind::Postgres] {
        if let Some(world) = World::new(kind) {
            println!("--- {kind:?}"); // Shown when the story fails.
            story(&world);
        }
    }
}

/// Runs a story where two transactions can really meet.
pub fn on_postgres(story: impl Fn(&World)) {
    if let Some(world) = World::new(Kind::Postgres) {
        story(&world);
    }
}

impl World {
    /// `None` when there is no such database here.
    pub fn new(kind: Kind) -> Option<World> {
        Some(World::in_place(kind, Scratch::new(kind)?))
    }

    pub fn on_disk() -> World {
        World::in_place(Kind::File, Scratch::on_disk())
    }

    fn in_place(kind: Kind, place: Scratch) -> World {
        let store = place.open();
        let account = make_account(&store, "acme");
        World { store, account, kind, place }
    }

    pub fn another_account(&self) -> AccountId {
        make_account(&self.store, "other")
    }

    #[track_caller]
    pub fn write<T: Send + 'static>(&self, closure: impl Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static) -> T {
        self.try_write(closure).unwrap_or_else(|error| panic!("{error}"))
    }

    pub fn try_write<T: Send + 'static>(
        &self,
        closure: impl Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.store.write_blocking(self.account, "a test", closure)
    }

    #[track_caller]
    pub fn read<T: Send + 'static>(&self, closure: impl Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static) -> T {
        self.store.read_blocking(self.account, "a test", closure).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Writes across accounts.
    #[track_caller]
    pub fn across<T: Send + 'static>(&self, closure: impl Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static) -> T {
        self.store.write_blocking(EVERYONE, "a test", closure).unwrap_or_else(|error| panic!("{error}"))
    }
}

pub fn account_named(subdomain: &str) -> Account {
    Account {
        id: AccountId(0),
        subdomain: subdomain.into(),
        name: "Acmé & Sons".into(),
        country: "DE".into(),
        currency: "EUR".into(),
        time_zone: "Europe/Berlin".into(),
        language: "en".into(),
        hook_encoding: HookEncoding::Json,
        accepts_widgets_without_settings: false,
        created_at: NOW,
    }
}

pub fn make_account(store: &Store, subdomain: &str) -> AccountId {
    let account = account_named(subdomain);
    store.write_blocking(EVERYONE, "make account", move |tx| store::accounts::create(tx, &account, NOW)).unwrap()
}

/// A place for one database, removed with everything in it.
pub struct Scratch {
    pub location: Location,
    folder: Option<PathBuf>,
    database: Option<String>,
}

impl Scratch {
    pub fn new(kind: Kind) -> Option<Scratch> {
        let name = new_name();
        match kind {
            Kind::Memory => Some(Scratch { location: Location::Memory, folder: None, database: None }),
            Kind::File => {
                // Where a sync costs nothing, if there is such a place: most stories are not about the disk.
                let shared_memory = PathBuf::from("/dev/shm").join(&name);
                match std::fs::create_dir(&shared_memory) {
                    Ok(()) => Some(Scratch::file_in(shared_memory)),
                    Err(_) => Some(Scratch::on_disk()),
                }
            }
            Kind::Postgres => {
                let cluster = cluster()?;
                make_role();
                admin("postgres", &format!("create database {name} owner {ROLE}"));
                let location = Location::Postgres(format!("{cluster} dbname={name} options='-c role={ROLE}'"));
                Some(Scratch { location, folder: None, database: Some(name) })
            }
        }
    }

    /// A file on a real disk.
    pub fn on_disk() -> Scratch {
        let folder = std::env::temp_dir().join(format!("pipewright-store-{}", new_name()));
        std::fs::create_dir_all(&folder).unwrap();
        Scratch::file_in(folder)
    }

    fn file_in(folder: PathBuf) -> Scratch {
        Scratch { location: Location::File(folder.join("pipewright.db")), folder: Some(folder), database: None }
    }

    pub fn open(&self) -> Store {
        Store::open(&self.location).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The file of SQLite.
    pub fn file(&self) -> &std::path::Path {
        match &self.location {
            Location::File(path) => path,
            other => panic!("{other:?} is no file"),
        }
    }

    /// Runs a statement beside the store, as the administrator of the database. Nobody can for a database in memory.
    pub fn beside(&self, sql: &str) -> Result<(), String> {
        match (&self.location, &self.database) {
            (Location::File(path), _) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                connection.busy_timeout(Duration::from_secs(5)).unwrap();
                connection.execute_batch(sql).map_err(|e| e.to_string())
            }
            (_, Some(database)) => try_admin(database, sql),
            _ => panic!("nobody stands beside a database in memory"),
        }
    }

    /// The rows of a query beside the store, each as its columns in text.
    pub fn look(&self, sql: &str) -> Vec<Vec<String>> {
        match (&self.location, &self.database) {
            (Location::File(path), _) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                let mut statement = connection.prepare(sql).unwrap();
                let columns = statement.column_count();
                let text = |row: &rusqlite::Row<'_>, column| {
                    Ok(match row.get_ref(column)? {
                        rusqlite::types::ValueRef::Integer(n) => n.to_string(),
                        rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                        other => format!("{other:?}"),
                    })
                };
                let rows = statement.query_map([], |row| (0..columns).map(|c| text(row, c)).collect()).unwrap();
                rows.collect::<Result<_, _>>().unwrap()
            }
            (_, Some(database)) => select(database, sql),
            _ => panic!("nobody looks into a database in memory"),
        }
    }
}

fn new_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("t_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        if let Some(database) = &self.database {
            let _ = try_admin("postgres", &format!("drop database {database} with (force)"));
        }
    }
}

fn cluster() -> Option<String> {
    static TOLD: Once = Once::new();
    let cluster = std::env::var("PIPEWRIGHT_TEST_POSTGRES").ok().filter(|words| !words.is_empty());
    if cluster.is_none() {
        // Not `println!`, which is held back from who runs the tests.
        let line = b"PIPEWRIGHT_TEST_POSTGRES names no cluster: the store was not tested on PostgreSQL\n";
        TOLD.call_once(|| std::io::stderr().write_all(line).unwrap());
    }
    cluster
}

fn make_role() {
    static MADE: Once = Once::new();
    MADE.call_once(|| {
        let made = try_admin("postgres", &format!("create role {ROLE} login"));
        assert!(made.as_ref().err().is_none_or(|told| told.contains("exist")), "{made:?}");
    });
}

#[track_caller]
fn admin(database: &str, sql: &str) {
    try_admin(database, sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn try_admin(database: &str, sql: &str) -> Result<(), String> {
    with_admin(database, async |client| client.batch_execute(sql).await.map_err(told))
}

fn select(database: &str, sql: &str) -> Vec<Vec<String>> {
    let messages = with_admin(database, async |client| client.simple_query(sql).await.map_err(told)).unwrap();
    let mut rows = Vec::new();
    for message in messages {
        if let tokio_postgres::SimpleQueryMessage::Row(row) = message {
            rows.push((0..row.len()).map(|column| row.get(column).unwrap_or("null").to_string()).collect());
        }
    }
    rows
}

fn told(error: tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |e| e.message().to_string())
}

fn with_admin<T>(
    database: &str,
    run: impl AsyncFnOnce(&tokio_postgres::Client) -> Result<T, String>,
) -> Result<T, String> {
    let words = format!("{} dbname={database}", cluster().expect("a cluster"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(&words, tokio_postgres::NoTls).await.map_err(told)?;
        tokio::spawn(connection);
        run(&client).await
    })
}

/// Asks until the answer is as expected. On PostgreSQL the log is told only up to the oldest transaction that runs
/// anywhere in the cluster, and other tests run theirs.
#[track_caller]
pub fn eventually<T: PartialEq + std::fmt::Debug>(ask: impl Fn() -> T, expected: T) {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let answer = ask();
        if answer == expected {
            return;
        }
        assert!(Instant::now() < deadline, "it stays {answer:?} instead of {expected:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A door that one thread opens for another.
#[derive(Default)]
pub struct Gate {
    is_open: Mutex<bool>,
    changed: Condvar,
}

impl Gate {
    pub fn open(&self) {
        *self.is_open.lock().unwrap() = true;
        self.changed.notify_all();
    }

    /// Waits for the door, or for as long as "it will not happen" takes. Says whether it opened.
    pub fn wait(&self, at_most: Duration) -> bool {
        let is_open = self.is_open.lock().unwrap();
        *self.changed.wait_timeout_while(is_open, at_most, |is_open| !*is_open).unwrap().0
    }

    #[track_caller]
    pub fn pass(&self) {
        assert!(self.wait(Duration::from_secs(10)), "the other thread never came here");
    }
}
