//! The real server on an SQLite file: opened, asked, looked at, and cut off in the middle.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use domain::event::{Aspect, ClientAction, EventKind};
use domain::{AccountId, Timestamp};
use http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::api::caller::AtSocket;
use server::api::router::router;
use server::app::{self, App, DATABASE_FILE};
use server::clock::{Clock, ManualClock};
use server::config::{Config, Flags};
use server::engine::Handed;
use server::worker::deliver::Sender;
use store::Tx;
use store::events::Cursor;
use store::jobs::{Delivery, DeliveryFilter};
use store::nodes::Incarnation;
use store::runs::{Run, RunFilter, RunState};
use store::sight::Sight;
use tokio::sync::mpsc;
use tower::ServiceExt;

use crate::Breach;
use crate::dice::Dice;
use crate::model::{EventRow, JobRow, Kind, Place, RunRow, Seen, Widget};
use crate::network::SimNetwork;

/// Friday, 15 January 2027, 08:00 UTC.
const START_MS: i64 = 1_800_000_000_000;
/// More rows than one step makes.
const NEW_ROWS_MAX: usize = 2_000;
/// More rows than one history has.
pub const ROWS_MAX: usize = 100_000;
/// The write-ahead log is copied back at 4 MiB by a thread of its own; before that the simulation closes the file, so that
/// what a torn log holds does not depend on that thread.
pub const LOG_BYTES_MAX: u64 = 3 << 20;
/// Bytes of rubbish behind a torn log.
const RUBBISH_MAX: usize = 5_000;

/// A folder that goes when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// In memory where there is such a place: a sync then costs nothing, and only its order matters here.
    fn new() -> Result<Folder, Breach> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("pipewright-sim-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let shared = PathBuf::from("/dev/shm").join(&name);
        if std::fs::create_dir(&shared).is_ok() {
            return Ok(Folder(shared));
        }
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Folder(folder))
    }

    fn database(&self) -> PathBuf {
        self.0.join(DATABASE_FILE)
    }

    fn log(&self) -> PathBuf {
        self.0.join(format!("{DATABASE_FILE}-wal"))
    }

    fn copy_to(&self, other: &Folder) -> Result<(), Breach> {
        for entry in std::fs::read_dir(&self.0).map_err(told)? {
            let entry = entry.map_err(told)?;
            let name = entry.file_name();
            // The shared memory of the log says what is in the log: it is made anew from the log itself.
            if !name.to_string_lossy().ends_with("-shm") {
                std::fs::copy(entry.path(), other.0.join(name)).map_err(told)?;
            }
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn told(error: impl std::fmt::Display) -> Breach {
    format!("the simulation itself: {error}")
}

/// An installation with an account, two pipelines and four widgets, made once and copied for each seed.
pub struct Template {
    folder: Folder,
    places: Vec<Place>,
    account: AccountId,
    widgets: Vec<Widget>,
}

impl Template {
    /// Makes it with the real server. Blocks.
    pub fn make() -> Result<Template, Breach> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(told)?;
        runtime.block_on(Template::make_here())
    }

    async fn make_here() -> Result<Template, Breach> {
        let folder = Folder::new()?;
        let clock = Arc::new(ManualClock::at(START_MS));
        let (app, _handed) = open(&folder, &clock).await?;
        let api = Api(router(Arc::clone(&app)).layer(axum::Extension(AtSocket)));
        let account = json!({ "subdomain": "sim", "admin_email": "sim@example.com" });
        let account = api.must("POST", "/api/pipewright/v1/admin/accounts", account).await?;
        let more = json!([{ "name": "Second", "sort": 20, "is_main": false, "is_unsorted_on": false, "_embedded": { "statuses": [{ "name": "One", "sort": 10 }, { "name": "Two", "sort": 20 }] } }]);
        api.must("POST", "/api/v4/leads/pipelines", more).await?;
        let mut places = Vec::new();
        let board = api.must("GET", "/api/pipewright/v1/pipelines", Value::Null).await?;
        for pipeline in board["pipelines"].as_array().into_iter().flatten() {
            for stage in pipeline["stages"].as_array().into_iter().flatten() {
                if stage["kind"] != "unsorted"
                    && let (Some(pipeline), Some(stage)) = (pipeline["id"].as_i64(), stage["id"].as_i64())
                {
                    places.push((pipeline, stage));
                }
            }
        }
        let mut widgets = Vec::new();
        for (sample, code, host, is_stretched) in [
            ("notify", "plain", "a.example.com", false),
            ("sync_state", "state", "b.example.com", true),
            // Two widgets of one receiver share its lanes.
            ("sync_state", "other", "a.example.com", true),
            ("notify", "formed", "c.example.com", false),
        ] {
            let receiver = format!("https://{host}/hook");
            let path = format!("/api/pipewright/v1/widgets?code={code}&webhook_url={receiver}");
            api.must("POST", &path, json!({ "files": files_of(sample)? })).await?;
            widgets.push(Widget { code: code.to_string(), receiver, is_stretched, is_once: false });
        }
        let account = AccountId(account["id"].as_i64().ok_or("an account without an id")?);
        drop((app, api));
        Ok(Template { folder, places, account, widgets })
    }

    /// The database file, for tests that let it lie.
    pub fn database(&self) -> PathBuf {
        self.folder.database()
    }
}

/// The files of a sample widget as an upload carries them.
fn files_of(sample: &str) -> Result<Vec<Value>, Breach> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/widgets").join(sample);
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(told)? {
            let path = entry.map_err(told)?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).map_err(told)?.display().to_string();
            let bytes = std::fs::read(&path).map_err(told)?;
            files.push(json!({ "path": name, "base64": base64::prelude::BASE64_STANDARD.encode(bytes) }));
        }
    }
    Ok(files)
}

