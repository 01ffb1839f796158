//! Starting and stopping bots (`launch-salesbot`). The calls are read and checked; no engine runs bots yet.

use domain::EntityKind;
use serde_json::Value;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};

/// Bots that one call starts.
pub const RUNS_MAX: usize = 100;

/// A bot that is to run, or to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BotCall {
    /// Which one.
    pub bot: i64,
    /// For what: its kind and id.
    pub entity: (EntityKind, i64),
}

/// Reads `POST /api/v2/salesbot/run` and `POST /bots/run`. Some clients send one object instead of a list.
pub fn parse_many(body: &Value) -> Result<Vec<Item<BotCall>>, Rejection> {
    let read = |reader: &mut Reader<'_>| {
        reader.require("bot_id");
        let bot = reader.int("bot_id").unwrap_or_default();
        read_call(reader, bot)
    };
    if body.get("bot_id").is_some() {
        return Ok(vec![read_one(body, read)?]);
    }
    let items = read_many(body, read)?;
    if items.len() > RUNS_MAX {
        return Err(Rejection::Malformed(format!(
            "A request has at most {RUNS_MAX} items, this one has {}",
            items.len()
        )));
    }
    Ok(items)
}

/// Reads `POST /bots/{id}/run` and `/stop`.
pub fn parse_one(bot: i64, body: &Value) -> Result<BotCall, Rejection> {
    Ok(read_one(body, |reader| read_call(reader, bot))?.value)
}

fn read_call(reader: &mut Reader<'_>, bot: i64) -> BotCall {
    reader.require("entity_id");
    reader.require("entity_type");
    let id = reader.int("entity_id").unwrap_or_default();
    let kind = reader.text("entity_type").map(|name| match name.as_str() {
        "1" | "contacts" => Some(EntityKind::Contact),
        "2" | "leads" => Some(EntityKind::Lead),
        "12" | "customers" => Some(EntityKind::Customer),
        _ => None,
    });
    if kind == Some(None) {
        reader.note(not_a_choice("entity_type"));
    }
    BotCall { bot, entity: (kind.flatten().unwrap_or(EntityKind::Lead), id) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_form_of_a_call() {
        let call = BotCall { bot: 7, entity: (EntityKind::Lead, 5) };
        for body in [
            json!([{"bot_id": 7, "entity_id": 5, "entity_type": 2}]),
            json!([{"bot_id": "7", "entity_id": "5", "entity_type": "2"}]),
            json!({"bot_id": 7, "entity_id": 5, "entity_type": "leads"}),
        ] {
            assert_eq!(parse_many(&body).unwrap()[0].value, call, "{body}");
        }
        assert_eq!(parse_one(7, &json!({"entity_id": 5, "entity_type": "leads"})), Ok(call));
        for body in [json!([]), json!([{}]), json!([{"bot_id": 7, "entity_id": 5, "entity_type": "tasks"}]), json!("x")]
        {
            assert!(parse_many(&body).is_err(), "{body}");
        }
        let many = json!(vec![json!({"bot_id": 7, "entity_id": 5, "entity_type": 2}); 101]);
        assert!(parse_many(&many).is_err());
    }
}
