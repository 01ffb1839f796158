//! What must be there: an independent model of the pipeline, written from the pages and not from the code.
//!
//! It knows no store, no transaction and no worker. Each command is applied to it together with the rows that the
//! database has gained; it predicts which, and says what is wrong with them. Numbers and plain words only, so that it
//! shares no rule with `domain`.

use std::collections::{BTreeMap, BTreeSet};

use crate::Breach;

/// Seconds after a failed try before the next one (`webhooks` §6.1); after the fifth a delivery is dead.
const WAITS_SECONDS: [i64; 4] = [60, 300, 900, 1800];
/// A receiver that failed more often than this within five minutes gets its retries later.
const FAILURES_MAX: usize = 100;
/// How much later at most.
const PAUSE_MS: i64 = 300_000;

/// Pipeline and stage.
pub type Place = (i64, i64);

/// What a trigger waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Created,
    Moved,
    MovedOrCreated,
    CallIn,
}

impl When {
    pub fn name(self) -> &'static str {
        match self {
            When::Created => "created",
            When::Moved => "moved",
            When::MovedOrCreated => "moved_or_created",
            When::CallIn => "call_in",
        }
    }
}

/// What a trigger does and when.
#[derive(Clone, Debug)]
pub struct Rule {
    pub area: BTreeSet<Place>,
    pub when: When,
    /// Its widget has `action_multiple`.
    pub is_stretched: bool,
    pub price_min: Option<i64>,
    pub delay_ms: i64,
    pub runs_anyway: bool,
    /// Position of its widget among those of the world.
    pub widget: usize,
}

/// A trigger as it is now.
#[derive(Clone, Debug)]
pub struct Trigger {
    pub is_enabled: bool,
    pub rule: Rule,
}

/// What happened to a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Created(Place),
    Moved(Option<Place>, Place),
    Appeared(Place),
    CallIn(Place),
    Edited(Place),
    /// Something that no command of the simulation brings about.
    Other,
}

impl Kind {
    fn place(self) -> Place {
        match self {
            Kind::Created(at) | Kind::Moved(_, at) | Kind::Appeared(at) | Kind::CallIn(at) | Kind::Edited(at) => at,
            Kind::Other => (0, 0),
        }
    }
}

/// An event as the log has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRow {
    pub id: i64,
    pub lead: i64,
    pub kind: Kind,
    pub at: i64,
}

/// A run as the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    pub id: i64,
    pub event: i64,
    pub trigger: i64,
    pub lead: i64,
    pub code: i64,
    pub direction: Option<String>,
    /// `waiting`, `acted`, or the reason why it was dropped.
    pub fate: String,
    pub due: i64,
}

/// A delivery as the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    pub id: i64,
    pub run: i64,
    pub event: i64,
    pub trigger: i64,
    pub lead: i64,
    pub receiver: String,
    pub state: String,
    pub tries: u32,
    pub due: i64,
    pub replay_of: Option<i64>,
    pub is_once: bool,
    pub body: String,
}

/// What the database has gained since the last look.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub events: Vec<EventRow>,
    pub runs: Vec<RunRow>,
    pub jobs: Vec<JobRow>,
    /// Ids of all runs that wait.
    pub waiting: BTreeSet<i64>,
    /// Version of the automation.
    pub version: i64,
    /// Ids of all triggers.
    pub triggers: BTreeSet<i64>,
}

/// A lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    pub place: Place,
    pub price: i64,
}

/// A delivery.
#[derive(Clone, Debug)]
pub struct Job {
    pub run: i64,
    pub lead: i64,
    pub receiver: String,
    pub trigger: i64,
    pub is_once: bool,
    pub replay_of: Option<i64>,
    pub body: String,
    /// Tries that are written down.
    pub tries: u32,
    pub due: i64,
    /// Its last due moment may lie so much later, because of the receiver's pause.
    pub slack: i64,
    /// `open`, `delivered`, `dead` or `unknown`.
    pub state: &'static str,
    /// In `once` mode: the attempt is written down.
    pub has_begun: bool,
    /// Requests made, forms after a 415 aside.
    pub n_posts: u32,
    /// Whether the receiver ever took it.
    pub was_taken: bool,
}

/// A command of a caller, or a step that ends waiting runs.
#[derive(Clone, Debug)]
pub enum Command {
    Create(Vec<Lead>),
    /// Lead, and where it is to go or what it is to cost.
    Change(Vec<(i64, Option<Place>, Option<i64>)>),
    Raise(i64, Kind),
    Publish(Option<i64>, Option<Trigger>),
    SetOnce(usize, bool),
    Replay(i64),
    Cancel(i64),
    RunNow(i64),
    Timers,
}

