//! Commands that put leads, contacts and companies into the bin and take them out again.

use domain::event::Aspect;
use domain::lead::Lead;
use domain::{Entity, EntityKind, LeadId};
use store::StoreError;

use super::pen::{Hand, Pen, Subject};

/// Puts an entity into the bin; its values, tags and links stay as they are. Says whether it was there.
pub fn delete(pen: &Pen<'_>, entity: Entity, hand: Hand) -> Result<bool, StoreError> {
    move_to(pen, entity, hand, true)
}

/// Takes an entity out of the bin. Says whether it was in there.
pub fn restore(pen: &Pen<'_>, entity: Entity, hand: Hand) -> Result<bool, StoreError> {
    move_to(pen, entity, hand, false)
}

fn move_to(pen: &Pen<'_>, entity: Entity, hand: Hand, into_bin: bool) -> Result<bool, StoreError> {
    let aspect = if into_bin { Aspect::Deleted } else { Aspect::Restored };
    let deleted_at = into_bin.then_some(pen.now);
    match entity.kind {
        EntityKind::Lead => {
            let id = LeadId(entity.id);
            let found =
                if into_bin { store::leads::lock(pen.tx, id)? } else { store::leads::lock_deleted(pen.tx, id)? };
            let Some(lead) = found else { return Ok(false) };
            let lead = Lead { updated_by: hand.user, updated_at: pen.now, ..lead };
            store::leads::set_deleted(pen.tx, &lead, deleted_at)?;
            pen.tell(Subject::Lead(&lead), aspect, hand, None)?;
            Ok(true)
        }
        EntityKind::Contact | EntityKind::Company => {
            let was_there = store::bin::move_to(pen.tx, entity, deleted_at, hand.user, pen.now)?;
            if was_there {
                pen.tell(Subject::Other(entity), aspect, hand, None)?;
            }
            Ok(was_there)
        }
        EntityKind::Customer => Ok(false),
    }
}
