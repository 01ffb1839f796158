//! What a change brings about, inside its own transaction: the event, the decision, the runs and the jobs.
//!
//! The shell around `domain`: it loads, asks, and writes down what `domain` said. No rule is decided here, no network
//! touched, no time read. Commands of people (the API), of the clock (due runs) and later of automatic actions all come
//! through this one room.

pub mod act;
pub mod batch;
pub mod cards;
pub mod change;
pub mod companies;
pub mod contacts;
pub mod due;
pub mod evaluation;
pub mod explain;
pub mod fields;
pub mod notes;
pub mod pen;
pub mod permits;
pub mod raise;
pub mod render;
pub mod replay;
pub mod tags;
pub mod tasks;
pub mod triggers;
pub mod widgets;
pub mod zones;

use std::sync::Arc;

use domain::event::Aspect;
use domain::field::{FieldHome, FieldWish};
use domain::tag::TagEdit;
use domain::{AccountId, Entity, EntityKind, Problem, UserId};
use store::jobs::DueJob;
use store::{StoreError, Tx};
use tokio::sync::{broadcast, mpsc};

use change::People;
use pen::{Hand, Pen, Subject};
use permits::{Permit, Permits};
use zones::Zones;

use crate::worker::alarm::Alarm;

/// Changes that a slow listener may miss before he is told to look for himself.
const LISTENERS_BUFFER: usize = 1_024;

/// A job on its way from the transaction that wrote it to the worker, in memory.
pub struct Handed {
    /// The job, leased to this node.
    pub job: DueJob,
    /// Gives its place back when dropped.
    pub permit: Permit,
}

/// A message to the open pages of an account.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Whose pages.
    pub account: AccountId,
    /// Name of the server-sent event.
    pub name: &'static str,
    /// Its data: one line of JSON.
    pub data: String,
}

/// What transactions need besides the database: places for jobs, the way to the workers, time zones.
pub struct Engine {
    /// How many jobs this node may hold.
    pub permits: Arc<Permits>,
    /// Wakes whoever waits for the next due moment.
    pub alarm: Arc<Alarm>,
    /// Offsets of time zones.
    pub zones: Zones,
    /// Tells listeners that an account's log has grown.
    pub changes: broadcast::Sender<AccountId>,
    /// What open pages should know and no log holds. Heard on this node alone, and lost by whoever is not listening.
    pub notices: broadcast::Sender<Notice>,
    handed: mpsc::UnboundedSender<Handed>,
}

impl Engine {
    /// An engine, and the end of the line at which a worker takes jobs. Without a worker (a command that only writes)
    /// nothing is ever handed over: jobs wait in the database.
    pub fn new() -> (Arc<Engine>, mpsc::UnboundedReceiver<Handed>) {
        let (handed, taken) = mpsc::unbounded_channel();
        let engine = Engine {
            permits: Arc::default(),
            alarm: Arc::default(),
            zones: Zones::default(),
            changes: broadcast::channel(LISTENERS_BUFFER).0,
            notices: broadcast::channel(LISTENERS_BUFFER).0,
            handed,
        };
        (Arc::new(engine), taken)
    }

    /// Hands a job to the worker. The line is bounded by the permits.
    pub fn hand_over(&self, handed: Handed) {
        // The line is closed only when the process ends; the lease then ends with it.
        let _ = self.handed.send(handed);
    }
}

/// Does something for each item of a batch. All problems are told at once, each with the position of its item; other
/// failures end it.
pub fn each<W, T>(wishes: &[W], mut make: impl FnMut(&W) -> Result<T, StoreError>) -> Result<Vec<T>, StoreError> {
    let (mut made, mut problems) = (Vec::with_capacity(wishes.len()), Vec::new());
    for (item, wish) in wishes.iter().enumerate() {
        match make(wish) {
            Ok(one) => made.push(one),
            Err(StoreError::Invalid(found)) => problems.extend(found.into_iter().map(|(_, problem)| (item, problem))),
            Err(other) => return Err(other),
        }
    }
    if problems.is_empty() { Ok(made) } else { Err(StoreError::Invalid(problems)) }
}

