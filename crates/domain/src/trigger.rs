//! A trigger: on these stages, when this happens, for such leads, in these hours, after this delay, do that.

use crate::action::{Action, not_available_yet};
use crate::filter::{FILTERS_MAX, Filter, VALUES_MAX};
use crate::pipeline::Place;
use crate::schedule::ActiveHours;
use crate::when::When;
use crate::{Problem, TriggerId};

/// Shortest delay that is not "at once" (`digital-pipeline` §3.1).
pub const DELAY_SECONDS_MIN: i64 = 60;
/// Longest delay: 999 days (`digital-pipeline` §3.1).
pub const DELAY_SECONDS_MAX: i64 = 999 * 86_400;
/// Stages under one trigger.
pub const AREA_MAX: usize = 100;
/// Characters in a trigger's name.
pub const NAME_LENGTH_MAX: usize = 255;

/// One rule of the automation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Stable over edits; hooks carry it in a header.
    pub id: TriggerId,
    /// What people call it; may be empty.
    pub name: String,
    /// Whether it is switched on. Only a complete trigger can be.
    pub is_enabled: bool,
    /// What it does and when.
    pub rule: Rule,
}

/// What a trigger does and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stages that it stands on, sorted, without repeats.
    pub area: Area,
    /// The event that it waits for.
    pub when: When,
    /// All must hold.
    pub filters: Vec<Filter>,
    /// When it may act.
    pub hours: ActiveHours,
    /// Seconds between the event and the action; 0 is at once. For a site visit this is the pending action.
    pub delay_seconds: i64,
    /// What becomes of a delayed run whose lead has left the area meanwhile.
    pub if_left: IfLeft,
    /// What it does.
    pub action: Action,
}

/// What becomes of a delayed run whose lead has left (`digital-pipeline` §7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum IfLeft {
    /// It is dropped, with the reason.
    #[default]
    Skip,
    /// It runs all the same.
    RunAnyway,
}

/// The stages of a trigger.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Area(Vec<Place>);

impl Area {
    /// The area of these places; order and repeats do not matter.
    pub fn new(places: impl IntoIterator<Item = Place>) -> Area {
        let mut places: Vec<Place> = places.into_iter().collect();
        places.sort_unstable();
        places.dedup();
        Area(places)
    }

    /// Whether the place belongs to it.
    pub fn covers(&self, place: Place) -> bool {
        self.0.binary_search(&place).is_ok()
    }

    /// All places, sorted.
    pub fn places(&self) -> &[Place] {
        &self.0
    }
}

impl Rule {
    /// Whether the trigger hears moves inside its area and out of it. Only such widgets do, because they must keep
    /// outside state in step; a stretched built-in action would otherwise act at every step.
    pub fn hears_leaving(&self) -> bool {
        let multiple = matches!(&self.action, Action::WidgetHook(hook) if hook.action_multiple);
        multiple && matches!(self.when, When::Moved | When::MovedOrCreated)
    }

    /// Whether its filters ask about more than the lead itself.
    pub fn needs_more(&self) -> bool {
        self.filters.iter().any(Filter::needs_more)
    }

