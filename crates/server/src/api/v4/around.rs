//! What is shown beside leads, contacts and companies, loaded for a whole page with one query each.

use std::collections::HashMap;

use domain::field::{Field, FieldHome};
use domain::tag::Tag;
use domain::{EntityKind, Timestamp, UserId};
use kommo::values::Beside;
use store::field_values::Filled;
use store::{StoreError, Tx};

/// What stands beside the entities of one page.
#[derive(Default)]
pub(crate) struct Around {
    fields: Vec<Field>,
    filled: HashMap<i64, Filled>,
    tags: HashMap<i64, Vec<Tag>>,
    groups: HashMap<i64, i64>,
    tasks: HashMap<i64, Timestamp>,
}

impl Around {
    /// Loads it for entities of a kind.
    pub(crate) fn load(tx: &Tx<'_>, kind: EntityKind, ids: &[i64]) -> Result<Around, StoreError> {
        if ids.is_empty() {
            return Ok(Around::default());
        }
        let home = FieldHome::Of(kind);
        let fields = store::fields::list(tx, home)?;
        Ok(Around {
            filled: store::field_values::of_many(tx, home, &fields, ids)?,
            fields,
            tags: store::tags::of_many(tx, kind, ids)?,
            groups: store::beside::groups_of_users(tx)?,
            tasks: store::beside::closest_tasks(tx, kind, ids)?,
        })
    }

    /// What stands beside one of them.
    pub(crate) fn of(&self, id: i64, responsible: UserId) -> Beside<'_> {
        Beside {
            tags: self.tags.get(&id).map_or(&[], Vec::as_slice),
            fields: &self.fields,
            filled: self.filled.get(&id).map_or(&[], Vec::as_slice),
            group: self.groups.get(&responsible.0).copied().unwrap_or(0),
            closest_task: self.tasks.get(&id).copied(),
            is_deleted: false,
        }
    }
}
