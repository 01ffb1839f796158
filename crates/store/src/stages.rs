//! What people are told about stages, and how stages and pipelines are taken away.

use domain::pipeline::{Description, Level, Place};
use domain::{LeadId, PipelineId, StageId, Timestamp, UserId};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::p;

/// The descriptions of a pipeline's stages.
pub fn descriptions(tx: &Tx<'_>, pipeline: PipelineId) -> Result<Vec<Description>, StoreError> {
    let sql = "select id, stage_id, level, text, created_by, updated_by, created_at, updated_at from stage_descriptions
               where account_id = ?1 and pipeline_id = ?2 order by stage_id, level";
    tx.rows(sql, p![tx.account, pipeline], |row| {
        let level = usize::try_from(row.int(2)?).ok().and_then(|n| Level::ALL.get(n).copied());
        Ok(Description {
            id: row.int(0)?,
            place: Place { pipeline, stage: StageId(row.int(1)?) },
            level: level.ok_or_else(|| StoreError::Database("a description has no level".to_string()))?,
            text: row.text(3)?,
            created_by: UserId(row.int(4)?),
            updated_by: row.opt_int(5)?.map(UserId),
            created_at: row.time(6)?,
            updated_at: row.time(7)?,
        })
    })
}

/// Writes the description of a stage for a level; without a text it is taken away.
pub fn describe(
    tx: &Tx<'_>,
    place: Place,
    level: Level,
    text: Option<&str>,
    by: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let number = Level::ALL.iter().position(|each| *each == level).unwrap_or_default() as i64;
    let Some(text) = text else {
        let sql = "delete from stage_descriptions
                   where account_id = ?1 and pipeline_id = ?2 and stage_id = ?3 and level = ?4";
        return tx.run(sql, p![tx.account, place.pipeline, place.stage, number]).map(drop);
    };
    let id = tx.next_id(Seq::Record)?;
    tx.run(
        "insert into stage_descriptions (account_id, pipeline_id, stage_id, level, id, text, created_by, created_at, updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
         on conflict (account_id, pipeline_id, stage_id, level) do update
         set text = excluded.text, updated_by = excluded.created_by, updated_at = excluded.updated_at",
        p![tx.account, place.pipeline, place.stage, number, id, text, by, now],
    )
    .map(drop)
}

/// Living leads of a pipeline, or of one stage of it; at most `limit`.
pub fn leads_in(
    tx: &Tx<'_>,
    pipeline: PipelineId,
    stage: Option<StageId>,
    limit: usize,
) -> Result<Vec<LeadId>, StoreError> {
    let sql = "select id from leads where account_id = ?1 and pipeline_id = ?2 and (?3 = 0 or stage_id = ?3)
               and deleted_at is null order by id limit ?4";
    let stage = stage.map_or(0, |stage| stage.0);
    tx.rows(sql, p![tx.account, pipeline, stage, limit as i64], |row| Ok(LeadId(row.int(0)?)))
}

/// Takes a stage away that no living lead stands in; what lies in the bin stands in `home` then.
pub fn remove(tx: &Tx<'_>, place: Place, home: Place) -> Result<(), StoreError> {
    let named = p![tx.account, place.pipeline, place.stage];
    tx.run(
        "update leads set pipeline_id = ?4, stage_id = ?5 where account_id = ?1 and pipeline_id = ?2 and stage_id = ?3",
        p![tx.account, place.pipeline, place.stage, home.pipeline, home.stage],
    )?;
    for table in ["stage_descriptions", "stage_totals"] {
        let sql = format!("delete from {table} where account_id = ?1 and pipeline_id = ?2 and stage_id = ?3");
        tx.run(&sql, named)?;
    }
    tx.run("delete from stages where account_id = ?1 and pipeline_id = ?2 and id = ?3", named).map(drop)
}

/// Takes a pipeline away whose stages are gone. If it was the main one, the next in order is.
pub fn remove_pipeline(tx: &Tx<'_>, id: PipelineId) -> Result<(), StoreError> {
    tx.run("delete from pipelines where account_id = ?1 and id = ?2", p![tx.account, id])?;
    tx.run(
        "update pipelines set is_main = 1 where account_id = ?1
         and id = (select id from pipelines where account_id = ?1 order by is_main desc, sort, id limit 1)",
        p![tx.account],
    )
    .map(drop)
}
