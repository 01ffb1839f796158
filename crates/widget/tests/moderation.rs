//! What the vendor's moderation minds, rule by rule.

mod support;

use support::{files, with, with_manifest};
use widget::Widget;

const TOUR: &str =
    r#""tour": {"is_tour": true, "tour_images": {"en": ["/images/t.png"], "pt": ["images/t.png"]}}, "dp""#;

#[test]
fn a_widget_that_passes() {
    assert_eq!(objections(complete()), "");
    assert_eq!(objections(files()), "missing-tour manifest.json");
}

#[test]
#[rustfmt::skip]
fn rules() {
    //    file                   content                                          objection
    check("lib/used.js", "define([], function () {})", "unused-file lib/used.js");
    check("lib/helper.js", "x\n  AMOCRM.constant = 1;", "unused-file lib/helper.js; overwritten-constant lib/helper.js:2");
    check("script.js", "define([], f); if (APP.constant == 1) {}", "");
    check("script.js", "define([], f);\nwindow.APP.data.x = {};", "overwritten-constant script.js:2");
    check("script.js", "define([], f);\n\n$('.js-widget-install').click();", "virtual-install-click script.js:3");
    check("script.js", "define([], f);\n$('.js-widget-uninstall').trigger('click');", "virtual-uninstall-click script.js:2");
    check("script.js", "define([], f);\n$('.switcher__off')", "deprecated-switcher script.js:2");
    check("script.js", format!("define([], f);\n{}\n{}", "x;".repeat(1_001), "x;".repeat(1_001)), "minified-script script.js:2");
    check("script.js", "define([], f); require(['./lib/x.js'])", "");
    check("style.css", "a { background: url(images/bg.svg) }\r\n", "windows-line-ends style.css");
    check("images/bg.svg", "<svg/>", "unused-file images/bg.svg");
    check("images/t.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02", "tour-size manifest.json; tour-size manifest.json");
    check(".DS_Store", "", "ignored-files .DS_Store");
    check("old.zip", "", "nested-archive old.zip; unused-file old.zip");
}

#[test]
#[rustfmt::skip]
fn manifests() {
    let changed = |from: &str, to: &str| objections(with_manifest(from, to));
    assert_eq!(changed(r#""dp""#, r#""tour": {"is_tour": true, "tour_images": {"en": ["/images/logo.png"]}}, "dp""#), "tour-images manifest.json");
    assert_eq!(changed(r#""version""#, r#""secret_key": "s", "version""#), "missing-tour manifest.json; legacy-code manifest.json:6");
    assert_eq!(changed(r#""dp""#, r#""sms": {"endpoint": "http://a.test"}, "dp""#), "missing-tour manifest.json; sms-endpoint manifest.json");
    assert_eq!(changed(r#""https://hooks.example.test/""#, r#""http://hooks.example.test/""#), "missing-tour manifest.json; hook-address-plain-http manifest.json:22");
    assert_eq!(changed(r#""link": "https://help.example.test""#, ""), "missing-tour manifest.json; missing-support manifest.json:11");
}

#[test]
fn each_rule_names_its_page() {
    let mut odd = with("manifest.json", "{}");
    odd.push(("lib/x.js".to_owned(), b"APP.x = 1;\n".to_vec()));
    let found = Widget::from_files(odd).expect("it installs").objections();
    let pages = ["https://developers.kommo.com/docs/", "https://www.amocrm.ru/developers/content/"];
    assert!(found.len() > 5);
    assert!(found.iter().all(|one| pages.iter().any(|page| one.source.starts_with(page))), "{found:?}");
}

fn complete() -> support::Files {
    let mut files = with_manifest(r#""dp""#, TOUR);
    files.push(("images/t.png".to_owned(), b"picture".to_vec()));
    files
}

#[track_caller]
fn check(path: &str, content: impl AsRef<[u8]>, expected: &str) {
    let mut files = complete();
    files.retain(|(other, _)| other != path);
    files.push((path.to_owned(), content.as_ref().to_vec()));
    assert_eq!(objections(files), expected);
}

fn objections(files: support::Files) -> String {
    let found = Widget::from_files(files).expect("it installs").objections();
    let told = found.iter().map(|one| match one.line {
        Some(line) => format!("{} {}:{line}", one.code, one.file),
        None => format!("{} {}", one.code, one.file),
    });
    told.collect::<Vec<_>>().join("; ")
}
