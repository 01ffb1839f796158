//! What entities are called on the wire (`api-v4` §2.8): plural in paths and fields, singular in events and calls.

use domain::{Entity, EntityKind};

use crate::hal::{Base, Links};

/// The plural of a kind, as in paths.
pub const fn plural(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Lead => "leads",
        EntityKind::Contact => "contacts",
        EntityKind::Company => "companies",
        EntityKind::Customer => "customers",
    }
}

/// The kind with that plural.
pub fn from_plural(name: &str) -> Option<EntityKind> {
    EntityKind::ALL.into_iter().find(|kind| plural(*kind) == name)
}

/// The kind with that singular.
pub fn from_singular(name: &str) -> Option<EntityKind> {
    EntityKind::ALL.into_iter().find(|kind| kind.name() == name)
}

/// The address of an entity.
pub fn address(entity: Entity, base: &Base) -> Links {
    base.at(format_args!("{}/{}", plural(entity.kind), entity.id))
}
