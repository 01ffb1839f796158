//! `/api/v4/contacts` (`contacts-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::contact::Contact;
use domain::field::FieldHome;
use domain::{ContactId, EntityKind, LeadId};
use http::StatusCode;
use kommo::contact::{ContactList, ContactUpdate, ContactView};
use kommo::problem::Failure;
use kommo::query::{ContactQuery, ContactWith};
use store::contacts::ContactFilter;
use store::{StoreError, Tx};

use super::leads::{is_unknown, split};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::contacts;
use crate::engine::pen::Pen;
use crate::error::ApiError;

const HOME: FieldHome = FieldHome::Of(EntityKind::Contact);

/// Lists contacts.
#[utoipa::path(get, path = "/api/v4/contacts", tag = "v4", params(("page" = Option<u64>, Query), ("limit" = Option<u64>, Query),
    ("with" = Option<String>, Query), ("query" = Option<String>, Query)),
    responses((status = 200, body = kommo::hal::Page<ContactList>, content_type = "application/hal+json"), (status = 204)))]
pub async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let asked = ContactQuery::parse(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let Some(filter) = filter_of(&asked) else { return Ok(nothing()) };
    let (with, limit, offset) = (asked.with, asked.paging.limit as usize, asked.paging.offset() as usize);
    let fields = asked.common.fields.clone();
    let read = move |tx: &Tx<'_>| {
        let Some(fields) = super::field_tests(tx, HOME, &fields)? else { return Ok(Vec::new()) };
        let filter = ContactFilter { fields, ..filter.clone() };
        with_leads(tx, store::contacts::list(tx, &filter, limit + 1, offset)?, with)
    };
    let mut found = app.store.read(caller.account, "list contacts", read).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let has_more = found.len() > limit;
    found.truncate(limit);
    let view = |(contact, leads): &(Contact, Vec<LeadId>)| {
        kommo::contact::contact(&ContactView { account: caller.account, contact, leads }, &asked.with, &base)
    };
    let list = ContactList { contacts: found.iter().map(view).collect() };
    Ok(hal(StatusCode::OK, &kommo::hal::page(&base, "contacts", &asked.paging, has_more, list)))
}

fn filter_of(asked: &ContactQuery) -> Option<ContactFilter> {
    let common = asked.common.clone();
    Some(ContactFilter {
        ids: super::any(asked.ids.clone())?,
        names: super::any(common.names)?,
        responsible: super::any(common.responsible)?,
        created_by: super::any(common.created_by)?,
        updated_by: super::any(common.updated_by)?,
        created_at: super::times(common.created_at),
        updated_at: super::times(common.updated_at),
        closest_task_at: super::times(common.closest_task_at),
        fields: Vec::new(),
        in_bin: asked.with.only_deleted,
        text: asked.text.clone().filter(|text| !text.trim().is_empty()),
        order: super::order(asked.order),
    })
}

fn with_leads(
    tx: &Tx<'_>,
    contacts: Vec<Contact>,
    with: ContactWith,
) -> Result<Vec<(Contact, Vec<LeadId>)>, StoreError> {
    let linked = |contact: Contact| {
        let leads = if with.leads { store::contacts::leads_of(tx, contact.id)? } else { Vec::new() };
        Ok((contact, leads.into_iter().map(|(lead, _)| lead).collect()))
    };
    contacts.into_iter().map(linked).collect()
}

/// Gets a contact; 204 when there is none.
#[utoipa::path(get, path = "/api/v4/contacts/{id}", tag = "v4", params(("id" = i64, Path), ("with" = Option<String>, Query)),
    responses((status = 200, body = kommo::contact::Contact, content_type = "application/hal+json"), (status = 204)))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(contact): Path<String>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let contact = ContactId(id(&contact)?);
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let with = ContactWith::read(&asked);
    let read = move |tx: &Tx<'_>| with_leads(tx, store::contacts::get(tx, contact)?.into_iter().collect(), with);
    let found = app.store.read(caller.account, "get contact", read).await?;
    let Some((contact, leads)) = found.first() else { return Ok(nothing()) };
    let view = ContactView { account: caller.account, contact, leads };
    Ok(hal(StatusCode::OK, &kommo::contact::contact(&view, &with, &base)))
}

/// Makes contacts, at most 250.
#[utoipa::path(post, path = "/api/v4/contacts", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = kommo::hal::Collection<kommo::contact::CreatedContacts>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::contact::parse_create(&body)?);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| contacts::create_contacts(&Pen::new(tx, &engine, now)?, &wishes, caller.hand());
    let made = app.store.write(caller.account, "create contacts", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let ids = made.iter().map(|contact| contact.id).zip(request_ids);
    Ok(hal(StatusCode::OK, &kommo::contact::created(ids, &base)))
}

/// Changes contacts, at most 250.
#[utoipa::path(patch, path = "/api/v4/contacts", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = kommo::hal::Collection<kommo::contact::UpdatedContacts>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::contact::parse_update_many(&body)?);
    let changed = apply(&app, caller, wishes, &request_ids).await?;
    let updated = changed.into_iter().map(|(c, is_renamed)| (c.id, is_renamed.then_some(c.name), c.updated_at));
    Ok(hal(StatusCode::OK, &kommo::contact::updated_many(updated, &base)))
}

/// Changes a contact.
#[utoipa::path(patch, path = "/api/v4/contacts/{id}", tag = "v4", params(("id" = i64, Path)), request_body = Object,
    responses((status = 200, body = kommo::contact::UpdatedContact, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn update_one(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(contact): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let contact = ContactId(id(&contact)?);
    let item = kommo::contact::parse_update_one(contact, &body)?;
    match apply(&app, caller, vec![item.value], &[item.request_id]).await {
        Ok(changed) => match changed.into_iter().next() {
            Some((c, is_renamed)) => {
                let name = is_renamed.then_some(c.name);
                Ok(hal(StatusCode::OK, &kommo::contact::updated_one(c.id, name, c.updated_at, &base)))
            }
            None => Err(ApiError::Internal("a change without a contact".to_string())),
        },
        Err(ApiError::InvalidItems(items)) if is_unknown(&items) => {
            Err(ApiError::NotFound(format!("Contact {contact} does not exist")))
        }
        Err(error) => Err(error),
    }
}

async fn apply(
    app: &Arc<App>,
    caller: Caller,
    wishes: Vec<ContactUpdate>,
    request_ids: &[String],
) -> Result<Vec<(Contact, bool)>, ApiError> {
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| contacts::change_contacts(&Pen::new(tx, &engine, now)?, &wishes, caller.hand());
    app.store
        .write(caller.account, "change contacts", make)
        .await
        .map_err(|error| ApiError::of_items(error, request_ids))
}
