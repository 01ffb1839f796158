//! Triggers in all their versions, and what is compiled of them.

use domain::action::Action;
use domain::direction::Direction;
use domain::event::{Code, EventKind};
use domain::pipeline::Place;
use domain::trigger::{Rule, Trigger};
use domain::{EventId, LeadId, ReceiverId, RunId, TriggerId, UserId, WidgetId};
use store::runs::{Run, RunState};
use store::{StoreError, Tx, runs, triggers};

use crate::fixtures::{NOW, later, pipeline, place, rule};
use crate::world::{World, on_all};

const AUTHOR: UserId = UserId(7);

fn create(tx: &Tx<'_>, name: &str, rule: Rule) -> Result<Trigger, StoreError> {
    Ok(triggers::create(tx, &[(name.to_string(), true, rule)], AUTHOR, NOW)?.remove(0))
}

fn names(triggers: &[Trigger]) -> Vec<String> {
    triggers.iter().map(|trigger| trigger.name.clone()).collect()
}

fn heard(world: &World, at: Place) -> Vec<String> {
    let kind = EventKind::Moved { from: None, to: at };
    let rules = world.write(triggers::current);
    rules.automation.candidates(kind).map(|trigger| trigger.name.clone()).collect()
}

fn waiting(world: &World, trigger: TriggerId) -> RunId {
    let run = Run {
        id: RunId(0),
        event: EventId(1),
        trigger,
        version: 1,
        lead: LeadId(1),
        code: Code::LeadStatusChanged,
        direction: Some(Direction::WentToTrigger),
        state: RunState::Waiting,
        due: later(60_000),
        created_at: NOW,
        finished_at: None,
        batch: None,
        outcome: None,
    };
    world.write(move |tx| runs::insert(tx, &run))
}

#[test]
fn every_version_of_a_trigger_can_be_read() {
    on_all(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        let first = rule(&[a], WidgetId(1), Some(ReceiverId(5)));
        let both = first.clone();
        let made = world.write(move |tx| {
            let new = [("one".to_string(), true, both.clone()), ("two".to_string(), false, both.clone())];
            triggers::create(tx, &new, AUTHOR, NOW)
        });
        let (one, two) = (made[0].clone(), made[1].id);
        assert_eq!(world.read(triggers::list), made);
        let changed = Trigger { name: "one'".into(), rule: rule(&[a, b], WidgetId(1), None), ..one.clone() };
        let saved = changed.clone();
        assert_eq!(world.write(move |tx| triggers::update(tx, &saved, AUTHOR, NOW)), []);
        assert_eq!(world.write(move |tx| triggers::delete(tx, two, NOW)), []);

        let id = one.id;
        assert_eq!(world.read(move |tx| triggers::get(tx, id)), Some(changed.clone()));
        assert_eq!(world.read(move |tx| triggers::get(tx, two)), None);
        let at = |version| world.read(move |tx| triggers::at_version(tx, version));
        assert_eq!(at(0), []);
        assert_eq!(at(1), made);
        assert_eq!(at(2), [changed.clone(), made[1].clone()]);
        assert_eq!(at(3), std::slice::from_ref(&changed));
        assert_eq!(world.read(triggers::list), [changed]);
        assert_eq!(world.read(triggers::current).version(), 3);
    });
}

#[test]
fn a_trigger_that_is_gone_stays_gone() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        let made = world.write(move |tx| create(tx, "one", rule(&[a], WidgetId(1), None)));
        let id = made.id;
        world.write(move |tx| triggers::delete(tx, id, NOW));
        let again = world.try_write(move |tx| triggers::delete(tx, id, NOW));
        assert!(matches!(again, Err(StoreError::NotFound { .. })), "{again:?}");
        let revived = world.try_write(move |tx| triggers::update(tx, &made, AUTHOR, NOW));
        assert!(matches!(revived, Err(StoreError::NotFound { .. })), "{revived:?}");
        assert_eq!(world.read(triggers::list), []);
        assert_eq!(world.read(triggers::current).version(), 2, "what failed is no version");
    });
}

#[test]
fn what_is_decided_follows_what_is_published() {
    on_all(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        assert!(heard(world, a).is_empty());
        let one = world.write(move |tx| create(tx, "one", rule(&[a], WidgetId(1), None)));
        assert_eq!(heard(world, a), ["one"]);
        assert!(heard(world, b).is_empty());
        let moved = Trigger { rule: rule(&[b], WidgetId(1), None), ..one.clone() };
        world.write(move |tx| triggers::update(tx, &moved, AUTHOR, NOW));
        assert!(heard(world, a).is_empty());
        assert_eq!(heard(world, b), ["one"]);
        let off = Trigger { is_enabled: false, ..one };
        world.write(move |tx| triggers::update(tx, &off, AUTHOR, NOW));
        assert!(heard(world, a).is_empty() && heard(world, b).is_empty());
    });
}

