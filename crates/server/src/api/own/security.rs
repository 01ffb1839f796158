//! What people keep in order about themselves and their account: password, name, open sessions, the account's profile.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::Problem;
use http::{HeaderMap, StatusCode};
use kommo::problem::OwnFailure;
use serde::Serialize;
use serde_json::Value;
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::session;
use crate::api::caller::{Caller, cookie, secret_hash};
use crate::api::input::Input;
use crate::api::{Json, json, nothing};
use crate::app::App;
use crate::engine::zones;
use crate::error::ApiError;
use crate::password;

/// Letters of a person's or an account's name.
const NAME_CHARS_MAX: usize = 100;
/// Languages that the pages speak.
const LANGUAGES: [&str; 4] = ["en", "es", "pt", "ru"];

/// The sessions of whoever asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionsView {
    /// Opened last comes first.
    pub sessions: Vec<OpenSessionView>,
}

/// A signed-in browser.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenSessionView {
    /// When it signed in, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it will have to sign in again.
    pub expires_ms: i64,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// Lists the browsers that are signed in as whoever asks.
#[utoipa::path(get, path = "/api/pipewright/v1/sessions", tag = "session",
    responses((status = 200, body = SessionsView)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    let (own, user, now) = (cookie(&headers).map(secret_hash), caller.user, app.clock.now());
    let read = move |tx: &Tx<'_>| store::users::sessions_of(tx, user, now);
    let sessions = app.store.read(caller.account, "sessions", read).await?;
    let view = |one: store::users::OpenSession| OpenSessionView {
        created_ms: one.created_at.0,
        expires_ms: one.expires_at.0,
        is_current: own.as_ref() == Some(&one.secret_hash),
    };
    let sessions = sessions.into_iter().map(view).collect();
    Ok(json(StatusCode::OK, &SessionsView { sessions }))
}

/// Signs out every browser of whoever asks but the asking one.
#[utoipa::path(delete, path = "/api/pipewright/v1/sessions", tag = "session", responses((status = 204)))]
pub async fn close_others(
    caller: Caller,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let own = cookie(&headers).map(secret_hash).unwrap_or_default();
    let close = move |tx: &Tx<'_>| store::users::close_other_sessions(tx, caller.user, &own);
    app.store.write(caller.account, "close other sessions", close).await?;
    app.callers.forget();
    Ok(nothing())
}

/// Body of a change of password.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct PasswordBody {
    /// Not asked for where there is none yet.
    current: Option<String>,
    new: String,
}

/// Changes the password of whoever asks, signs all other browsers out and this one in anew.
#[utoipa::path(post, path = "/api/pipewright/v1/session/password", tag = "session", request_body = PasswordBody,
    responses((status = 204), (status = 400, body = OwnFailure), (status = 429, body = OwnFailure)))]
pub async fn change_password(
    caller: Caller,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (current, new) = read_passwords(&body)?;
    let user = caller.user;
    let known = app.store.read(caller.account, "password", move |tx| store::users::password_hash(tx, user)).await?;
    if let Some(known) = known {
        check_current(&caller, known, current).await?;
    }
    let hashed = tokio::task::spawn_blocking(move || password::hash(&new)).await;
    let hashed = hashed.map_err(|e| ApiError::Internal(e.to_string()))?;
    let hash = hashed.map_err(|e| ApiError::Invalid(vec![Problem::new("new", "bad_password", e.to_string())]))?;
    app.store.write(caller.account, "change password", move |tx| store::users::set_password(tx, user, &hash)).await?;
    app.callers.forget();
    let mut response = nothing();
    session::renew(&app, caller, response.headers_mut()).await?;
    Ok(response)
}

fn read_passwords(body: &Value) -> Result<(Option<String>, String), ApiError> {
    let input = Input::of(body);
    let current = input.text("current").map(str::to_string);
    let new = input.require("new", input.text("new")).map(str::to_string);
    input.finish(new.map(|new| (current, new)))
}

/// Guessing here is slowed down as it is at the door.
async fn check_current(caller: &Caller, known: String, current: Option<String>) -> Result<(), ApiError> {
    let key = format!("user {}/{}", caller.account, caller.user);
    let problem = |code, told: &str| ApiError::Invalid(vec![Problem::new("current", code, told)]);
    let current = current.ok_or_else(|| problem("required", "the password used until now is required"))?;
    if session::is_throttled(&key) {
        return Err(ApiError::TooMany("too many wrong passwords; wait five minutes".to_string()));
    }
    let checked = tokio::task::spawn_blocking(move || password::verify(&current, Some(&known))).await;
    if checked.map_err(|e| ApiError::Internal(e.to_string()))? {
        return Ok(());
    }
    session::note_failure(&key);
    Err(problem("wrong", "this is not the password used until now"))
}

