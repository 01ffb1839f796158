//! SQLite: one writer thread that puts all waiting closures into one commit, and readers on snapshots.
//!
//! The only file besides `postgres.rs` that names a database. WAL with `synchronous=FULL`: an answered write is on
//! the disk. See docs/decisions/0002 for what the writer does when a commit fails.

pub(crate) mod backup;
mod checkpoint;
mod ids;
#[cfg(test)]
mod plans;
mod queue;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior};

use crate::Urgency;
use crate::cache::Caches;
use crate::error::{OpenError, StoreError};
use crate::migrate::{self, MigrationState};
use crate::tx::{Seq, Session as AnySession, Tx};
use crate::value::{P, Row};
use crate::work::Work;
use checkpoint::Checkpoints;
use ids::Ids;
use queue::Queue;

/// A commit is closed after so long, so that nobody waits for a long queue behind him.
const BATCH_TIME: Duration = Duration::from_millis(5);
/// Readers. Queries are short; more threads than this only fight for two cores.
const READERS: usize = 3;
/// Prepared statements kept per connection.
const STATEMENTS_MAX: usize = 256;

pub(crate) struct Driver {
    path: Option<PathBuf>,
    queue: Arc<Queue>,
    reads: Option<Arc<Queue>>,
    checkpoints: Arc<Checkpoints>,
    /// The writer first.
    threads: Vec<thread::JoinHandle<()>>,
}

impl Driver {
    pub(crate) fn open(path: Option<&PathBuf>, caches: Arc<Caches>) -> Result<Driver, OpenError> {
        let mut connection = connect(path, false)?;
        migrate(&mut connection)?;
        let queue = Arc::new(Queue::default());
        let checkpoints = Arc::new(Checkpoints::default());
        checkpoint::watch(&mut connection, &checkpoints)?;
        let session = Session::new(connection);
        let (for_writer, log) = (Arc::clone(&queue), Arc::clone(&checkpoints));
        let mut writer = Writer { session, queue: for_writer, caches: Arc::clone(&caches), checkpoints: log };
        let mut threads = vec![named("store-writer", move || writer.run())?];
        let reads = match path {
            None => None,
            Some(path) => {
                let (connection, log) = (connect(Some(path), false)?, Arc::clone(&checkpoints));
                threads.push(named("store-checkpoints", move || log.run(&connection))?);
                Some(readers(path, &caches, &mut threads)?)
            }
        };
        Ok(Driver { path: path.cloned(), queue, reads, checkpoints, threads })
    }

    pub(crate) fn back_up(&self, file: &Path) -> Result<(), StoreError> {
        match &self.path {
            Some(path) => backup::write(path, file),
            None => Err(StoreError::Database("a database in memory has no backup".to_string())),
        }
    }

    pub(crate) fn write(&self, work: Box<dyn Work>, urgency: Urgency) {
        self.queue.push(work, urgency);
    }

    /// A database in memory belongs to one connection, so there the writer reads too.
    pub(crate) fn read(&self, work: Box<dyn Work>) {
        self.reads.as_ref().unwrap_or(&self.queue).push(work, Urgency::Now);
    }
}

impl Drop for Driver {
    /// The writer ends last: only a connection that may write can fold the log into the file and take it away.
    fn drop(&mut self) {
        if let Some(reads) = &self.reads {
            reads.close();
        }
        self.checkpoints.close();
        let others = self.threads.split_off(self.threads.len().min(1));
        join(others);
        self.queue.close();
        join(std::mem::take(&mut self.threads));
    }
}

/// The last handle may be dropped by a database thread itself (inside a closure's effect), which cannot wait for itself.
fn join(threads: Vec<thread::JoinHandle<()>>) {
    for thread in threads.into_iter().filter(|thread| thread.thread().id() != thread::current().id()) {
        let _ = thread.join();
    }
}

fn named(name: &str, run: impl FnOnce() + Send + 'static) -> Result<thread::JoinHandle<()>, OpenError> {
    thread::Builder::new().name(name.to_string()).spawn(run).map_err(|e| OpenError::Database(e.to_string()))
}

