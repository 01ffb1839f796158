//! Contacts and their links to leads.

use domain::contact::{Contact, ContactLinks, LINKS_MAX};
use domain::{ContactId, LeadId, Problem, UserId};

use crate::error::StoreError;
use crate::leads::{Conditions, Order, OrderBy, Range, like_pattern};
use crate::tx::{Seq, Tx};
use crate::value::{P, Row, p};

const COLUMNS: &str = "id, name, first_name, last_name, responsible_id, created_by, updated_by, created_at, updated_at";

/// What a list of contacts is to show. An empty list of values means "any".
#[derive(Clone, Debug, Default)]
pub struct ContactFilter {
    /// These contacts.
    pub ids: Vec<ContactId>,
    /// With one of these names.
    pub names: Vec<String>,
    /// Looked after by one of these.
    pub responsible: Vec<UserId>,
    /// Made by one of these.
    pub created_by: Vec<UserId>,
    /// Last changed by one of these.
    pub updated_by: Vec<UserId>,
    /// Made between.
    pub created_at: Range,
    /// Changed between.
    pub updated_at: Range,
    /// With this text in the name, in any letter case.
    pub text: Option<String>,
    /// The order.
    pub order: Order,
}

/// A page of contacts.
pub fn list(tx: &Tx<'_>, filter: &ContactFilter, limit: usize, offset: usize) -> Result<Vec<Contact>, StoreError> {
    let pattern = filter.text.as_ref().map(|text| like_pattern(text));
    let mut c = Conditions::of(tx.account);
    c.any_of("id", filter.ids.iter().copied());
    c.any_of("name", filter.names.iter());
    c.any_of("responsible_id", filter.responsible.iter().copied());
    c.any_of("created_by", filter.created_by.iter().copied());
    c.any_of("updated_by", filter.updated_by.iter().copied());
    c.range("created_at", filter.created_at);
    c.range("updated_at", filter.updated_at);
    if let Some(pattern) = &pattern {
        let param = c.param(pattern);
        c.and(&format!("folded like {param} escape '!'"));
    }
    let direction = if filter.order.is_descending { "desc" } else { "asc" };
    let order = match filter.order.by {
        OrderBy::UpdatedAt => format!("updated_at {direction}, id {direction}"),
        OrderBy::Id | OrderBy::CreatedAt => format!("id {direction}"),
    };
    let (limit, offset) = (c.param(limit as i64), c.param(offset as i64));
    let sql = format!("select {COLUMNS} from contacts where {} order by {order} limit {limit} offset {offset}", c.sql);
    tx.rows(&sql, &c.params, from_row)
}

/// A contact.
pub fn get(tx: &Tx<'_>, id: ContactId) -> Result<Option<Contact>, StoreError> {
    let sql = format!("select {COLUMNS} from contacts where account_id = ?1 and id = ?2 and deleted_at is null");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// Adds a contact; its id is given here.
pub fn insert(tx: &Tx<'_>, contact: &Contact) -> Result<Contact, StoreError> {
    let contact = Contact { id: ContactId(tx.next_id(Seq::Contact)?), ..contact.clone() };
    tx.later(
        "insert into contacts (account_id, id, name, first_name, last_name, responsible_id, created_by, updated_by, created_at,
            updated_at, folded)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        p![
            tx.account,
            contact.id,
            &contact.name,
            &contact.first_name,
            &contact.last_name,
            contact.responsible,
            contact.created_by,
            contact.updated_by,
            contact.created_at,
            contact.updated_at,
            &contact.name.to_lowercase()
        ],
    )?;
    Ok(contact)
}

/// Saves a changed contact.
pub fn save(tx: &Tx<'_>, contact: &Contact) -> Result<(), StoreError> {
    tx.run(
        "update contacts set name = ?3, first_name = ?4, last_name = ?5, responsible_id = ?6, updated_by = ?7, updated_at = ?8,
            folded = ?9
         where account_id = ?1 and id = ?2",
        p![
            tx.account,
            contact.id,
            &contact.name,
            &contact.first_name,
            &contact.last_name,
            contact.responsible,
            contact.updated_by,
            contact.updated_at,
            &contact.name.to_lowercase()
        ],
    )
    .map(drop)
}

/// The contacts of a lead, in the order of linking.
pub fn links_of(tx: &Tx<'_>, lead: LeadId) -> Result<ContactLinks, StoreError> {
    let sql = "select contact_id, is_main from lead_contacts where account_id = ?1 and lead_id = ?2 order by position";
    let rows = tx.rows(sql, p![tx.account, lead], |row| Ok((ContactId(row.int(0)?), row.bool(1)?)))?;
    Ok(ContactLinks::from_rows(rows))
}

/// The main contacts of many leads, with their names; a lead without one is absent.
pub fn main_of(tx: &Tx<'_>, leads: &[LeadId]) -> Result<Vec<(LeadId, ContactId, String)>, StoreError> {
    if leads.is_empty() {
        return Ok(Vec::new());
    }
    let list: Vec<String> = (2..leads.len() + 2).map(|n| format!("?{n}")).collect();
    let sql = format!(
        "select l.lead_id, c.id, c.name from lead_contacts l
         join contacts c on c.account_id = l.account_id and c.id = l.contact_id and c.deleted_at is null
         where l.account_id = ?1 and l.is_main = 1 and l.lead_id in ({})",
        list.join(", ")
    );
    let params: Vec<P<'_>> = std::iter::once(P::from(tx.account)).chain(leads.iter().map(|id| P::from(*id))).collect();
    tx.rows(&sql, &params, |row| Ok((LeadId(row.int(0)?), ContactId(row.int(1)?), row.text(2)?)))
}

/// The leads of a contact, with whether it is their main one.
pub fn leads_of(tx: &Tx<'_>, contact: ContactId) -> Result<Vec<(LeadId, bool)>, StoreError> {
    let sql = "select lead_id, is_main from lead_contacts where account_id = ?1 and contact_id = ?2 order by lead_id";
    tx.rows(sql, p![tx.account, contact], |row| Ok((LeadId(row.int(0)?), row.bool(1)?)))
}

/// Writes the links of a lead as the rules left them. The lead must be locked in this transaction.
pub fn save_links(tx: &Tx<'_>, lead: LeadId, links: &ContactLinks) -> Result<(), StoreError> {
    if links.len() > LINKS_MAX {
        let told = format!("a lead has at most {LINKS_MAX} contacts");
        return Err(StoreError::invalid(Problem::new("_embedded.contacts", "TooMany", told)));
    }
    tx.run("delete from lead_contacts where account_id = ?1 and lead_id = ?2", p![tx.account, lead])?;
    for (position, (contact, is_main)) in links.iter().enumerate() {
        if get(tx, contact)?.is_none() {
            let told = format!("contact {contact} does not exist");
            return Err(StoreError::invalid(Problem::new("_embedded.contacts", "NotSupportedChoice", told)));
        }
        tx.run(
            "insert into lead_contacts (account_id, lead_id, contact_id, position, is_main) values (?1, ?2, ?3, ?4, ?5)",
            p![tx.account, lead, contact, position as i64, is_main],
        )?;
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> Result<Contact, StoreError> {
    Ok(Contact {
        id: ContactId(row.int(0)?),
        name: row.text(1)?,
        first_name: row.text(2)?,
        last_name: row.text(3)?,
        responsible: UserId(row.int(4)?),
        created_by: UserId(row.int(5)?),
        updated_by: UserId(row.int(6)?),
        created_at: row.time(7)?,
        updated_at: row.time(8)?,
    })
}
