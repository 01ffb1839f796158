//! Roles and groups of users.

use domain::rights::Rights;
use domain::{GroupId, RoleId, Timestamp, UserId};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

/// Rights under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// What its users may do.
    pub rights: Rights,
}

/// All roles, by id.
pub fn list(tx: &Tx<'_>) -> Result<Vec<Role>, StoreError> {
    tx.rows("select id, name, rights from roles where account_id = ?1 order by id", p![tx.account], from_row)
}

/// A role.
pub fn get(tx: &Tx<'_>, id: RoleId) -> Result<Option<Role>, StoreError> {
    tx.row("select id, name, rights from roles where account_id = ?1 and id = ?2", p![tx.account, id], from_row)
}

/// Adds a role; its id is given here.
pub fn insert(tx: &Tx<'_>, name: &str, rights: &Rights, now: Timestamp) -> Result<RoleId, StoreError> {
    let id = RoleId(tx.next_id(Seq::Role)?);
    tx.run(
        "insert into roles (account_id, id, name, rights, created_at) values (?1, ?2, ?3, ?4, ?5)",
        p![tx.account, id, name, &rights.to_text(), now],
    )?;
    Ok(id)
}

/// Saves a changed role.
pub fn save(tx: &Tx<'_>, role: &Role) -> Result<(), StoreError> {
    let sql = "update roles set name = ?3, rights = ?4 where account_id = ?1 and id = ?2";
    tx.run(sql, p![tx.account, role.id, &role.name, &role.rights.to_text()]).map(drop)
}

/// Removes a role. Its users are left with the rights it gave them, as their own. Says whether there was one.
pub fn delete(tx: &Tx<'_>, id: RoleId) -> Result<bool, StoreError> {
    let Some(role) = get(tx, id)? else { return Ok(false) };
    let sql = "update users set role_id = null, rights = ?3 where account_id = ?1 and role_id = ?2";
    tx.run(sql, p![tx.account, id, &role.rights.to_text()])?;
    tx.run("delete from roles where account_id = ?1 and id = ?2", p![tx.account, id])?;
    Ok(true)
}

/// The users of a role.
pub fn users_of(tx: &Tx<'_>, id: RoleId) -> Result<Vec<UserId>, StoreError> {
    let sql = "select id from users where account_id = ?1 and role_id = ?2 order by id";
    tx.rows(sql, p![tx.account, id], |row| Ok(UserId(row.int(0)?)))
}

/// Groups beside the first one: id and name, in their order.
pub fn groups(tx: &Tx<'_>) -> Result<Vec<(GroupId, String)>, StoreError> {
    let sql = "select id, name from user_groups where account_id = ?1 order by sort, id";
    tx.rows(sql, p![tx.account], |row| Ok((GroupId(row.int(0)?), row.text(1)?)))
}

/// Adds a group; its id is given here.
pub fn add_group(tx: &Tx<'_>, name: &str, sort: i64) -> Result<GroupId, StoreError> {
    let id = GroupId(tx.next_id(Seq::Group)?);
    let sql = "insert into user_groups (account_id, id, name, sort) values (?1, ?2, ?3, ?4)";
    tx.run(sql, p![tx.account, id, name, sort])?;
    Ok(id)
}

/// Removes a group; its users come to the first one. Says whether there was one.
pub fn delete_group(tx: &Tx<'_>, id: GroupId) -> Result<bool, StoreError> {
    tx.run("update users set group_id = 0 where account_id = ?1 and group_id = ?2", p![tx.account, id])?;
    Ok(tx.run("delete from user_groups where account_id = ?1 and id = ?2", p![tx.account, id])? > 0)
}

fn from_row(row: &Row<'_>) -> Result<Role, StoreError> {
    Ok(Role { id: RoleId(row.int(0)?), name: row.text(1)?, rights: Rights::parse(&row.text(2)?) })
}
