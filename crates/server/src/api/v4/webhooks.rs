//! `/api/v4/webhooks` (`webhooks-api`): who is told of what. Administrators only.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use kommo::problem::Failure;
use serde::Serialize;
use store::Tx;
use store::webhooks::Webhook;
use utoipa::ToSchema;

use crate::api::caller::Caller;
use crate::api::{Json, Query, hal, nothing};
use crate::app::App;
use crate::engine::widgets::check_address;
use crate::error::ApiError;

/// A webhook. All keys are always there: the official client reads each without a default.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookView {
    id: i64,
    destination: String,
    created_at: i64,
    updated_at: i64,
    account_id: i64,
    created_by: i64,
    sort: i64,
    disabled: bool,
    settings: Vec<String>,
}

/// All webhooks: neither pages nor links.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhooksView {
    #[serde(rename = "_total_items")]
    total_items: usize,
    #[serde(rename = "_embedded")]
    embedded: EmbeddedWebhooks,
}

/// The list inside.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmbeddedWebhooks {
    webhooks: Vec<WebhookView>,
}

fn view(caller: &Caller, webhook: Webhook) -> WebhookView {
    WebhookView {
        id: webhook.id.0,
        destination: webhook.destination,
        created_at: webhook.created_at.seconds(),
        updated_at: webhook.updated_at.seconds(),
        account_id: caller.account.0,
        created_by: webhook.created_by.0,
        sort: webhook.sort,
        disabled: webhook.disabled_at.is_some(),
        settings: webhook.codes,
    }
}

/// Lists the webhooks; 204 when there are none.
#[utoipa::path(get, path = "/api/v4/webhooks", tag = "v4", params(("filter[destination]" = Option<String>, Query)),
    responses((status = 200, body = WebhooksView, content_type = "application/hal+json"), (status = 204)))]
pub async fn list_webhooks(
    caller: Caller,
    State(app): State<Arc<App>>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let destination = asked.get("filter").and_then(|filter| filter["destination"].as_str()).map(str::to_string);
    let read = move |tx: &Tx<'_>| store::webhooks::list(tx, destination.as_deref());
    let found = app.store.read(caller.account, "webhooks", read).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let webhooks: Vec<WebhookView> = found.into_iter().map(|webhook| view(&caller, webhook)).collect();
    let list = WebhooksView { total_items: webhooks.len(), embedded: EmbeddedWebhooks { webhooks } };
    Ok(hal(StatusCode::OK, &list))
}

/// Registers an address for some codes; one that is there gets them instead of its own, and is switched on.
#[utoipa::path(post, path = "/api/v4/webhooks", tag = "v4", request_body = Object,
    responses((status = 201, body = WebhookView, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn register_webhook(
    caller: Caller,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let wish = kommo::webhook::parse_registration(&body)?;
    let problems = check_address("destination", &wish.destination, &app.addresses);
    if !problems.is_empty() {
        return Err(ApiError::Invalid(problems));
    }
    let now = app.clock.now();
    let put = move |tx: &Tx<'_>| store::webhooks::put(tx, &wish.destination, &wish.codes, caller.user, now);
    let made = app.store.write(caller.account, "register webhook", put).await?;
    Ok(hal(StatusCode::CREATED, &view(&caller, made)))
}

/// Takes an address away. The body of this DELETE names it.
#[utoipa::path(delete, path = "/api/v4/webhooks", tag = "v4", request_body = Object,
    responses((status = 204), (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn remove_webhook(
    caller: Caller,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let destination = kommo::webhook::parse_removal(&body)?;
    let delete = move |tx: &Tx<'_>| store::webhooks::delete(tx, &destination);
    match app.store.write(caller.account, "remove webhook", delete).await? {
        true => Ok(nothing()),
        false => Err(ApiError::NotFound("there is no webhook with this destination".to_string())),
    }
}