/// A widget of the world.
#[derive(Clone, Debug)]
pub struct Widget {
    pub code: String,
    pub receiver: String,
    pub is_stretched: bool,
    pub is_once: bool,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub leads: BTreeMap<i64, Lead>,
    pub triggers: BTreeMap<i64, Trigger>,
    pub widgets: Vec<Widget>,
    pub events: Vec<EventRow>,
    pub runs: BTreeMap<i64, RunRow>,
    pub jobs: BTreeMap<i64, Job>,
    pub version: i64,
    /// Recent failures: receiver and moment.
    failures: Vec<(String, i64)>,
}

/// The truth table of `digital-pipeline` §7.2: the hook's code and direction.
pub fn hears(rule: &Rule, kind: Kind) -> Option<(i64, Option<&'static str>)> {
    let inside = |place: &Place| rule.area.contains(place);
    let comes = inside(&kind.place());
    match kind {
        Kind::Created(_) if !comes => None,
        Kind::Created(_) => match rule.when {
            When::Created => Some((1, Some("went_to_trigger"))),
            When::MovedOrCreated => Some((15, Some("went_to_trigger"))),
            When::Moved | When::CallIn => None,
        },
        Kind::Moved(from, _) => {
            let entering = match rule.when {
                When::Moved => 14,
                When::MovedOrCreated => 15,
                When::Created | When::CallIn => return None,
            };
            match (from.as_ref().is_some_and(inside), comes) {
                (false, false) => None,
                (false, true) => Some((entering, Some("went_to_trigger"))),
                (true, true) => rule.is_stretched.then_some((15, Some("went_in_trigger"))),
                (true, false) => rule.is_stretched.then_some((15, Some("went_from_trigger"))),
            }
        }
        Kind::Appeared(_) => (comes && rule.when == When::MovedOrCreated).then_some((15, Some("went_to_trigger"))),
        Kind::CallIn(_) => (comes && rule.when == When::CallIn).then_some((17, None)),
        Kind::Edited(_) | Kind::Other => None,
    }
}

impl Model {
    pub fn new(widgets: Vec<Widget>) -> Model {
        Model { widgets, ..Model::default() }
    }

    /// The waiting runs.
    pub fn waiting(&self) -> impl Iterator<Item = &RunRow> {
        self.runs.values().filter(|run| run.fate == "waiting")
    }

    /// Whether the database stands where the model stands.
    pub fn is_unchanged(&self, seen: &Seen) -> bool {
        let waiting: BTreeSet<i64> = self.waiting().map(|run| run.id).collect();
        let is_new = !seen.events.is_empty() || !seen.runs.is_empty() || !seen.jobs.is_empty();
        !is_new && waiting == seen.waiting && self.version == seen.version
    }

    /// Applies a command that was done at `now`; what the database has gained must be exactly what follows from it.
    pub fn apply(&mut self, command: &Command, now: i64, seen: &Seen) -> Result<(), Breach> {
        let mut seen = seen.clone();
        match command {
            Command::Create(leads) => {
                for lead in leads {
                    let id = seen.events.first().ok_or("a lead was created without an event")?.lead;
                    if self.leads.insert(id, *lead).is_some() {
                        return Err(format!("lead {id} was created twice"));
                    }
                    self.happens(id, Kind::Created(lead.place), now, &mut seen)?;
                }
            }
            Command::Change(changes) => {
                let mut changes = changes.clone();
                changes.sort_by_key(|(lead, ..)| *lead);
                for (id, place, price) in changes {
                    let before = *self.leads.get(&id).ok_or("an unknown lead was changed")?;
                    let after = Lead { place: place.unwrap_or(before.place), price: price.unwrap_or(before.price) };
                    self.leads.insert(id, after);
                    if after.price != before.price {
                        self.happens(id, Kind::Edited(before.place), now, &mut seen)?;
                    }
                    if after.place != before.place {
                        self.happens(id, Kind::Moved(Some(before.place), after.place), now, &mut seen)?;
                    }
                }
            }
            Command::Raise(lead, kind) => self.happens(*lead, *kind, now, &mut seen)?,
            Command::Publish(id, trigger) => self.publish(*id, trigger, &seen)?,
            Command::SetOnce(widget, is_once) => {
                self.published(seen.version)?;
                self.widgets[*widget].is_once = *is_once;
            }
            Command::Replay(job) => {
                let original = self.jobs.get(job).ok_or("an unknown delivery was replayed")?.clone();
                let row = take_job(&mut seen, |row| row.replay_of == Some(original.replay_of.unwrap_or(*job)))?;
                if (row.lead, &row.receiver, &row.body, row.run, row.is_once)
                    != (original.lead, &original.receiver, &original.body, original.run, original.is_once)
                {
                    return Err(format!("delivery {} is no repeat of {job}", row.id));
                }
                self.add_job(&row, now)?;
            }
            Command::Cancel(run) => self.end_run(*run, "cancelled"),
            Command::RunNow(run) => self.carry_out(*run, now, &mut seen)?,
            Command::Timers => {
                // A step that met a fault may have left some of them.
                let ended = |run: &&RunRow| run.due <= now && !seen.waiting.contains(&run.id);
                let mut due: Vec<(i64, i64)> = self.waiting().filter(ended).map(|run| (run.due, run.id)).collect();
                due.sort_unstable();
                for (_, run) in due {
                    self.carry_out(run, now, &mut seen)?;
                }
            }
        }
        if let Some(event) = seen.events.first() {
            return Err(format!("an event that nobody asked for: {event:?}"));
        }
        if let Some(run) = seen.runs.first() {
            return Err(format!("a run that no trigger called for: {run:?}"));
        }
        if let Some(job) = seen.jobs.first() {
            return Err(format!("a delivery that no run called for: {job:?}"));
        }
        let waiting: BTreeSet<i64> = self.waiting().map(|run| run.id).collect();
        if waiting != seen.waiting {
            return Err(format!("runs {:?} wait, the model says {waiting:?}", seen.waiting));
        }
        if self.version != seen.version {
            return Err(format!("the automation has version {}, the model says {}", seen.version, self.version));
        }
        Ok(())
    }

