//! Replays `fixtures/wire` over HTTP.

use crate::format;

use axum::body::Body;
use domain::account::{Account, HookEncoding};
use domain::pipeline::{PipelineDraft, StageDraft};
use domain::user::User;
use domain::{AccountId, Timestamp, UserId};
use format::Bindings;
use serde_json::{Value, json};
use store::across::EVERYONE;

use crate::world::{World, on_both};

/// The account that every fixture starts from; `n` keeps several apart.
async fn fresh(world: &World, n: usize) -> (String, Bindings) {
    let now = Timestamp(world.clock_ms());
    let account = Account {
        id: AccountId(0),
        name: "Acme".into(),
        subdomain: if n == 0 { "acme".into() } else { format!("acme{n}") },
        country: "US".into(),
        currency: "USD".into(),
        time_zone: "UTC".into(),
        language: "en".into(),
        hook_encoding: HookEncoding::Json,
        accepts_widgets_without_settings: false,
        created_at: now,
    };
    let id =
        world.app.store.write(EVERYONE, "account", move |tx| store::accounts::create(tx, &account, now)).await.unwrap();
    let furnish = move |tx: &store::Tx<'_>| {
        let stage = |(name, sort): (&str, i64)| StageDraft { name: name.into(), color: None, sort };
        let pipeline = PipelineDraft {
            name: "Sales".into(),
            sort: 1,
            is_main: true,
            accepts_incoming: true,
            stages: [("First contact", 20), ("Negotiation", 30)].map(stage).to_vec(),
            won_name: None,
            lost_name: None,
        };
        let user = User { id: UserId(0), name: "Owner".into(), email: "owner@acme.example.com".into(), is_admin: true };
        Ok((store::users::create(tx, &user, None, now)?, store::pipelines::create(tx, &pipeline)?))
    };
    let (user, pipeline) = world.app.store.write(id, "furnish", furnish).await.unwrap();
    let token = server::api::own::admin::issue(&world.app, id, user, "fixtures".into(), 10).await.unwrap().0;
    let mut bindings = Bindings::default();
    bindings.bind("base", json!("http://crm.example.com"));
    let stages: Vec<i64> = pipeline.stages.iter().map(|stage| stage.id.0).filter(|id| *id > 143).collect();
    let words = ["account", "user", "pipeline", "incoming", "first", "second"];
    for (word, id) in words.into_iter().zip([id.0, user.0, pipeline.id.0].into_iter().chain(stages)) {
        bindings.bind(word, json!(id));
    }
    (token, bindings)
}

#[tokio::test]
async fn every_fixture() {
    on_both(async |world| {
        let root = format!("{}/../../fixtures/wire", env!("CARGO_MANIFEST_DIR"));
        let mut n = 10;
        let mut folders: Vec<String> = std::fs::read_dir(&root)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        // Hooks go the other way, and authorization needs a page: other stories compare them.
        folders.retain(|folder| !["hooks", "oauth"].contains(&folder.as_str()));
        folders.sort();
        for folder in folders {
            let mut files: Vec<_> =
                std::fs::read_dir(format!("{root}/{folder}")).unwrap().map(|entry| entry.unwrap().path()).collect();
            files.sort();
            for file in files {
                let name = format!("{folder}/{}", file.file_name().unwrap().to_string_lossy());
                let text = std::fs::read_to_string(&file).unwrap().replace("\"acme\"", &format!("\"acme{n}\""));
                let (token, mut bindings) = fresh(&world, n).await;
                n += 1;
                for (index, step) in format::parse(&name, &text).iter().enumerate() {
                    // Nothing of two steps happens in the same second.
                    world.advance(1_000);
                    let body = Body::from(bindings.fill(&step.body));
                    let answer = world.raw(&token, &step.method, &bindings.fill(&step.path), body).await;
                    bindings.compare(&format!("{name}, step {index}"), step, answer.status, &answer.text);
                    let expected = match answer.status {
                        204 => "",
                        200..=299 => "application/hal+json",
                        _ => "application/problem+json",
                    };
                    assert_eq!(answer.content_type(), expected, "{name}, step {index}");
                }
            }
        }
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn lists_and_batches_have_their_limits() {
    on_both(async |world| {
        let many = |n: usize| Value::from(vec![json!({ "name": "x" }); n]);
        assert_eq!(world.call("GET", "/api/v4/leads", Value::Null).await.status, 204);
        for path in ["/api/v4/leads", "/api/v4/contacts"] {
            world.call("POST", path, many(251)).await.problems(400);
            assert_eq!(world.call("GET", path, Value::Null).await.status, 204, "{path}");
            world.call("POST", path, many(250)).await.expect(200);
            world.call("POST", path, many(3)).await.expect(200);
            let noun = path.rsplit('/').next().unwrap();
            let first = world.get(&format!("{path}?limit=250")).await;
            assert_eq!(first["_embedded"][noun].as_array().unwrap().len(), 250);
            assert!(first["_links"]["next"]["href"].as_str().unwrap().contains("page=2"));
            let second = world.get(&format!("{path}?limit=250&page=2")).await;
            assert_eq!(second["_embedded"][noun].as_array().unwrap().len(), 3);
            assert!(second["_links"].get("next").is_none());
            assert_eq!(world.call("GET", &format!("{path}?limit=250&page=3"), Value::Null).await.status, 204);
            let unknown = json!([{ "id": 999_999, "name": "y" }]);
            let told = world.call("PATCH", path, unknown).await;
            assert_eq!((told.status, told.content_type()), (400, "application/problem+json"), "{}", told.text);
            assert_eq!(world.call("GET", &format!("{path}/999999"), Value::Null).await.status, 204);
            let one = world.call("PATCH", &format!("{path}/999999"), json!({ "name": "y" })).await;
            assert_eq!((one.status, one.content_type()), (404, "application/problem+json"), "{}", one.text);
        }
        world.end().await;
    })
    .await;
}
