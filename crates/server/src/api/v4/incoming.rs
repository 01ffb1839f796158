//! `/api/v4/leads/unsorted` (`unsorted-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{delete, get, post};
use domain::PipelineId;
use domain::incoming::{Category, State as Decided};
use http::StatusCode;
use kommo::hal::Paged;
use kommo::incoming::Summary;
use kommo::query::{Filter, Paging};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::incoming::{IncomingFilter, Tally};
use store::leads::{Order, OrderBy, Range};
use store::{StoreError, Tx};

use super::leads::split;
use super::table::{Answers, Table};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, nothing};
use crate::app::App;
use crate::engine::incoming::{self, New};
use crate::error::ApiError;
use crate::secrets::{hex, random};

/// Adds the routes.
pub fn mount(table: Table) -> Table {
    let at = |rest: &str| format!("/api/v4/leads/unsorted{rest}");
    let body = Answers::Body(200);
    table
        .row("GET", &at(""), "Lists incoming leads that wait", body, get(list))
        .row("GET", &at("/summary"), "Counts incoming leads", body, get(summary))
        .row("POST", &at("/sip"), "Adds calls", body, post(add_calls))
        .row("POST", &at("/forms"), "Adds requests from forms", body, post(add_forms))
        .row("GET", &at("/{uid}"), "Gets an incoming lead that waits", body, get(get_one))
        .row("POST", &at("/{uid}/accept"), "Accepts an incoming lead", body, post(accept))
        .row("DELETE", &at("/{uid}/decline"), "Declines an incoming lead", body, delete(decline))
        .row("POST", &at("/{uid}/link"), "Joins the client of a chat to a lead", body, post(link))
}

/// What is asked for; `None` when nothing can fit. `since`: whether a bare time means "from then on".
fn filter(asked: &kommo::php::Tree, since: bool) -> Result<Option<IncomingFilter>, ApiError> {
    let filter = Filter::of(asked);
    let pipelines = filter.ids("pipeline_id", PipelineId).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let known = |names: Vec<String>| names.iter().filter_map(|name| Category::from_name(name)).collect::<Vec<_>>();
    let categories = filter.texts("category").map(known);
    let (Some(uids), Some(pipelines), Some(categories)) =
        (super::any(filter.texts("uid")), super::any(pipelines), super::any(categories))
    else {
        return Ok(None);
    };
    let is_bare = asked.get("filter").and_then(|f| f.get("created_at")).is_some_and(Value::is_string);
    let mut created_at = super::times(filter.times("created_at"));
    if since && is_bare {
        created_at.to = None;
    }
    Ok(Some(IncomingFilter {
        uids,
        categories,
        pipelines,
        created_at: if since { created_at } else { Range::default() },
    }))
}

fn order(asked: &kommo::php::Tree) -> Order {
    let way = |key: &str| asked.get("order").and_then(|order| order.get(key)).and_then(Value::as_str);
    let is_down = |way: &str| way.eq_ignore_ascii_case("desc");
    match (way("updated_at"), way("created_at")) {
        (Some(way), _) => Order { by: OrderBy::UpdatedAt, is_descending: is_down(way) },
        (None, way) => Order { by: OrderBy::CreatedAt, is_descending: way.is_some_and(is_down) },
    }
}

async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let (paging, order) = (Paging::read(&asked), order(&asked));
    let Some(filter) = filter(&asked, false)? else { return Ok(nothing()) };
    let (limit, offset) = (paging.limit as usize, paging.offset() as usize);
    let read = move |tx: &Tx<'_>| store::incoming::list(tx, &filter, order, limit + 1, offset);
    let mut found = app.store.read(caller.account, "list incoming", read).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let has_more = found.len() > limit;
    found.truncate(limit);
    let models: Vec<Value> = found.iter().map(|i| kommo::incoming::incoming(i, caller.account, &base)).collect();
    let paged = Paged { base: &base, paging: &paging, has_more };
    Ok(hal(StatusCode::OK, &paged.page("leads/unsorted", json!({ "unsorted": models }))))
}

