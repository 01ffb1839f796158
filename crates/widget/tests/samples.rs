//! The sample widgets of the repository, read as a user would upload them.

mod support;

use std::fs;
use std::path::Path;

use widget::Widget;

#[test]
fn samples_are_without_problems() {
    //    sample        languages      fields      trigger fields     several stages    hook address
    check("notify", "en", "", "message", false, "https://hooks.example.test/notify");
    check("quick_text", "en", "", "text", true, "https://hooks.example.test/quick-text");
    check("letter", "en", "", "letter subject main_contact", false, "https://hooks.example.test/letter");
    check("sync_state", "en es pt ru", "api_key", "entered left", true, "https://hooks.example.test/sync-state");
}

#[test]
fn the_card_panel_has_no_trigger() {
    let widget = read("card_panel");
    let reasons = widget.usable_in_trigger(true).expect_err("it takes no part in the pipeline");
    assert_eq!(reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>(), ["no-digital-pipeline-location"]);
}

#[test]
fn samples_speak_their_languages() {
    let widget = read("sync_state");
    let title = widget.manifest.dp.as_ref().and_then(|dp| dp.title.as_deref()).expect("the trigger has a title");
    let titles = ["en", "es", "pt", "ru"].map(|locale| widget.text(title, locale));
    assert!(titles.iter().enumerate().all(|(n, title)| !titles[..n].contains(title)), "{titles:?}");
}

#[track_caller]
fn check(sample: &str, locales: &str, fields: &str, dp_fields: &str, action_multiple: bool, address: &str) {
    let widget = read(sample);
    let codes = |fields: &[widget::Field]| fields.iter().map(|field| field.code.clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(widget.locales.codes().collect::<Vec<_>>().join(" "), locales);
    assert_eq!(codes(&widget.manifest.settings), fields);
    let dp = widget.manifest.dp.as_ref().expect("a dp block");
    assert_eq!(codes(dp.settings.as_deref().expect("settings of a trigger")), dp_fields);
    assert_eq!(dp.action_multiple, action_multiple);
    assert_eq!(widget.usable_in_trigger(false), Ok(()));
    assert_eq!(widget.hook_address(None, false).as_ref().map(|found| found.as_str()), Ok(address));
}

/// The same from the folder and from a zip of it, and without a single problem.
#[track_caller]
fn read(sample: &str) -> Widget {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/widgets").join(sample);
    let mut files = Vec::new();
    collect(&folder, "", &mut files);
    let widget = Widget::from_files(files.clone()).expect("it installs");
    assert_eq!(Widget::from_zip(&support::zip(&files)).as_ref(), Ok(&widget));
    assert_eq!(widget.problems(), []);
    widget
}

fn collect(folder: &Path, prefix: &str, files: &mut support::Files) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let entry = entry.expect("an entry");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files);
        } else {
            files.push((path, fs::read(entry.path()).expect("a file")));
        }
    }
}
