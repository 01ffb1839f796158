//! The simulated network: a request stands in it until the simulation decides what its receiver does.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::HeaderMap;
use server::outbound::{Answer, FailureKind, Outcome, Post, Waiting};
use server::worker::deliver::Network;
use tokio::sync::{Notify, oneshot};

/// A request under way.
pub struct Exchange {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    answer: oneshot::Sender<Answer>,
}

impl Exchange {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn is_json(&self) -> bool {
        self.header("content-type") == "application/json"
    }

    /// Ends the request. Nobody listens when its task has died.
    pub fn end(self, will: Will) {
        let outcome = match will {
            Will::Answer(status) => {
                Outcome::Answered { status, headers: Vec::new(), body: b"told".to_vec(), truncated: false }
            }
            Will::Silence => Outcome::TimedOut { waiting_for: Waiting::Answer },
            Will::SilenceAfter(status) => Outcome::TimedOut { waiting_for: Waiting::Body { status } },
            Will::Reset { .. } => failed(FailureKind::Reset, None),
            Will::ResetAfter(status) => failed(FailureKind::Reset, Some(status)),
            Will::Unreachable => failed(FailureKind::Connect, None),
            Will::Nameless => failed(FailureKind::Dns, None),
            Will::Untrusted => failed(FailureKind::Tls, None),
        };
        let _ = self.answer.send(Answer { outcome, took: Duration::from_millis(1), connected: None });
    }
}

fn failed(kind: FailureKind, status: Option<u16>) -> Outcome {
    Outcome::Failed { kind, status, detail: "as the simulation decided".to_string() }
}

/// What a receiver does with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Will {
    /// Answers in full.
    Answer(u16),
    /// Takes it and says nothing.
    Silence,
    /// Says its status and then nothing more.
    SilenceAfter(u16),
    /// Breaks the connection off, before or after it acted on the request.
    Reset { has_acted: bool },
    /// Breaks off after the status.
    ResetAfter(u16),
    /// Nobody listens.
    Unreachable,
    /// The name has no address.
    Nameless,
    /// The certificate is not trusted.
    Untrusted,
}

impl Will {
    /// Whether the request reached the receiver's program.
    pub fn arrives(self) -> bool {
        !matches!(self, Will::Reset { has_acted: false } | Will::Unreachable | Will::Nameless | Will::Untrusted)
    }

    /// Whether the sender has to take it for delivered.
    pub fn is_success(self) -> bool {
        matches!(self, Will::Answer(200..=299) | Will::SilenceAfter(200..=299) | Will::ResetAfter(200..=299))
    }

    /// The status that the sender saw.
    pub fn status(self) -> Option<u16> {
        match self {
            Will::Answer(status) | Will::SilenceAfter(status) | Will::ResetAfter(status) => Some(status),
            _ => None,
        }
    }
}

/// The network of one incarnation.
#[derive(Clone, Default)]
pub struct SimNetwork {
    begun: Arc<Mutex<Vec<Exchange>>>,
    changed: Arc<Notify>,
}

impl SimNetwork {
    /// The request that has begun since the last look.
    pub fn take(&self) -> Option<Exchange> {
        self.begun.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).pop()
    }

    /// Waits until a request begins.
    pub async fn begun(&self) {
        self.changed.notified().await;
    }
}

impl Network for SimNetwork {
    async fn post(&self, post: Post<'_>) -> Answer {
        let (answer, answered) = oneshot::channel();
        let exchange = Exchange { headers: post.headers, body: post.body.to_vec(), answer };
        self.begun.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(exchange);
        self.changed.notify_one();
        match answered.await {
            Ok(answer) => answer,
            // The simulation forgot the request: it is over.
            Err(_) => std::future::pending().await,
        }
    }
}
