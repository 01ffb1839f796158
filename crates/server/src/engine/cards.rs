//! The entities that a batch of tasks or notes hangs on, looked up once each, leads under their lock.

use std::collections::{BTreeSet, HashMap};

use domain::event::{Aspect, EventKind};
use domain::lead::Lead;
use domain::{Entity, Problem};
use store::StoreError;
use store::entities::Card;

use super::pen::{Hand, Happening, Pen};

/// Entities of one batch. Leads are locked in the order of their ids, so that two batches never wait crosswise.
pub struct Cards {
    leads: HashMap<Entity, Lead>,
    others: HashMap<Entity, Card>,
}

impl Cards {
    /// Looks up each entity; those that do not exist are missing afterwards.
    pub fn load(pen: &Pen<'_>, wanted: impl IntoIterator<Item = Entity>) -> Result<Cards, StoreError> {
        let mut cards = Cards { leads: HashMap::new(), others: HashMap::new() };
        for entity in wanted.into_iter().collect::<BTreeSet<Entity>>() {
            match entity.lead() {
                Some(id) => cards.leads.extend(store::leads::lock(pen.tx, id)?.map(|lead| (entity, lead))),
                None => cards.others.extend(store::entities::card(pen.tx, entity)?.map(|card| (entity, card))),
            }
        }
        Ok(cards)
    }

    /// Whether an entity exists.
    pub fn has(&self, entity: Entity) -> bool {
        self.leads.contains_key(&entity) || self.others.contains_key(&entity)
    }

    /// A problem at `path` when the entity does not exist.
    pub fn check(&self, path: &str, entity: Entity) -> Option<Problem> {
        let told = || format!("There is no {} {}", entity.kind.name(), entity.id);
        (!self.has(entity)).then(|| Problem::new(path, "EntityNotFound", told()))
    }

    /// Writes down that something about an entity changed. `data` is JSON.
    pub fn tell(
        &self,
        pen: &Pen<'_>,
        entity: Entity,
        what: Aspect,
        hand: Hand,
        data: Option<&str>,
    ) -> Result<(), StoreError> {
        match self.leads.get(&entity) {
            Some(lead) => {
                let kind = EventKind::Changed { what, at: lead.place };
                pen.happen(lead, &Happening::new(kind, hand, data)).map(drop)
            }
            None => {
                let kind = EventKind::Changed { what, at: domain::pipeline::Place::NOWHERE };
                pen.log(entity, what, &Happening::new(kind, hand, data)).map(drop)
            }
        }
    }
}
