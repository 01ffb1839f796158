//! Active hours in the account's time zone.
//!
//! The zone comes in as a value, a list of offsets with the moments from which they hold, so that this room needs no
//! time-zone database and a test can bend the clocks as it likes.

use crate::{Problem, Timestamp};

/// Windows in one week.
pub const WINDOWS_MAX: usize = 100;
/// Minutes in a day.
pub const DAY_MINUTES: u16 = 24 * 60;

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

/// When a trigger may act.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum ActiveHours {
    /// Round the clock.
    #[default]
    Always,
    /// Only in these windows of the week.
    Weekly {
        /// When it is open.
        windows: Vec<Window>,
        /// What happens to an event outside of them.
        outside: Outside,
    },
}

/// From–to on one day of the week, in local minutes after midnight; `to` itself is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Monday = 0 … Sunday = 6.
    pub weekday: u8,
    /// First minute.
    pub from: u16,
    /// Minute after the last one; 1440 is midnight.
    pub to: u16,
}

/// What happens to an event outside the hours (the vendor does not say).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Outside {
    /// The trigger waits for the next opening.
    #[default]
    Hold,
    /// The trigger does not fire.
    Drop,
}

/// Whether the hours let an action through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Yes.
    Open,
    /// Not before then.
    Wait(Timestamp),
    /// No.
    Closed,
}

/// A time zone: offsets from UTC in seconds, each with the moment from which it holds, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Zone {
    transitions: Vec<(Timestamp, i32)>,
}

impl Zone {
    /// A zone from its transitions, oldest first; before the first one its offset holds too.
    pub fn new(transitions: Vec<(Timestamp, i32)>) -> Zone {
        Zone { transitions }
    }

    /// Seconds to add to UTC at a moment.
    pub fn offset_seconds(&self, at: Timestamp) -> i32 {
        let next = self.transitions.partition_point(|(from, _)| *from <= at);
        self.transitions.get(next.saturating_sub(1)).map_or(0, |(_, offset)| *offset)
    }

    /// Local milliseconds since 1970 as if the local clock were UTC.
    fn local(&self, at: Timestamp) -> i64 {
        at.0.saturating_add(i64::from(self.offset_seconds(at)) * 1000)
    }

    /// 23:59 of the local day.
    pub fn end_of_day(&self, at: Timestamp) -> Timestamp {
        self.moment(self.local(at).div_euclid(DAY_MS) * DAY_MS + DAY_MS - MINUTE_MS)
    }

    /// Year, month and day of the local clock.
    pub fn date(&self, at: Timestamp) -> (i64, i64, i64) {
        civil(self.local(at).div_euclid(DAY_MS))
    }

    /// The first moment at which the local clock shows `local` or later; a clock that jumps over it lands behind.
    fn moment(&self, local: i64) -> Timestamp {
        let guess = Timestamp(local.saturating_sub(i64::from(self.offset_seconds(Timestamp(local))) * 1000));
        let again = Timestamp(local.saturating_sub(i64::from(self.offset_seconds(guess)) * 1000));
        if self.local(again) >= local { again } else { guess.max(again) }
    }
}

