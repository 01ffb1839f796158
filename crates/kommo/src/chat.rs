//! Chats of contacts and conversations on the wire (`contacts-api`, `talks-api`).

use domain::{AccountId, ContactId, Problem, Timestamp};
use serde_json::{Map, Value, json};

use crate::body::{Item, Rejection, not_a_choice, read_many, read_one};
use crate::hal::Base;
use crate::php::Tree;
use crate::query::Filter;

/// A contact and a chat that is to be his.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatLink {
    /// Whose.
    pub contact: ContactId,
    /// The chat's UUID, in small letters.
    pub chat: String,
}

/// Reads `POST /contacts/chats`.
pub fn parse_links(body: &Value) -> Result<Vec<Item<ChatLink>>, Rejection> {
    read_many(body, |reader| {
        reader.require("contact_id");
        reader.require("chat_id");
        let contact = ContactId(reader.int("contact_id").unwrap_or_default());
        let chat = reader.text("chat_id").map(|chat| chat.to_lowercase());
        if chat.as_deref().is_some_and(|chat| !is_uuid(chat)) {
            reader.note(not_a_choice("chat_id"));
        }
        ChatLink { contact, chat: chat.unwrap_or_default() }
    })
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// What `GET /contacts/chats` is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinksQuery {
    /// Chats of these contacts.
    pub contacts: Option<Vec<i64>>,
    /// These chats.
    pub chats: Option<Vec<String>>,
}

/// Reads it: `contact_id[]` and `chat_id[]` stand outside of `filter`.
pub fn asked_for(asked: &Tree) -> Result<LinksQuery, Problem> {
    let beside = Map::from_iter([("filter".to_string(), Value::Object(asked.clone()))]);
    let filter = Filter::of(&beside);
    Ok(LinksQuery { contacts: filter.ids("contact_id", |id| id)?, chats: filter.texts("chat_id") })
}

/// Writes a list of links, each with the item of the request that made it, if one did.
pub fn links(found: &[(i64, ChatLink, Option<String>)]) -> Value {
    let one = |(id, link, request_id): &(i64, ChatLink, Option<String>)| {
        let mut model = json!({ "id": id, "contact_id": link.contact.0, "chat_id": link.chat });
        if let Some(request_id) = request_id {
            model["request_id"] = json!(request_id);
        }
        model
    };
    json!({ "_total_items": found.len(), "_embedded": { "chats": found.iter().map(one).collect::<Vec<_>>() } })
}

/// Reads `POST /talks/{id}/close`: whether the talk closes without the question how it was.
pub fn parse_close(body: &Value) -> Result<bool, Rejection> {
    if body.is_null() {
        return Ok(false);
    }
    Ok(read_one(body, |reader| reader.flag("force_close").unwrap_or(false))?.value)
}

/// A conversation.
#[derive(Clone, Debug)]
pub struct Talk<'a> {
    /// Its number.
    pub id: i64,
    /// The chat.
    pub chat: &'a str,
    /// What else is known of it, with the keys of the page.
    pub fields: &'a Map<String, Value>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// The key that says whether a talk is open.
pub const IS_IN_WORK: &str = "is_in_work";

/// Writes a talk in full.
pub fn talk(talk: &Talk<'_>, account: AccountId, base: &Base) -> Value {
    let at = |key: &str| talk.fields.get(key).cloned().unwrap_or(Value::Null);
    let flag = |key: &str| json!(talk.fields.get(key).and_then(Value::as_bool).unwrap_or_default());
    let linked = |id: Option<i64>, noun: &str| match id {
        Some(id) => json!([{ "id": id, "_links": base.at(format_args!("{noun}/{id}")) }]),
        None => json!([]),
    };
    let of_kind = |kind: &str| at("entity_id").as_i64().filter(|_| at("entity_type") == *kind);
    json!({
        "talk_id": talk.id,
        "created_at": talk.created_at.seconds(),
        "updated_at": talk.updated_at.seconds(),
        "rate": talk.fields.get("rate").and_then(Value::as_i64).unwrap_or_default(),
        "contact_id": at("contact_id"),
        "chat_id": talk.chat,
        "entity_id": at("entity_id"),
        "entity_type": at("entity_type"),
        IS_IN_WORK: flag(IS_IN_WORK),
        "is_read": flag("is_read"),
        "origin": at("origin"),
        "missed_at": at("missed_at"),
        "account_id": account.0,
        "_links": base.at(format_args!("talks/{}", talk.id)),
        "_embedded": {
            "contacts": linked(at("contact_id").as_i64(), "contacts"),
            "leads": linked(of_kind("lead"), "leads"),
            "customers": linked(of_kind("customer"), "customers"),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_is_named_by_a_uuid() {
        let read = |chat: &str| parse_links(&json!([{"contact_id": 1, "chat_id": chat}])).is_ok();
        assert!(read("0A4f6a5e-7a10-4c43-a1be-5d0f33c9e8b2"));
        for chat in ["", "x", "0a4f6a5e7a104c43a1be5d0f33c9e8b2", "0a4f6a5e-7a10-4c43-a1be-5d0f33c9e8bg"] {
            assert!(!read(chat), "{chat}");
        }
    }
}
