//! The log of what happened, in order, and what was weighed on each occasion.

use domain::event::{Aspect, Cause, ClientAction, Code, Event, EventKind};
use domain::pipeline::Place;
use domain::{Entity, EntityKind, EventId, PipelineId, StageId, TriggerId, UserId};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

/// Refusals that one evaluation tells in detail; the rest is counted per reason.
pub const REFUSALS_MAX: usize = 64;

/// Data of an act of the client that was told by a note carries the note's id under this key.
pub const NOTE_KEY: &str = "by_note";

const COLUMNS: &str =
    "id, entity_id, kind, pipeline_id, stage_id, from_pipeline, from_stage, author, cause_event, cause_trigger,
    depth, at, entity, subject";

/// An event about to be written down.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// What it happened to.
    pub entity: Entity,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: domain::Timestamp,
    /// Who did it.
    pub author: UserId,
    /// Because of what.
    pub cause: Option<Cause>,
    /// JSON: free data that came with a raised event, or the values before and after a change as `from` and `to`.
    pub data: Option<&'a str>,
}

/// Appends to the log; the id is given here.
pub fn append(tx: &Tx<'_>, new: &NewEvent<'_>) -> Result<Event, StoreError> {
    let id = EventId(tx.next_id(Seq::Event)?);
    let event = Event { id, entity: new.entity, kind: new.kind, at: new.at, author: new.author, cause: new.cause };
    let (at, from) = (new.kind.place(), origin(new.kind));
    tx.later(
        "insert into events (account_id, id, entity_id, kind, pipeline_id, stage_id, from_pipeline, from_stage, author, cause_event,
            cause_trigger, depth, at, data, entity, subject)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        p![
            tx.account,
            id,
            new.entity.id,
            kind_number(new.kind),
            at.pipeline,
            at.stage,
            from.map(|place| place.pipeline),
            from.map(|place| place.stage),
            new.author,
            new.cause.map(|cause| cause.event),
            new.cause.map(|cause| cause.trigger),
            i64::from(event.depth()),
            new.at,
            new.data,
            new.entity.kind.number(),
            subject(new.kind)
        ],
    )?;
    Ok(event)
}

/// One event.
pub fn get(tx: &Tx<'_>, id: EventId) -> Result<Option<Event>, StoreError> {
    let sql = format!("select {COLUMNS} from events where account_id = ?1 and id = ?2");
    tx.row(&sql, p![tx.account, id], from_row)
}

/// The events of an entity, newest first, older than `before` if that is given.
pub fn of_entity(tx: &Tx<'_>, entity: Entity, before: Option<EventId>, limit: usize) -> Result<Vec<Event>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from events where account_id = ?1 and entity = ?2 and entity_id = ?3 and id < ?4
         order by id desc limit ?5"
    );
    let before = before.map_or(i64::MAX, |id| id.0);
    tx.rows(&sql, p![tx.account, entity.kind.number(), entity.id, before, limit as i64], from_row)
}

/// The data that an event carries: JSON.
pub fn data(tx: &Tx<'_>, id: EventId) -> Result<Option<String>, StoreError> {
    let sql = "select data from events where account_id = ?1 and id = ?2";
    Ok(tx.row(sql, p![tx.account, id], |row| row.opt_text(0))?.flatten())
}

/// A position in the log that never skips an event, whatever order transactions commit in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cursor {
    xact: i64,
    id: i64,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.xact, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Cursor, ()> {
        let (xact, id) = text.split_once('-').ok_or(())?;
        Ok(Cursor { xact: xact.parse().map_err(drop)?, id: id.parse().map_err(drop)? })
    }
}

/// The end of the log as it is now.
pub fn end(tx: &Tx<'_>) -> Result<Cursor, StoreError> {
    let sql = match tx.is_postgres() {
        true => {
            "select xact, id from events where account_id = ?1 and xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             order by xact desc, id desc limit 1"
        }
        false => "select 0, id from events where account_id = ?1 order by id desc limit 1",
    };
    let found = tx.row(sql, p![tx.account], |row| Ok(Cursor { xact: row.int(0)?, id: row.int(1)? }))?;
    Ok(found.unwrap_or_default())
}

