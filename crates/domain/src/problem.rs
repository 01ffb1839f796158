//! What is wrong with an input. Every check reports all of its problems, not the first.

/// One thing that is wrong, with the place where it stands and a code that never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Dotted path inside the input: `stages.0.pipeline_id`.
    pub path: String,
    /// Stable, for programs: `unknown_stage`.
    pub code: &'static str,
    /// For people, in English: what is wrong and what to do.
    pub detail: String,
}

impl Problem {
    /// A problem at a path.
    pub fn new(path: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem { path: path.into(), code, detail: detail.into() }
    }

    /// The same problem seen from one level further out.
    pub fn under(mut self, prefix: &str) -> Problem {
        self.path = if self.path.is_empty() { prefix.to_string() } else { format!("{prefix}.{}", self.path) };
        self
    }
}
