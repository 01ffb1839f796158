//! The UI's packages and its build, redone only where something they depend on has changed.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::{self, Place, run};

const NODE_MAJOR_MIN: u32 = 20;
/// Not what the UI is built from.
const NOT_SOURCE: [&str; 6] = ["node_modules", "dist", "e2e", "test-results", "playwright-report", ".svelte-kit"];

/// `cargo x web`: packages, then `web/dist`.
pub fn build(place: &Place) -> Result<(), String> {
    packages(place)?;
    dist(place)
}

/// `npm ci`, unless the installed packages are those of the lock file.
pub fn packages(place: &Place) -> Result<(), String> {
    if !place.web().join("package.json").is_file() {
        return Err("web/package.json is not there".into());
    }
    let node = node_major()?;
    let stamp = Stamp {
        file: place.web().join("node_modules/.stamp"),
        now: fingerprint(&[place.web().join("package.json"), place.web().join("package-lock.json")], &node.to_string()),
    };
    if !stamp.is_fresh() {
        stamp.renew(|| run(npm(place).args(["ci", "--no-audit", "--no-fund"])))?;
    }
    Ok(())
}

/// `npm run build`, unless `dist` was built from the sources that are there.
pub fn dist(place: &Place) -> Result<(), String> {
    let mut sources = Vec::new();
    list_sources(&place.web(), &mut sources);
    // The typed client is generated from it.
    sources.push(place.root.join("docs/openapi.json"));
    let stamp = Stamp { file: place.web().join("node_modules/.stamp-dist"), now: fingerprint(&sources, "") };
    if !(stamp.is_fresh() && place.web().join("dist/index.html").is_file()) {
        stamp.renew(|| run(npm(place).args(["run", "build"])))?;
    }
    Ok(())
}

/// The server embeds this folder and does not compile without it; without a UI it is empty.
pub fn ensure_dist(place: &Place) -> Result<(), String> {
    std::fs::create_dir_all(place.web().join("dist")).map_err(|error| format!("web/dist: {error}"))
}

/// npm in `web/`, plain and quiet, with a cache it may write to.
pub fn npm(place: &Place) -> Command {
    in_web(place, "npm")
}

pub fn npx(place: &Place) -> Command {
    let mut command = in_web(place, "npx");
    command.arg("--no-install");
    command
}

fn in_web(place: &Place, program: &str) -> Command {
    let mut command = place.command(program);
    command.current_dir(place.web()).env("CI", "true").env("NO_COLOR", "1");
    command.env("npm_config_update_notifier", "false").env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    if !home_is_writable() {
        command.env("npm_config_cache", place.target.join("npm-cache"));
    }
    command
}

/// Build machines run with a missing or read-only home.
fn home_is_writable() -> bool {
    let Some(home) = std::env::var_os("HOME").map(PathBuf::from) else { return false };
    let probe = home.join(format!(".pipewright-{}", std::process::id()));
    std::fs::write(&probe, "").is_ok_and(|()| std::fs::remove_file(&probe).is_ok())
}

/// Whether a script of that name stands in `web/package.json`.
pub fn has_script(place: &Place, name: &str) -> bool {
    let text = std::fs::read_to_string(place.web().join("package.json")).unwrap_or_default();
    serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|package| package["scripts"][name].is_string())
}

fn node_major() -> Result<u32, String> {
    let version = place::output(Command::new("node").arg("--version"))
        .map_err(|error| format!("{error}: install Node {NODE_MAJOR_MIN} or newer, with npm"))?;
    match parse_major(&version) {
        Some(major) if major >= NODE_MAJOR_MIN => Ok(major),
        _ => Err(format!("Node {} is too old: install Node {NODE_MAJOR_MIN} or newer", version.trim())),
    }
}

fn parse_major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

/// Remembers from what something was made.
struct Stamp {
    file: PathBuf,
    now: String,
}

impl Stamp {
    fn is_fresh(&self) -> bool {
        std::fs::read_to_string(&self.file).is_ok_and(|then| then == self.now)
    }

    /// Removed first: what is interrupted half-way must be made again.
    fn renew(&self, make: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
        let _ = std::fs::remove_file(&self.file);
        make()?;
        std::fs::write(&self.file, &self.now).map_err(|error| format!("{}: {error}", self.file.display()))
    }
}

/// A hash of names and contents; a missing file counts as an empty one.
fn fingerprint(files: &[PathBuf], extra: &str) -> String {
    let mut hash = DefaultHasher::new();
    extra.hash(&mut hash);
    for file in files {
        file.hash(&mut hash);
        std::fs::read(file).unwrap_or_default().hash(&mut hash);
    }
    format!("{:016x}", hash.finish())
}

fn list_sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let is_source = path.file_name().is_some_and(|name| !NOT_SOURCE.iter().any(|not| name == *not));
        match path.is_dir() {
            true if is_source => list_sources(&path, found),
            false if is_source => found.push(path),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Folder;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(parse_major("v20.20.2\n"), Some(20));
        assert_eq!(parse_major("nonsense"), None);
    }

    #[test]
    fn a_stamp_is_fresh_until_something_changes_or_fails() {
        let folder = Folder::new("web-test").unwrap();
        let source = folder.path().join("a.ts");
        let stamp = || Stamp { file: folder.path().join("stamp"), now: fingerprint(std::slice::from_ref(&source), "") };

        std::fs::write(&source, "one").unwrap();
        assert!(!stamp().is_fresh());
        stamp().renew(|| Ok(())).unwrap();
        assert!(stamp().is_fresh());

        std::fs::write(&source, "two").unwrap();
        assert!(!stamp().is_fresh());
        stamp().renew(|| Ok(())).unwrap();
        stamp().renew(|| Err("half-way".into())).unwrap_err();
        assert!(!stamp().is_fresh());
    }

    #[test]
    fn packages_and_builds_are_not_sources() {
        let folder = Folder::new("web-test").unwrap();
        for name in ["src", "dist", "node_modules"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            std::fs::write(folder.path().join(name).join("x"), "").unwrap();
        }
        let mut found = Vec::new();
        list_sources(folder.path(), &mut found);
        assert_eq!(found, [folder.path().join("src/x")]);
    }
}
