//! Leads, contacts, companies and customers seen alike: what tasks, notes and events hang on.

use domain::{CompanyId, ContactId, Entity, EntityKind, LeadId, UserId};

use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::p;

/// What is the same about every entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Which one.
    pub entity: Entity,
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub responsible: UserId,
}

/// An entity, if it exists and does not lie in the bin. There are no customers yet.
pub fn card(tx: &Tx<'_>, entity: Entity) -> Result<Option<Card>, StoreError> {
    let table = match entity.kind {
        EntityKind::Lead => "leads",
        EntityKind::Contact => "contacts",
        EntityKind::Company => "companies",
        EntityKind::Customer => return Ok(None),
    };
    let sql =
        format!("select name, responsible_id from {table} where account_id = ?1 and id = ?2 and deleted_at is null");
    tx.row(&sql, p![tx.account, entity.id], |row| {
        Ok(Card { entity, name: row.text(0)?, responsible: UserId(row.int(1)?) })
    })
}

/// The leads of a contact that are neither won nor lost, newest first.
pub fn active_leads_of_contact(tx: &Tx<'_>, contact: ContactId, limit: usize) -> Result<Vec<LeadId>, StoreError> {
    let sql = "select l.id from lead_contacts c join leads l on l.account_id = c.account_id and l.id = c.lead_id
         where c.account_id = ?1 and c.contact_id = ?2 and l.deleted_at is null and l.stage_id not in (142, 143)
         order by l.id desc limit ?3";
    tx.rows(sql, p![tx.account, contact, limit as i64], |row| Ok(LeadId(row.int(0)?)))
}

/// The leads of a company that are neither won nor lost, newest first.
pub fn active_leads_of_company(tx: &Tx<'_>, company: CompanyId, limit: usize) -> Result<Vec<LeadId>, StoreError> {
    let sql = "select id from leads
         where account_id = ?1 and company_id = ?2 and deleted_at is null and stage_id not in (142, 143)
         order by id desc limit ?3";
    tx.rows(sql, p![tx.account, company.0, limit as i64], |row| Ok(LeadId(row.int(0)?)))
}
