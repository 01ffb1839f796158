//! Archives as people pack them, and as attackers do.

mod support;

use std::io::Write;

use support::{files, summary, with, zip, zip_with};
use widget::Widget;
use widget::limits::{
    ARCHIVE_BYTES_MAX, ENTRIES_MAX, FILE_BYTES_MAX, PATH_BYTES_MAX, PATH_DEPTH_MAX, RATIO_FREE_BYTES, RATIO_MAX,
    UNPACKED_BYTES_MAX,
};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

type Writer = zip::ZipWriter<std::io::Cursor<Vec<u8>>>;

const STORED: SimpleFileOptions = SimpleFileOptions::DEFAULT.compression_method(CompressionMethod::Stored);

#[test]
fn a_zip_and_a_folder_give_the_same_widget() {
    let from_zip = Widget::from_zip(&zip(&files()));
    assert_eq!(from_zip, Widget::from_files(files()));
    let widget = from_zip.expect("it installs");
    let paths: Vec<&str> = widget.files().map(|(path, _)| path).collect();
    assert!(paths.is_sorted() && paths.len() == files().len());
    assert_eq!(widget.file("script.js"), Some(&b"define(['jquery'], function () {})"[..]));
}

#[test]
fn a_missing_manifest_comes_with_a_hint() {
    let hint = |path: &str| {
        let problems = Widget::from_files(vec![(path.to_owned(), Vec::new())]).expect_err("nothing to install");
        problems[0].message.clone()
    };
    assert!(hint("build/widget.zip").contains("\"build/widget.zip\""));
    assert!(hint("build/widget.RAR").contains("\"build/widget.RAR\""));
    assert!(!hint("script.js").contains("script.js"));
}

#[test]
fn names_that_escape_are_refused_with_everything_else() {
    let mut hostile = with("manifest.json", "{,}");
    let names = ["../up.js", "/etc/x", "a\\..\\..\\b.js", "C:/x.js", "a/../../b.js", "nul\0.js", ""];
    hostile.extend(names.map(|name| (name.to_owned(), Vec::new())));
    let problems = Widget::from_files(hostile.clone()).expect_err("it is refused");
    let count = |code| problems.iter().filter(|problem| problem.code == code).count();
    assert_eq!((count("unsafe-path"), count("invalid-json")), (names.len(), 1), "One upload shows all.");
    let in_zip = Widget::from_zip(&zip(&hostile)).expect_err("it is refused");
    assert_eq!(in_zip.iter().filter(|problem| problem.code == "unsafe-path").count(), names.len());
}

#[test]
fn names_that_collide_are_refused() {
    let plus = |more: &[&str]| {
        let more = more.iter().map(|path| ((*path).to_owned(), Vec::new()));
        files().into_iter().chain(more).collect::<support::Files>()
    };
    check(plus(&["Script.JS"]), "error duplicate-path Script.JS");
    check(plus(&["script.js"]), "error duplicate-path script.js");
    check(plus(&["./script.js"]), "error duplicate-path script.js");
    check(plus(&["lib/Ä.js", "lib/ä.js"]), "error duplicate-path lib/ä.js");
    check(plus(&["lib/x.js", "LIB/x.js"]), "error duplicate-path LIB/x.js");
    check(plus(&["script.js/x.js"]), "error duplicate-path script.js");
}

#[test]
fn equal_names_in_a_zip_are_refused() {
    let twice = zip(&with("scripu.js", "evil"));
    let twice = replace(&twice, b"scripu.js", b"script.js");
    check_zip(&twice, "error duplicate-path script.js; warning script-without-define script.js");
}

