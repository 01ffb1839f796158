//! What a trigger does, in the words of our API.

use domain::action::Action;
use domain::action::add_note::AddNote;
use domain::action::change_responsible::ChangeResponsible;
use domain::action::change_stage::ChangeStage;
use domain::action::create_task::{CreateTask, Due};
use domain::action::edit_tags::EditTags;
use domain::{UserId, action};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use store::{StoreError, Tx};
use utoipa::ToSchema;

use crate::api::input::Input;
use crate::engine::triggers::ActionDraft;

/// The type of a task when nobody names one: a call (`api-v4` §12).
const TASK_TYPE_DEFAULT: i64 = 1;

/// What a trigger does.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActionView {
    /// Sends the hook of a widget.
    WidgetHook {
        /// Code of the widget.
        widget: String,
        /// The values, byte for byte as they were saved.
        #[schema(value_type = Object)]
        settings: Box<RawValue>,
        /// Where its hooks go.
        address: Option<String>,
    },
    /// Posts to an address.
    SendWebhook {
        /// Byte for byte.
        url: String,
    },
    /// Makes a task.
    CreateTask {
        /// May hold placeholders.
        text: String,
        /// Kind of task.
        task_type: i64,
        /// Who is to do it; the lead's responsible user when absent.
        responsible_id: Option<i64>,
        /// `at_creation`, `end_of_day` or `after`.
        due: &'static str,
        /// With `after`: seconds.
        due_seconds: Option<i64>,
    },
    /// Moves the lead.
    ChangeStage {
        /// The pipeline.
        pipeline_id: i64,
        /// The stage in it.
        stage_id: i64,
    },
    /// Hands the lead to another user.
    ChangeResponsible {
        /// To whom.
        user_id: i64,
    },
    /// Puts tags on the lead or takes them off.
    EditTags {
        /// Names of tags to put on.
        add: Vec<String>,
        /// Names of tags to take off.
        remove: Vec<String>,
    },
    /// Writes a note into the lead's feed.
    AddNote {
        /// Who seems to speak.
        service: String,
        /// May hold placeholders.
        text: String,
    },
}

/// What a trigger does: `kind` and, by kind, `widget` and `settings`; `url`; `text`, `task_type`, `responsible_id`, `due` and
/// `due_seconds`; `pipeline_id` and `stage_id`; `user_id`; `add` and `remove`; `service` and `text`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct ActionBody {
    kind: String,
    widget: Option<String>,
    settings: Option<Value>,
    url: Option<String>,
    text: Option<String>,
    task_type: Option<i64>,
    responsible_id: Option<i64>,
    due: Option<String>,
    due_seconds: Option<i64>,
    pipeline_id: Option<i64>,
    stage_id: Option<i64>,
    user_id: Option<i64>,
    add: Option<Vec<String>>,
    remove: Option<Vec<String>>,
    service: Option<String>,
}

/// An action as the API shows it.
pub fn view(tx: &Tx<'_>, action: Action) -> Result<ActionView, StoreError> {
    Ok(match action {
        Action::WidgetHook(hook) => ActionView::WidgetHook {
            widget: store::widgets::by_id(tx, hook.widget)?.map(|widget| widget.code).unwrap_or_default(),
            settings: RawValue::from_string(hook.settings).map_err(|e| StoreError::Database(e.to_string()))?,
            address: hook.address.map(|receiver| store::receivers::url(tx, receiver)).transpose()?.flatten(),
        },
        Action::SendWebhook(hook) => ActionView::SendWebhook { url: hook.url },
        Action::CreateTask(task) => {
            let (due, due_seconds) = match task.due {
                Due::AtCreation => ("at_creation", None),
                Due::EndOfDay => ("end_of_day", None),
                Due::After(seconds) => ("after", Some(seconds)),
            };
            let responsible_id = task.responsible.map(|user| user.0);
            ActionView::CreateTask { text: task.text, task_type: task.task_type, responsible_id, due, due_seconds }
        }
        Action::ChangeStage(change) => {
            ActionView::ChangeStage { pipeline_id: change.to.pipeline.0, stage_id: change.to.stage.0 }
        }
        Action::ChangeResponsible(change) => ActionView::ChangeResponsible { user_id: change.to.0 },
        Action::EditTags(tags) => ActionView::EditTags { add: tags.add, remove: tags.remove },
        Action::AddNote(note) => ActionView::AddNote { service: note.service, text: note.text },
        other => return Err(StoreError::Database(format!("`{}` has no form in the API yet", other.name()))),
    })
}

/// Reads an action. `settings` is the text of `action.settings` as it was sent.
pub fn read(input: &Input<'_>, settings: String) -> Option<ActionDraft> {
    let kind = input.require("kind", input.text("kind"))?;
    if !action::AVAILABLE.contains(&kind) {
        match action::COMING.contains(&kind) {
            true => {
                let problem = action::not_available_yet("kind", kind);
                input.problem("kind", problem.code, problem.detail);
            }
            false => input.problem("kind", "bad_choice", format!("this is one of {}", action::AVAILABLE.join(", "))),
        }
        return None;
    }
    let draft = match kind {
        "widget_hook" => {
            if input.any("settings").is_some_and(|settings| !settings.is_object()) {
                input.problem("settings", "bad_type", "an object is expected here");
            }
            let code = input.require("widget", input.text("widget")).map(str::to_string);
            code.map(|code| ActionDraft::Widget { code, settings })
        }
        "send_webhook" => {
            let url = input.require("url", input.text("url")).map(str::to_string);
            url.map(|url| ActionDraft::Webhook { url })
        }
        _ => built_in(kind, input).map(ActionDraft::BuiltIn),
    };
    input.close();
    draft
}

fn built_in(kind: &str, input: &Input<'_>) -> Option<Action> {
    let text = |key: &'static str| input.require(key, input.text(key)).map(str::to_string);
    match kind {
        "create_task" => {
            let (text, due) = (text("text"), read_due(input));
            let responsible = input.int("responsible_id").map(UserId);
            let task_type = input.int("task_type").unwrap_or(TASK_TYPE_DEFAULT);
            Some(Action::CreateTask(CreateTask { due: due?, responsible, task_type, text: text? }))
        }
        "change_stage" => Some(Action::ChangeStage(ChangeStage { to: super::place(input)? })),
        "change_responsible" => {
            let to = UserId(input.require("user_id", input.int("user_id"))?);
            Some(Action::ChangeResponsible(ChangeResponsible { to }))
        }
        "edit_tags" => {
            let names = |key| input.texts(key).unwrap_or_default();
            Some(Action::EditTags(EditTags { add: names("add"), remove: names("remove") }))
        }
        "add_note" => {
            let service = input.text("service").unwrap_or_default().to_string();
            Some(Action::AddNote(AddNote { service, text: text("text")? }))
        }
        _ => None,
    }
}

fn read_due(input: &Input<'_>) -> Option<Due> {
    let seconds = input.int("due_seconds");
    match input.text("due") {
        Some("at_creation") => Some(Due::AtCreation),
        None | Some("end_of_day") => Some(Due::EndOfDay),
        Some("after") => input.require("due_seconds", seconds).map(Due::After),
        Some(_) => {
            input.problem("due", "bad_choice", "this is `at_creation`, `end_of_day` or `after`");
            None
        }
    }
}
