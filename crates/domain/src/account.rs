//! An account: one company's pipelines, people and automation.

use crate::{AccountId, Problem, Timestamp};

/// Characters in a subdomain, as host names allow.
pub const SUBDOMAIN_LENGTH_MAX: usize = 63;

/// How hook bodies are written (`webhooks` §7.2: the page prints JSON, live accounts were seen to send forms).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum HookEncoding {
    /// JSON exactly as the vendor's page documents it.
    #[default]
    Json,
    /// The same tree as a form with PHP brackets.
    Form,
}

/// An account and the settings that the engine reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The first label of its host name.
    pub subdomain: String,
    /// What people call it.
    pub name: String,
    /// ISO 3166 code of two letters.
    pub country: String,
    /// ISO 4217 code of three letters.
    pub currency: String,
    /// IANA name of the zone in which active hours and days are meant.
    pub time_zone: String,
    /// Language of texts that go to nobody in particular: `en`, `es`, `pt` or `ru`.
    pub language: String,
    /// Encoding of hooks whose widget installation says nothing else.
    pub hook_encoding: HookEncoding,
    /// Whether a widget whose `dp` block has no `settings` may be used in a trigger, as if it had no fields.
    pub accepts_widgets_without_settings: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Checks a subdomain: lower-case letters, digits and hyphens, as a host name label.
pub fn check_subdomain(text: &str) -> Result<(), Problem> {
    let label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fits = !text.is_empty() && text.len() <= SUBDOMAIN_LENGTH_MAX && text.chars().all(label);
    if fits && !text.starts_with('-') && !text.ends_with('-') {
        return Ok(());
    }
    Err(Problem::new(
        "subdomain",
        "bad_subdomain",
        "a subdomain has 1 to 63 lower-case letters, digits or hyphens and neither starts nor ends with a hyphen",
    ))
}
