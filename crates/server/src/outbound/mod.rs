//! The only door to addresses that a user gave: account webhooks, widget hooks, the webhook action.
//!
//! What goes out here is checked where it cannot be got around: in the connector, on the address that is
//! really connected to, for names and literals alike, on every new connection. Redirects are answers, not
//! journeys; no proxy is taken from the environment; an answer is read to its first 16 KiB; one time limit
//! covers everything from the look-up to the last byte read.
//!
//! No retries, no schedule, no judgement of a status code: that is the worker's and `domain`'s.

pub mod address;
mod client;
mod connector;
mod punycode;
pub mod resolver;
mod url;

pub use client::{Answer, Connected, FailureKind, Options, Outbound, Outcome, Post, Waiting};
pub use connector::{CaError, ConnectError};
pub use url::{Target, UrlProblem, parse_url};
