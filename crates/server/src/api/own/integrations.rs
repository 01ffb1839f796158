//! Integrations of the account and what users allowed them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::integration::{Card, ClientId, Grant, Integration, Scope, Scopes};
use domain::{Problem, Timestamp};
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use store::integrations::Sealed;
use store::{StoreError, Tx};
use utoipa::ToSchema;

use crate::api::caller::{Caller, Via};
use crate::api::input::Input;
use crate::api::oauth::{issue_code, notice, seal_name};
use crate::api::{Json, Path, json, nothing};
use crate::app::App;
use crate::error::ApiError;
use crate::secrets;

/// Bytes of chance in a client secret: 64 characters of base64url, as long as the original's.
const SECRET_BYTES: usize = 48;
/// Grants that one list shows.
const GRANTS_SHOWN_MAX: usize = 1_000;

/// An integration.
#[derive(Debug, Serialize, ToSchema)]
pub struct IntegrationView {
    /// Its name outside: `client_id` of OAuth.
    pub client_id: String,
    /// What people call it.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Where browsers go back to with a code; the first is the usual one.
    pub redirect_uris: Vec<String>,
    /// Told by a signed request when the integration is disabled.
    pub uninstall_url: Option<String>,
    /// What its tokens may be used for.
    pub scopes: Vec<&'static str>,
    /// The code of the widget that belongs to it, installed already or not yet.
    pub widget: Option<String>,
    /// A disabled one has no tokens and gets none.
    pub is_enabled: bool,
    /// Unix milliseconds.
    pub created_ms: i64,
    /// Unix milliseconds.
    pub updated_ms: i64,
}

/// An integration with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct IntegrationMade {
    /// The integration.
    #[serde(flatten)]
    pub integration: IntegrationView,
    /// 64 characters. Keep it: it is never shown again, only replaced.
    pub client_secret: String,
}

/// The integrations of the account.
#[derive(Debug, Serialize, ToSchema)]
pub struct IntegrationsView {
    /// The oldest first.
    pub integrations: Vec<IntegrationView>,
}

/// A code, as the page of an integration shows it after its installation.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodeView {
    /// Works once, at `/oauth2/access_token`.
    pub code: String,
    /// The address that the exchange must name.
    pub redirect_uri: String,
    /// Seconds that it works.
    pub expires_in: i64,
}

/// What a user allowed an integration.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantView {
    /// Names it when it is to end.
    pub id: String,
    /// To whom.
    pub client_id: String,
    /// Its name.
    pub integration: String,
    /// By whom.
    pub user_id: i64,
    /// For what.
    pub scopes: Vec<&'static str>,
    /// Unix milliseconds.
    pub created_ms: i64,
}

/// Grants that count.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantsView {
    /// The newest first.
    pub grants: Vec<GrantView>,
}

/// Body of an integration. When one is changed, what is absent stays.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct IntegrationBody {
    name: Option<String>,
    description: Option<String>,
    redirect_uris: Option<Vec<String>>,
    uninstall_url: Option<String>,
    scopes: Option<Vec<String>>,
    widget: Option<String>,
    is_enabled: Option<bool>,
}

fn view(integration: Integration) -> IntegrationView {
    let Integration { client, card, is_enabled, created_at, updated_at } = integration;
    IntegrationView {
        client_id: client.to_string(),
        name: card.name,
        description: card.description,
        redirect_uris: card.redirects,
        uninstall_url: card.uninstall_url,
        scopes: card.scopes.words(),
        widget: card.widget,
        is_enabled,
        created_ms: created_at.0,
        updated_ms: updated_at.0,
    }
}

fn require_admin_in_person(caller: &Caller) -> Result<(), ApiError> {
    caller.require_admin()?;
    // Else one integration could take the secret of another.
    caller.require_person()
}

/// Whether a caller may see a grant and end it: administrators all, others their own, an integration those given to it.
fn is_theirs(caller: &Caller, grant: &Grant) -> bool {
    match caller.via {
        Via::Integration(client) if client != grant.client => false,
        _ => caller.is_admin || grant.user == caller.user,
    }
}

