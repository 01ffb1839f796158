//! `/api/v4/companies` (`companies-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::company::Company;
use domain::field::FieldHome;
use domain::rights::Act;
use domain::{CompanyId, ContactId, EntityKind, LeadId};
use http::StatusCode;
use kommo::company::{CompanyList, CompanyUpdate, CompanyView};
use kommo::problem::Failure;
use kommo::query::{CompanyQuery, CompanyWith};
use store::contacts::ContactFilter;
use store::sight::Sight;
use store::{StoreError, Tx};

use super::around::Around;
use super::leads::{is_unknown, split};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::companies;
use crate::engine::pen::Pen;
use crate::engine::rights::Gate;
use crate::error::ApiError;

const HOME: FieldHome = FieldHome::Of(EntityKind::Company);

/// Lists companies.
#[utoipa::path(get, path = "/api/v4/companies", tag = "v4", params(("page" = Option<u64>, Query), ("limit" = Option<u64>, Query),
    ("with" = Option<String>, Query), ("query" = Option<String>, Query)),
    responses((status = 200, body = kommo::hal::Page<CompanyList>, content_type = "application/hal+json"), (status = 204)))]
pub async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let asked = CompanyQuery::parse(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let Some(filter) = filter_of(&asked) else { return Ok(nothing()) };
    let (with, limit, offset) = (asked.with, asked.paging.limit as usize, asked.paging.offset() as usize);
    let fields = asked.common.fields.clone();
    let read = move |tx: &Tx<'_>| {
        let Some(fields) = super::field_tests(tx, HOME, &fields)? else { return Ok(Shown::default()) };
        let filter = ContactFilter { fields, sight: Gate::open(tx, caller.user)?.sight(), ..filter.clone() };
        Shown::load(tx, store::companies::list(tx, &filter, limit + 1, offset)?, with)
    };
    let mut shown = app.store.read(caller.account, "list companies", read).await?;
    if shown.companies.is_empty() {
        return Ok(nothing());
    }
    let has_more = shown.companies.len() > limit;
    shown.companies.truncate(limit);
    if with.only_deleted {
        let gone = |(company, ..): &(Company, Vec<LeadId>, Vec<ContactId>)| {
            kommo::values::deleted("companies", company.id.0, company.updated_at, company.updated_by, &base)
        };
        let list = serde_json::json!({"companies": shown.companies.iter().map(gone).collect::<Vec<_>>()});
        return Ok(hal(StatusCode::OK, &kommo::hal::page(&base, "companies", &asked.paging, has_more, list)));
    }
    let view = |(company, leads, contacts): &(Company, Vec<LeadId>, Vec<ContactId>)| {
        kommo::company::company(&shown.view(&caller, company, leads, contacts), &asked.with, &base)
    };
    let list = CompanyList { companies: shown.companies.iter().map(view).collect() };
    Ok(hal(StatusCode::OK, &kommo::hal::page(&base, "companies", &asked.paging, has_more, list)))
}

/// Companies with all that is shown of them.
#[derive(Default)]
struct Shown {
    companies: Vec<(Company, Vec<LeadId>, Vec<ContactId>)>,
    around: Around,
}

impl Shown {
    fn load(tx: &Tx<'_>, companies: Vec<Company>, with: CompanyWith) -> Result<Shown, StoreError> {
        let ids: Vec<i64> = companies.iter().map(|company| company.id.0).collect();
        let around = if with.only_deleted { Around::default() } else { Around::load(tx, EntityKind::Company, &ids)? };
        let linked = |company: Company| {
            let leads = if with.leads { store::companies::leads_of(tx, company.id)? } else { Vec::new() };
            let contacts = if with.contacts { store::companies::contacts_of(tx, company.id)? } else { Vec::new() };
            Ok((company, leads, contacts))
        };
        Ok(Shown { companies: companies.into_iter().map(linked).collect::<Result<_, StoreError>>()?, around })
    }

    fn view<'s>(
        &'s self,
        caller: &Caller,
        company: &'s Company,
        leads: &'s [LeadId],
        contacts: &'s [ContactId],
    ) -> CompanyView<'s> {
        let beside = self.around.of(company.id.0, company.responsible);
        CompanyView { account: caller.account, company, leads, contacts, beside }
    }
}

