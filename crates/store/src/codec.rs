//! A trigger's rule as text. Only rules that can be saved (`Rule::check`) come here, so what does not work yet has no
//! stored form; names are those of `domain`, which never change.

use domain::action::Action;
use domain::action::add_note::AddNote;
use domain::action::change_responsible::ChangeResponsible;
use domain::action::change_stage::ChangeStage;
use domain::action::create_task::{CreateTask, Due};
use domain::action::edit_tags::EditTags;
use domain::action::send_webhook::SendWebhook;
use domain::action::widget_hook::WidgetHook;
use domain::filter::{Filter, Quantity, TextTest};
use domain::pipeline::Place;
use domain::schedule::{ActiveHours, Outside, Window};
use domain::trigger::{Area, IfLeft, Rule};
use domain::when::When;
use domain::{FieldId, ReceiverId, TagId, UserId, WidgetId};
use serde_json::{Value, json};

use crate::error::StoreError;

pub(crate) fn write(rule: &Rule) -> Result<String, StoreError> {
    let places = rule.area.places().iter().map(|p| json!([p.pipeline.0, p.stage.0]));
    let document = json!({
        "stages": places.collect::<Vec<_>>(),
        "when": rule.when.name(),
        "filters": rule.filters.iter().map(write_filter).collect::<Result<Vec<_>, _>>()?,
        "hours": write_hours(&rule.hours),
        "delay_seconds": rule.delay_seconds,
        "run_anyway": rule.if_left == IfLeft::RunAnyway,
        "action": write_action(&rule.action)?,
    });
    Ok(document.to_string())
}

pub(crate) fn read(text: &str) -> Result<Rule, StoreError> {
    let document: Value =
        serde_json::from_str(text).map_err(|e| StoreError::Database(format!("a stored rule: {e}")))?;
    parse(&document).ok_or_else(|| StoreError::Database(format!("a stored rule cannot be read: {text}")))
}

fn parse(document: &Value) -> Option<Rule> {
    let places = document["stages"].as_array()?.iter().map(|p| Some(Place::new(p[0].as_i64()?, p[1].as_i64()?)));
    Some(Rule {
        area: Area::new(places.collect::<Option<Vec<_>>>()?),
        when: When::from_name(document["when"].as_str()?)?,
        filters: document["filters"].as_array()?.iter().map(read_filter).collect::<Option<Vec<_>>>()?,
        hours: read_hours(&document["hours"])?,
        delay_seconds: document["delay_seconds"].as_i64()?,
        if_left: if document["run_anyway"].as_bool()? { IfLeft::RunAnyway } else { IfLeft::Skip },
        action: read_action(&document["action"])?,
    })
}

fn write_filter(filter: &Filter) -> Result<Value, StoreError> {
    match filter {
        Filter::Responsible(users) => {
            Ok(json!({ "field": filter.name(), "users": users.iter().map(|u| u.0).collect::<Vec<_>>() }))
        }
        Filter::Price { min, max } => Ok(json!({ "field": filter.name(), "min": min, "max": max })),
        Filter::Tags { quantity, tags } => Ok(json!({
            "field": filter.name(),
            "quantity": quantity.name(),
            "tags": tags.iter().map(|tag| tag.0).collect::<Vec<_>>(),
        })),
        Filter::Field { field, test } => {
            Ok(json!({ "field": filter.name(), "id": field.0, "test": test.name(), "texts": test.texts() }))
        }
        Filter::Source(_) => Err(unstorable(filter.name())),
    }
}

fn read_filter(value: &Value) -> Option<Filter> {
    match value["field"].as_str()? {
        "responsible" => {
            let users = value["users"].as_array()?.iter().map(|u| Some(UserId(u.as_i64()?)));
            Some(Filter::Responsible(users.collect::<Option<Vec<_>>>()?))
        }
        "tags" => {
            let tags = value["tags"].as_array()?.iter().map(|tag| Some(TagId(tag.as_i64()?)));
            let quantity = Quantity::from_name(value["quantity"].as_str()?)?;
            Some(Filter::Tags { quantity, tags: tags.collect::<Option<Vec<_>>>()? })
        }
        "field" => Some(Filter::Field {
            field: FieldId(value["id"].as_i64()?),
            test: TextTest::from_parts(value["test"].as_str()?, texts(&value["texts"])?)?,
        }),
        "price" => Some(Filter::Price { min: value["min"].as_i64(), max: value["max"].as_i64() }),
        _ => None,
    }
}

