//! One's own password, name and sessions, and the account's profile.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use crate::world::{Answer, World, on_both};

const API: &str = "/api/pipewright/v1";

/// A signed-in browser.
struct Browser<'a> {
    world: &'a World,
    cookie: String,
}

impl Browser<'_> {
    async fn call(&mut self, method: &str, path: &str, body: Value) -> Answer {
        let request = Request::builder().method(method).uri(format!("{API}/{path}")).header("cookie", &self.cookie);
        let request = request.header("x-requested-with", "test").header("content-type", "application/json");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let answer = self.world.send(&self.world.public, request.body(body).unwrap()).await;
        if let Some(cookie) = cookie_of(&answer) {
            self.cookie = cookie;
        }
        answer
    }
}

fn cookie_of(answer: &Answer) -> Option<String> {
    let set = answer.headers.get("set-cookie")?.to_str().unwrap();
    Some(set.split(';').next().unwrap().to_string())
}

/// Signs in by a fresh link, as after the first start.
async fn by_link(world: &World) -> Browser<'_> {
    let link = world.at_socket("POST", "links", "acme", json!({})).await.expect(201);
    let path = link["sign_in_path"].as_str().unwrap().to_string();
    let request = Request::builder().method("GET").uri(path).body(Body::empty()).unwrap();
    let cookie = cookie_of(&world.send(&world.public, request).await).unwrap();
    Browser { world, cookie }
}

async fn sessions(browser: &mut Browser<'_>) -> (bool, usize, usize) {
    let told = browser.call("GET", "sessions", Value::Null).await.expect(200);
    let sessions = told["sessions"].as_array().unwrap();
    let current = sessions.iter().filter(|session| session["is_current"] == true).count();
    let user = browser.call("GET", "session", Value::Null).await.expect(200)["user"].clone();
    (user["has_password"].as_bool().unwrap(), sessions.len(), current)
}

#[tokio::test]
async fn the_first_password_needs_no_old_one_and_the_next_does() {
    on_both(async |world| {
        let (mut laptop, mut phone) = (by_link(&world).await, by_link(&world).await);
        assert_eq!(sessions(&mut laptop).await, (false, 2, 1));
        let short = laptop.call("POST", "session/password", json!({ "new": "short" })).await;
        assert_eq!(short.problems(400), ["new bad_password"]);
        laptop.call("POST", "session/password", json!({ "new": "a good long one" })).await.expect(204);
        assert_eq!(sessions(&mut laptop).await, (true, 1, 1));
        assert_eq!(phone.call("GET", "session", Value::Null).await.status, 401);

        let change = |current: Option<&str>| json!({ "current": current, "new": "an even better one" });
        assert_eq!(laptop.call("POST", "session/password", change(None)).await.problems(400), ["current required"]);
        assert_eq!(laptop.call("POST", "session/password", change(Some("x"))).await.problems(400), ["current wrong"]);
        laptop.call("POST", "session/password", change(Some("a good long one"))).await.expect(204);
        assert_eq!(laptop.call("GET", "session", Value::Null).await.status, 200);

        let mut phone = by_link(&world).await;
        assert_eq!(sessions(&mut phone).await, (true, 2, 1));
        phone.call("DELETE", "sessions", Value::Null).await.expect(204);
        assert_eq!(laptop.call("GET", "session", Value::Null).await.status, 401);
        assert_eq!(sessions(&mut phone).await, (true, 1, 1));
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn names_and_the_profile_change_and_bad_ones_are_told_at_once() {
    on_both(async |world| {
        world.own("PATCH", "session", json!({ "name": " Ana Ruiz " })).await;
        assert_eq!(world.own("GET", "session", Value::Null).await["user"]["name"], "Ana Ruiz");
        let profile = json!({ "name": "Acme", "currency": "eur", "time_zone": "Europe/Madrid", "language": "es" });
        let now = world.own("PATCH", "account/profile", profile).await;
        let expected = json!({ "name": "Acme", "currency": "EUR", "time_zone": "Europe/Madrid", "language": "es" });
        assert_eq!((&now, &world.own("GET", "account/profile", Value::Null).await), (&expected, &expected));
        assert_eq!(world.own("PATCH", "account/profile", json!({ "name": "Ink" })).await["currency"], "EUR");

        let bad = json!({ "name": "", "currency": "euro", "time_zone": "Mars/Base", "language": "xx", "a": 1 });
        let told = world.refused(400, "PATCH", "account/profile", bad).await;
        let expected =
            ["currency bad_choice", "time_zone bad_choice", "language bad_choice", "name bad_length", "a unknown_key"];
        assert_eq!(told, expected);
        assert_eq!(world.refused(400, "PATCH", "session", json!({})).await, ["name required"]);
        world.end().await;
    })
    .await;
}
