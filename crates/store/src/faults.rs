//! Storage calls that fail on purpose: how tests reach the lines that only a broken disk would reach.
//!
//! Costs one look at a number per call. Nothing in the program itself asks for a fault.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::StoreError;

/// Which of the coming calls fail.
#[derive(Default)]
pub(crate) struct Faults {
    before: AtomicU64,
    left: AtomicU64,
}

impl Faults {
    /// The next `before` calls go well, and the `n` after them fail.
    pub(crate) fn arm(&self, before: u64, n: u64) {
        self.before.store(before, Ordering::SeqCst);
        self.left.store(n, Ordering::SeqCst);
    }

    /// Asked by each call: a statement, or a commit of SQLite.
    pub(crate) fn strike(&self) -> Result<(), StoreError> {
        if self.left.load(Ordering::Relaxed) == 0 {
            return Ok(());
        }
        let less = |n: u64| n.checked_sub(1);
        if self.before.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok() {
            return Ok(());
        }
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less) {
            Ok(_) => Err(StoreError::Busy("a fault that a test asked for".to_string())),
            Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_calls_that_were_named_fail() {
        let faults = Faults::default();
        let calls = |n: usize| (0..n).map(|_| faults.strike().is_ok()).collect::<Vec<_>>();
        assert_eq!(calls(3), [true; 3]);
        faults.arm(2, 1);
        assert_eq!(calls(4), [true, true, false, true]);
        faults.arm(0, 9);
        faults.arm(0, 0);
        assert_eq!(calls(2), [true; 2]);
    }
}
