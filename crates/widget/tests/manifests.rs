//! What real manifests do to us, and what is made of it.

mod support;

use support::{files, summary, with, with_manifest, without};
use widget::limits::{FIELDS_MAX, LOCALE_BYTES_MAX, LOCALES_MAX, LOCATIONS_MAX, MANIFEST_BYTES_MAX, PROBLEMS_MAX};
use widget::{Area, FieldKind, Widget};

#[test]
fn a_plain_widget_has_no_problems() {
    let widget = Widget::from_files(files()).expect("it installs");
    assert_eq!(widget.problems(), []);
    let manifest = &widget.manifest;
    assert_eq!(widget.text(&manifest.name, "pt"), "Sino");
    assert_eq!(manifest.locale, ["en", "pt"]);
    assert_eq!((manifest.installation, manifest.init_once, manifest.interface_version), (true, false, Some(2)));
    assert!(manifest.has_location(&Area::DigitalPipeline) && !manifest.has_location(&Area::LeadCard));
    assert_eq!((manifest.settings[0].code.as_str(), &manifest.settings[0].kind), ("token", &FieldKind::Pass));
    let dp = manifest.dp.as_ref().expect("there is a dp block");
    assert_eq!(dp.settings.as_ref().map(Vec::len), Some(1));
    assert_eq!(dp.webhook_url.as_deref(), Some("https://hooks.example.test/"));
}

