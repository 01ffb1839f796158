//! What happens to a lead, by whose hand and because of what.

use crate::pipeline::Place;
use crate::{EventId, LeadId, Timestamp, TriggerId, UserId};

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
    /// Name, budget, responsible user or the like changed.
    Edited {
        /// Where the lead stood.
        at: Place,
    },
}

impl EventKind {
    /// Where the lead stands after the event.
    pub fn place(self) -> Place {
        match self {
            EventKind::Created { at }
            | EventKind::Appeared { at }
            | EventKind::Client { at, .. }
            | EventKind::Edited { at } => at,
            EventKind::Moved { to, .. } => to,
        }
    }

    /// The code under which the log shows the event; an edit has none.
    pub fn code(self) -> Option<Code> {
        match self {
            EventKind::Created { .. } => Some(Code::LeadAdded),
            EventKind::Moved { .. } => Some(Code::LeadStatusChanged),
            EventKind::Appeared { .. } => Some(Code::LeadAppearedInStatus),
            EventKind::Client { what, .. } => Some(what.code()),
            EventKind::Edited { .. } => None,
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

/// Something that happened to a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Order is by id, never by time.
    pub id: EventId,
    /// To whom.
    pub lead: LeadId,
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
    /// Links between this event and the last thing a person did.
    pub fn depth(&self) -> u8 {
        self.cause.map_or(0, |cause| cause.depth)
    }
}
