//! Pipelines and stages.

use domain::pipeline::{
    PIPELINES_HARD_MAX, Pipeline, PipelineDraft, Place, SORT_STEP, STAGES_MAX, Stage, StageDraft, StageKind,
};
use domain::{PipelineId, Problem, StageId};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::p;

/// What may change of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PipelinePatch {
    /// New name.
    pub name: Option<String>,
    /// New position.
    pub sort: Option<i64>,
    /// Becoming the main one; the former one ceases to be. A main pipeline cannot be unmade, only replaced.
    pub is_main: Option<bool>,
    /// Whether the incoming stage is used.
    pub accepts_incoming: Option<bool>,
}

/// All pipelines with their stages, in order.
pub fn list(tx: &Tx<'_>) -> Result<Vec<Pipeline>, StoreError> {
    let sql = "select id, name, sort, is_main, accepts_incoming from pipelines where account_id = ?1 order by sort, id";
    let mut pipelines = tx.rows(sql, p![tx.account], |row| {
        Ok(Pipeline {
            id: PipelineId(row.int(0)?),
            name: row.text(1)?,
            sort: row.int(2)?,
            is_main: row.bool(3)?,
            accepts_incoming: row.bool(4)?,
            stages: Vec::new(),
        })
    })?;
    let sql = "select pipeline_id, id, name, color, sort, kind from stages where account_id = ?1 order by sort, id";
    for (pipeline, stage) in tx.rows(sql, p![tx.account], |row| Ok((row.int(0)?, stage_from(row)?)))? {
        if let Some(home) = pipelines.iter_mut().find(|p| p.id.0 == pipeline) {
            home.stages.push(stage);
        }
    }
    Ok(pipelines)
}

/// One pipeline.
pub fn get(tx: &Tx<'_>, id: PipelineId) -> Result<Option<Pipeline>, StoreError> {
    Ok(list(tx)?.into_iter().find(|pipeline| pipeline.id == id))
}

/// Whether the place exists.
pub fn has_place(tx: &Tx<'_>, place: Place) -> Result<bool, StoreError> {
    let sql = "select 1 from stages where account_id = ?1 and pipeline_id = ?2 and id = ?3";
    Ok(tx.row(sql, p![tx.account, place.pipeline, place.stage], |_| Ok(()))?.is_some())
}

/// The places of a stage id: one, unless it is a stage that every pipeline has.
pub fn places_of(tx: &Tx<'_>, stage: StageId) -> Result<Vec<Place>, StoreError> {
    let sql =
        "select s.pipeline_id from stages s join pipelines p on p.account_id = s.account_id and p.id = s.pipeline_id
               where s.account_id = ?1 and s.id = ?2 order by p.is_main desc, p.sort, p.id";
    tx.rows(sql, p![tx.account, stage], |row| Ok(Place { pipeline: PipelineId(row.int(0)?), stage }))
}

/// The main pipeline.
pub fn main(tx: &Tx<'_>) -> Result<Pipeline, StoreError> {
    let all = list(tx)?;
    let position = all.iter().position(|pipeline| pipeline.is_main).unwrap_or(0);
    all.into_iter().nth(position).ok_or_else(|| StoreError::missing("pipeline of account", tx.account))
}

/// Adds a pipeline with its system stages. The first one of an account is main whatever the draft says.
pub fn create(tx: &Tx<'_>, draft: &PipelineDraft) -> Result<Pipeline, StoreError> {
    let sql = "select count(*) from pipelines where account_id = ?1";
    let existing = tx.row(sql, p![tx.account], |row| row.int(0))?.unwrap_or(0);
    if existing as usize >= PIPELINES_HARD_MAX {
        let told = format!("an account has at most {PIPELINES_HARD_MAX} pipelines");
        return Err(StoreError::invalid(Problem::new("", "TooMany", told)));
    }
    let is_main = draft.is_main || existing == 0;
    if is_main {
        unmake_main(tx)?;
    }
    let id = PipelineId(tx.next_id(Seq::Pipeline)?);
    tx.run(
        "insert into pipelines (account_id, id, name, sort, is_main, accepts_incoming) values (?1, ?2, ?3, ?4, ?5, ?6)",
        p![tx.account, id, &draft.name, draft.sort, is_main, draft.accepts_incoming],
    )?;
    let incoming = StageId(tx.next_id(Seq::Stage)?);
    let ordinary: Result<Vec<StageId>, StoreError> =
        draft.stages.iter().map(|_| Ok(StageId(tx.next_id(Seq::Stage)?))).collect();
    let stages = draft.stages(incoming, &ordinary?);
    for stage in &stages {
        insert_stage(tx, id, stage)?;
    }
    Ok(Pipeline {
        id,
        name: draft.name.clone(),
        sort: draft.sort,
        is_main,
        accepts_incoming: draft.accepts_incoming,
        stages,
    })
}

