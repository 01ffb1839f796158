//! Commands about requests that nobody has accepted yet: add, accept, decline, link.
//!
//! A request is a lead in the incoming stage of its pipeline. Accepting it is a move like any other, so triggers of the
//! stage it comes to hear of it (`digital-pipeline` §8.5).

use std::sync::Arc;

use domain::event::{Aspect, EventKind};
use domain::incoming::{Category, Incoming, State};
use domain::lead::{Lead, LeadPatch};
use domain::pipeline::{Pipeline, StageKind};
use domain::{Problem, StageId, Timestamp};
use kommo::body::not_a_choice;
use kommo::incoming::{Decision, IncomingCreate, LinkTo};
use kommo::lead::{LeadUpdate, PlaceWish};
use serde_json::Value;
use store::{StoreError, Tx};

use super::Engine;
use super::change::{People, change_leads, create_leads};
use super::contacts::create_contacts;
use super::pen::{Hand, Happening, Pen};

/// A request to be added, with the name it gets and what tells it from others.
#[derive(Clone, Debug)]
pub struct New {
    /// Its name.
    pub uid: String,
    /// What is the same about the same request.
    pub digest: String,
    /// What is known.
    pub wish: IncomingCreate,
}

/// Adds requests. All problems of all of them are told at once, and then none is added.
pub fn add(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    category: Category,
    wishes: &[New],
    hand: Hand,
    now: Timestamp,
) -> Result<Vec<Incoming>, StoreError> {
    let mut made = Vec::with_capacity(wishes.len());
    let mut problems = Vec::new();
    for (item, new) in wishes.iter().enumerate() {
        match add_one(tx, engine, category, new, hand, now) {
            Ok(incoming) => made.push(incoming),
            Err(StoreError::Invalid(found)) => problems.extend(found.into_iter().map(|(_, problem)| (item, problem))),
            Err(other) => return Err(other),
        }
    }
    if problems.is_empty() { Ok(made) } else { Err(StoreError::Invalid(problems)) }
}

fn add_one(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    category: Category,
    new: &New,
    hand: Hand,
    now: Timestamp,
) -> Result<Incoming, StoreError> {
    let wish = &new.wish;
    let pipeline = match wish.pipeline.or(wish.lead.place.pipeline) {
        None => store::pipelines::main(tx)?,
        Some(id) => match store::pipelines::get(tx, id)? {
            Some(pipeline) => pipeline,
            None => return Err(StoreError::invalid(not_a_choice("pipeline_id"))),
        },
    };
    let contact = match &wish.contact {
        Some(contact) => {
            let made = create_contacts(&Pen::new(tx, engine, now)?, std::slice::from_ref(contact), hand);
            Some(made.map_err(|error| under(error, "_embedded.contacts.0"))?)
        }
        None => None,
    };
    let contact = contact.and_then(|made| made.first().map(|contact| contact.id));
    let mut lead = wish.lead.clone();
    lead.place = PlaceWish { pipeline: Some(pipeline.id), stage: None };
    lead.contacts.extend(contact.map(|id| (id, Some(true))));
    lead.draft.created_at = lead.draft.created_at.or(wish.created_at);
    let waits = pipeline.accepts_incoming;
    if waits {
        lead.place.stage = incoming_stage(&pipeline);
    } else if lead.draft.fields.responsible.is_none() {
        // Where the stage is switched off a request is an ordinary lead of the first administrator.
        lead.draft.fields.responsible = Some(store::users::first_admin(tx)?.id);
    }
    let made = create_leads(tx, engine, &[lead], hand, now).map_err(|error| under(error, "_embedded.leads.0"))?;
    let lead = made.first().ok_or_else(|| StoreError::Database("no lead was made".to_string()))?;
    let incoming = Incoming {
        uid: new.uid.clone(),
        category,
        state: if waits { State::Waiting } else { State::Accepted },
        pipeline: pipeline.id,
        lead: lead.id,
        contact,
        company: None,
        source_uid: Some(wish.source_uid.clone()),
        source_name: Some(wish.source_name.clone()),
        metadata: Value::Object(wish.metadata.clone()).to_string(),
        created_at: wish.created_at.unwrap_or(now),
        decided: (!waits).then_some((now, hand.user)),
    };
    store::incoming::insert(tx, &incoming, &new.digest)?;
    Ok(incoming)
}

fn incoming_stage(pipeline: &Pipeline) -> Option<StageId> {
    pipeline.stages.iter().find(|stage| stage.kind == StageKind::Incoming).map(|stage| stage.id)
}

/// Says where in the request a problem of one of its parts stands.
fn under(error: StoreError, path: &str) -> StoreError {
    match error {
        StoreError::Invalid(problems) => {
            StoreError::Invalid(problems.into_iter().map(|(item, problem)| (item, problem.under(path))).collect())
        }
        other => other,
    }
}

fn find(tx: &Tx<'_>, uid: &str) -> Result<Incoming, StoreError> {
    store::incoming::waiting(tx, uid)?.ok_or_else(|| StoreError::missing("incoming lead", uid))
}