async fn open(
    folder: &Folder,
    clock: &Arc<ManualClock>,
) -> Result<(Arc<App>, mpsc::UnboundedReceiver<Handed>), Breach> {
    let data = Some(folder.0.display().to_string());
    let flags = Flags { data, dev: Some("true".to_string()), ..Flags::default() };
    let config = Config::resolve(&flags, &[], None, &|path| std::fs::read_to_string(path))
        .map_err(|problems| told(problems[0].to_string()))?;
    app::open_with(config, Arc::clone(clock) as _).await.map_err(|error| format!("it does not open: {error}"))
}

/// What was said to a request.
pub struct Answered {
    pub status: u16,
    pub body: Value,
}

struct Api(Router);

impl Api {
    async fn call(&self, method: &str, path: &str, body: Value) -> Result<Answered, Breach> {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let response = self.0.clone().oneshot(request.body(Body::from(text)).map_err(told)?).await.map_err(told)?;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.map_err(told)?.to_bytes();
        Ok(Answered { status, body: serde_json::from_slice(&bytes).unwrap_or_default() })
    }

    async fn must(&self, method: &str, path: &str, body: Value) -> Result<Value, Breach> {
        let answered = self.call(method, path, body).await?;
        match answered.status {
            200..=299 => Ok(answered.body),
            status => Err(format!("{method} {path}: {status} {}", answered.body)),
        }
    }
}

/// One incarnation, from its opening to its end.
pub struct World {
    pub app: Arc<App>,
    pub handed: mpsc::UnboundedReceiver<Handed>,
    pub network: SimNetwork,
    pub sender: Arc<Sender<SimNetwork>>,
    pub node: Incarnation,
    pub clock: Arc<ManualClock>,
    pub places: Vec<Place>,
    pub widgets: Vec<Widget>,
    pub account: AccountId,
    api: Api,
    folder: Folder,
    known: Known,
}

/// What of the log, the runs and the deliveries has been looked at.
#[derive(Clone, Copy, Default)]
struct Known {
    cursor: Cursor,
    run: i64,
    job: i64,
}

