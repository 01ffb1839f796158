//! Companies.

use domain::company::Company;
use domain::{CompanyId, ContactId, EntityKind, LeadId, Timestamp, UserId};

use crate::contacts::{ContactFilter, conditions};
use crate::error::StoreError;
use crate::leads::OrderBy;
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

const COLUMNS: &str = "id, name, responsible_id, created_by, updated_by, created_at, updated_at";

/// A page of companies. They are filtered like contacts.
pub fn list(
    tx: &Tx<'_>,
    filter: &ContactFilter<CompanyId>,
    limit: usize,
    offset: usize,
) -> Result<Vec<Company>, StoreError> {
    let bounds = filter.text.as_ref().map(|text| crate::terms::bounds(text)).unwrap_or_default();
    let mut c = conditions(tx, EntityKind::Company, filter, &bounds);
    let direction = if filter.order.is_descending { "desc" } else { "asc" };
    let order = match filter.order.by {
        OrderBy::UpdatedAt => format!("updated_at {direction}, id {direction}"),
        OrderBy::Id | OrderBy::CreatedAt => format!("id {direction}"),
    };
    let (limit, offset) = (c.param(limit as i64), c.param(offset as i64));
    let sql = format!("select {COLUMNS} from companies where {} order by {order} limit {limit} offset {offset}", c.sql);
    tx.rows(&sql, &c.params, from_row)
}

/// A company.
pub fn get(tx: &Tx<'_>, id: CompanyId) -> Result<Option<Company>, StoreError> {
    let sql = format!("select {COLUMNS} from companies where account_id = ?1 and id = ?2 and deleted_at is null");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// Takes the row lock and returns the company as it stood.
pub fn lock(tx: &Tx<'_>, id: CompanyId) -> Result<Option<Company>, StoreError> {
    let sql = format!(
        "update companies set updated_at = updated_at where account_id = ?1 and id = ?2 and deleted_at is null
         returning {COLUMNS}"
    );
    tx.row(&sql, p![tx.account, id], from_row)
}

/// Adds a company; its id is given here.
pub fn insert(tx: &Tx<'_>, company: &Company) -> Result<Company, StoreError> {
    let company = Company { id: CompanyId(tx.next_id(Seq::Company)?), ..company.clone() };
    tx.later(
        "insert into companies (account_id, id, name, folded, responsible_id, created_by, updated_by, created_at, updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        p![
            tx.account,
            company.id,
            &company.name,
            &company.name.to_lowercase(),
            company.responsible,
            company.created_by,
            company.updated_by,
            company.created_at,
            company.updated_at
        ],
    )?;
    crate::terms::write_new(tx, company.id.into(), &company.name)?;
    Ok(company)
}

/// Saves a changed company.
pub fn save(tx: &Tx<'_>, company: &Company) -> Result<(), StoreError> {
    tx.run(
        "update companies set name = ?3, folded = ?4, responsible_id = ?5, updated_by = ?6, updated_at = ?7
         where account_id = ?1 and id = ?2",
        p![
            tx.account,
            company.id,
            &company.name,
            &company.name.to_lowercase(),
            company.responsible,
            company.updated_by,
            company.updated_at
        ],
    )
    .map(drop)
}

/// The contacts of a company.
pub fn contacts_of(tx: &Tx<'_>, company: CompanyId) -> Result<Vec<ContactId>, StoreError> {
    let sql = "select id from contacts where account_id = ?1 and company_id = ?2 and deleted_at is null order by id";
    tx.rows(sql, p![tx.account, company], |row| Ok(ContactId(row.int(0)?)))
}

/// The leads of a company.
pub fn leads_of(tx: &Tx<'_>, company: CompanyId) -> Result<Vec<LeadId>, StoreError> {
    let sql = "select id from leads where account_id = ?1 and company_id = ?2 and deleted_at is null order by id";
    tx.rows(sql, p![tx.account, company], |row| Ok(LeadId(row.int(0)?)))
}

/// Says whose company it is: of a lead.
pub fn set_of_lead(tx: &Tx<'_>, lead: LeadId, company: Option<CompanyId>) -> Result<(), StoreError> {
    let sql = "update leads set company_id = ?3 where account_id = ?1 and id = ?2";
    tx.run(sql, p![tx.account, lead, company]).map(drop)
}

/// Says whose company it is: of a contact.
pub fn set_of_contact(tx: &Tx<'_>, contact: ContactId, company: Option<CompanyId>) -> Result<(), StoreError> {
    let sql = "update contacts set company_id = ?3 where account_id = ?1 and id = ?2";
    tx.run(sql, p![tx.account, contact, company]).map(drop)
}

fn from_row(row: &Row<'_>) -> Result<Company, StoreError> {
    Ok(Company {
        id: CompanyId(row.int(0)?),
        name: row.text(1)?,
        responsible: UserId(row.int(2)?),
        created_by: UserId(row.int(3)?),
        updated_by: UserId(row.int(4)?),
        created_at: row.time(5)?,
        updated_at: row.time(6)?,
    })
}

/// Notes that something about a company changed that has no column of its own.
pub fn touch(tx: &Tx<'_>, id: CompanyId, by: UserId, at: Timestamp) -> Result<(), StoreError> {
    let sql = "update companies set updated_by = ?3, updated_at = ?4 where account_id = ?1 and id = ?2";
    tx.run(sql, p![tx.account, id, by, at]).map(drop)
}
