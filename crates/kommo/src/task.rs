//! Tasks on the wire (`tasks-api`). An answer to a create or update never repeats the task.

use domain::task::{NewTask, TaskChange, TaskPatch};
use domain::{Entity, EntityKind, Problem, TaskId, TaskTypeId, Timestamp, UserId};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};
use crate::entity::{from_plural, plural};
use crate::hal::{Base, Collection, Links};
use crate::php::{self, Tree};
use crate::query::{Filter, Paging, Range};
use crate::scalar;

/// Reads `POST /tasks`.
pub fn parse_create(body: &Value) -> Result<Vec<Item<NewTask>>, Rejection> {
    read_many(body, |reader| {
        reader.require("text");
        reader.require("complete_till");
        NewTask {
            fields: read_patch(reader),
            created_by: reader.int("created_by").map(UserId),
            created_at: reader.time("created_at"),
            author: reader.int("updated_by").map(UserId),
        }
    })
}

/// Reads `PATCH /tasks`.
pub fn parse_update_many(body: &Value) -> Result<Vec<Item<TaskChange>>, Rejection> {
    read_many(body, |reader| {
        reader.require("id");
        let id = reader.int("id").unwrap_or_default();
        read_change(reader, TaskId(id))
    })
}

/// Reads `PATCH /tasks/{id}`: the id may stand in the body too, but no other.
pub fn parse_update_one(id: TaskId, body: &Value) -> Result<Item<TaskChange>, Rejection> {
    read_one(body, |reader| {
        if reader.int("id").is_some_and(|told| told != id.0) {
            reader.note(not_a_choice("id"));
        }
        read_change(reader, id)
    })
}

fn read_change(reader: &mut Reader<'_>, id: TaskId) -> TaskChange {
    TaskChange { id, patch: read_patch(reader), author: reader.int("updated_by").map(UserId) }
}

fn read_patch(reader: &mut Reader<'_>) -> TaskPatch {
    let patch = TaskPatch {
        entity: read_entity(reader),
        type_id: reader.int("task_type_id").map(TaskTypeId),
        text: reader.text("text"),
        due: reader.time("complete_till"),
        duration_s: reader.int("duration"),
        is_completed: reader.flag("is_completed"),
        result: read_result(reader),
        responsible: reader.int("responsible_user_id").map(UserId),
        updated_at: reader.time("updated_at"),
    };
    reader.check(patch.check());
    patch
}

/// Type and id go together; both as `null` take the task from its entity.
fn read_entity(reader: &mut Reader<'_>) -> Option<Option<Entity>> {
    if reader.is_null("entity_id") && reader.is_null("entity_type") {
        return Some(None);
    }
    let id = reader.int("entity_id").filter(|id| *id != 0);
    let name = reader.text("entity_type");
    match (id, name) {
        (None, _) => None,
        (Some(_), None) => {
            reader.require("entity_type");
            None
        }
        (Some(id), Some(name)) => match from_plural(&name) {
            Some(kind) => Some(Some(Entity { kind, id })),
            None => {
                reader.note(not_a_choice("entity_type"));
                None
            }
        },
    }
}

/// Clients post a task back as they read it: without a result it is `[]`.
fn read_result(reader: &mut Reader<'_>) -> Option<String> {
    match reader.get("result") {
        Some(Value::String(text)) => Some(text.clone()),
        Some(_) => reader.inside("result", |result| result.text("text")).flatten(),
        None => None,
    }
}

/// What tasks are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskOrderField {
    /// `created_at`.
    CreatedAt,
    /// `complete_till`.
    CompleteTill,
    /// `id`.
    Id,
}

/// What a list of tasks is asked for. `None` asks for nothing; an empty list matches nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskQuery {
    /// Which page.
    pub paging: Paging,
    /// Wished order, and whether the largest come first.
    pub order: Option<(TaskOrderField, bool)>,
    /// `filter[id]`.
    pub ids: Option<Vec<TaskId>>,
    /// `filter[responsible_user_id]`.
    pub responsible: Option<Vec<UserId>>,
    /// `filter[created_by]`.
    pub created_by: Option<Vec<UserId>>,
    /// `filter[is_completed]`.
    pub is_completed: Option<bool>,
    /// `filter[task_type]` and `filter[task_type_id]`: the official client sends both.
    pub types: Option<Vec<TaskTypeId>>,
    /// `filter[entity_type]`.
    pub kinds: Option<Vec<EntityKind>>,
    /// `filter[entity_id]`; it says something only together with the type.
    pub entity_ids: Option<Vec<i64>>,
    /// `filter[updated_at]`.
    pub updated_at: Option<Range<Timestamp>>,
}

