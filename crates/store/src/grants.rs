//! What users allowed integrations: codes, grants and refresh tokens. Secrets come in hashed.
//!
//! A grant is a family: every token that came of one code. Revoking it ends all of them, and so does a refresh token
//! that is used again after its time of grace, since one of its two users is a thief and nobody knows which.

use domain::integration::{ClientId, Grant, Scopes};
use domain::{Timestamp, UserId};

use crate::error::StoreError;
use crate::integrations::client_from;
use crate::tx::Tx;
use crate::value::{Row, p};

/// Grants of one user to one integration that count at the same time; a further one ends the oldest.
pub const GRANTS_MAX: i64 = 20;
/// A refresh token is taken so often within its time of grace: two workers of a client, or three, never hundreds.
pub const USES_MAX: i64 = 5;
/// Rows that are over and go with a new one.
const PURGE_MAX: i64 = 50;

/// A code that was given to a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// All that is kept of it.
    pub hash: String,
    /// To whom.
    pub client: ClientId,
    /// By whom.
    pub user: UserId,
    /// For what.
    pub scopes: Scopes,
    /// Where it was sent to; the exchange must name the same address.
    pub redirect: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A refresh token that is about to be given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRefresh {
    /// All that is kept of it.
    pub hash: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Why something cannot be exchanged for tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such code or token, or it is another integration's.
    Unknown,
    /// Its time is over.
    Expired,
    /// It was used before, or what it stands for was revoked.
    Used,
    /// It was made for another address.
    OtherAddress,
}

/// Notes a code, and forgets those whose time is long over.
pub fn note_code(tx: &Tx<'_>, code: &Code, now: Timestamp) -> Result<(), StoreError> {
    // A day longer than they live: so long a client learns that it came too late, not that there never was one.
    tx.run(
        "delete from grant_codes where account_id = ?1 and code_hash in
            (select code_hash from grant_codes where account_id = ?1 and expires_at < ?2 order by expires_at limit ?3)",
        p![tx.account, now.plus_seconds(-86_400), PURGE_MAX],
    )?;
    tx.run(
        "insert into grant_codes (account_id, code_hash, client, user_id, scopes, redirect, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        p![
            tx.account,
            &code.hash,
            &code.client.to_string(),
            code.user,
            &code.scopes.words().join(" "),
            &code.redirect,
            code.expires_at
        ],
    )
    .map(drop)
}

/// Exchanges a code for a grant with its first refresh token. A code works once.
pub fn use_code(
    tx: &Tx<'_>,
    hash: &str,
    client: ClientId,
    redirect: &str,
    grant: &str,
    refresh: &NewRefresh,
    now: Timestamp,
) -> Result<Result<Grant, Refusal>, StoreError> {
    let sql = "select client, user_id, scopes, redirect, expires_at from grant_codes where account_id = ?1 and code_hash = ?2";
    let found = tx.row(sql, p![tx.account, hash], |row| {
        Ok(Code {
            hash: hash.to_string(),
            client: client_from(row.text(0)?)?,
            user: UserId(row.int(1)?),
            scopes: Scopes::read(&row.text(2)?),
            redirect: row.text(3)?,
            expires_at: row.time(4)?,
        })
    })?;
    let Some(code) = found.filter(|code| code.client == client) else { return Ok(Err(Refusal::Unknown)) };
    if code.redirect != redirect {
        return Ok(Err(Refusal::OtherAddress));
    }
    // The statement decides, not what was read before: of two at the same time one finds it used.
    let sql = "update grant_codes set used_at = ?3 where account_id = ?1 and code_hash = ?2 and used_at is null";
    if tx.run(sql, p![tx.account, hash, now])? == 0 {
        return Ok(Err(Refusal::Used));
    }
    if code.expires_at <= now {
        return Ok(Err(Refusal::Expired));
    }
    end_the_oldest(tx, client, code.user, now)?;
    let grant = Grant {
        id: grant.to_string(),
        client,
        user: code.user,
        scopes: code.scopes,
        created_at: now,
        revoked_at: None,
    };
    tx.run(
        "insert into grants (account_id, id, client, user_id, scopes, created_at) values (?1, ?2, ?3, ?4, ?5, ?6)",
        p![tx.account, &grant.id, &client.to_string(), grant.user, &grant.scopes.words().join(" "), now],
    )?;
    note_refresh(tx, &grant.id, refresh, now)?;
    Ok(Ok(grant))
}

fn end_the_oldest(tx: &Tx<'_>, client: ClientId, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update grants set revoked_at = ?5 where account_id = ?1 and id in
            (select id from grants where account_id = ?1 and client = ?2 and user_id = ?3 and revoked_at is null
             order by created_at desc, id desc limit 1000 offset ?4)",
        p![tx.account, &client.to_string(), user, GRANTS_MAX - 1, now],
    )
    .map(drop)
}

