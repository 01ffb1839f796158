//! A waiting run whose time has come: weighed again against the present, then acted on or dropped.

use std::sync::Arc;

use domain::decide::weigh_again;
use domain::filter::More;
use domain::trigger::Trigger;
use domain::{LeadId, RunId, Timestamp};
use store::runs::RunState;
use store::{StoreError, Tx};

use super::Engine;
use super::pen::{Pen, more_of};

/// What became of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its action is under way.
    Acted,
    /// It was dropped, for that reason.
    Dropped(&'static str),
    /// Somebody else has dealt with it.
    Gone,
}

/// Carries a run out. With `is_forced` (somebody pressed "run now") its time does not matter, all else does.
pub fn carry_out(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    id: RunId,
    is_forced: bool,
    now: Timestamp,
) -> Result<Fate, StoreError> {
    let pen = Pen::new(tx, engine, now)?;
    let Some(run) = store::runs::lock(tx, id)? else { return Ok(Fate::Gone) };
    if run.state != RunState::Waiting || (run.due > now && !is_forced) {
        return Ok(Fate::Gone);
    }
    let trigger = pen.rules.automation.get(run.trigger);
    let reason = match (store::leads::get(tx, run.lead)?, store::events::get(tx, run.event)?) {
        (Some(lead), Some(event)) => {
            match (weigh_again(trigger, run.direction, &lead, &more(&pen, trigger, lead.id)?), trigger) {
                (Ok(()), Some(trigger)) => {
                    store::runs::act(tx, id, now)?;
                    pen.act(&run, &event, trigger)?;
                    return Ok(Fate::Acted);
                }
                (Err(reason), _) => reason.code(),
                (Ok(()), None) => "deleted",
            }
        }
        (None, _) => "lead_deleted",
        (_, None) => "event_forgotten",
    };
    store::runs::drop_waiting(tx, id, reason, now)?;
    Ok(Fate::Dropped(reason))
}

fn more(pen: &Pen<'_>, trigger: Option<&Trigger>, lead: LeadId) -> Result<More, StoreError> {
    let needs_more = trigger.is_some_and(|trigger| trigger.rule.needs_more());
    if needs_more { more_of(pen.tx, lead, &pen.zone) } else { Ok(More::default()) }
}
