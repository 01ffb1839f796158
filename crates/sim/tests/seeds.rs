//! Some seeds keep every rule, and a seed is one history however often it is run. `cargo x test` walks 200 of them.

use sim::{Plan, Template, run};

#[test]
fn some_seeds_keep_every_rule() {
    let template = Template::make().unwrap();
    for seed in 1_000..1_010 {
        let counts = run(&template, &Plan { seed, steps: 200, bend: None, nth: None });
        counts.unwrap_or_else(|failure| panic!("{failure}"));
    }
}

#[test]
fn a_seed_repeats_itself() {
    let (one, other) = (Template::make().unwrap(), Template::make().unwrap());
    let history = |template, seed| run(template, &Plan { seed, steps: 300, bend: None, nth: None }).unwrap();
    for seed in 7..10 {
        assert_eq!(history(&one, seed), history(&other, seed), "seed {seed}");
    }
    assert_ne!(history(&one, 7).trace, history(&one, 8).trace);
}

#[test]
fn a_history_has_everything_in_it() {
    let template = Template::make().unwrap();
    let mut counts = sim::Counts::default();
    for seed in 1..=12 {
        counts.add(&run(&template, &Plan { seed, steps: 300, bend: None, nth: None }).unwrap());
    }
    let sim::Counts { events, runs, delivered, dead, unknown, repeats, crashes, torn, faults, .. } = counts;
    for (what, n) in [
        ("events", events),
        ("runs", runs),
        ("delivered", delivered),
        ("dead", dead),
        ("unknown", unknown),
        ("repeats", repeats),
        ("crashes", crashes),
        ("torn commits", torn),
        ("failed storage calls", faults),
    ] {
        assert!(n > 0, "no {what} in 12 seeds");
    }
}

/// Instead of by chance: in every other step that call fails, alone or with the one after it, wherever it stands in the
/// step. Reading, deciding, writing and the commit each meet it.
#[test]
fn the_nth_storage_call_fails() {
    let template = Template::make().unwrap();
    let mut faults = 0;
    for n in 0..45 {
        for in_a_row in 1..=2 {
            let plan = Plan { seed: 40 + n, steps: 120, bend: None, nth: Some((n, in_a_row)) };
            let counts = run(&template, &plan).unwrap_or_else(|failure| panic!("call {n}, {in_a_row}: {failure}"));
            faults += counts.faults;
        }
    }
    assert!(faults > 1_000, "{faults}");
}
