//! The rules, one function each, and their lists of exceptions.

use super::source::{has_word, line_at};
use super::{File, Finding};

const PACKAGES_MAX: usize = 250;
const FILE_LINES_MAX: usize = 900;
const ARCHITECTURE_LINES_MAX: usize = 199; // "Under 200 lines": a map that is read in one sitting.

/// Files over the limit, each with the reason why it is better whole.
const LONG_FILES: &[(&str, &str)] = &[];

/// Folders and files outside the store that may speak SQL, with the reason.
const SQL_ELSEWHERE: &[(&str, &str)] = &[
    ("bench/", "the reference pipeline has a database of its own, with nothing of ours in it"),
    ("xtask/src/tidy/", "the rule spells out what it looks for"),
];

/// Rooms in which values go in and values come out.
const PURE: [&str; 3] = ["crates/domain/", "crates/widget/", "crates/kommo/"];
const WORLDLY_PATHS: [&str; 8] =
    ["std::net", "std::fs", "std::time::SystemTime", "SystemTime", "Instant::now", "rand", "getrandom", "tokio"];
/// An address is a value; only a socket is worldly.
const ADDRESSES: &str = "std::net::Ip";
const WORLDLY_MODULES: [&str; 4] = ["net", "fs", "process", "env"];
const WORLDLY_PACKAGES: [&str; 7] = ["tokio", "rand", "getrandom", "hyper", "axum", "rusqlite", "tokio-postgres"];

/// The only room that connects to an address a user gave; unix sockets are addresses of our own.
const OUTBOUND: [&str; 2] = ["crates/server/src/outbound/", "crates/server/src/outbound.rs"];
const CONNECTORS: [&str; 3] = ["TcpStream::connect", "TcpSocket", "HttpConnector"];

const UNFINISHED: [&str; 3] = ["todo!(", "unimplemented!(", "dbg!("];
const VENDOR_WORDS: [&str; 2] = ["kommo", "amocrm"];
const LOOKS: [&str; 12] =
    ["svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "woff", "woff2", "css", "webmanifest"];
const WRITTEN: [&str; 9] = ["rs", "ts", "js", "mjs", "svelte", "css", "sql", "html", "sh"];

type Rule = fn(&[File]) -> Vec<Finding>;

pub const ALL: [(&str, Rule); 11] = [
    ("packages", packages),
    ("long-file", long_files),
    ("room-docs", room_docs),
    ("sql-in-store", sql_in_store),
    ("pure-rooms", pure_rooms),
    ("outbound", outbound),
    ("unfinished", unfinished),
    ("machine-path", machine_paths),
    ("architecture", architecture),
    ("lock-files", lock_files),
    ("vendor-looks", vendor_looks),
];

/// Every package is a stranger's code in the binary, and seconds in every build.
fn packages(files: &[File]) -> Vec<Finding> {
    let Some(lock) = find(files, "Cargo.lock") else { return vec![] };
    match lock.text.lines().filter(|line| *line == "[[package]]").count() {
        n if n > PACKAGES_MAX => vec![lock.finding(1, format!("{n} packages; at most {PACKAGES_MAX}"))],
        _ => vec![],
    }
}

fn long_files(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| WRITTEN.contains(&file.extension())) {
        let n_lines = file.text.lines().count();
        let is_listed = LONG_FILES.iter().any(|(path, _)| *path == file.path);
        if n_lines > FILE_LINES_MAX && !is_listed && !is_foreign(file) {
            findings.push(file.finding(n_lines, format!("{n_lines} lines; at most {FILE_LINES_MAX}")));
        } else if n_lines <= FILE_LINES_MAX && is_listed {
            findings.push(file.finding(n_lines, "no longer a long file: take it off the list"));
        }
    }
    findings
}

/// Kept as its authors wrote it, or written by a program.
fn is_foreign(file: &File) -> bool {
    file.path.split('/').any(|part| part == "vendor" || part == "generated")
        || file.path.ends_with(".d.ts")
        || file.path.contains(".min.")
        || file.path.starts_with("fixtures/")
}

/// A room says what it is for, and what may not come in.
fn room_docs(files: &[File]) -> Vec<Finding> {
    let is_root = |path: &str| path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs");
    let is_documented = |text: &str| text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").starts_with("//!");
    files
        .iter()
        .filter(|file| is_root(&file.path) && !is_documented(&file.text))
        .map(|file| file.finding(1, "begins without `//!`: say what the room is for, and what may not come in"))
        .collect()
}

