//! Forms and query strings with PHP's bracket keys: `filter[id][0]=5`, both ways.
//!
//! Clients of the original are mostly written in PHP and send whatever `http_build_query` makes of an array; receivers
//! of hooks read `$_POST`. The rules follow PHP itself, not a standard: there is none.

use std::borrow::Cow;
use std::collections::HashMap;

use domain::Problem;
use serde_json::{Map, Value};

/// Names inside names. Real keys have five (`filter[custom_fields_values][7][from]` has four).
pub const DEPTH_MAX: usize = 16;
/// Pairs in one text; PHP itself stops reading at 1,000 (`max_input_vars`).
pub const PAIRS_MAX: usize = 1_000;
/// Bytes of one text. Longer bodies are JSON.
pub const BYTES_MAX: usize = 1024 * 1024;

/// A decoded text. Leaves are strings, branches are objects; a list has the keys `0`, `1`, …
pub type Tree = Map<String, Value>;

/// Writes a JSON array or object as a form, exactly as `http_build_query` does. A bare value has no name and makes an
/// empty form.
///
/// Two differences remain: a float keeps all its digits (PHP cuts at 14), and an empty array cannot be told from an
/// absent one (PHP cannot either).
pub fn encode(value: &Value) -> String {
    let mut form = String::new();
    match value {
        Value::Object(fields) => encode_tree(&mut form, fields),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                write(&mut form, &mut index.to_string(), item);
            }
        }
        _ => {}
    }
    form
}

/// Appends the pairs of an object to a form.
pub fn encode_tree(form: &mut String, fields: &Tree) {
    for (name, value) in fields {
        let mut key = String::with_capacity(name.len());
        escape(&mut key, name);
        write(form, &mut key, value);
    }
}

fn write(form: &mut String, key: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => pair(form, key, if *flag { "1" } else { "0" }),
        Value::Number(number) => pair(form, key, &number_text(number)),
        Value::String(text) => pair(form, key, text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                nested(form, key, &index.to_string(), item);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                nested(form, key, name, field);
            }
        }
    }
}

fn nested(form: &mut String, key: &mut String, name: &str, value: &Value) {
    let outer = key.len();
    key.push_str("%5B");
    escape(key, name);
    key.push_str("%5D");
    write(form, key, value);
    key.truncate(outer);
}

fn pair(form: &mut String, key: &str, value: &str) {
    if !form.is_empty() {
        form.push('&');
    }
    form.push_str(key);
    form.push('=');
    escape(form, value);
}

/// PHP writes `100.0` as `100`.
pub(crate) fn number_text(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => (float as i64).to_string(),
        _ => number.to_string(),
    }
}

fn escape(form: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => form.push(byte as char),
            b' ' => form.push('+'),
            _ => {
                form.push('%');
                form.push(HEX[usize::from(byte >> 4)] as char);
                form.push(HEX[usize::from(byte & 15)] as char);
            }
        }
    }
}

/// Reads a form or query string as PHP fills `$_POST` and `$_GET`, except that spaces and dots in the outermost name
/// are kept (PHP makes underscores of them).
///
/// A name that starts with a bracket is dropped, an unclosed bracket becomes an underscore, what follows a closed one
/// is dropped: `[a]` → nothing, `a[b` → `a_b`, `a[b]c` → `a[b]`. The last of two equal names wins.
pub fn decode(text: &str) -> Result<Tree, Problem> {
    if text.len() > BYTES_MAX {
        return Err(Problem::new("", "TooLong", format!("a form has at most {BYTES_MAX} bytes")));
    }
    let mut root = Branch::default();
    for (count, pair) in text.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        if count == PAIRS_MAX {
            return Err(Problem::new("", "TooMany", format!("a form has at most {PAIRS_MAX} pairs")));
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = unescape(name);
        let path = segments(&name);
        if path.len() > DEPTH_MAX {
            let outer = path[0].chars().take(100).collect::<String>();
            return Err(Problem::new(outer, "TooDeep", format!("a name has at most {DEPTH_MAX} parts")));
        }
        root.put(&path, unescape(value));
    }
    Ok(root.into_tree())
}

/// The parts of a name; an empty one means "append". Never looks at more parts than can be accepted.
fn segments(name: &str) -> Vec<Cow<'_, str>> {
    let Some(open) = name.find('[') else { return vec![name.into()] };
    if open == 0 {
        return Vec::new();
    }
    let mut found = vec![Cow::from(&name[..open])];
    let mut rest = &name[open..];
    while let Some((key, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        found.push(if key == " " { "".into() } else { key.into() });
        rest = after;
        if found.len() > DEPTH_MAX {
            break;
        }
    }
    if found.len() == 1 {
        found[0] = name.replacen('[', "_", 1).into();
    }
    found
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, tail @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.push(hex(*high) << 4 | hex(*low));
                rest = tail;
            }
            _ => bytes.push(*first),
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

fn hex(digit: u8) -> u8 {
    (digit as char).to_digit(16).unwrap_or(0) as u8
}

enum Node {
    Text(String),
    Branch(Branch),
}

/// A PHP array while it is being filled: it knows its next free index, so appending never searches.
#[derive(Default)]
struct Branch {
    entries: Vec<(String, Node)>,
    by_key: HashMap<String, usize>,
    next: u64,
}

impl Branch {
    fn put(&mut self, path: &[Cow<'_, str>], value: String) {
        match path {
            [] => {}
            [name] => *self.slot(name) = Node::Text(value),
            [name, inner @ ..] => {
                let slot = self.slot(name);
                if let Node::Text(_) = slot {
                    *slot = Node::Branch(Branch::default());
                }
                if let Node::Branch(branch) = slot {
                    branch.put(inner, value);
                }
            }
        }
    }

    fn slot(&mut self, name: &str) -> &mut Node {
        let key = if name.is_empty() { self.next.to_string() } else { name.to_string() };
        if let Some(number) = index(&key) {
            self.next = self.next.max(number.saturating_add(1));
        }
        let position = *self.by_key.entry(key.clone()).or_insert(self.entries.len());
        if position == self.entries.len() {
            self.entries.push((key, Node::Text(String::new())));
        }
        &mut self.entries[position].1
    }

    fn into_tree(self) -> Tree {
        let value = |node| match node {
            Node::Text(text) => Value::String(text),
            Node::Branch(branch) => Value::Object(branch.into_tree()),
        };
        self.entries.into_iter().map(|(key, node)| (key, value(node))).collect()
    }
}

/// The number that PHP takes a key for: `7`, but neither `07` nor `7.0`.
fn index(key: &str) -> Option<u64> {
    let plain = key == "0" || (!key.starts_with('0') && key.bytes().all(|byte| byte.is_ascii_digit()));
    plain.then(|| key.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
