//! Which fields the models have, page by page.

use super::Blank::{Flag as Is, Int as Number, List as Empty, Null, Text as Word};
use super::Kind::{
    Amount, Choice, Code, CustomerStatus, Flag, Int, Kept, List, Name, Pipeline, Sort, Text, Time, User,
};
use super::Need::{AtBirth, Optional, ReadOnly, Required, RequiredAtBirth};
use super::{Blank, Field, Kind, ListStyle, Need, Shape};
use crate::body::BATCH_MAX;

/// Characters of a name.
const NAME: usize = 255;
/// Characters of a longer text (`chat-templates-api` names this for reasons of refusal).
const TEXT: usize = 65_535;
/// Bytes of a branch that is kept as it came.
const BRANCH: usize = 16 * 1024;

/// Colours of segments (`customers-statuses-api`).
pub const SEGMENT_COLORS: [&str; 40] = [
    "10599d", "2176ff", "006acc", "07a0c3", "247ba0", "177e89", "046e8f", "598381", "0c7c59", "495f41", "00a44b",
    "08605f", "bf2600", "06d6a0", "e14945", "79b473", "ae003f", "a2ad59", "cd0f53", "8e936d", "832161", "2e5339",
    "bf126f", "6f7c12", "ff5376", "dd1c1a", "bb304e", "631d76", "9d2b32", "4a001f", "b118c8", "6a0f49", "6610f2",
    "b38a58", "8963ba", "4b3666", "932f6d", "6b2d5c", "6461a0", "4f517d",
];

const fn field(name: &'static str, kind: Kind, need: Need, blank: Blank) -> Field {
    Field { name, kind, need, blank }
}

const PLAIN: Shape = Shape {
    path: "",
    list: "",
    noun: "",
    fields: &[],
    layout: &[],
    key: None,
    shared_keys: &[],
    batch_max: BATCH_MAX,
    n_max: 1_000,
    page: (50, 250),
    style: ListStyle::Paged,
    answers_in_full: true,
    is_missed: false,
    takes_one: false,
};

/// Why leads are lost (known from clients alone).
pub const LOSS_REASON: Shape = Shape {
    path: "leads/loss_reasons",
    list: "loss_reasons",
    noun: "Loss reason",
    fields: &[field("name", Name(NAME), Required, Word("")), field("sort", Sort, Optional, Number(100))],
    layout: &["id", "name", "sort", "created_at", "updated_at"],
    is_missed: true,
    ..PLAIN
};

/// Where leads come from (`sources-api`).
pub const SOURCE: Shape = Shape {
    path: "sources",
    list: "sources",
    noun: "Source",
    fields: &[
        field("name", Name(NAME), Required, Word("")),
        field("pipeline_id", Pipeline, Optional, Null),
        field("external_id", Code(40), RequiredAtBirth, Word("")),
        field("default", Flag, Optional, Is(false)),
        field("origin_code", Text(NAME), Optional, Null),
        field("services", List(BRANCH), Optional, Empty),
    ],
    layout: &["id", "name", "pipeline_id", "external_id", "default", "origin_code", "services"],
    key: Some("external_id"),
    batch_max: 50,
    n_max: 100,
    page: (100, 100),
    style: ListStyle::Counted,
    ..PLAIN
};

