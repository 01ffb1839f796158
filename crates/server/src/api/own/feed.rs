//! The feed of a lead, contact or company: everything that happened, strictly in the order of the log, with what the
//! automation made of it. Codes and arguments, no sentences: the browser has the words.
//!
//! A lead shows what happened to its contacts and its company too, unless that is older than a day before the lead
//! (`digital-pipeline` §9.1).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::event::{Aspect, Event, EventKind};
use domain::note::Note;
use domain::rights::Act;
use domain::task::Task;
use domain::{ContactId, Entity, EventId, NoteId, TaskId, Timestamp};
use http::StatusCode;
use kommo::entity::from_plural;
use kommo::problem::OwnFailure;
use serde::Serialize;
use serde_json::Value;
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::Words;
use super::deliveries::{DeliveryView, view as delivery_view};
use super::events::{EventView, view as event_view};
use super::runs::{RunView, view as run_view};
use crate::api::caller::Caller;
use crate::api::{Path, Query, id, json};
use crate::app::App;
use crate::engine::rights::Gate;
use crate::error::ApiError;

/// What is older than this before a lead's making is no part of its feed.
const BEFORE_LEAD_SECONDS: i64 = 24 * 3600;
/// Contacts and companies whose events a lead shows.
const LINKED_MAX: usize = 50;
/// Runs and deliveries beside one page of events.
const AUTOMATION_MAX: usize = 1_000;
/// Open tasks and pinned notes at the top.
const PINNED_MAX: usize = 100;

/// One page of a feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedView {
    /// Newest first.
    pub items: Vec<FeedItem>,
    /// Open tasks, the most urgent first; only on the first page.
    pub open_tasks: Vec<TaskView>,
    /// Pinned notes, newest first; only on the first page.
    pub pinned_notes: Vec<NoteView>,
    /// What to send as `before` for the next page.
    pub next: Option<String>,
}

/// Something that happened, and what followed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedItem {
    /// The event.
    pub event: EventView,
    /// What stood there before.
    #[schema(value_type = Option<Object>)]
    pub before: Option<Value>,
    /// What stands there since.
    #[schema(value_type = Option<Object>)]
    pub after: Option<Value>,
    /// Free data of an event that was raised.
    #[schema(value_type = Option<Object>)]
    pub data: Option<Value>,
    /// The note that it is about, as it is now.
    pub note: Option<NoteView>,
    /// The task that it is about, as it is now.
    pub task: Option<TaskView>,
    /// Triggers that it fired: waiting, acted or dropped.
    pub runs: Vec<RunView>,
    /// What they sent.
    pub deliveries: Vec<DeliveryView>,
}

/// A note.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoteView {
    /// Its id.
    pub id: i64,
    /// `common`, `call_in` and so on.
    pub kind: &'static str,
    /// What it holds, by its kind.
    #[schema(value_type = Object)]
    pub params: Value,
    /// Whether it stands at the top.
    pub is_pinned: bool,
    /// Who made it; 0 is the robot.
    pub created_by: i64,
    /// Who answers for it.
    pub responsible_user_id: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: i64,
}

/// A task.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskView {
    /// Its id.
    pub id: i64,
    /// Its type.
    pub type_id: i64,
    /// What is to be done.
    pub text: String,
    /// Until when, in milliseconds since 1970.
    pub due_ms: i64,
    /// How long it takes, in seconds.
    pub duration_s: i64,
    /// Whether it is done.
    pub is_completed: bool,
    /// What came of it.
    pub result: Option<String>,
    /// Who is to do it.
    pub responsible_user_id: i64,
    /// Who made it; 0 is the robot.
    pub created_by: i64,
}

fn note_view(note: &Note) -> NoteView {
    NoteView {
        id: note.id.0,
        kind: note.kind.name(),
        params: serde_json::from_str(&note.params).unwrap_or_default(),
        is_pinned: note.is_pinned,
        created_by: note.created_by.0,
        responsible_user_id: note.responsible.0,
        created_ms: note.created_at.0,
    }
}

fn task_view(task: &Task) -> TaskView {
    TaskView {
        id: task.id.0,
        type_id: task.type_id.0,
        text: task.text.clone(),
        due_ms: task.due.0,
        duration_s: task.duration_s,
        is_completed: task.is_completed,
        result: task.result.clone(),
        responsible_user_id: task.responsible.0,
        created_by: task.created_by.0,
    }
}

/// The feed of a lead, contact or company, newest first, paged by event.
#[utoipa::path(get, path = "/api/pipewright/v1/{entity}/{id}/feed", tag = "board",
    params(("entity" = String, Path, description = "`leads`, `contacts` or `companies`"), ("id" = i64, Path),
        ("before" = Option<i64>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = FeedView), (status = 404, body = OwnFailure)))]
pub async fn feed(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((entity, of)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let kind = from_plural(&entity).ok_or_else(|| ApiError::NotFound(format!("there is no feed of {entity}")))?;
    let entity = Entity { kind, id: id(&of)? };
    let words = Words::of(&query, &["before", "limit"])?;
    let (before, limit) = (words.int("before")?.map(EventId), words.limit()?);
    let instance = app.instance.clone();
    let read = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        gate.require(tx, entity, Act::View)?;
        page(tx, &gate, entity, before, limit, &instance)
    };
    Ok(json(StatusCode::OK, &app.store.read(caller.account, "feed", read).await?))
}

