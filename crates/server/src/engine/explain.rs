//! "For this lead and trigger: would it fire on this event, and why not?" Also for what is past.

use std::sync::Arc;

use domain::event::{Code, Event};
use domain::explain::{Explanation, explain};
use domain::filter::More;
use domain::pipeline::Place;
use domain::trigger::Trigger;
use domain::{EventId, LeadId, Problem, Timestamp, TriggerId, UserId};
use store::{StoreError, Tx};

use super::Engine;
use super::evaluation::{Recorded, unpack};
use super::pen::more_of;
use super::raise::kind;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub enum Question {
    /// What would happen if this event came now.
    Imagined {
        /// To which lead.
        lead: LeadId,
        /// Which event.
        code: Code,
        /// Where the lead would come from.
        from: Option<Place>,
        /// Where it would go; where it stands when absent.
        to: Option<Place>,
    },
    /// What happened at this event, under the automation of then. Filters are weighed with the lead of today: its former
    /// values are not kept.
    Past(EventId),
}

/// The answer for one trigger.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The trigger, as it was weighed.
    pub trigger: Trigger,
    /// What would happen or why nothing would.
    pub explanation: Explanation,
    /// What was written down when the event happened, if it was among the refusals told in detail.
    pub recorded: Option<Recorded>,
}

/// Answers for one trigger, or for all of the account.
pub fn answer(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    question: Question,
    trigger: Option<TriggerId>,
    now: Timestamp,
) -> Result<(Event, Vec<Answer>), StoreError> {
    let (event, version, recorded) = match question {
        Question::Imagined { lead, code, from, to } => (imagine(tx, lead, code, from, to, now)?, None, Vec::new()),
        Question::Past(id) => {
            let event = store::events::get(tx, id)?.ok_or_else(|| StoreError::missing("event", id))?;
            let evaluation = store::events::evaluation(tx, id)?;
            let recorded = evaluation.as_ref().map(|e| unpack(&e.packed).0).unwrap_or_default();
            (event, evaluation.map(|e| e.version), recorded)
        }
    };
    let id = event.lead().ok_or_else(|| StoreError::missing("lead of event", event.id))?;
    let mut lead = store::leads::get(tx, id)?.ok_or_else(|| StoreError::missing("lead", id))?;
    lead.place = event.kind.place();
    let account = store::accounts::get(tx)?;
    let zone = engine.zones.get(&account.time_zone, now);
    let mut triggers = match (question, version) {
        (_, Some(version)) => store::triggers::at_version(tx, version)?,
        (Question::Past(_), None) => store::triggers::at_time(tx, event.at)?,
        (Question::Imagined { .. }, None) => store::triggers::list(tx)?,
    };
    if let Some(id) = trigger {
        triggers.retain(|t| t.id == id);
        if triggers.is_empty() {
            return Err(StoreError::missing("trigger", id));
        }
    }
    let needs_more = triggers.iter().any(|trigger| trigger.rule.needs_more());
    let more = if needs_more { more_of(tx, lead.id, &zone)? } else { More::default() };
    let answers = triggers.into_iter().map(|trigger| Answer {
        explanation: explain(&trigger, &event, &lead, &more, &zone, event.at.max(Timestamp(0))),
        recorded: recorded.iter().find(|r| r.trigger == trigger.id).cloned(),
        trigger,
    });
    Ok((event, answers.collect()))
}

fn imagine(
    tx: &Tx<'_>,
    lead: LeadId,
    code: Code,
    from: Option<Place>,
    to: Option<Place>,
    now: Timestamp,
) -> Result<Event, StoreError> {
    let mut lead = store::leads::get(tx, lead)?.ok_or_else(|| StoreError::missing("lead", lead))?;
    let mut problems = Vec::new();
    for (path, place) in [("from", from), ("to", to)] {
        if let Some(place) = place
            && !store::pipelines::has_place(tx, place)?
        {
            let told = format!("pipeline {} has no stage {}", place.pipeline, place.stage);
            problems.push(Problem::new(path, "unknown_stage", told));
        }
    }
    if !problems.is_empty() {
        return Err(StoreError::all_invalid(problems));
    }
    let from = from.or(to.is_some().then_some(lead.place));
    lead.place = to.unwrap_or(lead.place);
    let kind = kind(code, from, &lead);
    Ok(Event { id: EventId(0), entity: lead.id.into(), kind, at: now, author: UserId::ROBOT, cause: None })
}
