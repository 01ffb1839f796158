//! The dictionaries of tags (`tags-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use domain::EntityKind;
use http::StatusCode;
use kommo::hal::Base;
use kommo::tag::TagQuery;
use store::Tx;
use store::tags::TagFilter;

use super::leads::split;
use super::table::{Answers, Table};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Query, hal, nothing};
use crate::app::App;
use crate::error::ApiError;

/// Adds the routes of all kinds of entities.
pub fn routes(table: Table) -> Table {
    EntityKind::ALL.into_iter().fold(table, |table, kind| {
        let path = format!("/api/v4/{}/tags", kommo::links::name(kind));
        table
            .row("GET", &path, "Lists tags", Answers::Body(200), get(
                move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, Query(query): Query| async move {
                    list(kind, &caller, &app, &base, &query).await
                },
            ))
            .row("POST", &path, "Makes tags", Answers::Body(200), post(
                move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, Json(body): Json| async move {
                    create(kind, &caller, &app, &base, &body).await
                },
            ))
    })
}

async fn list(
    kind: EntityKind,
    caller: &Caller,
    app: &Arc<App>,
    base: &Base,
    query: &str,
) -> Result<Response, ApiError> {
    let asked = TagQuery::parse(query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let (Some(ids), Some(names)) = (super::any(asked.ids), super::any(asked.names)) else { return Ok(nothing()) };
    let filter = TagFilter { ids, names, text: asked.text };
    let (limit, offset) = (asked.paging.limit as usize, asked.paging.offset() as usize);
    let read = move |tx: &Tx<'_>| store::tags::list(tx, kind, &filter, limit + 1, offset);
    let mut tags = app.store.read(caller.account, "list tags", read).await?;
    if tags.is_empty() {
        return Ok(nothing());
    }
    let has_more = tags.len() > limit;
    tags.truncate(limit);
    Ok(hal(StatusCode::OK, &kommo::tag::list(kind, &tags, &asked.paging, has_more, base)))
}

async fn create(
    kind: EntityKind,
    caller: &Caller,
    app: &Arc<App>,
    base: &Base,
    body: &serde_json::Value,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::tag::parse_create(kind, body)?);
    let make = move |tx: &Tx<'_>| {
        crate::engine::each(&wishes, |new| Ok(store::tags::ensure(tx, kind, &new.name, new.color.as_deref())?.0))
    };
    let made = app.store.write(caller.account, "create tags", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let with_ids: Vec<_> = made.into_iter().zip(request_ids).collect();
    Ok(hal(StatusCode::OK, &kommo::tag::created(kind, &with_ids, base)))
}
