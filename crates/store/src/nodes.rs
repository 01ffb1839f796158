//! Incarnations: one for each start of a serving process. A lease names one, so a restart takes nothing for granted.

use std::collections::HashSet;

use domain::Timestamp;
use domain::retry::RetryPolicy;

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::p;
use crate::widgets::policy_from;

/// Jobs that one closure hands back, besides those it looks at and keeps.
const RELEASED_MAX: usize = 1_000;

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
    // Forgotten first: a node that renews in the same moment either keeps its row or learns that it is gone.
    let sql = "delete from nodes where id <> ?1 and heartbeat_until < ?2 returning id";
    let dead = tx.rows(sql, p![own.0, dead_before], |row| row.int(0))?;
    dead.into_iter().map(|node| release(tx, node, now)).sum()
}

/// Hands back the jobs that this incarnation holds without working on them: those not in `in_hand`. Deliveries in `once`
/// mode whose attempt had begun end as unknown, as with a dead node; `leased_before` is then taken for their end.
pub fn release_lost(
    tx: &Tx<'_>,
    own: Incarnation,
    in_hand: &[(i64, i64)],
    leased_before: Timestamp,
) -> Result<u64, StoreError> {
    let sql = "select account_id, id, retry_policy, attempt from jobs where state = 1 and leased_by = ?1 and due < ?2
               order by account_id, id limit ?3";
    let limit = (in_hand.len() + RELEASED_MAX) as i64;
    let held = tx.rows(sql, p![own.0, leased_before, limit], |row| {
        let is_begun = policy_from(row.int(2)?) == RetryPolicy::Once && row.int(3)? > 0;
        Ok(((row.int(0)?, row.int(1)?), is_begun))
    })?;
    let in_hand: HashSet<&(i64, i64)> = in_hand.iter().collect();
    let mut released = 0;
    for ((account, job), is_begun) in held.iter().filter(|(held, _)| !in_hand.contains(held)) {
        if *is_begun {
            let sql = "update jobs set state = 4, leased_by = null, finished_at = ?4, last_error = 'interrupted'
                       where account_id = ?1 and id = ?2 and state = 1 and leased_by = ?3";
            released += tx.run(sql, p![*account, *job, own.0, leased_before])?;
            open_lane(tx, *account, *job)?;
        } else {
            let sql = "update jobs set state = 0, leased_by = null
                       where account_id = ?1 and id = ?2 and state = 1 and leased_by = ?3";
            released += tx.run(sql, p![*account, *job, own.0])?;
        }
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
    unknown.iter().try_for_each(|(account, job)| open_lane(tx, *account, *job))?;
    let released =
        tx.run("update jobs set state = 0, leased_by = null where state = 1 and leased_by = ?1", p![node])?;
    Ok(released + unknown.len() as u64)
}

fn open_lane(tx: &Tx<'_>, account: i64, ended: i64) -> Result<(), StoreError> {
    let sql = "update jobs set blocked_by = null where account_id = ?1 and blocked_by = ?2";
    tx.run(sql, p![account, ended]).map(drop)
}
