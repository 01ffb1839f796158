//! A value of a JSON file that remembers where it stands, and the lenient readings of it: what is meant is taken, what
//! is odd is reported.

use serde_json::Value;

use crate::lines::{line_of, repeated_keys};
use crate::problem::{Report, Severity, quote};

static NULL: Value = Value::Null;

/// A JSON file: its name in the archive and its text without a byte order mark.
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
}

/// A place in a JSON file. A key that is not there gives a place too, with the value null.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    source: &'a Source<'a>,
    value: &'a Value,
    path: Vec<String>,
}

impl<'a> Node<'a> {
    pub(crate) fn root(source: &'a Source<'a>, value: &'a Value) -> Node<'a> {
        Node { source, value, path: Vec::new() }
    }

    pub(crate) fn get(&self, key: &str) -> Node<'a> {
        self.child(key.to_owned(), self.value.get(key).unwrap_or(&NULL))
    }

    /// Keys and values of an object, or of a list with the index as key. Anything else has none.
    pub(crate) fn members(&self) -> Vec<(String, Node<'a>)> {
        let member = |key: String, value: &'a Value| (key.clone(), self.child(key, value));
        match self.value {
            Value::Object(map) => map.iter().map(|(key, value)| member(key.clone(), value)).collect(),
            Value::Array(list) => list.iter().enumerate().map(|(n, value)| member(n.to_string(), value)).collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    pub(crate) fn exists(&self) -> bool {
        !self.value.is_null()
    }

    pub(crate) fn file(&self) -> &str {
        self.source.file
    }

    pub(crate) fn line(&self) -> Option<u32> {
        Some(line_of(self.source.text, &self.path))
    }

    pub(crate) fn path(&self) -> Option<String> {
        if self.path.is_empty() { None } else { Some(self.path.join(".")) }
    }

    /// A text. A number is taken as one, for versions written as `1.2`.
    pub(crate) fn text(&self, report: &mut Report) -> Option<String> {
        match self.value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => {
                report.at(Severity::Note, "number-as-text", self, "A number is taken as text. Put it in quotes.");
                Some(number.to_string())
            }
            _ => {
                report.at(Severity::Warning, "wrong-type", self, "Expected a text; this is ignored.");
                None
            }
        }
    }

    /// A yes or no, also in the spellings of other languages.
    pub(crate) fn flag(&self, report: &mut Report) -> Option<bool> {
        let flag = match self.value {
            Value::Null => return None,
            Value::Bool(flag) => return Some(*flag),
            Value::String(text) => flag_of_word(text),
            Value::Number(number) => number.as_i64().and_then(|number| flag_of_word(&number.to_string())),
            _ => None,
        };
        let message = match flag {
            Some(flag) => format!("{} is taken as {flag}. Write {flag} without quotes.", self.value),
            None => "Expected true or false; this is ignored.".to_owned(),
        };
        report.at(Severity::Warning, "not-a-bool", self, message);
        flag
    }

    /// Notes every key that is not among `known`: harmless, but often a misspelling.
    pub(crate) fn note_unknown_keys(&self, known: &[&str], report: &mut Report) {
        let Value::Object(map) = self.value else { return };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let message = format!("The key {} is not known and has no effect.", quote(key));
            report.at(Severity::Note, "unknown-key", &self.get(key), message);
        }
    }

    fn child(&self, key: String, value: &'a Value) -> Node<'a> {
        let mut path = self.path.clone();
        path.push(key);
        Node { source: self.source, value, path }
    }
}

fn flag_of_word(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "y" | "yes" | "true" | "1" | "on" => Some(true),
        "n" | "no" | "false" | "0" | "off" | "" => Some(false),
        _ => None,
    }
}

/// Parses a JSON file. A byte order mark is dropped and reported; what cannot be read is reported with `severity`.
pub(crate) fn parse<'a>(
    file: &str,
    bytes: &'a [u8],
    severity: Severity,
    report: &mut Report,
) -> Option<(&'a str, Value)> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        report.file(severity, "not-utf8", file, "The file is not UTF-8. Save it as UTF-8.");
        return None;
    };
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    if bare.len() < text.len() {
        let message = "The file begins with a byte order mark, which is skipped. Save it as UTF-8 without one.";
        report.line(Severity::Warning, "byte-order-mark", file, Some(1), message);
    }
    match serde_json::from_str(bare) {
        Ok(value) => {
            for (key, line) in repeated_keys(bare) {
                let message = format!("The key {} is given twice in one object; the last one counts.", quote(&key));
                report.line(Severity::Warning, "repeated-key", file, Some(line), message);
            }
            Some((bare, value))
        }
        Err(error) => {
            let line = u32::try_from(error.line()).ok().filter(|line| *line > 0);
            let message = format!("Not valid JSON: {error}. Comments and commas after the last item are not allowed.");
            report.line(severity, "invalid-json", file, line, message);
            None
        }
    }
}
