//! Deciding: one event against all triggers that could hear it.

use crate::automation::Automation;
use crate::direction::{Deaf, Direction, hear};
use crate::event::{Code, DEPTH_MAX, Event};
use crate::filter::More;
use crate::lead::Lead;
use crate::pipeline::Place;
use crate::schedule::{Admission, Zone};
use crate::trigger::{IfLeft, Rule, Trigger};
use crate::when::When;
use crate::{Timestamp, TriggerId};

/// What one event does to the triggers that could hear it: what is to happen, and why the rest stays quiet.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Decision {
    /// In the order of trigger ids.
    pub firings: Vec<Firing>,
    /// In the order of trigger ids.
    pub refusals: Vec<Refusal>,
}

/// A trigger that fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Firing {
    /// Which one.
    pub trigger: TriggerId,
    /// The code that its hook carries.
    pub code: Code,
    /// The direction, when the event is a movement.
    pub direction: Option<Direction>,
    /// When its action is due.
    pub due: Timestamp,
    /// Whether it waits: its trigger has a delay, or the account's hours are closed.
    pub waits: bool,
}

/// A trigger that heard the event and stays quiet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which one.
    pub trigger: TriggerId,
    /// The first thing that was false.
    pub reason: Reason,
}

/// Why a trigger does not fire. Stored as code and arguments, rendered in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is switched off.
    Disabled,
    /// It does not hear such an event.
    Deaf(Deaf),
    /// The filter at that position does not hold; the lead has that value.
    Filter {
        /// Position among the trigger's filters, from 0.
        index: usize,
        /// Name of the filter.
        name: &'static str,
        /// The value that did not fit.
        value: String,
    },
    /// Its active hours are closed and it does not wait for them.
    OutsideHours,
    /// The chain of automatic events has become too long.
    TooDeep,
    /// The lead has left the area meanwhile (of a delayed run).
    LeftMeanwhile,
    /// The trigger was deleted meanwhile (of a delayed run).
    Deleted,
}

impl Reason {
    /// A word for programs. Stored too, so it never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::Disabled => "disabled",
            Reason::Deaf(Deaf::OtherEvent) => "other_event",
            Reason::Deaf(Deaf::OutsideArea) => "outside_area",
            Reason::Deaf(Deaf::MovedInside) => "moved_inside",
            Reason::Deaf(Deaf::LeftArea) => "left_area",
            Reason::Filter { .. } => "filter",
            Reason::OutsideHours => "outside_hours",
            Reason::TooDeep => "too_deep",
            Reason::LeftMeanwhile => "left_meanwhile",
            Reason::Deleted => "deleted",
        }
    }
}

/// Weighs an event against the automation. `now` opens or closes active hours; delays count from the event.
pub fn decide(
    event: &Event,
    lead: &Lead,
    more: &More,
    automation: &Automation,
    zone: &Zone,
    now: Timestamp,
) -> Decision {
    let mut decision = Decision::default();
    for trigger in automation.candidates(event.kind) {
        match weigh(trigger, event, lead, more, zone, now) {
            Ok(firing) => decision.firings.push(firing),
            Err(reason) => decision.refusals.push(Refusal { trigger: trigger.id, reason }),
        }
    }
    decision
}

/// Weighs one trigger, cheapest question first; returns the first thing that is false.
pub fn weigh(
    trigger: &Trigger,
    event: &Event,
    lead: &Lead,
    more: &More,
    zone: &Zone,
    now: Timestamp,
) -> Result<Firing, Reason> {
    let rule = &trigger.rule;
    if !trigger.is_enabled {
        return Err(Reason::Disabled);
    }
    let (code, direction) = hear(&rule.area, &rule.when, rule.hears_leaving(), event.kind).map_err(Reason::Deaf)?;
    if event.depth() >= DEPTH_MAX {
        return Err(Reason::TooDeep);
    }
    weigh_filters(rule, lead, more)?;
    let planned = event.at.plus_seconds(rule.delay_seconds);
    let due = admitted(rule, planned.max(now), zone)?.unwrap_or(planned);
    Ok(Firing { trigger: trigger.id, code, direction, due, waits: due > now })
}

/// Weighs a trigger that is applied to a lead that already stands on its stages: as if the lead had just come there.
pub fn weigh_existing(
    trigger: &Trigger,
    lead: &Lead,
    more: &More,
    zone: &Zone,
    now: Timestamp,
) -> Result<Firing, Reason> {
    let rule = &trigger.rule;
    if !trigger.is_enabled {
        return Err(Reason::Disabled);
    }
    if !rule.area.covers(lead.place) {
        return Err(Reason::Deaf(Deaf::OutsideArea));
    }
    let (code, direction) = match rule.when {
        When::Created => (Code::LeadAdded, Some(Direction::WentToTrigger)),
        When::Moved => (Code::LeadStatusChanged, Some(Direction::WentToTrigger)),
        When::MovedOrCreated => (Code::LeadAppearedInStatus, Some(Direction::WentToTrigger)),
        When::Client(action) => (action.code(), None),
        _ => return Err(Reason::Deaf(Deaf::OtherEvent)),
    };
    weigh_filters(rule, lead, more)?;
    let planned = now.plus_seconds(rule.delay_seconds);
    let due = admitted(rule, planned, zone)?;
    let due = due.unwrap_or(planned);
    Ok(Firing { trigger: trigger.id, code, direction, due, waits: due > now })
}

/// When active hours let an action planned for `at` happen; nothing if at that moment itself.
fn admitted(rule: &Rule, at: Timestamp, zone: &Zone) -> Result<Option<Timestamp>, Reason> {
    match rule.hours.admit(at, zone) {
        Admission::Open => Ok(None),
        Admission::Wait(opening) => Ok(Some(opening)),
        Admission::Closed => Err(Reason::OutsideHours),
    }
}

/// Weighs a delayed run again when it is due, against the trigger and the lead as they are now (`digital-pipeline` §7.2).
pub fn weigh_again(
    trigger: Option<&Trigger>,
    direction: Option<Direction>,
    lead: &Lead,
    more: &More,
) -> Result<(), Reason> {
    let trigger = trigger.ok_or(Reason::Deleted)?;
    if !trigger.is_enabled {
        return Err(Reason::Disabled);
    }
    if !stays(trigger, direction, lead.place) {
        return Err(Reason::LeftMeanwhile);
    }
    weigh_filters(&trigger.rule, lead, more)
}

/// Leaving is the point of a run for `went_from_trigger`; for every other one it is a reason to drop it.
fn stays(trigger: &Trigger, direction: Option<Direction>, place: Place) -> bool {
    let leaving_expected = direction == Some(Direction::WentFromTrigger);
    leaving_expected || trigger.rule.if_left == IfLeft::RunAnyway || trigger.rule.area.covers(place)
}

fn weigh_filters(rule: &Rule, lead: &Lead, more: &More) -> Result<(), Reason> {
    for (index, filter) in rule.filters.iter().enumerate() {
        filter.weigh(lead, more).map_err(|value| Reason::Filter { index, name: filter.name(), value })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
