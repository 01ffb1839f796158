//! "Would it fire, and why not?": for any trigger, also those that an event never reached.

use crate::Timestamp;
use crate::decide::{Firing, Reason, weigh};
use crate::event::Event;
use crate::filter::{Filter, More};
use crate::lead::Lead;
use crate::schedule::Zone;
use crate::trigger::Trigger;

/// The answer for one trigger and one (real or imagined) event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What would happen, or the first thing that is false.
    pub verdict: Result<Firing, Reason>,
    /// Every filter with its outcome, so that a person sees all of them, not only the first false one.
    pub filters: Vec<FilterOutcome>,
}

/// One filter of the trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterOutcome {
    /// Its name.
    pub name: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// The lead's value where it does not.
    pub value: Option<String>,
}

/// Explains what the trigger does with the event.
pub fn explain(trigger: &Trigger, event: &Event, lead: &Lead, more: &More, zone: &Zone, now: Timestamp) -> Explanation {
    let verdict = weigh(trigger, event, lead, more, zone, now);
    let filters = trigger.rule.filters.iter().map(|filter| outcome(filter, lead, more)).collect();
    Explanation { verdict, filters }
}

fn outcome(filter: &Filter, lead: &Lead, more: &More) -> FilterOutcome {
    let weighed = filter.weigh(lead, more);
    FilterOutcome { name: filter.name(), holds: weighed.is_ok(), value: weighed.err() }
}
