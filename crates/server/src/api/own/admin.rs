//! What only the operator at the socket may do: accounts, tokens, the state of the installation; and the settings of an
//! account that its administrators may change.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::account::{Account, HookEncoding, check_subdomain};
use domain::pipeline::{PipelineDraft, StageDraft};
use domain::user::{User, parse_email};
use domain::{AccountId, UserId};
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use store::Tx;
use store::across::{self, EVERYONE};
use store::tokens::Token;
use utoipa::ToSchema;

use super::session::make_link;
use super::widgets::read_encoding;
use crate::api::caller::{AtSocket, Caller};
use crate::api::input::Input;
use crate::api::{Json, Path, json};
use crate::app::App;
use crate::engine::zones;
use crate::error::ApiError;
use crate::{password, secrets, token};

/// A long-lived token lives between one day …
const TOKEN_DAYS_MIN: i64 = 1;
/// … and five years (`step-by-step`).
const TOKEN_DAYS_MAX: i64 = 5 * 366;
/// What the command line gives when nobody says.
const TOKEN_DAYS_DEFAULT: i64 = 365;
/// Languages that the product speaks.
const LANGUAGES: [&str; 4] = ["en", "es", "pt", "ru"];
/// What a long-lived token of the command line may be used for.
const SCOPES: [&str; 3] = ["crm", "notifications", "files"];
/// Bytes of chance in a password that we make.
const PASSWORD_BYTES: usize = 12;
/// Bytes of chance in a token's id.
const TOKEN_ID_BYTES: usize = 16;

/// Refuses whoever is not at the socket.
pub(super) fn require_operator(at_socket: Option<axum::Extension<AtSocket>>) -> Result<(), ApiError> {
    match at_socket {
        Some(_) => Ok(()),
        None => Err(ApiError::Forbidden("only the operator's command line may do this".to_string())),
    }
}

/// An account that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountMade {
    /// Its id.
    pub id: i64,
    /// First label of its host name.
    pub subdomain: String,
    /// Id of its first administrator.
    pub admin_id: i64,
    /// Path of a link that signs the administrator in once, within 15 minutes.
    pub sign_in_path: String,
}

/// Makes an account with its first administrator and a first pipeline.
pub async fn create_account(
    at_socket: Option<axum::Extension<AtSocket>>,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    require_operator(at_socket)?;
    let (account, admin) = read_account(&app, &body)?;
    let now = app.clock.now();
    let subdomain = account.subdomain.clone();
    let id = app.store.write(EVERYONE, "create account", move |tx| store::accounts::create(tx, &account, now)).await?;
    let furnish = move |tx: &Tx<'_>| {
        let admin = store::users::create(tx, &admin, None, now)?;
        store::pipelines::create(tx, &first_pipeline())?;
        Ok(admin)
    };
    let admin = app.store.write(id, "furnish account", furnish).await?;
    let sign_in_path = format!("/sign-in/{}", make_link(&app, id, admin).await?);
    Ok(json(StatusCode::CREATED, &AccountMade { id: id.0, subdomain, admin_id: admin.0, sign_in_path }))
}

