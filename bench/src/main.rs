//! The processes of the bench: `relay` (the limit), `receiver` (takes the hooks), `load` (moves the leads).
//!
//! Each is a process of its own, so that the system's accounts tell their cost apart. What is measured, and against
//! which goals, stands in `xtask/src/bench.rs`; nothing here knows a goal. Nothing of the server's code may come in:
//! the limit would rise and fall with what it is held against.

mod args;
mod clock;
mod figures;
mod load;
mod process;
mod receiver;
mod relay;
mod wire;

use std::process::ExitCode;

use args::Args;

const USAGE: &str = "\
bench relay     --data DIR --target http://ADDR/PATH --trigger PIPELINE:STAGE… [--fillers N] [--listen ADDR]
bench receiver  [--listen ADDR] [--delay-ms N] [--status N] [--hang]
bench load      --target http://ADDR --receiver http://ADDR --leads FILE --a PIPELINE:STAGE --b PIPELINE:STAGE
                [--token TOKEN] [--connections 32] [--rate PER_SECOND] [--warmup-s 2] [--seconds 5] [--drain-s 60]
                [--pid SERVER] [--receiver-pid PID]
bench memory    --pid PID

relay and receiver print `listening on http://ADDR`, and end by themselves after --lifetime-s (900).
load moves leads through PATCH /api/v4/leads/ID when it has a token, through the relay's POST /event without one;
it waits for answers before it asks again unless --rate is given, and prints its figures as JSON.";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let ended = Args::parse(words).and_then(|args| match command.as_str() {
        "relay" => relay::run(args),
        "receiver" => receiver::run(args),
        "load" => load::run(args),
        "memory" => process::print_memory(args),
        _ => Err(USAGE.to_owned()),
    });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("bench: {message}");
            ExitCode::FAILURE
        }
    }
}
