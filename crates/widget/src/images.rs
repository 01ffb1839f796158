//! The pictures a widget needs and those its manifest points to. Only names, sizes and headers are looked at.

use crate::archive::Files;
use crate::node::Node;
use crate::problem::{Report, Severity, quote};

const LOGO_BYTES_MAX: usize = 300 * 1024; // The vendor's limit for each logo; larger ones make lists slow.
const ENDINGS: [&str; 4] = ["png", "jpg", "jpeg", "gif"];
const PNG_START: &[u8] = b"\x89PNG\r\n\x1a\n";

struct Logo {
    name: &'static str,
    width: u32,
    height: u32,
}

const LOGOS: [Logo; 5] = [
    Logo { name: "logo_main", width: 400, height: 272 },
    Logo { name: "logo_small", width: 108, height: 108 },
    Logo { name: "logo", width: 130, height: 100 },
    Logo { name: "logo_medium", width: 240, height: 84 },
    Logo { name: "logo_min", width: 84, height: 84 },
];
const LOGO_OF_TRIGGER: Logo = Logo { name: "logo_dp", width: 174, height: 109 };

/// Whether a path in small letters is that of a logo.
pub(crate) fn is_logo(path: &str) -> bool {
    let name = path.strip_prefix("images/").and_then(|name| name.rsplit_once('.'));
    name.is_some_and(|(name, ending)| {
        ENDINGS.contains(&ending) && LOGOS.iter().chain([&LOGO_OF_TRIGGER]).any(|logo| logo.name == name)
    })
}

/// Checks the logos; the one on the trigger tile only where there can be a trigger.
pub(crate) fn check_logos(files: &Files, in_pipeline: bool, report: &mut Report) {
    for logo in LOGOS.iter().chain(in_pipeline.then_some(&LOGO_OF_TRIGGER)) {
        let found = ENDINGS.iter().map(|ending| format!("images/{}.{ending}", logo.name));
        match found.filter_map(|path| files.get_key_value(&path)).next() {
            Some((path, bytes)) => check_logo(logo, path, bytes, report),
            None => {
                let path = format!("images/{}.png", logo.name);
                let message = format!(
                    "The logo is missing; an empty tile is shown. Add {} by {} pixels.",
                    logo.width, logo.height
                );
                report.file(Severity::Warning, "missing-logo", &path, message);
            }
        }
    }
}

fn check_logo(logo: &Logo, path: &str, bytes: &[u8], report: &mut Report) {
    if bytes.len() > LOGO_BYTES_MAX {
        let message = format!("The logo is larger than {} KiB.", LOGO_BYTES_MAX >> 10);
        report.file(Severity::Warning, "logo-too-large", path, message);
    }
    if let Some((width, height)) = png_size(bytes)
        && (width, height) != (logo.width, logo.height)
    {
        let message =
            format!("The logo is {width} by {height} pixels; {} by {} are expected.", logo.width, logo.height);
        report.file(Severity::Note, "logo-size", path, message);
    }
}

/// Width and height of a PNG in pixels, as its header says.
pub(crate) fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.strip_prefix(PNG_START)?.get(8..16)?;
    let (width, height) = header.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(height.try_into().ok()?)))
}

/// Checks that pictures named in the manifest are in the archive.
pub(crate) fn check_references(root: &Node, files: &Files, report: &mut Report) {
    for (_, images) in root.get("tour").get("tour_images").members() {
        for (_, image) in images.members() {
            check_reference(&image, files, report);
        }
    }
    for (_, item) in root.get("left_menu").members() {
        check_reference(&item.get("icon"), files, report);
    }
    check_reference(&root.get("salesbot_designer").get("logo"), files, report);
}

fn check_reference(image: &Node, files: &Files, report: &mut Report) {
    let Some(text) = image.value().as_str().filter(|text| !is_elsewhere(text)) else { return };
    let text = text.replace('\\', "/");
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_prefix("./").unwrap_or(path);
    let relative = below_the_widget(path);
    if relative != path.trim_start_matches('/') {
        let message = "The path names a place on a server. It is taken relative to the archive; write images/….";
        report.at(Severity::Note, "absolute-image-path", image, message);
    }
    if files.contains_key(relative) {
        return;
    }
    if let Some(found) = files.keys().find(|path| path.eq_ignore_ascii_case(relative)) {
        let message = format!("The picture is called {} in the archive. Write it so.", quote(found));
        report.at(Severity::Note, "image-case", image, message);
    } else {
        let message = format!("The picture {} is not in the archive.", quote(relative));
        report.at(Severity::Warning, "missing-image", image, message);
    }
}

/// An address of another server, or the picture itself.
fn is_elsewhere(text: &str) -> bool {
    text.contains("://") || text.starts_with("//") || text.starts_with("data:")
}

/// Vendors serve a widget's files below `/widgets/<code>/` or `/upl/<code>/widget/`, and some manifests say so.
fn below_the_widget(path: &str) -> &str {
    let path = path.trim_start_matches('/');
    let below = match path.split_once('/') {
        Some(("widgets", rest)) => rest.split_once('/').map(|(_, below)| below),
        Some(("upl", rest)) => rest.split_once("/widget/").map(|(_, below)| below),
        _ => None,
    };
    below.unwrap_or(path)
}
