//! Companies on the wire (`companies-api`).

use domain::company::CompanyPatch;
use domain::field::FieldWish;
use domain::tag::TagEdit;
use domain::{CompanyId, Timestamp, UserId};
use serde_json::Value;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};
use crate::values::{read_tag_edit, read_tags, read_values};

mod model;

pub use model::*;

/// A company to be made.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CompanyCreate {
    /// What is known of it, in the terms of a change.
    pub fields: CompanyPatch,
    /// Who made it, when the caller says so.
    pub created_by: Option<UserId>,
    /// When it was made, when the caller says so.
    pub created_at: Option<Timestamp>,
    /// Values of custom fields.
    pub values: Vec<FieldWish>,
    /// Its tags.
    pub tags: TagEdit,
    /// `updated_by`: who is to be named as the author.
    pub author: Option<UserId>,
}

/// A company to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyUpdate {
    /// Which one.
    pub id: CompanyId,
    /// What changes.
    pub patch: CompanyPatch,
    /// Values of custom fields.
    pub values: Vec<FieldWish>,
    /// What is to become of its tags.
    pub tags: TagEdit,
    /// `updated_by`: who is to be named as the author. 0 is the robot.
    pub author: Option<UserId>,
}

/// Reads `POST /companies`. No field is required.
pub fn parse_create(body: &Value) -> Result<Vec<Item<CompanyCreate>>, Rejection> {
    read_many(body, read_create)
}

pub(crate) fn read_create(reader: &mut Reader<'_>) -> CompanyCreate {
    let set = reader.inside("_embedded", read_tags).flatten();
    CompanyCreate {
        fields: read_patch(reader),
        created_by: reader.int("created_by").map(UserId),
        created_at: reader.time("created_at"),
        values: read_values(reader),
        tags: read_tag_edit(reader, set),
        author: reader.int("updated_by").map(UserId),
    }
}

/// Reads `PATCH /companies`.
pub fn parse_update_many(body: &Value) -> Result<Vec<Item<CompanyUpdate>>, Rejection> {
    read_many(body, |reader| {
        reader.require("id");
        let id = reader.int("id").unwrap_or_default();
        read_update(reader, CompanyId(id))
    })
}

/// Reads `PATCH /companies/{id}`: the id may stand in the body too, but no other.
pub fn parse_update_one(id: CompanyId, body: &Value) -> Result<Item<CompanyUpdate>, Rejection> {
    read_one(body, |reader| {
        if reader.int("id").is_some_and(|told| told != id.0) {
            reader.note(not_a_choice("id"));
        }
        read_update(reader, id)
    })
}

fn read_update(reader: &mut Reader<'_>, id: CompanyId) -> CompanyUpdate {
    let set = reader.inside("_embedded", read_tags).flatten();
    CompanyUpdate {
        id,
        patch: read_patch(reader),
        values: read_values(reader),
        tags: read_tag_edit(reader, set),
        author: reader.int("updated_by").map(UserId),
    }
}

fn read_patch(reader: &mut Reader<'_>) -> CompanyPatch {
    let patch = CompanyPatch {
        name: reader.text("name"),
        responsible: reader.int("responsible_user_id").map(UserId),
        updated_at: reader.time("updated_at"),
    };
    reader.check(patch.check());
    patch
}
