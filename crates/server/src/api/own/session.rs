//! Signing in and out in the browser.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, UserId};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use store::across::{self, EVERYONE};
use store::users::SessionKind;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use crate::api::caller::{COOKIE, Caller, cookie, secret_hash};
use crate::api::input::Input;
use crate::api::{Json, Path, hosts, json, nothing};
use crate::app::App;
use crate::error::ApiError;
use crate::{password, secrets};

/// A browser stays signed in for this long.
const SESSION_SECONDS: i64 = 30 * 86_400;
/// A sign-in link works for this long, once.
pub const LINK_SECONDS: i64 = 15 * 60;
/// Bytes of chance in a secret.
const SECRET_BYTES: usize = 32;
/// Wrong passwords for one address …
const FAILURES_MAX: u32 = 10;
/// … within so long, before it has to wait.
const FAILURES_WINDOW: Duration = Duration::from_secs(300);
/// Addresses whose failures are remembered.
const ADDRESSES_MAX: usize = 10_000;
/// Passwords checked at the same time: each costs 19 MiB and some tens of milliseconds of a core.
static CHECKS: Semaphore = Semaphore::const_new(2);
static FAILURES: Mutex<Option<HashMap<String, (u32, Instant)>>> = Mutex::new(None);

/// Who is signed in, and where.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// The person.
    pub user: UserView,
    /// Their account.
    pub account: AccountView,
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    /// Their id.
    pub id: i64,
    /// What colleagues call them.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// Whether they may change automation, widgets and pipelines.
    pub is_admin: bool,
    /// False until the first password is set: they came by a link.
    pub has_password: bool,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountView {
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
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/pipewright/v1/session", tag = "session",
    responses((status = 200, body = SessionView), (status = 401, body = kommo::problem::OwnFailure)))]
pub async fn get(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    Ok(json(StatusCode::OK, &view(&app, caller.account, caller.user).await?))
}

async fn view(app: &Arc<App>, account: AccountId, user: UserId) -> Result<SessionView, ApiError> {
    let read = move |tx: &store::Tx<'_>| {
        let has_password = store::users::password_hash(tx, user)?.is_some();
        Ok((store::accounts::get(tx)?, store::users::get(tx, user)?, has_password))
    };
    let (account, user, has_password) = app.store.read(account, "session view", read).await?;
    let user = user.ok_or_else(|| ApiError::Unauthenticated("this user does not exist any more".to_string()))?;
    Ok(SessionView {
        user: UserView { id: user.id.0, name: user.name, email: user.email, is_admin: user.is_admin, has_password },
        account: AccountView {
            id: account.id.0,
            name: account.name,
            subdomain: account.subdomain,
            currency: account.currency,
            language: account.language,
        },
    })
}

/// Signs in with e-mail and password.
#[utoipa::path(post, path = "/api/pipewright/v1/session", tag = "session", request_body = SignIn,
    responses((status = 200, body = SessionView), (status = 401, body = kommo::problem::OwnFailure),
        (status = 429, body = kommo::problem::OwnFailure)))]
pub async fn create(State(app): State<Arc<App>>, headers: HeaderMap, Json(body): Json) -> Result<Response, ApiError> {
    let (email, password) = read_sign_in(&body)?;
    let (account, user) = sign_in(&app, &headers, email, password).await?;
    let secret = open(&app, account, user).await?;
    let mut response = json(StatusCode::OK, &view(&app, account, user).await?);
    set_cookie(&app, response.headers_mut(), &secret, SESSION_SECONDS);
    Ok(response)
}

/// Whoever has that address and password, in the account that the host names or in any.
async fn sign_in(
    app: &Arc<App>,
    headers: &HeaderMap,
    email: String,
    password: String,
) -> Result<(AccountId, UserId), ApiError> {
    if is_throttled(&email) {
        return Err(ApiError::TooMany("too many wrong passwords for this address; wait five minutes".to_string()));
    }
    let named = hosts::named(app, headers).await?;
    let wanted = email.clone();
    let mut users = app.store.read(EVERYONE, "sign in", move |tx| across::users_by_email(tx, &wanted)).await?;
    users.retain(|(account, ..)| named.is_none_or(|named| named == *account));
    let Some(found) = check(users, password).await? else {
        note_failure(&email);
        return Err(ApiError::Unauthenticated("this e-mail address and password do not match".to_string()));
    };
    Ok(found)
}

/// Signs in from a page without a script: goes to `next` with the cookie set.
pub async fn sign_in_and_go(
    app: &Arc<App>,
    headers: &HeaderMap,
    email: &str,
    password: &str,
    next: &str,
) -> Result<Response, ApiError> {
    let (account, user) = sign_in(app, headers, email.trim().to_lowercase(), password.to_string()).await?;
    let secret = open(app, account, user).await?;
    let mut response = Redirect::to(next).into_response();
    set_cookie(app, response.headers_mut(), &secret, SESSION_SECONDS);
    Ok(response)
}

fn read_sign_in(body: &serde_json::Value) -> Result<(String, String), ApiError> {
    let input = Input::of(body);
    let email = input.require("email", input.text("email")).map(|email| email.trim().to_lowercase());
    let password = input.require("password", input.text("password")).map(str::to_string);
    input.finish(email.zip(password))
}

