//! The whole server in process, with a clock that stands still, and the calls that stories are made of.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use base64::Engine;
use http::{HeaderMap, Method, Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::api::caller::AtSocket;
use server::api::router::router;
use server::app::{self, App};
use server::clock::ManualClock;
use server::config::{Config, Flags};
use tower::ServiceExt;

use super::place::Place;

/// Friday, 15 January 2027, 08:00 UTC.
pub const START_MS: i64 = 1_800_000_000_000;
/// A story that waits longer than this has failed.
pub const DEADLINE: Duration = Duration::from_secs(20);
pub const MINUTE: i64 = 60_000;

/// An answer of the server.
#[derive(Debug)]
pub struct Answer {
    pub call: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn content_type(&self) -> &str {
        self.headers.get("content-type").map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{}: {error}: {}", self.call, self.text))
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.call, self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// `path code` of every problem that was told.
    #[track_caller]
    pub fn problems(self, status: u16) -> Vec<String> {
        let problem = self.content_type() == "application/problem+json";
        assert!(problem, "{}: {} {}", self.call, self.status, self.text);
        let body = self.expect(status);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|e| format!("{} {}", text(&e["path"]), text(&e["code"]))).collect()
    }
}

/// An account with a token of its administrator, and the stages of its first pipeline.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: i64,
    pub admin: i64,
    pub token: String,
    pub token_id: String,
    pub sign_in_path: String,
    pub pipeline: i64,
    pub stages: Vec<i64>,
}

pub struct World {
    pub app: Arc<App>,
    pub clock: Arc<ManualClock>,
    pub public: Router,
    pub operator: Router,
    pub acme: Account,
    flags: Flags,
    place: Place,
}

/// Tells the story on SQLite, and on PostgreSQL where there is a cluster.
pub async fn on_both(story: impl AsyncFn(World)) {
    story(World::at(Place::sqlite(), Flags::default()).await).await;
    if let Some(place) = Place::postgres().await {
        story(World::at(place, Flags::default()).await).await;
    }
}

impl World {
    pub async fn sqlite() -> World {
        World::with(Flags::default()).await
    }

    pub async fn with(flags: Flags) -> World {
        World::at(Place::sqlite(), flags).await
    }

    async fn at(place: Place, flags: Flags) -> World {
        let flags = Flags {
            data: Some(place.folder.display().to_string()),
            database_url: place.database_url.clone(),
            dev: flags.dev.clone().or(Some("true".to_string())),
            ..flags
        };
        let clock = Arc::new(ManualClock::at(START_MS));
        let (app, public, operator) = open(&flags, &clock).await;
        let nobody = Account {
            id: 0,
            admin: 0,
            token: String::new(),
            token_id: String::new(),
            sign_in_path: String::new(),
            pipeline: 0,
            stages: vec![],
        };
        let mut world = World { app, clock, public, operator, acme: nobody, flags, place };
        world.acme = world.account("acme").await;
        world
    }

    /// Stops the server, and starts it again on the same data.
    pub async fn restart(self) -> World {
        let World { app, clock, acme, flags, place, .. } = self;
        app::stop_worker(&app).await;
        drop(app);
        let (app, public, operator) = open(&flags, &clock).await;
        World { app, clock, public, operator, acme, flags, place }
    }

    /// Ends the story.
    pub async fn end(self) {
        app::stop_worker(&self.app).await;
        let World { app, place, public, operator, .. } = self;
        drop((app, public, operator));
        place.remove().await;
    }

    /// Moves the clock, and wakes the worker, which would else look at it within half a second.
    pub fn advance(&self, ms: i64) {
        let now = self.clock.advance(ms);
        self.app.engine.alarm.set(domain::Timestamp(now));
    }

    pub async fn send(&self, router: &Router, request: Request<Body>) -> Answer {
        let call = format!("{} {}", request.method(), request.uri());
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { call, status: parts.status.as_u16(), headers: parts.headers, text }
    }

    /// A call with that token and raw body.
    pub async fn raw(&self, token: &str, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.header("host", "crm.example.com").header("content-type", "application/json");
        self.send(&self.public, request.body(body.into()).unwrap()).await
    }

