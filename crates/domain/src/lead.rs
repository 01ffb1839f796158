//! A lead, and what a change to it brings about.

use crate::event::{Aspect, EventKind};
use crate::pipeline::{LOST, Place};
use crate::{CompanyId, LeadId, Problem, Timestamp, UserId};

/// Characters in a lead's name.
pub const NAME_LENGTH_MAX: usize = 255;
/// The largest budget: what a 53-bit client still counts exactly.
pub const PRICE_MAX: i64 = 9_007_199_254_740_991;

/// A lead as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Its id.
    pub id: LeadId,
    /// Its name; empty is shown as "Lead #id".
    pub name: String,
    /// Budget in whole units of the account's currency.
    pub price: i64,
    /// Where it stands.
    pub place: Place,
    /// Who looks after it.
    pub responsible: UserId,
    /// Why it was lost; only in the stage [`LOST`].
    pub loss_reason: Option<i64>,
    /// Who made it.
    pub created_by: UserId,
    /// Who changed it last.
    pub updated_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// When it was won or lost.
    pub closed_at: Option<Timestamp>,
    /// Whether the budget was last changed by the robot.
    pub price_by_robot: bool,
    /// The pixel id of the visitor who became this lead (`digital-pipeline` §12.3).
    pub visitor: Option<String>,
    /// Its company.
    pub company: Option<CompanyId>,
    /// Where it came from.
    pub source: Option<i64>,
    /// Seconds that were worked on it.
    pub labor_cost: Option<i64>,
    /// Grows with each change; the entity tag.
    pub version: i64,
}

/// A wished change: what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LeadPatch {
    /// New name.
    pub name: Option<String>,
    /// New budget.
    pub price: Option<i64>,
    /// New place.
    pub place: Option<Place>,
    /// New responsible user.
    pub responsible: Option<UserId>,
    /// New loss reason; `Some(None)` clears it.
    pub loss_reason: Option<Option<i64>>,
    /// Closing time told by the caller.
    pub closed_at: Option<Timestamp>,
    /// Change time told by the caller.
    pub updated_at: Option<Timestamp>,
}

impl LeadPatch {
    /// Everything that is wrong with the values themselves; whether the place and the user exist is the store's to say.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(name) = &self.name
            && name.chars().count() > NAME_LENGTH_MAX
        {
            problems.push(Problem::new("name", "TooLong", format!("a name has at most {NAME_LENGTH_MAX} characters")));
        }
        if let Some(price) = self.price
            && !(-PRICE_MAX..=PRICE_MAX).contains(&price)
        {
            problems.push(Problem::new("price", "OutOfRange", "the budget is larger than can be counted exactly"));
        }
        problems
    }
}

/// What came of a patch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The lead afterwards.
    pub lead: Lead,
    /// What happened, in the order of happening; empty when nothing was really changed.
    pub happened: Vec<EventKind>,
}

impl Lead {
    /// Applies a patch. `author` is who asks; a move comes after the edits, so that triggers see the new values.
    pub fn apply(&self, patch: &LeadPatch, author: UserId, now: Timestamp) -> Result<Change, Problem> {
        let mut lead = self.clone();
        lead.edit(patch, author);
        if let Some(place) = patch.place
            && place != self.place
        {
            lead.move_to(place, now);
        }
        if let Some(closed_at) = patch.closed_at
            && lead.place.is_closed()
        {
            lead.closed_at = Some(closed_at);
        }
        if lead.loss_reason.is_some() && lead.place.stage != LOST {
            return Err(Problem::new(
                "loss_reason_id",
                "NotSupportedChoice",
                "Loss reason can be specified only for lost lead",
            ));
        }
        let happened = self.what_happened(&lead);
        if happened.is_empty() {
            return Ok(Change { lead: self.clone(), happened });
        }
        lead.updated_by = author;
        lead.updated_at = patch.updated_at.unwrap_or(now);
        Ok(Change { lead, happened })
    }

    fn edit(&mut self, patch: &LeadPatch, author: UserId) {
        if let Some(name) = &patch.name {
            self.name.clone_from(name);
        }
        if let Some(price) = patch.price
            && price != self.price
        {
            self.price = price;
            self.price_by_robot = author == UserId::ROBOT;
        }
        if let Some(responsible) = patch.responsible {
            self.responsible = responsible;
        }
        if let Some(reason) = patch.loss_reason {
            self.loss_reason = reason;
        }
    }

