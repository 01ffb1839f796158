//! Commands that make and change contacts and link them to leads.

use domain::contact::Contact;
use domain::event::Aspect;
use domain::field::FieldHome;
use domain::lead::Lead;
use domain::{ContactId, Entity, EntityKind, LeadId, Problem, Timestamp, UserId};
use kommo::contact::{ContactCreate, ContactUpdate};
use kommo::links::LinkWish;
use store::{StoreError, Tx};

use super::Plans;
use super::change::{People, of_item};
use super::pen::{Hand, Pen, Subject};

const CONTACTS: FieldHome = FieldHome::Of(EntityKind::Contact);

/// Makes contacts.
pub fn create_contacts(pen: &Pen<'_>, wishes: &[ContactCreate], hand: Hand) -> Result<Vec<Contact>, StoreError> {
    let mut people = People::default();
    super::each(wishes, |wish| {
        let users = [
            ("responsible_user_id", wish.fields.responsible),
            ("created_by", wish.created_by),
            ("updated_by", wish.author),
        ];
        super::check(pen.tx, &mut people, &users, CONTACTS, &wish.values)
    })?;
    super::each(wishes, |wish| {
        let contact = store::contacts::insert(pen.tx, &draft(wish, hand.user, pen.now))?;
        let hand = Hand { user: contact.updated_by, ..hand };
        super::fill_new(pen, contact.id.into(), &wish.values, &wish.tags, hand)?;
        Ok(contact)
    })
}

fn draft(wish: &ContactCreate, caller: UserId, now: Timestamp) -> Contact {
    let created_by = wish.created_by.unwrap_or(caller);
    let blank = Contact {
        id: ContactId(0),
        name: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        responsible: caller,
        created_by,
        updated_by: wish.author.unwrap_or(created_by),
        created_at: wish.created_at.unwrap_or(now),
        updated_at: wish.fields.updated_at.unwrap_or(now),
        company: None,
    };
    let author = blank.updated_by;
    let filled = blank.apply(&wish.fields, author, blank.updated_at);
    filled.unwrap_or(blank)
}

/// Changes contacts; answers in the order of the wishes, each with whether its name was changed.
pub fn change_contacts(
    pen: &Pen<'_>,
    wishes: &[ContactUpdate],
    hand: Hand,
) -> Result<Vec<(Contact, bool)>, StoreError> {
    let mut people = People::default();
    super::each(wishes, |wish| change_one(pen, wish, &mut people, hand))
}

fn change_one(
    pen: &Pen<'_>,
    wish: &ContactUpdate,
    people: &mut People,
    hand: Hand,
) -> Result<(Contact, bool), StoreError> {
    let Some(before) = store::contacts::lock(pen.tx, wish.id)? else {
        let told = format!("Contact {} does not exist", wish.id);
        return Err(StoreError::invalid(Problem::new("id", "EntityNotFound", told)));
    };
    let users = [("responsible_user_id", wish.patch.responsible), ("updated_by", wish.author)];
    super::check(pen.tx, people, &users, CONTACTS, &wish.values)?;
    let hand = Hand { user: wish.author.unwrap_or(hand.user), ..hand };
    let entity = Entity::from(wish.id);
    let plans = Plans::make(pen.tx, entity, &wish.values, &wish.tags)?;
    let mut after = before.apply(&wish.patch, hand.user, pen.now).unwrap_or_else(|| before.clone());
    if after == before && plans.is_empty() {
        return Ok((before, false));
    }
    after.updated_by = hand.user;
    after.updated_at = wish.patch.updated_at.unwrap_or(pen.now);
    store::contacts::save(pen.tx, &after)?;
    plans.write(pen.tx, entity)?;
    let (subject, is_renamed) = (Subject::Other(entity), before.name != after.name);
    if is_renamed {
        pen.tell(subject, Aspect::Name, hand, Some(&from_to(&before.name, &after.name)))?;
    }
    if before.responsible != after.responsible {
        pen.tell(subject, Aspect::Responsible, hand, Some(&from_to(before.responsible.0, after.responsible.0)))?;
    }
    plans.tell(pen, subject, hand)?;
    if is_renamed || !plans.is_empty() {
        store::terms::refresh(pen.tx, entity)?;
    }
    Ok((after, is_renamed))
}

fn from_to(from: impl serde::Serialize, to: impl serde::Serialize) -> String {
    serde_json::json!({"from": from, "to": to}).to_string()
}

/// Links contacts to a lead that was just made.
pub fn link_new(tx: &Tx<'_>, lead: LeadId, contacts: &[(ContactId, Option<bool>)]) -> Result<(), StoreError> {
    if contacts.is_empty() {
        return Ok(());
    }
    let mut links = domain::contact::ContactLinks::default();
    for (contact, is_main) in contacts {
        links.link(*contact, is_main.unwrap_or(false));
    }
    store::contacts::save_links(tx, lead, &links)
}

/// Tells the log of the links that a new lead came with.
pub fn tell_new_links(
    pen: &Pen<'_>,
    lead: &Lead,
    contacts: &[(ContactId, Option<bool>)],
    hand: Hand,
) -> Result<(), StoreError> {
    for other in contacts.iter().map(|(contact, _)| Entity::from(*contact)).chain(lead.company.map(Entity::from)) {
        pen.tell(Subject::Lead(lead), Aspect::Linked(other), hand, None)?;
        pen.tell(Subject::Other(other), Aspect::Linked(lead.id.into()), hand, None)?;
    }
    Ok(())
}

/// Makes links; a link that exists may only change who is main. Returns them with who is main now.
pub fn link(tx: &Tx<'_>, wishes: &[LinkWish]) -> Result<Vec<LinkWish>, StoreError> {
    for (item, wish) in wishes.iter().enumerate() {
        store::leads::lock(tx, wish.lead)?.ok_or_else(|| of_item(unknown_lead(wish.lead), item))?;
        let mut links = store::contacts::links_of(tx, wish.lead)?;
        links.link(wish.contact, wish.is_main.unwrap_or(false));
        store::contacts::save_links(tx, wish.lead, &links).map_err(|error| of_item(error, item))?;
    }
    let as_it_is = |wish: &LinkWish| {
        let is_main = store::contacts::links_of(tx, wish.lead)?.main() == Some(wish.contact);
        Ok(LinkWish { is_main: Some(is_main), ..*wish })
    };
    wishes.iter().map(as_it_is).collect()
}

/// Takes links away; one that does not exist is no error.
pub fn unlink(tx: &Tx<'_>, wishes: &[LinkWish]) -> Result<(), StoreError> {
    for (item, wish) in wishes.iter().enumerate() {
        store::leads::lock(tx, wish.lead)?.ok_or_else(|| of_item(unknown_lead(wish.lead), item))?;
        let mut links = store::contacts::links_of(tx, wish.lead)?;
        if links.unlink(wish.contact) {
            store::contacts::save_links(tx, wish.lead, &links)?;
        }
    }
    Ok(())
}

fn unknown_lead(lead: LeadId) -> StoreError {
    StoreError::invalid(Problem::new("entity_id", "EntityNotFound", format!("Lead {lead} does not exist")))
}
