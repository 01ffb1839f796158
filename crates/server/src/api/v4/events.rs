//! `/api/v4/events`: the journal (`events-and-notes`).

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::event::Event;
use domain::note::NoteKind;
use domain::{Entity, EntityKind};
use http::StatusCode;
use kommo::event::{EventList, EventQuery, EventTypeList, EventView, Source, ValueFilter};
use kommo::hal::{Base, Counted};
use serde_json::Value;
use store::Tx;
use store::events::{EventFilter, Pick, Values};

use crate::api::caller::Caller;
use crate::api::{Address, Path, Query, hal, nothing};
use crate::app::App;
use crate::engine::rights::Gate;
use crate::error::ApiError;

/// An event with what it is written from.
type Told = (Event, Option<String>, Option<String>);

/// Lists events, newest first, at most 100.
#[utoipa::path(get, path = "/api/v4/events", tag = "v4", params(("page" = Option<u64>, Query), ("limit" = Option<u64>, Query),
    ("with" = Option<String>, Query)),
    responses((status = 200, body = kommo::hal::Page<EventList>, content_type = "application/hal+json"), (status = 204)))]
pub async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let asked = EventQuery::parse(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let Some(filter) = filter_of(&asked) else { return Ok(nothing()) };
    let (limit, offset) = (asked.paging.limit as usize, asked.paging.offset() as usize);
    let (mut found, names) = read(&app, caller, filter, asked.with_names.clone(), limit + 1, offset).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let has_more = found.len() > limit;
    found.truncate(limit);
    let events = found.iter().filter_map(|told| view(caller, told, &names, &base)).collect();
    Ok(hal(StatusCode::OK, &kommo::hal::page(&base, "events", &asked.paging, has_more, EventList { events })))
}

async fn read(
    app: &App,
    caller: Caller,
    filter: EventFilter,
    with_names: Vec<EntityKind>,
    limit: usize,
    offset: usize,
) -> Result<(Vec<Told>, HashMap<Entity, String>), ApiError> {
    let read = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        let found = store::events::list(tx, &filter, &gate.sight(), limit, offset)?;
        let mut names = HashMap::new();
        for entity in found.iter().map(|(event, ..)| event.entity).filter(|of| with_names.contains(&of.kind)) {
            if !names.contains_key(&entity)
                && let Some(card) = store::entities::card(tx, entity)?
            {
                names.insert(entity, card.name);
            }
        }
        Ok((found, names))
    };
    Ok(app.store.read(caller.account, "list events", read).await?)
}

fn view(
    caller: Caller,
    (event, data, note): &Told,
    names: &HashMap<Entity, String>,
    base: &Base,
) -> Option<kommo::event::JournalEvent> {
    let data = data.as_deref().and_then(|data| serde_json::from_str(data).ok()).unwrap_or(Value::Null);
    let view = EventView {
        account: caller.account,
        event,
        data: &data,
        note: note.as_deref().and_then(NoteKind::parse),
        name: names.get(&event.entity).map(String::as_str),
    };
    kommo::event::event(&view, base)
}

fn filter_of(asked: &EventQuery) -> Option<EventFilter> {
    let sources: Vec<Source> = match &asked.types {
        None => kommo::event::all_sources(),
        Some(names) => names.iter().flat_map(|name| kommo::event::sources(name)).collect(),
    };
    let about_tasks = |source: &Source| kommo::event::is_of_task(source.number);
    let others = asked.kinds.as_ref().is_some_and(|kinds| !kinds.is_empty());
    // A task is an entity of the journal and a subject in our log.
    let fits = |source: &Source| match asked.kinds {
        None => true,
        Some(_) => {
            if about_tasks(source) {
                asked.of_tasks
            } else {
                others
            }
        }
    };
    let picks: Vec<Pick> = sources.iter().filter(|source| fits(source)).map(pick).collect();
    if picks.is_empty() {
        return None;
    }
    let ids = super::any(asked.entity_ids.clone())?;
    let (subjects, entity_ids) = if asked.of_tasks { (ids, vec![]) } else { (vec![], ids) };
    let kinds = if asked.of_tasks { vec![] } else { super::any(asked.kinds.clone())? };
    Some(EventFilter {
        ids: super::any(asked.ids.clone())?,
        picks,
        kinds,
        entity_ids,
        subjects,
        authors: super::any(asked.created_by.clone())?,
        at: super::times(asked.created_at),
        before: values(&asked.before),
        after: values(&asked.after),
    })
}

fn pick(source: &Source) -> Pick {
    Pick {
        number: source.number,
        subject: source.field,
        note_kind: source.note.map(NoteKind::name),
        entity: source.entity,
        linked: source.linked,
    }
}

fn values(asked: &ValueFilter) -> Values {
    Values { places: asked.places.clone(), exact: asked.exact.clone(), options: asked.options.clone() }
}

/// Gets an event; 204 when there is none.
#[utoipa::path(get, path = "/api/v4/events/{id}", tag = "v4", params(("id" = String, Path), ("with" = Option<String>, Query)),
    responses((status = 200, body = kommo::event::JournalEvent, content_type = "application/hal+json"), (status = 204)))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(event): Path<String>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let asked = EventQuery::parse(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let Some(id) = kommo::event::parse_id(&event) else { return Ok(nothing()) };
    let picks = kommo::event::all_sources().iter().map(pick).collect();
    let filter = EventFilter { ids: vec![id], picks, ..EventFilter::default() };
    let (found, names) = read(&app, caller, filter, asked.with_names, 1, 0).await?;
    // The time in the id must be the event's own: one event has one id.
    let told = found.first().and_then(|told| view(caller, told, &names, &base)).filter(|told| told.id == event);
    Ok(told.map_or_else(nothing, |told| hal(StatusCode::OK, &told)))
}

/// Lists the types of events, one for each field among them.
#[utoipa::path(get, path = "/api/v4/events/types", tag = "v4", params(("language_code" = Option<String>, Query)),
    responses((status = 200, body = Counted<EventTypeList>, content_type = "application/hal+json")))]
pub async fn types(caller: Caller, State(app): State<Arc<App>>, Address(base): Address) -> Result<Response, ApiError> {
    let fields = app.store.read(caller.account, "event types", store::entities::field_names).await?;
    let types = kommo::event::types(fields.iter().map(|(id, name)| (*id, name.as_str())));
    let total_items = types.events_types.len();
    Ok(hal(StatusCode::OK, &Counted { total_items, links: base.at("events/types"), embedded: types }))
}