    /// Closing stamps the time, reopening forgets it together with the reason (`api-v4` §7.1).
    fn move_to(&mut self, place: Place, now: Timestamp) {
        self.closed_at = if place.is_closed() { self.closed_at.or(Some(now)) } else { None };
        if self.place.stage == LOST && place.stage != LOST {
            self.loss_reason = None;
        }
        self.place = place;
    }

    fn what_happened(&self, after: &Lead) -> Vec<EventKind> {
        let moved = self.place != after.place;
        // Closing time and loss reason change along with a move; alone they are a change of their own.
        let settled = self.closed_at != after.closed_at || self.loss_reason != after.loss_reason;
        let aspects = [
            (self.name != after.name, Aspect::Name),
            (self.price != after.price, Aspect::Price),
            (self.responsible != after.responsible, Aspect::Responsible),
            (settled && !moved, Aspect::Closing),
        ];
        let changed = aspects.into_iter().filter(|(differs, _)| *differs);
        let mut happened: Vec<EventKind> =
            changed.map(|(_, what)| EventKind::Changed { what, at: self.place }).collect();
        if moved {
            happened.push(EventKind::Moved { from: Some(self.place), to: after.place });
        }
        happened
    }
}

/// A lead as somebody asks for it; the store fills what is absent.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LeadDraft {
    /// What is known of it, in the terms of a change.
    pub fields: LeadPatch,
    /// Who made it, when the caller says so.
    pub created_by: Option<UserId>,
    /// When it was made, when the caller says so.
    pub created_at: Option<Timestamp>,
    /// The pixel id of the visitor.
    pub visitor: Option<String>,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::pipeline::WON;

    pub(crate) fn lead() -> Lead {
        Lead {
            id: LeadId(1),
            name: "Order".into(),
            price: 10,
            place: Place::new(1, 20),
            responsible: UserId(5),
            loss_reason: None,
            created_by: UserId(5),
            updated_by: UserId(5),
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            closed_at: None,
            price_by_robot: false,
            visitor: None,
            company: None,
            source: None,
            labor_cost: None,
            version: 1,
        }
    }

    fn apply(lead: &Lead, patch: LeadPatch) -> Change {
        lead.apply(&patch, UserId(6), Timestamp(99)).unwrap()
    }

    #[test]
    fn a_patch_that_changes_nothing_is_no_event() {
        let change =
            apply(&lead(), LeadPatch { price: Some(10), place: Some(Place::new(1, 20)), ..Default::default() });
        assert_eq!(change, Change { lead: lead(), happened: vec![] });
    }

    #[test]
    fn edits_come_before_the_move() {
        let to = Place::new(1, 30);
        let change = apply(&lead(), LeadPatch { price: Some(11), place: Some(to), ..Default::default() });
        let from = Place::new(1, 20);
        assert_eq!(
            change.happened,
            [EventKind::Changed { what: Aspect::Price, at: from }, EventKind::Moved { from: Some(from), to }]
        );
        assert_eq!((change.lead.updated_by, change.lead.updated_at), (UserId(6), Timestamp(99)));
    }

    #[test]
    fn a_move_alone_is_one_event_also_when_it_closes() {
        for to in [Place::new(1, 30), Place { pipeline: lead().place.pipeline, stage: WON }] {
            let change = apply(&lead(), LeadPatch { place: Some(to), ..Default::default() });
            assert_eq!(change.happened, [EventKind::Moved { from: Some(lead().place), to }]);
        }
    }

    #[test]
    fn closing_stamps_and_reopening_forgets() {
        let won = apply(&lead(), LeadPatch { place: Some(Place::new(1, WON.0)), ..Default::default() }).lead;
        assert_eq!(won.closed_at, Some(Timestamp(99)));
        let open = apply(&won, LeadPatch { place: Some(Place::new(1, 20)), ..Default::default() });
        assert_eq!(open.lead.closed_at, None);
        assert_eq!(open.happened.len(), 1);
    }

    #[test]
    fn a_loss_reason_needs_a_lost_lead() {
        let patch = LeadPatch { loss_reason: Some(Some(3)), ..Default::default() };
        assert_eq!(lead().apply(&patch, UserId(6), Timestamp(1)).unwrap_err().path, "loss_reason_id");
        let lost = LeadPatch { place: Some(Place::new(1, LOST.0)), ..patch };
        assert_eq!(apply(&lead(), lost).lead.loss_reason, Some(3));
    }
}
