use domain::contact::ContactLinks;
use domain::pipeline::Place;
use domain::{AccountId, Timestamp};
use serde_json::json;

use super::*;
use crate::Base;
use crate::garbage::Dice;
use crate::problem::Failure;
use crate::query::LeadWith;

fn one_create(item: Value) -> LeadCreate {
    parse_create(&json!([item])).unwrap().remove(0).value
}

#[track_caller]
fn refuses(result: Result<impl Sized, Rejection>, expected: &[&str]) {
    let Some(Rejection::Invalid(items)) = result.err() else { panic!("expected problems") };
    let told = items.iter().flat_map(|item| {
        item.problems.iter().map(|problem| format!("{} {} {}", item.request_id, problem.path, problem.code))
    });
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[test]
fn nothing_is_required() {
    let items = parse_create(&json!([{}, {"request_id": "b"}])).unwrap();
    let ids: Vec<&str> = items.iter().map(|item| item.request_id.as_str()).collect();
    assert_eq!(ids, ["0", "b"]);
    assert!(items.iter().all(|item| item.value == LeadCreate::default()));
}

#[test]
fn all_that_a_create_can_say() {
    let create = one_create(json!({
        "name": "Order 77", "price": 100.9, "status_id": "3011", "pipeline_id": 301, "created_by": 0, "updated_by": 12,
        "created_at": 100, "updated_at": 200, "closed_at": 300, "loss_reason_id": 9, "responsible_user_id": 11.0,
        "visitor_uid": "v-1", "tags_to_add": [{"name": "x"}], "custom_fields_values": null, "no_such_key": 1,
        "_embedded": {"contacts": [{"id": 41, "is_main": 1}, {"id": "42"}], "companies": [{"id": 61}], "tags": null},
    }));
    let fields = LeadPatch {
        name: Some("Order 77".into()),
        price: Some(100),
        place: None,
        responsible: Some(UserId(11)),
        loss_reason: Some(Some(9)),
        closed_at: Some(Timestamp(300_000)),
        updated_at: Some(Timestamp(200_000)),
    };
    let draft = LeadDraft {
        fields,
        created_by: Some(UserId(0)),
        created_at: Some(Timestamp(100_000)),
        visitor: Some("v-1".into()),
    };
    let place = PlaceWish { pipeline: Some(PipelineId(301)), stage: Some(StageId(3011)) };
    let contacts = vec![(ContactId(41), Some(true)), (ContactId(42), None)];
    assert_eq!(
        create,
        LeadCreate {
            draft,
            place,
            contacts,
            company: Some(domain::CompanyId(61)),
            tags: domain::tag::TagEdit {
                set: Some(vec![]),
                add: vec![domain::tag::TagRef::Name("x".into())],
                remove: vec![],
            },
            author: Some(UserId(12)),
            ..LeadCreate::default()
        }
    );
}

#[test]
fn null_is_absent_and_takes_off_a_loss_reason() {
    let body = json!({"name": null, "price": null, "status_id": null, "loss_reason_id": null, "closed_at": null});
    assert_eq!(one_create(body.clone()), LeadCreate::default());
    let update = parse_update_one(LeadId(5), &body).unwrap().value;
    assert_eq!(update.patch, LeadPatch { loss_reason: Some(None), ..Default::default() });
    assert!(update.place.is_empty());
}

#[test]
fn every_problem_of_every_item() {
    refuses(
        parse_create(&json!([
            {"price": "much", "status_id": 1.5, "name": ["x"]},
            {"name": "fine"},
            {"request_id": "c", "name": "x".repeat(256), "_embedded": {"contacts": [{"is_main": "maybe"}]}},
            {"price": 1e300, "visitor_uid": "v".repeat(256)},
            {"price": 9_007_199_254_740_992i64},
        ])),
        &[
            "0 name InvalidType",
            "0 price InvalidType",
            "0 status_id InvalidType",
            "c name TooLong",
            "c _embedded.contacts.0.id FieldMissing",
            "c _embedded.contacts.0.is_main InvalidType",
            "3 price InvalidType",
            "3 visitor_uid TooLong",
            "4 price OutOfRange",
        ],
    );
}

#[test]
fn an_update_names_its_lead() {
    let many = parse_update_many(&json!([{"id": 5, "price": 1}, {"id": "6", "updated_by": 0}])).unwrap();
    assert_eq!(many.iter().map(|item| item.value.id).collect::<Vec<_>>(), [LeadId(5), LeadId(6)]);
    assert_eq!(many[1].value.author, Some(UserId::ROBOT));
    refuses(parse_update_many(&json!([{"price": 1}])), &["0 id FieldMissing"]);
    refuses(parse_update_one(LeadId(5), &json!({"id": 6})), &["0 id NotSupportedChoice"]);
    assert!(parse_update_one(LeadId(5), &json!({"id": "5", "price": 1})).is_ok());
    let malformed = parse_update_one(LeadId(5), &json!([{"price": 1}])).unwrap_err();
    assert_eq!(Failure::from(malformed).detail, "Invalid request body");
}

fn stored() -> domain::lead::Lead {
    domain::lead::Lead {
        id: LeadId(5001),
        name: "Order 77".into(),
        price: 1200,
        place: Place::new(301, 143),
        responsible: UserId(11),
        loss_reason: Some(9),
        created_by: UserId(11),
        updated_by: UserId(0),
        created_at: Timestamp(1_735_689_600_999),
        updated_at: Timestamp(1_735_693_200_000),
        closed_at: Some(Timestamp(1_735_693_200_000)),
        price_by_robot: true,
        visitor: None,
        company: None,
        source: None,
        labor_cost: None,
        version: 3,
    }
}

#[track_caller]
fn writes(view: &LeadView<'_>, with: LeadWith, expected: &str) {
    let written = lead(view, &with, &Base::new("https://acc.example.com"));
    assert_eq!(serde_json::to_string(&written).unwrap(), expected);
}

#[test]
fn a_lead_with_nothing_but_itself() {
    let stored = domain::lead::Lead {
        name: String::new(),
        loss_reason: None,
        closed_at: None,
        place: Place::new(301, 3011),
        ..stored()
    };
    let view = LeadView { account: AccountId(1), lead: &stored, contacts: None, loss_reason: None };
    writes(
        &view,
        LeadWith::default(),
        concat!(
            r#"{"id":5001,"name":"Lead #5001","price":1200,"responsible_user_id":11,"group_id":0,"status_id":3011,"#,
            r#""pipeline_id":301,"loss_reason_id":null,"source_id":null,"created_by":11,"updated_by":0,"#,
            r#""created_at":1735689600,"updated_at":1735693200,"closed_at":null,"closest_task_at":null,"#,
            r#""is_deleted":false,"custom_fields_values":null,"score":null,"account_id":1,"labor_cost":null,"#,
            r#""_links":{"self":{"href":"https://acc.example.com/api/v4/leads/5001"}},"#,
            r#""_embedded":{"tags":[],"companies":[]}}"#
        ),
    );
}

#[test]
fn a_lead_with_everything() {
    let contacts = ContactLinks::from_rows([(ContactId(41), false), (ContactId(42), true)]);
    let at = Timestamp::from_seconds(1_735_000_000);
    let reason = LossReasonView { id: 9, name: "Too expensive".into(), sort: 100, created_at: at, updated_at: at };
    let stored = stored();
    let view = LeadView { account: AccountId(1), lead: &stored, contacts: Some(&contacts), loss_reason: Some(&reason) };
    let with = LeadWith {
        contacts: true,
        loss_reason: true,
        catalog_elements: true,
        is_price_modified_by_robot: true,
        ..Default::default()
    };
    writes(
        &view,
        with,
        concat!(
            r#"{"id":5001,"name":"Order 77","price":1200,"responsible_user_id":11,"group_id":0,"status_id":143,"#,
            r#""pipeline_id":301,"loss_reason_id":9,"source_id":null,"created_by":11,"updated_by":0,"#,
            r#""created_at":1735689600,"updated_at":1735693200,"closed_at":1735693200,"closest_task_at":null,"#,
            r#""is_deleted":false,"custom_fields_values":null,"score":null,"account_id":1,"labor_cost":null,"#,
            r#""is_price_modified_by_robot":true,"#,
            r#""_links":{"self":{"href":"https://acc.example.com/api/v4/leads/5001"}},"#,
            r#""_embedded":{"tags":[],"companies":[],"contacts":["#,
            r#"{"id":41,"is_main":false,"_links":{"self":{"href":"https://acc.example.com/api/v4/contacts/41"}}},"#,
            r#"{"id":42,"is_main":true,"_links":{"self":{"href":"https://acc.example.com/api/v4/contacts/42"}}}],"#,
            r#""loss_reason":[{"id":9,"name":"Too expensive","sort":100,"created_at":1735000000,"updated_at":1735000000,"#,
            r#""_links":{"self":{"href":"https://acc.example.com/api/v4/leads/loss_reasons/9"}}}],"catalog_elements":[]}}"#
        ),
    );
}

#[test]
fn garbage_is_survived() {
    let keys = [
        "0",
        "1",
        "id",
        "name",
        "price",
        "status_id",
        "pipeline_id",
        "closed_at",
        "loss_reason_id",
        "request_id",
        "_embedded",
        "contacts",
        "is_main",
        "visitor_uid",
        "updated_at",
        "responsible_user_id",
    ];
    let mut dice = Dice::new(4);
    for _ in 0..20_000 {
        let body = dice.json(&keys, 0);
        for rejection in
            [parse_create(&body).err(), parse_update_many(&body).err(), parse_update_one(LeadId(1), &body).err()]
        {
            let _ = rejection.map(|rejection| serde_json::to_string(&Failure::from(rejection)).unwrap());
        }
    }
}
