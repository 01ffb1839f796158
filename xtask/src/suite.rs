//! `cargo x test`: every suite, each whether or not the one before it failed, and one line that counts them all.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::options::{Need, Options, Stop};
use crate::place::{Place, run as run_to_end, spoken, tee};
use crate::postgres::Cluster;
use crate::process::{Server, SignIn};
use crate::scratch::Folder;
use crate::tally::{CargoTests, PlaywrightTests, Tally, summary, vitest};
use crate::{faults, kill_loop, needs, sim, tidy, web};

/// `cargo x test`.
pub fn run(place: &Place, options: &Options) -> Result<(), Stop> {
    let kills = options.number("--kills", kill_loop::KILLS_DEFAULT)?;
    let mut run = Run::new(place, options.without()?);
    run.all_suites(kills, false);
    run.finish("test")
}

/// `cargo x shots`: the web package's own script against a demo server.
pub fn shots(place: &Place, options: &Options) -> Result<(), Stop> {
    let chromium = needs::chromium()?;
    web::build(place)?;
    if !web::has_script(place, "shots") {
        return Err(Stop::Failed("web/package.json has no script `shots`".into()));
    }
    run_to_end(&mut place.cargo(&["build", "--workspace", "--bin", "pipewright"]))?;
    let out = options.get("--out").map_or(place.target.join("shots"), PathBuf::from);
    let out = std::path::absolute(out).map_err(|error| error.to_string())?;
    let demo = Demo::start(place)?;
    let mut script = web::npm(place);
    script.args(["run", "shots"]).env("PIPEWRIGHT_SHOTS", &out);
    run_to_end(demo.introduce(&mut script, &chromium))?;
    println!("screenshots are in {}", out.display());
    Ok(())
}

/// A step either counts tests, or says in one line why it could not.
type StepResult = Result<Tally, String>;

/// One run of several steps; knows what went well so far.
pub struct Run<'a> {
    pub place: &'a Place,
    without: Vec<Need>,
    tally: Tally,
    failures: Vec<String>,
    times: Vec<(&'static str, Duration)>,
    started: Instant,
}

