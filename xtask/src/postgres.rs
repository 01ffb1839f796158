//! A PostgreSQL cluster for one run: socket only, in a private folder, gone afterwards.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::needs;
use crate::place;
use crate::scratch::{Folder, Leash, signal};

const START_SECONDS_MAX: u64 = 30;
const STOP_SECONDS_MAX: u64 = 5;
/// A socket's whole path fits into 107 bytes, `/.s.PGSQL.5432.lock` included.
const FOLDER_BYTES_MAX: usize = 80;

/// Durability is off (nothing outlives the run) and everybody who reaches the folder may come in.
const SETTINGS: [&str; 7] = [
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=200",
    "unix_socket_permissions=0777",
    "log_min_messages=warning",
];

/// Databases for those who want one of their own.
const FRESH_MAX: usize = 8;

/// A running cluster. Dropping it stops the server and removes the folder; a leash does so if we die first.
pub struct Cluster {
    server: Child,
    n_given: AtomicUsize,
    leash: Leash,
    folder: Folder,
}

impl Cluster {
    pub fn start(bin: &Path) -> Result<Cluster, String> {
        let user = if needs::is_root() { Some(User::unprivileged()?) } else { None };
        let folder = private_folder(user.as_ref())?;
        let data = folder.path().join("data");

        let mut initdb = program(bin, "initdb", &folder, user.as_ref());
        initdb.args([
            "--auth=trust",
            "--no-sync",
            "--username=pipewright",
            "--no-locale",
            "--encoding=UTF8",
            "--pgdata",
        ]);
        place::output(initdb.arg(&data)).map_err(|error| format!("PostgreSQL: {error}"))?;
        make_fresh(program(bin, "postgres", &folder, user.as_ref()), &data)?;

        let log = std::fs::File::create(folder.path().join("log")).map_err(|error| format!("PostgreSQL: {error}"))?;
        let mut postgres = program(bin, "postgres", &folder, user.as_ref());
        postgres.arg("-D").arg(&data).arg("-k").arg(folder.path());
        postgres.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        // A group of its own: Ctrl-C reaches us, and the leash then stops the server and removes the folder.
        let mut server = postgres
            .stdout(Stdio::null())
            .stderr(log)
            .process_group(0)
            .spawn()
            .map_err(|error| place::cannot_start(&postgres, &error))?;
        let leash = Leash::on(server.id(), "QUIT", Some(folder.path())).inspect_err(|_| {
            let _ = server.kill();
        })?;

        let mut cluster = Cluster { server, n_given: AtomicUsize::new(0), leash, folder };
        cluster.wait_until_ready(&data)?;
        Ok(cluster)
    }

    /// For the tests, as `PIPEWRIGHT_TEST_POSTGRES`.
    pub fn settings(&self) -> String {
        format!("host={} user=pipewright dbname=postgres", self.folder.path().display())
    }

    /// For `--database-url`.
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The address of an empty database that nobody else has.
    pub fn fresh(&self) -> Result<String, String> {
        match self.n_given.fetch_add(1, Ordering::Relaxed) {
            n if n < FRESH_MAX => Ok(self.url_of(&format!("fresh_{n}"))),
            _ => Err(format!("PostgreSQL: more than {FRESH_MAX} databases of their own are wanted")),
        }
    }

    fn url_of(&self, database: &str) -> String {
        let host = self.folder.path().display().to_string().replace('%', "%25").replace('/', "%2F");
        format!("postgres://pipewright@{host}/{database}")
    }

    fn wait_until_ready(&mut self, data: &Path) -> Result<(), String> {
        let deadline = Instant::now() + Duration::from_secs(START_SECONDS_MAX);
        while Instant::now() < deadline {
            if let Ok(Some(status)) = self.server.try_wait() {
                return Err(format!("PostgreSQL ended at its start ({status}): {}", self.last_words()));
            }
            // The last line of this file is the server's own word on its state; pg_ctl waits for the same.
            let told = std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            if told.lines().last().is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(format!("PostgreSQL is not ready after {START_SECONDS_MAX} s: {}", self.last_words()))
    }

    fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        log.lines().last().unwrap_or("it said nothing").to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        signal(self.server.id(), "QUIT"); // Immediate shutdown; KILL would orphan the server's own children.
        let deadline = Instant::now() + Duration::from_secs(STOP_SECONDS_MAX);
        while matches!(self.server.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
        self.leash.let_go();
    }
}

/// Made by the server's program alone, before it serves: its clients need not be installed.
fn make_fresh(mut postgres: Command, data: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| format!("PostgreSQL: {error}");
    postgres.args(["--single", "-D"]).arg(data).arg("postgres");
    let mut single =
        postgres.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(told)?;
    let commands: String = (0..FRESH_MAX).map(|n| format!("create database fresh_{n}\n")).collect();
    if let Some(mut pipe) = single.stdin.take() {
        pipe.write_all(commands.as_bytes()).map_err(told)?;
    }
    match single.wait().map_err(told)? {
        status if status.success() => Ok(()),
        status => Err(format!("PostgreSQL: databases could not be made ({status})")),
    }
}

/// PostgreSQL refuses to run as root.
struct User {
    uid: u32,
    gid: u32,
}

impl User {
    fn unprivileged() -> Result<User, String> {
        let passwd = std::fs::read_to_string("/etc/passwd").map_err(|error| format!("/etc/passwd: {error}"))?;
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| User::parse(&passwd, name))
            .ok_or_else(|| "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`".into())
    }

    fn parse(passwd: &str, name: &str) -> Option<User> {
        let mut fields = passwd.lines().find(|line| line.split(':').next() == Some(name))?.split(':').skip(2);
        Some(User { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
    }
}

fn private_folder(user: Option<&User>) -> Result<Folder, String> {
    let mut problems = Vec::new();
    for parent in [std::env::temp_dir(), PathBuf::from("/tmp")] {
        let folder = Folder::under(&parent, "pg")?;
        let path = folder.path();
        if let Some(user) = user {
            std::os::unix::fs::chown(path, Some(user.uid), Some(user.gid))
                .map_err(|error| format!("{}: {error}", path.display()))?;
        }
        if path.as_os_str().len() > FOLDER_BYTES_MAX {
            problems.push(format!("{} is too long for a socket", path.display()));
        } else if !reaches(user, path) {
            problems.push(format!("the server's user cannot reach {}", path.display()));
        } else {
            return Ok(folder);
        }
    }
    Err(format!("no folder for PostgreSQL: {}", problems.join("; ")))
}

/// A temporary folder inside somebody's home is closed to the user the server runs as.
fn reaches(user: Option<&User>, folder: &Path) -> bool {
    let mut test = as_user(Command::new("test"), user);
    test.arg("-w").arg(folder).current_dir("/").status().is_ok_and(|status| status.success())
}

fn program(bin: &Path, name: &str, folder: &Folder, user: Option<&User>) -> Command {
    let mut command = as_user(Command::new(bin.join(name)), user);
    command.current_dir(folder.path()).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            command.env_remove(name);
        }
    }
    command
}

fn as_user(mut command: Command, user: Option<&User>) -> Command {
    if let Some(user) = user {
        command.uid(user.uid).gid(user.gid); // From root, this drops the supplementary groups too.
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_in_passwd() {
        let passwd =
            "root:x:0:0:root:/:/bin/bash\nnobody:x:65534:65534::/:/bin/false\npostgresql:x:7:7::/:/bin/false\n";
        let nobody = User::parse(passwd, "nobody").unwrap();
        assert_eq!((nobody.uid, nobody.gid), (65534, 65534));
        assert!(User::parse(passwd, "postgres").is_none());
    }
}