#[test]
fn folders_links_and_special_files() {
    let plus = |fill: &dyn Fn(&mut Writer)| stored(&files(), fill);
    check_zip(
        &plus(&|writer| writer.add_directory("images/", STORED).expect("a folder")),
        "note folder-entries images/",
    );
    let link = plus(&|writer| writer.add_symlink("lib/x.js", "/etc/passwd", STORED).expect("a link"));
    check_zip(&link, "error special-file lib/x.js");
    let pipe = plus(&|writer| writer.start_file("pipe", STORED).expect("a file"));
    for (mode, expected) in [(0o010_000, "error special-file pipe"), (0o060_000, "error special-file pipe")] {
        let mode: u32 = mode | 0o644;
        check_zip(&patch_central(&pipe, "pipe", 38, &(mode << 16).to_le_bytes()), expected);
    }
    // The claim to come from DOS does not hide a link.
    let dos = patch_central(&link, "lib/x.js", 4, &[20, 0]);
    check_zip(&dos, "error special-file lib/x.js");
}

#[test]
fn sizes_that_lie_are_not_believed() {
    let blanks = vec![b' '; 8 * 1024 * 1024];
    let bomb = zip(&with("bomb.js", &blanks));
    check_zip(&bomb, "error zip-bomb bomb.js");
    // However large it says to be unpacked, what comes out is counted.
    for size in [0_u32, 1, u32::MAX - 1] {
        let lying = patch_central(&bomb, "bomb.js", 24, &size.to_le_bytes());
        assert!(Widget::from_zip(&lying).is_err(), "{size}");
    }
    // However large it says to be packed, it cannot be more than there is.
    for size in [0_u32, 1, 1 << 20, u32::MAX - 1] {
        let lying = patch_central(&bomb, "bomb.js", 20, &size.to_le_bytes());
        assert!(Widget::from_zip(&lying).is_err(), "{size}");
    }
}

#[test]
fn shared_bytes_are_refused() {
    let copy = |writer: &mut Writer| writer.shallow_copy_file("script.js", "copy.js").expect("a copy");
    let zip = stored(&files(), copy);
    let problems = Widget::from_zip(&zip).expect_err("it is refused");
    assert!(problems.iter().any(|problem| problem.code == "overlapping-entries"), "{problems:?}");
}

#[test]
fn damaged_zips_are_refused() {
    let good = zip(&files());
    check_zip(b"", "error unreadable-zip");
    check_zip(b"PK\x05\x06", "error unreadable-zip");
    check_zip(b"<html>no zip</html>", "error unreadable-zip");
    for end in 0..good.len() {
        assert!(Widget::from_zip(&good[..end]).is_err(), "cut at {end}");
    }
    let end_record = good.len() - 22;
    for (at, name) in [(8, "entries here"), (10, "entries"), (12, "directory size"), (16, "directory place")] {
        let mut zip = good.clone();
        zip[end_record + at..end_record + at + 2].fill(0xff);
        let _ = Widget::from_zip(&zip).map_err(|problems| assert!(!problems.is_empty(), "{name}"));
    }
    let mut counts = good.clone();
    counts[end_record + 8..end_record + 12].fill(0xff);
    check_zip(&counts, "error unreadable-zip");
    let mut flipped = stored(&with("lib/x.js", "some text"), |_| ());
    let at = find(&flipped, b"some text");
    flipped[at] ^= 1;
    check_zip(&flipped, "error damaged-entry lib/x.js");
}

#[test]
fn encrypted_and_unknown_packings_are_refused() {
    let good = zip(&with("lib/x.js", "some text"));
    check_zip(&patch_central(&good, "lib/x.js", 8, &[1, 0]), "error encrypted-entry lib/x.js");
    check_zip(&patch_central(&good, "lib/x.js", 10, &[99, 0]), "error damaged-entry lib/x.js");
}

