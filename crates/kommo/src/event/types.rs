//! Types of the journal and what of our log each of them is.

use domain::event::{Aspect, ClientAction, Event, EventKind};
use domain::note::NoteKind;
use domain::{EntityKind, FieldId, NoteId, TagId, TaskId};

/// Numbers and names (`api-v4` §15.4).
pub const TYPES: [(i64, &str); 81] = [
    (1, "lead_added"),
    (2, "contact_added"),
    (3, "company_added"),
    (7, "lead_deleted"),
    (8, "contact_deleted"),
    (9, "company_deleted"),
    (10, "lead_restored"),
    (11, "contact_restored"),
    (12, "company_restored"),
    (14, "lead_status_changed"),
    (16, "incoming_mail"),
    (17, "incoming_call"),
    (18, "site_visit_note_added"),
    (20, "customer_added"),
    (24, "custom_field_value_changed"),
    (25, "entity_responsible_changed"),
    (26, "transaction_added"),
    (27, "common_note_added"),
    (28, "attachment_note_added"),
    (29, "task_completed"),
    (30, "outgoing_call"),
    (31, "targeting_in_note_added"),
    (32, "targeting_out_note_added"),
    (33, "task_result_added"),
    (38, "geo_note_added"),
    (39, "service_note_added"),
    (40, "dropbox_attachment"),
    (41, "incoming_sms"),
    (42, "outgoing_sms"),
    (49, "task_added"),
    (51, "task_deleted"),
    (53, "customer_deleted"),
    (57, "customer_status_changed"),
    (59, "link_followed"),
    (60, "message_to_cashier_note_added"),
    (62, "invoice_paid"),
    (63, "entity_tag_added"),
    (64, "entity_tag_deleted"),
    (69, "sale_field_changed"),
    (70, "name_field_changed"),
    (72, "entity_linked"),
    (73, "entity_unlinked"),
    (74, "robot_replied"),
    (75, "intent_identified"),
    (76, "task_type_changed"),
    (77, "task_text_changed"),
    (78, "task_deadline_changed"),
    (79, "common_note_deleted"),
    (80, "lead_linked"),
    (81, "contact_linked"),
    (82, "company_linked"),
    (83, "customer_linked"),
    (84, "lead_unlinked"),
    (85, "contact_unlinked"),
    (86, "company_unlinked"),
    (87, "customer_unlinked"),
    (88, "ltv_field_changed"),
    (89, "incoming_chat_message"),
    (90, "outgoing_chat_message"),
    (91, "nps_rate_added"),
    (92, "entity_merged"),
    (94, "entity_segment_attached"),
    (95, "entity_segment_detached"),
    (96, "zoom_conference"),
    (97, "video_opened"),
    (98, "video_closed"),
    (99, "picture_opened"),
    (100, "picture_closed"),
    (101, "segment_created"),
    (116, "key_action_completed"),
    (118, "invoice_created"),
    (119, "talk_created"),
    (120, "talk_closed"),
    (122, "talk_missed_event"),
    (135, "conversation_answered"),
    (136, "meta_chat_subscription_added"),
    (137, "meta_chat_subscription_removed"),
    (150, "entity_direct_message"),
    (151, "page_mention"),
    (152, "outgoing_mail"),
    (153, "ai_result"),
];

/// What of our log a type is: a stored kind, and what else must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The stored number of the kind.
    pub number: i64,
    /// The field that it is about.
    pub field: Option<i64>,
    /// The kind of note that it is about.
    pub note: Option<NoteKind>,
    /// What it happened to.
    pub entity: Option<EntityKind>,
    /// What was linked or unlinked.
    pub linked: Option<EntityKind>,
}

const fn plain(number: i64) -> Source {
    Source { number, field: None, note: None, entity: None, linked: None }
}

fn number(aspect: Aspect) -> i64 {
    aspect.parts().1
}

/// The type of a note's coming.
pub fn note_type(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Common => "common_note_added",
        NoteKind::CallIn => "incoming_call",
        NoteKind::CallOut => "outgoing_call",
        NoteKind::ServiceMessage | NoteKind::ExtendedServiceMessage => "service_note_added",
        NoteKind::MessageCashier => "message_to_cashier_note_added",
        NoteKind::Geolocation => "geo_note_added",
        NoteKind::SmsIn => "incoming_sms",
        NoteKind::SmsOut => "outgoing_sms",
        NoteKind::Attachment => "attachment_note_added",
        NoteKind::Mail => "incoming_mail",
        NoteKind::Chat => "incoming_chat_message",
        NoteKind::SiteVisit => "site_visit_note_added",
        NoteKind::TargetingIn => "targeting_in_note_added",
        NoteKind::TargetingOut => "targeting_out_note_added",
        NoteKind::Transaction => "transaction_added",
        NoteKind::InvoicePaid | NoteKind::BillPaid => "invoice_paid",
        NoteKind::ZoomMeeting => "zoom_conference",
        NoteKind::DropboxAttachment => "dropbox_attachment",
        NoteKind::LinkFollowed => "link_followed",
        NoteKind::AiResult => "ai_result",
    }
}

fn client_type(what: ClientAction) -> &'static str {
    match what {
        ClientAction::MailIn => "incoming_mail",
        ClientAction::CallIn => "incoming_call",
        ClientAction::SiteVisit => "site_visit_note_added",
        ClientAction::Chat => "incoming_chat_message",
    }
}