/// In whose name: a user of the account, otherwise the caller.
fn decider(tx: &Tx<'_>, user: Option<domain::UserId>, hand: Hand) -> Result<Hand, StoreError> {
    match People::default().check(tx, "user_id", user)? {
        Some(problem) => Err(StoreError::invalid(problem)),
        None => Ok(Hand { user: user.unwrap_or(hand.user), ..hand }),
    }
}

/// Makes an ordinary lead of a request: it moves to a stage, its contact is seen, and its new owner is who accepted it.
pub fn accept(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    uid: &str,
    decision: Decision,
    hand: Hand,
    now: Timestamp,
) -> Result<Incoming, StoreError> {
    let found = find(tx, uid)?;
    let hand = decider(tx, decision.user, hand)?;
    let pipeline =
        store::pipelines::get(tx, found.pipeline)?.ok_or_else(|| StoreError::missing("pipeline", found.pipeline))?;
    let place = match decision.stage {
        None => pipeline.first_place(),
        Some(stage) if Some(stage) == incoming_stage(&pipeline) => None,
        Some(stage) => match pipeline.place(stage) {
            Some(place) => Some(place),
            None => store::pipelines::places_of(tx, stage)?.into_iter().next(),
        },
    };
    let place = place.ok_or_else(|| StoreError::invalid(not_a_choice("status_id")))?;
    store::incoming::decide(tx, uid, State::Accepted, hand.user, now)?;
    let patch = LeadPatch { responsible: decision.user.filter(|user| user.0 != 0), ..LeadPatch::default() };
    let place = PlaceWish { pipeline: Some(place.pipeline), stage: Some(place.stage) };
    let wish = LeadUpdate { patch, place, author: Some(hand.user), ..LeadUpdate::of(found.lead) };
    change_leads(tx, engine, &[wish], hand, now)?;
    Ok(Incoming { state: State::Accepted, decided: Some((now, hand.user)), ..found })
}

/// Puts a request with its contact into the bin.
pub fn decline(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    uid: &str,
    decision: Decision,
    hand: Hand,
    now: Timestamp,
) -> Result<Incoming, StoreError> {
    let found = find(tx, uid)?;
    let hand = decider(tx, decision.user, hand)?;
    store::incoming::decide(tx, uid, State::Declined, hand.user, now)?;
    bin(tx, engine, &found, hand, now)?;
    Ok(Incoming { state: State::Declined, decided: Some((now, hand.user)), ..found })
}

fn bin(tx: &Tx<'_>, engine: &Arc<Engine>, found: &Incoming, hand: Hand, now: Timestamp) -> Result<(), StoreError> {
    let pen = Pen::new(tx, engine, now)?;
    if let Some(lead) = store::leads::lock(tx, found.lead)? {
        let lead = Lead { updated_by: hand.user, updated_at: now, ..lead };
        store::leads::set_deleted(tx, &lead, Some(now))?;
        let kind = EventKind::Changed { what: Aspect::Deleted, at: lead.place };
        pen.happen(&lead, &Happening::new(kind, hand, None))?;
    }
    if let Some(contact) = found.contact {
        store::contacts::remove(tx, contact, hand.user, now)?;
        pen.log(contact.into(), Aspect::Deleted, &Happening::new(nowhere(Aspect::Deleted), hand, None))?;
    }
    Ok(())
}

fn nowhere(what: Aspect) -> EventKind {
    EventKind::Changed { what, at: domain::pipeline::Place::NOWHERE }
}

/// Joins the client of a chat to a lead that exists; the request itself goes to the bin.
pub fn link(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    uid: &str,
    to: LinkTo,
    hand: Hand,
    now: Timestamp,
) -> Result<(), StoreError> {
    let found = find(tx, uid)?;
    let hand = decider(tx, to.user, hand)?;
    let mut problems = Vec::new();
    if found.category != Category::Chats {
        problems.push(Problem::new("uid", "NotSupportedChoice", "Only an incoming lead of a chat can be linked."));
    }
    if store::leads::lock(tx, to.lead)?.is_none() || to.lead == found.lead {
        problems.push(not_a_choice("link.entity_id"));
    }
    if let Some(contact) = to.contact
        && store::contacts::get(tx, contact)?.is_none()
    {
        problems.push(not_a_choice("link.metadata.contact_id"));
    }
    if !problems.is_empty() {
        return Err(StoreError::all_invalid(problems));
    }
    store::incoming::decide(tx, uid, State::Linked, hand.user, now)?;
    let kept = to.contact.or(found.contact);
    if let Some(contact) = kept {
        let mut links = store::contacts::links_of(tx, to.lead)?;
        links.link(contact, false);
        store::contacts::save_links(tx, to.lead, &links)?;
    }
    // The contact stays when it is the one that was linked.
    let gone = Incoming { contact: found.contact.filter(|contact| Some(*contact) != kept), ..found };
    bin(tx, engine, &gone, hand, now)
}
