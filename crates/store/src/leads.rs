//! Leads: one row each, changed only under its own lock.

use domain::lead::Lead;
use domain::pipeline::Place;
use domain::{CompanyId, ContactId, EntityKind, FieldId, LeadId, PipelineId, StageId, Timestamp, UserId};

use crate::error::StoreError;
use crate::field_values::{self, FieldTest};
use crate::totals::{self, StageTotal};
use crate::tx::{Seq, Tx};
use crate::value::{P, Row, p};

const COLUMNS: &str =
    "id, name, price, pipeline_id, stage_id, responsible_id, loss_reason_id, created_by, updated_by, created_at,
    updated_at, closed_at, price_by_robot, visitor, version, company_id, source_id, labor_cost";

/// What a list of leads is to show. An empty list of values means "any".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadFilter {
    /// What its reader may see.
    pub sight: crate::sight::Sight,
    /// These leads.
    pub ids: Vec<LeadId>,
    /// With one of these names.
    pub names: Vec<String>,
    /// In one of these places.
    pub places: Vec<Place>,
    /// In one of these pipelines.
    pub pipelines: Vec<PipelineId>,
    /// Looked after by one of these.
    pub responsible: Vec<UserId>,
    /// Made by one of these.
    pub created_by: Vec<UserId>,
    /// Last changed by one of these.
    pub updated_by: Vec<UserId>,
    /// Budget between, both included.
    pub price: Range,
    /// Made between, both included, in milliseconds.
    pub created_at: Range,
    /// Changed between.
    pub updated_at: Range,
    /// Closed between.
    pub closed_at: Range,
    /// Whose nearest open task is due between.
    pub closest_task_at: Range,
    /// Whose fields pass all these tests.
    pub fields: Vec<(FieldId, FieldTest)>,
    /// With words that begin so, see `domain::search`.
    pub text: Option<String>,
    /// Those in the bin instead of the others.
    pub in_bin: bool,
    /// Linked to this contact.
    pub contact: Option<ContactId>,
    /// Only leads beyond this one, in the order of the list (our own paging).
    pub after: Option<LeadId>,
    /// The order.
    pub order: Order,
}

impl LeadFilter {
    /// Whether it leaves anything out that [`crate::totals`] counts.
    pub fn is_narrow(&self) -> bool {
        let anyone = LeadFilter { after: None, order: self.order, ..LeadFilter::default() };
        LeadFilter { after: None, ..self.clone() } != anyone
    }
}

/// From–to, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// Lowest value.
    pub from: Option<i64>,
    /// Highest value.
    pub to: Option<i64>,
}

/// Orders of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: OrderBy,
    /// Largest first.
    pub is_descending: bool,
}

/// What a list can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// The id, which is the order of making.
    #[default]
    Id,
    /// When it was made.
    CreatedAt,
    /// When it was changed last.
    UpdatedAt,
}

/// A query under construction: conditions and their parameters side by side.
pub(crate) struct Conditions<'a> {
    pub(crate) sql: String,
    pub(crate) params: Vec<P<'a>>,
}

impl<'a> Conditions<'a> {
    pub(crate) fn of(account: domain::AccountId) -> Conditions<'a> {
        Conditions { sql: "account_id = ?1 and deleted_at is null".to_string(), params: vec![P::from(account)] }
    }

    pub(crate) fn of_bin(account: domain::AccountId) -> Conditions<'a> {
        Conditions { sql: "account_id = ?1 and deleted_at is not null".to_string(), params: vec![P::from(account)] }
    }

    /// Adds a parameter and returns its number.
    pub(crate) fn param(&mut self, value: impl Into<P<'a>>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }

    pub(crate) fn and(&mut self, condition: &str) {
        self.sql.push_str(" and ");
        self.sql.push_str(condition);
    }

    pub(crate) fn any_of<T: Into<P<'a>>>(&mut self, column: &str, values: impl ExactSizeIterator<Item = T>) {
        if values.len() > 0 {
            let list: Vec<String> = values.map(|value| self.param(value)).collect();
            self.and(&format!("{column} in ({})", list.join(", ")));
        }
    }

    pub(crate) fn range(&mut self, column: &str, range: Range) {
        if let Some(from) = range.from {
            let param = self.param(from);
            self.and(&format!("{column} >= {param}"));
        }
        if let Some(to) = range.to {
            let param = self.param(to);
            self.and(&format!("{column} <= {param}"));
        }
    }
}

