//! What the host in the browser knows: the account, its people, its widgets with their texts in one language.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::WidgetId;
use domain::user::User;
use http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use store::widgets::Installation;
use store::{StoreError, Tx};
use utoipa::ToSchema;
use widget::{Field, Manifest};

use super::{key, page, policy};
use crate::api::caller::Caller;
use crate::api::own::Words;
use crate::api::{Query, json};
use crate::app::App;
use crate::engine::widgets::manifest_of;
use crate::error::ApiError;

/// Where files of widgets are.
const FILES: &str = "/upl";

/// All that a page with widgets needs.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostView {
    /// The account.
    pub account: HostAccount,
    /// Who is signed in.
    pub user: HostUser,
    /// Everybody in the account.
    pub users: Vec<HostUser>,
    /// Its widgets, also those that are switched off.
    pub widgets: Vec<HostedWidget>,
    /// Name of the content policy with which a page must have been served to run them.
    pub policy: String,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostAccount {
    /// Its id.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// First label of its host name.
    pub subdomain: String,
    /// ISO 4217 code.
    pub currency: String,
    /// `en`, `es`, `pt` or `ru`.
    pub language: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 3166 code.
    pub country: String,
}

/// Somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostUser {
    /// Their id.
    pub id: i64,
    /// What colleagues call them.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// Whether they may change widgets.
    pub is_admin: bool,
}

/// A widget as its host needs it.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostedWidget {
    /// Its id.
    pub id: i64,
    /// Unique in the account.
    pub code: String,
    /// Its name in the language of the page.
    pub name: String,
    /// Its description, which may hold HTML.
    pub description: String,
    /// What the manifest says.
    pub version: String,
    /// Where its files are; changes with every change of them.
    pub path: String,
    /// Whether it runs.
    pub is_active: bool,
    /// Whether it has a `script.js`.
    pub has_script: bool,
    /// Whether it is started once and kept while pages change.
    pub init_once: bool,
    /// As in the manifest.
    pub locations: Vec<String>,
    /// Fields of the installation.
    pub fields: Vec<HostedField>,
    /// Its part in triggers.
    pub dp: Option<HostedPipelinePart>,
    /// Title of its own page in the settings.
    pub advanced_title: Option<String>,
    /// Saved values of the installation.
    #[schema(value_type = Object)]
    pub settings: Value,
    /// `install`, `not_configured` or `installed`.
    pub status: &'static str,
    /// Its texts.
    #[schema(value_type = Object)]
    pub langs: Value,
    /// The OAuth client it is bound to.
    pub client_uuid: Option<String>,
    /// Where its users find help.
    pub support: HostedSupport,
}

/// A field of a form.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostedField {
    /// Key of its value.
    pub code: String,
    /// Its label in the language of the page.
    pub name: String,
    /// `text`, `pass`, `users`, `users_lp`, `custom`, or a word of the widget's own.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it must not be empty.
    pub required: bool,
}

/// The part of a widget in triggers.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostedPipelinePart {
    /// Name of a trigger with it.
    pub title: Option<String>,
    /// Fields of a trigger.
    pub fields: Vec<HostedField>,
    /// Whether a trigger may stand on several stages.
    pub action_multiple: bool,
}

/// Where users of a widget find help.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostedSupport {
    /// An address in the web.
    pub link: Option<String>,
    /// A mail address.
    pub email: Option<String>,
}

impl From<User> for HostUser {
    fn from(user: User) -> HostUser {
        HostUser { id: user.id.0, name: user.name, email: user.email, is_admin: user.is_admin }
    }
}

/// What a page needs to run widgets. `language` chooses their texts.
#[utoipa::path(get, path = "/api/pipewright/v1/host", tag = "widgets", params(("language" = Option<String>, Query)),
    responses((status = 200, body = HostView)))]
pub async fn get(caller: Caller, State(app): State<Arc<App>>, Query(query): Query) -> Result<Response, ApiError> {
    let words = Words::of(&query, &["language"])?;
    let read = |tx: &Tx<'_>| {
        let widgets = store::widgets::list(tx)?;
        let files = |widget: &Installation| store::widgets::files_of(tx, widget.id);
        let files = widgets.iter().map(files).collect::<Result<Vec<_>, StoreError>>()?;
        let saved = store::widget_settings::all(tx)?;
        Ok((store::accounts::get(tx)?, store::users::list(tx)?, widgets, files, saved))
    };
    let (account, users, widgets, files, saved) = app.store.read(caller.account, "host", read).await?;
    let policy = page::of_account(&app, caller.account).await?;
    let language = words.text("language").unwrap_or(&account.language).to_string();
    let hosted = widgets.into_iter().zip(files);
    let users: Vec<HostUser> = users.into_iter().map(HostUser::from).collect();
    let me = users.iter().find(|user| user.id == caller.user.0);
    let view = HostView {
        user: me
            .map(|user| HostUser { name: user.name.clone(), email: user.email.clone(), ..*user })
            .ok_or_else(|| ApiError::Internal("the caller is no user of the account".to_string()))?,
        users,
        widgets: hosted.map(|(widget, files)| hosted_view(&app, caller, widget, &files, &saved, &language)).collect(),
        policy: policy.map_or_else(|| policy::STRICT.to_string(), |policy| policy::name(&policy)),
        account: HostAccount {
            id: account.id.0,
            name: account.name,
            subdomain: account.subdomain,
            currency: account.currency,
            language: account.language,
            time_zone: account.time_zone,
            country: account.country,
        },
    };
    Ok(json(StatusCode::OK, &view))
}

