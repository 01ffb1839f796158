//! One history: steps chosen by the dice, each checked against the model, until nothing is owed any more.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hash::{Hash, Hasher};
use std::time::Duration;

use domain::Timestamp;
use server::worker::steps;

use crate::Breach;
use crate::check::{check, check_end};
use crate::command::{ask, choose};
use crate::dice::Dice;
use crate::model::{Command, Model, Seen};
use crate::network::Will;
use crate::node::{Node, Settled};
use crate::world::{LOG_BYTES_MAX, Template, World};

/// The whole database is compared so often; what a step has gained is compared after each.
const CHECK_EVERY: usize = 40;
/// Rounds in which everything that is owed must be done.
const ROUNDS_MAX: usize = 5_000;
/// What failed last is shown with so many steps before it.
const TRAIL_MAX: usize = 15;
/// A hook's time limit, as the server has it by default.
const TIMEOUT_MS: i64 = 2_000;
/// A step that takes longer stands still. Real time, which nothing but this looks at.
const STEP_TIME_MAX: Duration = Duration::from_secs(60);

/// What to simulate.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Decides everything.
    pub seed: u64,
    /// Steps before the history is brought to its end.
    pub steps: usize,
    /// A rule to be broken, to see it caught.
    pub bend: Option<Bend>,
    /// Instead of mishaps by chance: in every other step this storage call fails, and so many in a row.
    pub nth: Option<(u64, u64)>,
}

/// Rules that a worker could break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bend {
    /// Jobs are claimed an hour before they are due.
    ClaimsEarly,
    /// A start leaves the leases of the incarnation before it.
    KeepsLeases,
    /// A transaction is open while a receiver is waited for.
    HoldsTransaction,
    /// Waiting runs are carried out an hour before they are due.
    HurriesTimers,
}

/// What a history had in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Events in the log.
    pub events: usize,
    /// Triggers that fired.
    pub runs: usize,
    /// Deliveries that arrived.
    pub delivered: usize,
    /// Deliveries that were given up.
    pub dead: usize,
    /// Deliveries in `once` mode that a crash interrupted.
    pub unknown: usize,
    /// Requests beyond one for each try: repeats after a crash.
    pub repeats: usize,
    /// Ends without a word.
    pub crashes: usize,
    /// Of those, in the middle of a commit.
    pub torn: usize,
    /// Storage calls that failed.
    pub faults: usize,
    /// A hash of every step and what came of it.
    pub trace: u64,
}

impl Counts {
    /// Adds another history's.
    pub fn add(&mut self, other: &Counts) {
        self.events += other.events;
        self.runs += other.runs;
        self.delivered += other.delivered;
        self.dead += other.dead;
        self.unknown += other.unknown;
        self.repeats += other.repeats;
        self.crashes += other.crashes;
        self.torn += other.torn;
        self.faults += other.faults;
        self.trace ^= other.trace;
    }
}

/// A history that broke a rule.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Repeats it.
    pub seed: u64,
    /// At which step.
    pub step: usize,
    /// What must not be.
    pub breach: Breach,
    /// The steps before, the last one last.
    pub trail: Vec<String>,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "seed {} failed at step {}: {}", self.seed, self.step, self.breach)?;
        self.trail.iter().try_for_each(|step| writeln!(f, "    {step}"))
    }
}

/// Runs a history. Blocks.
pub fn run(template: &Template, plan: &Plan) -> Result<Counts, Failure> {
    let failed = |breach| Failure { seed: plan.seed, step: 0, breach, trail: Vec::new() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(format!("the simulation itself: {error}")))?;
    let outcome = runtime.block_on(async {
        let world = World::begin(template).await.map_err(failed)?;
        let mut history = History::new(world, *plan);
        let outcome = history.go().await;
        let step = history.step;
        let trail = std::mem::take(&mut history.trail).into();
        outcome.map_err(|breach| Failure { seed: plan.seed, step, breach, trail })
    });
    runtime.shutdown_background();
    outcome
}