fn read_account(app: &Arc<App>, body: &serde_json::Value) -> Result<(Account, User), ApiError> {
    let input = Input::of(body);
    let subdomain = input.require("subdomain", input.text("subdomain")).unwrap_or_default().to_string();
    if let Err(problem) = check_subdomain(&subdomain) {
        input.problem("subdomain", problem.code, problem.detail);
    }
    let email = input.require("admin_email", input.text("admin_email")).unwrap_or_default();
    let email = match parse_email(email) {
        Ok(email) => email,
        Err(problem) => {
            input.problem("admin_email", problem.code, problem.detail);
            String::new()
        }
    };
    let time_zone = input.text("time_zone").unwrap_or("UTC").to_string();
    if !zones::exists(&time_zone) {
        input.problem("time_zone", "bad_choice", "this is an IANA name like Europe/Berlin");
    }
    let language = input.text("language").unwrap_or("en").to_string();
    if !LANGUAGES.contains(&language.as_str()) {
        input.problem("language", "bad_choice", format!("this is one of {}", LANGUAGES.join(", ")));
    }
    let code = |key, n, default: &str| {
        let value = input.text(key).unwrap_or(default).to_uppercase();
        if value.len() != n || !value.chars().all(|c| c.is_ascii_uppercase()) {
            input.problem(key, "bad_choice", format!("this is a code of {n} letters"));
        }
        value
    };
    let account = Account {
        id: AccountId(0),
        name: input.text("name").unwrap_or(&subdomain).to_string(),
        country: code("country", 2, "US"),
        currency: code("currency", 3, "USD"),
        time_zone,
        language,
        hook_encoding: HookEncoding::Json,
        accepts_widgets_without_settings: false,
        created_at: app.clock.now(),
        subdomain,
    };
    let name = input.text("admin_name").unwrap_or(email.split('@').next().unwrap_or_default()).to_string();
    let admin = User { id: UserId(0), name, email, is_admin: true };
    input.finish(Some((account, admin)))
}

/// What a new account starts with.
pub fn first_pipeline() -> PipelineDraft {
    let stage = |(index, name): (usize, &&str)| StageDraft {
        name: name.to_string(),
        color: Some(["#99ccff", "#fffd7f", "#ffdc7f", "#deff81"][index % 4].to_string()),
        sort: (index as i64 + 1) * 10,
    };
    PipelineDraft {
        name: "Pipeline".to_string(),
        sort: 1,
        is_main: true,
        accepts_incoming: true,
        stages: ["Initial contact", "Discussions", "Decision making", "Contract discussion"]
            .iter()
            .enumerate()
            .map(stage)
            .collect(),
        won_name: None,
        lost_name: None,
    }
}

/// The accounts of the installation.
pub async fn list_accounts(
    at_socket: Option<axum::Extension<AtSocket>>,
    State(app): State<Arc<App>>,
) -> Result<Response, ApiError> {
    require_operator(at_socket)?;
    let accounts = app.store.read(EVERYONE, "accounts", across::accounts).await?;
    let view = |account: Account| serde_json::json!({ "id": account.id.0, "subdomain": account.subdomain, "name": account.name });
    let accounts: Vec<_> = accounts.into_iter().map(view).collect();
    Ok(json(StatusCode::OK, &serde_json::json!({ "accounts": accounts })))
}

/// Makes a long-lived token.
pub async fn create_token(
    at_socket: Option<axum::Extension<AtSocket>>,
    caller: Caller,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    require_operator(at_socket)?;
    let (days, name) = read_token(&body)?;
    let (text, id) = issue(&app, caller.account, caller.user, name, days).await?;
    Ok(json(StatusCode::CREATED, &serde_json::json!({ "token": text, "id": id, "days": days })))
}

fn read_token(body: &serde_json::Value) -> Result<(i64, String), ApiError> {
    let input = Input::of(body);
    let days = input.int("days").unwrap_or(TOKEN_DAYS_DEFAULT);
    if !(TOKEN_DAYS_MIN..=TOKEN_DAYS_MAX).contains(&days) {
        input.problem("days", "out_of_range", "a token lives between one day and five years");
    }
    let name = input.text("name").unwrap_or("command line").to_string();
    input.finish(Some((days, name)))
}

