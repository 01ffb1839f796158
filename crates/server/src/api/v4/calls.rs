//! `/api/v4/calls` (`calls-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use kommo::call::{Calls, LostCalls};
use store::Tx;

use super::leads::split;
use crate::api::caller::Caller;
use crate::api::{Address, Json, hal};
use crate::app::App;
use crate::engine::calls;
use crate::engine::pen::Pen;
use crate::engine::rights::Gate;
use crate::error::ApiError;

/// Tells calls, at most 250. Those whose number nobody has are told back; when that is all of them, it is a failure.
#[utoipa::path(post, path = "/api/v4/calls", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = Calls, content_type = "application/hal+json"),
        (status = 400, body = LostCalls, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, told) = split(kommo::call::parse_create(&body)?);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let keep = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        let kept = calls::keep_calls(&Pen::new(tx, &engine, now)?, &told, caller.hand())?;
        gate.may_edit_all(tx, kept.iter().flatten().map(|note| note.entity), "phone")?;
        Ok(kept)
    };
    let kept = app.store.write(caller.account, "keep calls", keep).await;
    let kept = kept.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let (mut found, mut lost) = (Vec::new(), Vec::new());
    for (note, request_id) in kept.into_iter().zip(request_ids) {
        match note {
            Some(note) => found.push((note.entity, note.id, request_id)),
            None => lost.push(request_id),
        }
    }
    match found.is_empty() {
        true => Err(ApiError::NobodyCalled(lost)),
        false => Ok(hal(StatusCode::OK, &kommo::call::calls(caller.account, found, lost, &base))),
    }
}
