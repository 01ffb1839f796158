//! The files of an upload, however they came: every path is safe, no two are the same, all limits hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::arrange::{arrange, inner_zip, leave_out};
use crate::limits::{ENTRIES_MAX, FILE_BYTES_MAX, UNPACKED_BYTES_MAX};
use crate::name::{Name, judge};
use crate::problem::{Report, Severity, quote};
use crate::unzip::unzip;

/// Files by path, sorted.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// What was taken in, and what was odd about it. Good for use only when the report is not broken.
#[derive(Default)]
pub(crate) struct Archive {
    pub(crate) files: Files,
    pub(crate) report: Report,
    paths_by_lowercase: BTreeMap<String, String>,
    bytes: usize,
    /// What was left out or read in a way of its own, each told once: the first and how many.
    folders: Counted,
    litter: Counted,
    backslashes: Counted,
    /// The zip within the upload that is being read.
    pub(crate) inner: Option<String>,
}

/// The first of many, and how many there are.
#[derive(Default)]
pub(crate) struct Counted {
    first: Option<String>,
    n: usize,
}

impl Counted {
    pub(crate) fn add(&mut self, name: &str) {
        self.first.get_or_insert_with(|| name.to_owned());
        self.n += 1;
    }

    /// Tells of the first, if there is one.
    pub(crate) fn tell(self, report: &mut Report, severity: Severity, code: &'static str, told: fn(usize) -> String) {
        if let Some(first) = &self.first {
            report.file(severity, code, first, told(self.n));
        }
    }
}

impl Archive {
    pub(crate) fn from_zip(bytes: &[u8]) -> Archive {
        let mut archive = Archive::default();
        unzip(bytes, &mut archive);
        archive.open_inner();
        archive.finish()
    }

    pub(crate) fn from_files(files: Vec<(String, Vec<u8>)>) -> Archive {
        let mut archive = Archive::default();
        if archive.allows_entries(files.len()) {
            for (name, bytes) in files {
                archive.take_file(&name, bytes);
            }
        }
        archive.open_inner();
        archive.finish()
    }

    /// Whether so many entries are looked at at all.
    pub(crate) fn allows_entries(&mut self, n_entries: usize) -> bool {
        if n_entries > ENTRIES_MAX {
            let message =
                format!("The archive has more than {ENTRIES_MAX} entries. Leave out what the widget does not load.");
            self.report.file(Severity::Error, "too-many-entries", "", message);
        }
        n_entries <= ENTRIES_MAX
    }

    /// The plain path under which a file may be stored, or `None` with the reason reported.
    pub(crate) fn admit(&mut self, raw: &str) -> Option<String> {
        let name = judge(raw);
        if raw.contains('\\') && matches!(name, Name::File(_) | Name::Folder) {
            self.backslashes.add(raw);
        }
        match name {
            Name::File(path) => return self.admit_once(path),
            Name::Folder => self.folders.add(raw),
            Name::Litter => self.litter.add(raw),
            Name::Bad(code, message) => self.report.file(Severity::Error, code, raw, message),
        }
        None
    }

    /// How many bytes the next file may have.
    pub(crate) fn budget(&self) -> usize {
        FILE_BYTES_MAX.min(UNPACKED_BYTES_MAX - self.bytes)
    }

    /// Stores an admitted file that is within the budget.
    pub(crate) fn store(&mut self, path: String, bytes: Vec<u8>) {
        self.bytes += bytes.len();
        self.files.insert(path, bytes);
    }

    /// Reports a file that is over the budget. False when the archive as a whole is full.
    pub(crate) fn refuse_large(&mut self, path: &str) -> bool {
        let is_full = self.budget() < FILE_BYTES_MAX;
        if is_full {
            let message = format!("The files are larger than {} MiB together.", UNPACKED_BYTES_MAX >> 20);
            self.report.file(Severity::Error, "unpacked-too-large", path, message);
        } else {
            let message = format!("The file is larger than {} MiB.", FILE_BYTES_MAX >> 20);
            self.report.file(Severity::Error, "file-too-large", path, message);
        }
        !is_full
    }

    fn take_file(&mut self, name: &str, bytes: Vec<u8>) {
        let Some(path) = self.admit(name) else { return };
        if bytes.len() > self.budget() {
            self.refuse_large(&path);
        } else {
            self.store(path, bytes);
        }
    }

    /// Two names that differ only in case are one file on many systems, so which one is served would be luck.
    fn admit_once(&mut self, path: String) -> Option<String> {
        let lowercase = path.to_lowercase();
        if let Some(other) = self.paths_by_lowercase.get(&lowercase) {
            let message = format!("The archive also has {}. Keep one of the two.", quote(other));
            self.report.file(Severity::Error, "duplicate-path", &path, message);
            return None;
        }
        self.paths_by_lowercase.insert(lowercase, path.clone());
        Some(path)
    }

    fn finish(mut self) -> Archive {
        self.refuse_files_that_are_folders();
        self.note_left_out();
        arrange(&mut self.files, &mut self.report);
        self
    }

    fn refuse_files_that_are_folders(&mut self) {
        let folders: BTreeSet<&str> = self.paths_by_lowercase.keys().flat_map(|path| folders_of(path)).collect();
        for (lowercase, path) in &self.paths_by_lowercase {
            if folders.contains(lowercase.as_str()) {
                let message = "The same name is also a folder of other files.";
                self.report.file(Severity::Error, "duplicate-path", path, message);
            }
        }
    }

    fn note_left_out(&mut self) {
        std::mem::take(&mut self.folders).tell(&mut self.report, Severity::Note, "folder-entries", |n| {
            format!("{n} entries are folders, which need no entry of their own; this is the first.")
        });
        std::mem::take(&mut self.litter).tell(&mut self.report, Severity::Note, "ignored-files", |n| {
            format!("{n} files of an operating system, editor or version control are left out; this is the first.")
        });
        std::mem::take(&mut self.backslashes).tell(&mut self.report, Severity::Warning, "backslash-path", |n| {
            format!("{n} paths are written with backslashes, which are taken as /; this is the first.")
        });
    }

    /// An upload that is nothing but a packed widget in another package. One level is opened, under the same limits as
    /// before: what was counted stays counted.
    fn open_inner(&mut self) {
        let Some(path) = inner_zip(&self.files) else { return };
        let outer = std::mem::take(&mut self.files);
        let Some(bytes) = outer.get(&path) else { return };
        let message = "The archive holds the widget in another archive, which is opened. Upload that one.";
        self.report.file(Severity::Warning, "inner-archive", &path, message);
        leave_out(outer.keys().filter(|other| **other != path), &mut self.report);
        self.paths_by_lowercase.clear();
        self.inner = Some(path.clone());
        unzip(bytes, self);
    }
}

fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}
