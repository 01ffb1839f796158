//! What our own pages ask: the board at one moment, lists with filters, a lead with its contacts.

use serde_json::{Value, json};

use crate::world::{World, on_both};

/// `B: Roof, Attic (2 for 300) more | C: …` of the stages that hold leads.
fn told(board: &Value) -> String {
    let stages = board["stages"].as_array().unwrap().iter().filter(|stage| stage["n_leads"] != 0);
    let one = |stage: &Value| {
        let names: Vec<&str> = stage["leads"].as_array().unwrap().iter().map(|l| l["name"].as_str().unwrap()).collect();
        let more = if stage["next"].is_null() { "" } else { " more" };
        format!("{} ({} for {}){more}", names.join(", "), stage["n_leads"], stage["price_sum"])
    };
    stages.map(one).collect::<Vec<_>>().join(" | ")
}

async fn make(world: &World, name: &str, price: i64, letter: char, owner: i64) -> i64 {
    let (pipeline, stage) = world.stage(letter);
    let body = json!([{ "name": name, "price": price, "pipeline_id": pipeline, "status_id": stage,
        "responsible_user_id": owner }]);
    let made = world.call("POST", "/api/v4/leads", body).await.expect(200);
    world.advance(2_000); // So that the order of changes is one.
    made["_embedded"]["leads"][0]["id"].as_i64().unwrap()
}

#[tokio::test]
async fn a_board_is_of_one_moment_and_pages_go_on_where_it_ends() {
    on_both(async |world| {
        let admin = world.acme.admin;
        let roof = make(&world, "Roof", 100, 'B', admin).await;
        make(&world, "Attic", 200, 'B', admin).await;
        make(&world, "Roof window", 50, 'B', admin).await;
        make(&world, "Cellar", 7, 'C', admin).await;
        let (pipeline, stage) = world.stage('B');
        let board = async |more: &str| {
            told(&world.own("GET", &format!("board?pipeline_id={pipeline}{more}"), Value::Null).await)
        };

        assert_eq!(board("").await, "Roof window, Attic, Roof (3 for 350) | Cellar (1 for 7)");
        assert_eq!(board("&limit=2").await, "Roof window, Attic (3 for 350) more | Cellar (1 for 7)");
        assert_eq!(board("&query=ROOF").await, "Roof window, Roof (2 for 150)");
        assert_eq!(board("&price_from=100&price_to=150").await, "Roof (1 for 100)");
        assert_eq!(board(&format!("&responsible_user_id={admin}&query=cel")).await, "Cellar (1 for 7)");
        assert_eq!(board("&responsible_user_id=1").await, "");

        world.call("PATCH", &format!("/api/v4/leads/{roof}"), json!({ "price": 101 })).await.expect(200);
        assert_eq!(board("&order=changed&limit=1").await, "Roof (3 for 351) more | Cellar (1 for 7)");
        let page = format!("leads?pipeline_id={pipeline}&stage_id={stage}&order=changed&after={roof}");
        let page = world.own("GET", &page, Value::Null).await;
        let names: Vec<&Value> = page["leads"].as_array().unwrap().iter().map(|lead| &lead["name"]).collect();
        assert_eq!((names, &page["next"]), (vec![&json!("Roof window"), &json!("Attic")], &Value::Null));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_lead_comes_with_its_contacts_and_lists_name_the_main_one() {
    on_both(async |world| {
        let lead = make(&world, "Roof", 100, 'B', world.acme.admin).await;
        let made = world.call("POST", "/api/v4/contacts", json!([{ "name": "Ann" }, { "name": "Bob" }])).await.expect(200);
        let ids: Vec<i64> = (0..2).map(|n| made["_embedded"]["contacts"][n]["id"].as_i64().unwrap()).collect();
        let link = |id: i64, main: bool| json!({ "to_entity_id": id, "to_entity_type": "contacts", "metadata": { "is_main": main } });
        let links = json!([link(ids[0], false), link(ids[1], true)]);
        world.call("POST", &format!("/api/v4/leads/{lead}/link"), links).await.expect(200);

        let details = world.own("GET", &format!("leads/{lead}"), Value::Null).await;
        let contacts: Vec<String> =
            details["contacts"].as_array().unwrap().iter().map(|c| format!("{} {}", c["name"], c["is_main"])).collect();
        assert_eq!(contacts, ["\"Ann\" false", "\"Bob\" true"]);
        assert_eq!((&details["lead"]["contact"]["name"], &details["created_by"]), (&json!("Bob"), &json!(world.acme.admin)));
        let (pipeline, _) = world.stage('B');
        let board = world.own("GET", &format!("board?pipeline_id={pipeline}"), Value::Null).await;
        let shown = board["stages"].as_array().unwrap().iter().find(|stage| stage["n_leads"] == 1).unwrap();
        assert_eq!(shown["leads"][0]["contact"], json!({ "id": ids[1], "name": "Bob" }));
        let users = world.own("GET", "colleagues", Value::Null).await;
        assert_eq!(users["users"][0]["id"], json!(world.acme.admin));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_told() {
    let world = World::sqlite().await;
    let long = format!("leads?query={}", "x".repeat(201));
    //   asked                            status  told
    for (asked, status, expected) in [
        ("board", 400, "pipeline_id required"),
        ("board?pipeline_id=x", 400, "pipeline_id bad_type"),
        ("board?pipeline_id=1&order=size", 400, "order bad_choice"),
        ("board?pipeline_id=1&oops=1", 400, "oops unknown_key"),
        ("leads?stage_id=142", 400, "pipeline_id required"),
        (&long, 400, "query too_long"),
    ] {
        assert_eq!(world.refused(status, "GET", asked, Value::Null).await, [expected], "{asked}");
    }
    assert_eq!(world.call("GET", "/api/pipewright/v1/board?pipeline_id=1", Value::Null).await.status, 404);
    assert_eq!(world.call("GET", "/api/pipewright/v1/leads/1", Value::Null).await.status, 404);
    world.end().await;
}
