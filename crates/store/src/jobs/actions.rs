//! Jobs that are carried out here and not posted anywhere: the built-in actions of triggers. An action and the end of its
//! job are one transaction, so it needs no lease and happens exactly once.

use domain::action::Action;
use domain::{AccountId, EventId, JobId, LeadId, RunId, Timestamp, TriggerId};

use super::JobState;
use crate::codec;
use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

/// The kind of these jobs in the table.
pub(crate) const KIND: i64 = 1;

/// An action about to be written down.
#[derive(Clone, Copy, Debug)]
pub struct NewAction<'a> {
    /// On which lead.
    pub lead: LeadId,
    /// The event behind it.
    pub event: EventId,
    /// The run behind it.
    pub run: RunId,
    /// The trigger behind it.
    pub trigger: TriggerId,
    /// What is to be done, as the trigger said when it fired.
    pub action: &'a Action,
}

/// An action whose time has come, of any account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueAction {
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub job: JobId,
}

/// An action in the hands of the transaction that carries it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwedAction {
    /// Its job.
    pub job: JobId,
    /// On which lead.
    pub lead: LeadId,
    /// The event behind it.
    pub event: EventId,
    /// The run behind it.
    pub run: RunId,
    /// The trigger behind it.
    pub trigger: TriggerId,
    /// What is to be done.
    pub action: Action,
}

/// An action as the log shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionJob {
    /// Its job.
    pub id: JobId,
    /// What has become of it.
    pub state: JobState,
    /// What is to be done.
    pub action: Action,
    /// When it is or was due.
    pub due: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Why it could not be done.
    pub error: Option<String>,
}

/// Writes an action that is due now, behind the unfinished ones of the same lead.
pub fn insert(tx: &Tx<'_>, new: &NewAction<'_>, now: Timestamp) -> Result<JobId, StoreError> {
    let lock = if tx.can_lock() { " for share" } else { "" };
    let lane = format!(
        "select id from jobs where account_id = ?1 and receiver_id = 0 and lead_id = ?2 and state < 2
         order by id desc limit 1{lock}"
    );
    let blocked_by = tx.row(&lane, p![tx.account, new.lead], |row| row.int(0))?;
    let id = JobId(tx.next_id(Seq::Job)?);
    tx.later(
        "insert into jobs (account_id, id, kind, state, due, blocked_by, leased_by, tries, n_attempts, lead_id, receiver_id,
            event_id, run_id, trigger_id, encoding, retry_policy, body, created_at)
         values (?1, ?2, 1, 0, ?3, ?4, null, 0, 0, ?5, 0, ?6, ?7, ?8, 0, 0, ?9, ?3)",
        p![
            tx.account,
            id,
            now,
            blocked_by,
            new.lead,
            new.event,
            new.run,
            new.trigger,
            &codec::write_action_text(new.action)?
        ],
    )?;
    Ok(id)
}

/// Takes an action to carry it out in this transaction; nothing if somebody else has it or had it.
pub fn take(tx: &Tx<'_>, id: JobId) -> Result<Option<OwedAction>, StoreError> {
    let lock = if tx.can_lock() { " for update skip locked" } else { "" };
    let sql = format!(
        "select id, lead_id, event_id, run_id, trigger_id, body from jobs
         where account_id = ?1 and id = ?2 and kind = ?3 and state = 0 and blocked_by is null{lock}"
    );
    let taken = tx.row(&sql, p![tx.account, id, KIND], |row| {
        let owed = OwedAction {
            job: JobId(row.int(0)?),
            lead: LeadId(row.int(1)?),
            event: EventId(row.int(2)?),
            run: RunId(row.int(3)?),
            trigger: TriggerId(row.int(4)?),
            action: codec::read_action_text(&row.text(5)?)?,
        };
        Ok(owed)
    })?;
    Ok(taken)
}

/// Ends an action that was taken in this transaction, and lets the next one of its lead go. With an `error` it is dead.
pub fn finish(tx: &Tx<'_>, id: JobId, error: Option<&str>, now: Timestamp) -> Result<(), StoreError> {
    let state = if error.is_some() { JobState::Dead } else { JobState::Delivered };
    tx.later(
        "update jobs set state = ?3, tries = 1, finished_at = ?4, last_error = ?5
         where account_id = ?1 and id = ?2 and state = 0",
        p![tx.account, id, state as i64, now, error],
    )?;
    tx.later("update jobs set blocked_by = null where account_id = ?1 and blocked_by = ?2", p![tx.account, id])
}

/// The actions of a run.
pub fn of_run(tx: &Tx<'_>, lead: LeadId, run: RunId) -> Result<Vec<ActionJob>, StoreError> {
    let sql = "select id, state, body, due, finished_at, last_error from jobs
               where account_id = ?1 and lead_id = ?2 and run_id = ?3 and kind = ?4 order by id";
    tx.rows(sql, p![tx.account, lead, run, KIND], action_from)
}

fn action_from(row: &Row<'_>) -> Result<ActionJob, StoreError> {
    Ok(ActionJob {
        id: JobId(row.int(0)?),
        state: super::state_from(row.int(1)?),
        action: codec::read_action_text(&row.text(2)?)?,
        due: row.time(3)?,
        finished_at: row.opt_int(4)?.map(Timestamp),
        error: row.opt_text(5)?,
    })
}
