//! The body of a widget hook (`digital_pipeline/integrations`), as JSON and as a form.
//!
//! Receivers read exactly these keys; some compare bytes. Written once per hook and sent often, so the JSON is built
//! in one piece of memory and the saved settings are spliced in as they are.

use domain::direction::Direction;
use domain::event::{Code, EventKind};
use domain::pipeline::Place;
use domain::{AccountId, LeadId, Timestamp};
use serde_json::Value;

use crate::php;

/// The number of leads among the kinds of entity.
pub const ELEMENT_TYPE_LEAD: i64 = 2;

/// What a hook tells.
#[derive(Clone, Copy, Debug)]
pub struct HookFacts<'a> {
    /// What happened.
    pub code: Code,
    /// To which lead.
    pub lead: LeadId,
    /// Where the lead stands after the event, also when it left the trigger's stages.
    pub place: Place,
    /// How it moved relative to the trigger; only with the codes 1, 14 and 15.
    pub direction: Option<Direction>,
    /// When it happened, not when the hook is sent.
    pub at: Timestamp,
    /// The trigger's saved values: a JSON object, kept byte for byte.
    pub settings: &'a str,
    /// Of the account.
    pub subdomain: &'a str,
    /// The account.
    pub account: AccountId,
}

/// Writes the body as the page prints it, without spaces.
pub fn widget_hook(facts: &HookFacts<'_>) -> String {
    let settings = object(facts.settings);
    // The fixed words take 240 bytes, nine numbers and two names the rest.
    let mut body = String::with_capacity(480 + settings.len() + facts.subdomain.len());
    body.push_str(r#"{"event":{"type":"#);
    push_int(&mut body, facts.code.number());
    body.push_str(r#","type_code":""#);
    body.push_str(facts.code.name());
    body.push_str(r#"","data":{"id":"#);
    push_int(&mut body, facts.lead.0);
    body.push_str(r#","element_type":"#);
    push_int(&mut body, ELEMENT_TYPE_LEAD);
    body.push_str(r#","status_id":"#);
    push_int(&mut body, facts.place.stage.0);
    body.push_str(r#","pipeline_id":"#);
    push_int(&mut body, facts.place.pipeline.0);
    if let Some(direction) = facts.direction {
        body.push_str(r#","direction_of_movement":""#);
        body.push_str(direction.name());
        body.push('"');
    }
    body.push_str(r#"},"time":"#);
    push_int(&mut body, facts.at.seconds());
    body.push_str(r#"},"action":{"settings":{"widget":{"settings":"#);
    body.push_str(settings);
    body.push_str(r#"}}},"subdomain":"#);
    push_text(&mut body, facts.subdomain);
    body.push_str(r#","account_id":"#);
    push_int(&mut body, facts.account.0);
    body.push('}');
    body
}

/// The body of a trigger's webhook ("API: send webhook"): ids of the lead and where it stands and stood, nothing else
/// (`webhooks` §6.2). What has no word of its own there is told as `status` without the old place.
pub fn trigger_webhook(kind: EventKind, lead: LeadId, subdomain: &str, account: AccountId) -> String {
    let action = match kind {
        EventKind::Created { .. } => "add",
        EventKind::Client { what, .. } => what.code().name(),
        EventKind::Moved { .. } | EventKind::Appeared { .. } | EventKind::Changed { .. } => "status",
    };
    let place = kind.place();
    let mut body = String::with_capacity(240 + subdomain.len());
    body.push_str(r#"{"leads":{""#);
    body.push_str(action);
    body.push_str(r#"":[{"id":"#);
    push_int(&mut body, lead.0);
    body.push_str(r#","status_id":"#);
    push_int(&mut body, place.stage.0);
    body.push_str(r#","pipeline_id":"#);
    push_int(&mut body, place.pipeline.0);
    if let EventKind::Moved { from: Some(from), .. } = kind {
        body.push_str(r#","old_status_id":"#);
        push_int(&mut body, from.stage.0);
        body.push_str(r#","old_pipeline_id":"#);
        push_int(&mut body, from.pipeline.0);
    }
    body.push_str(r#"}]},"account":{"id":"#);
    push_int(&mut body, account.0);
    body.push_str(r#","subdomain":"#);
    push_text(&mut body, subdomain);
    body.push_str("}}");
    body
}

/// The same tree as a form with PHP brackets, for receivers that read `$_POST`. The form follows from the JSON alone,
/// so a retry in the other encoding is the same delivery. `None` when the body is no JSON object.
///
/// PHP has no word for an empty array in a form: a hook whose settings are empty then carries none.
pub fn to_form(json_body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(json_body).ok()?;
    body.is_object().then(|| php::encode(&body))
}

/// Settings are checked when they are saved; should a row ever hold something else, the hook stays valid JSON.
fn object(settings: &str) -> &str {
    let text = settings.trim_ascii();
    if text.starts_with('{') && text.ends_with('}') { settings } else { "{}" }
}

fn push_int(body: &mut String, number: i64) {
    use std::fmt::Write;
    // Writing to a string cannot fail.
    let _ = write!(body, "{number}");
}

fn push_text(body: &mut String, text: &str) {
    match serde_json::to_string(text) {
        Ok(quoted) => body.push_str(&quoted),
        Err(_) => body.push_str("\"\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::direction::Direction::{WentFromTrigger, WentInTrigger, WentToTrigger};

    fn facts(code: Code, direction: Option<Direction>, settings: &str) -> HookFacts<'_> {
        HookFacts {
            code,
            lead: LeadId(7_000_101),
            place: Place::new(3_000_001, 31_000_002),
            direction,
            at: Timestamp(1_767_600_000_999),
            settings,
            subdomain: "acme-demo",
            account: AccountId(40_000_001),
        }
    }

    #[track_caller]
    fn check(code: Code, direction: Option<Direction>, event: &str, form_event: &str) {
        let settings = r#"{"message": "Hello {{contact.name}}","only_main":"1"}"#;
        let body = widget_hook(&facts(code, direction, settings));
        let expected = format!(
            r#"{{"event":{{{event},"time":1767600000}},"action":{{"settings":{{"widget":{{"settings":{settings}}}}}}},"subdomain":"acme-demo","account_id":40000001}}"#
        );
        assert_eq!(body, expected);
        let tail = concat!(
            "&event[time]=1767600000",
            "&action[settings][widget][settings][message]=Hello+%7B%7Bcontact.name%7D%7D",
            "&action[settings][widget][settings][only_main]=1&subdomain=acme-demo&account_id=40000001"
        );
        let form = format!("{form_event}{tail}").replace('[', "%5B").replace(']', "%5D");
        assert_eq!(to_form(&body).unwrap(), form);
    }

    #[test]
    fn the_webhook_of_a_trigger() {
        use domain::event::{Aspect, ClientAction};
        let (from, to) = (Place::new(3_000_001, 31_000_001), Place::new(3_000_002, 31_000_002));
        let (at, lead, account) = (to, LeadId(7_000_101), AccountId(40_000_001));
        let now = "[0][id]=7000101&K[0][status_id]=31000002&K[0][pipeline_id]=3000002";
        let old = "&K[0][old_status_id]=31000001&K[0][old_pipeline_id]=3000001";
        for (kind, word, old) in [
            (EventKind::Created { at }, "add", ""),
            (EventKind::Moved { from: Some(from), to }, "status", old),
            (EventKind::Moved { from: None, to }, "status", ""),
            (EventKind::Appeared { at }, "status", ""),
            (EventKind::Changed { what: Aspect::Other, at }, "status", ""),
            (EventKind::Client { what: ClientAction::MailIn, at }, "mail_in", ""),
            (EventKind::Client { what: ClientAction::CallIn, at }, "call_in", ""),
            (EventKind::Client { what: ClientAction::SiteVisit, at }, "site_visit", ""),
            (EventKind::Client { what: ClientAction::Chat, at }, "chat", ""),
        ] {
            let body = trigger_webhook(kind, lead, "acme-demo", account);
            let form = format!("K{now}{old}&account[id]=40000001&account[subdomain]=acme-demo");
            let form = form.replace('K', &format!("leads[{word}]")).replace('[', "%5B").replace(']', "%5D");
            assert_eq!(to_form(&body).unwrap(), form);
        }
    }

    #[test]
    fn every_code_in_both_encodings() {
        const MOVES: [Option<Direction>; 3] = [Some(WentToTrigger), Some(WentInTrigger), Some(WentFromTrigger)];
        for code in Code::ALL {
            let moves: &[Option<Direction>] = if code.number() <= 15 { &MOVES } else { &[None] };
            for direction in moves {
                let (number, name) = (code.number(), code.name());
                let json_move =
                    direction.map(|d| format!(r#","direction_of_movement":"{}""#, d.name())).unwrap_or_default();
                let form_move =
                    direction.map(|d| format!("&event[data][direction_of_movement]={}", d.name())).unwrap_or_default();
                check(
                    code,
                    *direction,
                    &format!(
                        r#""type":{number},"type_code":"{name}","data":{{"id":7000101,"element_type":2,"status_id":31000002,"pipeline_id":3000001{json_move}}}"#
                    ),
                    &format!(
                        "event[type]={number}&event[type_code]={name}&event[data][id]=7000101&event[data][element_type]=2&event[data][status_id]=31000002&event[data][pipeline_id]=3000001{form_move}"
                    ),
                );
            }
        }
    }

    #[test]
    fn the_whole_body_once_in_plain_sight() {
        assert_eq!(
            widget_hook(&facts(Code::LeadAppearedInStatus, Some(WentToTrigger), "{}")),
            concat!(
                r#"{"event":{"type":15,"type_code":"lead_appeared_in_status","data":{"id":7000101,"element_type":2,"#,
                r#""status_id":31000002,"pipeline_id":3000001,"direction_of_movement":"went_to_trigger"},"#,
                r#""time":1767600000},"action":{"settings":{"widget":{"settings":{}}}},"subdomain":"acme-demo","#,
                r#""account_id":40000001}"#
            )
        );
    }

    #[test]
    fn settings_are_kept_byte_for_byte() {
        for settings in [
            "{}",
            " { } ",
            r#"{"a":"\u00e9 é 😀 \/ \" \\ \n"}"#,
            r#"{"n":1.50,"big":123456789012345678901234567890,"deep":{"list":[1,{"x":null}],"e":{}}}"#,
            "{\n  \"b\" : 1,\n  \"a\" : 2\n}",
        ] {
            let body = widget_hook(&facts(Code::Chat, None, settings));
            assert!(body.contains(&format!(r#""settings":{settings}}}}}}},"subdomain""#)), "{body}");
            assert!(serde_json::from_str::<Value>(&body).is_ok(), "{body}");
            assert!(body.capacity() <= 480 + settings.len() + 9, "one piece of memory is enough");
        }
    }

    #[test]
    fn settings_in_a_form() {
        let tail = |settings: &str| {
            let form = to_form(&widget_hook(&facts(Code::Chat, None, settings))).unwrap();
            let (_, tail) = form.split_once("event%5Btime%5D=1767600000&").unwrap();
            tail.replace("action%5Bsettings%5D%5Bwidget%5D%5Bsettings%5D", "S")
                .replace("&subdomain=acme-demo&account_id=40000001", "")
        };
        assert_eq!(tail("{}"), "subdomain=acme-demo&account_id=40000001");
        assert_eq!(
            tail(r#"{"a":"é &=\n","b":{"c":[true,null,"x"]}}"#),
            "S%5Ba%5D=%C3%A9+%26%3D%0A&S%5Bb%5D%5Bc%5D%5B0%5D=1&S%5Bb%5D%5Bc%5D%5B2%5D=x"
        );
        assert_eq!(tail(r#"{"e":{},"l":[],"n":null,"z":""}"#), "S%5Bz%5D=");
    }

    #[test]
    fn a_hook_is_valid_whatever_it_is_made_of() {
        for settings in ["", "[]", "null", "\"x\"", "{"] {
            let subdomain = "quote\" back\\ \u{1} end";
            let body = widget_hook(&HookFacts { subdomain, ..facts(Code::Chat, None, settings) });
            let read: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(read["subdomain"], subdomain);
            assert!(to_form(&body).is_some());
        }
        for body in ["", "[1]", "x", "{\"a\":", "3"] {
            assert_eq!(to_form(body), None);
        }
        assert_eq!(to_form(&format!("{}{}", "{\"a\":".repeat(100_000), "}".repeat(100_000))), None);
    }
}