impl World {
    /// A copy of the template, opened.
    pub async fn begin(template: &Template) -> Result<World, Breach> {
        let folder = Folder::new()?;
        template.folder.copy_to(&folder)?;
        let clock = Arc::new(ManualClock::at(START_MS));
        let (places, widgets) = (template.places.clone(), template.widgets.clone());
        World::open(folder, clock, places, widgets, template.account, Known::default(), false).await
    }

    async fn open(
        folder: Folder,
        clock: Arc<ManualClock>,
        places: Vec<Place>,
        widgets: Vec<Widget>,
        account: AccountId,
        known: Known,
        is_shared: bool,
    ) -> Result<World, Breach> {
        let (app, handed) = open(&folder, &clock).await?;
        let now = clock.now();
        let node = server::worker::steps::begin(&app.store, &app.engine, is_shared, now, now.plus_seconds(1_000_000));
        let node = node.await.map_err(|error| format!("it does not start: {error}"))?;
        let network = SimNetwork::default();
        let (seconds, instance) = (app.config.hook_timeout, app.instance.clone());
        let sender = Arc::new(Sender::new(network.clone(), Arc::clone(&clock) as _, seconds, instance));
        let api = Api(router(Arc::clone(&app)).layer(axum::Extension(AtSocket)));
        Ok(World { app, handed, network, sender, node, clock, places, widgets, account, api, folder, known })
    }

    /// How long the write-ahead log is.
    pub fn log_bytes(&self) -> u64 {
        std::fs::metadata(self.folder.log()).map_or(0, |log| log.len())
    }

    /// The end without a word: the next incarnation finds what the files held at this moment. With `torn` the log ends
    /// somewhere between these two lengths, perhaps with rubbish behind: a commit under way when the power went.
    pub async fn crash(self, torn: Option<(u64, u64)>, dice: &mut Dice, keeps_leases: bool) -> Result<World, Breach> {
        let folder = Folder::new()?;
        self.folder.copy_to(&folder)?;
        if let Some((before, after)) = torn.filter(|(before, after)| before < after) {
            let cut = dice.between(before as i64, after as i64) as u64;
            let log = std::fs::OpenOptions::new().append(true).open(folder.log()).map_err(told)?;
            log.set_len(cut).map_err(told)?;
            if cut < after && dice.permille(400) {
                let rubbish: Vec<u8> = (0..dice.below(RUBBISH_MAX)).map(|_| dice.below(256) as u8).collect();
                std::io::Write::write_all(&mut &log, &rubbish).map_err(told)?;
            }
        }
        let World { app, clock, places, widgets, account, known, api, sender, handed, folder: old, .. } = self;
        drop((handed, sender, api, app));
        drop(old);
        World::open(folder, clock, places, widgets, account, known, keeps_leases).await
    }

    /// An orderly end and a start: leases are given back, the log is copied into the file.
    pub async fn restart(self) -> Result<World, Breach> {
        let (node, now) = (self.node, self.clock.now());
        self.app.engine.permits.close();
        let stop = move |tx: &Tx<'_>| store::nodes::stop(tx, node, now);
        self.app.store.write(store::across::EVERYONE, "stop node", stop).await.map_err(|error| error.to_string())?;
        let World { app, clock, places, widgets, account, known, api, sender, handed, folder, .. } = self;
        drop((handed, sender, api, app));
        World::open(folder, clock, places, widgets, account, known, false).await
    }

    pub fn now(&self) -> i64 {
        self.clock.now().0
    }

    /// What a caller asks for.
    pub async fn call(&self, method: &str, path: &str, body: Value) -> Result<Answered, Breach> {
        self.api.call(method, path, body).await
    }

    pub async fn read<T: Send + 'static>(
        &self,
        query: impl Fn(&Tx<'_>) -> Result<T, store::StoreError> + Send + 'static,
    ) -> Result<T, Breach> {
        self.app.store.read(self.account, "look", query).await.map_err(|error| format!("it cannot be read: {error}"))
    }

