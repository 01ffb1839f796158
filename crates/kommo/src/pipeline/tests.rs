use domain::{AccountId, PipelineId, StageId};
use serde_json::json;

use super::*;
use crate::Base;
use crate::garbage::Dice;

fn told<T: std::fmt::Debug>(result: Result<T, Rejection>) -> Vec<String> {
    match result.unwrap_err() {
        Rejection::Malformed(detail) => vec![detail],
        Rejection::Invalid(items) => {
            let all = items.iter().flat_map(|item| item.problems.iter());
            all.map(|problem| format!("{} {}", problem.path, problem.code)).collect()
        }
    }
}

#[test]
fn a_pipeline_with_its_stages() {
    let body = json!([{
        "name": "Sales", "sort": 20, "is_main": false, "is_unsorted_on": 1, "request_id": "p",
        "_embedded": {"statuses": [
            {"name": "First", "color": "#FFFEB2"}, {"name": "Second", "sort": "15"}, {"id": 142, "name": "Done"},
            {"id": 143},
        ]},
    }]);
    let item = parse_create(&body).unwrap().remove(0);
    let stage =
        |name: &str, color: Option<&str>, sort| StageDraft { name: name.into(), color: color.map(String::from), sort };
    let draft = PipelineDraft {
        name: "Sales".into(),
        sort: 20,
        is_main: false,
        accepts_incoming: true,
        stages: vec![stage("First", Some("#fffeb2"), 10), stage("Second", None, 15)],
        won_name: Some("Done".into()),
        lost_name: None,
    };
    assert_eq!(item, Item { request_id: "p".into(), value: draft });
}

#[test]
fn what_a_pipeline_needs() {
    assert_eq!(
        told(parse_create(&json!([{}]))),
        ["name FieldMissing", "sort FieldMissing", "is_main FieldMissing", "is_unsorted_on FieldMissing"]
    );
    let statuses = json!([{"name": "ok"}, {"name": " ", "color": "red"}, {"id": 7, "name": "x"}, {}]);
    let body =
        json!([{"name": " ", "sort": 1, "is_main": 0, "is_unsorted_on": 0, "_embedded": {"statuses": statuses}}]);
    assert_eq!(
        told(parse_create(&body)),
        [
            "_embedded.statuses.1.color NotSupportedChoice",
            "_embedded.statuses.1.name NotBlank",
            "_embedded.statuses.2.id NotSupportedChoice",
            "_embedded.statuses.3.name FieldMissing",
            "name NotBlank",
        ]
    );
    let many = vec![json!({"name": "x"}); 98];
    let body = json!([{"name": "x", "sort": 1, "is_main": 0, "is_unsorted_on": 0, "_embedded": {"statuses": many}}]);
    assert_eq!(told(parse_create(&body)), ["_embedded.statuses TooMany"]);
}

#[test]
fn stages_and_changes() {
    assert_eq!(told(parse_create_stages(&json!([{}]))), ["name FieldMissing", "sort FieldMissing"]);
    let draft = parse_create_stages(&json!([{"name": "A", "sort": 60}])).unwrap().remove(0).value.draft;
    assert_eq!(draft, StageDraft { name: "A".into(), color: None, sort: 60 });

    let patch = parse_update(&json!({"is_main": "1", "unknown": 5})).unwrap().value;
    assert_eq!(patch, PipelinePatch { is_main: Some(true), ..Default::default() });
    assert_eq!(told(parse_update(&json!({"name": ""}))), ["name NotBlank"]);
    assert_eq!(
        told(parse_update(&json!({}))),
        ["At least one of these fields is needed: name, sort, is_main, is_unsorted_on"]
    );

    let patch = parse_update_stage(&json!({"color": "#98CBFF"})).unwrap().value;
    assert_eq!(patch, StagePatch { color: Some("#98cbff".into()), ..Default::default() });
    assert_eq!(told(parse_update_stage(&json!({"color": "#123456"}))), ["color NotSupportedChoice"]);
    assert_eq!(
        told(parse_update_stage(&json!({"id": 5}))),
        ["At least one of these fields is needed: name, sort, color, descriptions"]
    );
}

fn stored(accepts_incoming: bool) -> domain::pipeline::Pipeline {
    let draft = PipelineDraft {
        name: "Sales".into(),
        sort: 1,
        is_main: true,
        accepts_incoming,
        stages: vec![StageDraft { name: "First contact".into(), color: None, sort: 1 }],
        won_name: Some("Won".into()),
        lost_name: Some("Lost".into()),
    };
    domain::pipeline::Pipeline {
        id: PipelineId(301),
        name: draft.name.clone(),
        sort: 1,
        is_main: true,
        accepts_incoming,
        stages: draft.stages(StageId(3010), &[StageId(3011)]),
    }
}

