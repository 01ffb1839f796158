//! Jobs: work that is due at a time. Today each is the delivery of one hook.

pub mod actions;
mod log;

use std::sync::Arc;

use domain::account::HookEncoding;
use domain::retry::{RetryPolicy, Verdict};
use domain::{AccountId, EventId, JobId, LeadId, ReceiverId, RunId, Timestamp, TriggerId, WidgetId};

use crate::accounts::{encoding_from, encoding_number};
use crate::attempts::{self, Attempt};
use crate::error::StoreError;
use crate::nodes::Incarnation;
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};
use crate::widgets::{policy_from, policy_number};
pub use log::{Delivery, DeliveryFilter, count_by_state, get, list};

/// What has become of a job. The numbers stand in the schema too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It waits for its time, or for its predecessor in the lane.
    Pending,
    /// An incarnation works on it.
    Leased,
    /// The receiver took it.
    Delivered,
    /// No more attempts.
    Dead,
    /// Its only attempt was interrupted by a crash; whether it arrived nobody knows.
    Unknown,
}

impl JobState {
    /// All states, in the order of their numbers.
    pub const ALL: [JobState; 5] =
        [JobState::Pending, JobState::Leased, JobState::Delivered, JobState::Dead, JobState::Unknown];

    /// A word for programs.
    pub fn name(self) -> &'static str {
        ["pending", "leased", "delivered", "dead", "unknown"][self as usize]
    }

    /// The state of that name.
    pub fn from_name(name: &str) -> Option<JobState> {
        JobState::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What is posted. The numbers stand in the schema too; 1 is an action (see [`actions`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DeliveryKind {
    /// The hook of a widget.
    #[default]
    WidgetHook,
    /// The action "send webhook" of a trigger.
    TriggerWebhook,
    /// A webhook that an integration subscribed to.
    AccountWebhook,
}

impl DeliveryKind {
    pub(crate) const fn number(self) -> i64 {
        match self {
            DeliveryKind::WidgetHook => 0,
            DeliveryKind::TriggerWebhook => 2,
            DeliveryKind::AccountWebhook => 3,
        }
    }

    pub(crate) fn from_number(number: i64) -> DeliveryKind {
        match number {
            2 => DeliveryKind::TriggerWebhook,
            3 => DeliveryKind::AccountWebhook,
            _ => DeliveryKind::WidgetHook,
        }
    }

    /// A word for programs.
    pub const fn name(self) -> &'static str {
        match self {
            DeliveryKind::WidgetHook => "widget_hook",
            DeliveryKind::TriggerWebhook => "trigger_webhook",
            DeliveryKind::AccountWebhook => "account_webhook",
        }
    }
}

/// A delivery about to be written down.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    /// What is posted.
    pub kind: DeliveryKind,
    /// Whose lead.
    pub lead: LeadId,
    /// Where it goes.
    pub receiver: ReceiverId,
    /// The event behind it.
    pub event: EventId,
    /// The run behind it.
    pub run: RunId,
    /// The trigger behind it.
    pub trigger: TriggerId,
    /// The widget behind it.
    pub widget: Option<WidgetId>,
    /// How the body goes out.
    pub encoding: HookEncoding,
    /// How often it is tried.
    pub retry: RetryPolicy,
    /// The body as JSON; a form is made of it when it goes out.
    pub body: &'a str,
    /// The job that this one repeats.
    pub replay_of: Option<JobId>,
}

/// A job in the hands of an incarnation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueJob {
    /// Whose.
    pub account: AccountId,
    /// Which; the delivery id is made of it.
    pub id: JobId,
    /// The job whose delivery id it repeats, if it is a replay.
    pub replay_of: Option<JobId>,
    /// Whose lead.
    pub lead: LeadId,
    /// Where to.
    pub receiver: ReceiverId,
    /// The address, byte for byte.
    pub url: Arc<str>,
    /// No retries before this moment.
    pub retries_paused_until: Timestamp,
    /// The trigger behind it.
    pub trigger: TriggerId,
    /// The widget behind it.
    pub widget: Option<WidgetId>,
    /// How the body goes out.
    pub encoding: HookEncoding,
    /// How often it is tried.
    pub retry: RetryPolicy,
    /// The body as JSON.
    pub body: String,
    /// Tries made so far: what the schedule counts.
    pub tries: u32,
    /// Attempts made so far: a try has two when the receiver wanted a form.
    pub n_attempts: u32,
    /// When it was due.
    pub due: Timestamp,
}

