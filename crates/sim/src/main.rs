//! `sim --seed N --steps M --seeds K`: walks seeds with all processors, tells what they had in them, and fails with the
//! number of each seed that broke a rule. Started by `cargo x sim`.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use sim::{Counts, Failure, Plan, Template, run};

const STEPS_DEFAULT: u64 = 300;
const SEEDS_DEFAULT: u64 = 1;
const FAILURES_SHOWN_MAX: usize = 5;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default: u64| match words.iter().position(|word| word == name) {
        Some(at) => words.get(at + 1).and_then(|word| word.parse().ok()),
        None => Some(default),
    };
    let (Some(first), Some(steps), Some(n)) =
        (number("--seed", 1), number("--steps", STEPS_DEFAULT), number("--seeds", SEEDS_DEFAULT))
    else {
        eprintln!("usage: sim [--seed N] [--steps M] [--seeds K]");
        return ExitCode::from(2);
    };
    let template = match Template::make() {
        Ok(template) => template,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let started = Instant::now();
    let (counts, failures) = walk(&template, first, n, steps as usize);
    for failure in failures.iter().take(FAILURES_SHOWN_MAX) {
        println!("sim: {failure}    again: cargo x sim --seed {} --steps {steps}", failure.seed);
    }
    let Counts { events, runs, delivered, dead, unknown, repeats, crashes, torn, faults, trace } = counts;
    println!(
        "sim: seeds {n} from {first}, {steps} steps each, {:.1} s: events {events}, runs {runs}, delivered {delivered}, \
         dead {dead}, unknown {unknown}, repeats {repeats}, crashes {crashes} (torn {torn}), faults {faults}, \
         failed seeds {}, trace {trace:016x}",
        started.elapsed().as_secs_f64(),
        failures.len()
    );
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn walk(template: &Template, first: u64, n: u64, steps: usize) -> (Counts, Vec<Failure>) {
    let next = AtomicU64::new(first);
    let total = Mutex::new((Counts::default(), Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(n as usize);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + n {
                        return;
                    }
                    let outcome = run(template, &Plan { seed, steps, bend: None, nth: None });
                    let mut total = total.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                    match outcome {
                        Ok(counts) => total.0.add(&counts),
                        Err(failure) => total.1.push(failure),
                    }
                }
            });
        }
    });
    let (counts, mut failures) = total.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    failures.sort_by_key(|failure| failure.seed);
    (counts, failures)
}
