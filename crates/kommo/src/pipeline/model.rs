//! Answers about pipelines and stages. The order of the fields is the order on the page.

use domain::pipeline::{Description, Pipeline as DomainPipeline, Stage as DomainStage, StageKind};
use domain::{AccountId, PipelineId, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
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
    /// The descriptions of the stages, as far as they were asked for.
    pub descriptions: &'a [Description],
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
        descriptions: scope.with_descriptions.then(|| descriptions(stage, pipeline, scope)),
        request_id: None,
        links: scope.base.stage(pipeline, stage.id),
    }
}

fn descriptions(stage: &DomainStage, pipeline: PipelineId, scope: Scope<'_>) -> Vec<Value> {
    let mine = scope.descriptions.iter().filter(|d| d.place.pipeline == pipeline && d.place.stage == stage.id);
    let write = |d: &Description| {
        json!({
            "id": d.id,
            "account_id": scope.account.0,
            "created_at": day_and_time(d.created_at),
            "updated_at": day_and_time(d.updated_at),
            "created_by": d.created_by.0,
            "updated_by": d.updated_by.map(|user| user.0),
            "pipeline_id": pipeline.0,
            "status_id": stage.id.0,
            "level": d.level.name(),
            "description": d.text,
        })
    };
    mine.map(write).collect()
}

/// `2026-01-31 08:00:00`, the one place where the vendor writes times so (`leads_pipelines`). UTC.
fn day_and_time(at: Timestamp) -> String {
    let seconds = at.seconds();
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days are counted from 1 March of the year 0, so that the leap day ends its year.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times() {
        for (seconds, expected) in [
            (0, "1970-01-01 00:00:00"),
            (951_868_799, "2000-02-29 23:59:59"),
            (951_868_800, "2000-03-01 00:00:00"),
            (1_800_000_000, "2027-01-15 08:00:00"),
            (4_107_542_400, "2100-03-01 00:00:00"),
            (crate::body::SECONDS_MAX, "9999-12-31 23:59:59"),
        ] {
            assert_eq!(day_and_time(Timestamp::from_seconds(seconds)), expected);
        }
    }
}
