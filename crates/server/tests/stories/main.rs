//! The server as its clients meet it: over HTTP, with the worker running, on SQLite and on PostgreSQL.
//!
//! Nothing here looks inside. PostgreSQL is used when `PIPEWRIGHT_TEST_POSTGRES` names a cluster. Time moves by hand,
//! so a retry after half an hour takes no time; what happens beside the story is waited for with a deadline.

mod access;
mod actions;
mod board;
mod clock;
mod delays;
mod delivery;
mod document;
mod garbage;
mod hooks;
mod place;
mod receiver;
mod security;
mod triggers;
mod widgets;
mod wire;
mod world;
