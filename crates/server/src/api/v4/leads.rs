//! `/api/v4/leads` (`leads-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::contact::ContactLinks;
use domain::field::FieldHome;
use domain::lead::Lead;
use domain::{EntityKind, LeadId};
use http::StatusCode;
use kommo::body::{Item, ItemProblems};
use kommo::lead::{LeadList, LeadUpdate, LeadView};
use kommo::problem::Failure;
use kommo::query::{LeadQuery, LeadWith};
use store::leads::LeadFilter;
use store::{StoreError, Tx};

use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::change;
use crate::error::ApiError;

const HOME: FieldHome = FieldHome::Of(EntityKind::Lead);

/// Lists leads.
#[utoipa::path(get, path = "/api/v4/leads", tag = "v4", params(("page" = Option<u64>, Query), ("limit" = Option<u64>, Query),
    ("with" = Option<String>, Query), ("query" = Option<String>, Query)),
    responses((status = 200, body = kommo::hal::Page<LeadList>, content_type = "application/hal+json"), (status = 204)))]
pub async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let asked = LeadQuery::parse(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let Some(filter) = filter_of(&asked) else { return Ok(nothing()) };
    let (with, limit, offset) = (asked.with, asked.paging.limit as usize, asked.paging.offset() as usize);
    // One more than asked for tells whether there is a next page.
    let fields = asked.common.fields.clone();
    let read = move |tx: &Tx<'_>| {
        let Some(fields) = super::field_tests(tx, HOME, &fields)? else { return Ok(Vec::new()) };
        let filter = LeadFilter { fields, ..filter.clone() };
        with_contacts(tx, store::leads::list(tx, &filter, limit + 1, offset)?, with)
    };
    let mut leads = app.store.read(caller.account, "list leads", read).await?;
    if leads.is_empty() {
        return Ok(nothing());
    }
    let has_more = leads.len() > limit;
    leads.truncate(limit);
    let view = |(lead, links): &(Lead, Option<ContactLinks>)| {
        let view = LeadView { account: caller.account, lead, contacts: links.as_ref(), loss_reason: None };
        kommo::lead::lead(&view, &asked.with, &base)
    };
    let list = LeadList { leads: leads.iter().map(view).collect() };
    Ok(hal(StatusCode::OK, &kommo::hal::page(&base, "leads", &asked.paging, has_more, list)))
}

fn filter_of(asked: &LeadQuery) -> Option<LeadFilter> {
    let common = asked.common.clone();
    Some(LeadFilter {
        ids: super::any(asked.ids.clone())?,
        names: super::any(common.names)?,
        places: super::any(asked.places.clone())?,
        pipelines: super::any(asked.pipelines.clone())?,
        responsible: super::any(common.responsible)?,
        created_by: super::any(common.created_by)?,
        updated_by: super::any(common.updated_by)?,
        price: super::numbers(asked.price),
        created_at: super::times(common.created_at),
        updated_at: super::times(common.updated_at),
        closed_at: super::times(asked.closed_at),
        closest_task_at: super::times(common.closest_task_at),
        fields: Vec::new(),
        in_bin: asked.with.only_deleted,
        text: asked.text.clone().filter(|text| !text.trim().is_empty()),
        contact: None,
        after: None,
        order: super::order(asked.order),
    })
}

fn with_contacts(
    tx: &Tx<'_>,
    leads: Vec<Lead>,
    with: LeadWith,
) -> Result<Vec<(Lead, Option<ContactLinks>)>, StoreError> {
    let linked = |lead: Lead| {
        let links = if with.contacts { Some(store::contacts::links_of(tx, lead.id)?) } else { None };
        Ok((lead, links))
    };
    leads.into_iter().map(linked).collect()
}

