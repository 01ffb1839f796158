//! What stands between a caller and a handler: hosts, scopes, other users' rights, limits, and the addresses and bodies
//! of real clients.

use std::time::Duration;

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use server::config::Flags;

use crate::world::{Answer, World, on_both};

async fn at(world: &World, host: &str, token: &str, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", host);
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.send(&world.public, request.body(Body::from("[{\"name\":\"x\"}]")).unwrap()).await
}

#[tokio::test]
async fn a_host_names_an_account() {
    on_both(async |world| {
        let other = world.account("other").await;
        for (host, token, expected) in [
            ("acme.example.com", &world.acme.token, 200),
            ("acme.example.com:8443", &world.acme.token, 200),
            ("ACME.localhost", &world.acme.token, 200),
            ("other.example.com", &world.acme.token, 401),
            ("other.example.com", &other.token, 200),
            ("acme.example.com", &other.token, 401),
            ("nobody.example.com", &other.token, 200),
            ("localhost:8080", &world.acme.token, 200),
            ("127.0.0.1", &other.token, 200),
            ("[::1]:8080", &other.token, 200),
        ] {
            let answer = at(&world, host, token, "GET", "/api/v4/account", &[]).await;
            assert_eq!(answer.status, expected, "{host}: {}", answer.text);
            if expected == 200 {
                let links = answer.json()["_links"]["self"]["href"].as_str().unwrap().to_string();
                assert!(links.starts_with(&format!("http://{}/api/v4/", host.to_lowercase())), "{links}");
            }
            let made = at(&world, host, token, "POST", "/api/v4/leads", &[]).await;
            assert_eq!(made.status, expected, "{host}: {}", made.text);
        }
        let page = at(&world, "acme.example.com", "", "GET", &other.sign_in_path, &[]).await;
        let cookie = page.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_string();
        let theirs = at(&world, "acme.example.com", "", "GET", "/api/v4/account", &[("cookie", &cookie)]).await;
        assert_eq!(theirs.status, 401);
        let theirs = at(&world, "other.example.com", "", "GET", "/api/v4/account", &[("cookie", &cookie)]).await;
        assert_eq!(theirs.json()["subdomain"], "other");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn links_stand_on_the_host_that_was_called() {
    let flags = Flags { public_url: Some("https://crm.example.org".into()), ..Flags::default() };
    let world = World::with(flags).await;
    for (host, expected) in [
        ("crm.example.org", "https://crm.example.org/api/v4/"),
        ("acme.crm.example.org", "https://acme.crm.example.org/api/v4/"),
        ("evil.example", "https://crm.example.org/api/v4/"),
    ] {
        let answer = at(&world, host, &world.acme.token, "GET", "/api/v4/account", &[]).await.expect(200);
        let link = answer["_links"]["self"]["href"].as_str().unwrap();
        assert!(link.starts_with(expected), "{link}");
    }
    world.end().await;
}

#[tokio::test]
async fn tokens_are_for_their_scopes() {
    on_both(async |world| {
        let body = json!({ "name": "n", "redirect_uris": ["https://a/"], "scopes": ["notifications"] });
        let made = world.own("POST", "integrations", body).await;
        let path = format!("integrations/{}/code", made["client_id"].as_str().unwrap());
        let code = world.own("POST", &path, json!({})).await["code"].clone();
        let body = json!({
            "client_id": made["client_id"], "client_secret": made["client_secret"], "redirect_uri": "https://a/",
            "grant_type": "authorization_code", "code": code,
        });
        let tokens = world.raw("", "POST", "/oauth2/access_token", body.to_string()).await.expect(200);
        let token = tokens["access_token"].as_str().unwrap();
        for path in ["/api/v4/account", "/api/v4/leads", "/api/pipewright/v1/session", "/ajax/v4/leads"] {
            let refused = world.raw(token, "GET", path, "").await;
            assert_eq!((refused.status, refused.json()["detail"].as_str()), (403, Some("Invalid scope")), "{path}");
        }
        assert_eq!(world.raw(token, "GET", "/v3/user", "").await.status, 200);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn an_administrators_token_may_act_for_another_user() {
    on_both(async |world| {
        let (account, now) = (domain::AccountId(world.acme.id), domain::Timestamp(world.clock_ms()));
        let ann = domain::user::User {
            id: domain::UserId(0),
            name: "Ann".into(),
            email: "ann@acme.example.com".into(),
            is_admin: false,
        };
        let make = move |tx: &store::Tx<'_>| store::users::create(tx, &ann, None, now);
        let ann = world.app.store.write(account, "user", make).await.unwrap();
        let hers = server::api::own::admin::issue(&world.app, account, ann, "t".into(), 10).await.unwrap().0;
        let stranger = world.account("other").await;
        let as_user = async |token: &str, user: &str, path: &str| {
            at(&world, "localhost", token, "GET", path, &[("x-context-user-id", user)]).await
        };
        let (admin, ann) = (world.acme.admin.to_string(), ann.to_string());
        let me = as_user(&world.acme.token, &ann, "/api/v4/account").await.expect(200);
        assert_eq!(me["current_user_id"].to_string(), ann);
        let narrowed = as_user(&world.acme.token, &ann, "/api/pipewright/v1/integrations").await;
        assert_eq!(narrowed.status, 403, "her rights, not the administrator's");
        as_user(&hers, &ann, "/api/v4/account").await.expect(200);
        assert_eq!(as_user(&hers, &admin, "/api/v4/account").await.status, 403);
        for unknown in ["999999", "x", "", &stranger.admin.to_string()] {
            assert_eq!(as_user(&world.acme.token, unknown, "/api/v4/account").await.status, 401, "{unknown}");
        }
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_limits_of_the_original_are_a_switch() {
    let calls = async |flags: Flags, n: usize| {
        let world = World::with(flags).await;
        // The start of the world made calls of its own.
        tokio::time::sleep(Duration::from_millis(1_050)).await;
        let mut told = Vec::new();
        for _ in 0..n {
            told.push(world.raw(&world.acme.token, "GET", "/api/v4/account", "").await);
        }
        world.end().await;
        told
    };
    let statuses = |told: &[Answer]| told.iter().map(|answer| answer.status).collect::<Vec<_>>();
    assert_eq!(statuses(&calls(Flags::default(), 60).await), [200; 60]);
    let vendor = Flags { rate_limits: Some("vendor".into()), ..Flags::default() };
    let told = calls(vendor, 8).await;
    assert_eq!(statuses(&told)[..7], [200; 7]);
    let over = &told[7];
    assert_eq!((over.status, over.content_type()), (429, "text/plain; charset=utf-8"));
    assert_eq!(over.headers["retry-after"], "1");
    assert!(serde_json::from_str::<Value>(&over.text).is_err(), "clients recognize it by not being JSON");
    let blocking = Flags { rate_limits: Some("blocking".into()), ..Flags::default() };
    let told = calls(blocking, 50).await;
    assert_eq!((told[41].status, told[49].status, told[49].content_type()), (429, 403, "text/html; charset=utf-8"));
    let own = Flags { calls_per_second_max: Some("20".into()), ..Flags::default() };
    let told = calls(own, 25).await;
    assert_eq!((told[19].status, told[24].status), (200, 429));
    assert_eq!(told[24].content_type(), "application/problem+json");
}

#[tokio::test]
async fn addresses_and_bodies_as_real_clients_write_them() {
    let world = World::sqlite().await;
    let lead = world.lead('A').await;
    let token = world.acme.token.clone();
    for path in ["//api/v4/leads/", "/api/v4//leads", "/api//v4///leads///", "/ajax/v4/leads", "/api/v4/leads/?limit=1"]
    {
        assert_eq!(world.raw(&token, "GET", path, "").await.status, 200, "{path}");
    }
    assert_eq!(world.raw(&token, "GET", &format!("/api/v4/leads/{lead}/"), "").await.status, 200);
    let refused = world.raw(&token, "DELETE", "//api/v4//nowhere/", "{}").await;
    assert_eq!(refused.status, 404);
    assert_eq!(refused.json()["detail"], "Cannot DELETE /api/v4/nowhere!");

    for content_type in ["", "text/plain", "application/hal+json", "application/x-www-form-urlencoded", ";;"] {
        let body = json!([{ "name": "x" }]).to_string();
        let pieces: Vec<Result<Vec<u8>, std::io::Error>> = body.as_bytes().chunks(3).map(|c| Ok(c.to_vec())).collect();
        let chunked = Body::from_stream(futures_util::stream::iter(pieces));
        let request = Request::builder().method("POST").uri("/api/v4/leads").header("content-type", content_type);
        let request = request.header("authorization", format!("Bearer {token}")).body(chunked).unwrap();
        let answer = world.send(&world.public, request).await;
        assert_eq!(answer.status, 200, "{content_type}: {}", answer.text);
    }
    world.end().await;
}
