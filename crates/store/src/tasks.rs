//! Tasks and their types.

use std::collections::HashMap;

use domain::task::Task;
use domain::{Entity, EntityKind, TaskId, TaskTypeId, Timestamp, UserId};

use crate::error::StoreError;
use crate::leads::{Conditions, Range};
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

const COLUMNS: &str =
    "id, entity, entity_id, type_id, text, due, duration_s, is_completed, result, responsible_id, created_by,
    updated_by, created_at, updated_at, completed_at";

/// What a list of tasks is to show. An empty list of values means "any".
#[derive(Clone, Debug, Default)]
pub struct TaskFilter {
    /// These tasks.
    pub ids: Vec<TaskId>,
    /// For entities of one of these kinds.
    pub kinds: Vec<EntityKind>,
    /// For entities with one of these ids.
    pub entity_ids: Vec<i64>,
    /// To be done by one of these.
    pub responsible: Vec<UserId>,
    /// Made by one of these.
    pub created_by: Vec<UserId>,
    /// Done, or still to be done.
    pub is_completed: Option<bool>,
    /// Of one of these types.
    pub types: Vec<TaskTypeId>,
    /// Changed between, in milliseconds.
    pub updated_at: Range,
    /// The order.
    pub order: TaskOrder,
}

/// Orders of a list of tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskOrder {
    /// By what.
    pub by: TaskOrderBy,
    /// Largest first.
    pub is_descending: bool,
}

/// What tasks can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskOrderBy {
    /// The id.
    #[default]
    Id,
    /// When it was made.
    CreatedAt,
    /// When it is due.
    Due,
}

/// A page of tasks.
pub fn list(tx: &Tx<'_>, filter: &TaskFilter, limit: usize, offset: usize) -> Result<Vec<Task>, StoreError> {
    let mut c = Conditions::of(tx.account);
    c.any_of("id", filter.ids.iter().copied());
    c.any_of("entity", filter.kinds.iter().map(|kind| kind.number()));
    c.any_of("entity_id", filter.entity_ids.iter().copied());
    c.any_of("responsible_id", filter.responsible.iter().copied());
    c.any_of("created_by", filter.created_by.iter().copied());
    c.any_of("type_id", filter.types.iter().copied());
    c.range("updated_at", filter.updated_at);
    match filter.is_completed {
        Some(true) => c.and("is_completed = 1"),
        Some(false) => c.and("is_completed = 0"),
        None => {}
    }
    let direction = if filter.order.is_descending { "desc" } else { "asc" };
    let order = match filter.order.by {
        TaskOrderBy::Id => format!("id {direction}"),
        TaskOrderBy::CreatedAt => format!("created_at {direction}, id {direction}"),
        TaskOrderBy::Due => format!("due {direction}, id {direction}"),
    };
    let (limit, offset) = (c.param(limit as i64), c.param(offset as i64));
    let sql = format!("select {COLUMNS} from tasks where {} order by {order} limit {limit} offset {offset}", c.sql);
    tx.rows(&sql, &c.params, from_row)
}