/// Body of a change of one's own name.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct PersonBody {
    name: String,
}

/// Changes the name of whoever asks.
#[utoipa::path(patch, path = "/api/pipewright/v1/session", tag = "session", request_body = PersonBody,
    responses((status = 204), (status = 400, body = OwnFailure)))]
pub async fn rename(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    let name = read_person(&body)?;
    let write = move |tx: &Tx<'_>| store::users::rename(tx, caller.user, &name);
    app.store.write(caller.account, "rename user", write).await?;
    Ok(nothing())
}

fn read_person(body: &Value) -> Result<String, ApiError> {
    let input = Input::of(body);
    let name = input.require("name", name(&input));
    input.finish(name)
}

fn name(input: &Input<'_>) -> Option<String> {
    let name = input.text("name")?.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        input.problem("name", "bad_length", format!("a name has 1 to {NAME_CHARS_MAX} letters"));
    }
    Some(name.to_string())
}

/// Body of a change of the account; what is absent stays.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct ProfileBody {
    name: Option<String>,
    currency: Option<String>,
    time_zone: Option<String>,
    language: Option<String>,
}

/// The account as people set it up.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileView {
    /// What people call it.
    pub name: String,
    /// ISO 4217 code.
    pub currency: String,
    /// IANA name.
    pub time_zone: String,
    /// `en`, `es`, `pt` or `ru`.
    pub language: String,
}

/// The account's profile.
#[utoipa::path(get, path = "/api/pipewright/v1/account/profile", tag = "account",
    responses((status = 200, body = ProfileView)))]
pub async fn profile(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let account = app.store.read(caller.account, "profile", store::accounts::get).await?;
    Ok(json(StatusCode::OK, &profile_view(account)))
}

fn profile_view(account: domain::account::Account) -> ProfileView {
    ProfileView {
        name: account.name,
        currency: account.currency,
        time_zone: account.time_zone,
        language: account.language,
    }
}

/// Changes the account's profile.
#[utoipa::path(patch, path = "/api/pipewright/v1/account/profile", tag = "account", request_body = ProfileBody,
    responses((status = 200, body = ProfileView), (status = 400, body = OwnFailure), (status = 403, body = OwnFailure)))]
pub async fn change_profile(
    caller: Caller,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let wish = read_profile(&body)?;
    let write = move |tx: &Tx<'_>| {
        let mut account = store::accounts::get(tx)?;
        let wish = wish.clone();
        account.name = wish.name.unwrap_or(account.name);
        account.currency = wish.currency.unwrap_or(account.currency);
        account.time_zone = wish.time_zone.unwrap_or(account.time_zone);
        account.language = wish.language.unwrap_or(account.language);
        store::accounts::save_profile(tx, &account)?;
        Ok::<_, StoreError>(account)
    };
    let account = app.store.write(caller.account, "change profile", write).await?;
    Ok(json(StatusCode::OK, &profile_view(account)))
}

#[derive(Clone)]
struct Wish {
    name: Option<String>,
    currency: Option<String>,
    time_zone: Option<String>,
    language: Option<String>,
}

fn read_profile(body: &Value) -> Result<Wish, ApiError> {
    let input = Input::of(body);
    let currency = input.text("currency").map(str::to_uppercase);
    if currency.as_ref().is_some_and(|code| code.len() != 3 || !code.chars().all(|c| c.is_ascii_uppercase())) {
        input.problem("currency", "bad_choice", "this is a code of 3 letters");
    }
    let time_zone = input.text("time_zone").map(str::to_string);
    if time_zone.as_ref().is_some_and(|zone| !zones::exists(zone)) {
        input.problem("time_zone", "bad_choice", "this is an IANA name like Europe/Berlin");
    }
    let language = input.text("language").map(str::to_string);
    if language.as_ref().is_some_and(|language| !LANGUAGES.contains(&language.as_str())) {
        input.problem("language", "bad_choice", format!("this is one of {}", LANGUAGES.join(", ")));
    }
    let name = name(&input);
    input.finish(Some(Wish { name, currency, time_zone, language }))
}