fn write_hours(hours: &ActiveHours) -> Value {
    match hours {
        ActiveHours::Always => Value::Null,
        ActiveHours::Weekly { windows, outside } => json!({
            "windows": windows.iter().map(|w| json!([w.weekday, w.from, w.to])).collect::<Vec<_>>(),
            "drops": *outside == Outside::Drop,
        }),
    }
}

fn read_hours(value: &Value) -> Option<ActiveHours> {
    if value.is_null() {
        return Some(ActiveHours::Always);
    }
    let number = |value: &Value| value.as_u64().and_then(|n| u16::try_from(n).ok());
    let windows = value["windows"].as_array()?.iter().map(|w| {
        Some(Window { weekday: u8::try_from(w[0].as_u64()?).ok()?, from: number(&w[1])?, to: number(&w[2])? })
    });
    let outside = if value["drops"].as_bool()? { Outside::Drop } else { Outside::Hold };
    Some(ActiveHours::Weekly { windows: windows.collect::<Option<Vec<_>>>()?, outside })
}

fn write_action(action: &Action) -> Result<Value, StoreError> {
    match action {
        Action::WidgetHook(hook) => Ok(json!({
            "kind": action.name(),
            "widget": hook.widget.0,
            // A text in a text: the values must come back byte for byte.
            "settings": hook.settings,
            "action_multiple": hook.action_multiple,
            "address": hook.address.map(|receiver| receiver.0),
        })),
        Action::SendWebhook(hook) => Ok(json!({ "kind": action.name(), "url": hook.url, "address": hook.address.0 })),
        Action::CreateTask(task) => Ok(json!({
            "kind": action.name(),
            "due": match task.due {
                Due::AtCreation => json!("at_creation"),
                Due::EndOfDay => json!("end_of_day"),
                Due::After(seconds) => json!(seconds),
            },
            "responsible": task.responsible.map(|user| user.0),
            "task_type": task.task_type,
            "text": task.text,
        })),
        Action::ChangeStage(to) => Ok(json!({ "kind": action.name(), "to": [to.to.pipeline.0, to.to.stage.0] })),
        Action::ChangeResponsible(to) => Ok(json!({ "kind": action.name(), "to": to.to.0 })),
        Action::EditTags(tags) => Ok(json!({ "kind": action.name(), "add": tags.add, "remove": tags.remove })),
        Action::AddNote(note) => Ok(json!({ "kind": action.name(), "service": note.service, "text": note.text })),
        _ => Err(unstorable(action.name())),
    }
}

/// An action as the text that its job carries.
pub(crate) fn write_action_text(action: &Action) -> Result<String, StoreError> {
    Ok(write_action(action)?.to_string())
}

/// The action of a job.
pub(crate) fn read_action_text(text: &str) -> Result<Action, StoreError> {
    let value = serde_json::from_str(text).ok().as_ref().and_then(read_action);
    value.ok_or_else(|| StoreError::Database(format!("a stored action cannot be read: {text}")))
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_string)).collect()
}

