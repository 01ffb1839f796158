//! A backup is a database file like any other.

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::backup::IDS_AHEAD;
use crate::error::{OpenError, StoreError};
use crate::migrate;

/// Copies a snapshot of the database, on a connection of its own.
pub(super) fn write(database: &Path, file: &Path) -> Result<(), StoreError> {
    let told = |e: std::io::Error| StoreError::Database(format!("{}: {e}", file.display()));
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    let name = file.to_str().ok_or_else(|| StoreError::Database(format!("{} is no text", file.display())))?;
    connection.execute("vacuum into ?1", [name])?;
    File::open(file).and_then(|copy| copy.sync_all()).map_err(told)
}

/// Puts a backup where no database is. It is looked through first: a damaged one is refused and nothing is changed.
pub(crate) fn restore(database: &Path, file: &Path) -> Result<(), OpenError> {
    let told = |e: std::io::Error| OpenError::Database(format!("{}: {e}", database.display()));
    if database.exists() {
        return Err(OpenError::Database(format!(
            "{} exists; a backup is restored into an empty place",
            database.display()
        )));
    }
    let part = database.with_extension("part");
    std::fs::copy(file, &part).map_err(|e| OpenError::Database(format!("{}: {e}", file.display())))?;
    let prepared = prepare(&part).and_then(|()| File::open(&part).and_then(|copy| copy.sync_all()).map_err(told));
    if let Err(error) = prepared {
        let _ = std::fs::remove_file(&part);
        return Err(match error {
            OpenError::Database(why) => OpenError::Database(format!("{} cannot be restored: {why}", file.display())),
            other => other,
        });
    }
    std::fs::rename(&part, database).map_err(told)?;
    let folder = database.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(told)
}

fn prepare(part: &Path) -> Result<(), OpenError> {
    let told = |e: rusqlite::Error| OpenError::Database(e.to_string());
    let connection = Connection::open(part).map_err(told)?;
    let found: i64 = connection.query_row(migrate::READ_VERSION, [], |row| row.get(0)).map_err(told)?;
    let known = migrate::SQLITE.len() as i64;
    if found > known {
        return Err(OpenError::TooNew { found, known });
    }
    let pages = "select page_count * page_size from pragma_page_count(), pragma_page_size()";
    let bytes: i64 = connection.query_row(pages, [], |row| row.get(0)).map_err(told)?;
    // A file that was cut inside its last page is read as if zeros stood there.
    if std::fs::metadata(part).is_ok_and(|copy| copy.len() as i64 != bytes) {
        return Err(OpenError::Database("it is not whole".to_string()));
    }
    let sound: String = connection.query_row("pragma integrity_check(1)", [], |row| row.get(0)).map_err(told)?;
    if sound != "ok" {
        return Err(OpenError::Database(format!("it is damaged: {sound}")));
    }
    connection.execute("update sequences set next = next + ?1", [IDS_AHEAD]).map_err(told)?;
    connection.close().map_err(|(_, error)| told(error))
}
