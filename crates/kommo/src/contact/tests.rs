use domain::{AccountId, LeadId};
use serde_json::json;

use super::*;
use crate::Base;
use crate::garbage::Dice;
use crate::query::ContactWith;

#[test]
fn all_that_a_create_can_say() {
    let body = json!([{}, {
        "name": "Ana Ruiz", "first_name": "Ana", "last_name": "Ruiz", "responsible_user_id": "11", "created_by": 0,
        "updated_by": 12, "created_at": 100, "updated_at": 200, "custom_fields_values": [], "request_id": "c",
    }]);
    let items = parse_create(&body).unwrap();
    assert_eq!(items[0], Item { request_id: "0".into(), value: ContactCreate::default() });
    let fields = ContactPatch {
        name: Some("Ana Ruiz".into()),
        first_name: Some("Ana".into()),
        last_name: Some("Ruiz".into()),
        responsible: Some(UserId(11)),
        updated_at: Some(Timestamp(200_000)),
    };
    let value = ContactCreate {
        fields,
        created_by: Some(UserId(0)),
        created_at: Some(Timestamp(100_000)),
        author: Some(UserId(12)),
        ..ContactCreate::default()
    };
    assert_eq!(items[1], Item { request_id: "c".into(), value });
}

#[test]
fn what_is_wrong_is_told() {
    let told = |result: Result<Item<ContactUpdate>, Rejection>| match result.unwrap_err() {
        Rejection::Invalid(items) => format!("{} {}", items[0].problems[0].path, items[0].problems[0].code),
        Rejection::Malformed(detail) => detail,
    };
    let id = ContactId(5);
    assert_eq!(told(parse_update_one(id, &json!({"first_name": "x".repeat(256)}))), "first_name TooLong");
    assert_eq!(told(parse_update_one(id, &json!({"name": {}}))), "name InvalidType");
    assert_eq!(told(parse_update_one(id, &json!({"id": 6}))), "id NotSupportedChoice");
    assert_eq!(told(parse_update_one(id, &json!([1]))), "Invalid request body");
    assert!(parse_update_many(&json!([{"name": "x"}])).is_err());
    assert_eq!(parse_update_many(&json!([{"id": 5}])).unwrap()[0].value.id, id);
}

#[test]
fn a_contact_in_full() {
    let stored = domain::contact::Contact {
        id: ContactId(41),
        name: "Ana Ruiz".into(),
        first_name: "Ana".into(),
        last_name: "Ruiz".into(),
        responsible: UserId(11),
        created_by: UserId(11),
        updated_by: UserId(0),
        created_at: Timestamp(1_735_689_600_000),
        updated_at: Timestamp(1_735_693_200_000),
        company: None,
    };
    let view = ContactView { account: AccountId(1), contact: &stored, leads: &[LeadId(7)] };
    let with = ContactWith { leads: true, customers: true, ..Default::default() };
    let written = contact(&view, &with, &Base::new("https://acc.example.com"));
    assert_eq!(
        serde_json::to_string(&written).unwrap(),
        concat!(
            r#"{"id":41,"name":"Ana Ruiz","first_name":"Ana","last_name":"Ruiz","responsible_user_id":11,"group_id":0,"#,
            r#""created_by":11,"updated_by":0,"created_at":1735689600,"updated_at":1735693200,"is_deleted":false,"#,
            r#""is_unsorted":false,"closest_task_at":null,"custom_fields_values":null,"account_id":1,"#,
            r#""_links":{"self":{"href":"https://acc.example.com/api/v4/contacts/41"}},"#,
            r#""_embedded":{"tags":[],"companies":[],"leads":[{"id":7,"#,
            r#""_links":{"self":{"href":"https://acc.example.com/api/v4/leads/7"}}}],"customers":[]}}"#
        )
    );
}

#[test]
fn garbage_is_survived() {
    let keys = ["0", "1", "id", "name", "first_name", "last_name", "request_id", "created_at", "responsible_user_id"];
    let mut dice = Dice::new(5);
    for _ in 0..10_000 {
        let body = dice.json(&keys, 0);
        let _ = (parse_create(&body), parse_update_many(&body), parse_update_one(ContactId(1), &body));
    }
}