    /// Everything that makes the rule one that cannot be saved.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = self.check_area();
        if !self.when.is_available() {
            problems.push(not_available_yet("when.on", self.when.name()));
        }
        problems.extend(self.action.check());
        if self.delay_seconds != 0 && !(DELAY_SECONDS_MIN..=DELAY_SECONDS_MAX).contains(&self.delay_seconds) {
            let told = "a delay is 0 (at once) or between 60 seconds and 999 days";
            problems.push(Problem::new("delay_seconds", "out_of_range", told));
        }
        problems.extend(self.check_interval());
        problems.extend(self.check_filters());
        problems.extend(self.hours.check().into_iter().map(|p| p.under("hours")));
        problems
    }

    /// What keeps a saved rule from being switched on, if anything.
    pub fn incomplete(&self) -> Option<Problem> {
        match &self.action {
            Action::WidgetHook(hook) if hook.address.is_none() => Some(Problem::new(
                "action.widget",
                "no_hook_address",
                "the widget has no webhook_url and its installation sets none; set one with the widget's webhook_url",
            )),
            _ => None,
        }
    }

    /// A move cannot follow a stage condition at once: the brake against ping-pong (`digital-pipeline` §3.1).
    fn check_interval(&self) -> Option<Problem> {
        let is_move = matches!(self.action, Action::ChangeStage(_));
        let on_stage = matches!(self.when, When::Created | When::Moved | When::MovedOrCreated);
        (is_move && on_stage && self.delay_seconds == 0).then(|| {
            let told = "a change of stage after a stage condition needs a delay of at least 60 seconds";
            Problem::new("delay_seconds", "interval_required", told)
        })
    }

    fn check_area(&self) -> Vec<Problem> {
        let places = self.area.places().len();
        if places == 0 {
            return vec![Problem::new("stages", "required", "a trigger stands on at least one stage")];
        }
        if places > AREA_MAX {
            return vec![Problem::new("stages", "too_many", format!("a trigger stands on at most {AREA_MAX} stages"))];
        }
        match &self.action {
            Action::WidgetHook(hook) if places > 1 && !hook.action_multiple => vec![Problem::new(
                "stages",
                "not_stretchable",
                "this widget's manifest does not set dp.action_multiple, so it stands on one stage only",
            )],
            _ => Vec::new(),
        }
    }

    fn check_filters(&self) -> Vec<Problem> {
        if self.filters.len() > FILTERS_MAX {
            return vec![Problem::new("filters", "too_many", format!("a trigger has at most {FILTERS_MAX} filters"))];
        }
        let mut problems = Vec::new();
        for (index, filter) in self.filters.iter().enumerate() {
            let path = format!("filters.{index}");
            match filter {
                _ if !filter.is_available() => problems.push(not_available_yet(&path, filter.name())),
                Filter::Responsible(users) if users.is_empty() || users.len() > VALUES_MAX => {
                    problems.push(Problem::new(path, "out_of_range", format!("name 1 to {VALUES_MAX} users")));
                }
                Filter::Tags { tags, .. } if tags.is_empty() || tags.len() > VALUES_MAX => {
                    problems.push(Problem::new(path, "out_of_range", format!("name 1 to {VALUES_MAX} tags")));
                }
                Filter::Field { test, .. } if test.texts().len() > VALUES_MAX => {
                    problems.push(Problem::new(path, "too_many", format!("name at most {VALUES_MAX} values")));
                }
                Filter::Price { min: None, max: None } => {
                    problems.push(Problem::new(path, "required", "set `min`, `max` or both"));
                }
                Filter::Price { min: Some(min), max: Some(max) } if min > max => {
                    problems.push(Problem::new(path, "out_of_range", "`min` is above `max`, so no lead would fit"));
                }
                _ => {}
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WidgetId;
    use crate::action::change_stage::ChangeStage;
    use crate::action::widget_hook::WidgetHook;

    fn rule(places: usize, action_multiple: bool) -> Rule {
        Rule {
            area: Area::new((0..places).map(|n| Place::new(1, n as i64))),
            when: When::Moved,
            filters: vec![],
            hours: ActiveHours::Always,
            delay_seconds: 0,
            if_left: IfLeft::Skip,
            action: Action::WidgetHook(WidgetHook {
                widget: WidgetId(1),
                settings: "{}".into(),
                action_multiple,
                address: None,
            }),
        }
    }

    #[track_caller]
    fn check(rule: Rule, expected: &[&str]) {
        let told: Vec<String> = rule.check().into_iter().map(|p| format!("{} {}", p.path, p.code)).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn what_can_be_saved() {
        check(rule(1, false), &[]);
        check(rule(2, true), &[]);
        check(rule(2, false), &["stages not_stretchable"]);
        check(rule(0, true), &["stages required"]);
        check(rule(101, true), &["stages too_many"]);
        for delay_seconds in [0, 60, 999 * 86_400] {
            check(Rule { delay_seconds, ..rule(1, false) }, &[]);
        }
        for delay_seconds in [-1, 1, 59, 999 * 86_400 + 1, i64::MAX, i64::MIN] {
            check(Rule { delay_seconds, ..rule(1, false) }, &["delay_seconds out_of_range"]);
        }
        let filters = vec![
            Filter::Price { min: Some(2), max: Some(1) },
            Filter::Price { min: None, max: None },
            Filter::Responsible(vec![]),
            Filter::Source(crate::filter::TextTest::Filled),
            Filter::Tags { quantity: crate::filter::Quantity::Any, tags: vec![] },
        ];
        check(
            Rule { filters, ..rule(1, false) },
            &[
                "filters.0 out_of_range",
                "filters.1 required",
                "filters.2 out_of_range",
                "filters.3 not_available_yet",
                "filters.4 out_of_range",
            ],
        );
    }

    #[test]
    fn built_in_actions_may_stretch() {
        let action = Action::ChangeStage(ChangeStage { to: Place::new(1, 5) });
        let moves = Rule { action, ..rule(3, false) };
        check(moves.clone(), &["delay_seconds interval_required"]);
        check(Rule { delay_seconds: 60, ..moves.clone() }, &[]);
        check(Rule { when: When::Client(crate::event::ClientAction::CallIn), ..moves }, &[]);
        let action = Action::DeleteFiles(crate::action::delete_files::DeleteFiles);
        check(Rule { action, ..rule(3, false) }, &["action.kind not_available_yet"]);
    }

    #[test]
    fn actions_tell_all_their_problems() {
        use crate::action::{add_note::AddNote, create_task::*, edit_tags::EditTags};
        let due = Due::After(-1);
        let task = CreateTask { due, responsible: None, task_type: 1, text: " ".into() };
        let action = Action::CreateTask(task);
        check(Rule { action, ..rule(1, false) }, &["action.text required", "action.due.seconds out_of_range"]);
        let tags = EditTags { add: vec!["a".into(), "".into()], remove: vec!["x".repeat(256)] };
        check(
            Rule { action: Action::EditTags(tags), ..rule(1, false) },
            &["action.add.1 bad_tag", "action.remove.0 bad_tag"],
        );
        let none = EditTags { add: vec![], remove: vec![] };
        check(Rule { action: Action::EditTags(none), ..rule(1, false) }, &["action required"]);
        let note = AddNote { service: "s".repeat(256), text: "t".repeat(20_001) };
        check(
            Rule { action: Action::AddNote(note), ..rule(1, false) },
            &["action.text too_long", "action.service too_long"],
        );
    }

    #[test]
    fn a_widget_without_an_address_is_incomplete() {
        assert_eq!(rule(1, false).incomplete().unwrap().code, "no_hook_address");
    }
}
