//! Small nouns that nobody joins by: sources, templates, catalogs and their elements, purchases, loss reasons and so on.
//!
//! They differ in fields that only the wire reads, so those are one JSON text that is kept as it came. What lists are
//! sorted and searched by, and what keeps two of them apart, has columns. No rule of any single noun may come in here.

use domain::{Problem, Timestamp, UserId};

use crate::error::StoreError;
use crate::leads::{Conditions, like_pattern};
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

const COLUMNS: &str = "id, owner, key, name, sort, body, created_by, updated_by, created_at, updated_at";

/// Which noun. The numbers are stored and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Why leads are lost.
    LossReason,
    /// Where leads come from.
    Source,
    /// Buttons on web pages.
    WebsiteButton,
    /// Texts for chats.
    ChatTemplate,
    /// Lists of things.
    Catalog,
    /// What stands in a catalog; the owner is the catalog.
    Element,
    /// Stages of customers.
    CustomerStatus,
    /// Groups of customers.
    Segment,
    /// Purchases; the owner is the customer.
    Transaction,
    /// Conversations; the key is the chat.
    Talk,
    /// Which chat belongs to which contact; the owner is the contact, the key the chat.
    ChatLink,
    /// Short addresses; the key is the secret part.
    ShortLink,
    /// People who buy again and again.
    Customer,
}

impl Kind {
    const fn number(self) -> i64 {
        match self {
            Kind::LossReason => 1,
            Kind::Source => 2,
            Kind::WebsiteButton => 3,
            Kind::ChatTemplate => 4,
            Kind::Catalog => 5,
            Kind::Element => 6,
            Kind::CustomerStatus => 7,
            Kind::Segment => 8,
            Kind::Transaction => 9,
            Kind::Talk => 10,
            Kind::ChatLink => 11,
            Kind::ShortLink => 12,
            Kind::Customer => 13,
        }
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id, unique among all records.
    pub id: i64,
    /// The catalog, customer or the like that it belongs to; otherwise 0.
    pub owner: i64,
    /// What no other of the same owner has.
    pub key: Option<String>,
    /// What people call it.
    pub name: String,
    /// Lists stand in this order, then by id.
    pub sort: i64,
    /// A JSON object.
    pub body: String,
    /// Who made it.
    pub created_by: UserId,
    /// Who changed it last.
    pub updated_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// What a list is to show. An empty list of values means "any".
#[derive(Clone, Debug, Default)]
pub struct RecordFilter {
    /// These.
    pub ids: Vec<i64>,
    /// Of one of these owners.
    pub owners: Vec<i64>,
    /// With one of these keys.
    pub keys: Vec<String>,
    /// With this text in the name, in any letter case.
    pub text: Option<String>,
}

/// A page of a list.
pub fn list(
    tx: &Tx<'_>,
    kind: Kind,
    filter: &RecordFilter,
    limit: usize,
    offset: usize,
) -> Result<Vec<Record>, StoreError> {
    let pattern = filter.text.as_ref().map(|text| like_pattern(text));
    let mut c = conditions(tx, kind, filter, pattern.as_deref());
    let (limit, offset) = (c.param(limit as i64), c.param(offset as i64));
    let sql = format!("select {COLUMNS} from records where {} order by sort, id limit {limit} offset {offset}", c.sql);
    tx.rows(&sql, &c.params, from_row)
}

/// How many a list has.
pub fn count(tx: &Tx<'_>, kind: Kind, filter: &RecordFilter) -> Result<i64, StoreError> {
    let pattern = filter.text.as_ref().map(|text| like_pattern(text));
    let c = conditions(tx, kind, filter, pattern.as_deref());
    let sql = format!("select count(*) from records where {}", c.sql);
    Ok(tx.row(&sql, &c.params, |row| row.int(0))?.unwrap_or(0))
}

fn conditions<'a>(tx: &Tx<'_>, kind: Kind, filter: &'a RecordFilter, pattern: Option<&'a str>) -> Conditions<'a> {
    let mut c = Conditions::of(tx.account);
    let number = c.param(kind.number());
    c.and(&format!("kind = {number}"));
    c.any_of("owner", filter.owners.iter().copied());
    c.any_of("id", filter.ids.iter().copied());
    c.any_of("key", filter.keys.iter());
    if let Some(pattern) = pattern {
        let param = c.param(pattern);
        c.and(&format!("folded like {param} escape '!'"));
    }
    c
}