#[test]
fn all_pipelines() {
    let base = Base::new("https://acc.example.com");
    let scope = Scope { account: AccountId(1), base: &base, with_descriptions: false, descriptions: &[] };
    let written = serde_json::to_string(&pipelines(&[stored(true)], scope)).unwrap();
    let expected = concat!(
        r#"{"_total_items":1,"_links":{"self":{"href":"@"}},"_embedded":{"pipelines":[{"id":301,"name":"Sales","sort":1,"#,
        r#""is_main":true,"is_unsorted_on":true,"is_archive":false,"account_id":1,"_links":{"self":{"href":"@/301"}},"#,
        r#""_embedded":{"statuses":["#,
        r##"{"id":3010,"name":"Incoming leads","sort":10,"is_editable":false,"pipeline_id":301,"color":"#c1c1c1","type":1,"##,
        r#""account_id":1,"_links":{"self":{"href":"@/301/statuses/3010"}}},"#,
        r##"{"id":3011,"name":"First contact","sort":20,"is_editable":true,"pipeline_id":301,"color":"#99ccff","type":0,"##,
        r#""account_id":1,"_links":{"self":{"href":"@/301/statuses/3011"}}},"#,
        r##"{"id":142,"name":"Won","sort":10000,"is_editable":false,"pipeline_id":301,"color":"#CCFF66","type":0,"##,
        r#""account_id":1,"_links":{"self":{"href":"@/301/statuses/142"}}},"#,
        r##"{"id":143,"name":"Lost","sort":11000,"is_editable":false,"pipeline_id":301,"color":"#D5D8DB","type":0,"##,
        r#""account_id":1,"_links":{"self":{"href":"@/301/statuses/143"}}}]}}]}}"#
    );
    assert_eq!(written.replace("https://acc.example.com/api/v4/leads/pipelines", "@"), expected);
}

#[test]
fn an_unused_incoming_stage_is_not_shown() {
    let base = Base::new("https://acc.example.com");
    let scope = Scope { account: AccountId(1), base: &base, with_descriptions: true, descriptions: &[] };
    let written = stages(&stored(false), scope);
    assert_eq!(written.total_items, 3);
    assert_eq!(written.embedded.statuses[0].id, 3011);
    assert_eq!(written.embedded.statuses[0].descriptions, Some(vec![]));

    let stored = stored(true);
    let written = created([(&stored, "p".to_string())], scope);
    assert_eq!(written.embedded.pipelines[0].request_id.as_deref(), Some("p"));
    let written = created_stages([(&stored.stages[1], "0".to_string())], stored.id, scope);
    assert_eq!(written.embedded.statuses[0].request_id.as_deref(), Some("0"));
}

#[test]
fn garbage_is_survived() {
    let keys = ["0", "name", "sort", "is_main", "is_unsorted_on", "_embedded", "statuses", "id", "color", "request_id"];
    let mut dice = Dice::new(6);
    for _ in 0..10_000 {
        let body = dice.json(&keys, 0);
        let _ = (parse_create(&body), parse_update(&body), parse_create_stages(&body), parse_update_stage(&body));
    }
}

#[test]
fn descriptions_have_levels_and_bounds() {
    let read = |descriptions: Value| match parse_update_stage(&json!({ "descriptions": descriptions })) {
        Ok(item) => format!("{:?}", item.value.descriptions),
        Err(rejection) => told::<()>(Err(rejection)).join(", "),
    };
    assert_eq!(
        read(json!([{"level": "newbie", "description": "Call"}, {"id": 5, "level": "master"}])),
        r#"[DescriptionWish { level: Newbie, text: Some("Call") }, DescriptionWish { level: Master, text: None }]"#
    );
    assert_eq!(
        read(json!([{}, {"level": "boss"}, {"level": "master", "description": "x".repeat(1_001)}])),
        "descriptions.0.level FieldMissing, descriptions.1.level NotSupportedChoice, descriptions.2.description TooLong"
    );
    assert_eq!(read(json!([{"level": "newbie"}, {"level": "newbie"}])), "descriptions NotUnique");
    assert_eq!(read(json!([{}, {}, {}, {}])), "descriptions TooMany");
}
