//! Time zones as values: `domain` needs the offsets of a few years, not a database of zones.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use domain::Timestamp;
use domain::schedule::Zone;
use jiff::tz::TimeZone;

/// Offsets are known from a year before …
const BEFORE_MS: i64 = 366 * 86_400_000;
/// … to three years after the moment they were asked for: longer than any delay.
const AFTER_MS: i64 = 3 * 366 * 86_400_000;
/// A zone is computed anew after this.
const FRESH_MS: i64 = 86_400_000;
/// Zones that are kept.
const ZONES_MAX: usize = 600;

/// The zones that accounts use.
#[derive(Default)]
pub struct Zones {
    known: Mutex<HashMap<String, (Timestamp, Arc<Zone>)>>,
}

impl Zones {
    /// Offsets around `now`. An unknown name is UTC: it was checked when it was saved.
    pub fn get(&self, name: &str, now: Timestamp) -> Arc<Zone> {
        let mut known = self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some((made, zone)) = known.get(name)
            && now.since(*made).abs() < FRESH_MS
        {
            return Arc::clone(zone);
        }
        if known.len() >= ZONES_MAX {
            known.clear();
        }
        let zone = Arc::new(compute(name, now));
        known.insert(name.to_string(), (now, Arc::clone(&zone)));
        zone
    }
}

/// Whether there is a zone of that name.
pub fn exists(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

fn compute(name: &str, now: Timestamp) -> Zone {
    let Ok(zone) = TimeZone::get(name) else { return Zone::default() };
    let Ok(start) = jiff::Timestamp::from_millisecond(now.0.saturating_sub(BEFORE_MS)) else { return Zone::default() };
    let mut transitions = vec![(Timestamp(start.as_millisecond()), zone.to_offset(start).seconds())];
    let end = now.0.saturating_add(AFTER_MS);
    let following = zone.following(start).take_while(|t| t.timestamp().as_millisecond() < end);
    transitions.extend(following.map(|t| (Timestamp(t.timestamp().as_millisecond()), t.offset().seconds())));
    Zone::new(transitions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_follow_the_clock_changes() {
        let zones = Zones::default();
        let summer = Timestamp(1_784_000_000_000); // July 2026
        let zone = zones.get("Europe/Berlin", summer);
        assert_eq!(zone.offset_seconds(summer), 7200);
        assert_eq!(zone.offset_seconds(Timestamp(1_768_000_000_000)), 3600); // January 2026
        assert_eq!(zones.get("Nowhere/None", summer).offset_seconds(summer), 0);
        assert!(exists("America/Sao_Paulo") && !exists("Nowhere/None"));
    }
}
