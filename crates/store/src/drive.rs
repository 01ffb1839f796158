//! Files of people: uploads in parts, versions, attachments. The bytes lie among the blobs, once for each content.

use domain::{Entity, Problem, Timestamp, UserId};

use crate::error::StoreError;
use crate::leads::like_pattern;
use crate::tx::{Seq, Tx};
use crate::value::{P, Row, p};
use crate::widgets::{blob, save_blob};

/// Uploads that an account may have under way.
pub const SESSIONS_MAX: i64 = 100;

const COLUMNS: &str = "f.uuid, f.name, f.version_uuid, v.mime, v.size, f.created_by, f.updated_by, f.created_at, f.updated_at,
    f.deleted_at, f.deleted_by, (select count(*) from drive_versions o where o.account_id = f.account_id and o.file_uuid = f.uuid)";
const SOURCE: &str = "drive_files f join drive_versions v
    on v.account_id = f.account_id and v.file_uuid = f.uuid and v.uuid = f.version_uuid";

/// A file with its present version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveFile {
    /// Its name for programs.
    pub uuid: String,
    /// Its name for people.
    pub name: String,
    /// The present version.
    pub version: String,
    /// What is in it.
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// Who brought it.
    pub created_by: UserId,
    /// Who changed it last.
    pub updated_by: UserId,
    /// When it was brought.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// When and by whom it was put into the bin.
    pub deleted: Option<(Timestamp, UserId)>,
    /// How many versions it has.
    pub n_versions: i64,
}

/// An upload to be begun.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    /// The file of which it becomes a version.
    pub file: Option<&'a str>,
    /// The file's name.
    pub name: &'a str,
    /// What is in it.
    pub mime: &'a str,
    /// How many bytes will come.
    pub size: i64,
    /// Who brings it.
    pub user: UserId,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A part of an upload.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The upload.
    pub session: i64,
    /// Which part it is, from 0.
    pub n: i64,
    /// What is in it.
    pub bytes: &'a [u8],
    /// Names a content.
    pub hash: fn(&[u8]) -> String,
    /// Names for a file and a version, should this be the last part.
    pub uuids: (String, String),
}

/// What came of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// More is to come: the number of the next part.
    Next(i64),
    /// The file is whole.
    Whole(String),
}

/// Begins an upload, and clears away those that have ended.
pub fn open(tx: &Tx<'_>, new: &NewSession<'_>) -> Result<i64, StoreError> {
    let sql = "select count(*) from drive_sessions where account_id = ?1";
    if tx.row(sql, p![tx.account], |row| row.int(0))?.unwrap_or(0) >= SESSIONS_MAX {
        let told = format!("at most {SESSIONS_MAX} uploads may be under way");
        return Err(StoreError::invalid(Problem::new("", "TooMany", told)));
    }
    let id = tx.next_id(Seq::Drive)?;
    tx.run(
        "insert into drive_sessions (account_id, id, file_uuid, name, mime, size, received, n_parts, user_id, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, ?7, ?8)",
        p![tx.account, id, new.file, new.name, new.mime, new.size, new.user, new.expires_at],
    )?;
    Ok(id)
}

/// Forgets uploads that have ended.
pub fn clear(tx: &Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    let sql = "select id from drive_sessions where account_id = ?1 and expires_at <= ?2";
    let ended = tx.rows(sql, p![tx.account, now], |row| row.int(0))?;
    ended.into_iter().try_for_each(|id| close(tx, id))
}

fn close(tx: &Tx<'_>, session: i64) -> Result<(), StoreError> {
    tx.run("delete from drive_parts where account_id = ?1 and session_id = ?2", p![tx.account, session])?;
    tx.run("delete from drive_sessions where account_id = ?1 and id = ?2", p![tx.account, session]).map(drop)
}