fn connect(path: Option<&PathBuf>, read_only: bool) -> Result<Connection, OpenError> {
    let told = |e: rusqlite::Error| match path {
        Some(path) => OpenError::Database(format!("{}: {e}", path.display())),
        None => OpenError::Database(e.to_string()),
    };
    let connection = match path {
        Some(path) if read_only => {
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        }
        Some(path) => Connection::open(path),
        None => Connection::open_in_memory(),
    }
    .map_err(told)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // The planner may not look at bound values: it would prepare a statement anew whenever one of them changes.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(told)?;
    let cache_kib = if read_only { 8_192 } else { 32_768 };
    let pragmas = format!(
        "pragma busy_timeout = 2000;
         pragma journal_mode = wal;
         pragma synchronous = full;
         pragma foreign_keys = on;
         pragma wal_autocheckpoint = 0;
         pragma temp_store = memory;
         pragma cache_size = -{cache_kib};"
    );
    connection.execute_batch(&pragmas).map_err(told)?;
    if read_only {
        connection.execute_batch("pragma query_only = on").map_err(told)?;
    }
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let told = |e: rusqlite::Error| OpenError::Database(e.to_string());
    connection.execute_batch(migrate::CREATE_TABLE).map_err(told)?;
    let known = migrate::SQLITE.len() as i64;
    loop {
        // Looked up under the write lock: whoever opens the file at the same time waits here and finds it done.
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(told)?;
        let found: i64 = tx.query_row(migrate::READ_VERSION, [], |row| row.get(0)).map_err(told)?;
        if found > known {
            return Err(OpenError::TooNew { found, known });
        }
        let Some(migration) = migrate::SQLITE.get(found as usize) else { return Ok(()) };
        let number = found + 1;
        tx.execute_batch(migration.sql).map_err(told)?;
        tx.execute(migrate::NOTE_VERSION, (number, migration.name)).map_err(told)?;
        tx.commit().map_err(told)?;
        // This connection is the writer's and plans by the statistics in the migration too, not only the next start's.
        connection.execute_batch("analyze sqlite_schema").map_err(told)?;
    }
}

pub(crate) fn migration_state(path: &Path) -> Result<MigrationState, OpenError> {
    let known = migrate::SQLITE.len() as i64;
    if !path.exists() {
        return Ok(MigrationState { found: 0, known });
    }
    let told = |e: rusqlite::Error| OpenError::Database(e.to_string());
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(told)?;
    let has_table = "select count(*) from sqlite_schema where name = 'schema_versions'";
    let tables: i64 = connection.query_row(has_table, [], |row| row.get(0)).map_err(told)?;
    let found = match tables {
        0 => 0,
        _ => connection.query_row(migrate::READ_VERSION, [], |row| row.get(0)).map_err(told)?,
    };
    Ok(MigrationState { found, known })
}

/// A connection as transactions see it.
pub(crate) struct Session {
    connection: Connection,
    ids: Ids,
    #[cfg(test)]
    seen: std::cell::RefCell<Vec<String>>,
}

impl Session {
    fn new(connection: Connection) -> Session {
        Session {
            connection,
            ids: Ids::default(),
            #[cfg(test)]
            seen: Default::default(),
        }
    }

    pub(crate) fn run(&self, sql: &str, params: &[P<'_>]) -> Result<u64, StoreError> {
        #[cfg(test)]
        self.seen.borrow_mut().push(sql.to_string());
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
    }

    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        params: &[P<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        #[cfg(test)]
        self.seen.borrow_mut().push(sql.to_string());
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        let mut mapped = Vec::new();
        while let Some(row) = rows.next()? {
            mapped.push(map(&Row::Sqlite(row))?);
        }
        Ok(mapped)
    }

    pub(crate) fn next_id(&self, seq: Seq) -> Result<i64, StoreError> {
        self.ids.next(&self.connection, seq)
    }

    fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// False once SQLite has rolled the whole transaction back by itself (full disk, I/O error).
    fn is_open(&self) -> bool {
        !self.connection.is_autocommit()
    }
}

impl ToSql for P<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            P::Null => ToSqlOutput::Owned(SqlValue::Null),
            P::Int(value) => ToSqlOutput::Owned(SqlValue::Integer(*value)),
            P::Text(value) if value.as_bytes().contains(&0) => {
                return Err(rusqlite::Error::ToSqlConversionFailure("U+0000".into()));
            }
            P::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            P::Bytes(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
        })
    }
}

struct Writer {
    session: Session,
    queue: Arc<Queue>,
    caches: Arc<Caches>,
    checkpoints: Arc<Checkpoints>,
}

impl Writer {
    fn run(&mut self) {
        while let Some(batch) = self.queue.take_batch() {
            self.commit_together(batch);
            self.checkpoints.start_over(&self.session.connection);
        }
    }

