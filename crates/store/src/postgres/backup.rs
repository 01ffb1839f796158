//! A backup is a file of lines: `B` and the schema's number, `T` and a table, `R` and a row as JSON, `S` and a sequence with
//! its last value, and at the end `E` with the number of rows, without which the file is not whole.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use super::{Session, migrations, parse, thread_local_connection};
use crate::backup::IDS_AHEAD;
use crate::error::{OpenError, StoreError};
use crate::migrate;
use crate::tx::Tx;
use crate::value::{P, p};

/// Rows that are read, and written, at a time.
const ROWS_MAX: usize = 500;
/// The tables in the order in which they were made: those that others refer to come first.
const TABLES: &str = "select relname::text from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname <> 'schema_versions' order by oid";

/// Writes all rows as one snapshot has them. The transaction is repeatable read; it may run again, so the file begins anew.
pub(crate) fn write(tx: &Tx<'_>, file: &Path) -> Result<(), StoreError> {
    let told = |e: std::io::Error| StoreError::Database(format!("{}: {e}", file.display()));
    let opened = File::options().create(true).write(true).truncate(true).open(file).map_err(told)?;
    let mut out = BufWriter::new(opened);
    let schema = tx.row(migrate::READ_VERSION, &[], |row| row.int(0))?.unwrap_or(0);
    writeln!(out, "B {schema}").map_err(told)?;
    let mut n_rows = 0;
    for table in tx.rows(TABLES, &[], |row| row.text(0))? {
        writeln!(out, "T {table}").map_err(told)?;
        let cursor = format!("declare backup no scroll cursor for select row_to_json(t)::text from {table} t");
        tx.run(&cursor, &[])?;
        loop {
            let rows = tx.rows(&format!("fetch {ROWS_MAX} from backup"), &[], |row| row.text(0))?;
            n_rows += rows.len();
            rows.iter().try_for_each(|row| writeln!(out, "R {row}")).map_err(told)?;
            if rows.len() < ROWS_MAX {
                break;
            }
        }
        tx.run("close backup", &[])?;
    }
    // After the rows: a sequence is ahead of every id that a row of the snapshot has.
    let sequences =
        "select sequencename::text, coalesce(last_value, 0) from pg_sequences where schemaname = current_schema()";
    for (name, last) in tx.rows(sequences, &[], |row| Ok((row.text(0)?, row.int(1)?)))? {
        writeln!(out, "S {name} {last}").map_err(told)?;
    }
    writeln!(out, "E {n_rows}").map_err(told)?;
    out.into_inner().map_err(|e| told(e.into_error()))?.sync_all().map_err(told)
}

/// Fills an empty database, in one transaction.
pub(crate) fn restore(url: &str, file: &Path) -> Result<(), OpenError> {
    let told = |e: StoreError| OpenError::Database(format!("{} cannot be restored: {e}", file.display()));
    let opened = File::open(file).map_err(|e| OpenError::Database(format!("{}: {e}", file.display())))?;
    let mut lines = BufReader::new(opened).lines();
    let schema = lines.next().and_then(Result::ok).and_then(|line| line.strip_prefix("B ")?.parse::<i64>().ok());
    let schema = schema.ok_or_else(|| OpenError::Database(format!("{} is no backup of PostgreSQL", file.display())))?;
    let known = migrate::POSTGRES.len() as i64;
    if schema > known {
        return Err(OpenError::TooNew { found: schema, known });
    }
    thread_local_connection(&parse(url)?, move |session| {
        migrations::run_to(session, schema)?;
        session.batch("set statement_timeout = 0; begin; set local pipewright.account = '*'").map_err(told)?;
        let accounts = session.rows("select count(*) from accounts", &[], |row| row.int(0)).map_err(told)?;
        if accounts != [0] {
            let why = "the database has accounts already; a backup is restored into an empty one";
            return Err(OpenError::Database(why.to_string()));
        }
        fill(session, lines).map_err(told)?;
        session.batch("commit").map_err(told)
    })
}

fn fill(session: &Session, lines: impl Iterator<Item = std::io::Result<String>>) -> Result<(), StoreError> {
    let broken = |why: &str| StoreError::Database(format!("the file is not whole: {why}"));
    let tables = session.rows(TABLES, &[], |row| row.text(0))?;
    let (mut table, mut rows, mut n_rows) = (String::new(), Vec::with_capacity(ROWS_MAX), 0);
    let mut is_whole = false;
    for line in lines {
        let line = line.map_err(|e| broken(&e.to_string()))?;
        let (kind, rest) = line.split_once(' ').ok_or_else(|| broken("a line without a kind"))?;
        if kind != "R" || rows.len() >= ROWS_MAX {
            insert(session, &table, &mut rows)?;
        }
        match kind {
            "T" if tables.iter().any(|known| known == rest) => table = rest.to_string(),
            "T" => return Err(broken(&format!("an unknown table `{rest}`"))),
            "R" if !table.is_empty() => {
                n_rows += 1;
                rows.push(rest.to_string());
            }
            "S" => move_ahead(session, rest).ok_or_else(|| broken("a sequence without a value"))??,
            "E" => is_whole = rest.parse() == Ok(n_rows),
            _ => return Err(broken("a line of an unknown kind")),
        }
    }
    if !is_whole {
        return Err(broken("its end is missing"));
    }
    // The log is read in the order of transactions, and those of another cluster have numbers of their own. Everything
    // restored comes before everything that is to come.
    session.batch("update events set xact = 0")
}

fn insert(session: &Session, table: &str, rows: &mut Vec<String>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let all = format!("[{}]", rows.join(","));
    rows.clear();
    let sql = format!("insert into {table} select * from json_populate_recordset(null::{table}, ?1::text::json)");
    session.run(&sql, &[P::Text(&all)]).map(drop)
}

/// `job_ids 1234`: the next ids are far behind that one. Nothing when the line cannot be read.
fn move_ahead(session: &Session, line: &str) -> Option<Result<(), StoreError>> {
    let (name, last) = line.split_once(' ')?;
    let last: i64 = last.parse().ok()?;
    let next = last.max(1_000).saturating_add(IDS_AHEAD);
    let moved = session.rows("select setval(?1::text::regclass, ?2::bigint)", p![name, next], |row| row.int(0));
    Some(moved.map(drop))
}
