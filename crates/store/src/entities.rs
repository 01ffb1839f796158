//! Leads, contacts, companies and customers seen alike: what tasks, notes and events hang on.

use domain::pipeline::Place;
use domain::{CompanyId, ContactId, Entity, EntityKind, LeadId, PipelineId, StageId, Timestamp, UserId};

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
    /// Where it stands, if it is a lead.
    pub place: Option<Place>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An entity, if it exists and does not lie in the bin. There are no customers yet.
pub fn card(tx: &Tx<'_>, entity: Entity) -> Result<Option<Card>, StoreError> {
    let (table, place) = match entity.kind {
        EntityKind::Lead => ("leads", "pipeline_id, stage_id"),
        EntityKind::Contact => ("contacts", "0, 0"),
        EntityKind::Company => ("companies", "0, 0"),
        EntityKind::Customer => return Ok(None),
    };
    let sql = format!(
        "select name, responsible_id, created_at, {place} from {table}
         where account_id = ?1 and id = ?2 and deleted_at is null"
    );
    tx.row(&sql, p![tx.account, entity.id], |row| {
        let place = match entity.kind {
            EntityKind::Lead => Some(Place { pipeline: PipelineId(row.int(3)?), stage: StageId(row.int(4)?) }),
            _ => None,
        };
        Ok(Card { entity, name: row.text(0)?, responsible: UserId(row.int(1)?), place, created_at: row.time(2)? })
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

/// Contacts and companies with a phone number that ends in these digits, contacts first, oldest first.
pub fn by_phone(tx: &Tx<'_>, digits: &str, limit: usize) -> Result<Vec<Entity>, StoreError> {
    let mut found = Vec::new();
    for (kind, table) in [(EntityKind::Contact, "contacts"), (EntityKind::Company, "companies")] {
        let sql = format!(
            "select t.entity_id from terms t join {table} e on e.account_id = t.account_id and e.id = t.entity_id
             where t.account_id = ?1 and t.entity = ?2 and t.term = ?3 and e.deleted_at is null
             order by t.entity_id limit ?4"
        );
        let params = p![tx.account, kind.number(), digits, limit as i64];
        found.extend(tx.rows(&sql, params, |row| Ok(Entity { kind, id: row.int(0)? }))?);
    }
    Ok(found)
}

/// The company of a lead.
pub fn company_of_lead(tx: &Tx<'_>, lead: LeadId) -> Result<Option<CompanyId>, StoreError> {
    let sql = "select company_id from leads where account_id = ?1 and id = ?2";
    Ok(tx.row(sql, p![tx.account, lead], |row| row.opt_int(0))?.flatten().map(CompanyId))
}

/// Ids and names of the account's custom fields; those of catalogs aside.
pub fn field_names(tx: &Tx<'_>) -> Result<Vec<(i64, String)>, StoreError> {
    let sql =
        "select id, name from custom_fields where account_id = ?1 and owner = 0 and deleted_at is null order by id";
    tx.rows(sql, p![tx.account], |row| Ok((row.int(0)?, row.text(1)?)))
}