    /// A call of acme's administrator.
    pub async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        self.call_as(&self.acme, method, path, body).await
    }

    pub async fn call_as(&self, account: &Account, method: &str, path: &str, body: Value) -> Answer {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        self.raw(&account.token, method, path, text).await
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> impl Future<Output = Value> {
        let path = path.to_string();
        async move { self.call("GET", &path, Value::Null).await.expect(200) }
    }

    /// A call on our own surface that must succeed.
    pub async fn own(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.call(method, &format!("/api/pipewright/v1/{path}"), body).await;
        assert!(answer.status < 300, "{}: {} {}", answer.call, answer.status, answer.text);
        if answer.text.is_empty() { Value::Null } else { answer.json() }
    }

    /// A call on our own surface that must fail: `path code` of every problem.
    pub async fn refused(&self, status: u16, method: &str, path: &str, body: Value) -> Vec<String> {
        self.call(method, &format!("/api/pipewright/v1/{path}"), body).await.problems(status)
    }

    pub async fn at_socket(&self, method: &str, path: &str, account: &str, body: Value) -> Answer {
        let request = Request::builder().method(method).uri(format!("/api/pipewright/v1/admin/{path}"));
        let request = request.header("x-pipewright-account", account);
        self.send(&self.operator, request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub async fn account(&self, subdomain: &str) -> Account {
        let body = json!({ "subdomain": subdomain, "admin_email": format!("boss@{subdomain}.example.com") });
        let made = self.at_socket("POST", "accounts", "", body).await.expect(201);
        let token = self.at_socket("POST", "tokens", subdomain, json!({})).await.expect(201);
        let text = |value: &Value| value.as_str().unwrap().to_string();
        let mut account = Account {
            id: made["id"].as_i64().unwrap(),
            admin: made["admin_id"].as_i64().unwrap(),
            token: text(&token["token"]),
            token_id: text(&token["id"]),
            sign_in_path: text(&made["sign_in_path"]),
            pipeline: 0,
            stages: vec![],
        };
        let board = self.call_as(&account, "GET", "/api/pipewright/v1/pipelines", Value::Null).await.expect(200);
        let first = &board["pipelines"][0];
        account.pipeline = first["id"].as_i64().unwrap();
        let open = first["stages"].as_array().unwrap().iter().filter(|stage| stage["kind"] == "open");
        account.stages = open.map(|stage| stage["id"].as_i64().unwrap()).collect();
        account
    }

    /// A stage of acme's first pipeline by its letter; `W` is won, `L` lost.
    pub fn stage(&self, letter: char) -> (i64, i64) {
        let stage = match letter {
            'W' => 142,
            'L' => 143,
            letter => self.acme.stages[letter as usize - 'A' as usize],
        };
        (self.acme.pipeline, stage)
    }

    /// Installs a sample widget under a code, with that address.
    pub async fn install(&self, sample: &str, code: &str, url: &str) -> Value {
        let url = url.replace('&', "%26").replace('#', "%23");
        self.own(
            "POST",
            &format!("widgets?code={code}&replace=true&webhook_url={url}"),
            json!({ "files": sample_files(sample) }),
        )
        .await
    }

    /// The body of a trigger over these stages.
    pub fn trigger_body(&self, area: &str, when: &str, widget: &str) -> Value {
        let place = |letter| {
            let (pipeline, stage) = self.stage(letter);
            json!({ "pipeline_id": pipeline, "stage_id": stage })
        };
        json!({
            "stages": area.chars().map(place).collect::<Vec<_>>(),
            "when": { "on": when },
            "action": { "kind": "widget_hook", "widget": widget, "settings": { "message": "hi", "entered": "in" } },
            "enabled": true,
        })
    }

    /// Makes a trigger; `more` overrides keys of its body.
    pub async fn trigger(&self, area: &str, when: &str, widget: &str, more: Value) -> i64 {
        let mut body = self.trigger_body(area, when, widget);
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.own("POST", "triggers", body).await["id"].as_i64().unwrap()
    }

    pub async fn lead_at(&self, (pipeline, stage): (i64, i64)) -> i64 {
        let body = json!([{ "name": "Order", "pipeline_id": pipeline, "status_id": stage }]);
        let made = self.call("POST", "/api/v4/leads", body).await.expect(200);
        made["_embedded"]["leads"][0]["id"].as_i64().unwrap()
    }

    pub async fn lead(&self, letter: char) -> i64 {
        self.lead_at(self.stage(letter)).await
    }

    pub async fn move_to(&self, lead: i64, (pipeline, stage): (i64, i64)) {
        let body = json!({ "pipeline_id": pipeline, "status_id": stage });
        self.call("PATCH", &format!("/api/v4/leads/{lead}"), body).await.expect(200);
    }

    pub async fn moves(&self, lead: i64, letter: char) {
        self.move_to(lead, self.stage(letter)).await;
    }

    /// A widget `notify` at the receiver with a trigger on entering B.
    pub async fn simple(&self, base: &str) -> i64 {
        self.install("notify", "notify", &format!("{base}/hook")).await;
        self.trigger("B", "moved_or_created", "notify", json!({})).await
    }

    /// Newest first.
    pub async fn deliveries(&self) -> Vec<Value> {
        self.own("GET", "deliveries?limit=250", Value::Null).await["deliveries"].as_array().unwrap().clone()
    }

    pub async fn delivery(&self, id: i64) -> Value {
        self.own("GET", &format!("deliveries/{id}"), Value::Null).await
    }

    /// Waits until nothing that is due now is left to do.
    pub async fn idle(&self) {
        let busy = async || {
            let now = self.clock_ms();
            // Runs first: what they turn into is then among the deliveries.
            let runs = self.own("GET", "runs?limit=250&state=waiting", Value::Null).await;
            let runs = runs["runs"].as_array().unwrap().clone();
            let open = self.own("GET", "deliveries?limit=250&state=pending,leased", Value::Null).await;
            let open = open["deliveries"].as_array().unwrap().clone();
            // What waits behind another one is not due before that one.
            let due = |job: &Value| job["due_ms"].as_i64().unwrap() <= now && job["blocked_by"].is_null();
            self.has_work_inside().await
                || open.iter().any(|job| due(job) || job["state"] == "leased")
                || runs.iter().any(|run| run["due_ms"].as_i64().unwrap() <= now)
        };
        let started = Instant::now();
        while busy().await {
            assert!(started.elapsed() < DEADLINE, "still busy: {:?}", self.deliveries().await);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Actions and batches have no list of those that are due; only the harness looks at the tables.
    async fn has_work_inside(&self) -> bool {
        let now = domain::Timestamp(self.clock_ms());
        let look = move |tx: &store::Tx<'_>| {
            let is_acting = !store::across::due_actions(tx, now, 1)?.is_empty();
            Ok(is_acting || !store::across::running_batches(tx, 1)?.is_empty())
        };
        self.app.store.read(store::across::EVERYONE, "look", look).await.unwrap()
    }

    pub fn clock_ms(&self) -> i64 {
        server::clock::Clock::now(&*self.clock).0
    }
}

async fn open(flags: &Flags, clock: &Arc<ManualClock>) -> (Arc<App>, Router, Router) {
    let config = Config::resolve(flags, &[], None, &|path| std::fs::read_to_string(path)).unwrap();
    let (app, handed) = app::open_with(config, Arc::clone(clock) as _).await.unwrap();
    app::start_worker(&app, handed).await.unwrap();
    let public = router(Arc::clone(&app));
    let operator = public.clone().layer(axum::Extension(AtSocket));
    (app, public, operator)
}

/// Waits until something holds.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < DEADLINE, "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The files of a sample widget as an upload carries them.
pub fn sample_files(sample: &str) -> Vec<Value> {
    let root = format!("{}/../../fixtures/widgets/{sample}", env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(&root)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            files.push(file(&name, &std::fs::read(&path).unwrap()));
        }
    }
    files
}

/// A file of an upload.
pub fn file(path: &str, content: &[u8]) -> Value {
    json!({ "path": path, "base64": base64::prelude::BASE64_STANDARD.encode(content) })
}
