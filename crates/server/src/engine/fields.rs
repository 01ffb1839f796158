//! Commands that set values of custom fields, by a person's hand or a trigger's.

use domain::event::Aspect;
use domain::field::{Field, FieldHome, FieldValue, FieldWish};
use domain::{Entity, Problem};
use kommo::body::not_a_choice;
use serde_json::{Value, json};
use store::field_values::{self, Filled};
use store::{StoreError, Tx};

use super::pen::{Hand, Pen, Subject};

/// One field that really changes.
#[derive(Clone, Debug)]
pub struct Step {
    field: Field,
    before: Vec<FieldValue>,
    after: Vec<FieldValue>,
}

/// What wishes really change.
pub type Plan = Vec<Step>;

/// The definitions of an entity's fields and its values, in the order of the definitions.
pub fn values_of(tx: &Tx<'_>, entity: Entity) -> Result<(Vec<Field>, Filled), StoreError> {
    let home = FieldHome::Of(entity.kind);
    let fields = store::fields::list(tx, home)?;
    let filled = field_values::of(tx, home, &fields, entity.id)?;
    Ok((fields, filled))
}

/// Sets fields of an entity; only those that are named. The entity's change time moves along. Says whether anything
/// changed. Problems have the path `custom_fields_values.N.…`. A lead must be locked in this transaction
/// ([`store::leads::lock`]).
pub fn set(pen: &Pen<'_>, subject: Subject<'_>, wishes: &[FieldWish], hand: Hand) -> Result<bool, StoreError> {
    let entity = subject.entity();
    let plan = plan(pen.tx, FieldHome::Of(entity.kind), entity.id, wishes, false)?;
    if plan.is_empty() {
        return Ok(false);
    }
    write(pen.tx, entity.id, &plan, false)?;
    super::touch(pen, entity, hand)?;
    tell(pen, subject, &plan, hand)?;
    store::terms::refresh(pen.tx, entity)?;
    Ok(true)
}

/// Types the wished values and says what they would change. All problems at once.
pub fn plan(tx: &Tx<'_>, home: FieldHome, id: i64, wishes: &[FieldWish], is_new: bool) -> Result<Plan, StoreError> {
    if wishes.is_empty() {
        return Ok(Plan::new());
    }
    let fields = store::fields::list(tx, home)?;
    let before = if is_new { Filled::new() } else { field_values::of(tx, home, &fields, id)? };
    match typed(&fields, wishes) {
        Ok(wanted) => Ok(steps(wanted, before)),
        Err(problems) => Err(StoreError::all_invalid(problems)),
    }
}

/// The typed values of all wishes, the last one of a field counting.
pub fn typed<'f>(fields: &'f [Field], wishes: &[FieldWish]) -> Result<Vec<(&'f Field, Vec<FieldValue>)>, Vec<Problem>> {
    let (mut wanted, mut problems) = (Vec::<(&Field, Vec<FieldValue>)>::new(), Vec::new());
    for (index, wish) in wishes.iter().enumerate() {
        let path = format!("custom_fields_values.{index}");
        let Some(field) = store::fields::named(fields, &wish.field) else {
            let key = if matches!(wish.field, domain::field::FieldRef::Id(_)) { "field_id" } else { "field_code" };
            problems.push(not_a_choice(&format!("{path}.{key}")));
            continue;
        };
        match field.read(&wish.values) {
            Ok(values) => {
                wanted.retain(|(other, _)| other.id != field.id);
                wanted.push((field, values));
            }
            Err(found) => problems.extend(found.into_iter().map(|problem| problem.under(&path))),
        }
    }
    if problems.is_empty() { Ok(wanted) } else { Err(problems) }
}

fn steps(wanted: Vec<(&Field, Vec<FieldValue>)>, before: Filled) -> Plan {
    let step = |(field, after): (&Field, Vec<FieldValue>)| {
        let known = before.iter().find(|(id, _)| *id == field.id).map(|(_, values)| values.clone());
        Step { field: field.clone(), before: known.unwrap_or_default(), after }
    };
    wanted.into_iter().map(step).filter(|step| step.before != step.after).collect()
}

/// Writes a plan, without a word in the log.
pub fn write(tx: &Tx<'_>, id: i64, plan: &Plan, is_new: bool) -> Result<(), StoreError> {
    plan.iter().try_for_each(|step| field_values::set(tx, &step.field, id, &step.after, is_new))
}

/// Tells the log what a plan changed: `{"type": number of the kind, "from": [{"text", "enum_id"}], "to": […]}`.
pub fn tell(pen: &Pen<'_>, subject: Subject<'_>, plan: &Plan, hand: Hand) -> Result<(), StoreError> {
    for step in plan {
        let shown = |values: &[FieldValue]| -> Vec<Value> {
            values.iter().map(|value| told_value(pen, &step.field, value)).collect()
        };
        let data = json!({
            "type": step.field.kind.parts().1,
            "from": shown(&step.before),
            "to": shown(&step.after),
        });
        pen.tell(subject, Aspect::Field(step.field.id), hand, Some(&data.to_string()))?;
    }
    Ok(())
}

fn told_value(pen: &Pen<'_>, field: &Field, value: &FieldValue) -> Value {
    let option = match value {
        FieldValue::Option(id) | FieldValue::Part { option: id, .. } => Some(id.0),
        _ => None,
    };
    json!({"text": field.shown(value, &pen.zone), "enum_id": option})
}
