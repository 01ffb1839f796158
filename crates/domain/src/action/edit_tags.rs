//! Puts tags on the lead or takes them off.

use crate::Problem;

/// Tags in one action.
pub const TAGS_MAX: usize = 50;
/// Characters of a tag's name.
pub const NAME_LENGTH_MAX: usize = 255;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditTags {
    /// Names of tags to put on; unknown ones are made. May hold placeholders.
    pub add: Vec<String>,
    /// Names of tags to take off. May hold placeholders.
    pub remove: Vec<String>,
}

impl EditTags {
    /// Everything that is wrong with the settings.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.add.is_empty() && self.remove.is_empty() {
            problems.push(Problem::new("action", "required", "name tags to add or to remove"));
        }
        for (path, names) in [("action.add", &self.add), ("action.remove", &self.remove)] {
            if names.len() > TAGS_MAX {
                problems.push(Problem::new(path, "too_many", format!("an action has at most {TAGS_MAX} tags")));
            }
            let is_bad = |name: &String| name.trim().is_empty() || name.chars().count() > NAME_LENGTH_MAX;
            let told = format!("a tag has 1 to {NAME_LENGTH_MAX} characters");
            let bad = names.iter().enumerate().take(TAGS_MAX).filter(|(_, name)| is_bad(name));
            problems.extend(bad.map(|(index, _)| Problem::new(format!("{path}.{index}"), "bad_tag", told.clone())));
        }
        problems
    }
}
