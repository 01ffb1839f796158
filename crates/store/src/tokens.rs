//! Long-lived access tokens. The token itself is signed and never stored; the row says whether it still counts.

use domain::{Timestamp, UserId};

use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::{Row, p};

/// A token as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The `jti` claim.
    pub id: String,
    /// Whose rights it has.
    pub user: UserId,
    /// What it is for.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Notes a token that was issued.
pub fn note(tx: &Tx<'_>, token: &Token) -> Result<(), StoreError> {
    tx.run(
        "insert into tokens (account_id, id, user_id, name, created_at, expires_at) values (?1, ?2, ?3, ?4, ?5, ?6)",
        p![tx.account, &token.id, token.user, &token.name, token.created_at, token.expires_at],
    )
    .map(drop)
}

const COLUMNS: &str = "id, user_id, name, created_at, expires_at, revoked_at";

fn from_row(row: &Row<'_>) -> Result<Token, StoreError> {
    Ok(Token {
        id: row.text(0)?,
        user: UserId(row.int(1)?),
        name: row.text(2)?,
        created_at: row.time(3)?,
        expires_at: row.time(4)?,
        revoked_at: row.opt_time(5)?,
    })
}

/// A token of the account, also one that counts no more.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<Token>, StoreError> {
    let sql = format!("select {COLUMNS} from tokens where account_id = ?1 and id = ?2");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// The tokens that count, the newest first; at most `limit`.
pub fn list(tx: &Tx<'_>, now: Timestamp, limit: usize) -> Result<Vec<Token>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from tokens where account_id = ?1 and revoked_at is null and expires_at > ?2
         order by created_at desc, id limit ?3"
    );
    tx.rows(&sql, p![tx.account, now, limit as i64], from_row)
}

/// Ends a token for good; says whether there was one.
pub fn revoke(tx: &Tx<'_>, id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "update tokens set revoked_at = coalesce(revoked_at, ?3) where account_id = ?1 and id = ?2";
    Ok(tx.run(sql, p![tx.account, id, now])? > 0)
}
