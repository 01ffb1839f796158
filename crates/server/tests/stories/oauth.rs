//! Integrations and OAuth 2.0, as an integration and the people who allow it meet them.

use axum::body::Body;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::Request;
use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::world::{Account, Answer, World, on_both};

const REDIRECT: &str = "https://phone.example.org/back?x=1";

/// An integration that was registered.
struct Client {
    id: String,
    secret: String,
}

async fn register(world: &World, more: Value) -> Client {
    let mut body = json!({ "name": "Phone <b>", "redirect_uris": [REDIRECT], "scopes": ["crm"] });
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    let made = world.own("POST", "integrations", body).await;
    let text = |key: &str| made[key].as_str().unwrap().to_string();
    Client { id: text("client_id"), secret: text("client_secret") }
}

async fn call(world: &World, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", "crm.example.com");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.send(&world.public, request.body(body.into()).unwrap()).await
}

async fn exchange(world: &World, body: Value) -> Answer {
    call(world, "POST", "/oauth2/access_token", &[], body.to_string()).await
}

fn by_code(client: &Client, code: &str) -> Value {
    json!({
        "client_id": client.id, "client_secret": client.secret, "redirect_uri": REDIRECT,
        "grant_type": "authorization_code", "code": code,
    })
}

fn by_refresh(client: &Client, token: &str) -> Value {
    json!({
        "client_id": client.id, "client_secret": client.secret, "redirect_uri": REDIRECT,
        "grant_type": "refresh_token", "refresh_token": token,
    })
}

async fn code(world: &World, client: &Client) -> String {
    let made = world.own("POST", &format!("integrations/{}/code", client.id), json!({})).await;
    made["code"].as_str().unwrap().to_string()
}

/// Access and refresh token of a fresh grant.
async fn tokens(world: &World, client: &Client) -> (String, String) {
    pair(&exchange(world, by_code(client, &code(world, client).await)).await.expect(200))
}

fn pair(answer: &Value) -> (String, String) {
    (answer["access_token"].as_str().unwrap().to_string(), answer["refresh_token"].as_str().unwrap().to_string())
}

