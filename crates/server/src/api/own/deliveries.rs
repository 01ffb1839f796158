//! Deliveries: every hook with its attempts, and the way to send one again.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::account::HookEncoding;
use domain::retry::RetryPolicy;
use domain::{JobId, LeadId, Problem, TriggerId};
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use store::attempts::Attempt;
use store::jobs::{Delivery, DeliveryFilter, JobState};
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::Words;
use crate::api::caller::Caller;
use crate::api::{Path, Query, id, json};
use crate::app::App;
use crate::engine::replay;
use crate::error::ApiError;
use crate::worker::deliver::delivery_id;

/// A delivery.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryView {
    /// Its number here.
    pub id: i64,
    /// What the receiver sees in the header `webhook-id`; a replay has that of its original.
    pub delivery_id: String,
    /// `widget_hook`, `trigger_webhook` or `account_webhook`.
    pub kind: &'static str,
    /// `pending`, `leased`, `delivered`, `dead` or `unknown`.
    pub state: &'static str,
    /// Where to.
    pub url: String,
    /// Whose lead.
    pub lead_id: i64,
    /// The event behind it.
    pub event_id: i64,
    /// The run behind it.
    pub run_id: i64,
    /// The trigger behind it.
    pub trigger_id: i64,
    /// `json` or `form`.
    pub encoding: &'static str,
    /// `vendor` or `once`.
    pub retry_policy: &'static str,
    /// Tries made so far.
    pub tries: u32,
    /// The delivery of the same lead and receiver that goes first.
    pub blocked_by: Option<i64>,
    /// The delivery that this one repeats.
    pub replay_of: Option<i64>,
    /// When it is or was due, in milliseconds since 1970.
    pub due_ms: i64,
    /// When it was decided.
    pub created_ms: i64,
    /// When it ended.
    pub finished_ms: Option<i64>,
    /// Status of the last answer.
    pub last_status: Option<u16>,
    /// What went wrong last.
    pub last_error: Option<String>,
}

/// A delivery in the words of the API.
pub fn view(instance: &str, delivery: Delivery) -> DeliveryView {
    DeliveryView {
        id: delivery.id.0,
        delivery_id: delivery_id(instance, delivery.replay_of.unwrap_or(delivery.id)),
        kind: delivery.kind.name(),
        state: delivery.state.name(),
        url: delivery.url,
        lead_id: delivery.lead.0,
        event_id: delivery.event.0,
        run_id: delivery.run.0,
        trigger_id: delivery.trigger.0,
        encoding: encoding_name(delivery.encoding),
        retry_policy: policy_name(delivery.retry),
        tries: delivery.tries,
        blocked_by: delivery.blocked_by.map(|job| job.0),
        replay_of: delivery.replay_of.map(|job| job.0),
        due_ms: delivery.due.0,
        created_ms: delivery.created_at.0,
        finished_ms: delivery.finished_at.map(|at| at.0),
        last_status: delivery.last_status,
        last_error: delivery.last_error,
    }
}

/// The word for an encoding.
pub fn encoding_name(encoding: HookEncoding) -> &'static str {
    if encoding == HookEncoding::Form { "form" } else { "json" }
}

/// The word for a policy.
pub fn policy_name(policy: RetryPolicy) -> &'static str {
    if policy == RetryPolicy::Once { "once" } else { "vendor" }
}

/// A list of deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveriesView {
    /// Newest first.
    pub deliveries: Vec<DeliveryView>,
    /// What to send as `before` for the next page.
    pub next: Option<String>,
}

/// Lists deliveries.
#[utoipa::path(get, path = "/api/pipewright/v1/deliveries", tag = "deliveries",
    params(("state" = Option<String>, Query, description = "one or several, with commas"), ("lead_id" = Option<i64>, Query),
        ("trigger_id" = Option<i64>, Query), ("before" = Option<i64>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = DeliveriesView), (status = 400, body = OwnFailure)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>, Query(query): Query) -> Result<Response, ApiError> {
    let words = Words::of(&query, &["state", "lead_id", "trigger_id", "before", "limit"])?;
    let filter = DeliveryFilter {
        states: states(words.text("state"))?,
        lead: words.int("lead_id")?.map(LeadId),
        trigger: words.int("trigger_id")?.map(TriggerId),
        run: None,
        before: words.int("before")?.map(JobId),
    };
    let limit = words.limit()?;
    let found = app.store.read(caller.account, "deliveries", move |tx| store::jobs::list(tx, &filter, limit)).await?;
    let next = found.last().filter(|_| found.len() == limit).map(|delivery| delivery.id.to_string());
    let deliveries = found.into_iter().map(|delivery| view(&app.instance, delivery)).collect();
    Ok(json(StatusCode::OK, &DeliveriesView { deliveries, next }))
}

