//! Commands that link leads, contacts and companies with each other, by whoever holds the hand.

use domain::event::Aspect;
use domain::lead::Lead;
use domain::{CompanyId, ContactId, Entity, EntityKind, LeadId, Problem};
use kommo::body::not_a_choice;
use kommo::links::LinkWish;
use store::{StoreError, Tx};

use super::companies::{give_to_contact, give_to_lead, lock_contact};
use super::pen::{Hand, Pen, Subject};

/// A link with its ends in the order in which it is kept.
enum Pair {
    LeadContact(LeadId, ContactId),
    LeadCompany(LeadId, CompanyId),
    ContactCompany(ContactId, CompanyId),
}

fn pair(wish: &LinkWish) -> Option<Pair> {
    use EntityKind::{Company, Contact, Lead};
    let either = |one: EntityKind, other: EntityKind| match (wish.from, wish.to) {
        (from, to) if from.kind == one && to.kind == other => Some((from.id, to.id)),
        (from, to) if from.kind == other && to.kind == one => Some((to.id, from.id)),
        _ => None,
    };
    either(Lead, Contact)
        .map(|(lead, contact)| Pair::LeadContact(LeadId(lead), ContactId(contact)))
        .or_else(|| either(Lead, Company).map(|(lead, id)| Pair::LeadCompany(LeadId(lead), CompanyId(id))))
        .or_else(|| either(Contact, Company).map(|(id, other)| Pair::ContactCompany(ContactId(id), CompanyId(other))))
}

/// Makes links; a link that exists may only change who is main. A company takes the place of the one before it. Returns
/// the links with who is main now.
pub fn link(pen: &Pen<'_>, wishes: &[LinkWish], hand: Hand) -> Result<Vec<LinkWish>, StoreError> {
    super::each(wishes, |wish| {
        let hand = Hand { user: wish.author.unwrap_or(hand.user), ..hand };
        match pair(wish) {
            Some(Pair::LeadContact(lead, contact)) => link_contact(pen, lead, contact, wish.is_main, hand),
            Some(Pair::LeadCompany(lead, company)) => {
                give_to_lead(pen, &lock_lead(pen.tx, lead)?, Some(company), hand).map(drop)
            }
            Some(Pair::ContactCompany(contact, company)) => {
                give_to_contact(pen, &lock_contact(pen.tx, contact)?, Some(company), hand)
            }
            None => Err(StoreError::invalid(not_a_choice("to_entity_type"))),
        }
    })?;
    let as_it_is = |wish: &LinkWish| {
        let is_main = match pair(wish) {
            Some(Pair::LeadContact(lead, contact)) => {
                Some(store::contacts::links_of(pen.tx, lead)?.main() == Some(contact))
            }
            _ => None,
        };
        Ok(LinkWish { is_main, ..*wish })
    };
    wishes.iter().map(as_it_is).collect()
}

fn lock_lead(tx: &Tx<'_>, lead: LeadId) -> Result<Lead, StoreError> {
    let told = || Problem::new("entity_id", "EntityNotFound", format!("Lead {lead} does not exist"));
    store::leads::lock(tx, lead)?.ok_or_else(|| StoreError::invalid(told()))
}

fn link_contact(
    pen: &Pen<'_>,
    lead: LeadId,
    contact: ContactId,
    is_main: Option<bool>,
    hand: Hand,
) -> Result<(), StoreError> {
    let lead = lock_lead(pen.tx, lead)?;
    if store::contacts::get(pen.tx, contact)?.is_none() {
        return Err(StoreError::invalid(not_a_choice("to_entity_id")));
    }
    let before = store::contacts::links_of(pen.tx, lead.id)?;
    let mut links = before.clone();
    links.link(contact, is_main.unwrap_or(false));
    if links == before {
        return Ok(());
    }
    store::contacts::save_links(pen.tx, lead.id, &links)?;
    super::touch(pen, lead.id.into(), hand)?;
    let lead = Lead { updated_by: hand.user, updated_at: pen.now, ..lead };
    if links.len() > before.len() {
        tell(pen, &lead, contact.into(), hand, Aspect::Linked)?;
    }
    tell_main(pen, &lead, before.main(), links.main(), hand)
}

