//! Answers about companies. The order of the fields is the order on the page.

use domain::company::Company as DomainCompany;
use domain::{AccountId, CompanyId, ContactId, LeadId, Timestamp};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::hal::{Base, Collection, Created, EntityRef, Links, Tag};
use crate::query::CompanyWith;
use crate::values::{Beside, write_tags};

/// Everything that a full company is written from.
#[derive(Clone, Copy, Debug)]
pub struct CompanyView<'a> {
    /// Whose it is.
    pub account: AccountId,
    /// The company.
    pub company: &'a DomainCompany,
    /// Its leads; only written when asked for.
    pub leads: &'a [LeadId],
    /// Its contacts; only written when asked for.
    pub contacts: &'a [ContactId],
    /// What stands beside it.
    pub beside: Beside<'a>,
}

/// A company in full. Every key is always there, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Company {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub responsible_user_id: i64,
    /// Group of that user.
    pub group_id: i64,
    /// Who made it; 0 is the robot.
    pub created_by: i64,
    /// Who changed it last; 0 is the robot.
    pub updated_by: i64,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// Whether it lies in the bin.
    pub is_deleted: bool,
    /// When its nearest open task is due.
    pub closest_task_at: Option<i64>,
    /// Filled custom fields; `null` when there are none.
    pub custom_fields_values: Option<Vec<Value>>,
    /// Whose it is.
    pub account_id: i64,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
    /// What belongs to it.
    #[serde(rename = "_embedded")]
    pub embedded: CompanyEmbedded,
}

/// What belongs to a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompanyEmbedded {
    /// Always there.
    pub tags: Vec<Tag>,
    /// With `with=contacts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<EntityRef>>,
    /// With `with=leads`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads: Option<Vec<EntityRef>>,
    /// With `with=customers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customers: Option<Vec<EntityRef>>,
    /// With `with=catalog_elements`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_elements: Option<Vec<Value>>,
}

/// A list of full companies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompanyList {
    /// In the asked order.
    pub companies: Vec<Company>,
}

/// What a create answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreatedCompanies {
    /// In the order of the request.
    pub companies: Vec<Created>,
}

/// What an update of many answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UpdatedCompanies {
    /// In the order of the request.
    pub companies: Vec<UpdatedCompany>,
}

/// What an update of one answers, bare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UpdatedCompany {
    /// Its id.
    pub id: i64,
    /// Its name, when it was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Unix seconds; unchanged when the update changed nothing.
    pub updated_at: i64,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// Writes a company in full.
pub fn company(view: &CompanyView<'_>, with: &CompanyWith, base: &Base) -> Company {
    let company = view.company;
    let contact = |id: &ContactId| EntityRef { id: id.0, links: base.contact(*id) };
    let lead = |id: &LeadId| EntityRef { id: id.0, links: base.lead(*id) };
    Company {
        id: company.id.0,
        name: company.name.clone(),
        responsible_user_id: company.responsible.0,
        group_id: view.beside.group,
        created_by: company.created_by.0,
        updated_by: company.updated_by.0,
        created_at: company.created_at.seconds(),
        updated_at: company.updated_at.seconds(),
        is_deleted: view.beside.is_deleted,
        closest_task_at: view.beside.closest_task_at(),
        custom_fields_values: view.beside.values(),
        account_id: view.account.0,
        links: base.company(company.id),
        embedded: CompanyEmbedded {
            tags: write_tags(view.beside.tags),
            contacts: with.contacts.then(|| view.contacts.iter().map(contact).collect()),
            leads: with.leads.then(|| view.leads.iter().map(lead).collect()),
            customers: with.customers.then(Vec::new),
            catalog_elements: with.catalog_elements.then(Vec::new),
        },
    }
}

/// Writes the answer to a create: ids with the request's own texts.
pub fn created(companies: impl IntoIterator<Item = (CompanyId, String)>, base: &Base) -> Collection<CreatedCompanies> {
    let one = |(id, request_id): (CompanyId, String)| Created { id: id.0, request_id, links: base.company(id) };
    let companies = companies.into_iter().map(one).collect();
    Collection { links: base.at("companies"), embedded: CreatedCompanies { companies } }
}

/// Writes the answer to an update of one. The name is given when it was changed.
pub fn updated_one(id: CompanyId, name: Option<String>, updated_at: Timestamp, base: &Base) -> UpdatedCompany {
    UpdatedCompany { id: id.0, name, updated_at: updated_at.seconds(), links: base.company(id) }
}

/// Writes the answer to an update of many.
pub fn updated_many(
    companies: impl IntoIterator<Item = (CompanyId, Option<String>, Timestamp)>,
    base: &Base,
) -> Collection<UpdatedCompanies> {
    let companies = companies.into_iter().map(|(id, name, at)| updated_one(id, name, at, base)).collect();
    Collection { links: base.at("companies"), embedded: UpdatedCompanies { companies } }
}
