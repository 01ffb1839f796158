//! The truth table of `digital-pipeline` §7.2: what a movement is to a trigger, and which code its hook carries.
//!
//! The code on entering is that of the chosen condition; inside the area and on leaving it is always 15.
//! This satisfies the page's table, its footnote (14 first, then 15 inside) and its printed sample.

use crate::event::{Code, EventKind};
use crate::trigger::Area;
use crate::when::When;

/// The direction of a movement relative to a trigger. A hook carries it with the codes 1, 14 and 15 only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From a stage without the trigger to one with it.
    WentToTrigger,
    /// From one stage of a stretched trigger to another.
    WentInTrigger,
    /// From a stage with the trigger to one without.
    WentFromTrigger,
}

impl Direction {
    /// The word on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Direction::WentToTrigger => "went_to_trigger",
            Direction::WentInTrigger => "went_in_trigger",
            Direction::WentFromTrigger => "went_from_trigger",
        }
    }

    /// The direction with that name.
    pub fn from_name(name: &str) -> Option<Direction> {
        [Direction::WentToTrigger, Direction::WentInTrigger, Direction::WentFromTrigger]
            .into_iter()
            .find(|direction| direction.name() == name)
    }
}

/// What a trigger hears: the code of its hook, and the direction if the event is a movement.
pub type Heard = (Code, Option<Direction>);

/// Why a trigger does not hear an event at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deaf {
    /// The event is of another kind than the condition.
    OtherEvent,
    /// The lead did not touch the trigger's stages.
    OutsideArea,
    /// The lead moved between two stages of the area, and only widgets with `action_multiple` hear that.
    MovedInside,
    /// The lead left the area, and only widgets with `action_multiple` hear that.
    LeftArea,
}

/// Whether a trigger on `area` with condition `when` hears the event, and as what.
/// `hears_leaving` is [`crate::trigger::Rule::hears_leaving`].
pub fn hear(area: &Area, when: &When, hears_leaving: bool, kind: EventKind) -> Result<Heard, Deaf> {
    let entering = |code: Code| Ok((code, Some(Direction::WentToTrigger)));
    let covered = area.covers(kind.place());
    match (kind, when) {
        (EventKind::Client { what, .. }, When::Client(awaited)) if what == *awaited => {
            if covered {
                Ok((what.code(), None))
            } else {
                Err(Deaf::OutsideArea)
            }
        }
        (EventKind::Created { .. }, When::Created) if covered => entering(Code::LeadAdded),
        (EventKind::Created { .. } | EventKind::Appeared { .. }, When::MovedOrCreated) if covered => {
            entering(Code::LeadAppearedInStatus)
        }
        (EventKind::Created { .. }, When::Created | When::MovedOrCreated)
        | (EventKind::Appeared { .. }, When::MovedOrCreated) => Err(Deaf::OutsideArea),
        (EventKind::Moved { from, .. }, When::Moved | When::MovedOrCreated) => {
            let inside = |direction| Ok((Code::LeadAppearedInStatus, Some(direction)));
            match (from.is_some_and(|from| area.covers(from)), covered) {
                (false, true) if *when == When::Moved => entering(Code::LeadStatusChanged),
                (false, true) => entering(Code::LeadAppearedInStatus),
                (true, true) if hears_leaving => inside(Direction::WentInTrigger),
                (true, false) if hears_leaving => inside(Direction::WentFromTrigger),
                (true, true) => Err(Deaf::MovedInside),
                (true, false) => Err(Deaf::LeftArea),
                (false, false) => Err(Deaf::OutsideArea),
            }
        }
        _ => Err(Deaf::OtherEvent),
    }
}

#[cfg(test)]
mod tests;
