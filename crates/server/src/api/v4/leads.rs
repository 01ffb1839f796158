//! `/api/v4/leads` (`leads-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::contact::ContactLinks;
use domain::field::FieldHome;
use domain::lead::Lead;
use domain::rights::Act;
use domain::{EntityKind, LeadId};
use http::StatusCode;
use kommo::body::{Item, ItemProblems};
use kommo::lead::{LeadList, LeadUpdate, LeadView};
use kommo::problem::Failure;
use kommo::query::{LeadQuery, LeadWith};
use store::leads::LeadFilter;
use store::sight::Sight;
use store::{StoreError, Tx};

use super::around::Around;
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::pen::Pen;
use crate::engine::rights::Gate;
use crate::engine::{change, complex};
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
        let Some(fields) = super::field_tests(tx, HOME, &fields)? else { return Ok(Shown::default()) };
        let filter = LeadFilter { fields, sight: Gate::open(tx, caller.user)?.sight(), ..filter.clone() };
        Shown::load(tx, store::leads::list(tx, &filter, limit + 1, offset)?, with)
    };
    let mut shown = app.store.read(caller.account, "list leads", read).await?;
    if shown.leads.is_empty() {
        return Ok(nothing());
    }
    let has_more = shown.leads.len() > limit;
    shown.leads.truncate(limit);
    if with.only_deleted {
        let gone = |(lead, _): &(Lead, Option<ContactLinks>)| {
            kommo::values::deleted("leads", lead.id.0, lead.updated_at, lead.updated_by, &base)
        };
        let list = serde_json::json!({"leads": shown.leads.iter().map(gone).collect::<Vec<_>>()});
        return Ok(hal(StatusCode::OK, &kommo::hal::page(&base, "leads", &asked.paging, has_more, list)));
    }
    let view = |(lead, links): &(Lead, Option<ContactLinks>)| {
        kommo::lead::lead(&shown.view(&caller, lead, links.as_ref()), &asked.with, &base)
    };
    let list = LeadList { leads: shown.leads.iter().map(view).collect() };
    Ok(hal(StatusCode::OK, &kommo::hal::page(&base, "leads", &asked.paging, has_more, list)))
}

/// Leads with all that is shown of them.
#[derive(Default)]
struct Shown {
    leads: Vec<(Lead, Option<ContactLinks>)>,
    around: Around,
}

impl Shown {
    fn load(tx: &Tx<'_>, leads: Vec<Lead>, with: LeadWith) -> Result<Shown, StoreError> {
        let ids: Vec<i64> = leads.iter().map(|lead| lead.id.0).collect();
        let around = if with.only_deleted { Around::default() } else { Around::load(tx, EntityKind::Lead, &ids)? };
        let linked = |lead: Lead| {
            let links = if with.contacts { Some(store::contacts::links_of(tx, lead.id)?) } else { None };
            Ok((lead, links))
        };
        Ok(Shown { leads: leads.into_iter().map(linked).collect::<Result<_, StoreError>>()?, around })
    }

    fn view<'s>(&'s self, caller: &Caller, lead: &'s Lead, contacts: Option<&'s ContactLinks>) -> LeadView<'s> {
        let beside = self.around.of(lead.id.0, lead.responsible);
        LeadView { account: caller.account, lead, contacts, loss_reason: None, beside }
    }
}

fn filter_of(asked: &LeadQuery) -> Option<LeadFilter> {
    let common = asked.common.clone();
    Some(LeadFilter {
        sight: Sight::all(),
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
    let with = LeadWith { only_deleted: false, ..LeadWith::read(&asked) };
    let read = move |tx: &Tx<'_>| match Gate::open(tx, caller.user)?.may(tx, lead.into(), Act::View)? {
        true => Shown::load(tx, store::leads::get(tx, lead)?.into_iter().collect(), with),
        false => Ok(Shown::default()),
    };
    let found = app.store.read(caller.account, "get lead", read).await?;
    let Some((lead, links)) = found.leads.first() else { return Ok(nothing()) };
    let view = found.view(&caller, lead, links.as_ref());
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
    let make = move |tx: &Tx<'_>| {
        Gate::open(tx, caller.user)?.may_add(EntityKind::Lead)?;
        change::create_leads(tx, &engine, &wishes, caller.hand(), now)
    };
    let made = app.store.write(caller.account, "create leads", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let ids = made.iter().map(|lead| lead.id).zip(request_ids);
    Ok(hal(StatusCode::OK, &kommo::lead::created(ids, &base)))
}

/// Makes leads with a contact and a company each, at most 50. Duplicate control is off.
#[utoipa::path(post, path = "/api/v4/leads/complex", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = Vec<Object>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn create_complex(
    caller: Caller,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::complex::parse(&body)?);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        for kind in [EntityKind::Lead, EntityKind::Contact, EntityKind::Company] {
            gate.may_add(kind)?;
        }
        complex::create(&Pen::new(tx, &engine, now)?, &wishes, caller.hand())
    };
    let made = app.store.write(caller.account, "create complex leads", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let told = made.iter().zip(&request_ids).map(|(made, request_id)| kommo::complex::Made {
        lead: made.lead.id,
        contact: made.contact,
        company: made.company,
        request_id,
    });
    Ok(hal(StatusCode::OK, &kommo::complex::created(told)))
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
    let make = move |tx: &Tx<'_>| {
        Gate::open(tx, caller.user)?.may_edit_all(tx, wishes.iter().map(|wish| wish.id.into()), "id")?;
        change::change_leads(tx, &engine, &wishes, caller.hand(), now)
    };
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
