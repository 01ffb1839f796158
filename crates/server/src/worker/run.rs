//! The loops around the steps, and their beginning and end. No decision is made here.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::{AccountId, JobId, Timestamp};
use store::across::EVERYONE;
use store::nodes::{self, Incarnation};
use store::{Store, StoreError};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::engine::{Engine, Handed};

use super::deliver::Sender;
use super::robot;
use super::settle::{self, Outcome};
use super::steps::{self, Step};

/// Others may take the jobs of an incarnation whose heartbeat is older than this.
const HEARTBEAT_LIFE: Duration = Duration::from_secs(10);
/// How often the heartbeat is renewed.
const HEARTBEAT_EVERY: Duration = Duration::from_secs(2);
/// A clock that is set forward is noticed within this.
const LOOK_AT_CLOCK_EVERY: Duration = Duration::from_millis(500);
/// The database is asked for new work this often, in case a wake-up was lost or another node wrote.
const POLL_EVERY: Duration = Duration::from_secs(1);
/// How often leases without work are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(10);
/// How long a stopping node waits for deliveries that are under way.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// What a worker works with.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// Where jobs come from in memory.
    pub engine: Arc<Engine>,
    /// The end of that line.
    pub handed: mpsc::UnboundedReceiver<Handed>,
    /// Sends hooks.
    pub sender: Arc<Sender>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Whether other processes use the same database.
    pub is_shared: bool,
}

/// A running worker.
pub struct Worker {
    store: Store,
    engine: Arc<Engine>,
    clock: Arc<dyn Clock>,
    node: Incarnation,
    stopping: watch::Sender<bool>,
    dispatcher: JoinHandle<()>,
    settler: JoinHandle<()>,
    loops: Vec<JoinHandle<()>>,
    last_tick: Arc<std::sync::Mutex<Instant>>,
}

/// Registers this start, takes over what former ones left, and begins to work.
pub async fn start(parts: Parts) -> Result<Worker, StoreError> {
    let Parts { store, engine, handed, sender, clock, is_shared } = parts;
    let now = clock.now();
    let until = now.plus_seconds(HEARTBEAT_LIFE.as_secs() as i64);
    let node = steps::begin(&store, &engine, is_shared, now, until).await?;
    let (stopping, stop) = watch::channel(false);
    let (outcomes, settled) = mpsc::unbounded_channel();
    let alive = Arc::new(Heartbeat::new());
    let dispatch = Dispatch { store: store.clone(), sender, outcomes, alive: Arc::clone(&alive) };
    let settler = tokio::spawn(settle::run(store.clone(), Arc::clone(&engine), settled));
    let dispatcher = tokio::spawn(dispatch.run(handed, stop.clone()));
    let last_tick = Arc::new(std::sync::Mutex::new(Instant::now()));
    let timer = TimerLoop {
        store: store.clone(),
        engine: Arc::clone(&engine),
        clock: Arc::clone(&clock),
        node,
        last_tick: Arc::clone(&last_tick),
    };
    let mut loops = vec![tokio::spawn(timer.run(stop.clone()))];
    loops.push(tokio::spawn(sweep(store.clone(), Arc::clone(&engine), node, stop.clone())));
    if is_shared {
        loops.push(tokio::spawn(beat(store.clone(), Arc::clone(&clock), node, alive, stop)));
    }
    Ok(Worker { store, engine, clock, node, stopping, dispatcher, settler, loops, last_tick })
}

impl Worker {
    /// How long ago the timer loop last came round.
    pub fn silence(&self) -> Duration {
        self.last_tick.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).elapsed()
    }

    /// Takes no new jobs, waits for those under way, writes down what they came to, and gives the rest back.
    pub async fn stop(self) {
        self.engine.permits.close();
        let deadline = tokio::time::Instant::now() + DRAIN_TIME;
        while self.engine.permits.n_held() > 0 && tokio::time::Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let _ = self.stopping.send(true);
        for task in self.loops {
            let _ = task.await;
        }
        let _ = self.dispatcher.await;
        let _ = tokio::time::timeout(Duration::from_secs(5), self.settler).await;
        let (node, now) = (self.node, self.clock.now());
        if let Err(error) = self.store.write(EVERYONE, "stop node", move |tx| nodes::stop(tx, node, now)).await {
            tracing::warn!(%error, "giving back leases");
        }
    }
}

/// Whether others may already believe this node dead. Only where there are others.
struct Heartbeat {
    lost: AtomicBool,
}

impl Heartbeat {
    fn new() -> Heartbeat {
        Heartbeat { lost: AtomicBool::new(false) }
    }

    fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }
}

struct Dispatch {
    store: Store,
    sender: Arc<Sender>,
    outcomes: mpsc::UnboundedSender<Outcome>,
    alive: Arc<Heartbeat>,
}

