//! Widgets: check an archive, install, set, remove.

use std::sync::Arc;

use axum::extract::{FromRequest, Multipart, Request, State};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::account::HookEncoding;
use domain::retry::RetryPolicy;
use domain::{Problem, TriggerId};
use http::{StatusCode, header};
use kommo::problem::OwnFailure;
use serde::Serialize;
use serde_json::Value;
use store::widgets::Installation;
use store::{StoreError, Tx};
use utoipa::ToSchema;
use widget::{Severity, Widget};

use super::Words;
use super::deliveries::{encoding_name, policy_name};
use crate::api::caller::Caller;
use crate::api::input::Input;
use crate::api::{Json, Path, Query, json, parse, read_body};
use crate::app::App;
use crate::engine::Notice;
use crate::engine::widgets::{
    self, AddressRules, Settings, Updated, Upload, code_from, effective_address, manifest_of,
};
use crate::error::ApiError;

/// An archive as a zip.
const ARCHIVE_BYTES_MAX: usize = 20 * 1024 * 1024;
/// An archive as files in JSON: base64 takes a third more, and a folder may be larger than its zip.
const FILES_BYTES_MAX: usize = 28 * 1024 * 1024;

/// An installed widget.
#[derive(Debug, Serialize, ToSchema)]
pub struct WidgetView {
    /// Its id.
    pub id: i64,
    /// Unique in the account.
    pub code: String,
    /// Its name in the language of the account.
    pub name: String,
    /// What the manifest says.
    pub version: String,
    /// Whether its triggers act.
    pub is_active: bool,
    /// Whether it can be used in a trigger.
    pub is_usable_in_trigger: bool,
    /// Why not.
    pub unusable_because: Vec<ReasonView>,
    /// Whether its triggers may stand on several stages.
    pub action_multiple: bool,
    /// Fields of a trigger.
    pub fields: Vec<FieldView>,
    /// Where its hooks go.
    pub webhook_url: Option<String>,
    /// Why they go nowhere.
    pub no_webhook_because: Option<String>,
    /// Whether the address is the installation's own.
    pub is_webhook_url_own: bool,
    /// `json` or `form`; the account's when absent.
    pub hook_encoding: Option<&'static str>,
    /// Whether the encoding was learned from a receiver that answered 415.
    pub is_hook_encoding_learned: bool,
    /// `vendor` or `once`.
    pub retry_policy: &'static str,
}

/// Why something is not possible.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonView {
    /// Stable, for programs.
    pub code: &'static str,
    /// For people.
    pub detail: String,
}

/// A field of a trigger's settings.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldView {
    /// Key of its value.
    pub code: String,
    /// Its label in the language of the account.
    pub name: String,
    /// Whether it must not be empty.
    pub required: bool,
}

/// Something found in an archive.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingView {
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// Stable, for programs.
    pub code: &'static str,
    /// In which file; empty for the archive as a whole.
    pub file: String,
    /// In which line, from 1.
    pub line: Option<u32>,
    /// At which keys of a JSON file.
    pub path: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}

impl From<&widget::Problem> for FindingView {
    fn from(problem: &widget::Problem) -> FindingView {
        FindingView {
            severity: problem.severity.as_str(),
            code: problem.code,
            file: problem.file.clone(),
            line: problem.line,
            path: problem.path.clone(),
            message: problem.message.clone(),
        }
    }
}

/// What an upload came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstalledView {
    /// The widget as it is now.
    #[serde(flatten)]
    pub widget: WidgetView,
    /// Whether it was installed just now; otherwise it was updated.
    pub is_new: bool,
    /// What was found in the archive: warnings and notes.
    pub findings: Vec<FindingView>,
    /// Triggers that had to be switched off.
    pub switched_off_triggers: Vec<i64>,
    /// Triggers that had been switched off with the widget, and act again.
    pub switched_on_triggers: Vec<i64>,
    /// What the archive changed.
    pub diff: DiffView,
}

/// What differs between two uploads.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiffView {
    /// Keys of the manifest, joined with dots.
    pub manifest: ChangesView,
    /// Where the widget appears.
    pub locations: ChangesView,
    /// Paths.
    pub files: ChangesView,
}

