//! Definitions of custom fields and their groups on the wire (`custom-fields`).

use domain::field::{
    CHAINS_MAX, Chain, Field, FieldHome, FieldKind, FieldOption, FieldPatch, NAME_LENGTH_MAX, OPTIONS_MAX, Remind,
};
use domain::pipeline::Place;
use domain::{AccountId, EntityKind, EnumId, FieldId, Problem};
use serde_json::{Map, Value, json};

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};
use crate::hal::Base;
use crate::query::Paging;
use crate::scalar;

/// Places in `required_statuses`.
const PLACES_MAX: usize = 1_000;

/// The path of a home, also the name of its kind: `leads/custom_fields`.
pub fn path(home: FieldHome) -> String {
    match home {
        FieldHome::Of(kind) => format!("{}/custom_fields", crate::links::name(kind)),
        FieldHome::Catalog(id) => format!("catalogs/{id}/custom_fields"),
        FieldHome::Segments => "customers/segments/custom_fields".to_string(),
    }
}

fn entity_type(home: FieldHome) -> &'static str {
    match home {
        FieldHome::Of(kind) => crate::links::name(kind),
        FieldHome::Catalog(_) => "catalogs",
        FieldHome::Segments => "segments",
    }
}

/// Reads `POST …/custom_fields`: type and name are required.
pub fn parse_create(body: &Value) -> Result<Vec<Item<FieldPatch>>, Rejection> {
    read_many(body, |reader| {
        reader.require("type");
        reader.require("name");
        read_patch(reader)
    })
}

/// Reads `PATCH …/custom_fields`.
pub fn parse_update_many(body: &Value) -> Result<Vec<Item<(FieldId, FieldPatch)>>, Rejection> {
    read_many(body, |reader| {
        reader.require("id");
        (FieldId(reader.int("id").unwrap_or_default()), read_patch(reader))
    })
}

/// Reads `PATCH …/custom_fields/{id}`.
pub fn parse_update_one(id: FieldId, body: &Value) -> Result<Item<(FieldId, FieldPatch)>, Rejection> {
    read_one(body, |reader| {
        if reader.int("id").is_some_and(|told| told != id.0) {
            reader.note(not_a_choice("id"));
        }
        (id, read_patch(reader))
    })
}

fn read_patch(reader: &mut Reader<'_>) -> FieldPatch {
    let kind = reader.text("type");
    let known = kind.as_deref().and_then(FieldKind::from_name);
    if kind.is_some() && known.is_none() {
        reader.note(not_a_choice("type"));
    }
    let remind = reader.text("remind");
    let known_remind = remind.as_deref().and_then(|name| Remind::ALL.into_iter().find(|own| own.name() == name));
    if remind.is_some() && known_remind.is_none() {
        reader.note(not_a_choice("remind"));
    }
    let currency = reader.text("currency");
    if currency.as_ref().is_some_and(|code| code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        reader.note(Problem::new("currency", "NotSupportedChoice", "a currency has three letters"));
    }
    FieldPatch {
        kind: known,
        name: reader.text("name"),
        code: cleared(reader, "code"),
        sort: reader.sort("sort"),
        group: cleared(reader, "group_id"),
        is_api_only: reader.flag("is_api_only"),
        required_in: read_places(reader, "required_statuses"),
        hidden_in: read_places(reader, "hidden_statuses"),
        remind: known_remind,
        currency,
        tracking_callback: reader.text("tracking_callback"),
        search_in: reader.text("search_in"),
        chains: read_chains(reader),
        is_visible: reader.flag("is_visible"),
        is_required: reader.flag("is_required"),
        options: read_options(reader),
    }
}

fn cleared(reader: &mut Reader<'_>, key: &str) -> Option<Option<String>> {
    if reader.is_null(key) {
        Some(None)
    } else {
        reader.text(key).map(|text| Some(text).filter(|text| !text.is_empty()))
    }
}

fn read_places(reader: &mut Reader<'_>, key: &str) -> Option<Vec<Place>> {
    let stands_there = reader.is_null(key) || reader.get(key).is_some();
    let places = reader.each(key, PLACES_MAX, |place| {
        place.require("status_id");
        place.require("pipeline_id");
        Place::new(place.int("pipeline_id").unwrap_or_default(), place.int("status_id").unwrap_or_default())
    });
    stands_there.then_some(places)
}

fn read_chains(reader: &mut Reader<'_>) -> Option<Vec<Chain>> {
    reader.get("chained_lists")?;
    Some(reader.each("chained_lists", CHAINS_MAX, |chain| {
        chain.require("catalog_id");
        Chain {
            title: chain.text("title"),
            catalog: chain.int("catalog_id").unwrap_or_default(),
            parent: chain.int("parent_catalog_id"),
        }
    }))
}

