use super::*;
use crate::garbage::Dice;

fn lead() -> Lead {
    Lead {
        id: LeadId(7),
        name: "Order, 77".into(),
        price: 1200,
        place: Place::new(301, 3011),
        responsible: UserId(11),
        loss_reason: None,
        created_by: UserId(12),
        updated_by: UserId(0),
        created_at: Timestamp(100_500),
        updated_at: Timestamp(200_999),
        closed_at: None,
        price_by_robot: false,
        visitor: None,
        company: None,
        source: None,
        labor_cost: None,
        version: 1,
    }
}

#[track_caller]
fn fits(query: &str, expected: bool) {
    assert_eq!(LeadQuery::parse(query).unwrap().matches(&lead()), expected, "{query}");
}

#[test]
fn the_page() {
    for (query, page, limit) in [
        ("", 1, 50),
        ("page=3&limit=10", 3, 10),
        ("limit=251", 1, 250),
        ("limit=0&page=0", 1, 50),
        ("limit=-1&page=-1", 1, 50),
        ("limit=ten&page=", 1, 50),
        ("limit[]=5&page[a]=2", 1, 50),
        ("page=99999999999999999999", 1, 50),
        ("page=9999999999", PAGE_MAX, 50),
    ] {
        let paging = Paging::read(&php::decode(query).unwrap());
        assert_eq!((paging.page, paging.limit), (page, limit), "{query}");
        let _ = paging.offset();
    }
}

#[test]
fn with_and_order() {
    let query = LeadQuery::parse("with=contacts,loss_reason,nonsense&order[updated_at]=desc").unwrap();
    assert_eq!(query.with, LeadWith { contacts: true, loss_reason: true, ..Default::default() });
    assert_eq!(query.order, Some(Order { by: OrderField::UpdatedAt, is_descending: true }));

    let query = LeadQuery::parse("with[]=contacts&with[]=source_id&order[price]=asc&order[id]=ASC").unwrap();
    assert_eq!(query.with, LeadWith { contacts: true, source_id: true, ..Default::default() });
    assert_eq!(query.order, Some(Order { by: OrderField::Id, is_descending: false }));

    assert_eq!(ContactQuery::parse("order[created_at]=asc").unwrap().order, None, "contacts are not sorted by it");
    assert_eq!(LeadQuery::parse("order[id]=up").unwrap().order, None);
    assert_eq!(LeadQuery::parse("order=id").unwrap().order, None);
    assert_eq!(LeadQuery::parse("query=+a+b+").unwrap().text.as_deref(), Some("a b"));
    assert_eq!(LeadQuery::parse("query=").unwrap().text, None);
}

#[test]
fn each_filter() {
    fits("", true);
    for query in ["filter[id]=7", "filter[id][]=7", "filter[id][]=1&filter[id][]=7", "filter%5Bid%5D%5B0%5D=7"] {
        fits(query, true);
    }
    fits("filter[id]=1,7", true);
    fits("filter[id]=8", false);
    fits("filter[name]=Order,+77", true);
    fits("filter[name][]=x&filter[name][]=Order,+77", true);
    fits("filter[name]=Order", false);
    fits("filter[price][from]=1200&filter[price][to]=1200", true);
    fits("filter[price][from]=1200.5", true);
    fits("filter[price][from]=1201", false);
    fits("filter[price]=1200", true);
    fits("filter[statuses][0][pipeline_id]=301&filter[statuses][0][status_id]=3011", true);
    fits("filter[statuses][0][pipeline_id]=302&filter[statuses][0][status_id]=3011", false);
    fits("filter[pipeline_id]=301", true);
    fits("filter[pipeline_id][]=302", false);
    fits("filter[created_by]=12&filter[updated_by]=0&filter[responsible_user_id][]=11", true);
    fits("filter[responsible_user_id]=12", false);
    fits("filter[closed_at][from]=1", false);
    fits("filter[tags]=5&filter[no_such_key][]=1&filter=", true);
}

#[test]
fn times_are_whole_seconds_and_both_ends_count() {
    fits("filter[created_at][from]=100&filter[created_at][to]=100", true);
    fits("filter[created_at][from]=101", false);
    fits("filter[created_at][to]=99", false);
    fits("filter[updated_at]=200", true);
    fits("filter[updated_at]=199", false);
    fits("filter[updated_at][to]=9223372036854775807", true);
}

#[test]
fn what_cannot_be_read_matches_nothing_and_what_is_blank_asks_nothing() {
    for query in [
        "filter[id]=abc",
        "filter[id][x][y]=7",
        "filter[statuses][0][status_id]=3011",
        "filter[statuses]=3011",
        "filter[created_at]=yesterday",
        "filter[created_at][from]=yesterday",
        "filter[price][from]=x&filter[price][to]=5",
        "filter[responsible_user_id][]=me",
    ] {
        fits(query, false);
    }
    for query in ["filter[id]=", "filter[created_at][from]=&filter[created_at][to]=", "filter[created_at][x]=1"] {
        fits(query, true);
    }
}

#[test]
fn field_filters_are_kept() {
    let query = "filter[custom_fields_values][71][]=a,b&filter[custom_fields_values][72][from]=5&filter[custom_fields_values][x]=1";
    assert_eq!(
        LeadQuery::parse(query).unwrap().common.fields,
        [
            FieldFilter { field: 71, values: vec!["a,b".into()], range: None },
            FieldFilter { field: 72, values: vec![], range: Some((Some("5".into()), None)) },
        ]
    );
}

#[test]
fn a_filter_has_a_limit() {
    let ids = "1,".repeat(VALUES_MAX + 1);
    assert_eq!(LeadQuery::parse(&format!("filter[id]={ids}")).unwrap_err().path, "filter.id");
    assert!(LeadQuery::parse(&format!("filter[id]={}", "1,".repeat(VALUES_MAX))).is_ok());
}

#[test]
fn contacts_have_their_own_filters() {
    let query = ContactQuery::parse("with=leads&filter[id][]=5&filter[statuses][0]=x&query=555").unwrap();
    assert_eq!(query.ids, Some(vec![ContactId(5)]));
    assert!(query.with.leads);
}

#[test]
fn garbage_is_survived() {
    let parts = [
        "filter",
        "[id]",
        "[]",
        "[created_at]",
        "[from]",
        "[to]",
        "[statuses]",
        "[0]",
        "[pipeline_id]",
        "=",
        "&",
        "1",
        "-",
        ".",
        ",",
        "9999999999999999999",
        "order",
        "[updated_at]",
        "desc",
        "with",
        "page",
        "limit",
        "[price]",
        "NaN",
        "[custom_fields_values]",
        "%00",
        "query",
        "é",
    ];
    let mut dice = Dice::new(3);
    for _ in 0..20_000 {
        let text = dice.text(&parts, 40);
        if let Ok(query) = LeadQuery::parse(&text) {
            query.matches(&lead());
            assert!((1..=LIMIT_MAX).contains(&query.paging.limit));
        }
        let _ = ContactQuery::parse(&text);
    }
}
