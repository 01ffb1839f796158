//! Removes all files of the lead from its list.

/// The action has no settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteFiles;
