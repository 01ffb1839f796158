//! PostgreSQL and Chromium: found where they are, fetched from the distribution where we may.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::options::Need;
use crate::place;

const CHROMIUM_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The folder with `initdb` and `postgres`.
pub fn postgres() -> Result<PathBuf, String> {
    found_or_installed(Need::Postgres, "PostgreSQL's server", "postgresql", find_postgres)
}

/// The browser's program.
pub fn chromium() -> Result<PathBuf, String> {
    found_or_installed(Need::Browser, "Chromium", "chromium", find_chromium)
}

fn found_or_installed(need: Need, name: &str, package: &str, find: fn() -> Option<PathBuf>) -> Result<PathBuf, String> {
    if let Some(path) = find() {
        return Ok(path);
    }
    let leave_out = format!("or leave it out: --without {}", need.name());
    if !(is_root() && on_path("apt-get").is_some()) {
        return Err(format!(
            "{name} is missing: install the package `{package}` (apt-get install {package}), {leave_out}"
        ));
    }
    println!("{name} is missing: installing the package `{package}`");
    install(package).map_err(|error| format!("{name} is missing and could not be installed: {error}; {leave_out}"))?;
    find().ok_or_else(|| format!("the package `{package}` is installed, but {name} is not found; {leave_out}"))
}

fn install(package: &str) -> Result<(), String> {
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.arg("-qq").args(args).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
        place::run(&mut command)
    };
    // One unreachable source among several fails the update, though the package may be had from another.
    let _ = apt(&["update"]);
    apt(&["install", "-y", "--no-install-recommends", package])
}

fn find_postgres() -> Option<PathBuf> {
    // Debian keeps the server's programs off the PATH, one folder per major version.
    let on_path = on_path("postgres").and_then(|program| program.parent().map(Path::to_owned));
    let told = || place::output(Command::new("pg_config").arg("--bindir")).ok().map(|line| PathBuf::from(line.trim()));
    on_path.into_iter().chain(told()).chain(debian_versions()).find(|folder| is_server(folder))
}

fn is_server(folder: &Path) -> bool {
    folder.join("initdb").is_file() && folder.join("postgres").is_file()
}

/// Newest first.
fn debian_versions() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, folder)| folder).collect()
}

fn find_chromium() -> Option<PathBuf> {
    let told = std::env::var_os("PIPEWRIGHT_CHROMIUM").map(PathBuf::from).filter(|program| program.is_file());
    told.or_else(|| CHROMIUM_NAMES.into_iter().find_map(on_path))
}

pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

pub fn is_root() -> bool {
    place::output(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0")
}
