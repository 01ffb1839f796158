//! PostgreSQL: named threads with a connection each, fed by one bounded queue.
//!
//! The only file besides `sqlite.rs` that names a database. The threads run the async client on a runtime of their
//! own, so that statements whose outcome nobody waits for travel together with the commit: a change costs few round
//! trips. No connection is made, used or dropped on somebody else's async thread.

pub(crate) mod backup;
mod flight;
mod migrations;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use domain::AccountId;
use tokio::runtime::Runtime;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Config, NoTls, Statement};

use crate::cache::Caches;
use crate::error::{OpenError, StoreError};
use crate::tx::{NO_ACCOUNT, Seq, Session as AnySession, Tx};
use crate::value::{Owned, P, Row};
use crate::work::Work;
pub(crate) use migrations::state as migration_state;

/// Connections. Two cores are busy with fewer; waiting for commits takes the rest.
const CONNECTIONS: usize = 8;
/// Closures that wait for a connection; beyond that callers are told to come back.
const QUEUE_MAX: usize = 10_000;
/// Serialization failures and deadlocks are tried again so often.
const TRIES_MAX: usize = 5;
/// Prepared statements kept per connection.
const STATEMENTS_MAX: usize = 512;
/// A connection attempt gives up after this.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

enum Task {
    Write(Box<dyn Work>),
    Read(Box<dyn Work>),
}

pub(crate) struct Driver {
    queue: Option<mpsc::SyncSender<Task>>,
    threads: Vec<thread::JoinHandle<()>>,
}

impl Driver {
    pub(crate) fn open(url: &str, caches: Arc<Caches>) -> Result<Driver, OpenError> {
        let config = parse(url)?;
        thread_local_connection(&config, migrations::run)?;
        let (queue, tasks) = mpsc::sync_channel(QUEUE_MAX);
        let tasks = Arc::new(Mutex::new(tasks));
        let mut threads = Vec::new();
        for number in 0..CONNECTIONS {
            let (tasks, caches, config) = (Arc::clone(&tasks), Arc::clone(&caches), config.clone());
            let thread = thread::Builder::new().name(format!("store-postgres-{number}"));
            let spawned = thread.spawn(move || serve(&tasks, &config, &caches));
            threads.push(spawned.map_err(|e| OpenError::Database(e.to_string()))?);
        }
        Ok(Driver { queue: Some(queue), threads })
    }

    pub(crate) fn write(&self, work: Box<dyn Work>) {
        self.submit(Task::Write(work));
    }

    pub(crate) fn read(&self, work: Box<dyn Work>) {
        self.submit(Task::Read(work));
    }

