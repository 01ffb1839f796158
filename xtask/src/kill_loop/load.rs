//! Callers that create and move leads without pause, across the server's lives, and write down what they were told.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::dice::Dice;
use super::oracle::{Change, Fate, Stage};
use crate::http::{Answer, Client};

/// A server that refuses this often in a row is misconfigured, not busy.
const REFUSALS_MAX: u32 = 200;
const REFUSED_PAUSE: Duration = Duration::from_millis(20);

/// Where the server is at the moment, if it lives. The callers wait here between two lives.
#[derive(Default)]
pub struct Lives {
    now: Mutex<Life>,
    changed: Condvar,
}

#[derive(Default)]
struct Life {
    number: u64,
    addr: Option<SocketAddr>,
    over: bool,
}

impl Lives {
    pub fn begin(&self, addr: SocketAddr) {
        let mut life = self.now.lock().unwrap();
        life.number += 1;
        life.addr = Some(addr);
        self.changed.notify_all();
    }

    pub fn end_all(&self) {
        self.now.lock().unwrap().over = true;
        self.changed.notify_all();
    }

    /// The first life after number `seen`; `None` when there will be none.
    fn after(&self, seen: u64) -> Option<(u64, SocketAddr)> {
        let life = self.now.lock().unwrap();
        let life = self.changed.wait_while(life, |life| life.number <= seen && !life.over).unwrap();
        if life.over { None } else { life.addr.map(|addr| (life.number, addr)) }
    }
}

/// A lead with all that was asked of it, in order.
pub struct Lead {
    /// Unknown while its creation is unanswered; the name then finds it.
    pub id: Option<u64>,
    pub name: String,
    pub changes: Vec<Change>,
}

/// One thread's worth of load. Its leads are its own, so what it asks of one lead is in order.
pub struct Caller<'a> {
    number: usize,
    token: &'a str,
    stages: &'a [Stage],
    dice: Dice,
    leads_max: usize,
    brought: Brought,
}

/// What a caller brings home.
#[derive(Default)]
pub struct Brought {
    pub leads: Vec<Lead>,
    pub n_refused: u64,
    pub first_refusal: Option<String>,
}

/// Why a caller left the server it was talking to.
enum Parted {
    /// The connection broke: the server was killed, the next life goes on.
    Killed,
    /// Something no kill explains.
    GaveUp(String),
}

impl From<std::io::Error> for Parted {
    fn from(_: std::io::Error) -> Parted {
        Parted::Killed
    }
}

