//! Account webhooks: which event has which codes, the body of each code, and the registration (`webhooks` §1–3).
//!
//! Companies stand under `contacts`, tasks under `task`; values are those of the older interface. One entity and one
//! action a body, since old receivers read no more.

use domain::company::Company;
use domain::contact::Contact;
use domain::event::{Aspect, EventKind};
use domain::field::{Field, FieldKind, FieldValue};
use domain::lead::Lead;
use domain::note::{Note, NoteKind};
use domain::pipeline::Place;
use domain::schedule::Zone;
use domain::tag::Tag;
use domain::task::Task;
use domain::{AccountId, Entity, EntityKind, LeadId, Problem, Timestamp, UserId};
use serde_json::{Map, Value, json};

use crate::body::{Reader, Rejection};
use crate::scalar;

/// What receivers of the original are told about the sender.
pub const USER_AGENT: &str = "amoCRM-Webhooks/3.0";
/// The header with the id of the request.
pub const REQUEST_ID_HEADER: &str = "x-amocrm-requestid";
/// Codes of one webhook.
pub const CODES_MAX: usize = 100;
/// Characters of a code.
pub const CODE_LENGTH_MAX: usize = 64;
/// Characters of an address.
pub const DESTINATION_LENGTH_MAX: usize = 2_048;

/// A code with the words of its body: the top key, and the action under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    /// What a webhook subscribes to.
    pub name: &'static str,
    /// `leads`, `contacts` or `task`.
    pub key: &'static str,
    /// `add`, `update`, `delete`, …
    pub action: &'static str,
}

const fn code(name: &'static str, key: &'static str, action: &'static str) -> Code {
    Code { name, key, action }
}

