//! Names to addresses. Two implementations: the system's, and a fixed table for tests and the simulator.
//!
//! No cache stands here: connections are kept alive, so a busy receiver is looked up rarely, and a changed
//! address is seen by the next new connection.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, ToSocketAddrs};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

/// Look-ups under way at once. Each holds a thread of the blocking pool until the system gives up, which a
/// dead name server delays by many seconds: without a bound they would take every thread.
const LOOKUPS_MAX: usize = 64;

/// A look-up under way.
pub type Lookup = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Turns a host name into addresses. Literal addresses never get here.
pub trait Resolver: Send + Sync + 'static {
    /// All addresses of a name, in the order to try them.
    fn lookup(&self, name: &str) -> Lookup;
}

/// What the name means without asking anybody: RFC 6761 keeps `localhost` and all below it on this machine,
/// whatever a name server says.
pub fn local_name(name: &str) -> Option<Vec<IpAddr>> {
    let name = name.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or(name);
    last.eq_ignore_ascii_case("localhost").then(|| vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
}

/// The resolver of the operating system (`/etc/hosts` included).
#[derive(Debug, Clone)]
pub struct SystemResolver {
    permits: Arc<Semaphore>,
}

impl Default for SystemResolver {
    fn default() -> SystemResolver {
        SystemResolver { permits: Arc::new(Semaphore::new(LOOKUPS_MAX)) }
    }
}

impl Resolver for SystemResolver {
    fn lookup(&self, name: &str) -> Lookup {
        let (name, permits) = (name.to_owned(), self.permits.clone());
        Box::pin(async move {
            let permit = permits.acquire_owned().await.map_err(io::Error::other)?;
            let answer = tokio::task::spawn_blocking(move || {
                let found = (name.as_str(), 0).to_socket_addrs();
                drop(permit); // Only now is the thread free again, however early the caller stopped waiting.
                found.map(|all| all.map(|address| address.ip()).collect())
            });
            answer.await.map_err(io::Error::other)?
        })
    }
}

/// A table of names. A name may have several answers: each look-up takes the next, the last one stays.
#[derive(Debug, Default)]
pub struct StaticResolver {
    names: Mutex<HashMap<String, Vec<Vec<IpAddr>>>>,
    everything_else: Option<Vec<IpAddr>>,
}

impl StaticResolver {
    /// A table in which every unknown name has these addresses.
    pub fn everywhere(addresses: Vec<IpAddr>) -> StaticResolver {
        StaticResolver { names: Mutex::default(), everything_else: Some(addresses) }
    }

    /// Adds one answer to a name, after those it has.
    pub fn answer(self, name: &str, addresses: &[IpAddr]) -> StaticResolver {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.entry(name.to_owned()).or_default().push(addresses.to_vec());
        drop(names);
        self
    }

    fn next(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        match names.get_mut(name) {
            Some(answers) if answers.len() > 1 => Ok(answers.remove(0)),
            Some(answers) => Ok(answers.first().cloned().unwrap_or_default()),
            None => self.everything_else.clone().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such name")),
        }
    }
}

impl Resolver for StaticResolver {
    fn lookup(&self, name: &str) -> Lookup {
        let answer = self.next(name);
        Box::pin(async move { answer })
    }
}
