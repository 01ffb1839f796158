//! What is shown beside an entity and belongs to somebody else: the group of its user, when its nearest task is due.

use std::collections::HashMap;

use domain::{EntityKind, Timestamp};

use crate::error::StoreError;
use crate::leads::{Conditions, Range};
use crate::tx::Tx;
use crate::value::{P, p};

/// The groups of the account's users, those that have one.
pub fn groups_of_users(tx: &Tx<'_>) -> Result<HashMap<i64, i64>, StoreError> {
    let sql = "select id, group_id from users where account_id = ?1 and group_id <> 0";
    Ok(tx.rows(sql, p![tx.account], |row| Ok((row.int(0)?, row.int(1)?)))?.into_iter().collect())
}

/// When the nearest open tasks of these entities are due; entities without one are absent.
pub fn closest_tasks(tx: &Tx<'_>, kind: EntityKind, ids: &[i64]) -> Result<HashMap<i64, Timestamp>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut c = Conditions::of(tx.account);
    let entity = c.param(kind.number());
    c.and(&format!("entity = {entity} and is_completed = 0"));
    c.any_of("entity_id", ids.iter().copied());
    let sql = format!("select entity_id, min(due) from tasks where {} group by entity_id", c.sql);
    Ok(tx.rows(&sql, &c.params, |row| Ok((row.int(0)?, row.time(1)?)))?.into_iter().collect())
}

/// Narrows a list of entities down to those whose nearest open task is due between.
pub(crate) fn narrow_by_task<'a>(c: &mut Conditions<'a>, kind: EntityKind, range: Range) {
    if range == Range::default() {
        return;
    }
    let entity = c.param(kind.number());
    let from = c.param(P::Int(range.from.unwrap_or(i64::MIN)));
    let to = c.param(P::Int(range.to.unwrap_or(i64::MAX)));
    c.and(&format!(
        "id in (select entity_id from tasks where account_id = ?1 and entity = {entity} and is_completed = 0
         and deleted_at is null group by entity_id having min(due) between {from} and {to})"
    ));
}
