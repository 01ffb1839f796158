//! The steps of a node besides delivering: claim what is due, carry out waiting runs, keep the leases honest.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{AccountId, RunId, Timestamp};
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

/// Carries out the waiting runs whose time has come; those of an account in the order of their times, since a lead's
/// hooks must not overtake each other after a pause.
pub async fn timers(store: &Store, engine: &Arc<Engine>, now: Timestamp) -> Result<Step, StoreError> {
    let due: Vec<DueRun> = store.read(EVERYONE, "due runs", move |tx| across::due_runs(tx, now, RUNS_MAX)).await?;
    let is_full_step = due.len() == RUNS_MAX;
    let mut by_account: HashMap<AccountId, Vec<RunId>> = HashMap::new();
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
