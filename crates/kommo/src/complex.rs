//! Complex creation on the wire: a lead with its contact and its company (`leads-api`).

use domain::{CompanyId, ContactId, LeadId, Problem};
use serde_json::{Value, json};

use crate::body::{Item, Reader, Rejection, read_many};
use crate::company::CompanyCreate;
use crate::contact::ContactCreate;
use crate::lead::LeadCreate;

/// Leads in one request.
pub const LEADS_MAX: usize = 50;
/// Filled fields of one entity.
pub const FIELDS_MAX: usize = 40;

/// Something that belongs to the lead: known already, or to be made with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<I, N> {
    /// Known.
    Known(I),
    /// To be made.
    New(Box<N>),
}

/// A lead to be made with what belongs to it. The lead's own lists of contacts and companies are not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complex {
    /// The lead.
    pub lead: LeadCreate,
    /// Its contact.
    pub contact: Option<Part<ContactId, ContactCreate>>,
    /// Its company.
    pub company: Option<Part<CompanyId, CompanyCreate>>,
}

/// Reads `POST /leads/complex`.
pub fn parse(body: &Value) -> Result<Vec<Item<Complex>>, Rejection> {
    let items = read_many(body, |reader| {
        let embedded = reader.inside("_embedded", |inner| {
            let contact = inner.each("contacts", 1, |one| read_part(one, ContactId, crate::contact::read_create)).pop();
            let company =
                inner.each("companies", 1, |one| read_part(one, CompanyId, crate::company::read_create)).pop();
            (contact, company)
        });
        let (contact, company) = embedded.unwrap_or_default();
        let lead = crate::lead::read_complex(reader);
        limit(reader, "custom_fields_values", lead.values.len());
        if let Some(Part::New(new)) = &contact {
            limit(reader, "_embedded.contacts.0.custom_fields_values", new.values.len());
        }
        if let Some(Part::New(new)) = &company {
            limit(reader, "_embedded.companies.0.custom_fields_values", new.values.len());
        }
        Complex { lead, contact, company }
    })?;
    match items.len() {
        0..=LEADS_MAX => Ok(items),
        n => Err(Rejection::Malformed(format!("A request has at most {LEADS_MAX} leads, this one has {n}"))),
    }
}

fn read_part<I, N>(reader: &mut Reader<'_>, id: fn(i64) -> I, read: impl FnOnce(&mut Reader<'_>) -> N) -> Part<I, N> {
    match reader.int("id").filter(|told| *told != 0) {
        Some(known) => Part::Known(id(known)),
        None => Part::New(Box::new(read(reader))),
    }
}

fn limit(reader: &mut Reader<'_>, path: &str, n: usize) {
    if n > FIELDS_MAX {
        reader.note(Problem::new(path, "TooMany", format!("This list has at most {FIELDS_MAX} items.")));
    }
}

/// What was made of one item.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    /// The lead.
    pub lead: LeadId,
    /// Its contact.
    pub contact: Option<ContactId>,
    /// Its company.
    pub company: Option<CompanyId>,
    /// The item's own text, or its position.
    pub request_id: &'a str,
}

/// Writes the answer: a bare list. Nothing is ever merged.
pub fn created<'a>(made: impl IntoIterator<Item = Made<'a>>) -> Value {
    let one = |made: Made<'_>| {
        json!({
            "id": made.lead.0,
            "contact_id": made.contact.map(|id| id.0),
            "company_id": made.company.map(|id| id.0),
            "request_id": [made.request_id],
            "merged": false,
        })
    };
    made.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_or_new() {
        let body = json!([{"name": "A", "_embedded": {
            "contacts": [{"first_name": "Ann", "request_id": null}], "companies": [{"id": 7}]}}]);
        let item = parse(&body).unwrap().remove(0).value;
        assert_eq!(item.company, Some(Part::Known(CompanyId(7))));
        let Some(Part::New(contact)) = item.contact else { panic!() };
        assert_eq!(contact.fields.first_name.as_deref(), Some("Ann"));
    }

    #[test]
    fn limits_are_told() {
        let many = json!([{"name": "A", "_embedded": {"contacts": [{}, {}]}}]);
        assert!(matches!(parse(&many), Err(Rejection::Invalid(_))));
        let fields: Vec<Value> = (0..41).map(|n| json!({"field_id": n + 1, "values": []})).collect();
        let full = json!([{"custom_fields_values": fields}]);
        let Err(Rejection::Invalid(items)) = parse(&full) else { panic!() };
        assert_eq!(items[0].problems[0].code, "TooMany");
        assert!(parse(&Value::from(vec![json!({}); 51])).is_err());
    }
}
