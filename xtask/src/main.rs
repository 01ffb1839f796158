//! `cargo x …`: everything a developer does with this repository, in one small program.
//!
//! Compiled before anything else, so it needs nothing but the standard library and a JSON parser. It knows how to
//! *call* the server, never how it works: what it checks, it checks from outside, on the real binary.

mod bench;
mod build;
mod ci;
mod faults;
mod http;
mod kill_loop;
mod needs;
mod options;
mod place;
mod postgres;
mod process;
mod scratch;
mod sim;
mod suite;
mod tally;
mod tidy;
mod web;

use std::process::ExitCode;

use options::{Options, Stop};
use place::Place;

const HELP: &str = "\
Pipewright's tasks: cargo x COMMAND [OPTIONS]

  run         build everything and start it with demo data     [--data DIR] [--listen ADDR]
  build       build UI and server to target/release/pipewright [--no-web]
  test        all suites, one summary line at the end          [--without postgres,browser] [--kills N]
  ci          format, clippy, tidy, licences, then test with 50 kills and 1,000 seeds [--without …]
  soak        the longest forms: 10,000 seeds, 100 kills on each database [--without …] [--kills N] [--seeds N]
  tidy        the rules that no compiler knows
  kill-loop   kill -9 the server under load and count hooks    [--kills N] [--seed N] [--postgres | --database-url URL]
  sim         histories of the engine from seeds, judged by a model   [--seed N] [--steps M] [--seeds K]
  faults      what goes wrong outside, each a program that counts [NAME] (without one: all, and what they are)
  web         install the web packages and build the UI, where something changed
  shots       screenshots of every screen, with demo data      [--out DIR]
  bench       workloads, measured beside the reference pipeline

Examples:
  cargo x run
  cargo x test --without postgres,browser
  cargo x kill-loop --kills 100 --seed 7

Exit codes: 0 ok, 1 failure, 2 wrong usage. What each suite is: docs/TESTING.md.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Counted) => ExitCode::from(1),
        Err(Stop::Failed(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(1)
        }
        Err(Stop::Usage(message)) => {
            eprintln!("error: {message}");
            eprintln!("try: cargo x help");
            ExitCode::from(2)
        }
    }
}

fn dispatch(args: &[String]) -> Result<(), Stop> {
    let Some((command, rest)) = args.split_first() else { return help() };
    if rest.iter().any(|arg| arg == "--help" || arg == "-h") {
        return help();
    }
    let options = |flags, values| Options::parse(command, rest, flags, values);
    match command.as_str() {
        "help" | "--help" | "-h" => help(),
        "run" => build::run(&Place::find()?, &options(&[], &["--data", "--listen"])?),
        "build" => build::release(&Place::find()?, options(&["--no-web"], &[])?.has("--no-web")).map(drop),
        "web" => options(&[], &[]).and_then(|_| Ok(web::build(&Place::find()?)?)),
        "test" => suite::run(&Place::find()?, &options(&[], &["--without", "--kills"])?),
        "ci" => ci::run(&Place::find()?, &options(&[], &["--without", "--kills"])?),
        "tidy" => options(&[], &[]).and_then(|_| Ok(tidy::run(&Place::find()?)?)),
        "kill-loop" => {
            let options = options(&["--postgres"], &["--kills", "--seed", "--database-url"])?;
            kill_loop::command(&Place::find()?, &options)
        }
        "faults" => faults::command(&Place::find()?, rest),
        "sim" => sim::command(&Place::find()?, &options(&[], &["--seed", "--steps", "--seeds"])?),
        "soak" => ci::soak(&Place::find()?, &options(&[], &["--without", "--kills", "--seeds"])?),
        "shots" => suite::shots(&Place::find()?, &options(&[], &["--out"])?),
        "bench" => Ok(bench::run(rest)?),
        other => Err(Stop::Usage(format!("there is no command `{other}`"))),
    }
}

fn help() -> Result<(), Stop> {
    println!("{HELP}");
    Ok(())
}
