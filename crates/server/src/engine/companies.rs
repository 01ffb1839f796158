//! Commands that make and change companies and say whose company one is.

use domain::company::{Company, CompanyPatch};
use domain::contact::Contact;
use domain::event::Aspect;
use domain::field::{FieldHome, FieldWish};
use domain::lead::Lead;
use domain::tag::TagEdit;
use domain::{CompanyId, ContactId, Entity, EntityKind, Problem, Timestamp, UserId};
use serde_json::json;
use store::{StoreError, Tx};

use super::change::People;
use super::pen::{Hand, Pen, Subject};

/// A company to be made.
#[derive(Clone, Debug, Default)]
pub struct NewCompany {
    /// What is known of it, in the terms of a change.
    pub fields: CompanyPatch,
    /// Who made it, when the caller says so.
    pub created_by: Option<UserId>,
    /// When it was made, when the caller says so.
    pub created_at: Option<Timestamp>,
    /// Who is to be named as the author.
    pub author: Option<UserId>,
    /// Values of custom fields.
    pub values: Vec<FieldWish>,
    /// Tags.
    pub tags: TagEdit,
}

/// A company to be changed.
#[derive(Clone, Debug)]
pub struct CompanyChange {
    /// Which one.
    pub id: CompanyId,
    /// What changes.
    pub patch: CompanyPatch,
    /// Who is to be named as the author.
    pub author: Option<UserId>,
    /// Values of custom fields.
    pub values: Vec<FieldWish>,
    /// Tags.
    pub tags: TagEdit,
}

/// Makes companies. All problems of all of them at once, and then nothing is made.
pub fn create(pen: &Pen<'_>, wishes: &[NewCompany], hand: Hand) -> Result<Vec<Company>, StoreError> {
    let mut people = People::default();
    super::each(wishes, |wish| check_new(pen.tx, wish, &mut people))?;
    super::each(wishes, |wish| {
        let created_by = wish.created_by.unwrap_or(hand.user);
        let company = Company {
            id: CompanyId(0),
            name: wish.fields.name.clone().unwrap_or_default(),
            responsible: wish.fields.responsible.unwrap_or(hand.user),
            created_by,
            updated_by: wish.author.unwrap_or(created_by),
            created_at: wish.created_at.unwrap_or(pen.now),
            updated_at: wish.fields.updated_at.unwrap_or(pen.now),
        };
        let company = store::companies::insert(pen.tx, &company)?;
        let hand = Hand { user: wish.author.unwrap_or(created_by), ..hand };
        super::fill_new(pen, company.id.into(), &wish.values, &wish.tags, hand)?;
        Ok(company)
    })
}

fn check_new(tx: &Tx<'_>, wish: &NewCompany, people: &mut People) -> Result<(), StoreError> {
    let named = [
        ("responsible_user_id", wish.fields.responsible),
        ("created_by", wish.created_by),
        ("updated_by", wish.author),
    ];
    super::check(tx, people, &named, FieldHome::Of(EntityKind::Company), &wish.values)
}

/// Changes companies; answers in the order of the wishes, each with whether its name was changed.
pub fn change(pen: &Pen<'_>, wishes: &[CompanyChange], hand: Hand) -> Result<Vec<(Company, bool)>, StoreError> {
    let mut people = People::default();
    super::each(wishes, |wish| change_one(pen, wish, &mut people, hand))
}

