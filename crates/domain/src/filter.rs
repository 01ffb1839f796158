//! Filters: "for all leads with …" (`digital-pipeline` §4). All of a trigger's filters must hold.

use std::collections::BTreeMap;

use crate::lead::Lead;
use crate::{FieldId, TagId, UserId};

/// Filters of one trigger.
pub const FILTERS_MAX: usize = 50;
/// Values in one filter.
pub const VALUES_MAX: usize = 250;
/// Bytes of a value that a refusal quotes.
pub const QUOTED_BYTES_MAX: usize = 64;

/// What filters may ask about a lead besides the lead itself. It costs a look-up each, so it is there only when some
/// trigger asks ([`Filter::needs_more`]).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct More {
    /// The lead's tags.
    pub tags: Vec<TagId>,
    /// Its custom fields, each value as people read it.
    pub fields: BTreeMap<FieldId, Vec<String>>,
}

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
        !matches!(self, Filter::Source(_))
    }

    /// Whether it asks about [`More`] than the lead itself.
    pub fn needs_more(&self) -> bool {
        matches!(self, Filter::Tags { .. } | Filter::Field { .. })
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
    pub fn weigh(&self, lead: &Lead, more: &More) -> Result<(), String> {
        let (holds, value) = match self {
            Filter::Responsible(users) => (users.contains(&lead.responsible), lead.responsible.to_string()),
            Filter::Price { min, max } => {
                let holds = min.is_none_or(|min| lead.price >= min) && max.is_none_or(|max| lead.price <= max);
                (holds, lead.price.to_string())
            }
            Filter::Tags { quantity, tags } => {
                let has = |tag: &TagId| more.tags.contains(tag);
                let holds = match quantity {
                    Quantity::All => tags.iter().all(has),
                    Quantity::Any => tags.iter().any(has),
                    Quantity::None => !tags.iter().any(has),
                };
                (holds, listed(&more.tags))
            }
            Filter::Field { field, test } => {
                let values = more.fields.get(field).map_or(&[][..], Vec::as_slice);
                (test.holds(values), values.join(", "))
            }
            // This value has no home yet. A filter that cannot be weighed never lets a lead through by accident.
            Filter::Source(_) => (false, "unknown".to_string()),
        };
        if holds { Ok(()) } else { Err(quoted(&value)) }
    }
}

impl TextTest {
    /// Whether it holds for the values of a field, in any letter case.
    pub fn holds(&self, values: &[String]) -> bool {
        let folded: Vec<String> = values.iter().map(|value| value.to_lowercase()).collect();
        let is_one_of = |wanted: &[String]| wanted.iter().any(|one| folded.contains(&one.to_lowercase()));
        let contains = |part: &str| folded.iter().any(|value| value.contains(&part.to_lowercase()));
        match self {
            TextTest::Matches(wanted) => is_one_of(wanted),
            TextTest::DiffersFrom(wanted) => !is_one_of(wanted),
            TextTest::Contains(part) => contains(part),
            TextTest::Lacks(part) => !contains(part),
            TextTest::Filled => folded.iter().any(|value| !value.is_empty()),
            TextTest::Empty => folded.iter().all(String::is_empty),
        }
    }

    /// Name in our own API. Stored too, so it never changes.
    pub fn name(&self) -> &'static str {
        match self {
            TextTest::Matches(_) => "matches",
            TextTest::DiffersFrom(_) => "differs",
            TextTest::Contains(_) => "contains",
            TextTest::Lacks(_) => "lacks",
            TextTest::Filled => "filled",
            TextTest::Empty => "empty",
        }
    }

    /// The texts that it compares with.
    pub fn texts(&self) -> &[String] {
        match self {
            TextTest::Matches(texts) | TextTest::DiffersFrom(texts) => texts,
            TextTest::Contains(text) | TextTest::Lacks(text) => std::slice::from_ref(text),
            TextTest::Filled | TextTest::Empty => &[],
        }
    }

    /// The test of that name with those texts; nothing for an unknown name or a wrong number of texts.
    pub fn from_parts(name: &str, mut texts: Vec<String>) -> Option<TextTest> {
        match (name, texts.len()) {
            ("matches", 1..) => Some(TextTest::Matches(texts)),
            ("differs", 1..) => Some(TextTest::DiffersFrom(texts)),
            ("contains", 1) => texts.pop().map(TextTest::Contains),
            ("lacks", 1) => texts.pop().map(TextTest::Lacks),
            ("filled", 0) => Some(TextTest::Filled),
            ("empty", 0) => Some(TextTest::Empty),
            _ => None,
        }
    }
}

impl Quantity {
    /// Name in our own API. Stored too, so it never changes.
    pub fn name(self) -> &'static str {
        match self {
            Quantity::All => "all",
            Quantity::Any => "any",
            Quantity::None => "none",
        }
    }

    /// The quantity of that name.
    pub fn from_name(name: &str) -> Option<Quantity> {
        [Quantity::All, Quantity::Any, Quantity::None].into_iter().find(|quantity| quantity.name() == name)
    }
}

fn listed(tags: &[TagId]) -> String {
    tags.iter().map(TagId::to_string).collect::<Vec<_>>().join(", ")
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
    fn what_texts_are_asked() {
        let of = |texts: &[&str]| texts.iter().map(|text| text.to_string()).collect::<Vec<_>>();
        for (name, texts, values, holds) in [
            ("matches", &["vip", "x"][..], &["VIP"][..], true),
            ("matches", &["vip"], &["vip 2", ""], false),
            ("matches", &["vip"], &[], false),
            ("differs", &["vip"], &[], true),
            ("differs", &["vip"], &["a", "Vip"], false),
            ("contains", &["é"], &["CAFÉ"], true),
            ("lacks", &["é"], &["CAFÉ"], false),
            ("lacks", &["x"], &[], true),
            ("filled", &[], &[""], false),
            ("filled", &[], &["a"], true),
            ("empty", &[], &[], true),
            ("empty", &[], &["a"], false),
        ] {
            let test = TextTest::from_parts(name, of(texts)).unwrap();
            assert_eq!((test.name(), test.texts()), (name, &of(texts)[..]));
            assert_eq!(test.holds(&of(values)), holds, "{name} {texts:?} {values:?}");
        }
        for (name, n) in [("matches", 0), ("contains", 2), ("filled", 1), ("likes", 1)] {
            assert_eq!(TextTest::from_parts(name, vec!["x".to_string(); n]), None);
        }
    }

    #[test]
    fn how_tags_are_compared() {
        let more = |tags: &[i64]| More { tags: tags.iter().map(|id| TagId(*id)).collect(), ..More::default() };
        let lead = crate::lead::tests::lead();
        for (name, wanted, has, holds) in [
            ("all", &[1, 2][..], &[1, 2, 3][..], true),
            ("all", &[1, 2], &[1], false),
            ("any", &[1, 2], &[2], true),
            ("any", &[1, 2], &[], false),
            ("none", &[1, 2], &[3], true),
            ("none", &[1, 2], &[2], false),
        ] {
            let quantity = Quantity::from_name(name).unwrap();
            let filter = Filter::Tags { quantity, tags: wanted.iter().map(|id| TagId(*id)).collect() };
            assert_eq!(filter.weigh(&lead, &more(has)).is_ok(), holds, "{name} {wanted:?} {has:?}");
        }
    }

    #[test]
    fn a_quoted_value_ends_at_a_character() {
        assert_eq!(quoted("short"), "short");
        let long = "ä".repeat(40);
        assert_eq!(quoted(&long).len(), 64);
        assert_eq!(quoted(&format!("x{long}")).len(), 63);
    }
}
