//! What the vendor's moderation would send back. It looks at widgets that are to be offered to everybody; nothing here
//! keeps a widget from being installed. Each objection names the vendor's page that its rule comes from.
//!
//! The rules that a program can see are checked. Taste, texts in pictures and what the widget does are not.

use serde_json::Value;

use crate::archive::Files;
use crate::arrange::ROOT_FILES;
use crate::images::{is_logo, png_size};
use crate::problem::quote;
use crate::widget::Widget;

/// Pictures of a tour in one language.
const TOUR_IMAGES_MAX: usize = 5;
const TOUR_SIZE: (u32, u32) = (1188, 616);
/// A line of a script that nobody wrote by hand; the longest in public sources has some hundreds.
const LINE_BYTES_MAX: usize = 2_000;
/// Objections of one rule; after so many the point is made.
const OBJECTIONS_MAX: usize = 20;
/// Bytes of texts that are searched for names of files.
const SEARCHED_BYTES_MAX: usize = 4 * 1024 * 1024;

const REQUIREMENTS: &str = "https://www.amocrm.ru/developers/content/integrations/requirements";
const STRUCTURE: &str = "https://www.amocrm.ru/developers/content/integrations/structure";
const UPLOAD: &str = "https://www.amocrm.ru/developers/content/integrations/upload";
const SYSTEM_SMS: &str = "https://www.amocrm.ru/developers/content/integrations/system_sms";
const FOLDERS: &str = "https://developers.kommo.com/docs/structure-widget";
const IMAGES: &str = "https://developers.kommo.com/docs/images";
const MANIFEST: &str = "https://developers.kommo.com/docs/manifest-json";
const LOCATIONS: &str = "https://developers.kommo.com/docs/widget-locations";
const FIELDS: &str = "https://developers.kommo.com/docs/field-types";
const TUTORIAL: &str = "https://developers.kommo.com/docs/widgets-tutorial";
const ENVIRONMENT: &str = "https://developers.kommo.com/docs/environment-variables";

/// Findings of the check that moderation minds too, with the page that says so.
const MINDED: [(&str, &str); 31] = [
    ("wrapping-folder", FOLDERS),
    ("inner-archive", FOLDERS),
    ("outside-the-widget", REQUIREMENTS),
    ("nested-archive", REQUIREMENTS),
    ("ignored-files", REQUIREMENTS),
    ("upper-case-name", FOLDERS),
    ("byte-order-mark", REQUIREMENTS),
    ("windows-line-ends", REQUIREMENTS),
    ("not-utf8", REQUIREMENTS),
    ("missing-logo", IMAGES),
    ("logo-too-large", IMAGES),
    ("logo-size", IMAGES),
    ("missing-image", REQUIREMENTS),
    ("missing-script", STRUCTURE),
    ("missing-support", STRUCTURE),
    ("missing-label", MANIFEST),
    ("missing-widget-block", MANIFEST),
    ("missing-installation", MANIFEST),
    ("missing-locale-list", MANIFEST),
    ("missing-locations", LOCATIONS),
    ("missing-action-multiple", MANIFEST),
    ("interface-version", MANIFEST),
    ("legacy-code", UPLOAD),
    ("missing-locale", FOLDERS),
    ("no-locales", FOLDERS),
    ("locale-structure", STRUCTURE),
    ("locale-in-folder", FOLDERS),
    ("unresolved-label", MANIFEST),
    ("hook-address-plain-http", STRUCTURE),
    ("missing-ai-agent-text", LOCATIONS),
    ("several-custom-fields", FIELDS),
];

/// What scripts must not contain: all words of a rule on one line.
const FORBIDDEN: [(&str, &[&str], &str, &str); 5] = [
    ("virtual-install-click", &["js-widget-install", "click"], REQUIREMENTS, "Install is for people to press."),
    ("virtual-install-click", &["js-widget-install", "trigger"], REQUIREMENTS, "Install is for people to press."),
    (
        "virtual-uninstall-click",
        &["js-widget-uninstall", "click"],
        REQUIREMENTS,
        "Switching off is for people to press.",
    ),
    ("deprecated-switcher", &["switcher__on"], REQUIREMENTS, "The class is deprecated; read the state with .val()."),
    ("deprecated-switcher", &["switcher__off"], REQUIREMENTS, "The class is deprecated; read the state with .val()."),
];

/// One thing that moderation would send back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// A stable name in kebab-case; that of the finding where the check found it.
    pub code: &'static str,
    /// The file; empty for the archive as a whole.
    pub file: String,
    /// The line in it, counted from 1.
    pub line: Option<u32>,
    /// What is minded, for people.
    pub message: String,
    /// The vendor's page with the rule.
    pub source: &'static str,
}

impl Widget {
    /// What the vendor's moderation would send back, by file and line.
    pub fn objections(&self) -> Vec<Objection> {
        let mut found = Vec::new();
        for problem in self.problems() {
            let Some((_, source)) = MINDED.iter().find(|(code, _)| *code == problem.code) else { continue };
            let (file, message) = (problem.file.clone(), problem.message.clone());
            found.push(Objection { code: problem.code, file, line: problem.line, message, source });
        }
        check_tour(&self.manifest.json, &self.files, &mut found);
        check_sms(&self.manifest.json, &mut found);
        check_scripts(&self.files, &mut found);
        check_unused(&self.files, &mut found);
        found.sort_by(|a, b| (&a.file, a.line, a.code).cmp(&(&b.file, b.line, b.code)));
        found
    }
}

