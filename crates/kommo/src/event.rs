//! The journal on the wire (`events-and-notes`): types, the values before and after, and ids of 26 letters.
//!
//! Not everything in our log has a type there; what has none is not shown.

use domain::event::{Aspect, Event, EventKind};
use domain::note::NoteKind;
use domain::pipeline::Place;
use domain::{AccountId, Entity, EntityKind, EventId, Problem, Timestamp, UserId};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::entity::{address, from_singular};
use crate::hal::{Base, Links};
use crate::php;
use crate::query::{Filter, Paging, Range, With};

mod types;

pub use types::{Source, TYPES, all_sources, is_of_task, note_type, sources};

/// Events on a page at most (`events-and-notes`).
pub const LIMIT_MAX: u64 = 100;
/// Values in the filters of authors and entities.
pub const FILTER_VALUES_MAX: usize = 10;
/// Letters of an id: those of a ULID in lower case.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Letters of the time in an id, and of the event's own number.
const TIME_LETTERS: u32 = 10;
const ID_LETTERS: u32 = 16;

/// The id on the wire: time and number, so that it sorts as ids do there and leads back to ours.
pub fn wire_id(event: EventId, at: Timestamp) -> String {
    let letters = |number: u64, n: u32| {
        let letter = move |place: u32| LETTERS[(number >> (5 * place).min(63)) as usize & 31] as char;
        (0..n).rev().map(move |place| if place * 5 > 63 { '0' } else { letter(place) })
    };
    letters(at.0.max(0) as u64, TIME_LETTERS).chain(letters(event.0 as u64, ID_LETTERS)).collect()
}

/// The event with that id on the wire, if it is one.
pub fn parse_id(text: &str) -> Option<EventId> {
    if text.len() != (TIME_LETTERS + ID_LETTERS) as usize {
        return None;
    }
    let digit = |letter: u8| LETTERS.iter().position(|known| *known == letter);
    let digits: Vec<usize> = text.bytes().map(digit).collect::<Option<_>>()?;
    let number = digits[TIME_LETTERS as usize..]
        .iter()
        .try_fold(0_i64, |sum, digit| sum.checked_mul(32)?.checked_add(*digit as i64));
    number.map(EventId)
}

/// What stood before or after a change, as a filter asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ValueFilter {
    /// `[leads_statuses]`.
    pub places: Vec<Place>,
    /// `[responsible_user_id]` and `[value]`, each as number and as text: JSON.
    pub exact: Vec<String>,
    /// `[custom_field_values]`: options of fields.
    pub options: Vec<i64>,
}

/// What a list of events is asked for. `None` asks for nothing; an empty list matches nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventQuery {
    /// Which page.
    pub paging: Paging,
    /// Kinds of entities whose names are wanted.
    pub with_names: Vec<EntityKind>,
    /// `filter[id]`.
    pub ids: Option<Vec<EventId>>,
    /// `filter[created_at]`.
    pub created_at: Option<Range<Timestamp>>,
    /// `filter[created_by]`.
    pub created_by: Option<Vec<UserId>>,
    /// `filter[entity]`; tasks are asked for beside them.
    pub kinds: Option<Vec<EntityKind>>,
    /// Whether `filter[entity]` has `task`.
    pub of_tasks: bool,
    /// `filter[entity_id]`.
    pub entity_ids: Option<Vec<i64>>,
    /// `filter[type]`: names.
    pub types: Option<Vec<String>>,
    /// `filter[value_before]`.
    pub before: ValueFilter,
    /// `filter[value_after]`.
    pub after: ValueFilter,
}

impl EventQuery {
    /// Reads a query string.
    pub fn parse(query: &str) -> Result<EventQuery, Problem> {
        let asked = php::decode(query)?;
        let filter = Filter::of(&asked);
        let with = With::read(&asked);
        let names = filter.words("entity");
        let created_by = at_most("created_by", filter.ids("created_by", UserId)?)?;
        let entity_ids = at_most("entity_id", filter.ids("entity_id", |id| id)?)?;
        if entity_ids.is_some() && names.as_ref().is_none_or(|names| names.len() != 1) {
            return Err(Problem::new(
                "filter.entity",
                "FieldMissing",
                "filter[entity_id] needs exactly one filter[entity]",
            ));
        }
        let mut paging = Paging::read(&asked);
        paging.limit = paging.limit.min(LIMIT_MAX);
        let wished = |kind: &EntityKind| with.has(&format!("{}_name", kind.name()));
        Ok(EventQuery {
            paging,
            with_names: EntityKind::ALL.into_iter().filter(wished).collect(),
            ids: filter.words("id").map(|ids| ids.iter().filter_map(|id| parse_id(id)).collect()),
            created_at: filter.since("created_at"),
            created_by,
            of_tasks: names.as_ref().is_some_and(|names| names.iter().any(|name| name == "task")),
            kinds: names.map(|names| names.iter().filter_map(|name| from_singular(name)).collect()),
            entity_ids,
            types: filter.words("type"),
            before: values(&filter.inside("value_before"))?,
            after: values(&filter.inside("value_after"))?,
        })
    }
}