/// A task.
pub fn get(tx: &Tx<'_>, id: TaskId) -> Result<Option<Task>, StoreError> {
    let sql = format!("select {COLUMNS} from tasks where account_id = ?1 and id = ?2 and deleted_at is null");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// A task, held against everybody else until the transaction ends. Every change begins here.
pub fn lock(tx: &Tx<'_>, id: TaskId) -> Result<Option<Task>, StoreError> {
    let held = if tx.can_lock() { " for update" } else { "" };
    let sql = format!("select {COLUMNS} from tasks where account_id = ?1 and id = ?2 and deleted_at is null{held}");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// The open tasks of an entity, the most urgent first.
pub fn open_of(tx: &Tx<'_>, entity: Entity, limit: usize) -> Result<Vec<Task>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from tasks
         where account_id = ?1 and entity = ?2 and entity_id = ?3 and is_completed = 0 and deleted_at is null
         order by due, id limit ?4"
    );
    tx.rows(&sql, p![tx.account, entity.kind.number(), entity.id, limit as i64], from_row)
}

/// When the nearest open task of each of these entities is due; entities without one are missing from the answer.
pub fn closest(tx: &Tx<'_>, kind: EntityKind, ids: &[i64]) -> Result<HashMap<i64, Timestamp>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut c = Conditions::of(tx.account);
    let number = c.param(kind.number());
    c.and(&format!("entity = {number} and is_completed = 0"));
    c.any_of("entity_id", ids.iter().copied());
    let sql = format!("select entity_id, min(due) from tasks where {} group by entity_id", c.sql);
    Ok(tx.rows(&sql, &c.params, |row| Ok((row.int(0)?, row.time(1)?)))?.into_iter().collect())
}

/// Adds a task; its id is given here.
pub fn insert(tx: &Tx<'_>, task: &Task) -> Result<Task, StoreError> {
    let task = Task { id: TaskId(tx.next_id(Seq::Task)?), ..task.clone() };
    tx.later(
        "insert into tasks (account_id, id, entity, entity_id, type_id, text, due, duration_s, is_completed, result,
            responsible_id, created_by, updated_by, created_at, updated_at, completed_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        p![
            tx.account,
            task.id,
            task.entity.map(|entity| entity.kind.number()),
            task.entity.map(|entity| entity.id),
            task.type_id,
            &task.text,
            task.due,
            task.duration_s,
            task.is_completed,
            task.result.as_deref(),
            task.responsible,
            task.created_by,
            task.updated_by,
            task.created_at,
            task.updated_at,
            task.completed_at
        ],
    )?;
    Ok(task)
}

/// Saves a changed task.
pub fn save(tx: &Tx<'_>, task: &Task) -> Result<(), StoreError> {
    tx.later(
        "update tasks set entity = ?3, entity_id = ?4, type_id = ?5, text = ?6, due = ?7, duration_s = ?8, is_completed = ?9,
            result = ?10, responsible_id = ?11, updated_by = ?12, updated_at = ?13, completed_at = ?14
         where account_id = ?1 and id = ?2",
        p![
            tx.account,
            task.id,
            task.entity.map(|entity| entity.kind.number()),
            task.entity.map(|entity| entity.id),
            task.type_id,
            &task.text,
            task.due,
            task.duration_s,
            task.is_completed,
            task.result.as_deref(),
            task.responsible,
            task.updated_by,
            task.updated_at,
            task.completed_at
        ],
    )
}

/// Moves a task to the bin.
pub fn delete(tx: &Tx<'_>, id: TaskId, now: Timestamp) -> Result<(), StoreError> {
    tx.run("update tasks set deleted_at = ?3 where account_id = ?1 and id = ?2", p![tx.account, id, now]).map(drop)
}

/// A type of tasks beside the two that every account has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskType {
    /// Its id.
    pub id: TaskTypeId,
    /// Its name.
    pub name: String,
    /// Its name for programs.
    pub code: Option<String>,
    /// Its colour, without `#`.
    pub color: Option<String>,
    /// Its picture.
    pub icon: Option<i64>,
    /// Its position.
    pub sort: i64,
}

/// The account's own types, in their order.
pub fn types(tx: &Tx<'_>) -> Result<Vec<TaskType>, StoreError> {
    let sql = "select id, name, code, color, icon_id, sort from task_types where account_id = ?1 and deleted_at is null
         order by sort, id";
    tx.rows(sql, p![tx.account], |row| {
        Ok(TaskType {
            id: TaskTypeId(row.int(0)?),
            name: row.text(1)?,
            code: row.opt_text(2)?,
            color: row.opt_text(3)?,
            icon: row.opt_int(4)?,
            sort: row.int(5)?,
        })
    })
}

/// Adds a type; its id is given here.
pub fn add_type(tx: &Tx<'_>, new: &TaskType) -> Result<TaskTypeId, StoreError> {
    let id = TaskTypeId(tx.next_id(Seq::TaskType)?);
    tx.run(
        "insert into task_types (account_id, id, name, code, color, icon_id, sort) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        p![tx.account, id, &new.name, new.code.as_deref(), new.color.as_deref(), new.icon, new.sort],
    )?;
    Ok(id)
}

/// Takes a type away; tasks keep it. Says whether it was there.
pub fn delete_type(tx: &Tx<'_>, id: TaskTypeId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "update task_types set deleted_at = ?3 where account_id = ?1 and id = ?2 and deleted_at is null";
    Ok(tx.run(sql, p![tx.account, id, now])? > 0)
}

fn from_row(row: &Row<'_>) -> Result<Task, StoreError> {
    let entity = match (row.opt_int(1)?.and_then(EntityKind::from_number), row.opt_int(2)?) {
        (Some(kind), Some(id)) => Some(Entity { kind, id }),
        _ => None,
    };
    Ok(Task {
        id: TaskId(row.int(0)?),
        entity,
        type_id: TaskTypeId(row.int(3)?),
        text: row.text(4)?,
        due: row.time(5)?,
        duration_s: row.int(6)?,
        is_completed: row.bool(7)?,
        result: row.opt_text(8)?,
        responsible: UserId(row.int(9)?),
        created_by: UserId(row.int(10)?),
        updated_by: UserId(row.int(11)?),
        created_at: row.time(12)?,
        updated_at: row.time(13)?,
        completed_at: row.opt_time(14)?,
    })
}
