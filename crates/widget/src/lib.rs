//! Widget archives, and the addresses their hooks go to.
//!
//! Bytes in, values out. No clock, no randomness, no socket, no file system, no SQL: whoever needs one of those is in
//! the wrong room.

mod hook;
pub mod limits;

pub use hook::{HookAddress, HookProblem};
