//! How many calls a second are answered: ours for each account, and those of the original where they are switched on.
//!
//! Counted in memory, by each node for itself: a limit that protects need not be exact across nodes.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use domain::AccountId;

use super::caller::{Caller, Via};
use crate::config::RateLimits;
use crate::error::ApiError;

/// What the limits are per.
const WINDOW: Duration = Duration::from_secs(1);
/// Calls of one integration in a window (`limitations`).
const INTEGRATION_MAX: usize = 7;
/// Calls of all integrations of an account in a window (`limitations`).
const ACCOUNT_MAX: usize = 50;
/// Refused calls after which an integration is blocked, where blocking is on. The page names no number: it is five
/// seconds of calling at double the limit.
const REFUSED_MAX: u32 = 35;
/// Refused calls are forgotten after so long without one.
const REFUSED_WINDOW: Duration = Duration::from_secs(60);
/// A block lasts so long. With the original it lasts until somebody asks for it to be lifted.
const BLOCK: Duration = Duration::from_secs(600);
/// Callers that are counted; beyond that everybody starts anew.
const COUNTED_MAX: usize = 10_000;

/// The counters of one node.
pub struct Limits {
    vendors: RateLimits,
    own_max: u32,
    counted: Mutex<Counted>,
}

#[derive(Default)]
struct Counted {
    own: HashMap<AccountId, (Instant, u32)>,
    accounts: HashMap<AccountId, VecDeque<Instant>>,
    programs: HashMap<(AccountId, Via), VecDeque<Instant>>,
    refused: HashMap<(AccountId, Via), Refused>,
}

struct Refused {
    last: Instant,
    n: u32,
    blocked_until: Option<Instant>,
}

impl Limits {
    /// Nothing counted yet.
    pub fn new(vendors: RateLimits, own_max: u32) -> Limits {
        Limits { vendors, own_max, counted: Mutex::default() }
    }

    /// Counts a call, or says why it is turned away.
    pub fn admit(&self, caller: &Caller, now: Instant) -> Result<(), ApiError> {
        if caller.via == Via::Operator {
            return Ok(());
        }
        let mut counted = self.lock();
        counted.own(caller.account, self.own_max, now)?;
        // People in the browser are no integration: their pages ask as they need.
        if self.vendors == RateLimits::Off || caller.via == Via::Session {
            return Ok(());
        }
        counted.vendors(caller, self.vendors == RateLimits::Blocking, now)
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Counted {
    fn own(&mut self, account: AccountId, max: u32, now: Instant) -> Result<(), ApiError> {
        let (since, n) = bounded(&mut self.own).entry(account).or_insert((now, 0));
        if now.duration_since(*since) >= WINDOW {
            (*since, *n) = (now, 0);
        }
        *n += 1;
        if *n > max { Err(ApiError::TooMany(format!("an account makes at most {max} calls a second"))) } else { Ok(()) }
    }

    fn vendors(&mut self, caller: &Caller, can_block: bool, now: Instant) -> Result<(), ApiError> {
        let program = (caller.account, caller.via);
        let blocked = self.refused.get(&program).and_then(|refused| refused.blocked_until);
        if can_block && blocked.is_some_and(|until| now < until) {
            return Err(ApiError::Blocked);
        }
        // Both are counted, or a program over its own limit would not burden its account.
        let account_fits = fits(bounded(&mut self.accounts).entry(caller.account).or_default(), ACCOUNT_MAX, now);
        let program_fits = fits(bounded(&mut self.programs).entry(program).or_default(), INTEGRATION_MAX, now);
        if account_fits && program_fits {
            return Ok(());
        }
        let fresh = Refused { last: now, n: 0, blocked_until: None };
        let refused = bounded(&mut self.refused).entry(program).or_insert(fresh);
        if now.duration_since(refused.last) > REFUSED_WINDOW {
            refused.n = 0;
        }
        (refused.last, refused.n) = (now, refused.n + 1);
        // Only who exceeds his own limit is blocked: an account's is exceeded by everybody together.
        if can_block && !program_fits && refused.n >= REFUSED_MAX {
            (refused.blocked_until, refused.n) = (Some(now + BLOCK), 0);
        }
        Err(ApiError::RateLimited)
    }
}

/// Whether one more call fits into the window that ends now; if so it is counted.
fn fits(calls: &mut VecDeque<Instant>, max: usize, now: Instant) -> bool {
    while calls.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
        calls.pop_front();
    }
    if calls.len() >= max {
        return false;
    }
    calls.push_back(now);
    true
}

fn bounded<K: Eq + Hash, V>(map: &mut HashMap<K, V>) -> &mut HashMap<K, V> {
    if map.len() >= COUNTED_MAX {
        map.clear();
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::UserId;
    use domain::integration::{ClientId, Scopes};

    fn caller(via: Via) -> Caller {
        Caller { account: AccountId(1), user: UserId(1), is_admin: true, scopes: Scopes::all(), via }
    }

    fn word(told: &Result<(), ApiError>) -> char {
        match told {
            Ok(()) => '.',
            Err(ApiError::RateLimited) => '4',
            Err(ApiError::Blocked) => 'X',
            Err(ApiError::TooMany(_)) => 'o',
            Err(_) => '?',
        }
    }

    /// So many calls at once, then a pause.
    fn told(limits: &Limits, calls: &[(Via, usize, u64)]) -> String {
        let mut now = Instant::now();
        let mut told = String::new();
        for (via, n, pause_ms) in calls {
            told.extend((0..*n).map(|_| word(&limits.admit(&caller(*via), now))));
            now += Duration::from_millis(*pause_ms);
        }
        told
    }

    #[test]
    fn the_limits_of_the_original() {
        let (one, two) = (Via::Integration(ClientId(1)), Via::Integration(ClientId(2)));
        let vendor = || Limits::new(RateLimits::Vendor, 5_000);
        assert_eq!(told(&vendor(), &[(one, 9, 999), (one, 1, 1), (one, 1, 0)]), ".......444.");
        assert_eq!(told(&vendor(), &[(one, 8, 0), (two, 8, 0)]), ".......4.......4");
        assert_eq!(told(&vendor(), &[(Via::Session, 60, 0), (Via::Operator, 60, 0)]), ".".repeat(120));
        let many: Vec<_> = (0..8).map(|n| (Via::Integration(ClientId(n)), 7, 0)).collect();
        assert_eq!(told(&vendor(), &many), format!("{}444444", ".".repeat(50)));
        let persistent =
            told(&Limits::new(RateLimits::Blocking, 5_000), &[(one, 42, 1_001), (one, 2, 600_000), (one, 1, 0)]);
        assert_eq!(persistent, format!("{}{}XX.", ".".repeat(7), "4".repeat(35)));
    }

    #[test]
    fn our_own_limit_stands_for_everybody_but_the_operator() {
        let limits = Limits::new(RateLimits::Off, 10);
        let calls = [(Via::Session, 6, 0), (Via::LongLived, 6, 1_000), (Via::LongLived, 1, 0), (Via::Operator, 20, 0)];
        assert_eq!(told(&limits, &calls), format!("..........oo.{}", ".".repeat(20)));
    }
}
