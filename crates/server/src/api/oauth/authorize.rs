//! `/oauth`: a person allows an integration to work in the account (`step-by-step`). Rendered here, without the UI's
//! scripts, because it stands in pop-ups of other sites and must not depend on anything that a widget could touch.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::AccountId;
use domain::integration::{ClientId, Integration};
use http::{HeaderMap, StatusCode, header};
use kommo::oauth::{Authorize, Mode};
use serde::{Deserialize, Serialize};
use store::across::{self, EVERYONE};

use super::{issue_code, page};
use crate::api::caller::{self, Caller, secret_hash};
use crate::api::own::session::sign_in_and_go;
use crate::api::{Query, hosts, read_body};
use crate::app::App;
use crate::error::ApiError;
use crate::token;

/// Bytes of a form.
const BODY_BYTES_MAX: usize = 16 * 1024;
/// The form of the consent may be sent for so long after it was shown.
const SEAL_SECONDS: i64 = 3_600;

/// What the form of the consent carries, signed: no other site can make a browser send it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seal {
    session: String,
    client: String,
    redirect: String,
    until: i64,
}

/// One visit: who asks, and where the browser is to go.
struct Visit {
    asked: Authorize,
    account: AccountId,
    integration: Integration,
    redirect: String,
    /// This page's own address.
    here: String,
    host: String,
}

/// Shows the page on which a person allows or denies.
#[utoipa::path(get, path = "/oauth", tag = "oauth", params(("client_id" = String, Query), ("state" = Option<String>, Query),
    ("mode" = Option<String>, Query)),
    responses((status = 200, description = "a page: to sign in, or to allow", content_type = "text/html"),
        (status = 404, description = "a page: there is no such integration", content_type = "text/html")))]
pub async fn show(State(app): State<Arc<App>>, Query(query): Query, headers: HeaderMap) -> Result<Response, ApiError> {
    let visit = match visit(&app, &query, &headers).await? {
        Ok(visit) => visit,
        Err(refusal) => return Ok(refusal),
    };
    match signed_in(&app, &visit, &headers).await? {
        Some((caller, secret)) => ask(&app, &visit, caller, &secret).await,
        None => Ok(page::sign_in(StatusCode::OK, &visit.integration, &visit.here, None)),
    }
}

/// Takes what the page's forms send.
#[utoipa::path(post, path = "/oauth", tag = "oauth", params(("client_id" = String, Query), ("state" = Option<String>, Query),
    ("mode" = Option<String>, Query)), request_body(content = Object, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "back to the integration, with `code` or `error`"),
        (status = 200, description = "a page that hands the browser back to its opener", content_type = "text/html")))]
