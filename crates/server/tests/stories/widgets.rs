//! The life of a widget: odd archives, updates, switching off and removing, as an administrator sees them.

use std::io::Write;

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::world::{Answer, DEADLINE, World, file, on_both, sample_files};

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

#[tokio::test]
async fn open_pages_are_told_when_a_widget_changes() {
    on_both(async |world| {
        let other = world.account("other").await;
        let mut page = stream(&world, &world.acme.token).await;
        let mut stranger = stream(&world, &other.token).await;
        world.install("notify", "notify", "http://127.0.0.1:1/").await;
        assert_eq!(page.message("widget").await, json!({ "code": "notify", "change": "installed" }));
        world.install("notify", "notify", "http://127.0.0.1:1/").await;
        assert_eq!(page.message("widget").await, json!({ "code": "notify", "change": "updated" }));
        world.lead('A').await;
        page.message("lead").await;
        world.own("DELETE", "widgets/notify", Value::Null).await;
        assert_eq!(page.message("widget").await, json!({ "code": "notify", "change": "removed" }));
        let body = json!([{ "name": "Theirs" }]);
        world.call_as(&other, "POST", "/api/v4/leads", body).await.expect(200);
        assert!(stranger.message("lead").await["lead_id"].is_i64());
        assert!(!stranger.heard.contains("widget"), "nobody hears of other accounts: {}", stranger.heard);
        drop((page, stranger));
        world.end().await;
    })
    .await;
}

/// An open page's stream of events.
struct Stream {
    body: Body,
    heard: String,
    read: usize,
}

async fn stream(world: &World, token: &str) -> Stream {
    let request = Request::builder().uri("/api/pipewright/v1/stream").header("host", "crm.example.com");
    let request = request.header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap();
    let response = world.public.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    let mut stream = Stream { body: response.into_body(), heard: String::new(), read: 0 };
    stream.more().await; // The greeting: from here on it listens.
    stream
}

impl Stream {
    async fn more(&mut self) {
        let frame = tokio::time::timeout(DEADLINE, self.body.frame()).await.expect("it is told in time");
        let bytes = frame.unwrap().unwrap().into_data().unwrap();
        self.heard.push_str(std::str::from_utf8(&bytes).unwrap());
    }

    /// The data of the next message with that name.
    async fn message(&mut self, name: &str) -> Value {
        let wanted = format!("event: {name}\ndata: ");
        loop {
            let rest = &self.heard[self.read..];
            if let Some(at) = rest.find(&wanted)
                && let Some(end) = rest[at..].find("\n\n")
            {
                self.read += at + end;
                return serde_json::from_str(&rest[at + wanted.len()..at + end]).unwrap();
            }
            self.more().await;
        }
    }
}
