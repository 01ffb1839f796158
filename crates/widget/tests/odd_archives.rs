//! Archives as many tools and people make them: each installs, and each oddity is told with its file.

mod support;

use std::io::Write;

use support::{files, summary, with, with_manifest, zip, zip_with};
use widget::Widget;
use widget::limits::{ENTRIES_MAX, UNPACKED_BYTES_MAX};
use zip::write::SimpleFileOptions;

const PLAIN: SimpleFileOptions = SimpleFileOptions::DEFAULT;

#[test]
fn what_stands_around_a_widget() {
    let litter = vec![("__MACOSX/x".to_owned(), Vec::new())];
    let beside = vec![("README.md".to_owned(), Vec::new()), ("old.zip".to_owned(), b"PK\x03\x04".to_vec())];
    let two = [around("a/"), around("b/")].concat();
    //    files                                  problems
    check(around("widget/"), "warning wrapping-folder widget/manifest.json");
    check(around("a/b/"), "warning wrapping-folder a/b/manifest.json");
    check(around("./"), "");
    check(
        [around("widget/"), litter].concat(),
        "warning wrapping-folder widget/manifest.json; note ignored-files __MACOSX/x",
    );
    check(
        [around("widget/"), beside].concat(),
        "warning wrapping-folder widget/manifest.json; note outside-the-widget README.md",
    );
    // A manifest deeper inside belongs to something else.
    check(
        [around("w/"), vec![("w/lib/manifest.json".to_owned(), b"{}".to_vec())]].concat(),
        "warning wrapping-folder w/manifest.json",
    );
    check(with("lib/manifest.json", "{}"), "");
    check(two, "error missing-manifest manifest.json; warning missing-script script.js");
    check(Vec::new(), "error missing-manifest manifest.json");
}

#[test]
fn what_systems_and_editors_leave_behind() {
    for path in
        ["__MACOSX/._script.js", "images/.DS_Store", "._script.js", "Thumbs.db", "lib/.git/HEAD", "images/Icon\r"]
    {
        let outcome = Widget::from_files(with(path, "x"));
        let shown = path.replace('\r', "\u{fffd}");
        assert_eq!(summary(&outcome).join("; "), format!("note ignored-files {shown}"));
        assert_eq!(outcome.map(|widget| widget.files().len()), Ok(files().len()));
    }
    check(with("./lib//a.js", "x"), "");
}

#[test]
fn folders_of_several_kinds() {
    let with_folder = |name: &str, options: SimpleFileOptions| {
        packed(|writer| {
            writer.start_file(name, options).expect("an entry");
        })
    };
    check_zip(
        &packed(|writer| writer.add_directory("images/", PLAIN).expect("a folder")),
        "note folder-entries images/",
    );
    let bare = with_folder("lib", PLAIN);
    // Without a slash, and only an attribute of MS-DOS that says what it is.
    check_zip(&patch_central(&bare, b"lib", 38, &[0x10, 0, 0, 0]), "note folder-entries lib/");
}

#[test]
fn a_widget_in_a_package_in_a_package() {
    let inner = zip(&files());
    let outer = |more: &[(&str, &[u8])]| {
        let more = more.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()));
        [("dist/Widget.ZIP".to_owned(), inner.clone())].into_iter().chain(more).collect::<support::Files>()
    };
    check(outer(&[]), "warning inner-archive dist/Widget.ZIP");
    check_zip(&zip(&outer(&[])), "warning inner-archive dist/Widget.ZIP");
    check(outer(&[("notes.txt", b"x")]), "warning inner-archive dist/Widget.ZIP; note outside-the-widget notes.txt");
    assert_eq!(Widget::from_files(outer(&[])).map(|widget| widget.files().len()), Ok(files().len()));
    // Two of them: which is meant?
    check(
        outer(&[("b.zip", &inner)]),
        "error missing-manifest manifest.json; warning missing-script script.js; note nested-archive b.zip; note nested-archive dist/Widget.ZIP",
    );
    // One level is opened, not more.
    let matryoshka = zip(&vec![("a.zip".to_owned(), zip(&vec![("b.zip".to_owned(), inner.clone())]))]);
    check_zip(
        &matryoshka,
        "error missing-manifest manifest.json; warning inner-archive a.zip; warning missing-script script.js; note nested-archive b.zip",
    );
    // One beside a manifest is a file like others.
    check(with("lib/old.zip", &inner), "note nested-archive lib/old.zip");
    check(
        vec![("w.zip".to_owned(), b"PK\x03\x04 cut".to_vec())],
        "error unreadable-zip w.zip; warning inner-archive w.zip",
    );
}

