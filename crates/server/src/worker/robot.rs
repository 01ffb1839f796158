//! What is carried out here and not posted anywhere: built-in actions, and triggers applied to leads that were there before.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{AccountId, JobId, Timestamp};
use store::across::{self, EVERYONE};
use store::jobs::actions::DueAction;
use store::{Store, StoreError};

use super::steps::Step;
use crate::engine::{Engine, act, batch};

/// Actions carried out in one step.
pub const ACTIONS_MAX: usize = 64;
/// Batches that are under way at the same time; further ones wait.
pub const BATCHES_MAX: usize = 8;

/// Carries out the actions whose time has come, those of an account in the order of their times.
pub async fn actions(store: &Store, engine: &Arc<Engine>, now: Timestamp) -> Result<Step, StoreError> {
    let due = store.read(EVERYONE, "due actions", move |tx| across::due_actions(tx, now, ACTIONS_MAX)).await?;
    let is_full_step = due.len() == ACTIONS_MAX;
    let mut by_account: BTreeMap<AccountId, Vec<JobId>> = BTreeMap::new();
    for DueAction { account, job } in due {
        by_account.entry(account).or_default().push(job);
    }
    let (mut is_any, mut all_well) = (false, true);
    for (account, jobs) in by_account {
        is_any = true;
        all_well &= perform_all(store, engine, account, jobs, now).await;
    }
    // What an action lets go (the next one of its lead) is due at once, so after any there may be more.
    Ok(if (is_any || is_full_step) && all_well { Step::More } else { Step::Done })
}

/// All in one transaction; one by one when one of them is refused. Says whether all could be settled.
async fn perform_all(
    store: &Store,
    engine: &Arc<Engine>,
    account: AccountId,
    jobs: Vec<JobId>,
    now: Timestamp,
) -> bool {
    let (all, hands) = (jobs.clone(), Arc::clone(engine));
    let together = store.write(account, "actions", move |tx| {
        all.iter().try_for_each(|job| act::perform(tx, &hands, *job, now).map(drop))
    });
    if together.await.is_ok() {
        return true;
    }
    let mut all_well = true;
    for job in jobs {
        all_well &= perform_one(store, engine, account, job, now).await;
    }
    all_well
}

async fn perform_one(store: &Store, engine: &Arc<Engine>, account: AccountId, job: JobId, now: Timestamp) -> bool {
    let hands = Arc::clone(engine);
    let Err(error) = store.write(account, "action", move |tx| act::perform(tx, &hands, job, now)).await else {
        return true;
    };
    tracing::warn!(%error, %account, %job, "an action could not be carried out");
    let Some(reason) = act::refusal(&error) else { return false };
    let buried = store.write(account, "end action", move |tx| act::bury(tx, job, &reason, now)).await;
    buried.inspect_err(|error| tracing::error!(%error, %account, %job, "ending an action")).is_ok()
}

/// Takes one step of each batch that is under way.
pub async fn batches(store: &Store, engine: &Arc<Engine>, now: Timestamp) -> Result<Step, StoreError> {
    let running = store.read(EVERYONE, "batches", move |tx| across::running_batches(tx, BATCHES_MAX)).await?;
    let mut has_more = false;
    for (account, id) in running {
        let hands = Arc::clone(engine);
        has_more |= store.write(account, "batch step", move |tx| batch::step(tx, &hands, id, now)).await?;
    }
    Ok(if has_more { Step::More } else { Step::Done })
}
