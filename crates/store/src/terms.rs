//! Words to find entities by (`domain::search` says which).

use std::collections::BTreeSet;

use domain::field::{Field, FieldHome, FieldValue};
use domain::search;
use domain::{Entity, EntityKind};

use crate::error::StoreError;
use crate::leads::Conditions;
use crate::tx::Tx;
use crate::value::p;
use crate::{field_values, fields, tags};

/// Writes the words of an entity anew: its name, its tags and the texts of its fields.
pub fn refresh(tx: &Tx<'_>, entity: Entity) -> Result<(), StoreError> {
    let home = FieldHome::Of(entity.kind);
    let fields = fields::list(tx, home)?;
    let filled = field_values::of(tx, home, &fields, entity.id)?;
    let mut words = BTreeSet::new();
    let table = match entity.kind {
        EntityKind::Lead => "leads",
        EntityKind::Contact => "contacts",
        EntityKind::Company => "companies",
        EntityKind::Customer => return Ok(()),
    };
    let sql = format!("select name from {table} where account_id = ?1 and id = ?2");
    if let Some(name) = tx.row(&sql, p![tx.account, entity.id], |row| row.text(0))? {
        search::collect(&name, &mut words);
    }
    for tag in tags::of(tx, entity)? {
        search::collect(&tag.name, &mut words);
    }
    collect_values(&fields, &filled, &mut words);
    let sql = "select term from terms where account_id = ?1 and entity = ?2 and entity_id = ?3";
    let known = tx.rows(sql, p![tx.account, entity.kind.number(), entity.id], |row| row.text(0))?;
    for gone in known.iter().filter(|term| !words.contains(*term)) {
        tx.later(
            "delete from terms where account_id = ?1 and entity = ?2 and term = ?3 and entity_id = ?4",
            p![tx.account, entity.kind.number(), gone, entity.id],
        )?;
    }
    for new in words.iter().filter(|word| !known.contains(word)) {
        insert(tx, entity, new)?;
    }
    Ok(())
}

/// Writes the words of a name that a new entity has, when it has nothing else yet.
pub(crate) fn write_new(tx: &Tx<'_>, entity: Entity, name: &str) -> Result<(), StoreError> {
    let mut words = BTreeSet::new();
    search::collect(name, &mut words);
    words.iter().try_for_each(|word| insert(tx, entity, word))
}

fn insert(tx: &Tx<'_>, entity: Entity, word: &str) -> Result<(), StoreError> {
    tx.later(
        "insert into terms (account_id, entity, term, entity_id) values (?1, ?2, ?3, ?4)
         on conflict (account_id, entity, term, entity_id) do nothing",
        p![tx.account, entity.kind.number(), word, entity.id],
    )
}

fn collect_values(fields: &[Field], filled: &field_values::Filled, words: &mut BTreeSet<String>) {
    for (field, values) in filled {
        let Some(field) = fields.iter().find(|own| own.id == *field) else { continue };
        for value in values {
            match value {
                FieldValue::Text(text) | FieldValue::Number(text) | FieldValue::Part { text, .. } => {
                    search::collect(text, words);
                }
                FieldValue::Option(id) => {
                    if let Some(option) = field.option(*id) {
                        search::collect(&option.value, words);
                    }
                }
                FieldValue::Composed(raw) => {
                    if let Some(name) = raw.get("name").and_then(|name| name.text()) {
                        search::collect(name, words);
                    }
                }
                FieldValue::Flag(_) | FieldValue::Moment(_) => {}
            }
        }
    }
}

/// The first text that is beyond all texts with a beginning.
fn beyond(start: &str) -> String {
    format!("{start}\u{10ffff}")
}

/// The bounds of the wanted words of a search.
pub(crate) fn bounds(text: &str) -> Vec<(String, String)> {
    search::wanted(text).into_iter().map(|start| (start.clone(), beyond(&start))).collect()
}

/// Narrows a list of entities down to those that have all the words.
pub(crate) fn narrow<'a>(c: &mut Conditions<'a>, kind: EntityKind, bounds: &'a [(String, String)]) {
    for (from, to) in bounds {
        let (entity, from, to) = (c.param(kind.number()), c.param(from), c.param(to));
        c.and(&format!(
            "id in (select entity_id from terms where account_id = ?1 and entity = {entity}
             and term >= {from} and term < {to})"
        ));
    }
}
