//! Replays `fixtures/wire` against the readers and writers of this crate and a small model of an account.

#[path = "wire/format.rs"]
mod format;
#[path = "wire/world.rs"]
mod world;

use domain::direction::Direction;
use domain::event::Code;
use domain::pipeline::Place;
use domain::{AccountId, LeadId, Timestamp};
use format::{Bindings, Step};
use kommo::hook::{HookFacts, to_form, widget_hook};
use serde_json::json;
use world::{FIRST, INCOMING, MAIN, OWNER, SECOND, World};

/// A folder of fixtures, file by file.
fn folder(noun: &str) -> Vec<(String, Vec<Step>)> {
    let path = format!("{}/../../fixtures/wire/{noun}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: std::path::PathBuf| {
        let name = format!("{noun}/{}", path.file_name().unwrap().to_string_lossy());
        let steps = format::parse(&name, &std::fs::read_to_string(&path).unwrap());
        (name, steps)
    };
    files.into_iter().map(read).collect()
}

fn replay(noun: &str) {
    for (name, steps) in folder(noun) {
        let mut world = World::new();
        let mut bindings = Bindings::default();
        bindings.bind("base", json!("https://acme.example.com"));
        for (word, id) in [
            ("account", 1),
            ("user", OWNER.0),
            ("pipeline", MAIN.0),
            ("incoming", INCOMING.0),
            ("first", FIRST.0),
            ("second", SECOND.0),
        ] {
            bindings.bind(word, json!(id));
        }
        for (index, step) in steps.iter().enumerate() {
            let (status, body) = world.call(&step.method, &bindings.fill(&step.path), &bindings.fill(&step.body));
            bindings.compare(&format!("{name}, step {index}"), step, status, &body);
        }
    }
}

#[test]
fn account() {
    replay("account");
}

#[test]
fn leads() {
    replay("leads");
}

#[test]
fn contacts() {
    replay("contacts");
}

#[test]
fn pipelines() {
    replay("pipelines");
}

#[test]
fn links() {
    replay("links");
}

#[test]
fn hooks() {
    let json = widget_hook(&HookFacts {
        code: Code::LeadAppearedInStatus,
        lead: LeadId(7_000_101),
        place: Place::new(3_000_001, 31_000_002),
        direction: Some(Direction::WentToTrigger),
        at: Timestamp::from_seconds(1_767_600_000),
        settings: r#"{"message":"Hi \u00e9 {{contact.name}}","only_main":"1","rows":[]}"#,
        subdomain: "acme",
        account: AccountId(40_000_001),
    });
    let sent: Vec<(String, String)> =
        folder("hooks").into_iter().map(|(name, steps)| (name, steps[0].body.clone())).collect();
    assert_eq!(sent[0], ("hooks/widget_form.http".to_string(), to_form(&json).unwrap()));
    assert_eq!(sent[1], ("hooks/widget_json.http".to_string(), json));
}
