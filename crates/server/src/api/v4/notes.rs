//! Notes of leads, contacts, companies and customers (`events-and-notes`).
//!
//! The addresses without an entity's id are written out kind by kind: `/leads/notes` would else be a lead named `notes`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::note::{Note, NoteChange};
use domain::{Entity, EntityKind, NoteId};
use http::StatusCode;
use kommo::entity::{from_plural, plural};
use kommo::hal::{Base, Collection, Page};
use kommo::note::{CreatedNotes, NoteList, NoteQuery, UpdatedNotes};
use kommo::problem::Failure;
use serde_json::Value;
use store::notes::NoteFilter;
use store::{StoreError, Tx};

use super::leads::{is_unknown, split};
use super::tasks::group;
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::notes;
use crate::engine::pen::Pen;
use crate::engine::rights::Gate;
use crate::error::ApiError;

/// Where notes are asked for: all of a kind, or those of one entity.
#[derive(Clone, Copy)]
struct At {
    kind: EntityKind,
    id: Option<i64>,
}

impl At {
    fn kind(name: &str) -> Result<EntityKind, ApiError> {
        from_plural(name).ok_or_else(|| ApiError::NotFound(format!("there are no notes of {name}")))
    }

    fn entity(name: &str, of: &str) -> Result<At, ApiError> {
        Ok(At { kind: At::kind(name)?, id: Some(id(of)?) })
    }

    /// The path below `/api/v4/`.
    fn path(self) -> String {
        match self.id {
            Some(id) => format!("{}/{id}/notes", plural(self.kind)),
            None => format!("{}/notes", plural(self.kind)),
        }
    }
}

async fn list_at(at: At, caller: Caller, app: &App, base: &Base, query: &str) -> Result<Response, ApiError> {
    let asked = NoteQuery::parse(query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let Some(mut filter) = filter_of(at.kind, &asked) else { return Ok(nothing()) };
    if let Some(id) = at.id {
        filter.entity_ids = vec![id];
    }
    let (limit, offset) = (asked.paging.limit as usize, asked.paging.offset() as usize);
    let read = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        let found = store::notes::list(tx, &filter, &gate.sight(), limit + 1, offset)?;
        Ok((found, store::users::groups_of_users(tx)?))
    };
    let (mut found, groups) = app.store.read(caller.account, "list notes", read).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let has_more = found.len() > limit;
    found.truncate(limit);
    let view = |note: &Note| {
        kommo::note::note(caller.account, note, group(&groups, note.responsible), asked.with_pinned, base)
    };
    let list = NoteList { notes: found.iter().map(view).collect() };
    Ok(hal(StatusCode::OK, &kommo::hal::page(base, &at.path(), &asked.paging, has_more, list)))
}

fn filter_of(kind: EntityKind, asked: &NoteQuery) -> Option<NoteFilter> {
    Some(NoteFilter {
        kind: Some(kind),
        entity_ids: super::any(asked.entity_ids.clone())?,
        ids: super::any(asked.ids.clone())?,
        note_kinds: super::any(asked.kinds.clone())?,
        updated_at: super::times(asked.updated_at),
        order: super::order(asked.order),
    })
}

async fn create_at(at: At, caller: Caller, app: &App, base: &Base, body: &Value) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::note::parse_create(at.kind, at.id, body)?);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        gate.may_edit_all(tx, wishes.iter().map(|wish| wish.entity), "entity_id")?;
        notes::create_notes(&Pen::new(tx, &engine, now)?, &wishes, caller.hand())
    };
    let made = app.store.write(caller.account, "create notes", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let told = made.into_iter().zip(request_ids).map(|(note, request_id)| (note.entity, note.id, request_id));
    Ok(hal(StatusCode::OK, &kommo::note::created(told, &at.path(), base)))
}

async fn update_at(at: At, caller: Caller, app: &App, base: &Base, body: &Value) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::note::parse_update_many(at.kind, at.id, body)?);
    let changed = apply(app, caller, wishes, &request_ids).await?;
    Ok(hal(StatusCode::OK, &kommo::note::updated_many(&changed, &at.path(), base)))
}

