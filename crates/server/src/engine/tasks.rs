//! Commands that make, change and complete tasks, by a person's hand or a trigger's.
//!
//! A task of an entity is told in the log of that entity. A task for nothing in particular has no log.

use domain::event::Aspect;
use domain::task::{NewTask, TYPE_DEFAULT, TYPE_MEETING, Task, TaskChange, TaskPatch};
use domain::{Entity, Problem, TaskId, TaskTypeId};
use kommo::body::not_a_choice;
use serde_json::{Value, json};
use store::StoreError;

use super::cards::Cards;
use super::change::People;
use super::pen::{Hand, Pen};

/// Makes tasks. All problems of the batch are told at once, and then nothing is made. `hand` is who asks: he has made the
/// tasks and has to do them unless a wish names somebody else. (A trigger's wish names the responsible user.)
pub fn create_tasks(pen: &Pen<'_>, wishes: &[NewTask], hand: Hand) -> Result<Vec<Task>, StoreError> {
    let cards = Cards::load(pen, wishes.iter().filter_map(|wish| wish.fields.entity.flatten()))?;
    let mut check = Check::new(pen, cards)?;
    for (item, wish) in wishes.iter().enumerate() {
        check.fields(item, &wish.fields)?;
        check.people(item, [("created_by", wish.created_by), ("updated_by", wish.author)])?;
    }
    let cards = check.finish()?;
    let mut made = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let task = store::tasks::insert(pen.tx, &Task::draft(wish, hand.user, pen.now))?;
        if let Some(entity) = task.entity {
            let hand = Hand { user: task.updated_by, ..hand };
            cards.tell(pen, entity, Aspect::TaskAdded(task.id), hand, Some(&to(json!(task.text))))?;
            for done in settled(&task) {
                tell(pen, &cards, &task, None, done, hand)?;
            }
        }
        made.push(task);
    }
    Ok(made)
}

/// What a task that was made with a result, or done already, has to tell besides that it was made.
fn settled(task: &Task) -> Vec<Aspect> {
    let result = task.result.as_ref().map(|_| Aspect::TaskResult(task.id));
    let completed = task.is_completed.then_some(Aspect::TaskCompleted(task.id));
    result.into_iter().chain(completed).collect()
}

/// Changes tasks; answers in the order of the wishes. A task that a wish leaves as it was is told nowhere.
pub fn change_tasks(pen: &Pen<'_>, wishes: &[TaskChange], hand: Hand) -> Result<Vec<Task>, StoreError> {
    // The entities first and the tasks after them, both in the order of their ids: nobody waits crosswise.
    let mut known = Vec::with_capacity(wishes.len());
    for wish in wishes {
        known.push(store::tasks::get(pen.tx, wish.id)?);
    }
    let told = wishes.iter().filter_map(|wish| wish.patch.entity.flatten());
    let cards = Cards::load(pen, known.iter().flatten().filter_map(|task| task.entity).chain(told))?;
    let mut check = Check::new(pen, cards)?;
    for (item, (wish, known)) in wishes.iter().zip(&known).enumerate() {
        if known.is_none() {
            check.note(item, unknown(wish.id));
        }
        check.fields(item, &wish.patch)?;
        check.people(item, [("updated_by", wish.author)])?;
    }
    let cards = check.finish()?;
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by_key(|item| (wishes[*item].id, *item));
    let mut changed: Vec<Option<Task>> = vec![None; wishes.len()];
    for item in order {
        changed[item] = Some(change_one(pen, &cards, &wishes[item], hand)?);
    }
    Ok(changed.into_iter().flatten().collect())
}

fn change_one(pen: &Pen<'_>, cards: &Cards, wish: &TaskChange, hand: Hand) -> Result<Task, StoreError> {
    let Some(before) = store::tasks::lock(pen.tx, wish.id)? else {
        return Err(StoreError::invalid(unknown(wish.id)));
    };
    let hand = Hand { user: wish.author.unwrap_or(hand.user), ..hand };
    let Some((after, happened)) = before.apply(&wish.patch, hand.user, pen.now) else { return Ok(before) };
    store::tasks::save(pen.tx, &after)?;
    for what in happened {
        tell(pen, cards, &after, Some(&before), what, hand)?;
    }
    Ok(after)
}

