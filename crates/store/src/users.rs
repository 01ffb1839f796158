//! Users, their passwords and their browser sessions. Secrets come in hashed.

use domain::rights::Rights;
use domain::user::User;
use domain::{RoleId, Timestamp, UserId};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

/// What a secret of a browser opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// A signed-in browser.
    Browser,
    /// A link that signs in once.
    Link,
}

impl SessionKind {
    pub(crate) fn number(self) -> i64 {
        match self {
            SessionKind::Browser => 0,
            SessionKind::Link => 1,
        }
    }
}

pub(crate) fn from_row(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User { id: UserId(row.int(0)?), name: row.text(1)?, email: row.text(2)?, is_admin: row.bool(3)? })
}

/// Adds a user. The e-mail must come from `domain::user::parse_email`.
pub fn create(tx: &Tx<'_>, user: &User, password_hash: Option<&str>, now: Timestamp) -> Result<UserId, StoreError> {
    let taken =
        tx.row("select id from users where account_id = ?1 and email = ?2", p![tx.account, &user.email], |r| r.int(0))?;
    if taken.is_some() {
        return Err(StoreError::Conflict(format!("a user with the address {} exists already", user.email)));
    }
    let id = tx.next_id(Seq::User)?;
    tx.run(
        "insert into users (account_id, id, name, email, is_admin, password_hash, created_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        p![tx.account, id, &user.name, &user.email, user.is_admin, password_hash, now],
    )?;
    Ok(UserId(id))
}

/// A user of the account.
pub fn get(tx: &Tx<'_>, id: UserId) -> Result<Option<User>, StoreError> {
    let sql = "select id, name, email, is_admin from users where account_id = ?1 and id = ?2";
    tx.row(sql, p![tx.account, id], from_row)
}

/// All users, by id.
pub fn list(tx: &Tx<'_>) -> Result<Vec<User>, StoreError> {
    tx.rows("select id, name, email, is_admin from users where account_id = ?1 order by id", p![tx.account], from_row)
}

/// The user who answers for what has no owner: the first administrator.
pub fn first_admin(tx: &Tx<'_>) -> Result<User, StoreError> {
    let sql = "select id, name, email, is_admin from users where account_id = ?1 order by is_admin desc, id limit 1";
    tx.row(sql, p![tx.account], from_row)?.ok_or_else(|| StoreError::missing("administrator of account", tx.account))
}

/// What a user's rights hang on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether everything is allowed.
    pub is_admin: bool,
    /// Whether the user may sign in at all.
    pub is_active: bool,
    /// A free user is only named as responsible.
    pub is_free: bool,
    /// The group.
    pub group: i64,
    /// The rights: those of the role, where there is one.
    pub rights: Rights,
}

/// What a user's rights hang on.
pub fn standing(tx: &Tx<'_>, id: UserId) -> Result<Option<Standing>, StoreError> {
    let sql = "select u.is_admin, u.is_active, u.is_free, u.group_id, coalesce(r.rights, u.rights)
         from users u left join roles r on r.account_id = u.account_id and r.id = u.role_id
         where u.account_id = ?1 and u.id = ?2";
    tx.row(sql, p![tx.account, id], |row| {
        Ok(Standing {
            is_admin: row.bool(0)?,
            is_active: row.bool(1)?,
            is_free: row.bool(2)?,
            group: row.int(3)?,
            rights: Rights::parse(&row.text(4)?),
        })
    })
}