/// Reads what is there over what was.
fn read(body: &serde_json::Value, old: Card, was_enabled: bool) -> Result<(Card, bool), ApiError> {
    let input = Input::of(body);
    let texts = |key: &'static str| {
        let list = input.any(key)?;
        let texts = list.as_array().map(|list| list.iter().map(|v| v.as_str().map(str::to_string)).collect());
        let texts: Option<Option<Vec<String>>> = texts;
        if !matches!(texts, Some(Some(_))) {
            input.problem(key, "bad_type", "a list of texts is expected here");
        }
        texts.flatten()
    };
    let redirects = texts("redirect_uris").unwrap_or(old.redirects);
    let scopes = match texts("scopes") {
        Some(words) => read_scopes(&input, &words),
        None => old.scopes,
    };
    let optional = |key: &'static str, old: Option<String>| match input.has(key) {
        true => input.text(key).map(str::to_string).filter(|text| !text.is_empty()),
        false => old,
    };
    let card = Card {
        name: input.text("name").map_or(old.name, |name| name.trim().to_string()),
        description: input.text("description").map_or(old.description, str::to_string),
        redirects,
        uninstall_url: optional("uninstall_url", old.uninstall_url),
        scopes,
        widget: optional("widget", old.widget),
    };
    let is_enabled = input.bool("is_enabled").unwrap_or(was_enabled);
    for Problem { path, code, detail } in card.check() {
        input.problem(&path, code, detail);
    }
    input.finish(Some((card, is_enabled)))
}

fn read_scopes(input: &Input<'_>, words: &[String]) -> Scopes {
    for (n, word) in words.iter().enumerate() {
        if Scope::of(word).is_none() {
            let known = Scopes::all().words().join(", ");
            input.problem(&format!("scopes.{n}"), "bad_choice", format!("known here: {known}"));
        }
    }
    words.iter().filter_map(|word| Scope::of(word)).collect()
}

fn client_of(text: &str) -> Result<ClientId, ApiError> {
    ClientId::parse(text).ok_or_else(|| ApiError::NotFound(format!("there is no integration {text}")))
}

fn found(tx: &Tx<'_>, client: ClientId) -> Result<Sealed, StoreError> {
    store::integrations::get(tx, client)?.ok_or_else(|| StoreError::missing("integration", client))
}

fn new_secret(app: &App, client: ClientId) -> Result<(String, String), ApiError> {
    let secret = secrets::random_token(SECRET_BYTES).map_err(|e| ApiError::Internal(e.to_string()))?;
    let sealed = app.vault.seal(&seal_name(client), &secret).map_err(|e| ApiError::Internal(e.to_string()))?;
    Ok((secret, sealed))
}

/// Lists the integrations.
#[utoipa::path(get, path = "/api/pipewright/v1/integrations", tag = "integrations",
    responses((status = 200, body = IntegrationsView), (status = 403, body = OwnFailure)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    require_admin_in_person(&caller)?;
    let all = app.store.read(caller.account, "integrations", store::integrations::list).await?;
    let integrations = all.into_iter().map(|sealed| view(sealed.integration)).collect();
    Ok(json(StatusCode::OK, &IntegrationsView { integrations }))
}

/// Registers an integration.
#[utoipa::path(post, path = "/api/pipewright/v1/integrations", tag = "integrations", request_body = IntegrationBody,
    responses((status = 201, body = IntegrationMade), (status = 400, body = OwnFailure), (status = 403, body = OwnFailure),
        (status = 409, body = OwnFailure)))]