/// Completes a task with a result; an empty result leaves none.
pub fn complete_task(pen: &Pen<'_>, id: TaskId, result: &str, hand: Hand) -> Result<Task, StoreError> {
    let patch = TaskPatch { is_completed: Some(true), result: Some(result.to_string()), ..TaskPatch::default() };
    let changed = change_tasks(pen, &[TaskChange { id, patch, author: None }], hand)?;
    changed.into_iter().next().ok_or_else(|| StoreError::missing("task", id))
}

/// Moves a task to the bin.
pub fn delete_task(pen: &Pen<'_>, id: TaskId, hand: Hand) -> Result<Task, StoreError> {
    let entity = store::tasks::get(pen.tx, id)?.and_then(|task| task.entity);
    let cards = Cards::load(pen, entity)?;
    let task = store::tasks::lock(pen.tx, id)?.ok_or_else(|| StoreError::missing("task", id))?;
    store::tasks::delete(pen.tx, id, pen.now)?;
    if let Some(entity) = task.entity.filter(|entity| cards.has(*entity)) {
        cards.tell(pen, entity, Aspect::TaskDeleted(id), hand, None)?;
    }
    Ok(task)
}

fn unknown(id: TaskId) -> Problem {
    Problem::new("id", "EntityNotFound", format!("Task {id} does not exist"))
}

/// Nothing is told in the log of an entity that lies in the bin.
fn tell(
    pen: &Pen<'_>,
    cards: &Cards,
    after: &Task,
    before: Option<&Task>,
    what: Aspect,
    hand: Hand,
) -> Result<(), StoreError> {
    let Some(entity) = after.entity.filter(|entity: &Entity| cards.has(*entity)) else { return Ok(()) };
    let value = |task: &Task| match what {
        Aspect::TaskText(_) => json!(task.text),
        Aspect::TaskType(_) => json!(task.type_id.0),
        Aspect::TaskDue(_) => json!(task.due.0),
        Aspect::TaskResponsible(_) => json!(task.responsible.0),
        Aspect::TaskResult(_) => json!(task.result),
        _ => json!(task.text),
    };
    let data = match what {
        Aspect::TaskCompleted(_) => to(value(after)),
        _ => json!({ "from": before.map(value), "to": value(after) }).to_string(),
    };
    cards.tell(pen, entity, what, hand, Some(&data))
}

/// Data that only says how it is now.
fn to(value: Value) -> String {
    json!({ "from": null, "to": value }).to_string()
}

/// The checks of a batch that only the store can answer.
struct Check<'p, 'a> {
    pen: &'p Pen<'a>,
    cards: Cards,
    types: Vec<TaskTypeId>,
    people: People,
    problems: Vec<(usize, Problem)>,
}

impl<'p, 'a> Check<'p, 'a> {
    fn new(pen: &'p Pen<'a>, cards: Cards) -> Result<Check<'p, 'a>, StoreError> {
        let own = store::tasks::types(pen.tx)?;
        let types = [TYPE_DEFAULT, TYPE_MEETING].into_iter().chain(own.into_iter().map(|own| own.id)).collect();
        Ok(Check { pen, cards, types, people: People::default(), problems: Vec::new() })
    }

    fn note(&mut self, item: usize, problem: Problem) {
        self.problems.push((item, problem));
    }

    fn fields(&mut self, item: usize, fields: &TaskPatch) -> Result<(), StoreError> {
        for problem in fields.check() {
            self.note(item, problem);
        }
        if fields.type_id.is_some_and(|wanted| !self.types.contains(&wanted)) {
            self.note(item, not_a_choice("task_type_id"));
        }
        if let Some(entity) = fields.entity.flatten()
            && let Some(problem) = self.cards.check("entity_id", entity)
        {
            self.note(item, problem);
        }
        self.people(item, [("responsible_user_id", fields.responsible)])
    }

    fn people<const N: usize>(
        &mut self,
        item: usize,
        named: [(&str, Option<domain::UserId>); N],
    ) -> Result<(), StoreError> {
        for (path, user) in named {
            if let Some(problem) = self.people.check(self.pen.tx, path, user)? {
                self.note(item, problem);
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Cards, StoreError> {
        if self.problems.is_empty() { Ok(self.cards) } else { Err(StoreError::Invalid(self.problems)) }
    }
}
