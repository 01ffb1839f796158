//! Raising events by hand, and the log of what happened.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::event::{Code, Event, EventKind};
use domain::{EventId, LeadId};
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use store::Tx;
use utoipa::ToSchema;

use super::{PlaceView, Words, place};
use crate::api::caller::Caller;
use crate::api::input::Input;
use crate::api::{Json, Query, json};
use crate::app::App;
use crate::engine::raise::{self, Raise};
use crate::error::ApiError;

/// An event of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventView {
    /// Order is by id.
    pub id: i64,
    /// To what kind of thing: `lead`, `contact`, `company` or `customer`.
    pub entity: &'static str,
    /// To which one.
    pub entity_id: i64,
    /// To which lead, if it was one.
    pub lead_id: Option<i64>,
    /// `lead_added`, `lead_status_changed`, `lead_appeared_in_status`, `mail_in`, `call_in`, `site_visit`, `chat`, or the
    /// aspect that changed, as `price_changed`.
    pub code: &'static str,
    /// Where the lead stood afterwards.
    pub at: Option<PlaceView>,
    /// Where it came from.
    pub from: Option<PlaceView>,
    /// Who did it; 0 is the robot.
    pub author: i64,
    /// What brought it about, if it was not a person.
    pub cause: Option<CauseView>,
    /// Which field, tag, task, note or linked entity it is about.
    pub subject: Option<i64>,
    /// When, in milliseconds since 1970.
    pub time_ms: i64,
}

/// What brought an event about.
#[derive(Debug, Serialize, ToSchema)]
pub struct CauseView {
    /// The event that fired the trigger.
    pub event_id: i64,
    /// The trigger.
    pub trigger_id: i64,
    /// Links since a person did something.
    pub depth: u8,
}

/// An event in the words of the API.
pub fn view(event: &Event) -> EventView {
    let from = if let EventKind::Moved { from, .. } = event.kind { from } else { None };
    EventView {
        id: event.id.0,
        entity: event.entity.kind.name(),
        entity_id: event.entity.id,
        lead_id: event.lead().map(|lead| lead.0),
        code: event.kind.name(),
        at: event.lead().map(|_| PlaceView::from(event.kind.place())),
        from: from.map(PlaceView::from),
        author: event.author.0,
        cause: event.cause.map(|c| CauseView { event_id: c.event.0, trigger_id: c.trigger.0, depth: c.depth }),
        subject: if let EventKind::Changed { what, .. } = event.kind { what.subject() } else { None },
        time_ms: event.at.0,
    }
}

/// A list of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventsView {
    /// Newest first.
    pub events: Vec<EventView>,
    /// What to send as `before` for the next page.
    pub next: Option<String>,
}

/// What happened to a lead, newest first.
#[utoipa::path(get, path = "/api/pipewright/v1/events", tag = "automation",
    params(("lead_id" = i64, Query), ("before" = Option<i64>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = EventsView), (status = 400, body = OwnFailure)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>, Query(query): Query) -> Result<Response, ApiError> {
    let words = Words::of(&query, &["lead_id", "before", "limit"])?;
    let required = || ApiError::Invalid(vec![domain::Problem::new("lead_id", "required", "say which lead")]);
    let lead = LeadId(words.int("lead_id")?.ok_or_else(required)?);
    let (before, limit) = (words.int("before")?.map(EventId), words.limit()?);
    let events = app
        .store
        .read(caller.account, "events", move |tx| store::events::of_entity(tx, lead.into(), before, limit))
        .await?;
    let next = events.last().filter(|_| events.len() == limit).map(|event| event.id.to_string());
    Ok(json(StatusCode::OK, &EventsView { events: events.iter().map(view).collect(), next }))
}

/// What an event set off.
#[derive(Debug, Serialize, ToSchema)]
pub struct RaisedView {
    /// The event.
    pub event: EventView,
    /// Triggers that fired.
    pub fired: Vec<FiredView>,
    /// Triggers that heard it and stayed quiet.
    pub refused: Vec<RefusedView>,
}

/// A trigger that fired.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiredView {
    /// Which one.
    pub trigger_id: i64,
    /// The code that its hook carries.
    pub code: &'static str,
    /// The direction, when the event is a movement.
    pub direction: Option<&'static str>,
    /// When its action is due, in milliseconds since 1970.
    pub due_ms: i64,
}

/// A trigger that stayed quiet.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedView {
    /// Which one.
    pub trigger_id: i64,
    /// Why.
    pub reason: &'static str,
}

/// Body of an event.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct RaiseBody {
    /// A name like `call_in` or a number like 17.
    event: String,
    lead_id: i64,
    from: Option<super::triggers::PlaceBody>,
    data: Option<serde_json::Value>,
}

/// Raises an event for a lead where it stands, as a phone system or a mail box would.
#[utoipa::path(post, path = "/api/pipewright/v1/events", tag = "automation", request_body = RaiseBody,
    responses((status = 201, body = RaisedView), (status = 400, body = OwnFailure), (status = 404, body = OwnFailure)))]
pub async fn create(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    let wish = read(&body)?;
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let raise = move |tx: &Tx<'_>| raise::raise(tx, &engine, &wish, caller.user, now);
    let (event, decision) = app.store.write(caller.account, "raise event", raise).await?;
    let fired = decision.firings.iter().map(|firing| FiredView {
        trigger_id: firing.trigger.0,
        code: firing.code.name(),
        direction: firing.direction.map(|direction| direction.name()),
        due_ms: firing.due.0,
    });
    let refused = decision.refusals.iter().map(|r| RefusedView { trigger_id: r.trigger.0, reason: r.reason.code() });
    let view = RaisedView { event: view(&event), fired: fired.collect(), refused: refused.collect() };
    Ok(json(StatusCode::CREATED, &view))
}

fn read(body: &serde_json::Value) -> Result<Raise, ApiError> {
    let input = Input::of(body);
    let code = read_code(&input);
    let lead = input.require("lead_id", input.int("lead_id")).map(LeadId);
    let from = input.object("from").and_then(|from| {
        let place = place(&from);
        from.close();
        place
    });
    let data = input.any("data").cloned();
    input.finish(code.zip(lead).map(|(code, lead)| Raise { lead, code, from, data }))
}

/// A name like `call_in`, or a number like 17 as number or text.
pub fn read_code(input: &Input<'_>) -> Option<Code> {
    let value = input.require("event", input.any("event"))?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
    let code = Code::parse(&text);
    if code.is_none() {
        let names: Vec<String> = Code::ALL.iter().map(|code| format!("{} ({})", code.name(), code.number())).collect();
        input.problem("event", "bad_choice", format!("this is one of {}", names.join(", ")));
    }
    code
}
