//! Raising an event by hand: what a phone system, a mail box or a developer does.

use std::sync::Arc;

use domain::decide::Decision;
use domain::event::{ClientAction, Code, DATA_BYTES_MAX, Event, EventKind};
use domain::lead::Lead;
use domain::pipeline::Place;
use domain::{LeadId, Problem, Timestamp, UserId};
use store::{StoreError, Tx};

use super::Engine;
use super::pen::{Happening, Pen};

/// An event to be raised for a lead where it stands.
#[derive(Clone, Debug)]
pub struct Raise {
    /// For which lead.
    pub lead: LeadId,
    /// What happened.
    pub code: Code,
    /// With 14: the place that the lead came from; from outside when absent.
    pub from: Option<Place>,
    /// Free data, kept with the event.
    pub data: Option<serde_json::Value>,
}

/// The event as the domain sees it.
pub fn kind(code: Code, from: Option<Place>, lead: &Lead) -> EventKind {
    let at = lead.place;
    match (code, ClientAction::from_code(code)) {
        (_, Some(what)) => EventKind::Client { what, at },
        (Code::LeadStatusChanged, _) => EventKind::Moved { from: from.filter(|from| *from != at), to: at },
        (Code::LeadAppearedInStatus, _) => match from.filter(|from| *from != at) {
            Some(from) => EventKind::Moved { from: Some(from), to: at },
            None => EventKind::Appeared { at },
        },
        _ => EventKind::Created { at },
    }
}

/// Raises the event; says what it set off.
pub fn raise(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    wish: &Raise,
    author: UserId,
    now: Timestamp,
) -> Result<(Event, Decision), StoreError> {
    let data = wish.data.as_ref().map(serde_json::Value::to_string);
    if data.as_ref().is_some_and(|data| data.len() > DATA_BYTES_MAX) {
        let told = format!("the data of an event has at most {DATA_BYTES_MAX} bytes");
        return Err(StoreError::invalid(Problem::new("data", "too_long", told)));
    }
    let lead = store::leads::lock(tx, wish.lead)?.ok_or_else(|| StoreError::missing("lead", wish.lead))?;
    let pen = Pen::new(tx, engine, now)?;
    let kind = kind(wish.code, wish.from, &lead);
    pen.happen(&lead, &Happening { kind, author, cause: None, data: data.as_deref() })
}
