//! Links between leads, contacts and companies (`entity-links-api`).
//!
//! Customers and elements of catalogs are refused as a choice that is not supported yet.

use domain::{Entity, EntityKind, Problem, UserId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many};
use crate::hal::{Base, Counted};
use crate::php;
use crate::query::Filter;

/// The name of a kind in paths and bodies.
pub const fn name(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Lead => "leads",
        EntityKind::Contact => "contacts",
        EntityKind::Company => "companies",
        EntityKind::Customer => "customers",
    }
}

/// The kind with that name.
pub fn kind(name_: &str) -> Option<EntityKind> {
    EntityKind::ALL.into_iter().find(|kind| name(*kind) == name_)
}

/// Whether the two can be linked today. Customers and elements of catalogs cannot.
pub fn can_link(one: EntityKind, other: EntityKind) -> bool {
    use EntityKind::{Company, Contact, Lead};
    matches!((one, other), (Lead, Contact | Company) | (Contact, Lead | Company) | (Company, Lead | Contact))
}

/// A link to be made or broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkWish {
    /// The end that the caller names first.
    pub from: Entity,
    /// The other end.
    pub to: Entity,
    /// Whether the contact is to be the lead's main one; absent when the caller says nothing.
    pub is_main: Option<bool>,
    /// `metadata.updated_by`: who is to be named as the author.
    pub author: Option<UserId>,
}

/// Reads `POST /{entity}/{id}/link` and `/unlink`, whose bodies are alike.
pub fn parse_one(from: Entity, body: &Value) -> Result<Vec<Item<LinkWish>>, Rejection> {
    read_many(body, |reader| read(reader, from))
}

/// Reads `POST /{entity}/link` and `/unlink`, where each item says from which entity.
pub fn parse_many(from: EntityKind, body: &Value) -> Result<Vec<Item<LinkWish>>, Rejection> {
    read_many(body, |reader| {
        reader.require("entity_id");
        let id = reader.int("entity_id").unwrap_or_default();
        read(reader, Entity { kind: from, id })
    })
}

fn read(reader: &mut Reader<'_>, from: Entity) -> LinkWish {
    reader.require("to_entity_id");
    reader.require("to_entity_type");
    let id = reader.int("to_entity_id").unwrap_or_default();
    let asked = reader.text("to_entity_type");
    let known = asked.as_deref().and_then(kind).filter(|kind| can_link(from.kind, *kind));
    if asked.is_some() && known.is_none() {
        reader.note(not_a_choice("to_entity_type"));
    }
    let about = reader.inside("metadata", |inner| (inner.flag("is_main"), inner.int("updated_by").map(UserId)));
    let (is_main, author) = about.unwrap_or_default();
    LinkWish { from, to: Entity { kind: known.unwrap_or(EntityKind::Contact), id }, is_main, author }
}

/// What a list of links is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LinksQuery {
    /// `filter[entity_id]`; the list over all entities needs it.
    pub from: Option<Vec<i64>>,
    /// `filter[to_entity_id]`.
    pub to: Option<Vec<i64>>,
    /// `filter[to_entity_type]`: one that cannot be linked yet matches nothing.
    pub kind: Option<Option<EntityKind>>,
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
            kind: kinds.map(|kinds| kinds.first().and_then(|asked| kind(asked))),
            wants_elements: filter.texts("to_catalog_id").is_some(),
        })
    }

    /// Whether a link fits.
    pub fn matches(&self, link: &LinkWish) -> bool {
        !self.wants_elements
            && self.from.as_ref().is_none_or(|ids| ids.contains(&link.from.id))
            && self.to.as_ref().is_none_or(|ids| ids.contains(&link.to.id))
            && self.kind.is_none_or(|kind| kind == Some(link.to.kind))
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
    /// More about the link; `null` where a company is one of the ends.
    pub metadata: Option<LinkMetadata>,
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
pub fn of_one<'a>(from: Entity, links: impl IntoIterator<Item = &'a LinkWish>, base: &Base) -> Counted<LinkList> {
    let bare = |wish| Link { entity_id: None, entity_type: None, ..link(wish) };
    counted(links.into_iter().map(bare).collect(), base, format_args!("{}/{}/links", name(from.kind), from.id))
}

/// Writes `GET /{entity}/links`.
pub fn of_many<'a>(from: EntityKind, links: impl IntoIterator<Item = &'a LinkWish>, base: &Base) -> Counted<LinkList> {
    counted(links.into_iter().map(link).collect(), base, format_args!("{}/links", name(from)))
}

/// Writes the answer to `POST …/link`; `id` as the path had it. Unlinking is answered with 204 and nothing.
pub fn linked<'a>(
    from: EntityKind,
    id: Option<i64>,
    links: impl IntoIterator<Item = &'a LinkWish>,
    base: &Base,
) -> Counted<LinkList> {
    let links = links.into_iter().map(link).collect();
    match id {
        Some(id) => counted(links, base, format_args!("{}/{id}/links", name(from))),
        None => counted(links, base, format_args!("{}/links", name(from))),
    }
}

fn link(wish: &LinkWish) -> Link {
    let has_company = [wish.from.kind, wish.to.kind].contains(&EntityKind::Company);
    Link {
        entity_id: Some(wish.from.id),
        entity_type: Some(name(wish.from.kind)),
        to_entity_id: wish.to.id,
        to_entity_type: name(wish.to.kind),
        metadata: (!has_company).then_some(LinkMetadata { main_contact: wish.is_main == Some(true) }),
    }
}

fn counted(links: Vec<Link>, base: &Base, path: std::fmt::Arguments<'_>) -> Counted<LinkList> {
    Counted { total_items: links.len(), links: base.at(path), embedded: LinkList { links } }
}

#[cfg(test)]
mod tests;
