//! The rules of the pipeline: which triggers an event fires, and what follows.
//!
//! Values in, values out. No clock, no database, no socket, no randomness, no serde and no other crate:
//! whoever needs one of those is in the wrong room. Wire names live in `kommo`, rows in `store`,
//! waiting and retrying in `server::worker`.
//!
//! The way through: [`event::Event`] × [`automation::Automation`] → [`decide::decide`] → what fires and,
//! for each trigger that heard the event and stays quiet, the first thing that was false.

pub mod account;
pub mod action;
pub mod automation;
pub mod breaker;
pub mod company;
pub mod contact;
pub mod decide;
pub mod direction;
pub mod entity;
pub mod event;
pub mod explain;
pub mod field;
pub mod filter;
pub mod id;
pub mod lead;
pub mod note;
pub mod pipeline;
pub mod placeholder;
pub mod problem;
pub mod retry;
pub mod schedule;
pub mod search;
pub mod tag;
pub mod task;
pub mod time;
pub mod trigger;
pub mod user;
pub mod when;

pub use entity::{Entity, EntityKind};
pub use id::*;
pub use problem::Problem;
pub use time::Timestamp;
