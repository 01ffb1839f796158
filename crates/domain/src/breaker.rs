//! The vendor's brake: an address that fails too often gets no retries for a while (`webhooks` §6.1).

use std::collections::VecDeque;

use crate::Timestamp;

/// More failures than this …
pub const FAILURES_MAX: usize = 100;
/// … within so many seconds …
pub const WINDOW_SECONDS: i64 = 300;
/// … pause the retries of the address for so many seconds.
pub const PAUSE_SECONDS: i64 = 300;

/// The recent failures of one address. Bounded: it remembers no more than the rule needs.
#[derive(Clone, Debug, Default)]
pub struct Failures {
    recent: VecDeque<Timestamp>,
}

impl Failures {
    /// Notes a failure. Returns the end of the pause when this one crosses the threshold.
    pub fn note(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.recent.retain(|at| now.since(*at) < WINDOW_SECONDS * 1000);
        self.recent.push_back(now);
        if self.recent.len() <= FAILURES_MAX {
            return None;
        }
        // The next pause needs as many failures again.
        self.recent.clear();
        Some(now.plus_seconds(PAUSE_SECONDS))
    }

    /// Whether nothing is remembered any more.
    pub fn is_forgotten(&self, now: Timestamp) -> bool {
        self.recent.back().is_none_or(|last| now.since(*last) >= WINDOW_SECONDS * 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hundred_and_first_failure_in_five_minutes_pauses() {
        let mut failures = Failures::default();
        for n in 0..100 {
            assert_eq!(failures.note(Timestamp(n)), None);
        }
        assert_eq!(failures.note(Timestamp(100)), Some(Timestamp(100 + 300_000)));
        assert_eq!(failures.note(Timestamp(101)), None);
    }

    #[test]
    fn slow_failures_never_pause() {
        let mut failures = Failures::default();
        for n in 0..1000 {
            assert_eq!(failures.note(Timestamp(n * 3_000)), None, "100 in five minutes are allowed");
        }
        assert!(failures.is_forgotten(Timestamp(999 * 3_000 + 300_000)));
    }
}