async fn summary(caller: Caller, State(app): State<Arc<App>>, Query(query): Query) -> Result<Response, ApiError> {
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let tallies = match filter(&asked, true)? {
        Some(filter) => {
            let read = move |tx: &Tx<'_>| store::incoming::summary(tx, &filter);
            app.store.read(caller.account, "summary of incoming", read).await?
        }
        None => Vec::new(),
    };
    Ok(hal(StatusCode::OK, &kommo::incoming::summary(&sum(&tallies))))
}

fn sum(tallies: &[Tally]) -> Summary {
    let count = |fits: &dyn Fn(&Tally) -> bool| tallies.iter().filter(|t| fits(t)).map(|t| t.n).sum::<i64>();
    let n_decided = count(&|t| t.state != Decided::Waiting);
    let waited_ms: i64 = tallies.iter().map(|tally| tally.waited_ms).sum();
    Summary {
        total: count(&|_| true),
        accepted: count(&|t| t.state == Decided::Accepted),
        declined: count(&|t| t.state == Decided::Declined),
        average_sort_time: if n_decided == 0 { 0 } else { waited_ms / n_decided / 1_000 },
        categories: Category::ALL.map(|category| count(&|t| t.category == category)),
    }
}

async fn add_calls(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    add(Category::Sip, caller, &app, &base, &body).await
}

async fn add_forms(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    add(Category::Forms, caller, &app, &base, &body).await
}

async fn add(
    category: Category,
    caller: Caller,
    app: &Arc<App>,
    base: &kommo::Base,
    body: &Value,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::incoming::parse_create(category, body)?);
    let name = |wish| {
        let uid: [u8; 20] = random().map_err(|error| ApiError::Internal(error.to_string()))?;
        let digest = hex(&Sha256::digest(format!("{category:?} {wish:?}")));
        Ok(New { uid: hex(&uid), digest, wish })
    };
    let wishes = wishes.into_iter().map(name).collect::<Result<Vec<_>, ApiError>>()?;
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| incoming::add(tx, &engine, category, &wishes, caller.hand(), now);
    let made = app.store.write(caller.account, "add incoming", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let made: Vec<_> = made.into_iter().zip(request_ids).collect();
    Ok(hal(StatusCode::OK, &kommo::incoming::created(&made, caller.account, base)))
}

async fn get_one(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(uid): Path<String>,
) -> Result<Response, ApiError> {
    let found = app.store.read(caller.account, "incoming", move |tx| store::incoming::waiting(tx, &uid)).await?;
    let found = found.map(|found| kommo::incoming::incoming(&found, caller.account, &base));
    Ok(found.map_or_else(nothing, |body| hal(StatusCode::OK, &body)))
}

async fn accept(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(uid): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let decision = kommo::incoming::parse_decision(&body)?;
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let change = move |tx: &Tx<'_>| incoming::accept(tx, &engine, &uid, decision, caller.hand(), now);
    let found = app.store.write(caller.account, "accept", change).await.map_err(told)?;
    Ok(hal(StatusCode::OK, &kommo::incoming::decided(&found, &base)))
}

async fn decline(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(uid): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let decision = kommo::incoming::parse_decision(&body)?;
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let change = move |tx: &Tx<'_>| incoming::decline(tx, &engine, &uid, decision, caller.hand(), now);
    let found = app.store.write(caller.account, "decline", change).await.map_err(told)?;
    Ok(hal(StatusCode::OK, &kommo::incoming::decided(&found, &base)))
}

async fn link(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(uid): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let to = kommo::incoming::parse_link(&body)?;
    let (engine, now, name) = (Arc::clone(&app.engine), app.clock.now(), uid.clone());
    let change = move |tx: &Tx<'_>| incoming::link(tx, &engine, &name, to, caller.hand(), now);
    app.store.write(caller.account, "link incoming", change).await.map_err(told)?;
    Ok(hal(StatusCode::OK, &kommo::incoming::linked(&uid, to.lead, &base)))
}

fn told(error: StoreError) -> ApiError {
    ApiError::of_items(error, &["0".to_string()])
}
