//! Ids of the writer: taken from the table in blocks, given from memory, never twice.

use std::cell::RefCell;
use std::collections::HashMap;

use rusqlite::Connection;

use crate::error::StoreError;
use crate::tx::Seq;

/// A restart skips the rest of a block, which 2^31 can bear.
const BLOCK: i64 = 200;
/// Ids start here: 142 and 143 must stay what they are.
const FIRST: i64 = 1_000;
/// Clients of the vendor's interface count in 32 bits.
const LAST: i64 = i32::MAX as i64;

#[derive(Default)]
pub(super) struct Ids {
    blocks: RefCell<HashMap<Seq, Block>>,
}

struct Block {
    next: i64,
    end: i64,
    /// Whether the table has this end, as far as the running transaction goes.
    is_written: bool,
    /// Whether it was written by the running closure.
    is_fresh: bool,
}

impl Ids {
    /// A closure begins.
    pub(super) fn begin(&self) {
        self.blocks.borrow_mut().values_mut().for_each(|block| block.is_fresh = false);
    }

    /// The closure was undone, and what it wrote into the table with it. Its block stays ours, so that a client who
    /// only ever errs uses up no ids; the next one to take an id of it writes its end down again.
    pub(super) fn rolled_back(&self) {
        self.blocks.borrow_mut().values_mut().filter(|block| block.is_fresh).for_each(|block| block.is_written = false);
    }

    /// Everything since the last commit was undone.
    pub(super) fn all_rolled_back(&self) {
        self.blocks.borrow_mut().values_mut().for_each(|block| block.is_written = false);
    }

    pub(super) fn next(&self, connection: &Connection, seq: Seq) -> Result<i64, StoreError> {
        let mut blocks = self.blocks.borrow_mut();
        let block = blocks.entry(seq).or_insert(Block { next: 0, end: 0, is_written: true, is_fresh: false });
        if block.next == block.end {
            let end = take(connection, seq, block.end)?;
            *block = Block { next: end - BLOCK, end, is_written: true, is_fresh: true };
        } else if !block.is_written {
            write(connection, seq, block.end)?;
            (block.is_written, block.is_fresh) = (true, true);
        }
        if block.next > LAST {
            return Err(StoreError::Database(format!("{} has no more ids", seq.name())));
        }
        block.next += 1;
        Ok(block.next - 1)
    }
}

/// Takes the next block; `known` is the end of the last one that was ours, whether or not the table has it.
fn take(connection: &Connection, seq: Seq, known: i64) -> Result<i64, StoreError> {
    let sql = "insert into sequences (name, next) values (?1, max(?2, ?3) + ?4)
               on conflict (name) do update set next = max(sequences.next, ?3) + ?4 returning next";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row((seq.name(), FIRST, known, BLOCK), |row| row.get(0))?)
}

fn write(connection: &Connection, seq: Seq, end: i64) -> Result<(), StoreError> {
    let sql = "insert into sequences (name, next) values (?1, ?2)
               on conflict (name) do update set next = max(sequences.next, ?2)";
    connection.prepare_cached(sql)?.execute((seq.name(), end))?;
    Ok(())
}
