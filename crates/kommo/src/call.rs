//! Calls on the wire (`calls-api`): told by phone systems, kept as notes of whoever has the number.

use domain::note::NoteKind;
use domain::{AccountId, Entity, NoteId, Timestamp, UserId};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many};
use crate::entity::address;
use crate::hal::{Base, EntityRef};
use crate::note::read_params;

/// A call that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// [`NoteKind::CallIn`] or [`NoteKind::CallOut`].
    pub kind: NoteKind,
    /// The number of the client, as it was told.
    pub phone: String,
    /// What the note holds: a JSON object.
    pub params: String,
    /// `call_responsible`, when it is a number: a user, or else somebody outside.
    pub spoken_by: Option<UserId>,
    /// Who answers for it.
    pub responsible: Option<UserId>,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// When it was.
    pub created_at: Option<Timestamp>,
    /// Whether triggers hear of it.
    pub fires: bool,
}

/// Reads `POST /calls`.
pub fn parse_create(body: &Value) -> Result<Vec<Item<Call>>, Rejection> {
    read_many(body, |reader| {
        reader.require("direction");
        let kind = match reader.text("direction").as_deref() {
            Some("inbound") => NoteKind::CallIn,
            Some("outbound") => NoteKind::CallOut,
            Some(_) => {
                reader.note(not_a_choice("direction"));
                NoteKind::CallIn
            }
            None => NoteKind::CallIn,
        };
        let params = read_fields(reader, kind);
        Call {
            kind,
            phone: params.get("phone").and_then(Value::as_str).unwrap_or_default().to_string(),
            spoken_by: params.get("call_responsible").and_then(Value::as_i64).map(UserId),
            params: Value::Object(params).to_string(),
            responsible: reader.int("responsible_user_id").map(UserId),
            created_by: reader.int("created_by").map(UserId),
            created_at: reader.time("created_at"),
            fires: reader.flag("is_need_to_trigger_digital_pipeline").unwrap_or(true),
        }
    })
}

/// What a note keeps under `params` stands beside the other fields here.
fn read_fields(reader: &mut Reader<'_>, kind: NoteKind) -> Map<String, Value> {
    const KEYS: [&str; 8] =
        ["uniq", "duration", "source", "link", "phone", "call_responsible", "call_result", "call_status"];
    let told = KEYS.into_iter().filter_map(|key| Some((key.to_string(), reader.get(key)?.clone()))).collect();
    let wrapped = json!({ "params": Value::Object(told) });
    let mut inner = Reader::new(&wrapped);
    let read = read_params(&mut inner, kind, true).unwrap_or_default();
    for mut problem in inner.into_problems() {
        problem.path = problem.path.trim_start_matches("params.").to_string();
        reader.note(problem);
    }
    read
}

/// The digits by which a caller is found: the last ten; fewer than five say nothing.
pub fn digits(phone: &str) -> Option<String> {
    let all: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    (all.len() >= 5).then(|| all[all.len().saturating_sub(10)..].iter().collect())
}

/// A call that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptCall {
    /// The id of its note.
    pub id: i64,
    /// Whose note it is.
    pub entity_id: i64,
    /// The singular of whose note it is.
    pub entity_type: &'static str,
    /// Whose it is.
    pub account_id: i64,
    /// The item of the request.
    pub request_id: String,
    /// Whose note it is, with its address.
    #[serde(rename = "_embedded")]
    pub embedded: CallEntity,
}

/// Whose note a call is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallEntity {
    /// With its address.
    pub entity: EntityRef,
}

/// A call that was not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LostCall {
    /// Always the same.
    pub title: &'static str,
    /// The code.
    pub status: u16,
    /// For people.
    pub detail: String,
    /// The item of the request.
    pub request_id: String,
}

/// Calls that were kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallList {
    /// In the order of the request.
    pub calls: Vec<KeptCall>,
}

/// What telling calls answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Calls {
    /// How many were kept.
    #[serde(rename = "_total_items")]
    pub total_items: usize,
    /// Those whose number nobody has.
    pub errors: Vec<LostCall>,
    /// Those that were kept.
    #[serde(rename = "_embedded")]
    pub embedded: CallList,
}

/// Writes the answer. `kept` and `lost` carry the texts of their items.
pub fn calls(
    account: AccountId,
    kept: impl IntoIterator<Item = (Entity, NoteId, String)>,
    lost: Vec<String>,
    base: &Base,
) -> Calls {
    let one = |(entity, id, request_id): (Entity, NoteId, String)| KeptCall {
        id: id.0,
        entity_id: entity.id,
        entity_type: entity.kind.name(),
        account_id: account.0,
        request_id,
        embedded: CallEntity { entity: EntityRef { id: entity.id, links: address(entity, base) } },
    };
    let calls: Vec<KeptCall> = kept.into_iter().map(one).collect();
    Calls { total_items: calls.len(), errors: lost_calls(lost), embedded: CallList { calls } }
}

/// The refusal of calls of which not one was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LostCalls {
    /// Always 0.
    #[serde(rename = "_total_items")]
    pub total_items: usize,
    /// One each.
    pub errors: Vec<LostCall>,
    /// The phrase of the code.
    pub title: &'static str,
    /// A page about the code.
    pub r#type: &'static str,
    /// The code once more.
    pub status: u16,
    /// For people.
    pub detail: &'static str,
}

/// Writes the refusal of calls of which not one was kept.
pub fn lost(request_ids: Vec<String>) -> LostCalls {
    LostCalls {
        total_items: 0,
        errors: lost_calls(request_ids),
        title: "Bad Request",
        r#type: "https://httpstatus.es/400",
        status: 400,
        detail: "Nobody has this phone number",
    }
}

/// The errors of calls whose number nobody has.
pub fn lost_calls(request_ids: Vec<String>) -> Vec<LostCall> {
    let one = |request_id| LostCall {
        title: "Entity not found",
        status: 400,
        detail: "Nobody has this phone number".to_string(),
        request_id,
    };
    request_ids.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::ItemProblems;

    #[test]
    fn the_last_ten_digits() {
        for (phone, expected) in [
            ("+1 (555) 010-0123", Some("5550100123")),
            ("8 555 010 01 23", Some("5550100123")),
            ("12345", Some("12345")),
            ("1234", None),
            ("Ann", None),
        ] {
            assert_eq!(digits(phone).as_deref(), expected, "{phone}");
        }
    }

    #[test]
    fn every_problem_of_a_call() {
        let body = json!([{ "direction": "sideways", "duration": "x", "call_status": 0 }]);
        let Err(Rejection::Invalid(items)) = parse_create(&body) else { panic!("it has problems") };
        let of =
            |item: &ItemProblems| item.problems.iter().map(|p| format!("{} {}", p.path, p.code)).collect::<Vec<_>>();
        let told: Vec<String> = items.iter().flat_map(of).collect();
        let expected = [
            "direction NotSupportedChoice",
            "duration InvalidType",
            "source FieldMissing",
            "phone FieldMissing",
            "call_status NotSupportedChoice",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_call_is_a_note() {
        let body = json!([{ "direction": "outbound", "duration": 5, "source": "pbx", "phone": "+15550100123",
            "call_responsible": 11, "created_at": 100 }]);
        let call = &parse_create(&body).unwrap()[0].value;
        assert_eq!((call.kind, call.spoken_by, call.fires), (NoteKind::CallOut, Some(UserId(11)), true));
        assert_eq!(call.params, r#"{"duration":5,"source":"pbx","phone":"+15550100123","call_responsible":11}"#);
    }
}
