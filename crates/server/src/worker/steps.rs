//! The steps of a node besides delivering: claim what is due, carry out waiting runs, keep the leases honest.

use std::sync::Arc;

use domain::Timestamp;
use store::across::{self, EVERYONE};
use store::jobs::DueJob;
use store::nodes::Incarnation;
use store::runs::DueRun;
use store::{Store, StoreError};

use crate::engine::{Engine, Handed, due};

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

/// Carries out the waiting runs whose time has come.
pub async fn timers(store: &Store, engine: &Arc<Engine>, now: Timestamp) -> Result<Step, StoreError> {
    let due: Vec<DueRun> = store.read(EVERYONE, "due runs", move |tx| across::due_runs(tx, now, RUNS_MAX)).await?;
    let is_full_step = due.len() == RUNS_MAX;
    let mut tasks = tokio::task::JoinSet::new();
    for DueRun { account, run } in due {
        let (store, engine) = (store.clone(), Arc::clone(engine));
        tasks.spawn(async move {
            let carried = store.write(account, "due run", move |tx| due::carry_out(tx, &engine, run, false, now));
            if let Err(error) = carried.await {
                tracing::error!(%error, %account, %run, "a waiting run");
                return false;
            }
            true
        });
    }
    let mut all_well = true;
    while let Some(done) = tasks.join_next().await {
        all_well &= done.unwrap_or(false);
    }
    Ok(if is_full_step && all_well { Step::More } else { Step::Done })
}

/// The next due moment in the database.
pub async fn next_due(store: &Store) -> Result<Option<Timestamp>, StoreError> {
    store.read(EVERYONE, "next due", across::next_due).await
}
