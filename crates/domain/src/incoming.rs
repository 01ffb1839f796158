//! Requests that nobody has accepted yet: leads in the incoming stage, with what is known of how they came.

use crate::{CompanyId, ContactId, LeadId, PipelineId, Timestamp, UserId};

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// A call.
    Sip,
    /// A letter.
    Mail,
    /// A form on a page.
    Forms,
    /// A chat.
    Chats,
}

impl Category {
    /// All of them, in the order of their numbers.
    pub const ALL: [Category; 4] = [Category::Sip, Category::Mail, Category::Forms, Category::Chats];

    /// The stored number; it never changes.
    pub const fn number(self) -> i64 {
        match self {
            Category::Sip => 1,
            Category::Mail => 2,
            Category::Forms => 3,
            Category::Chats => 4,
        }
    }

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Category::Sip => "sip",
            Category::Mail => "mail",
            Category::Forms => "forms",
            Category::Chats => "chats",
        }
    }

    /// The category with that number.
    pub fn from_number(number: i64) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.number() == number)
    }

    /// The category of that name.
    pub fn from_name(name: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.name() == name)
    }
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has decided yet.
    Waiting,
    /// It became an ordinary lead.
    Accepted,
    /// It went to the bin.
    Declined,
    /// Its client was joined to another lead.
    Linked,
}

impl State {
    /// The stored number; it never changes.
    pub const fn number(self) -> i64 {
        match self {
            State::Waiting => 0,
            State::Accepted => 1,
            State::Declined => 2,
            State::Linked => 3,
        }
    }

    /// The state with that number.
    pub fn from_number(number: i64) -> Option<State> {
        [State::Waiting, State::Accepted, State::Declined, State::Linked].into_iter().find(|s| s.number() == number)
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Its name: 40 hexadecimal digits.
    pub uid: String,
    /// How it came.
    pub category: Category,
    /// What became of it.
    pub state: State,
    /// The pipeline in whose incoming stage it waits.
    pub pipeline: PipelineId,
    /// The lead that it is.
    pub lead: LeadId,
    /// Who asked.
    pub contact: Option<ContactId>,
    /// For whom.
    pub company: Option<CompanyId>,
    /// The integration's own name of the source.
    pub source_uid: Option<String>,
    /// What people call the source.
    pub source_name: Option<String>,
    /// What is known of how it came: a JSON object.
    pub metadata: String,
    /// When it came.
    pub created_at: Timestamp,
    /// When it was decided about, and by whom.
    pub decided: Option<(Timestamp, UserId)>,
}