    fn submit(&self, task: Task) {
        let Some(queue) = &self.queue else { return };
        if let Err(mpsc::TrySendError::Full(Task::Write(work) | Task::Read(work))) = queue.try_send(task) {
            work.finish(Err(StoreError::Busy(format!("{QUEUE_MAX} transactions are waiting"))));
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            if thread.thread().id() != thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

fn parse(url: &str) -> Result<Config, OpenError> {
    let mut config: Config = url.parse().map_err(|e| OpenError::BadUrl(format!("the address of the database: {e}")))?;
    config.connect_timeout(CONNECT_TIMEOUT);
    config.application_name("pipewright");
    Ok(config)
}

/// Runs something on a connection of its own thread, since the caller may be inside an async runtime.
fn thread_local_connection<T: Send>(
    config: &Config,
    run: impl FnOnce(&Session) -> Result<T, OpenError> + Send,
) -> Result<T, OpenError> {
    thread::scope(|scope| {
        let joined = scope.spawn(|| {
            let session = Session::connect(config).map_err(|e| OpenError::Database(e.to_string()))?;
            run(&session)
        });
        joined.join().unwrap_or_else(|_| Err(OpenError::Database("the migration panicked".to_string())))
    })
}

fn serve(tasks: &Mutex<mpsc::Receiver<Task>>, config: &Config, caches: &Arc<Caches>) {
    let mut session: Option<Session> = None;
    loop {
        let task = tasks.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).recv();
        let (work, mode) = match task {
            Ok(Task::Write(work)) => (work, "isolation level read committed read write"),
            Ok(Task::Read(work)) => (work, "isolation level repeatable read read only"),
            Err(_) => return,
        };
        let Err(unbegun) = carry_out_on(&mut session, config, work, mode, caches) else { continue };
        // A connection that broke while nobody used it shows only now (the database was restarted). Nothing has been
        // run yet, so a fresh connection may try.
        session = None;
        if let Err((work, error)) = carry_out_on(&mut session, config, unbegun.0, mode, caches) {
            work.finish(Err(error));
        }
    }
}

/// Work that could not be begun, and why.
type Unbegun = (Box<dyn Work>, StoreError);

fn carry_out_on(
    session: &mut Option<Session>,
    config: &Config,
    work: Box<dyn Work>,
    mode: &str,
    caches: &Arc<Caches>,
) -> Result<(), Unbegun> {
    if session.as_ref().is_none_or(|session| session.client.is_closed() || session.is_broken.get()) {
        *session = None;
        match Session::connect(config) {
            Ok(fresh) => *session = Some(fresh),
            Err(error) => return Err((work, error)),
        }
    }
    match session {
        Some(session) => session.carry_out(work, mode, caches),
        None => Err((work, StoreError::Unreachable("no connection".to_string()))),
    }
}

/// A connection as transactions see it.
pub(crate) struct Session {
    runtime: Runtime,
    client: Client,
    statements: RefCell<HashMap<String, Statement>>,
    later: RefCell<Vec<(&'static str, Vec<Owned>)>>,
    ids: RefCell<HashMap<Seq, Vec<i64>>>,
    round_trips: Cell<u32>,
    is_read_only: Cell<bool>,
    /// Two transactions got in each other's way; another try may succeed.
    has_conflict: Cell<bool>,
    /// A transaction could not be ended: nobody must go on inside it.
    is_broken: Cell<bool>,
}

impl Session {
    fn connect(config: &Config) -> Result<Session, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| StoreError::Unreachable(e.to_string()))?;
        let (client, connection) = runtime.block_on(config.connect(NoTls))?;
        runtime.spawn(async move {
            // A broken connection shows in the next call; the reason belongs into the log.
            if let Err(error) = connection.await {
                tracing::warn!(%error, "connection to the database");
            }
        });
        let session = Session {
            runtime,
            client,
            statements: RefCell::default(),
            later: RefCell::default(),
            ids: RefCell::default(),
            round_trips: Cell::default(),
            is_read_only: Cell::default(),
            has_conflict: Cell::default(),
            is_broken: Cell::default(),
        };
        session.batch("set statement_timeout = '30s'; set lock_timeout = '5s'; set client_min_messages = warning")?;
        Ok(session)
    }

    /// Runs a closure in a transaction, again when the database says that two got in each other's way.
    fn carry_out(&self, mut work: Box<dyn Work>, mode: &str, caches: &Arc<Caches>) -> Result<(), Unbegun> {
        let mut tries = 1;
        loop {
            if let Err(error) = self.begin(work.account(), mode) {
                return Err((work, error));
            }
            let outcome = self.attempt(&mut *work, caches);
            if outcome.is_ok() || !self.has_conflict.get() || tries == TRIES_MAX {
                work.finish(outcome);
                return Ok(());
            }
            tries += 1;
        }
    }

    fn begin(&self, account: AccountId, mode: &str) -> Result<(), StoreError> {
        let seen = if account == NO_ACCOUNT { "*".to_string() } else { account.to_string() };
        self.later.borrow_mut().clear();
        self.ids.borrow_mut().clear();
        self.round_trips.set(0);
        self.has_conflict.set(false);
        self.is_read_only.set(mode.ends_with("read only"));
        // One round trip. The row-level policies read the setting; see the end of the first migration.
        self.batch(&format!("begin transaction {mode}; set local pipewright.account = '{seen}'"))
    }

    fn attempt(&self, work: &mut dyn Work, caches: &Arc<Caches>) -> Result<(), StoreError> {
        let tx = Tx::new(work.account(), AnySession::Postgres(self), caches);
        let outcome = work.attempt(&tx).and_then(|()| self.commit());
        if outcome.is_err() && self.batch("rollback").is_err() {
            self.is_broken.set(true);
        }
        outcome
    }

    /// Sends the waiting statements and the commit in one go. If one of them fails PostgreSQL turns the commit into a
    /// rollback, so their outcomes are what counts.
    fn commit(&self) -> Result<(), StoreError> {
        self.send(self.client.batch_execute("commit"))
    }

    pub(crate) fn later(&self, sql: &'static str, params: &[P<'_>]) {
        self.later.borrow_mut().push((sql, params.iter().map(|p| Owned::from(*p)).collect()));
    }

