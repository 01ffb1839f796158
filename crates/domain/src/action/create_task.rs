//! Makes a task.

use crate::UserId;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateTask {
    /// When it is due.
    pub due: Due,
    /// Who is to do it; the lead's responsible user when absent.
    pub responsible: Option<UserId>,
    /// Kind of task.
    pub task_type: i64,
    /// What is to be done; may hold placeholders.
    pub text: String,
}

/// When a task is due, counted from its creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At once. The vendor's such task is overdue the moment it appears.
    AtCreation,
    /// At the end of the day in the account's zone.
    EndOfDay,
    /// After so many seconds.
    After(i64),
}
