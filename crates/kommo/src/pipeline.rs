//! Pipelines and stages on the wire (`leads_pipelines`).

use domain::Problem;
use domain::pipeline::{
    DESCRIPTION_LENGTH_MAX, LOST, Level, PipelineDraft, SORT_STEP, STAGE_COLORS, STAGES_MAX, StageDraft, WON,
    check_name,
};
use serde_json::Value;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};

mod model;

pub use model::*;

/// A wished change to a pipeline: what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PipelinePatch {
    /// New name.
    pub name: Option<String>,
    /// New position.
    pub sort: Option<i64>,
    /// Whether it is to be the main one (then the former one ceases to be).
    pub is_main: Option<bool>,
    /// Whether the incoming stage is shown and used.
    pub accepts_incoming: Option<bool>,
}

/// A wished change to a stage: what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StagePatch {
    /// New name.
    pub name: Option<String>,
    /// New position among the ordinary stages.
    pub sort: Option<i64>,
    /// New colour, in lower case.
    pub color: Option<String>,
    /// Descriptions to be written or taken away.
    pub descriptions: Vec<DescriptionWish>,
}

/// A stage to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageCreate {
    /// The stage itself.
    pub draft: StageDraft,
    /// Its descriptions.
    pub descriptions: Vec<DescriptionWish>,
}

/// A description of a stage for people of one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescriptionWish {
    /// For whom.
    pub level: Level,
    /// What it says; absent to take it away.
    pub text: Option<String>,
}

/// Reads `POST /leads/pipelines`. All four fields of a pipeline are required; its stages may leave out the position,
/// which then follows their order.
pub fn parse_create(body: &Value) -> Result<Vec<Item<PipelineDraft>>, Rejection> {
    read_many(body, read_draft)
}

/// Reads `PATCH /leads/pipelines/{id}`, which must name at least one field.
pub fn parse_update(body: &Value) -> Result<Item<PipelinePatch>, Rejection> {
    let item = read_one(body, |reader| {
        let patch = PipelinePatch {
            name: reader.text("name"),
            sort: reader.sort("sort"),
            is_main: reader.flag("is_main"),
            accepts_incoming: reader.flag("is_unsorted_on"),
        };
        reader.check(patch.name.as_deref().map(check_name).unwrap_or_default());
        patch
    })?;
    at_least_one(item, "name, sort, is_main, is_unsorted_on")
}

/// Reads `POST /leads/pipelines/{id}/statuses`: name and position are required.
pub fn parse_create_stages(body: &Value) -> Result<Vec<Item<StageCreate>>, Rejection> {
    read_many(body, |reader| {
        reader.require("name");
        reader.require("sort");
        StageCreate { draft: read_stage(reader, 0), descriptions: read_descriptions(reader) }
    })
}

/// At most one for each level (`leads_pipelines`). One that stands there is named by its level, also when its id is told.
fn read_descriptions(reader: &mut Reader<'_>) -> Vec<DescriptionWish> {
    let read = reader.each("descriptions", Level::ALL.len(), |inner| {
        inner.require("level");
        let level = inner.text("level").and_then(|name| {
            let level = Level::from_name(&name);
            if level.is_none() {
                inner.note(not_a_choice("level"));
            }
            level
        });
        let text = inner.text("description");
        if text.as_ref().is_some_and(|text| text.chars().count() > DESCRIPTION_LENGTH_MAX) {
            let told = format!("a description has at most {DESCRIPTION_LENGTH_MAX} characters");
            inner.note(Problem::new("description", "TooLong", told));
        }
        level.map(|level| DescriptionWish { level, text })
    });
    let wishes: Vec<DescriptionWish> = read.into_iter().flatten().collect();
    for (index, wish) in wishes.iter().enumerate() {
        if wishes[..index].iter().any(|other| other.level == wish.level) {
            reader.note(Problem::new("descriptions", "NotUnique", "there is one description for each level"));
        }
    }
    wishes
}

/// Reads `PATCH /leads/pipelines/{id}/statuses/{id}`, which must name at least one field.
pub fn parse_update_stage(body: &Value) -> Result<Item<StagePatch>, Rejection> {
    let item = read_one(body, |reader| {
        let patch = StagePatch {
            name: reader.text("name"),
            sort: reader.sort("sort"),
            color: read_color(reader),
            descriptions: read_descriptions(reader),
        };
        reader.check(patch.name.as_deref().map(check_name).unwrap_or_default());
        patch
    })?;
    at_least_one(item, "name, sort, color, descriptions")
}

fn at_least_one<T: Default + PartialEq>(item: Item<T>, fields: &str) -> Result<Item<T>, Rejection> {
    if item.value == T::default() {
        return Err(Rejection::Malformed(format!("At least one of these fields is needed: {fields}")));
    }
    Ok(item)
}

fn read_draft(reader: &mut Reader<'_>) -> PipelineDraft {
    for key in ["name", "sort", "is_main", "is_unsorted_on"] {
        reader.require(key);
    }
    let mut draft = PipelineDraft {
        name: reader.text("name").unwrap_or_default(),
        sort: reader.sort("sort").unwrap_or_default(),
        is_main: reader.flag("is_main").unwrap_or_default(),
        accepts_incoming: reader.flag("is_unsorted_on").unwrap_or_default(),
        stages: Vec::new(),
        won_name: None,
        lost_name: None,
    };
    let statuses = reader.inside("_embedded", |inner| {
        let mut position = 0;
        inner.each("statuses", STAGES_MAX, |status| {
            position += 1;
            read_status(status, position)
        })
    });
    for status in statuses.into_iter().flatten() {
        match status {
            Status::Ordinary(stage) => draft.stages.push(stage),
            Status::Won(name) => draft.won_name = name,
            Status::Lost(name) => draft.lost_name = name,
        }
    }
    // The stages were checked one by one, under the positions that the caller knows.
    let own = |problem: &Problem| problem.path == "name" || problem.path == "_embedded.statuses";
    reader.check(draft.check().into_iter().filter(own).collect());
    draft
}

/// One entry of `_embedded.statuses`: a stage to be made, or another name for a system stage.
enum Status {
    Ordinary(StageDraft),
    Won(Option<String>),
    Lost(Option<String>),
}

fn read_status(reader: &mut Reader<'_>, position: i64) -> Status {
    let id = reader.int("id");
    if id == Some(WON.0) || id == Some(LOST.0) {
        let name = reader.text("name");
        reader.check(name.as_deref().map(check_name).unwrap_or_default());
        return if id == Some(WON.0) { Status::Won(name) } else { Status::Lost(name) };
    }
    if id.is_some() {
        reader.note(not_a_choice("id"));
    }
    reader.require("name");
    Status::Ordinary(read_stage(reader, position * SORT_STEP))
}

fn read_stage(reader: &mut Reader<'_>, sort: i64) -> StageDraft {
    let name = reader.text("name").unwrap_or_default();
    let stage = StageDraft { name, color: read_color(reader), sort: reader.sort("sort").unwrap_or(sort) };
    reader.check(stage.check());
    stage
}

/// A colour of the page; the two that only its samples use are accepted too.
fn read_color(reader: &mut Reader<'_>) -> Option<String> {
    let color = reader.text("color")?.to_lowercase();
    if !STAGE_COLORS.contains(&color.as_str()) {
        reader.note(not_a_choice("color"));
    }
    Some(color)
}

#[cfg(test)]
mod tests;
