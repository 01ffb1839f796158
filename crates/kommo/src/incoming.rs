//! Incoming leads on the wire, there called "unsorted" (`unsorted-api`).

use domain::incoming::{Category, Incoming};
use domain::{AccountId, ContactId, LeadId, PipelineId, Problem, StageId, Timestamp, UserId};
use serde_json::{Map, Value, json};

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};
use crate::contact::ContactCreate;
use crate::hal::Base;
use crate::lead::LeadCreate;

/// Characters of a text in the metadata.
pub const TEXT_LENGTH_MAX: usize = 2_000;

/// A request to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingCreate {
    /// The integration's own name of the source.
    pub source_uid: String,
    /// What people call the source.
    pub source_name: String,
    /// Where it is to wait; the main pipeline when absent.
    pub pipeline: Option<PipelineId>,
    /// When it came.
    pub created_at: Option<Timestamp>,
    /// How it came: an object with the keys of the page.
    pub metadata: Map<String, Value>,
    /// The lead that it becomes.
    pub lead: LeadCreate,
    /// Who asked.
    pub contact: Option<ContactCreate>,
}

/// Texts and numbers of the metadata that integrations may write.
fn metadata_keys(category: Category) -> (&'static [&'static str], &'static [&'static str]) {
    match category {
        Category::Sip => {
            (&["from", "phone", "call_responsible", "link", "service_code", "uniq"], &["called_at", "duration"])
        }
        _ => (&["form_id", "form_name", "form_page", "ip", "referer", "visitor_uid"], &["form_sent_at", "form_type"]),
    }
}

/// Reads `POST /leads/unsorted/sip` and `/forms`.
pub fn parse_create(category: Category, body: &Value) -> Result<Vec<Item<IncomingCreate>>, Rejection> {
    read_many(body, |reader| {
        for key in ["source_uid", "source_name", "metadata"] {
            reader.require(key);
        }
        if category == Category::Sip {
            reader.require("_embedded");
        }
        let texts = [short_text(reader, "source_uid"), short_text(reader, "source_name")];
        let [source_uid, source_name] = texts.map(Option::unwrap_or_default);
        let metadata = reader.inside("metadata", |inner| read_metadata(inner, category)).unwrap_or_default();
        let (leads, contacts) = reader
            .inside("_embedded", |inner| {
                let leads = inner.each("leads", 1, crate::lead::read_create);
                (leads, inner.each("contacts", 1, crate::contact::read_create))
            })
            .unwrap_or_default();
        let mut lead = leads.into_iter().next().unwrap_or_default();
        if lead.draft.visitor.is_none() {
            lead.draft.visitor = metadata.get("visitor_uid").and_then(Value::as_str).map(str::to_string);
        }
        IncomingCreate {
            source_uid,
            source_name,
            pipeline: reader.int("pipeline_id").map(PipelineId),
            created_at: reader.time("created_at"),
            metadata,
            lead,
            contact: contacts.into_iter().next(),
        }
    })
}

fn short_text(reader: &mut Reader<'_>, key: &str) -> Option<String> {
    let text = reader.text(key)?;
    if text.chars().count() > TEXT_LENGTH_MAX {
        let told = format!("This value has at most {TEXT_LENGTH_MAX} characters.");
        reader.note(Problem::new(key, "TooLong", told));
    }
    Some(text)
}

fn read_metadata(reader: &mut Reader<'_>, category: Category) -> Map<String, Value> {
    let (texts, numbers) = metadata_keys(category);
    let mut metadata = Map::new();
    for key in texts {
        if let Some(text) = short_text(reader, key) {
            metadata.insert(key.to_string(), Value::from(text));
        }
    }
    for key in numbers {
        if let Some(number) = reader.truncated(key) {
            metadata.insert(key.to_string(), Value::from(number));
        }
    }
    metadata
}

/// What is asked when a request is accepted, declined or linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Decision {
    /// In whose name; the caller's when absent.
    pub user: Option<UserId>,
    /// Where an accepted one is to stand.
    pub stage: Option<StageId>,
}

/// Reads `POST …/accept` and `DELETE …/decline`. Nothing at all may be said.
pub fn parse_decision(body: &Value) -> Result<Decision, Rejection> {
    if body.is_null() {
        return Ok(Decision::default());
    }
    let item = read_one(body, |reader| Decision {
        user: reader.int("user_id").map(UserId),
        stage: reader.int("status_id").map(StageId),
    })?;
    Ok(item.value)
}

/// To what a request is to be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkTo {
    /// In whose name.
    pub user: Option<UserId>,
    /// The lead.
    pub lead: LeadId,
    /// The contact that its client is.
    pub contact: Option<ContactId>,
}

/// Reads `POST …/link`. Only leads can be linked to so far.
pub fn parse_link(body: &Value) -> Result<LinkTo, Rejection> {
    let item = read_one(body, |reader| {
        reader.require("link");
        let user = reader.int("user_id").map(UserId);
        let link = reader.inside("link", |link| {
            link.require("entity_id");
            link.require("entity_type");
            if link.text("entity_type").is_some_and(|kind| kind != "leads") {
                link.note(not_a_choice("entity_type"));
            }
            let contact = link.inside("metadata", |inner| inner.int("contact_id")).flatten();
            (link.int("entity_id").unwrap_or_default(), contact)
        });
        let (lead, contact) = link.unwrap_or_default();
        LinkTo { user, lead: LeadId(lead), contact: contact.map(ContactId) }
    })?;
    Ok(item.value)
}

