//! A transaction: opened for one account, so that no query can forget whose data it touches.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use domain::AccountId;

use crate::cache::Caches;
use crate::error::StoreError;
use crate::postgres::Session as PostgresSession;
use crate::sqlite::Session as SqliteSession;
use crate::value::{P, Row};

/// Ids come from one sequence per noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seq {
    /// Node incarnations.
    Node,
    /// Accounts.
    Account,
    /// Users.
    User,
    /// Pipelines.
    Pipeline,
    /// Stages; never 142 or 143, since sequences start at 1000.
    Stage,
    /// Leads.
    Lead,
    /// Contacts.
    Contact,
    /// Events.
    Event,
    /// Triggers.
    Trigger,
    /// Widgets.
    Widget,
    /// Receivers.
    Receiver,
    /// Runs.
    Run,
    /// Jobs.
    Job,
    /// Companies.
    Company,
    /// Groups of users.
    Group,
    /// Roles.
    Role,
    /// Loss reasons.
    LossReason,
    /// Tags.
    Tag,
    /// Custom fields.
    Field,
    /// Choices of custom fields.
    Enum,
    /// Types of tasks.
    TaskType,
    /// Tasks.
    Task,
    /// Notes.
    Note,
    /// Batches of work.
    Batch,
    /// Entries of the audit log.
    Audit,
}

impl Seq {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Seq::Node => "node_ids",
            Seq::Account => "account_ids",
            Seq::User => "user_ids",
            Seq::Pipeline => "pipeline_ids",
            Seq::Stage => "stage_ids",
            Seq::Lead => "lead_ids",
            Seq::Contact => "contact_ids",
            Seq::Event => "event_ids",
            Seq::Trigger => "trigger_ids",
            Seq::Widget => "widget_ids",
            Seq::Receiver => "receiver_ids",
            Seq::Run => "run_ids",
            Seq::Job => "job_ids",
            Seq::Company => "company_ids",
            Seq::Group => "group_ids",
            Seq::Role => "role_ids",
            Seq::LossReason => "loss_reason_ids",
            Seq::Tag => "tag_ids",
            Seq::Field => "field_ids",
            Seq::Enum => "enum_ids",
            Seq::TaskType => "task_type_ids",
            Seq::Task => "task_ids",
            Seq::Note => "note_ids",
            Seq::Batch => "batch_ids",
            Seq::Audit => "audit_ids",
        }
    }
}

/// Something to do after the commit, never before: hand over a job, wake a listener.
pub type AfterCommit = Box<dyn FnOnce() + Send>;

pub(crate) enum Session<'a> {
    Sqlite(&'a SqliteSession),
    Postgres(&'a PostgresSession),
}

/// A running transaction. The closure that holds it may run more than once and touches nothing else.
pub struct Tx<'a> {
    /// Whose data this is. Across accounts (see `across`) it is 0.
    pub account: AccountId,
    pub(crate) session: Session<'a>,
    pub(crate) caches: &'a Arc<Caches>,
    pub(crate) after: RefCell<Vec<AfterCommit>>,
    /// The first statement that failed. PostgreSQL commits nothing after it, so SQLite must not either.
    failed: RefCell<Option<StoreError>>,
    has_published: Cell<bool>,
}

/// The account of transactions that look across accounts; it owns nothing.
pub(crate) const NO_ACCOUNT: AccountId = AccountId(0);

impl<'a> Tx<'a> {
    pub(crate) fn new(account: AccountId, session: Session<'a>, caches: &'a Arc<Caches>) -> Tx<'a> {
        Tx {
            account,
            session,
            caches,
            after: RefCell::default(),
            failed: RefCell::default(),
            has_published: Cell::default(),
        }
    }

    /// Runs a statement; returns how many rows it touched.
    pub(crate) fn run(&self, sql: &str, params: &[P<'_>]) -> Result<u64, StoreError> {
        self.noted(|| match &self.session {
            Session::Sqlite(session) => session.run(sql, params),
            Session::Postgres(session) => session.run(sql, params),
        })
    }

    /// Runs a statement whose outcome nobody waits for. PostgreSQL sends all of them together with the commit, so that
    /// a change costs few round trips; if one fails the commit fails.
    pub(crate) fn later(&self, sql: &'static str, params: &[P<'_>]) -> Result<(), StoreError> {
        self.noted(|| match &self.session {
            Session::Sqlite(session) => session.run(sql, params).map(drop),
            Session::Postgres(session) => {
                session.later(sql, params);
                Ok(())
            }
        })
    }

    /// All rows of a query.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        params: &[P<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.noted(|| match &self.session {
            Session::Sqlite(session) => session.rows(sql, params, map),
            Session::Postgres(session) => session.rows(sql, params, map),
        })
    }

    /// The first row of a query, if there is one.
    pub(crate) fn row<T>(
        &self,
        sql: &str,
        params: &[P<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(sql, params, map)?.into_iter().next())
    }

    /// The next id of a noun: greater than every one before, never given twice.
    pub(crate) fn next_id(&self, seq: Seq) -> Result<i64, StoreError> {
        self.noted(|| match &self.session {
            Session::Sqlite(session) => session.next_id(seq),
            Session::Postgres(session) => session.next_id(seq),
        })
    }

    /// Announces how many ids will be needed, so that PostgreSQL fetches them in one round trip.
    pub fn reserve_ids(&self, wanted: &[(Seq, usize)]) -> Result<(), StoreError> {
        match &self.session {
            Session::Sqlite(_) => Ok(()),
            Session::Postgres(session) => self.noted(|| session.reserve_ids(wanted)),
        }
    }

    fn noted<T>(&self, call: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let outcome = self.caches.faults.strike().and_then(|()| call());
        if let Err(error) = &outcome {
            self.failed.borrow_mut().get_or_insert_with(|| error.clone());
        }
        outcome
    }

    /// A statement that failed, if there was one: then nothing of this transaction may be committed, also when the
    /// closure went on.
    pub(crate) fn failure(&self) -> Option<StoreError> {
        self.failed.borrow().clone()
    }

    /// Notes that this transaction makes a version of the automation that nobody else may decide by yet.
    pub(crate) fn note_published(&self) {
        self.has_published.set(true);
    }

    pub(crate) fn has_published(&self) -> bool {
        self.has_published.get()
    }

    /// Registers something to do once this transaction is committed. If it is not, it is dropped undone.
    pub fn after_commit(&self, effect: impl FnOnce() + Send + 'static) {
        self.after.borrow_mut().push(Box::new(effect));
    }

    /// Which of the two databases this is, for the few statements that must differ.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.session, Session::Postgres(_))
    }

    /// Whether this transaction may take row locks; a read-only one may not.
    pub(crate) fn can_lock(&self) -> bool {
        match &self.session {
            Session::Sqlite(_) => false,
            Session::Postgres(session) => session.can_lock(),
        }
    }

    /// Round trips to the database since the transaction began; SQLite has none.
    pub fn round_trips(&self) -> u32 {
        match &self.session {
            Session::Sqlite(_) => 0,
            Session::Postgres(session) => session.round_trips(),
        }
    }
}