    /// The automation has a new version; how far it went up is nobody's business.
    pub fn published(&mut self, version: i64) -> Result<(), Breach> {
        if version <= self.version {
            return Err(format!("the automation was changed and still has version {version}"));
        }
        self.version = version;
        Ok(())
    }

    fn publish(&mut self, id: Option<i64>, trigger: &Option<Trigger>, seen: &Seen) -> Result<(), Breach> {
        self.published(seen.version)?;
        let id = match id {
            Some(id) => id,
            None => *seen.triggers.last().ok_or("a trigger was made, but there is none")?,
        };
        match trigger {
            Some(trigger) => {
                self.triggers.insert(id, trigger.clone());
                if !trigger.is_enabled {
                    self.end_runs_of(id, "disabled");
                }
            }
            None => {
                self.triggers.remove(&id);
                self.end_runs_of(id, "deleted");
            }
        }
        let known: BTreeSet<i64> = self.triggers.keys().copied().collect();
        if known == seen.triggers {
            Ok(())
        } else {
            Err(format!("triggers {:?}, the model says {known:?}", seen.triggers))
        }
    }

    fn end_run(&mut self, run: i64, fate: &str) {
        if let Some(run) = self.runs.get_mut(&run) {
            run.fate = fate.to_string();
        }
    }

    fn end_runs_of(&mut self, trigger: i64, fate: &str) {
        let runs = self.runs.values_mut().filter(|run| run.trigger == trigger && run.fate == "waiting");
        runs.for_each(|run| run.fate = fate.to_string());
    }

    /// The next event of the log must be this one, and decided exactly so.
    fn happens(&mut self, lead: i64, kind: Kind, now: i64, seen: &mut Seen) -> Result<(), Breach> {
        if seen.events.is_empty() {
            return Err(format!("lost: {kind:?} of lead {lead} is not in the log"));
        }
        let event = seen.events.remove(0);
        if (event.lead, event.kind, event.at) != (lead, kind, now) {
            return Err(format!("the log says {event:?} instead of {kind:?} of lead {lead} at {now}"));
        }
        if self.events.last().is_some_and(|last| last.id >= event.id) {
            return Err(format!("event {} has the id of an older one", event.id));
        }
        self.events.push(event);
        let price = self.leads.get(&lead).map_or(0, |lead| lead.price);
        let weighed: Vec<(i64, Trigger)> = self.triggers.iter().map(|(id, t)| (*id, t.clone())).collect();
        for (id, trigger) in weighed {
            let rule = &trigger.rule;
            let heard =
                hears(rule, kind).filter(|_| trigger.is_enabled && rule.price_min.is_none_or(|min| price >= min));
            let at = seen.runs.iter().position(|run| (run.event, run.trigger) == (event.id, id));
            let row = match (heard, at) {
                (None, None) => continue,
                (None, Some(at)) => return Err(format!("trigger {id} fired and must not: {:?}", seen.runs[at])),
                (Some(_), None) => return Err(format!("lost: trigger {id} did not fire on {event:?}")),
                (Some(heard), Some(at)) => {
                    let row = seen.runs.remove(at);
                    let due = now + rule.delay_ms;
                    let fate = if rule.delay_ms > 0 { "waiting" } else { "acted" };
                    let told = (row.code, row.direction.as_deref(), row.due, row.fate.as_str(), row.lead);
                    if told != (heard.0, heard.1, due, fate, lead) {
                        return Err(format!("{event:?}, trigger {id}: {heard:?} {fate} due {due}, not {row:?}"));
                    }
                    row
                }
            };
            let acted = row.fate == "acted";
            self.runs.insert(row.id, row.clone());
            if acted {
                self.act(&row, &trigger, now, seen)?;
            }
        }
        Ok(())
    }

