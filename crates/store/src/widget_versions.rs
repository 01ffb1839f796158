//! What a widget was before: the last uploads with their files, and the triggers that wait for it to come back.

use domain::{Timestamp, TriggerId, UserId, WidgetId};

use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::{Row, p};
use crate::widgets::{self, Installation};

/// Uploads that are kept of each widget, the current one included.
pub const VERSIONS_MAX: usize = 10;

/// One upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Counted from 1 for each widget, never reused.
    pub n: i64,
    /// What its manifest says.
    pub version: String,
    /// The manifest as JSON.
    pub manifest: String,
    /// Its texts.
    pub locales: String,
    /// Who uploaded it.
    pub author: UserId,
    /// When.
    pub created_at: Timestamp,
}

/// The kept uploads of a widget, newest first. The first is the current one.
pub fn list(tx: &Tx<'_>, widget: WidgetId) -> Result<Vec<Version>, StoreError> {
    let sql = "select n, version, manifest, locales, author, created_at from widget_versions
               where account_id = ?1 and widget_id = ?2 order by n desc";
    tx.rows(sql, p![tx.account, widget], from_row)
}

/// Paths, sizes and hashes of the files of an upload, by path.
pub fn files_of(tx: &Tx<'_>, widget: WidgetId, n: i64) -> Result<Vec<(String, i64, String)>, StoreError> {
    let sql = "select path, size, hash from widget_version_files
               where account_id = ?1 and widget_id = ?2 and n = ?3 order by path";
    tx.rows(sql, p![tx.account, widget, n], |row| Ok((row.text(0)?, row.int(1)?, row.text(2)?)))
}

/// Keeps what is installed now as the newest version, and lets go of the oldest beyond [`VERSIONS_MAX`].
pub fn keep_current(tx: &Tx<'_>, widget: &Installation, author: UserId, now: Timestamp) -> Result<i64, StoreError> {
    let sql = "select coalesce(max(n), 0) + 1 from widget_versions where account_id = ?1 and widget_id = ?2";
    let n = tx.row(sql, p![tx.account, widget.id], |row| row.int(0))?.unwrap_or(1);
    tx.run(
        "insert into widget_versions (account_id, widget_id, n, version, manifest, locales, author, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        p![tx.account, widget.id, n, &widget.version, &widget.manifest, &widget.locales, author, now],
    )?;
    tx.run(
        "insert into widget_version_files (account_id, widget_id, n, path, hash, size)
         select account_id, widget_id, ?3, path, hash, size from widget_files where account_id = ?1 and widget_id = ?2",
        p![tx.account, widget.id, n],
    )?;
    forget_until(tx, widget.id, n - VERSIONS_MAX as i64)?;
    Ok(n)
}

/// Makes the files of an upload those that are served.
pub fn restore_files(tx: &Tx<'_>, widget: WidgetId, n: i64) -> Result<(), StoreError> {
    tx.run("delete from widget_files where account_id = ?1 and widget_id = ?2", p![tx.account, widget])?;
    let sql = "insert into widget_files (account_id, widget_id, path, hash, size)
               select account_id, widget_id, path, hash, size from widget_version_files
               where account_id = ?1 and widget_id = ?2 and n = ?3";
    tx.run(sql, p![tx.account, widget, n]).map(drop)
}

/// Lets go of all uploads up to number `n`, and of the pieces that nothing else holds.
pub(crate) fn forget_until(tx: &Tx<'_>, widget: WidgetId, n: i64) -> Result<(), StoreError> {
    if n < 1 {
        return Ok(());
    }
    for table in ["widget_version_files", "widget_versions"] {
        let sql = format!("delete from {table} where account_id = ?1 and widget_id = ?2 and n <= ?3");
        tx.run(&sql, p![tx.account, widget, n])?;
    }
    widgets::sweep_blobs(tx)
}

/// Remembers the triggers that are switched off together with their widget.
pub fn pause(tx: &Tx<'_>, widget: WidgetId, triggers: &[TriggerId]) -> Result<(), StoreError> {
    for trigger in triggers {
        tx.run(
            "insert into widget_pauses (account_id, widget_id, trigger_id) values (?1, ?2, ?3)
             on conflict (account_id, widget_id, trigger_id) do nothing",
            p![tx.account, widget, *trigger],
        )?;
    }
    Ok(())
}

/// The triggers that wait for a widget to come back; they wait no longer.
pub fn take_paused(tx: &Tx<'_>, widget: WidgetId) -> Result<Vec<TriggerId>, StoreError> {
    let sql = "select trigger_id from widget_pauses where account_id = ?1 and widget_id = ?2 order by trigger_id";
    let paused = tx.rows(sql, p![tx.account, widget], |row| Ok(TriggerId(row.int(0)?)))?;
    tx.run("delete from widget_pauses where account_id = ?1 and widget_id = ?2", p![tx.account, widget])?;
    Ok(paused)
}

fn from_row(row: &Row<'_>) -> Result<Version, StoreError> {
    Ok(Version {
        n: row.int(0)?,
        version: row.text(1)?,
        manifest: row.text(2)?,
        locales: row.text(3)?,
        author: UserId(row.int(4)?),
        created_at: row.time(5)?,
    })
}
