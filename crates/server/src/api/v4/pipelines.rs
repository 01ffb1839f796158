//! `/api/v4/leads/pipelines` and their stages (`leads_pipelines`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::pipeline::{Description, Pipeline, Place};
use domain::{PipelineId, StageId, Timestamp};
use http::StatusCode;
use kommo::hal::{Base, Counted};
use kommo::pipeline::{DescriptionWish, PipelineList, Scope, StageCreate, StageList};
use kommo::problem::Failure;
use store::{StoreError, Tx};

use super::leads::split;
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::stages;
use crate::error::ApiError;

fn scope<'a>(caller: Caller, base: &'a Base, descriptions: Option<&'a [Description]>) -> Scope<'a> {
    Scope {
        account: caller.account,
        base,
        with_descriptions: descriptions.is_some(),
        descriptions: descriptions.unwrap_or_default(),
    }
}

fn wants_descriptions(query: &str) -> Result<bool, ApiError> {
    let asked = kommo::php::decode(query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    Ok(kommo::query::With::read(&asked).has("descriptions"))
}

/// The descriptions of a pipeline's stages, if they were asked for.
async fn described(
    app: &Arc<App>,
    caller: Caller,
    pipeline: PipelineId,
    query: &str,
) -> Result<Option<Vec<Description>>, ApiError> {
    if !wants_descriptions(query)? {
        return Ok(None);
    }
    let read = move |tx: &Tx<'_>| store::stages::descriptions(tx, pipeline);
    Ok(Some(app.store.read(caller.account, "descriptions", read).await?))
}

async fn find(app: &Arc<App>, caller: Caller, pipeline: &str) -> Result<Pipeline, ApiError> {
    let pipeline = PipelineId(id(pipeline)?);
    let found = app.store.read(caller.account, "pipeline", move |tx| store::pipelines::get(tx, pipeline)).await?;
    found.ok_or_else(|| ApiError::NotFound("Pipeline not found".to_string()))
}

/// Lists pipelines with their stages.
#[utoipa::path(get, path = "/api/v4/leads/pipelines", tag = "v4",
    responses((status = 200, body = Counted<PipelineList>, content_type = "application/hal+json")))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>, Address(base): Address) -> Result<Response, ApiError> {
    let pipelines = app.store.read(caller.account, "pipelines", store::pipelines::list).await?;
    Ok(hal(StatusCode::OK, &kommo::pipeline::pipelines(&pipelines, scope(caller, &base, None))))
}

