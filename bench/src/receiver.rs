//! The other end of the hooks: answers at once (or slowly, wrongly, never), and notes when each hook came.
//!
//! Hand-written and on one thread, because every microsecond here is missing to what is measured. It decides nothing:
//! repeats are noted like first deliveries and told apart in `figures`.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, LocalOptions};

use crate::args::Args;
use crate::clock::now_ns;
use crate::figures::Arrival;
use crate::wire::{self, Connection};

const MESSAGE_BYTES_MAX: usize = 1 << 20; // No hook comes near; a runaway sender must not eat the machine.
const ARRIVALS_MAX: usize = 20_000_000; // 480 MB: ten minutes of the limit.

/// Where a reader gets the number of hooks so far, and where the log itself.
pub const COUNT_PATH: &str = "/bench/count";
pub const LOG_PATH: &str = "/bench/log";

#[derive(Clone)]
struct Manner {
    delay: Duration,
    hang: bool,
    answer: Rc<str>,
}

type Log = Rc<RefCell<Vec<Arrival>>>;

pub fn run(mut args: Args) -> Result<(), String> {
    let listen: String = args.or("listen", "127.0.0.1:0".to_owned())?;
    let status: u16 = args.or("status", 200)?;
    let manner = Manner {
        delay: Duration::from_millis(args.or("delay-ms", 0)?),
        hang: args.alone("hang"),
        answer: format!("HTTP/1.1 {status} Bench\r\ncontent-length: 0\r\n\r\n").into(),
    };
    let lifetime = Duration::from_secs(args.or("lifetime-s", 900)?);
    args.end()?;

    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
    let served = runtime.map_err(|e| e.to_string())?.block_on(async {
        match tokio::time::timeout(lifetime, serve(&listen, manner)).await {
            Ok(ended) => ended,
            Err(_) => Ok(()),
        }
    });
    served.map_err(|e| format!("receiver on {listen}: {e}"))
}

async fn serve(listen: &str, manner: Manner) -> std::io::Result<()> {
    let listener = TcpListener::bind(listen).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let log = Log::default();
    loop {
        let (stream, _) = listener.accept().await?;
        let connection = Connection::new(stream, MESSAGE_BYTES_MAX)?;
        tokio::task::spawn_local(converse(connection, manner.clone(), log.clone()));
    }
}

/// A sender that goes away in the middle is its own business: the connection ends, the receiver does not.
async fn converse(mut connection: Connection, manner: Manner, log: Log) -> std::io::Result<()> {
    while connection.next().await? {
        match wire::method_and_path(connection.head()) {
            (b"GET", path) => {
                let answer = tell(path, &log.borrow());
                connection.write(&answer).await?;
            }
            _ => {
                note(&connection, &mut log.borrow_mut());
                answer_hook(&mut connection, &manner).await?;
            }
        }
    }
    Ok(())
}

fn note(hook: &Connection, log: &mut Vec<Arrival>) {
    let at_ns = now_ns();
    if log.len() < ARRIVALS_MAX {
        log.push(Arrival {
            lead: wire::number(hook.body(), "\"id\"").unwrap_or(0),
            stage: wire::number(hook.body(), "\"status_id\"").unwrap_or(0),
            at_ns,
            delivery_hash: wire::header(hook.head(), "webhook-id").map_or(0, hash),
        });
    }
}

async fn answer_hook(connection: &mut Connection, manner: &Manner) -> std::io::Result<()> {
    if manner.hang {
        return std::future::pending().await;
    }
    if !manner.delay.is_zero() {
        tokio::time::sleep(manner.delay).await;
    }
    connection.write(manner.answer.as_bytes()).await
}

fn tell(path: &[u8], log: &[Arrival]) -> Vec<u8> {
    let body: Vec<u8> = match path {
        path if path == COUNT_PATH.as_bytes() => log.len().to_string().into_bytes(),
        path if path == LOG_PATH.as_bytes() => log.iter().flat_map(|a| a.to_bytes()).collect(),
        _ => Vec::new(),
    };
    let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend(body);
    answer
}

/// FNV-1a: the ids are short and come from ourselves.
fn hash(id: &[u8]) -> u64 {
    id.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
