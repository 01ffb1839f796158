//! The complete catalogue of actions (`digital-pipeline` §6), one module each. Some work today, the rest has its place.
//!
//! An action is never executed by the decision that calls for it: it becomes a job. Left out on purpose are the
//! vendor's own services (ads audiences, loyalty cards, its messenger): nothing of ours stands behind them.

pub mod add_note;
pub mod change_field;
pub mod change_responsible;
pub mod change_stage;
pub mod complete_tasks;
pub mod create_lead;
pub mod create_task;
pub mod delete_files;
pub mod edit_tags;
pub mod generate_form;
pub mod run_bot;
pub mod send_mail;
pub mod send_webhook;
pub mod widget_hook;

use crate::Problem;

use add_note::AddNote;
use change_field::ChangeField;
use change_responsible::ChangeResponsible;
use change_stage::ChangeStage;
use complete_tasks::CompleteTasks;
use create_lead::CreateLead;
use create_task::CreateTask;
use delete_files::DeleteFiles;
use edit_tags::EditTags;
use generate_form::GenerateForm;
use run_bot::RunBot;
use send_mail::SendMail;
use send_webhook::SendWebhook;
use widget_hook::WidgetHook;

/// Names of the actions that work today.
pub const AVAILABLE: [&str; 7] =
    ["widget_hook", "send_webhook", "create_task", "change_stage", "change_responsible", "edit_tags", "add_note"];

/// Names of the actions that have their place in the catalogue.
pub const COMING: [&str; 7] =
    ["complete_tasks", "change_field", "create_lead", "send_mail", "run_bot", "generate_form", "delete_files"];

/// What a trigger does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Posts a hook to the server of an installed widget.
    WidgetHook(WidgetHook),
    /// Posts what happened to any address ("API: send webhook").
    SendWebhook(SendWebhook),
    /// Makes a task.
    CreateTask(CreateTask),
    /// Marks tasks of the lead as done.
    CompleteTasks(CompleteTasks),
    /// Moves the lead.
    ChangeStage(ChangeStage),
    /// Hands the lead to another user.
    ChangeResponsible(ChangeResponsible),
    /// Sets a field of the lead.
    ChangeField(ChangeField),
    /// Puts tags on the lead or takes them off.
    EditTags(EditTags),
    /// Writes a note into the lead's feed (`extended_service_message`).
    AddNote(AddNote),
    /// Makes another lead from this one.
    CreateLead(CreateLead),
    /// Writes to the main contact.
    SendMail(SendMail),
    /// Starts a bot in the lead's conversation.
    RunBot(RunBot),
    /// Makes an individual form and writes its link into a field.
    GenerateForm(GenerateForm),
    /// Removes all files of the lead from its list.
    DeleteFiles(DeleteFiles),
}

impl Action {
    /// Whether the engine can do it today.
    pub fn is_available(&self) -> bool {
        AVAILABLE.contains(&self.name())
    }

    /// Everything that is wrong with its settings; whether the users, stages and tasks it names exist is the store's to say.
    pub fn check(&self) -> Vec<Problem> {
        match self {
            _ if !self.is_available() => vec![not_available_yet("action.kind", self.name())],
            Action::CreateTask(task) => task.check(),
            Action::EditTags(tags) => tags.check(),
            Action::AddNote(note) => note.check(),
            _ => Vec::new(),
        }
    }

    /// The name in our own API. Stored too, so it never changes.
    pub fn name(&self) -> &'static str {
        match self {
            Action::WidgetHook(_) => "widget_hook",
            Action::SendWebhook(_) => "send_webhook",
            Action::CreateTask(_) => "create_task",
            Action::CompleteTasks(_) => "complete_tasks",
            Action::ChangeStage(_) => "change_stage",
            Action::ChangeResponsible(_) => "change_responsible",
            Action::ChangeField(_) => "change_field",
            Action::EditTags(_) => "edit_tags",
            Action::AddNote(_) => "add_note",
            Action::CreateLead(_) => "create_lead",
            Action::SendMail(_) => "send_mail",
            Action::RunBot(_) => "run_bot",
            Action::GenerateForm(_) => "generate_form",
            Action::DeleteFiles(_) => "delete_files",
        }
    }
}

/// Characters of a text that an action writes.
pub const TEXT_LENGTH_MAX: usize = 20_000;

fn check_text(path: &str, text: &str) -> Vec<Problem> {
    if text.trim().is_empty() {
        return vec![Problem::new(path, "required", "the text is empty")];
    }
    if text.chars().count() > TEXT_LENGTH_MAX {
        return vec![Problem::new(path, "too_long", format!("a text has at most {TEXT_LENGTH_MAX} characters"))];
    }
    Vec::new()
}

/// The word for what has its place in the catalogue and does not work yet.
pub fn not_available_yet(path: &str, name: &str) -> Problem {
    Problem::new(path, "not_available_yet", format!("`{name}` has its place in the catalogue but does not work yet"))
}