#[test]
fn limits_hold_for_both_packages_together() {
    let blank = vec![b' '; 15 * 1024 * 1024];
    let bomb = zip(&with("lib/x.js", &blank));
    let problems = Widget::from_files(vec![("w.zip".to_owned(), bomb)]).expect_err("it is refused");
    assert!(problems.iter().any(|problem| problem.code == "zip-bomb"), "{problems:?}");
    let many = zip(&(0..=ENTRIES_MAX).map(|n| (format!("{n}.js"), Vec::new())).collect());
    let problems = Widget::from_files(vec![("w.zip".to_owned(), many)]).expect_err("it is refused");
    assert_eq!(problems[0].code, "too-many-entries");
    // What the outer package took is no longer there for the inner one.
    let inner =
        zip(&[files(), (0..4).map(|n| (format!("{n}.js"), vec![b'x'; UNPACKED_BYTES_MAX / 5])).collect()].concat());
    let filler: support::Files = (0..3).map(|n| (format!("{n}.txt"), vec![b'x'; UNPACKED_BYTES_MAX / 4])).collect();
    let problems = Widget::from_files([filler, vec![("w.zip".to_owned(), inner)]].concat()).expect_err("it is refused");
    assert!(problems.iter().any(|problem| ["unpacked-too-large", "zip-bomb"].contains(&problem.code)), "{problems:?}");
    let escaping = zip(&with("../x.js", ""));
    let problems = Widget::from_files(vec![("w.zip".to_owned(), escaping)]).expect_err("it is refused");
    assert_eq!((problems[0].code, problems[0].file.as_str()), ("unsafe-path", "../x.js"));
}

#[test]
fn names_as_windows_writes_them() {
    let backslashes: support::Files =
        files().into_iter().map(|(path, bytes)| (path.replace('/', "\\"), bytes)).collect();
    check_zip(&zip_raw(&backslashes), "warning backslash-path i18n\\en.json");
    check(backslashes, "warning backslash-path i18n\\en.json");
    check(
        around("widget\\"),
        "warning wrapping-folder widget/manifest.json; warning backslash-path widget\\manifest.json",
    );
}

#[test]
fn names_in_capitals() {
    let renamed = |from: &'static str, to: &'static str| {
        files().into_iter().map(move |(path, bytes)| (path.replace(from, to), bytes)).collect::<support::Files>()
    };
    check(renamed("manifest.json", "Manifest.JSON"), "warning upper-case-name Manifest.JSON");
    check(renamed("script.js", "SCRIPT.js"), "warning upper-case-name SCRIPT.js");
    check(renamed("i18n/en", "I18N/En"), "warning upper-case-name I18N/En.json");
    check(renamed("images/logo.png", "images/Logo.PNG"), "warning upper-case-name images/Logo.PNG");
    // The rest stands at the root, so this may be any manifest.
    check(renamed("manifest.json", "W/MANIFEST.json"), "error missing-manifest manifest.json");
    let widget = Widget::from_files(renamed("images/", "Images/")).expect("it installs");
    assert_eq!((widget.problems().len(), widget.file("images/logo_dp.png")), (6, Some(&b"picture"[..])));
    // Pictures that only the widget knows keep their names.
    let widget = Widget::from_files(with("images/Tour 1.PNG", "x")).expect("it installs");
    assert_eq!((widget.problems(), widget.file("images/Tour 1.PNG")), (&[][..], Some(&b"x"[..])));
}

#[test]
fn names_in_other_encodings() {
    check(with("images/картинка 1.png", "x"), "");
    let marked = zip(&with("images/картинка.png", "x"));
    check_zip(&marked, "");
    // UTF-8 without the mark that says so, as several tools write it.
    let flags = find(&marked, "images/картинка.png".as_bytes()) - 24;
    assert_eq!(u16::from_le_bytes([marked[flags], marked[flags + 1]]) & 0x800, 0x800);
    let mut unmarked = marked.clone();
    unmarked[flags + 1] &= !8;
    check_zip(&patch_central(&unmarked, "images/картинка.png".as_bytes(), 8, &[0, 0]), "");
    // The letters of MS-DOS.
    let dos = replace(&zip(&with("images/AAAA.png", "x")), b"AAAA", b"\x8a\xa0\xe0\xe2");
    check_zip(&dos, "warning name-encoding images/èáαΓ.png");
}

#[test]
fn packings_of_other_tools() {
    // Sizes that follow the content, as programs write that pack into a pipe.
    let mut streamed = zip::ZipWriter::new_stream(Vec::new());
    for (path, bytes) in files() {
        streamed.start_file(path, PLAIN).expect("a file begins");
        streamed.write_all(&bytes).expect("a file is written");
    }
    let streamed = streamed.finish().expect("a zip is finished").into_inner();
    assert!(streamed.windows(4).any(|window| window == b"PK\x07\x08"), "It has data descriptors.");
    check_zip(&streamed, "");
    // Sizes of 64 bits although nothing is large.
    let large = zip_with(|writer| {
        for (path, bytes) in files() {
            writer.start_file(path, PLAIN.large_file(true)).expect("a file begins");
            writer.write_all(&bytes).expect("a file is written");
        }
    });
    assert!(large.windows(4).any(|window| window == [1, 0, 16, 0]), "It has extra fields of 64 bits.");
    check_zip(&large, "");
    // Something before the zip, as in an archive that unpacks itself, and a comment after it.
    check_zip(&[b"#!/bin/sh\n".as_slice(), &zip(&files())].concat(), "");
    check_zip(&packed(|writer| writer.set_comment("packed by hand").expect("a comment")), "");
}

