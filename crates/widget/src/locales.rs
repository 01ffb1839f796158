//! The texts of a widget in its languages, and how a label finds its text.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::archive::Files;
use crate::limits::{LOCALE_BYTES_MAX, LOCALES_MAX};
use crate::lines::line_of;
use crate::node::{Node, parse};
use crate::problem::{Report, Severity, quote};

/// All translations of a widget.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Locales {
    by_code: BTreeMap<String, Locale>,
    main: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
struct Locale {
    file: String,
    texts: Value,
}

impl Locales {
    /// The languages there are, sorted.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.by_code.keys().map(String::as_str)
    }

    /// The whole tree of texts of one language, as its widget reads it in the browser.
    pub fn texts(&self, locale: &str) -> Option<&Value> {
        self.by_code.get(locale).map(|locale| &locale.texts)
    }

    /// The text a path leads to: in the wished language, else in the widget's first one, else in any. A path that leads
    /// nowhere is shown as it is, because some manifests hold literal texts.
    pub fn text<'a>(&'a self, path: &'a str, locale: &str) -> &'a str {
        let language = locale.split(['-', '_']).next().unwrap_or(locale);
        let wished = [Some(locale), Some(language), self.main.as_deref()].into_iter().flatten();
        let in_order = wished.filter_map(|code| self.by_code.get(code)).chain(self.by_code.values());
        in_order.filter_map(|locale| text_at(&locale.texts, path)).next().unwrap_or(path)
    }

    /// Whether a path leads to a text in at least one language.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.by_code.values().any(|locale| text_at(&locale.texts, path).is_some())
    }

    /// The languages that lack a text.
    pub(crate) fn lacking(&self, path: &str) -> Vec<&str> {
        let lacks = |locale: &Locale| text_at(&locale.texts, path).is_none();
        self.by_code.iter().filter(|(_, locale)| lacks(locale)).map(|(code, _)| code.as_str()).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// Reads `i18n/`; `declared` is the list of languages in the manifest.
    pub(crate) fn read(files: &Files, declared: &Node, report: &mut Report) -> Locales {
        let mut locales = Locales::default();
        for (path, bytes) in files {
            if let Some((code, in_folder)) = code_of(path) {
                locales.read_file(code, in_folder, path, bytes, report);
            }
        }
        locales.compare_with_declared(declared, report);
        locales.compare_structures(files, report);
        locales
    }

    fn read_file(&mut self, code: String, in_folder: bool, path: &str, bytes: &[u8], report: &mut Report) {
        if in_folder {
            let message = format!("Texts in a folder are added to those of i18n/{code}.json. Put them into that file.");
            report.file(Severity::Warning, "locale-in-folder", path, message);
        }
        if let Some(message) = over_limit(bytes, self.by_code.len(), self.by_code.contains_key(&code)) {
            report.file(Severity::Warning, "locale-limit", path, message);
            return;
        }
        let Some((_, texts)) = parse(path, bytes, Severity::Warning, report) else { return };
        if !texts.is_object() {
            report.line(
                Severity::Warning,
                "wrong-type",
                path,
                Some(1),
                "Expected an object with texts; it is ignored.",
            );
            return;
        }
        let locale = self
            .by_code
            .entry(code)
            .or_insert_with(|| Locale { file: path.to_owned(), texts: Value::Object(Map::new()) });
        add_texts(&mut locale.texts, texts);
    }

    fn compare_with_declared(&mut self, declared: &Node, report: &mut Report) {
        let wanted: Vec<(String, Node)> = declared
            .members()
            .into_iter()
            .filter_map(|(_, node)| node.value().as_str().map(|code| (code.to_lowercase(), node.clone())))
            .collect();
        self.main = wanted.iter().map(|(code, _)| code).find(|code| self.by_code.contains_key(*code)).cloned();
        for (code, node) in wanted.iter().filter(|(code, _)| !self.by_code.contains_key(code)) {
            let message = format!(
                "There is no readable file {}; another language is shown.",
                quote(&format!("i18n/{code}.json"))
            );
            report.at(Severity::Warning, "missing-locale", node, message);
        }
        for (code, locale) in &self.by_code {
            if !wanted.is_empty() && !wanted.iter().any(|(wanted, _)| wanted == code) {
                let message = format!("The language {} is not listed in widget.locale.", quote(code));
                report.file(Severity::Note, "undeclared-locale", &locale.file, message);
            }
        }
        if self.by_code.is_empty() {
            let message = "There is no i18n file; labels are shown as they stand in the manifest. Add i18n/en.json.";
            report.file(Severity::Warning, "no-locales", "", message);
        }
    }

    fn compare_structures(&self, files: &Files, report: &mut Report) {
        let main = self.main.as_ref().and_then(|code| self.by_code.get(code)).or(self.by_code.values().next());
        let Some(main) = main else { return };
        for other in self.by_code.values().filter(|other| other.file != main.file) {
            let absent = Difference::between(&main.texts, &other.texts);
            if let Some(first) = absent.first() {
                let message = format!("{} texts of {} are missing here, {} first.", absent.n, main.file, quote(&first));
                report.file(Severity::Warning, "locale-structure", &other.file, message);
            }
            let extra = Difference::between(&other.texts, &main.texts);
            if let Some(first) = extra.first() {
                let line = files.get(&other.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
                let line = line.map(|text| line_of(text.trim_start_matches('\u{feff}'), &extra.path));
                let message = format!("{} texts are not in {}, {} first.", extra.n, main.file, quote(&first));
                report.line(Severity::Warning, "locale-structure", &other.file, line, message);
            }
        }
    }
}

/// The language of a file below `i18n/`, and whether it lies in a folder of its own.
fn code_of(path: &str) -> Option<(String, bool)> {
    let rest = path.strip_prefix("i18n/")?.strip_suffix(".json")?;
    match rest.split_once('/') {
        Some((code, _)) => Some((code.to_lowercase(), true)),
        None => Some((rest.to_lowercase(), false)),
    }
}

fn over_limit(bytes: &[u8], n_locales: usize, is_known: bool) -> Option<String> {
    if bytes.len() > LOCALE_BYTES_MAX {
        return Some(format!("The file is larger than {} KiB; it is not read.", LOCALE_BYTES_MAX >> 10));
    }
    (!is_known && n_locales >= LOCALES_MAX)
        .then(|| format!("The widget has more than {LOCALES_MAX} languages; this one is not read."))
}

fn add_texts(texts: &mut Value, more: Value) {
    if let (Value::Object(texts), Value::Object(more)) = (texts, more) {
        for (key, value) in more {
            texts.entry(key).or_insert(value);
        }
    }
}

/// An empty text counts as none: a form with a label in another language is better than one without labels.
fn text_at<'a>(texts: &'a Value, path: &str) -> Option<&'a str> {
    let found = path.split('.').try_fold(texts, |value, key| value.get(key))?;
    found.as_str().filter(|text| !text.is_empty())
}

/// The texts that one tree has and another lacks: how many, and the keys that lead to the first.
#[derive(Default)]
struct Difference {
    n: usize,
    path: Vec<String>,
}

impl Difference {
    fn between(full: &Value, other: &Value) -> Difference {
        let mut difference = Difference::default();
        difference.walk(full, Some(other), &mut Vec::new());
        difference
    }

    fn first(&self) -> Option<String> {
        (self.n > 0).then(|| self.path.join("."))
    }

    fn walk<'a>(&mut self, full: &'a Value, other: Option<&Value>, way: &mut Vec<&'a str>) {
        let Value::Object(map) = full else {
            if other.is_none_or(Value::is_object) {
                self.add(way);
            }
            return;
        };
        for (key, value) in map {
            way.push(key);
            self.walk(value, other.and_then(|other| other.get(key)), way);
            way.pop();
        }
    }

    fn add(&mut self, way: &[&str]) {
        if self.n == 0 {
            self.path = way.iter().map(|key| (*key).to_owned()).collect();
        }
        self.n += 1;
    }
}
