//! Puts tags on the lead or takes them off.

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditTags {
    /// Names of tags to put on; unknown ones are made.
    pub add: Vec<String>,
    /// Names of tags to take off.
    pub remove: Vec<String>,
}
