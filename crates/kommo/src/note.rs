//! Notes on the wire (`events-and-notes`).

use domain::note::{NewNote, NoteChange, NoteKind};
use domain::{AccountId, Entity, EntityKind, NoteId, Problem, Timestamp, UserId};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};
use crate::entity::plural;
use crate::hal::{Base, Collection, Links};
use crate::php;
use crate::query::{Filter, Order, OrderField, Paging, Range, With, order};

mod params;

pub use params::read as read_params;

/// Reads `POST /{entity}/notes` and `POST /{entity}/{id}/notes`; with `id` the address names the entity.
pub fn parse_create(kind: EntityKind, id: Option<i64>, body: &Value) -> Result<Vec<Item<NewNote>>, Rejection> {
    read_many(body, |reader| {
        if id.is_none() {
            reader.require("entity_id");
        }
        let entity = Entity { kind, id: id.or(reader.int("entity_id")).unwrap_or_default() };
        reader.require("note_type");
        let note_kind = read_kind(reader);
        reader.require("params");
        let params = reader.get("params").map(|_| note_kind).and_then(|kind| read_params(reader, kind?, true));
        NewNote {
            responsible: reader.int("responsible_user_id").map(UserId),
            created_by: reader.int("created_by").map(UserId),
            created_at: reader.time("created_at"),
            fires: reader.flag("is_need_to_trigger_digital_pipeline").unwrap_or(true),
            ..NewNote::about(entity, note_kind.unwrap_or(NoteKind::Common), written(params))
        }
    })
}

fn written(params: Option<Map<String, Value>>) -> String {
    Value::Object(params.unwrap_or_default()).to_string()
}

fn read_kind(reader: &mut Reader<'_>) -> Option<NoteKind> {
    let name = reader.text("note_type")?;
    let kind = NoteKind::parse(&name).filter(|kind| kind.is_writable());
    if kind.is_none() {
        reader.note(not_a_choice("note_type"));
    }
    kind
}

/// Reads `PATCH /{entity}/notes` and `PATCH /{entity}/{id}/notes`. Without a type the parameters are taken as they are.
pub fn parse_update_many(kind: EntityKind, id: Option<i64>, body: &Value) -> Result<Vec<Item<NoteChange>>, Rejection> {
    read_many(body, |reader| {
        reader.require("id");
        let note = reader.int("id").unwrap_or_default();
        read_change(reader, Entity { kind, id: id.unwrap_or(0) }, NoteId(note))
    })
}

/// Reads `PATCH /{entity}/{id}/notes/{note}`.
pub fn parse_update_one(entity: Entity, note: NoteId, body: &Value) -> Result<Item<NoteChange>, Rejection> {
    read_one(body, |reader| {
        if reader.int("id").is_some_and(|told| told != note.0) {
            reader.note(not_a_choice("id"));
        }
        read_change(reader, entity, note)
    })
}

fn read_change(reader: &mut Reader<'_>, entity: Entity, id: NoteId) -> NoteChange {
    let kind = read_kind(reader);
    let params = match (reader.get("params"), kind) {
        (None, _) => None,
        (Some(_), Some(kind)) => read_params(reader, kind, false),
        (Some(Value::Object(params)), None) => Some(params.clone()),
        (Some(_), None) => {
            reader.inside("params", |_| ());
            None
        }
    };
    let params = params.map(|params| Value::Object(params).to_string());
    NoteChange { id, entity: Some(entity), params, author: reader.int("updated_by").map(UserId) }
}

/// What a list of notes is asked for. `None` asks for nothing; an empty list matches nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteQuery {
    /// Which page.
    pub paging: Paging,
    /// Whether it is told which notes are pinned.
    pub with_pinned: bool,
    /// Wished order.
    pub order: Option<Order>,
    /// `filter[id]`.
    pub ids: Option<Vec<NoteId>>,
    /// `filter[entity_id]`.
    pub entity_ids: Option<Vec<i64>>,
    /// `filter[note_type]`.
    pub kinds: Option<Vec<NoteKind>>,
    /// `filter[updated_at]`.
    pub updated_at: Option<Range<Timestamp>>,
}

