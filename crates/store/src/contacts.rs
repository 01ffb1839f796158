//! Contacts and their links to leads.

use domain::contact::{Contact, ContactLinks, LINKS_MAX};
use domain::{CompanyId, ContactId, EntityKind, FieldId, LeadId, Problem, Timestamp, UserId};

use crate::error::StoreError;
use crate::field_values::{self, FieldTest};
use crate::leads::{Conditions, Order, OrderBy, Range};
use crate::tx::{Seq, Tx};
use crate::value::{P, Row, p};

const COLUMNS: &str = "id, name, first_name, last_name, responsible_id, created_by, updated_by, created_at, updated_at,
    company_id";

/// A contact of a request that nobody has accepted yet is not shown among the others (`unsorted-api`).
const NOT_WAITING: &str = "not exists (select 1 from incoming i
    where i.account_id = contacts.account_id and i.contact_id = contacts.id and i.state = 0)";

/// What a list of contacts or companies is to show. An empty list of values means "any".
#[derive(Clone, Debug)]
pub struct ContactFilter<I = ContactId> {
    /// What its reader may see.
    pub sight: crate::sight::Sight,
    /// These.
    pub ids: Vec<I>,
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
    /// Whose nearest open task is due between.
    pub closest_task_at: Range,
    /// Whose fields pass all these tests.
    pub fields: Vec<(FieldId, FieldTest)>,
    /// With words that begin so, see `domain::search`.
    pub text: Option<String>,
    /// Those in the bin instead of the others.
    pub in_bin: bool,
    /// The order.
    pub order: Order,
}

impl<I> Default for ContactFilter<I> {
    fn default() -> Self {
        ContactFilter {
            sight: crate::sight::Sight::all(),
            ids: Vec::new(),
            names: Vec::new(),
            responsible: Vec::new(),
            created_by: Vec::new(),
            updated_by: Vec::new(),
            created_at: Range::default(),
            updated_at: Range::default(),
            closest_task_at: Range::default(),
            fields: Vec::new(),
            text: None,
            in_bin: false,
            order: Order::default(),
        }
    }
}

/// The conditions that contacts and companies have in common.
pub(crate) fn conditions<'a, I: Copy + Into<P<'a>>>(
    tx: &Tx<'_>,
    kind: EntityKind,
    filter: &'a ContactFilter<I>,
    bounds: &'a [(String, String)],
) -> Conditions<'a> {
    let mut c = if filter.in_bin { Conditions::of_bin(tx.account) } else { Conditions::of(tx.account) };
    filter.sight.narrow(&mut c, kind, "");
    c.any_of("id", filter.ids.iter().copied());
    c.any_of("name", filter.names.iter());
    c.any_of("responsible_id", filter.responsible.iter().copied());
    c.any_of("created_by", filter.created_by.iter().copied());
    c.any_of("updated_by", filter.updated_by.iter().copied());
    c.range("created_at", filter.created_at);
    c.range("updated_at", filter.updated_at);
    crate::beside::narrow_by_task(&mut c, kind, filter.closest_task_at);
    filter.fields.iter().for_each(|(field, test)| field_values::narrow(&mut c, *field, test));
    crate::terms::narrow(&mut c, kind, bounds);
    c
}

/// A page of contacts.
pub fn list(tx: &Tx<'_>, filter: &ContactFilter, limit: usize, offset: usize) -> Result<Vec<Contact>, StoreError> {
    let bounds = filter.text.as_ref().map(|text| crate::terms::bounds(text)).unwrap_or_default();
    let mut c = conditions(tx, EntityKind::Contact, filter, &bounds);
    c.and(NOT_WAITING);
    let direction = if filter.order.is_descending { "desc" } else { "asc" };
    let order = match filter.order.by {
        OrderBy::UpdatedAt => format!("updated_at {direction}, id {direction}"),
        OrderBy::Id | OrderBy::CreatedAt => format!("id {direction}"),
    };
    let (limit, offset) = (c.param(limit as i64), c.param(offset as i64));
    let sql = format!("select {COLUMNS} from contacts where {} order by {order} limit {limit} offset {offset}", c.sql);
    tx.rows(&sql, &c.params, from_row)
}

/// Takes the row lock and returns the contact as it stood.
pub fn lock(tx: &Tx<'_>, id: ContactId) -> Result<Option<Contact>, StoreError> {
    let sql = format!(
        "update contacts set updated_at = updated_at where account_id = ?1 and id = ?2 and deleted_at is null
         returning {COLUMNS}"
    );
    tx.row(&sql, p![tx.account, id], from_row)
}

/// Notes that something about a contact changed that has no column of its own.
pub fn touch(tx: &Tx<'_>, id: ContactId, by: UserId, at: Timestamp) -> Result<(), StoreError> {
    let sql = "update contacts set updated_by = ?3, updated_at = ?4 where account_id = ?1 and id = ?2";
    tx.run(sql, p![tx.account, id, by, at]).map(drop)
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
            updated_at, folded, company_id)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
            &contact.name.to_lowercase(),
            contact.company
        ],
    )?;
    crate::terms::write_new(tx, contact.id.into(), &contact.name)?;
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

/// Puts a contact into the bin.
pub fn remove(tx: &Tx<'_>, id: ContactId, by: UserId, now: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update contacts set deleted_at = ?3, updated_at = ?3, updated_by = ?4
         where account_id = ?1 and id = ?2 and deleted_at is null",
        p![tx.account, id, now, by],
    )
    .map(drop)
}

/// The contacts of a lead, in the order of linking; those in the bin aside.
pub fn links_of(tx: &Tx<'_>, lead: LeadId) -> Result<ContactLinks, StoreError> {
    let sql = "select l.contact_id, l.is_main from lead_contacts l
         join contacts c on c.account_id = l.account_id and c.id = l.contact_id
         where l.account_id = ?1 and l.lead_id = ?2 and c.deleted_at is null order by l.position";
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

/// The leads of a contact, with whether it is their main one; those in the bin aside.
pub fn leads_of(tx: &Tx<'_>, contact: ContactId) -> Result<Vec<(LeadId, bool)>, StoreError> {
    let sql = "select l.lead_id, l.is_main from lead_contacts l
         join leads e on e.account_id = l.account_id and e.id = l.lead_id
         where l.account_id = ?1 and l.contact_id = ?2 and e.deleted_at is null order by l.lead_id";
    tx.rows(sql, p![tx.account, contact], |row| Ok((LeadId(row.int(0)?), row.bool(1)?)))
}

/// Writes the links of a lead as the rules left them. The lead must be locked in this transaction. Links to contacts in
/// the bin stay where they are, without the mark of the main one.
pub fn save_links(tx: &Tx<'_>, lead: LeadId, links: &ContactLinks) -> Result<(), StoreError> {
    if links.len() > LINKS_MAX {
        let told = format!("a lead has at most {LINKS_MAX} contacts");
        return Err(StoreError::invalid(Problem::new("_embedded.contacts", "TooMany", told)));
    }
    let unmark = "update lead_contacts set is_main = 0 where account_id = ?1 and lead_id = ?2 and is_main = 1";
    tx.run(unmark, p![tx.account, lead])?;
    tx.run(
        "delete from lead_contacts where account_id = ?1 and lead_id = ?2 and contact_id in
            (select c.id from contacts c join lead_contacts l on l.account_id = c.account_id and l.contact_id = c.id
             where l.account_id = ?1 and l.lead_id = ?2 and c.deleted_at is null)",
        p![tx.account, lead],
    )?;
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
        company: row.opt_int(9)?.map(CompanyId),
    })
}
