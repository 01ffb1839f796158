//! Reading request bodies: liberal in form, complete in complaint.
//!
//! Bodies come from PHP arrays, hand-written scripts and whole models posted back. So a list may be an object with the
//! keys `0`, `1`, …, an empty object may be `[]`, a number may be text, and what is not known is ignored. What cannot be
//! understood is reported, all of it at once, with the item's `request_id` and the path inside the item.

use std::ops::RangeInclusive;

use domain::{Problem, Timestamp};
use serde_json::{Map, Value};

use crate::scalar;

/// Items of one request (`limitations`).
pub const BATCH_MAX: usize = 250;
/// Problems told about one item: an answer must not grow far beyond its request.
pub const PROBLEMS_MAX: usize = 50;

/// Latest time that can be told: the end of the year 9999, beyond which calendars give up.
pub const SECONDS_MAX: i64 = 253_402_300_799;
/// Largest position in an order: 32-bit clients exist, and positions are counted on from.
pub const SORT_MAX: i64 = i32::MAX as i64;

/// One item of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<T> {
    /// What the answer repeats, so that the client can match items: its own text or the position as text (`leads-api`).
    pub request_id: String,
    /// What it says.
    pub value: T,
}

/// Why a body is refused. Nothing of it is applied: a batch is accepted as a whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It has the wrong shape as a whole.
    Malformed(String),
    /// These items are wrong.
    Invalid(Vec<ItemProblems>),
}

/// Everything that is wrong with one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemProblems {
    /// Whose problems they are.
    pub request_id: String,
    /// All of them.
    pub problems: Vec<Problem>,
}

