//! Commands that put tags on entities and take them off, by a person's hand or a trigger's.

use domain::event::Aspect;
use domain::tag::{TAGS_MAX, Tag, TagEdit, TagRef};
use domain::{Entity, EntityKind, Problem};
use kommo::body::not_a_choice;
use store::{StoreError, Tx};

use super::pen::{Hand, Pen, Subject};

/// What an edit really changes.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    put_on: Vec<Tag>,
    taken_off: Vec<Tag>,
}

impl Plan {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.put_on.is_empty() && self.taken_off.is_empty()
    }
}

/// Puts tags on an entity and takes tags off; unknown names are made. The entity's change time moves along. Says whether
/// anything changed. A lead must be locked in this transaction ([`store::leads::lock`]).
pub fn edit(pen: &Pen<'_>, subject: Subject<'_>, edit: &TagEdit, hand: Hand) -> Result<bool, StoreError> {
    let plan = plan(pen.tx, subject.entity(), edit, false)?;
    if plan.is_empty() {
        return Ok(false);
    }
    write(pen.tx, subject.entity(), &plan)?;
    super::touch(pen, subject.entity(), hand)?;
    tell(pen, subject, &plan, hand)?;
    store::terms::refresh(pen.tx, subject.entity())?;
    Ok(true)
}

/// Says what an edit would change. Tags that are named by a new name are made here. A problem with a path is told with
/// where it stands in the wire's body.
pub fn plan(tx: &Tx<'_>, entity: Entity, edit: &TagEdit, is_new: bool) -> Result<Plan, StoreError> {
    if edit.is_empty() {
        return Ok(Plan::default());
    }
    let before = if is_new { Vec::new() } else { store::tags::of(tx, entity)? };
    let mut problems = Vec::new();
    let mut after = match &edit.set {
        Some(refs) => resolve(tx, entity.kind, refs, "_embedded.tags", &mut problems)?,
        None => before.clone(),
    };
    for tag in resolve(tx, entity.kind, &edit.add, "tags_to_add", &mut problems)? {
        if !after.contains(&tag) {
            after.push(tag);
        }
    }
    after.retain(|tag| !edit.remove.iter().any(|gone| is_named(tag, gone)));
    if after.len() > TAGS_MAX {
        let told = format!("an entity has at most {TAGS_MAX} tags");
        problems.push(Problem::new("_embedded.tags", "TooMany", told));
    }
    if !problems.is_empty() {
        return Err(StoreError::all_invalid(problems));
    }
    let missing_in = |list: &[Tag], tag: &Tag| list.iter().all(|other| other.id != tag.id);
    Ok(Plan {
        put_on: after.iter().filter(|tag| missing_in(&before, tag)).cloned().collect(),
        taken_off: before.iter().filter(|tag| missing_in(&after, tag)).cloned().collect(),
    })
}

fn is_named(tag: &Tag, name: &TagRef) -> bool {
    match name {
        TagRef::Id(id) => tag.id == *id,
        TagRef::Name(name) => tag.name == name.trim(),
    }
}

fn resolve(
    tx: &Tx<'_>,
    kind: EntityKind,
    refs: &[TagRef],
    path: &str,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Tag>, StoreError> {
    let mut tags: Vec<Tag> = Vec::with_capacity(refs.len());
    for (index, name) in refs.iter().enumerate() {
        let found = match name {
            TagRef::Id(id) => {
                let tag = store::tags::by_ids(tx, kind, &[*id])?.pop();
                tag.ok_or_else(|| not_a_choice(&format!("{path}.{index}.id")))
            }
            TagRef::Name(text) => match domain::tag::parse_name(text) {
                Ok(name) => Ok(store::tags::ensure(tx, kind, &name, None)?.0),
                Err(problem) => Err(problem.under(&format!("{path}.{index}"))),
            },
        };
        match found {
            Ok(tag) if tags.contains(&tag) => {}
            Ok(tag) => tags.push(tag),
            Err(problem) => problems.push(problem),
        }
    }
    Ok(tags)
}

/// Writes a plan, without a word in the log.
pub fn write(tx: &Tx<'_>, entity: Entity, plan: &Plan) -> Result<(), StoreError> {
    for tag in &plan.taken_off {
        store::tags::detach(tx, entity, tag.id)?;
    }
    plan.put_on.iter().try_for_each(|tag| store::tags::attach(tx, entity, tag.id))
}

/// Tells the log what a plan changed: `{"from": name, "to": null}` for a tag that was taken off.
pub fn tell(pen: &Pen<'_>, subject: Subject<'_>, plan: &Plan, hand: Hand) -> Result<(), StoreError> {
    for tag in &plan.taken_off {
        let data = serde_json::json!({"from": tag.name, "to": null}).to_string();
        pen.tell(subject, Aspect::TagRemoved(tag.id), hand, Some(&data))?;
    }
    for tag in &plan.put_on {
        let data = serde_json::json!({"from": null, "to": tag.name}).to_string();
        pen.tell(subject, Aspect::TagAdded(tag.id), hand, Some(&data))?;
    }
    Ok(())
}
