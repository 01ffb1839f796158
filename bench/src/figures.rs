//! From two logs to figures: what the load client sent, what the receiver got. Values in, values out.

use std::collections::HashSet;

/// A movement that was answered 2xx.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    pub lead: u32,
    pub stage: u32,
    pub sent_ns: u64,
    pub acknowledged_ns: u64,
}

/// A hook as the receiver saw it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    pub lead: u32,
    pub stage: u32,
    pub at_ns: u64,
    /// Of the delivery's id; 0 when it bore none.
    pub delivery_hash: u64,
}

impl Arrival {
    pub const BYTES: usize = 24;

    pub fn to_bytes(self) -> [u8; Arrival::BYTES] {
        let words = [self.at_ns, self.delivery_hash, u64::from(self.lead) << 32 | u64::from(self.stage)];
        let mut bytes = [0; Arrival::BYTES];
        for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    pub fn all_from(log: &[u8]) -> Vec<Arrival> {
        log.chunks_exact(Arrival::BYTES)
            .map(|record| {
                let word = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| record[at * 8 + i]));
                Arrival { at_ns: word(0), delivery_hash: word(1), lead: (word(2) >> 32) as u32, stage: word(2) as u32 }
            })
            .collect()
    }
}

/// The measured part of a run: warm-up before, draining after.
#[derive(Clone, Copy)]
pub struct Window {
    pub from_ns: u64,
    pub to_ns: u64,
}

impl Window {
    fn holds(&self, at_ns: u64) -> bool {
        (self.from_ns..self.to_ns).contains(&at_ns)
    }

    pub fn seconds(&self) -> f64 {
        (self.to_ns - self.from_ns) as f64 / 1e9
    }
}

#[derive(Debug, Default, PartialEq)]
pub struct Figures {
    /// Answered within the window.
    pub n_accepted: usize,
    /// Received within the window, repeats left out.
    pub n_hooks: usize,
    /// Of the movements sent within the window, in ascending order.
    pub acknowledged_after_ns: Vec<u64>,
    /// Of the movements sent within the window, in ascending order; a hook may have come after it.
    pub received_after_ns: Vec<u64>,
    /// Over the whole run: movements without a hook, hooks without a movement, hooks whose delivery id came before.
    pub n_lost: usize,
    pub n_strays: usize,
    pub n_repeats: usize,
    /// From the end of the window to the last hook.
    pub drain_ns: u64,
    /// Of the whole seconds of the window, one by one.
    pub hooks_per_second: Vec<usize>,
}

/// Matches the k-th movement of a lead to a stage with the k-th hook about that lead and stage.
pub fn figures(mut sent: Vec<Sent>, mut arrivals: Vec<Arrival>, window: Window) -> Figures {
    arrivals.sort_unstable_by_key(|a| a.at_ns);
    let n_received = arrivals.len();
    let mut known = HashSet::with_capacity(n_received);
    arrivals.retain(|a| a.delivery_hash == 0 || known.insert(a.delivery_hash));

    let mut figures = Figures {
        n_repeats: n_received - arrivals.len(),
        n_accepted: sent.iter().filter(|s| window.holds(s.acknowledged_ns)).count(),
        drain_ns: arrivals.last().map_or(0, |last| last.at_ns.saturating_sub(window.to_ns)),
        hooks_per_second: vec![0; window.seconds() as usize],
        ..Figures::default()
    };
    for arrival in arrivals.iter().filter(|a| window.holds(a.at_ns)) {
        figures.n_hooks += 1;
        let second = (arrival.at_ns - window.from_ns) / 1_000_000_000;
        if let Some(n) = figures.hooks_per_second.get_mut(second as usize) {
            *n += 1;
        }
    }

    sent.sort_unstable_by_key(|s| (s.lead, s.stage, s.sent_ns));
    arrivals.sort_unstable_by_key(|a| (a.lead, a.stage, a.at_ns));
    let mut hooks = arrivals.iter().peekable();
    for movement in &sent {
        let of = (movement.lead, movement.stage);
        while hooks.next_if(|hook| (hook.lead, hook.stage) < of).is_some() {
            figures.n_strays += 1;
        }
        let hook = hooks.next_if(|hook| (hook.lead, hook.stage) == of);
        figures.n_lost += usize::from(hook.is_none());
        if !window.holds(movement.sent_ns) {
            continue;
        }
        figures.acknowledged_after_ns.push(movement.acknowledged_ns - movement.sent_ns);
        figures.received_after_ns.extend(hook.map(|hook| hook.at_ns.saturating_sub(movement.sent_ns)));
    }
    figures.n_strays += hooks.count();
    figures.acknowledged_after_ns.sort_unstable();
    figures.received_after_ns.sort_unstable();
    figures
}

