//! Makes a task.

use crate::schedule::Zone;
use crate::{Problem, Timestamp, UserId};

/// Longest time until a task is due, in seconds: ten years.
pub const DUE_SECONDS_MAX: i64 = 3_660 * 86_400;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateTask {
    /// When it is due.
    pub due: Due,
    /// Who is to do it; the lead's responsible user when absent.
    pub responsible: Option<UserId>,
    /// Kind of task.
    pub task_type: i64,
    /// What is to be done; may hold placeholders.
    pub text: String,
}

/// When a task is due, counted from its creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At once. The vendor's such task is overdue the moment it appears.
    AtCreation,
    /// At the end of the day in the account's zone.
    EndOfDay,
    /// After so many seconds.
    After(i64),
}

impl CreateTask {
    /// Everything that is wrong with the settings.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = super::check_text("action.text", &self.text);
        if let Due::After(seconds) = self.due
            && !(0..=DUE_SECONDS_MAX).contains(&seconds)
        {
            let told = format!("a task is due within {DUE_SECONDS_MAX} seconds");
            problems.push(Problem::new("action.due.seconds", "out_of_range", told));
        }
        problems
    }
}

impl Due {
    /// When a task that is made at `now` is due; the end of a day is one minute before midnight, which people read as
    /// "all day" (`api-v4` §12).
    pub fn moment(self, now: Timestamp, zone: &Zone) -> Timestamp {
        match self {
            Due::AtCreation => now,
            Due::EndOfDay => zone.end_of_day(now),
            Due::After(seconds) => now.plus_seconds(seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_where_the_account_is() {
        // Friday, 15 January 2027, 08:00 UTC.
        let now = Timestamp(1_800_000_000_000);
        let at = |offset_hours: i32| Zone::new(vec![(Timestamp(0), offset_hours * 3600)]);
        let day_end = Timestamp(1_800_000_000_000 + (15 * 60 + 59) * 60_000);
        assert_eq!(Due::EndOfDay.moment(now, &at(0)), day_end);
        assert_eq!(Due::EndOfDay.moment(now, &at(3)), day_end.plus_seconds(-3 * 3600));
        assert_eq!(Due::EndOfDay.moment(now, &at(-9)), day_end.plus_seconds((9 - 24) * 3600));
        assert_eq!(Due::After(60).moment(now, &at(0)), now.plus_seconds(60));
        assert_eq!(Due::AtCreation.moment(now, &at(5)), now);
    }
}
