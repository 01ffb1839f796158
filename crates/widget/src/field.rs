//! The fields of a settings form: how a manifest declares them, and what is missing in values that are to be saved.

use std::fmt;

use serde_json::{Map, Value};

use crate::limits::{FIELDS_MAX, SETTINGS_BYTES_MAX};
use crate::node::Node;
use crate::problem::{Report, Severity, quote};

/// One field of the installation form or of the form of a trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name of the input and the key of the saved value.
    pub code: String,
    /// The label: an i18n path or a literal text.
    pub name: String,
    /// What is drawn.
    pub kind: FieldKind,
    /// Whether the form is refused while the field is empty.
    pub required: bool,
}

/// The kind of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// A password.
    Pass,
    /// A text for each user of the account.
    Users,
    /// A login and a password for each user.
    UsersLp,
    /// A hidden input that the widget fills itself.
    Custom,
    /// Not known to this server; drawn as text.
    Other(String),
}

/// Why values of a form cannot be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The code of the field; empty when the form as a whole is meant.
    pub field: String,
    /// A stable name in kebab-case.
    pub code: &'static str,
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            "required" => write!(f, "The field {} must not be empty.", quote(&self.field)),
            _ => write!(f, "The values are larger than {} KiB together.", SETTINGS_BYTES_MAX >> 10),
        }
    }
}

impl FieldKind {
    /// The word in the manifest.
    pub fn as_str(&self) -> &str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Pass => "pass",
            FieldKind::Users => "users",
            FieldKind::UsersLp => "users_lp",
            FieldKind::Custom => "custom",
            FieldKind::Other(word) => word,
        }
    }

    fn parse(word: &str) -> FieldKind {
        match word {
            "text" => FieldKind::Text,
            "pass" => FieldKind::Pass,
            "users" => FieldKind::Users,
            "users_lp" => FieldKind::UsersLp,
            "custom" => FieldKind::Custom,
            other => FieldKind::Other(other.to_owned()),
        }
    }
}

