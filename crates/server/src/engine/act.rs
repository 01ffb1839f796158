//! Carrying out a trigger's built-in action: the same commands as those of the API, by the hand of the robot.
//!
//! The action, the events that it brings about, what those fire, and the end of its job are one transaction.

use std::sync::Arc;

use domain::action::{Action, TEXT_LENGTH_MAX};
use domain::event::Cause;
use domain::lead::Lead;
use domain::placeholder::{Remark, Rendered};
use domain::tag::{NAME_LENGTH_MAX, TagEdit};
use domain::task::{NewTask, TaskPatch};
use domain::{JobId, TaskTypeId, Timestamp};
use kommo::lead::{LeadUpdate, PlaceWish};
use serde_json::{Value, json};
use store::jobs::actions::{self, OwedAction};
use store::{StoreError, Tx};

use super::Engine;
use super::change::change_leads;
use super::notes::{create_notes, service_note};
use super::pen::{Hand, Pen};
use super::render::{Values, seed};
use super::tasks::create_tasks;

/// Automatic changes of one lead within an hour of the clock. A loop that is broken up by people or other systems never
/// becomes deep; this ends it all the same.
pub const CHANGES_PER_HOUR_MAX: i64 = 100;

/// What became of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is done.
    Done,
    /// It cannot be done, for that reason.
    Dead(String),
    /// Somebody else has dealt with it.
    Gone,
}

/// Carries an action out. A command that is refused is an error and changes nothing; see [`bury`].
pub fn perform(tx: &Tx<'_>, engine: &Arc<Engine>, job: JobId, now: Timestamp) -> Result<Fate, StoreError> {
    let Some(owed) = actions::take(tx, job)? else { return Ok(Fate::Gone) };
    let Some(event) = store::events::get(tx, owed.event)? else { return end(tx, &owed, "event_forgotten", now) };
    let Some(lead) = store::leads::get(tx, owed.lead)? else { return end(tx, &owed, "lead_deleted", now) };
    let pen = Pen::new(tx, engine, now)?;
    let cause = Cause { event: event.id, trigger: owed.trigger, depth: event.depth().saturating_add(1) };
    let n_changes = store::budgets::note_change(tx, owed.lead, now)?;
    if n_changes > CHANGES_PER_HOUR_MAX {
        // Told once: the hundredth repetition of a complaint helps nobody.
        if n_changes == CHANGES_PER_HOUR_MAX + 1 {
            pen.tell_of_loop(&lead, owed.trigger, "hourly_budget", Some(cause))?;
        }
        return end(tx, &owed, "hourly_budget", now);
    }
    let outcome = Doing { pen: &pen, engine, lead: &lead, hand: Hand::robot(cause) }.carry_out(&owed)?;
    if let Some(outcome) = outcome.told() {
        store::runs::note_outcome(tx, owed.run, &outcome)?;
    }
    actions::finish(tx, job, None, now)?;
    Ok(Fate::Done)
}

/// Ends an action that was refused, with the reason, in a transaction of its own.
pub fn bury(tx: &Tx<'_>, job: JobId, reason: &str, now: Timestamp) -> Result<(), StoreError> {
    match actions::take(tx, job)? {
        Some(owed) => end(tx, &owed, reason, now).map(drop),
        None => Ok(()),
    }
}

fn end(tx: &Tx<'_>, owed: &OwedAction, reason: &str, now: Timestamp) -> Result<Fate, StoreError> {
    store::runs::note_outcome(tx, owed.run, &json!({ "error": reason }).to_string())?;
    actions::finish(tx, owed.job, Some(reason), now)?;
    Ok(Fate::Dead(reason.to_string()))
}

/// The words for an error that another attempt would meet again; nothing if it may pass.
pub fn refusal(error: &StoreError) -> Option<String> {
    match error {
        StoreError::Invalid(problems) => {
            Some(problems.iter().map(|(_, p)| format!("{}: {}", p.path, p.detail)).collect::<Vec<_>>().join("; "))
        }
        StoreError::NotFound { what, id } => Some(format!("there is no {what} {id}")),
        StoreError::Conflict(told) | StoreError::Panicked(told) | StoreError::Database(told) => Some(told.clone()),
        StoreError::Full | StoreError::Busy(_) | StoreError::Unreachable(_) => None,
    }
}

