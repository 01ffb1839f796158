//! Contacts on the wire (`contacts-api`).

use domain::contact::ContactPatch;
use domain::field::FieldWish;
use domain::tag::TagEdit;
use domain::{ContactId, Timestamp, UserId};
use serde_json::Value;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};
use crate::values::{read_tag_edit, read_tags, read_values};

mod model;

pub use model::*;

/// A contact to be made.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ContactCreate {
    /// What is known of it, in the terms of a change.
    pub fields: ContactPatch,
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

/// A contact to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactUpdate {
    /// Which one.
    pub id: ContactId,
    /// What changes.
    pub patch: ContactPatch,
    /// Values of custom fields.
    pub values: Vec<FieldWish>,
    /// What is to become of its tags.
    pub tags: TagEdit,
    /// `updated_by`: who is to be named as the author. 0 is the robot.
    pub author: Option<UserId>,
}

/// Reads `POST /contacts`. No field is required.
pub fn parse_create(body: &Value) -> Result<Vec<Item<ContactCreate>>, Rejection> {
    read_many(body, read_create)
}

pub(crate) fn read_create(reader: &mut Reader<'_>) -> ContactCreate {
    let set = reader.inside("_embedded", read_tags).flatten();
    ContactCreate {
        fields: read_patch(reader),
        created_by: reader.int("created_by").map(UserId),
        created_at: reader.time("created_at"),
        values: read_values(reader),
        tags: read_tag_edit(reader, set),
        author: reader.int("updated_by").map(UserId),
    }
}

/// Reads `PATCH /contacts`.
pub fn parse_update_many(body: &Value) -> Result<Vec<Item<ContactUpdate>>, Rejection> {
    read_many(body, |reader| {
        reader.require("id");
        let id = reader.int("id").unwrap_or_default();
        read_update(reader, ContactId(id))
    })
}

/// Reads `PATCH /contacts/{id}`: the id may stand in the body too, but no other.
pub fn parse_update_one(id: ContactId, body: &Value) -> Result<Item<ContactUpdate>, Rejection> {
    read_one(body, |reader| {
        if reader.int("id").is_some_and(|told| told != id.0) {
            reader.note(not_a_choice("id"));
        }
        read_update(reader, id)
    })
}

fn read_update(reader: &mut Reader<'_>, id: ContactId) -> ContactUpdate {
    let set = reader.inside("_embedded", read_tags).flatten();
    ContactUpdate {
        id,
        patch: read_patch(reader),
        values: read_values(reader),
        tags: read_tag_edit(reader, set),
        author: reader.int("updated_by").map(UserId),
    }
}

fn read_patch(reader: &mut Reader<'_>) -> ContactPatch {
    let patch = ContactPatch {
        name: reader.text("name"),
        first_name: reader.text("first_name"),
        last_name: reader.text("last_name"),
        responsible: reader.int("responsible_user_id").map(UserId),
        updated_at: reader.time("updated_at"),
    };
    reader.check(patch.check());
    patch
}

#[cfg(test)]
mod tests;