/// The codes of an event, in the order in which their hooks leave. A change of stage or responsible user is an edit too.
pub fn codes_of(entity: EntityKind, kind: EventKind) -> Vec<Code> {
    if let Some(codes) = task_codes(kind) {
        return codes;
    }
    let (add, update, delete, restore, responsible, note, key) = match entity {
        EntityKind::Lead => {
            ("add_lead", "update_lead", "delete_lead", "restore_lead", "responsible_lead", "note_lead", "leads")
        }
        EntityKind::Contact => (
            "add_contact",
            "update_contact",
            "delete_contact",
            "restore_contact",
            "responsible_contact",
            "note_contact",
            "contacts",
        ),
        EntityKind::Company => (
            "add_company",
            "update_company",
            "delete_company",
            "restore_company",
            "responsible_company",
            "note_company",
            "contacts",
        ),
        // The page shows no body of a customer.
        EntityKind::Customer => return Vec::new(),
    };
    // A contact's change of hands has no action of its own.
    let hands = if entity == EntityKind::Lead { "responsible" } else { "update" };
    let update = code(update, key, "update");
    match kind {
        EventKind::Created { .. } => vec![code(add, key, "add")],
        EventKind::Moved { from: Some(_), .. } => vec![code("status_lead", key, "status"), update],
        EventKind::Changed { what, .. } => match what {
            Aspect::Added => vec![code(add, key, "add")],
            Aspect::Deleted => vec![code(delete, key, "delete")],
            Aspect::Restored => vec![code(restore, key, "restore")],
            Aspect::Responsible => vec![code(responsible, key, hands), update],
            Aspect::NoteAdded(_) => vec![code(note, key, "note")],
            Aspect::Name | Aspect::Price | Aspect::Closing | Aspect::Field(_) | Aspect::Other => vec![update],
            Aspect::TagAdded(_) | Aspect::TagRemoved(_) => vec![update],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn task_codes(kind: EventKind) -> Option<Vec<Code>> {
    let EventKind::Changed { what, .. } = kind else { return None };
    let update = code("update_task", "task", "update");
    match what {
        Aspect::TaskAdded(_) => Some(vec![code("add_task", "task", "add")]),
        Aspect::TaskDeleted(_) => Some(vec![code("delete_task", "task", "delete")]),
        Aspect::TaskResponsible(_) => Some(vec![code("responsible_task", "task", "update"), update]),
        Aspect::TaskCompleted(_) | Aspect::TaskText(_) | Aspect::TaskDue(_) | Aspect::TaskType(_) => Some(vec![update]),
        Aspect::TaskResult(_) => Some(vec![update]),
        _ => None,
    }
}

/// The account as each body names it.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// Its id.
    pub account: AccountId,
    /// Its subdomain.
    pub subdomain: &'a str,
    /// Where people reach it, as `https://acme.example.com`.
    pub home: &'a str,
}

/// The body of a code, as JSON; a form is made of it when it goes out.
pub fn body(sender: Sender<'_>, code: Code, item: Value) -> String {
    let mut body = json!({
        "account": { "subdomain": sender.subdomain, "id": sender.account.0, "_links": { "self": sender.home } },
    });
    body[code.key] = json!({ code.action: [item] });
    body.to_string()
}

/// What was before the change, as far as the event tells.
#[derive(Clone, Copy, Debug, Default)]
pub struct Former<'a> {
    /// Where the lead stood.
    pub place: Option<Place>,
    /// Who looked after it.
    pub responsible: Option<UserId>,
    /// What the task said.
    pub text: Option<&'a str>,
}

/// A lead's values of custom fields, with their definitions.
pub type Values<'a> = [(&'a Field, &'a [FieldValue])];

/// A lead as it stands.
pub fn lead(
    account: AccountId,
    lead: &Lead,
    tags: &[Tag],
    values: &Values<'_>,
    code: Code,
    former: Former<'_>,
    zone: &Zone,
) -> Value {
    let (created, updated) = (lead.created_at.seconds(), lead.updated_at.seconds());
    let mut item = Map::new();
    let mut put = |key: &str, value: Value| item.insert(key.to_string(), value);
    put("id", lead.id.0.into());
    put("name", lead.name.clone().into());
    put("status_id", lead.place.stage.0.into());
    let moves = matches!(code.action, "update" | "status" | "responsible");
    let from = former.place.unwrap_or(lead.place);
    if moves {
        put("old_status_id", from.stage.0.into());
    }
    put("price", lead.price.into());
    put("responsible_user_id", lead.responsible.0.into());
    put("last_modified", updated.into());
    put("modified_user_id", lead.updated_by.0.into());
    put("created_user_id", lead.created_by.0.into());
    put("date_create", created.into());
    put("pipeline_id", lead.place.pipeline.0.into());
    if moves {
        put("old_pipeline_id", from.pipeline.0.into());
    }
    put("account_id", account.0.into());
    if !tags.is_empty() {
        put("tags", tags.iter().map(|tag| json!({ "id": tag.id.0, "name": tag.name })).collect());
    }
    put("custom_fields", fields(values, zone));
    if let (true, Some(old)) = (code.action == "responsible", former.responsible) {
        put("old_responsible_user_id", old.0.into());
    }
    put("created_at", created.into());
    put("updated_at", updated.into());
    Value::Object(item)
}

/// A lead that is gone.
pub fn deleted_lead(id: i64, place: Place) -> Value {
    json!({ "id": id, "status_id": place.stage.0, "pipeline_id": place.pipeline.0 })
}

/// A contact or company that is gone, or any task.
pub fn deleted(entity: Entity) -> Value {
    json!({ "id": entity.id, "type": entity.kind.name() })
}

/// A contact as it stands.
pub fn contact(
    account: AccountId,
    contact: &Contact,
    company: Option<&Company>,
    leads: &[LeadId],
    values: &Values<'_>,
    former: Former<'_>,
    zone: &Zone,
) -> Value {
    let mut item = person(
        contact.id.0,
        &contact.name,
        [contact.responsible, contact.created_by, contact.updated_by],
        [contact.created_at, contact.updated_at],
    );
    if let Some(company) = company {
        item.insert("company_name".into(), company.name.clone().into());
        item.insert("linked_company_id".into(), company.id.0.into());
    }
    finish(item, account, leads, values, former, [contact.created_at, contact.updated_at], "contact", zone)
}

/// A company as it stands.
pub fn company(
    account: AccountId,
    company: &Company,
    leads: &[LeadId],
    values: &Values<'_>,
    former: Former<'_>,
    zone: &Zone,
) -> Value {
    let item = person(
        company.id.0,
        &company.name,
        [company.responsible, company.created_by, company.updated_by],
        [company.created_at, company.updated_at],
    );
    finish(item, account, leads, values, former, [company.created_at, company.updated_at], "company", zone)
}

fn person(
    id: i64,
    name: &str,
    [responsible, created_by, updated_by]: [UserId; 3],
    times: [Timestamp; 2],
) -> Map<String, Value> {
    let [created_at, updated_at] = times;
    let item = json!({
        "id": id,
        "name": name,
        "responsible_user_id": responsible.0,
        "date_create": created_at.seconds(),
        "last_modified": updated_at.seconds(),
        "created_user_id": created_by.0,
        "modified_user_id": updated_by.0,
    });
    if let Value::Object(item) = item { item } else { Map::new() }
}

#[allow(clippy::too_many_arguments, reason = "the tail that contacts and companies share")]
fn finish(
    mut item: Map<String, Value>,
    account: AccountId,
    leads: &[LeadId],
    values: &Values<'_>,
    former: Former<'_>,
    [created_at, updated_at]: [Timestamp; 2],
    kind: &str,
    zone: &Zone,
) -> Value {
    item.insert("account_id".into(), account.0.into());
    item.insert("custom_fields".into(), fields(values, zone));
    if let Some(old) = former.responsible {
        item.insert("old_responsible_user_id".into(), old.0.into());
    }
    let linked = leads.iter().map(|lead| (lead.to_string(), json!({ "ID": lead.0 })));
    item.insert("linked_leads_id".into(), Value::Object(linked.collect()));
    item.insert("created_at".into(), created_at.seconds().into());
    item.insert("updated_at".into(), updated_at.seconds().into());
    item.insert("type".into(), kind.into());
    Value::Object(item)
}

/// A task as it stands. `completes` says that this very change completed it.
pub fn task(
    account: AccountId,
    task: &Task,
    code: Code,
    completes: bool,
    former: Former<'_>,
    by: UserId,
    zone: &Zone,
) -> Value {
    let mut item = Map::new();
    let mut put = |key: &str, value: Value| item.insert(key.to_string(), value);
    let (element, kind) = task.entity.map_or((0, 0), |entity| (entity.id, entity.kind.number()));
    put("id", task.id.0.into());
    put("element_id", element.into());
    put("element_type", kind.into());
    put("task_type", task.type_id.0.into());
    put("date_create", zone.clock_text(task.created_at).into());
    put("text", task.text.clone().into());
    put("status", i64::from(task.is_completed).into());
    put("account_id", account.0.into());
    put("created_user_id", task.created_by.0.into());
    put("last_modified", zone.clock_text(task.updated_at).into());
    put("responsible_user_id", task.responsible.0.into());
    put("complete_till", zone.clock_text(task.due).into());
    if code.action == "update" {
        put("action_close", i64::from(completes).into());
        put("old_text", former.text.unwrap_or(&task.text).into());
    }
    if code.name == "responsible_task" {
        put("main_user", task.responsible.0.into());
        put("modified_by", by.0.into());
        put("old_responsible_user_id", former.responsible.map(|user| user.0).into());
    }
    if let Some(result) = task.result.as_deref().filter(|result| code.action == "update" && !result.is_empty()) {
        put("result", json!({ "id": task.id.0, "text": result }));
    }
    put("created_at", task.created_at.seconds().into());
    put("updated_at", task.updated_at.seconds().into());
    put("complete_before", task.due.seconds().into());
    Value::Object(item)
}

/// A note, one level deeper than everything else.
pub fn note(account: AccountId, note: &Note, author: &str, zone: &Zone) -> Value {
    let params: Value = serde_json::from_str(&note.params).unwrap_or_default();
    let text = match note.kind {
        NoteKind::Common => params["text"].as_str().unwrap_or_default().to_string(),
        NoteKind::Attachment => {
            params["original_name"].as_str().or(params["file_name"].as_str()).unwrap_or_default().to_string()
        }
        _ => note.params.clone(),
    };
    let source = json!({ "event_source": { "id": note.created_by.0, "author_name": author, "type": 1 } });
    let mut item = json!({
        "note": {
            "text": text,
            "attachement": params["file_name"].as_str().filter(|_| note.kind == NoteKind::Attachment).unwrap_or_default(),
            "date_create": zone.clock_text(note.created_at),
            "note_type": note_type(note.kind),
            "element_type": note.entity.kind.number(),
            "element_id": note.entity.id,
            "catalog_id": 0,
            "group_id": 0,
            "timestamp_x": zone.clock_text(note.updated_at),
            "account_id": account.0,
            "metadata": source.to_string(),
            "created_by": note.created_by.0,
            "modified_by": note.updated_by.0,
            "main_user_id": note.responsible.0,
            "id": note.id.0,
            "created_at": note.created_at.seconds(),
            "updated_at": note.updated_at.seconds(),
        },
    });
    if note.entity.kind != EntityKind::Lead {
        item["type"] = note.entity.kind.name().into();
    }
    item
}

/// The number of the older interface; what came later is a line by a service.
fn note_type(kind: NoteKind) -> i64 {
    match kind {
        NoteKind::Common => 4,
        NoteKind::Attachment => 5,
        NoteKind::CallIn => 10,
        NoteKind::CallOut => 11,
        NoteKind::SmsIn => 102,
        NoteKind::SmsOut => 103,
        _ => 25,
    }
}

/// Filled custom fields in the shape of the older interface (`webhooks` §3.2).
fn fields(values: &Values<'_>, zone: &Zone) -> Value {
    let told = |(field, values): &(&Field, &[FieldValue])| {
        let mut item = json!({ "id": field.id.0, "name": field.name, "values": field_values(field, values, zone) });
        if let Some(code) = &field.code {
            item["code"] = code.clone().into();
        }
        item
    };
    values.iter().filter(|(_, values)| !values.is_empty()).map(told).collect()
}

fn field_values(field: &Field, values: &[FieldValue], zone: &Zone) -> Value {
    let one = |value: &FieldValue| match value {
        FieldValue::Option(id) => json!({ "value": field.shown(value, zone), "enum": id.0 }),
        FieldValue::Part { text, option } if field.kind == FieldKind::SmartAddress => {
            json!({ "value": text, "subtype": option.0 })
        }
        FieldValue::Part { text, option } => json!({ "value": text, "enum": option.0 }),
        FieldValue::Flag(flag) => json!({ "value": i64::from(*flag) }),
        FieldValue::Moment(seconds) if field.kind != FieldKind::Birthday => (*seconds).into(),
        other => json!({ "value": field.shown(other, zone) }),
    };
    match (field.kind, values.first()) {
        // The one type whose values stand without a number.
        (FieldKind::Radiobutton, Some(value)) => one(value),
        _ => values.iter().map(one).collect(),
    }
}

/// A registration: the address, and the codes that it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Byte for byte.
    pub destination: String,
    /// In the order they were sent, each once.
    pub codes: Vec<String>,
}

