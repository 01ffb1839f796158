//! Kill -9 the real server under load, again and again, and count: nothing accepted is lost, nothing is doubled.
//!
//! Everything is seen from outside: callers (`load`) write down each change and its answer, a receiver writes down each
//! hook that arrives, and a pure judge (`oracle`) compares the two. This file starts, kills and asks.

mod dice;
mod load;
mod oracle;
mod receiver;

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::Client;
use crate::options::{Options, Stop};
use crate::place::{self, Place, spoken};
use crate::postgres::Cluster;
use crate::process::Server;
use crate::scratch::Folder;
use crate::{needs, web};
use dice::Dice;
pub use load::Lives;
use load::{Brought, Caller, stage_of};
use oracle::{Recording, judge};
pub use oracle::{Stage, Verdict};
use receiver::Receiver;

pub const KILLS_DEFAULT: u64 = 10;

const CALLERS: usize = 4;
/// Few leads with many movements each: order within a lead is half of the promise.
const LEADS_MAX: usize = 50;
const LIFE_MILLISECONDS: (u64, u64) = (300, 1500);
/// How long a restart without new load waits for the first hook that was still owed.
const FIRST_HOOK_WAIT: Duration = Duration::from_millis(1500);
/// Longer than the second wait of the vendor's schedule, so that one hiccup of a busy machine is no loss.
const QUIET_SECONDS_MAX: u64 = 90;
const BREACHES_SHOWN_MAX: usize = 20;

/// What one loop is to do.
#[derive(Clone)]
pub struct Plan {
    pub kills: u64,
    pub seed: u64,
    pub database_url: Option<String>,
    pub callers: usize,
    /// Leads of each caller.
    pub leads_max: usize,
}

impl Plan {
    pub fn new(kills: u64) -> Plan {
        // The standard library's only source of chance.
        let seed = std::collections::hash_map::RandomState::new().build_hasher().finish() % 1_000_000;
        Plan { kills, seed, database_url: None, callers: CALLERS, leads_max: LEADS_MAX }
    }
}

/// `cargo x kill-loop`.
pub fn command(place: &Place, options: &Options) -> Result<(), Stop> {
    let mut plan = Plan::new(options.number("--kills", KILLS_DEFAULT)?);
    plan.seed = options.number("--seed", plan.seed)?;
    plan.database_url = options.get("--database-url").map(str::to_owned);
    if options.has("--postgres") && plan.database_url.is_some() {
        return Err(Stop::Usage("`--postgres` and `--database-url` exclude each other".into()));
    }
    let cluster = if options.has("--postgres") { Some(Cluster::start(&needs::postgres()?)?) } else { None };
    if let Some(cluster) = &cluster {
        plan.database_url = Some(cluster.url());
    }
    web::ensure_dist(place)?;
    place::run(&mut place.cargo(&["build", "--workspace", "--bin", "pipewright"]))?;
    Ok(run(place, &plan)?)
}

/// Prints the counts; an error if the promise was broken or the loop could not be run.
pub fn run(place: &Place, plan: &Plan) -> Result<(), String> {
    let folder = Folder::new("kill")?;
    let result = World::set_up(place, plan, folder.path()).and_then(|world| world.run());
    if result.is_err() {
        println!("kill loop: seed {}; data and server log are kept in {}", plan.seed, folder.keep().display());
    }
    result
}

/// Everything that stays the same over the server's lives.
pub struct World<'a> {
    place: &'a Place,
    plan: &'a Plan,
    folder: &'a Path,
    pub receiver: Receiver,
    pub token: String,
    pub stages: Vec<Stage>,
}