impl<'a> Run<'a> {
    pub fn new(place: &'a Place, without: Vec<Need>) -> Run<'a> {
        Run { place, without, tally: Tally::default(), failures: vec![], times: vec![], started: Instant::now() }
    }

    /// `long` asks the suites that have a long form for it.
    pub fn all_suites(&mut self, kills: u64, long: bool) {
        let needs = self.needs();
        let packages = self.step("web", "packages, types, unit tests, build", web_suite);
        let _ = web::ensure_dist(self.place);
        let built = self.step("build", "server, tests and tools, once for all suites", |place| {
            run_to_end(&mut place.cargo(&["build", "--workspace", "--bins", "--tests"]))?;
            Ok(Tally::default())
        });

        if !built {
            for suite in ["rust", "simulation", "kill loop", "faults", "browser"] {
                self.skip(suite, "the build failed");
            }
        } else {
            self.step("rust", "cargo test --workspace", |place| rust_suite(place, needs.cluster.as_ref(), long));
            let seeds = if long { sim::SEEDS.middle } else { sim::SEEDS.short };
            self.step("simulation", &format!("{seeds} histories of the engine"), |place| sim::suite(place, seeds));
            self.step("kill loop", &format!("{kills} kills of the real server under load"), |place| {
                kill_loop::run(place, &kill_loop::Plan::new(kills)).map(|()| Tally::PASSED)
            });
            self.step("faults", "full disk, order over kills, two nodes, backup", |place| {
                faults::suite(place, needs.cluster.as_ref(), if long { 2 } else { 1 })
            });
            match &needs.chromium {
                Some(_) if !packages => self.skip("browser", "the web step failed"),
                Some(chromium) => {
                    self.step("browser", "the demo in Chromium", |place| browser_suite(place, chromium));
                }
                None => self.skip("browser", "no Chromium, or left out"),
            }
        }
        self.tidy();
    }

    pub fn tidy(&mut self) {
        self.step("tidy", "the rules that no compiler knows", |place| tidy::tally(&place.root));
    }

    /// One heading, one timed piece of work. Returns whether nothing failed.
    pub fn step(&mut self, name: &'static str, what: &str, work: impl FnOnce(&Place) -> StepResult) -> bool {
        println!("\n== {name}: {what}");
        let started = Instant::now();
        let tally = work(self.place).unwrap_or_else(|why| {
            println!("{name} failed: {why}");
            self.failures.push(format!("{name}: {why}"));
            Tally::FAILED
        });
        if tally.failed > 0 && !self.failures.iter().any(|failure| failure.starts_with(name)) {
            self.failures.push(format!("{name}: {} failed", tally.failed));
        }
        self.tally.add(tally);
        self.times.push((name, started.elapsed()));
        println!("== {name}: {}", spoken(started.elapsed()));
        tally.failed == 0
    }

    fn skip(&mut self, name: &str, why: &str) {
        println!("\n== {name}: skipped, {why}");
        self.tally.add(Tally::SKIPPED);
    }

    /// The forms that take hours: simulation and kills, on both databases.
    pub fn longest(&mut self, kills: u64, seeds: u64) {
        let cluster = self.needs_postgres();
        let _ = web::ensure_dist(self.place);
        let built = self.step("build", "server and tools", |place| {
            run_to_end(&mut place.cargo(&["build", "--workspace", "--bins"])).map(|()| Tally::default())
        });
        if !built {
            return self.skip("soak", "the build failed");
        }
        self.step("simulation", &format!("{seeds} histories of the engine"), |place| sim::suite(place, seeds));
        self.step("kill loop", &format!("{kills} kills on SQLite"), |place| {
            kill_loop::run(place, &kill_loop::Plan::new(kills)).map(|()| Tally::PASSED)
        });
        self.step("faults", "in their long form", |place| faults::suite(place, cluster.as_ref(), 10));
        if let Some(cluster) = &cluster {
            self.step("kill loop on PostgreSQL", &format!("{kills} kills"), |place| {
                let plan = kill_loop::Plan { database_url: Some(cluster.url()), ..kill_loop::Plan::new(kills) };
                kill_loop::run(place, &plan).map(|()| Tally::PASSED)
            });
        }
    }

    fn needs_postgres(&mut self) -> Option<Cluster> {
        if self.without.contains(&Need::Postgres) {
            self.skip("postgres", "left out");
            return None;
        }
        let mut cluster = None;
        self.step("postgres", "a cluster for this run", |_| {
            cluster = Some(Cluster::start(&needs::postgres()?)?);
            Ok(Tally::default())
        });
        cluster
    }

    fn needs(&mut self) -> Needs {
        let mut needs = Needs { cluster: self.needs_postgres(), ..Needs::default() };
        if self.without.contains(&Need::Browser) {
            println!("\n== chromium: left out"); // The browser step counts itself as skipped.
        } else {
            self.step("chromium", "the distribution's browser", |_| {
                needs.chromium = Some(needs::chromium()?);
                Ok(Tally::default())
            });
        }
        needs
    }

    /// Repeats every failure, then the times, then the summary: the last line, whatever happened.
    pub fn finish(self, word: &str) -> Result<(), Stop> {
        println!();
        for failure in &self.failures {
            println!("failed: {failure}");
        }
        let steps: Vec<String> = self.times.iter().map(|(name, time)| format!("{name} {}", spoken(*time))).collect();
        println!("took {}: {}", spoken(self.started.elapsed()), steps.join(", "));
        println!("{}", summary(word, self.tally, &self.without));
        if self.tally.failed == 0 { Ok(()) } else { Err(Stop::Counted) }
    }
}

#[derive(Default)]
struct Needs {
    cluster: Option<Cluster>,
    chromium: Option<PathBuf>,
}

/// Type check, unit tests, build and its size; all are tried, so that one run shows everything.
fn web_suite(place: &Place) -> StepResult {
    web::packages(place)?;
    let mut tally = Tally::default();
    tally.add(counted("web types", run_to_end(web::npm(place).args(["run", "check"]))));

    let mut units = Tally::default();
    let succeeded = tee(web::npm(place).arg("test"), |line| units = vitest(line).unwrap_or(units))?;
    tally.add(units.closed(succeeded));

    let built = counted("web build", web::dist(place));
    tally.add(built);
    if built.failed == 0 && web::has_script(place, "size") {
        tally.add(counted("web size", run_to_end(web::npm(place).args(["run", "size"]))));
    }
    Ok(tally)
}

fn counted(name: &str, result: Result<(), String>) -> Tally {
    match result {
        Ok(()) => Tally::PASSED,
        Err(why) => {
            println!("{name}: {why}");
            Tally::FAILED
        }
    }
}

fn rust_suite(place: &Place, cluster: Option<&Cluster>, long: bool) -> StepResult {
    let mut tests = place.cargo(&["test", "--workspace", "--no-fail-fast"]);
    if let Some(cluster) = cluster {
        tests.env("PIPEWRIGHT_TEST_POSTGRES", cluster.settings());
    }
    if long {
        tests.env("PIPEWRIGHT_TEST_LONG", "1");
    }
    let mut heard = CargoTests::default();
    let succeeded = tee(&mut tests, |line| heard.hear(line))?;
    for name in &heard.failures {
        println!("rust: {name} failed");
    }
    Ok(heard.tally.closed(succeeded))
}

fn browser_suite(place: &Place, chromium: &Path) -> StepResult {
    let demo = Demo::start(place)?;
    let mut heard = PlaywrightTests::default();
    let mut playwright = web::npx(place);
    playwright.args(["playwright", "test", "--reporter=list"]);
    let succeeded = tee(demo.introduce(&mut playwright, chromium), |line| heard.hear(line))?;
    if !succeeded {
        println!("browser: the server's last messages:\n{}", demo.last_messages());
    }
    Ok(heard.tally().closed(succeeded))
}

/// A server with demo data in a folder of its own, and how to sign in to it.
struct Demo {
    server: Server,
    sign_in: SignIn,
    folder: Folder,
}

impl Demo {
    fn start(place: &Place) -> Result<Demo, String> {
        let folder = Folder::new("demo")?;
        let mut serve = place.command(place.binary("debug"));
        serve.args(["serve", "--demo", "--dev", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path().join("data"));
        let server = Server::start(&mut serve, folder.path())?;
        let sign_in = server.sign_in()?;
        Ok(Demo { server, sign_in, folder })
    }

    /// Tells a browser program where the server is, how to sign in, and which browser to use.
    fn introduce<'c>(&self, command: &'c mut Command, chromium: &Path) -> &'c mut Command {
        let SignIn { email, password, token } = &self.sign_in;
        command
            .env("PIPEWRIGHT_URL", format!("http://{}", self.server.addr))
            .env("PIPEWRIGHT_EMAIL", email)
            .env("PIPEWRIGHT_PASSWORD", password)
            .env("PIPEWRIGHT_TOKEN", token)
            .env("PIPEWRIGHT_CHROMIUM", chromium)
            // The browser keeps a profile at home; a build machine's home may not be writable.
            .env("HOME", self.folder.path())
    }

    fn last_messages(&self) -> String {
        let log = std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}
