//! Marks tasks of the lead as done.

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompleteTasks {
    /// Only tasks of this type, or all.
    pub task_type: Option<i64>,
    /// Which of them.
    pub which: Which,
    /// Written into each as its result.
    pub result: String,
}

/// Which tasks are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Overdue ones.
    Overdue,
    /// Those due today.
    Today,
    /// Those due tomorrow.
    Tomorrow,
    /// All open ones.
    All,
}