/// Signs a token and notes it; only the signature proves it later, the row says whether it still counts.
pub async fn issue(
    app: &Arc<App>,
    account: AccountId,
    user: UserId,
    name: String,
    days: i64,
) -> Result<(String, String), ApiError> {
    let chance: [u8; TOKEN_ID_BYTES] = secrets::random().map_err(|e| ApiError::Internal(e.to_string()))?;
    let (id, now) = (secrets::hex(&chance), app.clock.now());
    let expires_at = now.plus_seconds(days * 86_400);
    let base_domain =
        app.config.public_url.as_deref().and_then(|url| url.split("://").nth(1)).unwrap_or("localhost").to_string();
    let claims = token::Claims {
        aud: app.instance.clone(),
        jti: id.clone(),
        iat: now.seconds(),
        nbf: now.seconds(),
        exp: expires_at.seconds(),
        sub: user.to_string(),
        grant_type: String::new(),
        account_id: account.0,
        api_domain: base_domain.clone(),
        base_domain,
        version: Some(2),
        scopes: SCOPES.iter().map(|scope| scope.to_string()).collect(),
    };
    let token = Token { id: id.clone(), user, name, created_at: now, expires_at, revoked_at: None };
    app.store.write(account, "create token", move |tx| store::tokens::note(tx, &token)).await?;
    Ok((token::issue(&app.token_key, &claims), id))
}

/// Revokes a token.
pub async fn revoke_token(
    at_socket: Option<axum::Extension<AtSocket>>,
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    require_operator(at_socket)?;
    let (named, now) = (id.clone(), app.clock.now());
    let was_there =
        app.store.write(caller.account, "revoke token", move |tx| store::tokens::revoke(tx, &named, now)).await?;
    app.callers.forget();
    if was_there { Ok(crate::api::nothing()) } else { Err(ApiError::NotFound(format!("there is no token {id}"))) }
}

/// Sets a user's password; every session of theirs ends.
pub async fn set_password(app: &Arc<App>, account: AccountId, user: UserId, text: String) -> Result<(), ApiError> {
    let hashed = tokio::task::spawn_blocking(move || password::hash(&text));
    let hash = hashed.await.map_err(|e| ApiError::Internal(e.to_string()))?;
    let hash = hash.map_err(|e| ApiError::Malformed(e.to_string()))?;
    app.store.write(account, "set password", move |tx| store::users::set_password(tx, user, &hash)).await?;
    app.callers.forget();
    Ok(())
}

/// A link that signs a user in once.
pub async fn create_link(
    at_socket: Option<axum::Extension<AtSocket>>,
    caller: Caller,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    require_operator(at_socket)?;
    let user = named_user(&app, caller, &body).await?;
    let path = format!("/sign-in/{}", make_link(&app, caller.account, user.id).await?);
    Ok(json(StatusCode::CREATED, &serde_json::json!({ "email": user.email, "sign_in_path": path })))
}

/// A fresh password for a user.
pub async fn create_password(
    at_socket: Option<axum::Extension<AtSocket>>,
    caller: Caller,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    require_operator(at_socket)?;
    let user = named_user(&app, caller, &body).await?;
    let text = secrets::random_token(PASSWORD_BYTES).map_err(|e| ApiError::Internal(e.to_string()))?;
    set_password(&app, caller.account, user.id, text.clone()).await?;
    Ok(json(StatusCode::CREATED, &serde_json::json!({ "email": user.email, "password": text })))
}

/// The user with the e-mail in the body; the first administrator when there is none.
async fn named_user(app: &Arc<App>, caller: Caller, body: &serde_json::Value) -> Result<User, ApiError> {
    let Some(email) = read_email(body)? else {
        return Ok(app.store.read(caller.account, "first admin", store::users::first_admin).await?);
    };
    let users = app.store.read(caller.account, "users", store::users::list).await?;
    let found = users.into_iter().find(|user| user.email == email);
    found.ok_or_else(|| ApiError::NotFound(format!("there is no user with the address {email}")))
}

fn read_email(body: &serde_json::Value) -> Result<Option<String>, ApiError> {
    let input = Input::of(body);
    let email = input.text("email").map(|email| email.trim().to_lowercase());
    input.finish(Some(email))
}

/// Body of the settings of an account.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct AccountSettingsBody {
    hook_encoding: Option<String>,
    accepts_widgets_without_settings: Option<bool>,
}