/// Names by what became of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangesView {
    /// New.
    pub added: Vec<String>,
    /// Gone.
    pub removed: Vec<String>,
    /// Not the same.
    pub changed: Vec<String>,
    /// How many more there are than are named.
    pub n_unnamed: usize,
}

impl From<widget::Changes> for ChangesView {
    fn from(changes: widget::Changes) -> ChangesView {
        let widget::Changes { added, removed, changed, n_unnamed } = changes;
        ChangesView { added, removed, changed, n_unnamed }
    }
}

impl From<widget::Diff> for DiffView {
    fn from(diff: widget::Diff) -> DiffView {
        DiffView { manifest: diff.manifest.into(), locations: diff.locations.into(), files: diff.files.into() }
    }
}

/// What was found in an archive.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckView {
    /// Whether it can be installed.
    pub is_installable: bool,
    /// Whether it can be used in a trigger.
    pub is_usable_in_trigger: bool,
    /// Why not.
    pub unusable_because: Vec<ReasonView>,
    /// Worst first.
    pub findings: Vec<FindingView>,
    /// What the vendor's moderation would send back, were the widget to be offered to everybody.
    pub moderation: Vec<ObjectionView>,
}

/// What moderation would send back.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObjectionView {
    /// Stable, for programs.
    pub code: &'static str,
    /// In which file; empty for the archive as a whole.
    pub file: String,
    /// In which line, from 1.
    pub line: Option<u32>,
    /// What is minded.
    pub message: String,
    /// The vendor's page with the rule.
    pub source: &'static str,
}

impl From<widget::Objection> for ObjectionView {
    fn from(objection: widget::Objection) -> ObjectionView {
        let widget::Objection { code, file, line, message, source } = objection;
        ObjectionView { code, file, line, message, source }
    }
}

fn view(installed: Installation, language: &str, accepts: bool, addresses: &AddressRules) -> WidgetView {
    let widget = manifest_of(&installed);
    let locales: Value = serde_json::from_str(&installed.locales).unwrap_or_default();
    let reasons = match &widget {
        Some(widget) => widget.usable_in_trigger(accepts).err().unwrap_or_default(),
        None => Vec::new(),
    };
    let address = widget.as_ref().map(|widget| effective_address(widget, installed.webhook_url.as_deref(), addresses));
    let (webhook_url, no_webhook_because) = match address {
        Some(Ok(url)) => (Some(url), None),
        Some(Err(told)) => (None, Some(told)),
        None => (None, Some("the stored manifest cannot be read; install the widget again".to_string())),
    };
    let dp = widget.as_ref().and_then(|widget| widget.manifest.dp.clone());
    let fields = dp.iter().flat_map(|dp| dp.settings.clone().unwrap_or_default());
    let text = |path: &str| translated(&locales, language, path);
    WidgetView {
        id: installed.id.0,
        name: widget.as_ref().map(|w| text(&w.manifest.name)).unwrap_or_else(|| installed.code.clone()),
        code: installed.code,
        version: installed.version,
        is_active: installed.is_active,
        is_usable_in_trigger: widget.is_some() && reasons.is_empty(),
        unusable_because: reasons.iter().map(reason).collect(),
        action_multiple: dp.as_ref().is_some_and(|dp| dp.action_multiple),
        fields: fields.map(|f| FieldView { name: text(&f.name), code: f.code, required: f.required }).collect(),
        webhook_url,
        no_webhook_because,
        is_webhook_url_own: installed.webhook_url.is_some(),
        hook_encoding: installed.hook_encoding.map(encoding_name),
        is_hook_encoding_learned: installed.is_encoding_learned,
        retry_policy: policy_name(installed.retry),
    }
}

fn reason(reason: &widget::Reason) -> ReasonView {
    ReasonView { code: reason.code(), detail: reason.to_string() }
}

/// A text by its dotted path, in the language asked for, else in any; else the path itself.
fn translated(locales: &Value, language: &str, path: &str) -> String {
    let pointer = format!("/{}", path.replace('.', "/"));
    let wanted = locales.get(language).into_iter().chain(locales.as_object().into_iter().flat_map(|all| all.values()));
    let found = wanted.filter_map(|texts| texts.pointer(&pointer)).find_map(Value::as_str);
    found.unwrap_or(path).to_string()
}

