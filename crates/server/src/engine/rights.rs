//! What a caller may do, asked inside the transaction that does it. The rules are `domain::rights`.
//!
//! What a user may not see does not exist for him; what he sees and may not change is forbidden in plain words. Who may
//! edit a lead may also raise its events, replay its deliveries and hurry or cancel its runs: all of them make things
//! happen to that lead and to nothing else.

use domain::note::NoteChange;
use domain::rights::{Act, Level, Relation, Rights};
use domain::task::{NewTask, Task, TaskChange};
use domain::{Entity, LeadId, Problem, UserId};
use store::entities::Card;
use store::sight::Sight;
use store::tasks::TaskFilter;
use store::{StoreError, Tx};

/// The rights of one caller in this transaction.
pub struct Gate {
    user: UserId,
    group: i64,
    /// `None` for administrators, who may do everything.
    rights: Option<Rights>,
}

impl Gate {
    /// Looks up what a user may do. Somebody who was deactivated may do nothing.
    pub fn open(tx: &Tx<'_>, user: UserId) -> Result<Gate, StoreError> {
        let Some(standing) = store::users::standing(tx, user)? else {
            return Ok(Gate { user, group: 0, rights: Some(Rights::none()) });
        };
        let rights = match (standing.is_active, standing.is_admin, standing.is_free) {
            (false, _, _) => Some(Rights::none()),
            (true, true, _) => None,
            (true, false, true) => Some(Rights::none()),
            (true, false, false) => Some(standing.rights),
        };
        Ok(Gate { user, group: standing.group, rights })
    }

    /// What lists are cut to.
    pub fn sight(&self) -> Sight {
        self.rights.as_ref().map_or(Sight::all(), |rights| Sight::of(self.user, self.group, rights))
    }

    /// Whether every lead is seen, whoever is responsible and wherever it stands.
    pub fn sees_every_lead(&self) -> bool {
        let Some(rights) = &self.rights else { return true };
        let general = rights.level(domain::EntityKind::Lead, Act::View, None);
        general == Level::All && rights.stages.iter().all(|(_, acts)| acts.level(Act::View) == Level::All)
    }

    fn relation(&self, tx: &Tx<'_>, responsible: UserId) -> Result<Relation, StoreError> {
        if responsible == self.user {
            return Ok(Relation::Own);
        }
        let group = store::users::standing(tx, responsible)?.map(|standing| standing.group);
        Ok(if group == Some(self.group) { Relation::Group } else { Relation::Other })
    }

    fn reaches(&self, tx: &Tx<'_>, card: &Card, act: Act) -> Result<bool, StoreError> {
        let Some(rights) = &self.rights else { return Ok(true) };
        let level = rights.level(card.entity.kind, act, card.place);
        match level {
            Level::All => Ok(true),
            Level::Denied => Ok(false),
            level => Ok(level.reaches(self.relation(tx, card.responsible)?)),
        }
    }

    /// Whether an act is allowed with an entity; with one that does not exist nothing is.
    pub fn may(&self, tx: &Tx<'_>, entity: Entity, act: Act) -> Result<bool, StoreError> {
        if self.rights.is_none() {
            return Ok(true);
        }
        match store::entities::card(tx, entity)? {
            Some(card) => self.reaches(tx, &card, act),
            None => Ok(false),
        }
    }

    /// Whether entities of that kind may be made.
    pub fn may_add(&self, kind: domain::EntityKind) -> Result<(), StoreError> {
        let level = self.rights.as_ref().map_or(Level::All, |rights| rights.level(kind, Act::Add, None));
        if level == Level::All { Ok(()) } else { Err(forbidden(format!("you may not add a {}", kind.name()))) }
    }

    /// Whether an entity may be edited.
    pub fn may_edit(&self, tx: &Tx<'_>, entity: Entity) -> Result<bool, StoreError> {
        self.may(tx, entity, Act::Edit)
    }

    /// Refuses an act with an entity: unseen is missing, seen is forbidden.
    pub fn require(&self, tx: &Tx<'_>, entity: Entity, act: Act) -> Result<(), StoreError> {
        if self.may(tx, entity, act)? {
            return Ok(());
        }
        match act != Act::View && self.may(tx, entity, Act::View)? {
            true => Err(forbidden(format!("you may not {} the {} {}", act.name(), entity.kind.name(), entity.id))),
            false => Err(StoreError::missing(entity.kind.name(), entity.id)),
        }
    }

    /// Refuses whoever may not change a lead what changes, repeats or hurries something of it.
    pub fn require_lead(&self, tx: &Tx<'_>, lead: LeadId, act: Act) -> Result<(), StoreError> {
        self.require(tx, lead.into(), act)
    }