/// Takes links away; one that does not exist is no error.
pub fn unlink(pen: &Pen<'_>, wishes: &[LinkWish], hand: Hand) -> Result<(), StoreError> {
    super::each(wishes, |wish| {
        let hand = Hand { user: wish.author.unwrap_or(hand.user), ..hand };
        match pair(wish) {
            Some(Pair::LeadContact(lead, contact)) => unlink_contact(pen, lead, contact, hand),
            Some(Pair::LeadCompany(lead, company)) => match lock_lead(pen.tx, lead)? {
                lead if lead.company == Some(company) => give_to_lead(pen, &lead, None, hand).map(drop),
                _ => Ok(()),
            },
            Some(Pair::ContactCompany(contact, company)) => match lock_contact(pen.tx, contact)? {
                contact if contact.company == Some(company) => give_to_contact(pen, &contact, None, hand),
                _ => Ok(()),
            },
            None => Err(StoreError::invalid(not_a_choice("to_entity_type"))),
        }
    })
    .map(drop)
}

fn unlink_contact(pen: &Pen<'_>, lead: LeadId, contact: ContactId, hand: Hand) -> Result<(), StoreError> {
    let lead = lock_lead(pen.tx, lead)?;
    let before = store::contacts::links_of(pen.tx, lead.id)?;
    let mut links = before.clone();
    if !links.unlink(contact) {
        return Ok(());
    }
    store::contacts::save_links(pen.tx, lead.id, &links)?;
    super::touch(pen, lead.id.into(), hand)?;
    let lead = Lead { updated_by: hand.user, updated_at: pen.now, ..lead };
    tell(pen, &lead, contact.into(), hand, Aspect::Unlinked)?;
    tell_main(pen, &lead, before.main(), links.main(), hand)
}

fn tell(pen: &Pen<'_>, lead: &Lead, other: Entity, hand: Hand, aspect: fn(Entity) -> Aspect) -> Result<(), StoreError> {
    pen.tell(Subject::Lead(lead), aspect(other), hand, None)?;
    pen.tell(Subject::Other(other), aspect(lead.id.into()), hand, None)
}

/// A lead's first contact is its main one without a word; a change is told.
fn tell_main(
    pen: &Pen<'_>,
    lead: &Lead,
    before: Option<ContactId>,
    after: Option<ContactId>,
    hand: Hand,
) -> Result<(), StoreError> {
    match (before, after) {
        (Some(before), Some(after)) if before != after => {
            let data = serde_json::json!({"from": before.0, "to": after.0}).to_string();
            pen.tell(Subject::Lead(lead), Aspect::MainContact(after), hand, Some(&data))
        }
        _ => Ok(()),
    }
}

/// The links of an entity to all others.
pub fn of(tx: &Tx<'_>, from: Entity) -> Result<Vec<LinkWish>, StoreError> {
    let plain = |to: Entity| LinkWish { from, to, is_main: None, author: None };
    Ok(match from.kind {
        EntityKind::Lead => {
            let Some(lead) = store::leads::get(tx, LeadId(from.id))? else { return Ok(Vec::new()) };
            let links = store::contacts::links_of(tx, lead.id)?;
            let contact = |(id, is_main): (ContactId, bool)| LinkWish { is_main: Some(is_main), ..plain(id.into()) };
            links.iter().map(contact).chain(lead.company.map(|id| plain(id.into()))).collect()
        }
        EntityKind::Contact => {
            let Some(contact) = store::contacts::get(tx, ContactId(from.id))? else { return Ok(Vec::new()) };
            let leads = store::contacts::leads_of(tx, contact.id)?;
            let lead = |(id, is_main): (LeadId, bool)| LinkWish { is_main: Some(is_main), ..plain(id.into()) };
            leads.into_iter().map(lead).chain(contact.company.map(|id| plain(id.into()))).collect()
        }
        EntityKind::Company => {
            let company = CompanyId(from.id);
            let contacts = store::companies::contacts_of(tx, company)?.into_iter().map(Entity::from);
            let leads = store::companies::leads_of(tx, company)?.into_iter().map(Entity::from);
            contacts.chain(leads).map(plain).collect()
        }
        EntityKind::Customer => Vec::new(),
    })
}
