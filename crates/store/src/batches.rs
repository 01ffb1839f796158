//! Work over many leads in keyset steps: each step is a transaction of its own and leaves a mark to go on from.

use domain::pipeline::Place;
use domain::{AccountId, BatchId, LeadId, Timestamp, TriggerId, UserId};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::{P, Row, p};

/// What has become of a batch. The numbers stand in the schema too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// It goes on.
    Running,
    /// It is through.
    Done,
    /// Somebody stopped it.
    Cancelled,
    /// It cannot go on.
    Failed,
}

impl BatchState {
    const ALL: [BatchState; 4] = [BatchState::Running, BatchState::Done, BatchState::Cancelled, BatchState::Failed];

    /// A word for programs.
    pub fn name(self) -> &'static str {
        ["running", "done", "cancelled", "failed"][self as usize]
    }
}

/// A trigger that is applied to the leads that already stand on its stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// What has become of it.
    pub state: BatchState,
    /// The trigger.
    pub trigger: TriggerId,
    /// Leads up to this one are through.
    pub last: LeadId,
    /// Leads that stood there when it began.
    pub n_total: i64,
    /// Leads that are through.
    pub n_done: i64,
    /// Leads for which the trigger fired.
    pub n_fired: i64,
    /// Who asked for it.
    pub author: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Why it failed.
    pub error: Option<String>,
}

const COLUMNS: &str =
    "id, state, trigger_id, next_id, n_total, n_done, n_fired, author, created_at, finished_at, error";

/// Begins a batch; its id is given here.
pub fn insert(
    tx: &Tx<'_>,
    trigger: TriggerId,
    n_total: i64,
    author: UserId,
    now: Timestamp,
) -> Result<Batch, StoreError> {
    let id = BatchId(tx.next_id(Seq::Batch)?);
    tx.later(
        "insert into batches (account_id, id, kind, state, trigger_id, params, next_id, n_total, n_done, n_fired, author, created_at)
         values (?1, ?2, 0, 0, ?3, '{}', 0, ?4, 0, 0, ?5, ?6)",
        p![tx.account, id, trigger, n_total, author, now],
    )?;
    Ok(Batch {
        id,
        state: BatchState::Running,
        trigger,
        last: LeadId(0),
        n_total,
        n_done: 0,
        n_fired: 0,
        author,
        created_at: now,
        finished_at: None,
        error: None,
    })
}

/// A batch.
pub fn get(tx: &Tx<'_>, id: BatchId) -> Result<Option<Batch>, StoreError> {
    tx.row(&format!("select {COLUMNS} from batches where account_id = ?1 and id = ?2"), p![tx.account, id], from_row)
}

/// Batches, newest first.
pub fn list(tx: &Tx<'_>, before: Option<BatchId>, limit: usize) -> Result<Vec<Batch>, StoreError> {
    let sql = format!("select {COLUMNS} from batches where account_id = ?1 and id < ?2 order by id desc limit ?3");
    tx.rows(&sql, p![tx.account, before.map_or(i64::MAX, |id| id.0), limit as i64], from_row)
}

/// A running batch, taken for one step; nothing if it has ended or somebody else is at it.
pub fn take(tx: &Tx<'_>, id: BatchId) -> Result<Option<Batch>, StoreError> {
    let lock = if tx.can_lock() { " for update skip locked" } else { "" };
    let sql = format!("select {COLUMNS} from batches where account_id = ?1 and id = ?2 and state = 0{lock}");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// Writes down how far a step came.
pub fn save(tx: &Tx<'_>, batch: &Batch) -> Result<(), StoreError> {
    tx.later(
        "update batches set state = ?3, next_id = ?4, n_done = ?5, n_fired = ?6, finished_at = ?7, error = ?8
         where account_id = ?1 and id = ?2",
        p![
            tx.account,
            batch.id,
            batch.state as i64,
            batch.last,
            batch.n_done,
            batch.n_fired,
            batch.finished_at,
            batch.error.as_deref()
        ],
    )
}

/// Stops a running batch. Says whether it was running.
pub fn cancel(tx: &Tx<'_>, id: BatchId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "update batches set state = 2, finished_at = ?3 where account_id = ?1 and id = ?2 and state = 0";
    Ok(tx.run(sql, p![tx.account, id, now])? > 0)
}

/// The leads that stand on one of these places, beyond a lead, by id.
pub fn leads_at(tx: &Tx<'_>, places: &[Place], after: LeadId, limit: usize) -> Result<Vec<LeadId>, StoreError> {
    // Each place is a range of the index; the smallest ids of all ranges are the smallest of the whole.
    let mut params = vec![P::from(tx.account), P::from(after), P::Int(limit as i64)];
    let mut parts = Vec::with_capacity(places.len());
    for place in places {
        params.push(P::from(place.pipeline));
        params.push(P::from(place.stage));
        let n = params.len();
        parts.push(format!(
            "select id from (select id from leads where account_id = ?1 and pipeline_id = ?{} and stage_id = ?{n} and id > ?2
                and deleted_at is null order by id limit ?3) as one",
            n - 1
        ));
    }
    let sql = format!("select id from ({}) as every order by id limit ?3", parts.join(" union all "));
    tx.rows(&sql, &params, |row| Ok(LeadId(row.int(0)?)))
}

/// A running batch of any account.
pub(crate) fn running(tx: &Tx<'_>, limit: usize) -> Result<Vec<(AccountId, BatchId)>, StoreError> {
    let sql = "select account_id, id from batches where state = 0 order by account_id, id limit ?1";
    tx.rows(sql, p![limit as i64], |row| Ok((AccountId(row.int(0)?), BatchId(row.int(1)?))))
}

fn from_row(row: &Row<'_>) -> Result<Batch, StoreError> {
    Ok(Batch {
        id: BatchId(row.int(0)?),
        state: BatchState::ALL.get(row.int(1)? as usize).copied().unwrap_or(BatchState::Failed),
        trigger: TriggerId(row.opt_int(2)?.unwrap_or_default()),
        last: LeadId(row.int(3)?),
        n_total: row.int(4)?,
        n_done: row.int(5)?,
        n_fired: row.int(6)?,
        author: UserId(row.int(7)?),
        created_at: row.time(8)?,
        finished_at: row.opt_int(9)?.map(Timestamp),
        error: row.opt_text(10)?,
    })
}
