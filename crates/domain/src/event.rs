//! What happens to a lead or another entity, by whose hand and because of what.

use crate::pipeline::Place;
use crate::{ContactId, Entity, EventId, FieldId, LeadId, NoteId, TagId, TaskId, Timestamp, TriggerId, UserId};

/// How long a chain of automatic events may grow before it is taken for a loop.
pub const DEPTH_MAX: u8 = 16;
/// Bytes of free data that a raised event may carry.
pub const DATA_BYTES_MAX: usize = 16 * 1024;

/// The kinds of event that a hook names, with the numbers of the vendor's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A lead was added.
    LeadAdded,
    /// A lead came to the stage where the trigger starts.
    LeadStatusChanged,
    /// A lead appeared in a stage of the trigger, moved inside its area or left it.
    LeadAppearedInStatus,
    /// A letter came in.
    MailIn,
    /// A call came in.
    CallIn,
    /// The visitor who became the lead came back to the site.
    SiteVisit,
    /// A chat message came in.
    Chat,
}

impl Code {
    /// All codes, in the order of their numbers.
    pub const ALL: [Code; 7] = [
        Code::LeadAdded,
        Code::LeadStatusChanged,
        Code::LeadAppearedInStatus,
        Code::MailIn,
        Code::CallIn,
        Code::SiteVisit,
        Code::Chat,
    ];

    /// The number on the page (`digital-pipeline` §3.6).
    pub const fn number(self) -> i64 {
        match self {
            Code::LeadAdded => 1,
            Code::LeadStatusChanged => 14,
            Code::LeadAppearedInStatus => 15,
            Code::MailIn => 16,
            Code::CallIn => 17,
            Code::SiteVisit => 18,
            Code::Chat => 19,
        }
    }

    /// The name on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Code::LeadAdded => "lead_added",
            Code::LeadStatusChanged => "lead_status_changed",
            Code::LeadAppearedInStatus => "lead_appeared_in_status",
            Code::MailIn => "mail_in",
            Code::CallIn => "call_in",
            Code::SiteVisit => "site_visit",
            Code::Chat => "chat",
        }
    }

    /// The code with that number.
    pub fn from_number(number: i64) -> Option<Code> {
        Code::ALL.into_iter().find(|code| code.number() == number)
    }

    /// The code with that name or number, as people type it.
    pub fn parse(text: &str) -> Option<Code> {
        let number = text.parse().ok();
        Code::ALL.into_iter().find(|code| code.name() == text || Some(code.number()) == number)
    }
}

/// What happened, with all that was true then: whoever reads it later never has to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The lead was made in that place.
    Created {
        /// Where.
        at: Place,
    },
    /// The lead moved. `from` is unknown only when the event was raised by hand: it then counts as coming from outside.
    Moved {
        /// The place it left.
        from: Option<Place>,
        /// The place it came to.
        to: Place,
    },
    /// "The lead appeared here", raised by hand: heard by triggers on *moved or created* alone.
    Appeared {
        /// Where it stands.
        at: Place,
    },
    /// The client did something while the lead stood there.
    Client {
        /// What it was.
        what: ClientAction,
        /// Where the lead stood.
        at: Place,
    },
    /// Something about the entity changed.
    Changed {
        /// What.
        what: Aspect,
        /// Where the lead stood; [`Place::NOWHERE`] for an entity that is no lead.
        at: Place,
    },
}

/// What about an entity changed. The values before and after travel as the event's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aspect {
    /// Something that has no name of its own here.
    Other,
    /// It was made (an entity that is no lead; for leads see [`EventKind::Created`]).
    Added,
    /// It was deleted.
    Deleted,
    /// It came back from the bin.
    Restored,
    /// Its name.
    Name,
    /// Its budget.
    Price,
    /// Its responsible user.
    Responsible,
    /// Its loss reason or closing time, without a move.
    Closing,
    /// The values of a custom field.
    Field(FieldId),
    /// A tag was put on it.
    TagAdded(TagId),
    /// A tag was taken off it.
    TagRemoved(TagId),
    /// Another entity was linked to it.
    Linked(Entity),
    /// A link was undone.
    Unlinked(Entity),
    /// Another contact became the main one.
    MainContact(ContactId),
    /// A task was made for it.
    TaskAdded(TaskId),
    /// A task of it was completed.
    TaskCompleted(TaskId),
    /// A task of it was deleted.
    TaskDeleted(TaskId),
    /// The text of a task changed.
    TaskText(TaskId),
    /// The due time of a task changed.
    TaskDue(TaskId),
    /// The type of a task changed.
    TaskType(TaskId),
    /// The responsible user of a task changed.
    TaskResponsible(TaskId),
    /// A task got a result.
    TaskResult(TaskId),
    /// A note was added to it; calls and messages are notes too.
    NoteAdded(NoteId),
    /// A note of it was changed.
    NoteChanged(NoteId),
    /// A note of it was deleted.
    NoteDeleted(NoteId),
    /// A trigger would have acted once more, and the loop guard said no.
    LoopStopped(TriggerId),
    /// A trigger was applied to the leads that already stood on its stages, and this was one of them.
    Applied(TriggerId),
}

