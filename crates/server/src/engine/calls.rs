//! Calls that a phone system tells: each becomes a note of whoever has the number (`digital-pipeline` §13.2).

use domain::note::{NewNote, Note};
use domain::{ContactId, Entity, EntityKind, LeadId};
use kommo::call::{Call, digits};
use store::StoreError;

use super::notes::create_notes;
use super::pen::{Hand, Pen};

/// Contacts and companies that are looked at when several have the number.
const CANDIDATES_MAX: usize = 50;

/// Keeps calls; answers for each with its note, or with nothing when nobody has the number.
pub fn keep_calls(pen: &Pen<'_>, calls: &[Call], hand: Hand) -> Result<Vec<Option<Note>>, StoreError> {
    let mut items = Vec::with_capacity(calls.len());
    let mut notes = Vec::with_capacity(calls.len());
    for (item, call) in calls.iter().enumerate() {
        if let Some(entity) = card_of(pen, &call.phone)? {
            items.push(item);
            notes.push(note_of(pen, call, entity)?);
        }
    }
    let made = create_notes(pen, &notes, hand).map_err(|error| match error {
        StoreError::Invalid(problems) => {
            StoreError::Invalid(problems.into_iter().map(|(n, problem)| (items[n], problem)).collect())
        }
        other => other,
    })?;
    let mut kept: Vec<Option<Note>> = vec![None; calls.len()];
    for (item, note) in items.into_iter().zip(made) {
        kept[item] = Some(note);
    }
    Ok(kept)
}

/// Whoever spoke stands for who made the call and who answers for it, if that is a user.
fn note_of(pen: &Pen<'_>, call: &Call, entity: Entity) -> Result<NewNote, StoreError> {
    let speaker = match call.spoken_by {
        Some(user) => store::users::get(pen.tx, user)?.map(|user| user.id),
        None => None,
    };
    Ok(NewNote {
        responsible: call.responsible.or(speaker),
        created_by: speaker.or(call.created_by),
        created_at: call.created_at,
        fires: call.fires,
        ..NewNote::about(entity, call.kind, call.params.clone())
    })
}

/// The one active lead of whoever has the number; with several leads or none, who has it. There are no customers yet.
fn card_of(pen: &Pen<'_>, phone: &str) -> Result<Option<Entity>, StoreError> {
    let Some(digits) = digits(phone) else { return Ok(None) };
    let found = store::entities::by_phone(pen.tx, &digits, CANDIDATES_MAX)?;
    let mut leads: Vec<LeadId> = Vec::new();
    for entity in &found {
        let of_one = match entity.kind {
            EntityKind::Contact => store::entities::active_leads_of_contact(pen.tx, ContactId(entity.id), 2)?,
            _ => Vec::new(),
        };
        leads.extend(of_one.into_iter().filter(|lead| !leads.contains(lead)).collect::<Vec<_>>());
    }
    Ok(match leads[..] {
        [only] => Some(only.into()),
        _ => found.first().copied(),
    })
}
