//! Makes an individual form and writes its link into a field.

use crate::FieldId;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerateForm {
    /// Which form.
    pub form: i64,
    /// The field that receives the link.
    pub link_to: FieldId,
}