fn sql_in_store(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| !file.is_test()) {
        let Some(source) = &file.source else { continue };
        if file.path.starts_with("crates/store/") || SQL_ELSEWHERE.iter().any(|(path, _)| file.path.starts_with(path)) {
            continue;
        }
        let statements = source.strings.iter().filter(|(line, text)| !source.is_test(*line) && is_sql(text));
        findings.extend(statements.map(|(line, _)| file.finding(*line, "SQL outside crates/store")));
    }
    findings
}

/// A statement in the two spellings people use, all lower or all upper; a sentence that begins "Select …" is neither.
fn is_sql(text: &str) -> bool {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let keywords: String = words.chars().take(6).collect();
    let is_one_case = keywords == keywords.to_lowercase() || keywords == keywords.to_uppercase();
    let words = format!("{} ", words.to_lowercase());
    let begins = |start: &str, then: &str| words.starts_with(start) && words.contains(then);
    is_one_case
        && (begins("select ", " from ")
            || begins("insert into ", "(")
            || begins("insert into ", " select ")
            || begins("update ", " set ")
            || begins("delete from ", " ")
            || begins("create table ", "(")
            || begins("create index ", " on ")
            || begins("pragma ", " "))
}

/// No clock, no randomness, no socket, no file: whoever needs one of those is in the wrong room.
fn pure_rooms(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| PURE.iter().any(|room| file.path.starts_with(room)) && !file.is_test()) {
        if file.path.ends_with("/Cargo.toml") {
            findings.extend(worldly_packages(file));
        }
        let Some(source) = &file.source else { continue };
        for (number, line) in source.code_lines() {
            let line = line.replace(ADDRESSES, "");
            let path = WORLDLY_PATHS.iter().find(|path| has_word(&line, path));
            findings.extend(path.map(|path| file.finding(number, format!("`{path}` in a pure room"))));
        }
        findings.extend(grouped_imports(file, &source.code));
    }
    findings
}

fn worldly_packages(manifest: &File) -> impl Iterator<Item = Finding> {
    let lines = manifest.text.lines().take_while(|line| *line != "[dev-dependencies]");
    (1..).zip(lines).filter_map(|(number, line)| {
        let name = line.split([' ', '.', '=']).next().unwrap_or_default();
        let package = WORLDLY_PACKAGES.iter().find(|package| **package == name)?;
        Some(manifest.finding(number, format!("`{package}` in a pure room")))
    })
}

/// `use std::{fs, …}`, also over several lines.
fn grouped_imports(file: &File, code: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, _) in code.match_indices("use std::{") {
        let group = code[at..].split(';').next().unwrap_or_default();
        for module in WORLDLY_MODULES.iter().filter(|module| has_word(group, module)) {
            findings.push(file.finding(line_at(code, at), format!("`std::{module}` in a pure room")));
        }
    }
    findings
}

fn outbound(files: &[File]) -> Vec<Finding> {
    let is_watched = |file: &&File| {
        file.path.starts_with("crates/server/src/")
            && !file.is_test()
            && !OUTBOUND.iter().any(|room| file.path.starts_with(room))
    };
    let mut findings = Vec::new();
    for file in files.iter().filter(is_watched) {
        for (number, line) in file.source.iter().flat_map(|source| source.code_lines()) {
            let connector = CONNECTORS.iter().find(|connector| has_word(line, connector));
            findings.extend(connector.map(|connector| {
                file.finding(number, format!("`{connector}`: only server::outbound connects to given addresses"))
            }));
        }
    }
    findings
}

fn unfinished(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        // Tests too: a test that is not written yet is not a test.
        for (number, line) in (1..).zip(file.source.iter().flat_map(|source| source.code.lines())) {
            let mark = UNFINISHED.iter().find(|mark| has_word(line, mark));
            findings.extend(mark.map(|mark| file.finding(number, format!("`{mark}…)` left behind"))));
        }
    }
    findings
}

