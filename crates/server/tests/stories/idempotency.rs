//! A change under a key happens once, whoever sends it again and when.

use axum::body::Body;
use futures_util::future::join_all;
use http::Request;
use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::world::{Answer, World, on_both, sample_files};

async fn keyed(world: &World, token: &str, key: &str, method: &str, path: &str, body: impl Into<Body>) -> Answer {
    let request = Request::builder().method(method).uri(path).header("host", "crm.example.com");
    let request = request.header("authorization", format!("Bearer {token}")).header("idempotency-key", key);
    let request = request.header("content-type", "application/json");
    world.send(&world.public, request.body(body.into()).unwrap()).await
}

async fn create(world: &World, key: &str, name: &str) -> Answer {
    keyed(world, &world.acme.token, key, "POST", "/api/v4/leads", json!([{ "name": name }]).to_string()).await
}

async fn n_leads(world: &World) -> usize {
    let answer = world.call("GET", "/api/v4/leads?limit=250", Value::Null).await;
    if answer.status == 204 { 0 } else { answer.json()["_embedded"]["leads"].as_array().unwrap().len() }
}

fn is_replayed(answer: &Answer) -> bool {
    answer.headers.get("idempotent-replayed").is_some()
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer() {
    on_both(async |world| {
        let first = create(&world, "k1", "Order").await;
        assert_eq!((first.status, is_replayed(&first)), (200, false), "{}", first.text);
        let again = create(&world, "k1", "Order").await;
        assert_eq!((again.status, is_replayed(&again)), (200, true));
        assert_eq!((&again.text, again.content_type()), (&first.text, "application/hal+json"));
        assert_eq!(n_leads(&world).await, 1);

        let other_body = create(&world, "k1", "Another").await;
        assert_eq!((other_body.status, other_body.content_type()), (422, "application/problem+json"));
        let token = world.acme.token.clone();
        let other_path = keyed(&world, &token, "k1", "POST", "/api/v4/contacts", r#"[{"name":"Order"}]"#).await;
        assert_eq!(other_path.status, 422);
        let other_query = keyed(&world, &token, "k1", "POST", "/api/v4/leads?x=1", r#"[{"name":"Order"}]"#).await;
        assert_eq!(other_query.status, 422);
        create(&world, "k2", "Order").await.expect(200);
        assert_eq!(n_leads(&world).await, 2);

        let stranger = world.account("other").await;
        keyed(&world, &stranger.token, "k1", "POST", "/api/v4/leads", r#"[{"name":"theirs"}]"#).await.expect(200);
        assert_eq!(n_leads(&world).await, 2, "keys of another account are others");

        let world = world.restart().await;
        assert_eq!(create(&world, "k1", "Order").await.text, first.text);
        world.advance(24 * 3_600_000 - 1_000);
        assert!(is_replayed(&create(&world, "k1", "Order").await));
        world.advance(1_000);
        assert!(!is_replayed(&create(&world, "k1", "Order").await), "a key is kept for a day");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn many_at_once_are_one() {
    on_both(async |world| {
        let answers = join_all((0..20).map(|_| create(&world, "k", "Order"))).await;
        assert!(answers.iter().all(|answer| answer.status == 200 && answer.text == answers[0].text), "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| !is_replayed(answer)).count(), 1);
        assert_eq!(n_leads(&world).await, 1);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_client_that_goes_away_finds_its_answer() {
    on_both(async |world| {
        for n in 0..20 {
            let key = format!("k{n}");
            // Given up after that many polls: before, in or after the transaction.
            let mut request = Box::pin(create(&world, &key, "Order"));
            let mut polls = 0;
            std::future::poll_fn(|context| {
                polls += 1;
                match request.as_mut().poll(context) {
                    std::task::Poll::Pending if polls <= n % 4 => std::task::Poll::Pending,
                    _ => std::task::Poll::Ready(()),
                }
            })
            .await;
            drop(request);
            let answer = create(&world, &key, "Order").await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert_eq!(n_leads(&world).await, n + 1, "once, whatever became of the first");
        }
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn hooks_of_a_change_under_a_key_leave_once() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        let (pipeline, stage) = world.stage('B');
        let lead = world.lead('A').await;
        let body = json!({ "pipeline_id": pipeline, "status_id": stage }).to_string();
        for _ in 0..3 {
            let token = world.acme.token.clone();
            keyed(&world, &token, "move", "PATCH", &format!("/api/v4/leads/{lead}"), body.clone()).await.expect(200);
        }
        world.idle().await;
        assert_eq!(receiver.count(), 1);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_refused_may_be_tried_again() {
    on_both(async |world| {
        let token = world.acme.token.clone();
        let refused = keyed(&world, &token, "k", "POST", "/api/v4/leads", r#"[{"price":"much"}]"#).await;
        assert_eq!((refused.status, refused.content_type()), (400, "application/problem+json"));
        assert!(refused.json()["validation-errors"].is_array(), "{}", refused.text);
        let malformed = keyed(&world, &token, "k2", "POST", "/api/v4/leads", "{").await;
        assert_eq!(malformed.status, 400);
        create(&world, "k2", "Order").await.expect(200);
        // One bad item among good ones: nothing of it is there.
        let before = n_leads(&world).await;
        let stage = json!([{ "name": "a" }, { "name": "b", "status_id": 7 }]).to_string();
        assert_eq!(keyed(&world, &token, "k3", "POST", "/api/v4/leads", stage).await.status, 400);
        assert_eq!(n_leads(&world).await, before);
        for bad in ["", "two words", "ü", &"x".repeat(256)] {
            let answer = create(&world, bad, "Order").await;
            assert_eq!(answer.status, 400, "{bad}: {}", answer.text);
        }
        assert_eq!(keyed(&world, "x", "k", "POST", "/api/v4/leads", "[]").await.status, 401);
        assert_eq!(keyed(&world, &token, "k", "GET", "/api/v4/account", "").await.status, 200, "reads need no key");
        assert_eq!(keyed(&world, &token, "k", "POST", "/api/v4/nowhere", "[]").await.status, 404);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn our_own_surface_too() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let token = world.acme.token.clone();
        let url = format!("{}/hook", receiver.base);
        let install = format!("/api/pipewright/v1/widgets?code=notify&webhook_url={url}");
        let files = json!({ "files": sample_files("notify") }).to_string();
        let first = keyed(&world, &token, "w", "POST", &install, files.clone()).await;
        assert_eq!(first.status, 201, "{}", first.text);
        let again = keyed(&world, &token, "w", "POST", &install, files).await;
        assert_eq!((again.status, &again.text), (201, &first.text), "without the key it would be a conflict");
        let body = json!({ "name": "x", "redirect_uris": ["https://a/"] }).to_string();
        let path = "/api/pipewright/v1/integrations";
        let made = keyed(&world, &token, "i", "POST", path, body.clone()).await;
        assert_eq!(
            keyed(&world, &token, "i", "POST", path, body).await.text,
            made.text,
            "its secret is shown once more"
        );
        let body = world.trigger_body("B", "moved_or_created", "notify").to_string();
        let made = keyed(&world, &token, "t", "POST", "/api/pipewright/v1/triggers", body.clone()).await;
        let again = keyed(&world, &token, "t", "POST", "/api/pipewright/v1/triggers", body).await;
        assert_eq!((made.status, &made.text), (again.status, &again.text));
        let all = world.own("GET", "triggers", Value::Null).await;
        assert_eq!(all["triggers"].as_array().unwrap().len(), 1);
        // The automation that was published inside counts for what comes after.
        world.lead('B').await;
        world.idle().await;
        assert_eq!(receiver.count(), 1);
        let id = made.json()["id"].as_i64().unwrap();
        let gone = format!("/api/pipewright/v1/triggers/{id}");
        let deleted = keyed(&world, &token, "d", "DELETE", &gone, "").await;
        let again = keyed(&world, &token, "d", "DELETE", &gone, "").await;
        assert_eq!((deleted.status, again.status), (204, 204), "{}", again.text);
        assert!(again.text.is_empty());
        world.end().await;
    })
    .await;
}
