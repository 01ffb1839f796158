//! Who is calling: a token, a signed-in browser, or the operator at the socket. Rights are asked of the [`Caller`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use domain::integration::{ClientId, Scope, Scopes};
use domain::user::User;
use domain::{AccountId, UserId};
use http::request::Parts;
use http::{HeaderMap, Method, header};
use sha2::{Digest, Sha256};
use store::across::{self, EVERYONE};
use store::users::SessionKind;
use store::{StoreError, Tx};

use super::hosts;
use crate::app::App;
use crate::engine::pen::Hand;
use crate::error::ApiError;
use crate::secrets::hex;
use crate::token;

/// A caller is remembered for this long, so a revoked token works no longer than that on another node.
const REMEMBERED: Duration = Duration::from_secs(5);
/// Callers that are remembered.
const CALLERS_MAX: usize = 10_000;
/// The cookie of a signed-in browser.
pub const COOKIE: &str = "pipewright_session";
/// Names the account at the operator's socket.
pub const ACCOUNT_HEADER: &str = "x-pipewright-account";
/// What a page must send with every change: no other site can make a browser send it.
const PAGE_HEADER: &str = "x-requested-with";
/// An administrator's token may act with the rights of another user, named by this header (`scopes`).
const CONTEXT_HEADER: &str = "x-context-user-id";
/// Characters of a grant's id, with which the ids of its access tokens begin.
pub const GRANT_ID_CHARS: usize = 32;
/// Characters of the id of an access token that came of a grant; those of long-lived tokens are shorter.
pub const GRANTED_TOKEN_ID_CHARS: usize = 80;

/// Marks requests that came in over the operator's socket.
#[derive(Clone, Copy, Debug)]
pub struct AtSocket;

/// By which way a caller proved who he is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// The operator at the socket.
    Operator,
    /// A signed-in browser.
    Session,
    /// A long-lived token.
    LongLived,
    /// An access token of an integration.
    Integration(ClientId),
}

/// Who is calling, for which account. Every caller is made by [`Caller::of`]: what follows from the user stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Whose data this is about.
    pub account: AccountId,
    /// Who it is.
    pub user: UserId,
    /// Whether he may change automation, widgets and pipelines.
    pub is_admin: bool,
    /// What the token may be used for; everything in a browser.
    pub scopes: Scopes,
    /// How he proved it.
    pub via: Via,
}

impl Caller {
    fn of(account: AccountId, user: &User, scopes: Scopes, via: Via) -> Caller {
        Caller { account, user: user.id, is_admin: user.is_admin, scopes, via }
    }

    /// Tells programs apart that share an account: keys and counters of one are nothing to another.
    pub fn name(&self) -> String {
        match self.via {
            Via::Operator => format!("operator/{}", self.user),
            Via::Session => format!("session/{}", self.user),
            Via::LongLived => format!("token/{}", self.user),
            Via::Integration(client) => format!("{client}/{}", self.user),
        }
    }

    /// Refuses tokens that are not for this.
    pub fn require_scope(&self, scope: Scope) -> Result<(), ApiError> {
        match self.scopes.has(scope) {
            true => Ok(()),
            // What the original says (`scopes`).
            false => Err(ApiError::Forbidden("Invalid scope".to_string())),
        }
    }

    /// The hand by which he changes things.
    pub fn hand(&self) -> Hand {
        Hand::of(self.user)
    }

    /// Refuses integrations: what decides on integrations is a person's own doing.
    pub fn require_person(&self) -> Result<(), ApiError> {
        match self.via {
            Via::Integration(_) => Err(ApiError::Forbidden("an integration may not do this".to_string())),
            _ => Ok(()),
        }
    }

    /// Refuses everybody but administrators.
    pub fn require_admin(&self) -> Result<(), ApiError> {
        match self.is_admin {
            true => Ok(()),
            false => Err(ApiError::Forbidden("only administrators may do this".to_string())),
        }
    }
}