/// A path into somebody's home works on one machine.
fn machine_paths(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| !file.path.starts_with("xtask/src/tidy/") && !is_foreign(file)) {
        for (number, line) in (1..).zip(file.text.lines()) {
            let path =
                ["/home/", "/root/", "/Users/", "C:\\Users\\"].into_iter().find(|path| names_a_place(line, path));
            findings.extend(path.map(|path| file.finding(number, format!("a path on one machine: `{path}…`"))));
        }
    }
    findings
}

/// `/home/me` is a place; `https://example.test/home/` and `web/home/` are not, nor is `/root/` alone.
fn names_a_place(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + path.len()..].chars().next();
        let is_joined = before.is_some_and(|c| c.is_alphanumeric() || "._-}/$".contains(c));
        !is_joined && after.is_some_and(|c| c.is_alphanumeric())
    })
}

fn architecture(files: &[File]) -> Vec<Finding> {
    let Some(map) = find(files, "ARCHITECTURE.md") else { return vec![] };
    match map.text.lines().count() {
        n if n > ARCHITECTURE_LINES_MAX => vec![map.finding(n, format!("{n} lines; at most {ARCHITECTURE_LINES_MAX}"))],
        _ => vec![],
    }
}

/// A build that resolves anew is another build.
fn lock_files(files: &[File]) -> Vec<Finding> {
    let pairs = [("Cargo.toml", "Cargo.lock"), ("web/package.json", "web/package-lock.json")];
    let is_missing = |(manifest, lock): &(&str, &str)| find(files, manifest).is_some() && find(files, lock).is_none();
    pairs.into_iter().filter(is_missing).map(|(_, lock)| File::new(lock, "").finding(1, "is missing")).collect()
}

/// The vendor's name stands in text where it must; never in a picture, an icon, a font or a theme.
fn vendor_looks(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| LOOKS.contains(&file.extension())) {
        let name = file.path.rsplit('/').next().unwrap_or_default().to_lowercase();
        let word = VENDOR_WORDS.iter().find(|word| name.contains(*word));
        findings
            .extend(word.map(|word| file.finding(1, format!("`{word}` in the name of something that is looked at"))));
    }
    findings
}

