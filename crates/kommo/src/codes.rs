//! Numbers and names of the conditions that a hook can tell of.
//!
//! The vendor's page has 1 and 14–22 (`digital_pipeline/integrations`); four more were seen in its private catalogue.
//! Conditions without any number get one of ours, from 10000 up, so that none can ever be taken for the vendor's.

use domain::when::{Period, When};

/// A condition as a hook names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventCode {
    /// `event.type`.
    pub number: i64,
    /// `event.type_code`.
    pub name: &'static str,
}

const fn code(number: i64, name: &'static str) -> EventCode {
    EventCode { number, name }
}

/// The vendor's codes.
pub const VENDOR: [EventCode; 14] = [
    code(1, "lead_added"),
    code(14, "lead_status_changed"),
    code(15, "lead_appeared_in_status"),
    code(16, "mail_in"),
    code(17, "call_in"),
    code(18, "site_visit"),
    code(19, "chat"),
    code(20, "customer_added"),
    code(21, "customer_period_changed"),
    code(22, "customer_appeared_in_period"),
    TALK_CREATED,
    AROUND_DATE,
    SILENCE,
    FIRST_MESSAGE,
];

const TALK_CREATED: EventCode = code(119, "talk_created");
const AROUND_DATE: EventCode = code(121, "relative_date");
const SILENCE: EventCode = code(141, "last_incoming_message");
const FIRST_MESSAGE: EventCode = code(146, "incoming_outgoing_message_first_time_that_cool_down");

/// Ours. A number, once given, never changes.
pub const OWN: [EventCode; 16] = [
    code(10_001, "responsible_changed"),
    code(10_002, "tag_added"),
    code(10_003, "tag_removed"),
    code(10_004, "field_changed"),
    code(10_005, "invoice_added"),
    code(10_006, "invoice_paid"),
    code(10_007, "form_filled"),
    code(10_008, "key_action"),
    code(10_009, "exact_time"),
    code(10_010, "daily"),
    code(10_011, "weekly"),
    code(10_012, "monthly"),
    code(10_013, "yearly"),
    code(10_014, "message_read"),
    code(10_015, "talk_closed"),
    code(10_016, "story_mention"),
];

/// How a hook names a condition that was met.
pub fn of(when: &When) -> EventCode {
    if let Some(known) = when.code() {
        return code(known.number(), known.name());
    }
    match when {
        When::TalkCreated => TALK_CREATED,
        When::AroundDate { .. } => AROUND_DATE,
        When::Silence { .. } => SILENCE,
        When::FirstMessage { .. } => FIRST_MESSAGE,
        When::ResponsibleChanged => OWN[0],
        When::TagAdded => OWN[1],
        When::TagRemoved => OWN[2],
        When::FieldChanged(_) => OWN[3],
        When::InvoiceAdded => OWN[4],
        When::InvoicePaid => OWN[5],
        When::FormFilled => OWN[6],
        When::KeyAction(_) => OWN[7],
        When::Once(_) => OWN[8],
        When::Every { period: Period::Daily, .. } => OWN[9],
        When::Every { period: Period::Weekly(_), .. } => OWN[10],
        When::Every { period: Period::Monthly(_), .. } => OWN[11],
        When::Every { period: Period::Yearly { .. }, .. } => OWN[12],
        When::MessageRead => OWN[13],
        When::TalkClosed => OWN[14],
        When::StoryMention => OWN[15],
        // These have a code of the domain, so they were answered above.
        When::Created | When::Moved | When::MovedOrCreated | When::Client(_) => VENDOR[2],
    }
}

/// The code with that number.
pub fn by_number(number: i64) -> Option<EventCode> {
    VENDOR.into_iter().chain(OWN).find(|code| code.number == number)
}

/// The code with that name.
pub fn by_name(name: &str) -> Option<EventCode> {
    VENDOR.into_iter().chain(OWN).find(|code| code.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::event::{ClientAction, Code};

    #[test]
    fn numbers_and_names_are_each_others() {
        for code in VENDOR.into_iter().chain(OWN) {
            assert_eq!((by_number(code.number), by_name(code.name)), (Some(code), Some(code)));
        }
        for known in Code::ALL {
            assert_eq!(by_number(known.number()), Some(code(known.number(), known.name())));
        }
        assert!(OWN.iter().all(|code| code.number > 10_000));
    }

    #[test]
    fn the_readme_lists_ours() {
        let readme = include_str!("../README.md");
        for code in OWN {
            assert!(readme.contains(&format!("{} | `{}`", code.number, code.name)), "{code:?}");
        }
    }

    #[test]
    fn conditions() {
        for (when, number) in [
            (When::Created, 1),
            (When::Moved, 14),
            (When::MovedOrCreated, 15),
            (When::Client(ClientAction::SiteVisit), 18),
            (When::TalkCreated, 119),
            (When::Silence { seconds: 60 }, 141),
            (When::ResponsibleChanged, 10_001),
            (When::Every { period: Period::Yearly { month: 2, day: 29 }, minute: 0 }, 10_013),
            (When::StoryMention, 10_016),
        ] {
            assert_eq!(of(&when).number, number);
        }
    }
}
