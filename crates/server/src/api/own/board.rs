//! Pipelines with their counts, and leads paged by key: what our own pages show.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::pipeline::{Pipeline, StageKind};
use domain::{LeadId, PipelineId};
use http::StatusCode;
use serde::Serialize;
use store::leads::{LeadFilter, Order, OrderBy};
use store::totals::StageTotal;
use utoipa::ToSchema;

use super::Words;
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

/// A page of leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadsView {
    /// Newest first.
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
    /// When it was changed last, in seconds.
    pub updated_at: i64,
}

/// Lists leads, newest first, paged by key.
#[utoipa::path(get, path = "/api/pipewright/v1/leads", tag = "board",
    params(("pipeline_id" = Option<i64>, Query), ("limit" = Option<i64>, Query), ("after" = Option<String>, Query)),
    responses((status = 200, body = LeadsView)))]
pub async fn leads(caller: Caller, State(app): State<Arc<App>>, Query(query): Query) -> Result<Response, ApiError> {
    let words = Words::of(&query, &["pipeline_id", "limit", "after"])?;
    let limit = words.limit()?;
    let filter = LeadFilter {
        pipelines: words.int("pipeline_id")?.map(PipelineId).into_iter().collect(),
        after: words.int("after")?.map(LeadId),
        order: Order { by: OrderBy::Id, is_descending: true },
        ..LeadFilter::default()
    };
    let mut leads = app
        .store
        .read(caller.account, "leads", move |tx| {
            let sight = crate::engine::rights::Gate::open(tx, caller.user)?.sight();
            store::leads::list(tx, &LeadFilter { sight, ..filter.clone() }, limit + 1, 0)
        })
        .await?;
    let has_more = leads.len() > limit;
    leads.truncate(limit);
    let next = leads.last().filter(|_| has_more).map(|lead| lead.id.to_string());
    let view = |lead: domain::lead::Lead| LeadView {
        id: lead.id.0,
        name: lead.name,
        price: lead.price,
        pipeline_id: lead.place.pipeline.0,
        stage_id: lead.place.stage.0,
        responsible_user_id: lead.responsible.0,
        updated_at: lead.updated_at.seconds(),
    };
    Ok(json(StatusCode::OK, &LeadsView { leads: leads.into_iter().map(view).collect(), next }))
}
