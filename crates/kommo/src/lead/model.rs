//! Answers about leads. The order of the fields is the order on the page.

use domain::contact::ContactLinks;
use domain::lead::Lead as DomainLead;
use domain::{AccountId, ContactId, LeadId, Timestamp};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::hal::{Base, Collection, Created, EntityRef, Links, Tag};
use crate::query::LeadWith;
use crate::values::{Beside, write_tags};

/// Everything that a full lead is written from.
#[derive(Clone, Copy, Debug)]
pub struct LeadView<'a> {
    /// Whose it is.
    pub account: AccountId,
    /// The lead.
    pub lead: &'a DomainLead,
    /// Its contacts; only written when asked for.
    pub contacts: Option<&'a ContactLinks>,
    /// Its loss reason; only written when asked for.
    pub loss_reason: Option<&'a LossReasonView>,
    /// What stands beside it.
    pub beside: Beside<'a>,
}

/// Why leads are lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LossReasonView {
    /// Its id.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// Position in the list.
    pub sort: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// A lead in full. Every key without a note below is always there, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Lead {
    /// Its id.
    pub id: i64,
    /// Never empty: a lead without a name is called "Lead #id".
    pub name: String,
    /// Budget in whole units of the account's currency.
    pub price: i64,
    /// Who looks after it.
    pub responsible_user_id: i64,
    /// Group of that user.
    pub group_id: i64,
    /// Its stage; says nothing without the pipeline.
    pub status_id: i64,
    /// Its pipeline.
    pub pipeline_id: i64,
    /// Why it was lost.
    pub loss_reason_id: Option<i64>,
    /// Where it came from.
    pub source_id: Option<i64>,
    /// Who made it; 0 is the robot.
    pub created_by: i64,
    /// Who changed it last; 0 is the robot.
    pub updated_by: i64,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// When it was won or lost.
    pub closed_at: Option<i64>,
    /// When its nearest open task is due.
    pub closest_task_at: Option<i64>,
    /// Whether it lies in the bin.
    pub is_deleted: bool,
    /// Filled custom fields; `null` when there are none.
    pub custom_fields_values: Option<Vec<Value>>,
    /// Points of scoring.
    pub score: Option<i64>,
    /// Whose it is.
    pub account_id: i64,
    /// Seconds of work.
    pub labor_cost: Option<i64>,
    /// Whether the robot set the budget; with `with=is_price_modified_by_robot`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_price_modified_by_robot: Option<bool>,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
    /// What belongs to it.
    #[serde(rename = "_embedded")]
    pub embedded: LeadEmbedded,
}

/// What belongs to a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeadEmbedded {
    /// Always there.
    pub tags: Vec<Tag>,
    /// Always there; none or one.
    pub companies: Vec<EntityRef>,
    /// With `with=contacts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<LinkedContact>>,
    /// With `with=loss_reason`; none or one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss_reason: Option<Vec<LossReason>>,
    /// With `with=catalog_elements`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_elements: Option<Vec<Value>>,
}

/// A contact of a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LinkedContact {
    /// Its id.
    pub id: i64,
    /// Exactly one contact of a lead is.
    pub is_main: bool,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// A loss reason in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LossReason {
    /// Its id.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// Position in the list.
    pub sort: i64,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// A list of full leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeadList {
    /// In the asked order.
    pub leads: Vec<Lead>,
}

/// What a create answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreatedLeads {
    /// In the order of the request.
    pub leads: Vec<Created>,
}

/// What an update of many answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UpdatedLeads {
    /// In the order of the request.
    pub leads: Vec<UpdatedLead>,
}

/// What an update of one answers, bare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UpdatedLead {
    /// Its id.
    pub id: i64,
    /// Unix seconds; unchanged when the update changed nothing.
    pub updated_at: i64,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// Writes a lead in full.
pub fn lead(view: &LeadView<'_>, with: &LeadWith, base: &Base) -> Lead {
    let lead = view.lead;
    Lead {
        id: lead.id.0,
        name: shown_name(lead),
        price: lead.price,
        responsible_user_id: lead.responsible.0,
        group_id: view.beside.group,
        status_id: lead.place.stage.0,
        pipeline_id: lead.place.pipeline.0,
        loss_reason_id: lead.loss_reason,
        source_id: lead.source,
        created_by: lead.created_by.0,
        updated_by: lead.updated_by.0,
        created_at: lead.created_at.seconds(),
        updated_at: lead.updated_at.seconds(),
        closed_at: lead.closed_at.map(Timestamp::seconds),
        closest_task_at: view.beside.closest_task_at(),
        is_deleted: view.beside.is_deleted,
        custom_fields_values: view.beside.values(),
        score: None,
        account_id: view.account.0,
        labor_cost: lead.labor_cost,
        is_price_modified_by_robot: with.is_price_modified_by_robot.then_some(lead.price_by_robot),
        links: base.lead(lead.id),
        embedded: embedded(view, with, base),
    }
}

fn shown_name(lead: &DomainLead) -> String {
    if lead.name.is_empty() { format!("Lead #{}", lead.id) } else { lead.name.clone() }
}

fn embedded(view: &LeadView<'_>, with: &LeadWith, base: &Base) -> LeadEmbedded {
    let contact = |(id, is_main): (ContactId, bool)| LinkedContact { id: id.0, is_main, links: base.contact(id) };
    LeadEmbedded {
        tags: write_tags(view.beside.tags),
        companies: view.lead.company.map(|id| base.company_ref(id)).into_iter().collect(),
        contacts: with.contacts.then(|| view.contacts.into_iter().flat_map(ContactLinks::iter).map(contact).collect()),
        loss_reason: with
            .loss_reason
            .then(|| view.loss_reason.map(|reason| loss_reason(reason, base)).into_iter().collect()),
        catalog_elements: with.catalog_elements.then(Vec::new),
    }
}

fn loss_reason(reason: &LossReasonView, base: &Base) -> LossReason {
    LossReason {
        id: reason.id,
        name: reason.name.clone(),
        sort: reason.sort,
        created_at: reason.created_at.seconds(),
        updated_at: reason.updated_at.seconds(),
        links: base.at(format_args!("leads/loss_reasons/{}", reason.id)),
    }
}

/// Writes the answer to a create: ids with the request's own texts.
pub fn created(leads: impl IntoIterator<Item = (LeadId, String)>, base: &Base) -> Collection<CreatedLeads> {
    let one = |(id, request_id): (LeadId, String)| Created { id: id.0, request_id, links: base.lead(id) };
    Collection { links: base.at("leads"), embedded: CreatedLeads { leads: leads.into_iter().map(one).collect() } }
}

/// Writes the answer to an update of one.
pub fn updated_one(id: LeadId, updated_at: Timestamp, base: &Base) -> UpdatedLead {
    UpdatedLead { id: id.0, updated_at: updated_at.seconds(), links: base.lead(id) }
}

/// Writes the answer to an update of many.
pub fn updated_many(leads: impl IntoIterator<Item = (LeadId, Timestamp)>, base: &Base) -> Collection<UpdatedLeads> {
    let leads = leads.into_iter().map(|(id, at)| updated_one(id, at, base)).collect();
    Collection { links: base.at("leads"), embedded: UpdatedLeads { leads } }
}
