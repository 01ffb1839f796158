//! Sets a field of the lead.

use crate::FieldId;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeField {
    /// Which field.
    pub field: FieldId,
    /// Its new value; may hold placeholders. `None` clears it.
    pub value: Option<String>,
}
