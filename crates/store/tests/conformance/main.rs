//! What the store promises, told as stories that run on SQLite in memory, on SQLite in a file and on PostgreSQL.
//!
//! PostgreSQL is used when `PIPEWRIGHT_TEST_POSTGRES` names a cluster; there the store is not a superuser, so the walls
//! between accounts stand in every story.

mod accounts;
mod backup;
mod connections;
mod contacts;
mod cursor;
mod damage;
mod disk;
mod events;
mod everything;
mod fixtures;
mod group_commit;
mod jobs;
mod kill;
mod lanes;
mod lead_lists;
mod leads;
mod nodes;
mod opening;
mod pipelines;
mod receivers;
mod runs;
mod schema;
mod triggers;
mod widgets;
mod world;