fn note_refresh(tx: &Tx<'_>, grant: &str, refresh: &NewRefresh, now: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "delete from refresh_tokens where account_id = ?1 and token_hash in
            (select token_hash from refresh_tokens where account_id = ?1 and expires_at < ?2
             order by expires_at limit ?3)",
        p![tx.account, now.plus_seconds(-86_400), PURGE_MAX],
    )?;
    tx.run(
        "insert into refresh_tokens (account_id, token_hash, grant_id, expires_at, n_uses) values (?1, ?2, ?3, ?4, 0)",
        p![tx.account, &refresh.hash, grant, refresh.expires_at],
    )
    .map(drop)
}

/// Exchanges a refresh token for the next one. Clients that refresh in two processes at once send the same token twice:
/// within `grace_seconds` of the first use each gets a token of its own. Later it is a theft and ends the whole grant.
pub fn use_refresh(
    tx: &Tx<'_>,
    hash: &str,
    client: ClientId,
    next: &NewRefresh,
    grace_seconds: i64,
    now: Timestamp,
) -> Result<Result<Grant, Refusal>, StoreError> {
    let sql = "select grant_id from refresh_tokens where account_id = ?1 and token_hash = ?2";
    let Some(grant) = tx.row(sql, p![tx.account, hash], |row| row.text(0))? else { return Ok(Err(Refusal::Unknown)) };
    let Some(grant) = get(tx, &grant)?.filter(|grant| grant.client == client) else { return Ok(Err(Refusal::Unknown)) };
    // The statement also takes the lock under which the rest is decided.
    let sql = "update refresh_tokens set used_at = coalesce(used_at, ?3), n_uses = n_uses + 1
        where account_id = ?1 and token_hash = ?2 returning expires_at, used_at, n_uses";
    let used = tx.row(sql, p![tx.account, hash, now], |row| Ok((row.time(0)?, row.time(1)?, row.int(2)?)))?;
    let Some((expires_at, first_use, n_uses)) = used else { return Ok(Err(Refusal::Unknown)) };
    if grant.revoked_at.is_some() {
        return Ok(Err(Refusal::Used));
    }
    if n_uses > 1 && (now >= first_use.plus_seconds(grace_seconds) || n_uses > USES_MAX) {
        revoke(tx, &grant.id, now)?;
        return Ok(Err(Refusal::Used));
    }
    if expires_at <= now {
        return Ok(Err(Refusal::Expired));
    }
    note_refresh(tx, &grant.id, next, now)?;
    Ok(Ok(grant))
}

const COLUMNS: &str = "id, client, user_id, scopes, created_at, revoked_at";

fn from_row(row: &Row<'_>) -> Result<Grant, StoreError> {
    Ok(Grant {
        id: row.text(0)?,
        client: client_from(row.text(1)?)?,
        user: UserId(row.int(2)?),
        scopes: Scopes::read(&row.text(3)?),
        created_at: row.time(4)?,
        revoked_at: row.opt_time(5)?,
    })
}

/// A grant of the account, also one that counts no more.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<Grant>, StoreError> {
    let sql = format!("select {COLUMNS} from grants where account_id = ?1 and id = ?2");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// The grants that count, of one integration or of all, the newest first; at most `limit`.
pub fn list(tx: &Tx<'_>, client: Option<ClientId>, limit: usize) -> Result<Vec<Grant>, StoreError> {
    let client = client.map(|client| client.to_string());
    let limit = limit as i64;
    match &client {
        Some(client) => {
            let sql = format!(
                "select {COLUMNS} from grants where account_id = ?1 and client = ?2 and revoked_at is null
                 order by created_at desc, id limit ?3"
            );
            tx.rows(&sql, p![tx.account, client, limit], from_row)
        }
        None => {
            let sql = format!(
                "select {COLUMNS} from grants where account_id = ?1 and revoked_at is null
                 order by created_at desc, id limit ?2"
            );
            tx.rows(&sql, p![tx.account, limit], from_row)
        }
    }
}

/// Whether anybody has allowed the integration something that still counts.
pub fn is_installed(tx: &Tx<'_>, client: ClientId) -> Result<bool, StoreError> {
    let sql = "select created_at from grants where account_id = ?1 and client = ?2 and revoked_at is null limit 1";
    Ok(tx.row(sql, p![tx.account, &client.to_string()], |row| row.int(0))?.is_some())
}

/// Ends a grant with all its tokens; says whether it still counted.
pub fn revoke(tx: &Tx<'_>, id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "update grants set revoked_at = ?3 where account_id = ?1 and id = ?2 and revoked_at is null";
    Ok(tx.run(sql, p![tx.account, id, now])? > 0)
}

/// Ends all grants of an integration and the codes that wait for their exchange; says how many grants still counted.
pub fn revoke_all(tx: &Tx<'_>, client: ClientId, now: Timestamp) -> Result<u64, StoreError> {
    let client = client.to_string();
    let sql = "update grant_codes set used_at = ?3 where account_id = ?1 and client = ?2 and used_at is null";
    tx.run(sql, p![tx.account, &client, now])?;
    let sql = "update grants set revoked_at = ?3 where account_id = ?1 and client = ?2 and revoked_at is null";
    tx.run(sql, p![tx.account, &client, now])
}
