//! The pipeline part of a widget: what a trigger with it looks like, and why it may not have one.

use std::fmt;

use serde_json::{Map, Value};

use crate::field::{Field, FieldProblem, check, read_fields};
use crate::hook::HookAddress;
use crate::node::Node;
use crate::problem::{Report, Severity};

/// The `dp` block of a manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dp {
    /// The fields of the trigger form; `None` when the block has no `settings`.
    pub settings: Option<Vec<Field>>,
    /// Whether one trigger may be stretched over several stages.
    pub action_multiple: bool,
    /// Where the hook goes, byte for byte; not yet known to be an address.
    pub webhook_url: Option<String>,
    /// The name of the trigger: an i18n path.
    pub title: Option<String>,
}

/// Why a widget cannot be used in a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// `locations` lacks `digital_pipeline`.
    NoPipelineLocation,
    /// The manifest has no `dp` block.
    NoDpBlock,
    /// The `dp` block has no `settings`.
    NoDpSettings,
}

impl Reason {
    /// A stable name in kebab-case.
    pub fn code(self) -> &'static str {
        match self {
            Reason::NoPipelineLocation => "no-digital-pipeline-location",
            Reason::NoDpBlock => "no-dp-block",
            Reason::NoDpSettings => "no-dp-settings",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::NoPipelineLocation => "The manifest does not list digital_pipeline in locations.",
            Reason::NoDpBlock => "The manifest has no dp block with settings.",
            Reason::NoDpSettings => "The dp block of the manifest has no settings.",
        })
    }
}

impl Dp {
    /// What keeps a trigger with these values from being saved. The values themselves are the widget's own and are
    /// stored and sent as they are, also those of keys that are no fields.
    pub fn check_settings(&self, values: &Map<String, Value>) -> Vec<FieldProblem> {
        check(self.settings.as_deref().unwrap_or_default(), values)
    }

    /// Reads the block, and an address that stands beside it instead of in it.
    pub(crate) fn read(root: &Node, report: &mut Report) -> Option<Dp> {
        let block = root.get("dp");
        let mut dp = read_block(&block, report);
        let stray = root.get("webhook_url");
        if stray.exists() {
            adopt_address(&mut dp, &stray, report);
        }
        dp
    }
}

fn read_block(block: &Node, report: &mut Report) -> Option<Dp> {
    match block.value() {
        Value::Null => return None,
        Value::Object(_) => {}
        Value::Array(list) if list.is_empty() => {
            report.at(Severity::Note, "list-for-object", block, "An empty list is taken as an empty block. Write {}.");
        }
        _ => {
            report.at(Severity::Warning, "wrong-type", block, "Expected an object; this is ignored.");
            return None;
        }
    }
    block.note_unknown_keys(&["settings", "action_multiple", "webhook_url", "title"], report);
    let settings = block.get("settings");
    Some(Dp {
        action_multiple: read_action_multiple(block, report),
        webhook_url: read_address(&block.get("webhook_url"), report),
        title: block.get("title").text(report),
        settings: read_fields(&settings, report),
    })
}

/// One page of the documentation puts the switch among the settings, so authors do too.
fn read_action_multiple(block: &Node, report: &mut Report) -> bool {
    let nested = block.get("settings").get("action_multiple");
    if let Some(flag) = nested.value().as_bool() {
        let message = "action_multiple stands among the settings and is taken as dp.action_multiple. Move it into dp.";
        report.at(Severity::Warning, "stray-action-multiple", &nested, message);
        return flag;
    }
    let node = block.get("action_multiple");
    let flag = node.flag(report);
    if flag.is_none() {
        let message = "dp has no action_multiple; taken as false. Write \"action_multiple\": false into dp.";
        report.at(Severity::Warning, "missing-action-multiple", &node, message);
    }
    flag.unwrap_or(false)
}

fn read_address(node: &Node, report: &mut Report) -> Option<String> {
    let text = node.text(report)?;
    // Which addresses may be plain http is decided where the widget runs; an author should know either way.
    if let Err(problem) = HookAddress::parse(&text, false) {
        let message = format!("{problem} A trigger with this widget may stay incomplete.");
        report.at(Severity::Warning, problem.code(), node, message);
    }
    Some(text).filter(|text| !text.is_empty())
}

fn adopt_address(dp: &mut Option<Dp>, stray: &Node, report: &mut Report) {
    if dp.as_ref().is_some_and(|dp| dp.webhook_url.is_some()) {
        let message = "webhook_url on the top level is ignored, since dp has one.";
        report.at(Severity::Warning, "stray-webhook-url", stray, message);
        return;
    }
    let message = "webhook_url stands on the top level and is taken as dp.webhook_url. Move it into dp.";
    report.at(Severity::Warning, "stray-webhook-url", stray, message);
    dp.get_or_insert_default().webhook_url = read_address(stray, report);
}
