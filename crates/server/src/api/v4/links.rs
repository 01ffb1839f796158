//! Links between leads, contacts and companies (`entity-links-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::{Entity, EntityKind};
use http::StatusCode;
use kommo::body::Item;
use kommo::hal::Counted;
use kommo::links::{LinkList, LinkWish, LinksQuery, linked, of_many, of_one, parse_many, parse_one};
use store::{StoreError, Tx};

use super::leads::split;
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::links;
use crate::engine::pen::Pen;
use crate::error::ApiError;

/// Entities whose links one list shows.
const FROM_MAX: usize = 250;

fn kind(name: &str) -> Result<EntityKind, ApiError> {
    let known = kommo::links::kind(name).filter(|kind| *kind != EntityKind::Customer);
    known.ok_or_else(|| ApiError::NotFound(format!("links of {name} are not available yet")))
}

fn entity((name, of): &(String, String)) -> Result<Entity, ApiError> {
    Ok(Entity { kind: kind(name)?, id: id(of)? })
}

/// Lists the links of a lead, contact or company.
#[utoipa::path(get, path = "/api/v4/{entity}/{id}/links", tag = "v4", params(("entity" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = Counted<LinkList>, content_type = "application/hal+json"), (status = 204)))]
pub async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(from): Path<(String, String)>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let from = entity(&from)?;
    let asked = LinksQuery::parse(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let found = app.store.read(caller.account, "links", move |tx| links::of(tx, from)).await?;
    let found: Vec<&LinkWish> = found.iter().filter(|link| asked.matches(link)).collect();
    if found.is_empty() { Ok(nothing()) } else { Ok(hal(StatusCode::OK, &of_one(from, found, &base))) }
}

/// Lists the links of several entities of a kind; `filter[entity_id]` says of which.
#[utoipa::path(get, path = "/api/v4/{entity}/links", tag = "v4", params(("entity" = String, Path)),
    responses((status = 200, body = Counted<LinkList>, content_type = "application/hal+json"), (status = 204)))]
pub async fn list_many(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(from): Path<String>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let kind = kind(&from)?;
    let asked = LinksQuery::parse(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let ids = asked.from.clone().unwrap_or_default();
    if ids.is_empty() || ids.len() > FROM_MAX {
        let told = format!("filter[entity_id] names 1 to {FROM_MAX} entities");
        return Err(ApiError::Malformed(told));
    }
    let read = move |tx: &Tx<'_>| {
        let all = ids.iter().map(|id| links::of(tx, Entity { kind, id: *id })).collect::<Result<Vec<_>, StoreError>>();
        Ok(all?.concat())
    };
    let found = app.store.read(caller.account, "links of many", read).await?;
    let found: Vec<&LinkWish> = found.iter().filter(|link| asked.matches(link)).collect();
    if found.is_empty() { Ok(nothing()) } else { Ok(hal(StatusCode::OK, &of_many(kind, found, &base))) }
}

/// Links an entity with others.
#[utoipa::path(post, path = "/api/v4/{entity}/{id}/link", tag = "v4", params(("entity" = String, Path), ("id" = i64, Path)),
    request_body = Vec<Object>, responses((status = 200, body = Counted<LinkList>, content_type = "application/hal+json")))]
pub async fn link(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(from): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let from = entity(&from)?;
    let made = make(&app, caller, parse_one(from, &body)?).await?;
    Ok(hal(StatusCode::OK, &linked(from.kind, Some(from.id), &made, &base)))
}

/// Links several entities of a kind with others.
#[utoipa::path(post, path = "/api/v4/{entity}/link", tag = "v4", params(("entity" = String, Path)),
    request_body = Vec<Object>, responses((status = 200, body = Counted<LinkList>, content_type = "application/hal+json")))]
pub async fn link_many(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(from): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let kind = kind(&from)?;
    let made = make(&app, caller, parse_many(kind, &body)?).await?;
    Ok(hal(StatusCode::OK, &linked(kind, None, &made, &base)))
}

async fn make(app: &Arc<App>, caller: Caller, items: Vec<Item<LinkWish>>) -> Result<Vec<LinkWish>, ApiError> {
    let (request_ids, wishes) = split(items);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| links::link(&Pen::new(tx, &engine, now)?, &wishes, caller.hand());
    let made = app.store.write(caller.account, "link", make).await;
    made.map_err(|error| ApiError::of_items(error, &request_ids))
}

/// Takes links away; one that does not exist is no error.
#[utoipa::path(post, path = "/api/v4/{entity}/{id}/unlink", tag = "v4", params(("entity" = String, Path), ("id" = i64, Path)),
    request_body = Vec<Object>, responses((status = 204)))]
pub async fn unlink(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(from): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    unmake(&app, caller, parse_one(entity(&from)?, &body)?).await
}

/// Takes links of several entities of a kind away.
#[utoipa::path(post, path = "/api/v4/{entity}/unlink", tag = "v4", params(("entity" = String, Path)),
    request_body = Vec<Object>, responses((status = 204)))]
pub async fn unlink_many(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(from): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    unmake(&app, caller, parse_many(kind(&from)?, &body)?).await
}

async fn unmake(app: &Arc<App>, caller: Caller, items: Vec<Item<LinkWish>>) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(items);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let unmake = move |tx: &Tx<'_>| links::unlink(&Pen::new(tx, &engine, now)?, &wishes, caller.hand());
    let unmade = app.store.write(caller.account, "unlink", unmake).await;
    unmade.map_err(|error| ApiError::of_items(error, &request_ids))?;
    Ok(nothing())
}
