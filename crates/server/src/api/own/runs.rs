//! Runs: the triggers that fired, waiting ones among them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::{LeadId, Problem, RunId, TriggerId};
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use store::jobs::actions::ActionJob;
use store::jobs::{DeliveryFilter, JobState};
use store::runs::{Run, RunFilter, RunState};
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::Words;
use super::deliveries::{DeliveryView, view as delivery_view};
use super::events::{EventView, view as event_view};
use crate::api::caller::Caller;
use crate::api::{Path, Query, id, json};
use crate::app::App;
use crate::engine::due::{Fate, carry_out};
use crate::error::ApiError;

/// A run.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunView {
    /// Its id.
    pub id: i64,
    /// The event that fired it.
    pub event_id: i64,
    /// The trigger.
    pub trigger_id: i64,
    /// The lead.
    pub lead_id: i64,
    /// Automation version under which it was decided.
    pub automation_version: i64,
    /// The code that its hook carries.
    pub code: &'static str,
    /// The direction, when the event was a movement.
    pub direction: Option<&'static str>,
    /// `waiting`, `acted` or `dropped`.
    pub state: &'static str,
    /// Why it was dropped.
    pub reason: Option<String>,
    /// When its action is due, in milliseconds since 1970.
    pub due_ms: i64,
    /// When it was decided.
    pub created_ms: i64,
    /// When it acted or was dropped.
    pub finished_ms: Option<i64>,
    /// The batch that started it, if no event did.
    pub batch_id: Option<i64>,
    /// What a built-in action came to: `task_id` or `note_id`, `warnings` with `code` and `placeholder`, or `error`.
    #[schema(value_type = Option<Object>)]
    pub outcome: Option<serde_json::Value>,
}

fn view(run: Run) -> RunView {
    RunView {
        id: run.id.0,
        event_id: run.event.0,
        trigger_id: run.trigger.0,
        lead_id: run.lead.0,
        automation_version: run.version,
        code: run.code.name(),
        direction: run.direction.map(|direction| direction.name()),
        state: run.state.name(),
        reason: if let RunState::Dropped(reason) = run.state { Some(reason) } else { None },
        due_ms: run.due.0,
        created_ms: run.created_at.0,
        finished_ms: run.finished_at.map(|at| at.0),
        batch_id: run.batch.map(|batch| batch.0),
        outcome: run.outcome.and_then(|outcome| serde_json::from_str(&outcome).ok()),
    }
}

/// A list of runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunsView {
    /// Newest first.
    pub runs: Vec<RunView>,
    /// What to send as `before` for the next page.
    pub next: Option<String>,
}

/// A run with all that belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunDetails {
    /// The run.
    pub run: RunView,
    /// The event that fired it.
    pub event: Option<EventView>,
    /// What it sent.
    pub deliveries: Vec<DeliveryView>,
    /// What it did here.
    pub actions: Vec<ActionJobView>,
}

/// A built-in action that a run called for.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionJobView {
    /// Its job.
    pub id: i64,
    /// The kind of action.
    pub kind: &'static str,
    /// `pending`, `done` or `dead`.
    pub state: &'static str,
    /// Why it could not be done.
    pub error: Option<String>,
    /// When it is or was due, in milliseconds since 1970.
    pub due_ms: i64,
    /// When it ended.
    pub finished_ms: Option<i64>,
}

fn action_view(job: ActionJob) -> ActionJobView {
    ActionJobView {
        id: job.id.0,
        kind: job.action.name(),
        state: match job.state {
            JobState::Pending | JobState::Leased => "pending",
            JobState::Delivered => "done",
            JobState::Dead | JobState::Unknown => "dead",
        },
        error: job.error,
        due_ms: job.due.0,
        finished_ms: job.finished_at.map(|at| at.0),
    }
}

