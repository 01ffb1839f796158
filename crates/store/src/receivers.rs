//! Addresses that hooks go to. An address never changes: another one is another receiver.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{ReceiverId, Timestamp};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::p;

/// The receiver of an address, made if there is none. The text is kept byte for byte.
pub fn ensure(tx: &Tx<'_>, url: &str) -> Result<ReceiverId, StoreError> {
    let sql = "select id from receivers where account_id = ?1 and url = ?2";
    if let Some(id) = tx.row(sql, p![tx.account, url], |row| row.int(0))? {
        return Ok(ReceiverId(id));
    }
    let id = tx.next_id(Seq::Receiver)?;
    let sql = "insert into receivers (account_id, id, url, retries_paused_until) values (?1, ?2, ?3, 0)
               on conflict (account_id, url) do update set url = excluded.url returning id";
    let found = tx.row(sql, p![tx.account, id, url], |row| row.int(0))?;
    Ok(ReceiverId(found.unwrap_or(id)))
}

/// The address of a receiver.
pub fn url(tx: &Tx<'_>, id: ReceiverId) -> Result<Option<String>, StoreError> {
    tx.row("select url from receivers where account_id = ?1 and id = ?2", p![tx.account, id], |row| row.text(0))
}

/// All addresses of the account.
pub(crate) fn addresses(tx: &Tx<'_>) -> Result<HashMap<ReceiverId, Arc<str>>, StoreError> {
    let sql = "select id, url from receivers where account_id = ?1";
    let rows = tx.rows(sql, p![tx.account], |row| Ok((ReceiverId(row.int(0)?), Arc::from(row.text(1)?))))?;
    Ok(rows.into_iter().collect())
}

/// Pauses the retries of a receiver, never for less than it is paused already.
pub fn pause_retries(tx: &Tx<'_>, id: ReceiverId, until: Timestamp) -> Result<(), StoreError> {
    let sql = "update receivers set retries_paused_until = ?3 where account_id = ?1 and id = ?2 and retries_paused_until < ?3";
    tx.run(sql, p![tx.account, id, until])?;
    // Retries that are planned within the pause wait for its end.
    let sql = "update jobs set due = ?3 where account_id = ?1 and receiver_id = ?2 and state < 2 and state = 0 and tries > 0 and due < ?3";
    tx.run(sql, p![tx.account, id, until]).map(drop)
}
