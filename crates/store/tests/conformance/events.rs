//! The log: what happened, in order, and what was weighed.

use domain::event::{Aspect, Cause, ClientAction, EventKind};
use domain::{EventId, LeadId, TriggerId, UserId};
use store::events::{self, Cursor, Evaluation, NewEvent};

use crate::fixtures::{NOW, moved, pipeline, place};
use crate::world::{eventually, on_all};

#[test]
fn every_kind_of_event_comes_back_as_it_was() {
    on_all(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        let client = [ClientAction::MailIn, ClientAction::CallIn, ClientAction::SiteVisit, ClientAction::Chat];
        let mut kinds = vec![
            EventKind::Created { at: a },
            EventKind::Moved { from: Some(a), to: b },
            EventKind::Moved { from: None, to: b },
            EventKind::Appeared { at: b },
            EventKind::Changed { what: Aspect::Price, at: a },
            EventKind::Changed { what: Aspect::Linked(domain::ContactId(7).into()), at: a },
        ];
        kinds.extend(client.map(|what| EventKind::Client { what, at: b }));
        let cause = Cause { event: EventId(1), trigger: TriggerId(2), depth: 16 };
        for kind in kinds {
            for cause in [None, Some(cause)] {
                let (entity, data) = (LeadId(5).into(), Some("{\"a\":1}"));
                let new = NewEvent { entity, kind, at: NOW, author: UserId::ROBOT, cause, data };
                let event = world.write(move |tx| events::append(tx, &new));
                assert_eq!((event.kind, event.cause, event.at), (kind, cause, NOW));
                let id = event.id;
                assert_eq!(world.read(move |tx| events::get(tx, id)), Some(event));
            }
        }
        assert_eq!(world.read(|tx| events::get(tx, EventId(1))), None);
    });
}

#[test]
fn the_log_of_a_lead_is_read_backwards() {
    on_all(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        let ids: Vec<EventId> =
            world.write(move |tx| (0..7).map(|n| Ok(events::append(tx, &moved(LeadId(n % 2), a, b))?.id)).collect());
        let of = |before, limit| {
            let found = world.read(move |tx| events::of_entity(tx, LeadId(0).into(), before, limit));
            found.iter().map(|event| event.id).collect::<Vec<_>>()
        };
        assert_eq!(of(None, 10), [ids[6], ids[4], ids[2], ids[0]]);
        assert_eq!(of(None, 2), [ids[6], ids[4]]);
        assert_eq!(of(Some(ids[4]), 10), [ids[2], ids[0]]);
    });
}

#[test]
fn the_log_is_followed_by_cursor() {
    on_all(|world| {
        let sales = pipeline(world);
        let (a, b) = (place(&sales, "A"), place(&sales, "B"));
        let append = || world.write(move |tx| events::append(tx, &moved(LeadId(1), a, b))).id;
        assert_eq!(world.read(events::end), Cursor::default());
        let ids: Vec<EventId> = (0..5).map(|_| append()).collect();

        let follow = |cursor, limit| {
            let found = world.read(move |tx| events::after(tx, cursor, limit));
            let last = found.last().map_or(cursor, |(cursor, _)| *cursor);
            (found.iter().map(|(_, event)| event.id).collect::<Vec<_>>(), last)
        };
        eventually(|| follow(Cursor::default(), 100).0.len(), 5);
        let (first, cursor) = follow(Cursor::default(), 2);
        assert_eq!(first, ids[..2]);
        let told: Cursor = cursor.to_string().parse().unwrap();
        assert_eq!(told, cursor, "a cursor survives being a text");
        let (rest, end) = follow(told, 100);
        assert_eq!(rest, ids[2..]);
        assert_eq!(world.read(events::end), end);
        assert_eq!(follow(end, 100), (vec![], end));
        let next = append();
        eventually(|| follow(end, 100).0, vec![next]);

        let other = world.another_account();
        let theirs = world.store.read_blocking(other, "other", |tx| events::after(tx, Cursor::default(), 10));
        assert_eq!(theirs.unwrap(), []);
        for bad in ["", "1", "1-", "a-b", "1-2-3"] {
            assert!(bad.parse::<Cursor>().is_err(), "{bad}");
        }
    });
}

#[test]
fn an_evaluation_is_one_row() {
    on_all(|world| {
        let weighed = Evaluation { version: 3, n_fired: 1, n_refused: 9_999, packed: "[[1,\"filter\"]]".into() };
        let noted = weighed.clone();
        world.write(move |tx| events::note_evaluation(tx, EventId(77), &noted));
        assert_eq!(world.read(|tx| events::evaluation(tx, EventId(77))), Some(weighed.clone()));
        assert_eq!(world.read(|tx| events::evaluation(tx, EventId(78))), None);
        let twice = world.try_write(move |tx| events::note_evaluation(tx, EventId(77), &weighed));
        assert!(twice.is_err(), "an event is weighed once");
    });
}