impl<'a> World<'a> {
    /// An account, a widget whose hooks go to the receiver, and a trigger on every stage.
    pub fn set_up(place: &'a Place, plan: &'a Plan, folder: &'a Path) -> Result<World<'a>, String> {
        let receiver = Receiver::start(plan.seed).map_err(|error| format!("the receiver: {error}"))?;
        let mut world = World { place, plan, folder, receiver, token: String::new(), stages: Vec::new() };
        world.tell(&["account", "create", "kill", "--admin-email", "a@example.test"])?;
        world.token = world.tell(&["token", "create", "--account", "kill"])?.trim().to_owned();
        let url = format!("http://{}/hook", world.receiver.addr);
        let widget =
            ["widget", "install", "fixtures/widgets/notify", "--webhook-url", &url, "--account", "kill", "--json"];
        let widget = world.tell(&widget)?;
        let widget: Value =
            serde_json::from_str(&widget).map_err(|_| format!("widget install told no JSON: {widget}"))?;

        let server = world.start()?;
        let mut client = world.client(&server)?;
        world.stages = stages(&client.ask("GET", "/api/v4/leads/pipelines", None)?);
        if world.stages.len() < 2 {
            return Err("the new account has fewer than two stages to move leads between".into());
        }
        for stage in &world.stages {
            client.ask("POST", "/api/pipewright/v1/triggers", Some(&trigger(*stage, &widget["code"])))?;
        }
        server.stop()?;
        Ok(world)
    }

    fn run(&self) -> Result<(), String> {
        let what = format!("kill loop: seed {}, kills {}", self.plan.seed, self.plan.kills);
        self.judged(&what, |lives| self.live_and_die(lives).map(|restarts| restarts.told())).map(drop)
    }

    /// Calls the server while `script` gives it its lives, then waits until nothing is owed and counts. Prints what the
    /// script told and the counts; an error if the promise was broken.
    pub fn judged(&self, what: &str, script: impl FnOnce(&Lives) -> Result<String, String>) -> Result<Verdict, String> {
        let started = Instant::now();
        let lives = Lives::default();
        let (brought, told) = std::thread::scope(|scope| {
            let callers: Vec<_> = (0..self.plan.callers)
                .map(|n| Caller::new(n, &self.token, &self.stages, self.plan.seed, self.plan.leads_max))
                .map(|caller| scope.spawn(|| caller.run(&lives)))
                .collect();
            let told = script(&lives);
            lives.end_all(); // Also after an error, or the callers would wait for ever.
            let brought: Vec<_> = callers.into_iter().map(|caller| caller.join().expect("a caller panicked")).collect();
            (brought, told)
        });
        let told = told?;
        let brought = brought.into_iter().collect::<Result<Vec<Brought>, String>>()?;

        let last = self.start()?;
        let mut client = self.client(&last)?;
        let quiet = self.wait_until_quiet(&mut client);
        let stored = stored(&mut client)?;
        last.stop()?;
        let doctor = self.tell(&["doctor"]);

        let n_refused: u64 = brought.iter().map(|brought| brought.n_refused).sum();
        let refusal = brought.iter().find_map(|brought| brought.first_refusal.clone());
        let mut verdict = judge(&recording(brought, &stored, &self.receiver));
        verdict.breaches.extend(quiet.err());
        verdict.breaches.extend(doctor.err().map(|error| format!("doctor: {error}")));
        if verdict.accepted == 0 {
            verdict.breaches.push("not a single change was accepted".into());
        }
        println!("{what}: {}, {told}", spoken(started.elapsed()));
        if let Some(refusal) = refusal {
            println!("{what}: {n_refused} requests were refused, the first with: {refusal}");
        }
        report(what, &verdict)?;
        Ok(verdict)
    }

    fn live_and_die(&self, lives: &Lives) -> Result<Restarts, String> {
        let mut dice = Dice::new(self.plan.seed);
        let mut restarts = Restarts::default();
        for kill in 0..self.plan.kills {
            let n_before = self.receiver.n_arrived();
            let born = Instant::now();
            let server = self.start()?;
            // Every other life starts quietly, to see when the first owed hook leaves; the rest recover under load.
            if kill % 2 == 1 {
                restarts.first_hooks.push(self.first_hook_after(n_before, born));
            }
            lives.begin(server.addr);
            std::thread::sleep(Duration::from_millis(dice.between(LIFE_MILLISECONDS.0, LIFE_MILLISECONDS.1)));
            server.kill();
        }
        Ok(restarts)
    }

    fn first_hook_after(&self, n_before: usize, born: Instant) -> Option<Duration> {
        while born.elapsed() < FIRST_HOOK_WAIT {
            if self.receiver.n_arrived() > n_before {
                return Some(born.elapsed());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        None
    }

    /// Until nothing is owed any more; an error when nothing moves although something is.
    pub fn wait_until_quiet(&self, client: &mut Client) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            let owed = client.ask("GET", "/api/pipewright/v1/deliveries?state=pending,leased", None)?;
            let owed = owed["deliveries"].as_array().ok_or("the list of deliveries has no `deliveries`")?.len();
            if owed == 0 {
                return Ok(());
            }
            let last_sign = self.receiver.last_arrival().map_or(begun, |arrival| arrival.max(begun));
            if last_sign.elapsed() > Duration::from_secs(QUIET_SECONDS_MAX) {
                return Err(format!("{owed} or more deliveries are owed, but none has left for {QUIET_SECONDS_MAX} s"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The same callers' world on other data, with the same receiver.
    pub fn elsewhere<'b>(&'b self, plan: &'b Plan, folder: &'b Path) -> World<'b> {
        let (receiver, token, stages) = (self.receiver.clone(), self.token.clone(), self.stages.clone());
        World { place: self.place, plan, folder, receiver, token, stages }
    }

    /// Every lead with its name and stage.
    pub fn stored_leads(&self, client: &mut Client) -> Result<BTreeMap<u64, (String, Stage)>, String> {
        stored(client)
    }

    pub fn start(&self) -> Result<Server, String> {
        let mut serve = self.pipewright(&["serve", "--dev", "--listen", "127.0.0.1:0"]);
        Server::start(&mut serve, self.folder)
    }

    pub fn client(&self, server: &Server) -> Result<Client, String> {
        Client::connect(server.addr, &self.token).map_err(|error| format!("{}: {error}", server.addr))
    }

    /// A command of the command line, while no server runs.
    pub fn tell(&self, args: &[&str]) -> Result<String, String> {
        place::output(&mut self.pipewright(args))
    }

    fn pipewright(&self, args: &[&str]) -> Command {
        let mut command = self.place.command(self.place.binary("debug"));
        // Hooks go to a receiver on this machine, also those of a widget that is installed while nobody serves.
        command.args(args).arg("--data").arg(self.folder.join("data")).env("PIPEWRIGHT_DEV", "true");
        if let Some(url) = &self.plan.database_url {
            command.args(["--database-url", url]);
        }
        command
    }
}

/// How soon owed hooks left after a restart: reported, not judged, since the machine may be busy with other things.
#[derive(Default)]
struct Restarts {
    /// `None` where nothing was owed, or nothing left in time.
    first_hooks: Vec<Option<Duration>>,
}

impl Restarts {
    fn told(&self) -> String {
        let mut seen: Vec<Duration> = self.first_hooks.iter().flatten().copied().collect();
        seen.sort();
        match (seen.get(seen.len() / 2), seen.last()) {
            (Some(middle), Some(worst)) => format!(
                "first owed hook after a restart: middle {}, worst {} ({} of {} quiet restarts)",
                spoken(*middle),
                spoken(*worst),
                seen.len(),
                self.first_hooks.len()
            ),
            _ => format!("no hook was owed at {} quiet restarts", self.first_hooks.len()),
        }
    }
}

/// Stages in which leads can be put; the one for unsorted leads (type 1) takes none.
fn stages(pipelines: &Value) -> Vec<Stage> {
    let mut stages = Vec::new();
    for pipeline in pipelines["_embedded"]["pipelines"].as_array().into_iter().flatten() {
        for status in pipeline["_embedded"]["statuses"].as_array().into_iter().flatten() {
            if let (Some(pipeline), Some(id)) = (pipeline["id"].as_u64(), status["id"].as_u64())
                && status["type"].as_u64() != Some(1)
            {
                stages.push(Stage { pipeline, status: id });
            }
        }
    }
    stages
}

fn trigger(stage: Stage, widget: &Value) -> Value {
    json!({
        "name": format!("kill {}", stage.status),
        "stages": [{"pipeline_id": stage.pipeline, "stage_id": stage.status}],
        "when": {"on": "moved_or_created"},
        "action": {"kind": "widget_hook", "widget": widget, "settings": {"message": "hi"}},
        "enabled": true,
    })
}

/// Name and stage of every lead, page by page.
fn stored(client: &mut Client) -> Result<BTreeMap<u64, (String, Stage)>, String> {
    let mut stored = BTreeMap::new();
    for page in 1.. {
        let answer = client.ask("GET", &format!("/api/v4/leads?limit=250&page={page}"), None)?;
        let leads = answer["_embedded"]["leads"].as_array().map_or(&[][..], Vec::as_slice);
        for lead in leads {
            let (Some(id), Some(stage)) = (lead["id"].as_u64(), stage_of(lead)) else {
                return Err(format!("a listed lead has no id or stage: {lead}"));
            };
            stored.insert(id, (lead["name"].as_str().unwrap_or_default().to_owned(), stage));
        }
        if leads.is_empty() || answer["_links"]["next"].is_null() {
            break;
        }
    }
    Ok(stored)
}

/// Brings together what the callers, the database and the receiver know.
fn recording(brought: Vec<Brought>, stored: &BTreeMap<u64, (String, Stage)>, receiver: &Receiver) -> Recording {
    let by_name: BTreeMap<&str, u64> = stored.iter().map(|(id, (name, _))| (name.as_str(), *id)).collect();
    let mut recording = Recording { hooks: receiver.hooks(), ..Recording::default() };
    for lead in brought.into_iter().flat_map(|brought| brought.leads) {
        // A lead whose creation nobody answered is known by its name, if it was created at all.
        if let Some(id) = lead.id.or_else(|| by_name.get(lead.name.as_str()).copied()) {
            recording.changes.insert(id, lead.changes);
        }
    }
    recording.stored = stored.iter().map(|(id, (_, stage))| (*id, *stage)).collect();
    recording
}

fn report(what: &str, verdict: &Verdict) -> Result<(), String> {
    let Verdict { accepted, kept, delivered, lost, doubled, repeats, breaches } = verdict;
    for breach in breaches.iter().take(BREACHES_SHOWN_MAX) {
        println!("{what}: {breach}");
    }
    if *kept > 0 {
        println!("{what}: {kept} more changes were kept though the kill came before their answer");
    }
    println!("{what}: accepted {accepted}, delivered {delivered}, lost {lost}, doubled {doubled}, repeats {repeats}");
    match breaches.len() {
        0 => Ok(()),
        n => Err(format!("{what}: {n} breaches")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_all_but_the_unsorted() {
        let pipelines = json!({"_embedded": {"pipelines": [{"id": 1, "_embedded": {"statuses": [
            {"id": 5, "type": 1}, {"id": 6, "type": 0}, {"id": 142, "type": 0}]}}, {"id": 2, "_embedded": {"statuses": [
            {"id": 142}]}}]}});
        let found: Vec<(u64, u64)> = stages(&pipelines).iter().map(|stage| (stage.pipeline, stage.status)).collect();
        assert_eq!(found, [(1, 6), (1, 142), (2, 142)]);
    }

    #[test]
    fn restarts_tell_the_middle_and_the_worst() {
        let restarts =
            Restarts { first_hooks: vec![Some(Duration::from_millis(40)), None, Some(Duration::from_millis(90))] };
        assert_eq!(
            restarts.told(),
            "first owed hook after a restart: middle 90 ms, worst 90 ms (2 of 3 quiet restarts)"
        );
        assert_eq!(Restarts::default().told(), "no hook was owed at 0 quiet restarts");
    }
}
