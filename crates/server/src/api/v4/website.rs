//! Buttons on web pages and short addresses (`sources-api`, `short_links`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use domain::{AccountId, Timestamp, UserId};
use http::{HeaderValue, StatusCode, header};
use kommo::record::Fields;
use kommo::website::{TRUSTED_WEBSITES, WEBSITES_MAX};
use serde_json::{Value, json};
use store::records::{Kind, Record};
use store::{StoreError, Tx};

use super::groups::WEBSITE_BUTTONS;
use super::leads::split;
use super::records::{body_of, create_in};
use super::table::{Answers, Table};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, hal, id};
use crate::app::App;
use crate::error::ApiError;
use crate::secrets::random_token;

/// Bytes of chance in a short address.
const SECRET_BYTES: usize = 9;
/// The key under which a short address keeps where it leads.
const URL: &str = "url";

/// Adds the routes.
pub fn mount(table: Table) -> Table {
    let one = "/api/v4/website_buttons/{id}";
    table
        .row("POST", "/api/v4/website_buttons", "Makes a website button", Answers::Body(202), post(create))
        .row("PATCH", one, "Adds pages that may show a button", Answers::Body(200), patch(add_websites))
        .row("POST", &format!("{one}/online_chat"), "Adds the online chat", Answers::Body(202), post(online_chat))
        .row("POST", "/api/v4/short_links", "Makes short links", Answers::Body(200), post(shorten))
}

/// Where short addresses lead; anybody may follow one.
pub fn public(router: axum::Router<Arc<App>>) -> axum::Router<Arc<App>> {
    router.route("/s/{account}/{key}", get(follow))
}

async fn create(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let wish = kommo::website::parse_button(&body)?;
    let (fields, now) = (wish.fields(), app.clock.now());
    let make = move |tx: &Tx<'_>| create_in(tx, &WEBSITE_BUTTONS, 0, std::slice::from_ref(&fields), caller.user, now);
    let made = app.store.write(caller.account, "make button", make).await?;
    let made = made.first().map(|record| record.id);
    Ok(hal(StatusCode::ACCEPTED, &json!({ "source_id": made, TRUSTED_WEBSITES: wish.websites })))
}

fn find(tx: &Tx<'_>, button: i64) -> Result<(Record, Fields), StoreError> {
    let found = store::records::get(tx, Kind::WebsiteButton, button)?;
    let found = found.ok_or_else(|| StoreError::missing("website button", button))?;
    let fields = body_of(&found)?;
    Ok((found, fields))
}

async fn add_websites(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(button): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let button = id(&button)?;
    let added = kommo::website::parse_added(&body)?;
    let now = app.clock.now();
    let change = move |tx: &Tx<'_>| {
        let (found, mut fields) = find(tx, button)?;
        let mut websites: Vec<Value> =
            fields.get(TRUSTED_WEBSITES).and_then(Value::as_array).cloned().unwrap_or_default();
        if websites.is_empty() {
            let told = "Pages can be added only to a button that has one.";
            return Err(StoreError::invalid(domain::Problem::new(TRUSTED_WEBSITES, "NotSupportedChoice", told)));
        }
        for host in &added {
            if !websites.contains(&json!(host)) {
                websites.push(json!(host));
            }
        }
        if websites.len() > WEBSITES_MAX {
            let told = format!("A button has at most {WEBSITES_MAX} pages.");
            return Err(StoreError::invalid(domain::Problem::new(TRUSTED_WEBSITES, "TooMany", told)));
        }
        fields.insert(TRUSTED_WEBSITES.to_string(), Value::Array(websites));
        let record = Record { updated_by: caller.user, updated_at: now, ..WEBSITE_BUTTONS.fill(found, &fields) };
        store::records::save(tx, Kind::WebsiteButton, &record)?;
        Ok(record)
    };
    let changed = app.store.write(caller.account, "change button", change).await?;
    Ok(hal(StatusCode::OK, &WEBSITE_BUTTONS.write(caller, &changed, None, &base)?))
}

async fn online_chat(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(button): Path<String>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let button = id(&button)?;
    app.store.read(caller.account, "button", move |tx| find(tx, button).map(drop)).await?;
    Err(ApiError::NotImplemented("there is no online chat yet".to_string()))
}

async fn shorten(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (_, wishes) = split(kommo::website::parse_short_links(&body)?);
    let secret = |wish| Ok((random_token(SECRET_BYTES).map_err(|e| ApiError::Internal(e.to_string()))?, wish));
    let wishes = wishes.into_iter().map(secret).collect::<Result<Vec<_>, ApiError>>()?;
    let now = app.clock.now();
    let make = move |tx: &Tx<'_>| {
        let mut made = Vec::with_capacity(wishes.len());
        for (key, wish) in &wishes {
            // A contact that is not there is left out, as the page says.
            if store::contacts::get(tx, wish.contact)?.is_some() {
                store::records::insert(tx, Kind::ShortLink, &record(key, &wish.url, wish.contact.0, caller.user, now))?;
                made.push((key.clone(), wish.contact));
            }
        }
        Ok(made)
    };
    let made = app.store.write(caller.account, "short links", make).await?;
    let host = base.at("").this.href.replace("/api/v4/", "");
    let at = |key: &str| format!("{host}/s/{}/{key}", caller.account);
    let links = made.iter().map(|(key, contact)| kommo::website::short_link(&at(key), *contact, caller.account));
    let links: Vec<Value> = links.collect();
    Ok(hal(StatusCode::OK, &json!({ "_total_items": links.len(), "_embedded": { "short_links": links } })))
}

fn record(key: &str, url: &str, contact: i64, user: UserId, now: Timestamp) -> Record {
    Record {
        id: 0,
        owner: 0,
        key: Some(key.to_string()),
        name: String::new(),
        sort: 0,
        body: json!({ URL: url, "contact": contact }).to_string(),
        created_by: user,
        updated_by: user,
        created_at: now,
        updated_at: now,
    }
}

async fn follow(
    State(app): State<Arc<App>>,
    Path((account, key)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let account = AccountId(id(&account)?);
    let read = move |tx: &Tx<'_>| store::records::by_key(tx, Kind::ShortLink, 0, &key);
    let found = app.store.read(account, "short link", read).await?;
    let missing = || ApiError::NotFound("there is no such link".to_string());
    let fields = body_of(&found.ok_or_else(missing)?)?;
    let url = fields.get(URL).and_then(Value::as_str).unwrap_or_default();
    let url = HeaderValue::from_str(url).map_err(|_| missing())?;
    Ok((StatusCode::FOUND, [(header::LOCATION, url)]).into_response())
}
