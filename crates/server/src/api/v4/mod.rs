//! `/api/v4`: existing clients work by changing only the host. Bodies are read and written by `kommo`.

pub mod account;
pub mod contacts;
pub mod leads;
pub mod links;
pub mod pipelines;

use domain::field::{Field, FieldHome, FieldKind, Raw, RawValue, Shape, scaled};
use domain::{EnumId, FieldId, Timestamp};
use kommo::query::{FieldFilter, Order, OrderField, Range};
use store::field_values::FieldTest;
use store::{StoreError, Tx, leads as rows};

/// A filter's list: nothing asked is any; asked but readable by nobody is none at all.
pub(super) fn any<T>(asked: Option<Vec<T>>) -> Option<Vec<T>> {
    match asked {
        None => Some(Vec::new()),
        Some(list) if list.is_empty() => None,
        Some(list) => Some(list),
    }
}

pub(super) fn numbers(asked: Option<Range<i64>>) -> rows::Range {
    asked.map_or(rows::Range::default(), |range| rows::Range { from: range.from, to: range.to })
}

/// A range of whole seconds covers the milliseconds of its last second too.
pub(super) fn times(asked: Option<Range<Timestamp>>) -> rows::Range {
    asked.map_or(rows::Range::default(), |range| rows::Range {
        from: range.from.map(|at| at.0),
        to: range.to.map(|at| at.0.saturating_add(999)),
    })
}

pub(super) fn order(asked: Option<Order>) -> rows::Order {
    let by = |field| match field {
        OrderField::CreatedAt => rows::OrderBy::CreatedAt,
        OrderField::UpdatedAt => rows::OrderBy::UpdatedAt,
        _ => rows::OrderBy::Id,
    };
    asked.map_or(rows::Order::default(), |order| rows::Order { by: by(order.by), is_descending: order.is_descending })
}

/// Conditions on custom fields in the terms of the store; `None` when one of them can be met by nobody: an unknown field,
/// a value that cannot be read, or a kind that is not filtered by (`filters-api`).
pub(super) fn field_tests(
    tx: &Tx<'_>,
    home: FieldHome,
    asked: &[FieldFilter],
) -> Result<Option<Vec<(FieldId, FieldTest)>>, StoreError> {
    if asked.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let fields = store::fields::list(tx, home)?;
    let test = |filter: &FieldFilter| {
        let field = fields.iter().find(|field| field.id.0 == filter.field)?;
        Some((field.id, field_test(field, filter)?))
    };
    Ok(asked.iter().map(test).collect())
}

fn field_test(field: &Field, asked: &FieldFilter) -> Option<FieldTest> {
    // Numbers of days and moments are whole seconds; those of numbers and money are scaled.
    let number = |text: &str| match field.kind.shape() {
        Shape::Number => scaled(text),
        Shape::Flag => Some(i64::from(text == "1" || text == "true")),
        _ => {
            let raw = RawValue { value: Raw::Text(text.to_string()), ..RawValue::default() };
            match field.read(&[raw]).ok()?.first()? {
                domain::field::FieldValue::Moment(seconds) => Some(*seconds),
                _ => None,
            }
        }
    };
    if let Some((from, to)) = &asked.range {
        let end = |text: &Option<String>| match text.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => number(text).map(Some),
            None => Some(None),
        };
        let can = matches!(field.kind.shape(), Shape::Number | Shape::Moment);
        let range = rows::Range { from: end(from)?, to: end(to)? };
        return can.then_some(FieldTest::Between(range));
    }
    match field.kind.shape() {
        Shape::Text => Some(FieldTest::Texts(asked.values.clone())),
        Shape::Parts if field.kind == FieldKind::Multitext => Some(FieldTest::Texts(asked.values.clone())),
        Shape::Options => {
            let options = asked.values.iter().filter_map(|text| text.parse().ok()).map(EnumId).collect::<Vec<_>>();
            (!options.is_empty()).then_some(FieldTest::Options(options))
        }
        Shape::Number | Shape::Flag | Shape::Moment => {
            let numbers = asked.values.iter().filter_map(|text| number(text)).collect::<Vec<_>>();
            (!numbers.is_empty()).then_some(FieldTest::Numbers(numbers))
        }
        Shape::Parts | Shape::Composed => None,
    }
}