    /// One commit for the whole batch. When it fails nobody is told "ok": each closure runs again alone.
    fn commit_together(&self, batch: Vec<Box<dyn Work>>) {
        if let Err(error) = self.session.batch("begin immediate") {
            batch.into_iter().for_each(|work| work.finish(Err(error.clone())));
            return;
        }
        let mut done: Vec<(Box<dyn Work>, Result<(), StoreError>)> = Vec::with_capacity(batch.len());
        let mut rest = batch.into_iter();
        let started = Instant::now();
        for mut work in rest.by_ref() {
            let outcome = self.attempt(&mut *work);
            let lost = !self.session.is_open();
            done.push((work, outcome));
            if lost || started.elapsed() > BATCH_TIME {
                break;
            }
        }
        self.queue.put_back(rest);
        let committed = if self.session.is_open() { self.commit() } else { Err(StoreError::Full) };
        match committed {
            Ok(()) => done.into_iter().for_each(|(work, outcome)| work.finish(outcome)),
            Err(_) => {
                self.roll_back();
                done.into_iter().for_each(|(work, _)| self.commit_alone(work));
            }
        }
    }

    fn commit_alone(&self, mut work: Box<dyn Work>) {
        let outcome = self.session.batch("begin immediate").and_then(|()| {
            self.attempt(&mut *work)?;
            if self.session.is_open() { self.commit() } else { Err(StoreError::Full) }
        });
        if outcome.is_err() {
            self.roll_back();
        }
        work.finish(outcome);
    }

    fn attempt(&self, work: &mut dyn Work) -> Result<(), StoreError> {
        self.session.batch("savepoint closure")?;
        self.session.ids.begin();
        let tx = Tx::new(work.account(), AnySession::Sqlite(&self.session), &self.caches);
        let outcome = work.attempt(&tx);
        if !self.session.is_open() {
            return outcome.and(Err(StoreError::Full));
        }
        let undone = if outcome.is_err() { self.session.batch("rollback to closure") } else { Ok(()) };
        let ended = undone.and_then(|()| self.session.batch("release closure"));
        if outcome.is_err() {
            self.session.ids.rolled_back();
        }
        if let Err(error) = ended {
            // What is still there of this closure must not be committed with the others.
            self.roll_back();
            return outcome.and(Err(error));
        }
        outcome
    }

    fn commit(&self) -> Result<(), StoreError> {
        self.caches.faults.strike()?;
        let committed = self.session.connection.prepare_cached("commit").and_then(|mut s| s.execute([]));
        if let Err(rusqlite::Error::SqliteFailure(failure, _)) = &committed
            && is_failed_sync(failure.extended_code)
        {
            end_after_failed_sync();
        }
        committed.map(drop).map_err(StoreError::from)
    }

    fn roll_back(&self) {
        if self.session.is_open() {
            let _ = self.session.batch("rollback");
        }
        self.session.ids.all_rolled_back();
        self.caches.forget_all_rules();
    }
}

fn is_failed_sync(extended_code: i32) -> bool {
    matches!(extended_code, rusqlite::ffi::SQLITE_IOERR_FSYNC | rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC)
}

/// What the kernel did with the pages is unknown from here on: only a fresh start reads the truth.
fn end_after_failed_sync() -> ! {
    tracing::error!("a sync of the database failed; the process ends so that nothing false is answered");
    std::process::abort();
}

fn readers(
    path: &PathBuf,
    caches: &Arc<Caches>,
    threads: &mut Vec<thread::JoinHandle<()>>,
) -> Result<Arc<Queue>, OpenError> {
    let queue: Arc<Queue> = Arc::default();
    for _ in 0..READERS {
        let session = Session::new(connect(Some(path), true)?);
        let (queue, caches) = (Arc::clone(&queue), Arc::clone(caches));
        threads.push(named("store-reader", move || {
            while let Some(work) = queue.take_one() {
                read(&session, &caches, work);
            }
        })?);
    }
    Ok(queue)
}

/// A snapshot begins with the first query, after the request came in: an answered write is visible.
fn read(session: &Session, caches: &Arc<Caches>, mut work: Box<dyn Work>) {
    let outcome = session.batch("begin").and_then(|()| {
        let tx = Tx::new(work.account(), AnySession::Sqlite(session), caches);
        work.attempt(&tx)
    });
    if session.is_open() {
        let _ = session.batch("rollback");
    }
    work.finish(outcome);
}
