use super::*;
use crate::schedule::Zone;

fn field(kind: FieldKind) -> Field {
    let option = |id: i64, value: &str, code: Option<&str>| FieldOption {
        id: EnumId(id),
        value: value.into(),
        code: code.map(str::to_string),
        sort: id,
        parent: None,
    };
    Field {
        id: FieldId(7),
        home: FieldHome::Of(EntityKind::Contact),
        kind,
        name: "Field".into(),
        code: Some("CODE".into()),
        sort: 1,
        group: None,
        is_api_only: false,
        is_predefined: false,
        is_deletable: true,
        is_filterable: true,
        settings: FieldSettings::default(),
        options: vec![option(10, "Red", Some("RED")), option(11, "Green", None)],
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    }
}

fn value(raw: Raw) -> RawValue {
    RawValue { value: raw, ..RawValue::default() }
}

fn text(text: &str) -> Raw {
    Raw::Text(text.into())
}

fn chosen(option: Option<i64>, code: Option<&str>, raw: Raw) -> RawValue {
    RawValue { value: raw, option: option.map(EnumId), option_code: code.map(str::to_string) }
}

/// What comes of written values: what people read of them, or the problems.
#[track_caller]
fn check(kind: FieldKind, written: &[RawValue], expected: &str) {
    let field = field(kind);
    let told = match field.read(written) {
        Ok(values) => field.shown_all(&values, &Zone::new(vec![])),
        Err(problems) => {
            let one = |problem: &Problem| format!("{}! {}", problem.path, problem.code);
            problems.iter().map(one).collect::<Vec<_>>().join("; ")
        }
    };
    assert_eq!(told, expected, "{kind:?} {written:?}");
}

#[test]
fn nothing_clears_every_kind() {
    for kind in FieldKind::ALL {
        for written in [vec![], vec![value(Raw::Null)], vec![value(text("")), value(Raw::Null)]] {
            assert_eq!(field(kind).read(&written), Ok(vec![]), "{kind:?}");
        }
    }
}

#[test]
fn texts() {
    check(FieldKind::Text, &[value(text("a\nb"))], "a\nb");
    check(FieldKind::Url, &[value(Raw::Number("5".into()))], "5");
    check(FieldKind::Text, &[value(Raw::Flag(true))], "1");
    check(FieldKind::Text, &[value(Raw::List(vec![]))], "values.0.value! InvalidType");
    check(FieldKind::Text, &[value(text("a")), value(text("b"))], "values! TooMany");
    check(FieldKind::Text, &[value(Raw::Null), value(text("b"))], "b");
    check(FieldKind::Text, &[value(text(&"ä".repeat(TEXT_LENGTH_MAX + 1)))], "values.0.value! TooLong");
    check(FieldKind::Textarea, &[value(text(&"x".repeat(TEXT_LENGTH_MAX + 1)))], &"x".repeat(TEXT_LENGTH_MAX + 1));
}

#[test]
fn numbers() {
    for (written, shown) in [
        ("12", "12"),
        ("12.50", "12.5"),
        (" 1,5 ", "1.5"),
        ("+007.0", "7"),
        ("-0.0", "0"),
        (".5", "0.5"),
        ("-3.", "-3"),
        ("99999999999999.9999", "99999999999999.9999"),
        ("100000000000000", "values.0.value! OutOfRange"),
        ("1e3", "values.0.value! InvalidType"),
        ("1.2.3", "values.0.value! InvalidType"),
        ("--1", "values.0.value! InvalidType"),
        (".", "values.0.value! InvalidType"),
        ("٣", "values.0.value! InvalidType"),
    ] {
        for kind in [FieldKind::Numeric, FieldKind::Price, FieldKind::Monetary] {
            check(kind, &[value(text(written))], shown);
        }
    }
    for (written, compared) in
        [("1.5", Some(15_000)), ("-0.00019", Some(-1)), ("99999999999999", Some(999_999_999_999_990_000)), ("x", None)]
    {
        assert_eq!(scaled(written), compared, "{written}");
    }
}

#[test]
fn yes_and_no() {
    for (raw, shown) in [
        (Raw::Flag(false), "0"),
        (text("1"), "1"),
        (Raw::Number("0".into()), "0"),
        (text("maybe"), "values.0.value! InvalidType"),
    ] {
        check(FieldKind::Checkbox, &[value(raw)], shown);
    }
}

#[test]
fn choices() {
    for kind in [FieldKind::Select, FieldKind::Radiobutton, FieldKind::Category] {
        check(kind, &[chosen(Some(11), None, Raw::Null)], "Green");
        check(kind, &[chosen(None, Some("RED"), Raw::Null)], "Red");
        check(kind, &[value(text(" Red"))], "Red");
        check(kind, &[chosen(Some(12), None, text("Red"))], "values.0.value! NotSupportedChoice");
        check(kind, &[value(text("Blue"))], "values.0.value! NotSupportedChoice");
        check(kind, &[value(text("Red")), value(text("Green"))], "values! TooMany");
        check(kind, &[value(Raw::Flag(true))], "values.0.value! InvalidType");
    }
    check(FieldKind::Multiselect, &[value(text("Red")), chosen(Some(11), None, Raw::Null)], "Red, Green");
    check(FieldKind::Multiselect, &[value(text("Red")), value(text("Red"))], "Red");
    check(
        FieldKind::Multiselect,
        &[value(text("x")), value(text("Red")), value(text("y"))],
        "values.0.value! NotSupportedChoice; values.2.value! NotSupportedChoice",
    );
}

