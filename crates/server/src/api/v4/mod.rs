//! `/api/v4`: existing clients work by changing only the host. Bodies are read and written by `kommo`.

pub mod account;
pub mod bots;
pub mod chats;
pub mod contacts;
pub mod customers;
pub mod drive;
pub mod groups;
pub mod incoming;
pub mod leads;
pub mod links;
pub mod pipelines;
pub mod records;
pub mod table;
pub mod website;

use domain::Timestamp;
use kommo::query::{Order, OrderField, Range};
use store::leads as rows;

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