    /// A waiting run whose time has come: weighed again against the present.
    fn carry_out(&mut self, id: i64, now: i64, seen: &mut Seen) -> Result<(), Breach> {
        let run = self.runs.get(&id).ok_or("an unknown run was carried out")?.clone();
        let lead = *self.leads.get(&run.lead).ok_or("a run without a lead")?;
        let trigger = self.triggers.get(&run.trigger).cloned();
        let fate = match &trigger {
            None => "deleted",
            Some(trigger) if !trigger.is_enabled => "disabled",
            Some(Trigger { rule, .. }) => {
                let is_leaving = run.direction.as_deref() == Some("went_from_trigger");
                if !is_leaving && !rule.runs_anyway && !rule.area.contains(&lead.place) {
                    "left_meanwhile"
                } else if rule.price_min.is_some_and(|min| lead.price < min) {
                    "filter"
                } else {
                    "acted"
                }
            }
        };
        self.end_run(id, fate);
        match trigger {
            Some(trigger) if fate == "acted" => self.act(&run, &trigger, now, seen),
            _ => Ok(()),
        }
    }

    /// A run that acts has exactly one delivery.
    fn act(&mut self, run: &RunRow, trigger: &Trigger, now: i64, seen: &mut Seen) -> Result<(), Breach> {
        let row = take_job(seen, |row| row.run == run.id).map_err(|_| format!("lost: {run:?} has no delivery"))?;
        let widget = &self.widgets[trigger.rule.widget];
        let expected = (run.lead, run.event, run.trigger, widget.receiver.as_str(), widget.is_once, None);
        let told = (row.lead, row.event, row.trigger, row.receiver.as_str(), row.is_once, row.replay_of);
        if told != expected {
            return Err(format!("{run:?} has the delivery {row:?}"));
        }
        let event = self.events.iter().rfind(|event| event.id == run.event).ok_or("a run without an event")?;
        let (place, direction) = (event.kind.place(), run.direction.as_deref());
        if told_by(&row.body) != Some((run.code, run.lead, place, direction.map(str::to_string), event.at / 1_000)) {
            return Err(format!("{run:?} of {event:?} has the body {}", row.body));
        }
        self.add_job(&row, now)
    }

    fn add_job(&mut self, row: &JobRow, now: i64) -> Result<(), Breach> {
        if row.due != now || row.tries != 0 {
            return Err(format!("a new delivery is due at {} after {} tries: {row:?}", row.due, row.tries));
        }
        if self.jobs.last_key_value().is_some_and(|(last, _)| *last >= row.id) {
            return Err(format!("delivery {} comes out of the order of its lane", row.id));
        }
        let job = Job {
            run: row.run,
            lead: row.lead,
            receiver: row.receiver.clone(),
            trigger: row.trigger,
            is_once: row.is_once,
            replay_of: row.replay_of,
            body: row.body.clone(),
            tries: 0,
            due: now,
            slack: 0,
            state: "open",
            has_begun: false,
            n_posts: 0,
            was_taken: false,
        };
        self.jobs.insert(row.id, job);
        Ok(())
    }

    /// A request of that delivery begins.
    pub fn post(&mut self, id: i64, is_second_form: bool, now: i64) -> Result<(), Breach> {
        let job = self.jobs.get(&id).ok_or_else(|| format!("delivery {id} is posted and does not exist"))?;
        if job.state != "open" {
            return Err(format!("delivery {id} is {} and is posted again", job.state));
        }
        // The first try is due when it is written down: "before" that is only a clock that was set back.
        if job.tries > 0 && now < job.due {
            return Err(format!("delivery {id} is posted {} ms before its due time", job.due - now));
        }
        if job.tries as usize > WAITS_SECONDS.len() {
            return Err(format!("delivery {id} is posted after {} tries", job.tries));
        }
        let ahead = self
            .jobs
            .range(..id)
            .rfind(|(_, other)| other.state == "open" && (other.lead, &other.receiver) == (job.lead, &job.receiver));
        if let Some((ahead, _)) = ahead {
            return Err(format!("delivery {id} overtakes {ahead} of the same lead and receiver"));
        }
        if job.is_once && job.n_posts > 0 && !is_second_form {
            return Err(format!("delivery {id} is in `once` mode and is posted twice"));
        }
        if let Some(job) = self.jobs.get_mut(&id) {
            job.n_posts += u32::from(!is_second_form);
            job.has_begun = job.is_once;
        }
        Ok(())
    }

