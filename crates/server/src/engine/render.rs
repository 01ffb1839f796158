//! The values of placeholders in texts of a lead. What a marker is, `domain::placeholder` knows.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use domain::company::Company;
use domain::contact::Contact;
use domain::field::{ADDRESS_PARTS, Field, FieldKind, FieldValue};
use domain::lead::Lead;
use domain::placeholder::{Marker, Owner, Rendered, Template};
use domain::{Entity, FieldId, Timestamp, UserId};
use store::field_values::Filled;
use store::{StoreError, Tx};

use super::fields::values_of;
use super::pen::Pen;

/// Letters of random texts.
const RANDOM_LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const RAND_LENGTH: usize = 32;
const SHORT_RAND_LENGTH: usize = 8;

/// Looks up values of one lead; each thing is read at most once.
pub struct Values<'a> {
    pen: &'a Pen<'a>,
    lead: &'a Lead,
    contact: OnceCell<Option<Contact>>,
    company: OnceCell<Option<Company>>,
    fields: RefCell<HashMap<Entity, Arc<(Vec<Field>, Filled)>>>,
    chance: RefCell<u64>,
}

impl<'a> Values<'a> {
    /// `seed` is where random values come from: the same seed, the same texts.
    pub fn of(pen: &'a Pen<'a>, lead: &'a Lead, seed: i64) -> Values<'a> {
        Values {
            pen,
            lead,
            contact: OnceCell::new(),
            company: OnceCell::new(),
            fields: RefCell::default(),
            chance: RefCell::new(seed.cast_unsigned()),
        }
    }

    /// Replaces the markers of a text.
    pub fn render(&self, text: &str) -> Result<Rendered, StoreError> {
        Template::parse(text).render(|marker| self.value(marker))
    }

    fn value(&self, marker: &Marker) -> Result<String, StoreError> {
        let lead = self.lead;
        Ok(match marker {
            Marker::Id(Owner::Lead) => lead.id.to_string(),
            Marker::Name(Owner::Lead) => lead.name.clone(),
            Marker::ResponsibleId(Owner::Lead) => lead.responsible.to_string(),
            Marker::ResponsibleName(Owner::Lead) | Marker::ProfileName => self.user(lead.responsible)?.0,
            Marker::ResponsibleEmail(Owner::Lead) => self.user(lead.responsible)?.1,
            Marker::Price => lead.price.to_string(),
            Marker::StageId => lead.place.stage.to_string(),
            Marker::PipelineId => lead.place.pipeline.to_string(),
            Marker::Visitor => lead.visitor.clone().unwrap_or_default(),
            Marker::Id(Owner::Contact) => self.of_contact(|contact| contact.id.to_string())?,
            Marker::Name(Owner::Contact) => self.of_contact(|contact| contact.name.clone())?,
            Marker::FirstName => self.of_contact(|contact| contact.first_name.clone())?,
            Marker::LastName => self.of_contact(|contact| contact.last_name.clone())?,
            Marker::ResponsibleId(Owner::Contact) => self.of_contact(|contact| contact.responsible.to_string())?,
            Marker::ResponsibleName(Owner::Contact) => self.contacts_user()?.0,
            Marker::ResponsibleEmail(Owner::Contact) => self.contacts_user()?.1,
            Marker::Id(Owner::Company) => self.of_company(|company| company.id.to_string())?,
            Marker::Name(Owner::Company) => self.of_company(|company| company.name.clone())?,
            Marker::ResponsibleId(Owner::Company) => self.of_company(|company| company.responsible.to_string())?,
            Marker::ResponsibleName(Owner::Company) => self.companys_user()?.0,
            Marker::ResponsibleEmail(Owner::Company) => self.companys_user()?.1,
            Marker::Field { owner, field, part } => match self.entity(*owner)? {
                Some(entity) => self.field(entity, *field, part.as_deref())?,
                None => String::new(),
            },
            Marker::CurrentDate => {
                let (year, month, day) = self.pen.zone.date(self.pen.now);
                format!("{day:02}.{month:02}.{year:04}")
            }
            Marker::Rand => self.letters(RAND_LENGTH),
            Marker::ShortRand => self.letters(SHORT_RAND_LENGTH),
            Marker::ShortRandNumber => (1_111 + self.next() % (9_999 - 1_111 + 1)).to_string(),
            _ => String::new(),
        })
    }

    fn tx(&self) -> &Tx<'_> {
        self.pen.tx
    }