/// The mood of a receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Well,
    Ill,
    Gone,
    ReadsForms,
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Ask,
    Timers,
    Claim,
    Begin,
    Answer,
    Settle,
    Sweep,
    LoseTask,
    LoseHanded,
    Crash,
    Restart,
    Clock,
    Mood,
}

const ACTS: [(usize, Act); 13] = [
    (300, Act::Ask),
    (70, Act::Timers),
    (80, Act::Claim),
    (170, Act::Begin),
    (170, Act::Answer),
    (110, Act::Settle),
    (10, Act::Sweep),
    (6, Act::LoseTask),
    (6, Act::LoseHanded),
    (16, Act::Crash),
    (4, Act::Restart),
    (100, Act::Clock),
    (10, Act::Mood),
];

/// What goes wrong while something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mishap {
    None,
    /// The power goes during the commit.
    Torn,
    /// That storage call fails, and so many after it.
    Fault(u64, u64),
}

struct History {
    plan: Plan,
    dice: Dice,
    /// Present but for the moment of a crash.
    world: Option<World>,
    node: Node,
    unsettled: Vec<Settled>,
    /// Leased jobs whose task died or whose handing-over was lost.
    lost: BTreeSet<i64>,
    model: Model,
    moods: BTreeMap<String, Mood>,
    counts: Counts,
    trace: DefaultHasher,
    trail: VecDeque<String>,
    step: usize,
}

impl History {
    fn new(world: World, plan: Plan) -> History {
        let model = Model::new(world.widgets.clone());
        let moods = world.widgets.iter().map(|widget| (widget.receiver.clone(), Mood::Well)).collect();
        History {
            plan,
            dice: Dice::new(plan.seed),
            world: Some(world),
            node: Node::default(),
            unsettled: Vec::new(),
            lost: BTreeSet::new(),
            model,
            moods,
            counts: Counts::default(),
            trace: DefaultHasher::new(),
            trail: VecDeque::new(),
            step: 0,
        }
    }

    async fn go(&mut self) -> Result<Counts, Breach> {
        // What the installation has from its beginning.
        let seen = self.world()?.look().await?;
        self.model.version = seen.version;
        for step in 1..=self.plan.steps {
            self.step = step;
            let act = self.dice.weighed(&ACTS);
            self.timed(act).await?;
            if step % CHECK_EVERY == 0 {
                self.check().await?;
            }
            if self.world()?.log_bytes() > LOG_BYTES_MAX {
                self.restart().await?;
            }
        }
        tokio::time::timeout(STEP_TIME_MAX, self.bring_to_its_end()).await.map_err(|_| stands_still())??;
        check_end(self.open()?, &self.model).await?;
        self.count();
        Ok(self.counts)
    }

    async fn timed(&mut self, act: Act) -> Result<(), Breach> {
        let limit = if self.plan.bend.is_some() { STEP_TIME_MAX / 60 } else { STEP_TIME_MAX };
        tokio::time::timeout(limit, self.take(act)).await.map_err(|_| stands_still())?
    }

    fn open(&self) -> Result<&World, Breach> {
        self.world.as_ref().ok_or_else(|| "it did not open again".to_string())
    }

    async fn check(&self) -> Result<(), Breach> {
        check(self.open()?, &self.model).await
    }

    fn world(&mut self) -> Result<&mut World, Breach> {
        self.world.as_mut().ok_or_else(|| "it did not open again".to_string())
    }

    fn note(&mut self, told: String) {
        told.hash(&mut self.trace);
        if self.trail.len() >= TRAIL_MAX {
            self.trail.pop_front();
        }
        let now = self.world.as_ref().map_or(0, World::now);
        self.trail.push_back(format!("{} at {now}: {told}", self.step));
    }

