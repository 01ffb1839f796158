//! The answer about the account. The order of the fields is the order on the page.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::hal::Links;

/// The account in full. Keys that need `with` say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Account {
    /// Its id.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// First label of its host name.
    pub subdomain: String,
    /// Unix seconds.
    pub created_at: i64,
    /// Who made it.
    pub created_by: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// Who changed its settings last.
    pub updated_by: i64,
    /// Whose token was used.
    pub current_user_id: i64,
    /// Two letters.
    pub country: String,
    /// Three letters.
    pub currency: String,
    /// How amounts are marked.
    pub currency_symbol: String,
    /// There are no customers yet: `disabled`.
    pub customers_mode: &'static str,
    /// Whether any pipeline uses its incoming stage.
    pub is_unsorted_on: bool,
    /// Whether losing a lead asks for a reason.
    pub is_loss_reason_enabled: bool,
    /// Whether the vendor's help bot is on.
    pub is_helpbot_enabled: bool,
    /// Whether it is an account for technical use.
    pub is_technical_account: bool,
    /// 1: first name first.
    pub contact_name_display_order: i64,
    /// Read by clients, used by none.
    pub mobile_feature_version: i64,
    /// With `with=is_api_filter_enabled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_api_filter_enabled: Option<bool>,
    /// With `with=amojo_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amojo_id: Option<String>,
    /// With `with=uuid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// With `with=version`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// With `with=drive_url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_url: Option<String>,
    /// With `with=entity_names`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_names: Option<Value>,
    /// With `with=invoices_settings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoices_settings: Option<InvoicesSettings>,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
    /// What belongs to it; only when something of it was asked for.
    #[serde(rename = "_embedded", skip_serializing_if = "Option::is_none")]
    pub embedded: Option<AccountEmbedded>,
}

/// What belongs to an account, each with its word in `with`.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct AccountEmbedded {
    /// Rights in chats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amojo_rights: Option<AmojoRights>,
    /// Groups of users.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users_groups: Option<Vec<UsersGroup>>,
    /// Types of tasks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_types: Option<Vec<TaskType>>,
    /// How dates are written here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datetime_settings: Option<DatetimeSettings>,
}

/// Rights in chats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AmojoRights {
    /// Whether users may write to each other.
    pub can_direct: bool,
    /// Whether users may open group chats.
    pub can_create_groups: bool,
}

/// A group of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UsersGroup {
    /// 0 is the group that every account has.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// Its name at the chat service.
    pub uuid: Option<String>,
}

/// A type of task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaskType {
    /// Its id.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// Colour of a custom type.
    pub color: Option<String>,
    /// Picture of a custom type.
    pub icon_id: Option<i64>,
    /// Name for programs.
    pub code: String,
}

/// How dates are written, in PHP's letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DatetimeSettings {
    /// Day and time.
    pub date_pattern: &'static str,
    /// Day.
    pub short_date_pattern: &'static str,
    /// Hours and minutes.
    pub short_time_pattern: &'static str,
    /// Day; the page's sample misspells the key, clients read it like this.
    pub date_format: &'static str,
    /// Hours, minutes and seconds.
    pub time_format: &'static str,
    /// IANA name.
    pub timezone: String,
    /// `+03:00`, as of now.
    pub timezone_offset: String,
}

/// Settings of invoices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct InvoicesSettings {
    /// Their language.
    pub lang: String,
    /// The catalog that holds them; there is none yet.
    pub invoices_catalog_id: Option<i64>,
}