    /// The outcome of a try is written down.
    pub fn settle(&mut self, id: i64, is_success: bool, at: i64) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.tries += 1;
        job.slack = 0;
        if is_success {
            job.state = "delivered";
            return;
        }
        self.failures.push((job.receiver.clone(), at));
        match WAITS_SECONDS.get(job.tries as usize - 1) {
            Some(wait) if !job.is_once => {
                job.due = at + wait * 1_000;
                let recent = self.failures.iter().filter(|(receiver, _)| *receiver == job.receiver).count();
                job.slack = if recent > FAILURES_MAX { PAUSE_MS } else { 0 };
            }
            _ => job.state = "dead",
        }
    }

    /// The node ends without a word. What had begun in `once` mode may have arrived, and nobody knows.
    pub fn crash(&mut self) {
        for job in self.jobs.values_mut().filter(|job| job.state == "open" && job.has_begun) {
            job.state = "unknown";
        }
    }
}

fn take_job(seen: &mut Seen, is_it: impl Fn(&JobRow) -> bool) -> Result<JobRow, Breach> {
    let at = seen.jobs.iter().position(is_it).ok_or("lost: a delivery is not there")?;
    Ok(seen.jobs.remove(at))
}

/// What a hook tells: code, lead, place, direction, time. The keys are those that receivers read.
fn told_by(body: &str) -> Option<(i64, i64, Place, Option<String>, i64)> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    let (event, data) = (&body["event"], &body["event"]["data"]);
    let place = (data["pipeline_id"].as_i64()?, data["status_id"].as_i64()?);
    let direction = data["direction_of_movement"].as_str().map(str::to_string);
    Some((event["type"].as_i64()?, data["id"].as_i64()?, place, direction, event["time"].as_i64()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Place = (1, 10);
    const B: Place = (1, 20);
    const C: Place = (1, 30);

    #[track_caller]
    fn check(when: When, is_stretched: bool, kind: Kind, expected: Option<(i64, Option<&'static str>)>) {
        let area = if is_stretched { BTreeSet::from([B, C]) } else { BTreeSet::from([B]) };
        let rule = Rule { area, when, is_stretched, price_min: None, delay_ms: 0, runs_anyway: false, widget: 0 };
        assert_eq!(hears(&rule, kind), expected, "{when:?} {is_stretched} {kind:?}");
    }

    #[test]
    fn the_rows_of_the_page() {
        let to = Some("went_to_trigger");
        for stretched in [false, true] {
            check(When::Created, stretched, Kind::Created(B), Some((1, to)));
            check(When::Moved, stretched, Kind::Created(B), None);
            check(When::MovedOrCreated, stretched, Kind::Created(B), Some((15, to)));
            check(When::Created, stretched, Kind::Moved(Some(A), B), None);
            check(When::Moved, stretched, Kind::Moved(Some(A), B), Some((14, to)));
            check(When::MovedOrCreated, stretched, Kind::Moved(Some(A), B), Some((15, to)));
            check(When::MovedOrCreated, stretched, Kind::Moved(Some(A), (2, 10)), None);
            check(When::MovedOrCreated, stretched, Kind::Created(A), None);
            check(When::CallIn, stretched, Kind::CallIn(B), Some((17, None)));
            check(When::CallIn, stretched, Kind::CallIn(A), None);
            check(When::Created, stretched, Kind::Appeared(B), None);
            check(When::MovedOrCreated, stretched, Kind::Appeared(B), Some((15, to)));
        }
        check(When::Moved, true, Kind::Moved(Some(B), C), Some((15, Some("went_in_trigger"))));
        check(When::Moved, true, Kind::Moved(Some(C), A), Some((15, Some("went_from_trigger"))));
        check(When::Created, true, Kind::Moved(Some(B), A), None);
        check(When::Moved, false, Kind::Moved(Some(B), A), None);
        // Won of another pipeline is another place.
        check(When::Moved, false, Kind::Moved(Some((1, 142)), (2, 142)), None);
    }
}