/// Gets a lead; 204 when there is none.
#[utoipa::path(get, path = "/api/v4/leads/{id}", tag = "v4", params(("id" = i64, Path), ("with" = Option<String>, Query)),
    responses((status = 200, body = kommo::lead::Lead, content_type = "application/hal+json"), (status = 204)))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(lead): Path<String>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let lead = LeadId(id(&lead)?);
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let with = LeadWith::read(&asked);
    let read = move |tx: &Tx<'_>| with_contacts(tx, store::leads::get(tx, lead)?.into_iter().collect(), with);
    let found = app.store.read(caller.account, "get lead", read).await?;
    let Some((lead, links)) = found.first() else { return Ok(nothing()) };
    let view = LeadView { account: caller.account, lead, contacts: links.as_ref(), loss_reason: None };
    Ok(hal(StatusCode::OK, &kommo::lead::lead(&view, &with, &base)))
}

/// Makes leads, at most 250.
#[utoipa::path(post, path = "/api/v4/leads", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = kommo::hal::Collection<kommo::lead::CreatedLeads>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::lead::parse_create(&body)?);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| change::create_leads(tx, &engine, &wishes, caller.hand(), now);
    let made = app.store.write(caller.account, "create leads", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let ids = made.iter().map(|lead| lead.id).zip(request_ids);
    Ok(hal(StatusCode::OK, &kommo::lead::created(ids, &base)))
}

/// Changes leads, at most 250.
#[utoipa::path(patch, path = "/api/v4/leads", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = kommo::hal::Collection<kommo::lead::UpdatedLeads>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::lead::parse_update_many(&body)?);
    let changed = apply(&app, caller, wishes, &request_ids).await?;
    let updated = changed.iter().map(|lead| (lead.id, lead.updated_at));
    Ok(hal(StatusCode::OK, &kommo::lead::updated_many(updated, &base)))
}

/// Changes a lead.
#[utoipa::path(patch, path = "/api/v4/leads/{id}", tag = "v4", params(("id" = i64, Path)), request_body = Object,
    responses((status = 200, body = kommo::lead::UpdatedLead, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn update_one(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(lead): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let lead = LeadId(id(&lead)?);
    let item = kommo::lead::parse_update_one(lead, &body)?;
    let changed = apply(&app, caller, vec![item.value], &[item.request_id]).await;
    match changed {
        Ok(changed) => match changed.first() {
            Some(lead) => Ok(hal(StatusCode::OK, &kommo::lead::updated_one(lead.id, lead.updated_at, &base))),
            None => Err(ApiError::Internal("a change without a lead".to_string())),
        },
        Err(ApiError::InvalidItems(items)) if is_unknown(&items) => {
            Err(ApiError::NotFound(format!("Lead {lead} does not exist")))
        }
        Err(error) => Err(error),
    }
}

async fn apply(
    app: &Arc<App>,
    caller: Caller,
    wishes: Vec<LeadUpdate>,
    request_ids: &[String],
) -> Result<Vec<Lead>, ApiError> {
    let ids: Vec<LeadId> = wishes.iter().map(|wish| wish.id).collect();
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| change::change_leads(tx, &engine, &wishes, caller.hand(), now);
    app.store.write(caller.account, "change leads", make).await.map_err(|error| refused(error, request_ids, &ids))
}

/// A rule that forbids a change is told by entity, everything else by item (`error-codes`).
fn refused(error: StoreError, request_ids: &[String], ids: &[LeadId]) -> ApiError {
    match error {
        StoreError::Invalid(problems) if problems.iter().all(|(_, problem)| problem.path == "loss_reason_id") => {
            let told = |(item, problem): (usize, domain::Problem)| (ids.get(item).map_or(0, |id| id.0), problem.detail);
            ApiError::ForbiddenChanges(problems.into_iter().map(told).collect())
        }
        other => ApiError::of_items(other, request_ids),
    }
}

pub(super) fn is_unknown(items: &[ItemProblems]) -> bool {
    items
        .iter()
        .any(|item| item.problems.iter().any(|problem| problem.path == "id" && problem.code == "EntityNotFound"))
}

pub(super) fn split<T>(items: Vec<Item<T>>) -> (Vec<String>, Vec<T>) {
    items.into_iter().map(|item| (item.request_id, item.value)).unzip()
}