/// Texts for chats (`chat-templates-api`).
pub const CHAT_TEMPLATE: Shape = Shape {
    path: "chats/templates",
    list: "chat_templates",
    noun: "Chat template",
    fields: &[
        field("name", Name(NAME), Required, Word("")),
        field("content", Name(TEXT), Required, Word("")),
        field("is_editable", Flag, Optional, Is(false)),
        field("type", Choice(&["amocrm", "waba"]), Optional, Word("amocrm")),
        field("buttons", List(BRANCH), Optional, Empty),
        field("attachment", Kept(BRANCH), Optional, Null),
        field("external_id", Text(NAME), Optional, Null),
        field("review_status", Text(16), ReadOnly, Null),
        field("is_on_review", Flag, ReadOnly, Is(false)),
        field("waba_header", Text(60), Optional, Null),
        field("waba_header_type", Choice(&["text", "media"]), Optional, Null),
        field("waba_footer", Text(NAME), Optional, Null),
        field("waba_category", Choice(&["UTILITY", "AUTHENTICATION", "MARKETING"]), Optional, Null),
        field("waba_language", Text(16), Optional, Null),
        field("waba_examples", Kept(BRANCH), Optional, Null),
    ],
    layout: &[
        "id",
        "account_id",
        "name",
        "content",
        "is_editable",
        "type",
        "buttons",
        "attachment",
        "created_at",
        "updated_at",
        "external_id",
        "review_status",
        "is_on_review",
        "waba_header",
        "waba_header_type",
        "waba_footer",
        "waba_category",
        "waba_language",
        "waba_examples",
    ],
    page: (50, 50),
    is_missed: true,
    ..PLAIN
};

/// Lists of things (`catalogs-api`). At most one catalog of each kind but the regular one.
pub const CATALOG: Shape = Shape {
    path: "catalogs",
    list: "catalogs",
    noun: "Catalog",
    fields: &[
        field("name", Name(NAME), Required, Word("")),
        field("sort", Sort, Optional, Number(10)),
        field("type", Choice(&["regular", "invoices", "products", "suppliers"]), AtBirth, Word("regular")),
        field("can_add_elements", Flag, Optional, Is(true)),
        field("can_show_in_cards", Flag, Optional, Is(false)),
        field("can_link_multiple", Flag, Optional, Is(true)),
        field("can_be_deleted", Flag, ReadOnly, Is(true)),
        field("sdk_widget_code", Text(NAME), ReadOnly, Null),
    ],
    layout: &[
        "id",
        "name",
        "created_by",
        "updated_by",
        "created_at",
        "updated_at",
        "sort",
        "type",
        "can_add_elements",
        "can_show_in_cards",
        "can_link_multiple",
        "can_be_deleted",
        "sdk_widget_code",
        "account_id",
    ],
    key: Some("type"),
    shared_keys: &["regular"],
    n_max: 10,
    ..PLAIN
};

/// What stands in a catalog (`catalogs-api`).
pub const ELEMENT: Shape = Shape {
    path: "catalogs/{id}/elements",
    list: "elements",
    noun: "Element",
    fields: &[
        field("name", Name(NAME), Required, Word("")),
        field("is_deleted", Flag, ReadOnly, Is(false)),
        field("custom_fields_values", List(BRANCH), ReadOnly, Null),
        field("currency_id", Int, ReadOnly, Null),
    ],
    layout: &[
        "id",
        "catalog_id",
        "name",
        "created_by",
        "updated_by",
        "created_at",
        "updated_at",
        "is_deleted",
        "custom_fields_values",
        "currency_id",
        "account_id",
    ],
    n_max: i64::MAX,
    ..PLAIN
};

/// Stages of customers (`customers-statuses-api`).
pub const CUSTOMER_STATUS: Shape = Shape {
    path: "customers/statuses",
    list: "statuses",
    noun: "Status",
    fields: &[
        field("name", Name(NAME), Required, Word("")),
        field("sort", Sort, Optional, Number(10)),
        field("is_default", Flag, ReadOnly, Is(false)),
        field("conditions", List(BRANCH), Optional, Empty),
        field("color", Choice(&domain::pipeline::STAGE_COLORS), Optional, Word("#99ccff")),
        field("type", Int, ReadOnly, Number(0)),
    ],
    layout: &["id", "name", "sort", "is_default", "conditions", "color", "type", "account_id"],
    n_max: 30,
    style: ListStyle::Counted,
    answers_in_full: false,
    ..PLAIN
};

