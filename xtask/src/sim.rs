//! `cargo x sim`: the deterministic simulation (`crates/sim`), as many seeds as the occasion asks for.

use std::process::Command;

use crate::options::{Options, Stop};
use crate::place::{self, Place, tee};
use crate::tally::Tally;
use crate::web;

/// Seeds in `cargo x test`, in `cargo x ci` and in `cargo x soak`.
pub const SEEDS: Seeds = Seeds { short: 200, middle: 1_000, long: 10_000 };

/// How many seeds each form walks.
pub struct Seeds {
    pub short: u64,
    pub middle: u64,
    pub long: u64,
}

/// `cargo x sim`.
pub fn command(place: &Place, options: &Options) -> Result<(), Stop> {
    web::ensure_dist(place)?;
    place::run(&mut place.cargo(&["build", "--workspace", "--bin", "sim"]))?;
    let mut sim = program(place);
    for name in ["--seed", "--steps", "--seeds"] {
        if options.get(name).is_some() {
            sim.args([name, &options.number(name, 0)?.to_string()]);
        }
    }
    Ok(place::run(&mut sim)?)
}

/// A step of a suite: seeds from 1 on, each a test.
pub fn suite(place: &Place, seeds: u64) -> Result<Tally, String> {
    let mut failed = None;
    let succeeded = tee(program(place).args(["--seeds", &seeds.to_string()]), |line| {
        failed = failed.or(line.split("failed seeds ").nth(1).and_then(|rest| rest.split(',').next()?.parse().ok()));
    })?;
    let failed: u64 = failed.ok_or("the simulation told no counts")?;
    let tally = Tally { passed: (seeds - failed.min(seeds)) as _, failed: failed as _, ..Tally::default() };
    Ok(tally.closed(succeeded))
}

fn program(place: &Place) -> Command {
    place.command(place.target.join("debug/sim"))
}
