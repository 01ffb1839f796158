//! What a change brings about, inside its own transaction: the event, the decision, the runs and the jobs.
//!
//! The shell around `domain`: it loads, asks, and writes down what `domain` said. No rule is decided here, no network
//! touched, no time read. Commands of people (the API), of the clock (due runs) and later of automatic actions all come
//! through this one room.

pub mod change;
pub mod contacts;
pub mod due;
pub mod evaluation;
pub mod explain;
pub mod incoming;
pub mod pen;
pub mod permits;
pub mod raise;
pub mod replay;
pub mod stages;
pub mod triggers;
pub mod widgets;
pub mod zones;

use std::sync::Arc;

use domain::AccountId;
use store::jobs::DueJob;
use tokio::sync::{broadcast, mpsc};

use permits::{Permit, Permits};
use zones::Zones;

use crate::worker::alarm::Alarm;

/// Changes that a slow listener may miss before he is told to look for himself.
const LISTENERS_BUFFER: usize = 1_024;

/// A job on its way from the transaction that wrote it to the worker, in memory.
pub struct Handed {
    /// The job, leased to this node.
    pub job: DueJob,
    /// Gives its place back when dropped.
    pub permit: Permit,
}

/// What transactions need besides the database: places for jobs, the way to the workers, time zones.
pub struct Engine {
    /// How many jobs this node may hold.
    pub permits: Arc<Permits>,
    /// Wakes whoever waits for the next due moment.
    pub alarm: Arc<Alarm>,
    /// Offsets of time zones.
    pub zones: Zones,
    /// Tells listeners that an account's log has grown.
    pub changes: broadcast::Sender<AccountId>,
    handed: mpsc::UnboundedSender<Handed>,
}

impl Engine {
    /// An engine, and the end of the line at which a worker takes jobs. Without a worker (a command that only writes)
    /// nothing is ever handed over: jobs wait in the database.
    pub fn new() -> (Arc<Engine>, mpsc::UnboundedReceiver<Handed>) {
        let (handed, taken) = mpsc::unbounded_channel();
        let engine = Engine {
            permits: Arc::default(),
            alarm: Arc::default(),
            zones: Zones::default(),
            changes: broadcast::channel(LISTENERS_BUFFER).0,
            handed,
        };
        (Arc::new(engine), taken)
    }

    /// Hands a job to the worker. The line is bounded by the permits.
    pub fn hand_over(&self, handed: Handed) {
        // The line is closed only when the process ends; the lease then ends with it.
        let _ = self.handed.send(handed);
    }
}
