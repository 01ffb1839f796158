//! Values of custom fields and tags, as they stand in bodies of leads, contacts, companies and customers
//! (`custom-fields`, `tags-api`).

use domain::field::{ADDRESS_PARTS, Field, FieldKind, FieldRef, FieldValue, FieldWish, Raw, RawValue};
use domain::tag::{Tag as DomainTag, TagEdit, TagRef};
use domain::{EnumId, FieldId, TagId};
use serde_json::{Map, Value, json};

use crate::body::Reader;
use crate::hal::Tag;
use crate::scalar;

/// Fields in one body.
pub const FIELDS_MAX: usize = domain::field::FIELDS_MAX;
/// Tags in one list of a body.
pub const TAGS_MAX: usize = domain::tag::TAGS_MAX;

/// Reads `custom_fields_values`: each item names its field by `field_id` or `field_code`; `values: null` clears.
pub fn read_values(reader: &mut Reader<'_>) -> Vec<FieldWish> {
    reader.each("custom_fields_values", FIELDS_MAX, |item| {
        let code = item.get("field_code").and_then(scalar::text).filter(|code| !code.is_empty());
        let field = match (item.get("field_id"), code) {
            (None, Some(code)) => FieldRef::Code(code),
            _ => {
                item.require("field_id");
                FieldRef::Id(FieldId(item.int("field_id").unwrap_or_default()))
            }
        };
        FieldWish { field, values: item.each("values", domain::field::VALUES_MAX, read_value) }
    })
}

fn read_value(reader: &mut Reader<'_>) -> RawValue {
    let chosen = reader.int("enum_id").filter(|id| *id != 0).map(EnumId);
    let code = ["enum_code", "enum"].iter().find_map(|key| reader.get(key)).and_then(scalar::text);
    // A link of a chained list stands in the item itself.
    let value = match reader.get("value") {
        Some(value) => raw(value),
        None => Raw::Object(
            ["catalog_id", "catalog_element_id"]
                .iter()
                .filter_map(|key| reader.get(key).map(|value| (key.to_string(), raw(value))))
                .collect(),
        ),
    };
    let value = if value == Raw::Object(Vec::new()) { Raw::Null } else { value };
    RawValue { value, option: chosen, option_code: code.filter(|code| !code.is_empty()) }
}

/// JSON as the domain takes it. Numbers keep their digits.
pub fn raw(value: &Value) -> Raw {
    match value {
        Value::Null => Raw::Null,
        Value::Bool(flag) => Raw::Flag(*flag),
        Value::Number(_) | Value::String(_) => {
            let text = scalar::text(value).unwrap_or_default();
            if value.is_number() { Raw::Number(text) } else { Raw::Text(text) }
        }
        Value::Array(items) => Raw::List(items.iter().map(raw).collect()),
        Value::Object(fields) => {
            Raw::Object(fields.iter().map(|(name, value)| (name.replace('\0', ""), raw(value))).collect())
        }
    }
}

/// A composed value as JSON.
fn unraw(value: &Raw) -> Value {
    match value {
        Raw::Null => Value::Null,
        Raw::Flag(flag) => Value::Bool(*flag),
        Raw::Number(digits) => digits.parse::<serde_json::Number>().map_or_else(|_| json!(digits), Value::Number),
        Raw::Text(text) => json!(text),
        Raw::List(items) => items.iter().map(unraw).collect(),
        Raw::Object(parts) => {
            parts.iter().map(|(name, value)| (name.clone(), unraw(value))).collect::<Map<_, _>>().into()
        }
    }
}

/// Writes `custom_fields_values`: `null` when nothing is filled.
pub fn write_values(fields: &[Field], filled: &[(FieldId, Vec<FieldValue>)]) -> Option<Vec<Value>> {
    let one = |(id, values): &(FieldId, Vec<FieldValue>)| {
        let field = fields.iter().find(|field| field.id == *id)?;
        Some(json!({
            "field_id": field.id.0,
            "field_name": field.name,
            "field_code": field.code,
            "field_type": field.kind.name(),
            "is_computed": false,
            "values": values.iter().map(|value| write_value(field, value)).collect::<Vec<_>>(),
        }))
    };
    let written: Vec<Value> = filled.iter().filter_map(one).collect();
    (!written.is_empty()).then_some(written)
}

fn write_value(field: &Field, value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) | FieldValue::Number(text) => json!({"value": text}),
        FieldValue::Flag(flag) => json!({"value": flag}),
        FieldValue::Moment(seconds) => json!({"value": seconds}),
        FieldValue::Option(id) => {
            let option = field.option(*id);
            let (value, code) = option.map(|option| (&option.value, &option.code)).unzip();
            json!({"value": value, "enum_id": id.0, "enum_code": code})
        }
        FieldValue::Part { text, option } if field.kind == FieldKind::SmartAddress => {
            let code = ADDRESS_PARTS.iter().find(|(number, _)| *number == option.0).map(|(_, code)| code);
            json!({"value": text, "enum_id": option.0, "enum_code": code})
        }
        FieldValue::Part { text, option } => {
            let code = field.option(*option).and_then(|option| option.code.as_ref());
            json!({"value": text, "enum_id": option.0, "enum_code": code})
        }
        FieldValue::Composed(parts) if field.kind == FieldKind::ChainedList => unraw(parts),
        FieldValue::Composed(parts) => json!({"value": unraw(parts)}),
    }
}

/// Reads `tags_to_add` and `tags_to_delete`; `set` is what `_embedded.tags` said, see [`read_tags`].
pub fn read_tag_edit(reader: &mut Reader<'_>, set: Option<Vec<TagRef>>) -> TagEdit {
    TagEdit {
        set,
        add: reader.each("tags_to_add", TAGS_MAX, read_tag),
        remove: reader.each("tags_to_delete", TAGS_MAX, read_tag),
    }
}

/// Reads `_embedded.tags`, which replaces all tags; `null` takes them all off.
pub fn read_tags(embedded: &mut Reader<'_>) -> Option<Vec<TagRef>> {
    let stands_there = embedded.is_null("tags") || embedded.get("tags").is_some();
    stands_there.then(|| embedded.each("tags", TAGS_MAX, read_tag))
}

/// A tag by `id`, otherwise by `name`.
fn read_tag(reader: &mut Reader<'_>) -> TagRef {
    match reader.int("id") {
        Some(id) if id != 0 => TagRef::Id(TagId(id)),
        _ => {
            reader.require("name");
            TagRef::Name(reader.text("name").unwrap_or_default())
        }
    }
}

/// Writes tags on an entity.
pub fn write_tags(tags: &[DomainTag]) -> Vec<Tag> {
    tags.iter().map(|tag| Tag { id: tag.id.0, name: tag.name.clone(), color: tag.color.clone() }).collect()
}