/// Lists the installed widgets.
#[utoipa::path(get, path = "/api/pipewright/v1/widgets", tag = "widgets", responses((status = 200, body = WidgetsView)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let read = |tx: &Tx<'_>| Ok((store::accounts::get(tx)?, store::widgets::list(tx)?));
    let (account, found) = app.store.read(caller.account, "widgets", read).await?;
    let accepts = account.accepts_widgets_without_settings;
    let widgets = found.into_iter().map(|w| view(w, &account.language, accepts, &app.addresses)).collect();
    Ok(json(StatusCode::OK, &WidgetsView { widgets }))
}

/// The installed widgets.
#[derive(Debug, Serialize, ToSchema)]
pub struct WidgetsView {
    /// By id.
    pub widgets: Vec<WidgetView>,
}

/// Gets a widget.
#[utoipa::path(get, path = "/api/pipewright/v1/widgets/{code}", tag = "widgets", params(("code" = String, Path)),
    responses((status = 200, body = WidgetView), (status = 404, body = OwnFailure)))]
pub async fn get(caller: Caller, State(app): State<Arc<App>>, Path(code): Path<String>) -> Result<Response, ApiError> {
    let read = move |tx: &Tx<'_>| {
        let found = store::widgets::by_code(tx, &code)?.ok_or_else(|| StoreError::missing("widget", &code))?;
        Ok((store::accounts::get(tx)?, found))
    };
    let (account, found) = app.store.read(caller.account, "widget", read).await?;
    let accepts = account.accepts_widgets_without_settings;
    Ok(json(StatusCode::OK, &view(found, &account.language, accepts, &app.addresses)))
}

/// Installs a widget from a zip (body or multipart) or from files in JSON. One that is there already is updated with
/// `replace=true`, else refused.
#[utoipa::path(post, path = "/api/pipewright/v1/widgets", tag = "widgets",
    params(("code" = Option<String>, Query), ("name" = Option<String>, Query), ("replace" = Option<bool>, Query),
        ("webhook_url" = Option<String>, Query)),
    request_body(content = Vec<u8>, content_type = "application/zip"),
    responses((status = 201, body = InstalledView), (status = 200, body = InstalledView), (status = 400, body = OwnFailure),
        (status = 409, body = OwnFailure), (status = 413, body = OwnFailure)))]
pub async fn install(
    caller: Caller,
    State(app): State<Arc<App>>,
    Query(query): Query,
    request: Request,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let words = Words::of(&query, &["code", "name", "replace", "webhook_url"])?;
    let widget = match read_archive(&app, request).await? {
        Ok(widget) => widget,
        Err(problems) => return Err(refused(&problems)),
    };
    let findings: Vec<FindingView> = widget.problems().iter().map(FindingView::from).collect();
    // Old codes were written by hand; what cannot be a code is made into one.
    let legacy = || widget.manifest.legacy_code.as_deref().map(code_from);
    let named = words.text("code").map(str::to_string).or_else(legacy);
    let code =
        named.unwrap_or_else(|| code_from(words.text("name").unwrap_or(widget.text(&widget.manifest.name, "en"))));
    let replaces = matches!(words.text("replace"), Some("true" | "1"));
    let settings =
        Settings { webhook_url: words.text("webhook_url").map(|url| Some(url.to_string())), ..Settings::default() };
    let (upload, addresses, now) = (Upload::new(widget), app.addresses.clone(), app.clock.now());
    let write = move |tx: &Tx<'_>| {
        if !replaces && store::widgets::by_code(tx, &code)?.is_some() {
            let told =
                format!("a widget `{code}` is installed already; update it with replace=true, or give another code");
            return Err(StoreError::Conflict(told));
        }
        let updated = widgets::install(tx, &upload, &code, &settings, &addresses, caller.user, now)?;
        Ok((store::accounts::get(tx)?, updated))
    };
    let (account, updated) = app.store.write(caller.account, "install widget", write).await?;
    tell_pages(&app, caller, &updated.widget.code, if updated.is_new { "installed" } else { "updated" });
    let status = if updated.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(json(status, &installed_view(&app, &account, updated, findings)))
}

