//! The engine under a seeded clock, with receivers that fail in every way and crashes between any two steps.
//!
//! Everything but the network and the clock is the real thing: the API's router, the store on an SQLite file, the steps
//! of a worker. One seed is one history: it decides what callers ask for, which step comes next, how each receiver
//! behaves, which storage call fails and where a commit is torn. An independent model (`model`) says what must be there
//! after each step; whatever differs is a breach, and the seed repeats it. Nothing in here may be needed by the program.

mod check;
mod command;
mod dice;
mod model;
mod network;
mod node;
mod run;
mod world;

pub use run::{Bend, Counts, Failure, Plan, run};
pub use world::Template;

/// A sentence about one thing that must not be.
pub type Breach = String;