/// Writes a request in full.
pub fn incoming(found: &Incoming, account: AccountId, base: &Base) -> Value {
    json!({
        "uid": found.uid,
        "source_uid": found.source_uid,
        "source_name": found.source_name,
        "category": found.category.name(),
        "pipeline_id": found.pipeline.0,
        "created_at": found.created_at.seconds(),
        "metadata": metadata(found),
        "account_id": account.0,
        "_links": base.at(format_args!("leads/unsorted/{}", found.uid)),
        "_embedded": embedded(found, base),
    })
}

/// Writes the answer to an add.
pub fn created(made: &[(Incoming, String)], account: AccountId, base: &Base) -> Value {
    let one = |(made, request_id): &(Incoming, String)| {
        json!({
            "uid": made.uid,
            "account_id": account.0,
            "request_id": request_id,
            "_links": base.at(format_args!("leads/unsorted/{}", made.uid)),
            "_embedded": embedded(made, base),
        })
    };
    json!({
        "_total_items": made.len(),
        "_links": base.at("leads/unsorted"),
        "_embedded": { "unsorted": made.iter().map(one).collect::<Vec<_>>() },
    })
}

/// Writes the answer to an accept or decline.
pub fn decided(found: &Incoming, base: &Base) -> Value {
    json!({
        "uid": found.uid,
        "pipeline_id": found.pipeline.0,
        "category": found.category.name(),
        "created_at": found.created_at.seconds(),
        "_embedded": embedded(found, base),
    })
}

/// Writes the answer to a link.
pub fn linked(uid: &str, lead: LeadId, base: &Base) -> Value {
    json!({ "uid": uid, "_embedded": { "leads": [{ "id": lead.0, "_links": base.lead(lead) }] } })
}

/// How many of what kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Summary {
    /// All.
    pub total: i64,
    /// Of them accepted.
    pub accepted: i64,
    /// Of them declined.
    pub declined: i64,
    /// Seconds until a decision, on average.
    pub average_sort_time: i64,
    /// By category, in the order of [`Category::ALL`].
    pub categories: [i64; 4],
}

/// Writes a summary.
pub fn summary(told: &Summary) -> Value {
    let mut categories = Map::new();
    for (category, total) in Category::ALL.into_iter().zip(told.categories) {
        categories.insert(category.name().to_string(), json!({ "total": total }));
    }
    json!({
        "total": told.total,
        "accepted": told.accepted,
        "declined": told.declined,
        "average_sort_time": told.average_sort_time,
        "categories": categories,
    })
}

/// The samples read a phone as a number and a duration as a text.
fn metadata(found: &Incoming) -> Value {
    let Ok(Value::Object(mut metadata)) = serde_json::from_str(&found.metadata) else { return json!({}) };
    if found.category == Category::Sip {
        let digits =
            metadata.get("phone").and_then(Value::as_str).map(|phone| phone.trim_start_matches('+').to_string());
        if let Some(number) = digits.and_then(|digits| digits.parse::<i64>().ok()) {
            metadata.insert("phone".to_string(), json!(number));
        }
        if let Some(duration) = metadata.get("duration").and_then(Value::as_i64) {
            metadata.insert("duration".to_string(), json!(duration.to_string()));
        }
    }
    Value::Object(metadata)
}

fn embedded(found: &Incoming, base: &Base) -> Value {
    let contacts = found.contact.iter().map(|id| json!({ "id": id.0, "_links": base.contact(*id) }));
    let company = |id: &domain::CompanyId| json!({ "id": id.0, "_links": base.at(format_args!("companies/{id}")) });
    json!({
        "contacts": contacts.collect::<Vec<_>>(),
        "leads": [{ "id": found.lead.0, "_links": base.lead(found.lead) }],
        "companies": found.company.iter().map(company).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::garbage::Dice;

    fn told(category: Category, body: Value) -> String {
        match parse_create(category, &body) {
            Ok(items) => items.into_iter().map(|item| Value::Object(item.value.metadata).to_string()).collect(),
            Err(Rejection::Malformed(told)) => told,
            Err(Rejection::Invalid(items)) => {
                let problems = items.iter().flat_map(|item| &item.problems);
                problems.map(|p| format!("{} {}", p.path, p.code)).collect::<Vec<_>>().join(", ")
            }
        }
    }

    #[test]
    fn what_is_needed_of_a_request() {
        let missing = "source_uid FieldMissing, source_name FieldMissing, metadata FieldMissing";
        assert_eq!(told(Category::Forms, json!([{}])), missing);
        assert_eq!(told(Category::Sip, json!([{}])), format!("{missing}, _embedded FieldMissing"));
        let call = json!([{"source_uid": 1, "source_name": "PBX", "_embedded": [],
            "metadata": {"phone": 15550100042_i64, "duration": "31", "is_call_event_needed": true, "odd": 1}}]);
        assert_eq!(told(Category::Sip, call), r#"{"phone":"15550100042","duration":31}"#);
        let bad = json!([{"source_uid": [], "source_name": "x", "metadata": {"form_id": {}, "form_sent_at": "now"},
            "_embedded": {"leads": [{"price": "x"}], "contacts": [{}, {}]}}]);
        assert_eq!(
            told(Category::Forms, bad),
            "source_uid InvalidType, metadata.form_id InvalidType, metadata.form_sent_at InvalidType, \
             _embedded.leads.0.price InvalidType, _embedded.contacts TooMany"
        );
    }

    #[test]
    fn nonsense_is_read_without_panic() {
        let mut dice = Dice::new(7);
        let keys = ["source_uid", "metadata", "_embedded", "leads", "contacts", "link", "entity_id", "user_id", "0"];
        for _ in 0..2_000 {
            let body = dice.json(&keys, 0);
            let _ = (parse_create(Category::Sip, &body), parse_create(Category::Forms, &body));
            let _ = (parse_decision(&body), parse_link(&body));
        }
    }
}