/// The group of each user who is in another one than the first.
pub fn groups_of_users(tx: &Tx<'_>) -> Result<std::collections::HashMap<UserId, i64>, StoreError> {
    let sql = "select id, group_id from users where account_id = ?1 and group_id <> 0";
    let rows = tx.rows(sql, p![tx.account], |row| Ok((UserId(row.int(0)?), row.int(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// Changes what colleagues call a user.
pub fn rename(tx: &Tx<'_>, id: UserId, name: &str) -> Result<(), StoreError> {
    tx.run("update users set name = ?3 where account_id = ?1 and id = ?2", p![tx.account, id, name]).map(drop)
}

/// The hash of a user's password; none before the first was set.
pub fn password_hash(tx: &Tx<'_>, id: UserId) -> Result<Option<String>, StoreError> {
    let sql = "select password_hash from users where account_id = ?1 and id = ?2";
    Ok(tx.row(sql, p![tx.account, id], |row| row.opt_text(0))?.flatten())
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// All that is stored of its secret.
    pub secret_hash: String,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// The browsers that are signed in as a user, opened last first.
pub fn sessions_of(tx: &Tx<'_>, user: UserId, now: Timestamp) -> Result<Vec<OpenSession>, StoreError> {
    let sql = "select secret_hash, created_at, expires_at from sessions
        where account_id = ?1 and user_id = ?2 and kind = ?3 and expires_at > ?4 order by created_at desc, secret_hash limit 100";
    tx.rows(sql, p![tx.account, user, SessionKind::Browser.number(), now], |row| {
        Ok(OpenSession { secret_hash: row.text(0)?, created_at: row.time(1)?, expires_at: row.time(2)? })
    })
}

/// Sets a password and ends every session that the old one opened.
pub fn set_password(tx: &Tx<'_>, id: UserId, password_hash: &str) -> Result<(), StoreError> {
    tx.run("update users set password_hash = ?3 where account_id = ?1 and id = ?2", p![tx.account, id, password_hash])?;
    tx.run("delete from sessions where account_id = ?1 and user_id = ?2", p![tx.account, id]).map(drop)
}

/// Opens a session or a link. `secret_hash` is all that is ever stored of the secret.
pub fn open_session(
    tx: &Tx<'_>,
    user: UserId,
    kind: SessionKind,
    secret_hash: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.run("delete from sessions where account_id = ?1 and expires_at < ?2", p![tx.account, now])?;
    tx.run(
        "insert into sessions (account_id, secret_hash, user_id, kind, created_at, expires_at) values (?1, ?2, ?3, ?4, ?5, ?6)",
        p![tx.account, secret_hash, user, kind.number(), now, expires_at],
    )
    .map(drop)
}

/// Ends a session; says whether there was one. A link is used up the same way.
pub fn close_session(tx: &Tx<'_>, secret_hash: &str) -> Result<bool, StoreError> {
    Ok(tx.run("delete from sessions where account_id = ?1 and secret_hash = ?2", p![tx.account, secret_hash])? > 0)
}

/// A user with everything that rights hang on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their language.
    pub language: String,
    /// What they may do.
    pub standing: Standing,
    /// Their role and its name.
    pub role: Option<(RoleId, String)>,
}

const MEMBER: &str = "select u.id, u.name, u.email, u.language, u.is_admin, u.is_active, u.is_free, u.group_id,
        coalesce(r.rights, u.rights), u.role_id, r.name
    from users u left join roles r on r.account_id = u.account_id and r.id = u.role_id where u.account_id = ?1";

/// A page of users, by id.
pub fn members(tx: &Tx<'_>, limit: usize, offset: usize) -> Result<Vec<Member>, StoreError> {
    let sql = format!("{MEMBER} order by u.id limit ?2 offset ?3");
    tx.rows(&sql, p![tx.account, limit as i64, offset as i64], member_from)
}

/// One user.
pub fn member(tx: &Tx<'_>, id: UserId) -> Result<Option<Member>, StoreError> {
    tx.row(&format!("{MEMBER} and u.id = ?2"), p![tx.account, id], member_from)
}

/// How many users there are.
pub fn count(tx: &Tx<'_>) -> Result<i64, StoreError> {
    let found = tx.row("select count(*) from users where account_id = ?1", p![tx.account], |row| row.int(0))?;
    Ok(found.unwrap_or(0))
}

fn member_from(row: &Row<'_>) -> Result<Member, StoreError> {
    let role = row.opt_int(9)?.map(RoleId).zip(row.opt_text(10)?);
    Ok(Member {
        id: UserId(row.int(0)?),
        name: row.text(1)?,
        email: row.text(2)?,
        language: row.text(3)?,
        standing: Standing {
            is_admin: row.bool(4)?,
            is_active: row.bool(5)?,
            is_free: row.bool(6)?,
            group: row.int(7)?,
            rights: Rights::parse(&row.text(8)?),
        },
        role,
    })
}

/// What a user is besides name and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Their language.
    pub language: String,
    /// Whether they are only named.
    pub is_free: bool,
    /// Their group; 0 is the first one.
    pub group: i64,
    /// Their role.
    pub role: Option<RoleId>,
    /// Their own rights.
    pub rights: Rights,
}

/// Sets what a user is besides name and address.
pub fn set_terms(tx: &Tx<'_>, id: UserId, terms: &Terms) -> Result<(), StoreError> {
    tx.run(
        "update users set language = ?3, is_free = ?4, group_id = ?5, role_id = ?6, rights = ?7
         where account_id = ?1 and id = ?2",
        p![tx.account, id, &terms.language, terms.is_free, terms.group, terms.role, &terms.rights.to_text()],
    )
    .map(drop)
}

/// Lets a user in or keeps them out: then every session and token of theirs ends. Says whether there is such a user.
pub fn set_active(tx: &Tx<'_>, id: UserId, is_active: bool, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "update users set is_active = ?3 where account_id = ?1 and id = ?2";
    let found = tx.run(sql, p![tx.account, id, is_active])? > 0;
    if !is_active {
        tx.run("delete from sessions where account_id = ?1 and user_id = ?2", p![tx.account, id])?;
        tx.run(
            "update tokens set revoked_at = ?3 where account_id = ?1 and user_id = ?2 and revoked_at is null",
            p![tx.account, id, now],
        )?;
    }
    Ok(found)
}

/// Ends every session of a user but one; links that were not used yet too.
pub fn close_other_sessions(tx: &Tx<'_>, id: UserId, kept_hash: &str) -> Result<(), StoreError> {
    let sql = "delete from sessions where account_id = ?1 and user_id = ?2 and secret_hash <> ?3";
    tx.run(sql, p![tx.account, id, kept_hash]).map(drop)
}
