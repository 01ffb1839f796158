//! Small questions of clients about themselves: where is my account, who am I, and a page's one-time token
//! (`account-subdomain-info`, `disposable-tokens`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::AccountId;
use domain::integration::ClientId;
use http::{HeaderMap, StatusCode};
use kommo::oauth::{OneTime, OneTimeAnswer, OneTimeFor, Owner, Subdomain};
use kommo::problem::Failure;
use store::across::{self, EVERYONE};

use super::open_secret;
use crate::api::caller::{Caller, Via, secret_hash};
use crate::api::{Path, hosts, json};
use crate::app::App;
use crate::error::ApiError;
use crate::{secrets, token};

/// Carries the refresh token of whoever lost his host.
const REFRESH_HEADER: &str = "x-refresh-token";

async fn where_is(app: &Arc<App>, account: AccountId, headers: &HeaderMap) -> Result<Response, ApiError> {
    let account = app.store.read(account, "account", store::accounts::get).await?;
    let base = hosts::base(app, headers);
    let host = base.split_once("://").map_or(base.as_str(), |(_, host)| host);
    Ok(json(StatusCode::OK, &Subdomain::new(account.id, &account.subdomain, host)))
}

/// Where the account of an access token is.
#[utoipa::path(get, path = "/oauth2/account/subdomain", tag = "oauth",
    responses((status = 200, body = Subdomain), (status = 401, body = Failure, content_type = "application/problem+json")))]
pub async fn subdomain(caller: Caller, State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    where_is(&app, caller.account, &headers).await
}

/// Where the account of a refresh token is (header `X-Refresh-Token`). The token is not used up.
#[utoipa::path(get, path = "/oauth2/account/current/subdomain", tag = "oauth",
    responses((status = 200, body = Subdomain), (status = 401, body = Failure, content_type = "application/problem+json")))]
pub async fn current_subdomain(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    let token = headers.get(REFRESH_HEADER).and_then(|token| token.to_str().ok()).map(str::trim);
    let refused = || ApiError::Unauthenticated("the refresh token does not count".to_string());
    let (hash, now) = (secret_hash(token.ok_or_else(refused)?), app.clock.now());
    let found = app.store.read(EVERYONE, "refresh token", move |tx| across::account_of_refresh(tx, &hash, now)).await?;
    where_is(&app, found.ok_or_else(refused)?, &headers).await
}

/// Whose token it is.
#[utoipa::path(get, path = "/v3/user", tag = "oauth",
    responses((status = 200, body = Owner), (status = 401, body = Failure, content_type = "application/problem+json")))]
pub async fn user(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let user = app.store.read(caller.account, "user", move |tx| store::users::get(tx, caller.user)).await?;
    let user = user.ok_or_else(|| ApiError::Unauthenticated("this user does not exist any more".to_string()))?;
    Ok(json(StatusCode::OK, &Owner { id: user.id.0, name: user.name, email: user.email }))
}

/// A one-time token, with which a page of ours proves to an integration's server who is looking.
#[utoipa::path(get, path = "/ajax/v2/integrations/{client}/disposable_token", tag = "oauth",
    params(("client" = String, Path)),
    responses((status = 200, body = OneTimeAnswer), (status = 401, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn one_time_token(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(client): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    // A program that had it would speak to the integration in the user's name, who never looked at a page.
    if !matches!(caller.via, Via::Session | Via::Operator) {
        return Err(ApiError::Forbidden("one-time tokens are for pages of a signed-in browser".to_string()));
    }
    let missing = || ApiError::NotFound(format!("there is no integration {client}"));
    let id = ClientId::parse(&client).ok_or_else(missing)?;
    let read = move |tx: &store::Tx<'_>| Ok((store::integrations::get(tx, id)?, store::accounts::get(tx)?));
    let (sealed, account) = app.store.read(caller.account, "integration", read).await?;
    let sealed = sealed.filter(|sealed| sealed.integration.is_enabled).ok_or_else(missing)?;
    let chance = secrets::random().map_err(|e| ApiError::Internal(e.to_string()))?;
    let claims = OneTime::new(&OneTimeFor {
        issuer: &hosts::base(&app, &headers),
        redirect: sealed.integration.card.redirects.first().map_or("", String::as_str),
        id: &ClientId::of_chance(chance).to_string(),
        now: app.clock.now().seconds(),
        account: account.id,
        subdomain: &account.subdomain,
        user: caller.user,
        is_admin: caller.is_admin,
        client: id,
    });
    let key = token::Key::new(open_secret(&app, &sealed)?.as_bytes());
    Ok(json(StatusCode::OK, &OneTimeAnswer { token: token::issue_json(&key, &claims) }))
}
