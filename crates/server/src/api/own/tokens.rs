//! Long-lived access tokens of the account's users: for scripts, and for whoever needs no consent of somebody else.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use kommo::problem::OwnFailure;
use serde::Serialize;
use store::tokens::Token;
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::admin::{issue_at, read_token};
use crate::api::caller::Caller;
use crate::api::{Json, Path, hosts, json, nothing};
use crate::app::App;
use crate::error::ApiError;

/// Tokens that one list shows.
const SHOWN_MAX: usize = 1_000;

/// A token as its owner sees it; the token itself is shown once, when it is made.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenView {
    /// The claim `jti`.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Whose rights it has.
    pub user_id: i64,
    /// Unix milliseconds.
    pub created_ms: i64,
    /// Unix milliseconds.
    pub expires_ms: i64,
}

/// Tokens that count.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokensView {
    /// The newest first.
    pub tokens: Vec<TokenView>,
}

/// A token that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenMade {
    /// The token, shown this once.
    pub token: String,
    /// Its id.
    pub id: String,
    /// Days that it lives.
    pub days: i64,
}

/// Body of a token.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct TokenBody {
    name: Option<String>,
    days: Option<i64>,
}

/// Lists the long-lived tokens: administrators see all, others their own.
#[utoipa::path(get, path = "/api/pipewright/v1/tokens", tag = "integrations",
    responses((status = 200, body = TokensView), (status = 403, body = OwnFailure)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    caller.require_person()?;
    let now = app.clock.now();
    let found = app.store.read(caller.account, "tokens", move |tx| store::tokens::list(tx, now, SHOWN_MAX)).await?;
    let view = |token: Token| TokenView {
        id: token.id,
        name: token.name,
        user_id: token.user.0,
        created_ms: token.created_at.0,
        expires_ms: token.expires_at.0,
    };
    let theirs = found.into_iter().filter(|token| caller.is_admin || token.user == caller.user);
    Ok(json(StatusCode::OK, &TokensView { tokens: theirs.map(view).collect() }))
}

/// Makes a long-lived token with the caller's own rights, for one day to five years.
#[utoipa::path(post, path = "/api/pipewright/v1/tokens", tag = "integrations", request_body = TokenBody,
    responses((status = 201, body = TokenMade), (status = 400, body = OwnFailure), (status = 403, body = OwnFailure)))]
pub async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_person()?;
    let (days, name) = read_token(&body)?;
    let base = hosts::base(&app, &headers);
    let (token, id) = issue_at(&app, caller.account, caller.user, name, days, Some(&base)).await?;
    Ok(json(StatusCode::CREATED, &TokenMade { token, id, days }))
}

/// Ends a long-lived token: administrators any, others their own.
#[utoipa::path(delete, path = "/api/pipewright/v1/tokens/{token}", tag = "integrations", params(("token" = String, Path)),
    responses((status = 204), (status = 403, body = OwnFailure), (status = 404, body = OwnFailure)))]
pub async fn revoke(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
) -> Result<Response, ApiError> {
    caller.require_person()?;
    let now = app.clock.now();
    let write = move |tx: &Tx<'_>| {
        let found = store::tokens::get(tx, &token)?.filter(|found| found.revoked_at.is_none());
        match found.filter(|found| caller.is_admin || found.user == caller.user) {
            Some(found) => store::tokens::revoke(tx, &found.id, now),
            None => Err(StoreError::missing("token", &token)),
        }
    };
    app.store.write(caller.account, "revoke token", write).await?;
    app.callers.forget();
    Ok(nothing())
}