/// Changes a pipeline.
pub fn update(tx: &Tx<'_>, id: PipelineId, patch: &PipelinePatch) -> Result<Pipeline, StoreError> {
    let mut pipeline = get(tx, id)?.ok_or_else(|| StoreError::missing("pipeline", id))?;
    if patch.is_main == Some(true) && !pipeline.is_main {
        unmake_main(tx)?;
        pipeline.is_main = true;
    }
    if let Some(name) = &patch.name {
        pipeline.name.clone_from(name);
    }
    pipeline.sort = patch.sort.unwrap_or(pipeline.sort);
    pipeline.accepts_incoming = patch.accepts_incoming.unwrap_or(pipeline.accepts_incoming);
    tx.run(
        "update pipelines set name = ?3, sort = ?4, is_main = ?5, accepts_incoming = ?6 where account_id = ?1 and id = ?2",
        p![tx.account, id, &pipeline.name, pipeline.sort, pipeline.is_main, pipeline.accepts_incoming],
    )?;
    Ok(pipeline)
}

/// Adds an ordinary stage; it stands where its `sort` puts it among the others.
pub fn add_stage(tx: &Tx<'_>, id: PipelineId, draft: &StageDraft) -> Result<Stage, StoreError> {
    let pipeline = get(tx, id)?.ok_or_else(|| StoreError::missing("pipeline", id))?;
    if pipeline.stages.len() >= STAGES_MAX {
        let told = format!("a pipeline has at most {STAGES_MAX} stages");
        return Err(StoreError::invalid(Problem::new("", "TooMany", told)));
    }
    let stage = Stage {
        id: StageId(tx.next_id(Seq::Stage)?),
        name: draft.name.clone(),
        color: draft.color.as_deref().unwrap_or("#99ccff").to_lowercase(),
        sort: draft.sort,
        kind: StageKind::Open,
    };
    insert_stage(tx, id, &stage)?;
    renumber(tx, id)?;
    let stages = get(tx, id)?.map(|pipeline| pipeline.stages).unwrap_or_default();
    stages.into_iter().find(|s| s.id == stage.id).ok_or_else(|| StoreError::missing("stage", stage.id))
}

/// Renames, recolours or moves an ordinary stage; won and lost can only be renamed.
pub fn update_stage(
    tx: &Tx<'_>,
    id: PipelineId,
    stage: StageId,
    name: Option<&str>,
    color: Option<&str>,
    sort: Option<i64>,
) -> Result<Stage, StoreError> {
    let pipeline = get(tx, id)?.ok_or_else(|| StoreError::missing("pipeline", id))?;
    let current =
        pipeline.stages.into_iter().find(|s| s.id == stage).ok_or_else(|| StoreError::missing("stage", stage))?;
    if current.kind != StageKind::Open && (color.is_some() || sort.is_some()) {
        let told = "a system stage can only be renamed";
        return Err(StoreError::invalid(Problem::new("id", "NotSupportedChoice", told)));
    }
    tx.run(
        "update stages set name = ?4, color = ?5, sort = ?6 where account_id = ?1 and pipeline_id = ?2 and id = ?3",
        p![
            tx.account,
            id,
            stage,
            name.unwrap_or(&current.name),
            &color.unwrap_or(&current.color).to_lowercase(),
            sort.unwrap_or(current.sort)
        ],
    )?;
    renumber(tx, id)?;
    let stages = get(tx, id)?.map(|pipeline| pipeline.stages).unwrap_or_default();
    stages.into_iter().find(|s| s.id == stage).ok_or_else(|| StoreError::missing("stage", stage))
}

fn insert_stage(tx: &Tx<'_>, pipeline: PipelineId, stage: &Stage) -> Result<(), StoreError> {
    tx.run(
        "insert into stages (account_id, pipeline_id, id, name, color, sort, kind) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        p![tx.account, pipeline, stage.id, &stage.name, &stage.color, stage.sort, kind_number(stage.kind)],
    )
    .map(drop)
}

/// Ordinary stages keep their order and stand at 20, 30, … below the system ones.
fn renumber(tx: &Tx<'_>, id: PipelineId) -> Result<(), StoreError> {
    let sql = "select id from stages where account_id = ?1 and pipeline_id = ?2 and kind = ?3 order by sort, id";
    let open = tx.rows(sql, p![tx.account, id, kind_number(StageKind::Open)], |row| row.int(0))?;
    for (position, stage) in open.into_iter().enumerate() {
        let sort = SORT_STEP * (position as i64 + 2);
        let sql = "update stages set sort = ?4 where account_id = ?1 and pipeline_id = ?2 and id = ?3 and sort <> ?4";
        tx.run(sql, p![tx.account, id, stage, sort])?;
    }
    Ok(())
}

fn unmake_main(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.run("update pipelines set is_main = 0 where account_id = ?1 and is_main = 1", p![tx.account]).map(drop)
}

fn stage_from(row: &crate::value::Row<'_>) -> Result<Stage, StoreError> {
    Ok(Stage {
        id: StageId(row.int(1)?),
        name: row.text(2)?,
        color: row.text(3)?,
        sort: row.int(4)?,
        kind: kind_from(row.int(5)?),
    })
}

fn kind_number(kind: StageKind) -> i64 {
    match kind {
        StageKind::Open => 0,
        StageKind::Incoming => 1,
        StageKind::Won => 2,
        StageKind::Lost => 3,
    }
}

fn kind_from(number: i64) -> StageKind {
    match number {
        1 => StageKind::Incoming,
        2 => StageKind::Won,
        3 => StageKind::Lost,
        _ => StageKind::Open,
    }
}
