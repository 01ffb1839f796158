//! Copying the write-ahead log back into the database file, off the writer thread while that suffices.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use rusqlite::wal::CheckpointMode;
use rusqlite::{Connection, ErrorCode};

use crate::error::OpenError;

/// Pages in the log at which it is copied back (4 MiB).
const PAGES: i64 = 1_000;
/// Pages at which the writer copies it itself (64 MiB): under constant writing a copy on the side never reaches the
/// end of the log, and only a log that is copied to its end starts over.
const PAGES_MAX: i64 = 16_000;

/// How long the log is.
#[derive(Default)]
pub(super) struct Checkpoints {
    state: Mutex<State>,
    changed: Condvar,
    /// Held while copying. SQLite itself would send the second who copies away instead of letting him wait.
    copying: Mutex<()>,
}

#[derive(Default)]
struct State {
    pages: i64,
    copied: i64,
    /// How long the log was when the writer copied it last; it may have failed because of a reader.
    started_over: i64,
    is_closed: bool,
}

/// Has the connection report the length of the log after each of its commits.
pub(super) fn watch(connection: &mut Connection, checkpoints: &Arc<Checkpoints>) -> Result<(), OpenError> {
    let checkpoints = Arc::clone(checkpoints);
    let noted = connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
        checkpoints.note(i64::from(pages));
        Ok(())
    }));
    noted.map_err(|e| OpenError::Database(e.to_string()))
}

impl Checkpoints {
    fn note(&self, pages: i64) {
        let mut state = self.lock();
        if pages < state.pages {
            (state.copied, state.started_over) = (0, 0);
        }
        state.pages = pages;
        if pages - state.copied >= PAGES {
            self.changed.notify_one();
        }
    }

    /// The thread on the side: copies whenever the log has grown enough.
    pub(super) fn run(&self, connection: &Connection) {
        loop {
            let mut state = self.lock();
            while !state.is_closed && state.pages - state.copied < PAGES {
                state = self.changed.wait(state).unwrap_or_else(|poisoned| poisoned.into_inner());
            }
            if state.is_closed {
                return;
            }
            let target = state.pages;
            drop(state);
            self.copy(connection);
            self.lock().copied = target;
        }
    }

    /// On the writer thread, where nothing is appended meanwhile: copies a log that has grown too long to its end.
    pub(super) fn start_over(&self, connection: &Connection) {
        let mut state = self.lock();
        if state.pages - state.started_over.max(PAGES_MAX - PAGES) < PAGES {
            return;
        }
        state.started_over = state.pages;
        drop(state);
        self.copy(connection);
    }

    fn copy(&self, connection: &Connection) {
        let _copying = self.copying.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        copy(connection);
    }

    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

fn copy(connection: &Connection) {
    match connection.wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE) {
        // Busy: somebody else has the file open and copies just now.
        Ok(_) | Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error { code: ErrorCode::DatabaseBusy, .. }, _)) => {}
        Err(rusqlite::Error::SqliteFailure(failure, _)) if super::is_failed_sync(failure.extended_code) => {
            super::end_after_failed_sync()
        }
        Err(error) => tracing::warn!(%error, "checkpoint"),
    }
}
