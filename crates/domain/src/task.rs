//! Tasks: something that somebody has to do until a time, for an entity or for nothing in particular.

use crate::event::Aspect;
use crate::{Entity, Problem, TaskId, TaskTypeId, Timestamp, UserId};

/// Characters in the text of a task and in its result. The vendor names no limit; this is a long page.
pub const TEXT_LENGTH_MAX: usize = 20_000;
/// Longest duration in seconds: a year.
pub const DURATION_S_MAX: i64 = 366 * 24 * 3600;
/// The type of a task when nobody says: a follow-up, which every account has.
pub const TYPE_DEFAULT: TaskTypeId = TaskTypeId(1);
/// A meeting, the other type that every account has.
pub const TYPE_MEETING: TaskTypeId = TaskTypeId(2);

/// A task as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// What it is for, if it is for something.
    pub entity: Option<Entity>,
    /// Its type.
    pub type_id: TaskTypeId,
    /// What is to be done.
    pub text: String,
    /// Until when.
    pub due: Timestamp,
    /// How long it takes, in seconds; 0 when nobody knows.
    pub duration_s: i64,
    /// Whether it is done.
    pub is_completed: bool,
    /// What came of it.
    pub result: Option<String>,
    /// Who is to do it.
    pub responsible: UserId,
    /// Who made it.
    pub created_by: UserId,
    /// Who changed it last.
    pub updated_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// When it was done.
    pub completed_at: Option<Timestamp>,
}

/// A wished change, and what a new task is to hold: what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TaskPatch {
    /// What it is for; `Some(None)` takes it from its entity.
    pub entity: Option<Option<Entity>>,
    /// New type.
    pub type_id: Option<TaskTypeId>,
    /// New text.
    pub text: Option<String>,
    /// New due time.
    pub due: Option<Timestamp>,
    /// New duration in seconds.
    pub duration_s: Option<i64>,
    /// Done, or to be done again.
    pub is_completed: Option<bool>,
    /// What came of it.
    pub result: Option<String>,
    /// Who is to do it.
    pub responsible: Option<UserId>,
    /// Change time told by the caller.
    pub updated_at: Option<Timestamp>,
}

/// A task to be made.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct NewTask {
    /// What it holds. Without a type it is a follow-up, without a responsible user the caller's own.
    pub fields: TaskPatch,
    /// Who made it, when the caller says so.
    pub created_by: Option<UserId>,
    /// When it was made, when the caller says so.
    pub created_at: Option<Timestamp>,
    /// Who is to be named as the author of the change.
    pub author: Option<UserId>,
}

/// A task to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskChange {
    /// Which one.
    pub id: TaskId,
    /// What changes.
    pub patch: TaskPatch,
    /// Who is to be named as the author of the change.
    pub author: Option<UserId>,
}

impl TaskPatch {
    /// Everything that is wrong with the values themselves; whether entity, type and user exist is the store's to say.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(text) = &self.text {
            if text.trim().is_empty() {
                problems.push(Problem::new("text", "NotBlank", "This value should not be blank."));
            }
            problems.extend(too_long("text", text));
        }
        problems.extend(self.result.as_ref().and_then(|result| too_long("result.text", result)));
        if self.duration_s.is_some_and(|seconds| !(0..=DURATION_S_MAX).contains(&seconds)) {
            let told = format!("a duration lies between 0 and {DURATION_S_MAX} seconds");
            problems.push(Problem::new("duration", "OutOfRange", told));
        }
        problems
    }
}

fn too_long(path: &str, text: &str) -> Option<Problem> {
    let told = format!("a text has at most {TEXT_LENGTH_MAX} characters");
    (text.chars().count() > TEXT_LENGTH_MAX).then(|| Problem::new(path, "TooLong", told))
}

impl Task {
    /// The task that `wish` describes. `maker` is who asks, and who has to do it when nobody else is named.
    pub fn draft(wish: &NewTask, maker: UserId, now: Timestamp) -> Task {
        let fields = &wish.fields;
        let created_at = wish.created_at.unwrap_or(now);
        let is_completed = fields.is_completed.unwrap_or(false);
        Task {
            id: TaskId(0),
            entity: fields.entity.flatten(),
            type_id: fields.type_id.unwrap_or(TYPE_DEFAULT),
            text: fields.text.clone().unwrap_or_default(),
            due: fields.due.unwrap_or(created_at),
            duration_s: fields.duration_s.unwrap_or(0),
            is_completed,
            result: fields.result.clone().filter(|result| !result.is_empty()),
            responsible: fields.responsible.unwrap_or(maker),
            created_by: wish.created_by.unwrap_or(maker),
            updated_by: wish.author.unwrap_or(maker),
            created_at,
            updated_at: fields.updated_at.unwrap_or(now),
            completed_at: is_completed.then_some(now),
        }
    }