fn hosted_view(
    app: &App,
    caller: Caller,
    installed: Installation,
    files: &[(String, i64, String)],
    saved: &HashMap<WidgetId, String>,
    language: &str,
) -> HostedWidget {
    let key = key::write(&app.host.key, caller.account, &installed.code, &key::stamp(files));
    let widget = manifest_of(&installed);
    let locales: Value = serde_json::from_str(&installed.locales).unwrap_or_default();
    let manifest = widget.as_ref().map(|widget| &widget.manifest);
    let texts = Texts::new(&locales, manifest, language);
    let dp = manifest.and_then(|manifest| manifest.dp.as_ref());
    let empty = Value::Object(serde_json::Map::new());
    let saved = saved.get(&installed.id).and_then(|text| serde_json::from_str(text).ok());
    let status = status(&installed, manifest, saved.is_some());
    HostedWidget {
        id: installed.id.0,
        name: manifest.map_or_else(|| installed.code.clone(), |m| texts.text(&m.name)),
        description: manifest.map(|m| texts.text(&m.description)).unwrap_or_default(),
        version: installed.version,
        path: format!("{FILES}/{}/{key}", installed.code),
        // A widget whose manifest cannot be read is shown, and does not run.
        is_active: installed.is_active && manifest.is_some(),
        has_script: files.iter().any(|(path, _, _)| path.eq_ignore_ascii_case("script.js")),
        init_once: manifest.is_some_and(|m| m.init_once),
        locations: manifest.map(locations).unwrap_or_default(),
        fields: manifest.map(|m| texts.fields(&m.settings)).unwrap_or_default(),
        dp: dp.map(|dp| HostedPipelinePart {
            title: dp.title.as_ref().map(|title| texts.text(title)),
            fields: texts.fields(dp.settings.as_deref().unwrap_or_default()),
            action_multiple: dp.action_multiple,
        }),
        advanced_title: manifest
            .and_then(|m| m.json.pointer("/advanced/title"))
            .and_then(Value::as_str)
            .map(|path| texts.text(path)),
        status,
        settings: saved.unwrap_or_else(|| empty.clone()),
        langs: texts.chosen.cloned().unwrap_or(empty),
        client_uuid: None,
        support: HostedSupport {
            link: manifest.and_then(|m| m.support.link.clone()),
            email: manifest.and_then(|m| m.support.email.clone()),
        },
        code: installed.code,
    }
}

/// A widget with fields that were never saved is still to be set up.
fn status(installed: &Installation, manifest: Option<&Manifest>, is_saved: bool) -> &'static str {
    match installed.is_active {
        false => "install",
        true if is_saved || manifest.is_none_or(|manifest| manifest.settings.is_empty()) => "installed",
        true => "not_configured",
    }
}

fn locations(manifest: &Manifest) -> Vec<String> {
    let listed = manifest.json["locations"].as_array().into_iter().flatten();
    listed.filter_map(Value::as_str).map(str::to_string).collect()
}

/// The texts of a widget in the language asked for, else in its first one, else in any.
struct Texts<'a> {
    chosen: Option<&'a Value>,
    all: &'a Value,
}

impl<'a> Texts<'a> {
    fn new(all: &'a Value, manifest: Option<&Manifest>, language: &str) -> Texts<'a> {
        let short = language.split(['-', '_']).next().unwrap_or(language);
        let first = manifest.and_then(|m| m.locale.first()).map(String::as_str);
        let in_order = [Some(language), Some(short), first].into_iter().flatten();
        let any = all.as_object().and_then(|all| all.values().next());
        Texts { chosen: in_order.filter_map(|code| all.get(code)).next().or(any), all }
    }

    fn text(&self, path: &str) -> String {
        let pointer = format!("/{}", path.replace('.', "/"));
        let in_order = self.chosen.into_iter().chain(self.all.as_object().into_iter().flat_map(|all| all.values()));
        in_order.filter_map(|texts| texts.pointer(&pointer)).find_map(Value::as_str).unwrap_or(path).to_string()
    }

    fn fields(&self, fields: &[Field]) -> Vec<HostedField> {
        let view = |field: &Field| HostedField {
            code: field.code.clone(),
            name: self.text(&field.name),
            kind: field.kind.as_str().to_string(),
            required: field.required,
        };
        fields.iter().map(view).collect()
    }
}
