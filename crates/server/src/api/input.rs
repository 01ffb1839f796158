//! Reading bodies of our own surface: strict, and all problems at once. (The vendor's surface is read by `kommo`.)

use std::cell::RefCell;
use std::rc::Rc;

use domain::Problem;
use serde_json::{Map, Value};

use crate::error::ApiError;

/// A JSON object that is being read. Keys that nobody asked for are problems.
pub struct Input<'a> {
    map: Option<&'a Map<String, Value>>,
    path: String,
    asked: RefCell<Vec<&'static str>>,
    problems: Rc<RefCell<Vec<Problem>>>,
}

impl<'a> Input<'a> {
    /// Reads a whole body.
    pub fn of(value: &'a Value) -> Input<'a> {
        Input::at(value, String::new(), Rc::default())
    }

    fn at(value: &'a Value, path: String, problems: Rc<RefCell<Vec<Problem>>>) -> Input<'a> {
        let map = value.as_object();
        if map.is_none() {
            problems.borrow_mut().push(Problem::new(path.clone(), "bad_type", "an object is expected here"));
        }
        Input { map, path, asked: RefCell::default(), problems }
    }

    fn get(&self, key: &'static str) -> Option<&'a Value> {
        self.asked.borrow_mut().push(key);
        self.map.and_then(|map| map.get(key)).filter(|value| !value.is_null())
    }

    fn typed<T>(&self, key: &'static str, expected: &str, read: impl Fn(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.get(key)?;
        let read = read(value);
        if read.is_none() {
            self.problem(key, "bad_type", format!("{expected} is expected here"));
        }
        read
    }

    /// Notes a problem at a key.
    pub fn problem(&self, key: &str, code: &'static str, told: impl Into<String>) {
        self.problems.borrow_mut().push(Problem::new(self.path_of(key), code, told));
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    /// A text.
    pub fn text(&self, key: &'static str) -> Option<&'a str> {
        self.typed(key, "a text", Value::as_str)
    }

    /// A whole number.
    pub fn int(&self, key: &'static str) -> Option<i64> {
        self.typed(key, "a whole number", Value::as_i64)
    }

    /// Yes or no.
    pub fn bool(&self, key: &'static str) -> Option<bool> {
        self.typed(key, "true or false", Value::as_bool)
    }

    /// Anything.
    pub fn any(&self, key: &'static str) -> Option<&'a Value> {
        self.get(key)
    }

    /// Whether the key is there at all, be it with `null`.
    pub fn has(&self, key: &'static str) -> bool {
        self.asked.borrow_mut().push(key);
        self.map.is_some_and(|map| map.contains_key(key))
    }

    /// A list of numbers.
    pub fn ints(&self, key: &'static str) -> Option<Vec<i64>> {
        self.typed(key, "a list of whole numbers", |value| value.as_array()?.iter().map(Value::as_i64).collect())
    }

    /// A list of texts.
    pub fn texts(&self, key: &'static str) -> Option<Vec<String>> {
        let text = |value: &Value| value.as_str().map(str::to_string);
        self.typed(key, "a list of texts", |value| value.as_array()?.iter().map(text).collect())
    }

    /// An object inside.
    pub fn object(&self, key: &'static str) -> Option<Input<'a>> {
        self.get(key).map(|value| Input::at(value, self.path_of(key), Rc::clone(&self.problems)))
    }

    /// A list of objects inside, each read the same way.
    pub fn each<T>(&self, key: &'static str, mut read: impl FnMut(&Input<'a>) -> T) -> Option<Vec<T>> {
        let list = self.typed(key, "a list", Value::as_array)?;
        let read_one = |(index, value)| {
            let item = Input::at(value, format!("{}.{index}", self.path_of(key)), Rc::clone(&self.problems));
            let read = read(&item);
            item.close();
            read
        };
        Some(list.iter().enumerate().map(read_one).collect())
    }

    /// Says that a key must be there.
    pub fn require<T>(&self, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.has_problem_at(key) {
            self.problem(key, "required", "this is required");
        }
        value
    }

    fn has_problem_at(&self, key: &str) -> bool {
        let path = self.path_of(key);
        self.problems.borrow().iter().any(|problem| problem.path == path)
    }

    /// Notes the keys that nobody asked for.
    pub fn close(&self) {
        let asked = self.asked.borrow();
        for key in self.map.iter().flat_map(|map| map.keys()) {
            if !asked.contains(&key.as_str()) {
                let known = format!("unknown; known here: {}", asked.join(", "));
                self.problem(key, "unknown_key", known);
            }
        }
    }

    /// What was read, or every problem that was met.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, ApiError> {
        self.close();
        let problems = self.problems.take();
        match read {
            Some(read) if problems.is_empty() => Ok(read),
            _ => Err(ApiError::Invalid(problems)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_problem_of_a_body_is_told_at_once() {
        let body = json!({ "name": 5, "oops": 1, "inner": { "flag": "yes" }, "list": [{ "n": 1 }, { "m": 2 }] });
        let input = Input::of(&body);
        let name = input.text("name");
        let name = input.require("name", name);
        let inner = input.object("inner").unwrap();
        inner.bool("flag");
        inner.close();
        input.each("list", |item| item.require("n", item.int("n")));
        input.require("missing", input.int("missing"));
        let Err(ApiError::Invalid(problems)) = input.finish(name) else { panic!("it has problems") };
        let told: Vec<String> = problems.iter().map(|p| format!("{} {}", p.path, p.code)).collect();
        let expected = [
            "name bad_type",
            "inner.flag bad_type",
            "list.1.n required",
            "list.1.m unknown_key",
            "missing required",
            "oops unknown_key",
        ];
        assert_eq!(told, expected);
    }
}
