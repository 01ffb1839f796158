//! All enabled triggers of an account, compiled: deciding costs what matches, not what exists.

use std::collections::HashMap;

use crate::TriggerId;
use crate::event::{ClientAction, EventKind};
use crate::pipeline::Place;
use crate::trigger::Trigger;
use crate::when::When;

/// What a trigger listens for at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Ear {
    Created,
    Moved,
    Appeared,
    Left,
    Client(ClientAction),
}

/// The automation of an account at one version.
#[derive(Debug, Default)]
pub struct Automation {
    /// Grows with each publication; a run remembers under which one it was decided.
    pub version: i64,
    triggers: Vec<Trigger>,
    by_id: HashMap<TriggerId, usize>,
    heard_at: HashMap<(Place, Ear), Vec<u32>>,
}

impl Automation {
    /// Compiles the triggers of one version. Those that are switched off are kept only for [`Automation::get`].
    pub fn compile(version: i64, mut triggers: Vec<Trigger>) -> Automation {
        triggers.sort_by_key(|trigger| trigger.id);
        let by_id = triggers.iter().enumerate().map(|(index, trigger)| (trigger.id, index)).collect();
        let mut heard_at: HashMap<(Place, Ear), Vec<u32>> = HashMap::new();
        for (index, trigger) in triggers.iter().enumerate().filter(|(_, trigger)| trigger.is_enabled) {
            for place in trigger.rule.area.places() {
                for ear in ears(trigger) {
                    heard_at.entry((*place, ear)).or_default().push(index as u32);
                }
            }
        }
        Automation { version, triggers, by_id, heard_at }
    }

    /// All triggers, also those that are switched off, by id.
    pub fn triggers(&self) -> &[Trigger] {
        &self.triggers
    }

    /// A trigger by its id, also when it is switched off.
    pub fn get(&self, id: TriggerId) -> Option<&Trigger> {
        self.by_id.get(&id).map(|index| &self.triggers[*index])
    }

    /// The enabled triggers whose (stage, event) key the event hits, in the order of their ids.
    pub fn candidates(&self, kind: EventKind) -> impl Iterator<Item = &Trigger> {
        let (arrival, departure) = match kind {
            EventKind::Created { at } => (self.at(at, Ear::Created), [].as_slice()),
            EventKind::Appeared { at } => (self.at(at, Ear::Appeared), [].as_slice()),
            EventKind::Client { what, at } => (self.at(at, Ear::Client(what)), [].as_slice()),
            EventKind::Moved { from, to } => {
                (self.at(to, Ear::Moved), from.map_or([].as_slice(), |from| self.at(from, Ear::Left)))
            }
            EventKind::Changed { .. } => ([].as_slice(), [].as_slice()),
        };
        // A trigger that covers both ends stands in both lists and must be weighed once.
        let to = kind.place();
        let departed = departure.iter().filter(move |index| !self.triggers[**index as usize].rule.area.covers(to));
        let mut indexes: Vec<u32> = arrival.iter().chain(departed).copied().collect();
        if !departure.is_empty() {
            indexes.sort_unstable();
        }
        indexes.into_iter().map(|index| &self.triggers[index as usize])
    }

    /// Whether a trigger that hears the event asks about more than the lead itself.
    pub fn needs_more(&self, kind: EventKind) -> bool {
        self.candidates(kind).any(|trigger| trigger.rule.needs_more())
    }

    fn at(&self, place: Place, ear: Ear) -> &[u32] {
        self.heard_at.get(&(place, ear)).map_or(&[], Vec::as_slice)
    }
}

fn ears(trigger: &Trigger) -> Vec<Ear> {
    let mut ears = match trigger.rule.when {
        When::Created => vec![Ear::Created],
        When::Moved => vec![Ear::Moved],
        When::MovedOrCreated => vec![Ear::Created, Ear::Moved, Ear::Appeared],
        When::Client(action) => vec![Ear::Client(action)],
        _ => vec![],
    };
    if trigger.rule.hears_leaving() {
        ears.push(Ear::Left);
    }
    ears
}