impl<'a> Caller<'a> {
    pub fn new(number: usize, token: &'a str, stages: &'a [Stage], seed: u64, leads_max: usize) -> Caller<'a> {
        let dice = Dice::new(seed.wrapping_add(1000 + number as u64));
        Caller { number, token, stages, dice, leads_max, brought: Brought::default() }
    }

    /// Calls until the last life is over.
    pub fn run(mut self, lives: &Lives) -> Result<Brought, String> {
        let mut seen = 0;
        while let Some((number, addr)) = lives.after(seen) {
            seen = number;
            let Err(parted) = self.call_until_parted(addr);
            if let Parted::GaveUp(why) = parted {
                return Err(format!("caller {}: {why}", self.number));
            }
        }
        Ok(self.brought)
    }

    fn call_until_parted(&mut self, addr: SocketAddr) -> Result<Infallible, Parted> {
        let mut client = Client::connect(addr, self.token)?;
        self.look_up_unanswered(&mut client)?;
        loop {
            let mut n_refused = 0;
            while let Some(refusal) = self.change(&mut client)? {
                n_refused += 1;
                self.brought.n_refused += 1;
                self.brought.first_refusal.get_or_insert_with(|| refusal.to_string());
                pause_unless_hopeless(n_refused, &refusal)?;
                self.look_up_unanswered(&mut client)?;
            }
        }
    }

    /// Asks for one change. Returns the answer if it was a refusal.
    fn change(&mut self, client: &mut Client) -> Result<Option<Answer>, Parted> {
        let known: Vec<usize> = (0..self.brought.leads.len()).filter(|n| self.brought.leads[*n].id.is_some()).collect();
        if known.is_empty() || (known.len() < self.leads_max && self.dice.below(10) == 0) {
            return self.create(client);
        }
        let lead = known[self.dice.below(known.len() as u64) as usize];
        self.move_on(client, lead)
    }

    fn create(&mut self, client: &mut Client) -> Result<Option<Answer>, Parted> {
        let to = self.stages[self.dice.below(self.stages.len() as u64) as usize];
        let name = format!("kill {}-{}", self.number, self.brought.leads.len());
        let body = json!([{"name": name, "pipeline_id": to.pipeline, "status_id": to.status}]);
        self.brought.leads.push(Lead { id: None, name, changes: vec![Change { to, fate: Fate::Unanswered }] });
        let lead = self.brought.leads.len() - 1;

        let answer = client.send("POST", "/api/v4/leads", Some(&body))?;
        if answer.is_success() {
            let id = answer.json().and_then(|json| json["_embedded"]["leads"][0]["id"].as_u64());
            self.brought.leads[lead].id = id;
            if id.is_none() {
                return Err(Parted::GaveUp(format!("a created lead has no id: {answer}")));
            }
        }
        Ok(self.settle(lead, answer))
    }

    fn move_on(&mut self, client: &mut Client, lead: usize) -> Result<Option<Answer>, Parted> {
        let Lead { id: Some(id), changes, .. } = &mut self.brought.leads[lead] else { return Ok(None) };
        let here = changes.iter().rfind(|change| change.fate != Fate::Undone).map(|change| change.to);
        // A move to the stage where the lead already is would be no event, and its fate could not be read afterwards.
        let others: Vec<Stage> = self.stages.iter().copied().filter(|stage| Some(*stage) != here).collect();
        let to = others[self.dice.below(others.len() as u64) as usize];
        changes.push(Change { to, fate: Fate::Unanswered });

        let body = json!({"pipeline_id": to.pipeline, "status_id": to.status});
        let answer = client.send("PATCH", &format!("/api/v4/leads/{id}"), Some(&body))?;
        Ok(self.settle(lead, answer))
    }

    /// Writes down the fate of the lead's last change.
    fn settle(&mut self, lead: usize, answer: Answer) -> Option<Answer> {
        let lead = &mut self.brought.leads[lead];
        let change = lead.changes.last_mut().expect("a change was just written down");
        match answer.status {
            200..=299 => {
                change.fate = Fate::Accepted;
                return None;
            }
            // A client error promises that nothing was done; after a server error only the database knows.
            400..=499 => change.fate = Fate::Undone,
            _ => {}
        }
        Some(answer)
    }

    /// After a restart: were the changes that nobody answered done or not?
    fn look_up_unanswered(&mut self, client: &mut Client) -> Result<(), Parted> {
        for lead in &mut self.brought.leads {
            let (Some(id), Some(change)) = (lead.id, lead.changes.last_mut()) else { continue };
            if change.fate == Fate::Unanswered {
                let stored = read_stage(client, id)?;
                change.fate = if stored == change.to { Fate::Kept } else { Fate::Undone };
            }
        }
        Ok(())
    }
}

fn read_stage(client: &mut Client, lead: u64) -> Result<Stage, Parted> {
    for n_refused in 1.. {
        let answer = client.send("GET", &format!("/api/v4/leads/{lead}"), None)?;
        match (answer.status, answer.json().as_ref().and_then(stage_of)) {
            (200, Some(stage)) => return Ok(stage),
            (429 | 500..=599, _) => pause_unless_hopeless(n_refused, &answer)?,
            _ => return Err(Parted::GaveUp(format!("lead {lead}, whose id was answered, cannot be read: {answer}"))),
        }
    }
    unreachable!("the loop ends with an answer or gives up")
}

/// The stage in a lead as API v4 shows it.
pub fn stage_of(lead: &Value) -> Option<Stage> {
    Some(Stage { pipeline: lead["pipeline_id"].as_u64()?, status: lead["status_id"].as_u64()? })
}

fn pause_unless_hopeless(n_refused: u32, refusal: &Answer) -> Result<(), Parted> {
    if n_refused >= REFUSALS_MAX {
        return Err(Parted::GaveUp(format!("refused {n_refused} times in a row: {refusal}")));
    }
    std::thread::sleep(REFUSED_PAUSE);
    Ok(())
}
