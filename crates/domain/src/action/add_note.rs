//! Writes a note into the lead's feed (`extended_service_message`).

use crate::Problem;

/// Characters of the name that stands over a note.
pub const SERVICE_LENGTH_MAX: usize = 255;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddNote {
    /// Who seems to speak.
    pub service: String,
    /// The text; may hold placeholders.
    pub text: String,
}

impl AddNote {
    /// Everything that is wrong with the settings.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = super::check_text("action.text", &self.text);
        if self.service.chars().count() > SERVICE_LENGTH_MAX {
            let told = format!("a service has at most {SERVICE_LENGTH_MAX} characters");
            problems.push(Problem::new("action.service", "too_long", told));
        }
        problems
    }
}
