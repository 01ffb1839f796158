//! Companies. A lead and a contact belong to one at most.

use crate::contact::NAME_LENGTH_MAX;
use crate::{CompanyId, Problem, Timestamp, UserId};

/// A company as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub responsible: UserId,
    /// Who made it.
    pub created_by: UserId,
    /// Who changed it last.
    pub updated_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// A wished change: what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CompanyPatch {
    /// New name.
    pub name: Option<String>,
    /// New responsible user.
    pub responsible: Option<UserId>,
    /// Change time told by the caller.
    pub updated_at: Option<Timestamp>,
}

impl CompanyPatch {
    /// Everything that is wrong with the values themselves.
    pub fn check(&self) -> Vec<Problem> {
        let is_long = self.name.as_ref().is_some_and(|name| name.chars().count() > NAME_LENGTH_MAX);
        let told = format!("a name has at most {NAME_LENGTH_MAX} characters");
        is_long.then(|| Problem::new("name", "TooLong", told)).into_iter().collect()
    }
}

impl Company {
    /// Applies a patch; returns `None` when it changes nothing.
    pub fn apply(&self, patch: &CompanyPatch, author: UserId, now: Timestamp) -> Option<Company> {
        let mut company = self.clone();
        if let Some(name) = &patch.name {
            company.name.clone_from(name);
        }
        company.responsible = patch.responsible.unwrap_or(company.responsible);
        if company == *self {
            return None;
        }
        company.updated_by = author;
        company.updated_at = patch.updated_at.unwrap_or(now);
        Some(company)
    }
}
