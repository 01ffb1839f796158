//! Incarnations: one for each start of a serving process. A lease names one, so a restart takes nothing for granted.

use domain::Timestamp;

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::p;

/// A start of a serving process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Incarnation(pub i64);

/// Registers a start. Runs across accounts.
pub fn start(tx: &Tx<'_>, now: Timestamp, heartbeat_until: Timestamp) -> Result<Incarnation, StoreError> {
    let id = tx.next_id(Seq::Node)?;
    tx.run("insert into nodes (id, started_at, heartbeat_until) values (?1, ?2, ?3)", p![id, now, heartbeat_until])?;
    Ok(Incarnation(id))
}

/// Renews the heartbeat. False when somebody declared this incarnation dead: it must not post any more.
pub fn renew(tx: &Tx<'_>, node: Incarnation, heartbeat_until: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.run("update nodes set heartbeat_until = ?2 where id = ?1", p![node.0, heartbeat_until])? > 0)
}

/// Forgets incarnations and hands their jobs back: all others (`only_dead_at` absent: this is the only process), or those
/// whose heartbeat ended before that moment. Deliveries in `once` mode end as unknown: their attempt may have arrived.
/// Returns how many jobs came back.
pub fn void_others(
    tx: &Tx<'_>,
    own: Incarnation,
    only_dead_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let dead_before = only_dead_at.map_or(i64::MAX, |at| at.0);
    let dead =
        tx.rows("select id from nodes where id <> ?1 and heartbeat_until < ?2", p![own.0, dead_before], |row| {
            row.int(0)
        })?;
    let mut released = 0;
    for node in dead {
        released += release(tx, node, now)?;
        tx.run("delete from nodes where id = ?1", p![node])?;
    }
    Ok(released)
}

/// Hands back the jobs that this incarnation holds without working on them: those not in `in_hand`.
pub fn release_lost(
    tx: &Tx<'_>,
    own: Incarnation,
    in_hand: &[(i64, i64)],
    leased_before: Timestamp,
) -> Result<u64, StoreError> {
    let sql = "select account_id, id from jobs where state = 1 and leased_by = ?1 and due < ?2 limit 1000";
    let held = tx.rows(sql, p![own.0, leased_before], |row| Ok((row.int(0)?, row.int(1)?)))?;
    let mut released = 0;
    for (account, job) in held.into_iter().filter(|held| !in_hand.contains(held)) {
        let sql = "update jobs set state = 0, leased_by = null where account_id = ?1 and id = ?2 and state = 1 and leased_by = ?3";
        released += tx.run(sql, p![account, job, own.0])?;
    }
    Ok(released)
}

fn release(tx: &Tx<'_>, node: i64, now: Timestamp) -> Result<u64, StoreError> {
    let unknown = tx.rows(
        "update jobs set state = 4, leased_by = null, finished_at = ?2, last_error = 'interrupted'
         where state = 1 and leased_by = ?1 and retry_policy = 1 and attempt > 0 returning account_id, id",
        p![node, now],
        |row| Ok((row.int(0)?, row.int(1)?)),
    )?;
    for (account, job) in &unknown {
        tx.run("update jobs set blocked_by = null where account_id = ?1 and blocked_by = ?2", p![*account, *job])?;
    }
    let released =
        tx.run("update jobs set state = 0, leased_by = null where state = 1 and leased_by = ?1", p![node])?;
    Ok(released + unknown.len() as u64)
}