pub async fn create(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    require_admin_in_person(&caller)?;
    let new = Card { scopes: [Scope::Crm].into_iter().collect(), ..Card::default() };
    let (card, is_enabled) = read(&body, new, true)?;
    let client = ClientId::of_chance(secrets::random().map_err(|e| ApiError::Internal(e.to_string()))?);
    let (client_secret, sealed) = new_secret(&app, client)?;
    let now = app.clock.now();
    let integration = Integration { client, card: card.clone(), is_enabled, created_at: now, updated_at: now };
    let write = move |tx: &Tx<'_>| {
        store::integrations::create(tx, client, &card, &sealed, now)?;
        if is_enabled { Ok(()) } else { store::integrations::save(tx, client, &card, false, now) }
    };
    app.store.write(caller.account, "register integration", write).await?;
    Ok(json(StatusCode::CREATED, &IntegrationMade { integration: view(integration), client_secret }))
}

/// Gets an integration.
#[utoipa::path(get, path = "/api/pipewright/v1/integrations/{client}", tag = "integrations", params(("client" = String, Path)),
    responses((status = 200, body = IntegrationView), (status = 403, body = OwnFailure), (status = 404, body = OwnFailure)))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(client): Path<String>,
) -> Result<Response, ApiError> {
    require_admin_in_person(&caller)?;
    let client = client_of(&client)?;
    let sealed = app.store.read(caller.account, "integration", move |tx| found(tx, client)).await?;
    Ok(json(StatusCode::OK, &view(sealed.integration)))
}

/// Changes an integration. Disabling it ends all of its tokens, and it is told so.
#[utoipa::path(patch, path = "/api/pipewright/v1/integrations/{client}", tag = "integrations", params(("client" = String, Path)),
    request_body = IntegrationBody,
    responses((status = 200, body = IntegrationView), (status = 400, body = OwnFailure), (status = 403, body = OwnFailure),
        (status = 404, body = OwnFailure), (status = 409, body = OwnFailure)))]
pub async fn change(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(client): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    require_admin_in_person(&caller)?;
    let client = client_of(&client)?;
    let old = app.store.read(caller.account, "integration", move |tx| found(tx, client)).await?;
    let (card, is_enabled) = read(&body, old.integration.card.clone(), old.integration.is_enabled)?;
    let now = app.clock.now();
    let write = move |tx: &Tx<'_>| {
        store::integrations::save(tx, client, &card, is_enabled, now)?;
        let ended = if is_enabled { 0 } else { store::grants::revoke_all(tx, client, now)? };
        Ok((found(tx, client)?, ended))
    };
    let (saved, ended) = app.store.write(caller.account, "change integration", write).await?;
    end(&app, caller, &saved, ended > 0 || (old.integration.is_enabled && !is_enabled)).await?;
    Ok(json(StatusCode::OK, &view(saved.integration)))
}

/// After tokens were ended: nobody is taken for valid any more, and the integration is told.
async fn end(app: &Arc<App>, caller: Caller, sealed: &Sealed, was_ended: bool) -> Result<(), ApiError> {
    if !was_ended {
        return Ok(());
    }
    app.callers.forget();
    notice::disabled(app, caller.account, sealed).await
}

/// Removes an integration with all of its tokens. It is told so.
#[utoipa::path(delete, path = "/api/pipewright/v1/integrations/{client}", tag = "integrations", params(("client" = String, Path)),
    responses((status = 204), (status = 403, body = OwnFailure), (status = 404, body = OwnFailure)))]
pub async fn remove(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(client): Path<String>,
) -> Result<Response, ApiError> {
    require_admin_in_person(&caller)?;
    let client = client_of(&client)?;
    let write = move |tx: &Tx<'_>| {
        let sealed = found(tx, client)?;
        let was_installed = store::grants::is_installed(tx, client)?;
        store::integrations::remove(tx, client)?;
        Ok((sealed, was_installed))
    };
    let (sealed, was_installed) = app.store.write(caller.account, "remove integration", write).await?;
    end(&app, caller, &sealed, was_installed).await?;
    Ok(nothing())
}

/// Gives an integration another secret. The old one stops working at once.
#[utoipa::path(post, path = "/api/pipewright/v1/integrations/{client}/secret", tag = "integrations",
    params(("client" = String, Path)),
    responses((status = 200, body = IntegrationMade), (status = 403, body = OwnFailure), (status = 404, body = OwnFailure)))]
