//! Bots (`launch-salesbot`): calls are checked, then refused: nothing runs bots yet, and a 202 would promise it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};

use super::table::{Answers, Table};
use crate::api::caller::Caller;
use crate::api::{Json, Path, id, nothing};
use crate::app::App;
use crate::error::ApiError;

/// Adds the routes.
pub fn mount(table: Table) -> Table {
    let refused = Answers::Empty(501);
    table
        .row("GET", "/api/v4/bots", "Lists bots: there are none yet", Answers::Empty(204), get(none))
        .row("GET", "/api/v4/bots/{id}", "Gets a bot: there are none yet", Answers::Empty(204), get(none))
        .row("POST", "/api/v4/bots/run", "Checks a start of bots", refused, post(run_many))
        .row("POST", "/api/v4/bots/{id}/run", "Checks a start of a bot", refused, post(run_one))
        .row("POST", "/api/v4/bots/{id}/stop", "Checks a stop of a bot", refused, post(run_one))
        .row("POST", "/api/v2/salesbot/run", "Checks a start of bots", refused, post(run_many))
}

fn refused() -> ApiError {
    ApiError::NotImplemented("bots cannot be run yet".to_string())
}

async fn none(_: Caller, State(_): State<Arc<App>>) -> Response {
    nothing()
}

async fn run_many(_: Caller, State(_): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    kommo::bot::parse_many(&body)?;
    Err(refused())
}

async fn run_one(
    _: Caller,
    State(_): State<Arc<App>>,
    Path(bot): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    kommo::bot::parse_one(id(&bot)?, &body)?;
    Err(refused())
}
