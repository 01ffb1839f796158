use super::*;
use crate::body::{Rejection, read_one};
use domain::EntityKind;
use domain::field::{FieldHome, FieldOption, FieldSettings};

fn field(kind: FieldKind) -> Field {
    let option = |id: i64, value: &str, code: Option<&str>| FieldOption {
        id: EnumId(id),
        value: value.into(),
        code: code.map(str::to_string),
        sort: id,
        parent: None,
    };
    Field {
        id: FieldId(3),
        home: FieldHome::Of(EntityKind::Contact),
        kind,
        name: "Phone".into(),
        code: Some("PHONE".into()),
        sort: 1,
        group: None,
        is_api_only: false,
        is_predefined: true,
        is_deletable: false,
        is_filterable: true,
        settings: FieldSettings::default(),
        options: vec![option(17, "Work", Some("WORK")), option(18, "Home", None)],
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    }
}

/// What is read back after writing values as a client does.
#[track_caller]
fn check(kind: FieldKind, written: Value, expected: Value) {
    let body = json!({"custom_fields_values": [{"field_id": 3, "values": written}]});
    let wishes = read_one(&body, read_values).unwrap().value;
    let field = field(kind);
    let values = field.read(&wishes[0].values).unwrap();
    let told = write_values(&[field], &[(FieldId(3), values)]).unwrap();
    assert_eq!(told[0]["values"], expected, "{kind:?}");
    assert_eq!(told[0]["field_type"], kind.name());
}

#[test]
fn values_are_read_back_in_the_form_of_the_page() {
    check(FieldKind::Text, json!([{"value": "a"}]), json!([{"value": "a"}]));
    check(FieldKind::Text, json!({"0": {"value": 5}}), json!([{"value": "5"}]));
    check(FieldKind::Numeric, json!([{"value": 1.50}]), json!([{"value": "1.5"}]));
    check(FieldKind::Checkbox, json!([{"value": 1}]), json!([{"value": true}]));
    check(FieldKind::Date, json!([{"value": "2020-01-01T03:00:00+03:00"}]), json!([{"value": 1_577_836_800}]));
    check(
        FieldKind::Multitext,
        json!([{"value": "+1", "enum_id": null, "enum_code": null}, {"value": "+2", "enum": "WORK"}]),
        json!([
            {"value": "+1", "enum_id": 17, "enum_code": "WORK"},
            {"value": "+2", "enum_id": 17, "enum_code": "WORK"}
        ]),
    );
    check(
        FieldKind::Multiselect,
        json!([{"enum_id": 18}, {"value": "Work"}]),
        json!([{"value": "Home", "enum_id": 18, "enum_code": null}, {"value": "Work", "enum_id": 17, "enum_code": "WORK"}]),
    );
    check(
        FieldKind::SmartAddress,
        json!([{"value": "Oslo", "enum_code": "city"}]),
        json!([{"value": "Oslo", "enum_id": 3, "enum_code": "city"}]),
    );
    check(
        FieldKind::ChainedList,
        json!([{"catalog_id": 1, "catalog_element_id": "2"}]),
        json!([{"catalog_id": 1, "catalog_element_id": 2}]),
    );
    check(
        FieldKind::LegalEntity,
        json!([{"value": {"name": "Acme", "entity_type": 2, "vat_id": 77, "bank_code": null}}]),
        json!([{"value": {"name": "Acme", "entity_type": 2, "vat_id": "77"}}]),
    );
}

#[test]
fn a_field_is_named_by_id_or_code_and_null_clears() {
    let body = json!({"custom_fields_values": [
        {"field_code": "PHONE", "field_id": null, "values": null},
        {"field_id": "5", "field_code": "X", "values": [{"value": null}]},
    ]});
    let wishes = read_one(&body, read_values).unwrap().value;
    assert_eq!(wishes[0], FieldWish { field: FieldRef::Code("PHONE".into()), values: vec![] });
    assert_eq!(wishes[1].field, FieldRef::Id(FieldId(5)));
    assert_eq!(wishes[1].values, [RawValue::default()]);
    let none = json!({"custom_fields_values": null});
    assert_eq!(read_one(&none, read_values).unwrap().value, []);
}

#[test]
fn tags_that_are_absent_and_tags_that_are_null_are_different() {
    let read = |body: Value| {
        read_one(&body, |reader| {
            let set = reader.inside("_embedded", read_tags).flatten();
            read_tag_edit(reader, set)
        })
    };
    assert!(read(json!({})).unwrap().value.is_empty());
    assert!(read(json!({"_embedded": {}})).unwrap().value.is_empty());
    assert_eq!(read(json!({"_embedded": {"tags": null}})).unwrap().value.set, Some(vec![]));
    let edit = read(json!({"tags_to_add": [{"name": "a"}, {"id": 4, "name": "b"}], "tags_to_delete": [{"id": 5}]}));
    let edit = edit.unwrap().value;
    assert_eq!(edit.add, [TagRef::Name("a".into()), TagRef::Id(TagId(4))]);
    assert_eq!(edit.remove, [TagRef::Id(TagId(5))]);
    let Err(Rejection::Invalid(items)) = read(json!({"tags_to_add": [{}, 5]})) else { panic!() };
    let told: Vec<String> = items[0].problems.iter().map(|p| format!("{} {}", p.path, p.code)).collect();
    assert_eq!(told, ["tags_to_add.0.name FieldMissing", "tags_to_add.1 InvalidType"]);
}
