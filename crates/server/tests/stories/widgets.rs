//! The life of a widget: odd archives, updates, switching off and removing, as an administrator sees them.

use std::io::Write;

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use crate::world::{Answer, World, file, on_both, sample_files};

/// The archive of an unlucky author: a folder around it, names of Windows and in capitals, litter, an old code that
/// could never be one, settings as PHP writes them, a version with a character that no database takes.
fn odd_zip() -> Vec<u8> {
    let manifest = json!({
        "widget": {
            "code": "Notify me!", "secret_key": "s", "name": "Bell", "version": "1\u{0}", "interface_version": "2",
            "locale": ["en"], "installation": true, "init_once": "Y",
        },
        "locations": {"0": "digital_pipeline", "7": "everywhere"},
        "settings": [],
        "webhook_url": "https://hooks.example.test/?k=%20ü",
        "dp": {"settings": [], "action_multiple": "N"},
        "js": ["x"],
    });
    let manifest = format!("\u{feff}{}", serde_json::to_string_pretty(&manifest).unwrap().replace('\n', "\r\n"));
    let files = [
        ("Bell\\Manifest.JSON", manifest.as_str()),
        ("Bell\\Script.js", "define([], function () {})"),
        ("Bell\\i18n\\en\\main.json", "{\"widget\": {\"name\": \"Bell\"}}"),
        ("Bell\\Images\\Tour.PNG", "picture"),
        ("__MACOSX/._x", ""),
        ("notes.txt", ""),
    ];
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, text) in files {
        writer.start_file(path, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

async fn upload(world: &World, path: &str, zip: Vec<u8>) -> Answer {
    let request = Request::builder().method("POST").uri(format!("/api/pipewright/v1/{path}"));
    let request = request.header("host", "crm.example.com").header("content-type", "application/zip");
    let request = request.header("authorization", format!("Bearer {}", world.acme.token));
    world.send(&world.public, request.body(Body::from(zip)).unwrap()).await
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_odd_archive_is_checked_installed_and_used() {
    on_both(async |world| {
        let checked = upload(&world, "widgets/check", odd_zip()).await.expect(200);
        assert_eq!(checked["is_installable"], true, "{checked}");
        let installed = upload(&world, "widgets", odd_zip()).await.expect(201);
        assert_eq!(installed["findings"], checked["findings"], "the check says what an installation says");
        assert_eq!((&installed["code"], &installed["version"]), (&json!("notify_me"), &json!("1\u{fffd}")));
        assert_eq!(installed["webhook_url"], "https://hooks.example.test/?k=%20ü");
        assert_eq!((&installed["name"], &installed["is_usable_in_trigger"]), (&json!("Bell"), &json!(true)));
        for code in ["byte-order-mark", "wrapping-folder", "upper-case-name", "stray-webhook-url", "legacy-code"] {
            assert!(codes(&installed).contains(&code), "{code}: {installed}");
        }
        let placed = |finding: &Value| finding["file"] != "" || finding["code"] == "no-locales";
        assert!(installed["findings"].as_array().unwrap().iter().all(placed), "each names its file: {installed}");
        world.trigger("B", "moved_or_created", "notify_me", json!({})).await;
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_hostile_archive_changes_nothing() {
    on_both(async |world| {
        let mut files = sample_files("notify");
        files.push(file("..\\..\\evil.js", b"x"));
        files.push(file("/etc/passwd", b"x"));
        let told = world.refused(400, "POST", "widgets?code=evil", json!({ "files": files })).await;
        assert_eq!(told, ["..\\..\\evil.js unsafe-path", "/etc/passwd unsafe-path"]);
        assert_eq!(world.own("GET", "widgets", Value::Null).await["widgets"], json!([]));
        world.end().await;
    })
    .await;
}