    async fn take(&mut self, act: Act) -> Result<(), Breach> {
        match act {
            Act::Ask => {
                let places = self.world()?.places.clone();
                match choose(&mut self.dice, &self.model, &places) {
                    Some(command) => self.ask(command).await,
                    None => Ok(()),
                }
            }
            Act::Timers => self.timers().await,
            Act::Claim => self.claim().await,
            Act::Begin => self.begin().await.map(drop),
            Act::Answer => self.answer().await,
            Act::Settle => self.settle().await,
            Act::Sweep => self.sweep().await,
            Act::LoseTask if !self.node.flights.is_empty() => {
                let at = self.dice.below(self.node.flights.len());
                let job = self.node.flights[at].job;
                self.note(format!("the task of delivery {job} dies"));
                self.lost.insert(job);
                self.node.lose_task(at);
                Ok(())
            }
            Act::LoseTask => Ok(()),
            Act::LoseHanded => {
                if let Ok(handed) = self.world()?.handed.try_recv() {
                    self.note(format!("the handing-over of delivery {} is lost", handed.job.id));
                    self.lost.insert(handed.job.id.0);
                }
                Ok(())
            }
            Act::Crash => self.crash(None).await,
            Act::Restart => self.restart().await,
            Act::Clock => self.move_clock().await,
            Act::Mood => {
                let receivers: Vec<String> = self.moods.keys().cloned().collect();
                let receiver = self.dice.pick(&receivers).clone();
                let mood =
                    self.dice.weighed(&[(4, Mood::Well), (3, Mood::Ill), (1, Mood::Gone), (1, Mood::ReadsForms)]);
                self.note(format!("{receiver} is {mood:?}"));
                self.moods.insert(receiver, mood);
                Ok(())
            }
        }
    }

    fn mishap(&mut self) -> Mishap {
        if let Some((before, n)) = self.plan.nth {
            return if self.dice.permille(500) { Mishap::Fault(before, n) } else { Mishap::None };
        }
        match self.dice.below(100) {
            0..3 => Mishap::Torn,
            3..9 => Mishap::Fault(self.dice.below(30) as u64, 1 + self.dice.below(3) as u64),
            _ => Mishap::None,
        }
    }

    fn arm(&mut self, mishap: Mishap) -> Result<u64, Breach> {
        let world = self.world()?;
        if let Mishap::Fault(before, n) = mishap {
            world.app.store.fail_calls(before, n);
        }
        Ok(world.log_bytes())
    }

    /// Ends the fault; says how long the log is now.
    fn disarm(&mut self, mishap: Mishap) -> Result<u64, Breach> {
        self.counts.faults += usize::from(matches!(mishap, Mishap::Fault(..)));
        let world = self.world()?;
        world.app.store.fail_calls(0, 0);
        Ok(world.log_bytes())
    }

    async fn ask(&mut self, command: Command) -> Result<(), Breach> {
        let mishap = self.mishap();
        let now = self.world()?.now();
        let before = self.arm(mishap)?;
        let answered = {
            let model = &self.model;
            let world = self.world.as_ref().ok_or("it did not open again")?;
            ask(world, &command, model).await?
        };
        let after = self.disarm(mishap)?;
        self.note(format!("{command:?} {mishap:?}: {}", answered.status));
        let is_sure = match answered.status {
            200..=299 => mishap != Mishap::Torn,
            500.. if matches!(mishap, Mishap::Fault(..)) => false,
            status => return Err(format!("{command:?} was refused: {status} {}", answered.body)),
        };
        if mishap == Mishap::Torn {
            self.crash(Some((before, after))).await?;
        }
        self.follow(&command, now, is_sure).await
    }

    /// The model does the same; what nobody was told may also not have happened.
    async fn follow(&mut self, command: &Command, now: i64, is_sure: bool) -> Result<(), Breach> {
        let seen: Seen = self.world()?.look().await?;
        let mut followed = self.model.clone();
        match followed.apply(command, now, &seen) {
            Ok(()) => self.model = followed,
            Err(_) if !is_sure && self.model.is_unchanged(&seen) => self.note("    it was not done".to_string()),
            Err(breach) => return Err(breach),
        }
        Ok(())
    }

