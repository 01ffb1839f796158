//! Everything that is written down: one SQL text for SQLite and PostgreSQL, one file per aggregate.
//!
//! All SQL of the program is in this room, and only `sqlite.rs` and `postgres.rs` name a database. No network but the
//! database's own, no clock (callers hand in `now`), no rule of the pipeline: those are `domain`'s. A transaction is a
//! synchronous closure over a [`Tx`] of one account; the few queries that look across accounts stand in [`across`].

pub mod accounts;
pub mod across;
pub mod attempts;
pub mod audit;
mod backup;
pub mod batches;
pub mod beside;
pub mod budgets;
mod cache;
mod codec;
pub mod companies;
pub mod contacts;
pub mod entities;
mod error;
pub mod events;
mod faults;
pub mod field_values;
pub mod fields;
pub mod jobs;
pub mod leads;
mod migrate;
pub mod nodes;
pub mod notes;
pub mod pipelines;
mod postgres;
pub mod receivers;
pub mod runs;
mod sqlite;
pub mod tags;
pub mod tasks;
pub mod terms;
pub mod tokens;
pub mod totals;
pub mod triggers;
mod tx;
pub mod users;
mod value;
pub mod widget_versions;
pub mod widgets;
mod work;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::AccountId;
pub use error::{OpenError, StoreError};
pub use migrate::MigrationState;
pub use tx::{AfterCommit, Seq, Tx};

use cache::Caches;
use work::{Job, Reply, Work};

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite. Its folder must exist.
    File(PathBuf),
    /// SQLite in memory: the test double that is the real thing. Gone with the last handle.
    Memory,
    /// PostgreSQL, as a URL or as `key=value` words.
    Postgres(String),
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    driver: Driver,
    caches: Arc<Caches>,
    commits: AtomicU64,
}

enum Driver {
    Sqlite(sqlite::Driver),
    Postgres(postgres::Driver),
}

/// How urgent a write is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Urgency {
    /// Somebody waits for it.
    Now,
    /// It rides on the next commit, or waits 20 ms for one: it never starts a sync ahead of an event.
    Lazy,
}

impl Store {
    /// Opens the database and brings its schema up to date.
    pub fn open(location: &Location) -> Result<Store, OpenError> {
        let caches = Arc::new(Caches::default());
        let known = Arc::clone(&caches);
        let driver = match location {
            Location::File(path) => Driver::Sqlite(sqlite::Driver::open(Some(path), known)?),
            Location::Memory => Driver::Sqlite(sqlite::Driver::open(None, known)?),
            Location::Postgres(url) => Driver::Postgres(postgres::Driver::open(url, known)?),
        };
        Ok(Store { inner: Arc::new(Inner { driver, caches, commits: AtomicU64::new(0) }) })
    }

    /// Which migrations the database has, without touching it.
    pub fn migration_state(location: &Location) -> Result<MigrationState, OpenError> {
        match location {
            Location::File(path) => sqlite::migration_state(path),
            Location::Memory => Ok(MigrationState { found: 0, known: migrate::SQLITE.len() as i64 }),
            Location::Postgres(url) => postgres::migration_state(url),
        }
    }

    /// Runs a change of one account. The closure may run more than once; it is answered after its commit.
    pub async fn write<T, F>(&self, account: AccountId, name: &'static str, closure: F) -> Result<T, StoreError>
    where
        F: Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        work::wait(self.submit(account, name, Urgency::Now, closure)).await
    }

    /// Like [`Store::write`], for results of work that is done already: it rides on somebody else's commit.
    pub async fn write_lazily<T, F>(&self, account: AccountId, name: &'static str, closure: F) -> Result<T, StoreError>
    where
        F: Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        work::wait(self.submit(account, name, Urgency::Lazy, closure)).await
    }

    /// Like [`Store::write`], for callers without an async runtime.
    pub fn write_blocking<T, F>(&self, account: AccountId, name: &'static str, closure: F) -> Result<T, StoreError>
    where
        F: Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        work::wait_blocking(self.submit(account, name, Urgency::Now, closure))
    }

    /// Runs a query of one account on a snapshot that has every answered write.
    pub async fn read<T, F>(&self, account: AccountId, name: &'static str, closure: F) -> Result<T, StoreError>
    where
        F: Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        work::wait(self.submit_read(account, name, closure)).await
    }

    /// Like [`Store::read`], for callers without an async runtime.
    pub fn read_blocking<T, F>(&self, account: AccountId, name: &'static str, closure: F) -> Result<T, StoreError>
    where
        F: Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        work::wait_blocking(self.submit_read(account, name, closure))
    }

    /// How many write closures were asked for since the start; for tests and metrics.
    pub fn writes(&self) -> u64 {
        self.inner.commits.load(Ordering::Relaxed)
    }

    /// Checks the database file itself; the findings, empty when it is sound.
    pub fn check_integrity(&self) -> Result<Vec<String>, StoreError> {
        match &self.inner.driver {
            Driver::Sqlite(_) => self.read_blocking(tx::NO_ACCOUNT, "check integrity", |tx| {
                let told = tx.rows("pragma integrity_check(100)", &[], |row| row.text(0))?;
                Ok(told.into_iter().filter(|line| line != "ok").collect())
            }),
            Driver::Postgres(_) => self.read_blocking(tx::NO_ACCOUNT, "ping", |tx| {
                tx.rows("select 1", &[], |_| Ok(()))?;
                Ok(Vec::new())
            }),
        }
    }

    /// Keeps an SQLite database from growing beyond so many pages: a full disk for tests. PostgreSQL does not listen.
    #[doc(hidden)]
    pub fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        self.write_blocking(tx::NO_ACCOUNT, "limit pages", move |tx| match tx.is_postgres() {
            true => Ok(()),
            false => tx.rows(&format!("pragma max_page_count = {pages}"), &[], |_| Ok(())).map(drop),
        })
    }

    /// Lets the `n` storage calls after the next `before` fail: a broken disk for tests. `n = 0` ends it.
    #[doc(hidden)]
    pub fn fail_calls(&self, before: u64, n: u64) {
        self.inner.caches.faults.arm(before, n);
    }

    fn submit<T, F>(&self, account: AccountId, name: &'static str, urgency: Urgency, closure: F) -> Reply<T>
    where
        F: Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.inner.commits.fetch_add(1, Ordering::Relaxed);
        let (job, reply) = Job::new(account, name, closure);
        let work: Box<dyn Work> = Box::new(job);
        match &self.inner.driver {
            Driver::Sqlite(driver) => driver.write(work, urgency),
            Driver::Postgres(driver) => driver.write(work),
        }
        reply
    }

    fn submit_read<T, F>(&self, account: AccountId, name: &'static str, closure: F) -> Reply<T>
    where
        F: Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (job, reply) = Job::new(account, name, closure);
        let work: Box<dyn Work> = Box::new(job);
        match &self.inner.driver {
            Driver::Sqlite(driver) => driver.read(work),
            Driver::Postgres(driver) => driver.read(work),
        }
        reply
    }
}
