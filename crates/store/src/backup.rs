//! Backups: one file with everything in it, taken while others write; and the way back into an empty place.
//!
//! SQLite writes a database file by `vacuum into`: a snapshot, without holding anybody up. PostgreSQL writes every row as
//! a line of JSON, read in one snapshot, so that no tool of the right version has to be at hand and row-level security
//! does not stand in the way. Ids go on far behind the last one of the backup, since the place it was taken from may
//! have given more of them: no lead, event or delivery ever has the id of another one.

use std::path::Path;

use crate::error::{OpenError, StoreError};
use crate::{Driver, Location, Store, postgres, sqlite, tx};

/// How far ids move ahead when a backup is restored: more than an installation gives between two backups. There is room
/// for two hundred restores below 2³¹.
pub(crate) const IDS_AHEAD: i64 = 10_000_000;

impl Store {
    /// Writes everything that is answered by now into a file, which must not be there yet or be empty. Blocks.
    pub fn backup(&self, file: &Path) -> Result<(), StoreError> {
        match &self.inner.driver {
            Driver::Sqlite(driver) => driver.back_up(file),
            Driver::Postgres(_) => {
                let file = file.to_path_buf();
                self.read_blocking(tx::NO_ACCOUNT, "backup", move |tx| postgres::backup::write(tx, &file))
            }
        }
    }

    /// Makes a database of a backup, in a place where there is none. All or nothing. Blocks.
    pub fn restore(location: &Location, file: &Path) -> Result<(), OpenError> {
        match location {
            Location::File(path) => sqlite::backup::restore(path, file)?,
            Location::Memory => return Err(OpenError::Database("a database in memory takes no backup".to_string())),
            Location::Postgres(url) => postgres::backup::restore(url, file)?,
        }
        // A backup of an older version is brought up to date like any database.
        Store::open(location).map(drop)
    }
}
