//! Contacts and their links to leads. A lead with contacts has exactly one main contact.

use crate::{CompanyId, ContactId, Problem, Timestamp, UserId};

/// Characters in a contact's name.
pub const NAME_LENGTH_MAX: usize = 255;
/// Contacts of one lead.
pub const LINKS_MAX: usize = 500;

/// A contact as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// The whole name.
    pub name: String,
    /// First name, empty when only the whole name is known.
    pub first_name: String,
    /// Last name, empty when only the whole name is known.
    pub last_name: String,
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
    /// Its company.
    pub company: Option<CompanyId>,
}

/// A wished change: what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ContactPatch {
    /// New whole name.
    pub name: Option<String>,
    /// New first name.
    pub first_name: Option<String>,
    /// New last name.
    pub last_name: Option<String>,
    /// New responsible user.
    pub responsible: Option<UserId>,
    /// Change time told by the caller.
    pub updated_at: Option<Timestamp>,
}

impl ContactPatch {
    /// Everything that is wrong with the values themselves.
    pub fn check(&self) -> Vec<Problem> {
        let names = [("name", &self.name), ("first_name", &self.first_name), ("last_name", &self.last_name)];
        let long = |name: &&Option<String>| name.as_ref().is_some_and(|n| n.chars().count() > NAME_LENGTH_MAX);
        let told = format!("a name has at most {NAME_LENGTH_MAX} characters");
        names.iter().filter(|(_, name)| long(name)).map(|(path, _)| Problem::new(*path, "TooLong", &told)).collect()
    }
}

impl Contact {
    /// Applies a patch; returns `None` when it changes nothing. Parts without a whole name make one (`api-v4` §9).
    pub fn apply(&self, patch: &ContactPatch, author: UserId, now: Timestamp) -> Option<Contact> {
        let mut contact = self.clone();
        if let Some(first) = &patch.first_name {
            contact.first_name.clone_from(first);
        }
        if let Some(last) = &patch.last_name {
            contact.last_name.clone_from(last);
        }
        if let Some(name) = &patch.name {
            contact.name.clone_from(name);
        } else if patch.first_name.is_some() || patch.last_name.is_some() {
            contact.name = joined(&contact.first_name, &contact.last_name);
        }
        if let Some(responsible) = patch.responsible {
            contact.responsible = responsible;
        }
        if contact == *self {
            return None;
        }
        contact.updated_by = author;
        contact.updated_at = patch.updated_at.unwrap_or(now);
        Some(contact)
    }
}

fn joined(first: &str, last: &str) -> String {
    [first.trim(), last.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The contacts of one lead, in the order of linking, the main one marked. Never two main ones, never none.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ContactLinks {
    links: Vec<ContactId>,
    main: Option<ContactId>,
}

impl ContactLinks {
    /// Rebuilds the links from rows `(contact, is_main)` in the order of linking.
    pub fn from_rows(rows: impl IntoIterator<Item = (ContactId, bool)>) -> ContactLinks {
        let mut links = ContactLinks::default();
        for (contact, is_main) in rows {
            links.link(contact, is_main);
        }
        links
    }

    /// All contacts with the mark of the main one.
    pub fn iter(&self) -> impl Iterator<Item = (ContactId, bool)> + '_ {
        self.links.iter().map(|contact| (*contact, self.main == Some(*contact)))
    }

    /// The main contact, if the lead has any contact at all.
    pub fn main(&self) -> Option<ContactId> {
        self.main
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.links.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// Adds a contact, or only moves the mark when it is linked already. The first contact becomes main by itself.
    pub fn link(&mut self, contact: ContactId, is_main: bool) {
        if !self.links.contains(&contact) {
            self.links.push(contact);
        }
        if is_main || self.main.is_none() {
            self.main = Some(contact);
        }
    }

    /// Takes a contact away; the next by link order becomes main (`digital-pipeline` §11). Says whether it was there.
    pub fn unlink(&mut self, contact: ContactId) -> bool {
        let Some(index) = self.links.iter().position(|linked| *linked == contact) else { return false };
        self.links.remove(index);
        if self.main == Some(contact) {
            self.main = self.links.first().copied();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(links: &ContactLinks) -> String {
        links.iter().map(|(c, main)| format!("{c}{}", if main { "*" } else { "" })).collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn check(steps: &str, expected: &str) {
        let mut links = ContactLinks::default();
        for step in steps.split_whitespace() {
            let id = ContactId(step.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap());
            if step.starts_with('-') {
                assert!(links.unlink(id) || id.0 == 9)
            } else {
                links.link(id, step.ends_with('*'))
            }
        }
        assert_eq!(told(&links), expected);
    }

    #[test]
    fn one_contact_is_main() {
        check("+1", "1*");
        check("+1 +2", "1* 2");
        check("+1 +2*", "1 2*");
        check("+1 +2* +1*", "1* 2");
        check("+1 +2* -2", "1*");
        check("+1 +2 +3 -1", "2* 3");
        check("+1 -1", "");
        check("-9 +1", "1*");
    }

    #[test]
    fn every_sequence_of_five_steps_leaves_exactly_one_main() {
        const STEPS: [(i64, u8); 9] = [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2), (3, 0), (3, 1), (3, 2)];
        for number in 0..STEPS.len().pow(5) {
            let mut links = ContactLinks::default();
            let mut rest = number;
            for _ in 0..5 {
                let (contact, step) = STEPS[rest % STEPS.len()];
                rest /= STEPS.len();
                match step {
                    0 => links.link(ContactId(contact), false),
                    1 => links.link(ContactId(contact), true),
                    _ => {
                        let _ = links.unlink(ContactId(contact));
                    }
                }
                let mains = links.iter().filter(|(_, main)| *main).count();
                assert_eq!(mains, usize::from(!links.is_empty()), "after {number}");
            }
        }
    }

    #[test]
    fn a_name_is_joined_from_its_parts_only_when_it_is_not_told() {
        let blank = Contact {
            id: ContactId(1),
            name: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            responsible: UserId(1),
            created_by: UserId(1),
            updated_by: UserId(1),
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            company: None,
        };
        let parts =
            ContactPatch { first_name: Some("Ana".into()), last_name: Some("Ruiz".into()), ..Default::default() };
        assert_eq!(blank.apply(&parts, UserId(1), Timestamp(1)).unwrap().name, "Ana Ruiz");
        let told = ContactPatch { name: Some("A. R.".into()), ..parts };
        assert_eq!(blank.apply(&told, UserId(1), Timestamp(1)).unwrap().name, "A. R.");
        assert_eq!(blank.apply(&ContactPatch::default(), UserId(1), Timestamp(1)), None);
    }
}