fn find<'a>(files: &'a [File], path: &str) -> Option<&'a File> {
    files.iter().find(|file| file.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One file; the findings as `line: what`, cut to what the row expects.
    #[track_caller]
    fn check(rule: Rule, path: &str, text: &str, expected: &[&str]) {
        let found: Vec<String> = rule(&[File::new(path, text)])
            .iter()
            .map(|finding| format!("{}: {}", finding.line, finding.what))
            .collect();
        assert_eq!(found.len(), expected.len(), "{path}: {found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{path}: {found} is not {expected}");
        }
    }

    #[test]
    fn packages_are_counted() {
        check(packages, "Cargo.lock", &"[[package]]\nname = \"a\"\n".repeat(250), &[]);
        check(packages, "Cargo.lock", &"[[package]]\nname = \"a\"\n".repeat(251), &["1: 251 packages"]);
    }

    #[test]
    fn long_files_are_named() {
        check(long_files, "crates/a/src/b.rs", &"\n".repeat(900), &[]);
        check(long_files, "crates/a/src/b.rs", &"\n".repeat(901), &["901: 901 lines"]);
        check(long_files, "web/src/Board.svelte", &"\n".repeat(901), &["901: 901 lines"]);
        check(long_files, "web/src/generated/api.ts", &"\n".repeat(901), &[]);
        check(long_files, "docs/openapi.json", &"\n".repeat(901), &[]);
    }

    #[test]
    fn rooms_say_what_they_are_for() {
        check(room_docs, "crates/a/src/lib.rs", "\n//! The rules.\n", &[]);
        check(room_docs, "crates/a/src/lib.rs", "mod b;\n", &["1: begins without"]);
        check(room_docs, "crates/a/src/b.rs", "mod c;\n", &[]);
    }

    #[test]
    fn sql_stays_in_the_store() {
        let server = "crates/server/src/api/leads.rs";
        check(sql_in_store, server, "\n\"select id from leads\"", &["2: SQL"]);
        check(sql_in_store, server, "\"\\\n   update leads\n   set version = 1\"", &[]); // The escape joins the lines.
        check(sql_in_store, server, "\"\n   update leads\n   set version = 1\"", &["1: SQL"]);
        check(sql_in_store, server, "\"INSERT INTO leads (id) values (?1)\"", &["1: SQL"]);
        check(sql_in_store, server, "\"delete from leads where id = ?1\"", &["1: SQL"]);
        check(sql_in_store, server, "\"Select a lead from the list\"", &[]);
        check(sql_in_store, server, "\"update the settings\"", &[]);
        check(sql_in_store, server, "// select id from leads", &[]);
        check(sql_in_store, server, "#[cfg(test)]\nmod tests { const A: &str = \"select id from leads\"; }", &[]);
        check(sql_in_store, "crates/store/src/leads.rs", "\"select id from leads\"", &[]);
        check(sql_in_store, "crates/server/tests/api.rs", "\"select id from leads\"", &[]);
    }

    #[test]
    fn pure_rooms_stay_pure() {
        let domain = "crates/domain/src/schedule.rs";
        check(pure_rooms, domain, "use std::fs::File;", &["1: `std::fs`"]);
        check(pure_rooms, domain, "\nlet now = SystemTime::now();", &["2: `SystemTime`"]);
        check(pure_rooms, domain, "use std::{\n    collections::BTreeMap,\n    net,\n};", &["1: `std::net`"]);
        check(pure_rooms, domain, "use std::{collections::BTreeMap, fmt};", &[]);
        check(pure_rooms, domain, "std::net::UdpSocket::bind(at)", &["1: `std::net`"]);
        check(pure_rooms, domain, "host.parse::<std::net::Ipv6Addr>()", &[]);
        check(pure_rooms, domain, "let operand = 1; // tokio, std::net", &[]);
        check(pure_rooms, domain, "#[cfg(test)]\nmod tests {\n    use std::fs;\n}", &[]);
        check(pure_rooms, "crates/kommo/Cargo.toml", "[dependencies]\ntokio.workspace = true", &["2: `tokio`"]);
        check(pure_rooms, "crates/kommo/Cargo.toml", "[dev-dependencies]\ntokio.workspace = true", &[]);
        check(pure_rooms, "crates/server/src/clock.rs", "SystemTime::now()", &[]);
    }

    #[test]
    fn one_door_leads_outside() {
        let connect = "let stream = TcpStream::connect(addr).await?;";
        check(outbound, "crates/server/src/worker/deliver.rs", connect, &["1: `TcpStream::connect`"]);
        check(outbound, "crates/server/src/outbound/connect.rs", connect, &[]);
        check(outbound, "crates/server/src/cli.rs", "UnixStream::connect(path)", &[]);
        check(outbound, "crates/server/tests/kill.rs", connect, &[]);
    }

    #[test]
    fn nothing_unfinished_is_left() {
        check(unfinished, "crates/a/src/b.rs", "fn f() {\n    todo!(\"later\")\n}", &["2: `todo!("]);
        check(unfinished, "crates/a/src/b.rs", "#[test]\nfn f() { dbg!(1); }", &["2: `dbg!("]);
        check(unfinished, "crates/a/src/b.rs", "// todo!() is not allowed\nlet s = \"todo!()\";", &[]);
    }

    #[test]
    fn paths_on_one_machine_are_found() {
        check(machine_paths, "docs/RUNNING.md", "put it in /home/anna/data", &["1: a path"]);
        check(machine_paths, "crates/a/src/b.rs", "\n\"/root/x\"", &["2: a path"]);
        check(machine_paths, "docs/WIDGETS.md", "https://example.test/home/page, ./home/x, /root/ itself", &[]);
    }

    #[test]
    fn the_map_stays_short() {
        check(architecture, "ARCHITECTURE.md", &"\n".repeat(199), &[]);
        check(architecture, "ARCHITECTURE.md", &"\n".repeat(200), &["200: 200 lines"]);
    }

    #[test]
    fn lock_files_are_there() {
        check(lock_files, "web/package.json", "{}", &["1: is missing"]);
        check(lock_files, "README.md", "", &[]);
        assert!(lock_files(&[File::new("Cargo.toml", ""), File::new("Cargo.lock", "")]).is_empty());
    }

    #[test]
    fn nothing_looks_like_the_vendor() {
        check(vendor_looks, "web/public/Kommo-logo.svg", "", &["1: `kommo`"]);
        check(vendor_looks, "crates/kommo/src/lib.rs", "", &[]);
        check(vendor_looks, "web/public/pipewright.svg", "", &[]);
    }
}