/// Checks the users and the values of custom fields that a wish names.
pub fn check(
    tx: &Tx<'_>,
    people: &mut People,
    users: &[(&str, Option<UserId>)],
    home: FieldHome,
    values: &[FieldWish],
) -> Result<(), StoreError> {
    let problems = problems_of(tx, people, users, home, values)?;
    if problems.is_empty() { Ok(()) } else { Err(StoreError::all_invalid(problems)) }
}

/// What is wrong with the users and the values of custom fields that a wish names.
pub fn problems_of(
    tx: &Tx<'_>,
    people: &mut People,
    users: &[(&str, Option<UserId>)],
    home: FieldHome,
    values: &[FieldWish],
) -> Result<Vec<Problem>, StoreError> {
    let mut problems: Vec<Problem> = Vec::new();
    for (path, user) in users {
        problems.extend(people.check(tx, path, *user)?);
    }
    if !values.is_empty() {
        problems.extend(fields::typed(&store::fields::list(tx, home)?, values).err().unwrap_or_default());
    }
    Ok(problems)
}

/// What wishes about fields and tags really change, before anything is written: triggers are to see all new values at
/// the first event.
#[derive(Clone, Debug, Default)]
pub struct Plans {
    fields: fields::Plan,
    tags: tags::Plan,
}

impl Plans {
    /// Looks at an entity that exists.
    pub fn make(tx: &Tx<'_>, entity: Entity, values: &[FieldWish], tags: &TagEdit) -> Result<Plans, StoreError> {
        let fields = fields::plan(tx, FieldHome::Of(entity.kind), entity.id, values, false)?;
        Ok(Plans { fields, tags: tags::plan(tx, entity, tags, false)? })
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.tags.is_empty()
    }

    /// Writes the values, without a word in the log.
    pub fn write(&self, tx: &Tx<'_>, entity: Entity) -> Result<(), StoreError> {
        fields::write(tx, entity.id, &self.fields, false)?;
        tags::write(tx, entity, &self.tags)
    }

    /// Tells the log.
    pub fn tell(&self, pen: &Pen<'_>, subject: Subject<'_>, hand: Hand) -> Result<(), StoreError> {
        fields::tell(pen, subject, &self.fields, hand)?;
        tags::tell(pen, subject, &self.tags, hand)
    }
}

/// Gives an entity that was just made its values and tags; it is no lead, and the log is told that it was added.
pub fn fill_new(
    pen: &Pen<'_>,
    entity: Entity,
    values: &[FieldWish],
    tags: &TagEdit,
    hand: Hand,
) -> Result<(), StoreError> {
    write_new(pen.tx, entity, values, tags)?;
    pen.tell(Subject::Other(entity), Aspect::Added, hand, None)
}

/// Gives an entity that was just made its values and tags, without a word in the log.
pub fn write_new(tx: &Tx<'_>, entity: Entity, values: &[FieldWish], tags: &TagEdit) -> Result<(), StoreError> {
    let fields = fields::plan(tx, FieldHome::Of(entity.kind), entity.id, values, true)?;
    fields::write(tx, entity.id, &fields, true)?;
    let tags = tags::plan(tx, entity, tags, true)?;
    tags::write(tx, entity, &tags)?;
    if fields.is_empty() && tags.is_empty() { Ok(()) } else { store::terms::refresh(tx, entity) }
}

/// Notes that something about an entity changed that has no column of its own.
pub fn touch(pen: &Pen<'_>, entity: Entity, hand: Hand) -> Result<(), StoreError> {
    match entity.kind {
        EntityKind::Lead => store::leads::touch(pen.tx, domain::LeadId(entity.id), hand.user, pen.now),
        EntityKind::Contact => store::contacts::touch(pen.tx, domain::ContactId(entity.id), hand.user, pen.now),
        EntityKind::Company => store::companies::touch(pen.tx, domain::CompanyId(entity.id), hand.user, pen.now),
        EntityKind::Customer => Ok(()),
    }
}
