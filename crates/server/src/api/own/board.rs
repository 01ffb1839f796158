//! Pipelines with their counts, and the board: every stage of a pipeline with its first leads, read at one moment.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::PipelineId;
use domain::pipeline::{Pipeline, StageKind};
use http::StatusCode;
use serde::Serialize;
use store::totals::StageTotal;
use utoipa::ToSchema;

use super::leads::{self, LeadView};
use super::{LIMIT_MAX, Words};
use crate::api::caller::Caller;
use crate::api::{Query, json};
use crate::app::App;
use crate::error::ApiError;

/// All pipelines.
#[derive(Debug, Serialize, ToSchema)]
pub struct PipelinesView {
    /// In their order.
    pub pipelines: Vec<PipelineView>,
}

/// A pipeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct PipelineView {
    /// Its id.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// Whether new leads go there by themselves.
    pub is_main: bool,
    /// In their order.
    pub stages: Vec<StageView>,
}

/// A stage with its counters.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageView {
    /// Unique only together with the pipeline.
    pub id: i64,
    /// Shown at its head.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// What it is for.
    pub kind: KindView,
    /// Position.
    pub sort: i64,
    /// Leads that stand there.
    pub n_leads: i64,
    /// Sum of their budgets.
    pub price_sum: i64,
}

/// Lists pipelines with the counts and sums of their stages.
#[utoipa::path(get, path = "/api/pipewright/v1/pipelines", tag = "board", responses((status = 200, body = PipelinesView)))]
pub async fn pipelines(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let read = move |tx: &store::Tx<'_>| {
        // Counters are of all leads; whoever does not see all of them sees no counters.
        let sees_all = crate::engine::rights::Gate::open(tx, caller.user)?.sees_every_lead();
        let totals = if sees_all { store::totals::list(tx)? } else { Vec::new() };
        Ok((store::pipelines::list(tx)?, totals))
    };
    let (pipelines, totals) = app.store.read(caller.account, "board", read).await?;
    let view = PipelinesView { pipelines: pipelines.iter().map(|pipeline| view(pipeline, &totals)).collect() };
    Ok(json(StatusCode::OK, &view))
}

fn view(pipeline: &Pipeline, totals: &[StageTotal]) -> PipelineView {
    let stages = pipeline.stages.iter().filter(|stage| stage.kind != StageKind::Incoming || pipeline.accepts_incoming);
    let stage = |stage: &domain::pipeline::Stage| {
        let total = totals.iter().find(|t| t.place.pipeline == pipeline.id && t.place.stage == stage.id);
        StageView {
            id: stage.id.0,
            name: stage.name.clone(),
            color: stage.color.clone(),
            kind: KindView::from(stage.kind),
            sort: stage.sort,
            n_leads: total.map_or(0, |t| t.n_leads),
            price_sum: total.map_or(0, |t| t.price_sum),
        }
    };
    PipelineView {
        id: pipeline.id.0,
        name: pipeline.name.clone(),
        is_main: pipeline.is_main,
        stages: stages.map(stage).collect(),
    }
}

/// What a stage is for.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum KindView {
    /// Requests that nobody has accepted yet.
    Incoming,
    /// An ordinary stage.
    Open,
    /// Leads that were won.
    Won,
    /// Leads that were lost.
    Lost,
}

impl From<StageKind> for KindView {
    fn from(kind: StageKind) -> KindView {
        match kind {
            StageKind::Incoming => KindView::Incoming,
            StageKind::Open => KindView::Open,
            StageKind::Won => KindView::Won,
            StageKind::Lost => KindView::Lost,
        }
    }
}

/// A pipeline as a board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardView {
    /// The pipeline.
    pub pipeline_id: i64,
    /// In their order, those without leads too.
    pub stages: Vec<BoardStageView>,
}

/// A stage of a board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardStageView {
    /// The stage.
    pub stage_id: i64,
    /// Leads that stand there and fit the filter.
    pub n_leads: i64,
    /// Sum of their budgets.
    pub price_sum: i64,
    /// The first of them.
    pub leads: Vec<LeadView>,
    /// What to send to `leads` as `after` for the next; absent when these are all.
    pub next: Option<String>,
}

/// Every stage of a pipeline with its counts and first leads, all of one moment. Without a filter the counts are the
/// kept ones; with one they are counted.
#[utoipa::path(get, path = "/api/pipewright/v1/board", tag = "board",
    params(("pipeline_id" = i64, Query), ("limit" = Option<i64>, Query), ("order" = Option<String>, Query),
        ("query" = Option<String>, Query), ("responsible_user_id" = Option<i64>, Query),
        ("price_from" = Option<i64>, Query), ("price_to" = Option<i64>, Query)),
    responses((status = 200, body = BoardView), (status = 400, body = kommo::problem::OwnFailure),
        (status = 404, body = kommo::problem::OwnFailure)))]
pub async fn board(caller: Caller, State(app): State<Arc<App>>, Query(query): Query) -> Result<Response, ApiError> {
    let words = Words::of(&query, &[&["pipeline_id", "limit"], leads::FILTER_WORDS].concat())?;
    let required = || ApiError::Invalid(vec![domain::Problem::new("pipeline_id", "required", "say which pipeline")]);
    let id = words.int("pipeline_id")?.map(PipelineId).ok_or_else(required)?;
    let (filter, limit) = (leads::filter_of(&words)?, words.limit()?.min(LIMIT_MAX));
    let read = move |tx: &store::Tx<'_>| {
        let pipeline = store::pipelines::get(tx, id)?.ok_or_else(|| store::StoreError::missing("pipeline", id))?;
        let sight = crate::engine::rights::Gate::open(tx, caller.user)?.sight();
        let filter = store::leads::LeadFilter { sight, ..filter.clone() };
        let totals = if filter.is_narrow() { store::leads::totals(tx, &filter, id)? } else { store::totals::list(tx)? };
        let stages = pipeline.stages.iter().filter(|s| s.kind != StageKind::Incoming || pipeline.accepts_incoming);
        let stage = |stage: &domain::pipeline::Stage| {
            let place = domain::pipeline::Place { pipeline: id, stage: stage.id };
            let total = totals.iter().find(|total| total.place == place);
            let filter = store::leads::LeadFilter { places: vec![place], ..filter.clone() };
            let page = match total.map_or(0, |total| total.n_leads) {
                0 => leads::LeadsView { leads: Vec::new(), next: None },
                _ => leads::page(tx, &filter, limit)?,
            };
            Ok(BoardStageView {
                stage_id: stage.id.0,
                n_leads: total.map_or(0, |total| total.n_leads),
                price_sum: total.map_or(0, |total| total.price_sum),
                leads: page.leads,
                next: page.next,
            })
        };
        let stages = stages.map(stage).collect::<Result<Vec<_>, store::StoreError>>()?;
        Ok(BoardView { pipeline_id: id.0, stages })
    };
    Ok(json(StatusCode::OK, &app.store.read(caller.account, "board of pipeline", read).await?))
}
