//! Who is calling: a token, a signed-in browser, or the operator at the socket. Rights are asked of the [`Caller`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use domain::{AccountId, UserId};
use http::request::Parts;
use http::{HeaderMap, Method, header};
use sha2::{Digest, Sha256};
use store::across::{self, EVERYONE};
use store::users::SessionKind;

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

/// Marks requests that came in over the operator's socket.
#[derive(Clone, Copy, Debug)]
pub struct AtSocket;

/// Who is calling, for which account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Whose data this is about.
    pub account: AccountId,
    /// Who it is.
    pub user: UserId,
    /// Whether he may change automation, widgets and pipelines.
    pub is_admin: bool,
}

impl Caller {
    /// The hand by which he changes things.
    pub fn hand(&self) -> Hand {
        Hand::of(self.user)
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
        if parts.extensions.get::<AtSocket>().is_some() {
            return operator(app, &parts.headers).await;
        }
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
    let found = app
        .store
        .read(account, "token", move |tx| match store::tokens::get(tx, &claims.jti)? {
            Some(token) if token.revoked_at.is_none() => store::users::get(tx, token.user),
            _ => Ok(None),
        })
        .await?;
    let user = found.ok_or_else(|| refused("the token has been revoked".to_string()))?;
    let caller = Caller { account, user: user.id, is_admin: user.is_admin };
    app.callers.keep(token, caller);
    Ok(caller)
}

async fn by_session(app: &Arc<App>, secret: &str) -> Result<Caller, ApiError> {
    if let Some(caller) = app.callers.get(secret) {
        return Ok(caller);
    }
    let (hash, now) = (secret_hash(secret), app.clock.now());
    let found =
        app.store.read(EVERYONE, "session", move |tx| across::session(tx, &hash, SessionKind::Browser, now)).await?;
    let ended = || ApiError::Unauthenticated("the session has ended; sign in again".to_string());
    let (account, user) = found.ok_or_else(ended)?;
    let user = app.store.read(account, "user", move |tx| store::users::get(tx, user)).await?.ok_or_else(ended)?;
    let caller = Caller { account, user: user.id, is_admin: user.is_admin };
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
    Ok(Caller { account, user: admin.id, is_admin: true })
}
