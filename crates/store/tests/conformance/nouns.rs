//! Custom fields, tags, companies and words, on every database.

use domain::field::{FieldHome, FieldKind, FieldOption, FieldPatch, FieldValue, Raw};
use domain::{EntityKind, EnumId};
use store::field_values::FieldTest;
use store::leads::{LeadFilter, Range};
use store::{field_values, fields, leads, tags, terms};

use crate::fixtures::{NOW, draft, later, lead_at, place};
use crate::world::on_all;

const HOME: FieldHome = FieldHome::Of(EntityKind::Lead);

fn option(value: &str, parent: Option<i64>) -> FieldOption {
    FieldOption { id: EnumId(0), value: value.into(), code: None, sort: 1, parent: parent.map(EnumId) }
}

#[test]
fn values_come_back_and_stand_in_their_index() {
    on_all(|world| {
        world.write(|tx| {
            let sales = store::pipelines::create(tx, &draft("Sales", &["A"]))?;
            let lead = leads::insert(tx, &lead_at(place(&sales, "A")))?.id;
            let make = |kind: FieldKind, options: Vec<FieldOption>| {
                let patch = FieldPatch {
                    kind: Some(kind),
                    name: Some(kind.name().into()),
                    options: Some(options),
                    ..FieldPatch::default()
                };
                fields::insert(tx, &patch.create(HOME, 100, NOW))
            };
            let text = make(FieldKind::Text, vec![])?;
            let number = make(FieldKind::Numeric, vec![])?;
            let choice = make(FieldKind::Select, vec![option("a", None), option("b", Some(-1))])?;
            assert_eq!(choice.options[1].parent, Some(choice.options[0].id));
            let papers = make(FieldKind::LegalEntity, vec![])?;
            let long = "x".repeat(field_values::INDEXED_BYTES_MAX + 1);
            let composed = FieldValue::Composed(Raw::Object(vec![("name".into(), Raw::Text("Acme".into()))]));
            let wanted = [
                (&text, vec![FieldValue::Text(long.clone())]),
                (&number, vec![FieldValue::Number("-1.5".into())]),
                (&choice, vec![FieldValue::Option(choice.options[1].id)]),
                (&papers, vec![composed.clone(), composed]),
            ];
            for (field, values) in &wanted {
                field_values::set(tx, field, lead.0, &[FieldValue::Text("before".into())], true)?;
                field_values::set(tx, field, lead.0, values, false)?;
            }
            let all = fields::list(tx, HOME)?;
            let filled = field_values::of(tx, HOME, &all, lead.0)?;
            assert_eq!(filled, wanted.iter().map(|(field, values)| (field.id, values.clone())).collect::<Vec<_>>());
            let found = |field: &domain::field::Field, test: FieldTest| {
                let filter = LeadFilter { fields: vec![(field.id, test)], ..LeadFilter::default() };
                leads::list(tx, &filter, 10, 0).map(|found| found.len())
            };
            assert_eq!(found(&text, FieldTest::Texts(vec![long]))?, 1);
            assert_eq!(found(&text, FieldTest::Texts(vec!["x".into()]))?, 0);
            assert_eq!(found(&number, FieldTest::Between(Range { from: Some(-20_000), to: Some(-15_000) }))?, 1);
            assert_eq!(found(&number, FieldTest::Numbers(vec![15_000]))?, 0);
            assert_eq!(found(&choice, FieldTest::Options(vec![choice.options[1].id]))?, 1);
            // An option that goes takes its values along.
            let fewer = domain::field::Field { options: vec![choice.options[0].clone()], ..choice.clone() };
            fields::save(tx, &choice, &fewer)?;
            assert_eq!(field_values::of(tx, HOME, &fields::list(tx, HOME)?, lead.0)?.len(), 3);
            fields::delete(tx, text.id, later(1))?;
            assert_eq!(field_values::of(tx, HOME, &fields::list(tx, HOME)?, lead.0)?.len(), 2);
            assert_eq!(fields::find(tx, text.id)?, None);
            Ok(())
        });
    });
}

#[test]
fn words_follow_names_tags_and_values() {
    on_all(|world| {
        world.write(|tx| {
            let sales = store::pipelines::create(tx, &draft("Sales", &["A"]))?;
            let lead = domain::lead::Lead { name: "Крыша дома".into(), ..lead_at(place(&sales, "A")) };
            let lead = leads::insert(tx, &lead)?.id;
            let found = |text: &str| {
                let filter = LeadFilter { text: Some(text.into()), ..LeadFilter::default() };
                leads::list(tx, &filter, 10, 0).map(|found| found.len())
            };
            assert_eq!((found("крыш")?, found("ДОМ кр")?, found("vip")?), (1, 1, 0));
            let (tag, is_new) = tags::ensure(tx, EntityKind::Lead, "VIP", None)?;
            assert!(is_new && !tags::ensure(tx, EntityKind::Lead, "VIP", None)?.1);
            tags::attach(tx, lead.into(), tag.id)?;
            terms::refresh(tx, lead.into())?;
            assert_eq!((found("vip")?, found("vip крыша")?, found("zebra")?), (1, 1, 0));
            tags::delete(tx, EntityKind::Lead, tag.id)?;
            terms::refresh(tx, lead.into())?;
            assert_eq!((found("vip")?, found("крыша")?), (0, 1));
            assert_eq!(terms::fill(tx, EntityKind::Lead, 0)?, None);
            Ok(())
        });
    });
}

#[test]
fn every_account_has_its_predefined_fields_once() {
    on_all(|world| {
        world.write(|tx| {
            let contacts = FieldHome::Of(EntityKind::Contact);
            let before = fields::list(tx, contacts)?;
            let codes: Vec<_> = before.iter().filter_map(|field| field.code.as_deref()).collect();
            assert_eq!(codes, ["POSITION", "PHONE", "EMAIL"]);
            assert_eq!(before[1].options.len(), 6);
            fields::seed(tx, tx.account, NOW)?;
            assert_eq!(fields::list(tx, contacts)?, before);
            Ok(())
        });
    });
}
