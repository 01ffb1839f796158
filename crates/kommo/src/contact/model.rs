//! Answers about contacts. The order of the fields is the order on the page.

use domain::contact::Contact as DomainContact;
use domain::{AccountId, ContactId, LeadId, Timestamp};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::hal::{Base, Collection, Created, EntityRef, Links, Tag};
use crate::query::ContactWith;
use crate::values::{Beside, write_tags};

/// Everything that a full contact is written from.
#[derive(Clone, Copy, Debug)]
pub struct ContactView<'a> {
    /// Whose it is.
    pub account: AccountId,
    /// The contact.
    pub contact: &'a DomainContact,
    /// Its leads; only written when asked for.
    pub leads: &'a [LeadId],
    /// What stands beside it.
    pub beside: Beside<'a>,
}

/// A contact in full. Every key is always there, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Contact {
    /// Its id.
    pub id: i64,
    /// The whole name.
    pub name: String,
    /// Empty when only the whole name is known.
    pub first_name: String,
    /// Empty when only the whole name is known.
    pub last_name: String,
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
    /// Whether its incoming lead was not accepted yet.
    pub is_unsorted: bool,
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
    pub embedded: ContactEmbedded,
}

/// What belongs to a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContactEmbedded {
    /// Always there.
    pub tags: Vec<Tag>,
    /// Always there; none or one.
    pub companies: Vec<EntityRef>,
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

/// A list of full contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContactList {
    /// In the asked order.
    pub contacts: Vec<Contact>,
}

/// What a create answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreatedContacts {
    /// In the order of the request.
    pub contacts: Vec<Created>,
}

/// What an update of many answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UpdatedContacts {
    /// In the order of the request.
    pub contacts: Vec<UpdatedContact>,
}

/// What an update of one answers, bare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UpdatedContact {
    /// Its id.
    pub id: i64,
    /// The whole name, when it was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Unix seconds; unchanged when the update changed nothing.
    pub updated_at: i64,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// Writes a contact in full.
pub fn contact(view: &ContactView<'_>, with: &ContactWith, base: &Base) -> Contact {
    let contact = view.contact;
    let lead = |id: &LeadId| EntityRef { id: id.0, links: base.lead(*id) };
    Contact {
        id: contact.id.0,
        name: contact.name.clone(),
        first_name: contact.first_name.clone(),
        last_name: contact.last_name.clone(),
        responsible_user_id: contact.responsible.0,
        group_id: view.beside.group,
        created_by: contact.created_by.0,
        updated_by: contact.updated_by.0,
        created_at: contact.created_at.seconds(),
        updated_at: contact.updated_at.seconds(),
        is_deleted: view.beside.is_deleted,
        is_unsorted: false,
        closest_task_at: view.beside.closest_task_at(),
        custom_fields_values: view.beside.values(),
        account_id: view.account.0,
        links: base.contact(contact.id),
        embedded: ContactEmbedded {
            tags: write_tags(view.beside.tags),
            companies: contact.company.map(|id| base.company_ref(id)).into_iter().collect(),
            leads: with.leads.then(|| view.leads.iter().map(lead).collect()),
            customers: with.customers.then(Vec::new),
            catalog_elements: with.catalog_elements.then(Vec::new),
        },
    }
}

/// Writes the answer to a create: ids with the request's own texts.
pub fn created(contacts: impl IntoIterator<Item = (ContactId, String)>, base: &Base) -> Collection<CreatedContacts> {
    let one = |(id, request_id): (ContactId, String)| Created { id: id.0, request_id, links: base.contact(id) };
    let contacts = contacts.into_iter().map(one).collect();
    Collection { links: base.at("contacts"), embedded: CreatedContacts { contacts } }
}

/// Writes the answer to an update of one. The name is given when it was changed.
pub fn updated_one(id: ContactId, name: Option<String>, updated_at: Timestamp, base: &Base) -> UpdatedContact {
    UpdatedContact { id: id.0, name, updated_at: updated_at.seconds(), links: base.contact(id) }
}

/// Writes the answer to an update of many.
pub fn updated_many(
    contacts: impl IntoIterator<Item = (ContactId, Option<String>, Timestamp)>,
    base: &Base,
) -> Collection<UpdatedContacts> {
    let contacts = contacts.into_iter().map(|(id, name, at)| updated_one(id, name, at, base)).collect();
    Collection { links: base.at("contacts"), embedded: UpdatedContacts { contacts } }
}