/// What keeps `values` from being saved. Values of unknown keys are fine, since widgets add inputs of their own; blanks
/// count as a value, since only the widget knows what they mean.
pub(crate) fn check(fields: &[Field], values: &Map<String, Value>) -> Vec<FieldProblem> {
    let missing = fields.iter().filter(|field| field.required && values.get(&field.code).is_none_or(is_empty));
    let mut problems: Vec<FieldProblem> =
        missing.map(|field| FieldProblem { field: field.code.clone(), code: "required" }).collect();
    if values.iter().map(|(key, value)| key.len() + size_of_value(value)).sum::<usize>() > SETTINGS_BYTES_MAX {
        problems.push(FieldProblem { field: String::new(), code: "too-large" });
    }
    problems
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn size_of_value(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(|item| 1 + size_of_value(item)).sum(),
        Value::Object(map) => map.iter().map(|(key, item)| 1 + key.len() + size_of_value(item)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
    }
}

/// Reads a block of fields; `None` when there is no such block.
pub(crate) fn read_fields(block: &Node, report: &mut Report) -> Option<Vec<Field>> {
    match block.value() {
        Value::Null => return None,
        Value::Object(_) => {}
        Value::Array(list) if list.is_empty() => {
            report.at(Severity::Note, "list-for-object", block, "An empty list is taken as no fields. Write {}.");
        }
        Value::Array(_) => {
            let message =
                "Expected an object with a key for each field. From a list only items with a \"code\" are taken.";
            report.at(Severity::Warning, "list-for-object", block, message);
        }
        _ => {
            report.at(Severity::Warning, "wrong-type", block, "Expected an object with a key for each field.");
            return None;
        }
    }
    Some(read_members(block, report))
}

fn read_members(block: &Node, report: &mut Report) -> Vec<Field> {
    let mut members = block.members();
    if members.len() > FIELDS_MAX {
        let message = format!("The block has more than {FIELDS_MAX} fields.");
        report.at(Severity::Error, "too-many-fields", block, message);
        members.truncate(FIELDS_MAX);
    }
    let fields: Vec<Field> = members
        .into_iter()
        .filter_map(|(key, node)| {
            let code = if block.value().is_array() { code_of_item(&node)? } else { key };
            read_field(code, &node, report)
        })
        .collect();
    if fields.iter().filter(|field| field.kind == FieldKind::Custom).count() > 1 {
        let message = "There is more than one custom field; only the first gets a place in the form.";
        report.at(Severity::Warning, "several-custom-fields", block, message);
    }
    fields
}

fn code_of_item(item: &Node) -> Option<String> {
    let code = item.get("code");
    code.value().as_str().map(str::to_owned)
}

fn read_field(code: String, node: &Node, report: &mut Report) -> Option<Field> {
    if code.is_empty() {
        report.at(
            Severity::Warning,
            "empty-field-code",
            node,
            "A field without a name cannot be saved; it is ignored.",
        );
        return None;
    }
    match node.value() {
        Value::Object(_) => {}
        Value::String(label) => {
            let message = "Expected an object with name, type and required; taken as the label of a text field.";
            report.at(Severity::Warning, "wrong-type", node, message);
            return Some(Field { code, name: label.clone(), kind: FieldKind::Text, required: false });
        }
        _ => {
            let message = "Expected an object with name, type and required; this is ignored.";
            report.at(Severity::Warning, "wrong-type", node, message);
            return None;
        }
    }
    node.note_unknown_keys(&["name", "type", "required", "code"], report);
    let name = read_label(&code, node, report);
    let kind = read_kind(node, report);
    let required = node.get("required").flag(report).unwrap_or(false);
    Some(Field { code, name, kind, required })
}

fn read_label(code: &str, node: &Node, report: &mut Report) -> String {
    let name = node.get("name");
    if !name.exists() {
        report.at(Severity::Warning, "missing-label", &name, "The field has no name; its code is shown instead.");
    }
    name.text(report).unwrap_or_else(|| code.to_owned())
}

fn read_kind(node: &Node, report: &mut Report) -> FieldKind {
    let node = node.get("type");
    let Some(word) = node.text(report) else {
        report.at(Severity::Warning, "missing-field-type", &node, "The field has no type; it is drawn as text.");
        return FieldKind::Text;
    };
    let kind = FieldKind::parse(&word);
    if let FieldKind::Other(word) = &kind {
        let message = format!("The field type {} is not known; it is drawn as text.", quote(word));
        report.at(Severity::Note, "unknown-field-type", &node, message);
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn required_fields_are_enforced() {
        //    values                                 problems
        check_values(r#"{"a": "x"}"#, "");
        check_values(r#"{"a": " "}"#, ""); // Only the widget knows what blanks mean.
        check_values(r#"{"a": 0, "b": ""}"#, "");
        check_values(r#"{"a": false}"#, "");
        check_values(r#"{"a": {"1": "x"}, "stranger": "kept"}"#, "");
        check_values(r#"{"a": ""}"#, "a required");
        check_values(r#"{"a": null}"#, "a required");
        check_values(r#"{"a": {}}"#, "a required");
        check_values(r#"{"a": []}"#, "a required");
        check_values(r#"{"b": "x"}"#, "a required");
        check_values(r#"{}"#, "a required");
    }

    #[test]
    fn values_have_a_limit() {
        let longest = "x".repeat(SETTINGS_BYTES_MAX - 1);
        check_values(&format!(r#"{{"a": "{longest}"}}"#), "");
        check_values(&format!(r#"{{"a": "{longest}x"}}"#), " too-large");
    }

    #[track_caller]
    fn check_values(values: &str, expected: &str) {
        let field =
            |code: &str, required| Field { code: code.into(), name: String::new(), kind: FieldKind::Text, required };
        let values: Map<String, Value> = serde_json::from_str(values).expect("a test writes JSON");
        let problems = check(&[field("a", true), field("b", false)], &values);
        let found: Vec<String> = problems.iter().map(|problem| format!("{} {}", problem.field, problem.code)).collect();
        assert_eq!(found.join(", "), expected);
    }
}