fn states(text: Option<&str>) -> Result<Vec<JobState>, ApiError> {
    let names = text.into_iter().flat_map(|text| text.split(','));
    let state = |name: &str| {
        let known: Vec<&str> = JobState::ALL.iter().map(|state| state.name()).collect();
        let told = format!("`{name}` is not a state; known: {}", known.join(", "));
        JobState::from_name(name.trim())
            .ok_or_else(|| ApiError::Invalid(vec![Problem::new("state", "bad_choice", told)]))
    };
    names.map(state).collect()
}

/// A delivery with its body and attempts.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryDetails {
    /// The delivery.
    pub delivery: DeliveryView,
    /// The request as it goes out.
    pub request: RequestView,
    /// In order.
    pub attempts: Vec<AttemptView>,
}

/// The request of a delivery.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestView {
    /// Always POST.
    pub method: &'static str,
    /// Where to.
    pub url: String,
    /// Those that we set.
    #[schema(value_type = Object)]
    pub headers: serde_json::Value,
    /// As it goes out.
    pub body: String,
}

/// One try of a delivery.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptView {
    /// Counted from 1.
    pub n: u32,
    /// When it began, in milliseconds since 1970.
    pub started_ms: i64,
    /// How long it took, in microseconds.
    pub duration_us: i64,
    /// `answered`, `timed_out`, `dns`, `connect`, `tls`, `reset`, `protocol`, `forbidden` or `interrupted`.
    pub outcome: String,
    /// Status of the answer.
    pub status: Option<u16>,
    /// `json` or `form`.
    pub encoding: &'static str,
    /// What went wrong.
    pub error: Option<String>,
    /// Headers of the answer, one per line, capped.
    pub answer_headers: Option<String>,
    /// Beginning of the answer's body.
    pub answer: Option<String>,
    /// Whether the answer was longer than what was kept.
    pub is_answer_cut: bool,
}

fn attempt_view(attempt: Attempt) -> AttemptView {
    AttemptView {
        n: attempt.n,
        started_ms: attempt.started_at.0,
        duration_us: attempt.duration_us,
        outcome: attempt.outcome,
        status: attempt.status,
        encoding: encoding_name(attempt.encoding),
        error: attempt.error,
        answer_headers: attempt.answer_headers,
        answer: attempt.answer.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        is_answer_cut: attempt.is_answer_cut,
    }
}

/// Gets a delivery with its body and attempts.
#[utoipa::path(get, path = "/api/pipewright/v1/deliveries/{id}", tag = "deliveries", params(("id" = i64, Path)),
    responses((status = 200, body = DeliveryDetails), (status = 404, body = OwnFailure)))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(delivery): Path<String>,
) -> Result<Response, ApiError> {
    let job = JobId(id(&delivery)?);
    let read = move |tx: &Tx<'_>| {
        let delivery = store::jobs::get(tx, job)?.ok_or_else(|| StoreError::missing("delivery", job))?;
        Ok((delivery, store::attempts::of_job(tx, job)?))
    };
    let (delivery, attempts) = app.store.read(caller.account, "delivery", read).await?;
    Ok(json(StatusCode::OK, &details(&app.instance, delivery, attempts)))
}

fn details(instance: &str, delivery: Delivery, attempts: Vec<Attempt>) -> DeliveryDetails {
    let is_form = delivery.encoding == HookEncoding::Form;
    let body = if is_form { kommo::hook::to_form(&delivery.body).unwrap_or_default() } else { delivery.body.clone() };
    let url = delivery.url.clone();
    let delivery = view(instance, delivery);
    let headers = serde_json::json!({
        "content-type": if is_form { "application/x-www-form-urlencoded" } else { "application/json" },
        "webhook-id": delivery.delivery_id,
    });
    let request = RequestView { method: "POST", url, headers, body };
    DeliveryDetails { delivery, request, attempts: attempts.into_iter().map(attempt_view).collect() }
}

/// Sends a delivery once more, with the same id and body.
#[utoipa::path(post, path = "/api/pipewright/v1/deliveries/{id}/replay", tag = "deliveries", params(("id" = i64, Path)),
    responses((status = 202, body = DeliveryView), (status = 404, body = OwnFailure), (status = 409, body = OwnFailure)))]
pub async fn send_again(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(delivery): Path<String>,
) -> Result<Response, ApiError> {
    let (job, now, engine) = (JobId(id(&delivery)?), app.clock.now(), Arc::clone(&app.engine));
    let write = move |tx: &Tx<'_>| {
        let repeat = replay::replay(tx, &engine, job, now)?;
        store::jobs::get(tx, repeat)?.ok_or_else(|| StoreError::missing("delivery", repeat))
    };
    let repeat = app.store.write(caller.account, "replay", write).await?;
    Ok(json(StatusCode::ACCEPTED, &view(&app.instance, repeat)))
}
