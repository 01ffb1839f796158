//! Commands that make and change leads. All problems of a batch are told at once, and then nothing of it is done.

use std::sync::Arc;

use domain::event::{Aspect, EventKind};
use domain::field::FieldHome;
use domain::lead::Lead;
use domain::pipeline::{LOST, Place};
use domain::{EntityKind, LeadId, Problem, Timestamp, UserId};
use kommo::body::not_a_choice;
use kommo::lead::{LeadCreate, LeadUpdate, PlaceWish};
use serde_json::json;
use store::{StoreError, Tx};

use super::contacts::link_new;
use super::pen::{Hand, Happening, Pen, Subject};
use super::{Engine, Plans};

const LEADS: FieldHome = FieldHome::Of(EntityKind::Lead);

/// Makes leads. `hand` is who asks; he looks after what has no other owner.
pub fn create_leads(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    wishes: &[LeadCreate],
    hand: Hand,
    now: Timestamp,
) -> Result<Vec<Lead>, StoreError> {
    let mut people = People::default();
    let drafts = super::each(wishes, |wish| draft(tx, wish, &mut people, hand, now))?;
    let pen = Pen::new(tx, engine, now)?;
    let mut made = Vec::with_capacity(drafts.len());
    for (item, (wish, lead)) in wishes.iter().zip(drafts).enumerate() {
        let lead = store::leads::insert(tx, &lead)?;
        super::write_new(tx, lead.id.into(), &wish.values, &wish.tags).map_err(|error| of_item(error, item))?;
        link_new(tx, lead.id, &wish.contacts).map_err(|error| of_item(error, item))?;
        let author = wish.author.unwrap_or(lead.created_by);
        let hand = Hand { user: author, ..hand };
        pen.happen(&lead, &Happening::new(EventKind::Created { at: lead.place }, hand, None))?;
        super::contacts::tell_new_links(&pen, &lead, &wish.contacts, hand)?;
        made.push(lead);
    }
    Ok(made)
}

fn draft(tx: &Tx<'_>, wish: &LeadCreate, people: &mut People, hand: Hand, now: Timestamp) -> Result<Lead, StoreError> {
    let fields = &wish.draft.fields;
    let users = [
        ("responsible_user_id", fields.responsible),
        ("created_by", wish.draft.created_by),
        ("updated_by", wish.author),
    ];
    let mut problems = super::problems_of(tx, people, &users, LEADS, &wish.values)?;
    if let Some(company) = wish.company
        && store::companies::get(tx, company)?.is_none()
    {
        problems.push(not_a_choice("_embedded.companies.0.id"));
    }
    let place = match resolve(tx, wish.place, None)? {
        Ok(place) => place,
        Err(problem) => {
            problems.push(problem);
            return Err(StoreError::all_invalid(problems));
        }
    };
    let reason = fields.loss_reason.flatten();
    if reason.is_some() && place.stage != LOST {
        problems.push(Problem::new(
            "loss_reason_id",
            "NotSupportedChoice",
            "Loss reason can be specified only for lost lead",
        ));
    }
    if !problems.is_empty() {
        return Err(StoreError::all_invalid(problems));
    }
    let created_by = wish.draft.created_by.unwrap_or(hand.user);
    Ok(Lead {
        id: LeadId(0),
        name: fields.name.clone().unwrap_or_default(),
        price: fields.price.unwrap_or(0),
        place,
        responsible: fields.responsible.unwrap_or(hand.user),
        loss_reason: reason,
        created_by,
        updated_by: wish.author.unwrap_or(hand.user),
        created_at: wish.draft.created_at.unwrap_or(now),
        updated_at: fields.updated_at.unwrap_or(now),
        closed_at: place.is_closed().then(|| fields.closed_at.unwrap_or(now)),
        price_by_robot: created_by == UserId::ROBOT && fields.price.is_some(),
        visitor: wish.draft.visitor.clone(),
        company: wish.company,
        source: None,
        labor_cost: None,
        version: 1,
    })
}

/// Changes leads, in the order of their ids so that two batches never wait for each other crosswise. Answers in the
/// order of the wishes.
pub fn change_leads(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    wishes: &[LeadUpdate],
    hand: Hand,
    now: Timestamp,
) -> Result<Vec<Lead>, StoreError> {
    let pen = Pen::new(tx, engine, now)?;
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by_key(|item| (wishes[*item].id, *item));
    let mut people = People::default();
    let mut changed: Vec<Option<Lead>> = vec![None; wishes.len()];
    let mut problems = Vec::new();
    for item in order {
        match change_one(&pen, &wishes[item], &mut people, hand) {
            Ok(lead) => changed[item] = Some(lead),
            Err(StoreError::Invalid(found)) => problems.extend(found.into_iter().map(|(_, problem)| (item, problem))),
            Err(other) => return Err(other),
        }
    }
    problems.sort_by_key(|(item, _)| *item);
    if problems.is_empty() { Ok(changed.into_iter().flatten().collect()) } else { Err(StoreError::Invalid(problems)) }
}