fn read_action(value: &Value) -> Option<Action> {
    match value["kind"].as_str()? {
        "widget_hook" => Some(Action::WidgetHook(WidgetHook {
            widget: WidgetId(value["widget"].as_i64()?),
            settings: value["settings"].as_str()?.to_string(),
            action_multiple: value["action_multiple"].as_bool()?,
            address: value["address"].as_i64().map(ReceiverId),
        })),
        "send_webhook" => Some(Action::SendWebhook(SendWebhook {
            url: value["url"].as_str()?.to_string(),
            address: ReceiverId(value["address"].as_i64()?),
        })),
        "create_task" => Some(Action::CreateTask(CreateTask {
            due: match (value["due"].as_str(), value["due"].as_i64()) {
                (Some("at_creation"), _) => Due::AtCreation,
                (Some("end_of_day"), _) => Due::EndOfDay,
                (_, seconds) => Due::After(seconds?),
            },
            responsible: value["responsible"].as_i64().map(UserId),
            task_type: value["task_type"].as_i64()?,
            text: value["text"].as_str()?.to_string(),
        })),
        "change_stage" => Some(Action::ChangeStage(ChangeStage {
            to: Place::new(value["to"][0].as_i64()?, value["to"][1].as_i64()?),
        })),
        "change_responsible" => {
            Some(Action::ChangeResponsible(ChangeResponsible { to: UserId(value["to"].as_i64()?) }))
        }
        "edit_tags" => {
            Some(Action::EditTags(EditTags { add: texts(&value["add"])?, remove: texts(&value["remove"])? }))
        }
        "add_note" => Some(Action::AddNote(AddNote {
            service: value["service"].as_str()?.to_string(),
            text: value["text"].as_str()?.to_string(),
        })),
        _ => None,
    }
}

fn unstorable(name: &str) -> StoreError {
    StoreError::Database(format!("`{name}` has no stored form yet"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::event::ClientAction;

    #[test]
    fn a_rule_comes_back_as_it_was() {
        let windows = vec![Window { weekday: 6, from: 0, to: 1440 }];
        let rule = Rule {
            area: Area::new([Place::new(1, 142), Place::new(2, 7)]),
            when: When::Client(ClientAction::SiteVisit),
            filters: vec![
                Filter::Responsible(vec![UserId(1)]),
                Filter::Price { min: None, max: Some(-5) },
                Filter::Tags { quantity: Quantity::None, tags: vec![TagId(7)] },
                Filter::Field { field: FieldId(8), test: TextTest::Lacks("é".into()) },
                Filter::Field { field: FieldId(8), test: TextTest::Filled },
            ],
            hours: ActiveHours::Weekly { windows, outside: Outside::Drop },
            delay_seconds: 600,
            if_left: IfLeft::RunAnyway,
            action: Action::WidgetHook(WidgetHook {
                widget: WidgetId(3),
                settings: "{ \"a\" :\"\\u00e9\\n\" }".into(),
                action_multiple: true,
                address: Some(ReceiverId(9)),
            }),
        };
        assert_eq!(read(&write(&rule).unwrap()).unwrap(), rule);
        let plain = Rule {
            when: When::Moved,
            filters: vec![],
            hours: ActiveHours::Always,
            if_left: IfLeft::Skip,
            action: Action::WidgetHook(WidgetHook {
                widget: WidgetId(3),
                settings: "{}".into(),
                action_multiple: false,
                address: None,
            }),
            ..rule
        };
        assert_eq!(read(&write(&plain).unwrap()).unwrap(), plain);
    }

    #[test]
    fn every_action_that_works_comes_back_as_it_was() {
        let task = |due, responsible| {
            Action::CreateTask(CreateTask { due, responsible, task_type: 2, text: "Call {{contact.name}}".into() })
        };
        for action in [
            Action::SendWebhook(SendWebhook { url: "https://A.example/?x=%20".into(), address: ReceiverId(4) }),
            task(Due::AtCreation, None),
            task(Due::EndOfDay, Some(UserId(5))),
            task(Due::After(86_400), None),
            Action::ChangeStage(ChangeStage { to: Place::new(3, 143) }),
            Action::ChangeResponsible(ChangeResponsible { to: UserId(7) }),
            Action::EditTags(EditTags { add: vec!["VIP".into()], remove: vec![] }),
            Action::AddNote(AddNote { service: "Robot".into(), text: "é\n{{x}}".into() }),
        ] {
            assert!(action.is_available());
            assert_eq!(read_action_text(&write_action_text(&action).unwrap()).unwrap(), action);
        }
        assert!(read_action_text("{\"kind\":\"edit_tags\"}").is_err());
    }

    #[test]
    fn a_damaged_rule_is_an_error_and_not_an_empty_one() {
        for text in ["", "{}", "null", "{\"stages\":[]}"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
