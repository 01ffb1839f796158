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

/// The files of a sample with one file replaced, or added.
fn changed(path: &str, content: &str) -> Value {
    let mut files = sample_files("notify");
    files.retain(|file| file["path"] != path);
    files.push(file(path, content.as_bytes()));
    json!({ "files": files })
}

fn manifest_with(from: &str, to: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/widgets/notify/manifest.json");
    let manifest = std::fs::read_to_string(root).unwrap();
    assert!(manifest.contains(from));
    manifest.replace(from, to)
}

#[tokio::test]
async fn an_update_tells_what_changed_and_can_be_taken_back() {
    on_both(async |world| {
        let url = "http://127.0.0.1:1/";
        let first = world.install("notify", "notify", url).await;
        assert_eq!(first["diff"]["files"]["added"].as_array().unwrap().len(), 9, "{}", first["diff"]);
        let path = "widgets?code=notify&replace=true";
        let manifest =
            manifest_with("\"digital_pipeline\"]", "\"digital_pipeline\", \"lcard-1\"]").replace("1.0.0", "1.1.0");
        let second = world.own("POST", path, changed("manifest.json", &manifest)).await;
        let empty = json!({ "added": [], "removed": [], "changed": [], "n_unnamed": 0 });
        assert_eq!(second["diff"]["manifest"]["changed"], json!(["widget.version"]));
        assert_eq!(second["diff"]["locations"]["added"], json!(["lcard-1"]));
        assert_eq!(second["diff"]["files"]["changed"], json!(["manifest.json"]));

        // The same again is no version.
        let again = world.own("POST", path, changed("manifest.json", &manifest)).await;
        assert_eq!(again["diff"]["files"], empty);
        let versions = async || {
            let found = world.own("GET", "widgets/notify/versions", Value::Null).await;
            let told = |one: &Value| format!("{} {} {}", one["n"], one["version"].as_str().unwrap(), one["is_current"]);
            found["versions"].as_array().unwrap().iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(versions().await, ["2 1.1.0 true", "1 1.0.0 false"]);

        let back = world.own("POST", "widgets/notify/rollback", json!({ "n": 1 })).await;
        assert_eq!((&back["version"], &back["webhook_url"]), (&json!("1.0.0"), &json!(url)), "settings stay");
        assert_eq!(back["diff"]["locations"]["removed"], json!(["lcard-1"]));
        assert_eq!(versions().await, ["3 1.0.0 true", "2 1.1.0 false", "1 1.0.0 false"]);

        assert_eq!(world.refused(404, "POST", "widgets/notify/rollback", json!({ "n": 7 })).await, [""; 0]);
        assert_eq!(world.refused(400, "POST", "widgets/notify/rollback", json!({})).await, ["n required"]);
        assert_eq!(world.refused(404, "POST", "widgets/none/rollback", json!({ "n": 1 })).await, [""; 0]);
        assert_eq!(versions().await.len(), 3, "nothing changed");

        // The oldest beyond ten are let go.
        for n in 0..9 {
            world.own("POST", path, changed("lib/x.js", &format!("{n}"))).await;
        }
        let kept = versions().await;
        assert_eq!((kept.len(), kept[0].as_str(), kept[9].as_str()), (10, "12 1.0.0 true", "3 1.0.0 false"));
        world.own("POST", "widgets/notify/rollback", json!({ "n": 3 })).await;
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_stopped_widget_comes_back_with_its_triggers() {
    on_both(async |world| {
        world.install("notify", "notify", "http://127.0.0.1:1/").await;
        let one = world.trigger("B", "moved_or_created", "notify", json!({})).await;
        let off = world.trigger("C", "moved_or_created", "notify", json!({ "enabled": false })).await;
        let stopped = world.own("PATCH", "widgets/notify", json!({ "is_active": false })).await;
        assert_eq!((&stopped["is_active"], &stopped["switched_off_triggers"]), (&json!(false), &json!([one])));
        world.lead('B').await;
        assert_eq!(world.deliveries().await.len(), 0, "it does not act");

        // An update meanwhile starts nothing.
        let updated = world.own("POST", "widgets?code=notify&replace=true", changed("lib/x.js", "x")).await;
        assert_eq!((&updated["is_active"], &updated["switched_on_triggers"]), (&json!(false), &json!([])));

        let started = world.own("PATCH", "widgets/notify", json!({ "is_active": true })).await;
        assert_eq!(started["switched_on_triggers"], json!([one]), "{off} was off before");
        world.lead('B').await;
        assert_eq!(world.deliveries().await.len(), 1);
        let again = world.own("PATCH", "widgets/notify", json!({ "is_active": true })).await;
        assert_eq!(again["switched_on_triggers"], json!([]));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_done_to_a_widget_is_written_down() {
    on_both(async |world| {
        world.install("notify", "notify", "http://127.0.0.1:1/").await;
        let trigger = world.trigger("B", "moved_or_created", "notify", json!({ "name": "Ring" })).await;
        world.own("PATCH", "widgets/notify", json!({ "retry_policy": "once" })).await;
        world.own("PATCH", "widgets/notify", json!({ "is_active": false })).await;
        world.own("PATCH", "widgets/notify", json!({ "is_active": true })).await;
        world.refused(400, "PATCH", "widgets/notify", json!({ "webhook_url": "nowhere" })).await;
        let removed = world.own("DELETE", "widgets/notify", Value::Null).await;
        assert_eq!(removed["triggers"], json!([{ "id": trigger, "name": "Ring" }]));
        let log = world.own("GET", "audit?kind=widget&subject=notify", Value::Null).await;
        let told: Vec<&str> =
            log["entries"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        let expected = ["removed", "switched_on", "switched_off", "settings_changed", "installed"];
        assert_eq!(told, expected.map(|word| format!("widget.{word}")));
        let newest = &log["entries"][0];
        assert_eq!(newest["author_id"], json!(world.acme.admin));
        assert_eq!(newest["details"]["switched_off_triggers"][0]["name"], "Ring");
        let older = world.own("GET", &format!("audit?before={}&limit=1", newest["id"]), Value::Null).await;
        assert_eq!(older["entries"][0]["what"], "widget.switched_on");

        let other = world.account("other").await;
        let theirs = world.call_as(&other, "GET", "/api/pipewright/v1/audit", Value::Null).await.expect(200);
        assert_eq!(theirs["entries"], json!([]));
        assert_eq!(world.refused(400, "GET", "audit?subject=notify", Value::Null).await, ["kind required"]);
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
