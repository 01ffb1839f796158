//! A widget that has passed the check, and the check itself.

use crate::archive::{Archive, Files};
use crate::arrange::{MANIFEST, ROOT_FILES, SCRIPT};
use crate::dp::{Dp, Reason};
use crate::hook::{HookAddress, HookProblem};
use crate::images::{check_logos, check_references};
use crate::labels::check_labels;
use crate::limits::MANIFEST_BYTES_MAX;
use crate::locales::Locales;
use crate::location::Area;
use crate::manifest::Manifest;
use crate::node::{Node, Source, parse};
use crate::problem::{Problem, Report, Severity, quote};
use crate::texts::check_texts;

const ROOT_ENDINGS: [&str; 5] = ["js", "css", "twig", "json", "svg"];
const ARCHIVE_ENDINGS: [&str; 6] = ["zip", "rar", "7z", "gz", "tgz", "tar"];

/// An uploaded widget, good to be installed.
#[derive(Clone, Debug, PartialEq)]
pub struct Widget {
    /// What it says about itself.
    pub manifest: Manifest,
    /// Its texts.
    pub locales: Locales,
    pub(crate) files: Files,
    problems: Vec<Problem>,
}

impl Widget {
    /// Reads an uploaded zip. A refusal lists every problem, not only those that caused it.
    pub fn from_zip(bytes: &[u8]) -> Result<Widget, Vec<Problem>> {
        Widget::read(Archive::from_zip(bytes))
    }

    /// Reads the files of a folder, as paths with `/` and bytes. The rules are those of a zip.
    pub fn from_files(files: Vec<(String, Vec<u8>)>) -> Result<Widget, Vec<Problem>> {
        Widget::read(Archive::from_files(files))
    }

    /// All files by their path, sorted: the same widget gives the same sequence, however it was packed.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The content of one file.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Warnings and notes of the check.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The text of a label; see [`Locales::text`].
    pub fn text<'a>(&'a self, path: &'a str, locale: &str) -> &'a str {
        self.locales.text(path, locale)
    }

    /// Whether triggers may use this widget, or every reason why not. With `accept_without_settings` a widget that only
    /// lacks `dp.settings` has a trigger form without fields.
    pub fn usable_in_trigger(&self, accept_without_settings: bool) -> Result<(), Vec<Reason>> {
        let settings = match &self.manifest.dp {
            None => Some(Reason::NoDpBlock),
            Some(Dp { settings: None, .. }) => Some(Reason::NoDpSettings),
            Some(_) => None,
        };
        let no_location = !self.manifest.has_location(&Area::DigitalPipeline);
        let location = no_location.then_some(Reason::NoPipelineLocation);
        let reasons: Vec<Reason> = location.into_iter().chain(settings.filter(|_| !accept_without_settings)).collect();
        if reasons.is_empty() { Ok(()) } else { Err(reasons) }
    }

    /// Where hooks of this widget go: the address of the installation, else the one in the manifest. An error is why a
    /// trigger is incomplete.
    pub fn hook_address(&self, installation: Option<&str>, allow_plain_http: bool) -> Result<HookAddress, HookProblem> {
        let of_manifest = self.manifest.dp.as_ref().and_then(|dp| dp.webhook_url.as_deref());
        let text = installation.filter(|text| !text.is_empty()).or(of_manifest).unwrap_or_default();
        HookAddress::parse(text, allow_plain_http)
    }

    fn read(archive: Archive) -> Result<Widget, Vec<Problem>> {
        let Archive { files, mut report, .. } = archive;
        check_files(&files, &mut report);
        let read = read_manifest(&files, &mut report);
        match read {
            Some((manifest, locales)) if !report.is_broken() => {
                Ok(Widget { manifest, locales, files, problems: report.into_problems() })
            }
            _ => Err(report.into_problems()),
        }
    }
}

