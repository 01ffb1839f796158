//! Links between leads and contacts (`entity-links-api`).
//!
//! Other kinds of entity have their names here and are refused as a choice that is not supported yet.

use domain::{ContactId, LeadId, Problem, UserId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many};
use crate::hal::{Base, Counted};
use crate::php;
use crate::query::Filter;

/// The kinds that can be linked today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    /// `leads`.
    Leads,
    /// `contacts`.
    Contacts,
}

impl Entity {
    /// The name in paths and bodies.
    pub const fn name(self) -> &'static str {
        match self {
            Entity::Leads => "leads",
            Entity::Contacts => "contacts",
        }
    }

    /// The kind with that name.
    pub fn from_name(name: &str) -> Option<Entity> {
        [Entity::Leads, Entity::Contacts].into_iter().find(|entity| entity.name() == name)
    }

    /// The kind at the other end of its links.
    pub const fn partner(self) -> Entity {
        match self {
            Entity::Leads => Entity::Contacts,
            Entity::Contacts => Entity::Leads,
        }
    }
}

/// A link to be made or broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkWish {
    /// One end.
    pub lead: LeadId,
    /// The other end.
    pub contact: ContactId,
    /// Whether the contact is to be the lead's main one; absent when the caller says nothing.
    pub is_main: Option<bool>,
    /// `metadata.updated_by`: who is to be named as the author.
    pub author: Option<UserId>,
}

/// Reads `POST /{entity}/{id}/link` and `/unlink`, whose bodies are alike.
pub fn parse_one(from: Entity, id: i64, body: &Value) -> Result<Vec<Item<LinkWish>>, Rejection> {
    read_many(body, |reader| read(reader, from, id))
}

/// Reads `POST /{entity}/link` and `/unlink`, where each item says from which entity.
pub fn parse_many(from: Entity, body: &Value) -> Result<Vec<Item<LinkWish>>, Rejection> {
    read_many(body, |reader| {
        reader.require("entity_id");
        let id = reader.int("entity_id").unwrap_or_default();
        read(reader, from, id)
    })
}

fn read(reader: &mut Reader<'_>, from: Entity, id: i64) -> LinkWish {
    reader.require("to_entity_id");
    reader.require("to_entity_type");
    let to = reader.int("to_entity_id").unwrap_or_default();
    if let Some(kind) = reader.text("to_entity_type")
        && kind != from.partner().name()
    {
        reader.note(not_a_choice("to_entity_type"));
    }
    let about = reader.inside("metadata", |inner| (inner.flag("is_main"), inner.int("updated_by").map(UserId)));
    let (is_main, author) = about.unwrap_or_default();
    let (lead, contact) = match from {
        Entity::Leads => (id, to),
        Entity::Contacts => (to, id),
    };
    LinkWish { lead: LeadId(lead), contact: ContactId(contact), is_main, author }
}

/// What a list of links is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LinksQuery {
    /// `filter[entity_id]`; the list over all entities needs it.
    pub from: Option<Vec<i64>>,
    /// `filter[to_entity_id]`.
    pub to: Option<Vec<i64>>,
    /// `filter[to_entity_type]`: one that cannot be linked yet matches nothing.
    pub kind: Option<Option<Entity>>,
    /// Whether elements of a catalog are asked for (`filter[to_catalog_id]`): there are none yet.
    pub wants_elements: bool,
}

impl LinksQuery {
    /// Reads a query string.
    pub fn parse(query: &str) -> Result<LinksQuery, Problem> {
        let asked = php::decode(query)?;
        let filter = Filter::of(&asked);
        let kinds = filter.texts("to_entity_type");
        Ok(LinksQuery {
            from: filter.ids("entity_id", |id| id)?,
            to: filter.ids("to_entity_id", |id| id)?,
            kind: kinds.map(|kinds| kinds.first().and_then(|kind| Entity::from_name(kind))),
            wants_elements: filter.texts("to_catalog_id").is_some(),
        })
    }

    /// Whether a link from an entity to another fits.
    pub fn matches(&self, from: Entity, link: &LinkWish) -> bool {
        let (this, that) = ends(from, link);
        !self.wants_elements
            && self.from.as_ref().is_none_or(|ids| ids.contains(&this))
            && self.to.as_ref().is_none_or(|ids| ids.contains(&that))
            && self.kind.is_none_or(|kind| kind == Some(from.partner()))
    }
}

fn ends(from: Entity, link: &LinkWish) -> (i64, i64) {
    match from {
        Entity::Leads => (link.lead.0, link.contact.0),
        Entity::Contacts => (link.contact.0, link.lead.0),
    }
}

/// A link as it is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Link {
    /// One end; not there when the path names it and nothing was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_id: Option<i64>,
    /// Its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_type: Option<&'static str>,
    /// The other end.
    pub to_entity_id: i64,
    /// Its kind.
    pub to_entity_type: &'static str,
    /// More about the link.
    pub metadata: LinkMetadata,
}

/// More about a link of a lead and a contact. Written as `is_main`, answered as `main_contact`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LinkMetadata {
    /// Whether the contact is the lead's main one.
    pub main_contact: bool,
}

/// The links of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LinkList {
    /// In the order of linking, or of the request.
    pub links: Vec<Link>,
}

/// Writes `GET /{entity}/{id}/links`.
pub fn of_one<'a>(
    from: Entity,
    id: i64,
    links: impl IntoIterator<Item = &'a LinkWish>,
    base: &Base,
) -> Counted<LinkList> {
    let bare = |wish| Link { entity_id: None, entity_type: None, ..link(from, wish) };
    counted(links.into_iter().map(bare).collect(), base, format_args!("{}/{id}/links", from.name()))
}

/// Writes `GET /{entity}/links`.
pub fn of_many<'a>(from: Entity, links: impl IntoIterator<Item = &'a LinkWish>, base: &Base) -> Counted<LinkList> {
    let links = links.into_iter().map(|wish| link(from, wish)).collect();
    counted(links, base, format_args!("{}/links", from.name()))
}

/// Writes the answer to `POST …/link`; `id` as the path had it. Unlinking is answered with 204 and nothing.
pub fn linked<'a>(
    from: Entity,
    id: Option<i64>,
    links: impl IntoIterator<Item = &'a LinkWish>,
    base: &Base,
) -> Counted<LinkList> {
    let links = links.into_iter().map(|wish| link(from, wish)).collect();
    match id {
        Some(id) => counted(links, base, format_args!("{}/{id}/links", from.name())),
        None => counted(links, base, format_args!("{}/links", from.name())),
    }
}

fn link(from: Entity, wish: &LinkWish) -> Link {
    let (this, that) = ends(from, wish);
    Link {
        entity_id: Some(this),
        entity_type: Some(from.name()),
        to_entity_id: that,
        to_entity_type: from.partner().name(),
        metadata: LinkMetadata { main_contact: wish.is_main == Some(true) },
    }
}

fn counted(links: Vec<Link>, base: &Base, path: std::fmt::Arguments<'_>) -> Counted<LinkList> {
    Counted { total_items: links.len(), links: base.at(path), embedded: LinkList { links } }
}

#[cfg(test)]
mod tests;
