//! Requests that nobody has accepted yet, and what became of them.

use domain::incoming::{Category, Incoming, State};
use domain::{CompanyId, ContactId, LeadId, PipelineId, Problem, Timestamp, UserId};

use crate::error::StoreError;
use crate::leads::{Order, OrderBy, Range};
use crate::tx::Tx;
use crate::value::{P, Row, p};

const COLUMNS: &str =
    "uid, category, state, pipeline_id, lead_id, contact_id, company_id, source_uid, source_name, metadata,
    created_at, decided_at, decided_by";

/// What a list or a summary is about. An empty list of values means "any".
#[derive(Clone, Debug, Default)]
pub struct IncomingFilter {
    /// These.
    pub uids: Vec<String>,
    /// That came one of these ways.
    pub categories: Vec<Category>,
    /// In one of these pipelines.
    pub pipelines: Vec<PipelineId>,
    /// That came between, in milliseconds.
    pub created_at: Range,
}

/// How many came in one way and ended in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How they came.
    pub category: Category,
    /// What became of them.
    pub state: State,
    /// How many.
    pub n: i64,
    /// How long all of them waited together, in milliseconds.
    pub waited_ms: i64,
}

struct Conditions<'a> {
    sql: String,
    params: Vec<P<'a>>,
}

impl<'a> Conditions<'a> {
    fn any_of<T: Into<P<'a>>>(&mut self, column: &str, values: impl ExactSizeIterator<Item = T>) {
        if values.len() > 0 {
            let list: Vec<String> = values.map(|value| self.param(value)).collect();
            self.sql.push_str(&format!(" and {column} in ({})", list.join(", ")));
        }
    }

    fn param(&mut self, value: impl Into<P<'a>>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }
}

fn conditions<'a>(tx: &Tx<'_>, filter: &'a IncomingFilter) -> Conditions<'a> {
    let mut c = Conditions { sql: "account_id = ?1".to_string(), params: vec![P::from(tx.account)] };
    c.any_of("uid", filter.uids.iter());
    c.any_of("category", filter.categories.iter().map(|category| category.number()));
    c.any_of("pipeline_id", filter.pipelines.iter().copied());
    for (sign, bound) in [(">=", filter.created_at.from), ("<=", filter.created_at.to)] {
        if let Some(bound) = bound {
            let param = c.param(bound);
            c.sql.push_str(&format!(" and created_at {sign} {param}"));
        }
    }
    c
}

/// A page of those that wait.
pub fn list(
    tx: &Tx<'_>,
    filter: &IncomingFilter,
    order: Order,
    limit: usize,
    offset: usize,
) -> Result<Vec<Incoming>, StoreError> {
    let mut c = conditions(tx, filter);
    let (limit, offset) = (c.param(limit as i64), c.param(offset as i64));
    let direction = if order.is_descending { "desc" } else { "asc" };
    let column = if order.by == OrderBy::UpdatedAt { "updated_at" } else { "created_at" };
    let sql = format!(
        "select {COLUMNS} from incoming where {} and state = 0 order by {column} {direction}, uid {direction}
         limit {limit} offset {offset}",
        c.sql
    );
    tx.rows(&sql, &c.params, from_row)
}

/// Counts by way and state.
pub fn summary(tx: &Tx<'_>, filter: &IncomingFilter) -> Result<Vec<Tally>, StoreError> {
    let c = conditions(tx, filter);
    let sql = format!(
        "select category, state, count(*), cast(coalesce(sum(decided_at - created_at), 0) as bigint) from incoming
         where {} group by category, state order by category, state",
        c.sql
    );
    tx.rows(&sql, &c.params, |row| {
        Ok(Tally {
            category: category(row.int(0)?)?,
            state: state(row.int(1)?)?,
            n: row.int(2)?,
            waited_ms: row.int(3)?,
        })
    })
}

/// One that waits.
pub fn waiting(tx: &Tx<'_>, uid: &str) -> Result<Option<Incoming>, StoreError> {
    let sql = format!("select {COLUMNS} from incoming where account_id = ?1 and uid = ?2 and state = 0");
    tx.row(&sql, p![tx.account, uid], from_row)
}

/// Adds one. The same request again, while the first one waits, is refused; `digest` says what is the same.
pub fn insert(tx: &Tx<'_>, new: &Incoming, digest: &str) -> Result<(), StoreError> {
    let sql = "select 1 from incoming where account_id = ?1 and digest = ?2 and state = 0";
    if new.state == State::Waiting && tx.row(sql, p![tx.account, digest], |_| Ok(()))?.is_some() {
        return Err(StoreError::invalid(Problem::new("", "NotUnique", "The same request waits already.")));
    }
    tx.run(
        "insert into incoming (account_id, uid, category, state, pipeline_id, lead_id, contact_id, company_id, source_uid,
            source_name, metadata, digest, created_at, updated_at, decided_at, decided_by)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, ?14, ?15)",
        p![
            tx.account,
            &new.uid,
            new.category.number(),
            new.state.number(),
            new.pipeline,
            new.lead,
            new.contact,
            new.company.map(|company| company.0),
            new.source_uid.as_deref(),
            new.source_name.as_deref(),
            &new.metadata,
            digest,
            new.created_at,
            new.decided.map(|(at, _)| at),
            new.decided.map(|(_, by)| by)
        ],
    )
    .map(drop)
}

/// Notes what became of one that waited.
pub fn decide(tx: &Tx<'_>, uid: &str, state: State, by: UserId, now: Timestamp) -> Result<(), StoreError> {
    let changed = tx.run(
        "update incoming set state = ?3, decided_at = ?4, decided_by = ?5, updated_at = ?4
         where account_id = ?1 and uid = ?2 and state = 0",
        p![tx.account, uid, state.number(), now, by],
    )?;
    if changed == 0 { Err(StoreError::missing("incoming lead", uid)) } else { Ok(()) }
}

/// A lead that leaves its incoming stage is accepted, whoever moved it; of all other leads nothing is changed.
pub fn accept_by_move(tx: &Tx<'_>, lead: LeadId, by: UserId, now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        "update incoming set state = 1, decided_at = ?3, decided_by = ?4, updated_at = ?3
         where account_id = ?1 and lead_id = ?2 and state = 0",
        p![tx.account, lead, now, by],
    )
}

fn category(number: i64) -> Result<Category, StoreError> {
    Category::from_number(number).ok_or_else(|| StoreError::Database(format!("there is no category {number}")))
}

fn state(number: i64) -> Result<State, StoreError> {
    State::from_number(number).ok_or_else(|| StoreError::Database(format!("there is no state {number} of a request")))
}

fn from_row(row: &Row<'_>) -> Result<Incoming, StoreError> {
    let decided = match (row.opt_time(11)?, row.opt_int(12)?) {
        (Some(at), by) => Some((at, UserId(by.unwrap_or_default()))),
        _ => None,
    };
    Ok(Incoming {
        uid: row.text(0)?,
        category: category(row.int(1)?)?,
        state: state(row.int(2)?)?,
        pipeline: PipelineId(row.int(3)?),
        lead: LeadId(row.int(4)?),
        contact: row.opt_int(5)?.map(ContactId),
        company: row.opt_int(6)?.map(CompanyId),
        source_uid: row.opt_text(7)?,
        source_name: row.opt_text(8)?,
        metadata: row.text(9)?,
        created_at: row.time(10)?,
        decided,
    })
}
