//! What can go wrong in here. Nothing in it knows of HTTP: `server::error` gives each its status, once.

use domain::Problem;

/// What is said when a rule of the database keeps two of a kind apart, so after every check of our own.
const TAKEN: &str = "something of that name exists already";

/// A failed transaction. Nothing of it was stored.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The thing that was named does not exist in this account.
    #[error("{what} {id} does not exist")]
    NotFound {
        /// Which noun.
        what: &'static str,
        /// As it was named.
        id: String,
    },
    /// The input contradicts what is stored; all problems, each with the position of its item in a batch.
    #[error("{} problem(s) in the input", .0.len())]
    Invalid(Vec<(usize, Problem)>),
    /// The user may not do this; told in plain words.
    #[error("{0}")]
    Forbidden(String),
    /// It exists already, or somebody else changed it first.
    #[error("{0}")]
    Conflict(String),
    /// The disk is full. Recovers by itself once there is room.
    #[error("the disk is full")]
    Full,
    /// The database is locked or the queue before it is full. Worth another try.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The database is out of reach.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// A transaction panicked; the log has the rest.
    #[error("a transaction panicked: {0}")]
    Panicked(String),
    /// Anything else that the database says.
    #[error("database: {0}")]
    Database(String),
}

impl StoreError {
    /// A thing that is not there.
    pub fn missing(what: &'static str, id: impl ToString) -> StoreError {
        StoreError::NotFound { what, id: id.to_string() }
    }

    /// One problem of a single input.
    pub fn invalid(problem: Problem) -> StoreError {
        StoreError::Invalid(vec![(0, problem)])
    }

    /// A text with U+0000, which PostgreSQL cannot keep and SQLite therefore does not.
    fn nul() -> StoreError {
        StoreError::invalid(Problem::new("", "NotSupportedChoice", "a text contains the character U+0000"))
    }

    /// Several problems of a single input.
    pub fn all_invalid(problems: Vec<Problem>) -> StoreError {
        StoreError::Invalid(problems.into_iter().map(|problem| (0, problem)).collect())
    }
}

/// Why a database could not be opened. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The schema was written by a newer program.
    #[error(
        "the database has schema {found}, this program knows {known}: it was opened by a newer pipewright; use that version or a backup from before"
    )]
    TooNew {
        /// In the database.
        found: i64,
        /// In this program.
        known: i64,
    },
    /// The address of the database is not one.
    #[error("{0}")]
    BadUrl(String),
    /// Anything else.
    #[error("cannot open the database: {0}")]
    Database(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull};
        if let rusqlite::Error::ToSqlConversionFailure(_) = &error {
            return StoreError::nul();
        }
        let extended = error.sqlite_error().map(|failure| failure.extended_code);
        if extended == Some(rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE) {
            return StoreError::Conflict(TAKEN.to_string());
        }
        match error.sqlite_error_code() {
            Some(DiskFull) => StoreError::Full,
            Some(DatabaseBusy | DatabaseLocked) => StoreError::Busy(error.to_string()),
            _ => StoreError::Database(error.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> StoreError {
        let told =
            error.as_db_error().map_or_else(|| error.to_string(), |e| format!("{} ({})", e.message(), e.code().code()));
        if error.is_closed() {
            return StoreError::Unreachable(told);
        }
        // Class 08 is about the connection, 57P about a server that goes or comes; 55P03 and 57014 are waits that were
        // cut short; 53100 is a full disk, 53300 too many connections.
        match error.code().map(|code| code.code()) {
            Some("53100") => StoreError::Full,
            Some("40001" | "40P01" | "55P03" | "57014" | "53300") => StoreError::Busy(told),
            Some("22021") => StoreError::nul(),
            Some("23505")
                if !error.as_db_error().and_then(|e| e.constraint()).is_some_and(|c| c.ends_with("_pkey")) =>
            {
                StoreError::Conflict(TAKEN.to_string())
            }
            Some(code) if code.starts_with("08") || code.starts_with("57P") => StoreError::Unreachable(told),
            Some(_) => StoreError::Database(told),
            None => StoreError::Unreachable(told),
        }
    }
}
