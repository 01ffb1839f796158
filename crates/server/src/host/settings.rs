//! What is saved in the settings form of a widget, and whether it runs.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::Problem;
use kommo::problem::OwnFailure;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::{StoreError, Tx};
use utoipa::ToSchema;

use crate::api::caller::Caller;
use crate::api::own::widgets::tell_pages;
use crate::api::{Json, Path, nothing};
use crate::app::App;
use crate::engine::widgets::{self, Settings, manifest_of};
use crate::error::ApiError;

/// What the form of a widget came to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormWish {
    /// Whether the widget runs from now on. Switched off, it keeps its values.
    pub is_active: bool,
    /// Values by field, as the widget left them.
    #[schema(value_type = Object)]
    pub settings: Map<String, Value>,
}

/// Saves the settings form of a widget.
#[utoipa::path(put, path = "/api/pipewright/v1/host/settings/{code}", tag = "widgets", params(("code" = String, Path)),
    request_body = FormWish, responses((status = 204), (status = 400, body = OwnFailure),
        (status = 403, body = OwnFailure), (status = 404, body = OwnFailure)))]
pub async fn save(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let wish: FormWish = serde_json::from_value(body).map_err(|e| ApiError::Malformed(e.to_string()))?;
    let (addresses, now, named) = (app.addresses.clone(), app.clock.now(), code.clone());
    let write = move |tx: &Tx<'_>| {
        let installed = store::widgets::by_code(tx, &code)?.ok_or_else(|| StoreError::missing("widget", &code))?;
        if wish.is_active {
            check(&installed, &wish.settings)?;
            store::widget_settings::save(tx, installed.id, &Value::Object(wish.settings.clone()).to_string(), now)?;
            // Names alone: values may be passwords.
            let details = json!({ "fields": wish.settings.keys().collect::<Vec<_>>() });
            widgets::note(tx, "widget.form_saved", &code, &details, caller.user, now)?;
        }
        if installed.is_active != wish.is_active {
            let settings = Settings { is_active: Some(wish.is_active), ..Settings::default() };
            widgets::change(tx, &code, &settings, &addresses, caller.user, now)?;
        }
        Ok(())
    };
    app.store.write(caller.account, "widget form", write).await?;
    tell_pages(&app, caller, &named, "changed");
    Ok(nothing())
}

fn check(installed: &store::widgets::Installation, settings: &Map<String, Value>) -> Result<(), StoreError> {
    let told = || StoreError::Conflict("the stored manifest cannot be read; install the widget again".to_string());
    let widget = manifest_of(installed).ok_or_else(told)?;
    let found = widget.manifest.check_settings(settings);
    let problem = |found: &widget::FieldProblem| {
        let path = if found.field.is_empty() { "settings".to_string() } else { format!("settings.{}", found.field) };
        Problem::new(path, found.code, found.to_string())
    };
    if found.is_empty() { Ok(()) } else { Err(StoreError::all_invalid(found.iter().map(problem).collect())) }
}
