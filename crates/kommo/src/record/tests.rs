use super::*;
use crate::garbage::Dice;

const ALL: [&Shape; 10] = [
    &shapes::CUSTOMER,
    &shapes::WEBSITE_BUTTON,
    &shapes::LOSS_REASON,
    &shapes::SOURCE,
    &shapes::CHAT_TEMPLATE,
    &shapes::CATALOG,
    &shapes::ELEMENT,
    &shapes::CUSTOMER_STATUS,
    &shapes::SEGMENT,
    &shapes::TRANSACTION,
];

fn told(rejection: Rejection) -> String {
    match rejection {
        Rejection::Malformed(told) => told,
        Rejection::Invalid(items) => {
            let problems = items.iter().flat_map(|item| &item.problems);
            problems.map(|p| format!("{} {}", p.path, p.code)).collect::<Vec<_>>().join(", ")
        }
    }
}

#[track_caller]
fn create(shape: &Shape, body: Value, expected: &str) {
    let found = match shape.parse_create(&body) {
        Ok(items) => items.into_iter().map(|i| Value::Object(i.value).to_string()).collect::<Vec<_>>().join("; "),
        Err(rejection) => told(rejection),
    };
    assert_eq!(found, expected);
}

#[test]
fn a_create_fills_what_is_not_said() {
    create(&shapes::LOSS_REASON, json!([{"name": "A"}]), r#"{"name":"A","sort":100}"#);
    create(&shapes::LOSS_REASON, json!([{"name": 5, "sort": "7", "x": 1}]), r#"{"name":"5","sort":7}"#);
    create(&shapes::LOSS_REASON, json!([]), "Invalid request items");
    create(&shapes::LOSS_REASON, json!([{"sort": "x"}]), "name FieldMissing, sort InvalidType");
    create(&shapes::LOSS_REASON, json!([{"name": "é".repeat(256)}]), "name TooLong");
    create(&shapes::SOURCE, json!([{"name": "A", "external_id": "é"}]), "external_id InvalidFormat");
    create(&shapes::SOURCE, json!([{"name": "A", "external_id": "a", "services": {}}]), "services InvalidType");
    create(&shapes::SOURCE, json!(vec![json!({"name": "A"}); 51]), &vec!["external_id FieldMissing"; 51].join(", "));
    create(&shapes::CATALOG, json!([{"name": "A", "type": "shelves"}]), "type NotSupportedChoice");
    create(
        &shapes::SEGMENT,
        json!({"name": "A", "color": "10599D"}),
        r#"{"name":"A","color":"10599d","available_products_price_types":[],"customers_count":0,"custom_fields_values":null}"#,
    );
    create(&shapes::SEGMENT, json!([{"name": "A"}]), "Invalid request body");
    create(&shapes::TRANSACTION, json!([{"price": 1e300}]), "price InvalidType");
}

#[test]
fn a_batch_has_the_limit_of_its_group() {
    let many = |n: usize| json!((0..n).map(|i| json!({"name": "A", "external_id": i})).collect::<Vec<_>>());
    assert_eq!(shapes::SOURCE.parse_create(&many(50)).unwrap().len(), 50);
    create(&shapes::SOURCE, many(51), "A request has at most 50 items, this one has 51");
}

#[test]
fn an_update_has_only_what_is_said() {
    let patch = |shape: &Shape, body: Value| match shape.parse_update_one(7, &body) {
        Ok(item) => Value::Object(item.value.1).to_string(),
        Err(rejection) => told(rejection),
    };
    assert_eq!(
        patch(&shapes::SOURCE, json!({"external_id": "b", "origin_code": null, "name": null})),
        r#"{"origin_code":null}"#
    );
    assert_eq!(patch(&shapes::CATALOG, json!({"type": "products", "can_be_deleted": false})), "{}");
    assert_eq!(patch(&shapes::CATALOG, json!({"id": 8})), "id NotSupportedChoice");
    assert_eq!(patch(&shapes::CATALOG, json!({"id": "7", "name": ""})), "name NotBlank");
}

#[test]
fn what_is_kept_has_bounds() {
    let deep = (0..20).fold(json!(1), |inner, _| json!([inner]));
    create(&shapes::SOURCE, json!([{"name": "A", "external_id": "a", "services": deep}]), "services TooLong");
    let long = json!(["x".repeat(20_000)]);
    create(&shapes::SOURCE, json!([{"name": "A", "external_id": "a", "services": long}]), "services TooLong");
    let read = shapes::SOURCE.parse_create(&json!([{"name": "A", "external_id": "a", "services": [{"a\0": "b\0"}]}]));
    assert_eq!(read.unwrap()[0].value["services"], json!([{"a": "b"}]));
}

#[test]
fn nonsense_is_read_without_panic() {
    let mut dice = Dice::new(41);
    for shape in ALL {
        let mut keys: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
        keys.extend(["id", "request_id", "0", "1"]);
        for _ in 0..400 {
            let body = dice.json(&keys, 0);
            let _ = shape.parse_create(&body);
            let _ = shape.parse_update_many(&body);
            let _ = shape.parse_update_one(5, &body);
            let _ = shape.parse_delete(&body);
        }
    }
}

#[test]
fn every_field_is_written_and_nothing_else() {
    const SYSTEM: [&str; 8] =
        ["source_id", "button_id", "id", "account_id", "created_by", "updated_by", "created_at", "updated_at"];
    // What a purchase says of the next one, and what only other methods tell.
    let elsewhere = |shape: &Shape, name: &str| match shape.list {
        "transactions" => name.starts_with("next_"),
        "website_buttons" => ["trusted_websites", "is_used_in_app"].contains(&name),
        _ => name == shapes::BONUS_POINTS,
    };
    for shape in ALL {
        for field in shape.fields.iter().filter(|field| !elsewhere(shape, field.name)) {
            assert!(shape.layout.contains(&field.name), "{}: {}", shape.path, field.name);
        }
        let strange: Vec<_> = shape
            .layout
            .iter()
            .filter(|name| !SYSTEM.contains(name) && !shape.fields.iter().any(|field| field.name == **name))
            .collect();
        assert_eq!(strange.len(), usize::from(shape.path.contains("{id}")), "{}: {strange:?}", shape.path);
    }
}
