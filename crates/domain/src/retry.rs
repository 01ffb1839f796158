//! What an attempt at a delivery leads to: delivered, again later, or dead.

use crate::Timestamp;

/// Seconds after the failed attempt before: four retries within an hour (`webhooks` §6.1, the rule of April 2026).
pub const WAITS_SECONDS: [i64; 4] = [60, 300, 900, 1800];

/// Seconds after the failed attempt before, of an account webhook (`webhooks` §5).
pub const ACCOUNT_WAITS_SECONDS: [i64; 4] = [300, 900, 900, 3_600];
/// Attempts of an account webhook after which only a receiver that failed itself is tried again.
const ACCOUNT_TRIES_FOR_ALL: u32 = 3;

/// How often a receiver is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RetryPolicy {
    /// Four retries within an hour.
    #[default]
    Vendor,
    /// The schedule of account webhooks: three attempts within 20 minutes, five within 95 where the receiver itself failed
    /// (`webhooks` §5).
    Account,
    /// The older rule: one attempt. At most once: after a crash the outcome is unknown.
    Once,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver answered with that final status.
    Answered(u16),
    /// It did not answer in time.
    TimedOut,
    /// It could not be reached, or the connection broke.
    Failed,
    /// Our own rules forbid the address; another attempt would be forbidden too.
    Forbidden,
}

impl Outcome {
    /// Whether the receiver took the hook.
    pub fn is_success(self) -> bool {
        matches!(self, Outcome::Answered(200..=299))
    }
}

/// What follows from an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Done.
    Delivered,
    /// Once more, not before then.
    RetryAt(Timestamp),
    /// No more attempts.
    Dead,
}

/// Judges the outcome of attempt number `attempt` (from 1) that ended at `now`.
/// `paused_until` is the end of a pause of the receiver's retries, if there is one.
pub fn judge(outcome: Outcome, attempt: u32, policy: RetryPolicy, paused_until: Timestamp, now: Timestamp) -> Verdict {
    if outcome.is_success() {
        return Verdict::Delivered;
    }
    let waits = if policy == RetryPolicy::Account { ACCOUNT_WAITS_SECONDS } else { WAITS_SECONDS };
    let wait = waits.get(attempt.saturating_sub(1) as usize);
    // A timeout is booked as 499, "the client closed the request".
    let failed_itself = matches!(outcome, Outcome::TimedOut | Outcome::Answered(499..=599));
    match (policy, outcome, wait) {
        (RetryPolicy::Once, ..) | (_, Outcome::Forbidden, _) | (_, _, None) => Verdict::Dead,
        (RetryPolicy::Account, ..) if attempt >= ACCOUNT_TRIES_FOR_ALL && !failed_itself => Verdict::Dead,
        (_, _, Some(wait)) => Verdict::RetryAt(now.plus_seconds(*wait).max(paused_until)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    #[track_caller]
    fn check(outcome: Outcome, attempt: u32, policy: RetryPolicy, expected: Verdict) {
        assert_eq!(judge(outcome, attempt, policy, Timestamp(0), NOW), expected);
    }

    #[test]
    fn four_retries_and_then_dead() {
        use Outcome::{Answered, Failed, TimedOut};
        for (attempt, seconds) in [(1, 60), (2, 300), (3, 900), (4, 1800)] {
            for outcome in [Answered(500), Answered(301), Answered(404), Answered(199), Answered(300), TimedOut, Failed]
            {
                check(outcome, attempt, RetryPolicy::Vendor, Verdict::RetryAt(NOW.plus_seconds(seconds)));
            }
        }
        check(TimedOut, 5, RetryPolicy::Vendor, Verdict::Dead);
        for (attempt, seconds) in (1..).zip([300, 900, 900, 3_600]) {
            let later = Verdict::RetryAt(NOW.plus_seconds(seconds));
            for outcome in [TimedOut, Outcome::Answered(499), Outcome::Answered(503)] {
                check(outcome, attempt, RetryPolicy::Account, later);
            }
            let others = if attempt < 3 { later } else { Verdict::Dead };
            for outcome in [Outcome::Failed, Outcome::Answered(302), Outcome::Answered(404)] {
                check(outcome, attempt, RetryPolicy::Account, others);
            }
        }
        check(TimedOut, 5, RetryPolicy::Account, Verdict::Dead);
        check(TimedOut, 1, RetryPolicy::Once, Verdict::Dead);
        check(Outcome::Forbidden, 1, RetryPolicy::Vendor, Verdict::Dead);
    }

    #[test]
    fn every_2xx_is_delivered_at_any_attempt() {
        for status in 0..=999 {
            let delivered =
                judge(Outcome::Answered(status), 5, RetryPolicy::Once, Timestamp(0), NOW) == Verdict::Delivered;
            assert_eq!(delivered, (200..300).contains(&status));
        }
    }

    #[test]
    fn all_retries_fit_into_an_hour() {
        assert!(WAITS_SECONDS.iter().sum::<i64>() <= 3600);
    }

    #[test]
    fn a_pause_moves_a_retry_back_but_never_forward() {
        let late = NOW.plus_seconds(3600);
        assert_eq!(judge(Outcome::Failed, 1, RetryPolicy::Vendor, late, NOW), Verdict::RetryAt(late));
        let past = NOW.plus_seconds(-1);
        assert_eq!(judge(Outcome::Failed, 1, RetryPolicy::Vendor, past, NOW), Verdict::RetryAt(NOW.plus_seconds(60)));
    }
}