/// Writes a delivery that is due now. It enters its lane behind the newest unfinished job of the same lead and receiver;
/// if there is none and `lease` says so it belongs to that incarnation at once. Returns the job if it may be handed over.
pub fn insert(
    tx: &Tx<'_>,
    job: &NewJob<'_>,
    lease: impl FnOnce() -> Option<Incarnation>,
    now: Timestamp,
) -> Result<(JobId, Option<Incarnation>), StoreError> {
    // Whoever settles that job and this one wait for each other (PostgreSQL arm): else it could end between this look and
    // our commit, and nobody would ever let ours go.
    let lock = if tx.can_lock() { " for share" } else { "" };
    let lane = format!(
        "select id from jobs where account_id = ?1 and receiver_id = ?2 and lead_id = ?3 and state < 2
         order by id desc limit 1{lock}"
    );
    let blocked_by = tx.row(&lane, p![tx.account, job.receiver, job.lead], |row| row.int(0))?;
    let leased_by = if blocked_by.is_none() { lease() } else { None };
    let id = JobId(tx.next_id(Seq::Job)?);
    tx.later(
        "insert into jobs (account_id, id, kind, state, due, blocked_by, leased_by, tries, n_attempts, lead_id, receiver_id, event_id, run_id,
            trigger_id, widget_id, encoding, retry_policy, body, replay_of, created_at)
         values (?1, ?2, ?17, ?3, ?4, ?5, ?6, 0, 0, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?4)",
        p![
            tx.account,
            id,
            i64::from(leased_by.is_some()),
            now,
            blocked_by,
            leased_by.map(|node| node.0),
            job.lead,
            job.receiver,
            job.event,
            job.run,
            job.trigger,
            job.widget,
            encoding_number(job.encoding),
            policy_number(job.retry),
            job.body,
            job.replay_of,
            job.kind.number()
        ],
    )?;
    Ok((id, leased_by))
}

/// A job as a worker needs it, across accounts (see `across`).
pub(crate) fn due_job(tx: &Tx<'_>, account: AccountId, id: JobId) -> Result<Option<DueJob>, StoreError> {
    let sql =
        "select j.account_id, j.id, j.replay_of, j.lead_id, j.receiver_id, r.url, r.retries_paused_until, j.trigger_id,
                   j.widget_id, j.encoding, j.retry_policy, j.body, j.tries, j.n_attempts, j.due
               from jobs j join receivers r on r.account_id = j.account_id and r.id = j.receiver_id
               where j.account_id = ?1 and j.id = ?2";
    tx.row(sql, p![account, id], due_from)
}

/// Before the only attempt in `once` mode: the attempt is committed first, so that a crash never makes a second one.
pub fn note_attempt_begun(tx: &Tx<'_>, id: JobId, node: Incarnation) -> Result<bool, StoreError> {
    let sql = "update jobs set tries = tries + 1 where account_id = ?1 and id = ?2 and state = 1 and leased_by = ?3";
    Ok(tx.run(sql, p![tx.account, id, node.0])? > 0)
}

/// What an attempt came to.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// Which job.
    pub job: JobId,
    /// Tries made, this one included.
    pub tries: u32,
    /// The attempts made since the last settlement: one, or two when the receiver wanted a form.
    pub attempts: Vec<Attempt>,
    /// What follows.
    pub verdict: Verdict,
    /// The encoding from now on.
    pub encoding: HookEncoding,
    /// When it was judged.
    pub at: Timestamp,
}