fn read_manifest(files: &Files, report: &mut Report) -> Option<(Manifest, Locales)> {
    let Some(bytes) = files.get(MANIFEST) else {
        report_missing_manifest(files, report);
        return None;
    };
    if bytes.len() > MANIFEST_BYTES_MAX {
        let message = format!("The manifest is larger than {} KiB.", MANIFEST_BYTES_MAX >> 10);
        report.file(Severity::Error, "manifest-too-large", MANIFEST, message);
        return None;
    }
    let (text, json) = parse(MANIFEST, bytes, Severity::Error, report)?;
    let source = Source { file: MANIFEST, text };
    let root = Node::root(&source, &json);
    let manifest = Manifest::read(&root, report)?;
    let locales = Locales::read(files, &root.get("widget").get("locale"), report);
    check_labels(&root, &locales, &manifest.locations, report);
    check_logos(files, manifest.has_location(&Area::DigitalPipeline), report);
    check_references(&root, files, report);
    check_use_in_pipeline(&root, &manifest, report);
    Some((manifest, locales))
}

/// A hint where the manifest might be is worth more than the bare fact. Of an archive that could not be opened nothing
/// more can be said.
fn report_missing_manifest(files: &Files, report: &mut Report) {
    if files.is_empty() && report.is_broken() {
        return;
    }
    let elsewhere = files.keys().find(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.eq_ignore_ascii_case(MANIFEST)
            || ending(path).is_some_and(|ending| ARCHIVE_ENDINGS.contains(&ending.as_str()))
    });
    let message = match elsewhere {
        Some(path) => format!(
            "There is no manifest.json at the root of the archive. Is {} what you meant to upload?",
            quote(path)
        ),
        None => "There is no manifest.json at the root of the archive.".to_owned(),
    };
    report.file(Severity::Error, "missing-manifest", MANIFEST, message);
}

fn check_use_in_pipeline(root: &Node, manifest: &Manifest, report: &mut Report) {
    let in_pipeline = manifest.has_location(&Area::DigitalPipeline);
    match &manifest.dp {
        Some(Dp { settings: Some(_), .. }) if in_pipeline => {}
        None if !in_pipeline => {}
        Some(_) if !in_pipeline => {
            let message =
                "There is a dp block, but locations lacks digital_pipeline; the widget cannot be used in a trigger.";
            report.at(Severity::Warning, Reason::NoPipelineLocation.code(), &root.get("locations"), message);
        }
        dp => {
            let reason = if dp.is_none() { Reason::NoDpBlock } else { Reason::NoDpSettings };
            let message =
                format!("{reason} The widget cannot be used in a trigger; add dp.settings, {{}} for no fields.");
            report.at(Severity::Warning, reason.code(), &root.get("dp"), message);
        }
    }
}

fn check_files(files: &Files, report: &mut Report) {
    if !files.is_empty() && !files.contains_key(SCRIPT) {
        let message = "There is no script.js; the widget shows nothing in the browser.";
        report.file(Severity::Warning, "missing-script", SCRIPT, message);
    }
    if files.get(SCRIPT).is_some_and(|script| !contains(script, b"define")) {
        let message = "The script never calls define; it is not a module and cannot be started.";
        report.file(Severity::Warning, "script-without-define", SCRIPT, message);
    }
    for path in files.keys() {
        check_place(path, report);
    }
    check_texts(files, report);
}

fn check_place(path: &str, report: &mut Report) {
    let ending = ending(path).unwrap_or_default();
    let ending = ending.as_str();
    if ARCHIVE_ENDINGS.contains(&ending) {
        let message = "An archive inside the archive is kept as an ordinary file and not opened.";
        report.file(Severity::Note, "nested-archive", path, message);
    } else if !path.contains('/') && !ROOT_FILES.contains(&path) && !ROOT_ENDINGS.contains(&ending) {
        let message = "The file is kept, but no part of a widget is called so.";
        report.file(Severity::Note, "stray-file", path, message);
    }
}

fn ending(path: &str) -> Option<String> {
    path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
