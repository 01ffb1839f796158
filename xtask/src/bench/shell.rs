//! Programs, folders and requests of a bench run; none of them outlives it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use serde_json::Value;

const START_SECONDS_MAX: u64 = 60;
const STOP_SECONDS_MAX: u64 = 15;
const ANSWER_SECONDS_MAX: u64 = 60;

/// Runs to the end and returns what it printed, without the last line's end.
pub fn output(command: &mut Command) -> Result<String, String> {
    let ended = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let ended = ended.map_err(|e| format!("{command:?}: {e}"))?;
    match ended.status.success() {
        true => Ok(String::from_utf8_lossy(&ended.stdout).trim_end().to_owned()),
        false => Err(format!("{command:?}: {}", ended.status)),
    }
}

/// A private folder, removed when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(parent: &Path) -> Result<Scratch, String> {
        let path = parent.join(format!("bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Scratch(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running server of any kind that has said where it listens. Dropping it kills it, and so does our own death.
pub struct Process {
    child: Child,
    leash: Child,
    pub started: Instant,
    pub address: String,
}

impl Process {
    /// What it complains of goes to `log`, and comes back as the error when it never listens.
    pub fn start(command: &mut Command, log: &Path) -> Result<Process, String> {
        let file = std::fs::File::create(log).map_err(|e| format!("{}: {e}", log.display()))?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file);
        let started = Instant::now();
        let mut child = command.spawn().map_err(|e| format!("{command:?}: {e}"))?;
        let lines = BufReader::new(child.stdout.take().expect("standard output is piped")).lines();
        let leash = Command::new("sh")
            .args(["-c", "read -r _ || kill -s KILL \"$1\"", "leash", &child.id().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn();
        let leash = leash.inspect_err(|_| drop(child.kill())).map_err(|e| format!("sh: {e}"))?;
        let mut process = Process { child, leash, started, address: String::new() };

        let (sender, addresses) = channel();
        // To the end of the stream: a pipe nobody reads would stop the process when it is full.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = address(&line).map(|address| sender.send(address.to_owned()));
            }
        });
        match addresses.recv_timeout(Duration::from_secs(START_SECONDS_MAX)) {
            Ok(address) => process.address = address,
            Err(_) => {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                return Err(format!("{command:?} does not listen: {}", said.trim_end()));
            }
        }
        Ok(process)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, as an administrator would; killed if it takes too long.
    pub fn stop(mut self) -> Result<(), String> {
        output(Command::new("kill").args(["-s", "TERM", &self.pid().to_string()]))?;
        let deadline = Instant::now() + Duration::from_secs(STOP_SECONDS_MAX);
        while Instant::now() < deadline {
            if self.child.try_wait().map_err(|e| e.to_string())?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Err(format!("process {} did not end within {STOP_SECONDS_MAX} s", self.pid()))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Let go, lest it kill whoever is given this number next.
        let _ = self.leash.stdin.take().map(|mut pipe| pipe.write_all(b"\n"));
        let _ = self.leash.wait();
    }
}

fn address(line: &str) -> Option<&str> {
    line.split_once("listening on http://")?.1.split(['/', ' ']).next()
}

/// One request on a connection of its own, for setting up. HTTP/1.0, so that the answer is neither cut into chunks nor
/// followed by another.
pub fn request(address: &str, method: &str, path: &str, token: &str, body: &Value) -> Result<(u16, Value), String> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let head = format!(
        "{method} {path} HTTP/1.0\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let exchange = || {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(ANSWER_SECONDS_MAX)))?;
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    };
    let answer = exchange().map_err(|e: std::io::Error| format!("{method} {path}: {e}"))?;
    let answer = String::from_utf8_lossy(&answer);
    parse(&answer)
        .ok_or_else(|| format!("{method} {path}: not understood: {}", &answer.chars().take(300).collect::<String>()))
}

/// Status and body; `null` for a body that is no JSON.
fn parse(answer: &str) -> Option<(u16, Value)> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_line() {
        assert_eq!(address("listening on http://127.0.0.1:80"), Some("127.0.0.1:80"));
        assert_eq!(address("pipewright listening on http://127.0.0.1:80/ (dev)"), Some("127.0.0.1:80"));
        assert_eq!(address("starting"), None);
    }

    #[test]
    fn answers() {
        assert_eq!(parse("HTTP/1.0 200 OK\r\na: b\r\n\r\n{\"x\":1}"), Some((200, serde_json::json!({ "x": 1 }))));
        assert_eq!(parse("HTTP/1.0 204 No Content\r\n\r\n"), Some((204, Value::Null)));
        assert_eq!(parse("HTTP/1.0 200"), None);
    }
}