/// Lists runs.
#[utoipa::path(get, path = "/api/pipewright/v1/runs", tag = "automation",
    params(("lead_id" = Option<i64>, Query), ("trigger_id" = Option<i64>, Query), ("state" = Option<String>, Query),
        ("before" = Option<i64>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = RunsView), (status = 400, body = OwnFailure)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>, Query(query): Query) -> Result<Response, ApiError> {
    let words = Words::of(&query, &["lead_id", "trigger_id", "state", "before", "limit"])?;
    let is_waiting = match words.text("state") {
        None => false,
        Some("waiting") => true,
        Some(_) => {
            let told = "runs can be asked for with state=waiting, or without a state";
            return Err(ApiError::Invalid(vec![Problem::new("state", "bad_choice", told)]));
        }
    };
    let filter = RunFilter {
        lead: words.int("lead_id")?.map(LeadId),
        trigger: words.int("trigger_id")?.map(TriggerId),
        is_waiting,
        before: words.int("before")?.map(RunId),
    };
    let limit = words.limit()?;
    let runs = app.store.read(caller.account, "runs", move |tx| store::runs::list(tx, &filter, limit)).await?;
    let next = runs.last().filter(|_| runs.len() == limit).map(|run| run.id.to_string());
    Ok(json(StatusCode::OK, &RunsView { runs: runs.into_iter().map(view).collect(), next }))
}

/// Gets a run with its event and deliveries.
#[utoipa::path(get, path = "/api/pipewright/v1/runs/{id}", tag = "automation", params(("id" = i64, Path)),
    responses((status = 200, body = RunDetails), (status = 404, body = OwnFailure)))]
pub async fn get(caller: Caller, State(app): State<Arc<App>>, Path(run): Path<String>) -> Result<Response, ApiError> {
    let run = RunId(id(&run)?);
    let read = move |tx: &Tx<'_>| {
        let found = store::runs::get(tx, run)?.ok_or_else(|| StoreError::missing("run", run))?;
        let event = store::events::get(tx, found.event)?;
        let filter = DeliveryFilter { run: Some(run), ..DeliveryFilter::default() };
        let actions = store::jobs::actions::of_run(tx, found.lead, run)?;
        Ok((found, event, store::jobs::list(tx, &filter, 100)?, actions))
    };
    let (run, event, deliveries, actions) = app.store.read(caller.account, "run", read).await?;
    let deliveries = deliveries.into_iter().map(|delivery| delivery_view(&app.instance, delivery)).collect();
    Ok(json(
        StatusCode::OK,
        &RunDetails {
            run: view(run),
            event: event.as_ref().map(event_view),
            deliveries,
            actions: actions.into_iter().map(action_view).collect(),
        },
    ))
}

/// Ends a waiting run without acting.
#[utoipa::path(post, path = "/api/pipewright/v1/runs/{id}/cancel", tag = "automation", params(("id" = i64, Path)),
    responses((status = 200, body = RunView), (status = 409, body = OwnFailure)))]
pub async fn cancel(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(run): Path<String>,
) -> Result<Response, ApiError> {
    let (run, now) = (RunId(id(&run)?), app.clock.now());
    let end = move |tx: &Tx<'_>| {
        let was_waiting = store::runs::drop_waiting(tx, run, "cancelled", now)?;
        let found = store::runs::get(tx, run)?.ok_or_else(|| StoreError::missing("run", run))?;
        if was_waiting { Ok(found) } else { Err(StoreError::Conflict(format!("run {run} does not wait any more"))) }
    };
    Ok(json(StatusCode::OK, &view(app.store.write(caller.account, "cancel run", end).await?)))
}

/// Carries a waiting run out before its time; its conditions are weighed again all the same.
#[utoipa::path(post, path = "/api/pipewright/v1/runs/{id}/now", tag = "automation", params(("id" = i64, Path)),
    responses((status = 200, body = RunView), (status = 409, body = OwnFailure)))]
pub async fn run_now(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(run): Path<String>,
) -> Result<Response, ApiError> {
    let (run, now, engine) = (RunId(id(&run)?), app.clock.now(), Arc::clone(&app.engine));
    let carry = move |tx: &Tx<'_>| {
        store::runs::get(tx, run)?.ok_or_else(|| StoreError::missing("run", run))?;
        if carry_out(tx, &engine, run, true, now)? == Fate::Gone {
            return Err(StoreError::Conflict(format!("run {run} does not wait any more")));
        }
        store::runs::get(tx, run)?.ok_or_else(|| StoreError::missing("run", run))
    };
    Ok(json(StatusCode::OK, &view(app.store.write(caller.account, "run now", carry).await?)))
}
