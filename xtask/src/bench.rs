//! `cargo x bench`: what a stage change costs, as a fraction of the least it could cost on this machine.
//!
//! Figures of a machine say little; ratios within one run say much. So every round measures the limit (`bench relay`)
//! and ours one after the other, each with fresh data, and what is judged is the median of the rounds' ratios. How the
//! product is set up stands in `server`, and nowhere else; what a process measures, in the crate `bench`.

mod report;
mod server;
mod shell;
mod timers;

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use report::Report;
use server::{Home, Server, Shape};
use shell::{Process, Scratch, output};
use timers::{Timers, p99};

const CONNECTIONS: usize = 32;
const N_LEADS: usize = 2_048; // 64 to a connection: the order kept within one lead is not what is measured.
const N_LEADS_AT_START: usize = 100_000;
const N_STARTS: usize = 3;
const REST: Duration = Duration::from_secs(3); // After a start, before idle memory is read.

const USAGE: &str = "cargo x bench [--quick] [--only a,b1,b2,c,s] [--postgres] [--rounds N] [--date YYYY-MM-DD]

  a   every movement of a lead fires one hook
  b1  the same among 10,000 triggers over 100 pipelines of 10 stages
  b2  the same with 200 triggers on the stage, of which one fires
  c   the same beside 1,000,000 runs that wait, of which 1,000 more become due meanwhile
  s   start on a database of 100,000 leads

