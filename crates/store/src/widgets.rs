//! Installed widgets, their files and how they want their hooks.

use std::collections::HashMap;

use domain::account::HookEncoding;
use domain::retry::RetryPolicy;
use domain::{Timestamp, WidgetId};

use crate::accounts::{encoding_from, encoding_number};
use crate::error::StoreError;
use crate::triggers::{self, HookStyle};
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};
use crate::widget_versions;

/// A file goes into the database in pieces of this size, since neither database likes large values.
const PIECE_BYTES: usize = 256 * 1024;

const COLUMNS: &str =
    "id, code, version, manifest, locales, webhook_url, hook_encoding, is_encoding_learned, retry_policy,
    is_active, created_at, updated_at";

/// An installed widget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// Its id.
    pub id: WidgetId,
    /// Unique in the account; triggers and pages name it so.
    pub code: String,
    /// What the manifest says.
    pub version: String,
    /// The manifest as JSON, as it was uploaded.
    pub manifest: String,
    /// Its texts: a JSON object of locale → texts.
    pub locales: String,
    /// Address of hooks instead of the manifest's; byte for byte.
    pub webhook_url: Option<String>,
    /// Encoding of hooks; the account's when absent.
    pub hook_encoding: Option<HookEncoding>,
    /// Whether the encoding was learned from a receiver that answered 415.
    pub is_encoding_learned: bool,
    /// How often hooks are tried.
    pub retry: RetryPolicy,
    /// Whether its triggers act.
    pub is_active: bool,
    /// When it was installed.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// A file of an archive.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Path inside the archive.
    pub path: &'a str,
    /// SHA-256 in hex.
    pub hash: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// All installed widgets, by id.
pub fn list(tx: &Tx<'_>) -> Result<Vec<Installation>, StoreError> {
    let sql = format!("select {COLUMNS} from widgets where account_id = ?1 and deleted_at is null order by id");
    tx.rows(&sql, p![tx.account], from_row)
}

/// The widget with that code.
pub fn by_code(tx: &Tx<'_>, code: &str) -> Result<Option<Installation>, StoreError> {
    let sql = format!("select {COLUMNS} from widgets where account_id = ?1 and code = ?2 and deleted_at is null");
    tx.row(&sql, p![tx.account, code], from_row)
}

/// A widget, also one that was removed: the log still names it.
pub fn by_id(tx: &Tx<'_>, id: WidgetId) -> Result<Option<Installation>, StoreError> {
    let sql = format!("select {COLUMNS} from widgets where account_id = ?1 and id = ?2");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// Installs a widget; its id is given here.
pub fn insert(tx: &Tx<'_>, widget: &Installation, files: &[File<'_>]) -> Result<Installation, StoreError> {
    let widget = Installation { id: WidgetId(tx.next_id(Seq::Widget)?), ..widget.clone() };
    tx.run(
        "insert into widgets (account_id, id, code, version, manifest, locales, webhook_url, hook_encoding, is_encoding_learned,
            retry_policy, is_active, created_at, updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
        p![
            tx.account,
            widget.id,
            &widget.code,
            &widget.version,
            &widget.manifest,
            &widget.locales,
            widget.webhook_url.as_deref(),
            widget.hook_encoding.map(encoding_number),
            widget.is_encoding_learned,
            policy_number(widget.retry),
            widget.is_active,
            widget.created_at
        ],
    )?;
    save_files(tx, widget.id, files)?;
    triggers::next_version(tx)?;
    Ok(widget)
}

/// Saves a changed widget; its files too, if there are new ones. How it wants its hooks is compiled with the rules, so
/// this is a new version of the automation.
pub fn update(tx: &Tx<'_>, widget: &Installation, files: Option<&[File<'_>]>) -> Result<(), StoreError> {
    tx.run(
        "update widgets set version = ?3, manifest = ?4, locales = ?5, webhook_url = ?6, hook_encoding = ?7,
            is_encoding_learned = ?8, retry_policy = ?9, is_active = ?10, updated_at = ?11
         where account_id = ?1 and id = ?2",
        p![
            tx.account,
            widget.id,
            &widget.version,
            &widget.manifest,
            &widget.locales,
            widget.webhook_url.as_deref(),
            widget.hook_encoding.map(encoding_number),
            widget.is_encoding_learned,
            policy_number(widget.retry),
            widget.is_active,
            widget.updated_at
        ],
    )?;
    triggers::next_version(tx)?;
    files.map_or(Ok(()), |files| save_files(tx, widget.id, files))
}

/// Removes a widget with its files and kept versions; the row stays for the log.
pub fn remove(tx: &Tx<'_>, id: WidgetId, now: Timestamp) -> Result<(), StoreError> {
    tx.run("update widgets set deleted_at = ?3 where account_id = ?1 and id = ?2", p![tx.account, id, now])?;
    triggers::next_version(tx)?;
    widget_versions::forget_until(tx, id, i64::MAX)?;
    save_files(tx, id, &[])
}

