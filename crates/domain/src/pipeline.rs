//! Pipelines and their stages, with the system stages that every pipeline has.

use crate::{PipelineId, Problem, StageId};

/// Pipelines in an account (`digital-pipeline` §2.4).
pub const PIPELINES_MAX: usize = 50;
/// The bench and large installations may raise the vendor's limit to this; beyond it boards stop being readable.
pub const PIPELINES_HARD_MAX: usize = 1_000;
/// Stages in a pipeline, system ones included (`digital-pipeline` §2.4).
pub const STAGES_MAX: usize = 100;
/// Characters in the name of a pipeline or stage.
pub const NAME_LENGTH_MAX: usize = 255;

/// The stage of leads that were won; the same id in every pipeline.
pub const WON: StageId = StageId(142);
/// The stage of leads that were lost; the same id in every pipeline.
pub const LOST: StageId = StageId(143);

/// Order of the system stages; ordinary ones stand between (`api-v4` §8.1).
pub const SORT_INCOMING: i64 = 10;
/// See [`SORT_INCOMING`].
pub const SORT_WON: i64 = 10_000;
/// See [`SORT_INCOMING`].
pub const SORT_LOST: i64 = 11_000;
/// Distance between two ordinary stages.
pub const SORT_STEP: i64 = 10;

/// The colours that a stage may have (`api-v4` §8.1), system stages aside.
pub const STAGE_COLORS: [&str; 23] = [
    "#fffeb2", "#fffd7f", "#fff000", "#ffeab2", "#ffdc7f", "#ffce5a", "#ffdbdb", "#ffc8c8", "#ff8f92", "#d6eaff",
    "#c1e0ff", "#98cbff", "#ebffb1", "#deff81", "#87f2c0", "#f9deff", "#f3beff", "#ccc8f9", "#eb93ff", "#f2f3f4",
    "#e6e8ea", "#99ccff", "#ffcc66",
];

/// Where a lead stands. A stage alone says nothing: 142 and 143 are in every pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The pipeline.
    pub pipeline: PipelineId,
    /// The stage in it.
    pub stage: StageId,
}

impl Place {
    /// Where entities stand that are no leads.
    pub const NOWHERE: Place = Place::new(0, 0);

    /// A place from its two ids.
    pub const fn new(pipeline: i64, stage: i64) -> Place {
        Place { pipeline: PipelineId(pipeline), stage: StageId(stage) }
    }

    /// Whether leads here count as closed (won or lost).
    pub fn is_closed(self) -> bool {
        self.stage == WON || self.stage == LOST
    }
}

/// What a stage is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageKind {
    /// Requests that nobody has accepted yet (`type: 1` on the wire).
    Incoming,
    /// An ordinary stage.
    Open,
    /// The stage [`WON`].
    Won,
    /// The stage [`LOST`].
    Lost,
}

/// A column of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Unique together with the pipeline.
    pub id: StageId,
    /// Shown at the head of the column.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// Columns stand in this order.
    pub sort: i64,
    /// What it is for.
    pub kind: StageKind,
}

/// A pipeline with its stages in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Its id.
    pub id: PipelineId,
    /// What people call it.
    pub name: String,
    /// Pipelines stand in this order.
    pub sort: i64,
    /// New leads go to the main pipeline; exactly one of an account is.
    pub is_main: bool,
    /// Whether the incoming stage is shown and used.
    pub accepts_incoming: bool,
    /// All stages, by `sort`.
    pub stages: Vec<Stage>,
}

impl Pipeline {
    /// The place of a stage of this pipeline.
    pub fn place(&self, stage: StageId) -> Option<Place> {
        self.stages.iter().any(|s| s.id == stage).then_some(Place { pipeline: self.id, stage })
    }

    /// Where a lead goes when nobody says: the first ordinary stage, never the incoming one (`api-v4` §7.3).
    pub fn first_place(&self) -> Option<Place> {
        let ordinary = self.stages.iter().filter(|s| s.kind == StageKind::Open).min_by_key(|s| (s.sort, s.id));
        ordinary.map(|s| Place { pipeline: self.id, stage: s.id })
    }
}

/// A stage as somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageDraft {
    /// Shown at the head of the column.
    pub name: String,
    /// `#rrggbb` of [`STAGE_COLORS`]; the first one when absent.
    pub color: Option<String>,
    /// The wished position; ordinary stages are renumbered in this order.
    pub sort: i64,
}