/// Callers that were looked up a moment ago.
#[derive(Default)]
pub struct Callers {
    known: Mutex<HashMap<String, (Caller, Instant)>>,
}

impl Callers {
    fn get(&self, secret: &str) -> Option<Caller> {
        let known = self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.get(secret).filter(|(_, since)| since.elapsed() < REMEMBERED).map(|(caller, _)| *caller)
    }

    fn keep(&self, secret: &str, caller: Caller) {
        let mut known = self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.len() >= CALLERS_MAX {
            known.clear();
        }
        known.insert(secret.to_string(), (caller, Instant::now()));
    }

    /// Forgets everybody: a token was revoked, somebody signed out.
    pub fn forget(&self) {
        self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clear();
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Caller, ApiError> {
        if let Some(caller) = parts.extensions.get::<Caller>() {
            return Ok(*caller);
        }
        let caller = resolve(parts, app).await?;
        // Asked once for a request, however many layers want to know.
        parts.extensions.insert(caller);
        Ok(caller)
    }
}

/// Who calls, with all that stands between him and a handler: the host's account, the token's scopes, the limits.
async fn resolve(parts: &Parts, app: &Arc<App>) -> Result<Caller, ApiError> {
    if parts.extensions.get::<AtSocket>().is_some() {
        return operator(app, &parts.headers).await;
    }
    let caller = prove(parts, app).await?;
    if let Some(named) = hosts::named(app, &parts.headers).await?
        && named != caller.account
    {
        return Err(ApiError::Unauthenticated("this host is another account's".to_string()));
    }
    app.limits.admit(&caller, Instant::now())?;
    if let Some(scope) = scope_of(&parts.method, parts.uri.path()) {
        caller.require_scope(scope)?;
    }
    match parts.headers.get(CONTEXT_HEADER) {
        Some(named) => in_context(app, caller, named.to_str().unwrap_or_default()).await,
        None => Ok(caller),
    }
}

async fn prove(parts: &Parts, app: &Arc<App>) -> Result<Caller, ApiError> {
    if let Some(token) = bearer(&parts.headers) {
        return by_token(app, token).await;
    }
    if let Some(secret) = cookie(&parts.headers) {
        let is_safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if !is_safe && !parts.headers.contains_key(PAGE_HEADER) {
            let told = "a change from a page carries the header X-Requested-With";
            return Err(ApiError::Forbidden(told.to_string()));
        }
        return by_session(app, secret).await;
    }
    Err(ApiError::Unauthenticated("send `Authorization: Bearer …` with an access token, or sign in".to_string()))
}

/// What a token must be for, by group of endpoints (`scopes`). Addresses that only tell who the caller is need nothing.
fn scope_of(method: &Method, path: &str) -> Option<Scope> {
    let is_below = |prefix: &str| path.starts_with(prefix);
    match () {
        () if is_below("/v1.0/") && method == Method::DELETE => Some(Scope::FilesDelete),
        () if is_below("/v1.0/") => Some(Scope::Files),
        () if is_below("/api/") || is_below("/ajax/") || is_below("/private/") => Some(Scope::Crm),
        () => None,
    }
}

/// The same caller with the rights of another user of the account.
async fn in_context(app: &Arc<App>, caller: Caller, named: &str) -> Result<Caller, ApiError> {
    if !caller.is_admin && named != caller.user.to_string() {
        let told = "only an administrator's token may act for another user (X-Context-User-ID)";
        return Err(ApiError::Forbidden(told.to_string()));
    }
    let unknown = || ApiError::Unauthenticated("X-Context-User-ID names no user of the account".to_string());
    let id = UserId(named.trim().parse().map_err(|_| unknown())?);
    let user = app.store.read(caller.account, "context user", move |tx| store::users::get(tx, id)).await?;
    Ok(Caller::of(caller.account, &user.ok_or_else(unknown)?, caller.scopes, caller.via))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The secret of a signed-in browser.
pub fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}

/// All that is stored of a secret.
pub fn secret_hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

async fn by_token(app: &Arc<App>, token: &str) -> Result<Caller, ApiError> {
    if let Some(caller) = app.callers.get(token) {
        return Ok(caller);
    }
    let refused = |told: String| ApiError::Unauthenticated(told);
    let claims = token::verify(&app.token_key, token, app.clock.now().seconds()).map_err(|e| refused(e.to_string()))?;
    let account = AccountId(claims.account_id);
    let scopes = claims.scopes.iter().filter_map(|word| Scope::of(word)).collect();
    let found = app.store.read(account, "token", move |tx| owner(tx, &claims.jti)).await?;
    let (user, via) = found.ok_or_else(|| refused("the token has been revoked".to_string()))?;
    let caller = Caller::of(account, &user, scopes, via);
    app.callers.keep(token, caller);
    Ok(caller)
}

/// Whose token that is, if it still counts.
fn owner(tx: &Tx<'_>, id: &str) -> Result<Option<(User, Via)>, StoreError> {
    let Some(grant) = id.get(..GRANT_ID_CHARS).filter(|_| id.len() == GRANTED_TOKEN_ID_CHARS) else {
        let token = store::tokens::get(tx, id)?.filter(|token| token.revoked_at.is_none());
        let Some(token) = token else { return Ok(None) };
        return Ok(store::users::get(tx, token.user)?.map(|user| (user, Via::LongLived)));
    };
    let grant = store::grants::get(tx, grant)?.filter(|grant| grant.revoked_at.is_none());
    let Some(grant) = grant else { return Ok(None) };
    let integration = store::integrations::get(tx, grant.client)?;
    if !integration.is_some_and(|sealed| sealed.integration.is_enabled) {
        return Ok(None);
    }
    Ok(store::users::get(tx, grant.user)?.map(|user| (user, Via::Integration(grant.client))))
}

/// The caller of a signed-in browser.
pub async fn by_session(app: &Arc<App>, secret: &str) -> Result<Caller, ApiError> {
    if let Some(caller) = app.callers.get(secret) {
        return Ok(caller);
    }
    let (hash, now) = (secret_hash(secret), app.clock.now());
    let found =
        app.store.read(EVERYONE, "session", move |tx| across::session(tx, &hash, SessionKind::Browser, now)).await?;
    let ended = || ApiError::Unauthenticated("the session has ended; sign in again".to_string());
    let (account, user) = found.ok_or_else(ended)?;
    let user = app.store.read(account, "user", move |tx| store::users::get(tx, user)).await?.ok_or_else(ended)?;
    let caller = Caller::of(account, &user, Scopes::all(), Via::Session);
    app.callers.keep(secret, caller);
    Ok(caller)
}

/// The operator acts as the first administrator of the account that he names; of the only one when he names none.
async fn operator(app: &Arc<App>, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let named = headers.get(ACCOUNT_HEADER).and_then(|value| value.to_str().ok()).map(str::to_string);
    let account = app.store.read(EVERYONE, "operator", move |tx| match named {
        Some(ref subdomain) => {
            Ok(across::account_by_subdomain(tx, subdomain)?.ok_or_else(|| format!("there is no account `{subdomain}`")))
        }
        None => match &across::accounts(tx)?[..] {
            [only] => Ok(Ok(only.clone())),
            [] => Ok(Err("there is no account yet; make one with `pipewright account create`".to_string())),
            several => {
                let names: Vec<&str> = several.iter().map(|account| account.subdomain.as_str()).collect();
                Ok(Err(format!("name the account with --account: {}", names.join(", "))))
            }
        },
    });
    let account = account.await?.map_err(ApiError::NotFound)?.id;
    let admin = app.store.read(account, "first admin", store::users::first_admin).await?;
    Ok(Caller { is_admin: true, ..Caller::of(account, &admin, Scopes::all(), Via::Operator) })
}
