//! Who may do what: tokens, sign-in, the operator's socket, and the wall between accounts.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::world::{Account, Answer, World, on_both};

/// Every documented route with its methods.
pub fn routes() -> Vec<(String, String)> {
    let document = serde_json::to_value(server::api::router::openapi()).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        routes.extend(methods.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())));
    }
    routes
}

#[tokio::test]
async fn without_a_good_token_nothing_is_told() {
    let world = World::sqlite().await;
    let other = world.account("other").await;
    let open = ["/healthz", "/readyz", "/version", "/oauth", "/oauth2/access_token", "/auth/button.min.js"];
    let mut forged = other.token.clone();
    let last = if forged.ends_with('A') { "B" } else { "A" };
    forged.replace_range(forged.len() - 1.., last);
    let (head, tail) = other.token.split_once('.').unwrap();
    let swapped = format!("{head}.{}", tail.replacen(|c: char| c.is_ascii_digit(), "7x", 1));
    for (method, path) in routes() {
        if open.contains(&path.as_str()) || (method == "POST" && path.ends_with("/session")) {
            continue;
        }
        let path = path.replace("{entity}", "leads").replace("{", "").replace("}", "");
        for token in ["", "x", "a.b.c", &forged[..forged.len() - 4], &swapped] {
            let answer = world.raw(token, &method, &path, "{}").await;
            assert_eq!(answer.status, 401, "{} with `{token}`: {}", answer.call, answer.text);
            assert_eq!(answer.content_type(), "application/problem+json");
        }
    }
    world.end().await;
}

