//! `manifest.json`, read as its author meant it. What no rule of ours needs stays in [`Manifest::json`].

use serde_json::Value;

use crate::dp::Dp;
use crate::field::{Field, FieldProblem, check, read_fields};
use crate::limits::LOCATIONS_MAX;
use crate::location::{Area, Location};
use crate::node::Node;
use crate::problem::{Report, Severity, clip, quote};

const TOP_KEYS: [&str; 11] = [
    "widget",
    "locations",
    "settings",
    "dp",
    "tour",
    "advanced",
    "sms",
    "mobile",
    "salesbot_designer",
    "left_menu",
    "amoforms_settings",
];
const WIDGET_KEYS: [&str; 12] = [
    "name",
    "description",
    "short_description",
    "version",
    "interface_version",
    "init_once",
    "locale",
    "installation",
    "is_showcase",
    "support",
    "code",
    "secret_key",
];
const INTERFACE_VERSION: i64 = 2;

/// What a widget says about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// The name: an i18n path.
    pub name: String,
    /// The long description, which may hold HTML: an i18n path.
    pub description: String,
    /// The short description: an i18n path.
    pub short_description: String,
    /// The version as written, on one line and not longer than 80 characters.
    pub version: Option<String>,
    /// The version of the browser interface; 2 is the only one in use.
    pub interface_version: Option<i64>,
    /// Whether the script is started once and kept while pages change.
    pub init_once: bool,
    /// The languages, the main one first.
    pub locale: Vec<String>,
    /// Whether the widget is installed with a form; otherwise it is only listed.
    pub installation: bool,
    /// Whether the install button only shows the widget.
    pub is_showcase: bool,
    /// Where its users find help.
    pub support: Support,
    /// The code from before codes were given by the server. Scripts may still hold it.
    pub legacy_code: Option<String>,
    /// Where the widget appears.
    pub locations: Vec<Location>,
    /// The fields of the installation form.
    pub settings: Vec<Field>,
    /// Its part in the pipeline.
    pub dp: Option<Dp>,
    /// The whole manifest.
    pub json: Value,
}

/// Where users of a widget find help.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// An address in the web; goes first.
    pub link: Option<String>,
    /// A mail address.
    pub email: Option<String>,
}

impl Manifest {
    /// Whether the widget appears in an area.
    pub fn has_location(&self, area: &Area) -> bool {
        self.locations.iter().any(|location| location.area == *area)
    }

    /// What keeps the installation form from being saved with these values.
    pub fn check_settings(&self, values: &serde_json::Map<String, Value>) -> Vec<FieldProblem> {
        check(&self.settings, values)
    }

    pub(crate) fn read(root: &Node, report: &mut Report) -> Option<Manifest> {
        if !root.value().is_object() {
            report.at(Severity::Error, "invalid-manifest", root, "The manifest is not a JSON object.");
            return None;
        }
        // The stray `webhook_url` has a warning of its own.
        root.note_unknown_keys(&[&TOP_KEYS[..], &["webhook_url"]].concat(), report);
        let widget = read_widget_block(root, report);
        Some(Manifest {
            name: read_label(&widget, "name", report),
            description: read_label(&widget, "description", report),
            short_description: read_label(&widget, "short_description", report),
            version: widget.get("version").text(report).map(|version| clip(&version)),
            interface_version: read_interface_version(&widget, report),
            init_once: widget.get("init_once").flag(report).unwrap_or(false),
            locale: read_locale(&widget.get("locale"), report),
            installation: read_installation(&widget, report),
            is_showcase: widget.get("is_showcase").flag(report).unwrap_or(false),
            support: read_support(&widget.get("support"), report),
            legacy_code: read_legacy_code(&widget, report),
            locations: read_locations(&root.get("locations"), report),
            settings: read_fields(&root.get("settings"), report).unwrap_or_default(),
            dp: Dp::read(root, report),
            json: root.value().clone(),
        })
    }
}

fn read_widget_block<'a>(root: &Node<'a>, report: &mut Report) -> Node<'a> {
    let widget = root.get("widget");
    if !widget.value().is_object() {
        let message =
            "The manifest has no widget block; usual values are taken. Add one with name, description and locale.";
        report.at(Severity::Warning, "missing-widget-block", &widget, message);
    }
    widget.note_unknown_keys(&WIDGET_KEYS, report);
    widget
}