    pub(crate) fn run(&self, sql: &str, params: &[P<'_>]) -> Result<u64, StoreError> {
        let statement = self.prepare(sql)?;
        self.send(self.client.execute_raw(&statement, params))
    }

    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        params: &[P<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let statement = self.prepare(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
        let rows = self.send(self.client.query(&statement, &params))?;
        rows.iter().map(|row| map(&Row::Postgres(row))).collect()
    }

    /// One round trip: the waiting statements, in their order, and behind them the one whose answer is wanted.
    fn send<T>(&self, last: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, StoreError> {
        let later = self.later.take();
        let mut prepared = Vec::with_capacity(later.len());
        for (sql, params) in &later {
            prepared.push((self.prepare(sql)?, params.iter().map(Owned::borrow).collect::<Vec<_>>()));
        }
        self.count_round_trip();
        let before = prepared.iter().map(|(statement, params)| self.client.execute_raw(statement, params)).collect();
        self.runtime.block_on(flight::in_order(before, last)).map_err(|error| self.told(error))
    }

    fn told(&self, error: tokio_postgres::Error) -> StoreError {
        // Serialization failure, deadlock.
        if matches!(error.code().map(|code| code.code()), Some("40001" | "40P01")) {
            self.has_conflict.set(true);
        }
        StoreError::from(error)
    }

    pub(crate) fn next_id(&self, seq: Seq) -> Result<i64, StoreError> {
        if let Some(id) = self.ids.borrow_mut().get_mut(&seq).and_then(Vec::pop) {
            return Ok(id);
        }
        self.reserve_ids(&[(seq, 1)])?;
        let id = self.ids.borrow_mut().get_mut(&seq).and_then(Vec::pop);
        id.ok_or_else(|| StoreError::Database(format!("the sequence {} gave nothing", seq.name())))
    }

    pub(crate) fn reserve_ids(&self, wanted: &[(Seq, usize)]) -> Result<(), StoreError> {
        let one = |position: usize, seq: &Seq| {
            format!(
                "select {position}::bigint, nextval('{}') from generate_series(1, ?{}::bigint)",
                seq.name(),
                position + 1
            )
        };
        let wanted: Vec<_> = wanted.iter().filter(|(_, n)| *n > 0).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let sql = wanted.iter().enumerate().map(|(i, (seq, _))| one(i, seq)).collect::<Vec<_>>().join(" union all ");
        let params: Vec<P<'_>> = wanted.iter().map(|(_, n)| P::Int(*n as i64)).collect();
        let fetched = self.rows(&sql, &params, |row| Ok((row.int(0)?, row.int(1)?)))?;
        let mut ids = self.ids.borrow_mut();
        // Taken from the end, so the smallest goes last.
        for (position, id) in fetched.into_iter().rev() {
            ids.entry(wanted[position as usize].0).or_default().push(id);
        }
        ids.values_mut().for_each(|ids| ids.sort_unstable_by(|a, b| b.cmp(a)));
        Ok(())
    }

    fn prepare(&self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(&dollars(sql))).map_err(|error| self.told(error))?;
        let mut statements = self.statements.borrow_mut();
        if statements.len() >= STATEMENTS_MAX {
            statements.clear();
        }
        statements.insert(sql.to_string(), statement.clone());
        Ok(statement)
    }

    fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.count_round_trip();
        self.runtime.block_on(self.client.batch_execute(sql)).map_err(|error| self.told(error))
    }

    pub(crate) fn can_lock(&self) -> bool {
        !self.is_read_only.get()
    }

    fn count_round_trip(&self) {
        self.round_trips.set(self.round_trips.get() + 1);
    }

    /// Round trips since the transaction began, not counting statements prepared for the first time.
    pub(crate) fn round_trips(&self) -> u32 {
        self.round_trips.get()
    }
}

/// `?1` becomes `$1`. No text of ours contains a question mark otherwise.
fn dollars(sql: &str) -> String {
    sql.replace('?', "$")
}

impl ToSql for P<'_> {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            P::Null => Ok(IsNull::Yes),
            P::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            P::Int(value) => value.to_sql(&Type::INT8, out),
            P::Text(value) => value.to_sql(&Type::TEXT, out),
            P::Bytes(value) => value.to_sql(&Type::BYTEA, out),
        }
    }

    /// A text for a number would be a mistake of ours, found by the first test that runs the query.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_the_other_way() {
        assert_eq!(dollars("a = ?1 and b in (?2, ?10)"), "a = $1 and b in ($2, $10)");
    }
}
