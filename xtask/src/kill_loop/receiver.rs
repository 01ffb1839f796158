//! The other end of the hooks: writes down every arrival, and answers 200 a little later.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::io::{BufReader, Result, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::dice::Dice;
use super::oracle::{Hook, Stage};
use crate::http::Head;

/// Long enough that kills fall between a hook's arrival and its answer.
const DELAY_MILLISECONDS_MAX: u64 = 20;

/// Listens until the process ends. Clones are the same one.
#[derive(Clone)]
pub struct Receiver {
    pub addr: SocketAddr,
    log: Arc<Mutex<Log>>,
}

#[derive(Default)]
struct Log {
    hooks: Vec<Hook>,
    last_arrival: Option<Instant>,
}

impl Receiver {
    pub fn start(seed: u64) -> Result<Receiver> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let addr = listener.local_addr()?;
        let log = Arc::new(Mutex::new(Log::default()));
        let shared = log.clone();
        std::thread::spawn(move || {
            for (n, stream) in listener.incoming().flatten().enumerate() {
                let log = shared.clone();
                let dice = Dice::new(seed.wrapping_add(n as u64));
                // An error is the sender's death in mid-sentence: what had not arrived whole is not recorded.
                std::thread::spawn(move || serve(stream, &log, dice));
            }
        });
        Ok(Receiver { addr, log })
    }

    pub fn n_arrived(&self) -> usize {
        self.log.lock().unwrap().hooks.len()
    }

    pub fn last_arrival(&self) -> Option<Instant> {
        self.log.lock().unwrap().last_arrival
    }

    /// Every delivery id, with the hash of the body that came with it last.
    pub fn ids(&self) -> std::collections::BTreeMap<String, u64> {
        self.hooks().into_iter().map(|hook| (hook.id, hook.body)).collect()
    }

    pub fn hooks(&self) -> Vec<Hook> {
        self.log.lock().unwrap().hooks.clone()
    }
}

fn serve(stream: TcpStream, log: &Mutex<Log>, mut dice: Dice) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(head) = Head::read(&mut stream)? {
        let body = head.read_body(&mut stream)?;
        let hook = hook(head.header("webhook-id").unwrap_or_default(), &body);
        {
            let mut log = log.lock().unwrap();
            log.hooks.push(hook);
            log.last_arrival = Some(Instant::now());
        }
        std::thread::sleep(Duration::from_millis(dice.below(DELAY_MILLISECONDS_MAX + 1)));
        stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")?;
    }
    Ok(())
}

fn hook(id: &str, body: &[u8]) -> Hook {
    let mut hash = DefaultHasher::new();
    hash.write(body);
    Hook { id: id.to_owned(), body: hash.finish(), told: told(body) }
}

fn told(body: &[u8]) -> Option<(u64, Stage)> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let data = &body["event"]["data"];
    let stage = Stage { pipeline: number(&data["pipeline_id"])?, status: number(&data["status_id"])? };
    Some((number(&data["id"])?, stage))
}

/// Ids are numbers, but strings in some of the dialects.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_tells_its_lead_and_stage() {
        let body = br#"{"event":{"type":15,"data":{"id":7,"element_type":2,"status_id":"142","pipeline_id":3}}}"#;
        assert_eq!(hook("a", body).told, Some((7, Stage { pipeline: 3, status: 142 })));
        assert_eq!(hook("a", b"{}").told, None);
        assert_eq!(hook("a", b"not json").told, None);
        assert_ne!(hook("a", b"{}").body, hook("a", b"{ }").body);
    }

    #[test]
    fn arrivals_are_recorded_over_one_kept_alive_connection() {
        let receiver = Receiver::start(1).unwrap();
        let mut client = crate::http::Client::connect(receiver.addr, "").unwrap();
        for _ in 0..3 {
            assert!(client.send("POST", "/hook", Some(&serde_json::json!({}))).unwrap().is_success());
        }
        assert_eq!(receiver.n_arrived(), 3);
        assert!(receiver.last_arrival().is_some());
    }
}
