//! `cargo x ci`: what a change must pass before it is merged; the long forms of the suites included.

use crate::options::{Options, Stop};
use crate::place::{Place, run as run_to_end};
use crate::suite::Run;
use crate::tally::Tally;
use crate::{needs, sim, web};

const KILLS_DEFAULT: u64 = 50;
const SOAK_KILLS_DEFAULT: u64 = 100;

/// `cargo x soak`: what takes hours and finds what minutes do not.
pub fn soak(place: &Place, options: &Options) -> Result<(), Stop> {
    let kills = options.number("--kills", SOAK_KILLS_DEFAULT)?;
    let seeds = options.number("--seeds", sim::SEEDS.long)?;
    let mut run = Run::new(place, options.without()?);
    run.longest(kills, seeds);
    run.finish("soak")
}

pub fn run(place: &Place, options: &Options) -> Result<(), Stop> {
    let kills = options.number("--kills", KILLS_DEFAULT)?;
    let mut run = Run::new(place, options.without()?);
    run.step("format", "cargo fmt", |place| {
        run_to_end(&mut place.cargo(&["fmt", "--all", "--", "--check"])).map(|()| Tally::PASSED)
    });
    run.step("clippy", "every target, warnings are errors", |place| {
        web::ensure_dist(place)?;
        let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        run_to_end(&mut place.cargo(&clippy)).map(|()| Tally::PASSED)
    });
    run.step("licences", "cargo deny", |place| {
        if needs::on_path("cargo-deny").is_none() {
            println!("cargo-deny is not installed: licences and advisories are not checked (cargo install cargo-deny)");
            return Ok(Tally::SKIPPED);
        }
        run_to_end(&mut place.cargo(&["deny", "check"])).map(|()| Tally::PASSED)
    });
    run.all_suites(kills, true);
    run.finish("ci")
}