/// One of them.
pub fn get(tx: &Tx<'_>, kind: Kind, id: i64) -> Result<Option<Record>, StoreError> {
    let sql =
        format!("select {COLUMNS} from records where account_id = ?1 and kind = ?2 and id = ?3 and deleted_at is null");
    tx.row(&sql, p![tx.account, kind.number(), id], from_row)
}

/// The one with that key.
pub fn by_key(tx: &Tx<'_>, kind: Kind, owner: i64, key: &str) -> Result<Option<Record>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from records where account_id = ?1 and kind = ?2 and owner = ?3 and key = ?4 and deleted_at is null"
    );
    tx.row(&sql, p![tx.account, kind.number(), owner, key], from_row)
}

/// Adds one; its id is given here. A key that is taken is the problem of the field `key`.
pub fn insert(tx: &Tx<'_>, kind: Kind, record: &Record) -> Result<Record, StoreError> {
    refuse_taken_key(tx, kind, record)?;
    let record = Record { id: tx.next_id(Seq::Record)?, ..record.clone() };
    tx.run(
        "insert into records (account_id, kind, id, owner, key, name, folded, sort, body, created_by, updated_by, created_at,
            updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        p![
            tx.account,
            kind.number(),
            record.id,
            record.owner,
            record.key.as_deref(),
            &record.name,
            &record.name.to_lowercase(),
            record.sort,
            &record.body,
            record.created_by,
            record.updated_by,
            record.created_at,
            record.updated_at
        ],
    )?;
    Ok(record)
}

/// Saves a changed one.
pub fn save(tx: &Tx<'_>, kind: Kind, record: &Record) -> Result<(), StoreError> {
    refuse_taken_key(tx, kind, record)?;
    tx.run(
        "update records set owner = ?4, key = ?5, name = ?6, folded = ?7, sort = ?8, body = ?9, updated_by = ?10, updated_at = ?11
         where account_id = ?1 and kind = ?2 and id = ?3",
        p![
            tx.account,
            kind.number(),
            record.id,
            record.owner,
            record.key.as_deref(),
            &record.name,
            &record.name.to_lowercase(),
            record.sort,
            &record.body,
            record.updated_by,
            record.updated_at
        ],
    )
    .map(drop)
}

/// Takes one away; whether there was one.
pub fn delete(tx: &Tx<'_>, kind: Kind, id: i64, now: Timestamp) -> Result<bool, StoreError> {
    let sql =
        "update records set deleted_at = ?4 where account_id = ?1 and kind = ?2 and id = ?3 and deleted_at is null";
    Ok(tx.run(sql, p![tx.account, kind.number(), id, now])? > 0)
}

fn refuse_taken_key(tx: &Tx<'_>, kind: Kind, record: &Record) -> Result<(), StoreError> {
    let Some(key) = &record.key else { return Ok(()) };
    match by_key(tx, kind, record.owner, key)? {
        Some(other) if other.id != record.id => {
            let told = format!("`{key}` exists already");
            Err(StoreError::invalid(Problem::new("key", "NotUnique", told)))
        }
        _ => Ok(()),
    }
}

fn from_row(row: &Row<'_>) -> Result<Record, StoreError> {
    Ok(Record {
        id: row.int(0)?,
        owner: row.int(1)?,
        key: row.opt_text(2)?,
        name: row.text(3)?,
        sort: row.int(4)?,
        body: row.text(5)?,
        created_by: UserId(row.int(6)?),
        updated_by: UserId(row.int(7)?),
        created_at: row.time(8)?,
        updated_at: row.time(9)?,
    })
}