fn check_tour(manifest: &Value, files: &Files, found: &mut Vec<Objection>) {
    let mut object = |code, source, message: String| {
        found.push(Objection { code, file: "manifest.json".to_owned(), line: None, message, source });
    };
    let tour = &manifest["tour"];
    if tour["is_tour"] != Value::Bool(true) {
        object("missing-tour", MANIFEST, "A tour with is_tour set to true is asked for.".to_owned());
        return;
    }
    let languages = tour["tour_images"].as_object().cloned().unwrap_or_default();
    for code in manifest["widget"]["locale"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let n = languages.get(code).and_then(Value::as_array).map_or(0, Vec::len);
        if !(1..=TOUR_IMAGES_MAX).contains(&n) {
            let message =
                format!("The tour has {n} pictures for {}; 1 to {TOUR_IMAGES_MAX} are asked for.", quote(code));
            object("tour-images", REQUIREMENTS, message);
        }
    }
    for image in languages.values().filter_map(Value::as_array).flatten().filter_map(Value::as_str) {
        let size = files.get(image.trim_start_matches('/')).and_then(|bytes| png_size(bytes));
        if let Some((width, height)) = size.filter(|size| *size != TOUR_SIZE) {
            let message = format!(
                "{} is {width} by {height} pixels; a tour has pictures of {} by {}.",
                quote(image),
                TOUR_SIZE.0,
                TOUR_SIZE.1
            );
            object("tour-size", TUTORIAL, message);
        }
    }
}

fn check_sms(manifest: &Value, found: &mut Vec<Objection>) {
    let endpoint = manifest["sms"]["endpoint"].as_str();
    if endpoint.is_some_and(|endpoint| !endpoint.starts_with("https://")) {
        let message = "sms.endpoint is an https address that answers while the archive is uploaded.".to_owned();
        found.push(Objection {
            code: "sms-endpoint",
            file: "manifest.json".into(),
            line: None,
            message,
            source: SYSTEM_SMS,
        });
    }
}

fn check_scripts(files: &Files, found: &mut Vec<Objection>) {
    let scripts = files.iter().filter(|(path, _)| path.ends_with(".js"));
    for (path, bytes) in scripts {
        let mut told = 0;
        for (n, line) in String::from_utf8_lossy(bytes).lines().enumerate() {
            let Some((code, source, message)) = objection_to(line).filter(|_| told < OBJECTIONS_MAX) else { continue };
            told += 1;
            // Of a packed script one line says all.
            if code == "minified-script" {
                told = OBJECTIONS_MAX;
            }
            let line = u32::try_from(n + 1).ok();
            found.push(Objection { code, file: path.clone(), line, message: message.to_owned(), source });
        }
    }
}

fn objection_to(line: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let forbidden = FORBIDDEN.iter().find(|(_, words, _, _)| words.iter().all(|word| line.contains(word)));
    if let Some((code, _, source, message)) = forbidden {
        return Some((code, source, message));
    }
    if assigns_to_a_constant(line) {
        return Some(("overwritten-constant", ENVIRONMENT, "Constants of the system are not to be overwritten."));
    }
    let message = "The script is packed or made unreadable; moderation reads scripts.";
    (line.len() > LINE_BYTES_MAX).then_some(("minified-script", REQUIREMENTS, message))
}

/// `AMOCRM.x = …` or `APP.x.y = …` at the beginning of a statement.
fn assigns_to_a_constant(line: &str) -> bool {
    let statement = line.trim_start().trim_start_matches("window.");
    let Some(rest) = statement.strip_prefix("AMOCRM.").or_else(|| statement.strip_prefix("APP.")) else { return false };
    let after = rest.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$')).trim_start();
    after.starts_with('=') && !after.starts_with("==") && !after.starts_with("=>")
}

/// A file is in use when the host knows it by name, or when another file says its name.
fn check_unused(files: &Files, found: &mut Vec<Objection>) {
    let is_text = |path: &str| [".js", ".css", ".twig", ".json", ".html"].iter().any(|ending| path.ends_with(ending));
    let mut texts: Vec<(&String, &[u8])> = Vec::new();
    let mut searched = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| is_text(path)) {
        searched += bytes.len();
        if searched > SEARCHED_BYTES_MAX {
            return; // Where that much is packed together, names cannot be told from other words anyway.
        }
        texts.push((path, bytes));
    }
    let is_known = |path: &str| {
        ROOT_FILES.contains(&path) || is_logo(path) || (path.starts_with("i18n/") && path.ends_with(".json"))
    };
    let is_named = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.strip_suffix(".js").unwrap_or(name).as_bytes();
        texts.iter().any(|(other, text)| other.as_str() != path && contains(text, stem))
    };
    let unused = files.keys().filter(|path| !is_known(path) && !is_named(path)).take(OBJECTIONS_MAX);
    for path in unused {
        let message = "No other file names this one. What a widget does not use is to be left out.".to_owned();
        found.push(Objection { code: "unused-file", file: path.clone(), line: None, message, source: REQUIREMENTS });
    }
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    !wanted.is_empty() && text.windows(wanted.len()).any(|window| window == wanted)
}
