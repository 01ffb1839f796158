//! How many jobs a node may hold in memory at once, in all and for one receiver. The backlog lives on the disk.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use domain::{AccountId, JobId, ReceiverId};
use store::nodes::Incarnation;
use tokio::sync::Notify;

/// Jobs that a node holds at once …
pub const JOBS_MAX: usize = 4_096;
/// … their bodies together …
pub const BYTES_MAX: usize = 16 * 1024 * 1024;
/// … and those for one receiver, so that a slow one cannot take all places.
pub const JOBS_PER_RECEIVER_MAX: usize = 64;

/// The places of one node.
#[derive(Default)]
pub struct Permits {
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Default)]
struct State {
    node: Option<Incarnation>,
    n_jobs: usize,
    n_bytes: usize,
    per_receiver: HashMap<(AccountId, ReceiverId), usize>,
    in_hand: HashSet<(AccountId, JobId)>,
}

/// A place for one job. Dropping it gives the place back.
pub struct Permit {
    permits: Arc<Permits>,
    receiver: (AccountId, ReceiverId),
    n_bytes: usize,
    node: Incarnation,
    job: Option<JobId>,
    is_sent: bool,
}

impl Permits {
    /// From now on jobs may be held, in the name of this incarnation.
    pub fn open(&self, node: Incarnation) {
        self.lock().node = Some(node);
    }

    /// From now on no job is taken any more; those in hand are finished.
    pub fn close(&self) {
        self.lock().node = None;
    }

    /// A place for a job of that receiver, if there is one.
    pub fn take(self: &Arc<Self>, account: AccountId, receiver: ReceiverId, n_bytes: usize) -> Option<Permit> {
        let mut state = self.lock();
        let node = state.node?;
        if state.n_jobs >= JOBS_MAX || state.n_bytes + n_bytes > BYTES_MAX {
            return None;
        }
        let held = state.per_receiver.entry((account, receiver)).or_default();
        if *held >= JOBS_PER_RECEIVER_MAX {
            return None;
        }
        *held += 1;
        state.n_jobs += 1;
        state.n_bytes += n_bytes;
        Some(Permit {
            permits: Arc::clone(self),
            receiver: (account, receiver),
            n_bytes,
            node,
            job: None,
            is_sent: false,
        })
    }

    /// How many more jobs fit.
    pub fn n_free(&self) -> usize {
        let state = self.lock();
        if state.node.is_none() { 0 } else { JOBS_MAX - state.n_jobs }
    }

    /// How many jobs are held.
    pub fn n_held(&self) -> usize {
        self.lock().n_jobs
    }

    /// The receivers that hold all the places they may.
    pub fn busy(&self) -> Vec<(AccountId, ReceiverId)> {
        let state = self.lock();
        let full = state.per_receiver.iter().filter(|(_, held)| **held >= JOBS_PER_RECEIVER_MAX);
        full.map(|(receiver, _)| *receiver).collect()
    }

    /// The jobs that hold the places.
    pub fn in_hand(&self) -> HashSet<(AccountId, JobId)> {
        self.lock().in_hand.clone()
    }

    /// Waits until a place is given back.
    pub async fn freed(&self) {
        self.freed.notified().await;
    }

    fn give_back(&self, permit: &Permit) {
        let mut state = self.lock();
        state.n_jobs -= 1;
        state.n_bytes -= permit.n_bytes;
        if !permit.is_sent {
            state.leave(permit.receiver);
        }
        if let Some(job) = permit.job {
            state.in_hand.remove(&(permit.receiver.0, job));
        }
        drop(state);
        self.freed.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl State {
    fn leave(&mut self, receiver: (AccountId, ReceiverId)) {
        if let Some(held) = self.per_receiver.get_mut(&receiver) {
            *held -= 1;
            if *held == 0 {
                self.per_receiver.remove(&receiver);
            }
        }
    }
}

impl Permit {
    /// The receiver has answered: somebody else may be sent to it, though the outcome is not written down yet.
    pub fn sent(&mut self) {
        if !self.is_sent {
            self.is_sent = true;
            self.permits.lock().leave(self.receiver);
            self.permits.freed.notify_waiters();
        }
    }

    /// In whose name the job is held.
    pub fn node(&self) -> Incarnation {
        self.node
    }

    /// Says for which job the place is.
    pub fn hold(&mut self, job: JobId) {
        self.job = Some(job);
        self.permits.lock().in_hand.insert((self.receiver.0, job));
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        Arc::clone(&self.permits).give_back(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(permits: &Arc<Permits>, receiver: i64, n_bytes: usize) -> Option<Permit> {
        permits.take(AccountId(1), ReceiverId(receiver), n_bytes)
    }

    #[test]
    fn without_a_worker_nothing_is_held() {
        let permits = Arc::new(Permits::default());
        assert!(take(&permits, 1, 1).is_none());
        assert_eq!(permits.n_free(), 0);
    }

    #[test]
    fn one_receiver_cannot_take_all_places() {
        let permits = Arc::new(Permits::default());
        permits.open(Incarnation(1));
        let held: Vec<Permit> = (0..JOBS_PER_RECEIVER_MAX).map(|_| take(&permits, 1, 10).unwrap()).collect();
        assert!(take(&permits, 1, 10).is_none());
        assert!(take(&permits, 2, 10).is_some());
        assert_eq!(permits.busy(), [(AccountId(1), ReceiverId(1))]);
        drop(held);
        assert_eq!((permits.n_held(), permits.n_free()), (0, JOBS_MAX));
        assert!(permits.busy().is_empty());
    }

    #[test]
    fn an_answered_job_leaves_its_receiver_once() {
        let permits = Arc::new(Permits::default());
        permits.open(Incarnation(1));
        let mut held: Vec<Permit> = (0..JOBS_PER_RECEIVER_MAX).map(|_| take(&permits, 1, 10).unwrap()).collect();
        held[0].sent();
        held[0].sent();
        let one_more = take(&permits, 1, 10);
        assert!(one_more.is_some() && take(&permits, 1, 10).is_none());
        drop(held.remove(0));
        assert!(take(&permits, 1, 10).is_none(), "it had left already");
        assert_eq!(permits.n_held(), JOBS_PER_RECEIVER_MAX);
    }

    #[test]
    fn bodies_are_bounded_together() {
        let permits = Arc::new(Permits::default());
        permits.open(Incarnation(1));
        let large = take(&permits, 1, BYTES_MAX - 1).unwrap();
        assert!(take(&permits, 2, 2).is_none());
        drop(large);
        assert!(take(&permits, 2, 2).is_some());
    }
}
