//! Thousands of damaged uploads, the same ones each time: none may panic, none may cost more than the limits.

mod support;

use support::{files, with, zip};
use widget::limits::{ENTRIES_MAX, FILE_BYTES_MAX, PROBLEMS_MAX, UNPACKED_BYTES_MAX};
use widget::{Problem, Widget};

const ZIPS: usize = 6_000;
const MANIFESTS: usize = 6_000;
const NAMES: usize = 2_000;
const NAME_PIECES: [&str; 24] = [
    "",
    "/",
    "\\",
    "..",
    ".",
    "../",
    "C:",
    "manifest.json",
    "MANIFEST.JSON",
    "Script.js",
    "i18n",
    "I18N/",
    "en.json",
    "images/",
    "logo.PNG",
    "w/",
    "w\\",
    "a.zip",
    "\0",
    "\r",
    "Icon\r",
    "__MACOSX/",
    "ü",
    "x",
];
const PIECES: [&[u8]; 12] = [
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xff\xff\xff\xff",
    b"\0\0",
    b"../",
    b"\"",
    b"{",
    b"[]",
    b"null",
    b"-1e999",
    b"\\u0000",
];

#[test]
fn damaged_zips() {
    let mut dice = Dice(1);
    let mut seeds = vec![zip(&files()), zip(&with("lib/data.json", support::ENGLISH.repeat(50)))];
    seeds.push(zip(&with("nested.zip", &seeds[0])));
    for _ in 0..ZIPS {
        let seed = &seeds[dice.below(seeds.len())];
        check(Widget::from_zip(&dice.damage(seed)));
    }
}

#[test]
fn damaged_manifests_and_texts() {
    let mut dice = Dice(2);
    for _ in 0..MANIFESTS {
        let (path, seed) = [("manifest.json", support::MANIFEST), ("i18n/en.json", support::ENGLISH)][dice.below(2)];
        check(Widget::from_files(with(path, dice.damage(seed.as_bytes()))));
    }
}

/// Damage rarely leaves valid JSON, so whole values are exchanged too.
#[test]
fn exchanged_values() {
    let mut dice = Dice(3);
    let values = [
        "null",
        "true",
        "7",
        "-0.5",
        "\"\"",
        "\"x\"",
        "\"a.b\"",
        "[]",
        "{}",
        "[null, {}, \"x\"]",
        "{\"\": {\"name\": []}}",
    ];
    let places: Vec<usize> = support::MANIFEST.match_indices(": ").map(|(at, _)| at + 2).collect();
    for _ in 0..MANIFESTS {
        let mut manifest = support::MANIFEST.to_owned();
        let place = places[dice.below(places.len())];
        let end = value_end(&manifest, place);
        manifest.replace_range(place..end, values[dice.below(values.len())]);
        check(Widget::from_files(with("manifest.json", manifest)));
    }
}

/// Names and places exchanged: every file keeps its content and stands somewhere else.
#[test]
fn exchanged_names() {
    let mut dice = Dice(4);
    let inner = zip(&files());
    for _ in 0..NAMES {
        let mut odd: support::Files = files().into_iter().map(|(path, bytes)| (dice.exchange(&path), bytes)).collect();
        for _ in 0..dice.below(4) {
            let content = if dice.below(3) == 0 { inner.clone() } else { dice.damage(&inner) };
            odd.push((dice.name(), content));
        }
        let at = dice.below(odd.len());
        odd.truncate(odd.len().max(1) - at * dice.below(2));
        check(Widget::from_files(odd.clone()));
        // The library refuses some of these names when it writes; what it writes is read.
        if let Some(bytes) = support::try_zip(&odd) {
            check(Widget::from_zip(&dice.damage_or_not(&bytes)));
            check(Widget::from_zip(&bytes));
        }
    }
}

fn value_end(text: &str, start: usize) -> usize {
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<serde_json::Value>();
    values.next();
    start + values.byte_offset()
}

fn check(outcome: Result<Widget, Vec<Problem>>) {
    assert!(support::problems(&outcome).len() <= 3 * PROBLEMS_MAX + 1);
    assert!(support::problems(&outcome).iter().all(|problem| !problem.message.chars().any(char::is_control)));
    assert!(support::problems(&outcome).iter().all(|problem| !problem.file.chars().any(char::is_control)));
    match outcome {
        Ok(widget) => {
            assert!(widget.files().len() <= ENTRIES_MAX);
            assert!(widget.files().all(|(path, bytes)| is_plain(path) && bytes.len() <= FILE_BYTES_MAX));
            assert!(widget.files().map(|(_, bytes)| bytes.len()).sum::<usize>() <= UNPACKED_BYTES_MAX);
            let _ = (widget.usable_in_trigger(false), widget.hook_address(None, true));
            let _ = widget.text(&widget.manifest.name, "tr");
        }
        Err(problems) => assert!(problems.iter().any(|problem| problem.severity == widget::Severity::Error)),
    }
}

fn is_plain(path: &str) -> bool {
    !path.contains(['\\', '\0']) && path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn damage(&mut self, seed: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(4) {
            self.damage_once(&mut bytes);
        }
        bytes
    }

    fn damage_or_not(&mut self, seed: &[u8]) -> Vec<u8> {
        if self.below(2) == 0 { seed.to_vec() } else { self.damage(seed) }
    }

    fn name(&mut self) -> String {
        (0..=self.below(5)).map(|_| NAME_PIECES[self.below(NAME_PIECES.len())]).collect()
    }

    /// Mostly the same name, so that now and then a whole widget is left.
    fn exchange(&mut self, path: &str) -> String {
        match self.below(24) {
            0 => path.to_uppercase(),
            1 => path.replace('/', "\\"),
            2 => format!("w/{path}"),
            3 => format!("{}{path}", self.name()),
            4 => self.name(),
            _ => path.to_owned(),
        }
    }

    fn damage_once(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        let end = bytes.len().min(at + self.below(64));
        match self.below(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.extend_from_within(at..end),
            3 => drop(bytes.splice(at..at, PIECES[self.below(PIECES.len())].iter().copied())),
            // Lengths, counts and places stand in the last bytes of a zip.
            4 if bytes.len() > 64 => *bytes.iter_mut().nth_back(at % 64).expect("long enough") = self.below(256) as u8,
            _ => bytes[at..end].iter_mut().take(2).for_each(|byte| *byte ^= 1 << self.below(8)),
        }
    }
}
