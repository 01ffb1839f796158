//! Writing down what deliveries came to, many in one transaction that rides on somebody else's commit.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use domain::breaker::Failures;
use domain::{AccountId, JobId, ReceiverId, Timestamp, WidgetId};
use store::jobs::Settlement;
use store::nodes::Incarnation;
use store::{Store, StoreError, Tx};
use tokio::sync::mpsc;

use crate::engine::permits::Permit;
use crate::engine::{Engine, Handed};

/// Outcomes that go into one transaction.
const BATCH_MAX: usize = 64;
/// Receivers whose recent failures are remembered.
const FAILING_MAX: usize = 10_000;

/// A finished delivery on its way into the database.
pub struct Outcome {
    /// Whose.
    pub account: AccountId,
    /// Where it went.
    pub receiver: ReceiverId,
    /// What it came to.
    pub settlement: Settlement,
    /// The widget whose server reads forms only.
    pub reads_forms: Option<WidgetId>,
    /// Whether the receiver failed.
    pub is_failure: bool,
    /// The job's place, given back once it is written down.
    pub permit: Permit,
}

/// What goes into one transaction of one account.
pub struct Batch {
    node: Incarnation,
    settlements: Vec<Settlement>,
    reads_forms: Vec<WidgetId>,
    failed: HashSet<ReceiverId>,
}

impl Batch {
    /// The outcomes of one account, and their places, to be given back once they are written down. `None` without any.
    pub fn new(account: AccountId, outcomes: Vec<Outcome>, failing: &Failing) -> Option<(Batch, Vec<Permit>)> {
        let node = outcomes.first()?.permit.node();
        let mut permits = Vec::with_capacity(outcomes.len());
        let settlements = Vec::with_capacity(outcomes.len());
        let mut batch = Batch { node, settlements, reads_forms: vec![], failed: HashSet::new() };
        for outcome in outcomes {
            if outcome.is_failure {
                failing.note(account, outcome.receiver, outcome.settlement.at);
                batch.failed.insert(outcome.receiver);
            }
            batch.reads_forms.extend(outcome.reads_forms);
            batch.settlements.push(outcome.settlement);
            permits.push(outcome.permit);
        }
        Some((batch, permits))
    }
}

/// Takes outcomes as they come and settles them until the line is closed and empty.
pub async fn run(store: Store, engine: Arc<Engine>, mut outcomes: mpsc::UnboundedReceiver<Outcome>) {
    let failing = Arc::new(Failing::default());
    let mut tasks = tokio::task::JoinSet::new();
    let mut waiting = Vec::with_capacity(BATCH_MAX);
    while outcomes.recv_many(&mut waiting, BATCH_MAX).await > 0 {
        let mut by_account: HashMap<AccountId, Vec<Outcome>> = HashMap::new();
        for outcome in waiting.drain(..) {
            by_account.entry(outcome.account).or_default().push(outcome);
        }
        for (account, outcomes) in by_account {
            tasks.spawn(settle(store.clone(), Arc::clone(&engine), Arc::clone(&failing), account, outcomes));
        }
        while tasks.try_join_next().is_some() {}
    }
    while tasks.join_next().await.is_some() {}
}

async fn settle(store: Store, engine: Arc<Engine>, failing: Arc<Failing>, account: AccountId, outcomes: Vec<Outcome>) {
    let Some((batch, _permits)) = Batch::new(account, outcomes, &failing) else { return };
    for dead in batch.settlements.iter().filter(|s| s.verdict == domain::retry::Verdict::Dead) {
        let last = dead.attempts.last();
        let (status, error) = (last.and_then(|a| a.status), last.and_then(|a| a.error.as_deref()));
        tracing::warn!(%account, delivery = %dead.job, ?status, error, "a delivery is dead");
    }
    let batch = Arc::new(batch);
    // A full disk or a busy database passes; the outcomes are kept until they are written down.
    for wait_ms in [0, 100, 500, 2_000, 5_000, 10_000, 10_000, 10_000] {
        if wait_ms > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(wait_ms)).await;
        }
        let (engine, failing, batch) = (Arc::clone(&engine), Arc::clone(&failing), Arc::clone(&batch));
        match store.write_lazily(account, "settle", move |tx| write(tx, &engine, &failing, &batch)).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, %account, "settling deliveries"),
        }
    }
    let jobs: Vec<JobId> = batch.settlements.iter().map(|s| s.job).collect();
    tracing::error!(?jobs, "deliveries could not be settled; the sweep will send them again");
}

/// The transaction: every outcome whose lease still stands, the next job of each lane, the pauses of receivers.
pub fn write(tx: &Tx<'_>, engine: &Arc<Engine>, failing: &Failing, batch: &Batch) -> Result<(), StoreError> {
    for settlement in &batch.settlements {
        let (mut permit, mut has_successor) = (None, false);
        let lease = |receiver| {
            has_successor = true;
            permit = engine.permits.take(tx.account, receiver, 0);
            permit.as_ref().map(Permit::node)
        };
        let next = store::jobs::settle(tx, batch.node, settlement, lease)?;
        match (next, permit) {
            (Some((job, _)), Some(mut permit)) => {
                permit.hold(job.id);
                let engine = Arc::clone(engine);
                tx.after_commit(move || engine.hand_over(Handed { job, permit }));
            }
            // No place was free for the next job of the lane: it is claimed once there is one.
            _ if has_successor => ring(tx, engine, settlement.at),
            _ => {}
        }
        if let domain::retry::Verdict::RetryAt(due) = settlement.verdict {
            ring(tx, engine, due);
        }
    }
    batch.reads_forms.iter().try_for_each(|widget| store::widgets::learn_form(tx, *widget))?;
    // Also when the pause began earlier: an attempt that was under way then, or a first one since, is retried after it.
    let pauses =
        batch.failed.iter().filter_map(|receiver| Some((*receiver, failing.paused_until(tx.account, *receiver)?)));
    pauses.into_iter().try_for_each(|(receiver, until)| store::receivers::pause_retries(tx, receiver, until))
}

fn ring(tx: &Tx<'_>, engine: &Arc<Engine>, due: Timestamp) {
    let engine = Arc::clone(engine);
    tx.after_commit(move || engine.alarm.set(due));
}

/// The recent failures of receivers, as far as this node has seen them.
#[derive(Default)]
pub struct Failing {
    receivers: Mutex<HashMap<(AccountId, ReceiverId), Recent>>,
}

#[derive(Default)]
struct Recent {
    failures: Failures,
    paused_until: Option<Timestamp>,
}

impl Failing {
    fn note(&self, account: AccountId, receiver: ReceiverId, now: Timestamp) {
        let mut receivers = self.receivers.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if receivers.len() >= FAILING_MAX {
            receivers.retain(|_, recent| {
                !recent.failures.is_forgotten(now) || recent.paused_until.is_some_and(|until| until > now)
            });
        }
        let recent = receivers.entry((account, receiver)).or_default();
        recent.paused_until = recent.failures.note(now).or(recent.paused_until.filter(|until| *until > now));
    }

    fn paused_until(&self, account: AccountId, receiver: ReceiverId) -> Option<Timestamp> {
        let receivers = self.receivers.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        receivers.get(&(account, receiver)).and_then(|recent| recent.paused_until)
    }
}
