//! How often automation changed a lead within an hour: the brake of loops.

use domain::{LeadId, Timestamp};

use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::p;

const HOUR_MS: i64 = 3_600_000;

/// Counts one automatic change of a lead; returns how many there were in this hour, this one included.
pub fn note_change(tx: &Tx<'_>, lead: LeadId, now: Timestamp) -> Result<i64, StoreError> {
    let hour = now.0.div_euclid(HOUR_MS);
    let sql = "insert into lead_budgets (account_id, lead_id, hour, n_changes) values (?1, ?2, ?3, 1)
               on conflict (account_id, lead_id, hour) do update set n_changes = lead_budgets.n_changes + 1
               returning n_changes";
    let n_changes = tx.row(sql, p![tx.account, lead, hour], |row| row.int(0))?.unwrap_or(1);
    if n_changes == 1 {
        let old = "delete from lead_budgets where account_id = ?1 and lead_id = ?2 and hour < ?3";
        tx.later(old, p![tx.account, lead, hour])?;
    }
    Ok(n_changes)
}
