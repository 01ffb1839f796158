//! Models that are alike but for their fields: a [`Shape`] says which fields there are, and reading, checking and writing
//! follow from it. The shapes themselves stand in [`shapes`].
//!
//! What has rules of its own (leads, contacts, tasks …) does not belong here: it deserves types.

use domain::{AccountId, Problem, Timestamp, UserId};
use serde_json::{Map, Value, json};

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};
use crate::hal::{Base, Paged};
use crate::scalar;

pub mod shapes;

/// Largest number: what a 53-bit client still counts exactly.
const NUMBER_MAX: i64 = 9_007_199_254_740_991;
/// Branches inside branches of a value that is kept as it came.
const DEPTH_MAX: usize = 8;

/// What may stand in a field.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text of at most so many characters.
    Text(usize),
    /// A text that is not blank, of at most so many characters.
    Name(usize),
    /// Printable ASCII, not blank, of at most so many characters.
    Code(usize),
    /// A whole number.
    Int,
    /// An amount; a fraction is dropped.
    Amount,
    /// A position.
    Sort,
    /// Yes or no.
    Flag,
    /// Unix seconds.
    Time,
    /// One of these words, in any letter case.
    Choice(&'static [&'static str]),
    /// The id of a pipeline; whether it exists is the store's to say.
    Pipeline,
    /// The id of a user; whether there is one is the store's to say.
    User,
    /// The id of a stage of customers; whether there is one is the store's to say.
    CustomerStatus,
    /// A list that is kept as it came, of at most so many bytes.
    List(usize),
    /// A list or object that is kept as it came, of at most so many bytes.
    Kept(usize),
}

/// When a field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Has to be there in a create; may be in an update.
    Required,
    /// May be there.
    Optional,
    /// Has to be there in a create; an update ignores it.
    RequiredAtBirth,
    /// May be there in a create; an update ignores it.
    AtBirth,
    /// Never read.
    ReadOnly,
}

/// What stands in a field that nobody filled.
#[derive(Clone, Copy, Debug)]
pub enum Blank {
    /// `null`; the field can then be cleared by `null` too.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A number.
    Int(i64),
    /// A text.
    Text(&'static str),
    /// `[]`.
    List,
}

impl Blank {
    fn value(self) -> Value {
        match self {
            Blank::Null => Value::Null,
            Blank::Flag(flag) => json!(flag),
            Blank::Int(number) => json!(number),
            Blank::Text(text) => json!(text),
            Blank::List => json!([]),
        }
    }
}

/// A field of a model.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What may stand in it.
    pub kind: Kind,
    /// When it is read.
    pub need: Need,
    /// What stands there otherwise.
    pub blank: Blank,
}

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// `_total_items`, no pages.
    Counted,
    /// `_page`, neighbours.
    Paged,
    /// Both, and `_page_count`.
    PagedAndCounted,
}

/// A model and its methods, as the page has them.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The path under `/api/v4/`; `{id}` in it is the owner's.
    pub path: &'static str,
    /// The key under `_embedded`.
    pub list: &'static str,
    /// One of them, for messages.
    pub noun: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
    /// Names of fields and of `id` (also as `source_id` and `button_id`), `account_id`, `created_by`, `updated_by`, `created_at`, `updated_at`, in the order of
    /// the answer. A name of the form `catalog_id` that is neither is the owner's id.
    pub layout: &'static [&'static str],
    /// The field that no two of an owner have alike, if there is one.
    pub key: Option<&'static str>,
    /// The values of the key that several may have after all.
    pub shared_keys: &'static [&'static str],
    /// Items of one request.
    pub batch_max: usize,
    /// How many an owner may have; `i64::MAX` when nobody counts.
    pub n_max: i64,
    /// Items on a page when nobody says, and at most.
    pub page: (u64, u64),
    /// How its lists are written.
    pub style: ListStyle,
    /// Whether a create is answered with full models or with ids only.
    pub answers_in_full: bool,
    /// Whether a model that is not there is 404 (otherwise 204).
    pub is_missed: bool,
    /// Whether a create takes one object.
    pub takes_one: bool,
}

/// The fields of a model, by name.
pub type Fields = Map<String, Value>;