/// Writes down what an attempt came to, if the lease still stands, and lets the next job of the lane go. That one belongs
/// to the incarnation at once if `lease` says so, and is returned to be handed over.
pub fn settle(
    tx: &Tx<'_>,
    node: Incarnation,
    settlement: &Settlement,
    lease: impl FnOnce(ReceiverId) -> Option<Incarnation>,
) -> Result<Option<(DueJob, Incarnation)>, StoreError> {
    let last = settlement.attempts.last();
    let (state, due, finished_at) = match settlement.verdict {
        Verdict::Delivered => (JobState::Delivered, None, Some(settlement.at)),
        Verdict::Dead => (JobState::Dead, None, Some(settlement.at)),
        Verdict::RetryAt(at) => (JobState::Pending, Some(at), None),
    };
    let settled = tx.run(
        "update jobs set state = ?4, leased_by = null, tries = ?5, due = coalesce(?6, due), finished_at = ?7, encoding = ?8,
            last_status = ?9, last_error = ?10, n_attempts = coalesce(?11, n_attempts)
         where account_id = ?1 and id = ?2 and state = 1 and leased_by = ?3",
        p![
            tx.account,
            settlement.job,
            node.0,
            state as i64,
            i64::from(settlement.tries),
            due,
            finished_at,
            encoding_number(settlement.encoding),
            last.and_then(|attempt| attempt.status).map(i64::from),
            last.and_then(|attempt| attempt.error.as_deref()),
            last.map(|attempt| i64::from(attempt.n))
        ],
    )?;
    if settled == 0 {
        // Somebody declared this incarnation dead and works on the job; his outcome counts.
        return Ok(None);
    }
    settlement.attempts.iter().try_for_each(|attempt| attempts::note(tx, settlement.job, attempt))?;
    if finished_at.is_none() { Ok(None) } else { unblock(tx, settlement.job, lease) }
}

fn unblock(
    tx: &Tx<'_>,
    finished: JobId,
    lease: impl FnOnce(ReceiverId) -> Option<Incarnation>,
) -> Result<Option<(DueJob, Incarnation)>, StoreError> {
    let sql =
        "update jobs set blocked_by = null where account_id = ?1 and blocked_by = ?2 returning id, receiver_id, due";
    let next = tx.row(sql, p![tx.account, finished], |row| Ok((row.int(0)?, ReceiverId(row.int(1)?))))?;
    let Some((next, receiver)) = next else { return Ok(None) };
    let Some(node) = lease(receiver) else { return Ok(None) };
    tx.run(
        "update jobs set state = 1, leased_by = ?3 where account_id = ?1 and id = ?2",
        p![tx.account, next, node.0],
    )?;
    Ok(due_job(tx, tx.account, JobId(next))?.map(|job| (job, node)))
}

/// Hands a leased job back unworked, due at a later moment.
pub fn postpone(tx: &Tx<'_>, id: JobId, node: Incarnation, due: Timestamp) -> Result<(), StoreError> {
    let sql = "update jobs set state = 0, leased_by = null, due = ?4 where account_id = ?1 and id = ?2 and state = 1 and leased_by = ?3";
    tx.run(sql, p![tx.account, id, node.0, due]).map(drop)
}

fn state_from(number: i64) -> JobState {
    JobState::ALL.get(number as usize).copied().unwrap_or(JobState::Unknown)
}

fn due_from(row: &Row<'_>) -> Result<DueJob, StoreError> {
    Ok(DueJob {
        account: AccountId(row.int(0)?),
        id: JobId(row.int(1)?),
        replay_of: row.opt_int(2)?.map(JobId),
        lead: LeadId(row.int(3)?),
        receiver: ReceiverId(row.int(4)?),
        url: Arc::from(row.text(5)?),
        retries_paused_until: row.time(6)?,
        trigger: TriggerId(row.int(7)?),
        widget: row.opt_int(8)?.map(WidgetId),
        encoding: encoding_from(row.int(9)?),
        retry: policy_from(row.int(10)?),
        body: row.text(11)?,
        tries: u32::try_from(row.int(12)?).unwrap_or(u32::MAX),
        n_attempts: u32::try_from(row.int(13)?).unwrap_or(u32::MAX),
        due: row.time(14)?,
    })
}