/// Body of a sign-in.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct SignIn {
    email: String,
    password: String,
}

/// Checks a password against everybody with that address; against nobody it takes the same time.
async fn check(
    users: Vec<(AccountId, domain::user::User, Option<String>)>,
    password: String,
) -> Result<Option<(AccountId, UserId)>, ApiError> {
    let _one_of_few = CHECKS.acquire().await.map_err(|e| ApiError::Internal(e.to_string()))?;
    let checked = tokio::task::spawn_blocking(move || {
        if users.is_empty() {
            password::verify(&password, None);
        }
        users
            .into_iter()
            .find(|(_, _, hash)| password::verify(&password, hash.as_deref()))
            .map(|(a, user, _)| (a, user.id))
    });
    checked.await.map_err(|e| ApiError::Internal(e.to_string()))
}

async fn open(app: &Arc<App>, account: AccountId, user: UserId) -> Result<String, ApiError> {
    let secret = secrets::random_token(SECRET_BYTES).map_err(|e| ApiError::Internal(e.to_string()))?;
    let (hash, now) = (secret_hash(&secret), app.clock.now());
    let expires_at = now.plus_seconds(SESSION_SECONDS);
    let open =
        move |tx: &store::Tx<'_>| store::users::open_session(tx, user, SessionKind::Browser, &hash, now, expires_at);
    app.store.write(account, "open session", open).await?;
    Ok(secret)
}

/// Signs the caller in anew; the answer carries the cookie.
pub async fn renew(app: &Arc<App>, caller: Caller, headers: &mut HeaderMap) -> Result<(), ApiError> {
    let secret = open(app, caller.account, caller.user).await?;
    set_cookie(app, headers, &secret, SESSION_SECONDS);
    Ok(())
}

fn set_cookie(app: &Arc<App>, headers: &mut HeaderMap, secret: &str, seconds: i64) {
    let secure =
        if app.config.public_url.as_ref().is_some_and(|url| url.starts_with("https://")) { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(value) = HeaderValue::try_from(cookie) {
        headers.insert(header::SET_COOKIE, value);
    }
}

/// Signs out.
#[utoipa::path(delete, path = "/api/pipewright/v1/session", tag = "session", responses((status = 204)))]
pub async fn delete(caller: Caller, State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(secret) = cookie(&headers) {
        let hash = secret_hash(secret);
        app.store.write(caller.account, "close session", move |tx| store::users::close_session(tx, &hash)).await?;
        app.callers.forget();
    }
    let mut response = nothing();
    set_cookie(&app, response.headers_mut(), "", 0);
    Ok(response)
}

/// Makes a link that signs a user in once.
pub async fn make_link(app: &Arc<App>, account: AccountId, user: UserId) -> Result<String, ApiError> {
    let secret = secrets::random_token(SECRET_BYTES).map_err(|e| ApiError::Internal(e.to_string()))?;
    let (hash, now) = (secret_hash(&secret), app.clock.now());
    let expires_at = now.plus_seconds(LINK_SECONDS);
    let open =
        move |tx: &store::Tx<'_>| store::users::open_session(tx, user, SessionKind::Link, &hash, now, expires_at);
    app.store.write(account, "make link", open).await?;
    Ok(secret)
}

/// Follows a one-time link: signs in and goes to the first page.
pub async fn follow_link(State(app): State<Arc<App>>, Path(secret): Path<String>) -> Result<Response, ApiError> {
    let (hash, now) = (secret_hash(&secret), app.clock.now());
    let known = hash.clone();
    let found = app.store.read(EVERYONE, "link", move |tx| across::session(tx, &known, SessionKind::Link, now)).await?;
    let Some((account, user)) = found else { return Ok(Redirect::to("/?link=expired").into_response()) };
    let was_unused = app.store.write(account, "use link", move |tx| store::users::close_session(tx, &hash)).await?;
    if !was_unused {
        return Ok(Redirect::to("/?link=expired").into_response());
    }
    let secret = open(&app, account, user).await?;
    let mut response = Redirect::to("/").into_response();
    set_cookie(&app, response.headers_mut(), &secret, SESSION_SECONDS);
    Ok(response)
}

/// Whether too many wrong passwords came for this address of late.
pub fn is_throttled(email: &str) -> bool {
    let failures = FAILURES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let recent = failures.as_ref().and_then(|failures| failures.get(email));
    recent.is_some_and(|(n, since)| *n >= FAILURES_MAX && since.elapsed() < FAILURES_WINDOW)
}

/// Notes a wrong password.
pub fn note_failure(email: &str) {
    let mut failures = FAILURES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let failures = failures.get_or_insert_with(HashMap::new);
    if failures.len() >= ADDRESSES_MAX {
        failures.retain(|_, (_, since)| since.elapsed() < FAILURES_WINDOW);
    }
    let entry = failures.entry(email.to_string()).or_insert((0, Instant::now()));
    if entry.1.elapsed() >= FAILURES_WINDOW {
        *entry = (0, Instant::now());
    }
    entry.0 += 1;
}
