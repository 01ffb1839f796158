//! Commands that write and change notes, by a person's hand or a trigger's.
//!
//! A note of a call that came in is also an act of the client: triggers hear it (`digital-pipeline` §13.2), at the lead
//! itself, or at every active lead of the contact or company that was called from.

use domain::event::{Aspect, ClientAction, EventKind};
use domain::lead::Lead;
use domain::note::{NewNote, Note, NoteChange, NoteKind, PARAMS_BYTES_MAX};
use domain::{CompanyId, ContactId, Entity, EntityKind, NoteId, Problem};
use kommo::body::not_a_choice;
use serde_json::{Map, Value, json};
use store::StoreError;

use super::cards::Cards;
use super::change::People;
use super::pen::{Hand, Happening, Pen};

/// Active leads of one contact or company that hear of a call, the newest first: more are no sales work but a mistake.
pub const CALL_LEADS_MAX: usize = 100;

/// A text by a service, folded in the feed: what a trigger or a widget writes.
pub fn service_note(entity: Entity, service: &str, text: &str) -> NewNote {
    let params = json!({ "service": service, "text": text }).to_string();
    NewNote::about(entity, NoteKind::ExtendedServiceMessage, params)
}

/// Writes notes. All problems of the batch are told at once, and then nothing is written. `hand` is who asks.
pub fn create_notes(pen: &Pen<'_>, wishes: &[NewNote], hand: Hand) -> Result<Vec<Note>, StoreError> {
    let cards = Cards::load(pen, wishes.iter().map(|wish| wish.entity))?;
    let mut people = People::default();
    let mut problems = Vec::new();
    for (item, wish) in wishes.iter().enumerate() {
        let mut note = |problem: Option<Problem>| problems.extend(problem.map(|problem| (item, problem)));
        note(cards.check("entity_id", wish.entity));
        note(too_long(&wish.params));
        // A note may answer for the robot: its responsible user is no assignment.
        note(people.check(pen.tx, "created_by", wish.responsible)?.map(|_| not_a_choice("responsible_user_id")));
        note(people.check(pen.tx, "created_by", wish.created_by)?);
    }
    if !problems.is_empty() {
        return Err(StoreError::Invalid(problems));
    }
    let mut made = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let note = store::notes::insert(pen.tx, &draft(pen, wish, hand))?;
        let hand = Hand { user: note.created_by, ..hand };
        let data = json!({ "from": null, "to": note.kind.name() }).to_string();
        cards.tell(pen, note.entity, Aspect::NoteAdded(note.id), hand, Some(&data))?;
        if wish.fires
            && let Some(what) = note.kind.client_action()
        {
            fire(pen, &note, what, hand)?;
        }
        made.push(note);
    }
    Ok(made)
}

fn too_long(params: &str) -> Option<Problem> {
    let told = || format!("a note holds at most {PARAMS_BYTES_MAX} bytes");
    (params.len() > PARAMS_BYTES_MAX).then(|| Problem::new("params", "TooLong", told()))
}

fn draft(pen: &Pen<'_>, wish: &NewNote, hand: Hand) -> Note {
    let created_by = wish.created_by.unwrap_or(hand.user);
    let created_at = wish.created_at.unwrap_or(pen.now);
    Note {
        id: NoteId(0),
        entity: wish.entity,
        kind: wish.kind,
        params: wish.params.clone(),
        responsible: wish.responsible.unwrap_or(created_by),
        created_by,
        updated_by: created_by,
        created_at,
        updated_at: created_at,
        is_pinned: false,
    }
}

/// Lets triggers hear what the client did, with the note as the event's data.
fn fire(pen: &Pen<'_>, note: &Note, what: ClientAction, hand: Hand) -> Result<(), StoreError> {
    let data = json!({ store::events::NOTE_KEY: note.id.0 }).to_string();
    for lead in leads_of(pen, note.entity)? {
        let kind = EventKind::Client { what, at: lead.place };
        pen.happen(&lead, &Happening::new(kind, hand, Some(&data)))?;
    }
    Ok(())
}

