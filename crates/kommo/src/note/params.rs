//! What a note of each type holds (`events-and-notes`): known keys are checked, unknown ones left out.

use domain::note::NoteKind;
use serde_json::{Map, Value, json};

use crate::body::{Reader, not_a_choice};
use crate::scalar;

/// What one key holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    Number,
    /// The statuses of a call.
    CallStatus,
    /// The statuses of a message to the cashier.
    CashierStatus,
    /// A user's id, or a name or number of somebody outside.
    Person,
}

/// The keys of a type, with whether a new note must have them.
fn keys(kind: NoteKind) -> &'static [(&'static str, Holds, bool)] {
    use Holds::*;
    match kind {
        NoteKind::CallIn | NoteKind::CallOut => &[
            ("uniq", Text, false),
            ("duration", Number, true),
            ("source", Text, true),
            ("link", Text, false),
            ("phone", Text, true),
            ("call_responsible", Person, false),
            ("call_result", Text, false),
            ("call_status", CallStatus, false),
        ],
        NoteKind::ServiceMessage | NoteKind::ExtendedServiceMessage => &[("service", Text, true), ("text", Text, true)],
        NoteKind::MessageCashier => &[("status", CashierStatus, true), ("text", Text, true)],
        NoteKind::Geolocation => {
            &[("text", Text, true), ("address", Text, true), ("longitude", Text, true), ("latitude", Text, true)]
        }
        NoteKind::SmsIn | NoteKind::SmsOut => &[("text", Text, true), ("phone", Text, true)],
        NoteKind::Attachment => &[
            ("file_uuid", Text, true),
            ("version_uuid", Text, false),
            ("file_name", Text, false),
            ("original_name", Text, false),
            ("text", Text, false),
            ("is_drive_attachment", Text, false),
        ],
        _ => &[("text", Text, true)],
    }
}

/// Reads `params` of a note of that type; all that is wrong is noted. `is_new` asks for what a new note must have.
pub fn read(reader: &mut Reader<'_>, kind: NoteKind, is_new: bool) -> Option<Map<String, Value>> {
    reader.inside("params", |params| {
        let mut read = Map::new();
        for (key, holds, is_required) in keys(kind) {
            if *is_required && is_new {
                params.require(key);
            }
            if let Some(value) = value(params, key, *holds) {
                read.insert((*key).to_string(), value);
            }
        }
        read
    })
}

fn value(params: &mut Reader<'_>, key: &str, holds: Holds) -> Option<Value> {
    let known = match holds {
        Holds::Text if key == "is_drive_attachment" => return params.flag(key).map(Value::from),
        // Places are told as numbers too.
        Holds::Text => {
            return match params.get(key)? {
                Value::Number(number) => Some(json!(number.to_string())),
                _ => params.text(key).map(Value::from),
            };
        }
        Holds::Number => return params.truncated(key).map(Value::from),
        Holds::Person => {
            let value = params.get(key)?;
            return scalar::int(value).map(Value::from).or_else(|| params.text(key).map(Value::from));
        }
        Holds::CallStatus => params.int(key).map(|status| ((1..=8).contains(&status), json!(status))),
        Holds::CashierStatus => {
            params.text(key).map(|word| (["created", "shown", "canceled"].contains(&word.as_str()), json!(word)))
        }
    };
    let (is_known, value) = known?;
    if !is_known {
        params.note(not_a_choice(key));
    }
    Some(value)
}
