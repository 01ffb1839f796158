//! Values of custom fields, beside each other by entity.

use std::collections::HashMap;

use domain::field::{Field, FieldHome, FieldValue, Raw, Shape, scaled};
use domain::{EnumId, FieldId};
use serde_json::{Map, Value};

use crate::error::StoreError;
use crate::leads::{Conditions, Range};
use crate::tx::Tx;
use crate::value::{P, Row, p};

/// Bytes of a text that stands in an index. PostgreSQL refuses keys of more than about 2,700.
pub const INDEXED_BYTES_MAX: usize = 512;

/// The filled fields of one entity, in the order of the definitions.
pub type Filled = Vec<(FieldId, Vec<FieldValue>)>;

/// The filled fields of these entities. `fields` are the definitions of the home; values of others are not shown.
pub fn of_many(
    tx: &Tx<'_>,
    home: FieldHome,
    fields: &[Field],
    ids: &[i64],
) -> Result<HashMap<i64, Filled>, StoreError> {
    let mut found: HashMap<i64, Filled> = HashMap::new();
    if ids.is_empty() || fields.is_empty() {
        return Ok(found);
    }
    let mut c = Conditions { sql: "account_id = ?1".to_string(), params: vec![P::from(tx.account)] };
    let entity = c.param(home.number());
    c.and(&format!("entity = {entity}"));
    c.any_of("entity_id", ids.iter().copied());
    let sql = format!(
        "select field_id, entity_id, text, num, enum_id, extra from field_values where {}
         order by entity_id, field_id, n",
        c.sql
    );
    let position: HashMap<FieldId, usize> = fields.iter().enumerate().map(|(index, field)| (field.id, index)).collect();
    let rows = tx.rows(&sql, &c.params, |row| {
        let field = FieldId(row.int(0)?);
        let Some(definition) = position.get(&field).and_then(|index| fields.get(*index)) else { return Ok(None) };
        Ok(from_row(row, definition)?.map(|value| (row.int(1).unwrap_or_default(), field, value)))
    })?;
    for (entity, field, value) in rows.into_iter().flatten() {
        let filled = found.entry(entity).or_default();
        match filled.last_mut().filter(|(last, _)| *last == field) {
            Some((_, values)) => values.push(value),
            None => filled.push((field, vec![value])),
        }
    }
    found.values_mut().for_each(|filled| filled.sort_by_key(|(field, _)| position.get(field).copied()));
    Ok(found)
}

/// The filled fields of one entity.
pub fn of(tx: &Tx<'_>, home: FieldHome, fields: &[Field], id: i64) -> Result<Filled, StoreError> {
    Ok(of_many(tx, home, fields, &[id])?.remove(&id).unwrap_or_default())
}

/// Writes the values of a field of an entity; those that were there are gone.
pub fn set(tx: &Tx<'_>, field: &Field, id: i64, values: &[FieldValue], is_new: bool) -> Result<(), StoreError> {
    let home = field.home.number();
    if !is_new {
        tx.later(
            "delete from field_values where account_id = ?1 and entity = ?2 and entity_id = ?3 and field_id = ?4",
            p![tx.account, home, id, field.id],
        )?;
    }
    for (n, value) in values.iter().enumerate() {
        let parts = Parts::of(value);
        tx.later(
            "insert into field_values (account_id, entity, entity_id, field_id, n, text, num, enum_id, extra, indexed_by)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            p![
                tx.account,
                home,
                id,
                field.id,
                n as i64,
                parts.text,
                parts.num,
                parts.option,
                parts.extra.as_deref(),
                if field.is_filterable { parts.indexed_by } else { 0 }
            ],
        )?;
    }
    Ok(())
}

/// Deletes all values of an entity.
pub fn clear(tx: &Tx<'_>, home: FieldHome, id: i64) -> Result<(), StoreError> {
    let sql = "delete from field_values where account_id = ?1 and entity = ?2 and entity_id = ?3";
    tx.run(sql, p![tx.account, home.number(), id]).map(drop)
}

/// A condition on a custom field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldTest {
    /// One of the values is one of these texts.
    Texts(Vec<String>),
    /// One of the values is one of these numbers, as they are kept (scaled, seconds, 0 or 1).
    Numbers(Vec<i64>),
    /// One of the choices is one of these.
    Options(Vec<EnumId>),
    /// One of the values lies between, as they are kept.
    Between(Range),
}

