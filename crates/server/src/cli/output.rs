//! Printing: data on stdout, and a closed pipe is no panic.

use std::io::Write;

use serde_json::Value;

use super::Failure;

/// Prints a line of data.
pub(super) fn line(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    // Whoever reads may stop reading: `pipewright … | head`.
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Failed(error.to_string())),
        _ => Ok(()),
    }
}

/// Prints JSON.
pub(super) fn json(value: &Value) -> Result<(), Failure> {
    line(&serde_json::to_string_pretty(value).unwrap_or_default())
}

/// Prints rows as a table, or says on stderr that there are none.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
    if rows.is_empty() {
        eprintln!("nothing found");
        return Ok(());
    }
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain([heads[column].len()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let print = |cells: &[String]| {
        let padded: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        line(padded.join("  ").trim_end())
    };
    print(&heads.iter().map(|head| head.to_string()).collect::<Vec<_>>())?;
    rows.iter().try_for_each(|row| print(row))
}

/// A value of an answer as a person reads it.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_string(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
