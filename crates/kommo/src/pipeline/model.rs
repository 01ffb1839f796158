//! Answers about pipelines and stages. The order of the fields is the order on the page.

use domain::pipeline::{Pipeline as DomainPipeline, Stage as DomainStage, StageKind};
use domain::{AccountId, PipelineId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::hal::{Base, Counted, Links};

/// A pipeline in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pipeline {
    /// Its id.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// Pipelines stand in this order.
    pub sort: i64,
    /// New leads go to the main one.
    pub is_main: bool,
    /// Whether the incoming stage is shown and used.
    pub is_unsorted_on: bool,
    /// Whether it was put away; nothing archives pipelines yet.
    pub is_archive: bool,
    /// Whose it is.
    pub account_id: i64,
    /// After a create or update: the item of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
    /// Its stages.
    #[serde(rename = "_embedded")]
    pub embedded: StageList,
}

/// A stage in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Stage {
    /// Unique together with the pipeline only.
    pub id: i64,
    /// Shown at the head of the column.
    pub name: String,
    /// Stages stand in this order.
    pub sort: i64,
    /// False for the three system stages.
    pub is_editable: bool,
    /// The pipeline.
    pub pipeline_id: i64,
    /// `#rrggbb`.
    pub color: String,
    /// 1 for the incoming stage, 0 for all others.
    pub r#type: i64,
    /// Whose it is.
    pub account_id: i64,
    /// With `with=descriptions`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub descriptions: Option<Vec<Value>>,
    /// After a create: the item of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// The stages of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageList {
    /// By `sort`.
    pub statuses: Vec<Stage>,
}

/// All pipelines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PipelineList {
    /// By `sort`.
    pub pipelines: Vec<Pipeline>,
}

/// Who is answered, and about whose pipelines.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The account.
    pub account: AccountId,
    /// Where it is reached.
    pub base: &'a Base,
    /// Whether `with=descriptions` was asked for.
    pub with_descriptions: bool,
}

/// Writes a pipeline in full.
pub fn pipeline(pipeline: &DomainPipeline, scope: Scope<'_>) -> Pipeline {
    Pipeline {
        id: pipeline.id.0,
        name: pipeline.name.clone(),
        sort: pipeline.sort,
        is_main: pipeline.is_main,
        is_unsorted_on: pipeline.accepts_incoming,
        is_archive: false,
        account_id: scope.account.0,
        request_id: None,
        links: scope.base.pipeline(pipeline.id),
        embedded: StageList { statuses: stages_of(pipeline, scope) },
    }
}

/// Writes all pipelines.
pub fn pipelines<'a>(
    pipelines: impl IntoIterator<Item = &'a DomainPipeline>,
    scope: Scope<'_>,
) -> Counted<PipelineList> {
    counted_pipelines(pipelines.into_iter().map(|each| pipeline(each, scope)).collect(), scope)
}

/// Writes the pipelines that a create made, with the request's own texts.
pub fn created<'a>(
    made: impl IntoIterator<Item = (&'a DomainPipeline, String)>,
    scope: Scope<'_>,
) -> Counted<PipelineList> {
    let with_id = |(made, request_id)| Pipeline { request_id: Some(request_id), ..pipeline(made, scope) };
    counted_pipelines(made.into_iter().map(with_id).collect(), scope)
}

fn counted_pipelines(pipelines: Vec<Pipeline>, scope: Scope<'_>) -> Counted<PipelineList> {
    let links = scope.base.at("leads/pipelines");
    Counted { total_items: pipelines.len(), links, embedded: PipelineList { pipelines } }
}

/// Writes one stage.
pub fn stage(stage: &DomainStage, pipeline: PipelineId, scope: Scope<'_>) -> Stage {
    Stage {
        id: stage.id.0,
        name: stage.name.clone(),
        sort: stage.sort,
        is_editable: stage.kind == StageKind::Open,
        pipeline_id: pipeline.0,
        color: color(stage),
        r#type: i64::from(stage.kind == StageKind::Incoming),
        account_id: scope.account.0,
        descriptions: scope.with_descriptions.then(Vec::new),
        request_id: None,
        links: scope.base.stage(pipeline, stage.id),
    }
}

/// Writes the stages of a pipeline.
pub fn stages(pipeline: &DomainPipeline, scope: Scope<'_>) -> Counted<StageList> {
    counted_stages(stages_of(pipeline, scope), pipeline.id, scope)
}

/// Writes the stages that a create made, with the request's own texts.
pub fn created_stages<'a>(
    made: impl IntoIterator<Item = (&'a DomainStage, String)>,
    pipeline: PipelineId,
    scope: Scope<'_>,
) -> Counted<StageList> {
    let with_id = |(made, request_id)| Stage { request_id: Some(request_id), ..stage(made, pipeline, scope) };
    counted_stages(made.into_iter().map(with_id).collect(), pipeline, scope)
}

fn counted_stages(statuses: Vec<Stage>, pipeline: PipelineId, scope: Scope<'_>) -> Counted<StageList> {
    let links = scope.base.at(format_args!("leads/pipelines/{pipeline}/statuses"));
    Counted { total_items: statuses.len(), links, embedded: StageList { statuses } }
}

/// The incoming stage is shown only while it is used (`stages-list`).
fn stages_of(pipeline: &DomainPipeline, scope: Scope<'_>) -> Vec<Stage> {
    let shown = |stage: &&DomainStage| pipeline.accepts_incoming || stage.kind != StageKind::Incoming;
    pipeline.stages.iter().filter(shown).map(|each| stage(each, pipeline.id, scope)).collect()
}

/// The samples write the two closing stages in capitals and all others in small letters.
fn color(stage: &DomainStage) -> String {
    match stage.kind {
        StageKind::Won | StageKind::Lost => stage.color.to_uppercase(),
        StageKind::Incoming | StageKind::Open => stage.color.clone(),
    }
}