    async fn timers(&mut self) -> Result<(), Breach> {
        let early = if self.plan.bend == Some(Bend::HurriesTimers) { 3_600_000 } else { 0 };
        let mishap = self.mishap();
        let before = self.arm(mishap)?;
        let world = self.world()?;
        let now = world.now();
        let at = Timestamp(now + early);
        let done = steps::timers(&world.app.store, &world.app.engine, at).await.is_ok();
        let after = self.disarm(mishap)?;
        self.note(format!("timers {mishap:?}: {done}"));
        if mishap == Mishap::Torn {
            self.crash(Some((before, after))).await?;
        }
        let n_left = |model: &Model| model.waiting().filter(|run| run.due <= now).count();
        self.follow(&Command::Timers, now, mishap == Mishap::None).await?;
        match (mishap, n_left(&self.model)) {
            (Mishap::None, 1..) => Err("a waiting run was not carried out although its time had come".to_string()),
            _ => Ok(()),
        }
    }

    async fn claim(&mut self) -> Result<(), Breach> {
        let early = if self.plan.bend == Some(Bend::ClaimsEarly) { 3_600_000 } else { 0 };
        let mishap = match self.mishap() {
            Mishap::Torn => Mishap::None, // A torn claim is a crash: the leases are void either way.
            other => other,
        };
        self.arm(mishap)?;
        let world = self.world()?;
        let now = Timestamp(world.now() + early);
        let step = steps::claim(&world.app.store, &world.app.engine, world.node, now).await.ok();
        self.disarm(mishap)?;
        self.note(format!("claim {mishap:?}: {step:?}"));
        if mishap == Mishap::None && step.is_none() { Err("claiming failed".to_string()) } else { Ok(()) }
    }

    async fn begin(&mut self) -> Result<bool, Breach> {
        let mishap = match self.mishap() {
            Mishap::Torn => Mishap::None,
            Mishap::Fault(before, n) => Mishap::Fault(before % 4, n),
            Mishap::None => Mishap::None,
        };
        self.arm(mishap)?;
        let mut world = self.world.take().ok_or("it did not open again")?;
        let begun = self.node.begin(&mut world, &mut self.model).await;
        self.world = Some(world);
        self.disarm(mishap)?;
        let told = self.node.flights.last().map(|flight| flight.job);
        if begun == Ok(true) {
            self.note(format!("begin {mishap:?}: {told:?}"));
        }
        if begun == Ok(true) && self.plan.bend == Some(Bend::HoldsTransaction) {
            self.hold_transaction()?;
        }
        begun
    }

