//! The groups that need nothing beyond their shape, and the table of all routes that are not documented by types.

use kommo::record::shapes;
use store::records::Kind;
use utoipa_axum::router::OpenApiRouter;

use std::sync::Arc;

use super::records::Method::{Create, DeleteMany, DeleteOne, UpdateMany, UpdateOne};
use super::records::{Group, mount};
use super::table::Table;
use crate::app::App;

/// Why leads are lost.
pub static LOSS_REASONS: Group = Group {
    shape: &shapes::LOSS_REASON,
    kind: Kind::LossReason,
    owner: None,
    needs_admin: true,
    methods: &[Create, UpdateMany, UpdateOne, DeleteOne],
    only_one: None,
    follows: None,
};

/// Where leads come from.
pub static SOURCES: Group = Group {
    shape: &shapes::SOURCE,
    kind: Kind::Source,
    owner: None,
    needs_admin: true,
    methods: &[Create, UpdateMany, UpdateOne, DeleteMany, DeleteOne],
    only_one: Some("default"),
    follows: None,
};

/// Texts for chats.
pub static CHAT_TEMPLATES: Group = Group {
    shape: &shapes::CHAT_TEMPLATE,
    kind: Kind::ChatTemplate,
    owner: None,
    needs_admin: true,
    methods: &[Create, UpdateMany, UpdateOne, DeleteMany, DeleteOne],
    only_one: None,
    follows: None,
};

/// Lists of things.
pub static CATALOGS: Group = Group {
    shape: &shapes::CATALOG,
    kind: Kind::Catalog,
    owner: None,
    needs_admin: false,
    methods: &[Create, UpdateMany, UpdateOne],
    only_one: None,
    follows: None,
};

/// What stands in a catalog.
pub static ELEMENTS: Group = Group {
    shape: &shapes::ELEMENT,
    kind: Kind::Element,
    owner: Some(Kind::Catalog),
    needs_admin: false,
    methods: &[Create, UpdateMany, UpdateOne],
    only_one: None,
    follows: None,
};

/// Stages of customers.
pub static CUSTOMER_STATUSES: Group = Group {
    shape: &shapes::CUSTOMER_STATUS,
    kind: Kind::CustomerStatus,
    owner: None,
    needs_admin: true,
    methods: &[Create, UpdateMany, UpdateOne, DeleteOne],
    only_one: None,
    follows: None,
};

/// Groups of customers.
pub static SEGMENTS: Group = Group {
    shape: &shapes::SEGMENT,
    kind: Kind::Segment,
    owner: None,
    needs_admin: true,
    methods: &[Create, UpdateOne, DeleteOne],
    only_one: None,
    follows: None,
};

/// People who buy again and again.
pub static CUSTOMERS: Group = Group {
    shape: &shapes::CUSTOMER,
    kind: Kind::Customer,
    owner: None,
    needs_admin: false,
    methods: &[Create, UpdateMany, UpdateOne],
    only_one: None,
    follows: None,
};

/// What they bought.
pub static TRANSACTIONS: Group = Group {
    shape: &shapes::TRANSACTION,
    kind: Kind::Transaction,
    owner: Some(Kind::Customer),
    needs_admin: false,
    methods: &[Create, DeleteOne],
    only_one: None,
    follows: Some(super::customers::count_purchase),
};

/// Buttons on web pages; made by a method of their own.
pub static WEBSITE_BUTTONS: Group = Group {
    shape: &shapes::WEBSITE_BUTTON,
    kind: Kind::WebsiteButton,
    owner: None,
    needs_admin: true,
    methods: &[],
    only_one: None,
    follows: None,
};

/// All of them.
pub static ALL: [&Group; 10] = [
    &LOSS_REASONS,
    &SOURCES,
    &CHAT_TEMPLATES,
    &CATALOGS,
    &ELEMENTS,
    &CUSTOMERS,
    &CUSTOMER_STATUSES,
    &SEGMENTS,
    &TRANSACTIONS,
    &WEBSITE_BUTTONS,
];

/// Their routes.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    let table = ALL.into_iter().fold(Table::new(), mount);
    let table = super::customers::mount(super::incoming::mount(table));
    let table = super::drive::mount(table);
    super::website::mount(super::chats::mount(super::bots::mount(table))).into_router()
}
