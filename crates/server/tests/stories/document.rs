//! The OpenAPI document: every route is in it, and the committed copy is the one that the code makes.

use http_body_util::BodyExt;
use serde_json::Value;

use crate::access::routes;
use crate::world::World;

#[test]
fn the_committed_document_is_current() {
    let path = format!("{}/../../docs/openapi.json", env!("CARGO_MANIFEST_DIR"));
    let made = server::api::router::openapi().to_pretty_json().unwrap() + "\n";
    if std::env::var("PIPEWRIGHT_UPDATE").is_ok_and(|word| word == "1") {
        std::fs::write(&path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == made, "docs/openapi.json is old; run the tests once with PIPEWRIGHT_UPDATE=1 and commit it");
}

#[tokio::test]
async fn every_documented_route_answers_and_is_served() {
    let world = World::sqlite().await;
    let served = world.call("GET", "/openapi.json", Value::Null).await.expect(200);
    assert_eq!(served, serde_json::to_value(server::api::router::openapi()).unwrap());
    let routes = routes();
    assert!(routes.len() >= 50, "{}", routes.len());
    for (method, path) in routes {
        if path.ends_with("/stream") {
            continue;
        }
        let at = path
            .replace("{entity}", "leads")
            .replace("{id}", "999")
            .replace("{stage}", "999")
            .replace("{code}", "none");
        let answer = world.raw(&world.acme.token, &method, &at, "").await;
        let is_problem = answer.content_type() == "application/problem+json";
        let told = if answer.status == 404 && is_problem { answer.json()["detail"].to_string() } else { String::new() };
        assert!(answer.status != 405 && !told.contains("Cannot "), "{}: {}", answer.call, answer.text);
    }
    world.end().await;
}

/// The other way round: nothing is registered that the document does not know, but for the operator's own routes and files.
#[test]
fn every_registered_route_is_documented() {
    let code = std::fs::read_to_string(format!("{}/src/api/router.rs", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let plain = code.lines().filter(|line| line.trim_start().starts_with(".route(")).collect::<Vec<_>>();
    let known = ["/openapi.json", "/sign-in/", "{admin}/", "/upl/", "/widgets/"];
    assert!(plain.iter().all(|line| known.iter().any(|known| line.contains(known))), "{plain:#?}");
}

#[tokio::test]
async fn events_stream_to_their_account_only() {
    crate::world::on_both(async |world| {
        let other = world.account("other").await;
        let open = async |token: &str, last: Option<&str>| {
            let mut request =
                http::Request::get("/api/pipewright/v1/stream").header("authorization", format!("Bearer {token}"));
            if let Some(last) = last {
                request = request.header("last-event-id", last);
            }
            let request = request.body(axum::body::Body::empty()).unwrap();
            let response = tower::ServiceExt::oneshot(world.public.clone(), request).await.unwrap();
            assert_eq!(response.headers()["content-type"], "text/event-stream");
            response.into_body()
        };
        let read = async |body: &mut axum::body::Body, n: usize| {
            let mut text = String::new();
            while text.matches("event: lead").count() < n {
                let frame = tokio::time::timeout(crate::world::DEADLINE, body.frame()).await;
                let bytes =
                    frame.unwrap_or_else(|_| panic!("no event in time: {text}")).unwrap().unwrap().into_data().unwrap();
                text.push_str(std::str::from_utf8(&bytes).unwrap());
            }
            text
        };
        let (mut ours, mut theirs) = (open(&world.acme.token, None).await, open(&other.token, None).await);
        let lead = world.lead('A').await;
        world.moves(lead, 'B').await;
        let told = read(&mut ours, 2).await;
        assert!(
            told.contains("lead_added")
                && told.contains("lead_status_changed")
                && told.contains(&format!("\"lead_id\":{lead}")),
            "{told}"
        );
        let ids: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
        let last = ids.last().unwrap().to_string();
        drop(ours);
        for letter in ['C', 'D', 'A'] {
            world.moves(lead, letter).await;
        }
        let mut again = open(&world.acme.token, Some(&last)).await;
        let told = read(&mut again, 3).await;
        let stages: Vec<String> =
            ['C', 'D', 'A'].iter().map(|letter| format!("\"stage_id\":{}", world.stage(*letter).1)).collect();
        let at: Vec<_> = stages.iter().map(|stage| told.find(stage.as_str()).expect("nothing is missed")).collect();
        assert!(at.is_sorted(), "{told}");
        world.call_as(&other, "POST", "/api/v4/leads", serde_json::json!([{ "name": "theirs" }])).await.expect(200);
        let told = read(&mut theirs, 1).await;
        assert_eq!((told.matches("event: lead").count(), told.contains("lead_status_changed")), (1, false));
        drop((again, theirs));
        world.end().await;
    })
    .await;
}
