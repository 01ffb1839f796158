//! Folders and processes that must not outlive us, however we end.

use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A private folder (mode 0700) that is removed when dropped, unless it is kept for a look.
pub struct Folder {
    path: PathBuf,
    kept: bool,
}

impl Folder {
    pub fn new(name: &str) -> Result<Folder, String> {
        Folder::under(&std::env::temp_dir(), name)
    }

    pub fn under(parent: &Path, name: &str) -> Result<Folder, String> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        loop {
            let n = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = parent.join(format!("pipewright-{name}-{}-{n}", std::process::id()));
            match std::fs::DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Folder { path, kept: false }),
                // Left over by a process that once had our number: never reuse a folder somebody else made.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(format!("{}: {error}", path.display())),
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves the folder behind and says where.
    pub fn keep(mut self) -> PathBuf {
        self.kept = true;
        self.path.clone()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// Waits at the other end of a pipe. When we end without `let_go` (Ctrl-C, a panic, kill -9), the pipe closes and it
/// kills the process and removes the folder. The standard library hears no signals; a closing pipe it cannot miss.
pub struct Leash(Child);

const LEASH: &str = r#"
trap '' INT TERM HUP
read -r word
[ "$word" = "let go" ] && exit 0
kill -s "$2" "$1" 2>/dev/null
sleep 1
[ -z "$3" ] || rm -rf -- "$3"
"#;

impl Leash {
    pub fn on(pid: u32, signal: &str, folder: Option<&Path>) -> Result<Leash, String> {
        let mut command = Command::new("sh");
        command.args(["-c", LEASH, "leash", &pid.to_string(), signal]).arg(folder.unwrap_or(Path::new("")));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/");
        let child = command.process_group(0).spawn().map_err(|error| crate::place::cannot_start(&command, &error))?;
        Ok(Leash(child))
    }

    /// To be called after the process has ended: from then on its number may be somebody else's.
    pub fn let_go(&mut self) {
        if let Some(mut pipe) = self.0.stdin.take() {
            let _ = pipe.write_all(b"let go\n");
        }
        let _ = self.0.wait();
    }
}

/// The standard library can only send KILL.
pub fn signal(pid: u32, name: &str) {
    let mut command = Command::new("sh");
    command.args(["-c", "kill -s \"$1\" \"$2\"", "signal", name, &pid.to_string()]);
    let _ = command.stdin(Stdio::null()).stderr(Stdio::null()).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_when_dropped_and_stays_when_kept() {
        let folder = Folder::new("scratch-test").unwrap();
        let path = folder.path().to_owned();
        assert!(path.is_dir());
        drop(folder);
        assert!(!path.exists());

        let kept = Folder::new("scratch-test").unwrap().keep();
        assert!(kept.is_dir());
        std::fs::remove_dir(kept).unwrap();
    }

    #[test]
    fn a_leash_kills_when_the_pipe_closes() {
        let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
        let mut leash = Leash::on(sleeper.id(), "KILL", None).unwrap();
        drop(leash.0.stdin.take()); // What the kernel does when we die.
        assert!(!sleeper.wait().unwrap().success());
        leash.let_go();
    }

    #[test]
    fn a_leash_let_go_kills_nobody() {
        let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
        Leash::on(sleeper.id(), "KILL", None).unwrap().let_go();
        assert!(sleeper.try_wait().unwrap().is_none());
        sleeper.kill().unwrap();
        sleeper.wait().unwrap();
    }
}
