use serde_json::json;

use super::*;
use crate::garbage::Dice;

fn link_of(lead: i64, contact: i64, is_main: Option<bool>) -> LinkWish {
    LinkWish { lead: LeadId(lead), contact: ContactId(contact), is_main, author: None }
}

#[test]
fn both_ends_can_ask() {
    let body =
        json!([{"to_entity_id": "42", "to_entity_type": "contacts", "metadata": {"is_main": true, "updated_by": 0}}]);
    let item = parse_one(Entity::Leads, 7, &body).unwrap().remove(0);
    assert_eq!(item.value, LinkWish { author: Some(UserId(0)), ..link_of(7, 42, Some(true)) });

    let body = json!([{"entity_id": 42, "to_entity_id": 7, "to_entity_type": "leads", "metadata": []}]);
    assert_eq!(parse_many(Entity::Contacts, &body).unwrap()[0].value, link_of(7, 42, None));
}

#[test]
fn what_is_wrong_is_told() {
    let body = json!([{"to_entity_id": 1, "to_entity_type": "companies"}, {"metadata": {"is_main": "x"}}]);
    let Err(Rejection::Invalid(items)) = parse_one(Entity::Leads, 7, &body) else { panic!("expected problems") };
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
    assert!(parse_many(Entity::Leads, &json!([{"to_entity_id": 1, "to_entity_type": "contacts"}])).is_err());
}

#[test]
fn which_links_are_asked_for() {
    let fits = |query: &str| LinksQuery::parse(query).unwrap().matches(Entity::Leads, &link_of(7, 42, None));
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
        serde_json::to_string(&linked(Entity::Leads, Some(5002), &links, &base)).unwrap(),
        concat!(
            r#"{"_total_items":1,"_links":{"self":{"href":"https://acc.example.com/api/v4/leads/5002/links"}},"#,
            r#""_embedded":{"links":[{"entity_id":5002,"entity_type":"leads","to_entity_id":42,"#,
            r#""to_entity_type":"contacts","metadata":{"main_contact":true}}]}}"#
        )
    );
    let one = of_one(Entity::Leads, 5002, &links, &base);
    assert_eq!(
        serde_json::to_string(&one.embedded).unwrap(),
        r#"{"links":[{"to_entity_id":42,"to_entity_type":"contacts","metadata":{"main_contact":true}}]}"#
    );
    let many = of_many(Entity::Contacts, &links, &base);
    assert_eq!(many.embedded.links[0].entity_id, Some(42));
    assert_eq!(many.embedded.links[0].to_entity_type, "leads");
}

#[test]
fn garbage_is_survived() {
    let keys = ["0", "entity_id", "to_entity_id", "to_entity_type", "metadata", "is_main", "updated_by"];
    let mut dice = Dice::new(7);
    for _ in 0..10_000 {
        let body = dice.json(&keys, 0);
        let _ = (parse_one(Entity::Leads, 1, &body), parse_many(Entity::Contacts, &body));
    }
}