/// Takes a part; the last one makes a file, or a version of one.
pub fn add_part(tx: &Tx<'_>, part: &Part<'_>, now: Timestamp) -> Result<Step, StoreError> {
    let sql = "update drive_sessions set received = received + ?3, n_parts = n_parts + 1
               where account_id = ?1 and id = ?2 and n_parts = ?4 and expires_at > ?5
               returning size, received, file_uuid, name, mime, user_id";
    let session = tx.row(sql, p![tx.account, part.session, part.bytes.len() as i64, part.n, now], |row| {
        Ok((row.int(0)?, row.int(1)?, row.opt_text(2)?, row.text(3)?, row.text(4)?, UserId(row.int(5)?)))
    })?;
    let Some((size, received, file, name, mime, user)) = session else {
        return Err(StoreError::missing("upload", part.session));
    };
    if received > size {
        let told = format!("the upload was to have {size} bytes, now there are {received}");
        return Err(StoreError::invalid(Problem::new("", "TooLong", told)));
    }
    tx.run(
        "insert into drive_parts (account_id, session_id, n, bytes) values (?1, ?2, ?3, ?4)",
        p![tx.account, part.session, part.n, part.bytes],
    )?;
    if received < size {
        return Ok(Step::Next(part.n + 1));
    }
    let sql = "select bytes from drive_parts where account_id = ?1 and session_id = ?2 order by n";
    let bytes = tx.rows(sql, p![tx.account, part.session], |row| row.bytes(0))?.concat();
    let hash = (part.hash)(&bytes);
    save_blob(tx, &hash, &bytes)?;
    close(tx, part.session)?;
    let (new_file, version) = (&part.uuids.0, &part.uuids.1);
    let uuid = match file {
        Some(uuid) => {
            tx.run(
                "update drive_files set version_uuid = ?3, updated_by = ?4, updated_at = ?5 where account_id = ?1 and uuid = ?2",
                p![tx.account, &uuid, version, user, now],
            )?;
            uuid
        }
        None => {
            tx.run(
                "insert into drive_files (account_id, uuid, name, folded, version_uuid, created_by, updated_by, created_at,
                    updated_at)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?7)",
                p![tx.account, new_file, &name, &name.to_lowercase(), version, user, now],
            )?;
            new_file.clone()
        }
    };
    tx.run(
        "insert into drive_versions (account_id, file_uuid, uuid, mime, size, hash, created_by, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        p![tx.account, &uuid, version, &mime, size, &hash, user, now],
    )?;
    Ok(Step::Whole(uuid))
}

/// A file, also one in the bin.
pub fn get(tx: &Tx<'_>, uuid: &str) -> Result<Option<DriveFile>, StoreError> {
    let sql = format!("select {COLUMNS} from {SOURCE} where f.account_id = ?1 and f.uuid = ?2");
    tx.row(&sql, p![tx.account, uuid], from_row)
}

/// A page of files, newest first: with these names for programs, with this text in the name, in the bin or not.
pub fn list(
    tx: &Tx<'_>,
    uuids: &[String],
    text: Option<&str>,
    is_deleted: bool,
    limit: usize,
    offset: usize,
) -> Result<Vec<DriveFile>, StoreError> {
    let pattern = text.map(like_pattern);
    let mut params = vec![P::from(tx.account)];
    let mut param = |value| {
        params.push(value);
        format!("?{}", params.len())
    };
    let mut condition = format!("f.deleted_at is {}", if is_deleted { "not null" } else { "null" });
    if !uuids.is_empty() {
        let list: Vec<String> = uuids.iter().map(|uuid| param(P::from(uuid))).collect();
        condition.push_str(&format!(" and f.uuid in ({})", list.join(", ")));
    }
    if let Some(pattern) = &pattern {
        condition.push_str(&format!(" and f.folded like {} escape '!'", param(P::from(pattern))));
    }
    let (limit, offset) = (param(P::from(limit as i64)), param(P::from(offset as i64)));
    let sql = format!(
        "select {COLUMNS} from {SOURCE} where f.account_id = ?1 and {condition}
         order by f.created_at desc, f.uuid desc limit {limit} offset {offset}"
    );
    tx.rows(&sql, &params, from_row)
}

