//! Migrations on PostgreSQL: under a lock, since several nodes may start at once.

use super::{Session, parse, thread_local_connection};
use crate::error::{OpenError, StoreError};
use crate::migrate::{self, MigrationState};
use crate::value::P;

/// Any two programs that migrate meet at this lock.
const MIGRATION_LOCK: i64 = 7_220_119;

pub(super) fn run(session: &Session) -> Result<(), OpenError> {
    run_to(session, migrate::POSTGRES.len() as i64)
}

/// Up to that migration: a backup is restored under the schema that it was taken from.
pub(super) fn run_to(session: &Session, last: i64) -> Result<(), OpenError> {
    let told = |e: StoreError| OpenError::Database(e.to_string());
    // Whoever comes second waits for the first, however long its migration takes.
    session.batch("set lock_timeout = 0; set statement_timeout = 0").map_err(told)?;
    session.batch(&format!("select pg_advisory_lock({MIGRATION_LOCK})")).map_err(told)?;
    session.batch(migrate::CREATE_TABLE).map_err(told)?;
    let found = session.rows(migrate::READ_VERSION, &[], |row| row.int(0)).map_err(told)?[0];
    let known = migrate::POSTGRES.len() as i64;
    if found > known {
        return Err(OpenError::TooNew { found, known });
    }
    for (number, migration) in (1i64..).zip(migrate::POSTGRES).filter(|(number, _)| *number > found && *number <= last)
    {
        session.batch(&format!("begin; set local pipewright.account = '*'; {}", migration.sql)).map_err(told)?;
        session.run(migrate::NOTE_VERSION, &[P::Int(number), P::Text(migration.name)]).map_err(told)?;
        session.batch("commit").map_err(told)?;
    }
    session.batch(&format!("select pg_advisory_unlock({MIGRATION_LOCK})")).map_err(told)
}

pub(crate) fn state(url: &str) -> Result<MigrationState, OpenError> {
    let known = migrate::POSTGRES.len() as i64;
    let found = thread_local_connection(&parse(url)?, |session| {
        let told = |e: StoreError| OpenError::Database(e.to_string());
        let exists =
            session.rows("select to_regclass('schema_versions')::text", &[], |row| row.opt_text(0)).map_err(told)?;
        match exists[..] {
            [Some(_)] => Ok(session.rows(migrate::READ_VERSION, &[], |row| row.int(0)).map_err(told)?[0]),
            _ => Ok(0),
        }
    })?;
    Ok(MigrationState { found, known })
}