/// What is known of a model besides its fields.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Its id.
    pub id: i64,
    /// The owner's id, or 0.
    pub owner: i64,
    /// Whose it is.
    pub account: AccountId,
    /// Who made it.
    pub created_by: UserId,
    /// Who changed it last.
    pub updated_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Shape {
    /// Reads a create: every field has a value afterwards.
    pub fn parse_create(&self, body: &Value) -> Result<Vec<Item<Fields>>, Rejection> {
        let read = |reader: &mut Reader<'_>| {
            let mut fields = Fields::new();
            for field in self.fields {
                if matches!(field.need, Need::Required | Need::RequiredAtBirth) {
                    reader.require(field.name);
                }
                let read = if field.need == Need::ReadOnly { None } else { read_field(reader, field) };
                fields.insert(field.name.to_string(), read.unwrap_or_else(|| field.blank.value()));
            }
            fields
        };
        if self.takes_one { Ok(vec![read_one(body, read)?]) } else { self.limited(read_many(body, read)?) }
    }

    /// Reads an update of many: what is absent stays as it is.
    pub fn parse_update_many(&self, body: &Value) -> Result<Vec<Item<(i64, Fields)>>, Rejection> {
        self.limited(read_many(body, |reader| {
            reader.require("id");
            (reader.int("id").unwrap_or_default(), self.read_patch(reader))
        })?)
    }

    /// Reads an update of one: the id may stand in the body too, but no other.
    pub fn parse_update_one(&self, id: i64, body: &Value) -> Result<Item<(i64, Fields)>, Rejection> {
        read_one(body, |reader| {
            if reader.int("id").is_some_and(|told| told != id) {
                reader.note(not_a_choice("id"));
            }
            (id, self.read_patch(reader))
        })
    }

    /// Reads the ids of a delete of many.
    pub fn parse_delete(&self, body: &Value) -> Result<Vec<Item<i64>>, Rejection> {
        self.limited(read_many(body, |reader| {
            reader.require("id");
            reader.int("id").unwrap_or_default()
        })?)
    }

    fn limited<T>(&self, items: Vec<Item<T>>) -> Result<Vec<Item<T>>, Rejection> {
        let (n, n_max) = (items.len(), self.batch_max);
        if n > n_max {
            return Err(Rejection::Malformed(format!("A request has at most {n_max} items, this one has {n}")));
        }
        Ok(items)
    }

    fn read_patch(&self, reader: &mut Reader<'_>) -> Fields {
        let mut fields = Fields::new();
        for field in self.fields.iter().filter(|field| matches!(field.need, Need::Required | Need::Optional)) {
            if matches!(field.blank, Blank::Null) && reader.is_null(field.name) {
                fields.insert(field.name.to_string(), Value::Null);
            } else if let Some(value) = read_field(reader, field) {
                fields.insert(field.name.to_string(), value);
            }
        }
        fields
    }

    /// The value that no other may have.
    pub fn key_of<'a>(&self, fields: &'a Fields) -> Option<&'a str> {
        let key = fields.get(self.key?)?.as_str()?;
        (!key.is_empty() && !self.shared_keys.contains(&key)).then_some(key)
    }

    /// The path of the list of an owner, under `/api/v4/`.
    pub fn list_path(&self, owner: i64) -> String {
        self.path.replace("{id}", &owner.to_string())
    }

    /// Writes a model in full.
    pub fn write(&self, facts: &Facts, fields: &Fields, request_id: Option<&str>, base: &Base) -> Value {
        let mut model = Map::new();
        for name in self.layout {
            let value = match *name {
                "id" | "source_id" | "button_id" => json!(facts.id),
                "account_id" => json!(facts.account.0),
                "created_by" => json!(facts.created_by.0),
                "updated_by" => json!(facts.updated_by.0),
                "created_at" => json!(facts.created_at.seconds()),
                "updated_at" => json!(facts.updated_at.seconds()),
                name => match (fields.get(name), self.fields.iter().find(|field| field.name == name)) {
                    (Some(value), _) => value.clone(),
                    (None, Some(field)) => field.blank.value(),
                    (None, None) => json!(facts.owner),
                },
            };
            model.insert(name.to_string(), value);
        }
        finish(model, request_id, &format!("{}/{}", self.list_path(facts.owner), facts.id), base)
    }

    /// Writes what a create answers that gives ids only.
    pub fn write_id(&self, facts: &Facts, request_id: &str, base: &Base) -> Value {
        let mut model = Map::new();
        model.insert("id".into(), json!(facts.id));
        finish(model, Some(request_id), &format!("{}/{}", self.list_path(facts.owner), facts.id), base)
    }

    /// Writes an answer that has no pages.
    pub fn write_list(&self, models: Vec<Value>, owner: i64, base: &Base) -> Value {
        let links = base.at(self.list_path(owner));
        json!({ "_total_items": models.len(), "_links": links, "_embedded": { self.list: models } })
    }

    /// Writes a page of a list. `total` is how many there are on all pages.
    pub fn write_page(&self, models: Vec<Value>, owner: i64, total: i64, paged: &Paged<'_>) -> Value {
        let path = self.list_path(owner);
        match self.style {
            ListStyle::Counted => self.write_list(models, owner, paged.base),
            ListStyle::Paged => json!(paged.page(&path, json!({ self.list: models }))),
            ListStyle::PagedAndCounted => {
                let pages = total.max(0) as u64;
                let mut page = json!({ "_total_items": total, "_page": paged.paging.page });
                let links = paged.page(&path, ()).links;
                page["_page_count"] = json!(pages.div_ceil(paged.paging.limit.max(1)));
                page["_links"] = json!(links);
                page["_embedded"] = json!({ self.list: models });
                page
            }
        }
    }
}

