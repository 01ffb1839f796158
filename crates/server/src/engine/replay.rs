//! Sending a delivery once more: same id, same body, so that the receiver can tell a repeat.

use std::sync::Arc;

use domain::{JobId, Timestamp};
use store::jobs::{JobState, NewJob};
use store::{StoreError, Tx};

use super::Engine;
use super::pen::Pen;

/// Writes the repeat; it goes out at once, behind what its lane still holds.
pub fn replay(tx: &Tx<'_>, engine: &Arc<Engine>, id: JobId, now: Timestamp) -> Result<JobId, StoreError> {
    let original = store::jobs::get(tx, id)?.ok_or_else(|| StoreError::missing("delivery", id))?;
    if matches!(original.state, JobState::Pending | JobState::Leased) {
        return Err(StoreError::Conflict(format!("delivery {id} is still under way; it needs no replay")));
    }
    let pen = Pen::new(tx, engine, now)?;
    pen.enqueue(&NewJob {
        kind: original.kind,
        lead: original.lead,
        receiver: original.receiver,
        event: original.event,
        run: original.run,
        trigger: original.trigger,
        widget: original.widget,
        encoding: original.encoding,
        retry: original.retry,
        body: &original.body,
        // A replay of a replay still repeats the first one.
        replay_of: Some(original.replay_of.unwrap_or(id)),
    })
}