async fn apply(
    app: &App,
    caller: Caller,
    wishes: Vec<NoteChange>,
    request_ids: &[String],
) -> Result<Vec<Note>, ApiError> {
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| -> Result<Vec<Note>, StoreError> {
        let gate = Gate::open(tx, caller.user)?;
        gate.may_change_notes(tx, &wishes)?;
        notes::change_notes(&Pen::new(tx, &engine, now)?, &wishes, caller.hand())
    };
    let changed = app.store.write(caller.account, "change notes", make).await;
    changed.map_err(|error| ApiError::of_items(error, request_ids))
}

macro_rules! notes_of {
    ($($module:ident $kind:ident $path:literal;)*) => { $(
        /// The notes of one kind of entity.
        pub mod $module {
            use super::*;

            const AT: At = At { kind: EntityKind::$kind, id: None };

            /// Lists notes.
            #[utoipa::path(get, path = $path, tag = "v4",
                params(("page" = Option<u64>, Query), ("limit" = Option<u64>, Query), ("with" = Option<String>, Query)),
                responses((status = 200, body = Page<NoteList>, content_type = "application/hal+json"), (status = 204)))]
            pub async fn list(
                caller: Caller,
                State(app): State<Arc<App>>,
                Address(base): Address,
                Query(query): Query,
            ) -> Result<Response, ApiError> {
                list_at(AT, caller, &app, &base, &query).await
            }

            /// Writes notes, at most 250.
            #[utoipa::path(post, path = $path, tag = "v4", request_body = Vec<Object>,
                responses((status = 200, body = Collection<CreatedNotes>, content_type = "application/hal+json"),
                    (status = 400, body = Failure, content_type = "application/problem+json")))]
            pub async fn create(
                caller: Caller,
                State(app): State<Arc<App>>,
                Address(base): Address,
                Json(body): Json,
            ) -> Result<Response, ApiError> {
                create_at(AT, caller, &app, &base, &body).await
            }

            /// Changes notes, at most 250.
            #[utoipa::path(patch, path = $path, tag = "v4", request_body = Vec<Object>,
                responses((status = 200, body = Collection<UpdatedNotes>, content_type = "application/hal+json"),
                    (status = 400, body = Failure, content_type = "application/problem+json")))]
            pub async fn update(
                caller: Caller,
                State(app): State<Arc<App>>,
                Address(base): Address,
                Json(body): Json,
            ) -> Result<Response, ApiError> {
                update_at(AT, caller, &app, &base, &body).await
            }
        }
    )* };
}

notes_of! {
    of_leads Lead "/api/v4/leads/notes";
    of_contacts Contact "/api/v4/contacts/notes";
    of_companies Company "/api/v4/companies/notes";
    of_customers Customer "/api/v4/customers/notes";
}

/// Lists the notes of an entity.
#[utoipa::path(get, path = "/api/v4/{entity}/{id}/notes", tag = "v4",
    params(("entity" = String, Path), ("id" = i64, Path), ("page" = Option<u64>, Query), ("limit" = Option<u64>, Query)),
    responses((status = 200, body = Page<NoteList>, content_type = "application/hal+json"), (status = 204)))]
pub async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((entity, of)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    list_at(At::entity(&entity, &of)?, caller, &app, &base, &query).await
}

