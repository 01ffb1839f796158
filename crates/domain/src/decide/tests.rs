//! Deciding over whole automations: who fires, who is quiet and why, and that the index finds everyone.

use super::*;
use crate::action::Action;
use crate::action::widget_hook::WidgetHook;
use crate::event::{Aspect, Cause, ClientAction, EventKind};
use crate::filter::{Filter, More};
use crate::schedule::{ActiveHours, Outside, Window};
use crate::trigger::Area;
use crate::when::When;
use crate::{EventId, LeadId, UserId, WidgetId};

const NOW: Timestamp = Timestamp(1_000_000);

fn lead(place: Place) -> Lead {
    Lead {
        id: LeadId(1),
        name: String::new(),
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
        version: 1,
    }
}

fn trigger(id: i64, stages: &[i64], when: When, action_multiple: bool) -> Trigger {
    Trigger {
        id: TriggerId(id),
        name: String::new(),
        is_enabled: true,
        rule: Rule {
            area: Area::new(stages.iter().map(|stage| Place::new(1, *stage))),
            when,
            filters: vec![],
            hours: ActiveHours::Always,
            delay_seconds: 0,
            if_left: IfLeft::Skip,
            action: Action::WidgetHook(WidgetHook {
                widget: WidgetId(1),
                settings: "{}".into(),
                action_multiple,
                address: None,
            }),
        },
    }
}

fn moved(from: i64, to: i64) -> EventKind {
    EventKind::Moved { from: Some(Place::new(1, from)), to: Place::new(1, to) }
}

fn event(kind: EventKind) -> Event {
    Event { id: EventId(1), entity: LeadId(1).into(), kind, at: NOW, author: UserId(7), cause: None }
}