/// Gets a pipeline.
#[utoipa::path(get, path = "/api/v4/leads/pipelines/{id}", tag = "v4", params(("id" = i64, Path)),
    responses((status = 200, body = kommo::pipeline::Pipeline, content_type = "application/hal+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(pipeline): Path<String>,
) -> Result<Response, ApiError> {
    let pipeline = find(&app, caller, &pipeline).await?;
    Ok(hal(StatusCode::OK, &kommo::pipeline::pipeline(&pipeline, scope(caller, &base, None))))
}

/// Makes pipelines.
#[utoipa::path(post, path = "/api/v4/leads/pipelines", tag = "v4", request_body = Vec<Object>,
    responses((status = 200, body = Counted<PipelineList>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let (request_ids, drafts) = split(kommo::pipeline::parse_create(&body)?);
    let make = move |tx: &Tx<'_>| {
        drafts.iter().map(|draft| store::pipelines::create(tx, draft)).collect::<Result<Vec<_>, StoreError>>()
    };
    let made = app.store.write(caller.account, "create pipelines", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let with_ids = made.iter().zip(request_ids);
    Ok(hal(StatusCode::OK, &kommo::pipeline::created(with_ids, scope(caller, &base, None))))
}

/// Changes a pipeline.
#[utoipa::path(patch, path = "/api/v4/leads/pipelines/{id}", tag = "v4", params(("id" = i64, Path)), request_body = Object,
    responses((status = 200, body = kommo::pipeline::Pipeline, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(pipeline): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let pipeline = find(&app, caller, &pipeline).await?.id;
    let item = kommo::pipeline::parse_update(&body)?;
    let patch = store::pipelines::PipelinePatch {
        name: item.value.name,
        sort: item.value.sort,
        is_main: item.value.is_main,
        accepts_incoming: item.value.accepts_incoming,
    };
    let change = move |tx: &Tx<'_>| store::pipelines::update(tx, pipeline, &patch);
    let changed = app.store.write(caller.account, "change pipeline", change).await?;
    Ok(hal(StatusCode::OK, &kommo::pipeline::pipeline(&changed, scope(caller, &base, None))))
}

/// Lists the stages of a pipeline.
#[utoipa::path(get, path = "/api/v4/leads/pipelines/{id}/statuses", tag = "v4", params(("id" = i64, Path)),
    responses((status = 200, body = Counted<StageList>, content_type = "application/hal+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn list_stages(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(pipeline): Path<String>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let pipeline = find(&app, caller, &pipeline).await?;
    let described = described(&app, caller, pipeline.id, &query).await?;
    let scope = scope(caller, &base, described.as_deref());
    Ok(hal(StatusCode::OK, &kommo::pipeline::stages(&pipeline, scope)))
}

/// Gets a stage.
#[utoipa::path(get, path = "/api/v4/leads/pipelines/{id}/statuses/{stage}", tag = "v4",
    params(("id" = i64, Path), ("stage" = i64, Path)),
    responses((status = 200, body = kommo::pipeline::Stage, content_type = "application/hal+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn get_stage(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((pipeline, stage)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let pipeline = find(&app, caller, &pipeline).await?;
    let stage = StageId(id(&stage)?);
    let found = pipeline.stages.iter().find(|s| s.id == stage);
    let found = found.ok_or_else(|| ApiError::NotFound("Status not found".to_string()))?;
    let described = described(&app, caller, pipeline.id, &query).await?;
    let scope = scope(caller, &base, described.as_deref());
    Ok(hal(StatusCode::OK, &kommo::pipeline::stage(found, pipeline.id, scope)))
}

/// Adds stages to a pipeline.
#[utoipa::path(post, path = "/api/v4/leads/pipelines/{id}/statuses", tag = "v4", params(("id" = i64, Path)),
    request_body = Vec<Object>, responses((status = 200, body = Counted<StageList>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn create_stages(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(pipeline): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let pipeline = find(&app, caller, &pipeline).await?.id;
    let (request_ids, wishes) = split(kommo::pipeline::parse_create_stages(&body)?);
    let now = app.clock.now();
    let make = move |tx: &Tx<'_>| {
        let add = |wish: &StageCreate| {
            let stage = store::pipelines::add_stage(tx, pipeline, &wish.draft)?;
            describe(tx, Place { pipeline, stage: stage.id }, &wish.descriptions, caller, now)?;
            Ok(stage)
        };
        wishes.iter().map(add).collect::<Result<Vec<_>, StoreError>>()
    };
    let made = app.store.write(caller.account, "create stages", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let with_ids = made.iter().zip(request_ids);
    Ok(hal(StatusCode::OK, &kommo::pipeline::created_stages(with_ids, pipeline, scope(caller, &base, None))))
}

/// Changes a stage.
#[utoipa::path(patch, path = "/api/v4/leads/pipelines/{id}/statuses/{stage}", tag = "v4",
    params(("id" = i64, Path), ("stage" = i64, Path)), request_body = Object,
    responses((status = 200, body = kommo::pipeline::Stage, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json")))]
pub async fn update_stage(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path((pipeline, stage)): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let pipeline = find(&app, caller, &pipeline).await?.id;
    let stage = StageId(id(&stage)?);
    let patch = kommo::pipeline::parse_update_stage(&body)?.value;
    let now = app.clock.now();
    let change = move |tx: &Tx<'_>| {
        let (name, color) = (patch.name.as_deref(), patch.color.as_deref());
        let changed = store::pipelines::update_stage(tx, pipeline, stage, name, color, patch.sort)?;
        describe(tx, Place { pipeline, stage }, &patch.descriptions, caller, now)?;
        Ok(changed)
    };
    let changed = app.store.write(caller.account, "change stage", change).await?;
    Ok(hal(StatusCode::OK, &kommo::pipeline::stage(&changed, pipeline, scope(caller, &base, None))))
}

fn describe(
    tx: &Tx<'_>,
    place: Place,
    wishes: &[DescriptionWish],
    caller: Caller,
    now: Timestamp,
) -> Result<(), StoreError> {
    wishes
        .iter()
        .try_for_each(|wish| store::stages::describe(tx, place, wish.level, wish.text.as_deref(), caller.user, now))
}

/// Deletes a pipeline that has no leads; the last one stays.
#[utoipa::path(delete, path = "/api/v4/leads/pipelines/{id}", tag = "v4", params(("id" = i64, Path)),
    responses((status = 204), (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn delete(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(pipeline): Path<String>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let pipeline = find(&app, caller, &pipeline).await?.id;
    let now = app.clock.now();
    let remove = move |tx: &Tx<'_>| stages::delete_pipeline(tx, pipeline, caller.hand(), now);
    let removed = app.store.write(caller.account, "delete pipeline", remove).await?;
    removed.map(|()| nothing()).map_err(|told| ApiError::Malformed(told.to_string()))
}

/// Deletes a stage; its leads move to the first one.
#[utoipa::path(delete, path = "/api/v4/leads/pipelines/{id}/statuses/{stage}", tag = "v4",
    params(("id" = i64, Path), ("stage" = i64, Path)),
    responses((status = 204), (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn delete_stage(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((pipeline, stage)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let pipeline = find(&app, caller, &pipeline).await?.id;
    let stage = StageId(id(&stage)?);
    let (engine, now) = (Arc::clone(&app.engine), app.clock.now());
    let remove = move |tx: &Tx<'_>| stages::delete_stage(tx, &engine, pipeline, stage, caller.hand(), now);
    let removed = app.store.write(caller.account, "delete stage", remove).await?;
    removed.map(|()| nothing()).map_err(|told| ApiError::Malformed(told.to_string()))
}
