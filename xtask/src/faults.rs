//! `cargo x faults [NAME]`: what can go wrong outside of the server, each a program of its own that counts what was
//! accepted, lost and doubled, and fails when a promise was broken. Some drive the real binary from here; the others are
//! tests of the crate that owns the fault, started by their name.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::kill_loop::{Lives, Plan, World};
use crate::options::Stop;
use crate::place::{self, Place, spoken};
use crate::postgres::Cluster;
use crate::scratch::Folder;
use crate::tally::Tally;
use crate::{needs, web};

/// Room on the small disk. The database, its log and a few seconds of load fit into it; a minute's do not.
const SMALL_DISK: &str = "size=256m";
/// A full disk answers so.
const FULL: u16 = 507;
/// Changes of one lead that must arrive in order.
const CHANGES_MIN: u64 = 100;
/// A node that fell silent is given up after ten seconds; twice that is late.
const TAKEN_OVER_SECONDS_MAX: u64 = 20;

/// A fault: its name, what it is, and how it is done.
struct Fault {
    name: &'static str,
    what: &'static str,
    way: Way,
}

enum Way {
    /// The real binary, driven from here; the number makes it longer.
    Program(fn(&Place, Option<&Cluster>, u64) -> Result<(), String>),
    /// Tests of a package: test target and names.
    Tests(&'static str, &'static str, &'static str),
}

const ALL: [Fault; 11] = [
    Fault { name: "disk-full", what: "no room left in mid-load, then room again", way: Way::Program(disk_full) },
    Fault { name: "order", what: "100 changes of one lead over kill -9", way: Way::Program(order) },
    Fault {
        name: "two-nodes",
        what: "two nodes on one PostgreSQL, one killed mid-delivery",
        way: Way::Program(two_nodes),
    },
    Fault { name: "backup", what: "taken under load, restored elsewhere", way: Way::Program(backup) },
    Fault {
        name: "power",
        what: "power loss at every sync, torn and reordered",
        way: Way::Tests("store", "power", ""),
    },
    Fault {
        name: "damage",
        what: "bits that turned over, a log cut short",
        way: Way::Tests("store", "conformance", "damage::"),
    },
    Fault {
        name: "clock",
        what: "the clock steps by an hour and by ten years",
        way: Way::Tests("server", "stories", "clock::"),
    },
    Fault {
        name: "receivers",
        what: "refuse, reset, stall, trickle, flood, redirect",
        way: Way::Tests("server", "receivers", ""),
    },
    Fault { name: "addresses", what: "forbidden addresses in 200 disguises", way: Way::Tests("server", "ssrf", "") },
    Fault { name: "kill-store", what: "kill -9 of the store alone", way: Way::Tests("store", "conformance", "kill::") },
    Fault {
        name: "calls",
        what: "the n-th storage call fails; the oracle can fail",
        way: Way::Tests("sim", "seeds", ""),
    },
];

/// `cargo x faults`.
pub fn command(place: &Place, words: &[String]) -> Result<(), Stop> {
    let chosen: Vec<&Fault> = match words {
        [] => ALL.iter().collect(),
        [name] => ALL.iter().filter(|fault| fault.name == name).collect(),
        _ => Vec::new(),
    };
    if chosen.is_empty() {
        let list: Vec<String> = ALL.iter().map(|fault| format!("  {:<11} {}", fault.name, fault.what)).collect();
        return Err(Stop::Usage(format!("`faults` takes one of these names, or none:\n{}", list.join("\n"))));
    }
    web::ensure_dist(place)?;
    place::run(&mut place.cargo(&["build", "--workspace", "--bin", "pipewright"]))?;
    let cluster = match needs::postgres() {
        Ok(bin) => Some(Cluster::start(&bin)?),
        Err(why) => {
            println!("faults: without PostgreSQL ({why})");
            None
        }
    };
    let mut failed = Vec::new();
    for fault in chosen {
        println!("\n== {}: {}", fault.name, fault.what);
        if let Err(why) = run(place, fault, cluster.as_ref(), 1) {
            println!("{}: {why}", fault.name);
            failed.push(fault.name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Stop::Failed(format!("broken: {}", failed.join(", ")))) }
}

/// The programs among them; the tests run with all others.
pub fn suite(place: &Place, cluster: Option<&Cluster>, length: u64) -> Result<Tally, String> {
    let mut tally = Tally::default();
    for fault in ALL.iter().filter(|fault| matches!(fault.way, Way::Program(_))) {
        tally.add(match run(place, fault, cluster, length) {
            Ok(()) => Tally::PASSED,
            Err(why) => {
                println!("{}: {why}", fault.name);
                Tally::FAILED
            }
        });
    }
    Ok(tally)
}

fn run(place: &Place, fault: &Fault, cluster: Option<&Cluster>, length: u64) -> Result<(), String> {
    match fault.way {
        Way::Program(program) => program(place, cluster, length),
        Way::Tests(package, target, names) => {
            let mut tests = place.cargo(&["test", "--workspace", "--quiet", "--test", target]);
            tests.args(["--", names, "--nocapture"]);
            if let Some(cluster) = cluster {
                tests.env("PIPEWRIGHT_TEST_POSTGRES", cluster.settings());
            }
            place::run(&mut tests).map_err(|why| format!("tests of {package}: {why}"))
        }
    }
}

/// A file system of its own, gone when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where this user may not mount one.
    fn mount(at: PathBuf) -> Result<Option<SmallDisk>, String> {
        std::fs::create_dir_all(&at).map_err(|error| format!("{}: {error}", at.display()))?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", SMALL_DISK, "pipewright-faults"]).arg(&at);
        let is_mounted = mount.output().is_ok_and(|output| output.status.success());
        Ok(is_mounted.then_some(SmallDisk(at)))
    }

    /// Until not a byte fits any more.
    fn fill(&self) -> Result<PathBuf, String> {
        let ballast = self.0.join("ballast");
        let mut file = std::fs::File::create(&ballast).map_err(|error| error.to_string())?;
        let piece = [7; 4_096];
        while file.write_all(&piece).is_ok() {}
        Ok(ballast)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

fn disk_full(place: &Place, _: Option<&Cluster>, length: u64) -> Result<(), String> {
    let folder = Folder::new("full")?;
    let Some(disk) = SmallDisk::mount(folder.path().join("data"))? else {
        println!("disk-full: this user may not mount a small disk; the store's own test limits its pages instead");
        return Ok(());
    };
    let plan = Plan::new(0);
    let world = World::set_up(place, &plan, folder.path())?;
    let script = |lives: &Lives| {
        let server = world.start()?;
        let mut client = world.client(&server)?;
        let mut n_full = 0;
        for _ in 0..length {
            lives.begin(server.addr);
            std::thread::sleep(Duration::from_millis(700));
            let ballast = disk.fill()?;
            let filled = Instant::now();
            while filled.elapsed() < Duration::from_millis(1_500) {
                // A contact: no hook follows from it, so the judge need not know.
                let contact = json!([{"name": "one more"}]);
                let told = client.send("POST", "/api/v4/contacts", Some(&contact)).map_err(|e| e.to_string())?;
                match told.status {
                    FULL => n_full += 1,
                    // A last page may still have been free.
                    200..=299 => {}
                    status => return Err(format!("a full disk answers {status}: {told}")),
                }
                client.ask("GET", "/api/v4/leads?limit=10", None).map_err(|why| format!("reading: {why}"))?;
                std::thread::sleep(Duration::from_millis(20));
            }
            std::fs::remove_file(&ballast).map_err(|error| error.to_string())?;
            std::thread::sleep(Duration::from_millis(700));
            client.ask("GET", "/healthz", None)?;
        }
        server.kill();
        if n_full == 0 { Err("the disk was never full".into()) } else { Ok(format!("{n_full} answers said 507")) }
    };
    let verdict = world.judged("disk-full", script)?;
    println!("disk-full: accepted {}, lost {}, duplicated {}", verdict.accepted, verdict.lost, verdict.doubled);
    Ok(())
}

fn order(place: &Place, _: Option<&Cluster>, length: u64) -> Result<(), String> {
    let folder = Folder::new("order")?;
    let plan = Plan { callers: 1, leads_max: 1, ..Plan::new(2 * length) };
    let world = World::set_up(place, &plan, folder.path())?;
    let script = |lives: &Lives| {
        for life in 0..plan.kills {
            let server = world.start()?;
            lives.begin(server.addr);
            std::thread::sleep(Duration::from_millis(250 + 130 * (life % 4)));
            server.kill();
        }
        Ok(format!("{} kills", plan.kills))
    };
    let verdict = world.judged("order", script)?;
    println!("order: accepted {}, lost {}, duplicated {}", verdict.accepted, verdict.lost, verdict.doubled);
    match verdict.accepted {
        0..CHANGES_MIN => Err(format!("only {} changes", verdict.accepted)),
        _ => Ok(()),
    }
}

fn two_nodes(place: &Place, cluster: Option<&Cluster>, length: u64) -> Result<(), String> {
    let Some(cluster) = cluster else {
        println!("two-nodes: left out without PostgreSQL");
        return Ok(());
    };
    let folder = Folder::new("nodes")?;
    let plan = Plan { database_url: Some(cluster.fresh()?), ..Plan::new(2 * length) };
    let world = World::set_up(place, &plan, folder.path())?;
    let script = |lives: &Lives| {
        let mut one = world.start()?;
        let mut other = world.start()?;
        let mut latest = Duration::ZERO;
        for _ in 0..plan.kills {
            lives.begin(one.addr);
            std::thread::sleep(Duration::from_millis(1_200));
            one.kill();
            // The survivor takes over what the dead one had in its hands, and is called from now on; a commit that the
            // dead one had sent has been done by then, or never will.
            let killed = Instant::now();
            let mut client = world.client(&other)?;
            std::thread::sleep(Duration::from_millis(300));
            lives.begin(other.addr);
            std::thread::sleep(Duration::from_millis(800));
            while leased_by_others(&mut client)? {
                if killed.elapsed() > Duration::from_secs(TAKEN_OVER_SECONDS_MAX) {
                    return Err(format!("not taken over within {TAKEN_OVER_SECONDS_MAX} s"));
                }
                std::thread::sleep(Duration::from_millis(200));
            }
            latest = latest.max(killed.elapsed());
            one = std::mem::replace(&mut other, world.start()?);
        }
        one.kill();
        other.kill();
        Ok(format!("{} nodes killed, the last lease taken over after {}", plan.kills + 2, spoken(latest)))
    };
    let verdict = world.judged("two-nodes", script)?;
    println!("two-nodes: accepted {}, lost {}, duplicated {}", verdict.accepted, verdict.lost, verdict.doubled);
    Ok(())
}

/// Whether a delivery has been on its way for longer than any receiver here takes.
fn leased_by_others(client: &mut crate::http::Client) -> Result<bool, String> {
    let leased = |client: &mut crate::http::Client| -> Result<Vec<Value>, String> {
        let told = client.ask("GET", "/api/pipewright/v1/deliveries?state=leased&limit=250", None)?;
        Ok(told["deliveries"].as_array().into_iter().flatten().map(|delivery| delivery["id"].clone()).collect())
    };
    let before = leased(client)?;
    std::thread::sleep(Duration::from_millis(700));
    let after = leased(client)?;
    Ok(before.iter().any(|id| after.contains(id)))
}

/// The lines of a receiver: first arrival and body of each delivery id.
type Arrivals = BTreeMap<String, u64>;

fn backup(place: &Place, cluster: Option<&Cluster>, _: u64) -> Result<(), String> {
    backup_on(place, None, None)?;
    match cluster {
        Some(cluster) => backup_on(place, Some(cluster.fresh()?), Some(cluster.fresh()?)),
        None => Ok(()),
    }
}

fn backup_on(place: &Place, from: Option<String>, to: Option<String>) -> Result<(), String> {
    let folder = Folder::new("backup")?;
    let plan = Plan { database_url: from, ..Plan::new(0) };
    let world = World::set_up(place, &plan, folder.path())?;
    let file = folder.path().join("copy");
    let file_word = file.display().to_string();
    let mut marked = BTreeMap::new();
    let script = |lives: &Lives| {
        let server = world.start()?;
        let mut client = world.client(&server)?;
        lives.begin(server.addr);
        std::thread::sleep(Duration::from_millis(1_000));
        // What is answered before the command begins is in the backup.
        marked = world.stored_leads(&mut client)?;
        world.tell(&["backup", &file_word])?;
        std::thread::sleep(Duration::from_millis(500));
        server.kill();
        Ok(format!("{} leads before the mark", marked.len()))
    };
    let verdict = world.judged("backup", script)?;
    let told = world.receiver.ids();

    let elsewhere = Folder::new("restored")?;
    let copy_plan = Plan { database_url: to, ..Plan::new(0) };
    let copy = world.elsewhere(&copy_plan, elsewhere.path());
    copy.tell(&["restore", &file_word])?;
    let key = |folder: &Path| folder.join("data/secret.key");
    std::fs::copy(key(folder.path()), key(elsewhere.path())).map_err(|error| format!("the key: {error}"))?;
    let server = copy.start()?;
    let mut client = copy.client(&server)?;
    copy.wait_until_quiet(&mut client)?;
    let restored = copy.stored_leads(&mut client)?;
    server.stop()?;
    copy.tell(&["doctor"])?;
    let lost = marked.keys().filter(|lead| !restored.contains_key(*lead)).count();
    let again: Arrivals = world.receiver.ids();
    let (mut strange, mut altered) = (0, 0);
    for (id, body) in &again {
        match told.get(id) {
            None => strange += 1,
            Some(before) => altered += usize::from(before != body),
        }
    }
    println!(
        "backup: accepted {}, restored {} leads of {} before the mark, lost {lost}, duplicated {} under other ids",
        verdict.accepted,
        restored.len(),
        marked.len(),
        strange + altered
    );
    if lost + strange + altered > 0 { Err("the backup lost or doubled something".into()) } else { Ok(()) }
}
