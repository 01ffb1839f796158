//! The things that notes, tasks, tags, fields and events belong to, named by kind and id.

use crate::{CompanyId, ContactId, LeadId};

/// A kind of thing that people work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// A person.
    Contact,
    /// A lead.
    Lead,
    /// A company.
    Company,
    /// A customer of the second pipeline.
    Customer,
}

impl EntityKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [EntityKind; 4] = [EntityKind::Contact, EntityKind::Lead, EntityKind::Company, EntityKind::Customer];

    /// The element type of the vendor's older pages (`api-v4` §2.8). Stored too, so it never changes.
    pub const fn number(self) -> i64 {
        match self {
            EntityKind::Contact => 1,
            EntityKind::Lead => 2,
            EntityKind::Company => 3,
            EntityKind::Customer => 12,
        }
    }

    /// The kind with that number.
    pub fn from_number(number: i64) -> Option<EntityKind> {
        EntityKind::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The word for one of them.
    pub const fn name(self) -> &'static str {
        match self {
            EntityKind::Contact => "contact",
            EntityKind::Lead => "lead",
            EntityKind::Company => "company",
            EntityKind::Customer => "customer",
        }
    }
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity {
    /// Its kind.
    pub kind: EntityKind,
    /// Its id, unique among its kind.
    pub id: i64,
}

impl Entity {
    /// The lead that this is, if it is one.
    pub fn lead(self) -> Option<LeadId> {
        (self.kind == EntityKind::Lead).then_some(LeadId(self.id))
    }
}

impl From<LeadId> for Entity {
    fn from(id: LeadId) -> Entity {
        Entity { kind: EntityKind::Lead, id: id.0 }
    }
}

impl From<ContactId> for Entity {
    fn from(id: ContactId) -> Entity {
        Entity { kind: EntityKind::Contact, id: id.0 }
    }
}

impl From<CompanyId> for Entity {
    fn from(id: CompanyId) -> Entity {
        Entity { kind: EntityKind::Company, id: id.0 }
    }
}