/// The leads that hear of a call, in the order of their ids, under their locks.
fn leads_of(pen: &Pen<'_>, entity: Entity) -> Result<Vec<Lead>, StoreError> {
    let mut ids = match entity.kind {
        EntityKind::Lead => entity.lead().into_iter().collect(),
        EntityKind::Contact => store::entities::active_leads_of_contact(pen.tx, ContactId(entity.id), CALL_LEADS_MAX)?,
        EntityKind::Company => store::entities::active_leads_of_company(pen.tx, CompanyId(entity.id), CALL_LEADS_MAX)?,
        EntityKind::Customer => Vec::new(),
    };
    ids.sort();
    let mut leads = Vec::with_capacity(ids.len());
    for id in ids {
        leads.extend(store::leads::lock(pen.tx, id)?);
    }
    Ok(leads)
}

/// Changes what notes hold; answers in the order of the wishes.
pub fn change_notes(pen: &Pen<'_>, wishes: &[NoteChange], hand: Hand) -> Result<Vec<Note>, StoreError> {
    let mut known = Vec::with_capacity(wishes.len());
    let mut people = People::default();
    let mut problems = Vec::new();
    for (item, wish) in wishes.iter().enumerate() {
        problems.extend(people.check(pen.tx, "updated_by", wish.author)?.map(|problem| (item, problem)));
        match store::notes::get(pen.tx, wish.id)?.filter(|note| belongs(note, wish)) {
            None => problems.push((item, unknown(wish.id))),
            Some(note) if !note.kind.is_writable() => {
                let told = format!("a note of the type {} cannot be changed", note.kind.name());
                problems.push((item, Problem::new("note_type", "NotSupportedChoice", told)));
            }
            Some(note) => known.push(note.entity),
        }
        problems.extend(wish.params.as_deref().and_then(too_long).map(|problem| (item, problem)));
    }
    if !problems.is_empty() {
        return Err(StoreError::Invalid(problems));
    }
    let cards = Cards::load(pen, known)?;
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by_key(|item| (wishes[*item].id, *item));
    let mut changed: Vec<Option<Note>> = vec![None; wishes.len()];
    for item in order {
        changed[item] = Some(change_one(pen, &cards, &wishes[item], hand)?);
    }
    Ok(changed.into_iter().flatten().collect())
}

/// An address names the kind of entity, and maybe the entity itself (then its id is not 0).
fn belongs(note: &Note, wish: &NoteChange) -> bool {
    wish.entity.is_none_or(|of| of.kind == note.entity.kind && (of.id == 0 || of.id == note.entity.id))
}

fn change_one(pen: &Pen<'_>, cards: &Cards, wish: &NoteChange, hand: Hand) -> Result<Note, StoreError> {
    let Some(before) = store::notes::lock(pen.tx, wish.id)? else { return Err(StoreError::invalid(unknown(wish.id))) };
    let Some(params) = &wish.params else { return Ok(before) };
    let merged = merge(&before.params, params);
    if merged == before.params {
        return Ok(before);
    }
    let hand = Hand { user: wish.author.unwrap_or(hand.user), ..hand };
    let data = json!({ "from": parsed(&before.params), "to": parsed(&merged) }).to_string();
    let after = Note { params: merged, updated_by: hand.user, updated_at: pen.now, ..before };
    store::notes::save(pen.tx, &after)?;
    if cards.has(after.entity) {
        cards.tell(pen, after.entity, Aspect::NoteChanged(after.id), hand, Some(&data))?;
    }
    Ok(after)
}

fn parsed(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}

/// Keys that are told replace those of the note; the others stay.
fn merge(old: &str, new: &str) -> String {
    let mut all = parsed(old);
    all.extend(parsed(new));
    Value::Object(all).to_string()
}

fn unknown(id: NoteId) -> Problem {
    Problem::new("id", "EntityNotFound", format!("Note {id} does not exist"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_keys_replace_and_others_stay() {
        for (old, new, expected) in [
            (r#"{"a":1}"#, r#"{"b":2}"#, r#"{"a":1,"b":2}"#),
            (r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":2}"#),
            (r#"{"a":1}"#, "{}", r#"{"a":1}"#),
        ] {
            assert_eq!(merge(old, new), expected);
        }
    }
}
