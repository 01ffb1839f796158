//! The only file that reads the time. Everybody else is handed `now` as a value.
//!
//! Time inside is milliseconds UTC since 1970. How long something took is measured with
//! `std::time::Instant`, which no clock change can bend; this file is for the hour on the wall.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::UNIX_EPOCH;

use domain::Timestamp;

/// Says what time it is: the system, or a test, the simulator and a sandbox account's virtual clock.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the time")]
    fn now(&self) -> Timestamp {
        let now = std::time::SystemTime::now();
        match now.duration_since(UNIX_EPOCH) {
            Ok(since) => Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
            // A machine without a battery may start before 1970; negative time is still in order.
            Err(before) => Timestamp(i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms)),
        }
    }
}

/// A clock that stands still until it is told to move.
#[derive(Debug, Default)]
pub struct ManualClock {
    ms: AtomicI64,
}

impl ManualClock {
    /// A clock that shows `ms`.
    pub fn at(ms: i64) -> ManualClock {
        ManualClock { ms: AtomicI64::new(ms) }
    }

    /// Jumps to `ms`, forwards or backwards.
    pub fn set(&self, ms: i64) {
        self.ms.store(ms, Ordering::SeqCst);
    }

    /// Moves by `ms` (negative: back) and returns the new time.
    pub fn advance(&self, ms: i64) -> i64 {
        self.ms.fetch_add(ms, Ordering::SeqCst).wrapping_add(ms)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.ms.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_counts_in_milliseconds() {
        let now = SystemClock.now().0;
        let (in_2025, in_2200) = (1_735_689_600_000, 7_258_118_400_000);
        assert!((in_2025..in_2200).contains(&now), "{now}");
    }

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let clock = ManualClock::at(1_000);
        assert_eq!((clock.now(), clock.now()), (Timestamp(1_000), Timestamp(1_000)));
        assert_eq!(clock.advance(500), 1_500);
        assert_eq!(clock.advance(-2_000), -500);
        clock.set(7);
        assert_eq!(clock.now(), Timestamp(7));
    }
}
