//! The files of an upload, however they came: every path is safe, no two are the same, all limits hold.

use std::collections::{BTreeMap, BTreeSet};

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
    n_folders: usize,
    litter: Option<(String, usize)>,
}

impl Archive {
    pub(crate) fn from_zip(bytes: &[u8]) -> Archive {
        let mut archive = Archive::default();
        unzip(bytes, &mut archive);
        archive.finish()
    }

    pub(crate) fn from_files(files: Vec<(String, Vec<u8>)>) -> Archive {
        let mut archive = Archive::default();
        if archive.allows_entries(files.len()) {
            for (name, bytes) in files {
                archive.take_file(&name, bytes);
            }
        }
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
        match judge(raw) {
            Name::File(path) => self.admit_once(path),
            Name::Folder => {
                self.n_folders += 1;
                None
            }
            Name::Litter => {
                self.litter.get_or_insert_with(|| (raw.to_owned(), 0)).1 += 1;
                None
            }
            Name::Bad(code, message) => {
                self.report.file(Severity::Error, code, raw, message);
                None
            }
        }
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
        self.unwrap_folders();
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
        if self.n_folders > 0 {
            let message = format!("{} entries are folders, which need no entry of their own.", self.n_folders);
            self.report.file(Severity::Note, "folder-entries", "", message);
        }
        if let Some((first, n)) = self.litter.take() {
            let message =
                format!("{n} files of an operating system or a version control are left out, {} first.", quote(&first));
            self.report.file(Severity::Note, "ignored-files", "", message);
        }
    }

    /// A folder around everything is the commonest packing mistake, and there is only one thing it can mean.
    fn unwrap_folders(&mut self) {
        let mut around = String::new();
        while let Some(folder) = self.wrapping_folder(&around) {
            around = folder;
        }
        if around.is_empty() || !self.files.contains_key(&format!("{around}manifest.json")) {
            return;
        }
        let message = format!(
            "All files are inside the folder {}. They are taken from there; pack its content without it.",
            quote(&around)
        );
        self.report.file(Severity::Warning, "wrapping-folder", "", message);
        let files = std::mem::take(&mut self.files);
        self.files = files.into_iter().map(|(path, bytes)| (path[around.len()..].to_owned(), bytes)).collect();
    }

    /// The next folder that all files have in common after `around`, unless the manifest is found before.
    fn wrapping_folder(&self, around: &str) -> Option<String> {
        let (first, _) = self.files.first_key_value()?;
        let (folder, _) = first.strip_prefix(around)?.split_once('/')?;
        let next = format!("{around}{folder}/");
        self.files.keys().all(|path| path.starts_with(&next)).then_some(next)
    }
}

fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}