fn change_one(
    pen: &Pen<'_>,
    wish: &CompanyChange,
    people: &mut People,
    hand: Hand,
) -> Result<(Company, bool), StoreError> {
    let Some(before) = store::companies::lock(pen.tx, wish.id)? else {
        let told = format!("Company {} does not exist", wish.id);
        return Err(StoreError::invalid(Problem::new("id", "EntityNotFound", told)));
    };
    let named = [("responsible_user_id", wish.patch.responsible), ("updated_by", wish.author)];
    super::check(pen.tx, people, &named, FieldHome::Of(EntityKind::Company), &wish.values)?;
    let hand = Hand { user: wish.author.unwrap_or(hand.user), ..hand };
    let entity = Entity::from(wish.id);
    let plans = super::Plans::make(pen.tx, entity, &wish.values, &wish.tags)?;
    let mut after = before.apply(&wish.patch, hand.user, pen.now).unwrap_or_else(|| before.clone());
    if after == before && plans.is_empty() {
        return Ok((before, false));
    }
    after.updated_by = hand.user;
    after.updated_at = wish.patch.updated_at.unwrap_or(pen.now);
    store::companies::save(pen.tx, &after)?;
    plans.write(pen.tx, entity)?;
    let subject = Subject::Other(entity);
    if before.name != after.name {
        pen.tell(subject, Aspect::Name, hand, Some(&from_to(&before.name, &after.name)))?;
    }
    if before.responsible != after.responsible {
        pen.tell(subject, Aspect::Responsible, hand, Some(&from_to(before.responsible.0, after.responsible.0)))?;
    }
    plans.tell(pen, subject, hand)?;
    if before.name != after.name || !plans.is_empty() {
        store::terms::refresh(pen.tx, entity)?;
    }
    Ok((after.clone(), before.name != after.name))
}

fn from_to(from: impl serde::Serialize, to: impl serde::Serialize) -> String {
    json!({"from": from, "to": to}).to_string()
}

/// Makes a company the lead's, in place of the one it had; `None` takes it away. The lead must be locked in this
/// transaction. Returns the lead as it is now.
pub fn give_to_lead(pen: &Pen<'_>, lead: &Lead, company: Option<CompanyId>, hand: Hand) -> Result<Lead, StoreError> {
    if lead.company == company {
        return Ok(lead.clone());
    }
    exists(pen.tx, company)?;
    store::companies::set_of_lead(pen.tx, lead.id, company)?;
    super::touch(pen, lead.id.into(), hand)?;
    let after = Lead { company, updated_by: hand.user, updated_at: pen.now, ..lead.clone() };
    tell_link(pen, Subject::Lead(&after), lead.company, company, hand)?;
    Ok(after)
}

/// Makes a company the contact's, in place of the one it had; `None` takes it away.
pub fn give_to_contact(
    pen: &Pen<'_>,
    contact: &Contact,
    company: Option<CompanyId>,
    hand: Hand,
) -> Result<(), StoreError> {
    if contact.company == company {
        return Ok(());
    }
    exists(pen.tx, company)?;
    store::companies::set_of_contact(pen.tx, contact.id, company)?;
    super::touch(pen, contact.id.into(), hand)?;
    tell_link(pen, Subject::Other(contact.id.into()), contact.company, company, hand)
}

fn exists(tx: &Tx<'_>, company: Option<CompanyId>) -> Result<(), StoreError> {
    match company {
        Some(id) if store::companies::get(tx, id)?.is_none() => {
            Err(StoreError::invalid(kommo::body::not_a_choice("to_entity_id")))
        }
        _ => Ok(()),
    }
}

fn tell_link(
    pen: &Pen<'_>,
    subject: Subject<'_>,
    from: Option<CompanyId>,
    to: Option<CompanyId>,
    hand: Hand,
) -> Result<(), StoreError> {
    if let Some(from) = from {
        pen.tell(subject, Aspect::Unlinked(from.into()), hand, None)?;
        pen.tell(Subject::Other(from.into()), Aspect::Unlinked(subject.entity()), hand, None)?;
    }
    if let Some(to) = to {
        pen.tell(subject, Aspect::Linked(to.into()), hand, None)?;
        pen.tell(Subject::Other(to.into()), Aspect::Linked(subject.entity()), hand, None)?;
    }
    Ok(())
}

/// The contact with that id, locked.
pub fn lock_contact(tx: &Tx<'_>, id: ContactId) -> Result<Contact, StoreError> {
    let told = || Problem::new("entity_id", "EntityNotFound", format!("Contact {id} does not exist"));
    store::contacts::lock(tx, id)?.ok_or_else(|| StoreError::invalid(told()))
}