/// A page of leads. `offset` is for the vendor's `page=N`; our own lists use [`LeadFilter::after`].
pub fn list(tx: &Tx<'_>, filter: &LeadFilter, limit: usize, offset: usize) -> Result<Vec<Lead>, StoreError> {
    let bounds = filter.text.as_ref().map(|text| crate::terms::bounds(text)).unwrap_or_default();
    let mut c = conditions(tx, filter, &bounds);
    let key = match filter.order.by {
        OrderBy::Id => None,
        OrderBy::CreatedAt => Some("created_at"),
        OrderBy::UpdatedAt => Some("updated_at"),
    };
    let direction = if filter.order.is_descending { "desc" } else { "asc" };
    if let Some(after) = filter.after {
        let param = c.param(after);
        let beyond = if filter.order.is_descending { "<" } else { ">" };
        match key {
            None => c.and(&format!("id {beyond} {param}")),
            Some(key) => c.and(&format!(
                "({key}, id) {beyond} (select k.{key}, k.id from leads k where k.account_id = ?1 and k.id = {param})"
            )),
        }
    }
    let order = key.map_or(format!("id {direction}"), |key| format!("{key} {direction}, id {direction}"));
    let (limit, offset) = (c.param(limit as i64), c.param(offset as i64));
    let sql = format!("select {COLUMNS} from leads where {} order by {order} limit {limit} offset {offset}", c.sql);
    tx.rows(&sql, &c.params, from_row)
}

fn conditions<'a>(tx: &Tx<'_>, filter: &'a LeadFilter, bounds: &'a [(String, String)]) -> Conditions<'a> {
    let mut c = if filter.in_bin { Conditions::of_bin(tx.account) } else { Conditions::of(tx.account) };
    filter.sight.narrow(&mut c, domain::EntityKind::Lead, "");
    c.any_of("id", filter.ids.iter().copied());
    c.any_of("name", filter.names.iter());
    c.any_of("pipeline_id", filter.pipelines.iter().copied());
    c.any_of("responsible_id", filter.responsible.iter().copied());
    c.any_of("created_by", filter.created_by.iter().copied());
    c.any_of("updated_by", filter.updated_by.iter().copied());
    if !filter.places.is_empty() {
        let places = filter.places.iter().map(|place| {
            let (pipeline, stage) = (c.param(place.pipeline), c.param(place.stage));
            format!("(pipeline_id = {pipeline} and stage_id = {stage})")
        });
        let either = places.collect::<Vec<_>>().join(" or ");
        c.and(&format!("({either})"));
    }
    c.range("price", filter.price);
    c.range("created_at", filter.created_at);
    c.range("updated_at", filter.updated_at);
    c.range("closed_at", filter.closed_at);
    crate::beside::narrow_by_task(&mut c, EntityKind::Lead, filter.closest_task_at);
    filter.fields.iter().for_each(|(field, test)| field_values::narrow(&mut c, *field, test));
    crate::terms::narrow(&mut c, EntityKind::Lead, bounds);
    if let Some(contact) = filter.contact {
        let param = c.param(contact);
        c.and(&format!("id in (select lead_id from lead_contacts where account_id = ?1 and contact_id = {param})"));
    }
    c
}

/// How many leads of a pipeline fit a filter and what they are worth, per stage; stages without any are absent.
pub fn totals(tx: &Tx<'_>, filter: &LeadFilter, pipeline: PipelineId) -> Result<Vec<StageTotal>, StoreError> {
    let bounds = filter.text.as_ref().map(|text| crate::terms::bounds(text)).unwrap_or_default();
    let mut c = conditions(tx, filter, &bounds);
    let param = c.param(pipeline);
    c.and(&format!("pipeline_id = {param}"));
    let sql = format!(
        "select pipeline_id, stage_id, count(*), cast(coalesce(sum(price), 0) as bigint) from leads where {}
         group by pipeline_id, stage_id order by stage_id",
        c.sql
    );
    tx.rows(&sql, &c.params, totals::total_from)
}

/// A pattern that finds the text anywhere, its own wildcards taken literally.
pub(crate) fn like_pattern(text: &str) -> String {
    let escaped = text.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}

