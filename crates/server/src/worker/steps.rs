//! The steps of a node besides delivering: claim what is due, carry out waiting runs, keep the leases honest.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use domain::retry::RetryPolicy;
use domain::{AccountId, JobId, RunId, Timestamp};
use store::across::{self, EVERYONE};
use store::jobs::DueJob;
use store::nodes::{self, Incarnation};
use store::runs::DueRun;
use store::{Store, StoreError};

use crate::engine::{Engine, Handed, due};

use super::deliver::{Delivered, Network, Sender};
use super::settle::Outcome;

/// Jobs leased in one step: it stays short, so that shutdown stays short.
pub const CLAIM_MAX: usize = 64;
/// Waiting runs carried out in one step.
pub const RUNS_MAX: usize = 256;

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There may be more to do at once.
    More,
    /// Nothing is left that is due.
    Done,
    /// Jobs are due, but no place is free for them.
    Full,
}

/// Registers a start and takes over what former ones left: of all others, or where the database is shared of those whose
/// heartbeat has ended. From then on jobs are held in its name.
pub async fn begin(
    store: &Store,
    engine: &Engine,
    is_shared: bool,
    now: Timestamp,
    heartbeat_until: Timestamp,
) -> Result<Incarnation, StoreError> {
    let only_dead_at = is_shared.then_some(now);
    let node = store
        .write(EVERYONE, "start node", move |tx| {
            let node = nodes::start(tx, now, heartbeat_until)?;
            nodes::void_others(tx, node, only_dead_at, now)?;
            Ok(node)
        })
        .await?;
    engine.permits.open(node);
    Ok(node)
}

/// Carries one job out; what it came to is for the settler. Nothing when the attempt may not be made.
pub async fn deliver<N: Network>(store: &Store, sender: &Sender<N>, handed: Handed) -> Option<Outcome> {
    let Handed { job, mut permit } = handed;
    if job.retry == RetryPolicy::Once && !note_begun(store, &job, permit.node()).await {
        return None;
    }
    let Delivered { settlement, reads_forms, is_failure } = sender.deliver(&job).await;
    permit.sent();
    Some(Outcome { account: job.account, receiver: job.receiver, settlement, reads_forms, is_failure, permit })
}

/// At most once: the attempt is on the disk before the first byte leaves.
async fn note_begun(store: &Store, job: &DueJob, node: Incarnation) -> bool {
    let id = job.id;
    let noted = store.write(job.account, "note attempt", move |tx| store::jobs::note_attempt_begun(tx, id, node));
    match noted.await {
        Ok(is_ours) => is_ours,
        Err(error) => {
            tracing::warn!(%error, job = %id, "an attempt could not be noted, so it is not made");
            false
        }
    }
}

/// Gives back leases that nobody works on: a task that died, a handing-over that was lost. Twice seen is sure: `suspects`
/// are those of the time before, and those of this time are returned.
pub async fn sweep(
    store: &Store,
    engine: &Engine,
    node: Incarnation,
    suspects: &HashSet<(AccountId, JobId)>,
) -> Result<HashSet<(AccountId, JobId)>, StoreError> {
    let held = store.read(EVERYONE, "held jobs", move |tx| nodes::held_by(tx, node)).await?;
    let in_hand = engine.permits.in_hand();
    let idle: HashSet<_> = held.into_iter().filter(|job| !in_hand.contains(job)).collect();
    let sure: Vec<_> = idle.intersection(suspects).copied().collect();
    if !sure.is_empty() {
        tracing::warn!(jobs = sure.len(), "leases without work go back");
        let given = store.write(EVERYONE, "sweep", move |tx| nodes::give_back(tx, node, &sure)).await;
        if given.is_ok() {
            engine.alarm.set(Timestamp(0));
        }
    }
    Ok(idle)
}

/// Leases due jobs and hands them to the workers.
pub async fn claim(store: &Store, engine: &Arc<Engine>, node: Incarnation, now: Timestamp) -> Result<Step, StoreError> {
    let limit = engine.permits.n_free().min(CLAIM_MAX);
    if limit == 0 {
        return Ok(Step::Full);
    }
    let busy = engine.permits.busy();
    let any_busy = !busy.is_empty();
    let claimed = store.write(EVERYONE, "claim", move |tx| across::claim(tx, node, now, limit, &busy)).await?;
    let is_full_step = claimed.len() == limit;
    let mut unplaced = Vec::new();
    for job in claimed {
        match engine.permits.take(job.account, job.receiver, job.body.len()) {
            Some(mut permit) => {
                permit.hold(job.id);
                engine.hand_over(Handed { job, permit });
            }
            None => unplaced.push(job),
        }
    }
    let is_short = !unplaced.is_empty();
    for job in unplaced {
        give_back(store, node, job).await?;
    }
    Ok(match (is_short, is_full_step) {
        (true, _) => Step::Full,
        (false, true) => Step::More,
        (false, false) if any_busy => Step::Full,
        (false, false) => Step::Done,
    })
}

async fn give_back(store: &Store, node: Incarnation, job: DueJob) -> Result<(), StoreError> {
    store.write(job.account, "give back", move |tx| store::jobs::postpone(tx, job.id, node, job.due)).await
}

/// Carries out the waiting runs whose time has come; those of an account in the order of their times, since a lead's
/// hooks must not overtake each other after a pause.
pub async fn timers(store: &Store, engine: &Arc<Engine>, now: Timestamp) -> Result<Step, StoreError> {
    let due: Vec<DueRun> = store.read(EVERYONE, "due runs", move |tx| across::due_runs(tx, now, RUNS_MAX)).await?;
    let is_full_step = due.len() == RUNS_MAX;
    let mut by_account: BTreeMap<AccountId, Vec<RunId>> = BTreeMap::new();
    for DueRun { account, run } in due {
        by_account.entry(account).or_default().push(run);
    }
    let mut tasks = tokio::task::JoinSet::new();
    for (account, runs) in by_account {
        tasks.spawn(carry_out_all(store.clone(), Arc::clone(engine), account, runs, now));
    }
    let mut all_well = true;
    while let Some(done) = tasks.join_next().await {
        all_well &= done.unwrap_or(false);
    }
    Ok(if is_full_step && all_well { Step::More } else { Step::Done })
}

/// All in one transaction; one by one when one of them spoils it. Says whether all went well.
async fn carry_out_all(
    store: Store,
    engine: Arc<Engine>,
    account: AccountId,
    runs: Vec<RunId>,
    now: Timestamp,
) -> bool {
    let (all, hands) = (runs.clone(), Arc::clone(&engine));
    let together = store.write(account, "due runs", move |tx| {
        all.iter().try_for_each(|run| due::carry_out(tx, &hands, *run, false, now).map(drop))
    });
    if together.await.is_ok() {
        return true;
    }
    let mut all_well = true;
    for run in runs {
        let hands = Arc::clone(&engine);
        let carried = store.write(account, "due run", move |tx| due::carry_out(tx, &hands, run, false, now));
        if let Err(error) = carried.await {
            tracing::error!(%error, %account, %run, "a waiting run");
            all_well = false;
        }
    }
    all_well
}

/// The next due moment in the database.
pub async fn next_due(store: &Store) -> Result<Option<Timestamp>, StoreError> {
    store.read(EVERYONE, "next due", across::next_due).await
}