/// Groups of customers (`customers-statuses-api`).
pub const SEGMENT: Shape = Shape {
    path: "customers/segments",
    list: "segments",
    noun: "Segment",
    fields: &[
        field("name", Name(NAME), Required, Word("")),
        field("color", Choice(&SEGMENT_COLORS), Optional, Word("10599d")),
        field("available_products_price_types", List(BRANCH), Optional, Empty),
        field("customers_count", Int, ReadOnly, Number(0)),
        field("custom_fields_values", List(BRANCH), ReadOnly, Null),
    ],
    layout: &[
        "id",
        "created_at",
        "updated_at",
        "account_id",
        "name",
        "color",
        "available_products_price_types",
        "customers_count",
        "custom_fields_values",
    ],
    n_max: 100,
    style: ListStyle::PagedAndCounted,
    takes_one: true,
    ..PLAIN
};

/// Purchases of a customer (`customers-api`).
pub const TRANSACTION: Shape = Shape {
    path: "customers/{id}/transactions",
    list: "transactions",
    noun: "Transaction",
    fields: &[
        field("price", Amount, RequiredAtBirth, Number(0)),
        field("comment", Text(TEXT), AtBirth, Null),
        field("completed_at", Time, AtBirth, Null),
        field("next_price", Amount, AtBirth, Null),
        field("next_date", Time, AtBirth, Null),
        field("is_deleted", Flag, ReadOnly, Is(false)),
    ],
    layout: &[
        "id",
        "price",
        "comment",
        "completed_at",
        "customer_id",
        "created_by",
        "updated_by",
        "created_at",
        "updated_at",
        "is_deleted",
        "account_id",
    ],
    n_max: i64::MAX,
    answers_in_full: false,
    ..PLAIN
};

/// People who buy again and again (`customers-api`).
pub const CUSTOMER: Shape = Shape {
    path: "customers",
    list: "customers",
    noun: "Customer",
    fields: &[
        field("name", Name(NAME), Required, Word("")),
        field("next_price", Amount, Optional, Null),
        field("next_date", Time, Optional, Null),
        field("responsible_user_id", User, Optional, Null),
        field("status_id", CustomerStatus, Optional, Null),
        field("periodicity", Int, Optional, Number(0)),
        field("closest_task_at", Time, ReadOnly, Null),
        field("is_deleted", Flag, ReadOnly, Is(false)),
        field("custom_fields_values", List(BRANCH), ReadOnly, Null),
        field("ltv", Amount, ReadOnly, Number(0)),
        field("purchases_count", Int, ReadOnly, Number(0)),
        field("average_check", Amount, ReadOnly, Number(0)),
        field(BONUS_POINTS, Int, ReadOnly, Number(0)),
    ],
    layout: &[
        "id",
        "name",
        "next_price",
        "next_date",
        "responsible_user_id",
        "status_id",
        "periodicity",
        "created_by",
        "updated_by",
        "created_at",
        "updated_at",
        "closest_task_at",
        "is_deleted",
        "custom_fields_values",
        "ltv",
        "purchases_count",
        "average_check",
        "account_id",
    ],
    n_max: i64::MAX,
    answers_in_full: false,
    ..PLAIN
};

/// Kept with a customer and answered by its own method alone.
pub const BONUS_POINTS: &str = "bonus_points";

/// Buttons on web pages (`sources-api`).
pub const WEBSITE_BUTTON: Shape = Shape {
    path: "website_buttons",
    list: "website_buttons",
    noun: "Website button",
    fields: &[
        field("pipeline_id", Pipeline, RequiredAtBirth, Null),
        field("trusted_websites", List(BRANCH), AtBirth, Empty),
        field("is_used_in_app", Flag, AtBirth, Is(false)),
        field("is_duplication_control_enabled", Flag, ReadOnly, Is(false)),
        field("name", Text(NAME), ReadOnly, Word("")),
        field("creation_status", Text(NAME), ReadOnly, Word("created")),
        field("script", Text(NAME), ReadOnly, Null),
        field("is_deleted", Flag, ReadOnly, Is(false)),
    ],
    layout: &[
        "account_id",
        "source_id",
        "button_id",
        "is_duplication_control_enabled",
        "name",
        "creation_status",
        "pipeline_id",
        "script",
        "is_deleted",
    ],
    page: (250, 250),
    is_missed: true,
    takes_one: true,
    ..PLAIN
};
