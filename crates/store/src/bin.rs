//! Contacts and companies in the bin. Leads have counters too and stand in `leads`.

use domain::{Entity, EntityKind, Timestamp, UserId};

use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::p;

/// Puts a contact or company into the bin, or takes it out. Says whether it was on the other side before.
pub fn move_to(
    tx: &Tx<'_>,
    entity: Entity,
    deleted_at: Option<Timestamp>,
    by: UserId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let table = match entity.kind {
        EntityKind::Contact => "contacts",
        EntityKind::Company => "companies",
        EntityKind::Lead | EntityKind::Customer => return Ok(false),
    };
    let side = if deleted_at.is_some() { "is null" } else { "is not null" };
    let sql = format!(
        "update {table} set deleted_at = ?3, updated_by = ?4, updated_at = ?5
         where account_id = ?1 and id = ?2 and deleted_at {side}"
    );
    Ok(tx.run(&sql, p![tx.account, entity.id, deleted_at, by, at])? > 0)
}