impl Dispatch {
    async fn run(self, mut handed: mpsc::UnboundedReceiver<Handed>, mut stop: watch::Receiver<bool>) {
        let this = Arc::new(self);
        loop {
            let next = tokio::select! {
                next = handed.recv() => next,
                _ = stop.changed() => None,
            };
            let Some(next) = next else { return };
            let this = Arc::clone(&this);
            tokio::spawn(async move { this.deliver(next).await });
        }
    }

    async fn deliver(&self, handed: Handed) {
        if self.alive.is_lost() {
            return;
        }
        if let Some(outcome) = steps::deliver(&self.store, &self.sender, handed).await {
            let _ = self.outcomes.send(outcome);
        }
    }
}

struct TimerLoop {
    store: Store,
    engine: Arc<Engine>,
    clock: Arc<dyn Clock>,
    node: Incarnation,
    last_tick: Arc<std::sync::Mutex<Instant>>,
}

impl TimerLoop {
    async fn run(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let full = match self.work().await {
                Ok(full) => full,
                Err(error) => {
                    tracing::warn!(%error, "looking for due work");
                    tokio::time::sleep(Duration::from_millis(500)).await;
                    continue;
                }
            };
            let next = match steps::next_due(&self.store).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::warn!(%error, "looking for the next due moment");
                    None
                }
            };
            tokio::select! {
                () = self.wait(next, full) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Does what is due; says whether places are missing.
    async fn work(&self) -> Result<bool, StoreError> {
        loop {
            *self.last_tick.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Instant::now();
            let now = self.clock.now();
            self.engine.alarm.take();
            let timers = steps::timers(&self.store, &self.engine, now).await?;
            let actions = robot::actions(&self.store, &self.engine, now).await?;
            let batches = robot::batches(&self.store, &self.engine, now).await?;
            let claimed = steps::claim(&self.store, &self.engine, self.node, now).await?;
            let steps = [timers, actions, batches, claimed];
            if steps.contains(&Step::More) {
                continue;
            }
            return Ok(claimed == Step::Full);
        }
    }

    /// Until the next due moment, or something earlier. The wall clock is looked at now and then, since it may jump.
    async fn wait(&self, next: Option<Timestamp>, full: bool) {
        let started = Instant::now();
        loop {
            *self.last_tick.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Instant::now();
            let left_ms = next.map_or(i64::MAX, |due| due.since(self.clock.now()));
            if (left_ms <= 0 && !full) || started.elapsed() >= POLL_EVERY {
                return;
            }
            let nap = match full {
                true => LOOK_AT_CLOCK_EVERY,
                false => LOOK_AT_CLOCK_EVERY.min(Duration::from_millis(left_ms.max(0) as u64)),
            };
            tokio::select! {
                () = tokio::time::sleep(nap) => if full { return },
                () = self.engine.alarm.changed() => return,
                () = self.engine.permits.freed(), if full => return,
            }
        }
    }
}

/// Looks for leases that nobody works on, now and then.
async fn sweep(store: Store, engine: Arc<Engine>, node: Incarnation, mut stop: watch::Receiver<bool>) {
    let mut suspects: HashSet<(AccountId, JobId)> = HashSet::new();
    loop {
        tokio::select! {
            () = tokio::time::sleep(SWEEP_EVERY) => {}
            _ = stop.changed() => return,
        }
        // What cannot be read now is looked at the next time.
        suspects = steps::sweep(&store, &engine, node, &suspects).await.unwrap_or(suspects);
    }
}

/// Renews the heartbeat and takes over from nodes that stopped renewing theirs.
async fn beat(
    store: Store,
    clock: Arc<dyn Clock>,
    node: Incarnation,
    alive: Arc<Heartbeat>,
    mut stop: watch::Receiver<bool>,
) {
    let mut last = Instant::now();
    loop {
        tokio::select! {
            () = tokio::time::sleep(HEARTBEAT_EVERY) => {}
            _ = stop.changed() => return,
        }
        let begun = Instant::now();
        let now = clock.now();
        let until = now.plus_seconds(HEARTBEAT_LIFE.as_secs() as i64);
        let renewed = store.write(EVERYONE, "heartbeat", move |tx| {
            let is_known = nodes::renew(tx, node, until)?;
            nodes::void_others(tx, node, Some(now), now)?;
            Ok(is_known)
        });
        match renewed.await {
            Ok(true) => {
                last = begun;
                alive.lost.store(false, Ordering::Release);
            }
            Ok(false) => {
                tracing::error!("another node declared this one dead; the process ends and can be started again");
                std::process::exit(1);
            }
            Err(error) => tracing::warn!(%error, "heartbeat"),
        }
        // Measured on the monotonic clock, from before the last renewal that worked.
        if last.elapsed() + HEARTBEAT_EVERY > HEARTBEAT_LIFE {
            alive.lost.store(true, Ordering::Release);
        }
    }
}
