//! Notes of every kind, calls among them.

use domain::note::{Note, NoteKind};
use domain::{Entity, EntityKind, NoteId, Timestamp, UserId};

use crate::error::StoreError;
use crate::leads::{Conditions, Order, OrderBy, Range};
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

const COLUMNS: &str =
    "id, entity, entity_id, kind, params, responsible_id, created_by, updated_by, created_at, updated_at,
    is_pinned";

/// What a list of notes is to show. An empty list of values means "any".
#[derive(Clone, Debug, Default)]
pub struct NoteFilter {
    /// About entities of this kind.
    pub kind: Option<EntityKind>,
    /// About entities with one of these ids.
    pub entity_ids: Vec<i64>,
    /// These notes.
    pub ids: Vec<NoteId>,
    /// Of these kinds.
    pub note_kinds: Vec<NoteKind>,
    /// Changed between, in milliseconds.
    pub updated_at: Range,
    /// The order; by id or change time.
    pub order: Order,
}

/// A page of notes.
pub fn list(tx: &Tx<'_>, filter: &NoteFilter, limit: usize, offset: usize) -> Result<Vec<Note>, StoreError> {
    let mut c = Conditions::of(tx.account);
    c.any_of("entity", filter.kind.iter().map(|kind| kind.number()));
    c.any_of("entity_id", filter.entity_ids.iter().copied());
    c.any_of("id", filter.ids.iter().copied());
    c.any_of("kind", filter.note_kinds.iter().map(|kind| kind.name()));
    c.range("updated_at", filter.updated_at);
    let direction = if filter.order.is_descending { "desc" } else { "asc" };
    let order = match filter.order.by {
        OrderBy::UpdatedAt => format!("updated_at {direction}, id {direction}"),
        OrderBy::Id | OrderBy::CreatedAt => format!("id {direction}"),
    };
    let (limit, offset) = (c.param(limit as i64), c.param(offset as i64));
    let sql = format!("select {COLUMNS} from notes where {} order by {order} limit {limit} offset {offset}", c.sql);
    tx.rows(&sql, &c.params, from_row)
}

/// A note.
pub fn get(tx: &Tx<'_>, id: NoteId) -> Result<Option<Note>, StoreError> {
    let sql = format!("select {COLUMNS} from notes where account_id = ?1 and id = ?2 and deleted_at is null");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// A note, held against everybody else until the transaction ends. Every change begins here.
pub fn lock(tx: &Tx<'_>, id: NoteId) -> Result<Option<Note>, StoreError> {
    let held = if tx.can_lock() { " for update" } else { "" };
    let sql = format!("select {COLUMNS} from notes where account_id = ?1 and id = ?2 and deleted_at is null{held}");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// Several notes by id, those in the bin too: the log still speaks of them.
pub fn by_ids(tx: &Tx<'_>, ids: &[NoteId]) -> Result<Vec<Note>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut c = Conditions::of(tx.account);
    c.sql = "account_id = ?1".to_string();
    c.any_of("id", ids.iter().copied());
    tx.rows(&format!("select {COLUMNS} from notes where {}", c.sql), &c.params, from_row)
}

/// The pinned notes of an entity, newest first.
pub fn pinned_of(tx: &Tx<'_>, entity: Entity, limit: usize) -> Result<Vec<Note>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from notes
         where account_id = ?1 and entity = ?2 and entity_id = ?3 and is_pinned = 1 and deleted_at is null
         order by id desc limit ?4"
    );
    tx.rows(&sql, p![tx.account, entity.kind.number(), entity.id, limit as i64], from_row)
}

/// Adds a note; its id is given here.
pub fn insert(tx: &Tx<'_>, note: &Note) -> Result<Note, StoreError> {
    let note = Note { id: NoteId(tx.next_id(Seq::Note)?), ..note.clone() };
    tx.later(
        "insert into notes (account_id, id, entity, entity_id, kind, params, responsible_id, created_by, updated_by, created_at,
            updated_at, is_pinned)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        p![
            tx.account,
            note.id,
            note.entity.kind.number(),
            note.entity.id,
            note.kind.name(),
            &note.params,
            note.responsible,
            note.created_by,
            note.updated_by,
            note.created_at,
            note.updated_at,
            note.is_pinned
        ],
    )?;
    Ok(note)
}

/// Saves what a note holds and who changed it.
pub fn save(tx: &Tx<'_>, note: &Note) -> Result<(), StoreError> {
    tx.later(
        "update notes set params = ?3, updated_by = ?4, updated_at = ?5 where account_id = ?1 and id = ?2",
        p![tx.account, note.id, &note.params, note.updated_by, note.updated_at],
    )
}

/// Pins a note to the top of its feed, or lets it go. Says whether the note exists.
pub fn pin(tx: &Tx<'_>, id: NoteId, is_pinned: bool) -> Result<bool, StoreError> {
    let sql = "update notes set is_pinned = ?3 where account_id = ?1 and id = ?2 and deleted_at is null";
    Ok(tx.run(sql, p![tx.account, id, is_pinned])? > 0)
}

/// Moves a note to the bin.
pub fn delete(tx: &Tx<'_>, id: NoteId, now: Timestamp) -> Result<(), StoreError> {
    tx.run("update notes set deleted_at = ?3 where account_id = ?1 and id = ?2", p![tx.account, id, now]).map(drop)
}

fn from_row(row: &Row<'_>) -> Result<Note, StoreError> {
    let (number, name) = (row.int(1)?, row.text(3)?);
    let kind = EntityKind::from_number(number);
    let note_kind = NoteKind::parse(&name);
    match (kind, note_kind) {
        (Some(entity), Some(kind)) => Ok(Note {
            id: NoteId(row.int(0)?),
            entity: Entity { kind: entity, id: row.int(2)? },
            kind,
            params: row.text(4)?,
            responsible: UserId(row.int(5)?),
            created_by: UserId(row.int(6)?),
            updated_by: UserId(row.int(7)?),
            created_at: row.time(8)?,
            updated_at: row.time(9)?,
            is_pinned: row.bool(10)?,
        }),
        _ => Err(StoreError::Database(format!("a note of the unknown kind {number}/{name}"))),
    }
}