b is b1 and b2. --quick is one short round that is not recorded. --postgres takes an empty database from
PIPEWRIGHT_BENCH_POSTGRES (a postgres:// URL) instead of SQLite.";

pub fn run(args: &[String]) -> Result<(), String> {
    let options = Options::parse(args)?;
    let place = Place::find()?;
    let _alone = place.lock()?;
    // One after the other: built together they would share features, and `cargo x build` would build everything again.
    output(place.cargo().args(["build", "--release", "-p", "server"]))?;
    output(place.cargo().args(["build", "--release", "-p", "bench"]))?;
    let _no_builds = place.lock_builds()?;

    let load_average = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut rounds = Vec::new();
    for n in 1..=options.n_rounds {
        let mut round = BTreeMap::new();
        for case in &options.cases {
            eprintln!("round {n} of {}: {}", options.n_rounds, case.name());
            round.insert(case.name(), measure(*case, &place, &options)?);
        }
        rounds.push(round);
    }
    let start = if options.start { Some(measure_start(&place, &options)?) } else { None };

    let report = Report::new(rounds, start);
    print!("{report}");
    if !options.quick {
        let run = json!({
            "date": options.date.map_or_else(|| output(Command::new("date").args(["-u", "+%Y-%m-%d"])), Ok)?,
            "commit": output(Command::new("git").args(["describe", "--always", "--dirty"]).current_dir(&place.root))?,
            "cores": std::thread::available_parallelism().map_or(0, usize::from),
            "load_average": load_average.trim(),
            "store": if options.postgres.is_some() { "postgres" } else { "sqlite" },
            "connections": CONNECTIONS,
        });
        report::append(&place.root.join("bench/results.json"), report.recorded(run))?;
    }
    match report.voids.is_empty() {
        true => Ok(()),
        false => Err("the run is void".to_owned()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Case {
    Relay,
    One,
    Many,
    Crowded,
    Timed,
}

impl Case {
    fn name(self) -> &'static str {
        match self {
            Case::Relay => "relay",
            Case::One => "a",
            Case::Many => "b1",
            Case::Crowded => "b2",
            Case::Timed => "c",
        }
    }

    /// `None` for the relay, which has no pipelines to set up.
    fn shape(self) -> Option<Shape> {
        let one = Shape { n_pipelines: 1, n_stages: 10, n_elsewhere: 0, n_silent: 0 };
        match self {
            Case::Relay => None,
            Case::One | Case::Timed => Some(one),
            Case::Many => Some(Shape { n_pipelines: 100, n_elsewhere: 10_000, ..one }),
            Case::Crowded => Some(Shape { n_silent: 199, ..one }),
        }
    }
}

#[derive(Debug, PartialEq)]
struct Options {
    quick: bool,
    cases: Vec<Case>,
    start: bool,
    postgres: Option<String>,
    n_rounds: usize,
    date: Option<String>,
}

impl Options {
    fn parse(args: &[String]) -> Result<Options, String> {
        let (mut quick, mut postgres, mut only, mut n_rounds, mut date) = (false, None, None, None, None);
        let mut words = args.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().cloned().ok_or_else(|| format!("{word} wants a value\n{USAGE}"));
            match word.as_str() {
                "--quick" => quick = true,
                "--only" => only = Some(value()?),
                "--rounds" => n_rounds = Some(value()?.parse().map_err(|e| format!("--rounds: {e}"))?),
                "--date" => date = Some(value()?),
                "--postgres" => {
                    let url = std::env::var("PIPEWRIGHT_BENCH_POSTGRES");
                    postgres = Some(url.map_err(|_| "--postgres wants PIPEWRIGHT_BENCH_POSTGRES=postgres://…")?);
                }
                _ => return Err(format!("`{word}` is not known\n{USAGE}")),
            }
        }
        let (cases, start) = cases(only.as_deref().unwrap_or("a,b,c,s"))?;
        Ok(Options { quick, cases, start, postgres, n_rounds: n_rounds.unwrap_or(if quick { 1 } else { 3 }), date })
    }

    fn warmup(&self) -> Duration {
        Duration::from_secs(if self.quick { 1 } else { 3 })
    }

    fn load_seconds(&self) -> [&'static str; 4] {
        match self.quick {
            true => ["--warmup-s", "1", "--seconds", "2"],
            false => ["--warmup-s", "3", "--seconds", "8"],
        }
    }
}

/// What to measure, in order, with what it is measured against; and whether to measure the start.
fn cases(only: &str) -> Result<(Vec<Case>, bool), String> {
    let (mut cases, mut start) = (Vec::new(), false);
    for name in only.split(',') {
        match name {
            "a" => cases.extend([Case::Relay, Case::One]),
            "b1" => cases.extend([Case::Relay, Case::One, Case::Many]),
            "b2" => cases.extend([Case::Relay, Case::One, Case::Crowded]),
            "b" => cases.extend([Case::Relay, Case::One, Case::Many, Case::Crowded]),
            "c" => cases.extend([Case::Relay, Case::One, Case::Timed]),
            "s" => start = true,
            _ => return Err(format!("there is no `{name}` to measure\n{USAGE}")),
        }
    }
    cases.sort_unstable();
    cases.dedup();
    Ok((cases, start))
}

struct Place {
    root: PathBuf,
    target: PathBuf,
}

impl Place {
    fn find() -> Result<Place, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask stands in no workspace")?.to_owned();
        let mut place = Place { root, target: PathBuf::new() };
        let told = output(place.cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
        let told: Value = serde_json::from_str(&told).map_err(|e| format!("cargo metadata: {e}"))?;
        place.target = told["target_directory"].as_str().ok_or("cargo metadata names no target folder")?.into();
        Ok(place)
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        cargo
    }

    fn bench(&self, subcommand: &str) -> Command {
        let mut command = Command::new(self.target.join("release/bench"));
        command.arg(subcommand);
        command
    }

    /// Beside the build and not in the system's temporary folder, which may be memory: there a sync costs nothing.
    fn scratch(&self) -> Result<Scratch, String> {
        Scratch::new(&self.target)
    }

    /// Two benches at once would measure each other.
    fn lock(&self) -> Result<File, String> {
        let path = self.target.join("bench.lock");
        let made = std::fs::create_dir_all(&self.target).and_then(|()| File::create(&path));
        let file = made.map_err(|e| format!("{}: {e}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err("another bench is running".to_owned()),
            Err(TryLockError::Error(e)) => Err(format!("{}: {e}", path.display())),
        }
    }

    /// Cargo takes these files before it builds into this folder, so a build started meanwhile waits until we are done.
    fn lock_builds(&self) -> Result<Vec<File>, String> {
        let profiles = ["debug", "release"].map(|profile| self.target.join(profile));
        let lock = |folder: &PathBuf| {
            std::fs::create_dir_all(folder)?;
            let file = File::options().create(true).append(true).open(folder.join(".cargo-lock"))?;
            file.lock()?;
            Ok(file)
        };
        profiles.iter().map(|folder| lock(folder).map_err(|e: std::io::Error| format!("{e}"))).collect()
    }
}

/// One run of one case, with processes and data of its own.
fn measure(case: Case, place: &Place, options: &Options) -> Result<Value, String> {
    let scratch = place.scratch()?;
    let receiver = Process::start(&mut place.bench("receiver"), &scratch.join("receiver.log"))?;
    let hook = format!("http://{}/hook", receiver.address);
    match case.shape() {
        None => {
            let [a, b] = ["1:10", "1:20"].map(str::to_owned);
            let mut relay = place.bench("relay");
            relay.args(["--target", &hook, "--trigger", &a, "--trigger", &b, "--data"]).arg(scratch.path());
            let relay = Process::start(&mut relay, &scratch.join("relay.log"))?;
            let leads = (1..=N_LEADS as u64).collect();
            load(place, options, &scratch, &receiver, Target { server: &relay, token: None, a, b, leads })
        }
        Some(shape) => {
            let server = Server::start(Home::new(place, &scratch, options.postgres.as_deref()))?;
            let board = server.set_up(shape, &hook)?;
            let leads = server.create_leads(&board.a, N_LEADS)?;
            let (a, b) = (board.a.to_string(), board.b.to_string());
            let target = || Target { server: &server.process, token: Some(&server.token), a, b, leads };
            if case != Case::Timed {
                return load(place, options, &scratch, &receiver, target());
            }
            // A receiver of their own: what the load counts are the hooks of its leads.
            let clock = Process::start(&mut place.bench("receiver"), &scratch.join("timers.log"))?;
            let url = format!("http://{}/timer", clock.address);
            let timers = if options.quick { Timers::QUICK } else { Timers::FULL };
            timers.fill(&server, board.waiting, &url)?;
            let due = timers.start(&server, board.due, &url)?;
            due.wait_for_the_load(options.warmup());
            let mut figures = load(place, options, &scratch, &receiver, target())?;
            figures["timers_late_ms_p99"] = json!(p99(due.lateness_ms(&server)?));
            Ok(figures)
        }
    }
}

struct Target<'a> {
    server: &'a Process,
    token: Option<&'a str>,
    a: String,
    b: String,
    leads: Vec<u64>,
}

fn load(
    place: &Place,
    options: &Options,
    scratch: &Scratch,
    receiver: &Process,
    target: Target,
) -> Result<Value, String> {
    let leads = scratch.join("leads");
    let ids: String = target.leads.iter().map(|id| format!("{id}\n")).collect();
    std::fs::write(&leads, ids).map_err(|e| format!("{}: {e}", leads.display()))?;

    let mut load = place.bench("load");
    load.args(["--target", &format!("http://{}", target.server.address)]);
    load.args(["--receiver", &format!("http://{}", receiver.address)]);
    load.args(["--a", &target.a, "--b", &target.b, "--connections", &CONNECTIONS.to_string()]);
    load.args(["--pid", &target.server.pid().to_string(), "--receiver-pid", &receiver.pid().to_string()]);
    load.args(options.load_seconds()).arg("--leads").arg(leads);
    load.args(target.token.iter().flat_map(|token| ["--token", token]));
    let figures = output(&mut load)?;
    serde_json::from_str(&figures).map_err(|e| format!("bench load: {e}: {figures}"))
}

fn measure_start(place: &Place, options: &Options) -> Result<Value, String> {
    let n_leads = if options.quick { N_LEADS_AT_START / 20 } else { N_LEADS_AT_START };
    eprintln!("start: creating {n_leads} leads");
    let scratch = place.scratch()?;
    let mut server = Server::start(Home::new(place, &scratch, options.postgres.as_deref()))?;
    let board = server.set_up_pipelines(1, 10)?;
    server.create_leads(&board[0][0], n_leads)?;

    let mut started_after_ms = Vec::new();
    for _ in 0..N_STARTS {
        server = server.restart()?;
        started_after_ms.push(server.answered_after.as_secs_f64() * 1e3);
    }
    std::thread::sleep(REST);
    let memory = output(place.bench("memory").args(["--pid", &server.process.pid().to_string()]))?;
    let memory: Value = serde_json::from_str(&memory).map_err(|e| format!("bench memory: {e}"))?;
    Ok(json!({ "leads": n_leads, "started_after_ms": started_after_ms, "idle": memory }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_brings_what_it_is_measured_against() {
        #[track_caller]
        fn check(only: &str, expected: &str, start: bool) {
            let (cases, s) = cases(only).unwrap();
            assert_eq!((cases.iter().map(|c| c.name()).collect::<Vec<_>>().join(" ").as_str(), s), (expected, start));
        }
        check("a", "relay a", false);
        check("b1", "relay a b1", false);
        check("s", "", true);
        check("b2,a", "relay a b2", false);
        check("c", "relay a c", false);
        check("a,b,s", "relay a b1 b2", true);
        assert!(cases("z").is_err());
    }

    #[test]
    fn options() {
        let parse = |text: &str| Options::parse(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(parse("").unwrap().n_rounds, 3);
        assert_eq!(parse("--quick").unwrap().n_rounds, 1);
        assert_eq!(parse("--only a --date 2026-01-02").unwrap().date.as_deref(), Some("2026-01-02"));
        assert!(parse("--only").is_err());
        assert!(parse("--quik").is_err());
    }
}