impl StageDraft {
    /// Everything that is wrong with the draft.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = check_name(&self.name);
        if let Some(color) = &self.color
            && !STAGE_COLORS.contains(&color.to_lowercase().as_str())
        {
            problems.push(Problem::new(
                "color",
                "NotSupportedChoice",
                format!("`{color}` is not one of the stage colours"),
            ));
        }
        problems
    }
}

/// A pipeline as somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineDraft {
    /// What people call it.
    pub name: String,
    /// Wished position.
    pub sort: i64,
    /// Whether it becomes the main one (and the former one ceases to be).
    pub is_main: bool,
    /// Whether the incoming stage is used.
    pub accepts_incoming: bool,
    /// Ordinary stages.
    pub stages: Vec<StageDraft>,
    /// Own name for [`WON`].
    pub won_name: Option<String>,
    /// Own name for [`LOST`].
    pub lost_name: Option<String>,
}

impl PipelineDraft {
    /// Everything that is wrong with the draft.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = check_name(&self.name);
        if self.stages.len() + 3 > STAGES_MAX {
            problems.push(Problem::new(
                "_embedded.statuses",
                "TooMany",
                format!("a pipeline has at most {STAGES_MAX} stages, the three system stages included"),
            ));
        }
        for (index, stage) in self.stages.iter().enumerate() {
            let prefix = format!("_embedded.statuses.{index}");
            problems.extend(stage.check().into_iter().map(|p| p.under(&prefix)));
        }
        problems
    }

    /// All stages of the pipeline-to-be. `incoming` and `ordinary` are fresh ids, as many as there are drafts.
    pub fn stages(&self, incoming: StageId, ordinary: &[StageId]) -> Vec<Stage> {
        let mut drafts: Vec<&StageDraft> = self.stages.iter().collect();
        drafts.sort_by_key(|draft| draft.sort);
        let mut stages = vec![system(incoming, "Incoming leads", "#c1c1c1", SORT_INCOMING, StageKind::Incoming)];
        for (index, (draft, id)) in drafts.into_iter().zip(ordinary).enumerate() {
            stages.push(Stage {
                id: *id,
                name: draft.name.clone(),
                color: draft.color.as_deref().unwrap_or("#99ccff").to_lowercase(),
                sort: SORT_INCOMING + SORT_STEP * (index as i64 + 1),
                kind: StageKind::Open,
            });
        }
        let won = self.won_name.as_deref().unwrap_or("Closed - won");
        let lost = self.lost_name.as_deref().unwrap_or("Closed - lost");
        stages.push(system(WON, won, "#ccff66", SORT_WON, StageKind::Won));
        stages.push(system(LOST, lost, "#d5d8db", SORT_LOST, StageKind::Lost));
        stages
    }
}

fn system(id: StageId, name: &str, color: &str, sort: i64, kind: StageKind) -> Stage {
    Stage { id, name: name.to_string(), color: color.to_string(), sort, kind }
}

/// Checks the name of a pipeline or stage.
pub fn check_name(name: &str) -> Vec<Problem> {
    if name.trim().is_empty() {
        return vec![Problem::new("name", "NotBlank", "This value should not be blank.")];
    }
    if name.chars().count() > NAME_LENGTH_MAX {
        return vec![Problem::new("name", "TooLong", format!("a name has at most {NAME_LENGTH_MAX} characters"))];
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(names: &[(&str, i64)]) -> PipelineDraft {
        PipelineDraft {
            name: "Sales".into(),
            sort: 1,
            is_main: true,
            accepts_incoming: true,
            stages: names
                .iter()
                .map(|(n, sort)| StageDraft { name: n.to_string(), color: None, sort: *sort })
                .collect(),
            won_name: None,
            lost_name: Some("Gone".into()),
        }
    }

    #[test]
    fn stages_stand_between_the_system_ones_in_the_wished_order() {
        let stages = draft(&[("B", 200), ("A", 100)]).stages(StageId(7), &[StageId(8), StageId(9)]);
        let told: Vec<(i64, &str, i64)> = stages.iter().map(|s| (s.id.0, s.name.as_str(), s.sort)).collect();
        assert_eq!(
            told,
            [
                (7, "Incoming leads", 10),
                (8, "A", 20),
                (9, "B", 30),
                (142, "Closed - won", 10_000),
                (143, "Gone", 11_000)
            ]
        );
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let mut bad = draft(&[("", 1), ("A", 2)]);
        bad.name = " ".into();
        bad.stages[1].color = Some("#123456".into());
        let paths: Vec<String> = bad.check().into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["name", "_embedded.statuses.0.name", "_embedded.statuses.1.color"]);
    }
}
