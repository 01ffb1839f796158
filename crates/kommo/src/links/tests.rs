use serde_json::json;

use super::*;
use crate::garbage::Dice;

fn link_of(lead: i64, contact: i64, is_main: Option<bool>) -> LinkWish {
    LinkWish { from: lead_of(lead), to: domain::ContactId(contact).into(), is_main, author: None }
}

fn lead_of(id: i64) -> Entity {
    domain::LeadId(id).into()
}

#[test]
fn both_ends_can_ask() {
    let body =
        json!([{"to_entity_id": "42", "to_entity_type": "contacts", "metadata": {"is_main": true, "updated_by": 0}}]);
    let item = parse_one(lead_of(7), &body).unwrap().remove(0);
    assert_eq!(item.value, LinkWish { author: Some(UserId(0)), ..link_of(7, 42, Some(true)) });

    let body = json!([{"entity_id": 42, "to_entity_id": 7, "to_entity_type": "leads", "metadata": []}]);
    let there = link_of(7, 42, None);
    let back = LinkWish { from: there.to, to: there.from, ..there };
    assert_eq!(parse_many(EntityKind::Contact, &body).unwrap()[0].value, back);

    let body = json!([{"to_entity_id": 9, "to_entity_type": "companies", "metadata": null}]);
    assert_eq!(parse_one(lead_of(7), &body).unwrap()[0].value.to, domain::CompanyId(9).into());
}

#[test]
fn what_is_wrong_is_told() {
    let body = json!([{"to_entity_id": 1, "to_entity_type": "leads"}, {"metadata": {"is_main": "x"}}]);
    let Err(Rejection::Invalid(items)) = parse_one(lead_of(7), &body) else { panic!("expected problems") };
    let told: Vec<String> = items
        .iter()
        .flat_map(|i| i.problems.iter().map(|p| format!("{} {} {}", i.request_id, p.path, p.code)))
        .collect();
    assert_eq!(
        told,
        [
            "0 to_entity_type NotSupportedChoice",
            "1 to_entity_id FieldMissing",
            "1 to_entity_type FieldMissing",
            "1 metadata.is_main InvalidType",
        ]
    );
    assert!(parse_many(EntityKind::Lead, &json!([{"to_entity_id": 1, "to_entity_type": "contacts"}])).is_err());
}

#[test]
fn which_links_are_asked_for() {
    let fits = |query: &str| LinksQuery::parse(query).unwrap().matches(&link_of(7, 42, None));
    assert!(fits(""));
    assert!(fits("filter[to_entity_id]=42&filter[to_entity_type]=contacts"));
    assert!(fits("filter[entity_id][]=1&filter[entity_id][]=7"));
    assert!(!fits("filter[to_entity_id]=43"));
    assert!(!fits("filter[to_entity_type]=companies"));
    assert!(!fits("filter[to_catalog_id]=5"));
    assert!(!fits("filter[entity_id]=8"));
}

#[test]
fn how_links_are_answered() {
    let base = Base::new("https://acc.example.com");
    let links = [link_of(5002, 42, Some(true))];
    assert_eq!(
        serde_json::to_string(&linked(EntityKind::Lead, Some(5002), &links, &base)).unwrap(),
        concat!(
            r#"{"_total_items":1,"_links":{"self":{"href":"https://acc.example.com/api/v4/leads/5002/links"}},"#,
            r#""_embedded":{"links":[{"entity_id":5002,"entity_type":"leads","to_entity_id":42,"#,
            r#""to_entity_type":"contacts","metadata":{"main_contact":true}}]}}"#
        )
    );
    let one = of_one(lead_of(5002), &links, &base);
    assert_eq!(
        serde_json::to_string(&one.embedded).unwrap(),
        r#"{"links":[{"to_entity_id":42,"to_entity_type":"contacts","metadata":{"main_contact":true}}]}"#
    );
    let company = LinkWish { to: domain::CompanyId(9).into(), ..links[0] };
    let many = of_many(EntityKind::Lead, &[company], &base);
    assert_eq!(many.embedded.links[0].entity_id, Some(5002));
    assert_eq!((many.embedded.links[0].to_entity_type, &many.embedded.links[0].metadata), ("companies", &None));
}

#[test]
fn garbage_is_survived() {
    let keys = ["0", "entity_id", "to_entity_id", "to_entity_type", "metadata", "is_main", "updated_by"];
    let mut dice = Dice::new(7);
    for _ in 0..10_000 {
        let body = dice.json(&keys, 0);
        let _ = (parse_one(lead_of(1), &body), parse_many(EntityKind::Contact, &body));
    }
}