#[test]
fn limits_on_both_sides() {
    let room = FILE_BYTES_MAX;
    check(with("big.js", vec![b'x'; room]), "");
    check(with("big.js", vec![b'x'; room + 1]), "error file-too-large big.js");

    let total: usize = files().iter().map(|(_, bytes)| bytes.len()).sum();
    let fill = |rest: usize| {
        let big = (0..3).map(|n| (format!("lib/{n}.js"), vec![b'x'; FILE_BYTES_MAX]));
        let last = vec![b'x'; UNPACKED_BYTES_MAX - 3 * FILE_BYTES_MAX - total + rest];
        files().into_iter().chain(big).chain([("lib/last.js".to_owned(), last)]).collect::<support::Files>()
    };
    check(fill(0), "");
    check(fill(1), "error unpacked-too-large lib/last.js");

    let many = |n: usize| {
        let more = (files().len()..n).map(|n| (format!("lib/{n}.js"), Vec::new()));
        files().into_iter().chain(more).collect::<support::Files>()
    };
    check(many(ENTRIES_MAX), "");
    check_zip(&zip(&many(ENTRIES_MAX)), "");
    check(many(ENTRIES_MAX + 1), "error too-many-entries");
    check_zip(&zip(&many(ENTRIES_MAX + 1)), "error too-many-entries");
    check_zip(&b"PK\x01\x02".repeat(40_000), "error too-many-entries");

    let long = "a".repeat(PATH_BYTES_MAX - 3);
    check(with(&format!("{long}.js"), ""), "");
    assert!(Widget::from_files(with(&format!("{long}a.js"), "")).is_err());
    let deep = "a/".repeat(PATH_DEPTH_MAX - 1);
    check(with(&format!("{deep}x.js"), ""), "");
    assert!(Widget::from_files(with(&format!("{deep}a/x.js"), "")).is_err());
}

#[test]
fn archive_size_on_both_sides() {
    let overhead = stored(&[with("a.js", ""), vec![("b.js".to_owned(), Vec::new())]].concat(), |_| ()).len();
    let sized = |size: usize| {
        let (half, rest) = (FILE_BYTES_MAX, size - overhead - FILE_BYTES_MAX);
        stored(&[with("a.js", vec![b'x'; half]), vec![("b.js".to_owned(), vec![b'x'; rest])]].concat(), |_| ())
    };
    check_zip(&sized(ARCHIVE_BYTES_MAX), "");
    check_zip(&sized(ARCHIVE_BYTES_MAX + 1), "error archive-too-large");
}

#[test]
fn packing_ratio_on_both_sides() {
    let packed = |bytes: &[u8]| zip(&with("x.bin", bytes));
    check_zip(&packed(&vec![b' '; RATIO_FREE_BYTES]), "note stray-file x.bin");
    check_zip(&packed(&vec![b' '; RATIO_FREE_BYTES + 1]), "error zip-bomb x.bin");
    // Of two megabytes a part is noise, so that they pack somewhat better and somewhat worse than the limit.
    let mixed = |n_noise: usize| [noise(n_noise), vec![b' '; 2 * 1024 * 1024 - n_noise]].concat();
    check_zip(&packed(&mixed(2 * 1024 * 1024 / RATIO_MAX)), "note stray-file x.bin");
    check_zip(&packed(&mixed(2 * 1024 * 1024 / RATIO_MAX / 2)), "error zip-bomb x.bin");
}

/// A zip of unpacked files, and what `fill` adds to it.
fn stored(files: &support::Files, fill: impl FnOnce(&mut Writer)) -> Vec<u8> {
    zip_with(|writer| {
        for (path, bytes) in files {
            writer.start_file(path, STORED).expect("a file begins");
            writer.write_all(bytes).expect("a file is written");
        }
        fill(writer);
    })
}

#[track_caller]
fn check(files: support::Files, expected: &str) {
    assert_eq!(summary(&Widget::from_files(files)).join("; "), expected);
}

#[track_caller]
fn check_zip(zip: &[u8], expected: &str) {
    assert_eq!(summary(&Widget::from_zip(zip)).join("; "), expected);
}

/// Overwrites bytes in the central directory header of an entry.
#[track_caller]
fn patch_central(zip: &[u8], name: &str, at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip.to_vec();
    let header = zip.windows(name.len()).rposition(|window| window == name.as_bytes()).expect("the entry") - 46;
    assert_eq!(&zip[header..header + 4], b"PK\x01\x02");
    zip[header + at..header + at + bytes.len()].copy_from_slice(bytes);
    zip
}

#[track_caller]
fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).expect("the bytes are there")
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    while let Some(at) = bytes.windows(from.len()).position(|window| window == from) {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

/// Bytes that do not pack, the same each time.
fn noise(n: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(n).collect()
}
