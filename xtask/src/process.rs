//! One life of the real server: started, listened to, killed or stopped.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::place;
use crate::scratch::{Leash, signal};

const START_SECONDS_MAX: u64 = 60;
const STOP_SECONDS_MAX: u64 = 15;

/// A running `pipewright serve`. Dropping it kills it.
pub struct Server {
    pub addr: SocketAddr,
    child: Child,
    leash: Leash,
    errors: Receiver<String>,
}

/// What the demo tells its visitor.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    pub token: String,
}

impl Server {
    /// Returns once the server has said where it listens. Its messages are appended to `server.log` in the folder,
    /// which goes with the server if we die first.
    pub fn start(command: &mut Command, folder: &Path) -> Result<Server, String> {
        let log = &folder.join("server.log");
        let log_file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .map_err(|error| format!("{}: {error}", log.display()))?;
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| place::cannot_start(command, &error))?;
        let lines = lines_of(child.stdout.take().expect("standard output is piped"), None);
        let errors = lines_of(child.stderr.take().expect("standard error is piped"), Some(log_file));
        let leash = Leash::on(child.id(), "KILL", Some(folder)).inspect_err(|_| {
            let _ = child.kill();
        })?;
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Server { addr: nowhere, child, leash, errors };
        server.addr = wait_for(&lines, START_SECONDS_MAX, address).map_err(|why| {
            let log = std::fs::read_to_string(log).unwrap_or_default();
            format!(
                "the server {why} before `listening on http://…`; it last said: {}",
                log.lines().last().unwrap_or("nothing")
            )
        })?;
        Ok(server)
    }

    /// The e-mail, password and token from the demo's box on standard error.
    pub fn sign_in(&self) -> Result<SignIn, String> {
        let mut told = SignIn::default();
        wait_for(&self.errors, START_SECONDS_MAX, |line| told.hear(line).then_some(()))
            .map_err(|why| format!("the demo {why} before it told `email:`, `password:` and `token:`"))?;
        Ok(told)
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.end();
    }

    /// Asks politely; an error if it does not end by itself, or not well.
    pub fn stop(mut self) -> Result<(), String> {
        signal(self.child.id(), "TERM");
        let deadline = Instant::now() + Duration::from_secs(STOP_SECONDS_MAX);
        while Instant::now() < deadline {
            match self.child.try_wait().map_err(|error| error.to_string())? {
                None => std::thread::sleep(Duration::from_millis(20)),
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(format!("the server ended badly when asked to stop ({status})")),
            }
        }
        Err(format!("the server did not stop within {STOP_SECONDS_MAX} s"))
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.leash.let_go();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

impl SignIn {
    /// True when everything has been told.
    fn hear(&mut self, line: &str) -> bool {
        // The box may be drawn with lines around it.
        let line = line.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        for (label, field) in
            [("email:", &mut self.email), ("password:", &mut self.password), ("token:", &mut self.token)]
        {
            if let Some(value) = line.strip_prefix(label).and_then(|rest| rest.split_whitespace().next()) {
                *field = value.to_owned();
            }
        }
        [&self.email, &self.password, &self.token].iter().all(|field| !field.is_empty())
    }
}

fn address(line: &str) -> Option<SocketAddr> {
    line.split_once("listening on http://")?.1.split(['/', ' ']).next()?.parse().ok()
}

fn wait_for<T>(lines: &Receiver<String>, seconds: u64, mut pick: impl FnMut(&str) -> Option<T>) -> Result<T, String> {
    let deadline = Instant::now() + Duration::from_secs(seconds);
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => match pick(&line) {
                Some(value) => return Ok(value),
                None => continue,
            },
            Err(RecvTimeoutError::Timeout) => return Err(format!("took more than {seconds} s")),
            Err(RecvTimeoutError::Disconnected) => return Err("ended".into()),
        }
    }
}

/// Reads to the end on a thread, so that a full pipe never stops the server.
fn lines_of(stream: impl Read + Send + 'static, mut copy: Option<std::fs::File>) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            if let Some(file) = &mut copy {
                let _ = file.write_all(&line).and_then(|()| file.write_all(b"\n"));
            }
            let _ = sender.send(String::from_utf8_lossy(&line).into_owned());
        }
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_line() {
        let expected = Some("127.0.0.1:8080".parse().unwrap());
        assert_eq!(address("listening on http://127.0.0.1:8080"), expected);
        assert_eq!(address("pipewright 0.1: listening on http://127.0.0.1:8080/ (dev)"), expected);
        assert_eq!(address("starting"), None);
    }

    #[test]
    fn the_box_is_read_line_by_line() {
        let mut told = SignIn::default();
        assert!(!told.hear("+----------------------------+"));
        assert!(!told.hear("|  email:    demo@example.test |"));
        assert!(!told.hear("   password: a-b-c"));
        assert!(told.hear("\u{2502}  token: pw_123 \u{2502}"));
        let expected = SignIn { email: "demo@example.test".into(), password: "a-b-c".into(), token: "pw_123".into() };
        assert_eq!(told, expected);
    }

    #[test]
    fn a_server_that_ends_at_once_is_reported_with_its_last_words() {
        let folder = crate::scratch::Folder::new("process-test").unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo 'no room left' >&2; exit 1"]);
        let error = Server::start(&mut command, folder.path()).err().unwrap();
        assert!(error.contains("ended before"), "{error}");
    }
}
