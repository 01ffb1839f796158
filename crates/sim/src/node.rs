//! What a worker has in its hands: requests under way, and outcomes that are not written down yet.

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;

use domain::{AccountId, JobId};
use server::engine::Handed;
use server::worker::settle::{Batch, Failing, Outcome};
use server::worker::steps;

use crate::Breach;
use crate::model::Model;
use crate::network::{Exchange, Will};
use crate::world::World;

type Delivering = Pin<Box<dyn Future<Output = Option<Outcome>>>>;

/// A delivery under way.
pub struct Flight {
    pub job: i64,
    pub receiver: String,
    delivering: Delivering,
    exchange: Exchange,
    is_second_form: bool,
}

impl Flight {
    /// Whether the request that stands in the network is JSON.
    pub fn is_json(&self) -> bool {
        self.exchange.is_json()
    }
}

/// An outcome that waits to be written down.
pub struct Landed {
    pub job: i64,
    pub is_success: bool,
    pub at: i64,
    outcome: Outcome,
}

/// The hands of one incarnation; empty after a crash.
#[derive(Default)]
pub struct Node {
    pub flights: Vec<Flight>,
    pub landed: Vec<Landed>,
    pub suspects: HashSet<(AccountId, JobId)>,
    failing: Arc<Failing>,
}

impl Node {
    /// Takes the next job that was handed over, up to its first request. Says whether there was one.
    pub async fn begin(&mut self, world: &mut World, model: &mut Model) -> Result<bool, Breach> {
        let Ok(handed) = world.handed.try_recv() else { return Ok(false) };
        self.begin_with(handed, world, model).await.map(|()| true)
    }

    async fn begin_with(&mut self, handed: Handed, world: &World, model: &mut Model) -> Result<(), Breach> {
        let (job, receiver) = (handed.job.id.0, handed.job.url.to_string());
        if self.flights.iter().any(|flight| flight.job == job) {
            return Err(format!("delivery {job} is under way twice"));
        }
        let (store, sender) = (world.app.store.clone(), Arc::clone(&world.sender));
        let mut delivering: Delivering = Box::pin(async move { steps::deliver(&store, &sender, handed).await });
        match advance(&mut delivering, world).await? {
            Advance::Posted(exchange) => {
                check_post(model, job, &exchange, false, world.now())?;
                self.flights.push(Flight { job, receiver, delivering, exchange, is_second_form: false });
            }
            // It could not be noted that the attempt begins, so it is not made.
            Advance::Ended(None) => {}
            Advance::Ended(Some(_)) => return Err(format!("delivery {job} ended without a request")),
        }
        Ok(())
    }

    /// A receiver does something with the request of a flight.
    pub async fn answer(&mut self, at: usize, will: Will, world: &World, model: &mut Model) -> Result<(), Breach> {
        let Flight { job, receiver, mut delivering, exchange, is_second_form } = self.flights.swap_remove(at);
        let was_json = exchange.is_json();
        if will.arrives()
            && will.is_success()
            && let Some(job) = model.jobs.get_mut(&job)
        {
            job.was_taken = true;
        }
        exchange.end(will);
        let wants_form = was_json && will.status() == Some(415);
        match advance(&mut delivering, world).await? {
            Advance::Posted(exchange) if wants_form && !exchange.is_json() => {
                check_post(model, job, &exchange, true, world.now())?;
                self.flights.push(Flight { job, receiver, delivering, exchange, is_second_form: true });
            }
            Advance::Posted(_) => return Err(format!("delivery {job} is posted again after {will:?}")),
            Advance::Ended(None) => return Err(format!("delivery {job} has no outcome after {will:?}")),
            Advance::Ended(Some(_)) if wants_form && !is_second_form => {
                return Err(format!("delivery {job}: no form after a 415"));
            }
            Advance::Ended(Some(outcome)) => {
                self.landed.push(Landed { job, is_success: will.is_success(), at: world.now(), outcome });
            }
        }
        Ok(())
    }

    /// Writes outcomes down, as many as that. What cannot be written down is kept.
    pub async fn settle(&mut self, n: usize, world: &World) -> Settled {
        let n = n.min(self.landed.len());
        let told: Vec<(i64, bool, i64)> = self.landed[..n].iter().map(|l| (l.job, l.is_success, l.at)).collect();
        let outcomes = self.landed.drain(..n).map(|landed| landed.outcome).collect();
        let Some((batch, permits)) = Batch::new(world.account, outcomes, &self.failing) else {
            return Settled { told, is_done: true, permits: Vec::new(), batch: None };
        };
        let mut settled = Settled { told, is_done: false, permits, batch: Some(Arc::new(batch)) };
        settled.try_again(self, world).await;
        settled
    }

    /// A task dies: its request goes on, but nobody waits for it.
    pub fn lose_task(&mut self, at: usize) {
        self.flights.swap_remove(at);
    }
}

/// Outcomes on their way into the database.
pub struct Settled {
    /// Delivery, whether it arrived, when.
    pub told: Vec<(i64, bool, i64)>,
    pub is_done: bool,
    permits: Vec<server::engine::permits::Permit>,
    batch: Option<Arc<Batch>>,
}

impl Settled {
    pub async fn try_again(&mut self, node: &Node, world: &World) {
        let Some(batch) = &self.batch else { return };
        let (engine, failing, batch) = (Arc::clone(&world.app.engine), Arc::clone(&node.failing), Arc::clone(batch));
        let write = move |tx: &store::Tx<'_>| server::worker::settle::write(tx, &engine, &failing, &batch);
        // Not lazily: nothing else is written meanwhile on whose commit it could ride.
        self.is_done = world.app.store.write(world.account, "settle", write).await.is_ok();
        if self.is_done {
            self.permits.clear();
        }
    }
}

enum Advance {
    Posted(Exchange),
    Ended(Option<Outcome>),
}

/// Until the delivery stands in the network, or is over.
async fn advance(delivering: &mut Delivering, world: &World) -> Result<Advance, Breach> {
    tokio::select! {
        biased;
        () = world.network.begun() => match world.network.take() {
            Some(exchange) => Ok(Advance::Posted(exchange)),
            None => Err("the simulation itself: a request without a request".to_string()),
        },
        ended = delivering => Ok(Advance::Ended(ended)),
    }
}

fn check_post(model: &mut Model, job: i64, exchange: &Exchange, is_second_form: bool, now: i64) -> Result<(), Breach> {
    model.post(job, is_second_form, now)?;
    let Some(known) = model.jobs.get(&job) else { return Ok(()) };
    let id = exchange.header("webhook-id");
    let first = known.replay_of.unwrap_or(job);
    if !id.ends_with(&format!("_{first}")) {
        return Err(format!("delivery {job} is posted with the id {id}"));
    }
    if exchange.header("x-pipewright-trigger") != known.trigger.to_string() {
        return Err(format!("delivery {job} is posted for trigger {}", exchange.header("x-pipewright-trigger")));
    }
    if exchange.is_json() && exchange.body != known.body.as_bytes() {
        let body = String::from_utf8_lossy(&exchange.body).into_owned();
        return Err(format!("delivery {job} is posted with another body: {body}"));
    }
    Ok(())
}
