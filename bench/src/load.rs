//! The load client: moves leads back and forth between two stages and reports what became of it.
//!
//! Each connection owns leads of its own, so the movements of a lead never overtake one another on the way in. It
//! measures, it does not judge: goals and ratios are not its business.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, LocalOptions};
use tokio::time::{Instant, sleep, sleep_until};

use crate::args::Args;
use crate::clock::now_ns;
use crate::figures::{Arrival, Figures, Sent, Window, figures, percentile};
use crate::process;
use crate::receiver::{COUNT_PATH, LOG_PATH};
use crate::wire::{self, Connection, Stage};

const ANSWER_BYTES_MAX: usize = 1 << 20;
const LOG_BYTES_MAX: usize = 1 << 30;
const FAILURES_MAX: usize = 1_000; // A server that refuses everything is not measured, it is reported.
const SETTLE: Duration = Duration::from_millis(300); // The count stands still for so long: nothing more is coming.
const POLL: Duration = Duration::from_millis(20);

struct Plan {
    target: String,
    /// With a token the target is Pipewright, without one it is the relay.
    token: Option<String>,
    a: Stage,
    b: Stage,
    /// Movements a second and connection, when the load does not wait for answers to set its own pace.
    rate: Option<f64>,
}

#[derive(Default)]
struct Tally {
    sent: RefCell<Vec<Sent>>,
    failures: RefCell<BTreeMap<String, usize>>,
    first_failure: RefCell<Option<String>>,
    stopped: Cell<bool>,
}

impl Tally {
    fn fail(&self, kind: String, detail: impl FnOnce() -> String) {
        let mut failures = self.failures.borrow_mut();
        *failures.entry(kind).or_default() += 1;
        self.first_failure.borrow_mut().get_or_insert_with(detail);
        if failures.values().sum::<usize>() >= FAILURES_MAX {
            self.stopped.set(true);
        }
    }
}

pub fn run(mut args: Args) -> Result<(), String> {
    let target: String = args.required("target")?;
    let receiver: String = args.required("receiver")?;
    let leads = read_leads(&args.required::<String>("leads")?)?;
    let n_connections: usize = args.or("connections", 32)?;
    let rate: Option<f64> = args.optional("rate")?;
    let plan = Plan {
        target: wire::address(&target)?.to_owned(),
        token: args.optional("token")?,
        a: args.required("a")?,
        b: args.required("b")?,
        rate: rate.map(|rate| rate / n_connections as f64),
    };
    let warmup = Duration::from_secs_f64(args.or("warmup-s", 2.0)?);
    let measured = Duration::from_secs_f64(args.or("seconds", 5.0)?);
    let drain_max = Duration::from_secs_f64(args.or("drain-s", 60.0)?);
    let server: Option<u32> = args.optional("pid")?;
    let receiver_process: Option<u32> = args.optional("receiver-pid")?;
    args.end()?;
    if n_connections == 0 || leads.len() < n_connections {
        return Err(format!("{} leads are too few for {n_connections} connections", leads.len()));
    }

    let watched = [server, receiver_process, Some(std::process::id())];
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
    let report = runtime.map_err(|e| e.to_string())?.block_on(async {
        let tally = Rc::new(Tally::default());
        spawn_connections(Rc::new(plan), &leads, n_connections, &tally);
        let (window, cpu_us) = measure(warmup, measured, watched).await?;
        tally.stopped.set(true);
        let memory = server.map(process::memory).transpose()?;

        let n_accepted = tally.sent.borrow().len();
        let log = drained_log(wire::address(&receiver)?, n_accepted, drain_max).await?;
        let got = figures(tally.sent.take(), Arrival::all_from(&log), window);
        Ok::<Value, String>(report(&got, window, cpu_us, memory, &tally))
    })?;
    println!("{report}");
    Ok(())
}

fn read_leads(path: &str) -> Result<Vec<u32>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    text.split_whitespace().map(|id| id.parse().map_err(|e| format!("{path}: `{id}`: {e}"))).collect()
}