/// The settings of an account that the engine reads.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountSettingsView {
    /// `json` or `form`: encoding of hooks whose widget says nothing else.
    pub hook_encoding: &'static str,
    /// Whether a widget without `dp.settings` may be used in a trigger, as if it had no fields.
    pub accepts_widgets_without_settings: bool,
}

/// Changes the settings of the account.
#[utoipa::path(patch, path = "/api/pipewright/v1/account", tag = "account", request_body = AccountSettingsBody,
    responses((status = 200, body = AccountSettingsView), (status = 400, body = OwnFailure)))]
pub async fn change_account(
    caller: Caller,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let (encoding, accepts) = read_account_settings(&body)?;
    let write = move |tx: &Tx<'_>| {
        let account = store::accounts::get(tx)?;
        let encoding = encoding.unwrap_or(account.hook_encoding);
        let accepts = accepts.unwrap_or(account.accepts_widgets_without_settings);
        store::accounts::save_hook_settings(tx, encoding, accepts)?;
        Ok((encoding, accepts))
    };
    let (encoding, accepts) = app.store.write(caller.account, "change account", write).await?;
    let hook_encoding = super::deliveries::encoding_name(encoding);
    Ok(json(StatusCode::OK, &AccountSettingsView { hook_encoding, accepts_widgets_without_settings: accepts }))
}

fn read_account_settings(body: &serde_json::Value) -> Result<(Option<HookEncoding>, Option<bool>), ApiError> {
    let input = Input::of(body);
    let read = (read_encoding(&input), input.bool("accepts_widgets_without_settings"));
    input.finish(Some(read))
}

/// One check of `doctor`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Finding {
    /// `ok`, `warning` or `error`.
    pub state: &'static str,
    /// What was looked at.
    pub check: &'static str,
    /// What was found, and what to do.
    pub detail: String,
}

/// Looks at the installation as a doctor would.
pub async fn doctor(
    at_socket: Option<axum::Extension<AtSocket>>,
    State(app): State<Arc<App>>,
) -> Result<Response, ApiError> {
    require_operator(at_socket)?;
    let mut findings = Vec::new();
    let store = app.store.clone();
    let checked = tokio::task::spawn_blocking(move || store.check_integrity()).await;
    let broken = checked.map_err(|e| ApiError::Internal(e.to_string()))??;
    findings.push(match broken.len() {
        0 => Finding { state: "ok", check: "database", detail: "the database is sound".to_string() },
        _ => Finding {
            state: "error",
            check: "database",
            detail: format!("damaged, restore a backup: {}", broken.join("; ")),
        },
    });
    for account in app.store.read(EVERYONE, "accounts", across::accounts).await? {
        let wrong = app.store.read(account.id, "totals", store::totals::differences).await?;
        let told = |(kept, counted): &(store::totals::StageTotal, store::totals::StageTotal)| {
            format!("stage {} shows {} leads, there are {}", kept.place.stage, kept.n_leads, counted.n_leads)
        };
        findings.push(match wrong.len() {
            0 => Finding {
                state: "ok",
                check: "totals",
                detail: format!("account {}: counters agree with the leads", account.subdomain),
            },
            _ => Finding {
                state: "error",
                check: "totals",
                detail: wrong.iter().map(told).collect::<Vec<_>>().join("; "),
            },
        });
    }
    let now = app.clock.now();
    let oldest = app.store.read(EVERYONE, "oldest due", move |tx| across::oldest_due(tx, now)).await?;
    let waited = oldest.map_or(0, |due| now.since(due) / 1000);
    findings.push(Finding {
        state: if waited > 300 { "warning" } else { "ok" },
        check: "deliveries",
        detail: if waited > 0 {
            format!("the oldest due delivery has waited {waited} s")
        } else {
            "nothing is overdue".to_string()
        },
    });
    Ok(json(StatusCode::OK, &serde_json::json!({ "findings": findings })))
}
