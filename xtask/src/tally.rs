//! Counting: what the suites print, added up to the one line at the end.

use crate::options::Need;

/// How many tests went which way.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Tally {
    pub const PASSED: Tally = Tally { passed: 1, failed: 0, skipped: 0 };
    pub const FAILED: Tally = Tally { passed: 0, failed: 1, skipped: 0 };
    pub const SKIPPED: Tally = Tally { passed: 0, failed: 0, skipped: 1 };

    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// A runner that failed without counting a failure (it crashed, or nothing compiled) must not look green.
    pub fn closed(mut self, succeeded: bool) -> Tally {
        if !succeeded && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

/// The last line of a run. `N passed, N failed, N skipped` after one word and a colon is what continuous integration
/// reads; what was left out is repeated, so that a green line never hides it.
pub fn summary(word: &str, tally: Tally, without: &[Need]) -> String {
    let line = format!("{word}: {} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    match without {
        [] => line,
        left_out => {
            format!("{line} (without {})", left_out.iter().map(|need| need.name()).collect::<Vec<_>>().join(","))
        }
    }
}

/// Adds up the output of `cargo test`: one result line per test program.
#[derive(Default)]
pub struct CargoTests {
    pub tally: Tally,
    pub failures: Vec<String>,
}

impl CargoTests {
    pub fn hear(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) {
            for (number, word) in result.1.split("; ").filter_map(|part| part.split_once(' ')) {
                let number: u64 = number.parse().unwrap_or(0);
                match word {
                    "passed" => self.tally.passed += number,
                    "failed" => self.tally.failed += number,
                    "ignored" => self.tally.skipped += number,
                    _ => {}
                }
            }
        }
        if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")) {
            self.failures.push(name.to_owned());
        }
    }
}

/// Reads Vitest's closing line: `Tests  1 failed | 11 passed | 2 skipped (14)`.
pub fn vitest(line: &str) -> Option<Tally> {
    let line = without_colours(line);
    let counts = line.trim_start().strip_prefix("Tests  ")?.split('(').next()?;
    let mut tally = Tally::default();
    for part in counts.split('|') {
        let (number, word) = part.trim().split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match word {
            "passed" => tally.passed += number,
            "failed" => tally.failed += number,
            _ => tally.skipped += number,
        }
    }
    Some(tally)
}

/// Reads Playwright's closing lines, one per outcome: `  12 passed (30.1s)`.
#[derive(Default)]
pub struct PlaywrightTests(Tally);

impl PlaywrightTests {
    pub fn hear(&mut self, line: &str) {
        let line = without_colours(line);
        let Some((number, outcome)) = line.trim().split_once(' ') else { return };
        let Ok(number) = number.parse::<u64>() else { return };
        // Assigned, not added: a test's own output may look the same, and the closing lines come last.
        match outcome.split(" (").next().unwrap_or_default() {
            "passed" => self.0.passed = number,
            "failed" => self.0.failed = number,
            "skipped" | "did not run" => self.0.skipped = number,
            _ => {}
        }
    }

    pub fn tally(&self) -> Tally {
        self.0
    }
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(|c| c.is_ascii_alphabetic());
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Tally {
        Tally { passed, failed, skipped }
    }

    #[test]
    fn the_summary_is_one_parseable_line() {
        assert_eq!(summary("test", tally(312, 0, 0), &[]), "test: 312 passed, 0 failed, 0 skipped");
        let without = [Need::Postgres, Need::Browser];
        let line = summary("test", tally(300, 1, 2), &without);
        assert_eq!(line, "test: 300 passed, 1 failed, 2 skipped (without postgres,browser)");
    }

    #[test]
    fn cargo_results_are_added_up() {
        let mut heard = CargoTests::default();
        for line in [
            "running 3 tests",
            "test schedule::wraps ... ok",
            "test decide::fires ... FAILED",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: ok. 40 passed; 0 failed; 2 ignored; 0 measured; 7 filtered out; finished in 1.20s",
        ] {
            heard.hear(line);
        }
        assert_eq!(heard.tally, tally(42, 1, 2));
        assert_eq!(heard.failures, ["decide::fires"]);
    }

    #[test]
    fn vitest_closes_with_a_line() {
        assert_eq!(vitest("      Tests  12 passed (12)"), Some(tally(12, 0, 0)));
        assert_eq!(vitest("      Tests  1 failed | 11 passed | 2 skipped | 1 todo (15)"), Some(tally(11, 1, 3)));
        let coloured =
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m5 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (5)\u{1b}[39m";
        assert_eq!(vitest(coloured), Some(tally(5, 0, 0)));
        assert_eq!(vitest(" Test Files  2 passed (2)"), None);
    }

    #[test]
    fn playwright_closes_with_several() {
        let mut heard = PlaywrightTests::default();
        for line in [
            "  ✓  1 [chromium] › board.spec.ts:3:1 › opens (1.2s)",
            "  1 failed",
            "    [chromium] › board.spec.ts:9:1 › drags",
            "  2 did not run",
            "  12 passed (30.1s)",
        ] {
            heard.hear(line);
        }
        assert_eq!(heard.tally(), tally(12, 1, 2));
    }

    #[test]
    fn a_crash_counts_as_a_failure() {
        assert_eq!(tally(3, 0, 0).closed(false), tally(3, 1, 0));
        assert_eq!(tally(3, 2, 0).closed(false), tally(3, 2, 0));
        assert_eq!(tally(3, 0, 0).closed(true), tally(3, 0, 0));
    }
}
