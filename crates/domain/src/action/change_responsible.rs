//! Hands the lead to another user.

use crate::UserId;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeResponsible {
    /// To whom.
    pub to: UserId,
}