#[test]
#[rustfmt::skip]
fn odd_manifests_install_and_are_reported() {
    //    from                              to                             problem
    check(r#""init_once": false"#, r#""init_once": "Y""#, "warning not-a-bool manifest.json:8 widget.init_once");
    check(r#""init_once": false"#, r#""init_once": "so"#.to_owned() + "\"", "warning not-a-bool manifest.json:8 widget.init_once");
    check(r#""init_once": false,"#, "", "");
    check(r#""version": "1.0.0""#, r#""version": 1.5"#, "note number-as-text manifest.json:6 widget.version");
    check(r#""version": "1.0.0""#, r#""version": []"#, "warning wrong-type manifest.json:6 widget.version");
    check(r#""interface_version": 2,"#, "", "warning interface-version manifest.json:2 widget.interface_version");
    check(r#""interface_version": 2"#, r#""interface_version": 1"#, "warning interface-version manifest.json:7 widget.interface_version");
    check(r#""interface_version": 2"#, r#""interface_version": "2""#, "");
    check(r#""installation": true,"#, "", "warning missing-installation manifest.json:2 widget.installation");
    check(r#"{"link": "https://help.example.test"}"#, "{}", "note missing-support manifest.json:11 widget.support");
    check(r#""support""#, r#""supprot""#, "note missing-support manifest.json:2 widget.support; note unknown-key manifest.json:11 widget.supprot");
    check(r#""name": "widget.name","#, "", "warning missing-label manifest.json:2 widget.name");
    check(r#""name": "widget.name","#, r#""name": "Bell","#, "note literal-label manifest.json:3 widget.name");
    check(r#""name": "widget.name","#, r#""name": "widget.nmae","#, "warning unresolved-label manifest.json:3 widget.name");
    check(r#""version""#, r#""code": "bell", "secret_key": "s", "version""#, "note legacy-code manifest.json:6 widget.secret_key; note legacy-code manifest.json:6 widget.code");
    check(r#"["en", "pt"]"#, r#""en""#, "warning wrong-type manifest.json:9 widget.locale");
    check(r#""locale": ["en", "pt"],"#, "", "warning missing-locale-list manifest.json:2 widget.locale");
    check(r#"["en", "pt"]"#, r#"["en"]"#, "note undeclared-locale i18n/pt.json");
    check(r#"["en", "pt"]"#, "[\"en\",\n\"pt\",\n\"tr\"]", "warning missing-locale manifest.json:11 widget.locale.2");
    check(r#""settings", "digital"#, r#""settings", "lcard-full", "digital"#, "note unknown-location manifest.json:13 locations.1");
    check(r#""settings", "digital"#, r#""lcard-0", "lcard-1", "digital"#, "note repeated-location manifest.json:13 locations.1");
    check(r#""settings", "digital"#, r#""settings", 7, "digital"#, "note number-as-text manifest.json:13 locations.1; note unknown-location manifest.json:13 locations.1");
    check(r#""locations""#, r#""js": 1, "_comment": "x", "locations""#, "note unknown-key manifest.json:13 js; note unknown-key manifest.json:13 _comment");
    check(r#""installation": true"#, r#""installation": false, "installation": true"#, "warning repeated-key manifest.json:10");
}

#[test]
#[rustfmt::skip]
fn odd_fields_install_and_are_reported() {
    //    from                              to                             problem
    check(r#""type": "pass""#, r#""type": "url""#, "note unknown-field-type manifest.json:15 settings.token.type");
    check(r#""type": "pass", "#, "", "warning missing-field-type manifest.json:15 settings.token.type");
    check(r#""required": true"#, r#""required": "1""#, "warning not-a-bool manifest.json:15 settings.token.required");
    check(r#""name": "settings.token", "#, "", "warning missing-label manifest.json:15 settings.token.name");
    check(r#""token": {"name": "settings.token", "type": "pass", "required": true}"#, r#""token": "settings.token""#, "warning wrong-type manifest.json:15 settings.token");
    check(r#""token": {"#, r#""x": 7, "token": {"#, "warning wrong-type manifest.json:15 settings.x");
    check(r#""token": {"#, r#""": {}, "token": {"#, "warning empty-field-code manifest.json:15 settings.");
    check(r#""token": {"#, r#""again": {"name": "settings.token", "type": "text"}, "token": {"#, "warning repeated-label manifest.json:15 settings.token.name");
    check(r#""settings.token""#, r#""settings.tokn""#, "warning unresolved-label manifest.json:15 settings.token.name");
    check(r#""token": {"#, r#""a": {"name": "A", "type": "custom"}, "b": {"name": "B", "type": "custom"}, "token": {"#, "warning several-custom-fields manifest.json:14 settings; note literal-label manifest.json:15 settings.a.name; note literal-label manifest.json:15 settings.b.name");
    let token = "{\n    \"token\": {\"name\": \"settings.token\", \"type\": \"pass\", \"required\": true}\n  }";
    check(token, "[]", "note list-for-object manifest.json:14 settings");
    check(token, "7", "warning wrong-type manifest.json:14 settings");
    check(token, r#"[{"code": "token", "name": "settings.token", "type": "text"}, {"name": "lost"}]"#, "warning list-for-object manifest.json:14 settings; note literal-label manifest.json:14 settings.1.name");
}

#[test]
#[rustfmt::skip]
fn odd_pipeline_blocks_install_and_are_reported() {
    //    from                              to                             problem
    check("\"action_multiple\": false,", "", "warning missing-action-multiple manifest.json:17 dp.action_multiple");
    check(r#""action_multiple": false"#, r#""action_multiple": "N""#, "warning not-a-bool manifest.json:21 dp.action_multiple");
    check(r#""https://hooks.example.test/""#, r#""http://hooks.example.test/""#, "warning hook-address-plain-http manifest.json:22 dp.webhook_url");
    check(r#""https://hooks.example.test/""#, r#""hooks.example.test""#, "warning hook-address-not-absolute manifest.json:22 dp.webhook_url");
    check(r#""https://hooks.example.test/""#, r#""""#, "warning no-hook-address manifest.json:22 dp.webhook_url");
    check(r#""locations""#, r#""webhook_url": "https://b.test", "locations""#, "warning stray-webhook-url manifest.json:13 webhook_url");
    check(r#""dp": {"#, r#""dp": {"titel": 1, "title": "dp.message", "#, "note unknown-key manifest.json:17 dp.titel");
    check(r#"["settings", "digital_pipeline"]"#, r#"["settings"]"#, "warning no-digital-pipeline-location manifest.json:13 locations");
    check(r#""dp": {"#, r#""pd": {"#, "warning no-dp-block manifest.json:1 dp; note unknown-key manifest.json:17 pd");
    check("\"settings\": {\n      \"message\": {", "\"fields\": {\n      \"message\": {", "warning no-dp-settings manifest.json:17 dp; note unknown-key manifest.json:18 dp.fields");
}

#[test]
fn an_address_beside_the_block_is_taken() {
    let address = |files| Widget::from_files(files).expect("it installs").manifest.dp.expect("a dp block").webhook_url;
    let moved = with_manifest(r#""webhook_url": "https://hooks.example.test/""#, r#""title": "dp.message""#);
    let moved = moved.into_iter().map(|(path, bytes)| {
        let text = String::from_utf8_lossy(&bytes)
            .replace(r#""locations""#, r#""webhook_url": "https://b.test/ü", "locations""#);
        (path.clone(), if path == "manifest.json" { text.into_bytes() } else { bytes })
    });
    assert_eq!(address(moved.collect()).as_deref(), Some("https://b.test/ü"));
    let both = with_manifest(r#""locations""#, r#""webhook_url": "https://b.test/", "locations""#);
    assert_eq!(address(both).as_deref(), Some("https://hooks.example.test/"));
}

#[test]
fn a_list_of_settings_keeps_what_has_a_code() {
    let list =
        r#""settings": [{"code": "token", "name": "settings.token", "type": "text", "required": true}], "tour": {"#;
    let widget = Widget::from_files(with_manifest(r#""settings": {"#, list)).expect("it installs");
    assert_eq!((widget.manifest.settings.len(), widget.manifest.settings[0].code.as_str()), (1, "token"));
}

#[test]
fn broken_manifests_are_refused() {
    //         manifest                                problem
    check_text("", "error invalid-json manifest.json:1");
    check_text("{\n\"widget\": {},\n}", "error invalid-json manifest.json:3");
    check_text("{\n// a comment\n}", "error invalid-json manifest.json:2");
    check_text("[]", "error invalid-manifest manifest.json:1");
    check_text("null", "error invalid-manifest manifest.json:1");
    check_text(&"[".repeat(10_000), "error invalid-json manifest.json:1");
    assert_eq!(first(with("manifest.json", b"{\"a\": \"\xff\"}")), "error not-utf8 manifest.json");
    assert_eq!(first(without("manifest.json")), "error missing-manifest manifest.json");
}

#[test]
fn an_empty_manifest_installs() {
    let widget = Widget::from_files(with("manifest.json", "{}")).expect("it installs");
    assert_eq!(widget.text(&widget.manifest.name, "en"), "Bell", "The usual path is tried.");
    assert!(widget.manifest.installation);
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let marked = format!("\u{feff}{}", support::MANIFEST);
    assert_eq!(first(with("manifest.json", marked)), "warning byte-order-mark manifest.json:1");
    let marked = format!("\u{feff}{}", support::ENGLISH);
    assert_eq!(first(with("i18n/en.json", marked)), "warning byte-order-mark i18n/en.json:1");
}

#[test]
#[rustfmt::skip]
fn texts_of_locales() {
    let texts = |path: &str, english: &str| {
        let widget = Widget::from_files(with("i18n/en.json", english)).expect("it installs");
        ["en", "pt", "pt-BR", "tr"].map(|locale| widget.text(path, locale).to_owned())
    };
    //                path               i18n/en.json                    en      pt       pt-BR    tr
    assert_eq!(texts("widget.name", r#"{"widget": {"name": "Bell"}}"#), ["Bell", "Sino", "Sino", "Bell"]);
    assert_eq!(texts("widget.name", r#"{"widget": {"name": ""}}"#), ["Sino", "Sino", "Sino", "Sino"]);
    assert_eq!(texts("widget.name", r#"{"widget": "x"}"#), ["Sino", "Sino", "Sino", "Sino"]);
    assert_eq!(texts("widget.nowhere", "{}"), ["widget.nowhere"; 4]);
    assert_eq!(texts("Plain text.", "{}"), ["Plain text."; 4]);
    assert_eq!(texts("widget", "{}"), ["widget"; 4]);
    assert_eq!(texts("", r#"{"": "x"}"#), ["x"; 4]);
}

#[test]
#[rustfmt::skip]
fn odd_locales_install_and_are_reported() {
    //                 file                   content                                  problem
    check_file("i18n/pt.json", "{,}", "warning invalid-json i18n/pt.json:1");
    check_file("i18n/pt.json", "[]", "warning wrong-type i18n/pt.json:1");
    check_file("i18n/pt.json", b"\xff\xfe{\0}\0", "warning not-utf8 i18n/pt.json");
    check_file("i18n/pt.json", support::PORTUGUESE.replace("\"token\"", "\n\"chave\""), "warning locale-structure i18n/pt.json");
    check_file("i18n/pt.json", support::PORTUGUESE.replace("\"token\"", "\n\"more\": 1, \"token\""), "warning locale-structure i18n/pt.json:4");
    check_file("i18n/en/config.json", "{\"extra\": {}}", "warning locale-in-folder i18n/en/config.json");
    check_file("i18n/pt.json", support::PORTUGUESE.replace("\"token\"", "\"token\": 1,\n\"token\""), "warning repeated-key i18n/pt.json:4");
    check_file("i18n/readme.txt", "x", "");
    let bare = files().into_iter().filter(|(path, _)| !path.starts_with("i18n/")).collect();
    assert_eq!(first(bare), "warning no-locales");
}

#[test]
fn locales_in_folders_are_read() {
    let moved = files().into_iter().map(|(path, bytes)| (path.replace("i18n/en.json", "i18n/en/config.json"), bytes));
    let widget = Widget::from_files(moved.collect()).expect("it installs");
    assert_eq!(widget.text("dp.message", "en"), "Message");
}

#[test]
#[rustfmt::skip]
fn images_and_stray_files_are_reported() {
    //         file                   content          problem
    check_file("images/tour.png", "x", "");
    check_file("README.md", "x", "note stray-file README.md");
    check_file("widget.php", "x", "note stray-file widget.php");
    check_file("lib/old.zip", "x", "note nested-archive lib/old.zip");
    check_file("script.js", "alert(1)", "warning script-without-define script.js");
    check_file("images/logo_dp.png", vec![0; 300 * 1024 + 1], "warning logo-too-large images/logo_dp.png");
    check_file("images/logo_dp.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02", "note logo-size images/logo_dp.png");
    check_file("images/logo_dp.png", b"\x89PNG\r\n\x1a\n", "");
    assert_eq!(first(without("images/logo_dp.png")), "warning missing-logo images/logo_dp.png");
    assert_eq!(first(without("script.js")), "warning missing-script script.js");
    let tour =
        r#""tour": {"tour_images": {"en": ["/images/logo.png", "images/gone.png", "https://a.test/x.png"]}}, "dp""#;
    check(r#""dp""#, tour, "warning missing-image manifest.json:17 tour.tour_images.en.1");
    let bot = r#""salesbot_designer": {"logo": "/widgets/bell/images/logo.png"}, "dp""#;
    check(r#""dp""#, bot, "note absolute-image-path manifest.json:17 salesbot_designer.logo");
    let menu = r#""left_menu": {"bell": {"icon": "/upl/bell/widget/images/logo.png"}}, "dp""#;
    check(r#""dp""#, menu, "note absolute-image-path manifest.json:17 left_menu.bell.icon");
}

#[test]
fn limits_on_both_sides() {
    let manifest = |size: usize| support::MANIFEST.to_owned() + &" ".repeat(size - support::MANIFEST.len());
    check_file("manifest.json", manifest(MANIFEST_BYTES_MAX), "");
    check_file("manifest.json", manifest(MANIFEST_BYTES_MAX + 1), "error manifest-too-large manifest.json");

    let english = |size: usize| support::ENGLISH.to_owned() + &" ".repeat(size - support::ENGLISH.len());
    check_file("i18n/en.json", english(LOCALE_BYTES_MAX), "");
    check_file("i18n/en.json", english(LOCALE_BYTES_MAX + 1), "warning locale-limit i18n/en.json");

    let fields =
        |n: usize| (1..n).map(|n| format!(r#""f{n}": {{"name": "F {n}", "type": "text"}}, "#)).collect::<String>();
    let with_fields = |n: usize| first(with_manifest(r#""token": {"#, &format!(r#"{}"token": {{"#, fields(n))));
    assert_eq!(with_fields(FIELDS_MAX), "note literal-label manifest.json:15 settings.f1.name");
    assert_eq!(with_fields(FIELDS_MAX + 1), "error too-many-fields manifest.json:14 settings");

    let locations = |n: usize| (2..n).map(|n| format!(r#""x{n}", "#)).collect::<String>();
    let with_locations =
        |n: usize| first(with_manifest(r#"["settings", "#, &format!(r#"["settings", {}"#, locations(n))));
    assert_eq!(with_locations(LOCATIONS_MAX), "note unknown-location manifest.json:13 locations.1");
    assert_eq!(with_locations(LOCATIONS_MAX + 1), "error too-many-locations manifest.json:13 locations");

    let languages = |n: usize| (2..n).map(|n| (format!("i18n/x{n}.json"), support::ENGLISH.into()));
    let with_languages = |n: usize| first(files().into_iter().chain(languages(n)).collect());
    assert_eq!(with_languages(LOCALES_MAX), "note undeclared-locale i18n/x10.json");
    assert_eq!(with_languages(LOCALES_MAX + 1), format!("warning locale-limit i18n/x9.json"));
}

#[test]
fn problems_are_kept_within_bounds() {
    let unknown = |n: usize| (0..n).map(|n| format!(r#""k{n}": 1, "#)).collect::<String>();
    let found = |n: usize| {
        let keys = format!(r#"{}"locations""#, unknown(n));
        summary(&Widget::from_files(with_manifest(r#""locations""#, &keys)))
    };
    assert_eq!(found(PROBLEMS_MAX).len(), PROBLEMS_MAX);
    let many = found(PROBLEMS_MAX + 1);
    assert_eq!((many.len(), many[PROBLEMS_MAX].as_str()), (PROBLEMS_MAX + 1, "note more-problems"));
}

#[track_caller]
fn check(from: &str, to: impl AsRef<str>, expected: &str) {
    let outcome = Widget::from_files(with_manifest(from, to.as_ref()));
    assert!(outcome.is_ok(), "{:?}", outcome.err());
    assert_eq!(summary(&outcome).join("; "), expected);
}

#[track_caller]
fn check_text(manifest: &str, expected: &str) {
    let outcome = Widget::from_files(with("manifest.json", manifest));
    assert!(outcome.is_err());
    assert_eq!(summary(&outcome).join("; "), expected);
}

/// The first problem: one broken file often brings others after it.
#[track_caller]
fn check_file(path: &str, content: impl AsRef<[u8]>, expected: &str) {
    assert_eq!(first(with(path, content)), expected);
}

fn first(files: support::Files) -> String {
    summary(&Widget::from_files(files)).into_iter().next().unwrap_or_default()
}

/// What once took time with the square of the size of a file; a return of that would be noticed here.
#[test]
fn hostile_texts_cost_little() {
    let repeated = format!("{{{}\"a\": 1}}", "\"a\": 1,\n".repeat(100_000));
    check_file("i18n/en.json", &repeated, "warning repeated-key i18n/en.json:2");
    let manifests = [
        repeated[..250_000].rsplit_once(',').map(|(text, _)| format!("{text}}}")).unwrap_or_default(),
        format!("{{\"locations\": [{}]}}", (0..25_000).map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(",")),
        format!(
            "{{\"dp\": {{\"settings\": {{{}}}}}}}",
            (0..25_000).map(|n| format!("\"{n}\":0")).collect::<Vec<_>>().join(",")
        ),
        format!("{{{}1{}}}", "\"a\":{".repeat(120), "}".repeat(120)).replace("{1}", "{}"),
    ];
    for manifest in manifests {
        assert!(summary(&Widget::from_files(with("manifest.json", manifest))).len() > 3);
    }
}