/// The smallest value that at least `share` of the values do not exceed.
pub fn percentile(ascending: &[u64], share: f64) -> Option<u64> {
    let rank = (ascending.len() as f64 * share).ceil() as usize;
    ascending.get(rank.max(1) - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles() {
        #[track_caller]
        fn check(values: std::ops::RangeInclusive<u64>, share: f64, expected: Option<u64>) {
            assert_eq!(percentile(&values.collect::<Vec<_>>(), share), expected);
        }
        check(1..=100, 0.5, Some(50));
        check(1..=100, 0.99, Some(99));
        check(1..=100, 0.999, Some(100));
        check(1..=3, 0.5, Some(2));
        check(7..=7, 0.99, Some(7));
        check(7..=7, 0.0, Some(7));
        #[expect(clippy::reversed_empty_ranges, reason = "no value at all is the case")]
        check(1..=0, 0.5, None);
    }

    /// Seconds in, seconds out; the window is 10 to 20. Movements are `lead stage sent`, hooks `lead stage at id`.
    #[track_caller]
    fn check(moves: &[(u32, u32, u64)], hooks: &[(u32, u32, u64, u64)], received_after: &[u64], counts: [usize; 4]) {
        const S: u64 = 1_000_000_000;
        let moves = moves.iter().map(|&(lead, stage, at)| {
            let (sent_ns, acknowledged_ns) = (at * S, at * S + 1);
            Sent { lead, stage, sent_ns, acknowledged_ns }
        });
        let hooks =
            hooks.iter().map(|&(lead, stage, at, delivery_hash)| Arrival { lead, stage, at_ns: at * S, delivery_hash });
        let got = figures(moves.collect(), hooks.collect(), Window { from_ns: 10 * S, to_ns: 20 * S });
        assert_eq!(got.received_after_ns, received_after.iter().map(|s| s * S).collect::<Vec<_>>());
        assert_eq!([got.n_hooks, got.n_lost, got.n_strays, got.n_repeats], counts);
        assert_eq!(got.hooks_per_second.iter().sum::<usize>(), got.n_hooks);
    }

    #[test]
    fn movements_find_their_hooks() {
        //     lead stage sent                  lead stage at id                         after        hooks lost strays repeats
        check(&[(1, 5, 11)], &[(1, 5, 12, 1)], &[1], [1, 0, 0, 0]);
        check(&[(1, 5, 11), (1, 5, 13)], &[(1, 5, 17, 2), (1, 5, 12, 1)], &[1, 4], [2, 0, 0, 0]);
        // Another stage of the same lead, and another lead, are other sequences.
        check(
            &[(1, 5, 11), (1, 6, 12), (2, 5, 13)],
            &[(2, 5, 15, 1), (1, 6, 15, 2), (1, 5, 15, 3)],
            &[2, 3, 4],
            [3, 0, 0, 0],
        );
        // Sent in the window, received after it: a latency, but no hook of the window.
        check(&[(1, 5, 19)], &[(1, 5, 25, 1)], &[6], [0, 0, 0, 0]);
        // Sent in the warm-up, received in the window: throughput, but no latency.
        check(&[(1, 5, 9)], &[(1, 5, 10, 1)], &[], [1, 0, 0, 0]);
        check(&[(1, 5, 11), (1, 5, 12)], &[(1, 5, 12, 1)], &[1], [1, 1, 0, 0]);
        check(&[(2, 5, 11)], &[(1, 5, 12, 1), (2, 5, 12, 2), (2, 5, 13, 3), (3, 5, 14, 4)], &[1], [4, 0, 3, 0]);
        // A repeat is counted once, whatever its distance; hooks without an id are never repeats.
        check(&[(1, 5, 11)], &[(1, 5, 12, 1), (1, 5, 18, 1)], &[1], [1, 0, 0, 1]);
        check(&[(1, 5, 11), (1, 5, 12)], &[(1, 5, 12, 0), (1, 5, 13, 0)], &[1, 1], [2, 0, 0, 0]);
        check(&[], &[], &[], [0, 0, 0, 0]);
    }

    #[test]
    fn the_log_of_the_receiver_survives_the_way() {
        let arrivals = [
            Arrival { lead: u32::MAX, stage: 1, at_ns: 3, delivery_hash: u64::MAX },
            Arrival { lead: 4, stage: u32::MAX, at_ns: u64::MAX, delivery_hash: 0 },
        ];
        let log: Vec<u8> = arrivals.iter().flat_map(|a| a.to_bytes()).collect();
        assert_eq!(Arrival::all_from(&log), arrivals);
    }
}