/// What was committed after a cursor, in an order that never skips: on PostgreSQL only what is older than every running
/// transaction (of the whole cluster), since ids are given before they are committed. A long one delays the log and
/// loses nothing of it. A cursor with a transaction that is still to come is of another cluster, from before a restore:
/// it is taken to stand before everything that this one has written.
pub fn after(tx: &Tx<'_>, cursor: Cursor, limit: usize) -> Result<Vec<(Cursor, Event)>, StoreError> {
    let condition = match tx.is_postgres() {
        true => {
            "(xact, id) > (case when ?2 < pg_snapshot_xmax(pg_current_snapshot())::text::bigint then ?2 else 0 end, ?3) and xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint order by xact, id limit ?4"
        }
        false => "id > ?3 and ?2 >= 0 order by id limit ?4",
    };
    let sql = format!("select {COLUMNS}, xact from events where account_id = ?1 and {condition}");
    tx.rows(&sql, p![tx.account, cursor.xact, cursor.id, limit as i64], |row| {
        let event = from_row(row)?;
        Ok((Cursor { xact: row.int(14)?, id: event.id.0 }, event))
    })
}

/// What was weighed at an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Automation version under which it was decided.
    pub version: i64,
    /// Triggers that fired.
    pub n_fired: i64,
    /// Triggers that heard the event and stayed quiet.
    pub n_refused: i64,
    /// Packed refusals; the engine writes and reads them.
    pub packed: String,
}

/// Writes down what was weighed: one row, however many triggers there were.
pub fn note_evaluation(tx: &Tx<'_>, event: EventId, evaluation: &Evaluation) -> Result<(), StoreError> {
    tx.later(
        "insert into evaluations (account_id, event_id, version, n_fired, n_refused, packed) values (?1, ?2, ?3, ?4, ?5, ?6)",
        p![tx.account, event, evaluation.version, evaluation.n_fired, evaluation.n_refused, &evaluation.packed],
    )
}

/// What was weighed at an event; nothing when no trigger could hear it.
pub fn evaluation(tx: &Tx<'_>, event: EventId) -> Result<Option<Evaluation>, StoreError> {
    let sql = "select version, n_fired, n_refused, packed from evaluations where account_id = ?1 and event_id = ?2";
    tx.row(sql, p![tx.account, event], |row| {
        Ok(Evaluation { version: row.int(0)?, n_fired: row.int(1)?, n_refused: row.int(2)?, packed: row.text(3)? })
    })
}

fn origin(kind: EventKind) -> Option<Place> {
    if let EventKind::Moved { from, .. } = kind { from } else { None }
}

/// Stored numbers: the vendor's codes where there is one, else our own.
fn kind_number(kind: EventKind) -> i64 {
    match kind {
        EventKind::Changed { what, .. } => what.parts().1,
        other => other.code().map_or(0, Code::number),
    }
}

fn subject(kind: EventKind) -> Option<i64> {
    if let EventKind::Changed { what, .. } = kind { what.parts().2 } else { None }
}

fn from_row(row: &Row<'_>) -> Result<Event, StoreError> {
    let at = Place { pipeline: PipelineId(row.int(3)?), stage: StageId(row.int(4)?) };
    let from = match (row.opt_int(5)?, row.opt_int(6)?) {
        (Some(pipeline), Some(stage)) => Some(Place { pipeline: PipelineId(pipeline), stage: StageId(stage) }),
        _ => None,
    };
    let cause = match (row.opt_int(8)?, row.opt_int(9)?) {
        (Some(event), Some(trigger)) => {
            let depth = u8::try_from(row.int(10)?).unwrap_or(u8::MAX);
            Some(Cause { event: EventId(event), trigger: TriggerId(trigger), depth })
        }
        _ => None,
    };
    Ok(Event {
        id: EventId(row.int(0)?),
        entity: Entity { kind: EntityKind::from_number(row.int(12)?).unwrap_or(EntityKind::Lead), id: row.int(1)? },
        kind: kind_from(row.int(2)?, row.opt_int(13)?, at, from),
        at: row.time(11)?,
        author: UserId(row.int(7)?),
        cause,
    })
}

fn kind_from(number: i64, subject: Option<i64>, at: Place, from: Option<Place>) -> EventKind {
    match Code::from_number(number) {
        Some(Code::LeadAdded) => EventKind::Created { at },
        Some(Code::LeadStatusChanged) => EventKind::Moved { from, to: at },
        Some(Code::LeadAppearedInStatus) => EventKind::Appeared { at },
        Some(code) => match ClientAction::from_code(code) {
            Some(what) => EventKind::Client { what, at },
            None => EventKind::Changed { what: Aspect::Other, at },
        },
        None => EventKind::Changed { what: Aspect::from_parts(number, subject), at },
    }
}