impl Aspect {
    /// The name in our own API, and the number and the subject that are stored; none of them ever changes. The numbers are
    /// those of the log alone: no hook carries them.
    pub fn parts(self) -> (&'static str, i64, Option<i64>) {
        match self {
            Aspect::Other => ("edited", 0, None),
            Aspect::Added => ("added", 10_001, None),
            Aspect::Deleted => ("deleted", 10_002, None),
            Aspect::Restored => ("restored", 10_003, None),
            Aspect::Name => ("name_changed", 10_004, None),
            Aspect::Price => ("price_changed", 10_005, None),
            Aspect::Responsible => ("responsible_changed", 10_006, None),
            Aspect::Closing => ("closing_changed", 10_007, None),
            Aspect::Field(field) => ("field_changed", 10_008, Some(field.0)),
            Aspect::TagAdded(tag) => ("tag_added", 10_009, Some(tag.0)),
            Aspect::TagRemoved(tag) => ("tag_removed", 10_010, Some(tag.0)),
            Aspect::Linked(other) => ("linked", 10_011, Some(packed(other))),
            Aspect::Unlinked(other) => ("unlinked", 10_012, Some(packed(other))),
            Aspect::MainContact(contact) => ("main_contact_changed", 10_013, Some(contact.0)),
            Aspect::TaskAdded(task) => ("task_added", 10_014, Some(task.0)),
            Aspect::TaskCompleted(task) => ("task_completed", 10_015, Some(task.0)),
            Aspect::TaskDeleted(task) => ("task_deleted", 10_016, Some(task.0)),
            Aspect::TaskText(task) => ("task_text_changed", 10_017, Some(task.0)),
            Aspect::TaskDue(task) => ("task_due_changed", 10_018, Some(task.0)),
            Aspect::TaskType(task) => ("task_type_changed", 10_019, Some(task.0)),
            Aspect::TaskResponsible(task) => ("task_responsible_changed", 10_020, Some(task.0)),
            Aspect::TaskResult(task) => ("task_result_added", 10_021, Some(task.0)),
            Aspect::NoteAdded(note) => ("note_added", 10_022, Some(note.0)),
            Aspect::NoteChanged(note) => ("note_changed", 10_023, Some(note.0)),
            Aspect::NoteDeleted(note) => ("note_deleted", 10_024, Some(note.0)),
            Aspect::LoopStopped(trigger) => ("loop_stopped", 10_025, Some(trigger.0)),
            Aspect::Applied(trigger) => ("trigger_applied", 10_026, Some(trigger.0)),
        }
    }

    /// The id of the field, tag, task, note or entity that it is about.
    pub fn subject(self) -> Option<i64> {
        match self {
            Aspect::Linked(other) | Aspect::Unlinked(other) => Some(other.id),
            other => other.parts().2,
        }
    }

    /// The aspect with that number and subject; unknown numbers are [`Aspect::Other`].
    pub fn from_parts(number: i64, subject: Option<i64>) -> Aspect {
        let id = subject.unwrap_or_default();
        match number {
            10_001 => Aspect::Added,
            10_002 => Aspect::Deleted,
            10_003 => Aspect::Restored,
            10_004 => Aspect::Name,
            10_005 => Aspect::Price,
            10_006 => Aspect::Responsible,
            10_007 => Aspect::Closing,
            10_008 => Aspect::Field(FieldId(id)),
            10_009 => Aspect::TagAdded(TagId(id)),
            10_010 => Aspect::TagRemoved(TagId(id)),
            10_011 => unpacked(id).map_or(Aspect::Other, Aspect::Linked),
            10_012 => unpacked(id).map_or(Aspect::Other, Aspect::Unlinked),
            10_013 => Aspect::MainContact(ContactId(id)),
            10_014 => Aspect::TaskAdded(TaskId(id)),
            10_015 => Aspect::TaskCompleted(TaskId(id)),
            10_016 => Aspect::TaskDeleted(TaskId(id)),
            10_017 => Aspect::TaskText(TaskId(id)),
            10_018 => Aspect::TaskDue(TaskId(id)),
            10_019 => Aspect::TaskType(TaskId(id)),
            10_020 => Aspect::TaskResponsible(TaskId(id)),
            10_021 => Aspect::TaskResult(TaskId(id)),
            10_022 => Aspect::NoteAdded(NoteId(id)),
            10_023 => Aspect::NoteChanged(NoteId(id)),
            10_024 => Aspect::NoteDeleted(NoteId(id)),
            10_025 => Aspect::LoopStopped(TriggerId(id)),
            10_026 => Aspect::Applied(TriggerId(id)),
            _ => Aspect::Other,
        }
    }
}

