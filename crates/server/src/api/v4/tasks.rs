//! `/api/v4/tasks` (`tasks-api`).

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::task::{Task, TaskChange};
use domain::{TaskId, UserId};
use http::StatusCode;
use kommo::problem::Failure;
use kommo::task::{TaskList, TaskOrderField, TaskQuery};
use store::tasks::{TaskFilter, TaskOrder, TaskOrderBy};
use store::{StoreError, Tx};

use super::leads::{is_unknown, split};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::pen::Pen;
use crate::engine::rights::Gate;
use crate::engine::tasks;
use crate::error::ApiError;

/// Lists tasks.
#[utoipa::path(get, path = "/api/v4/tasks", tag = "v4", params(("page" = Option<u64>, Query), ("limit" = Option<u64>, Query)),
    responses((status = 200, body = kommo::hal::Page<TaskList>, content_type = "application/hal+json"), (status = 204)))]
pub async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let asked = TaskQuery::parse(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let Some(filter) = filter_of(&asked) else { return Ok(nothing()) };
    let (limit, offset) = (asked.paging.limit as usize, asked.paging.offset() as usize);
    let read = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        let found = store::tasks::list(tx, &filter, &gate.sight(), limit + 1, offset)?;
        Ok((found, store::users::groups_of_users(tx)?))
    };
    let (mut found, groups) = app.store.read(caller.account, "list tasks", read).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let has_more = found.len() > limit;
    found.truncate(limit);
    let view = |task: &Task| kommo::task::task(caller.account, task, group(&groups, task.responsible), &base);
    let list = TaskList { tasks: found.iter().map(view).collect() };
    Ok(hal(StatusCode::OK, &kommo::hal::page(&base, "tasks", &asked.paging, has_more, list)))
}

/// The group of a user; the first one is 0.
pub(super) fn group(groups: &HashMap<UserId, i64>, user: UserId) -> i64 {
    groups.get(&user).copied().unwrap_or(0)
}

fn filter_of(asked: &TaskQuery) -> Option<TaskFilter> {
    let by = |field| match field {
        TaskOrderField::Id => TaskOrderBy::Id,
        TaskOrderField::CreatedAt => TaskOrderBy::CreatedAt,
        TaskOrderField::CompleteTill => TaskOrderBy::Due,
    };
    Some(TaskFilter {
        ids: super::any(asked.ids.clone())?,
        kinds: super::any(asked.kinds.clone())?,
        entity_ids: super::any(asked.entity_ids.clone())?,
        responsible: super::any(asked.responsible.clone())?,
        created_by: super::any(asked.created_by.clone())?,
        is_completed: asked.is_completed,
        types: super::any(asked.types.clone())?,
        updated_at: super::times(asked.updated_at),
        order: asked
            .order
            .map_or(TaskOrder::default(), |(field, is_descending)| TaskOrder { by: by(field), is_descending }),
    })
}

/// Gets a task; 204 when there is none.
#[utoipa::path(get, path = "/api/v4/tasks/{id}", tag = "v4", params(("id" = i64, Path)),
    responses((status = 200, body = kommo::task::Task, content_type = "application/hal+json"), (status = 204)))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(task): Path<String>,
) -> Result<Response, ApiError> {
    let filter = TaskFilter { ids: vec![TaskId(id(&task)?)], ..TaskFilter::default() };
    let read = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        Ok((store::tasks::list(tx, &filter, &gate.sight(), 1, 0)?, store::users::groups_of_users(tx)?))
    };
    let (found, groups) = app.store.read(caller.account, "get task", read).await?;
    let Some(task) = found.first() else { return Ok(nothing()) };
    Ok(hal(StatusCode::OK, &kommo::task::task(caller.account, task, group(&groups, task.responsible), &base)))
}

/// Makes tasks, at most 250.
#[utoipa::path(post, path = "/api/v4/tasks", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = kommo::hal::Collection<kommo::task::CreatedTasks>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::task::parse_create(&body)?);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| {
        let gate = Gate::open(tx, caller.user)?;
        let pen = Pen::new(tx, &engine, now)?;
        gate.may_make_tasks(tx, &wishes)?;
        tasks::create_tasks(&pen, &wishes, caller.hand())
    };
    let made = app.store.write(caller.account, "create tasks", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let ids = made.iter().map(|task| task.id).zip(request_ids);
    Ok(hal(StatusCode::OK, &kommo::task::created(ids, &base)))
}

/// Changes tasks, at most 250.
#[utoipa::path(patch, path = "/api/v4/tasks", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = kommo::hal::Collection<kommo::task::UpdatedTasks>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, wishes) = split(kommo::task::parse_update_many(&body)?);
    let changed = apply(&app, caller, wishes, &request_ids).await?;
    let updated = changed.iter().zip(request_ids).map(|(task, request_id)| (task.id, task.updated_at, request_id));
    Ok(hal(StatusCode::OK, &kommo::task::updated_many(updated, &base)))
}

/// Changes a task; completing it is a change too.
#[utoipa::path(patch, path = "/api/v4/tasks/{id}", tag = "v4", params(("id" = i64, Path)), request_body = Object,
    responses((status = 200, body = kommo::task::UpdatedTask, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn update_one(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(task): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let task = TaskId(id(&task)?);
    let item = kommo::task::parse_update_one(task, &body)?;
    match apply(&app, caller, vec![item.value], std::slice::from_ref(&item.request_id)).await {
        Ok(changed) => match changed.first() {
            Some(task) => {
                let told = kommo::task::updated_one(task.id, task.updated_at, item.request_id, &base);
                Ok(hal(StatusCode::OK, &told))
            }
            None => Err(ApiError::Internal("a change without a task".to_string())),
        },
        Err(ApiError::InvalidItems(items)) if is_unknown(&items) => {
            Err(ApiError::NotFound(format!("Task {task} does not exist")))
        }
        Err(error) => Err(error),
    }
}

async fn apply(
    app: &Arc<App>,
    caller: Caller,
    wishes: Vec<TaskChange>,
    request_ids: &[String],
) -> Result<Vec<Task>, ApiError> {
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let make = move |tx: &Tx<'_>| -> Result<Vec<Task>, StoreError> {
        let gate = Gate::open(tx, caller.user)?;
        let pen = Pen::new(tx, &engine, now)?;
        gate.may_change_tasks(tx, &wishes)?;
        tasks::change_tasks(&pen, &wishes, caller.hand())
    };
    app.store.write(caller.account, "change tasks", make).await.map_err(|error| ApiError::of_items(error, request_ids))
}
