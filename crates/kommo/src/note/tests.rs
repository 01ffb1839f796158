use serde_json::json;

use super::*;
use crate::body::ItemProblems;
use crate::garbage::Dice;

#[track_caller]
fn told(body: Value) -> String {
    match parse_create(EntityKind::Lead, Some(5), &body) {
        Ok(items) => items.iter().map(|item| item.value.params.clone()).collect::<Vec<_>>().join(" "),
        Err(Rejection::Malformed(told)) => told,
        Err(Rejection::Invalid(items)) => {
            let of = |item: &ItemProblems| {
                item.problems.iter().map(|p| format!("{} {}", p.path, p.code)).collect::<Vec<_>>()
            };
            items.iter().flat_map(of).collect::<Vec<_>>().join(", ")
        }
    }
}

#[track_caller]
fn check(kind: &str, params: Value, expected: &str) {
    assert_eq!(told(json!([{ "note_type": kind, "params": params }])), expected, "{kind} {params}");
}

#[test]
fn what_each_type_holds() {
    check("common", json!({"text": "Hi", "more": 1}), r#"{"text":"Hi"}"#);
    check("common", json!({}), "params.text FieldMissing");
    check("common", json!([]), "params.text FieldMissing");
    check("common", json!("x"), "params InvalidType");
    check(
        "call_in",
        json!({"uniq": "u", "duration": "42", "source": "PBX", "link": "", "phone": 15550100, "call_status": 4, "call_responsible": "Ann"}),
        r#"{"uniq":"u","duration":42,"source":"PBX","link":"","phone":"15550100","call_responsible":"Ann","call_status":4}"#,
    );
    check(
        "call_out",
        json!({"call_status": 9}),
        "params.duration FieldMissing, params.source FieldMissing, params.phone FieldMissing, params.call_status NotSupportedChoice",
    );
    check("extended_service_message", json!({"service": "Bot", "text": "ok"}), r#"{"service":"Bot","text":"ok"}"#);
    check("message_cashier", json!({"status": "eaten", "text": "x"}), "params.status NotSupportedChoice");
    check(
        "geolocation",
        json!({"text": "a", "address": "b", "longitude": 1.5, "latitude": "2"}),
        r#"{"text":"a","address":"b","longitude":"1.5","latitude":"2"}"#,
    );
    check(
        "attachment",
        json!({"file_uuid": "a-b", "file_name": "x.pdf"}),
        r#"{"file_uuid":"a-b","file_name":"x.pdf"}"#,
    );
    check("amomail_message", json!({}), "note_type NotSupportedChoice");
    check("poem", json!({}), "note_type NotSupportedChoice");
}

#[test]
fn the_entity_stands_in_the_address_or_in_the_body() {
    let body = json!([{ "entity_id": 9, "note_type": "common", "params": { "text": "x" } }]);
    assert_eq!(parse_create(EntityKind::Contact, None, &body).unwrap()[0].value.entity.id, 9);
    assert_eq!(parse_create(EntityKind::Contact, Some(7), &body).unwrap()[0].value.entity.id, 7);
    let without =
        json!([{ "note_type": "common", "params": { "text": "x" }, "is_need_to_trigger_digital_pipeline": "0" }]);
    assert!(!parse_create(EntityKind::Contact, Some(7), &without).unwrap()[0].value.fires);
    assert!(parse_create(EntityKind::Contact, None, &without).is_err());
}

#[test]
fn no_body_breaks_the_reader() {
    let mut dice = Dice::new(11);
    let keys = ["id", "note_type", "params", "text", "entity_id", "call_in", "duration", "created_at"];
    for _ in 0..5_000 {
        let body = dice.json(&keys, 1);
        let _ = parse_create(EntityKind::Lead, None, &body);
        let _ = parse_update_many(EntityKind::Lead, None, &body);
        let _ = crate::task::parse_create(&body);
        let _ = crate::call::parse_create(&body);
    }
}