    /// Applies a patch: the task afterwards and what changed about it, in the order of telling; `None` when nothing did.
    pub fn apply(&self, patch: &TaskPatch, author: UserId, now: Timestamp) -> Option<(Task, Vec<Aspect>)> {
        let mut task = self.clone();
        if let Some(entity) = patch.entity {
            task.entity = entity;
        }
        if let Some(text) = &patch.text {
            task.text.clone_from(text);
        }
        if let Some(result) = &patch.result {
            task.result = Some(result.clone()).filter(|result| !result.is_empty());
        }
        task.type_id = patch.type_id.unwrap_or(task.type_id);
        task.due = patch.due.unwrap_or(task.due);
        task.duration_s = patch.duration_s.unwrap_or(task.duration_s);
        task.responsible = patch.responsible.unwrap_or(task.responsible);
        if let Some(is_completed) = patch.is_completed {
            task.is_completed = is_completed;
            task.completed_at = if is_completed { task.completed_at.or(Some(now)) } else { None };
        }
        if task == *self {
            return None;
        }
        task.updated_by = author;
        task.updated_at = patch.updated_at.unwrap_or(now);
        let happened = self.what_happened(&task);
        Some((task, happened))
    }

    /// Completing comes last: whoever reads the log sees the task as it was when it was completed.
    fn what_happened(&self, after: &Task) -> Vec<Aspect> {
        let result = after.result.is_some() && self.result != after.result;
        let aspects = [
            (self.text != after.text, Aspect::TaskText(self.id)),
            (self.type_id != after.type_id, Aspect::TaskType(self.id)),
            (self.due != after.due, Aspect::TaskDue(self.id)),
            (self.responsible != after.responsible, Aspect::TaskResponsible(self.id)),
            (result, Aspect::TaskResult(self.id)),
            (!self.is_completed && after.is_completed, Aspect::TaskCompleted(self.id)),
        ];
        aspects.into_iter().filter(|(differs, _)| *differs).map(|(_, aspect)| aspect).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LeadId;

    fn task() -> Task {
        let fields = TaskPatch {
            entity: Some(Some(LeadId(7).into())),
            text: Some("Call".into()),
            due: Some(Timestamp(900)),
            ..TaskPatch::default()
        };
        Task { id: TaskId(1), ..Task::draft(&NewTask { fields, ..NewTask::default() }, UserId(11), Timestamp(100)) }
    }

    #[test]
    fn what_is_not_said_has_a_default() {
        let task = task();
        assert_eq!((task.type_id, task.responsible, task.created_by), (TYPE_DEFAULT, UserId(11), UserId(11)));
        assert_eq!((task.created_at, task.updated_at, task.completed_at), (Timestamp(100), Timestamp(100), None));
    }

    #[track_caller]
    fn check(patch: TaskPatch, expected: &str) {
        let told = match task().apply(&patch, UserId(12), Timestamp(200)) {
            None => "nothing".to_string(),
            Some((after, happened)) => {
                assert_eq!((after.updated_by, after.updated_at), (UserId(12), Timestamp(200)));
                happened.iter().map(|aspect| aspect.parts().0).collect::<Vec<_>>().join(" ")
            }
        };
        assert_eq!(told, expected);
    }

    #[test]
    fn what_changes() {
        let plain = TaskPatch::default;
        check(plain(), "nothing");
        check(TaskPatch { text: Some("Call".into()), ..plain() }, "nothing");
        check(TaskPatch { text: Some("Write".into()), ..plain() }, "task_text_changed");
        check(TaskPatch { due: Some(Timestamp(1)), ..plain() }, "task_due_changed");
        check(TaskPatch { type_id: Some(TYPE_MEETING), ..plain() }, "task_type_changed");
        check(TaskPatch { responsible: Some(UserId(5)), ..plain() }, "task_responsible_changed");
        check(TaskPatch { duration_s: Some(60), ..plain() }, "");
        check(TaskPatch { result: Some(String::new()), ..plain() }, "nothing");
        let done = TaskPatch { is_completed: Some(true), result: Some("ok".into()), ..plain() };
        check(done.clone(), "task_result_added task_completed");
        let (after, _) = task().apply(&done, UserId(12), Timestamp(200)).unwrap();
        assert_eq!(after.completed_at, Some(Timestamp(200)));
        let again = TaskPatch { is_completed: Some(false), ..plain() };
        assert_eq!(after.apply(&again, UserId(12), Timestamp(300)).unwrap().0.completed_at, None);
        assert_eq!(after.apply(&done, UserId(12), Timestamp(300)), None, "done twice is done once");
    }

    #[test]
    fn values_have_limits() {
        let patch = TaskPatch {
            text: Some(" ".into()),
            result: Some("x".repeat(TEXT_LENGTH_MAX + 1)),
            duration_s: Some(-1),
            ..TaskPatch::default()
        };
        let told: Vec<String> = patch.check().into_iter().map(|p| format!("{} {}", p.path, p.code)).collect();
        assert_eq!(told, ["text NotBlank", "result.text TooLong", "duration OutOfRange"]);
    }
}
