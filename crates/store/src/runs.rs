//! Runs: the triggers that fired, waiting ones among them.

use domain::direction::Direction;
use domain::event::Code;
use domain::{AccountId, BatchId, EventId, LeadId, RunId, Timestamp, TriggerId};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::{P, Row, p};

/// What has become of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Its time has not come.
    Waiting,
    /// Its action is under way or done; the job knows.
    Acted,
    /// It ended without acting, for that reason.
    Dropped(String),
}

impl RunState {
    /// A word for programs.
    pub fn name(&self) -> &'static str {
        match self {
            RunState::Waiting => "waiting",
            RunState::Acted => "acted",
            RunState::Dropped(_) => "dropped",
        }
    }
}

/// A trigger that fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The event that fired it.
    pub event: EventId,
    /// The trigger.
    pub trigger: TriggerId,
    /// Automation version under which it was decided.
    pub version: i64,
    /// The lead.
    pub lead: LeadId,
    /// The code that its hook carries.
    pub code: Code,
    /// The direction, when the event was a movement.
    pub direction: Option<Direction>,
    /// What has become of it.
    pub state: RunState,
    /// When its action is due.
    pub due: Timestamp,
    /// When it was decided.
    pub created_at: Timestamp,
    /// When it acted or was dropped.
    pub finished_at: Option<Timestamp>,
    /// The batch that started it, if no event did.
    pub batch: Option<BatchId>,
    /// What a built-in action came to: JSON, written by the engine.
    pub outcome: Option<String>,
}

const COLUMNS: &str = "id, event_id, trigger_id, version, lead_id, code, direction, state, due, created_at, finished_at, reason, batch_id, outcome";

/// Writes a run down; its id is given here.
pub fn insert(tx: &Tx<'_>, run: &Run) -> Result<RunId, StoreError> {
    let id = RunId(tx.next_id(Seq::Run)?);
    let reason = if let RunState::Dropped(reason) = &run.state { Some(reason.as_str()) } else { None };
    tx.later(
        "insert into runs (account_id, id, event_id, trigger_id, version, lead_id, code, direction, state, due, created_at,
            finished_at, reason, batch_id)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        p![
            tx.account,
            id,
            run.event,
            run.trigger,
            run.version,
            run.lead,
            run.code.number(),
            run.direction.map(direction_number),
            state_number(&run.state),
            run.due,
            run.created_at,
            run.finished_at,
            reason,
            run.batch
        ],
    )?;
    Ok(id)
}

/// A run, locked until the end of the transaction where the database has row locks.
pub fn lock(tx: &Tx<'_>, id: RunId) -> Result<Option<Run>, StoreError> {
    let lock = if tx.can_lock() { " for update" } else { "" };
    let sql = format!("select {COLUMNS} from runs where account_id = ?1 and id = ?2{lock}");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// A run.
pub fn get(tx: &Tx<'_>, id: RunId) -> Result<Option<Run>, StoreError> {
    let sql = format!("select {COLUMNS} from runs where account_id = ?1 and id = ?2");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// What a list of runs is to show.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunFilter {
    /// Of this lead.
    pub lead: Option<LeadId>,
    /// Of this trigger.
    pub trigger: Option<TriggerId>,
    /// Only those that wait.
    pub is_waiting: bool,
    /// Older than this one.
    pub before: Option<RunId>,
}

/// Runs, newest first.
pub fn list(tx: &Tx<'_>, filter: &RunFilter, limit: usize) -> Result<Vec<Run>, StoreError> {
    let mut sql = format!("select {COLUMNS} from runs where account_id = ?1 and id < ?2");
    let mut params = vec![P::from(tx.account), P::Int(filter.before.map_or(i64::MAX, |id| id.0))];
    for (column, value) in [("lead_id", filter.lead.map(|id| id.0)), ("trigger_id", filter.trigger.map(|id| id.0))] {
        if let Some(value) = value {
            params.push(P::Int(value));
            sql.push_str(&format!(" and {column} = ?{}", params.len()));
        }
    }
    if filter.is_waiting {
        sql.push_str(" and state = 0");
    }
    params.push(P::Int(limit as i64));
    sql.push_str(&format!(" order by id desc limit ?{}", params.len()));
    tx.rows(&sql, &params, from_row)
}

/// Ends a waiting run: it acts.
pub fn act(tx: &Tx<'_>, id: RunId, now: Timestamp) -> Result<(), StoreError> {
    let sql = "update runs set state = 1, finished_at = ?3 where account_id = ?1 and id = ?2 and state = 0";
    tx.later(sql, p![tx.account, id, now])
}

/// Writes down what the action of a run came to: JSON.
pub fn note_outcome(tx: &Tx<'_>, id: RunId, outcome: &str) -> Result<(), StoreError> {
    tx.later("update runs set outcome = ?3 where account_id = ?1 and id = ?2", p![tx.account, id, outcome])
}

/// Ends a waiting run without acting. Says whether it was waiting.
pub fn drop_waiting(tx: &Tx<'_>, id: RunId, reason: &str, now: Timestamp) -> Result<bool, StoreError> {
    let sql =
        "update runs set state = 2, finished_at = ?3, reason = ?4 where account_id = ?1 and id = ?2 and state = 0";
    Ok(tx.run(sql, p![tx.account, id, now, reason])? > 0)
}

/// Ends all waiting runs of a trigger.
pub fn drop_waiting_of(
    tx: &Tx<'_>,
    trigger: TriggerId,
    reason: &str,
    now: Timestamp,
) -> Result<Vec<RunId>, StoreError> {
    let sql = "update runs set state = 2, finished_at = ?3, reason = ?4 where account_id = ?1 and trigger_id = ?2 and state = 0
               returning id";
    tx.rows(sql, p![tx.account, trigger, now, reason], |row| Ok(RunId(row.int(0)?)))
}

/// A waiting run whose time has come, of any account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRun {
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub run: RunId,
}

fn state_number(state: &RunState) -> i64 {
    match state {
        RunState::Waiting => 0,
        RunState::Acted => 1,
        RunState::Dropped(_) => 2,
    }
}

fn direction_number(direction: Direction) -> i64 {
    match direction {
        Direction::WentToTrigger => 0,
        Direction::WentInTrigger => 1,
        Direction::WentFromTrigger => 2,
    }
}

fn direction_from(number: i64) -> Direction {
    match number {
        0 => Direction::WentToTrigger,
        1 => Direction::WentInTrigger,
        _ => Direction::WentFromTrigger,
    }
}

fn from_row(row: &Row<'_>) -> Result<Run, StoreError> {
    let code = row.int(5)?;
    Ok(Run {
        id: RunId(row.int(0)?),
        event: EventId(row.int(1)?),
        trigger: TriggerId(row.int(2)?),
        version: row.int(3)?,
        lead: LeadId(row.int(4)?),
        code: Code::from_number(code).ok_or_else(|| StoreError::Database(format!("a run has the code {code}")))?,
        direction: row.opt_int(6)?.map(direction_from),
        state: match row.int(7)? {
            0 => RunState::Waiting,
            1 => RunState::Acted,
            _ => RunState::Dropped(row.opt_text(11)?.unwrap_or_default()),
        },
        due: row.time(8)?,
        created_at: row.time(9)?,
        finished_at: row.opt_time(10)?,
        batch: row.opt_int(12)?.map(BatchId),
        outcome: row.opt_text(13)?,
    })
}
