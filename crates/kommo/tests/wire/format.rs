//! The format of the fixtures: steps, placeholders, comparison (`fixtures/wire/README.md`).

use std::collections::HashMap;

use serde_json::Value;

/// A request and the answer that must follow.
#[allow(dead_code, reason = "not every suite that shares this file looks at headers")]
pub struct Step {
    pub method: String,
    pub path: String,
    /// Of the request, as they stand there.
    pub headers: Vec<(String, String)>,
    /// That the answer must have.
    pub answer_headers: Vec<(String, String)>,
    pub body: String,
    pub status: u16,
    pub answer: String,
}

/// Reads a file.
pub fn parse(name: &str, text: &str) -> Vec<Step> {
    assert!(text.starts_with("# ") && text.lines().next().unwrap().contains(": "), "{name} names its page first");
    let mut sections: Vec<String> = vec![String::new()];
    for line in text.lines() {
        if line == "###" {
            sections.push(String::new());
        } else if let Some(section) = sections.last_mut() {
            section.push_str(line);
            section.push('\n');
        }
    }
    assert!(sections.len().is_multiple_of(2), "{name}: an answer follows each request");
    sections.chunks(2).map(|pair| step(name, &pair[0], &pair[1])).collect()
}

fn step(name: &str, request: &str, answer: &str) -> Step {
    let request: String =
        request.lines().skip_while(|line| line.starts_with("# ")).map(|line| format!("{line}\n")).collect();
    let (request, body) = request.split_once("\n\n").unwrap_or_else(|| panic!("{name}: a blank line ends the headers"));
    let (method, path) = request.lines().next().unwrap().split_once(' ').unwrap();
    let (head, answer) = answer.split_once("\n\n").unwrap_or((answer, ""));
    let status = head.lines().next().unwrap().trim().parse().unwrap();
    let text = |text: &str| text.trim_end().to_string();
    Step {
        method: text(method),
        path: text(path),
        headers: headers(request),
        answer_headers: headers(head),
        body: text(body),
        status,
        answer: text(answer),
    }
}

/// The lines after the first one.
fn headers(head: &str) -> Vec<(String, String)> {
    let pairs = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    pairs.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_string())).collect()
}

/// What the placeholders stand for.
#[derive(Default)]
pub struct Bindings(HashMap<String, Value>);

impl Bindings {
    pub fn bind(&mut self, word: &str, value: Value) {
        self.0.insert(word.to_string(), value);
    }

    /// A text with every known placeholder filled in, also in the place of a whole JSON string.
    pub fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_string(), |text, (word, value)| {
            let plain = value.as_str().map_or_else(|| value.to_string(), str::to_string);
            text.replace(&format!("\"{{{word}}}\""), &value.to_string()).replace(&format!("{{{word}}}"), &plain)
        })
    }

    /// Compares an answer, and learns the placeholders that stand in it for the first time.
    #[track_caller]
    pub fn compare(&mut self, at: &str, step: &Step, status: u16, body: &str) {
        assert_eq!(status, step.status, "{at}: {body}");
        if step.answer.is_empty() {
            assert_eq!(body, "", "{at}");
            return;
        }
        let expected: Value = serde_json::from_str(&step.answer).unwrap_or_else(|error| panic!("{at}: {error}"));
        let got: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{at}: {error}"));
        self.same(at, &expected, &got);
    }

    fn same(&mut self, at: &str, expected: &Value, got: &Value) {
        match (expected, got) {
            (Value::Object(expected), Value::Object(got)) => {
                let expected_keys: Vec<String> = expected.keys().map(|key| self.fill(key)).collect();
                assert_eq!(expected_keys, got.keys().cloned().collect::<Vec<_>>(), "keys at {at}");
                for ((key, expected), got) in expected.iter().zip(got.values()) {
                    self.same(&format!("{at}.{key}"), expected, got);
                }
            }
            (Value::Array(expected), Value::Array(got)) => {
                assert_eq!(expected.len(), got.len(), "items at {at}: {got:?}");
                for (index, (expected, got)) in expected.iter().zip(got).enumerate() {
                    self.same(&format!("{at}.{index}"), expected, got);
                }
            }
            (Value::String(text), got) => self.same_text(at, text, got),
            (expected, got) => assert_eq!(expected, got, "{at}"),
        }
    }

    fn same_text(&mut self, at: &str, text: &str, got: &Value) {
        let word = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).filter(|word| !word.contains('{'));
        match word {
            Some("any") => {}
            Some("time") => assert!(got.is_i64(), "{at} is Unix seconds, not {got}"),
            Some(word) => {
                let known = self.0.entry(word.to_string()).or_insert_with(|| got.clone());
                assert_eq!(known, got, "{at}");
            }
            None => assert_eq!(&Value::String(self.fill(text)), got, "{at}"),
        }
    }
}
