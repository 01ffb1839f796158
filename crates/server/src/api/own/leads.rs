//! Leads for our own pages: lists by key with the filters of the board, one lead with its contacts, and colleagues.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::lead::Lead;
use domain::pipeline::Place;
use domain::rights::Act;
use domain::{LeadId, PipelineId, Problem, StageId, UserId};
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use store::leads::{LeadFilter, Order, OrderBy, Range};
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::Words;
use crate::api::caller::Caller;
use crate::api::{Path, Query, id, json};
use crate::app::App;
use crate::engine::rights::Gate;
use crate::error::ApiError;

/// Letters of a search text; a longer one is an error.
const QUERY_CHARS_MAX: usize = 200;
/// What lists of leads may be narrowed and ordered by.
pub const FILTER_WORDS: &[&str] = &["order", "query", "responsible_user_id", "price_from", "price_to"];

/// A page of leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadsView {
    /// In the order that was asked for.
    pub leads: Vec<LeadView>,
    /// What to send as `after` for the next page; absent on the last.
    pub next: Option<String>,
}

/// A lead in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadView {
    /// Its id.
    pub id: i64,
    /// Its name; may be empty.
    pub name: String,
    /// Its budget.
    pub price: i64,
    /// Where it stands.
    pub pipeline_id: i64,
    /// Where it stands.
    pub stage_id: i64,
    /// Who looks after it.
    pub responsible_user_id: i64,
    /// Its main contact.
    pub contact: Option<NamedView>,
    /// When it was made, in seconds.
    pub created_at: i64,
    /// When it was changed last, in seconds.
    pub updated_at: i64,
    /// When it was won or lost, in seconds.
    pub closed_at: Option<i64>,
}

/// Something with a name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NamedView {
    /// Its id.
    pub id: i64,
    /// Its name; may be empty.
    pub name: String,
}

/// Lists leads, paged by key. `order` is `new` (made last comes first) or `changed` (changed last comes first).
#[utoipa::path(get, path = "/api/pipewright/v1/leads", tag = "board",
    params(("pipeline_id" = Option<i64>, Query), ("stage_id" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query), ("order" = Option<String>, Query), ("query" = Option<String>, Query),
        ("responsible_user_id" = Option<i64>, Query), ("price_from" = Option<i64>, Query),
        ("price_to" = Option<i64>, Query)),
    responses((status = 200, body = LeadsView), (status = 400, body = OwnFailure)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>, Query(query): Query) -> Result<Response, ApiError> {
    let words = Words::of(&query, &[&["pipeline_id", "stage_id", "limit", "after"], FILTER_WORDS].concat())?;
    let (pipeline, stage) = (words.int("pipeline_id")?.map(PipelineId), words.int("stage_id")?.map(StageId));
    let alone =
        || ApiError::Invalid(vec![Problem::new("pipeline_id", "required", "a stage is named with its pipeline")]);
    let places = match (pipeline, stage) {
        (Some(pipeline), Some(stage)) => vec![Place { pipeline, stage }],
        (None, Some(_)) => return Err(alone()),
        _ => Vec::new(),
    };
    let pipelines = if places.is_empty() { pipeline.into_iter().collect() } else { Vec::new() };
    let filter = LeadFilter { pipelines, places, after: words.int("after")?.map(LeadId), ..filter_of(&words)? };
    let limit = words.limit()?;
    let read = move |tx: &Tx<'_>| {
        let sight = Gate::open(tx, caller.user)?.sight();
        page(tx, &LeadFilter { sight, ..filter.clone() }, limit)
    };
    Ok(json(StatusCode::OK, &app.store.read(caller.account, "leads", read).await?))
}

/// The part of the filter that a list and a board share.
pub(crate) fn filter_of(words: &Words) -> Result<LeadFilter, ApiError> {
    let refused = |path: &str, code: &'static str, told: &str| ApiError::Invalid(vec![Problem::new(path, code, told)]);
    let by = match words.text("order") {
        None | Some("new") => OrderBy::Id,
        Some("changed") => OrderBy::UpdatedAt,
        Some(_) => return Err(refused("order", "bad_choice", "leads are ordered by `new` or `changed`")),
    };
    let text = words.text("query").map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > QUERY_CHARS_MAX) {
        return Err(refused("query", "too_long", "a search text has at most 200 letters"));
    }
    Ok(LeadFilter {
        responsible: words.int("responsible_user_id")?.map(UserId).into_iter().collect(),
        price: Range { from: words.int("price_from")?, to: words.int("price_to")? },
        text: text.map(str::to_string),
        order: Order { by, is_descending: true },
        ..LeadFilter::default()
    })
}