fn spawn_connections(plan: Rc<Plan>, leads: &[u32], n_connections: usize, tally: &Rc<Tally>) {
    let start = Instant::now();
    for (n, own) in (0..n_connections).map(|n| (n, leads.iter().skip(n).step_by(n_connections).copied().collect())) {
        let pace = plan.rate.map(|rate| {
            let gap = Duration::from_secs_f64(1.0 / rate);
            // The connections start one after the other, so that an open load is even and not a volley.
            Pace { due: start + gap.mul_f64(n as f64 / n_connections as f64), gap }
        });
        tokio::task::spawn_local(move_leads(plan.clone(), own, pace, tally.clone()));
    }
}

struct Pace {
    due: Instant,
    gap: Duration,
}

impl Pace {
    /// Waits until the next movement is due and returns the time it counts from. A movement that is late because the
    /// answer before it was late counts from when it was due; the lateness of our own timer is not the server's fault.
    async fn next(&mut self) -> u64 {
        let due = self.due;
        self.due += self.gap;
        let late = due.elapsed();
        match late.is_zero() {
            true => sleep_until(due).await,
            false => return now_ns() - late.as_nanos() as u64,
        }
        now_ns()
    }
}

/// One connection: moves its leads in turn, always to where they are not, until it is told to stop.
async fn move_leads(plan: Rc<Plan>, leads: Vec<u32>, mut pace: Option<Pace>, tally: Rc<Tally>) {
    let mut leads: Vec<(u32, bool)> = leads.into_iter().map(|lead| (lead, false)).collect();
    let mut request = Vec::with_capacity(1024);
    while !tally.stopped.get() {
        let connected = TcpStream::connect(&plan.target).await.and_then(|s| Connection::new(s, ANSWER_BYTES_MAX));
        let ended = match connected {
            Ok(mut connection) => converse(&plan, &mut connection, &mut leads, &mut pace, &mut request, &tally).await,
            Err(error) => Err(error),
        };
        if let Err(error) = ended {
            tally.fail("connection".to_owned(), || error.to_string());
            sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn converse(
    plan: &Plan,
    connection: &mut Connection,
    leads: &mut Vec<(u32, bool)>,
    pace: &mut Option<Pace>,
    request: &mut Vec<u8>,
    tally: &Tally,
) -> std::io::Result<()> {
    loop {
        for at in 0..leads.len() {
            let sent_ns = match pace {
                Some(pace) => pace.next().await,
                None => now_ns(),
            };
            if tally.stopped.get() {
                return Ok(());
            }
            let (lead, is_at_b) = leads[at];
            let to = if is_at_b { plan.a } else { plan.b };
            write_request(plan, lead, to, request);
            let answered = match connection.write(request).await {
                Ok(()) => connection.next().await,
                Err(error) => Err(error),
            };
            if !matches!(answered, Ok(true)) {
                // Whether this movement was made is not known, so the lead is never moved again.
                leads.swap_remove(at);
                return Err(answered.err().unwrap_or_else(|| std::io::ErrorKind::UnexpectedEof.into()));
            }
            match wire::status(connection.head()) {
                Some(200..=299) => {
                    leads[at].1 = !is_at_b;
                    let movement = Sent { lead, stage: to.stage, sent_ns, acknowledged_ns: now_ns() };
                    tally.sent.borrow_mut().push(movement);
                }
                other => tally.fail(format!("status {}", other.unwrap_or(0)), || {
                    String::from_utf8_lossy(&connection.body()[..connection.body().len().min(500)]).into_owned()
                }),
            }
        }
        if leads.is_empty() {
            return Err(std::io::Error::other("no lead is left whose stage is known"));
        }
    }
}

fn write_request(plan: &Plan, lead: u32, to: Stage, request: &mut Vec<u8>) {
    use std::io::Write;
    request.clear();
    let Stage { pipeline, stage } = to;
    let written = match &plan.token {
        Some(token) => {
            let body = format!(r#"{{"pipeline_id":{pipeline},"status_id":{stage}}}"#);
            write!(
                request,
                "PATCH /api/v4/leads/{lead} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\
                 content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                plan.target,
                body.len()
            )
        }
        // The relay is given what our hook looks like, so that both send the receiver the same.
        None => {
            let body = format!(
                r#"{{"event":{{"type":14,"type_code":"lead_status_changed","data":{{"id":{lead},"element_type":2,"status_id":{stage},"pipeline_id":{pipeline},"direction_of_movement":"went_to_trigger"}},"time":1700000000}},"action":{{"settings":{{"widget":{{"settings":{{"message":"hi"}}}}}}}},"subdomain":"bench","account_id":1}}"#
            );
            write!(
                request,
                "POST /event HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                plan.target,
                body.len()
            )
        }
    };
    written.expect("writing into memory does not fail");
}

/// The window as it really was, and the processor time each watched process took in it.
async fn measure(
    warmup: Duration,
    measured: Duration,
    watched: [Option<u32>; 3],
) -> Result<(Window, [Option<u64>; 3]), String> {
    let cpu = || -> Result<[Option<u64>; 3], String> {
        let mut cpu_us = [None; 3];
        for (us, pid) in cpu_us.iter_mut().zip(watched) {
            *us = pid.map(process::cpu_us).transpose()?;
        }
        Ok(cpu_us)
    };
    sleep(warmup).await;
    let (before, from_ns) = (cpu()?, now_ns());
    sleep(measured).await;
    let (after, to_ns) = (cpu()?, now_ns());
    let used = std::array::from_fn(|n| Some(after[n]? - before[n]?));
    Ok((Window { from_ns, to_ns }, used))
}

/// Waits until as many hooks have come as movements were accepted and no more come, then fetches the receiver's log.
async fn drained_log(receiver: &str, n_accepted: usize, drain_max: Duration) -> Result<Vec<u8>, String> {
    let stream = TcpStream::connect(receiver).await;
    let connected = stream.and_then(|s| Connection::new(s, LOG_BYTES_MAX));
    let mut connection = connected.map_err(|e| format!("receiver {receiver}: {e}"))?;

    let deadline = Instant::now() + drain_max;
    let (mut n_hooks, mut still_since) = (0, Instant::now());
    while Instant::now() < deadline && (n_hooks < n_accepted || still_since.elapsed() < SETTLE) {
        let count = ask(&mut connection, COUNT_PATH).await?;
        let count = std::str::from_utf8(&count).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        if count != n_hooks {
            (n_hooks, still_since) = (count, Instant::now());
        }
        sleep(POLL).await;
    }
    ask(&mut connection, LOG_PATH).await
}

async fn ask(connection: &mut Connection, path: &str) -> Result<Vec<u8>, String> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n");
    let answered = match connection.write(request.as_bytes()).await {
        Ok(()) => connection.next().await,
        Err(error) => Err(error),
    };
    match answered {
        Ok(true) => Ok(connection.body().to_vec()),
        Ok(false) => Err("the receiver is gone".to_owned()),
        Err(error) => Err(format!("receiver: {error}")),
    }
}

fn report(got: &Figures, window: Window, cpu_us: [Option<u64>; 3], memory: Option<Value>, tally: &Tally) -> Value {
    let ms = |values: &[u64], share| percentile(values, share).map(|ns| round(ns as f64 / 1e6, 1_000.0));
    let each = |us: Option<u64>| us.filter(|_| got.n_hooks > 0).map(|us| round(us as f64 / got.n_hooks as f64, 10.0));
    let per_second = |n: usize| round(n as f64 / window.seconds(), 1.0);
    let (acknowledged, received) = (&got.acknowledged_after_ns, &got.received_after_ns);
    json!({
        "seconds": round(window.seconds(), 1_000.0),
        "accepted_per_s": per_second(got.n_accepted),
        "hooks_per_s": per_second(got.n_hooks),
        "ack_ms": { "p50": ms(acknowledged, 0.5), "p99": ms(acknowledged, 0.99) },
        "end_to_end_ms": { "p50": ms(received, 0.5), "p99": ms(received, 0.99), "p99_9": ms(received, 0.999) },
        "cpu_us_per_hook": each(cpu_us[0]),
        "receiver_cpu_us_per_hook": each(cpu_us[1]),
        "load_cpu_us_per_hook": each(cpu_us[2]),
        "memory": memory,
        "drain_s": round(got.drain_ns as f64 / 1e9, 1_000.0),
        "lost": got.n_lost,
        "strays": got.n_strays,
        "repeats": got.n_repeats,
        "failures": *tally.failures.borrow(),
        "first_failure": *tally.first_failure.borrow(),
        "hooks_per_second": got.hooks_per_second,
    })
}

fn round(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}
