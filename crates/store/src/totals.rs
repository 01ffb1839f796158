//! How many leads stand in each stage and what they are worth: counters kept in the commit that moves them.

use domain::pipeline::Place;
use domain::{LeadId, PipelineId, StageId};

use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::p;

/// On PostgreSQL many writers meet at the same stage; each lead counts in one of so many shards.
const SHARDS: i64 = 8;

/// The sums of one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageTotal {
    /// Which stage.
    pub place: Place,
    /// Leads that stand there, deleted ones aside.
    pub n_leads: i64,
    /// Sum of their budgets.
    pub price_sum: i64,
}

/// Adds to a stage's counters; negative numbers take away.
pub(crate) fn add(tx: &Tx<'_>, place: Place, lead: LeadId, n_leads: i64, price: i64) -> Result<(), StoreError> {
    if n_leads == 0 && price == 0 {
        return Ok(());
    }
    let shard = if tx.is_postgres() { lead.0 % SHARDS } else { 0 };
    tx.later(
        "insert into stage_totals (account_id, pipeline_id, stage_id, shard, n_leads, price_sum) values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (account_id, pipeline_id, stage_id, shard) do update
         set n_leads = stage_totals.n_leads + excluded.n_leads, price_sum = stage_totals.price_sum + excluded.price_sum",
        p![tx.account, place.pipeline, place.stage, shard, n_leads, price],
    )
}

/// All stages that ever held a lead.
pub fn list(tx: &Tx<'_>) -> Result<Vec<StageTotal>, StoreError> {
    let sql =
        "select pipeline_id, stage_id, cast(sum(n_leads) as bigint), cast(sum(price_sum) as bigint) from stage_totals
               where account_id = ?1 group by pipeline_id, stage_id order by pipeline_id, stage_id";
    tx.rows(sql, p![tx.account], total_from)
}

/// The stages whose counters differ from a count of the leads themselves: `(kept, counted)`. Empty when all is well.
pub fn differences(tx: &Tx<'_>) -> Result<Vec<(StageTotal, StageTotal)>, StoreError> {
    let sql = "select pipeline_id, stage_id, count(*), cast(coalesce(sum(price), 0) as bigint) from leads
               where account_id = ?1 and deleted_at is null group by pipeline_id, stage_id";
    let counted = tx.rows(sql, p![tx.account], total_from)?;
    let kept = list(tx)?;
    let none = |place| StageTotal { place, n_leads: 0, price_sum: 0 };
    let find = |totals: &[StageTotal], place| totals.iter().find(|t| t.place == place).copied().unwrap_or(none(place));
    let mut places: Vec<Place> = kept.iter().chain(&counted).map(|total| total.place).collect();
    places.sort_unstable();
    places.dedup();
    let pairs = places.into_iter().map(|place| (find(&kept, place), find(&counted, place)));
    Ok(pairs.filter(|(kept, counted)| kept != counted).collect())
}

pub(crate) fn total_from(row: &crate::value::Row<'_>) -> Result<StageTotal, StoreError> {
    let place = Place { pipeline: PipelineId(row.int(0)?), stage: StageId(row.int(1)?) };
    Ok(StageTotal { place, n_leads: row.int(2)?, price_sum: row.int(3)? })
}