#[tokio::test]
async fn a_revoked_token_ends_at_once() {
    on_both(async |world| {
        let other = world.account("other").await;
        world.call_as(&other, "GET", "/api/v4/account", Value::Null).await.expect(200);
        world.at_socket("DELETE", &format!("tokens/{}", other.token_id), "acme", json!({})).await.problems(404);
        world.call_as(&other, "GET", "/api/v4/account", Value::Null).await.expect(200);
        world.at_socket("DELETE", &format!("tokens/{}", other.token_id), "other", json!({})).await.expect(204);
        world.call_as(&other, "GET", "/api/v4/account", Value::Null).await.problems(401);
        let short = world.at_socket("POST", "tokens", "other", json!({ "days": 1 })).await.expect(201);
        let short = short["token"].as_str().unwrap();
        assert_eq!(world.raw(short, "GET", "/api/v4/account", "").await.status, 200);
        world.app.callers.forget();
        world.advance(86_400_000 + 60_000);
        assert_eq!(world.raw(short, "GET", "/api/v4/account", "").await.status, 401);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn admin_routes_answer_at_the_socket_only() {
    let world = World::sqlite().await;
    for (method, path) in
        [("GET", "accounts"), ("POST", "accounts"), ("POST", "tokens"), ("DELETE", "tokens/x"), ("GET", "doctor")]
    {
        let path = format!("/api/pipewright/v1/admin/{path}");
        for token in ["", &world.acme.token] {
            let answer = world.raw(token, method, &path, "{}").await;
            assert!(matches!(answer.status, 401 | 403), "{}: {}", answer.call, answer.status);
        }
    }
    let findings = world.at_socket("GET", "doctor", "", Value::Null).await.expect(200);
    assert!(findings["findings"].as_array().unwrap().iter().all(|finding| finding["state"] == "ok"), "{findings}");
    let taken = json!({ "subdomain": "acme", "admin_email": "x@example.com" });
    world.at_socket("POST", "accounts", "", taken).await.problems(409);
    let wrong = json!({ "subdomain": "no such", "admin_email": "x", "time_zone": "Mars/Base", "language": "xx", "currency": "E", "a": 1 });
    let told = world.at_socket("POST", "accounts", "", wrong).await.problems(400);
    assert_eq!(told.len(), 6, "{told:?}");
    world.end().await;
}

/// Everything of an account that somebody else could spoil.
async fn picture(world: &World, account: &Account) -> Vec<String> {
    let mut picture = Vec::new();
    for path in [
        "/api/v4/leads?with=contacts",
        "/api/v4/contacts?with=leads",
        "/api/v4/leads/pipelines",
        "/api/v4/account?with=users_groups,version",
        "/api/pipewright/v1/triggers",
        "/api/pipewright/v1/widgets",
        "/api/pipewright/v1/runs",
        "/api/pipewright/v1/deliveries",
        "/api/pipewright/v1/session",
        "/api/pipewright/v1/integrations",
        "/api/pipewright/v1/grants",
        "/api/pipewright/v1/tokens",
    ] {
        let answer = world.call_as(account, "GET", path, Value::Null).await;
        assert!(answer.status < 300, "{}: {}", answer.call, answer.text);
        picture.push(answer.text);
    }
    picture
}

#[tokio::test]
async fn another_account_sees_and_changes_nothing() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let trigger = world.simple(&receiver.base).await;
        let lead = world.lead('B').await;
        let contact = world.call("POST", "/api/v4/contacts", json!([{ "name": "Zora Neale" }])).await.expect(200);
        let contact = contact["_embedded"]["contacts"][0]["id"].as_i64().unwrap();
        let link = json!([{ "to_entity_id": contact, "to_entity_type": "contacts" }]);
        world.call("POST", &format!("/api/v4/leads/{lead}/link"), link.clone()).await.expect(200);
        world.trigger("C", "created", "notify", json!({ "delay_seconds": 600 })).await;
        world.lead('C').await;
        world.idle().await;
        receiver.take();
        let run = world.own("GET", "runs?state=waiting", Value::Null).await["runs"][0]["id"].as_i64().unwrap();
        let job = world.deliveries().await[0]["id"].as_i64().unwrap();
        let (pipeline, stage) = world.stage('B');
        let redirect = "https://zora.example.org/";
        let integration =
            json!({ "name": "Zora's telephone", "redirect_uris": [redirect], "uninstall_url": receiver.base });
        let integration = world.own("POST", "integrations", integration).await;
        let client = integration["client_id"].as_str().unwrap();
        let code = world.own("POST", &format!("integrations/{client}/code"), json!({})).await;
        let exchange = json!({
            "client_id": client, "client_secret": integration["client_secret"], "redirect_uri": redirect,
            "grant_type": "authorization_code", "code": code["code"],
        });
        world.raw("", "POST", "/oauth2/access_token", exchange.to_string()).await.expect(200);
        let grant = world.own("GET", "grants", Value::Null).await["grants"][0]["id"].as_str().unwrap().to_string();
        let before = picture(&world, &world.acme).await;
        let other = world.account("other").await;
        let own = picture(&world, &other).await;

        for (method, path) in routes() {
            if path == "/api/pipewright/v1/stream" || path.ends_with("/session") {
                continue;
            }
            // Answers to nobody's token: what it exchanges proves who asks.
            if path == "/oauth2/access_token" || path == "/oauth" {
                continue;
            }
            let id = match path.as_str() {
                p if p.contains("/triggers") => trigger,
                p if p.contains("/runs") => run,
                p if p.contains("/deliveries") => job,
                p if p.contains("/contacts") => contact,
                p if p.contains("/pipelines") => pipeline,
                _ => lead,
            };
            let body = match (method.as_str(), path.as_str()) {
                ("GET" | "DELETE", _) => Value::Null,
                (_, p) if p.ends_with("link") => link.clone(),
                ("PATCH", "/api/v4/leads") => json!([{ "id": lead, "name": "stolen" }]),
                ("PATCH", "/api/v4/contacts") => json!([{ "id": contact, "name": "stolen" }]),
                ("POST", "/api/v4/leads") => json!([{ "name": "x", "pipeline_id": pipeline, "status_id": stage }]),
                ("POST", p) if p.ends_with("/statuses") => json!([{ "name": "stolen", "sort": 5 }]),
                (_, p) if p.ends_with("/triggers") || p.ends_with("triggers/{id}") => {
                    world.trigger_body("B", "created", "notify")
                }
                (_, p) if p.ends_with("/events") => json!({ "event": "chat", "lead_id": lead }),
                (_, p) if p.ends_with("/explain") => json!({ "event": "chat", "lead_id": lead, "trigger_id": trigger }),
                (_, p) if p.ends_with("/tokens") => json!({ "days": 0 }),
                (_, p) if p.contains("/{") => json!({ "name": "stolen" }),
                _ => json!({ "stolen": true }),
            };
            let query = if path.ends_with("v1/events") { format!("?lead_id={lead}") } else { String::new() };
            let at = path.replace("{entity}", "leads").replace("{id}", &id.to_string()).replace("{code}", "notify");
            let at = at.replace("{stage}", &stage.to_string()).replace("{client}", client).replace("{grant}", &grant);
            let at = at.replace("{token}", &world.acme.token_id);
            let answer = world.call_as(&other, &method, &format!("{at}{query}"), body).await;
            let is_harmless = matches!(answer.status, 204 | 400..=499) || method == "GET";
            assert!(is_harmless, "{}: {} {}", answer.call, answer.status, answer.text);
            for secret in ["Zora", "acme", "\"Order\"", &receiver.base] {
                assert!(!answer.text.contains(secret), "{}: {}", answer.call, answer.text);
            }
        }
        assert_eq!(picture(&world, &world.acme).await, before);
        assert_eq!(picture(&world, &other).await, own);
        world.idle().await;
        assert_eq!(receiver.count(), 0);
        world.end().await;
    })
    .await;
}

