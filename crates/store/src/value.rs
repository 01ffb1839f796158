//! Values on their way into a query and rows on their way out, the same for both databases.

use domain::Timestamp;

use crate::error::StoreError;

/// A parameter of a query. On common ground there are whole numbers, texts and bytes; truth is 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum P<'a> {
    /// Nothing.
    Null,
    /// Ids, times, money, truth.
    Int(i64),
    /// Texts.
    Text(&'a str),
    /// Files and bodies.
    Bytes(&'a [u8]),
}

/// Lists parameters: `p![tx.account, id, name]`.
macro_rules! p {
    ($($value:expr),* $(,)?) => { &[$($crate::value::P::from($value)),*] };
}
pub(crate) use p;

impl From<i64> for P<'_> {
    fn from(value: i64) -> Self {
        P::Int(value)
    }
}

impl From<bool> for P<'_> {
    fn from(value: bool) -> Self {
        P::Int(i64::from(value))
    }
}

impl From<Timestamp> for P<'_> {
    fn from(value: Timestamp) -> Self {
        P::Int(value.0)
    }
}

impl<'a> From<&'a str> for P<'a> {
    fn from(value: &'a str) -> Self {
        P::Text(value)
    }
}

impl<'a> From<&'a String> for P<'a> {
    fn from(value: &'a String) -> Self {
        P::Text(value)
    }
}

impl<'a> From<&'a [u8]> for P<'a> {
    fn from(value: &'a [u8]) -> Self {
        P::Bytes(value)
    }
}

impl<'a, T: Into<P<'a>>> From<Option<T>> for P<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(P::Null, Into::into)
    }
}

macro_rules! ids {
    ($($name:ident),*) => { $(
        impl From<domain::$name> for P<'_> {
            fn from(id: domain::$name) -> Self {
                P::Int(id.0)
            }
        }
    )* };
}
ids!(
    AccountId,
    UserId,
    LeadId,
    ContactId,
    CompanyId,
    PipelineId,
    StageId,
    TriggerId,
    EventId,
    RunId,
    JobId,
    WidgetId,
    ReceiverId,
    FieldId,
    TagId,
    EnumId,
    TaskId,
    TaskTypeId,
    NoteId,
    RoleId,
    GroupId,
    LossReasonId,
    BatchId
);

/// A parameter that outlives the call, for statements that are sent later.
#[derive(Clone, Debug)]
pub(crate) enum Owned {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Owned {
    pub(crate) fn borrow(&self) -> P<'_> {
        match self {
            Owned::Null => P::Null,
            Owned::Int(value) => P::Int(*value),
            Owned::Text(value) => P::Text(value),
            Owned::Bytes(value) => P::Bytes(value),
        }
    }
}

impl From<P<'_>> for Owned {
    fn from(value: P<'_>) -> Owned {
        match value {
            P::Null => Owned::Null,
            P::Int(value) => Owned::Int(value),
            P::Text(value) => Owned::Text(value.to_string()),
            P::Bytes(value) => Owned::Bytes(value.to_vec()),
        }
    }
}

/// A row of an answer. Columns are counted from 0, in the order of the `select` or `returning` list.
pub enum Row<'a> {
    /// From SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// A number.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.get(column)
    }

    /// A number or nothing.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        self.get(column)
    }

    /// A truth.
    pub fn bool(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    /// A moment.
    pub fn time(&self, column: usize) -> Result<Timestamp, StoreError> {
        Ok(Timestamp(self.int(column)?))
    }

    /// A moment or nothing.
    pub fn opt_time(&self, column: usize) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.opt_int(column)?.map(Timestamp))
    }

    /// A text.
    pub fn text(&self, column: usize) -> Result<String, StoreError> {
        self.get(column)
    }

    /// A text or nothing.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        self.get(column)
    }

    /// Bytes.
    pub fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        self.get(column)
    }

    /// Bytes or nothing.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(column)
    }

    fn get<T>(&self, column: usize) -> Result<T, StoreError>
    where
        T: rusqlite::types::FromSql + for<'b> tokio_postgres::types::FromSql<'b>,
    {
        match self {
            Row::Sqlite(row) => row.get(column).map_err(StoreError::from),
            Row::Postgres(row) => row.try_get(column).map_err(|e| StoreError::Database(e.to_string())),
        }
    }
}