/// Remembers that a widget's server reads forms only.
pub fn learn_form(tx: &Tx<'_>, id: WidgetId) -> Result<(), StoreError> {
    let changed = tx.run(
        "update widgets set hook_encoding = 1, is_encoding_learned = 1
         where account_id = ?1 and id = ?2 and coalesce(hook_encoding, 0) = 0",
        p![tx.account, id],
    )?;
    if changed == 0 { Ok(()) } else { triggers::next_version(tx).map(drop) }
}

/// Paths, sizes and hashes of a widget's files.
pub fn files_of(tx: &Tx<'_>, id: WidgetId) -> Result<Vec<(String, i64, String)>, StoreError> {
    let sql = "select path, size, hash from widget_files where account_id = ?1 and widget_id = ?2 order by path";
    tx.rows(sql, p![tx.account, id], |row| Ok((row.text(0)?, row.int(1)?, row.text(2)?)))
}

/// What is in a file. When no file has that very path, one whose path differs in capitals alone is taken: authors on
/// systems that do not tell them apart mix them, and an archive with both is refused.
pub fn file(tx: &Tx<'_>, id: WidgetId, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "select hash from widget_files where account_id = ?1 and widget_id = ?2 and path = ?3";
    let exact = tx.row(sql, p![tx.account, id, path], |row| row.text(0))?;
    let Some(hash) = exact.map_or_else(|| hash_by_any_case(tx, id, path), |hash| Ok(Some(hash)))? else {
        return Ok(None);
    };
    let sql = "select bytes from blobs where account_id = ?1 and hash = ?2 order by n";
    Ok(Some(tx.rows(sql, p![tx.account, &hash], |row| row.bytes(0))?.concat()))
}

fn hash_by_any_case(tx: &Tx<'_>, id: WidgetId, path: &str) -> Result<Option<String>, StoreError> {
    let files = files_of(tx, id)?;
    Ok(files.into_iter().find(|(other, _, _)| other.eq_ignore_ascii_case(path)).map(|(_, _, hash)| hash))
}

pub(crate) fn hook_styles(tx: &Tx<'_>) -> Result<HashMap<WidgetId, HookStyle>, StoreError> {
    let sql = "select w.id, coalesce(w.hook_encoding, a.hook_encoding), w.retry_policy
               from widgets w join accounts a on a.account_id = w.account_id where w.account_id = ?1 and w.deleted_at is null";
    let rows = tx.rows(sql, p![tx.account], |row| {
        let style = HookStyle { encoding: encoding_from(row.int(1)?), retry: policy_from(row.int(2)?) };
        Ok((WidgetId(row.int(0)?), style))
    })?;
    Ok(rows.into_iter().collect())
}

fn save_files(tx: &Tx<'_>, widget: WidgetId, files: &[File<'_>]) -> Result<(), StoreError> {
    tx.run("delete from widget_files where account_id = ?1 and widget_id = ?2", p![tx.account, widget])?;
    for file in files {
        save_blob(tx, file.hash, file.bytes)?;
        tx.run(
            "insert into widget_files (account_id, widget_id, path, hash, size) values (?1, ?2, ?3, ?4, ?5)",
            p![tx.account, widget, file.path, file.hash, file.bytes.len() as i64],
        )?;
    }
    sweep_blobs(tx)
}

/// Lets go of the pieces that neither a widget nor one of its kept versions holds.
pub(crate) fn sweep_blobs(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.run(
        "delete from blobs where account_id = ?1
            and not exists (select 1 from widget_files f where f.account_id = blobs.account_id and f.hash = blobs.hash)
            and not exists (select 1 from widget_version_files f
                where f.account_id = blobs.account_id and f.hash = blobs.hash)",
        p![tx.account],
    )
    .map(drop)
}

fn save_blob(tx: &Tx<'_>, hash: &str, bytes: &[u8]) -> Result<(), StoreError> {
    for (n, piece) in bytes.chunks(PIECE_BYTES).enumerate() {
        tx.run(
            "insert into blobs (account_id, hash, n, bytes) values (?1, ?2, ?3, ?4) on conflict (account_id, hash, n) do nothing",
            p![tx.account, hash, n as i64, piece],
        )?;
    }
    Ok(())
}

pub(crate) fn policy_number(policy: RetryPolicy) -> i64 {
    i64::from(policy == RetryPolicy::Once)
}

pub(crate) fn policy_from(number: i64) -> RetryPolicy {
    if number == 1 { RetryPolicy::Once } else { RetryPolicy::Vendor }
}

fn from_row(row: &Row<'_>) -> Result<Installation, StoreError> {
    Ok(Installation {
        id: WidgetId(row.int(0)?),
        code: row.text(1)?,
        version: row.text(2)?,
        manifest: row.text(3)?,
        locales: row.text(4)?,
        webhook_url: row.opt_text(5)?,
        hook_encoding: row.opt_int(6)?.map(encoding_from),
        is_encoding_learned: row.bool(7)?,
        retry: policy_from(row.int(8)?),
        is_active: row.bool(9)?,
        created_at: row.time(10)?,
        updated_at: row.time(11)?,
    })
}
