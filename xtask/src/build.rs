//! What people run: the optimised server with its UI inside.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use crate::options::{Options, Stop};
use crate::place::{self, Place};
use crate::web;

/// UI, then `target/release/pipewright`.
pub fn release(place: &Place, without_web: bool) -> Result<PathBuf, Stop> {
    if !without_web {
        web::build(place)?;
    }
    web::ensure_dist(place)?;
    place::run(&mut place.cargo(&["build", "--release", "--package", "server"]))?;
    println!("built {}", place.binary("release").display());
    Ok(place.binary("release"))
}

/// Everything built, and started with demo data. The server itself prints address, sign-in and token.
pub fn run(place: &Place, options: &Options) -> Result<(), Stop> {
    let binary = release(place, false)?;
    let data = options.get("--data").unwrap_or("data");
    println!("Starting with demo data in the folder `{data}`. Ctrl-C stops it; `rm -r {data}` forgets it.");

    // With the user's own environment, unlike the suites: settings made there are meant for this server.
    let mut serve = Command::new(&binary);
    serve.current_dir(&place.root).args(["serve", "--demo", "--dev", "--data", data]);
    if let Some(addr) = options.get("--listen") {
        serve.args(["--listen", addr]);
    }
    // We become the server, so that Ctrl-C is its alone and the prompt returns when it has stopped.
    let error = serve.exec();
    Err(Stop::Failed(place::cannot_start(&serve, &error)))
}