/// `enums`, or `nested` of a tree, where an option may name the one above it by its `request_id` in the same body.
fn read_options(reader: &mut Reader<'_>) -> Option<Vec<FieldOption>> {
    let key = ["enums", "nested"].into_iter().find(|key| reader.get(key).is_some())?;
    let options = reader.each(key, OPTIONS_MAX, |option| {
        option.require("value");
        let value = option.text("value").unwrap_or_default();
        let code = option.text("code").filter(|code| !code.is_empty());
        let parent = option.int("parent_id").filter(|id| *id != 0).map(EnumId);
        let names =
            (option.get("request_id").and_then(scalar::text), option.get("parent_request_id").and_then(scalar::text));
        let option = FieldOption {
            id: EnumId(option.int("id").unwrap_or_default()),
            value,
            code,
            sort: option.sort("sort").unwrap_or(-1),
            parent,
        };
        (option, names)
    });
    let names: Vec<Option<String>> = options.iter().map(|(_, (own, _))| own.clone()).collect();
    let mut read = Vec::with_capacity(options.len());
    for (index, (mut option, (_, above))) in options.into_iter().enumerate() {
        if option.sort < 0 {
            option.sort = index as i64 + 1;
        }
        if let Some(above) = above {
            match names.iter().position(|name| name.as_ref() == Some(&above)) {
                Some(position) if position < index => option.parent = Some(EnumId(-1 - position as i64)),
                _ => reader.note(not_a_choice(&format!("{key}.{index}.parent_request_id"))),
            }
        }
        read.push(option);
    }
    Some(read)
}

/// Who asks, and where the account is reached.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Whose fields they are.
    pub account: AccountId,
    /// The home.
    pub home: FieldHome,
    /// Where the account is reached.
    pub base: &'a Base,
}

/// Writes a field. `request_id` is given in the answer to a create.
pub fn field(field: &Field, request_id: Option<&str>, scope: Scope<'_>) -> Value {
    let settings = &field.settings;
    let mut model = json!({
        "id": field.id.0,
        "name": field.name,
        "type": field.kind.name(),
        "account_id": scope.account.0,
        "code": field.code,
        "sort": field.sort,
        "entity_type": entity_type(field.home),
        "is_deletable": field.is_deletable,
        "enums": enums(field),
    });
    let mut put = |key: &str, value: Value| {
        if let Value::Object(model) = &mut model {
            model.insert(key.to_string(), value);
        }
    };
    if let FieldHome::Of(kind) = field.home {
        put("is_api_only", json!(field.is_api_only));
        put("is_predefined", json!(field.is_predefined));
        put("group_id", json!(field.group));
        put("required_statuses", places(&settings.required_in).unwrap_or(Value::Null));
        if kind == EntityKind::Lead {
            put("is_computed", json!(false));
            put("hidden_statuses", places(&settings.hidden_in).unwrap_or_else(|| json!([])));
        }
    }
    if let FieldHome::Catalog(id) = field.home {
        put("catalog_id", json!(id));
        put("is_visible", json!(settings.is_visible.unwrap_or(true)));
        put("is_required", json!(settings.is_required.unwrap_or(false)));
        put("settings", Value::Null);
    }
    match field.kind {
        FieldKind::Birthday => put("remind", json!(settings.remind.unwrap_or_default().name())),
        FieldKind::Monetary => put("currency", json!(settings.currency)),
        FieldKind::TrackingData => put("tracking_callback", json!(settings.tracking_callback.as_deref().unwrap_or(""))),
        FieldKind::LinkedEntity => put("search_in", json!(settings.search_in)),
        FieldKind::ChainedList => {
            let one = |c: &Chain| json!({"title": c.title, "catalog_id": c.catalog, "parent_catalog_id": c.parent});
            put("chained_lists", settings.chains.iter().map(one).collect());
        }
        FieldKind::Category => {
            let one = |option: &FieldOption| json!({"id": option.id.0, "parent_id": option.parent.map(|id| id.0), "value": option.value, "sort": option.sort});
            put("nested", field.options.iter().map(one).collect());
        }
        _ => {}
    }
    if let Some(request_id) = request_id {
        put("request_id", json!(request_id));
    }
    put("_links", json!(scope.base.at(format_args!("{}/{}", path(field.home), field.id))));
    model
}

fn enums(field: &Field) -> Option<Vec<Value>> {
    let one = |id: i64, value: &str, code: Option<&str>, sort: i64| json!({"id": id, "value": value, "sort": sort, "code": code});
    match field.kind {
        FieldKind::Category => None,
        FieldKind::SmartAddress => {
            let parts = domain::field::ADDRESS_PARTS;
            Some(parts.iter().map(|(id, code)| one(*id, code, Some(code), *id)).collect())
        }
        kind if kind.has_options() => {
            let own = |option: &FieldOption| one(option.id.0, &option.value, option.code.as_deref(), option.sort);
            Some(field.options.iter().map(own).collect())
        }
        _ => None,
    }
}

