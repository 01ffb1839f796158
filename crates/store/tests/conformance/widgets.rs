//! Widgets, their files and how they want their hooks.

use domain::account::HookEncoding;
use domain::retry::RetryPolicy;
use domain::{Timestamp, TriggerId, UserId, WidgetId};
use store::widgets::{File, Installation};
use store::{audit, triggers, widget_versions, widgets};

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
        assert_eq!(file("Images/Logo.PNG"), Some(bytes(256)), "whoever mixes capitals finds it too");
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

#[test]
fn the_last_uploads_are_kept_with_their_files() {
    on_all(|world| {
        let made = install(world, "one", &[("a", "h0", bytes(300_000))]);
        let id = made.id;
        let keep = |version: &Installation| {
            let version = version.clone();
            world.write(move |tx| widget_versions::keep_current(tx, &version, UserId(7), NOW))
        };
        assert_eq!(keep(&made), 1);
        let max = widget_versions::VERSIONS_MAX as i64;
        for n in 2..=max + 1 {
            let changed = Installation { version: n.to_string(), ..made.clone() };
            world.write(move |tx| {
                let hash = format!("h{n}");
                widgets::update(tx, &changed, Some(&[File { path: "a", hash: &hash, bytes: &bytes(n as usize) }]))
            });
            assert_eq!(keep(&Installation { version: n.to_string(), ..made.clone() }), n);
        }
        let kept = world.read(move |tx| widget_versions::list(tx, id));
        assert_eq!((kept.len() as i64, kept[0].n, kept[kept.len() - 1].n), (max, max + 1, 2), "newest first");
        assert_eq!((kept[0].author, kept[0].created_at, kept[0].version.as_str()), (UserId(7), NOW, "11"));
        if let Some(blobs) = blobs(world) {
            assert!(!blobs.iter().any(|row| row[0] == "h0"), "what the first one held is gone: {blobs:?}");
            assert_eq!(blobs.len() as i64, max);
        }
        world.write(move |tx| widget_versions::restore_files(tx, id, 2));
        assert_eq!(world.read(move |tx| widgets::file(tx, id, "a")), Some(bytes(2)));
        assert_eq!(
            world.read(move |tx| widget_versions::files_of(tx, id, 3)),
            [("a".to_string(), 3, "h3".to_string())]
        );
        let other = world.another_account();
        let theirs = world.store.read_blocking(other, "other", move |tx| widget_versions::list(tx, id)).unwrap();
        assert_eq!(theirs, []);
        world.write(move |tx| widgets::remove(tx, id, NOW));
        assert_eq!(world.read(move |tx| widget_versions::list(tx, id)), []);
        assert_eq!(blobs(world).unwrap_or_default(), Vec::<Vec<String>>::new());
    });
}

#[test]
fn triggers_wait_for_their_widget_once() {
    on_all(|world| {
        let id = install(world, "one", &[]).id;
        let wait = |triggers: &'static [i64]| {
            let triggers: Vec<TriggerId> = triggers.iter().map(|id| TriggerId(*id)).collect();
            world.write(move |tx| widget_versions::pause(tx, id, &triggers));
        };
        wait(&[5, 3]);
        wait(&[3]);
        let taken = world.write(move |tx| widget_versions::take_paused(tx, id));
        assert_eq!(taken, [TriggerId(3), TriggerId(5)]);
        assert_eq!(world.write(move |tx| widget_versions::take_paused(tx, id)), []);
    });
}

#[test]
fn the_audit_log_is_read_backwards() {
    on_all(|world| {
        let entry = |what: &str, subject: &str| audit::Entry {
            id: 0,
            at: NOW,
            author: UserId(7),
            what: what.into(),
            kind: if subject.starts_with('w') { "widget" } else { "user" }.into(),
            subject: subject.into(),
            details: "{\"ä\":1}".into(),
        };
        for (what, subject) in [("one", "w1"), ("two", "w2"), ("three", "u1"), ("four", "w1")] {
            let entry = entry(what, subject);
            world.write(move |tx| audit::append(tx, &entry));
        }
        let list = |kind: Option<&str>, subject: Option<&str>, before: Option<i64>| {
            let filter = audit::Filter { kind: kind.map(Into::into), subject: subject.map(Into::into), before };
            world.read(move |tx| audit::list(tx, &filter, 3))
        };
        let words = |entries: Vec<audit::Entry>| entries.into_iter().map(|e| e.what).collect::<Vec<_>>().join(" ");
        let all = list(None, None, None);
        assert_eq!(audit::Entry { id: 0, ..all[0].clone() }, entry("four", "w1"));
        assert_eq!(words(list(None, None, Some(all[1].id))), "two one");
        assert_eq!(words(all), "four three two");
        assert_eq!(words(list(Some("widget"), None, None)), "four two one");
        assert_eq!(words(list(Some("widget"), Some("w1"), None)), "four one");
        let other = world.another_account();
        let none = world.store.read_blocking(other, "other", |tx| audit::list(tx, &audit::Filter::default(), 3));
        assert_eq!(none.unwrap(), []);
    });
}
