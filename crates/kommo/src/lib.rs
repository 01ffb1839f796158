//! The wire dialect: how Kommo and amoCRM clients say things, and how they want to be answered.
//!
//! Bytes and JSON in, domain values out, and back again. No clock, no randomness, no socket, no file, no SQL, and no
//! rule of the pipeline: this room translates. Outside a stage is called `status_id`; inside it is a
//! [`domain::StageId`], and nobody else knows both words. Which pages are covered stands in this crate's README.

pub mod account;
pub mod body;
pub mod codes;
pub mod contact;
pub mod hal;
pub mod hook;
pub mod lead;
pub mod links;
pub mod php;
pub mod pipeline;
pub mod problem;
pub mod query;
pub mod scalar;
pub mod values;

#[cfg(test)]
mod garbage;

pub use body::{Item, Rejection};
pub use hal::Base;
