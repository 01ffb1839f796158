//! From the figures of all rounds to what is printed and kept. Values in, text and JSON out.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde_json::{Value, json};

/// Beyond this the relay itself was disturbed or badly built, and a fraction of it means nothing.
const RELAY_CPU_US_MAX: f64 = 45.0;

/// (name, ours, held against)
const RATIOS: [(&str, &str, &str); 4] =
    [("a ÷ relay", "a", "relay"), ("b1 ÷ a", "b1", "a"), ("b2 ÷ a", "b2", "a"), ("c ÷ a", "c", "a")];

type Round = BTreeMap<&'static str, Value>;

pub struct Report {
    rounds: Vec<Round>,
    start: Option<Value>,
    ratios: BTreeMap<&'static str, f64>,
    verdicts: Vec<Verdict>,
    /// Why nothing above may be believed.
    pub voids: Vec<String>,
}

struct Verdict {
    what: &'static str,
    goal: Goal,
    reached: f64,
}

#[derive(Clone, Copy)]
enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Report {
    pub fn new(rounds: Vec<Round>, start: Option<Value>) -> Report {
        let ratios =
            RATIOS.into_iter().filter_map(|(name, ours, other)| Some((name, ratio(&rounds, ours, other)?))).collect();
        let voids = voids(&rounds);
        let mut report = Report { rounds, start, ratios, verdicts: Vec::new(), voids };
        report.verdicts = report.judge();
        report
    }

    fn judge(&self) -> Vec<Verdict> {
        let ratio = |name| self.ratios.get(name).copied();
        let starts = self.start.iter().flat_map(|s| s["started_after_ms"].as_array()).flatten();
        let started_after = median(starts.filter_map(Value::as_f64).collect());
        // The most of all rounds: a limit on memory is not kept by keeping it half of the time.
        let peak_mb = self.values("a", "/memory/peak_rss_kib").into_iter().reduce(f64::max).map(mb);
        [
            ("a: hooks/s ÷ relay", Goal::AtLeast(0.15), ratio("a ÷ relay")),
            ("a: peak memory, MB", Goal::AtMost(100.0), peak_mb),
            ("b1: 10,000 triggers ÷ a", Goal::AtLeast(0.9), ratio("b1 ÷ a")),
            ("b2: 200 triggers on the stage ÷ a", Goal::AtLeast(0.5), ratio("b2 ÷ a")),
            ("c: 1,000,000 waiting runs ÷ a", Goal::AtLeast(0.9), ratio("c ÷ a")),
            ("c: lateness of due runs, p99 ms", Goal::AtMost(50.0), median(self.values("c", "/timers_late_ms_p99"))),
            ("s: start to first answer, ms", Goal::AtMost(300.0), started_after),
        ]
        .into_iter()
        .filter_map(|(what, goal, reached)| Some(Verdict { what, goal, reached: reached? }))
        .collect()
    }

    fn values(&self, case: &str, pointer: &str) -> Vec<f64> {
        self.rounds.iter().filter_map(|round| round.get(case)?.pointer(pointer)?.as_f64()).collect()
    }

    /// What is kept of a run: the circumstances, every round, and what was made of them.
    pub fn recorded(&self, mut run: Value) -> Value {
        run["rounds"] = json!(self.rounds);
        run["start"] = json!(self.start);
        run["ratios"] =
            json!(self.ratios.iter().map(|(name, ratio)| (*name, round(*ratio))).collect::<BTreeMap<_, _>>());
        run["void"] = json!(self.voids);
        run["verdicts"] = self.verdicts.iter().map(Verdict::recorded).collect();
        run
    }
}

impl Goal {
    fn is_reached(self, reached: f64) -> bool {
        match self {
            Goal::AtLeast(goal) => reached >= goal,
            Goal::AtMost(goal) => reached <= goal,
        }
    }

    fn value(self) -> f64 {
        let (Goal::AtLeast(value) | Goal::AtMost(value)) = self;
        value
    }
}

impl Verdict {
    fn recorded(&self) -> Value {
        let ok = self.goal.is_reached(self.reached);
        json!({ "what": self.what, "goal": self.goal.value(), "reached": round(self.reached), "ok": ok })
    }
}

/// The median over the rounds of one case's hooks per second as a fraction of another's in the same round.
fn ratio(rounds: &[Round], ours: &str, other: &str) -> Option<f64> {
    let hooks = |round: &Round, case| round.get(case)?["hooks_per_s"].as_f64().filter(|hooks| *hooks > 0.0);
    median(rounds.iter().filter_map(|round| Some(hooks(round, ours)? / hooks(round, other)?)).collect())
}

fn voids(rounds: &[Round]) -> Vec<String> {
    let mut voids = Vec::new();
    let cpu_us = rounds.iter().filter_map(|round| round.get("relay")?["cpu_us_per_hook"].as_f64()).collect();
    if let Some(cpu_us) = median(cpu_us).filter(|us| *us > RELAY_CPU_US_MAX) {
        voids.push(format!("the relay took {cpu_us:.1} µs of CPU an event, more than {RELAY_CPU_US_MAX}"));
    }
    for (n, round) in rounds.iter().enumerate() {
        for (case, figures) in round {
            for what in ["lost", "strays"] {
                let count = figures[what].as_u64().unwrap_or(0);
                if count > 0 {
                    voids.push(format!("round {}, {case}: {count} {what}", n + 1));
                }
            }
            if figures["failures"].as_object().is_some_and(|failures| !failures.is_empty()) {
                let (failures, first) = (&figures["failures"], &figures["first_failure"]);
                voids.push(format!("round {}, {case}: failures {failures}, the first {first}", n + 1));
            }
        }
    }
    voids
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        0 => Some((values.get(middle.checked_sub(1)?)? + values.get(middle)?) / 2.0),
        _ => values.get(middle).copied(),
    }
}

