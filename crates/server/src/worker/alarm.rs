//! The next moment at which something becomes due. All that a node keeps of a million waiting timers.

use std::sync::Mutex;

use domain::Timestamp;
use tokio::sync::Notify;

/// An alarm that only ever rings earlier, until it is taken.
#[derive(Default)]
pub struct Alarm {
    next: Mutex<Option<Timestamp>>,
    changed: Notify,
}

impl Alarm {
    /// Something is due then.
    pub fn set(&self, due: Timestamp) {
        let mut next = self.next.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if next.is_none_or(|at| due < at) {
            *next = Some(due);
            drop(next);
            self.changed.notify_one();
        }
    }

    /// Takes the moment; from now on any moment is news.
    pub fn take(&self) -> Option<Timestamp> {
        self.next.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take()
    }

    /// Waits until it is set to an earlier moment.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }
}