/// Versions of a file, oldest first: name for programs, type, bytes, when.
pub fn versions(tx: &Tx<'_>, uuid: &str) -> Result<Vec<(String, String, i64, Timestamp)>, StoreError> {
    let sql = "select uuid, mime, size, created_at from drive_versions where account_id = ?1 and file_uuid = ?2
               order by created_at, uuid";
    tx.rows(sql, p![tx.account, uuid], |row| Ok((row.text(0)?, row.text(1)?, row.int(2)?, row.time(3)?)))
}

/// What is in a version.
pub fn bytes(tx: &Tx<'_>, uuid: &str, version: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "select hash from drive_versions where account_id = ?1 and file_uuid = ?2 and uuid = ?3";
    match tx.row(sql, p![tx.account, uuid, version], |row| row.text(0))? {
        Some(hash) => blob(tx, &hash).map(Some),
        None => Ok(None),
    }
}

/// Gives a file another name or another present version.
pub fn change(
    tx: &Tx<'_>,
    uuid: &str,
    name: Option<&str>,
    version: Option<&str>,
    by: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.run(
        "update drive_files set name = coalesce(?3, name), folded = coalesce(?4, folded),
            version_uuid = coalesce(?5, version_uuid), updated_by = ?6, updated_at = ?7
         where account_id = ?1 and uuid = ?2",
        p![tx.account, uuid, name, name.map(str::to_lowercase).as_deref(), version, by, now],
    )
    .map(drop)
}

/// Puts a file into the bin or takes it out again; whether that changed anything.
pub fn bin(tx: &Tx<'_>, uuid: &str, put: Option<(UserId, Timestamp)>) -> Result<bool, StoreError> {
    let (by, at) = (put.map(|(by, _)| by), put.map(|(_, at)| at));
    let now = if put.is_some() { "null" } else { "not null" };
    let sql = format!(
        "update drive_files set deleted_at = ?3, deleted_by = ?4 where account_id = ?1 and uuid = ?2 and deleted_at is {now}"
    );
    Ok(tx.run(&sql, p![tx.account, uuid, at, by])? > 0)
}

/// Attaches a file to an entity; twice is as good as once.
pub fn attach(tx: &Tx<'_>, entity: Entity, uuid: &str) -> Result<(), StoreError> {
    let id = tx.next_id(Seq::Drive)?;
    tx.run(
        "insert into entity_files (account_id, entity, entity_id, id, file_uuid) values (?1, ?2, ?3, ?4, ?5)
         on conflict (account_id, file_uuid, entity, entity_id) do nothing",
        p![tx.account, entity.kind.number(), entity.id, id, uuid],
    )
    .map(drop)
}

/// Takes a file off an entity.
pub fn detach(tx: &Tx<'_>, entity: Entity, uuid: &str) -> Result<(), StoreError> {
    let sql = "delete from entity_files where account_id = ?1 and entity = ?2 and entity_id = ?3 and file_uuid = ?4";
    tx.run(sql, p![tx.account, entity.kind.number(), entity.id, uuid]).map(drop)
}

/// Files of an entity, newest first, older than `before`: id of the attachment and name of the file.
pub fn attached(tx: &Tx<'_>, entity: Entity, before: i64, limit: usize) -> Result<Vec<(i64, String)>, StoreError> {
    let sql =
        "select id, file_uuid from entity_files where account_id = ?1 and entity = ?2 and entity_id = ?3 and id < ?4
               order by id desc limit ?5";
    let params = p![tx.account, entity.kind.number(), entity.id, before, limit as i64];
    tx.rows(sql, params, |row| Ok((row.int(0)?, row.text(1)?)))
}

fn from_row(row: &Row<'_>) -> Result<DriveFile, StoreError> {
    let deleted = row.opt_time(9)?.zip(row.opt_int(10)?.map(UserId));
    Ok(DriveFile {
        uuid: row.text(0)?,
        name: row.text(1)?,
        version: row.text(2)?,
        mime: row.text(3)?,
        size: row.int(4)?,
        created_by: UserId(row.int(5)?),
        updated_by: UserId(row.int(6)?),
        created_at: row.time(7)?,
        updated_at: row.time(8)?,
        deleted,
        n_versions: row.int(11)?,
    })
}
