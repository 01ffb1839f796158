//! The audit log: who did what to what, and when. Written in the transaction of the deed, never changed.

use domain::{Timestamp, UserId};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

/// One deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number; later ones are higher.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who; 0 for the operator at the machine.
    pub author: UserId,
    /// What, in the words `noun.done`: `widget.updated`.
    pub what: String,
    /// The kind of thing it was done to: `widget`.
    pub kind: String,
    /// Which one, in the words of its users: a code, an id.
    pub subject: String,
    /// What else there is to say: JSON.
    pub details: String,
}

/// Which entries to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this kind of thing.
    pub kind: Option<String>,
    /// Only of this one.
    pub subject: Option<String>,
    /// Only older ones than this.
    pub before: Option<i64>,
}

/// Writes an entry; its number is given here.
pub fn append(tx: &Tx<'_>, entry: &Entry) -> Result<i64, StoreError> {
    let id = tx.next_id(Seq::Audit)?;
    tx.run(
        "insert into audit (account_id, id, at, author, what, kind, subject, details)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        p![tx.account, id, entry.at, entry.author, &entry.what, &entry.kind, &entry.subject, &entry.details],
    )?;
    Ok(id)
}

/// Lists entries, newest first.
pub fn list(tx: &Tx<'_>, filter: &Filter, limit: usize) -> Result<Vec<Entry>, StoreError> {
    let (before, limit) = (filter.before.unwrap_or(i64::MAX), limit as i64);
    let columns = "id, at, author, what, kind, subject, details";
    let Some(kind) = filter.kind.as_deref() else {
        let sql = format!("select {columns} from audit where account_id = ?1 and id < ?2 order by id desc limit ?3");
        return tx.rows(&sql, p![tx.account, before, limit], from_row);
    };
    let Some(subject) = filter.subject.as_deref() else {
        let sql = format!(
            "select {columns} from audit where account_id = ?1 and kind = ?2 and id < ?3 order by id desc limit ?4"
        );
        return tx.rows(&sql, p![tx.account, kind, before, limit], from_row);
    };
    let sql = format!(
        "select {columns} from audit where account_id = ?1 and kind = ?2 and subject = ?3 and id < ?4
         order by id desc limit ?5"
    );
    tx.rows(&sql, p![tx.account, kind, subject, before, limit], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: row.int(0)?,
        at: row.time(1)?,
        author: UserId(row.int(2)?),
        what: row.text(3)?,
        kind: row.text(4)?,
        subject: row.text(5)?,
        details: row.text(6)?,
    })
}
