//! Makes another lead from this one.

use crate::UserId;
use crate::pipeline::Place;

/// Settings of the action. Notes and tasks are never copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateLead {
    /// Where the new lead stands.
    pub at: Place,
    /// Who looks after it; the same user when absent.
    pub responsible: Option<UserId>,
    /// Whether contacts and company are linked to it too.
    pub with_contacts: bool,
}
