//! For operators: is the process alive, is it ready, which version is it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde_json::json as value;
use store::across::{self, EVERYONE};

use crate::api::json;
use crate::app::App;

/// A worker that has not come round for so long is stuck.
const WORKER_SILENCE_MAX: Duration = Duration::from_secs(10);
/// A due delivery that nobody has attempted for so long means that nothing is being delivered.
const OVERDUE_MS_MAX: i64 = 60_000;

/// The process is alive.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200)))]
pub async fn health() -> Response {
    json(StatusCode::OK, &value!({ "status": "ok" }))
}

/// The database answers, the worker works, and what is due is being delivered.
#[utoipa::path(get, path = "/readyz", tag = "operations", responses((status = 200), (status = 503)))]
pub async fn ready(State(app): State<Arc<App>>) -> Response {
    let now = app.clock.now();
    let oldest = app.store.read(EVERYONE, "oldest due", move |tx| across::oldest_due(tx, now)).await;
    let silence = app.worker.read().await.as_ref().map(|worker| worker.silence());
    let overdue_ms = oldest.as_ref().ok().copied().flatten().map_or(0, |due| now.since(due));
    let database = oldest.is_ok();
    let worker = silence.is_some_and(|silence| silence < WORKER_SILENCE_MAX);
    let deliveries = overdue_ms < OVERDUE_MS_MAX;
    let is_ready = database && worker && deliveries;
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let parts = value!({
        "status": if is_ready { "ready" } else { "not_ready" },
        "database": database,
        "worker": worker,
        "deliveries": deliveries,
        "oldest_due_delivery_seconds": overdue_ms / 1000,
        "jobs_in_memory": app.engine.permits.n_held(),
    });
    json(status, &parts)
}

/// Which version this is.
#[utoipa::path(get, path = "/version", tag = "operations", responses((status = 200)))]
pub async fn version() -> Response {
    json(StatusCode::OK, &value!({ "name": "pipewright", "version": env!("CARGO_PKG_VERSION") }))
}
