//! What is wrong with an upload, said so that its author can put it right in one go.

use std::fmt;

use crate::limits::PROBLEMS_MAX;
use crate::node::Node;

const QUOTE_CHARS_MAX: usize = 80; // Names come from strangers; a message stays one line.

/// How bad a [`Problem`] is. Worse ones sort first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The widget cannot be installed.
    Error,
    /// It installs, and something will not work or look as its author meant.
    Warning,
    /// It installs; good to know.
    Note,
}

impl Severity {
    /// The word used in answers and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One thing found in an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether it stops the installation.
    pub severity: Severity,
    /// A stable name in kebab-case, for programs and translations.
    pub code: &'static str,
    /// The file within the archive; empty when the archive as a whole is meant.
    pub file: String,
    /// The line in that file, counted from 1.
    pub line: Option<u32>,
    /// The keys that lead to the place in a JSON file, joined with dots.
    pub path: Option<String>,
    /// What is wrong and what to do, for people.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = if self.file.is_empty() { "archive" } else { &self.file };
        f.write_str(file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}[{}]", self.severity.as_str(), self.code)?;
        if let Some(path) = &self.path {
            write!(f, " {path}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Collects problems. A full severity takes no more, so the cost of a hostile upload stays small.
#[derive(Debug, Default)]
pub(crate) struct Report {
    found: Vec<Problem>,
    counts: [usize; 3],
}

impl Report {
    /// About a file as a whole, or about the archive when `file` is empty.
    pub(crate) fn file(&mut self, severity: Severity, code: &'static str, file: &str, message: impl Into<String>) {
        self.line(severity, code, file, None, message);
    }

    /// About one line of a file.
    pub(crate) fn line(
        &mut self,
        severity: Severity,
        code: &'static str,
        file: &str,
        line: Option<u32>,
        message: impl Into<String>,
    ) {
        if self.has_room(severity) {
            self.found.push(Problem { severity, code, file: clip(file), line, path: None, message: message.into() });
        }
    }

    /// About a place in a JSON file; its line is looked up here, and only when the problem is kept.
    pub(crate) fn at(&mut self, severity: Severity, code: &'static str, node: &Node, message: impl Into<String>) {
        if self.has_room(severity) {
            self.found.push(Problem {
                severity,
                code,
                file: node.file().to_owned(),
                line: node.line(),
                path: node.path().map(|path| clip(&path)),
                message: message.into(),
            });
        }
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.counts[Severity::Error as usize] > 0
    }

    /// Everything found, the worst first, then by file and line.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        let left_out: usize = self.counts.iter().map(|count| count.saturating_sub(PROBLEMS_MAX)).sum();
        let mut problems = self.found;
        problems.sort_by(|a, b| (a.severity, &a.file, a.line).cmp(&(b.severity, &b.file, b.line)));
        if left_out > 0 {
            problems.push(Problem {
                severity: Severity::Note,
                code: "more-problems",
                file: String::new(),
                line: None,
                path: None,
                message: format!("{left_out} more problems are not listed. Fix these first and check again."),
            });
        }
        problems
    }

    fn has_room(&mut self, severity: Severity) -> bool {
        let count = &mut self.counts[severity as usize];
        *count += 1;
        *count <= PROBLEMS_MAX
    }
}

/// Foreign text in quotes, on one line and short enough for a message.
pub(crate) fn quote(text: &str) -> String {
    format!("\"{}\"", clip(text))
}

/// Foreign text on one line and short enough for a message.
pub(crate) fn clip(text: &str) -> String {
    let mut out: String =
        text.chars().take(QUOTE_CHARS_MAX).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(QUOTE_CHARS_MAX).is_some() {
        out.push('…');
    }
    out
}