    fn contact(&self) -> Result<Option<&Contact>, StoreError> {
        if self.contact.get().is_none() {
            let main = store::contacts::links_of(self.tx(), self.lead.id)?.main();
            let found = main.map(|id| store::contacts::get(self.tx(), id)).transpose()?.flatten();
            let _ = self.contact.set(found);
        }
        Ok(self.contact.get().and_then(Option::as_ref))
    }

    fn of_contact(&self, value: impl Fn(&Contact) -> String) -> Result<String, StoreError> {
        Ok(self.contact()?.map(value).unwrap_or_default())
    }

    fn contacts_user(&self) -> Result<(String, String), StoreError> {
        self.contact()?.map_or(Ok(Default::default()), |contact| self.user(contact.responsible))
    }

    fn company(&self) -> Result<Option<&Company>, StoreError> {
        if self.company.get().is_none() {
            let found = self.lead.company.map(|id| store::companies::get(self.tx(), id)).transpose()?.flatten();
            let _ = self.company.set(found);
        }
        Ok(self.company.get().and_then(Option::as_ref))
    }

    fn of_company(&self, value: impl Fn(&Company) -> String) -> Result<String, StoreError> {
        Ok(self.company()?.map(value).unwrap_or_default())
    }

    fn companys_user(&self) -> Result<(String, String), StoreError> {
        self.company()?.map_or(Ok(Default::default()), |company| self.user(company.responsible))
    }

    fn entity(&self, owner: Owner) -> Result<Option<Entity>, StoreError> {
        Ok(match owner {
            Owner::Lead => Some(self.lead.id.into()),
            Owner::Contact => self.contact()?.map(|contact| contact.id.into()),
            Owner::Company => self.company()?.map(|company| company.id.into()),
            Owner::Customer => None,
        })
    }

    /// Several values in one line; of phones and addresses the first, or the first of the wished kind (`digital-pipeline`
    /// §10.4).
    fn field(&self, entity: Entity, id: FieldId, part: Option<&str>) -> Result<String, StoreError> {
        let known = self.fields.borrow().get(&entity).cloned();
        let of_entity = match known {
            Some(known) => known,
            None => {
                let read = Arc::new(values_of(self.tx(), entity)?);
                self.fields.borrow_mut().insert(entity, Arc::clone(&read));
                read
            }
        };
        let (fields, filled) = &*of_entity;
        let field = fields.iter().find(|field| field.id == id);
        let values = filled.iter().find(|(filled, _)| *filled == id).map(|(_, values)| values.as_slice());
        let (Some(field), Some(values)) = (field, values) else { return Ok(String::new()) };
        let zone = &self.pen.zone;
        Ok(match part {
            Some(part) => values.iter().find(|value| is_part(field, value, part)).map(|value| field.shown(value, zone)),
            None if field.kind == FieldKind::Multitext => values.first().map(|value| field.shown(value, zone)),
            None => Some(field.shown_all(values, zone)),
        }
        .unwrap_or_default())
    }

    /// Name and address; nothing for the robot.
    fn user(&self, id: UserId) -> Result<(String, String), StoreError> {
        Ok(store::users::get(self.tx(), id)?.map(|user| (user.name, user.email)).unwrap_or_default())
    }

    fn letters(&self, n: usize) -> String {
        (0..n).map(|_| char::from(RANDOM_LETTERS[(self.next() % RANDOM_LETTERS.len() as u64) as usize])).collect()
    }

    /// SplitMix64: good enough for texts that are to differ, not for secrets.
    fn next(&self) -> u64 {
        let mut state = self.chance.borrow_mut();
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Whether a value is the one of that option, named by id or code.
fn is_part(field: &Field, value: &FieldValue, part: &str) -> bool {
    let (FieldValue::Part { option, .. } | FieldValue::Option(option)) = value else { return false };
    let code = field.option(*option).and_then(|option| option.code.as_deref());
    let address = ADDRESS_PARTS.iter().find(|(n, _)| field.kind == FieldKind::SmartAddress && *n == option.0);
    let names = code.into_iter().chain(address.map(|(_, code)| *code));
    option.to_string() == part || names.into_iter().any(|name| name.eq_ignore_ascii_case(part))
}

/// A seed for the texts of one job.
pub fn seed(job: domain::JobId, now: Timestamp) -> i64 {
    job.0.wrapping_mul(1_000_003) ^ now.0
}
