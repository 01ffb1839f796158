//! Where the repository and its build output are, and how a program is called from there.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The checkout and its target folder.
pub struct Place {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Place {
    pub fn find() -> Result<Place, String> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = manifest.parent().ok_or("xtask stands in no workspace")?.to_owned();
        // Asked rather than guessed: the target folder may come from the environment or a user's own configuration.
        let mut metadata = Command::new(cargo());
        metadata.current_dir(&root).args(["metadata", "--no-deps", "--format-version", "1"]);
        let told: serde_json::Value =
            serde_json::from_str(&output(&mut metadata)?).map_err(|error| format!("cargo metadata: {error}"))?;
        let target = told["target_directory"].as_str().ok_or("cargo metadata names no target folder")?.into();
        Ok(Place { root, target })
    }

    pub fn web(&self) -> PathBuf {
        self.root.join("web")
    }

    /// The server built by the profile: `debug` for the suites, `release` for people.
    pub fn binary(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("pipewright")
    }

    /// A program started in the repository, without a terminal to wait on and without the user's own settings.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PIPEWRIGHT_") {
                command.env_remove(name);
            }
        }
        command
    }

    pub fn cargo(&self, args: &[&str]) -> Command {
        let mut command = self.command(cargo());
        command.args(args);
        command
    }
}

fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs to the end with our own output streams; anything but exit code 0 is an error of one line.
pub fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", shown(command))) }
}

/// Runs to the end and returns what it printed.
pub fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no message");
    Err(format!("`{}` failed ({}): {}", shown(command), output.status, last.trim()))
}

/// Runs to the end, passes its standard output on line by line, and says whether it succeeded.
pub fn tee(command: &mut Command, mut line_heard: impl FnMut(&str)) -> Result<bool, String> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    let mut reader = BufReader::new(child.stdout.take().expect("standard output is piped"));
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|n_bytes| n_bytes > 0) {
        let mut out = std::io::stdout().lock();
        // A closed terminal must not stop the suites.
        let _ = out.write_all(&line).and_then(|()| out.flush());
        line_heard(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
    Ok(child.wait().map_err(|error| format!("`{}`: {error}", shown(command)))?.success())
}

pub fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        std::io::ErrorKind::NotFound => format!("`{program}` is not there"),
        _ => format!("`{program}` cannot be started: {error}"),
    }
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    command.get_args().fold(program, |text, arg| format!("{text} {}", arg.to_string_lossy()))
}

/// `4 s`, `1 min 5 s`, `250 ms`.
pub fn spoken(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0 => format!("{} ms", duration.as_millis()),
        1..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_spoken() {
        let spoken = |milliseconds| spoken(Duration::from_millis(milliseconds));
        assert_eq!(spoken(250), "250 ms");
        assert_eq!(spoken(59_999), "59 s");
        assert_eq!(spoken(663_000), "11 min 3 s");
    }

    #[test]
    fn a_failing_program_is_one_line() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(error, "`sh -c exit 3` failed (exit status: 3)");
        assert_eq!(run(&mut Command::new("no-such-program")).unwrap_err(), "`no-such-program` is not there");
        let error = output(Command::new("sh").args(["-c", "echo first >&2; echo last >&2; exit 1"])).unwrap_err();
        assert!(error.ends_with(": last"), "{error}");
    }
}
