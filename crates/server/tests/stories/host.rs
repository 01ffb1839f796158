//! Widgets as browsers meet them: their files, the pages they run in, what the host knows, and the way out.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use super::receiver::{Receiver, Will};
use super::world::{Answer, World, file, on_both, sample_files};
use server::config::Flags;

const HOST: &str = "/api/pipewright/v1/host";

async fn get(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().uri(path).header("accept", "text/html");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.send(&world.public, request.body(Body::empty()).unwrap()).await
}

async fn signed_in(world: &World, path: &str) -> String {
    let answer = get(world, path, &[]).await;
    answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_string()
}

async fn hosted(world: &World, n: usize) -> Value {
    world.own("GET", "host", Value::Null).await["widgets"][n].clone()
}

/// The path that the host in the browser is given.
async fn path_of(world: &World, n: usize) -> String {
    hosted(world, n).await["path"].as_str().unwrap().to_string()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn files_of_a_widget_and_of_nobody_else() {
    on_both(async |world| {
        world.install("notify", "notify", "https://hooks.example.test/a").await;
        let base = path_of(&world, 0).await;
        let script = get(&world, &format!("{base}/script.js"), &[]).await;
        assert_eq!((script.status, script.content_type()), (200, "text/javascript; charset=utf-8"));
        assert_eq!(header(&script, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&script, "x-content-type-options"), "nosniff");
        assert!(script.text.contains("dpSettings"));
        let known = get(&world, &format!("{base}/script.js"), &[("if-none-match", header(&script, "etag"))]).await;
        assert_eq!((known.status, known.text.as_str()), (304, ""));
        assert_eq!(
            get(&world, &format!("{base}//i18n//en.json?v=1.0.0"), &[]).await.content_type(),
            "application/json"
        );

        assert_eq!(get(&world, &format!("{base}/I18N/En.json"), &[]).await.status, 200, "capitals do not matter");

        let other = world.account("other").await;
        let files = json!({ "files": sample_files("notify") });
        let upload = "/api/pipewright/v1/widgets?code=secret";
        assert_eq!(world.call_as(&other, "POST", upload, files).await.status, 201);
        let key = base.rsplit('/').next().unwrap();
        let swapped = key.replacen(&world.acme.id.to_string(), &other.id.to_string(), 1);
        let mut told = Vec::new();
        for absent in [
            format!("{base}/absent.js"),
            format!("{base}/../notify/script.js"),
            format!("{base}/%2e%2e/%2e%2e/etc/passwd"),
            format!("/upl/notify/{key}x/script.js"),
            format!("/upl/notify/{swapped}/script.js"),
            format!("/upl/secret/{key}/script.js"),
            format!("/upl/secret/{swapped}/script.js"),
            "/upl/notify/widget/script.js".to_string(),
            "/widgets/notify/script.js".to_string(),
            "/widgets/unknown/script.js".to_string(),
        ] {
            let answer = get(&world, &absent, &[]).await;
            assert_eq!(answer.status, 404, "{absent}: {}", answer.text);
            told.push(answer.text);
        }
        told.retain(|text| !text.contains("Cannot GET"));
        told.dedup();
        assert_eq!(told.len(), 1, "the reason is never told: {told:?}");

        // Addresses that old widgets have written into their code: those of the signed-in account.
        let mine = signed_in(&world, &world.acme.sign_in_path).await;
        let theirs = signed_in(&world, &other.sign_in_path).await;
        for alias in ["/upl/notify/widget/script.js", "/widgets/notify/script.js", "/widgets/notify//script.js"] {
            let seen = get(&world, alias, &[("cookie", &mine)]).await;
            assert_eq!((seen.status, header(&seen, "cache-control")), (200, "private, no-cache"), "{alias}");
            assert_eq!(get(&world, alias, &[("cookie", &theirs)]).await.status, 404, "{alias}");
        }

        // New files have a new address; a page that is still open keeps working at the old one.
        let mut files = sample_files("notify");
        files.push(file("page.html", b"<p>frame"));
        world.own("POST", "widgets?code=notify&replace=true", json!({ "files": files })).await;
        let new = path_of(&world, 0).await;
        assert_ne!(new, base);
        let old = get(&world, &format!("{base}/script.js"), &[]).await;
        assert_eq!((old.status, header(&old, "cache-control")), (200, "private, no-cache"));
        let frame = get(&world, &format!("{new}/page.html"), &[]).await;
        assert!(header(&frame, "content-security-policy").starts_with("sandbox"), "runs, but not as the user");
        world.own("DELETE", "widgets/notify", Value::Null).await;
        assert_eq!(get(&world, &format!("{new}/script.js"), &[]).await.status, 404);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn pages_have_the_policy_that_their_widgets_need() {
    let world = World::sqlite().await;
    let cookie = signed_in(&world, &world.acme.sign_in_path).await;
    let policy = async |path: &str, cookie: &str| {
        let answer = get(&world, path, &[("cookie", cookie)]).await;
        assert_eq!(answer.status, 200);
        header(&answer, "content-security-policy").to_string()
    };
    let strict = policy("/", "").await;
    assert!(!strict.contains("unsafe"), "{strict}");
    assert_eq!(policy("/", &cookie).await, strict, "no widget yet");
    assert_eq!(world.own("GET", "host", Value::Null).await["policy"], "none");

    let mut files = sample_files("notify");
    files.push(file("lib/load.js", b"require(['https://cdn.example.com/x.js'])"));
    world.own("POST", "widgets?code=notify", json!({ "files": files })).await;
    for page in ["/", "/leads/12", "/settings?tab=widgets"] {
        let wide = policy(page, &cookie).await;
        let scripts = wide.split(';').find(|part| part.trim().starts_with("script-src")).unwrap();
        assert!(scripts.contains("'unsafe-eval'") && scripts.contains(" https://cdn.example.com"), "{wide}");
        assert!(
            !scripts.contains(" https: ") && !scripts.ends_with("https:"),
            "scripts come from named places: {wide}"
        );
        assert!(wide.contains("frame-ancestors 'none'"));
    }
    assert_eq!(policy("/", "").await, strict, "nobody is signed in");
    assert_eq!(policy("/?safe=1", &cookie).await, strict, "asked to do without");
    assert_ne!(world.own("GET", "host", Value::Null).await["policy"], "none");
    world.own("PATCH", "widgets/notify", json!({ "is_active": false })).await;
    assert_eq!(policy("/", &cookie).await, strict, "switched off");
    world.end().await;
}

#[tokio::test]
async fn what_the_host_knows() {
    on_both(async |world| {
        world.install("sync_state", "sync", "https://hooks.example.test/s").await;
        let other = world.account("other").await;
        let view = world.own("GET", "host?language=ru-RU", Value::Null).await;
        let widget = &view["widgets"][0];
        assert_eq!(view["account"]["subdomain"], "acme");
        assert_eq!(view["user"]["id"], world.acme.admin);
        assert_eq!(view["users"].as_array().unwrap().len(), 1);
        assert_eq!(
            (&widget["code"], &widget["has_script"], &widget["is_active"]),
            (&json!("sync"), &json!(true), &json!(true))
        );
        assert_eq!(widget["langs"]["widget"]["name"], widget["name"]);
        assert_eq!(widget["dp"]["action_multiple"], true);
        let codes = |fields: &Value| fields.as_array().unwrap().iter().map(|f| f["code"].clone()).collect::<Vec<_>>();
        assert_eq!(codes(&widget["dp"]["fields"]), ["entered", "left"]);
        assert_eq!(codes(&widget["fields"]), ["api_key"]);
        let english = world.own("GET", "host?language=xx", Value::Null).await;
        assert_ne!(english["widgets"][0]["name"], widget["name"], "an unknown language: the widget's first one");
        assert_eq!(world.refused(400, "GET", "host?x=1", Value::Null).await, ["x unknown_key"]);
        let theirs = world.call_as(&other, "GET", HOST, Value::Null).await.expect(200);
        assert_eq!(theirs["widgets"], json!([]));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_form_of_a_widget_is_saved() {
    on_both(async |world| {
        world.install("sync_state", "sync", "https://hooks.example.test/s").await;
        assert_eq!(hosted(&world, 0).await["status"], "not_configured");
        let form = |is_active: bool, settings: Value| json!({ "is_active": is_active, "settings": settings });
        let path = "host/settings/sync";
        world.own("PUT", path, form(true, json!({ "api_key": "k {\"a\": \"é\"}", "more": [1] }))).await;
        let saved = hosted(&world, 0).await;
        assert_eq!(
            (&saved["settings"]["api_key"], &saved["settings"]["more"]),
            (&json!("k {\"a\": \"é\"}"), &json!([1]))
        );
        assert_eq!(saved["status"], "installed");
        let log = world.own("GET", "audit?kind=widget&subject=sync", Value::Null).await;
        assert!(log.to_string().contains("widget.form_saved") && !log.to_string().contains("é"), "no values: {log}");
        world.own("PUT", path, form(false, json!({}))).await;
        let off = hosted(&world, 0).await;
        assert_eq!(
            (&off["status"], &off["is_active"], &off["settings"]),
            (&json!("install"), &json!(false), &saved["settings"])
        );
        world.own("PUT", path, form(true, json!({ "api_key": "k2" }))).await;
        assert_eq!(hosted(&world, 0).await["is_active"], true);
        assert_eq!(world.call("PUT", &format!("{HOST}/settings/absent"), form(true, json!({}))).await.status, 404);
        assert_eq!(world.call("PUT", &format!("{HOST}/settings/sync"), json!({ "is_active": 1 })).await.status, 400);
        let files = sample_files("sync_state");
        world.own("POST", "widgets?code=sync&replace=true", json!({ "files": files })).await;
        assert_eq!(hosted(&world, 0).await["settings"]["api_key"], "k2", "an update keeps what was saved");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_widget_posts_through_the_server() {
    let world = World::sqlite().await;
    let receiver = Receiver::start().await;
    world.install("notify", "notify", "https://hooks.example.test/a").await;
    let wish = |widget: &str, url: String, data: Value| json!({ "widget": widget, "url": url, "data": data });
    let post = async |wish: Value| world.call("POST", &format!("{HOST}/post"), wish).await;

    receiver.will([Will::Say(201, "{\"ok\": 1}".to_string())]);
    let data = json!({ "name": "Ana & Ben", "list": [1, 2], "deep": { "a": "é" } });
    let answer = post(wish("notify", format!("{}/x?y=1", receiver.base), data)).await.expect(200);
    assert_eq!(answer, json!({ "status": 201, "body": "{\"ok\": 1}" }));
    let got = receiver.take().remove(0);
    assert_eq!((got.path.as_str(), got.content_type()), ("/x?y=1", "application/x-www-form-urlencoded; charset=UTF-8"));
    let words: Vec<_> = kommo::php::decode(&got.body).unwrap().into_iter().collect();
    assert!(words.contains(&("deep".to_string(), json!({ "a": "é" }))), "{words:?}");
    assert!(!got.headers.contains_key("cookie") && !got.headers.contains_key("authorization"), "{:?}", got.headers);

    let base = &receiver.base;
    assert_eq!(post(wish("absent", format!("{base}/"), json!({}))).await.status, 404);
    assert_eq!(post(wish("notify", "nonsense".to_string(), json!({}))).await.status, 400);
    assert_eq!(post(wish("notify", format!("{base}/"), json!([1]))).await.status, 400);
    receiver.will([Will::Reset]);
    assert_eq!(post(wish("notify", format!("{base}/"), json!({}))).await.status, 409);
    world.end().await;

    let flags = Flags { dev: Some("false".to_string()), ..Flags::default() };
    let strict = World::with(flags).await;
    strict.install("notify", "notify", "https://hooks.example.test/a").await;
    for inside in [format!("{base}/"), "https://127.0.0.1/".to_string(), "https://[::1]:8080/".to_string()] {
        let answer = strict.call("POST", &format!("{HOST}/post"), wish("notify", inside.clone(), json!({}))).await;
        assert!([400, 403].contains(&answer.status), "{inside}: {} {}", answer.status, answer.text);
    }
    assert_eq!(receiver.count(), 1, "nothing inside was reached");
    strict.end().await;
}