/// What an action left behind besides its effect.
#[derive(Default)]
struct Outcome {
    warnings: Vec<(String, Remark)>,
    made: Option<(&'static str, i64)>,
}

impl Outcome {
    /// The text, and what is remarkable about it. A text of nothing but empty placeholders becomes `otherwise`.
    fn text(&mut self, rendered: Rendered, otherwise: &str) -> String {
        self.warnings.extend(rendered.warnings);
        let text: String = rendered.text.chars().take(TEXT_LENGTH_MAX).collect();
        if text.trim().is_empty() { otherwise.to_string() } else { text }
    }

    fn name(&mut self, rendered: Rendered) -> String {
        self.warnings.extend(rendered.warnings);
        rendered.text.trim().chars().take(NAME_LENGTH_MAX).collect()
    }

    fn told(&self) -> Option<String> {
        let mut told = serde_json::Map::new();
        if !self.warnings.is_empty() {
            let warning = |(raw, remark): &(String, Remark)| json!({ "code": remark.code(), "placeholder": raw });
            told.insert("warnings".into(), self.warnings.iter().map(warning).collect());
        }
        if let Some((what, id)) = self.made {
            told.insert(what.into(), id.into());
        }
        (!told.is_empty()).then(|| Value::Object(told).to_string())
    }
}

struct Doing<'a> {
    pen: &'a Pen<'a>,
    engine: &'a Arc<Engine>,
    lead: &'a Lead,
    hand: Hand,
}

impl Doing<'_> {
    fn carry_out(&self, owed: &OwedAction) -> Result<Outcome, StoreError> {
        let values = Values::of(self.pen, self.lead, seed(owed.job, self.pen.now));
        let mut outcome = Outcome::default();
        match &owed.action {
            Action::ChangeStage(change) => {
                let place = PlaceWish { pipeline: Some(change.to.pipeline), stage: Some(change.to.stage) };
                self.change(LeadUpdate { place, ..LeadUpdate::of(self.lead.id) })?;
            }
            Action::ChangeResponsible(change) => {
                let mut update = LeadUpdate::of(self.lead.id);
                update.patch.responsible = Some(change.to);
                self.change(update)?;
            }
            Action::CreateTask(task) => {
                let fields = TaskPatch {
                    entity: Some(Some(self.lead.id.into())),
                    type_id: Some(TaskTypeId(task.task_type)),
                    text: Some(outcome.text(values.render(&task.text)?, "…")),
                    due: Some(task.due.moment(self.pen.now, &self.pen.zone)),
                    responsible: Some(task.responsible.unwrap_or(self.lead.responsible)),
                    ..TaskPatch::default()
                };
                let new = NewTask { fields, created_by: None, created_at: None, author: None };
                let made = create_tasks(self.pen, &[new], self.hand)?;
                outcome.made = made.first().map(|task| ("task_id", task.id.0));
            }
            Action::AddNote(note) => {
                let text = outcome.text(values.render(&note.text)?, "…");
                let made =
                    create_notes(self.pen, &[service_note(self.lead.id.into(), &note.service, &text)], self.hand)?;
                outcome.made = made.first().map(|note| ("note_id", note.id.0));
            }
            Action::EditTags(tags) => {
                let mut names = |names: &[String]| {
                    let rendered = names.iter().map(|name| Ok(outcome.name(values.render(name)?)));
                    let names: Result<Vec<String>, StoreError> = rendered.collect();
                    // A tag of nothing but empty placeholders is no tag.
                    names.map(|names| names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>())
                };
                let (add, remove) = (names(&tags.add)?, names(&tags.remove)?);
                self.change(LeadUpdate { tags: TagEdit::by_names(&add, &remove), ..LeadUpdate::of(self.lead.id) })?;
            }
            other => return Err(StoreError::Database(format!("`{}` cannot be carried out yet", other.name()))),
        }
        Ok(outcome)
    }

    fn change(&self, update: LeadUpdate) -> Result<(), StoreError> {
        change_leads(self.pen.tx, self.engine, &[update], self.hand, self.pen.now).map(drop)
    }
}