/// The date of a day counted from 1 January 1970: eras of 400 years that begin in March, so that leap days come last.
fn civil(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let (era, day_of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let (day, month) = (day_of_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (era * 400 + year + i64::from(month <= 2), month, day)
}

impl ActiveHours {
    /// Whether an action at that moment may run.
    pub fn admit(&self, at: Timestamp, zone: &Zone) -> Admission {
        let ActiveHours::Weekly { windows, outside } = self else { return Admission::Open };
        let local = zone.local(at);
        let (day, minute) = (local.div_euclid(DAY_MS), (local.rem_euclid(DAY_MS) / MINUTE_MS) as u16);
        if windows.iter().any(|w| w.weekday == weekday(day) && (w.from..w.to).contains(&minute)) {
            return Admission::Open;
        }
        match outside {
            Outside::Drop => Admission::Closed,
            Outside::Hold => next_opening(windows, day, minute)
                .map_or(Admission::Closed, |opening| Admission::Wait(zone.moment(opening).max(at))),
        }
    }

    /// Everything that is wrong with the windows.
    pub fn check(&self) -> Vec<Problem> {
        let ActiveHours::Weekly { windows, .. } = self else { return Vec::new() };
        if windows.is_empty() || windows.len() > WINDOWS_MAX {
            return vec![Problem::new("windows", "out_of_range", format!("give 1 to {WINDOWS_MAX} windows"))];
        }
        let bad = |w: &Window| w.weekday > 6 || w.from >= w.to || w.to > DAY_MINUTES;
        let told = "a window has a weekday 0 (Monday) to 6 and minutes from < to <= 1440";
        let positions = windows.iter().enumerate().filter(|(_, window)| bad(window));
        positions.map(|(index, _)| Problem::new(format!("windows.{index}"), "bad_window", told)).collect()
    }
}

/// 1970-01-01 was a Thursday.
fn weekday(day: i64) -> u8 {
    (day + 3).rem_euclid(7) as u8
}

fn next_opening(windows: &[Window], today: i64, minute: u16) -> Option<i64> {
    let openings = (0..=7).flat_map(|ahead| {
        let day = today + ahead;
        let of_day = windows.iter().filter(move |w| w.weekday == weekday(day) && (ahead > 0 || w.from > minute));
        of_day.map(move |w| day * DAY_MS + i64::from(w.from) * MINUTE_MS)
    });
    openings.min()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    /// 2026-03-29 01:00 UTC, when central Europe's clocks go from 2 to 3.
    const SPRING: i64 = 1_774_746_000_000;

    fn office(outside: Outside) -> ActiveHours {
        let windows = (0..5).map(|weekday| Window { weekday, from: 9 * 60, to: 17 * 60 }).collect();
        ActiveHours::Weekly { windows, outside }
    }

    fn berlin() -> Zone {
        Zone::new(vec![(Timestamp(0), 3600), (Timestamp(SPRING), 7200)])
    }

    #[track_caller]
    fn check(hours: &ActiveHours, zone: &Zone, at: i64, expected: Admission) {
        assert_eq!(hours.admit(Timestamp(at), zone), expected);
    }

    #[test]
    fn dates_of_the_local_clock() {
        let date = |days: i64, offset: i32| Zone::new(vec![(Timestamp(0), offset)]).date(Timestamp(days * DAY_MS));
        for (days, expected) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (20_454, (2026, 1, 1)),
            (47_540, (2100, 2, 28)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(date(days, 0), expected);
        }
        assert_eq!(date(20_454, -1), (2025, 12, 31));
    }

    #[test]
    fn open_in_the_window_and_held_until_the_next_one() {
        let utc = Zone::default();
        let thursday = 0; // 1970-01-01
        let hold = office(Outside::Hold);
        check(&hold, &utc, thursday + 9 * HOUR, Admission::Open);
        check(&hold, &utc, thursday + 17 * HOUR - 1, Admission::Open);
        check(&hold, &utc, thursday + 8 * HOUR, Admission::Wait(Timestamp(9 * HOUR)));
        check(&hold, &utc, thursday + 17 * HOUR, Admission::Wait(Timestamp(33 * HOUR)));
        let friday_evening = 24 * HOUR + 18 * HOUR;
        check(&hold, &utc, friday_evening, Admission::Wait(Timestamp((4 * 24 + 9) * HOUR)));
        check(&office(Outside::Drop), &utc, friday_evening, Admission::Closed);
        check(&ActiveHours::Always, &utc, friday_evening, Admission::Open);
    }

    #[test]
    fn a_window_that_is_over_for_today_opens_again_in_a_week() {
        let one =
            ActiveHours::Weekly { windows: vec![Window { weekday: 3, from: 60, to: 120 }], outside: Outside::Hold };
        check(&one, &Zone::default(), 3 * HOUR, Admission::Wait(Timestamp(7 * DAY_MS + HOUR)));
    }

    #[test]
    fn monday_nine_o_clock_is_local_on_both_sides_of_the_clock_change() {
        let hold = office(Outside::Hold);
        let saturday_before = SPRING - 30 * HOUR;
        let monday_nine_summer_time = SPRING + 30 * HOUR; // Monday 07:00 UTC.
        check(&hold, &berlin(), saturday_before, Admission::Wait(Timestamp(monday_nine_summer_time)));
    }

    #[test]
    fn an_hour_that_the_clock_jumps_over_opens_at_the_jump() {
        let gap = Window { weekday: 6, from: 150, to: 300 }; // Sunday 02:30 does not exist that day.
        let hours = ActiveHours::Weekly { windows: vec![gap], outside: Outside::Hold };
        let Admission::Wait(opening) = hours.admit(Timestamp(SPRING - HOUR), &berlin()) else { panic!("it waits") };
        assert!((SPRING..SPRING + HOUR).contains(&opening.0), "{opening:?}");
        assert_eq!(hours.admit(opening, &berlin()), Admission::Open);
    }

    #[test]
    fn every_quarter_hour_of_three_weeks_is_open_or_waits_for_an_open_moment() {
        let hours = office(Outside::Hold);
        let start = SPRING - 10 * 24 * HOUR;
        for step in 0..(21 * 24 * 4) {
            let at = Timestamp(start + step * HOUR / 4);
            if let Admission::Wait(opening) = hours.admit(at, &berlin()) {
                assert!(opening > at);
                assert_eq!(hours.admit(opening, &berlin()), Admission::Open);
                assert_ne!(hours.admit(Timestamp(opening.0 - 1), &berlin()), Admission::Open);
            }
        }
    }

    #[test]
    fn bad_windows_are_all_told() {
        let window = |weekday, from, to| Window { weekday, from, to };
        let windows = vec![window(7, 0, 1), window(0, 5, 5), window(0, 0, 1441), window(0, 0, 1440)];
        let hours = ActiveHours::Weekly { windows, outside: Outside::Hold };
        let paths: Vec<String> = hours.check().into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["windows.0", "windows.1", "windows.2"]);
    }
}
