//! A whole request in one transaction: everything that a future asks of the store is answered inside the transaction
//! that runs it.
//!
//! The future is polled here, on the thread of the transaction, and must wait for nothing but the store. What it asks
//! for is left in a list by [`Store::write`](crate::Store::write) and [`Store::read`](crate::Store::read), which find
//! that list in a variable of the thread; after each poll the list is worked off in the running transaction. A read
//! therefore sees what the same request has written, and nobody else does before the commit.

use std::cell::RefCell;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use crate::Store;
use crate::error::StoreError;
use crate::tx::Tx;
use crate::work::Work;

thread_local! {
    static CURRENT: RefCell<Option<Calls>> = const { RefCell::new(None) };
}

/// What a future asked for and was not answered yet, and the store that it is about.
#[derive(Clone)]
struct Calls {
    store: usize,
    waiting: Arc<Mutex<Vec<Box<dyn Work>>>>,
}

impl Calls {
    fn take(&self) -> Vec<Box<dyn Work>> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}

/// How a future ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended<T> {
    /// It was carried out whole.
    Done {
        /// Its result.
        result: T,
        /// One of its closures failed. What that one had written before is still there, unlike with a transaction of
        /// its own: only an outcome that throws everything away may follow.
        has_failed: bool,
    },
    /// It waits for something else than this store and account. What it did so far must be thrown away.
    Elsewhere,
}

/// Takes a call if a future is being polled on this thread, else gives it back.
pub(crate) fn offer(store: &Store, work: Box<dyn Work>) -> Option<Box<dyn Work>> {
    CURRENT.with_borrow(|current| match current {
        Some(calls) if calls.store == store.address() => {
            calls.waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(work);
            None
        }
        _ => Some(work),
    })
}

/// Takes the variable back when a poll ends, be it by a panic.
struct Inside;

impl Inside {
    fn enter(calls: &Calls) -> Inside {
        CURRENT.set(Some(calls.clone()));
        Inside
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        CURRENT.set(None);
    }
}

/// Carries a future out in this transaction. Its effects after the commit become those of the transaction.
pub fn run<T>(tx: &Tx<'_>, store: &Store, future: impl Future<Output = T>) -> Result<Ended<T>, StoreError> {
    let calls = Calls { store: store.address(), waiting: Arc::default() };
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    let mut has_failed = false;
    loop {
        let polled = {
            let _inside = Inside::enter(&calls);
            future.as_mut().poll(&mut context)
        };
        if let Poll::Ready(result) = polled {
            return Ok(Ended::Done { result, has_failed });
        }
        let waiting = calls.take();
        if waiting.is_empty() || waiting.iter().any(|work| work.account() != tx.account) {
            return Ok(Ended::Elsewhere);
        }
        for mut work in waiting {
            let outcome = work.attempt_inside(tx);
            has_failed |= outcome.is_err();
            work.finish(outcome);
        }
    }
}