/// Narrows a list of entities down to those whose field passes the test.
pub(crate) fn narrow<'a>(c: &mut Conditions<'a>, field: FieldId, test: &'a FieldTest) {
    let id = c.param(field);
    let mut inner = Conditions { sql: String::new(), params: std::mem::take(&mut c.params) };
    match test {
        FieldTest::Texts(texts) => {
            // A text that is too long for the index is looked for without it.
            if texts.iter().all(|text| text.len() <= INDEXED_BYTES_MAX) {
                inner.and("indexed_by = 1");
            }
            inner.any_of("text", texts.iter());
        }
        FieldTest::Numbers(numbers) => {
            inner.and("indexed_by = 2");
            inner.any_of("num", numbers.iter().copied());
        }
        FieldTest::Options(options) => {
            inner.and("indexed_by = 3");
            inner.any_of("enum_id", options.iter().copied());
        }
        FieldTest::Between(range) => {
            inner.and("indexed_by = 2");
            inner.range("num", *range);
        }
    }
    c.params = inner.params;
    c.and(&format!(
        "id in (select entity_id from field_values where account_id = ?1 and field_id = {id}{})",
        inner.sql
    ));
}

struct Parts<'v> {
    text: Option<&'v str>,
    num: Option<i64>,
    option: Option<EnumId>,
    extra: Option<String>,
    indexed_by: i64,
}

impl<'v> Parts<'v> {
    fn of(value: &'v FieldValue) -> Parts<'v> {
        let none = Parts { text: None, num: None, option: None, extra: None, indexed_by: 0 };
        let by_text = |text: &str| i64::from(text.len() <= INDEXED_BYTES_MAX);
        match value {
            FieldValue::Text(text) => Parts { text: Some(text), indexed_by: by_text(text), ..none },
            FieldValue::Number(text) => Parts { text: Some(text), num: scaled(text), indexed_by: 2, ..none },
            FieldValue::Flag(flag) => Parts { num: Some(i64::from(*flag)), indexed_by: 2, ..none },
            FieldValue::Option(id) => Parts { option: Some(*id), indexed_by: 3, ..none },
            FieldValue::Moment(seconds) => Parts { num: Some(*seconds), indexed_by: 2, ..none },
            FieldValue::Part { text, option } => {
                Parts { text: Some(text), option: Some(*option), indexed_by: by_text(text), ..none }
            }
            FieldValue::Composed(raw) => Parts { extra: Some(to_json(raw).to_string()), ..none },
        }
    }
}

/// A value; `None` for a choice that is no longer offered.
fn from_row(row: &Row<'_>, field: &Field) -> Result<Option<FieldValue>, StoreError> {
    let (text, num, option) = (row.opt_text(2)?, row.opt_int(3)?, row.opt_int(4)?.map(EnumId));
    Ok(match field.kind.shape() {
        Shape::Text => text.map(FieldValue::Text),
        Shape::Number => text.map(FieldValue::Number),
        Shape::Flag => num.map(|num| FieldValue::Flag(num != 0)),
        Shape::Options => option.filter(|id| field.option(*id).is_some()).map(FieldValue::Option),
        Shape::Moment => num.map(FieldValue::Moment),
        Shape::Parts => text.zip(option).map(|(text, option)| FieldValue::Part { text, option }),
        Shape::Composed => {
            let parsed = row.opt_text(5)?.and_then(|text| serde_json::from_str(&text).ok());
            parsed.map(|json| FieldValue::Composed(from_json(&json)))
        }
    })
}

fn to_json(raw: &Raw) -> Value {
    match raw {
        Raw::Null => Value::Null,
        Raw::Flag(flag) => Value::Bool(*flag),
        // Digits are kept as they are: a JSON number would be cut to 53 bits by somebody.
        Raw::Number(digits) => Value::Array(vec![Value::from(digits.as_str())]),
        Raw::Text(text) => Value::from(text.as_str()),
        Raw::List(items) => Value::Array(vec![Value::Null, items.iter().map(to_json).collect()]),
        Raw::Object(parts) => {
            parts.iter().map(|(name, raw)| (name.clone(), to_json(raw))).collect::<Map<_, _>>().into()
        }
    }
}

fn from_json(value: &Value) -> Raw {
    match value {
        Value::Null => Raw::Null,
        Value::Bool(flag) => Raw::Flag(*flag),
        Value::Number(number) => Raw::Number(number.to_string()),
        Value::String(text) => Raw::Text(text.clone()),
        Value::Array(items) => match items.as_slice() {
            [Value::String(digits)] => Raw::Number(digits.clone()),
            [Value::Null, Value::Array(items)] => Raw::List(items.iter().map(from_json).collect()),
            _ => Raw::Null,
        },
        Value::Object(parts) => {
            Raw::Object(parts.iter().map(|(name, value)| (name.clone(), from_json(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_composed_value_comes_back_as_it_was() {
        let raw = Raw::Object(vec![
            ("a".into(), Raw::Number("1.10".into())),
            ("b".into(), Raw::List(vec![Raw::Null, Raw::Text("x".into()), Raw::List(vec![])])),
            ("c".into(), Raw::Object(vec![("d".into(), Raw::Flag(true))])),
        ]);
        assert_eq!(from_json(&to_json(&raw)), raw);
        assert_eq!(from_json(&to_json(&Raw::Text("1".into()))), Raw::Text("1".into()));
    }
}