/// Without a label the path that nearly all widgets use is tried.
fn read_label(widget: &Node, key: &str, report: &mut Report) -> String {
    let node = widget.get(key);
    if !node.exists() && widget.exists() {
        let message = format!("widget.{key} is missing; the i18n path widget.{key} is taken.");
        report.at(Severity::Warning, "missing-label", &node, message);
    }
    node.text(report).unwrap_or_else(|| format!("widget.{key}"))
}

fn read_interface_version(widget: &Node, report: &mut Report) -> Option<i64> {
    let node = widget.get("interface_version");
    let version = node.value().as_i64().or_else(|| node.value().as_str().and_then(|text| text.parse().ok()));
    if version != Some(INTERFACE_VERSION) {
        let message =
            format!("interface_version is expected to be {INTERFACE_VERSION}; the widget is started as such.");
        report.at(Severity::Warning, "interface-version", &node, message);
    }
    version
}

fn read_locale(node: &Node, report: &mut Report) -> Vec<String> {
    if let Some(code) = node.value().as_str() {
        report.at(
            Severity::Warning,
            "wrong-type",
            node,
            "Expected a list of languages; one text is taken as one language.",
        );
        return vec![code.to_owned()];
    }
    if !node.value().is_array() {
        report.at(
            Severity::Warning,
            "missing-locale-list",
            node,
            "widget.locale is missing. List the languages, the main one first.",
        );
    }
    node.members().into_iter().filter_map(|(_, item)| item.text(report)).collect()
}

/// A form too many hurts less than a widget that nobody can set up.
fn read_installation(widget: &Node, report: &mut Report) -> bool {
    let node = widget.get("installation");
    if !node.exists() {
        report.at(Severity::Warning, "missing-installation", &node, "widget.installation is missing; taken as true.");
    }
    node.flag(report).unwrap_or(true)
}

fn read_support(node: &Node, report: &mut Report) -> Support {
    let support = Support { link: node.get("link").text(report), email: node.get("email").text(report) };
    if support == Support::default() {
        report.at(Severity::Note, "missing-support", node, "There is no support.link and no support.email.");
    }
    support
}

fn read_legacy_code(widget: &Node, report: &mut Report) -> Option<String> {
    let secret = widget.get("secret_key");
    if secret.exists() {
        let message = "secret_key is no longer used and can be read by everyone who loads the widget. Remove it.";
        report.at(Severity::Note, "legacy-code", &secret, message);
    }
    let code = widget.get("code");
    if code.exists() {
        report.at(Severity::Note, "legacy-code", &code, "The code is now given at upload; this one has no effect.");
    }
    code.text(report).filter(|code| !code.is_empty())
}

fn read_locations(node: &Node, report: &mut Report) -> Vec<Location> {
    match node.value() {
        Value::Array(_) => {}
        Value::Null => {
            report.at(Severity::Warning, "missing-locations", node, "locations is missing; the widget appears nowhere.")
        }
        _ => report.at(Severity::Warning, "wrong-type", node, "Expected a list of texts."),
    }
    if let Some(text) = node.value().as_str() {
        return vec![Location::parse(text)];
    }
    let members = node.members();
    if members.len() > LOCATIONS_MAX {
        let message = format!("locations has more than {LOCATIONS_MAX} entries.");
        report.at(Severity::Error, "too-many-locations", node, message);
    }
    let mut locations: Vec<Location> = Vec::new();
    for (_, item) in members.into_iter().take(LOCATIONS_MAX) {
        let Some(text) = item.text(report) else { continue };
        let location = Location::parse(&text);
        report_location(&location, &locations, &item, report);
        if !locations.contains(&location) {
            locations.push(location);
        }
    }
    locations
}

fn report_location(location: &Location, earlier: &[Location], item: &Node, report: &mut Report) {
    if let Area::Other(code) = &location.area {
        let message = format!("The location {} is not known; the widget does not appear there.", quote(code));
        report.at(Severity::Note, "unknown-location", item, message);
    }
    if earlier.iter().any(|other| other.area == location.area) {
        let message = format!("The location {} is listed more than once.", quote(location.area.code()));
        report.at(Severity::Note, "repeated-location", item, message);
    }
}
