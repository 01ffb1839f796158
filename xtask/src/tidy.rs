//! The rules that no compiler knows: ARCHITECTURE.md's absences, and limits on what grows by itself.
//!
//! Each rule is a function from the files to its findings, so each is tested on samples; and all run on the real tree
//! as one ordinary test. A rule that the code breaks today is a ratchet: the offender stands on a list with a reason,
//! and an entry that is no longer needed is a finding itself.

mod rules;
mod source;

use std::path::Path;

use crate::place::Place;
use crate::tally::Tally;
use source::Source;

/// Folders, from the root, that are made and not written.
const NOT_OURS: [&str; 7] =
    [".git", "target", "data", "web/dist", "web/test-results", "web/playwright-report", "web/.svelte-kit"];

/// One file as the rules see it.
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
    /// Taken apart if it is Rust.
    pub source: Option<Source>,
}

/// Something to put right.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub what: String,
}

pub fn run(place: &Place) -> Result<(), String> {
    let tally = tally(&place.root)?;
    match tally.failed {
        0 => Ok(()),
        n => Err(format!("{n} of {} rules are broken", n + tally.passed)),
    }
}

/// Prints every finding of every rule, and counts the rules.
pub fn tally(root: &Path) -> Result<Tally, String> {
    let files = files(root)?;
    let mut tally = Tally::default();
    for (name, rule) in rules::ALL {
        let findings = rule(&files);
        for finding in &findings {
            println!("{}:{}: {} [{name}]", finding.path, finding.line, finding.what);
        }
        tally.add(if findings.is_empty() { Tally::PASSED } else { Tally::FAILED });
    }
    println!("tidy: {} rules hold, {} are broken, {} files read", tally.passed, tally.failed, files.len());
    Ok(tally)
}

fn files(root: &Path) -> Result<Vec<File>, String> {
    let mut files = Vec::new();
    walk(root, "", &mut files).map_err(|error| format!("{}: {error}", root.display()))?;
    Ok(files)
}

fn walk(root: &Path, folder: &str, files: &mut Vec<File>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(root.join(folder))?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() && name != "node_modules" && !NOT_OURS.contains(&path.as_str()) {
            walk(root, &path, files)?;
        } else if kind.is_file() {
            let bytes = std::fs::read(entry.path())?;
            // A picture has a name and no lines.
            files.push(File::new(path, String::from_utf8(bytes).unwrap_or_default()));
        }
    }
    Ok(())
}

impl File {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> File {
        let (path, text) = (path.into(), text.into());
        let source = path.ends_with(".rs").then(|| Source::parse(&text));
        File { path, text, source }
    }

    pub fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, what: what.into() }
    }

    pub fn extension(&self) -> &str {
        self.path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, extension)| extension)
    }

    /// A file that holds nothing but tests.
    pub fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.path.split('/').any(|part| part == "tests") || name == "tests.rs" || name.ends_with("_test.rs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_tidy() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let files = files(root).unwrap();
        let findings: Vec<Finding> = rules::ALL.iter().flat_map(|(_, rule)| rule(&files)).collect();
        assert!(findings.is_empty(), "{findings:#?}");
    }

    #[test]
    fn generated_folders_are_not_read() {
        let folder = crate::scratch::Folder::new("tidy-test").unwrap();
        for path in ["src", "target", "web/dist", "web/node_modules", "crates/a/src/data"] {
            std::fs::create_dir_all(folder.path().join(path)).unwrap();
            std::fs::write(folder.path().join(path).join("x"), "").unwrap();
        }
        let found: Vec<String> = files(folder.path()).unwrap().into_iter().map(|file| file.path).collect();
        assert_eq!(found, ["crates/a/src/data/x", "src/x"]);
    }
}
