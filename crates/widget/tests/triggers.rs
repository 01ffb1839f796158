//! Whether a widget can be used in a trigger, where its hooks go, and what its form must hold.

mod support;

use serde_json::json;
use support::{files, with, with_manifest};
use widget::{Reason, Widget};

const DP: &str =
    r#""dp": {"settings": {"a": {"name": "A", "type": "text", "required": true}}, "action_multiple": true}"#;
const DP_WITHOUT_SETTINGS: &str = r#""dp": {"action_multiple": false}"#;
const DP_WITHOUT_FIELDS: &str = r#""dp": {"settings": [], "action_multiple": false}"#;

#[test]
fn use_in_triggers() {
    //    locations             dp                   strict                                       accepting
    check(r#""digital_pipeline""#, DP, "", "");
    check(r#""digital_pipeline-0""#, DP, "", "");
    check(r#""digital_pipeline""#, DP_WITHOUT_FIELDS, "", "");
    check(r#""digital_pipeline""#, DP_WITHOUT_SETTINGS, "no-dp-settings", "");
    check(r#""digital_pipeline""#, r#""x": 1"#, "no-dp-block", "");
    check(r#""settings""#, DP, "no-digital-pipeline-location", "no-digital-pipeline-location");
    check("", DP_WITHOUT_SETTINGS, "no-digital-pipeline-location no-dp-settings", "no-digital-pipeline-location");
    check("", r#""x": 1"#, "no-digital-pipeline-location no-dp-block", "no-digital-pipeline-location");
}

#[test]
fn every_reason_says_why() {
    for reason in [Reason::NoPipelineLocation, Reason::NoDpBlock, Reason::NoDpSettings] {
        assert!(reason.to_string().contains("manifest"), "{reason:?}");
    }
}

#[test]
fn hook_addresses() {
    //             manifest                        installation            plain http  outcome
    check_address("https://hooks.example.test/", None, false, "https://hooks.example.test/");
    check_address("https://hooks.example.test/", Some("https://own.test/x"), false, "https://own.test/x");
    check_address("https://hooks.example.test/", Some(""), false, "https://hooks.example.test/");
    check_address("https://hooks.example.test/", Some("own"), false, "hook-address-not-absolute");
    check_address("http://hooks.example.test/", None, false, "hook-address-plain-http");
    check_address("http://hooks.example.test/", None, true, "http://hooks.example.test/");
    check_address("", Some("https://own.test"), false, "https://own.test");
    check_address("", None, true, "no-hook-address");
}

#[test]
fn required_fields_of_the_trigger() {
    let widget = Widget::from_files(files()).expect("it installs");
    let dp = widget.manifest.dp.as_ref().expect("a dp block");
    let check = |values: serde_json::Value| {
        let problems = dp.check_settings(values.as_object().expect("an object"));
        problems.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(check(json!({"message": "{\"to\": \"{{lead.name}}\"}\n"})), Vec::<String>::new());
    assert_eq!(
        check(json!({"message": "x", "only_main": "1"})),
        Vec::<String>::new(),
        "Own inputs of a widget are fine."
    );
    assert_eq!(check(json!({"only_main": "1"})), ["The field \"message\" must not be empty."]);

    let token = serde_json::Map::from_iter([("token".to_owned(), json!(""))]);
    assert_eq!(widget.manifest.check_settings(&token).len(), 1);
}

#[track_caller]
fn check(locations: &str, dp: &str, strict: &str, accepting: &str) {
    let manifest = format!(r#"{{"locations": [{locations}], {dp}}}"#);
    let widget = Widget::from_files(with("manifest.json", manifest)).expect("it installs all the same");
    let codes = |accept| {
        let reasons = widget.usable_in_trigger(accept).err().unwrap_or_default();
        reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!((codes(false).as_str(), codes(true).as_str()), (strict, accepting));
}

#[track_caller]
fn check_address(manifest: &str, installation: Option<&str>, allow_plain_http: bool, expected: &str) {
    let files = with_manifest("https://hooks.example.test/", manifest);
    let widget = Widget::from_files(files).expect("it installs");
    let outcome = match widget.hook_address(installation, allow_plain_http) {
        Ok(address) => address.as_str().to_owned(),
        Err(problem) => problem.code().to_owned(),
    };
    assert_eq!(outcome, expected);
}
