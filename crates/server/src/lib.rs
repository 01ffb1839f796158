//! Everything of Pipewright that touches the world: sockets, files, the clock, chance.
//!
//! The binary `pipewright` is a thin `main` over this library, so that the simulator and the tests can
//! drive the very same parts. Rules of the pipeline stand in `domain`, wire names in `kommo`, SQL in `store`.

pub mod api;
pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod engine;
pub mod error;
pub mod host;
pub mod listen;
pub mod outbound;
pub mod password;
pub mod secrets;
pub mod token;
pub mod ui;
pub mod vault;
pub mod worker;