/// The type of an event; `None` when the journal has none for it.
pub(super) fn type_of(event: &Event, note: Option<NoteKind>) -> Option<String> {
    let of = event.entity.kind.name();
    let what = match event.kind {
        EventKind::Created { .. } => return Some("lead_added".to_string()),
        EventKind::Moved { .. } => return Some("lead_status_changed".to_string()),
        EventKind::Appeared { .. } => return None,
        EventKind::Client { what, .. } => return Some(client_type(what).to_string()),
        EventKind::Changed { what, .. } => what,
    };
    let name = match what {
        Aspect::Added => return Some(format!("{of}_added")),
        Aspect::Deleted => return Some(format!("{of}_deleted")),
        Aspect::Restored => return Some(format!("{of}_restored")),
        Aspect::Field(field) => return Some(format!("custom_field_{field}_value_changed")),
        Aspect::Linked(other) => return Some(format!("{}_linked", other.kind.name())),
        Aspect::Unlinked(other) => return Some(format!("{}_unlinked", other.kind.name())),
        Aspect::Name => "name_field_changed",
        Aspect::Price => "sale_field_changed",
        Aspect::Responsible | Aspect::TaskResponsible(_) => "entity_responsible_changed",
        Aspect::TagAdded(_) => "entity_tag_added",
        Aspect::TagRemoved(_) => "entity_tag_deleted",
        Aspect::TaskAdded(_) => "task_added",
        Aspect::TaskCompleted(_) => "task_completed",
        Aspect::TaskDeleted(_) => "task_deleted",
        Aspect::TaskText(_) => "task_text_changed",
        Aspect::TaskDue(_) => "task_deadline_changed",
        Aspect::TaskType(_) => "task_type_changed",
        Aspect::TaskResult(_) => "task_result_added",
        Aspect::NoteAdded(_) => note_type(note.unwrap_or(NoteKind::Common)),
        Aspect::NoteDeleted(_) => "common_note_deleted",
        Aspect::Other
        | Aspect::Closing
        | Aspect::MainContact(_)
        | Aspect::NoteChanged(_)
        | Aspect::LoopStopped(_)
        | Aspect::Applied(_) => {
            return None;
        }
    };
    Some(name.to_string())
}

/// What of our log a type is; nothing for a type that nothing of ours has.
pub fn sources(name: &str) -> Vec<Source> {
    let mut found: Vec<Source> = everything().into_iter().filter(|(known, _)| known == name).map(|(_, s)| s).collect();
    let fields = number(Aspect::Field(FieldId(0)));
    match name {
        "custom_field_value_changed" => found.push(plain(fields)),
        "entity_linked" => found.push(plain(LINKED)),
        "entity_unlinked" => found.push(plain(UNLINKED)),
        _ => {
            let id = name.strip_prefix("custom_field_").and_then(|rest| rest.strip_suffix("_value_changed"));
            let field = id.and_then(|id| id.parse().ok());
            found.extend(field.map(|field| Source { field: Some(field), ..plain(fields) }));
        }
    }
    found
}

const LINKED: i64 = 10_011;
const UNLINKED: i64 = 10_012;

/// Everything of our log that has a type, without the fields.
fn everything() -> Vec<(String, Source)> {
    let mut all: Vec<(String, Source)> =
        vec![("lead_added".into(), plain(1)), ("lead_status_changed".into(), plain(14))];
    for what in [ClientAction::MailIn, ClientAction::CallIn, ClientAction::SiteVisit, ClientAction::Chat] {
        all.push((client_type(what).into(), plain(what.code().number())));
    }
    for kind in EntityKind::ALL {
        let (of, on) = (kind.name(), |aspect| Source { entity: Some(kind), ..plain(number(aspect)) });
        all.push((format!("{of}_added"), on(Aspect::Added)));
        all.push((format!("{of}_deleted"), on(Aspect::Deleted)));
        all.push((format!("{of}_restored"), on(Aspect::Restored)));
        all.push((format!("{of}_linked"), Source { linked: Some(kind), ..plain(LINKED) }));
        all.push((format!("{of}_unlinked"), Source { linked: Some(kind), ..plain(UNLINKED) }));
    }
    for kind in NoteKind::ALL {
        let added = plain(number(Aspect::NoteAdded(NoteId(0))));
        all.push((note_type(kind).into(), Source { note: Some(kind), ..added }));
    }
    let task = TaskId(0);
    for (name, aspect) in [
        ("name_field_changed", Aspect::Name),
        ("sale_field_changed", Aspect::Price),
        ("entity_responsible_changed", Aspect::Responsible),
        ("entity_responsible_changed", Aspect::TaskResponsible(task)),
        ("entity_tag_added", Aspect::TagAdded(TagId(0))),
        ("entity_tag_deleted", Aspect::TagRemoved(TagId(0))),
        ("task_added", Aspect::TaskAdded(task)),
        ("task_completed", Aspect::TaskCompleted(task)),
        ("task_deleted", Aspect::TaskDeleted(task)),
        ("task_text_changed", Aspect::TaskText(task)),
        ("task_deadline_changed", Aspect::TaskDue(task)),
        ("task_type_changed", Aspect::TaskType(task)),
        ("task_result_added", Aspect::TaskResult(task)),
        ("common_note_deleted", Aspect::NoteDeleted(NoteId(0))),
    ] {
        all.push((name.into(), plain(number(aspect))));
    }
    all
}

/// The stored kinds that are about tasks.
pub fn is_of_task(number: i64) -> bool {
    (10_014..=10_021).contains(&number)
}

/// Every stored kind that has a type, once.
pub fn all_sources() -> Vec<Source> {
    let mut numbers: Vec<i64> = everything().into_iter().map(|(_, source)| source.number).collect();
    numbers.push(number(Aspect::Field(FieldId(0))));
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().map(plain).collect()
}