#[test]
fn a_publication_that_is_undone_is_never_decided_by() {
    on_all(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        for (round, name) in ["first", "second", "third"].into_iter().enumerate() {
            let panics = round == 1;
            let undone: Result<(), _> = world.try_write(move |tx| {
                create(tx, "undone", rule(&[a], WidgetId(1), None))?;
                let seen = triggers::current(tx)?;
                assert!(names(seen.automation.triggers()).contains(&"undone".to_string()), "it sees its own");
                assert!(!panics, "on purpose");
                Err(StoreError::Conflict("on purpose".into()))
            });
            assert!(undone.is_err());
            assert!(heard(world, a).is_empty());
            world.write(move |tx| create(tx, name, rule(&[b], WidgetId(1), None)));
            assert!(heard(world, a).is_empty(), "the version that came to be has the number of the one that did not");
            assert_eq!(heard(world, b).len(), round + 1);
            assert_eq!(world.read(triggers::current).automation.triggers().len(), round + 1);
        }
    });
}

#[test]
fn a_publisher_decides_by_what_it_publishes() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        world.write(move |tx| {
            for n in 0..3 {
                create(tx, &format!("t{n}"), rule(&[a], WidgetId(1), None))?;
                assert_eq!(triggers::current(tx)?.automation.triggers().len(), n + 1);
            }
            Ok(())
        });
        assert_eq!(heard(world, a), ["t0", "t1", "t2"]);
    });
}

#[test]
fn accounts_have_their_own_rules() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        world.write(move |tx| create(tx, "mine", rule(&[a], WidgetId(1), None)));
        let other = world.another_account();
        let theirs = world.store.write_blocking(other, "other", triggers::current).unwrap();
        assert_eq!((theirs.version(), theirs.automation.triggers().len()), (0, 0));
        assert_eq!(theirs.account.id, other);
        assert_eq!(heard(world, a), ["mine"]);
    });
}

#[test]
fn switching_off_or_deleting_drops_what_waits() {
    on_all(|world| {
        let a = place(&pipeline(world), "A");
        let one = world.write(move |tx| create(tx, "one", rule(&[a], WidgetId(1), None)));
        let two = world.write(move |tx| create(tx, "two", rule(&[a], WidgetId(1), None))).id;
        let (first, second) = (waiting(world, one.id), waiting(world, two));
        let off = Trigger { is_enabled: false, ..one };
        assert_eq!(world.write(move |tx| triggers::update(tx, &off, AUTHOR, later(1))), [first]);
        assert_eq!(world.write(move |tx| triggers::delete(tx, two, later(2))), [second]);
        for (run, reason, at) in [(first, "disabled", later(1)), (second, "deleted", later(2))] {
            let run = world.read(move |tx| runs::get(tx, run)).unwrap();
            assert_eq!((run.state, run.finished_at), (RunState::Dropped(reason.into()), Some(at)));
        }
    });
}

#[test]
fn triggers_learn_where_their_widget_is() {
    on_all(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        let (mine, far) = (WidgetId(1), WidgetId(2));
        let stretched = world.write(move |tx| create(tx, "stretched", rule(&[a, b], mine, Some(ReceiverId(5)))));
        let plain = world.write(move |tx| create(tx, "plain", rule(&[a], mine, Some(ReceiverId(5)))));
        world.write(move |tx| create(tx, "far", rule(&[a], far, Some(ReceiverId(5)))));
        let of = world.read(move |tx| triggers::of_widget(tx, mine));
        assert_eq!(of, [(stretched.id, "stretched".to_string()), (plain.id, "plain".to_string())]);

        let run = waiting(world, stretched.id);
        let refresh = |address: Option<i64>, multiple| {
            let address = address.map(ReceiverId);
            world.write(move |tx| triggers::refresh_widget(tx, mine, address, multiple, AUTHOR, later(1)))
        };
        let told = |world: &World| {
            let one = |t: &Trigger| {
                let Action::WidgetHook(hook) = &t.rule.action else { panic!() };
                format!("{} {} {:?}", t.name, t.is_enabled, hook.address.map(|r| r.0))
            };
            world.read(triggers::current).automation.triggers().iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(refresh(Some(6), true), []);
        assert_eq!(told(world), ["stretched true Some(6)", "plain true Some(6)", "far true Some(5)"]);
        assert_eq!(refresh(Some(6), false), [stretched.id], "it cannot stretch any more");
        assert_eq!(world.read(move |tx| runs::get(tx, run)).unwrap().state, RunState::Dropped("disabled".into()));
        assert_eq!(refresh(None, false), [plain.id], "it has no address any more");
        assert_eq!(told(world), ["stretched false None", "plain false None", "far true Some(5)"]);
    });
}