fn at_most<T>(key: &str, list: Option<Vec<T>>) -> Result<Option<Vec<T>>, Problem> {
    if list.as_ref().is_some_and(|list| list.len() > FILTER_VALUES_MAX) {
        let told = format!("a filter has at most {FILTER_VALUES_MAX} values");
        return Err(Problem::new(format!("filter.{key}"), "TooMany", told));
    }
    Ok(list)
}

fn values(filter: &Filter<'_>) -> Result<ValueFilter, Problem> {
    let users = filter.ids("responsible_user_id", |id| id)?.unwrap_or_default();
    let mut exact: Vec<String> = users.into_iter().map(|id| id.to_string()).collect();
    for text in filter.texts("value").unwrap_or_default() {
        exact.extend(text.parse::<i64>().ok().map(|number| number.to_string()));
        exact.push(Value::from(text).to_string());
    }
    Ok(ValueFilter {
        places: filter.places("leads_statuses").unwrap_or_default(),
        exact,
        options: filter.ids("custom_field_values", |id| id)?.unwrap_or_default(),
    })
}

/// What an event of the journal is written from.
#[derive(Clone, Copy, Debug)]
pub struct EventView<'a> {
    /// Whose it is.
    pub account: AccountId,
    /// The event.
    pub event: &'a Event,
    /// Its data: the values before and after as `from` and `to`.
    pub data: &'a Value,
    /// The kind of the note that it is about.
    pub note: Option<NoteKind>,
    /// The name of its entity, when it is wanted.
    pub name: Option<&'a str>,
}

/// An event of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JournalEvent {
    /// 26 letters and digits.
    pub id: String,
    /// What happened.
    pub r#type: String,
    /// To which entity.
    pub entity_id: i64,
    /// To what kind of entity, in the singular.
    pub entity_type: &'static str,
    /// Who did it; 0 is the robot.
    pub created_by: i64,
    /// Unix seconds.
    pub created_at: i64,
    /// What stands there now.
    pub value_after: Vec<Value>,
    /// What stood there before.
    pub value_before: Vec<Value>,
    /// Whose it is.
    pub account_id: i64,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
    /// Its entity.
    #[serde(rename = "_embedded")]
    pub embedded: JournalEntity,
}

/// The entity of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JournalEntity {
    /// With its address.
    pub entity: NamedRef,
}

/// An entity with its address, and its name when it is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedRef {
    /// Its id.
    pub id: i64,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A list of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EventList {
    /// Newest first.
    pub events: Vec<JournalEvent>,
}

/// Writes an event; `None` for one that the journal has no type for.
pub fn event(view: &EventView<'_>, base: &Base) -> Option<JournalEvent> {
    let event = view.event;
    let r#type = types::type_of(event, view.note)?;
    let (value_after, value_before) = values_of(view);
    let task = task_of(event.kind);
    let id = wire_id(event.id, event.at);
    Some(JournalEvent {
        links: base.at(format_args!("events/{id}")),
        id,
        r#type,
        entity_id: task.unwrap_or(event.entity.id),
        entity_type: task.map_or(event.entity.kind.name(), |_| "task"),
        created_by: event.author.0,
        created_at: event.at.seconds(),
        value_after,
        value_before,
        account_id: view.account.0,
        embedded: JournalEntity {
            entity: NamedRef {
                id: task.unwrap_or(event.entity.id),
                links: task.map_or(address(event.entity, base), |task| base.at(format_args!("tasks/{task}"))),
                name: view.name.filter(|_| task.is_none()).map(str::to_string),
            },
        },
    })
}

