//! The things that stories are about.

use domain::action::Action;
use domain::action::widget_hook::WidgetHook;
use domain::event::EventKind;
use domain::lead::Lead;
use domain::pipeline::{Pipeline, PipelineDraft, Place, StageDraft};
use domain::schedule::ActiveHours;
use domain::trigger::{Area, IfLeft, Rule};
use domain::when::When;
use domain::{EventId, JobId, LeadId, ReceiverId, RunId, StageId, Timestamp, TriggerId, UserId, WidgetId};
use store::events::NewEvent;
use store::jobs::NewJob;
use store::nodes::Incarnation;
use store::{StoreError, Tx};

use crate::world::World;

pub const NOW: Timestamp = Timestamp(1_800_000_000_123);

pub fn later(ms: i64) -> Timestamp {
    Timestamp(NOW.0 + ms)
}

pub fn draft(name: &str, stages: &[&str]) -> PipelineDraft {
    let stage =
        |(position, name): (usize, &&str)| StageDraft { name: name.to_string(), color: None, sort: position as i64 };
    PipelineDraft {
        name: name.into(),
        sort: 1,
        is_main: false,
        accepts_incoming: true,
        stages: stages.iter().enumerate().map(stage).collect(),
        won_name: None,
        lost_name: None,
    }
}

pub fn pipeline(world: &World) -> Pipeline {
    world.write(|tx| store::pipelines::create(tx, &draft("Sales", &["A", "B", "C"])))
}

/// The place of the stage with that name.
pub fn place(pipeline: &Pipeline, name: &str) -> Place {
    let stage = pipeline.stages.iter().find(|stage| stage.name == name).expect("a stage of that name");
    Place { pipeline: pipeline.id, stage: stage.id }
}

pub fn stage(pipeline: &Pipeline, name: &str) -> StageId {
    place(pipeline, name).stage
}

pub fn lead_at(place: Place) -> Lead {
    Lead {
        id: LeadId(0),
        name: "Order".into(),
        price: 100,
        place,
        responsible: UserId(7),
        loss_reason: None,
        created_by: UserId(7),
        updated_by: UserId(7),
        created_at: NOW,
        updated_at: NOW,
        closed_at: None,
        price_by_robot: false,
        visitor: None,
        company: None,
        source: None,
        labor_cost: None,
        version: 0,
    }
}

pub fn make_lead(world: &World, place: Place) -> Lead {
    world.write(move |tx| store::leads::insert(tx, &lead_at(place)))
}

/// Moves a lead as every change does: locked, saved.
pub fn move_lead(tx: &Tx<'_>, id: LeadId, to: Place) -> Result<Lead, StoreError> {
    let before = store::leads::lock(tx, id)?.ok_or_else(|| StoreError::missing("lead", id))?;
    let after = Lead { place: to, ..before.clone() };
    store::leads::save(tx, &before, &after)?;
    Ok(after)
}

pub fn moved(lead: LeadId, from: Place, to: Place) -> NewEvent<'static> {
    let kind = EventKind::Moved { from: Some(from), to };
    NewEvent { entity: lead.into(), kind, at: NOW, author: UserId(7), cause: None, data: None }
}

pub fn rule(places: &[Place], widget: WidgetId, address: Option<ReceiverId>) -> Rule {
    Rule {
        area: Area::new(places.iter().copied()),
        when: When::Moved,
        filters: vec![],
        hours: ActiveHours::Always,
        delay_seconds: 0,
        if_left: IfLeft::Skip,
        action: Action::WidgetHook(WidgetHook { widget, settings: "{}".into(), action_multiple: true, address }),
    }
}

pub fn job(lead: i64, receiver: ReceiverId) -> NewJob<'static> {
    NewJob {
        kind: Default::default(),
        lead: LeadId(lead),
        receiver,
        event: EventId(1),
        run: RunId(2),
        trigger: TriggerId(3),
        widget: Some(WidgetId(4)),
        encoding: Default::default(),
        retry: Default::default(),
        body: "{\"event\":{}}",
        replay_of: None,
    }
}

pub fn receiver(world: &World, url: &'static str) -> ReceiverId {
    world.write(move |tx| store::receivers::ensure(tx, url))
}

/// Writes a job that waits to be claimed.
pub fn pending(world: &World, lead: i64, receiver: ReceiverId, due: Timestamp) -> JobId {
    world.write(move |tx| store::jobs::insert(tx, &job(lead, receiver), || None, due)).0
}

pub fn start_node(world: &World, heartbeat_until: Timestamp) -> Incarnation {
    world.across(move |tx| store::nodes::start(tx, NOW, heartbeat_until))
}
