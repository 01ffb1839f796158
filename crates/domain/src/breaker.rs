//! The vendor's brake: an address that fails too often gets no retries for a while (`webhooks` §6.1).

use std::collections::VecDeque;

use crate::Timestamp;

/// More failures than this …
pub const FAILURES_MAX: usize = 100;
/// … within so many seconds …
pub const WINDOW_SECONDS: i64 = 300;
/// … pause the retries of the address for so many seconds.
pub const PAUSE_SECONDS: i64 = 300;

/// More failures of an account webhook than this …
pub const WEBHOOK_FAILURES_MAX: usize = 100;
/// … within so many seconds switch it off.
pub const WEBHOOK_WINDOW_SECONDS: i64 = 7_200;

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

    /// Notes a failure of an account webhook. Says whether there are now too many within its window (`webhooks` §5).
    pub fn note_webhook(&mut self, now: Timestamp) -> bool {
        self.recent.retain(|at| now.since(*at) < WEBHOOK_WINDOW_SECONDS * 1000);
        self.recent.push_back(now);
        let is_too_much = self.recent.len() > WEBHOOK_FAILURES_MAX;
        if is_too_much {
            self.recent.clear();
        }
        is_too_much
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
    fn a_webhook_fails_too_often_within_two_hours() {
        let mut failures = Failures::default();
        let mut at = |n: i64| failures.note_webhook(Timestamp(n * 60_000));
        assert!((0..100).all(|n| !at(n)));
        assert!(at(101), "100 more within the two hours before");
        assert!(!at(102));
        let mut failures = Failures::default();
        assert!((0..1_000).all(|n| !failures.note_webhook(Timestamp(n * 73_000))), "99 within two hours are allowed");
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
