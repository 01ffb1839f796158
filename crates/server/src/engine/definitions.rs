//! Commands that make and change definitions of custom fields and their groups.

use domain::field::{Field, FieldHome, FieldPatch, MAIN_GROUP};
use domain::{FieldId, Problem, Timestamp};
use kommo::body::not_a_choice;
use kommo::field::GroupPatch;
use store::fields::Group;
use store::{StoreError, Tx};

/// Makes fields. All problems of all of them at once, and then nothing is made.
pub fn create(tx: &Tx<'_>, home: FieldHome, wishes: &[FieldPatch], now: Timestamp) -> Result<Vec<Field>, StoreError> {
    let known = store::fields::list(tx, home)?;
    let mut sort = known.iter().map(|field| field.sort).max().unwrap_or(0);
    let mut drafts: Vec<Field> = Vec::with_capacity(wishes.len());
    super::each(wishes, |wish| {
        sort += 1;
        let draft = wish.create(home, sort, now);
        let mut problems = problems_of(tx, &draft, known.iter().chain(&drafts))?;
        if draft.options.iter().any(|option| option.id.0 != 0) {
            problems.push(not_a_choice("enums.0.id"));
        }
        drafts.push(draft);
        if problems.is_empty() { Ok(()) } else { Err(StoreError::all_invalid(problems)) }
    })?;
    drafts.iter().map(|draft| store::fields::insert(tx, draft)).collect()
}

/// Changes fields.
pub fn change(
    tx: &Tx<'_>,
    home: FieldHome,
    wishes: &[(FieldId, FieldPatch)],
    now: Timestamp,
) -> Result<Vec<Field>, StoreError> {
    let known = store::fields::list(tx, home)?;
    super::each(wishes, |(id, patch)| {
        let Some(before) = known.iter().find(|field| field.id == *id) else {
            let told = format!("Custom field {id} does not exist");
            return Err(StoreError::invalid(Problem::new("id", "EntityNotFound", told)));
        };
        let after = patch.apply(before, now);
        let mut problems = problems_of(tx, &after, known.iter())?;
        if patch.kind.is_some_and(|kind| kind != before.kind) {
            problems.push(not_a_choice("type"));
        }
        for (index, option) in after.options.iter().enumerate() {
            if option.id.0 != 0 && before.option(option.id).is_none() {
                problems.push(not_a_choice(&format!("enums.{index}.id")));
            }
        }
        if !problems.is_empty() {
            return Err(StoreError::all_invalid(problems));
        }
        store::fields::save(tx, before, &after)
    })
}

fn problems_of<'f>(
    tx: &Tx<'_>,
    field: &Field,
    others: impl Iterator<Item = &'f Field>,
) -> Result<Vec<Problem>, StoreError> {
    let mut problems = field.check();
    let mut others = others.filter(|other| other.id.0 == 0 || other.id != field.id);
    let same = |other: &Field| {
        field.code.is_some()
            && other.code.as_deref().map(str::to_lowercase) == field.code.as_deref().map(str::to_lowercase)
    };
    if others.any(same) {
        problems.push(Problem::new("code", "NotSupportedChoice", "another field has this code"));
    }
    if let Some(group) = field.group.as_deref().filter(|group| *group != MAIN_GROUP)
        && store::fields::groups(tx, field.home)?.iter().all(|known| known.id != group)
    {
        problems.push(not_a_choice("group_id"));
    }
    let lists = [("required_statuses", &field.settings.required_in), ("hidden_statuses", &field.settings.hidden_in)];
    for (path, places) in lists {
        for (index, place) in places.iter().enumerate() {
            if !store::pipelines::has_place(tx, *place)? {
                problems.push(not_a_choice(&format!("{path}.{index}.status_id")));
            }
        }
    }
    Ok(problems)
}

/// Makes groups. `prefix` begins their ids.
pub fn create_groups(
    tx: &Tx<'_>,
    home: FieldHome,
    prefix: &str,
    wishes: &[GroupPatch],
) -> Result<Vec<Group>, StoreError> {
    super::each(wishes, |wish| {
        let name = wish.name.clone().unwrap_or_default();
        store::fields::insert_group(tx, home, prefix, &name, wish.sort.unwrap_or(0))
    })
}

/// Changes a group, or only moves fields into it; `None` when there is no such group.
pub fn change_group(tx: &Tx<'_>, home: FieldHome, id: &str, wish: &GroupPatch) -> Result<Option<Group>, StoreError> {
    let Some(mut group) = store::fields::groups(tx, home)?.into_iter().find(|group| group.id == id) else {
        return Ok(None);
    };
    if let Some(fields) = &wish.fields {
        let known = store::fields::list(tx, home)?;
        let unknown = fields.iter().position(|id| known.iter().all(|field| field.id != *id));
        if let Some(index) = unknown {
            return Err(StoreError::invalid(not_a_choice(&format!("fields.{index}"))));
        }
        store::fields::move_to_group(tx, home, fields, Some(id).filter(|id| *id != MAIN_GROUP))?;
    }
    if !group.is_predefined {
        group.name = wish.name.clone().unwrap_or(group.name);
        group.sort = wish.sort.unwrap_or(group.sort);
        store::fields::save_group(tx, home, &group)?;
    }
    Ok(Some(group))
}
