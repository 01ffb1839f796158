//! The bin, and what the vendor's dialect cannot say about tags: deleting entities, taking them back, renaming tags.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::rights::Act;
use domain::tag::{COLORS, Tag, parse_name};
use domain::{Entity, EntityKind, Problem, TagId};
use http::StatusCode;
use serde::Serialize;
use store::{StoreError, Tx};
use utoipa::ToSchema;

use crate::api::caller::Caller;
use crate::api::input::Input;
use crate::api::{Json, Path, id, json, nothing};
use crate::app::App;
use crate::engine::bin;
use crate::engine::pen::Pen;
use crate::engine::rights::Gate;
use crate::error::ApiError;

fn kind(name: &str) -> Result<EntityKind, ApiError> {
    kommo::links::kind(name).ok_or_else(|| ApiError::NotFound(format!("there are no {name}")))
}

fn entity((name, of): &(String, String)) -> Result<Entity, ApiError> {
    Ok(Entity { kind: kind(name)?, id: id(of)? })
}

fn missing(entity: Entity, place: &str) -> ApiError {
    ApiError::NotFound(format!("there is no {} {} {place}", entity.kind.name(), entity.id))
}

/// Puts a lead, contact or company into the bin.
#[utoipa::path(delete, path = "/api/pipewright/v1/entities/{kind}/{id}", tag = "entities",
    params(("kind" = String, Path), ("id" = i64, Path)), responses((status = 204), (status = 404)))]
pub async fn delete(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(of): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let entity = entity(&of)?;
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let remove = move |tx: &Tx<'_>| {
        Gate::open(tx, caller.user)?.require(tx, entity, Act::Delete)?;
        bin::delete(&Pen::new(tx, &engine, now)?, entity, caller.hand())
    };
    match app.store.write(caller.account, "delete entity", remove).await? {
        true => Ok(nothing()),
        false => Err(missing(entity, "")),
    }
}

/// Takes a lead, contact or company out of the bin.
#[utoipa::path(post, path = "/api/pipewright/v1/entities/{kind}/{id}/restore", tag = "entities",
    params(("kind" = String, Path), ("id" = i64, Path)), responses((status = 204), (status = 404)))]
pub async fn restore(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(of): Path<(String, String)>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let entity = entity(&of)?;
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let bring = move |tx: &Tx<'_>| bin::restore(&Pen::new(tx, &engine, now)?, entity, caller.hand());
    match app.store.write(caller.account, "restore entity", bring).await? {
        true => Ok(nothing()),
        false => Err(missing(entity, "in the bin")),
    }
}

/// A tag.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagView {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Six hexadecimal digits, or none.
    pub color: Option<String>,
}

/// Gives a tag another name or colour.
#[utoipa::path(patch, path = "/api/pipewright/v1/tags/{kind}/{id}", tag = "entities",
    params(("kind" = String, Path), ("id" = i64, Path)), request_body = Object,
    responses((status = 200, body = TagView), (status = 400), (status = 404), (status = 409)))]
pub async fn change_tag(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(of): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let entity = entity(&of)?;
    let (name, color) = read_tag(&body)?;
    let change = move |tx: &Tx<'_>| {
        let Some(tag) = store::tags::by_ids(tx, entity.kind, &[TagId(entity.id)])?.pop() else { return Ok(None) };
        let tag = Tag { name: name.clone().unwrap_or(tag.name), color: color.clone().or(tag.color), ..tag };
        if store::tags::by_name(tx, entity.kind, &tag.name)?.is_some_and(|other| other.id != tag.id) {
            return Err(StoreError::Conflict(format!("the tag `{}` exists already", tag.name)));
        }
        store::tags::save(tx, entity.kind, &tag)?;
        Ok(Some(tag))
    };
    let changed = app.store.write(caller.account, "change tag", change).await?;
    let tag = changed.ok_or_else(|| ApiError::NotFound(format!("there is no tag {}", entity.id)))?;
    Ok(json(StatusCode::OK, &TagView { id: tag.id.0, name: tag.name, color: tag.color }))
}

/// Name and colour as they are to be kept.
fn read_tag(body: &serde_json::Value) -> Result<(Option<String>, Option<String>), ApiError> {
    let input = Input::of(body);
    let (name, color) = (input.text("name").map(str::to_string), input.text("color").map(str::to_string));
    input.finish(Some(()))?;
    let mut problems = Vec::new();
    let name = match name.map(|name| parse_name(&name)).transpose() {
        Ok(name) => name,
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let color = color.map(|color| color.to_uppercase());
    if color.as_ref().is_some_and(|color| !COLORS.contains(&color.as_str())) {
        problems.push(Problem::new("color", "unknown_choice", format!("a colour is one of {}", COLORS.join(", "))));
    }
    if problems.is_empty() { Ok((name, color)) } else { Err(ApiError::Invalid(problems)) }
}

/// Deletes a tag and takes it off everything.
#[utoipa::path(delete, path = "/api/pipewright/v1/tags/{kind}/{id}", tag = "entities",
    params(("kind" = String, Path), ("id" = i64, Path)), responses((status = 204), (status = 404)))]
pub async fn delete_tag(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(of): Path<(String, String)>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let entity = entity(&of)?;
    let remove = move |tx: &Tx<'_>| store::tags::delete(tx, entity.kind, TagId(entity.id));
    match app.store.write(caller.account, "delete tag", remove).await? {
        true => Ok(nothing()),
        false => Err(ApiError::NotFound(format!("there is no tag {}", entity.id))),
    }
}
