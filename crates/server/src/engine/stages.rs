//! Commands that take stages and pipelines away. Nothing may be left that names them.

use std::sync::Arc;

use domain::pipeline::{Pipeline, Place, StageKind};
use domain::trigger::{Area, Rule, Trigger};
use domain::{PipelineId, StageId, Timestamp};
use kommo::lead::{LeadUpdate, PlaceWish};
use store::{StoreError, Tx};

use super::Engine;
use super::change::change_leads;
use super::pen::Hand;

/// Leads that a deleted stage may have: they are moved in the same transaction, which must stay short.
pub const LEADS_MAX: usize = 1_000;

/// Why something cannot be taken away, for the caller.
pub type Refusal = &'static str;

/// Takes a stage away: its leads move to the pipeline's first stage, and triggers no longer stand in it.
pub fn delete_stage(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    pipeline: PipelineId,
    stage: StageId,
    hand: Hand,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let found = store::pipelines::get(tx, pipeline)?.ok_or_else(|| StoreError::missing("pipeline", pipeline))?;
    let Some(gone) = found.stages.iter().find(|s| s.id == stage) else {
        return Err(StoreError::missing("stage", stage));
    };
    if gone.kind != StageKind::Open {
        return Ok(Err("a system stage cannot be deleted"));
    }
    let rest = Pipeline { stages: found.stages.iter().filter(|s| s.id != stage).cloned().collect(), ..found.clone() };
    let Some(home) = rest.first_place() else {
        return Ok(Err("the last ordinary stage of a pipeline cannot be deleted"));
    };
    let leads = store::stages::leads_in(tx, pipeline, Some(stage), LEADS_MAX + 1)?;
    if leads.len() > LEADS_MAX {
        return Ok(Err("too many leads stand in this stage; move them first"));
    }
    let place = Place { pipeline, stage };
    leave(tx, &[place], hand, now)?;
    let to = PlaceWish { pipeline: Some(home.pipeline), stage: Some(home.stage) };
    let moved = leads.into_iter().map(|id| LeadUpdate { place: to, ..LeadUpdate::of(id) });
    change_leads(tx, engine, &moved.collect::<Vec<_>>(), hand, now)?;
    store::stages::remove(tx, place, home)?;
    Ok(Ok(()))
}

/// Takes a pipeline away that has no leads and is not the last one.
pub fn delete_pipeline(
    tx: &Tx<'_>,
    id: PipelineId,
    hand: Hand,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let all = store::pipelines::list(tx)?;
    let Some(gone) = all.iter().find(|pipeline| pipeline.id == id) else {
        return Err(StoreError::missing("pipeline", id));
    };
    let Some(home) = all.iter().filter(|pipeline| pipeline.id != id).find_map(Pipeline::first_place) else {
        return Ok(Err("the last pipeline cannot be deleted"));
    };
    if !store::stages::leads_in(tx, id, None, 1)?.is_empty() {
        return Ok(Err("a pipeline with leads cannot be deleted"));
    }
    let places: Vec<Place> = gone.stages.iter().map(|stage| Place { pipeline: id, stage: stage.id }).collect();
    leave(tx, &places, hand, now)?;
    places.iter().try_for_each(|place| store::stages::remove(tx, *place, home))?;
    store::stages::remove_pipeline(tx, id)?;
    Ok(Ok(()))
}

/// Takes the places out of the areas of all triggers; one that stands nowhere then is deleted.
fn leave(tx: &Tx<'_>, gone: &[Place], hand: Hand, now: Timestamp) -> Result<(), StoreError> {
    for trigger in store::triggers::list(tx)? {
        let area = &trigger.rule.area;
        if !gone.iter().any(|place| area.covers(*place)) {
            continue;
        }
        let left: Vec<Place> = area.places().iter().copied().filter(|place| !gone.contains(place)).collect();
        if left.is_empty() {
            store::triggers::delete(tx, trigger.id, now)?;
        } else {
            let rule = Rule { area: Area::new(left), ..trigger.rule.clone() };
            store::triggers::update(tx, &Trigger { rule, ..trigger }, hand.user, now)?;
        }
    }
    Ok(())
}
