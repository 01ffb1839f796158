use domain::pipeline::Place;
use domain::{LeadId, NoteId, TagId, TaskId};
use serde_json::json;

use super::*;

#[test]
fn ids_have_26_letters_and_lead_back() {
    for (id, at) in [(1000, 1_800_000_000_123), (i64::from(i32::MAX), 0), (1, -5), (i64::MAX, i64::MAX)] {
        let wire = wire_id(EventId(id), Timestamp(at));
        assert_eq!(wire.len(), 26, "{wire}");
        assert!(wire.bytes().all(|letter| LETTERS.contains(&letter)), "{wire}");
        assert_eq!(parse_id(&wire), Some(EventId(id)), "{wire}");
    }
    let (a, b) = (wire_id(EventId(9), Timestamp(1_000)), wire_id(EventId(3), Timestamp(2_000)));
    assert!(a < b, "they sort by time");
    for bad in ["", "5", "01abcdefghjkmnpqrstvwxyzi2", "zzzzzzzzzzzzzzzzzzzzzzzzzz", "01ABCDEFGHJKMNPQRSTVWXYZ12"] {
        let found = parse_id(bad);
        assert!(found.is_none(), "{bad} is {found:?}");
    }
}

#[track_caller]
fn check(kind: EventKind, data: Value, note: Option<NoteKind>, expected: Option<(&str, &str, Value, Value)>) {
    let event =
        Event { id: EventId(7), entity: LeadId(5).into(), kind, at: Timestamp(1_000), author: UserId(11), cause: None };
    let view = EventView { account: AccountId(1), event: &event, data: &data, note, name: None };
    let told = super::event(&view, &Base::new("https://a.example.com"));
    let told = told.map(|e| (e.r#type, e.entity_type, json!(e.value_before), json!(e.value_after)));
    let expected = expected.map(|(name, of, before, after)| {
        assert!(!sources(name).is_empty(), "`{name}` can be asked for");
        (
            name.to_string(),
            match of {
                "task" => "task",
                _ => "lead",
            },
            before,
            after,
        )
    });
    assert_eq!(told, expected);
}

#[test]
fn every_shape_of_values() {
    let at = Place::new(1, 10);
    let changed = |what| EventKind::Changed { what, at };
    let data = |from: Value, to: Value| json!({ "from": from, "to": to });
    check(EventKind::Created { at }, Value::Null, None, Some(("lead_added", "lead", json!([]), json!([]))));
    check(
        EventKind::Moved { from: Some(at), to: Place::new(1, 142) },
        Value::Null,
        None,
        Some((
            "lead_status_changed",
            "lead",
            json!([{"lead_status": {"id": 10, "pipeline_id": 1}}]),
            json!([{"lead_status": {"id": 142, "pipeline_id": 1}}]),
        )),
    );
    let both = |key: &str, inner: &str, from: Value, to: Value| {
        (json!([{ key: { inner: from } }]), json!([{ key: { inner: to } }]))
    };
    for (what, name, of, key, inner, from, to, wire_from, wire_to) in [
        (
            Aspect::Name,
            "name_field_changed",
            "lead",
            "name_field_value",
            "name",
            json!("a"),
            json!("b"),
            json!("a"),
            json!("b"),
        ),
        (
            Aspect::Price,
            "sale_field_changed",
            "lead",
            "sale_field_value",
            "sale",
            json!(1),
            json!(2),
            json!(1),
            json!(2),
        ),
        (
            Aspect::Responsible,
            "entity_responsible_changed",
            "lead",
            "responsible_user",
            "id",
            json!(1),
            json!(2),
            json!(1),
            json!(2),
        ),
        (
            Aspect::TaskText(TaskId(9)),
            "task_text_changed",
            "task",
            "task",
            "text",
            json!("a"),
            json!("b"),
            json!("a"),
            json!("b"),
        ),
        (
            Aspect::TaskType(TaskId(9)),
            "task_type_changed",
            "task",
            "task_type",
            "id",
            json!(1),
            json!(2),
            json!(1),
            json!(2),
        ),
        (
            Aspect::TaskDue(TaskId(9)),
            "task_deadline_changed",
            "task",
            "task_deadline",
            "timestamp",
            json!(5_000),
            json!(6_999),
            json!(5),
            json!(6),
        ),
    ] {
        let (before, after) = both(key, inner, wire_from, wire_to);
        check(changed(what), data(from, to), None, Some((name, of, before, after)));
    }
    let tag = json!([{"tag": {"name": "hot"}}]);
    check(
        changed(Aspect::TagAdded(TagId(3))),
        data(Value::Null, json!("hot")),
        None,
        Some(("entity_tag_added", "lead", json!([]), tag.clone())),
    );
    check(
        changed(Aspect::TagRemoved(TagId(3))),
        data(json!("hot"), Value::Null),
        None,
        Some(("entity_tag_deleted", "lead", tag, json!([]))),
    );
    let other = Entity { kind: EntityKind::Contact, id: 8 };
    check(
        changed(Aspect::Linked(other)),
        Value::Null,
        None,
        Some(("contact_linked", "lead", json!([]), json!([{"link": {"entity": {"type": "contact", "id": 8}}}]))),
    );
    check(
        changed(Aspect::Unlinked(other)),
        Value::Null,
        None,
        Some(("contact_unlinked", "lead", json!([{"unlink": {"entity": {"type": "contact", "id": 8}}}]), json!([]))),
    );
    for kind in NoteKind::ALL {
        let after = json!([{"note": {"id": 4}}]);
        check(
            changed(Aspect::NoteAdded(NoteId(4))),
            Value::Null,
            Some(kind),
            Some((note_type(kind), "lead", json!([]), after)),
        );
    }
    check(
        changed(Aspect::Field(domain::FieldId(6))),
        json!({ "type": 4, "from": [], "to": [{"text": "x", "enum_id": 3}] }),
        None,
        Some((
            "custom_field_6_value_changed",
            "lead",
            json!([]),
            json!([{"custom_field_value": {"field_id": 6, "field_type": 4, "enum_id": 3, "text": "x"}}]),
        )),
    );
    for what in [Aspect::Closing, Aspect::Other, Aspect::NoteChanged(NoteId(1))] {
        check(changed(what), Value::Null, None, None);
    }
}

#[test]
fn filters() {
    let id = wire_id(EventId(7), Timestamp(1));
    let asked =
        EventQuery::parse(&format!("filter[id]={id},nonsense&filter[type]=lead_added,task_added&limit=250")).unwrap();
    assert_eq!((asked.ids, asked.paging.limit), (Some(vec![EventId(7)]), 100));
    assert_eq!(asked.types, Some(vec!["lead_added".to_string(), "task_added".to_string()]));
    let asked = EventQuery::parse("filter[created_at]=100,200&filter[entity][]=lead&filter[entity_id]=1,2").unwrap();
    let at = |from, to| Some(Range { from: Some(Timestamp(from)), to: Some(Timestamp(to)) });
    assert_eq!((asked.created_at, asked.entity_ids), (at(100_000, 200_999), Some(vec![1, 2])));
    assert!(EventQuery::parse("filter[entity_id]=1").is_err());
    assert!(EventQuery::parse("filter[entity]=lead,contact&filter[entity_id]=1").is_err());
    assert!(EventQuery::parse("filter[created_by]=1,2,3,4,5,6,7,8,9,10,11").is_err());
    let asked = EventQuery::parse("filter[value_after][leads_statuses][0][pipeline_id]=1&filter[value_after][leads_statuses][0][status_id]=142&filter[value_before][value]=155").unwrap();
    assert_eq!(asked.after.places, [Place::new(1, 142)]);
    assert_eq!(asked.before.exact, ["155", "\"155\""]);
}

#[test]
fn numbers_and_names_of_types_are_unique() {
    let mut names: Vec<&str> = TYPES.iter().map(|(_, name)| *name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), TYPES.len());
    assert!(TYPES.is_sorted_by_key(|(number, _)| *number));
}
