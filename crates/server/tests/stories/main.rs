//! The server as its clients meet it: over HTTP, with the worker running, on SQLite and on PostgreSQL.
//!
//! Nothing here looks inside. PostgreSQL is used when `PIPEWRIGHT_TEST_POSTGRES` names a cluster. Time moves by hand,
//! so a retry after half an hour takes no time; what happens beside the story is waited for with a deadline.

mod access;
mod actions;
mod board;
mod callers;
mod clock;
mod delays;
mod delivery;
mod document;
mod files;
#[path = "../../../kommo/tests/wire/format.rs"]
mod format;
mod garbage;
mod groups;
mod hooks;
mod host;
mod idempotency;
mod notes;
mod nouns;
mod oauth;
mod people;
mod place;
mod receiver;
mod security;
mod triggers;
mod webhooks;
mod widgets;
mod wire;
mod world;
