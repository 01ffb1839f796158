//! The account on the wire (`account-info`). Clients read nearly all of these keys without asking whether they are there.

use domain::account::Account as DomainAccount;
use domain::{Timestamp, UserId};
use serde_json::{Value, json};

use crate::hal::Base;
use crate::php::Tree;
use crate::query::With;

mod model;

pub use model::*;

/// The version that clients are told; the original's current generation.
pub const VERSION: i64 = 15;
/// The feature version for mobile applications, which clients read and do not use.
pub const MOBILE_FEATURE_VERSION: i64 = 0;
/// The group of users that every account has.
pub const DEFAULT_GROUP_NAME: &str = "Sales";

/// What else is wanted with the account. Unknown words are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct AccountWith {
    /// Id at the chat service.
    pub amojo_id: bool,
    /// Id of the account everywhere.
    pub uuid: bool,
    /// Rights in chats.
    pub amojo_rights: bool,
    /// Groups of users.
    pub users_groups: bool,
    /// Types of tasks.
    pub task_types: bool,
    /// Version of the software.
    pub version: bool,
    /// What leads are called here.
    pub entity_names: bool,
    /// How dates are written here.
    pub datetime_settings: bool,
    /// Address of the file service.
    pub drive_url: bool,
    /// Whether lists can be filtered.
    pub is_api_filter_enabled: bool,
    /// Language and catalog of invoices.
    pub invoices_settings: bool,
}

impl AccountWith {
    /// Reads `with`.
    pub fn read(asked: &Tree) -> AccountWith {
        let with = With::read(asked);
        AccountWith {
            amojo_id: with.has("amojo_id"),
            uuid: with.has("uuid"),
            amojo_rights: with.has("amojo_rights"),
            users_groups: with.has("users_groups"),
            task_types: with.has("task_types"),
            version: with.has("version"),
            entity_names: with.has("entity_names"),
            datetime_settings: with.has("datetime_settings"),
            drive_url: with.has("drive_url"),
            is_api_filter_enabled: with.has("is_api_filter_enabled"),
            invoices_settings: with.has("invoices_settings"),
        }
    }
}

/// Everything that the account is written from.
#[derive(Clone, Copy, Debug)]
pub struct AccountView<'a> {
    /// The account.
    pub account: &'a DomainAccount,
    /// Who asks.
    pub current_user: UserId,
    /// Who made the account.
    pub owner: UserId,
    /// When its settings were changed last.
    pub updated_at: Timestamp,
    /// Whether any pipeline uses its incoming stage.
    pub accepts_incoming: bool,
    /// The account's UUID, also its name at the chat service.
    pub uuid: &'a str,
    /// Address of the file service.
    pub drive_url: &'a str,
    /// Seconds by which the account's zone is ahead of UTC now.
    pub utc_offset_seconds: i32,
    /// Groups of users beside the first one: id and name.
    pub groups: &'a [(i64, String)],
    /// Types of tasks beside the two that every account has.
    pub task_types: &'a [TaskType],
}

/// Writes the account.
pub fn account(view: &AccountView<'_>, with: &AccountWith, base: &Base) -> Account {
    let account = view.account;
    let embedded = embedded(view, with);
    Account {
        id: account.id.0,
        name: account.name.clone(),
        subdomain: account.subdomain.clone(),
        created_at: account.created_at.seconds(),
        created_by: view.owner.0,
        updated_at: view.updated_at.seconds(),
        updated_by: view.owner.0,
        current_user_id: view.current_user.0,
        country: account.country.clone(),
        currency: account.currency.clone(),
        currency_symbol: currency_symbol(&account.currency).to_string(),
        customers_mode: "disabled",
        is_unsorted_on: view.accepts_incoming,
        is_loss_reason_enabled: true,
        is_helpbot_enabled: false,
        is_technical_account: false,
        contact_name_display_order: 1,
        mobile_feature_version: MOBILE_FEATURE_VERSION,
        is_api_filter_enabled: with.is_api_filter_enabled.then_some(true),
        amojo_id: with.amojo_id.then(|| view.uuid.to_string()),
        uuid: with.uuid.then(|| view.uuid.to_string()),
        version: with.version.then_some(VERSION),
        drive_url: with.drive_url.then(|| view.drive_url.to_string()),
        entity_names: with.entity_names.then(entity_names),
        invoices_settings: with
            .invoices_settings
            .then(|| InvoicesSettings { lang: account.language.clone(), invoices_catalog_id: None }),
        links: base.at("account"),
        embedded: (embedded != AccountEmbedded::default()).then_some(embedded),
    }
}

fn embedded(view: &AccountView<'_>, with: &AccountWith) -> AccountEmbedded {
    let group = || {
        let first = UsersGroup { id: 0, name: DEFAULT_GROUP_NAME.into(), uuid: None };
        let others = view.groups.iter().map(|(id, name)| UsersGroup { id: *id, name: name.clone(), uuid: None });
        std::iter::once(first).chain(others).collect()
    };
    let types = || {
        let built_in = [task_type(1, "Follow-up", "FOLLOW_UP"), task_type(2, "Meeting", "MEETING")];
        built_in.into_iter().chain(view.task_types.iter().cloned()).collect()
    };
    AccountEmbedded {
        amojo_rights: with.amojo_rights.then_some(AmojoRights { can_direct: true, can_create_groups: true }),
        users_groups: with.users_groups.then(group),
        task_types: with.task_types.then(types),
        datetime_settings: with.datetime_settings.then(|| DatetimeSettings {
            date_pattern: "d.m.Y H:i",
            short_date_pattern: "d.m.Y",
            short_time_pattern: "H:i",
            date_format: "d.m.Y",
            time_format: "H:i:s",
            timezone: view.account.time_zone.clone(),
            timezone_offset: offset(view.utc_offset_seconds),
        }),
    }
}

fn task_type(id: i64, name: &str, code: &str) -> TaskType {
    TaskType { id, name: name.into(), color: None, icon_id: None, code: code.into() }
}

fn offset(seconds: i32) -> String {
    let minutes = seconds.unsigned_abs() / 60;
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Leads are called leads here, in each language that clients ask for.
fn entity_names() -> Value {
    let names = |gender: &str, one: &str, many: &str| json!({"gender": gender, "singular_form": {"default": one}, "plural_form": {"default": many}});
    json!({"leads": {
        "ru": names("f", "Сделка", "Сделки"),
        "en": names("m", "Lead", "Leads"),
        "es": names("m", "Lead", "Leads"),
    }})
}

/// The sign of the currencies that the vendor's accounts mostly use; the code itself for all others.
fn currency_symbol(code: &str) -> &str {
    match code {
        "USD" | "MXN" | "ARS" | "CLP" | "COP" | "CAD" | "AUD" => "$",
        "BRL" => "R$",
        "EUR" => "€",
        "GBP" => "£",
        "RUB" => "₽",
        "KZT" => "₸",
        "UAH" => "₴",
        "INR" => "₹",
        "TRY" => "₺",
        "JPY" | "CNY" => "¥",
        other => other,
    }
}

#[cfg(test)]
mod tests;
