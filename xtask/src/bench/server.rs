//! The product as a bench meets it: its command line and its API. Whatever changes there changes here only.

use std::fmt;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Place;
use super::shell::{Process, Scratch, output, request};

const WIDGET: &str = "fixtures/widgets/notify";
const BATCH: usize = 250; // What the API takes at once, leads and triggers alike.
const PIPELINES_AT_ONCE: usize = 10;
const READY_WAIT: Duration = Duration::from_secs(30);

/// A column of one pipeline; written as the load client reads it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    pipeline: u64,
    stage: u64,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.pipeline, self.stage)
    }
}

impl Stage {
    pub fn body(self) -> Value {
        json!({ "pipeline_id": self.pipeline, "stage_id": self.stage })
    }
}

/// What stands around the two triggers that fire.
#[derive(Clone, Copy)]
pub struct Shape {
    pub n_pipelines: usize,
    pub n_stages: usize,
    /// Triggers on stages that no lead visits.
    pub n_elsewhere: usize,
    /// Triggers on each of the two visited stages whose filter keeps them quiet.
    pub n_silent: usize,
}

/// The two stages between which leads move; entering either fires exactly one hook.
pub struct Board {
    pub a: Stage,
    pub b: Stage,
    /// Two stages that the load leaves alone, for timers.
    pub waiting: Stage,
    pub due: Stage,
}

/// Where a server keeps its data, and the account that is measured.
pub struct Home<'a> {
    place: &'a Place,
    scratch: &'a Scratch,
    postgres: Option<&'a str>,
    account: String,
}

impl<'a> Home<'a> {
    /// A folder is empty, but a database given to us may hold the accounts of earlier runs.
    pub fn new(place: &'a Place, scratch: &'a Scratch, postgres: Option<&'a str>) -> Home<'a> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let account = format!("bench-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Home { place, scratch, postgres, account }
    }

    fn pipewright(&self, words: &[&str]) -> Command {
        let mut command = Command::new(self.place.target.join("release/pipewright"));
        command.current_dir(&self.place.root);
        // Default settings are what is measured, whatever the one who measures has set for himself.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PIPEWRIGHT_")) {
            command.env_remove(name);
        }
        command.args(words).arg("--data").arg(self.scratch.join("data"));
        command.args(self.postgres.iter().flat_map(|url| ["--database-url", url]));
        command
    }
}

pub struct Server<'a> {
    home: Home<'a>,
    pub process: Process,
    pub token: String,
    /// From the start of the process to its first answer.
    pub answered_after: Duration,
}

