//! The complete catalogue of when-conditions (`digital-pipeline` §3). Some work today, the rest has its place here.

use crate::event::{ClientAction, Code};
use crate::{FieldId, Timestamp};

/// The event that a trigger waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// After a lead was created in the stage.
    Created,
    /// After a lead moved to the stage.
    Moved,
    /// After either; what people pick in practice.
    MovedOrCreated,
    /// A letter, call, site visit or chat message of the client.
    Client(ClientAction),
    /// The responsible user changed.
    ResponsibleChanged,
    /// An invoice or purchase was added.
    InvoiceAdded,
    /// An invoice or purchase was paid.
    InvoicePaid,
    /// A user put a tag on the lead.
    TagAdded,
    /// A user took a tag off the lead.
    TagRemoved,
    /// A field changed.
    FieldChanged(FieldId),
    /// Hours before (negative) or after a date that stands in a field.
    AroundDate {
        /// The date field of the lead or its main contact.
        field: FieldId,
        /// Offset in hours; negative is before.
        hours: i32,
    },
    /// Once, for all leads that then are in the stage.
    Once(Timestamp),
    /// Again and again, for all leads that then are in the stage.
    Every {
        /// How often.
        period: Period,
        /// Minutes after midnight in the account's zone.
        minute: u16,
    },
    /// The client filled in an individual form.
    FormFilled,
    /// A key action of the website button.
    KeyAction(String),
    /// A conversation began.
    TalkCreated,
    /// The first message after a silence of so many seconds.
    FirstMessage {
        /// Silence before it.
        cool_down_seconds: i64,
    },
    /// The client read a message.
    MessageRead,
    /// A conversation was closed.
    TalkClosed,
    /// The client has been silent for so many seconds.
    Silence {
        /// How long.
        seconds: i64,
    },
    /// The client mentioned the company in a story.
    StoryMention,
}

/// How often a time condition comes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// Each day.
    Daily,
    /// On that day of the week, Monday = 0.
    Weekly(u8),
    /// On that day of the month; 29–31 fall on the last day of shorter months.
    Monthly(u8),
    /// On that day of the year.
    Yearly {
        /// 1–12.
        month: u8,
        /// 1–31.
        day: u8,
    },
}

impl When {
    /// Whether the engine raises the event today; a trigger on another condition could never fire.
    pub fn is_available(&self) -> bool {
        matches!(self, When::Created | When::Moved | When::MovedOrCreated | When::Client(_))
    }

    /// Whether it speaks of creating and moving; only then a hook has a direction.
    pub fn is_about_stages(&self) -> bool {
        matches!(self, When::Created | When::Moved | When::MovedOrCreated)
    }

    /// The code that a hook carries when the condition itself is met; inside and on leaving an area it is 15.
    pub fn code(&self) -> Option<Code> {
        match self {
            When::Created => Some(Code::LeadAdded),
            When::Moved => Some(Code::LeadStatusChanged),
            When::MovedOrCreated => Some(Code::LeadAppearedInStatus),
            When::Client(action) => Some(action.code()),
            _ => None,
        }
    }

    /// The name in our own API. Stored too, so it never changes.
    pub fn name(&self) -> &'static str {
        match self {
            When::Created => "created",
            When::Moved => "moved",
            When::MovedOrCreated => "moved_or_created",
            When::Client(ClientAction::MailIn) => "mail_in",
            When::Client(ClientAction::CallIn) => "call_in",
            When::Client(ClientAction::SiteVisit) => "site_visit",
            When::Client(ClientAction::Chat) => "chat",
            When::ResponsibleChanged => "responsible_changed",
            When::InvoiceAdded => "invoice_added",
            When::InvoicePaid => "invoice_paid",
            When::TagAdded => "tag_added",
            When::TagRemoved => "tag_removed",
            When::FieldChanged(_) => "field_changed",
            When::AroundDate { .. } => "around_date",
            When::Once(_) => "once",
            When::Every { .. } => "every",
            When::FormFilled => "form_filled",
            When::KeyAction(_) => "key_action",
            When::TalkCreated => "talk_created",
            When::FirstMessage { .. } => "first_message",
            When::MessageRead => "message_read",
            When::TalkClosed => "talk_closed",
            When::Silence { .. } => "silence",
            When::StoryMention => "story_mention",
        }
    }

    /// The condition with that name, for those that work today and take no parameter.
    pub fn from_name(name: &str) -> Option<When> {
        let clients = [ClientAction::MailIn, ClientAction::CallIn, ClientAction::SiteVisit, ClientAction::Chat];
        let stages = [When::Created, When::Moved, When::MovedOrCreated];
        stages.into_iter().chain(clients.into_iter().map(When::Client)).find(|when| when.name() == name)
    }
}
