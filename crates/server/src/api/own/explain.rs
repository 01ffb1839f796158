//! "Would it fire on this event, and why not?"

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::decide::Reason;
use domain::{EventId, LeadId, TriggerId};
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use utoipa::ToSchema;

use super::events::{EventView, FiredView, read_code, view as event_view};
use super::place;
use crate::api::caller::Caller;
use crate::api::input::Input;
use crate::api::{Json, json};
use crate::app::App;
use crate::engine::explain::{self, Answer, Question};
use crate::error::ApiError;

/// The answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainView {
    /// The event that was weighed; id 0 when it was only imagined.
    pub event: EventView,
    /// One for each trigger that was asked about.
    pub triggers: Vec<AnswerView>,
}

/// The answer for one trigger.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerView {
    /// Which one.
    pub trigger_id: i64,
    /// What people call it.
    pub name: String,
    /// Whether it fires.
    pub fires: bool,
    /// What would happen.
    pub firing: Option<FiredView>,
    /// Stable word for why it does not fire.
    pub reason: Option<&'static str>,
    /// The same for people.
    pub detail: String,
    /// Every filter with its outcome.
    pub filters: Vec<FilterView>,
    /// What was written down when a past event happened.
    pub recorded_reason: Option<String>,
}

/// One filter.
#[derive(Debug, Serialize, ToSchema)]
pub struct FilterView {
    /// Its name.
    pub name: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// The lead's value where it does not.
    pub value: Option<String>,
}

/// Body of a question: either `event_id`, or `lead_id` with `event` and optionally `from` and `to`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct ExplainBody {
    event_id: Option<i64>,
    lead_id: Option<i64>,
    event: Option<String>,
    from: Option<super::triggers::PlaceBody>,
    to: Option<super::triggers::PlaceBody>,
    trigger_id: Option<i64>,
}

/// Explains an event, imagined or past, for one trigger or for all.
#[utoipa::path(post, path = "/api/pipewright/v1/explain", tag = "automation", request_body = ExplainBody,
    responses((status = 200, body = ExplainView), (status = 400, body = OwnFailure), (status = 404, body = OwnFailure)))]
pub async fn create(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    let (question, trigger) = read(&body)?;
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let answer = move |tx: &store::Tx<'_>| {
        let (event, answers) = explain::answer(tx, &engine, question, trigger, now)?;
        crate::engine::rights::Gate::open(tx, caller.user)?.require(tx, event.entity, domain::rights::Act::View)?;
        Ok((event, answers))
    };
    let (event, answers) = app.store.read(caller.account, "explain", answer).await?;
    let view = ExplainView { event: event_view(&event), triggers: answers.into_iter().map(answer_view).collect() };
    Ok(json(StatusCode::OK, &view))
}

fn read(body: &serde_json::Value) -> Result<(Question, Option<TriggerId>), ApiError> {
    let input = Input::of(body);
    let trigger = input.int("trigger_id").map(TriggerId);
    let at = |key| {
        input.object(key).and_then(|object| {
            let place = place(&object);
            object.close();
            place
        })
    };
    let (from, to) = (at("from"), at("to"));
    let question = match input.int("event_id") {
        Some(event) => {
            if input.has("lead_id") || input.has("event") {
                input.problem("event_id", "ambiguous", "ask about a past event or an imagined one, not both");
            }
            Some(Question::Past(EventId(event)))
        }
        None => {
            let lead = input.require("lead_id", input.int("lead_id")).map(LeadId);
            let code = read_code(&input);
            lead.zip(code).map(|(lead, code)| Question::Imagined { lead, code, from, to })
        }
    };
    input.finish(question.map(|question| (question, trigger)))
}

fn answer_view(answer: Answer) -> AnswerView {
    let Answer { trigger, explanation, recorded } = answer;
    let filters = explanation.filters.into_iter().map(|f| FilterView { name: f.name, holds: f.holds, value: f.value });
    let (firing, reason, detail) = match explanation.verdict {
        Ok(firing) => {
            let fired = FiredView {
                trigger_id: firing.trigger.0,
                code: firing.code.name(),
                direction: firing.direction.map(|direction| direction.name()),
                due_ms: firing.due.0,
            };
            let detail = if firing.waits { "it fires and waits for its time" } else { "it fires at once" };
            (Some(fired), None, detail.to_string())
        }
        Err(reason) => (None, Some(reason.code()), sentence(&reason)),
    };
    AnswerView {
        trigger_id: trigger.id.0,
        name: trigger.name,
        fires: firing.is_some(),
        firing,
        reason,
        detail,
        filters: filters.collect(),
        recorded_reason: recorded.map(|recorded| recorded.reason),
    }
}

/// A reason for people, in English.
pub fn sentence(reason: &Reason) -> String {
    use domain::direction::Deaf;
    match reason {
        Reason::Disabled => "the trigger is switched off".to_string(),
        Reason::Deaf(Deaf::OtherEvent) => "the trigger waits for another kind of event".to_string(),
        Reason::Deaf(Deaf::OutsideArea) => "the lead is not in a stage of the trigger".to_string(),
        Reason::Deaf(Deaf::MovedInside) => {
            "the lead moved between two stages of the trigger, which only widgets with action_multiple hear".to_string()
        }
        Reason::Deaf(Deaf::LeftArea) => {
            "the lead left the stages of the trigger, which only widgets with action_multiple hear".to_string()
        }
        Reason::Filter { index, name, value } => {
            format!("filter {} ({name}) does not hold: the lead has {value}", index + 1)
        }
        Reason::OutsideHours => "it is outside the trigger's active hours".to_string(),
        Reason::TooDeep => "the chain of automatic events has become too long".to_string(),
        Reason::LeftMeanwhile => "the lead has left the stages of the trigger meanwhile".to_string(),
        Reason::Deleted => "the trigger was deleted meanwhile".to_string(),
    }
}
