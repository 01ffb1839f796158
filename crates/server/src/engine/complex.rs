//! Leads that come with a contact and a company of their own, in one call (`leads-api`, complex creation). Duplicate
//! control is off: nothing is ever merged.

use domain::lead::Lead;
use domain::{CompanyId, ContactId};
use kommo::complex::{Complex, Part};
use store::StoreError;

use super::pen::{Hand, Pen};
use super::{change, companies, contacts};

/// What was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The lead.
    pub lead: Lead,
    /// Its contact.
    pub contact: Option<ContactId>,
    /// Its company.
    pub company: Option<CompanyId>,
}

/// Makes leads with what belongs to them. All problems at once, and then nothing is made.
pub fn create(pen: &Pen<'_>, wishes: &[Complex], hand: Hand) -> Result<Vec<Made>, StoreError> {
    super::each(wishes, |wish| create_one(pen, wish, hand))
}

fn create_one(pen: &Pen<'_>, wish: &Complex, hand: Hand) -> Result<Made, StoreError> {
    let mut problems = Vec::new();
    let mut told = |outcome: Result<i64, StoreError>, path: &str| match outcome {
        Ok(id) => Ok(Some(id)),
        Err(StoreError::Invalid(found)) => {
            problems.extend(found.into_iter().map(|(_, problem)| problem.under(path)));
            Ok(None)
        }
        Err(other) => Err(other),
    };
    let company = match &wish.company {
        None => None,
        Some(Part::Known(id)) => Some(*id),
        Some(Part::New(new)) => {
            let made = companies::create(pen, std::slice::from_ref(new.as_ref()), hand);
            told(made.map(|made| made.first().map_or(0, |company| company.id.0)), "_embedded.companies.0")?
                .map(CompanyId)
        }
    };
    let contact = match &wish.contact {
        None => None,
        Some(Part::Known(id)) => Some(*id),
        Some(Part::New(new)) => {
            let made = contacts::create_contacts(pen, std::slice::from_ref(new.as_ref()), hand);
            told(made.map(|made| made.first().map_or(0, |contact| contact.id.0)), "_embedded.contacts.0")?
                .map(ContactId)
        }
    };
    let mut lead = wish.lead.clone();
    lead.contacts = contact.map(|id| (id, Some(true))).into_iter().collect();
    lead.company = company;
    let made = match change::create_with(pen, std::slice::from_ref(&lead), hand) {
        Ok(mut made) => made.pop(),
        Err(StoreError::Invalid(found)) => {
            problems.extend(found.into_iter().map(|(_, problem)| problem));
            None
        }
        Err(other) => return Err(other),
    };
    let Some(lead) = made.filter(|_| problems.is_empty()) else { return Err(StoreError::all_invalid(problems)) };
    let is_new = matches!(wish.contact, Some(Part::New(_))) || matches!(wish.company, Some(Part::New(_)));
    if let (Some(contact), Some(company), true) = (contact, company, is_new) {
        companies::give_to_contact(pen, &companies::lock_contact(pen.tx, contact)?, Some(company), hand)?;
    }
    Ok(Made { lead, contact, company })
}
