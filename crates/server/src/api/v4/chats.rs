//! Which chat is whose, and conversations (`contacts-api`, `talks-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::{ContactId, Problem};
use http::StatusCode;
use kommo::chat::{ChatLink, IS_IN_WORK, Talk};
use serde_json::json;
use store::records::{Kind, Record, RecordFilter};
use store::{StoreError, Tx};

use super::leads::split;
use super::records::body_of;
use super::table::{Answers, Table};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::error::ApiError;

/// Links that one list shows.
const LINKS_MAX: usize = 1_000;

/// Adds the routes.
pub fn mount(table: Table) -> Table {
    let body = Answers::Body(200);
    table
        .row("GET", "/api/v4/contacts/chats", "Lists chats of contacts", body, get(list_links))
        .row("POST", "/api/v4/contacts/chats", "Gives chats to contacts", body, post(link))
        .row("GET", "/api/v4/talks/{id}", "Gets a talk", body, get(get_talk))
        .row("POST", "/api/v4/talks/{id}/close", "Closes a talk", Answers::Empty(202), post(close_talk))
}

async fn list_links(caller: Caller, State(app): State<Arc<App>>, Query(query): Query) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let refused = |problem: Problem| ApiError::Malformed(problem.detail);
    let asked = kommo::php::decode(&query).map_err(refused)?;
    let kommo::chat::LinksQuery { contacts, chats } = kommo::chat::asked_for(&asked).map_err(refused)?;
    if contacts.is_none() && chats.is_none() {
        return Err(ApiError::Malformed("name contacts with `contact_id` or chats with `chat_id`".to_string()));
    }
    let (Some(owners), Some(keys)) = (super::any(contacts), super::any(chats)) else { return Ok(nothing()) };
    let filter = RecordFilter { owners, keys, ..RecordFilter::default() };
    let read = move |tx: &Tx<'_>| store::records::list(tx, Kind::ChatLink, &filter, LINKS_MAX, 0);
    let found = app.store.read(caller.account, "chats", read).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let view = |record: &Record| {
        let chat = record.key.clone().unwrap_or_default();
        (record.id, ChatLink { contact: ContactId(record.owner), chat }, None)
    };
    Ok(hal(StatusCode::OK, &kommo::chat::links(&found.iter().map(view).collect::<Vec<_>>())))
}

async fn link(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let (request_ids, wishes) = split(kommo::chat::parse_links(&body)?);
    let now = app.clock.now();
    let make = move |tx: &Tx<'_>| {
        let mut made = Vec::with_capacity(wishes.len());
        let mut problems = Vec::new();
        for (item, wish) in wishes.iter().enumerate() {
            if store::contacts::get(tx, wish.contact)?.is_none() {
                problems.push((item, kommo::body::not_a_choice("contact_id")));
                continue;
            }
            // A chat has one contact: whoever had it before has it no more.
            let same = RecordFilter { keys: vec![wish.chat.clone()], ..RecordFilter::default() };
            for before in store::records::list(tx, Kind::ChatLink, &same, LINKS_MAX, 0)? {
                store::records::delete(tx, Kind::ChatLink, before.id, now)?;
            }
            let record = Record {
                id: 0,
                owner: wish.contact.0,
                key: Some(wish.chat.clone()),
                name: String::new(),
                sort: 0,
                body: "{}".to_string(),
                created_by: caller.user,
                updated_by: caller.user,
                created_at: now,
                updated_at: now,
            };
            made.push((store::records::insert(tx, Kind::ChatLink, &record)?.id, wish.clone()));
        }
        if problems.is_empty() { Ok(made) } else { Err(StoreError::Invalid(problems)) }
    };
    let made = app.store.write(caller.account, "link chats", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let named = made.into_iter().zip(request_ids).map(|((id, link), request_id)| (id, link, Some(request_id)));
    Ok(hal(StatusCode::OK, &kommo::chat::links(&named.collect::<Vec<_>>())))
}

async fn get_talk(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(talk): Path<String>,
) -> Result<Response, ApiError> {
    let talk = id(&talk)?;
    let found = app.store.read(caller.account, "talk", move |tx| store::records::get(tx, Kind::Talk, talk)).await?;
    let found = found.ok_or_else(|| ApiError::NotFound(format!("Talk {talk} does not exist")))?;
    let fields = body_of(&found)?;
    let chat = found.key.as_deref().unwrap_or_default();
    let (created_at, updated_at) = (found.created_at, found.updated_at);
    let view = Talk { id: found.id, chat, fields: &fields, created_at, updated_at };
    Ok(hal(StatusCode::OK, &kommo::chat::talk(&view, caller.account, &base)))
}

async fn close_talk(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(talk): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let talk = id(&talk)?;
    // Nobody is asked how it was, so both ways of closing are the same here.
    kommo::chat::parse_close(&body)?;
    let now = app.clock.now();
    let close = move |tx: &Tx<'_>| {
        let found = store::records::get(tx, Kind::Talk, talk)?.ok_or_else(|| StoreError::missing("talk", talk))?;
        let mut fields = body_of(&found)?;
        if fields.get(IS_IN_WORK) != Some(&json!(true)) {
            return Ok(false);
        }
        fields.insert(IS_IN_WORK.to_string(), json!(false));
        let body = serde_json::Value::Object(fields).to_string();
        store::records::save(tx, Kind::Talk, &Record { body, updated_by: caller.user, updated_at: now, ..found })?;
        Ok(true)
    };
    match app.store.write(caller.account, "close talk", close).await? {
        true => Ok(StatusCode::ACCEPTED.into_response()),
        false => Err(ApiError::Unprocessable("The talk is closed already".to_string())),
    }
}