    /// What the database has gained since the last look.
    pub async fn look(&mut self) -> Result<Seen, Breach> {
        let known = self.known;
        let (events, runs, jobs, waiting, rules) = self
            .read(move |tx| {
                let events = store::events::after(tx, known.cursor, NEW_ROWS_MAX)?;
                let runs = new_runs(tx, known.run)?;
                let jobs = new_jobs(tx, known.job)?;
                let waiting = store::runs::list(
                    tx,
                    &RunFilter { is_waiting: true, ..RunFilter::default() },
                    &Sight::all(),
                    ROWS_MAX,
                )?;
                let version = store::triggers::current(tx)?.version();
                let triggers = store::triggers::list(tx)?;
                Ok((events, runs, jobs, waiting, (version, triggers)))
            })
            .await?;
        if let Some((cursor, _)) = events.last() {
            self.known.cursor = *cursor;
        }
        self.known.run = runs.iter().map(|run| run.id).max().unwrap_or(0).max(known.run);
        self.known.job = jobs.iter().map(|job| job.id).max().unwrap_or(0).max(known.job);
        Ok(Seen {
            events: events.into_iter().map(|(_, event)| event_row(&event)).collect(),
            runs,
            jobs,
            waiting: waiting.into_iter().map(|run| run.id.0).collect(),
            version: rules.0,
            triggers: rules.1.into_iter().map(|trigger| trigger.id.0).collect(),
        })
    }
}

fn new_runs(tx: &Tx<'_>, known: i64) -> Result<Vec<RunRow>, store::StoreError> {
    let mut runs: Vec<RunRow> =
        store::runs::list(tx, &RunFilter::default(), &Sight::all(), NEW_ROWS_MAX)?.into_iter().map(run_row).collect();
    runs.retain(|run| run.id > known);
    runs.reverse();
    Ok(runs)
}

fn new_jobs(tx: &Tx<'_>, known: i64) -> Result<Vec<JobRow>, store::StoreError> {
    let newest = store::jobs::list(tx, &DeliveryFilter::default(), &Sight::all(), NEW_ROWS_MAX)?;
    let mut jobs: Vec<JobRow> = newest.into_iter().filter(|job| job.id.0 > known).map(job_row).collect();
    jobs.reverse();
    Ok(jobs)
}

pub fn event_row(event: &domain::event::Event) -> EventRow {
    let place = |place: domain::pipeline::Place| (place.pipeline.0, place.stage.0);
    let kind = match event.kind {
        EventKind::Created { at } => Kind::Created(place(at)),
        EventKind::Moved { from, to } => Kind::Moved(from.map(place), place(to)),
        EventKind::Appeared { at } => Kind::Appeared(place(at)),
        EventKind::Client { what: ClientAction::CallIn, at } => Kind::CallIn(place(at)),
        EventKind::Changed { what: Aspect::Price, at } => Kind::Edited(place(at)),
        _ => Kind::Other,
    };
    let Timestamp(at) = event.at;
    EventRow { id: event.id.0, lead: event.lead().map_or(0, |lead| lead.0), kind, at }
}

pub fn run_row(run: Run) -> RunRow {
    RunRow {
        id: run.id.0,
        event: run.event.0,
        trigger: run.trigger.0,
        lead: run.lead.0,
        code: run.code.number(),
        direction: run.direction.map(|direction| direction.name().to_string()),
        fate: match run.state {
            RunState::Dropped(reason) => reason,
            other => other.name().to_string(),
        },
        due: run.due.0,
    }
}

pub fn job_row(job: Delivery) -> JobRow {
    JobRow {
        id: job.id.0,
        run: job.run.0,
        event: job.event.0,
        trigger: job.trigger.0,
        lead: job.lead.0,
        receiver: job.url,
        state: job.state.name().to_string(),
        tries: job.tries,
        due: job.due.0,
        replay_of: job.replay_of.map(|id| id.0),
        is_once: job.retry == domain::retry::RetryPolicy::Once,
        body: job.body,
    }
}