/// Reads `POST /webhooks`: one object. Unknown codes are kept, since clients carry lists of different ages; only what
/// cannot be a code is refused.
pub fn parse_registration(body: &Value) -> Result<Registration, Rejection> {
    let item = crate::body::read_one(body, |reader| {
        let destination = destination(reader);
        reader.require("settings");
        let mut codes: Vec<String> = Vec::new();
        let list = reader.get("settings").map(|settings| crate::body::list(settings).ok_or(()));
        match list {
            Some(Ok(list)) if list.len() <= CODES_MAX => {
                for (index, value) in list.into_iter().enumerate() {
                    match scalar::text(value).filter(|code| is_code(code)) {
                        Some(code) if codes.contains(&code) => {}
                        Some(code) => codes.push(code),
                        None => reader.note(crate::body::not_a_choice(&format!("settings.{index}"))),
                    }
                }
            }
            Some(Ok(_)) => {
                let told = format!("This list has at most {CODES_MAX} items.");
                reader.note(Problem::new("settings", "TooMany", told));
            }
            Some(Err(())) => {
                reader.note(Problem::new("settings", "InvalidType", "This value should be of type array."));
            }
            None => {}
        }
        Registration { destination, codes }
    })?;
    Ok(item.value)
}

/// Reads `DELETE /webhooks`: the address.
pub fn parse_removal(body: &Value) -> Result<String, Rejection> {
    Ok(crate::body::read_one(body, destination)?.value)
}

fn destination(reader: &mut Reader<'_>) -> String {
    reader.require("destination");
    let destination = reader.text("destination").unwrap_or_default();
    if destination.chars().count() > DESTINATION_LENGTH_MAX {
        let told = format!("an address has at most {DESTINATION_LENGTH_MAX} characters");
        reader.note(Problem::new("destination", "TooLong", told));
    }
    destination
}

fn is_code(code: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !code.is_empty() && code.len() <= CODE_LENGTH_MAX && code.chars().all(fits)
}
