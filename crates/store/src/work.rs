//! A closure on its way to a database thread, and its answer on the way back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use domain::AccountId;
use tokio::sync::oneshot;

use crate::error::StoreError;
use crate::tx::{AfterCommit, Tx};

/// A closure that holds the writer longer is logged by name: it delays everybody else.
const SLOW: Duration = Duration::from_millis(50);

pub(crate) type Reply<T> = oneshot::Receiver<Result<T, StoreError>>;

/// What the database threads see of a closure: they do not know its result's type.
pub(crate) trait Work: Send {
    fn account(&self) -> AccountId;

    /// Runs the closure. Its result waits inside until [`Work::finish`].
    fn attempt(&mut self, tx: &Tx<'_>) -> Result<(), StoreError>;

    /// Runs the closure inside somebody else's transaction, which also keeps its effects.
    fn attempt_inside(&mut self, tx: &Tx<'_>) -> Result<(), StoreError>;

    /// Answers: with the closure's result when it is committed, else with why it is not.
    fn finish(self: Box<Self>, outcome: Result<(), StoreError>);
}

pub(crate) struct Job<T, F> {
    account: AccountId,
    name: &'static str,
    closure: F,
    result: Option<T>,
    after: Vec<AfterCommit>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job<T, F>
where
    F: Fn(&Tx<'_>) -> Result<T, StoreError>,
{
    pub(crate) fn new(account: AccountId, name: &'static str, closure: F) -> (Job<T, F>, Reply<T>) {
        let (reply, receiver) = oneshot::channel();
        (Job { account, name, closure, result: None, after: Vec::new(), reply }, receiver)
    }
}

impl<T: Send, F> Work for Job<T, F>
where
    F: Fn(&Tx<'_>) -> Result<T, StoreError> + Send,
{
    fn account(&self) -> AccountId {
        self.account
    }

    fn attempt(&mut self, tx: &Tx<'_>) -> Result<(), StoreError> {
        self.after.clear();
        self.attempt_inside(tx)?;
        self.after = tx.after.take();
        Ok(())
    }

    fn attempt_inside(&mut self, tx: &Tx<'_>) -> Result<(), StoreError> {
        self.result = None;
        let started = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let result = (self.closure)(tx)?;
            tx.run_at_end()?;
            Ok(result)
        }));
        if started.elapsed() > SLOW {
            tracing::warn!(closure = self.name, ms = started.elapsed().as_millis() as u64, "slow transaction");
        }
        match outcome {
            Ok(Ok(result)) => {
                if let Some(error) = tx.failure() {
                    return Err(error);
                }
                self.result = Some(result);
                Ok(())
            }
            Ok(Err(error)) => Err(error),
            Err(_) => Err(StoreError::Panicked(self.name.to_string())),
        }
    }

    fn finish(self: Box<Self>, outcome: Result<(), StoreError>) {
        let answer = match (outcome, self.result) {
            (Ok(()), Some(result)) => {
                for effect in self.after {
                    // It is committed all the same, and the thread has others to serve.
                    if catch_unwind(AssertUnwindSafe(effect)).is_err() {
                        tracing::error!(closure = self.name, "an effect after the commit panicked");
                    }
                }
                Ok(result)
            }
            (Ok(()), None) => Err(StoreError::Panicked(self.name.to_string())),
            (Err(error), _) => Err(error),
        };
        // Nobody listens any more when the caller went away; what is committed stays committed.
        let _ = self.reply.send(answer);
    }
}

pub(crate) async fn wait<T>(reply: Reply<T>) -> Result<T, StoreError> {
    reply.await.unwrap_or_else(|_| Err(gone()))
}

pub(crate) fn wait_blocking<T>(reply: Reply<T>) -> Result<T, StoreError> {
    reply.blocking_recv().unwrap_or_else(|_| Err(gone()))
}

fn gone() -> StoreError {
    StoreError::Unreachable("the database is being closed".to_string())
}
