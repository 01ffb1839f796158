//! The limit: the shortest durable path an event can take, and nothing else.
//!
//! hyper in → JSON → match → event and delivery rows in a group commit → 202 → signature → hyper out → 200 → the
//! delivery marked done in a later commit. No accounts, no leads, no conditions, no lanes: whatever the product does
//! beyond this is what it is charged for. Only cheapness may be added here, never a feature.

mod inlet;
mod outlet;
mod writer;

use std::collections::HashMap;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::{mpsc, oneshot};

use crate::args::Args;
use crate::wire::{self, Stage};

/// Delivery work that waits in memory. A sender beyond it waits for its answer: the backlog must not eat the machine.
const WINDOW: usize = 4_096;

/// What the sender of an event waits for: the commit, or the sight of this being dropped without one.
type Acknowledge = oneshot::Sender<()>;

/// An event that matched a trigger, on its way to the disk.
struct Accepted {
    body: Bytes,
    trigger: u32,
    acknowledge: Option<Acknowledge>,
}

/// A delivery whose row is on the disk.
struct Committed {
    delivery: i64,
    body: Bytes,
    acknowledge: Option<Acknowledge>,
}

/// Which trigger hears (type, pipeline, stage).
type Triggers = HashMap<(u32, Stage), u32>;

pub fn run(mut args: Args) -> Result<(), String> {
    let listen: String = args.or("listen", "127.0.0.1:0".to_owned())?;
    let data: PathBuf = args.required("data")?;
    let target: String = args.required("target")?;
    let stages: Vec<Stage> = args.every("trigger")?;
    let n_fillers: u32 = args.or("fillers", 0)?;
    let lifetime = Duration::from_secs(args.or("lifetime-s", 900)?);
    args.end()?;

    let triggers = triggers(&stages, n_fillers);
    let address = wire::address(&target)?.to_owned();
    let listener = TcpListener::bind(&listen).map_err(|e| format!("{listen}: {e}"))?;
    let store = writer::Store::open(&data.join("relay.db")).map_err(|e| format!("{}: {e}", data.display()))?;
    let pending = store.pending().map_err(|e| e.to_string())?;

    // Both are bounded by WINDOW: whatever is in them holds one of its permits.
    let (to_writer, accepted) = std::sync::mpsc::channel();
    let (to_outlet, committed) = mpsc::unbounded_channel();
    let done = Arc::new(writer::Done::default());
    let settled = done.clone();
    let writer = std::thread::spawn(move || writer::run(store, accepted, to_outlet, settled));

    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
    runtime.map_err(|e| e.to_string())?.block_on(async {
        let permits = outlet::start(address, target, pending, committed, done);
        let served = inlet::serve(listener, triggers, to_writer, permits);
        match tokio::time::timeout(lifetime, served).await {
            Ok(ended) => ended.map_err(|e| e.to_string()),
            Err(_) => Ok(()),
        }
    })?;
    writer.join().map_err(|_| "the writer panicked".to_owned())?.map_err(|e| e.to_string())
}

/// Triggers on the given stages, among as many others that no event of a run meets.
fn triggers(stages: &[Stage], n_fillers: u32) -> Triggers {
    const MOVED: u32 = 14;
    let fillers = (0..n_fillers).map(|n| Stage { pipeline: 1_000_000_000 + n / 10, stage: 1_000_000_000 + n });
    let all = stages.iter().copied().chain(fillers);
    all.zip(1..).map(|(stage, trigger)| ((MOVED, stage), trigger)).collect()
}