impl<'a> Server<'a> {
    /// A new account, served.
    pub fn start(home: Home<'a>) -> Result<Server<'a>, String> {
        let account = home.account.as_str();
        output(&mut home.pipewright(&["account", "create", account, "--admin-email", "a@example.test"]))?;
        let token = output(&mut home.pipewright(&["token", "create", "--account", account]))?;
        Server::serve(home, token)
    }

    fn serve(home: Home<'a>, token: String) -> Result<Server<'a>, String> {
        // In dev mode hooks may go to this machine; everything else is as an administrator would get it.
        let mut serve = home.pipewright(&["serve", "--dev", "--listen", "127.0.0.1:0"]);
        let process = Process::start(&mut serve, &home.scratch.join("server.log"))?;
        let answered_after = first_answer(&process)?;
        Ok(Server { home, process, token, answered_after })
    }

    pub fn restart(self) -> Result<Server<'a>, String> {
        self.process.stop()?;
        Server::serve(self.home, self.token)
    }

    pub fn set_up(&self, shape: Shape, hook: &str) -> Result<Board, String> {
        let pipelines = self.set_up_pipelines(shape.n_pipelines, shape.n_stages)?;
        let (a, b) = (pipelines[0][0], pipelines[0][1]);
        let widget = self.install_widget(hook)?;

        let fires = [a, b].map(|stage| trigger(stage, &widget, false));
        let silent = [a, b].into_iter().flat_map(|stage| vec![trigger(stage, &widget, true); shape.n_silent]);
        let others: Vec<Stage> = pipelines.iter().flatten().copied().filter(|stage| ![a, b].contains(stage)).collect();
        let elsewhere = others.iter().cycle().take(shape.n_elsewhere).map(|stage| trigger(*stage, &widget, false));
        let triggers: Vec<Value> = silent.chain(fires).chain(elsewhere).collect();
        for batch in triggers.chunks(BATCH) {
            self.ask("POST", "/api/pipewright/v1/triggers/batch", &json!({ "triggers": batch }))?;
        }
        Ok(Board { a, b, waiting: pipelines[0][2], due: pipelines[0][3] })
    }

    /// The stages of each new pipeline.
    pub fn set_up_pipelines(&self, n_pipelines: usize, n_stages: usize) -> Result<Vec<Vec<Stage>>, String> {
        const PATH: &str = "/api/v4/leads/pipelines";
        let statuses: Vec<Value> = (1..=n_stages)
            .map(|n| json!({ "name": format!("stage {n}"), "sort": n * 10, "color": "#fffeb2" }))
            .collect();
        let pipelines: Vec<Value> = (1..=n_pipelines)
            .map(|n| {
                let name = format!("bench {n}");
                json!({ "name": name, "sort": n * 10, "is_main": false, "is_unsorted_on": false,
                        "_embedded": { "statuses": statuses } })
            })
            .collect();
        for batch in pipelines.chunks(PIPELINES_AT_ONCE) {
            self.ask("POST", PATH, &json!(batch))?;
        }
        let stages = stages(&self.ask("GET", PATH, &Value::Null)?);
        match stages.len() == n_pipelines && stages.iter().all(|of_one| of_one.len() == n_stages) {
            true => Ok(stages),
            false => Err(format!("expected {n_pipelines} pipelines of {n_stages} stages, found {stages:?}")),
        }
    }

    /// The new leads' ids, in order.
    pub fn create_leads(&self, stage: &Stage, n_leads: usize) -> Result<Vec<u64>, String> {
        let Stage { pipeline, stage } = stage;
        let mut ids = Vec::with_capacity(n_leads);
        while ids.len() < n_leads {
            let n = BATCH.min(n_leads - ids.len());
            let lead = |at| json!({ "name": format!("Lead {at}"), "pipeline_id": pipeline, "status_id": stage });
            let batch: Vec<Value> = (ids.len()..ids.len() + n).map(lead).collect();
            let made = self.ask("POST", "/api/v4/leads", &json!(batch))?;
            let made =
                made["_embedded"]["leads"].as_array().into_iter().flatten().filter_map(|lead| lead["id"].as_u64());
            let before = ids.len();
            ids.extend(made);
            if ids.len() != before + n {
                return Err(format!("of {n} leads {} were created", ids.len() - before));
            }
        }
        Ok(ids)
    }

    fn install_widget(&self, hook: &str) -> Result<String, String> {
        let account = self.home.account.as_str();
        let words = ["widget", "install", WIDGET, "--webhook-url", hook, "--account", account, "--json"];
        let told = output(&mut self.home.pipewright(&words))?;
        let told: Value = serde_json::from_str(&told).map_err(|e| format!("widget install: {e}: {told}"))?;
        told["code"].as_str().map(str::to_owned).ok_or_else(|| format!("widget install names no code: {told}"))
    }

    pub fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let (status, answer) = request(&self.process.address, method, path, &self.token, body)?;
        match status {
            200..=299 => Ok(answer),
            _ => Err(format!("{method} {path}: {status} {answer}")),
        }
    }
}

fn first_answer(process: &Process) -> Result<Duration, String> {
    while process.started.elapsed() < READY_WAIT {
        if let Ok((200, _)) = request(&process.address, "GET", "/healthz", "", &Value::Null) {
            return Ok(Instant::now() - process.started);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Err(format!("/healthz did not answer 200 within {READY_WAIT:?}"))
}

/// A trigger that posts the widget's hook when a lead comes to the stage, or one that looks and never does.
fn trigger(stage: Stage, widget: &str, silent: bool) -> Value {
    let mut trigger = json!({
        "name": "bench",
        "stages": [stage.body()],
        "when": { "on": "moved" },
        "action": { "kind": "widget_hook", "widget": widget, "settings": { "message": "hi" } },
        "enabled": true,
    });
    if silent {
        // No lead of a run has such a price.
        trigger["filters"] = json!([{ "field": "price", "min": 1_000_000_000, "max": null }]);
    }
    trigger
}

/// The stages we made of the pipelines we made, out of the list of all.
fn stages(list: &Value) -> Vec<Vec<Stage>> {
    let named = |value: &Value, prefix: &str| value["name"].as_str().is_some_and(|name| name.starts_with(prefix));
    let embedded = |value: &Value, what: &str| value["_embedded"][what].as_array().cloned().unwrap_or_default();
    let ours = embedded(list, "pipelines").into_iter().filter(|pipeline| named(pipeline, "bench "));
    ours.map(|pipeline| {
        let statuses = embedded(&pipeline, "statuses").into_iter().filter(|status| named(status, "stage "));
        let stage = |status: Value| Some(Stage { pipeline: pipeline["id"].as_u64()?, stage: status["id"].as_u64()? });
        statuses.filter_map(stage).collect()
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_stages_are_taken() {
        let list = json!({ "_embedded": { "pipelines": [
            { "id": 1, "name": "Sales", "_embedded": { "statuses": [{ "id": 10, "name": "stage 1" }] } },
            { "id": 2, "name": "bench 1", "_embedded": { "statuses": [
                { "id": 142, "name": "Won" }, { "id": 20, "name": "stage 1" }, { "id": 21, "name": "stage 2" }
            ] } },
        ] } });
        assert_eq!(stages(&list), [[Stage { pipeline: 2, stage: 20 }, Stage { pipeline: 2, stage: 21 }]]);
        assert!(stages(&Value::Null).is_empty());
    }
}