/// A lead.
pub fn get(tx: &Tx<'_>, id: LeadId) -> Result<Option<Lead>, StoreError> {
    let sql = format!("select {COLUMNS} from leads where account_id = ?1 and id = ?2 and deleted_at is null");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// Takes the lead's row lock, raises its version and returns it as it stood. Every change begins here: without the
/// lock two moves could both read the same "from" and both fire.
pub fn lock(tx: &Tx<'_>, id: LeadId) -> Result<Option<Lead>, StoreError> {
    let sql = format!(
        "update leads set version = version + 1 where account_id = ?1 and id = ?2 and deleted_at is null
         returning {COLUMNS}"
    );
    tx.row(&sql, p![tx.account, id], from_row)
}

/// Like [`lock`], for a lead in the bin.
pub fn lock_deleted(tx: &Tx<'_>, id: LeadId) -> Result<Option<Lead>, StoreError> {
    let sql = format!(
        "update leads set version = version + 1 where account_id = ?1 and id = ?2 and deleted_at is not null
         returning {COLUMNS}"
    );
    tx.row(&sql, p![tx.account, id], from_row)
}

/// Puts a locked lead into the bin, or takes it out again, with the counters of its stage.
pub fn set_deleted(tx: &Tx<'_>, lead: &Lead, deleted_at: Option<Timestamp>) -> Result<(), StoreError> {
    let sql = "update leads set deleted_at = ?3, updated_by = ?4, updated_at = ?5 where account_id = ?1 and id = ?2";
    tx.run(sql, p![tx.account, lead.id, deleted_at, lead.updated_by, lead.updated_at])?;
    let n = if deleted_at.is_some() { -1 } else { 1 };
    totals::add(tx, lead.place, lead.id, n, n * lead.price)
}

/// Notes that something about a lead changed that has no column of its own.
pub fn touch(tx: &Tx<'_>, id: LeadId, by: UserId, at: Timestamp) -> Result<(), StoreError> {
    let sql = "update leads set updated_by = ?3, updated_at = ?4 where account_id = ?1 and id = ?2";
    tx.run(sql, p![tx.account, id, by, at]).map(drop)
}

/// Saves a lead that was locked in this transaction, and the counters of the stages that it touches.
pub fn save(tx: &Tx<'_>, before: &Lead, after: &Lead) -> Result<(), StoreError> {
    tx.later(
        "update leads set name = ?3, price = ?4, pipeline_id = ?5, stage_id = ?6, responsible_id = ?7, loss_reason_id = ?8,
            updated_by = ?9, updated_at = ?10, closed_at = ?11, price_by_robot = ?12, folded = ?13, company_id = ?14,
            source_id = ?15, labor_cost = ?16
         where account_id = ?1 and id = ?2",
        p![
            tx.account,
            after.id,
            &after.name,
            after.price,
            after.place.pipeline,
            after.place.stage,
            after.responsible,
            after.loss_reason,
            after.updated_by,
            after.updated_at,
            after.closed_at,
            after.price_by_robot,
            &after.name.to_lowercase(),
            after.company,
            after.source,
            after.labor_cost
        ],
    )?;
    if before.place == after.place {
        return totals::add(tx, after.place, after.id, 0, after.price - before.price);
    }
    // In the order of places, so that two opposite moves never wait for each other crosswise.
    let mut steps = [(before.place, -1, -before.price), (after.place, 1, after.price)];
    steps.sort_unstable();
    steps.into_iter().try_for_each(|(place, n, price)| totals::add(tx, place, after.id, n, price))
}

/// Adds a lead; its id is given here.
pub fn insert(tx: &Tx<'_>, lead: &Lead) -> Result<Lead, StoreError> {
    let lead = Lead { id: LeadId(tx.next_id(Seq::Lead)?), version: 1, ..lead.clone() };
    tx.later(
        "insert into leads (account_id, id, name, price, pipeline_id, stage_id, responsible_id, loss_reason_id, created_by,
            updated_by, created_at, updated_at, closed_at, price_by_robot, visitor, folded, version, company_id,
            source_id, labor_cost)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 1, ?17, ?18, ?19)",
        p![
            tx.account,
            lead.id,
            &lead.name,
            lead.price,
            lead.place.pipeline,
            lead.place.stage,
            lead.responsible,
            lead.loss_reason,
            lead.created_by,
            lead.updated_by,
            lead.created_at,
            lead.updated_at,
            lead.closed_at,
            lead.price_by_robot,
            lead.visitor.as_deref(),
            &lead.name.to_lowercase(),
            lead.company,
            lead.source,
            lead.labor_cost
        ],
    )?;
    totals::add(tx, lead.place, lead.id, 1, lead.price)?;
    crate::terms::write_new(tx, lead.id.into(), &lead.name)?;
    Ok(lead)
}

fn from_row(row: &Row<'_>) -> Result<Lead, StoreError> {
    Ok(Lead {
        id: LeadId(row.int(0)?),
        name: row.text(1)?,
        price: row.int(2)?,
        place: Place { pipeline: PipelineId(row.int(3)?), stage: StageId(row.int(4)?) },
        responsible: UserId(row.int(5)?),
        loss_reason: row.opt_int(6)?,
        created_by: UserId(row.int(7)?),
        updated_by: UserId(row.int(8)?),
        created_at: row.time(9)?,
        updated_at: row.time(10)?,
        closed_at: row.opt_int(11)?.map(Timestamp),
        price_by_robot: row.bool(12)?,
        visitor: row.opt_text(13)?,
        version: row.int(14)?,
        company: row.opt_int(15)?.map(CompanyId),
        source: row.opt_int(16)?,
        labor_cost: row.opt_int(17)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_in_a_search_are_plain_letters() {
        assert_eq!(like_pattern("50% Off_!"), "%50!% off!_!!%");
    }
}