pub async fn rotate_secret(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(client): Path<String>,
) -> Result<Response, ApiError> {
    require_admin_in_person(&caller)?;
    let client = client_of(&client)?;
    let (client_secret, sealed) = new_secret(&app, client)?;
    let now = app.clock.now();
    let write = move |tx: &Tx<'_>| {
        store::integrations::save_secret(tx, client, &sealed, now)?;
        found(tx, client)
    };
    let saved = app.store.write(caller.account, "rotate secret", write).await?;
    Ok(json(StatusCode::OK, &IntegrationMade { integration: view(saved.integration), client_secret }))
}

/// A code without the authorization page: the administrator installs the integration here and hands the code over.
#[utoipa::path(post, path = "/api/pipewright/v1/integrations/{client}/code", tag = "integrations",
    params(("client" = String, Path)),
    responses((status = 201, body = CodeView), (status = 403, body = OwnFailure), (status = 404, body = OwnFailure),
        (status = 409, body = OwnFailure)))]
pub async fn create_code(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(client): Path<String>,
) -> Result<Response, ApiError> {
    require_admin_in_person(&caller)?;
    let client = client_of(&client)?;
    let sealed = app.store.read(caller.account, "integration", move |tx| found(tx, client)).await?;
    let Integration { card, is_enabled, .. } = sealed.integration;
    if !is_enabled {
        return Err(ApiError::Conflict("the integration is disabled".to_string()));
    }
    let redirect_uri = card.redirects.first().cloned().unwrap_or_default();
    let code = issue_code(&app, caller.account, caller.user, client, card.scopes, &redirect_uri).await?;
    Ok(json(StatusCode::CREATED, &CodeView { code, redirect_uri, expires_in: app.config.oauth.code }))
}

/// Lists what was allowed to integrations: administrators see all of it, others their own, an integration what was
/// allowed to it.
#[utoipa::path(get, path = "/api/pipewright/v1/grants", tag = "integrations", responses((status = 200, body = GrantsView)))]
pub async fn list_grants(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let read = |tx: &Tx<'_>| Ok((store::grants::list(tx, None, GRANTS_SHOWN_MAX)?, store::integrations::list(tx)?));
    let (grants, integrations) = app.store.read(caller.account, "grants", read).await?;
    let name = |client| {
        let of = integrations.iter().find(|sealed| sealed.integration.client == client);
        of.map(|sealed| sealed.integration.card.name.clone()).unwrap_or_default()
    };
    let shown = |grant: Grant| GrantView {
        client_id: grant.client.to_string(),
        integration: name(grant.client),
        user_id: grant.user.0,
        scopes: grant.scopes.words(),
        created_ms: grant.created_at.0,
        id: grant.id,
    };
    let grants = grants.into_iter().filter(|grant| is_theirs(&caller, grant)).map(shown).collect();
    Ok(json(StatusCode::OK, &GrantsView { grants }))
}

/// Takes back what was allowed. All tokens of the grant end; with the last grant the integration is told.
#[utoipa::path(delete, path = "/api/pipewright/v1/grants/{grant}", tag = "integrations", params(("grant" = String, Path)),
    responses((status = 204), (status = 404, body = OwnFailure)))]
pub async fn revoke_grant(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(grant): Path<String>,
) -> Result<Response, ApiError> {
    let now: Timestamp = app.clock.now();
    let write = move |tx: &Tx<'_>| {
        let of = store::grants::get(tx, &grant)?.filter(|grant| is_theirs(&caller, grant));
        let missing = || StoreError::missing("grant", &grant);
        let of = of.filter(|grant| grant.revoked_at.is_none()).ok_or_else(missing)?;
        store::grants::revoke(tx, &of.id, now)?;
        let was_last = !store::grants::is_installed(tx, of.client)?;
        Ok((found(tx, of.client)?, was_last))
    };
    let (sealed, was_last) = app.store.write(caller.account, "revoke grant", write).await?;
    app.callers.forget();
    if was_last {
        notice::disabled(&app, caller.account, &sealed).await?;
    }
    Ok(nothing())
}