/// Kind and id in one number; ids stay below 2³¹, kinds below 16.
fn packed(entity: Entity) -> i64 {
    entity.id * 16 + entity.kind.number()
}

fn unpacked(number: i64) -> Option<Entity> {
    Some(Entity { kind: crate::EntityKind::from_number(number % 16)?, id: number / 16 })
}

impl EventKind {
    /// Where the lead stands after the event; [`Place::NOWHERE`] for an entity that is no lead.
    pub fn place(self) -> Place {
        match self {
            EventKind::Created { at }
            | EventKind::Appeared { at }
            | EventKind::Client { at, .. }
            | EventKind::Changed { at, .. } => at,
            EventKind::Moved { to, .. } => to,
        }
    }

    /// The code under which a hook speaks of the event; a change of an aspect has none.
    pub fn code(self) -> Option<Code> {
        match self {
            EventKind::Created { .. } => Some(Code::LeadAdded),
            EventKind::Moved { .. } => Some(Code::LeadStatusChanged),
            EventKind::Appeared { .. } => Some(Code::LeadAppearedInStatus),
            EventKind::Client { what, .. } => Some(what.code()),
            EventKind::Changed { .. } => None,
        }
    }

    /// The name in our own API.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::Changed { what, .. } => what.parts().0,
            other => other.code().map_or("edited", Code::name),
        }
    }
}

/// What a client can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientAction {
    /// Wrote a letter.
    MailIn,
    /// Called.
    CallIn,
    /// Opened a page of the site.
    SiteVisit,
    /// Wrote in a chat.
    Chat,
}

impl ClientAction {
    /// The code that hooks carry.
    pub const fn code(self) -> Code {
        match self {
            ClientAction::MailIn => Code::MailIn,
            ClientAction::CallIn => Code::CallIn,
            ClientAction::SiteVisit => Code::SiteVisit,
            ClientAction::Chat => Code::Chat,
        }
    }

    /// The action with that code.
    pub fn from_code(code: Code) -> Option<ClientAction> {
        [ClientAction::MailIn, ClientAction::CallIn, ClientAction::SiteVisit, ClientAction::Chat]
            .into_iter()
            .find(|action| action.code() == code)
    }
}

/// What brought an event about, when it was not a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The event that fired the trigger.
    pub event: EventId,
    /// The trigger whose action made this event.
    pub trigger: TriggerId,
    /// Links in the chain since a person did something: 1 for the first automatic event.
    pub depth: u8,
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Order is by id, never by time.
    pub id: EventId,
    /// To what.
    pub entity: Entity,
    /// What.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who; the robot for automatic events.
    pub author: UserId,
    /// Because of what.
    pub cause: Option<Cause>,
}

impl Event {
    /// The lead that it happened to, if it is one.
    pub fn lead(&self) -> Option<LeadId> {
        self.entity.lead()
    }

    /// Links between this event and the last thing a person did.
    pub fn depth(&self) -> u8 {
        self.cause.map_or(0, |cause| cause.depth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EntityKind;

    #[test]
    fn every_aspect_comes_back_from_its_parts() {
        let numbers = (10_001..=10_026).chain([0]);
        let mut names = std::collections::HashSet::new();
        for number in numbers {
            let company = Entity { kind: EntityKind::Customer, id: 2_147_483_647 };
            let subject = if matches!(number, 10_011 | 10_012) { packed(company) } else { 77 };
            let aspect = Aspect::from_parts(number, Some(subject));
            let (name, again, kept) = aspect.parts();
            assert_eq!(again, number, "{name}");
            assert!(kept.is_none_or(|kept| kept == subject), "{name}");
            assert!(names.insert(name), "{name} twice");
        }
        assert_eq!(Aspect::from_parts(10_011, Some(5)), Aspect::Other);
        assert_eq!(Aspect::from_parts(-1, None), Aspect::Other);
    }
}