/// The task that an event is about.
fn task_of(kind: EventKind) -> Option<i64> {
    let EventKind::Changed { what, .. } = kind else { return None };
    match what {
        Aspect::TaskAdded(task)
        | Aspect::TaskCompleted(task)
        | Aspect::TaskDeleted(task)
        | Aspect::TaskText(task)
        | Aspect::TaskDue(task)
        | Aspect::TaskType(task)
        | Aspect::TaskResponsible(task)
        | Aspect::TaskResult(task) => Some(task.0),
        _ => None,
    }
}

/// The values after and before.
fn values_of(view: &EventView<'_>) -> (Vec<Value>, Vec<Value>) {
    let (from, to) = (&view.data["from"], &view.data["to"]);
    let both = |wrap: &dyn Fn(&Value) -> Value| (vec![wrap(to)], vec![wrap(from)]);
    let stage = |place: Place| json!({ "lead_status": { "id": place.stage.0, "pipeline_id": place.pipeline.0 } });
    let what = match view.event.kind {
        EventKind::Moved { from, to } => return (vec![stage(to)], from.map(stage).into_iter().collect()),
        EventKind::Changed { what, .. } => what,
        _ => return (vec![], vec![]),
    };
    match what {
        Aspect::Name => both(&|name| json!({ "name_field_value": { "name": name } })),
        Aspect::Price => both(&|sale| json!({ "sale_field_value": { "sale": sale } })),
        Aspect::Responsible | Aspect::TaskResponsible(_) => both(&|id| json!({ "responsible_user": { "id": id } })),
        Aspect::TaskText(_) => both(&|text| json!({ "task": { "text": text } })),
        Aspect::TaskType(_) => both(&|id| json!({ "task_type": { "id": id } })),
        Aspect::TaskDue(_) => {
            let seconds = |at: &Value| Timestamp(at.as_i64().unwrap_or_default()).seconds();
            both(&|at| json!({ "task_deadline": { "timestamp": seconds(at) } }))
        }
        Aspect::TagAdded(_) => (vec![json!({ "tag": { "name": to } })], vec![]),
        Aspect::TagRemoved(_) => (vec![], vec![json!({ "tag": { "name": from } })]),
        Aspect::Linked(other) => (vec![json!({ "link": { "entity": linked(other) } })], vec![]),
        Aspect::Unlinked(other) => (vec![], vec![json!({ "unlink": { "entity": linked(other) } })]),
        Aspect::NoteAdded(note) => (vec![json!({ "note": { "id": note.0 } })], vec![]),
        Aspect::NoteDeleted(note) => (vec![], vec![json!({ "note": { "id": note.0 } })]),
        Aspect::Field(field) => {
            let kind = &view.data["type"];
            (field_values(field.0, kind, to), field_values(field.0, kind, from))
        }
        _ => (vec![], vec![]),
    }
}

fn linked(entity: Entity) -> Value {
    json!({ "type": entity.kind.name(), "id": entity.id })
}

/// One item for each value of a field: the data holds its text and the option that was chosen.
fn field_values(field: i64, kind: &Value, values: &Value) -> Vec<Value> {
    let one = |value: &Value| {
        json!({ "custom_field_value": { "field_id": field, "field_type": kind, "enum_id": value["enum_id"],
            "text": value["text"] } })
    };
    values.as_array().into_iter().flatten().map(one).collect()
}

/// A type of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EventType {
    /// Its name.
    pub key: String,
    /// Its number.
    pub r#type: i64,
    /// What people call it.
    pub lang: String,
}

/// A list of types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EventTypeList {
    /// By number.
    pub events_types: Vec<EventType>,
}

/// Writes all types, those of the account's fields (id and name) among them.
pub fn types<'f>(fields: impl IntoIterator<Item = (i64, &'f str)>) -> EventTypeList {
    let plain =
        TYPES.iter().map(|(number, key)| EventType { key: (*key).to_string(), r#type: *number, lang: spoken(key) });
    let of_field = |(id, name): (i64, &str)| EventType {
        key: format!("custom_field_{id}_value_changed"),
        r#type: 24,
        lang: format!("Field \u{201c}{name}\u{201d} changed"),
    };
    EventTypeList { events_types: plain.chain(fields.into_iter().map(of_field)).collect() }
}

/// English words of a name, in every language.
fn spoken(key: &str) -> String {
    let words = key.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