pub async fn decide(
    State(app): State<Arc<App>>,
    Query(query): Query,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, ApiError> {
    let body = read_body(request, BODY_BYTES_MAX).await?;
    let visit = match visit(&app, &query, &headers).await? {
        Ok(visit) => visit,
        Err(refusal) => return Ok(refusal),
    };
    let form = kommo::php::decode(&String::from_utf8_lossy(&body)).unwrap_or_default();
    let text = |key: &str| form.get(key).and_then(|value| value.as_str()).unwrap_or_default();
    if is_from_elsewhere(&headers, &visit.host) {
        return Ok(page::problem(StatusCode::FORBIDDEN, "Not from here", "This form was sent by another site."));
    }
    if text("do") == "sign_in" {
        return sign_in(&app, &visit, &headers, text("email"), text("password")).await;
    }
    let Some((caller, secret)) = signed_in(&app, &visit, &headers).await? else {
        let told = Some("The session has ended; sign in again.");
        return Ok(page::sign_in(StatusCode::UNAUTHORIZED, &visit.integration, &visit.here, told));
    };
    if !is_ours(&app, &visit, &secret, text("seal")) {
        return ask(&app, &visit, caller, &secret).await;
    }
    match text("do") {
        "allow" => allow(&app, &visit, caller, &secret).await,
        _ => Ok(deny(&visit, &query)),
    }
}

/// Who asks, or the page that says why nobody is asked anything.
async fn visit(app: &Arc<App>, query: &str, headers: &HeaderMap) -> Result<Result<Visit, Response>, ApiError> {
    let asked = Authorize::parse(query);
    let unknown = || {
        let told = "There is no integration of that id, or it is disabled. Ask whoever sent you here.";
        page::problem(StatusCode::NOT_FOUND, "Unknown integration", told)
    };
    let Some(client) = asked.client else { return Ok(Err(unknown())) };
    let found = app.store.read(EVERYONE, "client", move |tx| across::integration(tx, client)).await?;
    let Some((account, sealed)) = found.filter(|(_, sealed)| sealed.integration.is_enabled) else {
        return Ok(Err(unknown()));
    };
    if hosts::named(app, headers).await?.is_some_and(|named| named != account) {
        return Ok(Err(unknown()));
    }
    let integration = sealed.integration;
    // Never anywhere but to a registered address: what is asked for only chooses among them.
    let wanted = asked.redirect.as_ref().filter(|wanted| integration.card.redirects.contains(wanted));
    let Some(redirect) = wanted.or(integration.card.redirects.first()).cloned() else { return Ok(Err(unknown())) };
    let host = hosts::base(app, headers).split_once("://").map(|(_, host)| host.to_string()).unwrap_or_default();
    let here = format!("/oauth?{query}");
    Ok(Ok(Visit { asked, account, integration, redirect, here, host }))
}

/// The person at the browser, if it is signed in to the integration's account.
async fn signed_in(app: &Arc<App>, visit: &Visit, headers: &HeaderMap) -> Result<Option<(Caller, String)>, ApiError> {
    let Some(secret) = caller::cookie(headers) else { return Ok(None) };
    match caller::by_session(app, secret).await {
        Ok(caller) if caller.account == visit.account => Ok(Some((caller, secret.to_string()))),
        Ok(_) | Err(ApiError::Unauthenticated(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn sign_in(
    app: &Arc<App>,
    visit: &Visit,
    headers: &HeaderMap,
    email: &str,
    password: &str,
) -> Result<Response, ApiError> {
    match sign_in_and_go(app, headers, email, password, &visit.here).await {
        Ok(response) => Ok(response),
        Err(ApiError::Unauthenticated(told)) => {
            Ok(page::sign_in(StatusCode::UNAUTHORIZED, &visit.integration, &visit.here, Some(&told)))
        }
        Err(ApiError::TooMany(told)) => {
            Ok(page::sign_in(StatusCode::TOO_MANY_REQUESTS, &visit.integration, &visit.here, Some(&told)))
        }
        Err(error) => Err(error),
    }
}

async fn ask(app: &Arc<App>, visit: &Visit, caller: Caller, secret: &str) -> Result<Response, ApiError> {
    let client = visit.integration.client;
    let read = move |tx: &store::Tx<'_>| {
        let is_installed = store::grants::is_installed(tx, client)?;
        Ok((store::accounts::get(tx)?, store::users::get(tx, caller.user)?, is_installed))
    };
    let (account, user, is_installed) = app.store.read(caller.account, "consent", read).await?;
    if !may_allow(caller, is_installed) {
        let told = "An administrator of the account must be the first to allow this integration.";
        return Ok(page::problem(StatusCode::FORBIDDEN, "Not yet", told));
    }
    Ok(page::consent(&page::Consent {
        integration: &visit.integration,
        account: &account.name,
        user: &user.map(|user| user.name).unwrap_or_default(),
        redirect: &visit.redirect,
        action: &visit.here,
        seal: &token::issue_json(&app.page_key, &seal(app, visit, secret)),
    }))
}

/// An administrator gives the first grant, others may add theirs (`scopes`).
fn may_allow(caller: Caller, is_installed: bool) -> bool {
    caller.is_admin || is_installed
}

fn seal(app: &App, visit: &Visit, secret: &str) -> Seal {
    Seal {
        session: secret_hash(secret),
        client: visit.integration.client.to_string(),
        redirect: visit.redirect.clone(),
        until: app.clock.now().seconds() + SEAL_SECONDS,
    }
}

fn is_ours(app: &App, visit: &Visit, secret: &str, given: &str) -> bool {
    let Ok(given) = token::verify_json::<Seal>(&app.page_key, given) else { return false };
    let until = given.until;
    given == Seal { until, ..seal(app, visit, secret) } && until > app.clock.now().seconds()
}

/// A form of another site names its origin; old browsers name none, and there the seal decides.
fn is_from_elsewhere(headers: &HeaderMap, host: &str) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| origin.split_once("://").is_none_or(|(_, named)| named != host))
}

async fn allow(app: &Arc<App>, visit: &Visit, caller: Caller, secret: &str) -> Result<Response, ApiError> {
    let client = visit.integration.client;
    let is_installed =
        app.store.read(caller.account, "is installed", move |tx| store::grants::is_installed(tx, client));
    if !may_allow(caller, is_installed.await?) {
        return ask(app, visit, caller, secret).await;
    }
    let scopes = visit.integration.card.scopes;
    let code = issue_code(app, visit.account, caller.user, client, scopes, &visit.redirect).await?;
    let state = visit.asked.state.as_deref();
    let to = kommo::oauth::granted(&visit.redirect, &code, &visit.host, state, client);
    Ok(go(visit.asked.mode, &to, client, None, false))
}

fn deny(visit: &Visit, query: &str) -> Response {
    let to = kommo::oauth::denied(&visit.redirect, visit.asked.state.as_deref());
    // Our own button says so when its page has a function for this.
    let is_quiet = query.split('&').any(|pair| pair == "error_callback=1");
    go(visit.asked.mode, &to, visit.integration.client, Some("access_denied"), is_quiet)
}

fn go(mode: Mode, to: &str, client: ClientId, error: Option<&str>, is_quiet: bool) -> Response {
    match mode {
        Mode::Redirect => Redirect::to(to).into_response(),
        Mode::Popup => page::handback(&page::Handback { to, client: &client.to_string(), error, is_quiet }),
    }
}