fn change_one(pen: &Pen<'_>, wish: &LeadUpdate, people: &mut People, hand: Hand) -> Result<Lead, StoreError> {
    let Some(before) = store::leads::lock(pen.tx, wish.id)? else {
        let told = format!("Lead {} does not exist", wish.id);
        return Err(StoreError::invalid(Problem::new("id", "EntityNotFound", told)));
    };
    let mut patch = wish.patch.clone();
    let users = [("responsible_user_id", patch.responsible), ("updated_by", wish.author)];
    let mut problems = super::problems_of(pen.tx, people, &users, LEADS, &wish.values)?;
    match resolve(pen.tx, wish.place, Some(&before))? {
        Ok(place) => patch.place = Some(place),
        Err(problem) => problems.push(problem),
    }
    if !problems.is_empty() {
        return Err(StoreError::all_invalid(problems));
    }
    let author = wish.author.unwrap_or(hand.user);
    let change = before.apply(&patch, author, pen.now).map_err(StoreError::invalid)?;
    let plans = Plans::make(pen.tx, wish.id.into(), &wish.values, &wish.tags)?;
    if change.happened.is_empty() && plans.is_empty() {
        return Ok(change.lead);
    }
    let mut lead = change.lead;
    (lead.updated_by, lead.updated_at) = (author, patch.updated_at.unwrap_or(pen.now));
    store::leads::save(pen.tx, &before, &lead)?;
    plans.write(pen.tx, wish.id.into())?;
    if before.name != lead.name || !plans.is_empty() {
        store::terms::refresh(pen.tx, wish.id.into())?;
    }
    let hand = Hand { user: author, ..hand };
    // A move comes last, so that what it fires knows all new values.
    let (moves, edits): (Vec<&EventKind>, Vec<&EventKind>) =
        change.happened.iter().partition(|kind| matches!(kind, EventKind::Moved { .. }));
    let tell = |kind: &EventKind| {
        let data = from_to(*kind, &before, &lead);
        pen.happen(&lead, &Happening::new(*kind, hand, data.as_deref())).map(drop)
    };
    edits.into_iter().try_for_each(tell)?;
    plans.tell(pen, Subject::Lead(&Lead { place: before.place, ..lead.clone() }), hand)?;
    moves.into_iter().try_for_each(tell)?;
    Ok(lead)
}

/// The values before and after, for the log: JSON.
fn from_to(kind: EventKind, before: &Lead, after: &Lead) -> Option<String> {
    let EventKind::Changed { what, .. } = kind else { return None };
    let (from, to) = match what {
        Aspect::Name => (json!(before.name), json!(after.name)),
        Aspect::Price => (json!(before.price), json!(after.price)),
        Aspect::Responsible => (json!(before.responsible.0), json!(after.responsible.0)),
        Aspect::Closing => (json!(before.loss_reason), json!(after.loss_reason)),
        _ => return None,
    };
    Some(json!({"from": from, "to": to}).to_string())
}

/// Where a lead is to stand, given what the caller left open (`leads-api`): without anything the place it has, or the
/// first stage of the main pipeline; with a pipeline alone its first stage; with a stage alone the pipeline of that stage,
/// for won and lost the one the lead is in.
fn resolve(tx: &Tx<'_>, wish: PlaceWish, current: Option<&Lead>) -> Result<Result<Place, Problem>, StoreError> {
    let here = current.map(|lead| lead.place);
    match (wish.pipeline, wish.stage, here) {
        (None, None, Some(here)) => Ok(Ok(here)),
        (None, None, None) => first_of(store::pipelines::main(tx)?.first_place(), "pipeline_id"),
        (Some(pipeline), None, Some(here)) if pipeline == here.pipeline => Ok(Ok(here)),
        (Some(pipeline), None, _) => match store::pipelines::get(tx, pipeline)? {
            Some(pipeline) => first_of(pipeline.first_place(), "pipeline_id"),
            None => Ok(Err(not_a_choice("pipeline_id"))),
        },
        (None, Some(stage), here) => {
            let places = store::pipelines::places_of(tx, stage)?;
            let near = places.iter().find(|place| here.is_some_and(|here| here.pipeline == place.pipeline));
            Ok(near.or(places.first()).copied().ok_or_else(|| not_a_choice("status_id")))
        }
        (Some(pipeline), Some(stage), here) => {
            let place = Place { pipeline, stage };
            if here == Some(place) || store::pipelines::has_place(tx, place)? {
                return Ok(Ok(place));
            }
            let known = store::pipelines::get(tx, pipeline)?.is_some();
            Ok(Err(not_a_choice(if known { "status_id" } else { "pipeline_id" })))
        }
    }
}

fn first_of(place: Option<Place>, path: &str) -> Result<Result<Place, Problem>, StoreError> {
    Ok(place.ok_or_else(|| not_a_choice(path)))
}

/// The users that a batch names; each is looked up once.
#[derive(Default)]
pub struct People(std::collections::HashMap<UserId, bool>);

impl People {
    /// A problem for a user that does not exist. The robot is nobody's colleague but may be named as author.
    pub fn check(&mut self, tx: &Tx<'_>, path: &str, user: Option<UserId>) -> Result<Option<Problem>, StoreError> {
        let Some(user) = user else { return Ok(None) };
        if user == UserId::ROBOT && path != "responsible_user_id" {
            return Ok(None);
        }
        let exists = match self.0.get(&user) {
            Some(exists) => *exists,
            None => {
                let exists = store::users::get(tx, user)?.is_some();
                self.0.insert(user, exists);
                exists
            }
        };
        Ok((!exists).then(|| not_a_choice(path)))
    }
}

/// Says which item of a batch an error belongs to.
pub fn of_item(error: StoreError, item: usize) -> StoreError {
    match error {
        StoreError::Invalid(problems) => StoreError::Invalid(problems.into_iter().map(|(_, p)| (item, p)).collect()),
        other => other,
    }
}
