//! Bad input: an answer in problem+json, nothing stored, and never a failure of ours.

use serde_json::{Value, json};

use crate::access::routes;
use crate::world::{Answer, World, on_both};

/// The same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }
}

const KEYS: [&str; 26] = [
    "id",
    "name",
    "price",
    "status_id",
    "pipeline_id",
    "responsible_user_id",
    "created_at",
    "updated_at",
    "closed_at",
    "_embedded",
    "contacts",
    "statuses",
    "stages",
    "when",
    "on",
    "action",
    "filters",
    "hours",
    "delay_seconds",
    "event",
    "lead_id",
    "data",
    "to_entity_id",
    "to_entity_type",
    "webhook_url",
    "files",
];
const VALUES: [&str; 16] = [
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "9223372036854775808",
    "-9223372036854775809",
    "9223372036854775807",
    "1.5",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"x\"",
    "[]",
    "{}",
    "[[]]",
    "\"2147483648\"",
];
const IDS: [&str; 12] = [
    "0",
    "-1",
    "99999999999999999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "1e3",
    "%00",
    "..%2f",
    "%FF",
    "a%20b",
    "1%271",
    "%E2%80%AE",
];
const CLIENTS: [&str; 3] = ["x", "00000000-0000-4000-8000-000000000000", "%00"];
const QUERIES: [&str; 12] = [
    "",
    "?page=0",
    "?page=-1",
    "?page=99999999999999999999",
    "?page=9223372036854775807&limit=250",
    "?limit=0",
    "?limit=x",
    "?filter[id]=x",
    "?filter[id][]=9223372036854775807",
    "?filter[statuses][0][status_id]=%00",
    "?order[id]=sideways",
    "?with=%FF&filter[[]=1&%5B%5D=&=",
];

fn value(dice: &mut Dice, depth: usize) -> String {
    match dice.roll(if depth > 3 { 1 } else { 4 }) {
        0 => dice.pick(&VALUES).to_string(),
        1 => {
            let items: Vec<String> = (0..dice.roll(3)).map(|_| value(dice, depth + 1)).collect();
            format!("[{}]", items.join(","))
        }
        _ => {
            let items: Vec<String> =
                (0..dice.roll(4)).map(|_| format!("\"{}\":{}", dice.pick(&KEYS), value(dice, depth + 1))).collect();
            format!("{{{}}}", items.join(","))
        }
    }
}

fn body(dice: &mut Dice) -> Vec<u8> {
    let mut text = value(dice, 0).into_bytes();
    match dice.roll(6) {
        0 => text.truncate(text.len() / 2),
        1 => text.insert(text.len() / 2, 0),
        2 => text.push(0xff),
        3 => text = format!("[{}]", String::from_utf8(text).unwrap()).into_bytes(),
        _ => {}
    }
    text
}

#[track_caller]
fn is_clean(answer: &Answer) {
    assert!(answer.status < 500, "{}: {} {}", answer.call, answer.status, answer.text);
    if answer.status >= 400 {
        assert_eq!(answer.content_type(), "application/problem+json", "{}: {}", answer.call, answer.text);
        assert_eq!(answer.json()["status"], answer.status, "{}", answer.call);
    }
}

#[tokio::test]
async fn random_garbage_is_answered_in_problems() {
    on_both(async |world| {
        let mut dice = Dice(7);
        let routes = routes();
        for round in 0..1_500 {
            let (method, path) = &routes[dice.roll(routes.len())];
            if path.ends_with("/stream") || path.ends_with("/session") {
                continue;
            }
            let at = path.replace("{entity}", dice.pick(&["leads", "contacts", "x"]));
            let at = at
                .replace("{id}", dice.pick(&IDS))
                .replace("{stage}", dice.pick(&IDS))
                .replace("{code}", dice.pick(&IDS))
                .replace("{grant}", dice.pick(&IDS))
                .replace("{client}", dice.pick(&CLIENTS));
            let at = format!("{at}{}", dice.pick(&QUERIES));
            let body = body(&mut dice);
            let told = String::from_utf8_lossy(&body).into_owned();
            let answer = world.raw(&world.acme.token, method, &at, body).await;
            assert!(answer.status < 500, "round {round}: {method} {at} {told}: {} {}", answer.status, answer.text);
            // The page of OAuth answers people.
            if path != "/oauth" {
                is_clean(&answer);
            }
        }
        let findings = world.at_socket("GET", "doctor", "", Value::Null).await.expect(200);
        assert!(findings["findings"].as_array().unwrap().iter().all(|finding| finding["state"] == "ok"), "{findings}");
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_stores_nothing() {
    on_both(async |world| {
        world.simple("http://127.0.0.1:9").await;
        let lead = world.lead('A').await;
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let large = |n: usize| format!("[{{\"name\":\"{}\"}}]", "x".repeat(n - 13));
        let nul = r#"[{"name":"a\u0000b"}]"#.to_string();
        let paths = [
            "/api/v4/leads",
            "/api/v4/contacts",
            "/api/v4/leads/pipelines",
            "/api/pipewright/v1/triggers",
            "/api/pipewright/v1/events",
        ];
        for path in paths {
            for (body, status) in [
                ("{".to_string(), 400),
                ("\u{feff}[]x".to_string(), 400),
                ("nul".to_string(), 400),
                ("7".to_string(), 400),
                ("\"x\"".to_string(), 400),
                (String::new(), 400),
                (deep.clone(), 400),
                (large(1024 * 1024 + 1), 413),
            ] {
                let answer = world.raw(&world.acme.token, "POST", path, body).await;
                is_clean(&answer);
                assert_eq!(answer.status, status, "{path}: {}", answer.text);
            }
        }
        let exact = world.raw(&world.acme.token, "POST", "/api/v4/leads", large(1024 * 1024)).await;
        is_clean(&exact);
        for path in &paths[..3] {
            is_clean(&world.raw(&world.acme.token, "POST", path, nul.clone()).await);
        }
        let before = world.get(&format!("/api/v4/leads/{lead}")).await;
        for patch in
            [json!({ "price": "x" }), json!({ "status_id": 7 }), json!({ "pipeline_id": -1 }), json!("x"), json!([7])]
        {
            let answer = world.call("PATCH", &format!("/api/v4/leads/{lead}"), patch.clone()).await;
            is_clean(&answer);
            assert_eq!(answer.status, 400, "{patch}: {}", answer.text);
        }
        assert_eq!(world.get(&format!("/api/v4/leads/{lead}")).await, before);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_told_in_the_dialect_of_their_surface() {
    let world = World::sqlite().await;
    for (method, path, status) in [
        ("GET", "/api/v4/nothing", 404),
        ("GET", "/api/pipewright/v1/nothing", 404),
        ("GET", "/api/", 404),
        ("POST", "/anything", 404),
        ("DELETE", "/api/v4/leads", 405),
        ("PUT", "/api/pipewright/v1/triggers", 405),
        ("GET", "/api/v4/leads/x", 404),
        ("GET", "/api/pipewright/v1/runs/x", 404),
    ] {
        let answer = world.call(method, path, Value::Null).await;
        is_clean(&answer);
        assert_eq!(answer.status, status, "{}: {}", answer.call, answer.text);
        let has_code = answer.json().get("code").is_some();
        assert_eq!(has_code, !path.starts_with("/api/v4"), "{}", answer.text);
    }
    world.end().await;
}