fn outcome(kind: EventKind, triggers: Vec<Trigger>) -> (Vec<i64>, Vec<(i64, &'static str)>) {
    let automation = Automation::compile(1, triggers);
    let decision = decide(&event(kind), &lead(kind.place()), &More::default(), &automation, &Zone::default(), NOW);
    let fired = decision.firings.iter().map(|firing| firing.trigger.0).collect();
    (fired, decision.refusals.iter().map(|refusal| (refusal.trigger.0, refusal.reason.code())).collect())
}

#[test]
fn who_fires_and_why_the_others_do_not() {
    let mut poor = trigger(3, &[20], When::Moved, false);
    poor.rule.filters = vec![Filter::Price { min: Some(1), max: None }, Filter::Responsible(vec![UserId(8)])];
    let mut closed = trigger(4, &[20], When::Moved, false);
    let window = Window { weekday: 0, from: 0, to: 1 };
    closed.rule.hours = ActiveHours::Weekly { windows: vec![window], outside: Outside::Drop };
    let mut off = trigger(5, &[20], When::Moved, false);
    off.is_enabled = false;
    let triggers = vec![
        trigger(1, &[20], When::Moved, false),
        trigger(2, &[20], When::Created, false),
        poor,
        closed,
        off,
        trigger(6, &[10, 20], When::MovedOrCreated, true),
        trigger(7, &[10], When::Moved, true),
        trigger(8, &[10], When::Moved, false),
    ];
    // 2, 5 and 8 are not among those that the event reaches; `explain` speaks of them.
    assert_eq!(outcome(moved(10, 20), triggers), (vec![1, 6, 7], vec![(3, "filter"), (4, "outside_hours")]));
}

#[test]
fn the_refusal_quotes_the_value_of_the_first_false_filter() {
    let mut poor = trigger(3, &[20], When::Moved, false);
    poor.rule.filters = vec![Filter::Responsible(vec![UserId(7)]), Filter::Price { min: Some(101), max: None }];
    let automation = Automation::compile(1, vec![poor]);
    let decision =
        decide(&event(moved(10, 20)), &lead(Place::new(1, 20)), &More::default(), &automation, &Zone::default(), NOW);
    let expected = Reason::Filter { index: 1, name: "price", value: "100".into() };
    assert_eq!(decision.refusals[0].reason, expected);
}

#[test]
fn a_chain_ends_at_its_depth() {
    let automation = Automation::compile(1, vec![trigger(1, &[20], When::Moved, false)]);
    for depth in 0..=DEPTH_MAX {
        let cause = Some(Cause { event: EventId(1), trigger: TriggerId(1), depth });
        let event = Event { cause, ..event(moved(10, 20)) };
        let decision = decide(&event, &lead(Place::new(1, 20)), &More::default(), &automation, &Zone::default(), NOW);
        assert_eq!(decision.firings.len(), usize::from(depth < DEPTH_MAX));
    }
}

#[test]
fn a_delay_counts_from_the_event_and_a_late_one_is_due_at_once() {
    let mut delayed = trigger(1, &[20], When::Client(ClientAction::SiteVisit), false);
    delayed.rule.delay_seconds = 600;
    let automation = Automation::compile(1, vec![delayed]);
    let visit = event(EventKind::Client { what: ClientAction::SiteVisit, at: Place::new(1, 20) });
    let at =
        |now| decide(&visit, &lead(Place::new(1, 20)), &More::default(), &automation, &Zone::default(), now).firings[0];
    assert_eq!((at(NOW).due, at(NOW).waits), (NOW.plus_seconds(600), true));
    let late = NOW.plus_seconds(601);
    assert_eq!((at(late).due, at(late).waits), (NOW.plus_seconds(600), false));
}

#[test]
fn a_due_run_is_weighed_against_the_present() {
    let base = trigger(1, &[10, 20], When::Moved, true);
    let entering = Some(Direction::WentToTrigger);
    let check = |trigger: Option<&Trigger>, direction, stage: i64| {
        weigh_again(trigger, direction, &lead(Place::new(1, stage)), &More::default()).map_err(|reason| reason.code())
    };
    assert_eq!(check(Some(&base), entering, 20), Ok(()));
    assert_eq!(check(Some(&base), entering, 30), Err("left_meanwhile"));
    assert_eq!(check(Some(&base), None, 30), Err("left_meanwhile"));
    assert_eq!(check(Some(&base), Some(Direction::WentFromTrigger), 30), Ok(()));
    assert_eq!(check(None, entering, 20), Err("deleted"));
    let mut stubborn = base.clone();
    stubborn.rule.if_left = IfLeft::RunAnyway;
    assert_eq!(check(Some(&stubborn), entering, 30), Ok(()));
    stubborn.rule.filters = vec![Filter::Price { min: None, max: Some(99) }];
    assert_eq!(check(Some(&stubborn), entering, 20), Err("filter"));
    let off = Trigger { is_enabled: false, ..base };
    assert_eq!(check(Some(&off), entering, 20), Err("disabled"));
}

/// The index must find exactly those triggers that would hear the event if each were asked.
#[test]
fn the_index_finds_whoever_hears() {
    let areas: [&[i64]; 7] = [&[1], &[2], &[3], &[1, 2], &[2, 3], &[1, 3], &[1, 2, 3]];
    let whens = [When::Created, When::Moved, When::MovedOrCreated, When::Client(ClientAction::Chat)];
    let mut triggers = Vec::new();
    for area in areas {
        for when in &whens {
            for multiple in [false, true] {
                triggers.push(trigger(triggers.len() as i64, area, when.clone(), multiple));
            }
        }
    }
    let automation = Automation::compile(1, triggers.clone());
    let at = |stage| Place::new(1, stage);
    let mut kinds: Vec<EventKind> = (0..4)
        .flat_map(|from| (0..4).map(move |to| (from, to)))
        .filter(|(f, t)| f != t)
        .map(|(from, to)| moved(from, to))
        .collect();
    for stage in 0..4 {
        kinds.push(EventKind::Created { at: at(stage) });
        kinds.push(EventKind::Appeared { at: at(stage) });
        kinds.push(EventKind::Changed { what: Aspect::Other, at: at(stage) });
        kinds.push(EventKind::Moved { from: None, to: at(stage) });
        kinds.push(EventKind::Client { what: ClientAction::Chat, at: at(stage) });
        kinds.push(EventKind::Client { what: ClientAction::MailIn, at: at(stage) });
    }
    for kind in kinds {
        let event = event(kind);
        let one_by_one: Vec<i64> = triggers
            .iter()
            .filter(|trigger| {
                weigh(trigger, &event, &lead(kind.place()), &More::default(), &Zone::default(), NOW).is_ok()
            })
            .map(|trigger| trigger.id.0)
            .collect();
        let decision = decide(&event, &lead(kind.place()), &More::default(), &automation, &Zone::default(), NOW);
        let indexed: Vec<i64> = decision.firings.iter().map(|firing| firing.trigger.0).collect();
        assert_eq!(indexed, one_by_one, "{kind:?}");
    }
}

#[test]
fn a_trigger_applied_to_a_lead_that_is_there() {
    let here = lead(Place::new(1, 20));
    let weighed = |trigger: &Trigger| {
        let firing = weigh_existing(trigger, &here, &More::default(), &Zone::default(), NOW);
        firing.map(|f| (f.code.number(), f.direction.is_some(), f.due, f.waits)).map_err(|reason| reason.code())
    };
    for (when, code, moves) in [
        (When::Created, 1, true),
        (When::Moved, 14, true),
        (When::MovedOrCreated, 15, true),
        (When::Client(ClientAction::Chat), 19, false),
    ] {
        assert_eq!(weighed(&trigger(1, &[20], when, false)), Ok((code, moves, NOW, false)));
    }
    let mut later = trigger(1, &[20], When::Moved, false);
    later.rule.delay_seconds = 60;
    assert_eq!(weighed(&later), Ok((14, true, NOW.plus_seconds(60), true)));
    assert_eq!(weighed(&trigger(1, &[30], When::Moved, false)), Err("outside_area"));
    assert_eq!(weighed(&trigger(1, &[20], When::ResponsibleChanged, false)), Err("other_event"));
    assert_eq!(weighed(&Trigger { is_enabled: false, ..trigger(1, &[20], When::Moved, false) }), Err("disabled"));
    let mut rich = trigger(1, &[20], When::Moved, false);
    rich.rule.filters = vec![Filter::Price { min: Some(1_000), max: None }];
    assert_eq!(weighed(&rich), Err("filter"));
}