/// Writes notes about an entity, at most 250.
#[utoipa::path(post, path = "/api/v4/{entity}/{id}/notes", tag = "v4",
    params(("entity" = String, Path), ("id" = i64, Path)), request_body = Vec<Object>,
    responses((status = 200, body = Collection<CreatedNotes>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((entity, of)): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    create_at(At::entity(&entity, &of)?, caller, &app, &base, &body).await
}

/// Changes notes of an entity, at most 250.
#[utoipa::path(patch, path = "/api/v4/{entity}/{id}/notes", tag = "v4",
    params(("entity" = String, Path), ("id" = i64, Path)), request_body = Vec<Object>,
    responses((status = 200, body = Collection<UpdatedNotes>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((entity, of)): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    update_at(At::entity(&entity, &of)?, caller, &app, &base, &body).await
}

async fn get_at(at: At, note: &str, caller: Caller, app: &App, base: &Base, query: &str) -> Result<Response, ApiError> {
    let asked = NoteQuery::parse(query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let filter = NoteFilter {
        kind: Some(at.kind),
        entity_ids: at.id.into_iter().collect(),
        ids: vec![NoteId(id(note)?)],
        ..NoteFilter::default()
    };
    let read = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        Ok((store::notes::list(tx, &filter, &gate.sight(), 1, 0)?, store::users::groups_of_users(tx)?))
    };
    let (found, groups) = app.store.read(caller.account, "get note", read).await?;
    let Some(note) = found.first() else { return Ok(nothing()) };
    let group = group(&groups, note.responsible);
    Ok(hal(StatusCode::OK, &kommo::note::note(caller.account, note, group, asked.with_pinned, base)))
}

/// Gets a note of a kind of entity; 204 when there is none.
#[utoipa::path(get, path = "/api/v4/{entity}/notes/{id}", tag = "v4", params(("entity" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = kommo::note::Note, content_type = "application/hal+json"), (status = 204)))]
pub async fn get_of_kind(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((entity, note)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    get_at(At { kind: At::kind(&entity)?, id: None }, &note, caller, &app, &base, &query).await
}

/// Gets a note of an entity; 204 when there is none.
#[utoipa::path(get, path = "/api/v4/{entity}/{id}/notes/{note}", tag = "v4",
    params(("entity" = String, Path), ("id" = i64, Path), ("note" = i64, Path)),
    responses((status = 200, body = kommo::note::Note, content_type = "application/hal+json"), (status = 204)))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((entity, of, note)): Path<(String, String, String)>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    get_at(At::entity(&entity, &of)?, &note, caller, &app, &base, &query).await
}

/// Changes a note.
#[utoipa::path(patch, path = "/api/v4/{entity}/{id}/notes/{note}", tag = "v4",
    params(("entity" = String, Path), ("id" = i64, Path), ("note" = i64, Path)), request_body = Object,
    responses((status = 200, body = kommo::note::UpdatedNote, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn update_one(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((entity, of, note)): Path<(String, String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let at = At::entity(&entity, &of)?;
    let entity = Entity { kind: at.kind, id: at.id.unwrap_or_default() };
    change_one(entity, &note, caller, &app, &base, &body).await
}

/// Changes a note of a kind of entity.
#[utoipa::path(patch, path = "/api/v4/{entity}/notes/{id}", tag = "v4",
    params(("entity" = String, Path), ("id" = i64, Path)), request_body = Object,
    responses((status = 200, body = kommo::note::UpdatedNote, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn update_of_kind(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((entity, note)): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    change_one(Entity { kind: At::kind(&entity)?, id: 0 }, &note, caller, &app, &base, &body).await
}

async fn change_one(
    entity: Entity,
    note: &str,
    caller: Caller,
    app: &App,
    base: &Base,
    body: &Value,
) -> Result<Response, ApiError> {
    let note = NoteId(id(note)?);
    let item = kommo::note::parse_update_one(entity, note, body)?;
    match apply(app, caller, vec![item.value], &[item.request_id]).await {
        Ok(changed) => match changed.first() {
            Some(note) => Ok(hal(StatusCode::OK, &kommo::note::updated_one(note, base))),
            None => Err(ApiError::Internal("a change without a note".to_string())),
        },
        Err(ApiError::InvalidItems(items)) if is_unknown(&items) => {
            Err(ApiError::NotFound(format!("Note {note} does not exist")))
        }
        Err(error) => Err(error),
    }
}

/// Pins a note to the top of its feed.
#[utoipa::path(post, path = "/api/v4/{entity}/notes/{id}/pin", tag = "v4",
    params(("entity" = String, Path), ("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn pin(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((entity, note)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    set_pin(At::kind(&entity)?, &note, caller, &app, true).await
}

/// Lets a pinned note go.
#[utoipa::path(post, path = "/api/v4/{entity}/notes/{id}/unpin", tag = "v4",
    params(("entity" = String, Path), ("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn unpin(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((entity, note)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    set_pin(At::kind(&entity)?, &note, caller, &app, false).await
}

async fn set_pin(
    kind: EntityKind,
    note: &str,
    caller: Caller,
    app: &App,
    is_pinned: bool,
) -> Result<Response, ApiError> {
    let note = NoteId(id(note)?);
    let make = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        let found = store::notes::get(tx, note)?.filter(|found| found.entity.kind == kind);
        let visible = match &found {
            Some(found) => gate.may_edit(tx, found.entity)?,
            None => false,
        };
        if visible { store::notes::pin(tx, note, is_pinned) } else { Ok(false) }
    };
    match app.store.write(caller.account, "pin note", make).await? {
        true => Ok(nothing()),
        false => Err(ApiError::NotFound(format!("Note {note} does not exist"))),
    }
}
