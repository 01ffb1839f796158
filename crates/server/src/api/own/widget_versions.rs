//! Earlier uploads of a widget, the way back to one, and what was done to widgets.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use store::widget_versions;
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::Words;
use super::widgets::{InstalledView, installed_view, tell_pages};
use crate::api::caller::Caller;
use crate::api::input::Input;
use crate::api::{Json, Path, Query, json};
use crate::app::App;
use crate::engine::widgets;
use crate::error::ApiError;

/// The kept uploads of a widget.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionsView {
    /// Newest first; the first is the current one.
    pub versions: Vec<VersionView>,
}

/// One upload.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    /// Its number, counted from 1 for each widget.
    pub n: i64,
    /// What its manifest says.
    pub version: String,
    /// Who uploaded it; 0 for the operator.
    pub author_id: i64,
    /// When, in milliseconds since 1970.
    pub created_ms: i64,
    /// Whether it is the one in use.
    pub is_current: bool,
}

/// Lists the kept uploads of a widget: the last ten.
#[utoipa::path(get, path = "/api/pipewright/v1/widgets/{code}/versions", tag = "widgets", params(("code" = String, Path)),
    responses((status = 200, body = VersionsView), (status = 404, body = OwnFailure)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>, Path(code): Path<String>) -> Result<Response, ApiError> {
    let read = move |tx: &Tx<'_>| {
        let found = store::widgets::by_code(tx, &code)?.ok_or_else(|| StoreError::missing("widget", &code))?;
        widget_versions::list(tx, found.id)
    };
    let found = app.store.read(caller.account, "widget versions", read).await?;
    let view = |(at, version): (usize, widget_versions::Version)| VersionView {
        n: version.n,
        version: version.version,
        author_id: version.author.0,
        created_ms: version.created_at.0,
        is_current: at == 0,
    };
    let versions = found.into_iter().enumerate().map(view).collect();
    Ok(json(StatusCode::OK, &VersionsView { versions }))
}

/// Body of a way back.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct RollBackBody {
    n: i64,
}

/// Goes back to an earlier upload. Settings stay; triggers are told as after an update.
#[utoipa::path(post, path = "/api/pipewright/v1/widgets/{code}/rollback", tag = "widgets",
    params(("code" = String, Path)), request_body = RollBackBody,
    responses((status = 200, body = InstalledView), (status = 404, body = OwnFailure)))]
pub async fn roll_back(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let n = read_number(&body)?;
    let (addresses, now) = (app.addresses.clone(), app.clock.now());
    let write = move |tx: &Tx<'_>| {
        let updated = widgets::roll_back(tx, &code, n, &addresses, caller.user, now)?;
        Ok((store::accounts::get(tx)?, updated))
    };
    let (account, updated) = app.store.write(caller.account, "roll back widget", write).await?;
    tell_pages(&app, caller, &updated.widget.code, "updated");
    Ok(json(StatusCode::OK, &installed_view(&app, &account, updated, Vec::new())))
}

fn read_number(body: &serde_json::Value) -> Result<i64, ApiError> {
    let input = Input::of(body);
    let n = input.require("n", input.int("n"));
    input.finish(n)
}

/// The audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditView {
    /// Newest first.
    pub entries: Vec<AuditEntryView>,
    /// What to send as `before` for the next page.
    pub next: Option<String>,
}

/// One deed.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntryView {
    /// Its number.
    pub id: i64,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Who; 0 for the operator.
    pub author_id: i64,
    /// What: `widget.installed`, `widget.updated`, `widget.rolled_back`, `widget.settings_changed`,
    /// `widget.switched_off`, `widget.switched_on`, `widget.removed`.
    pub what: String,
    /// To what kind of thing.
    pub kind: String,
    /// To which one.
    pub subject: String,
    /// What else there is to say.
    #[schema(value_type = Object)]
    pub details: serde_json::Value,
}

/// Lists what was done, by whom and when. For administrators.
#[utoipa::path(get, path = "/api/pipewright/v1/audit", tag = "operations",
    params(("kind" = Option<String>, Query), ("subject" = Option<String>, Query, description = "needs `kind`"),
        ("before" = Option<i64>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = AuditView), (status = 400, body = OwnFailure)))]
pub async fn audit(caller: Caller, State(app): State<Arc<App>>, Query(query): Query) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let words = Words::of(&query, &["kind", "subject", "before", "limit"])?;
    let filter = store::audit::Filter {
        kind: words.text("kind").map(str::to_string),
        subject: words.text("subject").map(str::to_string),
        before: words.int("before")?,
    };
    if filter.subject.is_some() && filter.kind.is_none() {
        let told = "name the kind of thing too: kind=widget";
        return Err(ApiError::Invalid(vec![domain::Problem::new("kind", "required", told)]));
    }
    let limit = words.limit()?;
    let found = app.store.read(caller.account, "audit", move |tx| store::audit::list(tx, &filter, limit)).await?;
    let next = found.last().filter(|_| found.len() == limit).map(|entry| entry.id.to_string());
    let view = |entry: store::audit::Entry| AuditEntryView {
        id: entry.id,
        at_ms: entry.at.0,
        author_id: entry.author.0,
        what: entry.what,
        kind: entry.kind,
        subject: entry.subject,
        details: serde_json::from_str(&entry.details).unwrap_or_default(),
    };
    Ok(json(StatusCode::OK, &AuditView { entries: found.into_iter().map(view).collect(), next }))
}
