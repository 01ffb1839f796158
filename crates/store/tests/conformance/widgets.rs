//! Widgets, their files and how they want their hooks.

use std::collections::HashMap;

use domain::account::HookEncoding;
use domain::retry::RetryPolicy;
use domain::{Timestamp, WidgetId};
use store::widgets::{File, Installation};
use store::{triggers, widget_settings, widgets};

use crate::fixtures::{NOW, later};
use crate::world::{Kind, World, on_all};

fn widget(code: &str) -> Installation {
    Installation {
        id: WidgetId(0),
        code: code.into(),
        version: "1.0.0".into(),
        manifest: "{ \"widget\": {} }".into(),
        locales: "{\"en\":{}}".into(),
        webhook_url: None,
        hook_encoding: None,
        is_encoding_learned: false,
        retry: RetryPolicy::Vendor,
        is_active: true,
        created_at: NOW,
        updated_at: NOW,
    }
}

/// Bytes of every value, different from place to place.
fn bytes(n: usize) -> Vec<u8> {
    (0..n).map(|i| (i * 31 + i / 256 * 7) as u8).collect()
}

fn install(world: &World, code: &'static str, files: &[(&'static str, &'static str, Vec<u8>)]) -> Installation {
    let files = files.to_vec();
    world.write(move |tx| {
        let files: Vec<File<'_>> = files.iter().map(|(path, hash, bytes)| File { path, hash, bytes }).collect();
        widgets::insert(tx, &widget(code), &files)
    })
}

fn blobs(world: &World) -> Option<Vec<Vec<String>>> {
    let sql = "select hash, count(*) from blobs group by hash order by hash";
    (world.kind != Kind::Memory).then(|| world.place.look(sql))
}

#[test]
fn a_widget_comes_back_as_it_was_installed() {
    on_all(|world| {
        let made = install(world, "one", &[]);
        assert_eq!(made, Installation { id: made.id, ..widget("one") });
        assert_eq!(world.read(|tx| widgets::by_code(tx, "one")), Some(made.clone()));
        let changed = Installation {
            version: "2".into(),
            manifest: "{}".into(),
            locales: "{}".into(),
            webhook_url: Some("https://example.org/ä?b=%20".into()),
            hook_encoding: Some(HookEncoding::Form),
            is_encoding_learned: true,
            retry: RetryPolicy::Once,
            is_active: false,
            updated_at: later(5),
            ..made
        };
        let saved = changed.clone();
        world.write(move |tx| widgets::update(tx, &saved, None));
        assert_eq!(world.read(widgets::list), std::slice::from_ref(&changed));

        let id = changed.id;
        world.write(move |tx| widgets::remove(tx, id, later(6)));
        assert_eq!(world.read(widgets::list), []);
        assert_eq!(world.read(|tx| widgets::by_code(tx, "one")), None);
        assert_eq!(world.read(move |tx| widgets::by_id(tx, id)), Some(changed), "the log still names it");
        assert!(install(world, "one", &[]).id > id, "the code is free again");
        let twice = world.try_write(|tx| widgets::insert(tx, &widget("one"), &[]));
        assert!(twice.is_err(), "a code names one widget");
        let other = world.another_account();
        assert!(world.store.write_blocking(other, "other", |tx| widgets::insert(tx, &widget("one"), &[])).is_ok());
    });
}

#[test]
fn what_was_saved_in_a_form() {
    on_all(|world| {
        let (one, two) = (install(world, "one", &[]).id, install(world, "two", &[]).id);
        assert_eq!(world.read(widget_settings::all), HashMap::new());
        world.write(move |tx| widget_settings::save(tx, one, "{\"a\": 1}", NOW));
        world.write(move |tx| widget_settings::save(tx, two, "{}", NOW));
        world.write(move |tx| widget_settings::save(tx, one, "{\"a\": 2}", later(1)));
        let expected = HashMap::from([(one, "{\"a\": 2}".to_string()), (two, "{}".to_string())]);
        assert_eq!(world.read(widget_settings::all), expected);
        let other = world.another_account();
        assert_eq!(world.store.read_blocking(other, "other", widget_settings::all).unwrap(), HashMap::new());
    });
}

