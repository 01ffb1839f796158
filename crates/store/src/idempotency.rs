//! Changes that must not happen twice: the key that a client gave one, and the answer that it got.
//!
//! [`begin`] and [`finish`] run in the transaction of the change itself, so there is never a change without its key.

use domain::Timestamp;

use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::p;

/// Rows that are over and go with a new one.
const PURGE_MAX: i64 = 50;

/// A request under its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whose key it is: two programs may use the same words.
    pub caller: String,
    /// The client's word.
    pub key: String,
    /// What tells the request from another one under the same key.
    pub hash: String,
    /// From when the key may be used for something else.
    pub expires_at: Timestamp,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The type of the body.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// How a key was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Unused: it is this request's from now on.
    New,
    /// This request was carried out.
    Answered(Answer),
    /// This request is under way elsewhere, or was cut off by a crash.
    UnderWay,
    /// Another request has this key.
    Other,
}

/// Takes a key for a request. Of two at the same time the second waits for the first one's commit.
pub fn begin(tx: &Tx<'_>, request: &Request, now: Timestamp) -> Result<Found, StoreError> {
    tx.run(
        "delete from idempotency_keys where account_id = ?1 and caller = ?2 and key = ?3 and expires_at <= ?4",
        p![tx.account, &request.caller, &request.key, now],
    )?;
    let taken = tx.run(
        "insert into idempotency_keys (account_id, caller, key, request_hash, expires_at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (account_id, caller, key) do nothing",
        p![tx.account, &request.caller, &request.key, &request.hash, request.expires_at],
    )?;
    if taken > 0 {
        purge(tx, now)?;
        return Ok(Found::New);
    }
    let sql = "select request_hash, status, content_type, body from idempotency_keys
        where account_id = ?1 and caller = ?2 and key = ?3";
    let found = tx.row(sql, p![tx.account, &request.caller, &request.key], |row| {
        let status = row.opt_int(1)?.and_then(|status| u16::try_from(status).ok());
        let body = row.opt_bytes(3)?.unwrap_or_default();
        let content_type = row.opt_text(2)?;
        Ok((row.text(0)?, status.map(|status| Answer { status, content_type, body })))
    })?;
    Ok(match found {
        Some((hash, _)) if hash != request.hash => Found::Other,
        Some((_, Some(answer))) => Found::Answered(answer),
        Some((_, None)) => Found::UnderWay,
        None => return Err(StoreError::Busy("an idempotency key went away while it was read".to_string())),
    })
}

fn purge(tx: &Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "delete from idempotency_keys where account_id = ?1 and (account_id, caller, key) in
            (select account_id, caller, key from idempotency_keys where account_id = ?1 and expires_at < ?2
             order by expires_at limit ?3)",
        p![tx.account, now, PURGE_MAX],
    )
    .map(drop)
}

/// Notes the answer to the request that took the key.
pub fn finish(tx: &Tx<'_>, request: &Request, answer: &Answer) -> Result<(), StoreError> {
    tx.run(
        "update idempotency_keys set status = ?4, content_type = ?5, body = ?6
         where account_id = ?1 and caller = ?2 and key = ?3",
        p![
            tx.account,
            &request.caller,
            &request.key,
            i64::from(answer.status),
            answer.content_type.as_ref(),
            &answer.body[..]
        ],
    )
    .map(drop)
}

/// Gives a key back: its request changed nothing.
pub fn forget(tx: &Tx<'_>, request: &Request) -> Result<(), StoreError> {
    tx.run(
        "delete from idempotency_keys where account_id = ?1 and caller = ?2 and key = ?3 and status is null",
        p![tx.account, &request.caller, &request.key],
    )
    .map(drop)
}