#[test]
fn moments() {
    for (written, shown) in [
        ("1577836800", "01.01.2020 00:00"),
        ("2020-01-01T03:00:00+03:00", "01.01.2020 00:00"),
        ("2020-02-29T23:59:59.123Z", "29.02.2020 23:59"),
        ("2020-01-01 10:30", "01.01.2020 10:30"),
        ("2019-12-31T20:00:00-0400", "01.01.2020 00:00"),
        ("31.12.1969", "31.12.1969 00:00"),
        ("-1", "31.12.1969 23:59"),
        ("0001-01-01", "01.01.0001 00:00"),
        ("2021-02-29", "values.0.value! InvalidType"),
        ("2021-13-01", "values.0.value! InvalidType"),
        ("2020-01-01T24:00:00Z", "values.0.value! InvalidType"),
        ("2020-01-01T10:00:00+3", "values.0.value! InvalidType"),
        ("2020-01-01x", "values.0.value! InvalidType"),
        ("yesterday", "values.0.value! InvalidType"),
        ("99999999999999", "values.0.value! OutOfRange"),
    ] {
        check(FieldKind::DateTime, &[value(text(written))], shown);
    }
    check(FieldKind::Date, &[value(Raw::Number("1577836800.7".into()))], "01.01.2020");
    let east = Zone::new(vec![(Timestamp(0), 3 * 3_600)]);
    assert_eq!(field(FieldKind::DateTime).shown(&FieldValue::Moment(1_577_836_800), &east), "01.01.2020 03:00");
}

#[test]
fn texts_with_options() {
    let phone = field(FieldKind::Multitext);
    let read = |raw| phone.read(&[raw]).unwrap().remove(0);
    let part = |id| FieldValue::Part { text: "+7".into(), option: EnumId(id) };
    assert_eq!(read(chosen(Some(11), None, text("+7"))), part(11));
    assert_eq!(read(chosen(None, Some("red"), text("+7"))), part(10));
    assert_eq!(read(value(text("+7"))), part(10));
    check(FieldKind::Multitext, &[chosen(Some(99), None, text("+7"))], "values.0.value! NotSupportedChoice");
    check(FieldKind::Multitext, &[chosen(Some(10), None, Raw::Null)], "values.0.value! InvalidType");
    check(FieldKind::SmartAddress, &[chosen(Some(3), None, text("Oslo"))], "Oslo");
    check(FieldKind::SmartAddress, &[chosen(None, Some("zip"), text("0150"))], "0150");
    check(FieldKind::SmartAddress, &[chosen(Some(7), None, text("x"))], "values.0.value! NotSupportedChoice");
}

#[test]
fn composed_values_keep_their_known_parts() {
    let object =
        |parts: &[(&str, Raw)]| Raw::Object(parts.iter().map(|(n, raw)| (n.to_string(), raw.clone())).collect());
    let papers = object(&[("name", text("Acme")), ("vat_id", Raw::Number("77".into())), ("colour", text("x"))]);
    let kept = object(&[("name", text("Acme")), ("vat_id", text("77"))]);
    assert_eq!(field(FieldKind::LegalEntity).read(&[value(papers)]), Ok(vec![FieldValue::Composed(kept)]));
    check(FieldKind::LegalEntity, &[value(object(&[("vat_id", text("1"))]))], "values.0.value! FieldMissing");
    check(FieldKind::ChainedList, &[value(object(&[("catalog_id", text("5"))]))], "values.0.value! FieldMissing");
    check(FieldKind::File, &[value(text("x"))], "values.0.value! InvalidType");
    let discount = object(&[("type", text("amount")), ("value", Raw::Number("1".into()))]);
    let item = object(&[("sku", text("S")), ("quantity", text("two")), ("discount", discount.clone())]);
    check(FieldKind::Items, &[value(item)], "values.0.value! InvalidType");
    let item = object(&[("description", text("Tea")), ("quantity", text("2")), ("discount", discount)]);
    check(FieldKind::Items, &[value(item)], "Tea");
}

#[test]
fn kinds_and_homes_come_back_from_their_parts() {
    for kind in FieldKind::ALL {
        assert_eq!(FieldKind::from_name(kind.name()), Some(kind));
    }
    for home in [FieldHome::Of(EntityKind::Customer), FieldHome::Catalog(5), FieldHome::Segments] {
        assert_eq!(FieldHome::from_parts(home.number(), home.owner()), Some(home));
    }
    assert_eq!(FieldHome::from_parts(99, 0), None);
}

#[test]
fn a_definition_tells_all_its_problems() {
    let told = |field: &Field| field.check().iter().map(|p| format!("{} {}", p.path, p.code)).collect::<Vec<_>>();
    assert_eq!(told(&field(FieldKind::Select)), Vec::<String>::new());
    let mut bad = Field { name: " ".into(), options: vec![], ..field(FieldKind::Category) };
    assert_eq!(told(&bad), ["name NotBlank", "type NotSupportedChoice", "enums FieldMissing"]);
    bad.kind = FieldKind::Monetary;
    assert_eq!(told(&bad), ["name NotBlank", "currency FieldMissing"]);
}

#[test]
fn predefined_fields_fit_their_homes() {
    for field in predefined() {
        assert!(field.kind.fits(field.home), "{}", field.code);
        assert_eq!(field.options.is_empty(), field.kind != FieldKind::Multitext, "{}", field.code);
    }
}