#[test]
fn files_are_kept_byte_for_byte() {
    on_all(|world| {
        let big = bytes(700_001);
        let files =
            [("script.js", "h1", big.clone()), ("empty.css", "h2", vec![]), ("images/logo.png", "h3", bytes(256))];
        let id = install(world, "one", &files).id;
        let file = |path: &'static str| world.read(move |tx| widgets::file(tx, id, path));
        assert!(file("script.js") == Some(big), "three pieces, in order");
        assert_eq!(file("empty.css"), Some(vec![]));
        assert_eq!(file("images/logo.png"), Some(bytes(256)));
        assert_eq!(file("logo.png"), None);
        let listed = world.read(move |tx| widgets::files_of(tx, id));
        let told: Vec<_> = listed.iter().map(|(path, size, hash)| (path.as_str(), *size, hash.as_str())).collect();
        assert_eq!(told, [("empty.css", 0, "h2"), ("images/logo.png", 256, "h3"), ("script.js", 700_001, "h1")]);
        let other = world.another_account();
        assert_eq!(
            world.store.read_blocking(other, "other", move |tx| widgets::file(tx, id, "empty.css")).unwrap(),
            None
        );
    });
}

#[test]
fn what_no_widget_holds_any_more_is_swept() {
    on_all(|world| {
        let one = install(world, "one", &[("a", "h1", bytes(300_000)), ("b", "h2", bytes(10))]);
        let two = install(world, "two", &[("c", "h2", bytes(10)), ("d", "h2", bytes(10))]).id;
        let told = |world: &World, expected: &[[&str; 2]]| {
            if let Some(blobs) = blobs(world) {
                assert_eq!(blobs, expected);
            }
        };
        told(world, &[["h1", "2"], ["h2", "1"]]);
        let changed = one.clone();
        world.write(move |tx| {
            let file = File { path: "a", hash: "h3", bytes: &bytes(5) };
            widgets::update(tx, &changed, Some(&[file]))
        });
        told(world, &[["h2", "1"], ["h3", "1"]]);
        let id = one.id;
        assert_eq!(world.read(move |tx| widgets::file(tx, id, "a")), Some(bytes(5)));
        assert_eq!(world.read(move |tx| widgets::file(tx, id, "b")), None);
        assert_eq!(world.read(move |tx| widgets::file(tx, two, "d")), Some(bytes(10)));
        world.write(move |tx| widgets::remove(tx, id, NOW));
        told(world, &[["h2", "1"]]);
        world.write(move |tx| widgets::remove(tx, two, NOW));
        told(world, &[]);
    });
}

#[test]
fn a_receiver_that_reads_forms_is_learned_once() {
    on_all(|world| {
        let id = install(world, "one", &[]).id;
        let style = |world: &World| {
            let rules = world.write(triggers::current);
            (rules.version(), rules.hooks[&id].encoding)
        };
        let (version, encoding) = style(world);
        assert_eq!(encoding, HookEncoding::Json);
        world.write(move |tx| widgets::learn_form(tx, id));
        assert_eq!(style(world), (version + 1, HookEncoding::Form));
        world.write(move |tx| widgets::learn_form(tx, id));
        assert_eq!(style(world), (version + 1, HookEncoding::Form), "nothing new");
        let learned = world.read(move |tx| widgets::by_id(tx, id)).unwrap();
        assert_eq!((learned.hook_encoding, learned.is_encoding_learned), (Some(HookEncoding::Form), true));
    });
}

#[test]
fn the_next_decision_knows_how_a_widget_wants_its_hooks() {
    on_all(|world| {
        let styles = |world: &World| world.write(triggers::current).hooks.clone();
        assert!(styles(world).is_empty());
        let made = install(world, "one", &[]);
        assert_eq!(styles(world)[&made.id].retry, RetryPolicy::Vendor);
        let once = Installation { retry: RetryPolicy::Once, updated_at: Timestamp(1), ..made.clone() };
        world.write(move |tx| widgets::update(tx, &once, None));
        assert_eq!(styles(world)[&made.id].retry, RetryPolicy::Once);
        world.write(|tx| store::accounts::save_hook_settings(tx, HookEncoding::Form, false));
        assert_eq!(styles(world)[&made.id].encoding, HookEncoding::Form, "the account's, as it says nothing itself");
        let id = made.id;
        world.write(move |tx| widgets::remove(tx, id, NOW));
        assert!(styles(world).is_empty());
    });
}