/// Tells open pages that a widget is not what it was, so that they load it anew.
pub(super) fn tell_pages(app: &App, caller: Caller, code: &str, change: &'static str) {
    let data = serde_json::json!({ "code": code, "change": change }).to_string();
    // Nobody may be listening.
    let _ = app.engine.notices.send(Notice { account: caller.account, name: "widget", data });
}

pub(super) fn installed_view(
    app: &App,
    account: &domain::account::Account,
    updated: Updated,
    findings: Vec<FindingView>,
) -> InstalledView {
    let numbers = |triggers: &[TriggerId]| triggers.iter().map(|trigger| trigger.0).collect();
    InstalledView {
        widget: view(updated.widget, &account.language, account.accepts_widgets_without_settings, &app.addresses),
        is_new: updated.is_new,
        findings,
        switched_off_triggers: numbers(&updated.switched_off),
        switched_on_triggers: numbers(&updated.switched_on),
        diff: updated.diff.into(),
    }
}

/// Checks an archive without installing it.
#[utoipa::path(post, path = "/api/pipewright/v1/widgets/check", tag = "widgets",
    request_body(content = Vec<u8>, content_type = "application/zip"), responses((status = 200, body = CheckView)))]
pub async fn check(caller: Caller, State(app): State<Arc<App>>, request: Request) -> Result<Response, ApiError> {
    let account = app.store.read(caller.account, "account", store::accounts::get).await?;
    let checked = read_archive(&app, request).await?;
    Ok(json(StatusCode::OK, &check_view(checked, account.accepts_widgets_without_settings)))
}

/// What a check found, in the words of the API.
pub fn check_view(checked: Result<Widget, Vec<widget::Problem>>, accepts: bool) -> CheckView {
    match checked {
        Ok(widget) => {
            let reasons = widget.usable_in_trigger(accepts).err().unwrap_or_default();
            CheckView {
                is_installable: true,
                is_usable_in_trigger: reasons.is_empty(),
                unusable_because: reasons.iter().map(reason).collect(),
                findings: widget.problems().iter().map(FindingView::from).collect(),
                moderation: widget.objections().into_iter().map(ObjectionView::from).collect(),
            }
        }
        Err(problems) => CheckView {
            is_installable: false,
            is_usable_in_trigger: false,
            unusable_because: Vec::new(),
            findings: problems.iter().map(FindingView::from).collect(),
            moderation: Vec::new(),
        },
    }
}

fn refused(problems: &[widget::Problem]) -> ApiError {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let place = |problem: &widget::Problem| {
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        let file = if problem.file.is_empty() { "archive" } else { &problem.file };
        format!("{file}{line}")
    };
    ApiError::Invalid(
        errors.map(|problem| Problem::new(place(problem), problem.code, problem.message.clone())).collect(),
    )
}

/// Reads an upload in any of its three forms.
async fn read_archive(app: &Arc<App>, request: Request) -> Result<Result<Widget, Vec<widget::Problem>>, ApiError> {
    let content_type =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("application/json") {
        let body = parse(&read_body(request, FILES_BYTES_MAX).await?)?;
        let files = read_files(&body)?;
        return unpack(move || Widget::from_files(files)).await;
    }
    let bytes = if content_type.starts_with("multipart/") {
        read_part(app, request).await?
    } else {
        read_body(request, ARCHIVE_BYTES_MAX).await?
    };
    unpack(move || Widget::from_zip(&bytes)).await
}

/// Unpacking takes a while; other requests go on meanwhile.
async fn unpack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| ApiError::Internal(e.to_string()))
}

async fn read_part(app: &Arc<App>, request: Request) -> Result<bytes::Bytes, ApiError> {
    let malformed = |told: String| ApiError::Malformed(told);
    let mut parts = Multipart::from_request(request, app).await.map_err(|e| malformed(e.to_string()))?;
    while let Some(part) = parts.next_field().await.map_err(|e| malformed(e.to_string()))? {
        if part.file_name().is_some() {
            let bytes = part.bytes().await.map_err(|_| ApiError::TooLarge(ARCHIVE_BYTES_MAX))?;
            return if bytes.len() > ARCHIVE_BYTES_MAX {
                Err(ApiError::TooLarge(ARCHIVE_BYTES_MAX))
            } else {
                Ok(bytes)
            };
        }
    }
    Err(malformed("the form has no file".to_string()))
}

