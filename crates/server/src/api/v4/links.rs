//! Links between leads, contacts and companies (`entity-links-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use domain::rights::Act;
use domain::{Entity, EntityKind};
use http::StatusCode;
use kommo::body::Item;
use kommo::hal::{Base, Counted};
use kommo::links::{LinkList, LinkWish, LinksQuery, linked, of_many, of_one, parse_many, parse_one};
use store::{StoreError, Tx};

use super::leads::split;
use super::table::{Answers, Table};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::links;
use crate::engine::pen::Pen;
use crate::engine::rights::Gate;
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

/// Adds the routes that name a kind alone. They stand in the table one by one: `/leads/links` would otherwise be taken
/// for the lead `links`.
pub fn routes(table: Table) -> Table {
    [EntityKind::Lead, EntityKind::Contact, EntityKind::Company].into_iter().fold(table, |table, kind| {
        let at = |word: &str| format!("/api/v4/{}/{word}", kommo::links::name(kind));
        table
            .row(
                "GET",
                &at("links"),
                "Lists the links of several entities",
                Answers::Body(200),
                get(move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, Query(query): Query| {
                    async move { list_many(kind, caller, app, base, &query).await }
                }),
            )
            .row(
                "POST",
                &at("link"),
                "Links several entities with others",
                Answers::Body(200),
                post(move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, Json(body): Json| {
                    async move {
                        let made = make(&app, caller, parse_many(kind, &body)?).await?;
                        Ok::<_, ApiError>(hal(StatusCode::OK, &linked(kind, None, &made, &base)))
                    }
                }),
            )
            .row(
                "POST",
                &at("unlink"),
                "Takes links of several entities away",
                Answers::Empty(204),
                post(move |caller: Caller, State(app): State<Arc<App>>, Json(body): Json| async move {
                    unmake(&app, caller, parse_many(kind, &body)?).await
                }),
            )
    })
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
    let found = app.store.read(caller.account, "links", move |tx| seen(tx, caller, &[from])).await?;
    let found: Vec<&LinkWish> = found.iter().filter(|link| asked.matches(link)).collect();
    if found.is_empty() { Ok(nothing()) } else { Ok(hal(StatusCode::OK, &of_one(from, found, &base))) }
}

/// Lists the links of several entities of a kind; `filter[entity_id]` says of which.
async fn list_many(
    kind: EntityKind,
    caller: Caller,
    app: Arc<App>,
    base: Base,
    query: &str,
) -> Result<Response, ApiError> {
    let asked = LinksQuery::parse(query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let ids = asked.from.clone().unwrap_or_default();
    if ids.is_empty() || ids.len() > FROM_MAX {
        let told = format!("filter[entity_id] names 1 to {FROM_MAX} entities");
        return Err(ApiError::Malformed(told));
    }
    let read = move |tx: &Tx<'_>| {
        let from: Vec<Entity> = ids.iter().map(|id| Entity { kind, id: *id }).collect();
        seen(tx, caller, &from)
    };
    let found = app.store.read(caller.account, "links of many", read).await?;
    let found: Vec<&LinkWish> = found.iter().filter(|link| asked.matches(link)).collect();
    if found.is_empty() { Ok(nothing()) } else { Ok(hal(StatusCode::OK, &of_many(kind, found, &base))) }
}

/// The links of these entities of which the caller sees both ends.
fn seen(tx: &Tx<'_>, caller: Caller, from: &[Entity]) -> Result<Vec<LinkWish>, StoreError> {
    let gate = Gate::open(tx, caller.user)?;
    let mut seen = Vec::new();
    for entity in from {
        for link in links::of(tx, *entity)? {
            if gate.may(tx, link.from, Act::View)? && gate.may(tx, link.to, Act::View)? {
                seen.push(link);
            }
        }
    }
    Ok(seen)
}

/// Whoever links changes the one and must see the other.
fn allow(tx: &Tx<'_>, caller: Caller, wishes: &[LinkWish]) -> Result<(), StoreError> {
    let gate = Gate::open(tx, caller.user)?;
    gate.may_edit_all(tx, wishes.iter().map(|wish| wish.from), "entity_id")?;
    gate.may_see_all(tx, wishes.iter().map(|wish| wish.to), "to_entity_id")
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

async fn make(app: &Arc<App>, caller: Caller, items: Vec<Item<LinkWish>>) -> Result<Vec<LinkWish>, ApiError> {
    let (request_ids, wishes) = split(items);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| {
        allow(tx, caller, &wishes)?;
        links::link(&Pen::new(tx, &engine, now)?, &wishes, caller.hand())
    };
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

async fn unmake(app: &Arc<App>, caller: Caller, items: Vec<Item<LinkWish>>) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(items);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let unmake = move |tx: &Tx<'_>| {
        allow(tx, caller, &wishes)?;
        links::unlink(&Pen::new(tx, &engine, now)?, &wishes, caller.hand())
    };
    let unmade = app.store.write(caller.account, "unlink", unmake).await;
    unmade.map_err(|error| ApiError::of_items(error, &request_ids))?;
    Ok(nothing())
}
