//! Triggers applied to the leads that already stand on their stages: begin, watch, stop.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::{BatchId, TriggerId};
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use store::batches::Batch;
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::Words;
use crate::api::caller::Caller;
use crate::api::{Path, Query, id, json};
use crate::app::App;
use crate::engine::batch;
use crate::error::ApiError;

/// A trigger that is applied to the leads that are there.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchView {
    /// Its id.
    pub id: i64,
    /// The trigger.
    pub trigger_id: i64,
    /// `running`, `done`, `cancelled` or `failed`.
    pub state: &'static str,
    /// Leads that stood there when it began.
    pub n_total: i64,
    /// Leads that are through.
    pub n_done: i64,
    /// Leads for which the trigger fired.
    pub n_fired: i64,
    /// Who asked for it.
    pub author: i64,
    /// When, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it ended.
    pub finished_ms: Option<i64>,
    /// Why it failed.
    pub error: Option<String>,
}

fn view(batch: Batch) -> BatchView {
    BatchView {
        id: batch.id.0,
        trigger_id: batch.trigger.0,
        state: batch.state.name(),
        n_total: batch.n_total,
        n_done: batch.n_done,
        n_fired: batch.n_fired,
        author: batch.author.0,
        created_ms: batch.created_at.0,
        finished_ms: batch.finished_at.map(|at| at.0),
        error: batch.error,
    }
}

/// A list of batches.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchesView {
    /// Newest first.
    pub batches: Vec<BatchView>,
    /// What to send as `before` for the next page.
    pub next: Option<String>,
}

/// Applies a trigger to the leads that already stand on its stages.
#[utoipa::path(post, path = "/api/pipewright/v1/triggers/{id}/apply", tag = "automation", params(("id" = i64, Path)),
    responses((status = 202, body = BatchView), (status = 400, body = OwnFailure), (status = 404, body = OwnFailure)))]
pub async fn apply(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(trigger): Path<String>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let (trigger, now, engine) = (TriggerId(id(&trigger)?), app.clock.now(), Arc::clone(&app.engine));
    let begin = move |tx: &Tx<'_>| batch::begin(tx, &engine, trigger, caller.user, now);
    Ok(json(StatusCode::ACCEPTED, &view(app.store.write(caller.account, "apply trigger", begin).await?)))
}

/// Lists batches.
#[utoipa::path(get, path = "/api/pipewright/v1/batches", tag = "automation",
    params(("before" = Option<i64>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = BatchesView), (status = 400, body = OwnFailure)))]
pub async fn list_batches(
    caller: Caller,
    State(app): State<Arc<App>>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let words = Words::of(&query, &["before", "limit"])?;
    let (before, limit) = (words.int("before")?.map(BatchId), words.limit()?);
    let batches = app.store.read(caller.account, "batches", move |tx| store::batches::list(tx, before, limit)).await?;
    let next = batches.last().filter(|_| batches.len() == limit).map(|batch| batch.id.to_string());
    Ok(json(StatusCode::OK, &BatchesView { batches: batches.into_iter().map(view).collect(), next }))
}

/// Gets a batch: how far it is.
#[utoipa::path(get, path = "/api/pipewright/v1/batches/{id}", tag = "automation", params(("id" = i64, Path)),
    responses((status = 200, body = BatchView), (status = 404, body = OwnFailure)))]
pub async fn get_batch(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(batch): Path<String>,
) -> Result<Response, ApiError> {
    let batch = BatchId(id(&batch)?);
    let read = move |tx: &Tx<'_>| store::batches::get(tx, batch)?.ok_or_else(|| StoreError::missing("batch", batch));
    Ok(json(StatusCode::OK, &view(app.store.read(caller.account, "batch", read).await?)))
}

/// Stops a batch where it is. What it has begun goes on.
#[utoipa::path(post, path = "/api/pipewright/v1/batches/{id}/cancel", tag = "automation", params(("id" = i64, Path)),
    responses((status = 200, body = BatchView), (status = 404, body = OwnFailure), (status = 409, body = OwnFailure)))]
pub async fn cancel_batch(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(batch): Path<String>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let (batch, now) = (BatchId(id(&batch)?), app.clock.now());
    let cancel = move |tx: &Tx<'_>| {
        let was_running = store::batches::cancel(tx, batch, now)?;
        let found = store::batches::get(tx, batch)?.ok_or_else(|| StoreError::missing("batch", batch))?;
        if was_running { Ok(found) } else { Err(StoreError::Conflict(format!("batch {batch} has ended already"))) }
    };
    Ok(json(StatusCode::OK, &view(app.store.write(caller.account, "cancel batch", cancel).await?)))
}