impl TaskQuery {
    /// Reads a query string.
    pub fn parse(query: &str) -> Result<TaskQuery, Problem> {
        let asked = php::decode(query)?;
        let filter = Filter::of(&asked);
        let types = match filter.ids("task_type", TaskTypeId)? {
            Some(types) => Some(types),
            None => filter.ids("task_type_id", TaskTypeId)?,
        };
        let kinds =
            filter.words("entity_type").map(|names| names.iter().filter_map(|name| from_plural(name)).collect());
        let entity_ids = filter.ids("entity_id", |id| id)?;
        if entity_ids.is_some() && kinds.is_none() {
            return Err(Problem::new(
                "filter.entity_type",
                "FieldMissing",
                "filter[entity_id] needs filter[entity_type]",
            ));
        }
        Ok(TaskQuery {
            paging: Paging::read(&asked),
            order: order(&asked),
            ids: filter.ids("id", TaskId)?,
            responsible: filter.ids("responsible_user_id", UserId)?,
            created_by: filter.ids("created_by", UserId)?,
            is_completed: filter.flag("is_completed"),
            types,
            kinds,
            entity_ids,
            updated_at: filter.since("updated_at"),
        })
    }
}

fn order(asked: &Tree) -> Option<(TaskOrderField, bool)> {
    let wishes = asked.get("order")?.as_object()?;
    wishes.iter().find_map(|(field, way)| {
        let by = match field.as_str() {
            "created_at" => TaskOrderField::CreatedAt,
            "complete_till" => TaskOrderField::CompleteTill,
            "id" => TaskOrderField::Id,
            _ => return None,
        };
        match scalar::text(way)?.to_ascii_lowercase().as_str() {
            "asc" => Some((by, false)),
            "desc" => Some((by, true)),
            _ => None,
        }
    })
}

/// A task in full. Every key is always there, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Task {
    /// Its id.
    pub id: i64,
    /// Who made it; 0 is the robot.
    pub created_by: i64,
    /// Who changed it last; 0 is the robot.
    pub updated_by: i64,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// Who is to do it.
    pub responsible_user_id: i64,
    /// Group of that user.
    pub group_id: i64,
    /// What it is for.
    pub entity_id: Option<i64>,
    /// The plural of what it is for.
    pub entity_type: Option<&'static str>,
    /// Whether it is done.
    pub is_completed: bool,
    /// 1 is a follow-up, 2 a meeting, others are the account's own.
    pub task_type_id: i64,
    /// What is to be done.
    pub text: String,
    /// How long it takes, in seconds.
    pub duration: i64,
    /// Until when, in unix seconds.
    pub complete_till: i64,
    /// `{"text": …}`, or an empty list.
    pub result: Value,
    /// Whose it is.
    pub account_id: i64,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// A list of tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaskList {
    /// In the asked order.
    pub tasks: Vec<Task>,
}

/// Writes a task in full. `group` is the group of its responsible user.
pub fn task(account: domain::AccountId, task: &domain::task::Task, group: i64, base: &Base) -> Task {
    Task {
        id: task.id.0,
        created_by: task.created_by.0,
        updated_by: task.updated_by.0,
        created_at: task.created_at.seconds(),
        updated_at: task.updated_at.seconds(),
        responsible_user_id: task.responsible.0,
        group_id: group,
        entity_id: task.entity.map(|entity| entity.id),
        entity_type: task.entity.map(|entity| plural(entity.kind)),
        is_completed: task.is_completed,
        task_type_id: task.type_id.0,
        text: task.text.clone(),
        duration: task.duration_s,
        complete_till: task.due.seconds(),
        result: task.result.as_ref().map_or(json!([]), |text| json!({ "text": text })),
        account_id: account.0,
        links: link(task.id, base),
    }
}

fn link(id: TaskId, base: &Base) -> Links {
    base.at(format_args!("tasks/{id}"))
}

