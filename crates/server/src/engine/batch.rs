//! "Apply to leads already here": a trigger meets the leads that stood on its stages before it, step by step.

use std::sync::Arc;

use domain::decide::weigh_existing;
use domain::event::{Aspect, EventKind};
use domain::filter::More;
use domain::{BatchId, Problem, Timestamp, TriggerId, UserId};
use store::batches::{Batch, BatchState};
use store::events::NewEvent;
use store::{StoreError, Tx};

use super::Engine;
use super::pen::{Pen, more_of};

/// Leads in one step: few, so that the changes of people get in between.
pub const STEP_LEADS: usize = 50;

/// Begins to apply a trigger. It must be switched on.
pub fn begin(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    trigger: TriggerId,
    author: UserId,
    now: Timestamp,
) -> Result<Batch, StoreError> {
    let found = store::triggers::get(tx, trigger)?.ok_or_else(|| StoreError::missing("trigger", trigger))?;
    if !found.is_enabled {
        let told = "the trigger is switched off; switch it on before it is applied to leads";
        return Err(StoreError::invalid(Problem::new("trigger", "disabled", told)));
    }
    let area = found.rule.area;
    let totals = store::totals::list(tx)?;
    let n_total = totals.iter().filter(|total| area.covers(total.place)).map(|total| total.n_leads).sum();
    let batch = store::batches::insert(tx, trigger, n_total, author, now)?;
    let engine = Arc::clone(engine);
    tx.after_commit(move || engine.alarm.set(now));
    Ok(batch)
}

/// Takes one step. Says whether there is more to do.
pub fn step(tx: &Tx<'_>, engine: &Arc<Engine>, id: BatchId, now: Timestamp) -> Result<bool, StoreError> {
    let Some(mut batch) = store::batches::take(tx, id)? else { return Ok(false) };
    let pen = Pen::new(tx, engine, now)?;
    let rules = Arc::clone(&pen.rules);
    let trigger = rules.automation.get(batch.trigger).filter(|trigger| trigger.is_enabled);
    let Some(trigger) = trigger else { return finish(tx, batch, Some("trigger_disabled"), now) };
    let leads = store::batches::leads_at(tx, trigger.rule.area.places(), batch.last, STEP_LEADS)?;
    for lead in &leads {
        batch.last = *lead;
        batch.n_done += 1;
        // Locked, so that it cannot leave between the look and the action.
        let Some(lead) = store::leads::lock(tx, *lead)? else { continue };
        let more = if trigger.rule.needs_more() { more_of(tx, lead.id, &pen.zone)? } else { More::default() };
        let Ok(firing) = weigh_existing(trigger, &lead, &more, &pen.zone, now) else { continue };
        let kind = EventKind::Changed { what: Aspect::Applied(trigger.id), at: lead.place };
        let (entity, author) = (lead.id.into(), batch.author);
        let event = store::events::append(tx, &NewEvent { entity, kind, at: now, author, cause: None, data: None })?;
        pen.start_run(lead.id, &event, &firing, Some(batch.id))?;
        batch.n_fired += 1;
    }
    if leads.len() < STEP_LEADS {
        return finish(tx, batch, None, now);
    }
    store::batches::save(tx, &batch)?;
    Ok(true)
}

fn finish(tx: &Tx<'_>, batch: Batch, error: Option<&str>, now: Timestamp) -> Result<bool, StoreError> {
    let state = if error.is_some() { BatchState::Failed } else { BatchState::Done };
    let error = error.map(str::to_string);
    store::batches::save(tx, &Batch { state, finished_at: Some(now), error, ..batch })?;
    Ok(false)
}