/// Reads a list of items, each with its own reader.
pub fn read_many<T>(body: &Value, read: impl Fn(&mut Reader<'_>) -> T) -> Result<Vec<Item<T>>, Rejection> {
    let values = list(body).ok_or_else(|| Rejection::Malformed("Invalid request body".into()))?;
    match values.len() {
        0 => return Err(Rejection::Malformed("Invalid request items".into())),
        1..=BATCH_MAX => {}
        n => {
            return Err(Rejection::Malformed(format!("A request has at most {BATCH_MAX} items, this one has {n}")));
        }
    }
    let mut items = Vec::with_capacity(values.len());
    let mut refused = Vec::new();
    for (index, value) in values.into_iter().enumerate() {
        match read_item(value, index, &read) {
            Ok(item) => items.push(item),
            Err(problems) => refused.push(problems),
        }
    }
    if refused.is_empty() { Ok(items) } else { Err(Rejection::Invalid(refused)) }
}

/// Reads a body that is one item.
pub fn read_one<T>(body: &Value, read: impl Fn(&mut Reader<'_>) -> T) -> Result<Item<T>, Rejection> {
    if fields(body).is_none() {
        return Err(Rejection::Malformed("Invalid request body".into()));
    }
    read_item(body, 0, read).map_err(|problems| Rejection::Invalid(vec![problems]))
}

fn read_item<T>(value: &Value, index: usize, read: impl Fn(&mut Reader<'_>) -> T) -> Result<Item<T>, ItemProblems> {
    let mut reader = Reader::new(value);
    let request_id = reader.get("request_id").and_then(scalar::text).unwrap_or_else(|| index.to_string());
    let value = read(&mut reader);
    if reader.problems.is_empty() {
        Ok(Item { request_id, value })
    } else {
        Err(ItemProblems { request_id, problems: reader.problems })
    }
}

/// A list, also when PHP has made an object of it.
pub(crate) fn list(value: &Value) -> Option<Vec<&Value>> {
    match value {
        Value::Array(items) => Some(items.iter().collect()),
        Value::Object(fields) => {
            let indexed = fields.keys().all(|key| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit()));
            indexed.then(|| fields.values().collect())
        }
        _ => None,
    }
}

/// An object; `None` inside when it is empty and PHP has made a list of it.
fn fields(value: &Value) -> Option<Option<&Map<String, Value>>> {
    match value {
        Value::Object(fields) => Some(Some(fields)),
        Value::Array(items) if items.is_empty() => Some(None),
        _ => None,
    }
}

/// Reads the fields of one object and remembers what was wrong with them. `null` counts as absent.
pub struct Reader<'a> {
    fields: Option<&'a Map<String, Value>>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// A reader of an object; of anything else it reads nothing and says so.
    pub fn new(value: &'a Value) -> Reader<'a> {
        let mut reader = Reader { fields: None, problems: Vec::new() };
        match fields(value) {
            Some(fields) => reader.fields = fields,
            None => reader.note(wrong_type("", "object")),
        }
        reader
    }

    /// The value of a field, if it is there and not `null`.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.fields.and_then(|fields| fields.get(key)).filter(|value| !value.is_null())
    }

    /// Whether the field stands there as `null`, which sometimes means "clear".
    pub fn is_null(&self, key: &str) -> bool {
        self.fields.and_then(|fields| fields.get(key)).is_some_and(Value::is_null)
    }

    /// A whole number.
    pub fn int(&mut self, key: &str) -> Option<i64> {
        self.read(key, "int", scalar::int)
    }

    /// A number whose fraction is dropped.
    pub fn truncated(&mut self, key: &str) -> Option<i64> {
        self.read(key, "int", scalar::truncated)
    }

    /// A text.
    pub fn text(&mut self, key: &str) -> Option<String> {
        self.read(key, "string", scalar::text)
    }

    /// A boolean.
    pub fn flag(&mut self, key: &str) -> Option<bool> {
        self.read(key, "bool", scalar::flag)
    }

    /// Unix seconds.
    pub fn time(&mut self, key: &str) -> Option<Timestamp> {
        self.within(key, 0..=SECONDS_MAX).map(Timestamp::from_seconds)
    }

    /// A position in an order.
    pub fn sort(&mut self, key: &str) -> Option<i64> {
        self.within(key, -SORT_MAX..=SORT_MAX)
    }

    fn within(&mut self, key: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let number = self.int(key)?;
        if !range.contains(&number) {
            let told = format!("This value should be between {} and {}.", range.start(), range.end());
            self.note(Problem::new(key, "OutOfRange", told));
            return None;
        }
        Some(number)
    }

    /// Notes that a field is missing, unless something stands there (which then has its own problem or none).
    pub fn require(&mut self, key: &str) {
        let is_object = self.problems.iter().all(|noted| !noted.path.is_empty());
        if is_object && self.get(key).is_none() {
            self.note(Problem::new(key, "FieldMissing", "This field is missing."));
        }
    }

    /// Reads the object in a field; `None` when it is absent.
    pub fn inside<T>(&mut self, key: &str, read: impl FnOnce(&mut Reader<'a>) -> T) -> Option<T> {
        let mut inner = Reader::new(self.get(key)?);
        let value = read(&mut inner);
        self.adopt(inner.problems, key);
        Some(value)
    }

    /// Reads the list in a field, one reader an item. A longer list than `n_max` is a problem and is not read.
    pub fn each<T>(&mut self, key: &str, n_max: usize, mut read: impl FnMut(&mut Reader<'a>) -> T) -> Vec<T> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(values) = list(value) else {
            self.note(wrong_type(key, "array"));
            return Vec::new();
        };
        if values.len() > n_max {
            self.note(Problem::new(key, "TooMany", format!("This list has at most {n_max} items.")));
            return Vec::new();
        }
        let mut items = Vec::with_capacity(values.len());
        for (index, value) in values.into_iter().enumerate() {
            let mut inner = Reader::new(value);
            items.push(read(&mut inner));
            self.adopt(inner.problems, &format!("{key}.{index}"));
        }
        items
    }

    /// Notes a problem.
    pub fn note(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        }
    }

    /// Notes what a check of the domain found, unless the field was noted already.
    pub fn check(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            if self.problems.iter().all(|noted| noted.path != problem.path) {
                self.note(problem);
            }
        }
    }

    /// What was noted, for whoever reads a part of the object by a reader of its own.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    fn adopt(&mut self, problems: Vec<Problem>, prefix: &str) {
        for problem in problems {
            self.note(problem.under(prefix));
        }
    }

    fn read<T>(&mut self, key: &str, kind: &str, read: fn(&Value) -> Option<T>) -> Option<T> {
        let found = read(self.get(key)?);
        if found.is_none() {
            self.note(wrong_type(key, kind));
        }
        found
    }
}

