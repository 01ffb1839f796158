//! Attempts at deliveries: what was sent, what came back, how long it took.

use domain::account::HookEncoding;
use domain::{JobId, Timestamp};

use crate::accounts::{encoding_from, encoding_number};
use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::p;

/// One try of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Counted from 1. The same delivery again as a form counts too.
    pub n: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took, in microseconds.
    pub duration_us: i64,
    /// A word: `answered`, `timed_out`, `dns`, `connect`, `tls`, `reset`, `protocol`, `forbidden`, `interrupted`.
    pub outcome: String,
    /// Status of the answer.
    pub status: Option<u16>,
    /// How the body was written.
    pub encoding: HookEncoding,
    /// What went wrong, for people.
    pub error: Option<String>,
    /// Headers of the answer, one per line, capped.
    pub answer_headers: Option<String>,
    /// Body of the answer, capped.
    pub answer: Option<Vec<u8>>,
    /// Whether the body was longer than what was kept.
    pub is_answer_cut: bool,
}

/// Writes an attempt down. A repeat of the same number (after a lost lease) overwrites nothing.
pub fn note(tx: &Tx<'_>, job: JobId, attempt: &Attempt) -> Result<(), StoreError> {
    tx.later(
        "insert into attempts (account_id, job_id, n, started_at, duration_us, outcome, status, encoding, error, answer_headers,
            answer, is_answer_cut)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) on conflict (account_id, job_id, n) do nothing",
        p![
            tx.account,
            job,
            i64::from(attempt.n),
            attempt.started_at,
            attempt.duration_us,
            &attempt.outcome,
            attempt.status.map(i64::from),
            encoding_number(attempt.encoding),
            attempt.error.as_deref(),
            attempt.answer_headers.as_deref(),
            attempt.answer.as_deref(),
            attempt.is_answer_cut
        ],
    )
}

/// The attempts at a delivery, in order.
pub fn of_job(tx: &Tx<'_>, job: JobId) -> Result<Vec<Attempt>, StoreError> {
    let sql =
        "select n, started_at, duration_us, outcome, status, encoding, error, answer_headers, answer, is_answer_cut
               from attempts where account_id = ?1 and job_id = ?2 order by n";
    tx.rows(sql, p![tx.account, job], |row| {
        Ok(Attempt {
            n: u32::try_from(row.int(0)?).unwrap_or(u32::MAX),
            started_at: row.time(1)?,
            duration_us: row.int(2)?,
            outcome: row.text(3)?,
            status: row.opt_int(4)?.and_then(|status| u16::try_from(status).ok()),
            encoding: encoding_from(row.int(5)?),
            error: row.opt_text(6)?,
            answer_headers: row.opt_text(7)?,
            answer: row.opt_bytes(8)?,
            is_answer_cut: row.bool(9)?,
        })
    })
}
