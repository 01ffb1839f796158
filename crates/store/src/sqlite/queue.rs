//! Closures that wait for a database thread: those that somebody waits for, and those that ride along.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::Urgency;
use crate::error::StoreError;
use crate::work::Work;

/// A commit carries at most so many closures that somebody waits for.
const BATCH_MAX: usize = 64;
/// Lazy writes wait so long for somebody else's commit.
const LAZY_WAIT: Duration = Duration::from_millis(20);
/// So many lazy writes are worth a commit of their own.
const LAZY_MAX: usize = 256;
/// Closures that wait for the writer; beyond that callers are told to come back.
const QUEUE_MAX: usize = 10_000;

/// Urgent closures, and lazy ones with the moment they came.
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

struct Waiting {
    urgent: VecDeque<Box<dyn Work>>,
    lazy: VecDeque<(Instant, Box<dyn Work>)>,
    is_closed: bool,
}

impl Default for Queue {
    fn default() -> Self {
        let waiting = Waiting { urgent: VecDeque::new(), lazy: VecDeque::new(), is_closed: false };
        Queue { waiting: Mutex::new(waiting), changed: Condvar::new() }
    }
}

impl Queue {
    pub(super) fn push(&self, work: Box<dyn Work>, urgency: Urgency) {
        let mut waiting = self.lock();
        if waiting.urgent.len() + waiting.lazy.len() >= QUEUE_MAX {
            drop(waiting);
            work.finish(Err(StoreError::Busy(format!("{QUEUE_MAX} transactions are waiting"))));
            return;
        }
        match urgency {
            Urgency::Now => waiting.urgent.push_back(work),
            Urgency::Lazy => waiting.lazy.push_back((Instant::now(), work)),
        }
        // A lazy write wakes nobody who sleeps without a deadline only when it is the first of its kind.
        let wake = urgency == Urgency::Now || waiting.lazy.len() == 1 || waiting.lazy.len() >= LAZY_MAX;
        drop(waiting);
        if wake {
            self.changed.notify_one();
        }
    }

    /// What did not fit into a commit goes back to the front, in its old order.
    pub(super) fn put_back(&self, rest: std::vec::IntoIter<Box<dyn Work>>) {
        let mut waiting = self.lock();
        rest.rev().for_each(|work| waiting.urgent.push_front(work));
    }

    /// Waits until there is something worth a commit; `None` once the queue is closed and empty.
    pub(super) fn take_batch(&self) -> Option<Vec<Box<dyn Work>>> {
        let mut waiting = self.lock();
        loop {
            let oldest = waiting.lazy.front().map(|(came, _)| *came);
            let lazy_is_due = waiting.lazy.len() >= LAZY_MAX || oldest.is_some_and(|came| came.elapsed() >= LAZY_WAIT);
            if !waiting.urgent.is_empty() || lazy_is_due || (waiting.is_closed && oldest.is_some()) {
                return Some(waiting.drain());
            }
            if waiting.is_closed {
                return None;
            }
            waiting = match oldest {
                Some(came) => {
                    let left = LAZY_WAIT.saturating_sub(came.elapsed()).max(Duration::from_micros(100));
                    self.changed.wait_timeout(waiting, left).unwrap_or_else(|poisoned| poisoned.into_inner()).0
                }
                None => self.changed.wait(waiting).unwrap_or_else(|poisoned| poisoned.into_inner()),
            };
        }
    }

    pub(super) fn take_one(&self) -> Option<Box<dyn Work>> {
        let mut waiting = self.lock();
        loop {
            if let Some(work) = waiting.urgent.pop_front() {
                return Some(work);
            }
            if waiting.is_closed {
                return None;
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(|poisoned| poisoned.into_inner());
        }
    }

    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Waiting {
    fn drain(&mut self) -> Vec<Box<dyn Work>> {
        let urgent = self.urgent.len().min(BATCH_MAX);
        let mut batch: Vec<Box<dyn Work>> = self.urgent.drain(..urgent).collect();
        let lazy = self.lazy.len().min(LAZY_MAX);
        batch.extend(self.lazy.drain(..lazy).map(|(_, work)| work));
        batch
    }
}