/// The value is not among those that are allowed there (`error-codes`); also for what only the store can know.
pub fn not_a_choice(path: &str) -> Problem {
    Problem::new(path, "NotSupportedChoice", "The value you selected is not a valid choice.")
}

fn wrong_type(path: &str, kind: &str) -> Problem {
    Problem::new(path, "InvalidType", format!("This value should be of type {kind}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(body: Value) -> String {
        let read = |reader: &mut Reader<'_>| {
            reader.require("id");
            let id = reader.int("id");
            let numbers = reader.inside("_embedded", |inner| inner.each("contacts", 3, |c| c.int("id")));
            format!("{id:?} {:?}", numbers.unwrap_or_default())
        };
        match read_many(&body, read) {
            Ok(items) => {
                items.into_iter().map(|i| format!("{}: {}", i.request_id, i.value)).collect::<Vec<_>>().join("; ")
            }
            Err(Rejection::Malformed(detail)) => detail,
            Err(Rejection::Invalid(items)) => {
                let one = |p: &Problem| format!("{} {}", p.path, p.code);
                let all = |i: &ItemProblems| i.problems.iter().map(one).collect::<Vec<_>>().join(", ");
                items.iter().map(|i| format!("{}! {}", i.request_id, all(i))).collect::<Vec<_>>().join("; ")
            }
        }
    }

    #[track_caller]
    fn check(body: Value, expected: &str) {
        assert_eq!(told(body), expected);
    }

    #[test]
    fn every_form_of_a_list() {
        check(json!([{"id": 1}, {"id": "2", "request_id": "b"}]), "0: Some(1) []; b: Some(2) []");
        check(json!({"0": {"id": 1}, "1": {"id": 2, "request_id": 7}}), "0: Some(1) []; 7: Some(2) []");
        check(json!([{"id": 1, "request_id": null}]), "0: Some(1) []");
        check(json!([{"id": 1, "_embedded": []}]), "0: Some(1) []");
        check(json!([{"id": 1, "_embedded": {"contacts": {"0": {"id": 5}}}}]), "0: Some(1) [Some(5)]");
        check(json!({"id": 1}), "Invalid request body");
        check(json!("x"), "Invalid request body");
        check(json!([]), "Invalid request items");
        check(json!({}), "Invalid request items");
    }

    #[test]
    fn every_problem_at_once() {
        check(
            json!([{}, {"id": 1}, {"id": "x", "request_id": "c", "_embedded": {"contacts": [{"id": []}, 5]}}]),
            "0! id FieldMissing; c! id InvalidType, _embedded.contacts.0.id InvalidType, _embedded.contacts.1 InvalidType",
        );
        check(json!([3]), "0!  InvalidType");
        check(json!([{"id": 1, "_embedded": {"contacts": [{}, {}, {}, {}]}}]), "0! _embedded.contacts TooMany");
        check(json!([{"id": 1, "_embedded": {"contacts": "x"}}]), "0! _embedded.contacts InvalidType");
    }

    #[test]
    fn times_and_positions_have_limits() {
        for (seconds, fits) in
            [(0, true), (SECONDS_MAX, true), (-1, false), (SECONDS_MAX + 1, false), (i64::MIN, false)]
        {
            let read = |reader: &mut Reader<'_>| reader.time("at");
            assert_eq!(read_one(&json!({"at": seconds}), read).is_ok(), fits, "{seconds}");
        }
        for (sort, fits) in [(-5, true), (SORT_MAX, true), (SORT_MAX + 1, false), (i64::MIN, false)] {
            assert_eq!(read_one(&json!({"n": sort}), |reader| reader.sort("n")).is_ok(), fits, "{sort}");
        }
    }

    #[test]
    fn a_batch_has_a_limit() {
        let body = |n: usize| Value::Array(vec![json!({"id": 1}); n]);
        assert!(read_many(&body(BATCH_MAX), |_| ()).is_ok());
        check(body(BATCH_MAX + 1), "A request has at most 250 items, this one has 251");
    }

    #[test]
    fn one_item_is_an_object() {
        assert!(read_one(&json!([{"id": 1}]), |_| ()).is_err());
        assert_eq!(read_one(&json!({"request_id": "r"}), |_| ()).unwrap().request_id, "r");
        assert_eq!(read_one(&json!([]), |_| ()).unwrap().request_id, "0");
    }
}
