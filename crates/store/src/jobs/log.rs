//! Deliveries as the log shows them.

use domain::account::HookEncoding;
use domain::retry::RetryPolicy;
use domain::{EventId, JobId, LeadId, ReceiverId, RunId, Timestamp, TriggerId, WidgetId};

use super::{DeliveryKind, JobState, state_from};
use crate::accounts::encoding_from;
use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::{P, Row, p};
use crate::widgets::policy_from;

/// A delivery as the log shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The job.
    pub id: JobId,
    /// What is posted.
    pub kind: DeliveryKind,
    /// What has become of it.
    pub state: JobState,
    /// When it is or was due.
    pub due: Timestamp,
    /// The job of its lane that must end first.
    pub blocked_by: Option<JobId>,
    /// Tries made: what the schedule counts.
    pub tries: u32,
    /// Whose lead.
    pub lead: LeadId,
    /// Where to.
    pub receiver: ReceiverId,
    /// The address.
    pub url: String,
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
    /// The body as JSON.
    pub body: String,
    /// The job that it repeats.
    pub replay_of: Option<JobId>,
    /// When it was decided.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Status of the last answer.
    pub last_status: Option<u16>,
    /// What went wrong last.
    pub last_error: Option<String>,
}

/// What a list of deliveries is to show.
#[derive(Clone, Debug, Default)]
pub struct DeliveryFilter {
    /// In one of these states; any when empty.
    pub states: Vec<JobState>,
    /// Of this lead.
    pub lead: Option<LeadId>,
    /// Of this trigger.
    pub trigger: Option<TriggerId>,
    /// Of this run.
    pub run: Option<RunId>,
    /// Older than this one.
    pub before: Option<JobId>,
}

const DELIVERY: &str = "select j.id, j.state, j.due, j.blocked_by, j.tries, j.lead_id, j.receiver_id, r.url, j.event_id, j.run_id,
        j.trigger_id, j.widget_id, j.encoding, j.retry_policy, j.body, j.replay_of, j.created_at, j.finished_at, j.last_status,
        j.last_error, j.kind
    from jobs j join receivers r on r.account_id = j.account_id and r.id = j.receiver_id where j.account_id = ?1";

/// Deliveries, newest first.
pub fn list(tx: &Tx<'_>, filter: &DeliveryFilter, limit: usize) -> Result<Vec<Delivery>, StoreError> {
    let all_in = |range: std::ops::Range<i64>| {
        !filter.states.is_empty() && filter.states.iter().all(|state| range.contains(&(*state as i64)))
    };
    // What is unfinished or failed is little beside what was delivered. SQLite would walk the primary key all the same, as
    // it has the wanted order; the plus takes that away, and the repeated conditions offer the partial indexes.
    let (key, only) = match filter.lead {
        None if all_in(0..2) => ("+j.id", " and j.state < 2"),
        None if all_in(3..5) => ("+j.id", " and j.state >= 3"),
        _ => ("j.id", ""),
    };
    let mut sql = format!("{DELIVERY} and {key} < ?2{only}");
    let mut params = vec![P::from(tx.account), P::Int(filter.before.map_or(i64::MAX, |id| id.0))];
    let equals = [
        ("lead_id", filter.lead.map(|id| id.0)),
        ("trigger_id", filter.trigger.map(|id| id.0)),
        ("run_id", filter.run.map(|id| id.0)),
    ];
    for (column, value) in equals {
        if let Some(value) = value {
            params.push(P::Int(value));
            sql.push_str(&format!(" and j.{column} = ?{}", params.len()));
        }
    }
    if !filter.states.is_empty() {
        let states: Vec<String> = filter.states.iter().map(|state| (*state as i64).to_string()).collect();
        sql.push_str(&format!(" and j.state in ({})", states.join(", ")));
    }
    params.push(P::Int(limit as i64));
    sql.push_str(&format!(" order by {key} desc limit ?{}", params.len()));
    tx.rows(&sql, &params, delivery_from)
}

/// A delivery.
pub fn get(tx: &Tx<'_>, id: JobId) -> Result<Option<Delivery>, StoreError> {
    tx.row(&format!("{DELIVERY} and j.id = ?2"), p![tx.account, id], delivery_from)
}

/// How many jobs are in each unfinished or failed state.
pub fn count_by_state(tx: &Tx<'_>) -> Result<Vec<(JobState, i64)>, StoreError> {
    // Two halves with an index each, so that what was delivered is not looked at.
    let sql = "select state, count(*) from jobs where account_id = ?1 and state < 2 group by state
               union all select state, count(*) from jobs where account_id = ?1 and state >= 3 group by state order by 1";
    let counts = tx.rows(sql, p![tx.account], |row| Ok((row.int(0)?, row.int(1)?)))?;
    Ok(counts.into_iter().map(|(state, n)| (state_from(state), n)).collect())
}

fn delivery_from(row: &Row<'_>) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: JobId(row.int(0)?),
        kind: DeliveryKind::from_number(row.int(20)?),
        state: state_from(row.int(1)?),
        due: row.time(2)?,
        blocked_by: row.opt_int(3)?.map(JobId),
        tries: u32::try_from(row.int(4)?).unwrap_or(u32::MAX),
        lead: LeadId(row.int(5)?),
        receiver: ReceiverId(row.int(6)?),
        url: row.text(7)?,
        event: EventId(row.int(8)?),
        run: RunId(row.int(9)?),
        trigger: TriggerId(row.int(10)?),
        widget: row.opt_int(11)?.map(WidgetId),
        encoding: encoding_from(row.int(12)?),
        retry: policy_from(row.int(13)?),
        body: row.text(14)?,
        replay_of: row.opt_int(15)?.map(JobId),
        created_at: row.time(16)?,
        finished_at: row.opt_time(17)?,
        last_status: row.opt_int(18)?.and_then(|status| u16::try_from(status).ok()),
        last_error: row.opt_text(19)?,
    })
}
