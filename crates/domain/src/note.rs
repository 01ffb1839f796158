//! Notes: what was said, written, called or done about an entity, in the order of happening.
//!
//! What a note of a kind holds is JSON, which this room does not read; `kommo` checks it at the door.

use crate::event::ClientAction;
use crate::{Entity, NoteId, Timestamp, UserId};

/// Bytes of what a note holds, as JSON.
pub const PARAMS_BYTES_MAX: usize = 64 * 1024;

/// The kinds of note (`digital-pipeline` §9.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKind {
    /// A text by a person.
    Common,
    /// A call from the client.
    CallIn,
    /// A call to the client.
    CallOut,
    /// A line by a service.
    ServiceMessage,
    /// A long text by a service, folded in the feed.
    ExtendedServiceMessage,
    /// A message to the cashier.
    MessageCashier,
    /// A place on the map.
    Geolocation,
    /// A text message from the client.
    SmsIn,
    /// A text message to the client.
    SmsOut,
    /// A file.
    Attachment,
    /// A letter.
    Mail,
    /// A message of a chat.
    Chat,
    /// A visit of the site.
    SiteVisit,
    /// Entered an audience of advertisements.
    TargetingIn,
    /// Left an audience of advertisements.
    TargetingOut,
    /// A purchase.
    Transaction,
    /// A paid invoice.
    InvoicePaid,
    /// A paid bill.
    BillPaid,
    /// A meeting over video.
    ZoomMeeting,
    /// A file of a file service.
    DropboxAttachment,
    /// A short link was followed.
    LinkFollowed,
    /// An answer of a language model.
    AiResult,
}

impl NoteKind {
    /// All kinds.
    pub const ALL: [NoteKind; 22] = [
        NoteKind::Common,
        NoteKind::CallIn,
        NoteKind::CallOut,
        NoteKind::ServiceMessage,
        NoteKind::ExtendedServiceMessage,
        NoteKind::MessageCashier,
        NoteKind::Geolocation,
        NoteKind::SmsIn,
        NoteKind::SmsOut,
        NoteKind::Attachment,
        NoteKind::Mail,
        NoteKind::Chat,
        NoteKind::SiteVisit,
        NoteKind::TargetingIn,
        NoteKind::TargetingOut,
        NoteKind::Transaction,
        NoteKind::InvoicePaid,
        NoteKind::BillPaid,
        NoteKind::ZoomMeeting,
        NoteKind::DropboxAttachment,
        NoteKind::LinkFollowed,
        NoteKind::AiResult,
    ];

    /// The name, ours and the vendor's. Stored too, so it never changes.
    pub const fn name(self) -> &'static str {
        match self {
            NoteKind::Common => "common",
            NoteKind::CallIn => "call_in",
            NoteKind::CallOut => "call_out",
            NoteKind::ServiceMessage => "service_message",
            NoteKind::ExtendedServiceMessage => "extended_service_message",
            NoteKind::MessageCashier => "message_cashier",
            NoteKind::Geolocation => "geolocation",
            NoteKind::SmsIn => "sms_in",
            NoteKind::SmsOut => "sms_out",
            NoteKind::Attachment => "attachment",
            NoteKind::Mail => "amomail_message",
            NoteKind::Chat => "chat",
            NoteKind::SiteVisit => "site_visit",
            NoteKind::TargetingIn => "targeting_in",
            NoteKind::TargetingOut => "targeting_out",
            NoteKind::Transaction => "transaction",
            NoteKind::InvoicePaid => "invoice_paid",
            NoteKind::BillPaid => "bill_paid",
            NoteKind::ZoomMeeting => "zoom_meeting",
            NoteKind::DropboxAttachment => "dropbox_attachment",
            NoteKind::LinkFollowed => "link_followed",
            NoteKind::AiResult => "ai_result",
        }
    }

    /// The kind with that name.
    pub fn parse(name: &str) -> Option<NoteKind> {
        NoteKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether clients may write it: the ten documented kinds. The others come from the system itself.
    pub fn is_writable(self) -> bool {
        self <= NoteKind::Attachment
    }

    /// What the client did when a note of this kind appears (`digital-pipeline` §13.2): a call that came in. Letters and
    /// messages come through their own channels, not as notes that somebody writes.
    pub fn client_action(self) -> Option<ClientAction> {
        (self == NoteKind::CallIn).then_some(ClientAction::CallIn)
    }
}

/// A note as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// What it is about.
    pub entity: Entity,
    /// Its kind.
    pub kind: NoteKind,
    /// What it holds: a JSON object.
    pub params: String,
    /// Who answers for it.
    pub responsible: UserId,
    /// Who made it.
    pub created_by: UserId,
    /// Who changed it last.
    pub updated_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Whether it stands at the top of the feed.
    pub is_pinned: bool,
}

/// A note to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNote {
    /// What it is about.
    pub entity: Entity,
    /// Its kind.
    pub kind: NoteKind,
    /// What it holds: a JSON object of at most [`PARAMS_BYTES_MAX`].
    pub params: String,
    /// Who answers for it; the caller when absent.
    pub responsible: Option<UserId>,
    /// Who made it, when the caller says so.
    pub created_by: Option<UserId>,
    /// When it was made, when the caller says so.
    pub created_at: Option<Timestamp>,
    /// Whether triggers hear what the client did (`api-v4` §14.2). On by default.
    pub fires: bool,
}

impl NewNote {
    /// A note about an entity; everything else is as when nobody says.
    pub fn about(entity: Entity, kind: NoteKind, params: String) -> NewNote {
        NewNote { entity, kind, params, responsible: None, created_by: None, created_at: None, fires: true }
    }
}

/// A note to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteChange {
    /// Which one.
    pub id: NoteId,
    /// The entity that it must belong to, when the caller named one.
    pub entity: Option<Entity>,
    /// What it is to hold: a JSON object whose keys replace those of the note; absent when nothing changes.
    pub params: Option<String>,
    /// Who is to be named as the author of the change.
    pub author: Option<UserId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_ten_kinds_are_writable() {
        for kind in NoteKind::ALL {
            assert_eq!(NoteKind::parse(kind.name()), Some(kind));
        }
        assert_eq!(NoteKind::ALL.into_iter().filter(|kind| kind.is_writable()).count(), 10);
        assert_eq!(NoteKind::parse("poem"), None);
    }

    #[test]
    fn only_a_call_that_came_in_is_an_act_of_the_client() {
        let acts: Vec<_> = NoteKind::ALL.into_iter().filter_map(|kind| Some((kind, kind.client_action()?))).collect();
        assert_eq!(acts, [(NoteKind::CallIn, ClientAction::CallIn)]);
    }
}
