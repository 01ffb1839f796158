//! Incarnations: one for each start of a serving process. A lease names one, so a restart takes nothing for granted.

use domain::{AccountId, JobId, Timestamp};

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
    // Forgotten first: a node that renews in the same moment either keeps its row or learns that it is gone.
    let sql = "delete from nodes where id <> ?1 and heartbeat_until < ?2 returning id";
    let dead = tx.rows(sql, p![own.0, dead_before], |row| row.int(0))?;
    dead.into_iter().map(|node| release(tx, node, now)).sum()
}

/// The jobs that an incarnation holds. Runs across accounts.
pub fn held_by(tx: &Tx<'_>, own: Incarnation) -> Result<Vec<(AccountId, JobId)>, StoreError> {
    let sql = "select account_id, id from jobs where state = 1 and leased_by = ?1 limit 10000";
    tx.rows(sql, p![own.0], |row| Ok((AccountId(row.int(0)?), JobId(row.int(1)?))))
}

/// Hands jobs back that an incarnation holds without working on them. Deliveries in `once` mode whose attempt had begun
/// end as unknown, as with a dead node; when exactly nobody knows, so at the moment they were due. Runs across accounts.
pub fn give_back(tx: &Tx<'_>, own: Incarnation, jobs: &[(AccountId, JobId)]) -> Result<u64, StoreError> {
    let mut released = 0;
    for (account, job) in jobs {
        let sql = "update jobs set leased_by = null,
                state = case when retry_policy = 1 and tries > 0 then 4 else 0 end,
                finished_at = case when retry_policy = 1 and tries > 0 then due end,
                last_error = case when retry_policy = 1 and tries > 0 then 'interrupted' else last_error end
            where account_id = ?1 and id = ?2 and state = 1 and leased_by = ?3 returning state";
        if let Some(state) = tx.row(sql, p![*account, *job, own.0], |row| row.int(0))? {
            released += 1;
            if state == 4 {
                open_lane(tx, account.0, job.0)?;
            }
        }
    }
    Ok(released)
}

/// Ends an incarnation: its jobs go back. Runs across accounts.
pub fn stop(tx: &Tx<'_>, own: Incarnation, now: Timestamp) -> Result<u64, StoreError> {
    let released = release(tx, own.0, now)?;
    tx.run("delete from nodes where id = ?1", p![own.0])?;
    Ok(released)
}

fn release(tx: &Tx<'_>, node: i64, now: Timestamp) -> Result<u64, StoreError> {
    let unknown = tx.rows(
        "update jobs set state = 4, leased_by = null, finished_at = ?2, last_error = 'interrupted'
         where state = 1 and leased_by = ?1 and retry_policy = 1 and tries > 0 returning account_id, id",
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