    /// Refuses a batch that changes something which may not be changed. What is not seen is told at `path` as unknown,
    /// and what does not exist is left to whoever looks for it.
    pub fn may_edit_all(
        &self,
        tx: &Tx<'_>,
        entities: impl IntoIterator<Item = Entity>,
        path: &str,
    ) -> Result<(), StoreError> {
        self.may_all(tx, entities, Act::Edit, path)
    }

    /// Refuses a batch that names something which is not seen.
    pub fn may_see_all(
        &self,
        tx: &Tx<'_>,
        entities: impl IntoIterator<Item = Entity>,
        path: &str,
    ) -> Result<(), StoreError> {
        self.may_all(tx, entities, Act::View, path)
    }

    fn may_all(
        &self,
        tx: &Tx<'_>,
        entities: impl IntoIterator<Item = Entity>,
        act: Act,
        path: &str,
    ) -> Result<(), StoreError> {
        if self.rights.is_none() {
            return Ok(());
        }
        let mut problems = Vec::new();
        for (item, entity) in entities.into_iter().enumerate() {
            let Some(card) = store::entities::card(tx, entity)? else { continue };
            if self.reaches(tx, &card, act)? {
                continue;
            }
            if self.reaches(tx, &card, Act::View)? {
                let told = format!("you may not {} the {} {}", act.name(), entity.kind.name(), entity.id);
                return Err(forbidden(told));
            }
            let told = format!("There is no {} {}", entity.kind.name(), entity.id);
            problems.push((item, Problem::new(path, "EntityNotFound", told)));
        }
        if problems.is_empty() { Ok(()) } else { Err(StoreError::Invalid(problems)) }
    }

    /// Whether these tasks may be made: for entities that are seen, by whoever may edit tasks at all.
    pub fn may_make_tasks(&self, tx: &Tx<'_>, wishes: &[NewTask]) -> Result<(), StoreError> {
        if self.rights.as_ref().is_some_and(|rights| rights.tasks_edit == Level::Denied) {
            return Err(forbidden("you may not add tasks".to_string()));
        }
        self.may_all(tx, wishes.iter().filter_map(|wish| wish.fields.entity.flatten()), Act::View, "entity_id")
    }

    /// Whether these tasks may be changed: those that are seen, as far as the right to edit tasks reaches.
    pub fn may_change_tasks(&self, tx: &Tx<'_>, wishes: &[TaskChange]) -> Result<(), StoreError> {
        let Some(rights) = &self.rights else { return Ok(()) };
        let mut problems = Vec::new();
        for (item, wish) in wishes.iter().enumerate() {
            let filter = TaskFilter { ids: vec![wish.id], ..TaskFilter::default() };
            match store::tasks::list(tx, &filter, &self.sight(), 1, 0)?.first() {
                Some(task) => self.require_task(tx, task, rights.tasks_edit)?,
                None => {
                    let told = format!("Task {} does not exist", wish.id);
                    problems.push((item, Problem::new("id", "EntityNotFound", told)));
                }
            }
        }
        if !problems.is_empty() {
            return Err(StoreError::Invalid(problems));
        }
        self.may_all(tx, wishes.iter().filter_map(|wish| wish.patch.entity.flatten()), Act::View, "entity_id")
    }

    fn require_task(&self, tx: &Tx<'_>, task: &Task, level: Level) -> Result<(), StoreError> {
        match level.reaches(self.relation(tx, task.responsible)?) {
            true => Ok(()),
            false => Err(forbidden(format!("you may not edit the task {}", task.id))),
        }
    }

    /// Whether these notes may be changed: by whoever may edit what they are about.
    pub fn may_change_notes(&self, tx: &Tx<'_>, wishes: &[NoteChange]) -> Result<(), StoreError> {
        if self.rights.is_none() {
            return Ok(());
        }
        let mut problems = Vec::new();
        for (item, wish) in wishes.iter().enumerate() {
            let Some(note) = store::notes::get(tx, wish.id)? else { continue };
            if !self.may(tx, note.entity, Act::View)? {
                let told = format!("Note {} does not exist", wish.id);
                problems.push((item, Problem::new("id", "EntityNotFound", told)));
                continue;
            }
            self.require(tx, note.entity, Act::Edit)?;
        }
        if problems.is_empty() { Ok(()) } else { Err(StoreError::Invalid(problems)) }
    }
}

fn forbidden(told: String) -> StoreError {
    StoreError::Forbidden(told)
}