fn read_files(body: &Value) -> Result<Vec<(String, Vec<u8>)>, ApiError> {
    let input = Input::of(body);
    let read_one = |file: &Input<'_>| {
        let path = file.require("path", file.text("path"))?.to_string();
        let content = file.require("base64", file.text("base64"))?;
        let bytes = BASE64_STANDARD.decode(content).ok();
        if bytes.is_none() {
            file.problem("base64", "bad_type", "base64 is expected here");
        }
        Some((path, bytes?))
    };
    let files = input.each("files", read_one);
    let files = input.require("files", files);
    Ok(input.finish(files)?.into_iter().flatten().collect())
}

/// Body of the settings of an installation.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct WidgetSettingsBody {
    webhook_url: Option<String>,
    hook_encoding: Option<String>,
    retry_policy: Option<String>,
    is_active: Option<bool>,
}

/// Changes the settings of an installation. `null` goes back to the manifest's address, or the account's encoding.
#[utoipa::path(patch, path = "/api/pipewright/v1/widgets/{code}", tag = "widgets", params(("code" = String, Path)),
    request_body = WidgetSettingsBody, responses((status = 200, body = InstalledView), (status = 400, body = OwnFailure)))]
pub async fn change(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let settings = read_settings(&body)?;
    let (addresses, now) = (app.addresses.clone(), app.clock.now());
    let write = move |tx: &Tx<'_>| {
        let updated = widgets::change(tx, &code, &settings, &addresses, caller.user, now)?;
        Ok((store::accounts::get(tx)?, updated))
    };
    let (account, updated) = app.store.write(caller.account, "change widget", write).await?;
    tell_pages(&app, caller, &updated.widget.code, "changed");
    Ok(json(StatusCode::OK, &installed_view(&app, &account, updated, Vec::new())))
}

fn read_settings(body: &Value) -> Result<Settings, ApiError> {
    let input = Input::of(body);
    let webhook_url = input.has("webhook_url").then(|| input.text("webhook_url").map(str::to_string));
    let hook_encoding = input.has("hook_encoding").then(|| read_encoding(&input));
    let retry = match input.text("retry_policy") {
        None => None,
        Some("vendor") => Some(RetryPolicy::Vendor),
        Some("once") => Some(RetryPolicy::Once),
        Some(_) => {
            input.problem("retry_policy", "bad_choice", "this is `vendor` or `once`");
            None
        }
    };
    let settings = Settings { webhook_url, hook_encoding, retry, is_active: input.bool("is_active") };
    input.finish(Some(settings))
}

/// Reads `hook_encoding`: `json`, `form` or `null`.
pub fn read_encoding(input: &Input<'_>) -> Option<HookEncoding> {
    match input.text("hook_encoding")? {
        "json" => Some(HookEncoding::Json),
        "form" => Some(HookEncoding::Form),
        _ => {
            input.problem("hook_encoding", "bad_choice", "this is `json` or `form`");
            None
        }
    }
}

/// Removes a widget. Its triggers are switched off and named.
#[utoipa::path(delete, path = "/api/pipewright/v1/widgets/{code}", tag = "widgets", params(("code" = String, Path)),
    responses((status = 200, body = RemovedView), (status = 404, body = OwnFailure)))]
pub async fn remove(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let now = app.clock.now();
    let named = code.clone();
    let removed =
        app.store.write(caller.account, "remove widget", move |tx| widgets::remove(tx, &code, caller.user, now));
    let triggers = removed.await?;
    tell_pages(&app, caller, &named, "removed");
    let switched_off_triggers = triggers.iter().map(|(id, _)| id.0).collect();
    let triggers = triggers.into_iter().map(|(id, name)| NamedTriggerView { id: id.0, name }).collect();
    Ok(json(StatusCode::OK, &RemovedView { switched_off_triggers, triggers }))
}

/// What a removal did.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemovedView {
    /// Triggers that had to be switched off.
    pub switched_off_triggers: Vec<i64>,
    /// The same with their names.
    pub triggers: Vec<NamedTriggerView>,
}

/// A trigger by number and name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedTriggerView {
    /// Its number.
    pub id: i64,
    /// Its name; empty where nobody gave one.
    pub name: String,
}
