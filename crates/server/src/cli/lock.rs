//! One process per data folder: the one that holds the lock serves, all others are its clients.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::Failure;
use crate::app;

const LOCK_FILE: &str = "lock";

/// Held for as long as the value lives; the system lets go of it when the process dies, however it dies.
pub(super) struct DataLock {
    _file: File,
}

/// Takes the lock; `None` when another process has it.
pub(super) fn take(data: &Path) -> Result<Option<DataLock>, Failure> {
    app::make_folder(data).map_err(|e| Failure::Failed(e.to_string()))?;
    let path = data.join(LOCK_FILE);
    let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = opened.map_err(|e| Failure::Failed(format!("{}: {e}", path.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(DataLock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(Failure::Failed(format!("{}: {error}", path.display()))),
    }
}
