//! The dictionary of tags on the wire (`tags-api`).

use domain::tag::{COLORS, Tag, parse_name};
use domain::{EntityKind, Problem, TagId};
use serde_json::{Value, json};

use crate::body::{Item, Rejection, not_a_choice, read_many};
use crate::hal::Base;
use crate::query::{Filter, Paging};
use crate::{php, scalar};

/// A tag to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTag {
    /// Its name.
    pub name: String,
    /// Its colour, in upper case; only tags of leads have one.
    pub color: Option<String>,
}

/// Reads `POST /{entity}/tags`: the name is required.
pub fn parse_create(kind: EntityKind, body: &Value) -> Result<Vec<Item<NewTag>>, Rejection> {
    read_many(body, |reader| {
        reader.require("name");
        let name = reader.text("name").map(|text| parse_name(&text));
        if let Some(Err(problem)) = &name {
            reader.note(problem.clone());
        }
        let color = reader.text("color").filter(|color| !color.is_empty()).map(|color| color.to_uppercase());
        if color.as_ref().is_some_and(|color| !COLORS.contains(&color.as_str())) {
            reader.note(not_a_choice("color"));
        }
        let color = color.filter(|_| kind == EntityKind::Lead);
        NewTag { name: name.and_then(Result::ok).unwrap_or_default(), color }
    })
}

/// What a list of tags is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagQuery {
    /// Which page.
    pub paging: Paging,
    /// `filter[id]`.
    pub ids: Option<Vec<TagId>>,
    /// `filter[name]`, exact.
    pub names: Option<Vec<String>>,
    /// `query`: a part of the name.
    pub text: Option<String>,
}

impl TagQuery {
    /// Reads a query string.
    pub fn parse(query: &str) -> Result<TagQuery, Problem> {
        let asked = php::decode(query)?;
        let filter = Filter::of(&asked);
        Ok(TagQuery {
            paging: Paging::read(&asked),
            ids: filter.ids("id", TagId)?,
            names: filter.texts("name"),
            text: asked.get("query").and_then(scalar::text).filter(|text| !text.trim().is_empty()),
        })
    }
}

/// Writes a page of the list.
pub fn list(kind: EntityKind, tags: &[Tag], paging: &Paging, has_more: bool, base: &Base) -> Value {
    let path = format!("{}/tags", crate::links::name(kind));
    let tags = crate::values::write_tags(tags);
    serde_json::to_value(crate::hal::page(base, &path, paging, has_more, json!({"tags": tags}))).unwrap_or_default()
}

/// Writes the answer to a create.
pub fn created(kind: EntityKind, tags: &[(Tag, String)], base: &Base) -> Value {
    let one = |(tag, request_id): &(Tag, String)| json!({"id": tag.id.0, "name": tag.name, "color": tag.color, "request_id": request_id});
    json!({
        "_total_items": tags.len(),
        "_links": base.at(format_args!("{}/tags", crate::links::name(kind))),
        "_embedded": {"tags": tags.iter().map(one).collect::<Vec<_>>()},
    })
}
