//! Commands that make and change contacts and link them to leads.

use domain::contact::Contact;
use domain::{ContactId, LeadId, Problem, Timestamp, UserId};
use kommo::contact::{ContactCreate, ContactUpdate};
use kommo::links::LinkWish;
use store::{StoreError, Tx};

use super::change::{People, of_item};
use super::pen::Hand;

/// Makes contacts.
pub fn create_contacts(
    tx: &Tx<'_>,
    wishes: &[ContactCreate],
    hand: Hand,
    now: Timestamp,
) -> Result<Vec<Contact>, StoreError> {
    let mut people = People::default();
    let mut problems = Vec::new();
    for (item, wish) in wishes.iter().enumerate() {
        for (path, user) in [
            ("responsible_user_id", wish.fields.responsible),
            ("created_by", wish.created_by),
            ("updated_by", wish.author),
        ] {
            problems.extend(people.check(tx, path, user)?.map(|problem| (item, problem)));
        }
    }
    if !problems.is_empty() {
        return Err(StoreError::Invalid(problems));
    }
    wishes.iter().map(|wish| store::contacts::insert(tx, &draft(wish, hand.user, now))).collect()
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
    };
    let author = blank.updated_by;
    let filled = blank.apply(&wish.fields, author, blank.updated_at);
    filled.unwrap_or(blank)
}

/// Changes contacts; answers in the order of the wishes, each with whether its name was changed.
pub fn change_contacts(
    tx: &Tx<'_>,
    wishes: &[ContactUpdate],
    hand: Hand,
    now: Timestamp,
) -> Result<Vec<(Contact, bool)>, StoreError> {
    let mut people = People::default();
    let mut changed = Vec::with_capacity(wishes.len());
    let mut problems = Vec::new();
    for (item, wish) in wishes.iter().enumerate() {
        problems
            .extend(people.check(tx, "responsible_user_id", wish.patch.responsible)?.map(|problem| (item, problem)));
        problems.extend(people.check(tx, "updated_by", wish.author)?.map(|problem| (item, problem)));
        let Some(before) = store::contacts::get(tx, wish.id)? else {
            let told = format!("Contact {} does not exist", wish.id);
            problems.push((item, Problem::new("id", "EntityNotFound", told)));
            continue;
        };
        let author = wish.author.unwrap_or(hand.user);
        let after = before.apply(&wish.patch, author, now);
        if let (Some(contact), true) = (&after, problems.is_empty()) {
            store::contacts::save(tx, contact)?;
        }
        let after = after.unwrap_or_else(|| before.clone());
        let is_renamed = after.name != before.name;
        changed.push((after, is_renamed));
    }
    if problems.is_empty() { Ok(changed) } else { Err(StoreError::Invalid(problems)) }
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
