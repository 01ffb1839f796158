//! The few queries that look across accounts: signing in, and finding the work that is due.
//!
//! Everywhere else a query takes its account from its transaction. Closures that call these run as [`EVERYONE`].

use domain::account::Account;
use domain::user::User;
use domain::{AccountId, BatchId, JobId, Timestamp, UserId};

use crate::accounts;
use crate::batches;
use crate::error::StoreError;
use crate::jobs::actions::DueAction;
use crate::jobs::{self, DueJob};
use crate::nodes::Incarnation;
use crate::runs::DueRun;
use crate::tx::{NO_ACCOUNT, Tx};
use crate::users::{self, SessionKind};
use crate::value::{P, p};
use domain::RunId;

/// The account of transactions that look across accounts.
pub const EVERYONE: AccountId = NO_ACCOUNT;

/// All accounts, by id.
pub fn accounts(tx: &Tx<'_>) -> Result<Vec<Account>, StoreError> {
    tx.rows(&format!("select {} from accounts order by account_id", accounts::COLUMNS), &[], accounts::from_row)
}

/// The account of a host name's first label.
pub fn account_by_subdomain(tx: &Tx<'_>, subdomain: &str) -> Result<Option<Account>, StoreError> {
    let sql = format!("select {} from accounts where subdomain = ?1", accounts::COLUMNS);
    tx.row(&sql, p![subdomain], accounts::from_row)
}

/// Whoever signs in with that address, in any account, with the hash of their password.
pub fn users_by_email(tx: &Tx<'_>, email: &str) -> Result<Vec<(AccountId, User, Option<String>)>, StoreError> {
    let sql = "select id, name, email, is_admin, account_id, password_hash from users where email = ?1 order by account_id limit 20";
    tx.rows(sql, p![email], |row| Ok((AccountId(row.int(4)?), users::from_row(row)?, row.opt_text(5)?)))
}

/// Whose session a secret opens, if it still does.
pub fn session(
    tx: &Tx<'_>,
    secret_hash: &str,
    kind: SessionKind,
    now: Timestamp,
) -> Result<Option<(AccountId, UserId)>, StoreError> {
    let sql = "select account_id, user_id from sessions where secret_hash = ?1 and kind = ?2 and expires_at > ?3";
    tx.row(sql, p![secret_hash, kind.number(), now], |row| Ok((AccountId(row.int(0)?), UserId(row.int(1)?))))
}

/// A word of the installation itself.
pub fn installation_value(tx: &Tx<'_>, name: &str) -> Result<Option<String>, StoreError> {
    tx.row("select value from installation where name = ?1", p![name], |row| row.text(0))
}

/// Writes a word of the installation unless it has one already; returns the one that stands.
pub fn set_installation_value(tx: &Tx<'_>, name: &str, value: &str) -> Result<String, StoreError> {
    tx.run("insert into installation (name, value) values (?1, ?2) on conflict (name) do nothing", p![name, value])?;
    Ok(installation_value(tx, name)?.unwrap_or_else(|| value.to_string()))
}

/// Leases jobs that are due: at most `limit`, none for the receivers in `busy`.
pub fn claim(
    tx: &Tx<'_>,
    node: Incarnation,
    now: Timestamp,
    limit: usize,
    busy: &[(AccountId, domain::ReceiverId)],
) -> Result<Vec<DueJob>, StoreError> {
    let mut params = vec![P::Int(node.0), P::from(now), P::Int(limit as i64)];
    let mut without = String::new();
    for (account, receiver) in busy {
        params.push(P::from(*account));
        params.push(P::from(*receiver));
        without.push_str(&format!(" and not (account_id = ?{} and receiver_id = ?{})", params.len() - 1, params.len()));
    }
    // Materialized: a plan that runs the inner query once per row would pick, and so lease, more than `limit`.
    let skip = if tx.is_postgres() { " for update skip locked" } else { "" };
    let sql = format!(
        "with picked as materialized
            (select account_id, id from jobs where state = 0 and blocked_by is null and kind <> 1 and due <= ?2{without}
             order by due, account_id, id limit ?3{skip})
         update jobs set state = 1, leased_by = ?1 where (account_id, id) in (select account_id, id from picked)
         returning account_id, id"
    );
    let mut leased = tx.rows(&sql, &params, |row| Ok((AccountId(row.int(0)?), JobId(row.int(1)?))))?;
    leased.sort_unstable();
    let mut claimed = Vec::with_capacity(leased.len());
    for (account, job) in leased {
        claimed.extend(jobs::due_job(tx, account, job)?);
    }
    claimed.sort_by_key(|job| (job.due, job.account, job.id));
    Ok(claimed)
}

/// Waiting runs whose time has come.
pub fn due_runs(tx: &Tx<'_>, now: Timestamp, limit: usize) -> Result<Vec<DueRun>, StoreError> {
    let sql = "select account_id, id from runs where state = 0 and due <= ?1 order by due, account_id, id limit ?2";
    tx.rows(sql, p![now, limit as i64], |row| Ok(DueRun { account: AccountId(row.int(0)?), run: RunId(row.int(1)?) }))
}

/// Actions whose time has come.
pub fn due_actions(tx: &Tx<'_>, now: Timestamp, limit: usize) -> Result<Vec<DueAction>, StoreError> {
    let sql = "select account_id, id from jobs where state = 0 and blocked_by is null and kind = 1 and due <= ?1
               order by due, account_id, id limit ?2";
    tx.rows(sql, p![now, limit as i64], |row| {
        Ok(DueAction { account: AccountId(row.int(0)?), job: JobId(row.int(1)?) })
    })
}

/// Batches that are under way.
pub fn running_batches(tx: &Tx<'_>, limit: usize) -> Result<Vec<(AccountId, BatchId)>, StoreError> {
    batches::running(tx, limit)
}

/// The next moment at which something becomes due: a delivery, an action, or a waiting run.
pub fn next_due(tx: &Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let run = tx.row("select due from runs where state = 0 order by due limit 1", &[], |row| row.time(0))?;
    Ok(next_job(tx)?.into_iter().chain(run).min())
}

/// Since when the oldest due job has waited: what tells whether anything is being done at all.
pub fn oldest_due(tx: &Tx<'_>, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    Ok(next_job(tx)?.filter(|due| *due <= now))
}

fn next_job(tx: &Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let mut next = None;
    for condition in ["kind <> 1", "kind = 1"] {
        let sql =
            format!("select due from jobs where state = 0 and blocked_by is null and {condition} order by due limit 1");
        next = next.into_iter().chain(tx.row(&sql, &[], |row| row.time(0))?).min();
    }
    Ok(next)
}