#[test]
#[rustfmt::skip]
fn texts_as_editors_save_them() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    //    files                                                        problems
    check(with("manifest.json", crlf(support::MANIFEST)), "note windows-line-ends manifest.json");
    check(with("i18n/en.json", crlf(support::ENGLISH)), "note windows-line-ends i18n/en.json");
    check(with("lib/a.js", "a\r\nb\r\n"), "note windows-line-ends lib/a.js");
    check(with("lib/a.js", "\u{feff}a"), "warning byte-order-mark lib/a.js:1");
    check(with("style.css", b"a\n\xc4"), "warning not-utf8 style.css:2");
    check(with("images/x.png", b"\xc4\r\n"), "");
    let marked = format!("\u{feff}{}", crlf(&support::MANIFEST.replace("\"init_once\": false", "\"init_once\": \"Y\"")));
    check(with("manifest.json", marked), "warning byte-order-mark manifest.json:1; warning not-a-bool manifest.json:8 widget.init_once; note windows-line-ends manifest.json");
}

#[test]
#[rustfmt::skip]
fn pictures_as_manifests_name_them() {
    let tour = |image: &str| with_manifest(r#""dp""#, &format!(r#""tour": {{"tour_images": {{"en": ["{image}"]}}}}, "dp""#));
    let place = "manifest.json:17 tour.tour_images.en.0";
    check(tour("/images/logo.png"), "");
    check(tour("./images/logo.png?v=2"), "");
    check(tour("images\\\\logo.png"), "");
    check(tour("https://cdn.example.test/x.png"), "");
    check(tour("//cdn.example.test/x.png"), "");
    check(tour("data:image/png;base64,"), "");
    check(tour("/widgets/bell/images/logo.png"), &format!("note absolute-image-path {place}"));
    check(tour("images/Logo.png"), &format!("note image-case {place}"));
    check(tour("images/gone.png"), &format!("warning missing-image {place}"));
}

/// All at once, as it would come from one very unlucky author.
#[test]
fn everything_odd_at_once_installs() {
    let manifest = format!(
        "\u{feff}{}",
        support::MANIFEST
            .replacen("\"settings\": {\n    \"token\"", "\"js\": [], \"settings\": [], \"was\": {\n    \"token\"", 1)
            .replace(
                "\"version\": \"1.0.0\"",
                "\"code\": \"an old code\", \"secret_key\": \"s\", \"version\": \"1\\u0000\""
            )
            .replace("\"locations\"", "\"webhook_url\": \"https://b.example.test\", \"locations\"")
            .replace('\n', "\r\n")
    );
    let mut odd = with("manifest.json", manifest);
    odd.retain(|(path, _)| !path.starts_with("images/") && path != "i18n/en.json");
    odd.push(("i18n/en/main.json".to_owned(), support::ENGLISH.into()));
    let mut odd: support::Files = odd.into_iter().map(|(path, bytes)| (format!("My Widget\\{path}"), bytes)).collect();
    odd.extend(["__MACOSX/._x", ".DS_Store", "notes.txt"].map(|path| (path.to_owned(), b"x".to_vec())));
    let outcome = Widget::from_zip(&zip_raw(&odd));
    let found = summary(&outcome).join("\n");
    for code in [
        "byte-order-mark",
        "stray-webhook-url",
        "list-for-object",
        "legacy-code",
        "unknown-key",
        "missing-logo",
        "locale-in-folder",
        "backslash-path",
        "wrapping-folder",
        "ignored-files",
        "outside-the-widget",
        "windows-line-ends",
    ] {
        assert!(found.contains(code), "{code} is not in\n{found}");
    }
    let widget = outcome.expect("it installs");
    assert_eq!(widget.manifest.version.as_deref(), Some("1\u{fffd}"));
    assert_eq!(widget.text("widget.name", "en"), "Bell");
}

fn around(folder: &str) -> support::Files {
    files().into_iter().map(|(path, bytes)| (format!("{folder}{path}"), bytes)).collect()
}

/// A zip of the plain widget and what `fill` adds to it.
fn packed(fill: impl FnOnce(&mut zip::ZipWriter<std::io::Cursor<Vec<u8>>>)) -> Vec<u8> {
    zip_with(|writer| {
        for (path, bytes) in files() {
            writer.start_file(path, PLAIN).expect("a file begins");
            writer.write_all(&bytes).expect("a file is written");
        }
        fill(writer);
    })
}

/// A zip with backslashes in its names, which the library would not write.
fn zip_raw(files: &support::Files) -> Vec<u8> {
    let placeholder = |path: &str| path.replace('\\', "\u{1}");
    let zip = zip(&files.iter().map(|(path, bytes)| (placeholder(path), bytes.clone())).collect());
    files.iter().fold(zip, |zip, (path, _)| replace(&zip, placeholder(path).as_bytes(), path.as_bytes()))
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
fn patch_central(zip: &[u8], name: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip.to_vec();
    let header = zip.windows(name.len()).rposition(|window| window == name).expect("the entry") - 46;
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
    while from != to
        && let Some(at) = bytes.windows(from.len()).position(|window| window == from)
    {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}