fn finish(mut model: Map<String, Value>, request_id: Option<&str>, path: &str, base: &Base) -> Value {
    if let Some(request_id) = request_id {
        model.insert("request_id".into(), json!(request_id));
    }
    model.insert("_links".into(), json!(base.at(path)));
    Value::Object(model)
}

/// Reads a field and notes everything that is wrong with it.
fn read_field(reader: &mut Reader<'_>, field: &Field) -> Option<Value> {
    let name = field.name;
    match field.kind {
        Kind::Text(n_max) => checked_text(reader, name, n_max).map(Value::from),
        Kind::Name(n_max) => {
            let text = checked_text(reader, name, n_max)?;
            if text.trim().is_empty() {
                reader.note(blank(name));
            }
            Some(Value::from(text))
        }
        Kind::Code(n_max) => {
            let text = checked_text(reader, name, n_max)?;
            if text.trim().is_empty() {
                reader.note(blank(name));
            } else if text.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) {
                reader.note(Problem::new(name, "InvalidFormat", "This value should be printable ASCII."));
            }
            Some(Value::from(text))
        }
        Kind::Int | Kind::Pipeline | Kind::User | Kind::CustomerStatus => number(reader, name, scalar::int),
        Kind::Amount => number(reader, name, scalar::truncated),
        Kind::Sort => reader.sort(name).map(Value::from),
        Kind::Flag => reader.flag(name).map(Value::from),
        Kind::Time => reader.time(name).map(|at| Value::from(at.seconds())),
        Kind::Choice(words) => {
            let text = reader.text(name)?;
            let found = words.iter().find(|word| word.eq_ignore_ascii_case(text.trim()));
            if found.is_none() {
                reader.note(not_a_choice(name));
            }
            found.map(|word| Value::from(*word))
        }
        Kind::List(bytes_max) => kept(reader, name, bytes_max, "array", Value::is_array),
        Kind::Kept(bytes_max) => kept(reader, name, bytes_max, "array", |value| value.is_array() || value.is_object()),
    }
}

fn checked_text(reader: &mut Reader<'_>, name: &str, n_max: usize) -> Option<String> {
    let text = reader.text(name)?;
    if text.chars().count() > n_max {
        reader.note(Problem::new(name, "TooLong", format!("This value has at most {n_max} characters.")));
    }
    Some(text)
}

fn blank(name: &str) -> Problem {
    Problem::new(name, "NotBlank", "This value should not be blank.")
}

fn number(reader: &mut Reader<'_>, name: &str, read: fn(&Value) -> Option<i64>) -> Option<Value> {
    match read(reader.get(name)?) {
        Some(number) if (-NUMBER_MAX..=NUMBER_MAX).contains(&number) => return Some(Value::from(number)),
        Some(_) => {
            let told = format!("This value should be between -{NUMBER_MAX} and {NUMBER_MAX}.");
            reader.note(Problem::new(name, "OutOfRange", told));
        }
        None => reader.note(wrong_type(name, "int")),
    }
    None
}

fn kept(
    reader: &mut Reader<'_>,
    name: &str,
    bytes_max: usize,
    kind: &str,
    fits: impl Fn(&Value) -> bool,
) -> Option<Value> {
    let value = reader.get(name)?;
    if !fits(value) {
        reader.note(wrong_type(name, kind));
        return None;
    }
    if value.to_string().len() > bytes_max || is_deeper(value, DEPTH_MAX) {
        let told = format!("This value has at most {bytes_max} bytes and {DEPTH_MAX} levels.");
        reader.note(Problem::new(name, "TooLong", told));
        return None;
    }
    Some(without_nul(value))
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| is_deeper(item, levels - 1)),
        Value::Object(fields) => levels == 0 || fields.values().any(|item| is_deeper(item, levels - 1)),
        _ => false,
    }
}

/// PostgreSQL's text type cannot hold NUL, and its escape in JSON is dropped everywhere else.
fn without_nul(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(text.replace('\0', "")),
        Value::Array(items) => items.iter().map(without_nul).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(key, item)| (key.replace('\0', ""), without_nul(item))).collect())
        }
        plain => plain.clone(),
    }
}

fn wrong_type(path: &str, kind: &str) -> Problem {
    Problem::new(path, "InvalidType", format!("This value should be of type {kind}."))
}

#[cfg(test)]
mod tests;
