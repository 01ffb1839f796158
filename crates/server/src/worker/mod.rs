//! Carrying out what transactions have written down: deliver, settle, claim, timers, sweep.
//!
//! Each is a step; `run.rs` is the loop around them and holds no decision. No transaction is open while the network is
//! waited for, and losing every wake-up only delays work. What an outcome means is `domain`'s to say.

pub mod alarm;
pub mod deliver;
pub mod robot;
pub mod run;
pub mod settle;
pub mod steps;
