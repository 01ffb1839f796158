//! `/api/pipewright/v1`: what the vendor's surface has no words for. It only grows; unknown keys are errors here.

pub mod admin;
pub mod backup;
pub mod batches;
pub mod bin;
pub mod board;
pub mod deliveries;
pub mod events;
pub mod explain;
pub mod feed;
pub mod integrations;
pub mod leads;
pub mod ops;
pub mod runs;
pub mod security;
pub mod session;
pub mod stream;
pub mod tokens;
pub mod triggers;
pub mod users;
pub mod widget_versions;
pub mod widgets;

use std::collections::HashMap;

use domain::pipeline::Place;
use serde::Serialize;
use utoipa::ToSchema;

use super::input::Input;
use crate::error::ApiError;

/// Rows of a page when nobody says.
const LIMIT_DEFAULT: usize = 50;
/// Rows of a page at most.
const LIMIT_MAX: usize = 250;

/// A stage with its pipeline: only both together name one.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct PlaceView {
    /// The pipeline.
    pub pipeline_id: i64,
    /// The stage in it.
    pub stage_id: i64,
}

impl From<Place> for PlaceView {
    fn from(place: Place) -> PlaceView {
        PlaceView { pipeline_id: place.pipeline.0, stage_id: place.stage.0 }
    }
}

/// Reads `{pipeline_id, stage_id}`.
fn place(input: &Input<'_>) -> Option<Place> {
    let pipeline = input.require("pipeline_id", input.int("pipeline_id"));
    let stage = input.require("stage_id", input.int("stage_id"));
    Some(Place::new(pipeline?, stage?))
}

/// The words of a query string; unknown ones are errors.
pub(crate) struct Words(HashMap<String, String>);

impl Words {
    pub(crate) fn of(query: &str, known: &[&str]) -> Result<Words, ApiError> {
        let tree = kommo::php::decode(query).map_err(|problem| ApiError::Malformed(problem.detail))?;
        let mut words = HashMap::new();
        let mut problems = Vec::new();
        for (key, value) in tree {
            match value {
                serde_json::Value::String(text) if known.contains(&key.as_str()) => {
                    words.insert(key, text);
                }
                _ => {
                    let told = format!("unknown; known here: {}", known.join(", "));
                    problems.push(domain::Problem::new(key, "unknown_key", told));
                }
            }
        }
        if problems.is_empty() { Ok(Words(words)) } else { Err(ApiError::Invalid(problems)) }
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str).filter(|text| !text.is_empty())
    }

    fn int(&self, key: &str) -> Result<Option<i64>, ApiError> {
        let wrong =
            |_| ApiError::Invalid(vec![domain::Problem::new(key, "bad_type", "a whole number is expected here")]);
        self.text(key).map(str::parse).transpose().map_err(wrong)
    }

    fn limit(&self) -> Result<usize, ApiError> {
        Ok(self.int("limit")?.map_or(LIMIT_DEFAULT, |limit| limit.clamp(1, LIMIT_MAX as i64) as usize))
    }
}