fn places(places: &[Place]) -> Option<Value> {
    let one = |place: &Place| json!({"status_id": place.stage.0, "pipeline_id": place.pipeline.0});
    (!places.is_empty()).then(|| places.iter().map(one).collect())
}

/// Writes a page of the list.
pub fn list(page: &[Field], total: usize, paging: &Paging, scope: Scope<'_>) -> Value {
    let limit = paging.limit as usize;
    let n_pages = total.div_ceil(limit).max(1);
    let has_more = (paging.page as usize) < n_pages;
    let models: Vec<Value> = page.iter().map(|one| field(one, None, scope)).collect();
    let wrapped = crate::hal::page(scope.base, &path(scope.home), paging, has_more, json!({"custom_fields": models}));
    let last = Paging { page: n_pages as u64, ..paging.clone() };
    let last = crate::hal::page(scope.base, &path(scope.home), &last, false, ()).links.this;
    let mut answer = serde_json::to_value(&wrapped).unwrap_or_default();
    answer["_links"]["last"] = json!(last);
    answer["_total_items"] = json!(total);
    answer["_page_count"] = json!(n_pages);
    answer
}

/// Writes the answer to a create or an update of many.
pub fn made<'f>(fields: impl IntoIterator<Item = (&'f Field, &'f str)>, scope: Scope<'_>) -> Value {
    let models: Vec<Value> = fields.into_iter().map(|(one, id)| field(one, Some(id), scope)).collect();
    json!({
        "_total_items": models.len(),
        "_links": scope.base.at(path(scope.home)),
        "_embedded": {"custom_fields": models},
    })
}

/// A wished group, or a change to one.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct GroupPatch {
    /// Its name.
    pub name: Option<String>,
    /// Its position.
    pub sort: Option<i64>,
    /// Fields to be moved into it.
    pub fields: Option<Vec<FieldId>>,
}

/// Reads `POST …/custom_fields/groups`: name and position are required.
pub fn parse_groups(body: &Value) -> Result<Vec<Item<GroupPatch>>, Rejection> {
    read_many(body, |reader| {
        reader.require("name");
        reader.require("sort");
        read_group(reader)
    })
}

/// Reads `PATCH …/custom_fields/groups/{id}`.
pub fn parse_group(body: &Value) -> Result<Item<GroupPatch>, Rejection> {
    let item = read_one(body, read_group)?;
    if item.value == GroupPatch::default() {
        return Err(Rejection::Malformed("At least one of these fields is needed: name, sort, fields".into()));
    }
    Ok(item)
}

fn read_group(reader: &mut Reader<'_>) -> GroupPatch {
    let name = reader.text("name");
    if let Some(told) = &name {
        if told.trim().is_empty() {
            reader.note(Problem::new("name", "NotBlank", "This value should not be blank."));
        } else if told.chars().count() > NAME_LENGTH_MAX {
            reader.note(Problem::new("name", "TooLong", format!("a name has at most {NAME_LENGTH_MAX} characters")));
        }
    }
    let fields = reader.get("fields").map(|list| {
        let ids = list.as_array().cloned().unwrap_or_default();
        ids.iter().filter_map(scalar::int).map(FieldId).collect()
    });
    GroupPatch { name, sort: reader.sort("sort"), fields }
}

/// What a group is written from.
#[derive(Clone, Copy, Debug)]
pub struct GroupView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its position.
    pub sort: i64,
    /// Whether every account has it.
    pub is_predefined: bool,
}

/// Writes a group with the ids of its fields.
pub fn group(view: &GroupView<'_>, fields: &[Field], request_id: Option<&str>, scope: Scope<'_>) -> Value {
    let is_inside = |field: &&Field| field.group.as_deref().unwrap_or(domain::field::MAIN_GROUP) == view.id;
    let mut model = json!({
        "id": view.id,
        "name": view.name,
        "sort": view.sort,
        "entity_type": entity_type(scope.home),
        "is_predefined": view.is_predefined,
        "type": "custom_field_group",
        "fields": fields.iter().filter(is_inside).map(|field| field.id.0).collect::<Vec<_>>(),
        "_links": scope.base.at(format_args!("{}/groups/{}", path(scope.home), view.id)),
    });
    if let (Some(id), Value::Object(model)) = (request_id, &mut model) {
        let _: &mut Map<String, Value> = model;
        model.insert("request_id".to_string(), json!(id));
    }
    model
}

/// Wraps groups.
pub fn groups(models: Vec<Value>, scope: Scope<'_>) -> Value {
    json!({
        "_total_items": models.len(),
        "_links": scope.base.at(format_args!("{}/groups", path(scope.home))),
        "_embedded": {"custom_field_groups": models},
    })
}
