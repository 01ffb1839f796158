//! Leads on the wire (`leads-api`).

use domain::field::FieldWish;
use domain::lead::{LeadDraft, LeadPatch};
use domain::tag::{TagEdit, TagRef};
use domain::{CompanyId, ContactId, LeadId, PipelineId, Problem, StageId, UserId};
use serde_json::Value;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};
use crate::values::{read_tag_edit, read_tags, read_values};

mod model;

pub use model::*;

/// Characters of a visitor's pixel id; ours have 36, the original's are no longer.
pub const VISITOR_LENGTH_MAX: usize = 255;

/// Where a lead is to stand, as far as the caller says. What is left open (`leads-api`: the main pipeline, its first
/// stage, the current pipeline) only the store can fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PlaceWish {
    /// `pipeline_id`.
    pub pipeline: Option<PipelineId>,
    /// `status_id`.
    pub stage: Option<StageId>,
}

impl PlaceWish {
    /// Whether nothing is wished.
    pub fn is_empty(&self) -> bool {
        *self == PlaceWish::default()
    }
}

/// A lead to be made.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LeadCreate {
    /// What is known of it; the place is never set here.
    pub draft: LeadDraft,
    /// Where it is to stand.
    pub place: PlaceWish,
    /// Contacts to be linked, in this order; the mark is absent when the caller says nothing.
    pub contacts: Vec<(ContactId, Option<bool>)>,
    /// Its company.
    pub company: Option<CompanyId>,
    /// Where it came from: a source as the widget that made it knows it.
    pub source: Option<String>,
    /// Values of custom fields.
    pub values: Vec<FieldWish>,
    /// Its tags.
    pub tags: TagEdit,
    /// `updated_by`: who is to be named as the author.
    pub author: Option<UserId>,
}

/// A lead to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadUpdate {
    /// Which one.
    pub id: LeadId,
    /// What changes; the place is never set here.
    pub patch: LeadPatch,
    /// Where it is to stand.
    pub place: PlaceWish,
    /// Values of custom fields.
    pub values: Vec<FieldWish>,
    /// What is to become of its tags.
    pub tags: TagEdit,
    /// `updated_by`: who is to be named as the author. 0 is the robot.
    pub author: Option<UserId>,
}

impl LeadUpdate {
    /// A change of that lead that changes nothing yet.
    pub fn of(id: LeadId) -> LeadUpdate {
        LeadUpdate {
            id,
            patch: LeadPatch::default(),
            place: PlaceWish::default(),
            values: Vec::new(),
            tags: TagEdit::default(),
            author: None,
        }
    }
}

/// Reads `POST /leads`. No field is required.
pub fn parse_create(body: &Value) -> Result<Vec<Item<LeadCreate>>, Rejection> {
    read_many(body, read_create)
}

/// Reads `PATCH /leads`.
pub fn parse_update_many(body: &Value) -> Result<Vec<Item<LeadUpdate>>, Rejection> {
    read_many(body, |reader| {
        reader.require("id");
        let id = reader.int("id").unwrap_or_default();
        read_update(reader, LeadId(id))
    })
}

/// Reads `PATCH /leads/{id}`: the id may stand in the body too, but no other.
pub fn parse_update_one(id: LeadId, body: &Value) -> Result<Item<LeadUpdate>, Rejection> {
    read_one(body, |reader| {
        if reader.int("id").is_some_and(|told| told != id.0) {
            reader.note(not_a_choice("id"));
        }
        read_update(reader, id)
    })
}

fn read_create(reader: &mut Reader<'_>) -> LeadCreate {
    let draft = LeadDraft {
        fields: read_patch(reader),
        created_by: reader.int("created_by").map(UserId),
        created_at: reader.time("created_at"),
        visitor: reader.text("visitor_uid").filter(|uid| !uid.is_empty()),
    };
    if draft.visitor.as_ref().is_some_and(|uid| uid.chars().count() > VISITOR_LENGTH_MAX) {
        let told = format!("a visitor's id has at most {VISITOR_LENGTH_MAX} characters");
        reader.note(Problem::new("visitor_uid", "TooLong", told));
    }
    let embedded = reader.inside("_embedded", read_embedded).unwrap_or_default();
    LeadCreate {
        draft,
        place: read_place(reader),
        contacts: embedded.contacts,
        company: embedded.company,
        source: embedded.source,
        values: read_values(reader),
        tags: read_tag_edit(reader, embedded.tags),
        author: reader.int("updated_by").map(UserId),
    }
}

#[derive(Default)]
struct Embedded {
    contacts: Vec<(ContactId, Option<bool>)>,
    company: Option<CompanyId>,
    source: Option<String>,
    tags: Option<Vec<TagRef>>,
}

fn read_embedded(inner: &mut Reader<'_>) -> Embedded {
    let contact = |contact: &mut Reader<'_>| {
        contact.require("id");
        (ContactId(contact.int("id").unwrap_or_default()), contact.flag("is_main"))
    };
    let company = |company: &mut Reader<'_>| {
        company.require("id");
        CompanyId(company.int("id").unwrap_or_default())
    };
    Embedded {
        contacts: inner.each("contacts", domain::contact::LINKS_MAX, contact),
        company: inner.each("companies", 1, company).pop(),
        source: inner.inside("source", |source| source.text("external_id")).flatten(),
        tags: read_tags(inner),
    }
}

fn read_update(reader: &mut Reader<'_>, id: LeadId) -> LeadUpdate {
    let mut patch = read_patch(reader);
    // Only here `null` says something: the reason is to be taken off again.
    if reader.is_null("loss_reason_id") {
        patch.loss_reason = Some(None);
    }
    let set = reader.inside("_embedded", read_tags).flatten();
    LeadUpdate {
        id,
        patch,
        place: read_place(reader),
        values: read_values(reader),
        tags: read_tag_edit(reader, set),
        author: reader.int("updated_by").map(UserId),
    }
}

fn read_patch(reader: &mut Reader<'_>) -> LeadPatch {
    let patch = LeadPatch {
        name: reader.text("name"),
        price: reader.truncated("price"),
        place: None,
        responsible: reader.int("responsible_user_id").map(UserId),
        loss_reason: reader.int("loss_reason_id").map(Some),
        closed_at: reader.time("closed_at"),
        updated_at: reader.time("updated_at"),
    };
    reader.check(patch.check());
    patch
}

fn read_place(reader: &mut Reader<'_>) -> PlaceWish {
    PlaceWish { pipeline: reader.int("pipeline_id").map(PipelineId), stage: reader.int("status_id").map(StageId) }
}

#[cfg(test)]
mod tests;