impl NoteQuery {
    /// Reads a query string.
    pub fn parse(query: &str) -> Result<NoteQuery, Problem> {
        let asked = php::decode(query)?;
        let filter = Filter::of(&asked);
        let kinds = filter.words("note_type");
        Ok(NoteQuery {
            paging: Paging::read(&asked),
            with_pinned: With::read(&asked).has("is_pinned"),
            order: order(&asked, &[OrderField::UpdatedAt, OrderField::Id]),
            ids: filter.ids("id", NoteId)?,
            entity_ids: filter.ids("entity_id", |id| id)?,
            kinds: kinds.map(|names| names.iter().filter_map(|name| NoteKind::parse(name)).collect()),
            updated_at: filter.since("updated_at"),
        })
    }
}

/// A note in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Note {
    /// Its id.
    pub id: i64,
    /// What it is about.
    pub entity_id: i64,
    /// Who made it; 0 is the robot.
    pub created_by: i64,
    /// Who changed it last; 0 is the robot.
    pub updated_by: i64,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// Who answers for it.
    pub responsible_user_id: i64,
    /// Group of that user.
    pub group_id: i64,
    /// Its type.
    pub note_type: &'static str,
    /// What it holds, by its type.
    pub params: Value,
    /// Whose it is.
    pub account_id: i64,
    /// With `with=is_pinned`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_pinned: Option<bool>,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// A list of notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoteList {
    /// In the asked order.
    pub notes: Vec<Note>,
}

/// Writes a note. `group` is the group of its responsible user.
pub fn note(account: AccountId, note: &domain::note::Note, group: i64, with_pinned: bool, base: &Base) -> Note {
    Note {
        id: note.id.0,
        entity_id: note.entity.id,
        created_by: note.created_by.0,
        updated_by: note.updated_by.0,
        created_at: note.created_at.seconds(),
        updated_at: note.updated_at.seconds(),
        responsible_user_id: note.responsible.0,
        group_id: group,
        note_type: note.kind.name(),
        params: serde_json::from_str(&note.params).unwrap_or_default(),
        account_id: account.0,
        is_pinned: with_pinned.then_some(note.is_pinned),
        links: address(note.entity, note.id, base),
    }
}

/// The address of a note: under its entity.
pub fn address(entity: Entity, id: NoteId, base: &Base) -> Links {
    base.at(format_args!("{}/{}/notes/{id}", plural(entity.kind), entity.id))
}

/// What is left of a note in the answer to a create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreatedNote {
    /// Its id.
    pub id: i64,
    /// What it is about.
    pub entity_id: i64,
    /// The item of the request.
    pub request_id: String,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// What a create answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreatedNotes {
    /// In the order of the request.
    pub notes: Vec<CreatedNote>,
}

/// What is left of a note in the answer to an update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UpdatedNote {
    /// Its id.
    pub id: i64,
    /// What it is about.
    pub entity_id: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// What an update of many answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UpdatedNotes {
    /// In the order of the request.
    pub notes: Vec<UpdatedNote>,
}

/// Writes the answer to a create. `path` is the one that was posted to, below `/api/v4/`.
pub fn created(
    notes: impl IntoIterator<Item = (Entity, NoteId, String)>,
    path: &str,
    base: &Base,
) -> Collection<CreatedNotes> {
    let one = |(entity, id, request_id): (Entity, NoteId, String)| CreatedNote {
        id: id.0,
        entity_id: entity.id,
        request_id,
        links: address(entity, id, base),
    };
    Collection { links: base.at(path), embedded: CreatedNotes { notes: notes.into_iter().map(one).collect() } }
}

/// Writes the answer to an update of one.
pub fn updated_one(note: &domain::note::Note, base: &Base) -> UpdatedNote {
    UpdatedNote {
        id: note.id.0,
        entity_id: note.entity.id,
        updated_at: note.updated_at.seconds(),
        links: address(note.entity, note.id, base),
    }
}

/// Writes the answer to an update of many.
pub fn updated_many(notes: &[domain::note::Note], path: &str, base: &Base) -> Collection<UpdatedNotes> {
    let notes = notes.iter().map(|note| updated_one(note, base)).collect();
    Collection { links: base.at(path), embedded: UpdatedNotes { notes } }
}

#[cfg(test)]
mod tests;
