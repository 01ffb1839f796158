//! `/oauth2/access_token`: codes and refresh tokens become tokens (`step-by-step`).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use domain::AccountId;
use domain::integration::{ClientId, Grant};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kommo::oauth::{Exchange, OAuthFailure, TokenRequest, Tokens, hint};
use store::across::{self, EVERYONE};
use store::grants::{NewRefresh, Refusal};
use store::integrations::Sealed;

use super::{SECRET_BYTES, open_secret};
use crate::api::caller::{GRANT_ID_CHARS, GRANTED_TOKEN_ID_CHARS, secret_hash};
use crate::api::{hosts, json, read_body};
use crate::app::App;
use crate::error::ApiError;
use crate::{secrets, token};

/// Bytes of a body; a code and a secret have some hundred.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// Exchanges a code or a refresh token for tokens.
#[utoipa::path(post, path = "/oauth2/access_token", tag = "oauth", request_body = Object,
    responses((status = 200, body = Tokens), (status = 400, body = OAuthFailure, content_type = "application/problem+json")))]
pub async fn exchange(State(app): State<Arc<App>>, headers: HeaderMap, request: Request) -> Result<Response, ApiError> {
    let body = read_body(request, BODY_BYTES_MAX).await?;
    let asked = TokenRequest::parse(&body).map_err(ApiError::OAuth)?;
    let (account, sealed) = client_of(&app, &asked, &headers).await?;
    if !sealed.integration.card.redirects.contains(&asked.redirect) {
        return Err(refused(hint::REDIRECT));
    }
    let refresh = chance(SECRET_BYTES)?;
    let grant = match asked.exchange {
        Exchange::Code(code) => use_code(&app, account, asked.client, &asked.redirect, &code, &refresh).await?,
        Exchange::Refresh(old) => use_refresh(&app, account, asked.client, &old, &refresh).await?,
    };
    let tokens = sign(&app, account, &grant, refresh, &hosts::base(&app, &headers)).await?;
    let mut response = json(StatusCode::OK, &tokens);
    // RFC 6749 §5.1: nobody on the way keeps a copy.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn refused(hint: &str) -> ApiError {
    ApiError::OAuth(hint.to_string())
}

fn chance(n_bytes: usize) -> Result<String, ApiError> {
    secrets::random_token(n_bytes).map_err(|e| ApiError::Internal(e.to_string()))
}

/// The integration that proved who it is, and its account.
async fn client_of(app: &Arc<App>, asked: &TokenRequest, headers: &HeaderMap) -> Result<(AccountId, Sealed), ApiError> {
    let client = asked.client;
    let found = app.store.read(EVERYONE, "client", move |tx| across::integration(tx, client)).await?;
    let (account, sealed) = found.ok_or_else(|| refused(hint::CLIENT))?;
    if !secrets::same(open_secret(app, &sealed)?.as_bytes(), asked.secret.as_bytes()) {
        return Err(refused(hint::SECRET));
    }
    if !sealed.integration.is_enabled {
        return Err(refused(hint::CLIENT));
    }
    match hosts::named(app, headers).await? {
        Some(named) if named != account => Err(refused(hint::ACCOUNT)),
        _ => Ok((account, sealed)),
    }
}

async fn use_code(
    app: &Arc<App>,
    account: AccountId,
    client: ClientId,
    redirect: &str,
    code: &str,
    refresh: &str,
) -> Result<Grant, ApiError> {
    let id: [u8; GRANT_ID_CHARS / 2] = secrets::random().map_err(|e| ApiError::Internal(e.to_string()))?;
    let (id, redirect, code, now) = (secrets::hex(&id), redirect.to_string(), secret_hash(code), app.clock.now());
    let next = next(app, refresh);
    let exchange = move |tx: &store::Tx<'_>| store::grants::use_code(tx, &code, client, &redirect, &id, &next, now);
    let used = app.store.write(account, "use code", exchange).await?;
    used.map_err(|refusal| {
        refused(match refusal {
            Refusal::Unknown => hint::CODE_UNKNOWN,
            Refusal::Expired => hint::CODE_EXPIRED,
            Refusal::Used => hint::CODE_USED,
            Refusal::OtherAddress => hint::REDIRECT,
        })
    })
}

async fn use_refresh(
    app: &Arc<App>,
    account: AccountId,
    client: ClientId,
    old: &str,
    refresh: &str,
) -> Result<Grant, ApiError> {
    let (old, next, grace, now) = (secret_hash(old), next(app, refresh), app.config.oauth.grace, app.clock.now());
    let exchange = move |tx: &store::Tx<'_>| store::grants::use_refresh(tx, &old, client, &next, grace, now);
    let used = app.store.write(account, "use refresh token", exchange).await?;
    if used == Err(Refusal::Used) {
        // It may just have ended the whole grant.
        app.callers.forget();
    }
    used.map_err(|_| refused(hint::REFRESH))
}

fn next(app: &App, refresh: &str) -> NewRefresh {
    let expires_at = app.clock.now().plus_seconds(app.config.oauth.refresh);
    NewRefresh { hash: secret_hash(refresh), expires_at }
}

/// An access token. Its id begins with the grant's, so that revoking that needs no list of tokens.
async fn sign(
    app: &Arc<App>,
    account: AccountId,
    grant: &Grant,
    refresh_token: String,
    base: &str,
) -> Result<Tokens, ApiError> {
    let chance: [u8; (GRANTED_TOKEN_ID_CHARS - GRANT_ID_CHARS) / 2] =
        secrets::random().map_err(|e| ApiError::Internal(e.to_string()))?;
    let found = app.store.read(account, "account", store::accounts::get).await?;
    let domain = domain_of(base, &found.subdomain);
    let (now, expires_in) = (app.clock.now().seconds(), app.config.oauth.access);
    let claims = token::Claims {
        aud: grant.client.to_string(),
        jti: format!("{}{}", grant.id, secrets::hex(&chance)),
        iat: now,
        nbf: now,
        exp: now + expires_in,
        sub: grant.user.to_string(),
        grant_type: "authorization_code".to_string(),
        account_id: account.0,
        base_domain: domain.clone(),
        api_domain: domain,
        version: Some(2),
        scopes: grant.scopes.words().into_iter().map(str::to_string).collect(),
    };
    let access_token = token::issue(&app.token_key, &claims);
    Ok(Tokens { token_type: "Bearer", expires_in, server_time: now, access_token, refresh_token })
}

/// The domain below which accounts live: what stands behind the subdomain, or the whole bare host.
fn domain_of(base: &str, subdomain: &str) -> String {
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    let rest = host.strip_prefix(subdomain).and_then(|rest| rest.strip_prefix('.'));
    rest.unwrap_or(host).to_string()
}
