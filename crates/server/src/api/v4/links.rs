//! Links between leads and contacts (`entity-links-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::rights::Act;
use domain::{ContactId, LeadId};
use http::StatusCode;
use kommo::hal::Counted;
use kommo::links::{Entity, LinkList, LinkWish, LinksQuery, linked, of_one, parse_one};
use store::{StoreError, Tx};

use super::leads::split;
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::contacts;
use crate::engine::rights::Gate;
use crate::error::ApiError;

fn entity(name: &str) -> Result<Entity, ApiError> {
    Entity::from_name(name).ok_or_else(|| ApiError::NotFound(format!("links of {name} are not available yet")))
}

/// Lists the links of a lead or contact.
#[utoipa::path(get, path = "/api/v4/{entity}/{id}/links", tag = "v4", params(("entity" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = Counted<LinkList>, content_type = "application/hal+json"), (status = 204)))]
pub async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((from, of)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let (from, of) = (entity(&from)?, id(&of)?);
    let asked = LinksQuery::parse(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let read = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        let mut seen = Vec::new();
        for link in links_of(tx, from, of)? {
            if gate.may(tx, link.lead.into(), Act::View)? && gate.may(tx, link.contact.into(), Act::View)? {
                seen.push(link);
            }
        }
        Ok(seen)
    };
    let links = app.store.read(caller.account, "links", read).await?;
    let links: Vec<&LinkWish> = links.iter().filter(|link| asked.matches(from, link)).collect();
    if links.is_empty() { Ok(nothing()) } else { Ok(hal(StatusCode::OK, &of_one(from, of, links, &base))) }
}

fn links_of(tx: &Tx<'_>, from: Entity, of: i64) -> Result<Vec<LinkWish>, StoreError> {
    let link = |lead, contact, is_main| LinkWish { lead, contact, is_main: Some(is_main), author: None };
    match from {
        Entity::Leads => {
            let links = store::contacts::links_of(tx, LeadId(of))?;
            Ok(links.iter().map(|(contact, is_main)| link(LeadId(of), contact, is_main)).collect())
        }
        Entity::Contacts => {
            let leads = store::contacts::leads_of(tx, ContactId(of))?;
            Ok(leads.into_iter().map(|(lead, is_main)| link(lead, ContactId(of), is_main)).collect())
        }
    }
}

/// Whoever links changes the lead and must see the contact.
fn allow(tx: &Tx<'_>, caller: Caller, wishes: &[LinkWish]) -> Result<(), StoreError> {
    let gate = Gate::open(tx, caller.user)?;
    gate.may_edit_all(tx, wishes.iter().map(|wish| wish.lead.into()), "entity_id")?;
    for wish in wishes {
        if store::contacts::get(tx, wish.contact)?.is_some() {
            gate.require(tx, wish.contact.into(), Act::View)?;
        }
    }
    Ok(())
}

/// Links a lead with contacts, or a contact with leads.
#[utoipa::path(post, path = "/api/v4/{entity}/{id}/link", tag = "v4", params(("entity" = String, Path), ("id" = i64, Path)),
    request_body = Vec<Object>, responses((status = 200, body = Counted<LinkList>, content_type = "application/hal+json")))]
pub async fn link(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((from, of)): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (from, of) = (entity(&from)?, id(&of)?);
    let (request_ids, wishes) = split(parse_one(from, of, &body)?);
    let linked_now = app
        .store
        .write(caller.account, "link", move |tx| {
            allow(tx, caller, &wishes)?;
            contacts::link(tx, &wishes)
        })
        .await;
    let links = linked_now.map_err(|error| ApiError::of_items(error, &request_ids))?;
    Ok(hal(StatusCode::OK, &linked(from, Some(of), &links, &base)))
}

/// Takes links away; one that does not exist is no error.
#[utoipa::path(post, path = "/api/v4/{entity}/{id}/unlink", tag = "v4", params(("entity" = String, Path), ("id" = i64, Path)),
    request_body = Vec<Object>, responses((status = 204)))]
pub async fn unlink(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((from, of)): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (from, of) = (entity(&from)?, id(&of)?);
    let (request_ids, wishes) = split(parse_one(from, of, &body)?);
    let unlinked = app
        .store
        .write(caller.account, "unlink", move |tx| {
            allow(tx, caller, &wishes)?;
            contacts::unlink(tx, &wishes)
        })
        .await;
    unlinked.map_err(|error| ApiError::of_items(error, &request_ids))?;
    Ok(nothing())
}
