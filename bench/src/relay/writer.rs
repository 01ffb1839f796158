//! The disk: one thread, one commit for all that has come in since the last one.
//!
//! Deliveries that are done ride on the next commit; only when no event comes for a while do they get one of their own,
//! because a sync ahead of an event would make that event wait for two.

use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use rusqlite::{Connection, Result, params};
use tokio::sync::mpsc::UnboundedSender;

use super::{Accepted, Committed};
use crate::clock::now_ns;

const BATCH_MAX: usize = 1_024; // One commit stays short, so the next event's wait stays short.
const DONE_WAIT: Duration = Duration::from_millis(20);

/// Deliveries that were answered 2xx and whose rows do not say so yet.
#[derive(Default)]
pub struct Done(Mutex<Vec<i64>>);

impl Done {
    pub fn push(&self, delivery: i64) {
        self.0.lock().expect("no holder panics").push(delivery);
    }

    fn take(&self) -> Vec<i64> {
        std::mem::take(&mut self.0.lock().expect("no holder panics"))
    }
}

pub struct Store(Connection);

impl Store {
    pub fn open(path: &Path) -> Result<Store> {
        let db = Connection::open(path)?;
        db.execute_batch(
            "pragma journal_mode = wal;
             pragma synchronous = full;
             create table if not exists events (id integer primary key, at integer not null, body blob not null);
             create table if not exists deliveries (
                 id integer primary key,
                 event_id integer not null,
                 trigger_id integer not null,
                 done_at integer
             );",
        )?;
        Ok(Store(db))
    }

    /// What was accepted and not delivered, as far as the rows know: a repeat is possible, a loss is not.
    pub fn pending(&self) -> Result<Vec<Committed>> {
        let mut select = self.0.prepare(
            "select d.id, e.body from deliveries d join events e on e.id = d.event_id
             where d.done_at is null order by d.id",
        )?;
        let rows = select.query_map([], |row| {
            let body: Vec<u8> = row.get(1)?;
            Ok(Committed { delivery: row.get(0)?, body: body.into(), acknowledge: None })
        })?;
        rows.collect()
    }

    fn commit(&mut self, batch: Vec<Accepted>, done: &[i64]) -> Result<Vec<Committed>> {
        let now = (now_ns() / 1_000_000) as i64;
        let tx = self.0.transaction()?;
        let committed = {
            let mut event = tx.prepare_cached("insert into events (at, body) values (?1, ?2)")?;
            let mut delivery = tx.prepare_cached("insert into deliveries (event_id, trigger_id) values (?1, ?2)")?;
            let mut settle = tx.prepare_cached("update deliveries set done_at = ?2 where id = ?1")?;
            for id in done {
                settle.execute(params![id, now])?;
            }
            let rows = batch.into_iter().map(|accepted| {
                let event = event.insert(params![now, &accepted.body[..]])?;
                let delivery = delivery.insert(params![event, accepted.trigger])?;
                Ok(Committed { delivery, body: accepted.body, acknowledge: accepted.acknowledge })
            });
            rows.collect::<Result<Vec<_>>>()?
        };
        tx.commit()?;
        Ok(committed)
    }
}

/// Ends when the way in is gone, or with the first commit that fails: then nothing is acknowledged any more.
pub fn run(
    mut store: Store,
    accepted: Receiver<Accepted>,
    to_outlet: UnboundedSender<Vec<Committed>>,
    done: std::sync::Arc<Done>,
) -> Result<()> {
    loop {
        let batch = match accepted.recv_timeout(DONE_WAIT) {
            Ok(first) => std::iter::once(first).chain(accepted.try_iter()).take(BATCH_MAX).collect(),
            Err(RecvTimeoutError::Timeout) => Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        let done = done.take();
        if batch.is_empty() && done.is_empty() {
            continue;
        }
        let committed = store.commit(batch, &done)?;
        if !committed.is_empty() && to_outlet.send(committed).is_err() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_finds_what_is_not_done() {
        let folder = std::env::temp_dir().join(format!("pipewright-relay-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("relay.db");
        let accepted = |body: &'static str| Accepted { body: body.into(), trigger: 1, acknowledge: None };

        let mut store = Store::open(&path).unwrap();
        let first = store.commit(vec![accepted("one"), accepted("two")], &[]).unwrap();
        store.commit(vec![accepted("three")], &[first[0].delivery]).unwrap();
        drop(store);
        let left = Store::open(&path).unwrap().pending().unwrap();

        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(left.iter().map(|d| &d.body[..]).collect::<Vec<_>>(), [&b"two"[..], b"three"]);
        assert_eq!(left[0].delivery, first[1].delivery);
    }
}
