//! The one time all processes of a run agree on: nanoseconds since 1970.

use std::sync::LazyLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Read from the system once; from then on the monotonic clock counts, so that a correction of the system clock during
/// a run cannot make a latency negative.
static START: LazyLock<(u64, Instant)> = LazyLock::new(|| {
    #[expect(clippy::disallowed_methods, reason = "three processes compare their clocks; nothing is stored or tested")]
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (wall.as_nanos() as u64, Instant::now())
});

pub fn now_ns() -> u64 {
    let (wall, start) = *START;
    wall + start.elapsed().as_nanos() as u64
}
