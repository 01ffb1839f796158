//! Writes to the main contact.

use crate::UserId;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendMail {
    /// Which template.
    pub template: i64,
    /// Whose mailbox; the responsible user's when absent.
    pub sender: Option<UserId>,
}
