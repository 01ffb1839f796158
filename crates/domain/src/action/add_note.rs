//! Writes a note into the lead's feed (`extended_service_message`).

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddNote {
    /// Who seems to speak.
    pub service: String,
    /// The text; may hold placeholders.
    pub text: String,
}