fn filter_of(asked: &CompanyQuery) -> Option<ContactFilter<CompanyId>> {
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
        sight: Sight::all(),
        in_bin: asked.with.only_deleted,
        text: asked.text.clone().filter(|text| !text.trim().is_empty()),
        order: super::order(asked.order),
    })
}

/// Gets a company; 204 when there is none.
#[utoipa::path(get, path = "/api/v4/companies/{id}", tag = "v4", params(("id" = i64, Path), ("with" = Option<String>, Query)),
    responses((status = 200, body = kommo::company::Company, content_type = "application/hal+json"), (status = 204)))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(company): Path<String>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let company = CompanyId(id(&company)?);
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let with = CompanyWith { only_deleted: false, ..CompanyWith::read(&asked) };
    let read = move |tx: &Tx<'_>| match Gate::open(tx, caller.user)?.may(tx, company.into(), Act::View)? {
        true => Shown::load(tx, store::companies::get(tx, company)?.into_iter().collect(), with),
        false => Ok(Shown::default()),
    };
    let found = app.store.read(caller.account, "get company", read).await?;
    let Some((company, leads, contacts)) = found.companies.first() else { return Ok(nothing()) };
    let view = found.view(&caller, company, leads, contacts);
    Ok(hal(StatusCode::OK, &kommo::company::company(&view, &with, &base)))
}

/// Makes companies, at most 250.
#[utoipa::path(post, path = "/api/v4/companies", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = kommo::hal::Collection<kommo::company::CreatedCompanies>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::company::parse_create(&body)?);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| {
        Gate::open(tx, caller.user)?.may_add(EntityKind::Company)?;
        companies::create(&Pen::new(tx, &engine, now)?, &wishes, caller.hand())
    };
    let made = app.store.write(caller.account, "create companies", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let ids = made.iter().map(|company| company.id).zip(request_ids);
    Ok(hal(StatusCode::OK, &kommo::company::created(ids, &base)))
}

/// Changes companies, at most 250.
#[utoipa::path(patch, path = "/api/v4/companies", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = kommo::hal::Collection<kommo::company::UpdatedCompanies>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::company::parse_update_many(&body)?);
    let changed = apply(&app, caller, wishes, &request_ids).await?;
    let updated = changed.into_iter().map(|(c, is_renamed)| (c.id, is_renamed.then_some(c.name), c.updated_at));
    Ok(hal(StatusCode::OK, &kommo::company::updated_many(updated, &base)))
}

/// Changes a company.
#[utoipa::path(patch, path = "/api/v4/companies/{id}", tag = "v4", params(("id" = i64, Path)), request_body = Object,
    responses((status = 200, body = kommo::company::UpdatedCompany, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn update_one(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(company): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let company = CompanyId(id(&company)?);
    let item = kommo::company::parse_update_one(company, &body)?;
    match apply(&app, caller, vec![item.value], &[item.request_id]).await {
        Ok(changed) => match changed.into_iter().next() {
            Some((c, is_renamed)) => {
                let name = is_renamed.then_some(c.name);
                Ok(hal(StatusCode::OK, &kommo::company::updated_one(c.id, name, c.updated_at, &base)))
            }
            None => Err(ApiError::Internal("a change without a company".to_string())),
        },
        Err(ApiError::InvalidItems(items)) if is_unknown(&items) => {
            Err(ApiError::NotFound(format!("Company {company} does not exist")))
        }
        Err(error) => Err(error),
    }
}

async fn apply(
    app: &Arc<App>,
    caller: Caller,
    wishes: Vec<CompanyUpdate>,
    request_ids: &[String],
) -> Result<Vec<(Company, bool)>, ApiError> {
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| {
        Gate::open(tx, caller.user)?.may_edit_all(tx, wishes.iter().map(|wish| wish.id.into()), "id")?;
        companies::change(&Pen::new(tx, &engine, now)?, &wishes, caller.hand())
    };
    app.store
        .write(caller.account, "change companies", make)
        .await
        .map_err(|error| ApiError::of_items(error, request_ids))
}