fn claims(token: &str) -> Value {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

async fn status_with(world: &World, token: &str) -> u16 {
    world.raw(token, "GET", "/api/v4/account", "").await.status
}

#[tokio::test]
async fn integrations_are_registered_changed_and_removed() {
    on_both(async |world| {
        let wrong = json!({ "name": "", "redirect_uris": ["ftp://x"], "scopes": ["crm", "all"], "colour": 1 });
        let told = world.refused(400, "POST", "integrations", wrong).await;
        assert_eq!(told, ["scopes.1 bad_choice", "name bad_length", "redirect_uris.0 bad_url", "colour unknown_key"]);
        let told = world.refused(400, "POST", "integrations", json!({ "name": "x", "widget": "none" })).await;
        assert_eq!(told, ["redirect_uris bad_length"]);

        let client = register(&world, json!({ "description": "calls" })).await;
        assert_eq!(client.secret.len(), 64);
        let path = format!("integrations/{}", client.id);
        let shown = world.own("GET", &path, Value::Null).await;
        assert_eq!((shown["name"].as_str(), &shown["scopes"]), (Some("Phone <b>"), &json!(["crm"])));
        assert!(!shown.to_string().contains(&client.secret), "a secret is shown once");
        let changed = world.own("PATCH", &path, json!({ "name": "Phone", "description": "" })).await;
        assert_eq!((changed["name"].as_str(), changed["redirect_uris"][0].as_str()), (Some("Phone"), Some(REDIRECT)));
        let (_, refresh) = tokens(&world, &client).await;

        let rotated = world.own("POST", &format!("{path}/secret"), json!({})).await;
        let again = Client { id: client.id.clone(), secret: rotated["client_secret"].as_str().unwrap().into() };
        assert_ne!(again.secret, client.secret);
        let told = exchange(&world, by_refresh(&client, &refresh)).await.expect(400);
        assert_eq!(told["hint"], "Check the `client_secret` parameter");
        exchange(&world, by_refresh(&again, &refresh)).await.expect(200);

        let receiver = Receiver::start().await;
        world.simple(&receiver.base).await;
        world.own("PATCH", &path, json!({ "widget": "notify" })).await;
        let second = json!({ "name": "x", "redirect_uris": [REDIRECT], "widget": "notify" });
        world.refused(409, "POST", "integrations", second).await;

        world.own("DELETE", &path, Value::Null).await;
        world.refused(404, "GET", &path, Value::Null).await;
        assert_eq!(world.own("GET", "integrations", Value::Null).await["integrations"], json!([]));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_code_becomes_tokens_once() {
    on_both(async |world| {
        let client = register(&world, json!({ "scopes": ["crm", "files"] })).await;
        let first = code(&world, &client).await;
        let answer = exchange(&world, by_code(&client, &first)).await;
        assert_eq!(answer.headers["cache-control"], "no-store");
        let answer = answer.expect(200);
        assert_eq!((answer["token_type"].as_str(), answer["expires_in"].as_i64()), (Some("Bearer"), Some(86_400)));
        assert_eq!(answer["server_time"], world.clock_ms() / 1_000);
        let (access, _) = pair(&answer);
        let claims = claims(&access);
        assert_eq!(claims["aud"], client.id.as_str());
        assert_eq!(claims["sub"], world.acme.admin.to_string());
        assert_eq!(claims["account_id"], world.acme.id);
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 86_400);
        assert_eq!(
            (claims["base_domain"].as_str(), claims["api_domain"].as_str()),
            (Some("crm.example.com"), Some("crm.example.com"))
        );
        assert_eq!(claims["scopes"], json!(["files", "crm"]));
        assert_eq!(status_with(&world, &access).await, 200);

        let hint = async |body: Value| exchange(&world, body).await.expect(400)["hint"].as_str().unwrap().to_string();
        assert_eq!(hint(by_code(&client, &first)).await, "Authorization code has been revoked");
        assert_eq!(hint(by_code(&client, "x")).await, "Cannot decrypt the authorization code");
        let other = register(&world, json!({})).await;
        let theirs = code(&world, &other).await;
        assert_eq!(hint(by_code(&client, &theirs)).await, "Cannot decrypt the authorization code");
        let mut elsewhere = by_code(&other, &theirs);
        elsewhere["redirect_uri"] = json!("https://evil.example");
        assert_eq!(hint(elsewhere).await, "Redirect URI is not associated with client");
        let unknown = Client { id: "00000000-0000-4000-8000-000000000000".into(), secret: "x".into() };
        assert_eq!(hint(by_code(&unknown, &theirs)).await, "Check the `client_id` parameter");
        assert_eq!(hint(json!({ "grant_type": "password" })).await, "Check the `grant_type` parameter");
        world.advance(20 * 60_000);
        assert_eq!(hint(by_code(&other, &theirs)).await, "Authorization code has expired");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn bodies_and_addresses_as_clients_write_them() {
    let world = World::sqlite().await;
    let client = register(&world, json!({})).await;
    let form = async |path: &str, content_type: Option<&str>| {
        let code = code(&world, &client).await;
        let body = format!(
            "client_id={}&client_secret={}&grant_type=authorization_code&code={code}&redirect_uri={}",
            client.id, client.secret, "https%3A%2F%2Fphone.example.org%2Fback%3Fx%3D1"
        );
        let headers: Vec<_> = content_type.map(|value| ("content-type", value)).into_iter().collect();
        call(&world, "POST", path, &headers, body).await.expect(200);
    };
    form("/oauth2/access_token", Some("application/x-www-form-urlencoded")).await;
    form("/oauth2/access_token/", Some("application/x-www-form-urlencoded; charset=utf-8")).await;
    form("//oauth2//access_token/", None).await;
    form("/oauth2/access_token", Some("text/plain")).await;
    let code = code(&world, &client).await;
    let odd = [("content-type", "application/x-www-form-urlencoded")];
    call(&world, "POST", "/oauth2/access_token", &odd, by_code(&client, &code).to_string()).await.expect(200);
    let told = exchange(&world, Value::Null).await;
    assert_eq!((told.status, told.content_type()), (400, "application/problem+json"));
    let told = told.json();
    assert_eq!(told["type"], "https://developers.amocrm.ru/v3/errors/OAuthProblemJson");
    assert_eq!((told["title"].as_str(), told["status"].as_i64()), (Some("Bad Request"), Some(400)));
    world.end().await;
}

#[tokio::test]
async fn refresh_tokens_rotate_and_a_stolen_one_ends_the_grant() {
    on_both(async |world| {
        let client = register(&world, json!({})).await;
        let (access, first) = tokens(&world, &client).await;
        let (_, second) = pair(&exchange(&world, by_refresh(&client, &first)).await.expect(200));
        // Two processes of the client refresh at once: both get something that works.
        world.advance(29_000);
        let (late_access, late) = pair(&exchange(&world, by_refresh(&client, &first)).await.expect(200));
        assert_eq!(status_with(&world, &late_access).await, 200);
        let (_, third) = pair(&exchange(&world, by_refresh(&client, &second)).await.expect(200));
        assert!(late != second && third != second);
        world.advance(10_000);
        let told = exchange(&world, by_refresh(&client, &first)).await.expect(400);
        assert_eq!(told["hint"], "Invalid refresh token");
        for token in [&late, &third] {
            let told = exchange(&world, by_refresh(&client, token)).await.expect(400);
            assert_eq!(told["hint"], "Invalid refresh token", "the whole family has ended");
        }
        for token in [&access, &late_access] {
            assert_eq!(status_with(&world, token).await, 401);
        }
        let grants = world.own("GET", "grants", Value::Null).await;
        assert_eq!(grants["grants"], json!([]));

        // Nobody else's client may use it, and trying does not use it up.
        let (_, mine) = tokens(&world, &client).await;
        let other = register(&world, json!({})).await;
        exchange(&world, by_refresh(&other, &mine)).await.expect(400);
        let (access, next) = pair(&exchange(&world, by_refresh(&client, &mine)).await.expect(200));
        world.advance(86_400_000 + 6_000);
        world.app.callers.forget();
        assert_eq!(status_with(&world, &access).await, 401);
        world.advance(89 * 86_400_000);
        exchange(&world, by_refresh(&client, &next)).await.expect(400);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn lifetimes_are_settings() {
    let seconds = |n: &str| Some(n.to_string());
    let world = World::with(server::config::Flags {
        code_seconds: seconds("10"),
        access_token_seconds: seconds("20"),
        refresh_token_seconds: seconds("30"),
        refresh_grace_seconds: seconds("0"),
        ..Default::default()
    })
    .await;
    let client = register(&world, json!({})).await;
    let late = code(&world, &client).await;
    world.advance(10_000);
    exchange(&world, by_code(&client, &late)).await.expect(400);
    let answer = exchange(&world, by_code(&client, &code(&world, &client).await)).await.expect(200);
    assert_eq!(answer["expires_in"], 20);
    let (access, refresh) = pair(&answer);
    world.advance(19_000);
    assert_eq!(status_with(&world, &access).await, 200);
    world.advance(1_000);
    world.app.callers.forget();
    assert_eq!(status_with(&world, &access).await, 401);
    let (_, next) = pair(&exchange(&world, by_refresh(&client, &refresh)).await.expect(200));
    exchange(&world, by_refresh(&client, &refresh)).await.expect(400);
    exchange(&world, by_refresh(&client, &next)).await.expect(400);
    let (_, refresh) = tokens(&world, &client).await;
    world.advance(30_000);
    exchange(&world, by_refresh(&client, &refresh)).await.expect(400);
    world.end().await;
}

#[tokio::test]
async fn many_refreshes_at_once_end_a_grant() {
    on_both(async |world| {
        let client = register(&world, json!({})).await;
        let (_, refresh) = tokens(&world, &client).await;
        let tries =
            futures_util::future::join_all((0..5).map(|_| exchange(&world, by_refresh(&client, &refresh)))).await;
        assert!(tries.iter().all(|answer| answer.status == 200), "{tries:?}");
        let code = code(&world, &client).await;
        let tries = futures_util::future::join_all((0..5).map(|_| exchange(&world, by_code(&client, &code)))).await;
        assert_eq!(tries.iter().filter(|answer| answer.status == 200).count(), 1, "{tries:?}");
        exchange(&world, by_refresh(&client, &refresh)).await.expect(400);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_allowed_is_taken_back() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let hook = format!("{}/gone", receiver.base);
        let client = register(&world, json!({ "uninstall_url": hook })).await;
        let (access, refresh) = tokens(&world, &client).await;
        let (other_access, _) = tokens(&world, &client).await;
        let grants = world.own("GET", "grants", Value::Null).await["grants"].clone();
        assert_eq!((grants.as_array().unwrap().len(), &grants[0]["integration"]), (2, &json!("Phone <b>")));
        let mine = claims(&access)["jti"].as_str().unwrap()[..32].to_string();
        let stranger = world.account("other").await;
        let path = format!("/api/pipewright/v1/grants/{mine}");
        // Another integration of the same administrator neither sees nor ends it, and gets at nobody's secret.
        let third = register(&world, json!({})).await;
        let third = Account { token: tokens(&world, &third).await.0, ..world.acme.clone() };
        world.call_as(&third, "DELETE", &path, Value::Null).await.problems(404);
        let seen = world.call_as(&third, "GET", "/api/pipewright/v1/grants", Value::Null).await.expect(200);
        assert_eq!(seen["grants"].as_array().unwrap().len(), 1, "{seen}");
        let secret = format!("/api/pipewright/v1/integrations/{}/secret", client.id);
        world.call_as(&third, "POST", &secret, json!({})).await.problems(403);
        world.call_as(&stranger, "DELETE", &path, Value::Null).await.problems(404);
        world.own("DELETE", &format!("grants/{mine}"), Value::Null).await;
        world.refused(404, "DELETE", &format!("grants/{mine}"), Value::Null).await;
        assert_eq!(status_with(&world, &access).await, 401);
        assert_eq!(status_with(&world, &other_access).await, 200);
        exchange(&world, by_refresh(&client, &refresh)).await.expect(400);
        assert_eq!(receiver.count(), 0, "another grant still counts");

        world.own("PATCH", &format!("integrations/{}", client.id), json!({ "is_enabled": false })).await;
        assert_eq!(status_with(&world, &other_access).await, 401);
        let got = receiver.take();
        assert_eq!(got.len(), 1);
        let text = format!("{}|{}", client.id, world.acme.id);
        use hmac::Mac;
        let signature = server::secrets::mac(client.secret.as_bytes()).chain_update(text).finalize().into_bytes();
        let expected = format!(
            "/gone?account_id={}&client_uuid={}&client_id={}&signature={}",
            world.acme.id,
            client.id,
            client.id,
            server::secrets::hex(&signature)
        );
        assert_eq!(got[0].path, expected);
        let told = exchange(&world, by_refresh(&client, &refresh)).await.expect(400);
        assert_eq!(told["hint"], "Check the `client_id` parameter");
        world.refused(409, "POST", &format!("integrations/{}/code", client.id), json!({})).await;
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn installing_a_widget_tells_its_integration() {
    on_both(async |world| {
        let receiver = Receiver::start().await;
        let redirect = format!("{}/back", receiver.base);
        let body = json!({ "redirect_uris": [redirect], "widget": "notify" });
        let client = register(&world, body).await;
        world.install("notify", "other", "https://a.example/").await;
        assert_eq!(receiver.count(), 0, "another widget");
        let key = [("idempotency-key", "k"), ("authorization", &format!("Bearer {}", world.acme.token))];
        let files = json!({ "files": crate::world::sample_files("notify") }).to_string();
        let headers = [key[0], key[1], ("content-type", "application/json")];
        for _ in 0..2 {
            call(&world, "POST", "/api/pipewright/v1/widgets?code=notify", &headers, files.clone()).await.expect(201);
        }
        let got = receiver.take();
        assert_eq!(got.len(), 1, "once, though the request came twice under its key");
        let query = got[0].path.strip_prefix("/back?code=").unwrap();
        let (code, rest) = query.split_once('&').unwrap();
        assert_eq!(rest, format!("referer=crm.example.com&client_id={}&platform=2&from_widget=1", client.id));
        let mut body = by_code(&client, code);
        body["redirect_uri"] = json!(redirect);
        exchange(&world, body).await.expect(200);
        world.install("notify", "notify", "https://a.example/").await;
        assert_eq!(receiver.count(), 0, "an update is no installation");
        world.end().await;
    })
    .await;
}

/// Signs acme's administrator in and returns the cookie.
async fn signed_in(world: &World, account: &Account) -> String {
    let answer = call(world, "GET", &account.sign_in_path, &[], "").await;
    answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_string()
}

fn seal(page: &Answer) -> String {
    let rest = page.text.split("name=\"seal\" value=\"").nth(1).unwrap_or_else(|| panic!("no form: {}", page.text));
    rest.split('"').next().unwrap().to_string()
}

#[tokio::test]
async fn a_person_allows_or_denies_in_the_browser() {
    on_both(async |world| {
        let client = register(&world, json!({ "description": "<script>alert(1)</script>" })).await;
        let at = format!("/oauth/?client_id={}&state=a%26b%22%3Cx&mode=&response_type=code", client.id);
        let (account, now) = (domain::AccountId(world.acme.id), domain::Timestamp(world.clock_ms()));
        let user = domain::user::User {
            id: domain::UserId(0),
            name: "Chief".into(),
            email: "chief@acme.example.com".into(),
            is_admin: true,
        };
        let make = move |tx: &store::Tx<'_>| store::users::create(tx, &user, None, now);
        let user = world.app.store.write(account, "user", make).await.unwrap();
        server::api::own::admin::set_password(&world.app, account, user, "correct horse".into()).await.unwrap();

        let page = call(&world, "GET", &at, &[], "").await;
        assert_eq!((page.status, page.content_type()), (200, "text/html; charset=utf-8"));
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(page.headers["x-frame-options"], "DENY");
        assert!(page.text.contains("Phone &lt;b&gt;") && page.text.contains("type=\"password\""), "{}", page.text);
        let wrong = "do=sign_in&email=chief%40acme.example.com&password=wrong";
        assert_eq!(call(&world, "POST", &at, &[], wrong).await.status, 401);
        let right = "do=sign_in&email=chief%40acme.example.com&password=correct+horse";
        let from_elsewhere = [("origin", "https://evil.example")];
        assert_eq!(call(&world, "POST", &at, &from_elsewhere, right).await.status, 403);
        let answer = call(&world, "POST", &at, &[("origin", "https://crm.example.com")], right).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let back = answer.headers["location"].to_str().unwrap().to_string();
        assert!(back.starts_with("/oauth?client_id=") && back.contains("state=a%26b%22%3Cx"), "{back}");
        let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_string();
        let signed: &[(&str, &str)] = &[("cookie", &cookie)];

        let page = call(&world, "GET", &back, signed, "").await;
        assert!(!page.text.contains("<script>alert") && page.text.contains("&lt;script&gt;"), "{}", page.text);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("form-action 'self' https://phone.example.org;"), "{policy}");
        let seal = seal(&page);
        // Without the seal, or with that of another session, nothing is allowed: the page asks again.
        for forged in ["", "x", &seal[..seal.len() - 2]] {
            let again = call(&world, "POST", &back, signed, format!("do=allow&seal={forged}")).await;
            assert_eq!(again.status, 200, "{}", again.text);
        }
        let other_cookie = signed_in(&world, &world.acme).await;
        let again = call(&world, "POST", &back, &[("cookie", &other_cookie)], format!("do=allow&seal={seal}")).await;
        assert_eq!(again.status, 200);

        let allowed = call(&world, "POST", &back, signed, format!("do=allow&seal={seal}")).await;
        assert_eq!(allowed.status, 303, "{}", allowed.text);
        let to = allowed.headers["location"].to_str().unwrap();
        let query = to.strip_prefix("https://phone.example.org/back?x=1&code=").unwrap_or_else(|| panic!("{to}"));
        let (code, rest) = query.split_once('&').unwrap();
        assert_eq!(rest, format!("referer=crm.example.com&state=a%26b%22%3Cx&client_id={}&platform=2", client.id));
        exchange(&world, by_code(&client, code)).await.expect(200);

        let denied = call(&world, "POST", &back, signed, format!("do=deny&seal={seal}")).await;
        let to = denied.headers["location"].to_str().unwrap();
        assert_eq!(to, "https://phone.example.org/back?x=1&error=access_denied&state=a%26b%22%3Cx");

        let popup = back.replace("mode=", "mode=popup");
        let page = call(&world, "POST", &popup, signed, format!("do=allow&seal={seal}")).await;
        assert_eq!((page.status, page.headers.contains_key("location")), (200, false));
        assert!(page.text.contains("href=\"https://phone.example.org/back?x=1&amp;code="), "{}", page.text);
        assert_eq!(page.headers["cross-origin-opener-policy"], "unsafe-none");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn who_may_allow() {
    on_both(async |world| {
        let client = register(&world, json!({})).await;
        let at = format!("/oauth?client_id={}", client.id);
        for unknown in ["/oauth", "/oauth?client_id=x", "/oauth?client_id=00000000-0000-4000-8000-000000000000"] {
            assert_eq!(call(&world, "GET", unknown, &[], "").await.status, 404);
        }
        let other = world.account("other").await;
        let stranger = signed_in(&world, &other).await;
        let page = call(&world, "GET", &at, &[("cookie", &stranger)], "").await;
        assert!(page.text.contains("type=\"password\"") && !page.text.contains("acme"), "{}", page.text);

        let (account, now) = (domain::AccountId(world.acme.id), domain::Timestamp(world.clock_ms()));
        let ann = domain::user::User {
            id: domain::UserId(0),
            name: "Ann".into(),
            email: "ann@acme.example.com".into(),
            is_admin: false,
        };
        let make = move |tx: &store::Tx<'_>| store::users::create(tx, &ann, None, now);
        let ann = world.app.store.write(account, "user", make).await.unwrap();
        let link = server::api::own::session::make_link(&world.app, account, ann).await.unwrap();
        let hers = signed_in(&world, &Account { sign_in_path: format!("/sign-in/{link}"), ..world.acme.clone() }).await;
        let hers: &[(&str, &str)] = &[("cookie", &hers)];
        assert_eq!(call(&world, "GET", &at, hers, "").await.status, 403);
        tokens(&world, &client).await;
        let page = call(&world, "GET", &at, hers, "").await;
        assert_eq!(page.status, 200);
        let allowed = call(&world, "POST", &at, hers, format!("do=allow&seal={}", seal(&page))).await;
        let to = allowed.headers["location"].to_str().unwrap().to_string();
        let code = to.split("code=").nth(1).unwrap().split('&').next().unwrap();
        let (access, _) = pair(&exchange(&world, by_code(&client, code)).await.expect(200));
        let me = world.raw(&access, "GET", "/v3/user", "").await.expect(200);
        assert_eq!(me, json!({ "id": ann.0, "name": "Ann", "email": "ann@acme.example.com" }));
        let hers = Account { token: access, ..world.acme.clone() };
        world.call_as(&hers, "GET", "/api/pipewright/v1/integrations", Value::Null).await.problems(403);
        let seen = world.call_as(&hers, "GET", "/api/pipewright/v1/grants", Value::Null).await.expect(200);
        assert_eq!(seen["grants"].as_array().unwrap().len(), 1, "her own only: {seen}");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn where_an_account_is() {
    on_both(async |world| {
        let client = register(&world, json!({})).await;
        let (access, refresh) = tokens(&world, &client).await;
        let expected = json!({
            "id": world.acme.id, "subdomain": "acme", "domain": "crm.example.com", "top_level_domain": "com",
        });
        let by_access = world.raw(&access, "GET", "/oauth2/account/subdomain", "").await.expect(200);
        assert_eq!(by_access, expected);
        let current = "/oauth2/account/current/subdomain";
        let with: &[(&str, &str)] = &[("x-refresh-token", &refresh)];
        assert_eq!(call(&world, "GET", current, with, "").await.expect(200), expected);
        assert_eq!(call(&world, "GET", current, with, "").await.status, 200, "asking does not use it up");
        assert_eq!(call(&world, "GET", current, &[], "").await.status, 401);
        assert_eq!(call(&world, "GET", current, &[("x-refresh-token", "x")], "").await.status, 401);
        exchange(&world, by_refresh(&client, &refresh)).await.expect(200);
        assert_eq!(call(&world, "GET", current, with, "").await.status, 401);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn one_time_tokens_of_widgets() {
    on_both(async |world| {
        let client = register(&world, json!({ "redirect_uris": ["https://phone.example.org:8443/back"] })).await;
        let path = format!("/ajax/v2/integrations/{}/disposable_token", client.id);
        assert_eq!(world.call("GET", &path, Value::Null).await.status, 403, "a program needs none");
        let cookie = signed_in(&world, &world.acme).await;
        let signed: &[(&str, &str)] = &[("cookie", &cookie), ("x-requested-with", "XMLHttpRequest")];
        let token = call(&world, "GET", &path, signed, "").await.expect(200)["token"].as_str().unwrap().to_string();
        let key = server::token::Key::new(client.secret.as_bytes());
        let claims: Value = server::token::verify_json(&key, &token).unwrap();
        assert_eq!(claims["iss"], "http://crm.example.com");
        assert_eq!(claims["aud"], "https://phone.example.org");
        assert_eq!((&claims["account_id"], &claims["user_id"]), (&json!(world.acme.id), &json!(world.acme.admin)));
        assert_eq!((&claims["client_uuid"], &claims["subdomain"]), (&json!(client.id), &json!("acme")));
        assert_eq!((&claims["is_admin"], &claims["iat"]), (&json!(true), &json!(world.clock_ms() / 1_000)));
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 1_800);
        assert_eq!(claims["jti"].as_str().unwrap().len(), 36);
        let unknown = path.replace(&client.id, "00000000-0000-4000-8000-000000000000");
        assert_eq!(call(&world, "GET", &unknown, signed, "").await.status, 404);
        let other = world.account("other").await;
        let stranger = signed_in(&world, &other).await;
        assert_eq!(call(&world, "GET", &path, &[("cookie", &stranger)], "").await.status, 404);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_button_is_served_to_other_sites() {
    let world = World::sqlite().await;
    let script = call(&world, "GET", "/auth/button.min.js", &[], "").await;
    assert_eq!((script.status, script.content_type()), (200, "text/javascript; charset=utf-8"));
    assert_eq!(script.headers["cross-origin-resource-policy"], "cross-origin");
    assert!(script.text.contains("kommo_oauth") && script.text.contains("amocrm_oauth"));
    world.end().await;
}

/// Replays `fixtures/wire/oauth`; its requests say themselves who sends them.
#[tokio::test]
async fn every_fixture() {
    use crate::format::{Bindings, parse};
    let folder = format!("{}/../../fixtures/wire/oauth", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let name = format!("oauth/{}", file.file_name().unwrap().to_string_lossy());
        let world = World::sqlite().await;
        let client = register(&world, json!({ "redirect_uris": ["https://phone.example.org/back"] })).await;
        let mut bindings = Bindings::default();
        for (word, value) in [
            ("base", json!("http://crm.example.com")),
            ("account", json!(world.acme.id)),
            ("user", json!(world.acme.admin)),
            ("code", json!(code(&world, &client).await)),
            ("cookie", json!(signed_in(&world, &world.acme).await)),
            ("client", json!(client.id)),
            ("secret", json!(client.secret)),
        ] {
            bindings.bind(word, value);
        }
        for (index, step) in parse(&name, &std::fs::read_to_string(&file).unwrap()).iter().enumerate() {
            let headers: Vec<_> =
                step.headers.iter().map(|(key, value)| (key.as_str(), bindings.fill(value))).collect();
            let headers: Vec<_> = headers.iter().map(|(key, value)| (*key, value.as_str())).collect();
            let answer =
                call(&world, &step.method, &bindings.fill(&step.path), &headers, bindings.fill(&step.body)).await;
            let at = format!("{name}, step {index}");
            for (key, value) in &step.answer_headers {
                let got = answer.headers.get(key).map(|got| got.to_str().unwrap());
                assert_eq!(got, Some(value.as_str()), "{at}: {key}");
            }
            bindings.compare(&at, step, answer.status, &answer.text);
        }
        world.end().await;
    }
}