    /// What a worker must never do: keep a transaction open until the receiver has answered.
    fn hold_transaction(&mut self) -> Result<(), Breach> {
        let (store, account) = (self.world()?.app.store.clone(), self.world()?.account);
        std::thread::spawn(move || {
            let held = move |_: &store::Tx<'_>| {
                std::thread::sleep(STEP_TIME_MAX / 30);
                Ok(())
            };
            let _ = store.write_blocking(account, "held", held);
        });
        Ok(())
    }

    fn will(&mut self, receiver: &str) -> Will {
        use Will::{Answer, Nameless, Reset, ResetAfter, Silence, SilenceAfter, Unreachable, Untrusted};
        let bad = [
            Answer(500),
            Answer(503),
            Answer(404),
            Answer(410),
            Answer(415),
            Answer(429),
            Answer(301),
            Answer(199),
            Silence,
            SilenceAfter(200),
            SilenceAfter(500),
            Reset { has_acted: true },
            Reset { has_acted: false },
            ResetAfter(200),
            ResetAfter(502),
            Unreachable,
            Nameless,
            Untrusted,
        ];
        let good = [Answer(200), Answer(200), Answer(201), Answer(204), Answer(299)];
        match self.moods.get(receiver).copied().unwrap_or(Mood::Well) {
            Mood::Well if self.dice.permille(940) => *self.dice.pick(&good),
            Mood::Ill if self.dice.permille(400) => *self.dice.pick(&good),
            Mood::Gone => *self.dice.pick(&[Answer(500), Silence, Unreachable, Reset { has_acted: false }]),
            _ => *self.dice.pick(&bad),
        }
    }

    async fn answer(&mut self) -> Result<(), Breach> {
        if self.node.flights.is_empty() {
            return Ok(());
        }
        let at = self.dice.below(self.node.flights.len());
        let receiver = self.node.flights[at].receiver.clone();
        let will = match self.moods.get(&receiver) {
            Some(Mood::ReadsForms) if self.node.flights[at].is_json() => Will::Answer(415),
            Some(Mood::ReadsForms) => Will::Answer(200),
            _ => self.will(&receiver),
        };
        let job = self.node.flights[at].job;
        let world = self.world.as_ref().ok_or("it did not open again")?;
        if matches!(will, Will::Silence | Will::SilenceAfter(_)) {
            world.clock.advance(TIMEOUT_MS);
        }
        let answered = self.node.answer(at, will, world, &mut self.model).await;
        self.note(format!("delivery {job}: {will:?}"));
        answered
    }

    async fn settle(&mut self) -> Result<(), Breach> {
        if self.node.landed.is_empty() && self.unsettled.is_empty() {
            return Ok(());
        }
        let mishap = self.mishap();
        let before = self.arm(mishap)?;
        let world = self.world.as_ref().ok_or("it did not open again")?;
        let settled = match self.unsettled.pop() {
            Some(mut earlier) => {
                earlier.try_again(&self.node, world).await;
                earlier
            }
            None => {
                let n = 1 + self.dice.below(3);
                self.node.settle(n, world).await
            }
        };
        let after = self.disarm(mishap)?;
        self.note(format!("settle {mishap:?} {:?}: {}", settled.told, settled.is_done));
        match mishap {
            Mishap::Torn => self.settle_torn(&settled, before, after).await,
            _ if settled.is_done => {
                settled.told.iter().for_each(|(job, is_success, at)| self.model.settle(*job, *is_success, *at));
                self.learn().await
            }
            Mishap::Fault(..) => {
                self.unsettled.push(settled);
                Ok(())
            }
            Mishap::None => Err("outcomes could not be written down".to_string()),
        }
    }

    /// All of them are written down, or none.
    async fn settle_torn(&mut self, settled: &Settled, before: u64, after: u64) -> Result<(), Breach> {
        let mut done = self.model.clone();
        settled.told.iter().for_each(|(job, is_success, at)| done.settle(*job, *is_success, *at));
        done.crash();
        self.crash(Some((before, after))).await?;
        let is_done = check(self.open()?, &done).await.is_ok();
        if is_done {
            self.model = done;
        }
        self.check().await?;
        self.learn().await
    }

    /// Writing down that a receiver reads forms makes a version of the automation, and nothing else.
    async fn learn(&mut self) -> Result<(), Breach> {
        let seen = self.world()?.look().await?;
        self.model.version = self.model.version.max(seen.version);
        if self.model.is_unchanged(&seen) { Ok(()) } else { Err(format!("settling made something: {seen:?}")) }
    }

    async fn sweep(&mut self) -> Result<(), Breach> {
        let world = self.world.as_ref().ok_or("it did not open again")?;
        let suspects = &self.node.suspects;
        let seen = steps::sweep(&world.app.store, &world.app.engine, world.node, suspects).await;
        let sure: Vec<i64> =
            self.node.suspects.iter().map(|(_, job)| job.0).filter(|j| self.lost.contains(j)).collect();
        self.node.suspects = seen.map_err(|error| format!("sweeping failed: {error}"))?;
        for id in sure {
            self.lost.remove(&id);
            if let Some(job) = self.model.jobs.get_mut(&id).filter(|job| job.state == "open" && job.has_begun) {
                job.state = "unknown";
            }
        }
        self.note("sweep".to_string());
        Ok(())
    }

    async fn crash(&mut self, torn: Option<(u64, u64)>) -> Result<(), Breach> {
        self.note(format!("crash, torn {}", torn.is_some()));
        self.counts.crashes += 1;
        self.counts.torn += usize::from(torn.is_some());
        self.forget();
        let world = self.world.take().ok_or("it did not open again")?;
        let keeps_leases = self.plan.bend == Some(Bend::KeepsLeases);
        self.world = Some(world.crash(torn, &mut self.dice, keeps_leases).await?);
        self.model.crash();
        Ok(())
    }

    async fn restart(&mut self) -> Result<(), Breach> {
        self.note("restart".to_string());
        self.forget();
        let world = self.world.take().ok_or("it did not open again")?;
        self.world = Some(world.restart().await?);
        self.model.crash();
        Ok(())
    }

    /// What is in memory alone goes.
    fn forget(&mut self) {
        self.node = Node::default();
        self.unsettled.clear();
        self.lost.clear();
    }

    async fn move_clock(&mut self) -> Result<(), Breach> {
        let now = self.world()?.now();
        let ms = match self.dice.below(100) {
            0..35 => self.dice.between(1, 999),
            35..60 => self.dice.between(1_000, 90_000),
            60..85 => match self.next_due().await? {
                // To the moment itself, or to the last one before it.
                Some(due) => (due - now - self.dice.between(0, 1)).max(0),
                None => 1,
            },
            85..97 => self.dice.between(60_000, 2_400_000),
            _ => {
                // Whoever holds a job whose time has come posts it at once, whatever the clock then shows.
                while self.begin().await? {}
                -self.dice.between(1, 3_600_000)
            }
        };
        self.world()?.clock.advance(ms);
        self.note(format!("the clock moves by {ms}"));
        Ok(())
    }

    async fn next_due(&mut self) -> Result<Option<i64>, Breach> {
        let next = steps::next_due(&self.world()?.app.store).await;
        Ok(next.map_err(|error| format!("the next due moment: {error}"))?.map(|due| due.0))
    }

    /// Callers fall silent; the worker goes on until nothing is owed.
    async fn bring_to_its_end(&mut self) -> Result<(), Breach> {
        for _ in 0..ROUNDS_MAX {
            self.step += 1;
            self.timers().await?;
            self.claim().await?;
            while self.begin().await? {}
            while !self.node.flights.is_empty() {
                self.answer().await?;
            }
            while !self.node.landed.is_empty() || !self.unsettled.is_empty() {
                self.settle().await?;
            }
            if self.world()?.log_bytes() > LOG_BYTES_MAX {
                self.restart().await?;
            }
            let is_over =
                |model: &Model| model.waiting().next().is_none() && model.jobs.values().all(|job| job.state != "open");
            if is_over(&self.model) {
                return Ok(());
            }
            let now = self.world()?.now();
            match self.next_due().await? {
                Some(due) if due > now => drop(self.world()?.clock.advance(due - now)),
                Some(_) => {}
                // Only what nobody works on is left; it is seen twice before it is given back.
                None => self.sweep().await?,
            }
        }
        let open = self.model.jobs.iter().find(|(_, job)| job.state == "open");
        Err(format!("never ended: {open:?}, {:?}", self.model.waiting().next()))
    }

    fn count(&mut self) {
        let jobs = &self.model.jobs;
        let ended = |state: &str| jobs.values().filter(|job| job.state == state).count();
        self.counts.events = self.model.events.len();
        self.counts.runs = self.model.runs.len();
        (self.counts.delivered, self.counts.dead) = (ended("delivered"), ended("dead"));
        self.counts.unknown = ended("unknown");
        self.counts.repeats = jobs.values().map(|job| job.n_posts.saturating_sub(job.tries) as usize).sum();
        self.counts.trace = self.trace.finish();
    }
}

fn stands_still() -> Breach {
    "a step stands still: a transaction is open while the network is waited for, or something waits for ever"
        .to_string()
}