/// A page of leads with their main contacts.
pub fn page(tx: &Tx<'_>, filter: &LeadFilter, limit: usize) -> Result<LeadsView, StoreError> {
    let mut leads = store::leads::list(tx, filter, limit + 1, 0)?;
    let has_more = leads.len() > limit;
    leads.truncate(limit);
    let next = leads.last().filter(|_| has_more).map(|lead| lead.id.to_string());
    let ids: Vec<LeadId> = leads.iter().map(|lead| lead.id).collect();
    let contacts = store::contacts::main_of(tx, &ids)?;
    let contact = |lead: &Lead| contacts.iter().find(|(of, ..)| *of == lead.id);
    let named = |lead: &Lead| contact(lead).map(|(_, id, name)| NamedView { id: id.0, name: name.clone() });
    Ok(LeadsView { leads: leads.iter().map(|lead| view(lead, named(lead))).collect(), next })
}

fn view(lead: &Lead, contact: Option<NamedView>) -> LeadView {
    LeadView {
        id: lead.id.0,
        name: lead.name.clone(),
        price: lead.price,
        pipeline_id: lead.place.pipeline.0,
        stage_id: lead.place.stage.0,
        responsible_user_id: lead.responsible.0,
        contact,
        created_at: lead.created_at.seconds(),
        updated_at: lead.updated_at.seconds(),
        closed_at: lead.closed_at.map(|at| at.seconds()),
    }
}

/// A lead with its contacts.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadDetails {
    /// The lead.
    pub lead: LeadView,
    /// Who made it; 0 is the robot.
    pub created_by: i64,
    /// Who changed it last; 0 is the robot.
    pub updated_by: i64,
    /// All its contacts, in the order of linking.
    pub contacts: Vec<LinkedContactView>,
}

/// A contact of a lead.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkedContactView {
    /// Its id.
    pub id: i64,
    /// Its name; may be empty.
    pub name: String,
    /// Whether it is the one that automation speaks to.
    pub is_main: bool,
}

/// A lead with its contacts.
#[utoipa::path(get, path = "/api/pipewright/v1/leads/{id}", tag = "board", params(("id" = i64, Path)),
    responses((status = 200, body = LeadDetails), (status = 404, body = OwnFailure)))]
pub async fn get(caller: Caller, State(app): State<Arc<App>>, Path(lead): Path<String>) -> Result<Response, ApiError> {
    let lead = LeadId(id(&lead)?);
    let read = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        gate.require(tx, lead.into(), Act::View)?;
        let found = store::leads::get(tx, lead)?.ok_or_else(|| StoreError::missing("lead", lead))?;
        let links = store::contacts::links_of(tx, lead)?;
        let mut contacts = Vec::with_capacity(links.len());
        for (contact, is_main) in links.iter() {
            if !gate.may(tx, contact.into(), Act::View)? {
                continue;
            }
            if let Some(contact) = store::contacts::get(tx, contact)? {
                contacts.push(LinkedContactView { id: contact.id.0, name: contact.name, is_main });
            }
        }
        Ok((found, contacts))
    };
    let (lead, contacts) = app.store.read(caller.account, "lead", read).await?;
    let main = contacts.iter().find(|contact| contact.is_main);
    let main = main.map(|contact| NamedView { id: contact.id, name: contact.name.clone() });
    let (created_by, updated_by) = (lead.created_by.0, lead.updated_by.0);
    Ok(json(StatusCode::OK, &LeadDetails { lead: view(&lead, main), created_by, updated_by, contacts }))
}

/// Colleagues.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColleaguesView {
    /// By id.
    pub users: Vec<NamedView>,
}

/// Who may look after a lead: all users of the account by name.
#[utoipa::path(get, path = "/api/pipewright/v1/colleagues", tag = "board",
    responses((status = 200, body = ColleaguesView)))]
pub async fn colleagues(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let users = app.store.read(caller.account, "colleagues", store::users::list).await?;
    let named = |user: domain::user::User| {
        let name = if user.name.trim().is_empty() { user.email } else { user.name };
        NamedView { id: user.id.0, name }
    };
    Ok(json(StatusCode::OK, &ColleaguesView { users: users.into_iter().map(named).collect() }))
}