/// What is left of a task in the answer to a create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreatedTask {
    /// Its id.
    pub id: i64,
    /// The item of the request.
    pub request_id: String,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// What a create answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreatedTasks {
    /// In the order of the request.
    pub tasks: Vec<CreatedTask>,
}

/// What is left of a task in the answer to an update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UpdatedTask {
    /// Its id.
    pub id: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// The item of the request.
    pub request_id: String,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// What an update of many answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UpdatedTasks {
    /// In the order of the request.
    pub tasks: Vec<UpdatedTask>,
}

/// Writes the answer to a create.
pub fn created(tasks: impl IntoIterator<Item = (TaskId, String)>, base: &Base) -> Collection<CreatedTasks> {
    let one = |(id, request_id): (TaskId, String)| CreatedTask { id: id.0, request_id, links: link(id, base) };
    Collection { links: base.at("tasks"), embedded: CreatedTasks { tasks: tasks.into_iter().map(one).collect() } }
}

/// Writes the answer to an update of one.
pub fn updated_one(id: TaskId, updated_at: Timestamp, request_id: String, base: &Base) -> UpdatedTask {
    UpdatedTask { id: id.0, updated_at: updated_at.seconds(), request_id, links: link(id, base) }
}

/// Writes the answer to an update of many.
pub fn updated_many(
    tasks: impl IntoIterator<Item = (TaskId, Timestamp, String)>,
    base: &Base,
) -> Collection<UpdatedTasks> {
    let tasks = tasks.into_iter().map(|(id, at, request_id)| updated_one(id, at, request_id, base)).collect();
    Collection { links: base.at("tasks"), embedded: UpdatedTasks { tasks } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::ItemProblems;

    #[track_caller]
    fn problems(body: Value, expected: &[&str]) {
        let Err(Rejection::Invalid(items)) = parse_create(&body) else { panic!("{body} is fine") };
        let of =
            |item: &ItemProblems| item.problems.iter().map(|p| format!("{} {}", p.path, p.code)).collect::<Vec<_>>();
        assert_eq!(items.iter().flat_map(of).collect::<Vec<_>>(), expected, "{body}");
    }

    #[test]
    fn every_problem_of_a_task() {
        problems(json!([{}]), &["text FieldMissing", "complete_till FieldMissing"]);
        problems(
            json!([{"text": 5.5, "complete_till": "soon", "entity_id": 1, "task_type_id": "x", "duration": -1,
                    "result": {"text": []}}]),
            &[
                "entity_type FieldMissing",
                "task_type_id InvalidType",
                "complete_till InvalidType",
                "result.text InvalidType",
                "duration OutOfRange",
            ],
        );
        problems(
            json!([{"text": "", "complete_till": 1, "entity_id": 1, "entity_type": "lead"}]),
            &["entity_type NotSupportedChoice", "text NotBlank"],
        );
    }

    #[test]
    fn a_task_posted_back_as_it_was_read_changes_nothing() {
        let body = json!([{"id": 7, "text": "Call", "complete_till": 100, "result": [], "entity_id": null,
            "entity_type": null, "account_id": 1, "_links": {}}]);
        let items = parse_update_many(&body).unwrap();
        assert_eq!((items[0].value.id, items[0].value.patch.result.clone()), (TaskId(7), None));
        assert_eq!(items[0].value.patch.entity, Some(None));
    }

    #[test]
    fn filters() {
        let query = "filter[task_type][]=1&filter[task_type_id][]=2&filter[is_completed]=0&filter[entity_type]=leads\
             &filter[entity_id][]=5&filter[updated_at]=100&order[complete_till]=desc";
        let asked = TaskQuery::parse(query).unwrap();
        assert_eq!(asked.types, Some(vec![TaskTypeId(1)]));
        assert_eq!((asked.is_completed, asked.kinds), (Some(false), Some(vec![EntityKind::Lead])));
        assert_eq!(asked.updated_at, Some(Range { from: Some(Timestamp::from_seconds(100)), to: None }));
        assert_eq!(asked.order, Some((TaskOrderField::CompleteTill, true)));
        assert!(TaskQuery::parse("filter[entity_id]=5").is_err(), "an id without a type says nothing");
    }
}