fn mb(kib: f64) -> f64 {
    kib * 1024.0 / 1e6
}

fn round(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

const COLUMNS: [(&str, &str); 9] = [
    ("hooks/s", "/hooks_per_s"),
    ("accepted/s", "/accepted_per_s"),
    ("ack p50", "/ack_ms/p50"),
    ("p99 ms", "/ack_ms/p99"),
    ("e2e p50", "/end_to_end_ms/p50"),
    ("p99", "/end_to_end_ms/p99"),
    ("p99.9 ms", "/end_to_end_ms/p99_9"),
    ("CPU µs/hook", "/cpu_us_per_hook"),
    ("drain s", "/drain_s"),
];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.rounds.is_empty() {
            self.table(f)?;
        }
        if let Some(start) = &self.start {
            let idle = shown(start["idle"]["pss_kib"].as_f64().map(mb));
            writeln!(f, "start on {} leads, ms: {}; idle PSS {idle} MB", start["leads"], start["started_after_ms"])?;
        }
        for Verdict { what, goal, reached } in &self.verdicts {
            let word = if goal.is_reached(*reached) { "reached" } else { "MISSED:" };
            writeln!(f, "{what}: goal {}: {word} {}", goal.value(), shown(Some(*reached)))?;
        }
        self.voids.iter().try_for_each(|why| writeln!(f, "VOID: {why}"))
    }
}

impl Report {
    /// A line for each case: the medians of its rounds.
    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:8}", "")?;
        COLUMNS.iter().try_for_each(|(title, _)| write!(f, "{title:>12}"))?;
        writeln!(f, "{:>12}{:>12}", "peak MB", "PSS MB")?;
        for case in ["relay", "a", "b1", "b2", "c"].into_iter().filter(|case| self.rounds[0].contains_key(case)) {
            write!(f, "{case:8}")?;
            for (_, pointer) in COLUMNS {
                write!(f, "{:>12}", shown(median(self.values(case, pointer))))?;
            }
            for pointer in ["/memory/peak_rss_kib", "/memory/pss_kib"] {
                write!(f, "{:>12}", shown(median(self.values(case, pointer)).map(mb)))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn shown(value: Option<f64>) -> String {
    match value {
        None => "-".to_owned(),
        Some(value) if value >= 100.0 => format!("{value:.0}"),
        Some(value) if value >= 10.0 => format!("{value:.1}"),
        Some(value) => format!("{value:.3}"),
    }
}

/// One line a run, so that a new run is one new line in the history.
pub fn append(path: &Path, run: Value) -> Result<(), String> {
    let told = |e: &dyn fmt::Display| format!("{}: {e}", path.display());
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => "[]".to_owned(),
        Err(e) => return Err(told(&e)),
    };
    let mut runs: Vec<Value> = serde_json::from_str(&text).map_err(|e| told(&e))?;
    runs.push(run);
    let lines: Vec<String> = runs.iter().map(Value::to_string).collect();
    std::fs::write(path, format!("[\n{}\n]\n", lines.join(",\n"))).map_err(|e| told(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(hooks_per_s: f64, cpu_us: f64) -> Value {
        json!({ "hooks_per_s": hooks_per_s, "cpu_us_per_hook": cpu_us, "lost": 0, "strays": 0, "failures": {} })
    }

    fn rounds(of_relay_and_a: &[(f64, f64)]) -> Vec<Round> {
        let round = |&(relay, a): &(f64, f64)| [("relay", figures(relay, 30.0)), ("a", figures(a, 100.0))].into();
        of_relay_and_a.iter().map(round).collect()
    }

    #[test]
    fn medians() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0]), Some(3.0));
        assert_eq!(median(vec![9.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(2.5));
    }

    #[test]
    fn a_ratio_is_taken_within_a_round() {
        // The machine became half as fast in the second round; the ratio did not change.
        assert_eq!(ratio(&rounds(&[(100.0, 20.0), (50.0, 10.0)]), "a", "relay"), Some(0.2));
        assert_eq!(ratio(&rounds(&[(100.0, 0.0)]), "a", "relay"), None);
        assert_eq!(ratio(&rounds(&[(100.0, 20.0)]), "b1", "a"), None);
    }

    #[test]
    fn verdicts_name_the_goal_and_what_was_reached() {
        let printed = Report::new(rounds(&[(100.0, 31.0)]), Some(json!({ "started_after_ms": [901.0] }))).to_string();
        assert!(printed.contains("a: hooks/s ÷ relay: goal 0.15: reached 0.310"), "{printed}");
        assert!(printed.contains("s: start to first answer, ms: goal 300: MISSED: 901"), "{printed}");
        assert!(!printed.contains("VOID"), "{printed}");
    }

    #[test]
    fn a_run_is_void_when_it_cannot_be_believed() {
        #[track_caller]
        fn check(case: &'static str, figures: Value, expected: usize) {
            assert_eq!(voids(&[[(case, figures)].into()]).len(), expected);
        }
        check("relay", figures(1.0, 45.0), 0);
        check("relay", figures(1.0, 45.1), 1);
        check("a", figures(1.0, 500.0), 0);
        check("a", json!({ "lost": 1, "strays": 2 }), 2);
        check("a", json!({ "failures": { "status 429": 3 } }), 1);
    }

    #[test]
    fn runs_are_added_one_to_a_line() {
        let path = std::env::temp_dir().join(format!("pipewright-results-{}.json", std::process::id()));
        append(&path, json!({ "n": 1 })).unwrap();
        append(&path, json!({ "n": 2 })).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(text, "[\n{\"n\":1},\n{\"n\":2}\n]\n");
    }
}