async fn page(world: &World, method: &str, path: &str, headers: &[(&str, &str)], body: Value) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.send(&world.public, request.body(Body::from(body.to_string())).unwrap()).await
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap().to_string()
}

#[tokio::test]
async fn sessions_of_browsers() {
    on_both(async |world| {
        let session = "/api/pipewright/v1/session";
        let link = world.acme.sign_in_path.clone();
        let first = page(&world, "GET", &link, &[], Value::Null).await;
        assert_eq!((first.status, &first.headers["location"]), (303, &http::HeaderValue::from_static("/")));
        let again = page(&world, "GET", &link, &[], Value::Null).await;
        assert!(!again.headers.contains_key("set-cookie"), "a link works once");
        let late = world.account("late").await.sign_in_path;
        world.advance(15 * 60_000 + 1);
        assert!(!page(&world, "GET", &late, &[], Value::Null).await.headers.contains_key("set-cookie"));

        let cookie = cookie(&first);
        let signed: &[(&str, &str)] = &[("cookie", &cookie)];
        let from_page: &[(&str, &str)] = &[("cookie", &cookie), ("x-requested-with", "XMLHttpRequest")];
        let me = page(&world, "GET", session, signed, Value::Null).await.expect(200);
        assert_eq!(me["account"]["subdomain"], "acme");
        let leads = json!([{ "name": "x" }]);
        assert_eq!(page(&world, "POST", "/api/v4/leads", signed, leads.clone()).await.status, 403);
        assert_eq!(page(&world, "DELETE", session, signed, Value::Null).await.status, 403);
        page(&world, "POST", "/api/v4/leads", from_page, leads).await.expect(200);
        page(&world, "DELETE", session, from_page, Value::Null).await.expect(204);
        page(&world, "GET", session, signed, Value::Null).await.problems(401);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn passwords() {
    let world = World::sqlite().await;
    let session = "/api/pipewright/v1/session";
    let (account, user) = (domain::AccountId(world.acme.id), domain::UserId(world.acme.admin));
    server::api::own::admin::set_password(&world.app, account, user, "correct horse battery".into()).await.unwrap();
    let sign_in = async |email: &str, password: Value| {
        page(&world, "POST", session, &[], json!({ "email": email, "password": password })).await
    };
    let right = sign_in(" BOSS@acme.example.com ", json!("correct horse battery")).await;
    let me = page(&world, "GET", session, &[("cookie", &cookie(&right))], Value::Null).await.expect(200);
    assert_eq!(me["user"]["is_admin"], true);
    assert_eq!(sign_in("boss@acme.example.com", json!(7)).await.problems(400), ["password bad_type"]);
    assert_eq!(sign_in("nobody@acme.example.com", json!("x")).await.status, 401);
    for _ in 0..10 {
        assert_eq!(sign_in("boss@acme.example.com", json!("wrong")).await.status, 401);
    }
    assert_eq!(sign_in("boss@acme.example.com", json!("correct horse battery")).await.status, 429);
    world.end().await;
}

#[tokio::test]
async fn only_administrators_change_automation() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let trigger = world.simple(&receiver.base).await;
        let account = domain::AccountId(world.acme.id);
        let user = domain::user::User {
            id: domain::UserId(0),
            name: "Ann".into(),
            email: "ann@acme.example.com".into(),
            is_admin: false,
        };
        let now = domain::Timestamp(world.clock_ms());
        let made =
            world.app.store.write(account, "user", move |tx| store::users::create(tx, &user, None, now)).await.unwrap();
        let issued = server::api::own::admin::issue(&world.app, account, made, "t".into(), 10).await.unwrap();
        let ann = Account { token: issued.0, ..world.acme.clone() };
        for (method, path) in [
            ("POST", "triggers".to_string()),
            ("POST", "triggers/batch".to_string()),
            ("PUT", format!("triggers/{trigger}")),
            ("DELETE", format!("triggers/{trigger}")),
            ("POST", format!("triggers/{trigger}/enable")),
            ("POST", format!("triggers/{trigger}/disable")),
            ("POST", "widgets".to_string()),
            ("PATCH", "widgets/notify".to_string()),
            ("DELETE", "widgets/notify".to_string()),
            ("PATCH", "account".to_string()),
        ] {
            let answer = world.call_as(&ann, method, &format!("/api/pipewright/v1/{path}"), json!({})).await;
            assert_eq!(answer.status, 403, "{}: {}", answer.call, answer.text);
        }
        for (method, path) in [
            ("POST", "/api/v4/leads/pipelines".to_string()),
            ("PATCH", format!("/api/v4/leads/pipelines/{}", world.acme.pipeline)),
        ] {
            assert_eq!(world.call_as(&ann, method, &path, json!([])).await.status, 403, "{path}");
        }
        world.call_as(&ann, "POST", "/api/v4/leads", json!([{ "name": "hers" }])).await.expect(200);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn people_make_and_end_their_own_tokens() {
    on_both(async |world| {
        world.advance(1_000);
        let made = world.own("POST", "tokens", json!({ "name": "script", "days": 30 })).await;
        let (token, id) = (made["token"].as_str().unwrap(), made["id"].as_str().unwrap());
        assert_eq!(world.raw(token, "GET", "/api/v4/account", "").await.status, 200);
        let listed = world.own("GET", "tokens", Value::Null).await["tokens"].clone();
        assert_eq!((listed[0]["name"].as_str(), listed.as_array().unwrap().len()), (Some("script"), 2));
        assert!(!listed.to_string().contains(token), "a token is shown once");
        for (body, told) in [(json!({ "days": 0 }), "days out_of_range"), (json!({ "for": 1 }), "for unknown_key")] {
            assert_eq!(world.refused(400, "POST", "tokens", body).await, [told]);
        }
        let other = world.account("other").await;
        let path = format!("/api/pipewright/v1/tokens/{id}");
        world.call_as(&other, "DELETE", &path, Value::Null).await.problems(404);
        world.own("DELETE", &format!("tokens/{id}"), Value::Null).await;
        world.refused(404, "DELETE", &format!("tokens/{id}"), Value::Null).await;
        assert_eq!(world.raw(token, "GET", "/api/v4/account", "").await.status, 401);
        world.end().await;
    })
    .await;
}
