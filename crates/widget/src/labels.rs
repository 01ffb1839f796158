//! Whether the labels of a manifest find a text, and whether two fields of one form can be told apart.

use std::collections::BTreeMap;

use crate::locales::Locales;
use crate::location::{Area, Location};
use crate::node::Node;
use crate::problem::{Report, Severity, quote};

const AI_AGENT_TEXT: &str = "widget.ai_agent_description";

/// Checks every place of the manifest that holds an i18n path.
pub(crate) fn check_labels(root: &Node, locales: &Locales, locations: &[Location], report: &mut Report) {
    if locales.is_empty() {
        return; // Said already, and true of every label.
    }
    let (widget, dp) = (root.get("widget"), root.get("dp"));
    let single = [
        widget.get("name"),
        widget.get("description"),
        widget.get("short_description"),
        dp.get("title"),
        root.get("advanced").get("title"),
        root.get("tour").get("tour_description"),
    ];
    for label in &single {
        check_label(label, locales, report);
    }
    check_block(&root.get("settings"), locales, report);
    check_block(&dp.get("settings"), locales, report);
    check_ai_agent(root, locales, locations, report);
}

fn check_label(label: &Node, locales: &Locales, report: &mut Report) {
    let Some(text) = label.value().as_str().filter(|text| !locales.has(text)) else { return };
    if text.contains(char::is_whitespace) || !text.contains('.') {
        let message =
            format!("{} is no path into the i18n files; it is shown as it stands in all languages.", quote(text));
        report.at(Severity::Note, "literal-label", label, message);
    } else {
        let message = format!("No i18n file has a text at {}; the path itself is shown.", quote(text));
        report.at(Severity::Warning, "unresolved-label", label, message);
    }
}

/// Scripts look for a field by the title of its caption, so two equal captions send them to the wrong one.
fn check_block(block: &Node, locales: &Locales, report: &mut Report) {
    let mut fields_by_label: BTreeMap<&str, String> = BTreeMap::new();
    for (code, field) in block.members() {
        let label = field.get("name");
        check_label(&label, locales, report);
        let Some(path) = label.value().as_str() else { continue };
        if let Some(other) = fields_by_label.insert(locales.text(path, ""), code) {
            let message = format!("The label is the same as that of {}. Give each field its own.", quote(&other));
            report.at(Severity::Warning, "repeated-label", &label, message);
        }
    }
}

fn check_ai_agent(root: &Node, locales: &Locales, locations: &[Location], report: &mut Report) {
    let lacking = locales.lacking(AI_AGENT_TEXT);
    if locations.iter().any(|location| location.area == Area::AiAgent) && !lacking.is_empty() {
        let message = format!(
            "The location ai_agent needs the text {AI_AGENT_TEXT}, which is missing in {}.",
            quote(&lacking.join(", "))
        );
        report.at(Severity::Warning, "missing-ai-agent-text", &root.get("locations"), message);
    }
}
