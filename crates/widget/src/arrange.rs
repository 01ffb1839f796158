//! Where in an upload the widget is: at the root, in a folder, in a package of its own, or in capitals. Files are moved
//! to where the rest of this room looks for them, and each move is reported. Which names are safe is `name`'s to say.

use std::collections::BTreeMap;

use crate::archive::{Counted, Files};
use crate::images::is_logo;
use crate::problem::{Report, Severity, quote};

pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const SCRIPT: &str = "script.js";
/// Files at the root that a page asks for by name.
pub(crate) const ROOT_FILES: [&str; 5] = [MANIFEST, SCRIPT, "style.css", "amoforms.js", "personal_page.js"];
const TEXTS: &str = "i18n/";
const IMAGES: &str = "images/";
const ZIP_START: &[u8] = b"PK\x03\x04";

/// The one zip in an upload that has no manifest anywhere.
pub(crate) fn inner_zip(files: &Files) -> Option<String> {
    let mut zips = files.iter().filter(|(path, bytes)| has_ending(path, ".zip") && bytes.starts_with(ZIP_START));
    let (only, _) = zips.next().filter(|_| !files.keys().any(|path| is_manifest(path)))?;
    zips.next().is_none().then(|| only.clone())
}

/// Tells which files of an upload belong to nothing.
pub(crate) fn leave_out<'a>(paths: impl Iterator<Item = &'a String>, report: &mut Report) {
    let mut left_out = Counted::default();
    paths.for_each(|path| left_out.add(path));
    left_out.tell(report, Severity::Note, "outside-the-widget", |n| {
        format!("{n} files stand beside the widget and are left out; this is the first.")
    });
}

/// Moves the widget to the root and its known files to their names.
pub(crate) fn arrange(files: &mut Files, report: &mut Report) {
    unwrap_folder(files, report);
    lower_known_names(files, report);
}

/// A folder around everything is the commonest packing mistake, and there is only one thing it can mean. The manifest
/// that is least deep says where the widget is. Nobody knows which is meant when there are two of them, or when other
/// parts of a widget stand at the root.
fn unwrap_folder(files: &mut Files, report: &mut Report) {
    let depth = |path: &str| path.matches('/').count();
    let manifests = || files.keys().filter(|path| is_manifest(path));
    let Some(least) = manifests().map(|path| depth(path)).min().filter(|depth| *depth > 0) else { return };
    let mut nearest = manifests().filter(|path| depth(path) == least);
    let (Some(manifest), None) = (nearest.next(), nearest.next()) else { return };
    if files.keys().any(|path| is_part_of_widget(path)) {
        return;
    }
    let Some((folder, _)) = manifest.rsplit_once('/') else { return };
    let around = format!("{folder}/");
    let message =
        format!("The widget is inside the folder {}. It is taken from there; pack its content alone.", quote(&around));
    report.file(Severity::Warning, "wrapping-folder", manifest, message);
    let (inside, beside): (Files, Files) =
        std::mem::take(files).into_iter().partition(|(path, _)| path.starts_with(&around));
    leave_out(beside.keys(), report);
    *files = inside.into_iter().map(|(path, bytes)| (path[around.len()..].to_owned(), bytes)).collect();
}

/// Systems that do not tell `Manifest.JSON` from `manifest.json` let authors write either; pages ask for the latter.
/// No two names differ in case alone, since such uploads are refused.
fn lower_known_names(files: &mut Files, report: &mut Report) {
    let renamed: BTreeMap<String, String> = files
        .keys()
        .filter_map(|path| Some((path.clone(), known_name(path)?)))
        .filter(|(old, new)| old != new)
        .collect();
    for (old, new) in renamed {
        if files.contains_key(&new) {
            continue;
        }
        let Some(bytes) = files.remove(&old) else { continue };
        let message = format!("The name is taken as {}, since others tell capitals apart. Rename it.", quote(&new));
        report.file(Severity::Warning, "upper-case-name", &old, message);
        files.insert(new, bytes);
    }
}

/// The name by which a page asks for a file, when the host and not the widget decides that name.
fn known_name(path: &str) -> Option<String> {
    let lower = path.to_ascii_lowercase();
    let is_known = ROOT_FILES.contains(&lower.as_str()) || (lower.starts_with(TEXTS) && lower.ends_with(".json"));
    if is_known || is_logo(&lower) {
        return Some(lower);
    }
    // The folder has a known name, the picture in it is the widget's own affair.
    lower.starts_with(IMAGES).then(|| format!("{IMAGES}{}", &path[IMAGES.len()..]))
}

fn is_part_of_widget(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    lower == SCRIPT || lower.starts_with(TEXTS)
}

fn is_manifest(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(MANIFEST))
}

fn has_ending(path: &str, ending: &str) -> bool {
    path.len() > ending.len() && path.as_bytes()[path.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
}
