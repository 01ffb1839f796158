//! The people of an account.

use crate::{Problem, UserId};

/// Characters in an e-mail address (RFC 5321 allows 254).
pub const EMAIL_LENGTH_MAX: usize = 254;

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// What colleagues call them.
    pub name: String,
    /// What they sign in with, in lower case.
    pub email: String,
    /// Administrators may change automation, widgets and pipelines.
    pub is_admin: bool,
}

/// Returns the address in the form in which it is stored and compared, or what is wrong with it.
pub fn parse_email(text: &str) -> Result<String, Problem> {
    let email = text.trim().to_lowercase();
    let parts: Vec<&str> = email.split('@').collect();
    let plain = !email.chars().any(|c| c.is_whitespace() || c.is_control());
    match parts[..] {
        [local, host] if plain && !local.is_empty() && !host.is_empty() && email.len() <= EMAIL_LENGTH_MAX => Ok(email),
        _ => Err(Problem::new("email", "bad_email", format!("`{text}` is not an e-mail address like ana@example.com"))),
    }
}
