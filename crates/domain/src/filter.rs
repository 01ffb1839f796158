//! Filters: "for all leads with …" (`digital-pipeline` §4). All of a trigger's filters must hold.

use crate::lead::Lead;
use crate::{FieldId, TagId, UserId};

/// Filters of one trigger.
pub const FILTERS_MAX: usize = 50;
/// Values in one filter.
pub const VALUES_MAX: usize = 250;
/// Bytes of a value that a refusal quotes.
pub const QUOTED_BYTES_MAX: usize = 64;

/// One condition on the lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The responsible user is one of these.
    Responsible(Vec<UserId>),
    /// The budget lies between the two, both included.
    Price {
        /// Lowest budget.
        min: Option<i64>,
        /// Highest budget.
        max: Option<i64>,
    },
    /// The lead's tags.
    Tags {
        /// How they are compared.
        quantity: Quantity,
        /// With what.
        tags: Vec<TagId>,
    },
    /// Where the lead came from.
    Source(TextTest),
    /// A custom field of the lead.
    Field {
        /// Which one.
        field: FieldId,
        /// What must hold.
        test: TextTest,
    },
}

/// How a set of tags is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The lead has all of them.
    All,
    /// The lead has at least one of them.
    Any,
    /// The lead has none of them.
    None,
}

/// What can be asked of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextTest {
    /// It is one of these.
    Matches(Vec<String>),
    /// It is none of these.
    DiffersFrom(Vec<String>),
    /// It contains this.
    Contains(String),
    /// It does not contain this.
    Lacks(String),
    /// There is something.
    Filled,
    /// There is nothing.
    Empty,
}

impl Filter {
    /// Whether the engine knows the value that the filter asks about.
    pub fn is_available(&self) -> bool {
        matches!(self, Filter::Responsible(_) | Filter::Price { .. })
    }

    /// The name in our own API. Stored too, so it never changes.
    pub fn name(&self) -> &'static str {
        match self {
            Filter::Responsible(_) => "responsible",
            Filter::Price { .. } => "price",
            Filter::Tags { .. } => "tags",
            Filter::Source(_) => "source",
            Filter::Field { .. } => "field",
        }
    }

    /// Whether it holds for the lead; otherwise the value that did not fit, quoted for the log.
    pub fn weigh(&self, lead: &Lead) -> Result<(), String> {
        let (holds, value) = match self {
            Filter::Responsible(users) => (users.contains(&lead.responsible), lead.responsible.to_string()),
            Filter::Price { min, max } => {
                let holds = min.is_none_or(|min| lead.price >= min) && max.is_none_or(|max| lead.price <= max);
                (holds, lead.price.to_string())
            }
            // These values have no home yet. A filter that cannot be weighed never lets a lead through by accident.
            Filter::Tags { .. } | Filter::Source(_) | Filter::Field { .. } => (false, "unknown".to_string()),
        };
        if holds { Ok(()) } else { Err(quoted(&value)) }
    }
}

/// Shortens a value for the log without cutting a character in two.
pub fn quoted(value: &str) -> String {
    let end = (0..=QUOTED_BYTES_MAX.min(value.len())).rev().find(|end| value.is_char_boundary(*end)).unwrap_or(0);
    value[..end].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_value_ends_at_a_character() {
        assert_eq!(quoted("short"), "short");
        let long = "ä".repeat(40);
        assert_eq!(quoted(&long).len(), 64);
        assert_eq!(quoted(&format!("x{long}")).len(), 63);
    }
}