fn page(
    tx: &Tx<'_>,
    gate: &Gate,
    entity: Entity,
    before: Option<EventId>,
    limit: usize,
    instance: &str,
) -> Result<FeedView, StoreError> {
    let card = store::entities::card(tx, entity)?.ok_or_else(|| StoreError::missing(entity.kind.name(), entity.id))?;
    let mut told = store::events::told_of(tx, entity, Timestamp(i64::MIN), before, limit + 1)?;
    let since = card.created_at.plus_seconds(-BEFORE_LEAD_SECONDS);
    for linked in linked(tx, gate, entity)? {
        told.extend(store::events::told_of(tx, linked, since, before, limit + 1)?);
    }
    told.sort_by_key(|(event, _)| std::cmp::Reverse(event.id));
    let has_more = told.len() > limit;
    told.truncate(limit);
    let next = told.last().filter(|_| has_more).map(|(event, _)| event.id.to_string());
    let first = before.is_none();
    Ok(FeedView {
        open_tasks: if first {
            store::tasks::open_of(tx, entity, PINNED_MAX)?.iter().map(task_view).collect()
        } else {
            vec![]
        },
        pinned_notes: if first {
            store::notes::pinned_of(tx, entity, PINNED_MAX)?.iter().map(note_view).collect()
        } else {
            vec![]
        },
        items: items(tx, entity, told, instance)?,
        next,
    })
}

/// The contacts and the company of a lead, as far as the reader sees them.
fn linked(tx: &Tx<'_>, gate: &Gate, entity: Entity) -> Result<Vec<Entity>, StoreError> {
    let Some(lead) = entity.lead() else { return Ok(Vec::new()) };
    let contacts = store::contacts::links_of(tx, lead)?;
    let contacts = contacts.iter().map(|(contact, _): (ContactId, bool)| Entity::from(contact));
    let company = store::entities::company_of_lead(tx, lead)?.map(Entity::from);
    let mut seen = Vec::new();
    for entity in company.into_iter().chain(contacts).take(LINKED_MAX) {
        if gate.may(tx, entity, Act::View)? {
            seen.push(entity);
        }
    }
    Ok(seen)
}

fn items(
    tx: &Tx<'_>,
    entity: Entity,
    told: Vec<(Event, Option<String>)>,
    instance: &str,
) -> Result<Vec<FeedItem>, StoreError> {
    let mut automation = automation(tx, entity, &told, instance)?;
    let ids: Vec<NoteId> = told.iter().filter_map(|(event, _)| note_of(event.kind)).collect();
    let notes: BTreeMap<NoteId, Note> =
        store::notes::by_ids(tx, &ids)?.into_iter().map(|note| (note.id, note)).collect();
    let mut items = Vec::with_capacity(told.len());
    for (event, data) in told {
        let mut data: Option<Value> = data.and_then(|data| serde_json::from_str(&data).ok());
        let mut part = |key: &str| data.as_mut().and_then(|data| data.get_mut(key)).map(Value::take);
        let is_change = matches!(event.kind, EventKind::Changed { .. });
        let (before, after) = if is_change { (part("from"), part("to")) } else { (None, None) };
        let task = match task_of(event.kind) {
            Some(task) => store::tasks::get(tx, task)?,
            None => None,
        };
        let (runs, deliveries) = automation.remove(&event.id).unwrap_or_default();
        items.push(FeedItem {
            before: before.filter(|value| !value.is_null()),
            after: after.filter(|value| !value.is_null()),
            data: data.filter(|_| !is_change),
            note: note_of(event.kind).and_then(|note| notes.get(&note)).map(note_view),
            task: task.as_ref().map(task_view),
            runs,
            deliveries,
            event: event_view(&event),
        });
    }
    Ok(items)
}

fn note_of(kind: EventKind) -> Option<NoteId> {
    match kind {
        EventKind::Changed { what: Aspect::NoteAdded(note) | Aspect::NoteChanged(note), .. } => Some(note),
        _ => None,
    }
}

fn task_of(kind: EventKind) -> Option<TaskId> {
    match kind {
        EventKind::Changed {
            what:
                Aspect::TaskAdded(task)
                | Aspect::TaskCompleted(task)
                | Aspect::TaskText(task)
                | Aspect::TaskDue(task)
                | Aspect::TaskType(task)
                | Aspect::TaskResponsible(task)
                | Aspect::TaskResult(task),
            ..
        } => Some(task),
        _ => None,
    }
}

/// Runs and deliveries by the event behind them; only leads have any.
type Automation = BTreeMap<EventId, (Vec<RunView>, Vec<DeliveryView>)>;

fn automation(
    tx: &Tx<'_>,
    entity: Entity,
    told: &[(Event, Option<String>)],
    instance: &str,
) -> Result<Automation, StoreError> {
    let mut found = Automation::new();
    let (Some(lead), Some((newest, _)), Some((oldest, _))) = (entity.lead(), told.first(), told.last()) else {
        return Ok(found);
    };
    for run in store::runs::of_events(tx, lead, oldest.id, newest.id, AUTOMATION_MAX)? {
        found.entry(run.event).or_default().0.push(run_view(run));
    }
    for delivery in store::jobs::of_events(tx, lead, oldest.id, newest.id, AUTOMATION_MAX)? {
        found.entry(delivery.event).or_default().1.push(delivery_view(instance, delivery));
    }
    Ok(found)
}
