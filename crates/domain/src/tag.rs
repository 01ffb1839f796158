//! Tags: words on leads, contacts, companies and customers. Each kind of entity has words of its own.

use crate::{Problem, TagId};

/// Characters in a tag's name.
pub const NAME_LENGTH_MAX: usize = 255;
/// Tags of one entity.
pub const TAGS_MAX: usize = 250;
/// Tags of one kind of entity in an account.
pub const DICTIONARY_MAX: usize = 10_000;

/// The colours that a lead's tag may have (`api-v4` §16). The official client throws on any other.
pub const COLORS: [&str; 23] = [
    "EBEBEB", "D0D0D0", "F2DDF7", "D1A4DC", "FF8F92", "FFC8C8", "C7DB8C", "DDEBB5", "8699DA", "AABDFF", "FFCE5A",
    "FFE193", "90CDB0", "C6F4DE", "A9A5D7", "D8D5FF", "86C0FC", "832161", "6A0F49", "0C7C59", "10599D", "9D2B32",
    "247BA0",
];

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its name, unique among the tags of its kind of entity.
    pub name: String,
    /// One of [`COLORS`].
    pub color: Option<String>,
}

/// How a tag is named by whoever uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagRef {
    /// By its id: it must exist.
    Id(TagId),
    /// By its name: it is made when it does not exist.
    Name(String),
}

/// What is to become of an entity's tags. Taking off comes last.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TagEdit {
    /// These and no others; `None` leaves the others alone.
    pub set: Option<Vec<TagRef>>,
    /// These too.
    pub add: Vec<TagRef>,
    /// These no longer; one that is not there is no error.
    pub remove: Vec<TagRef>,
}

impl TagEdit {
    /// Whether nothing is wished.
    pub fn is_empty(&self) -> bool {
        self.set.is_none() && self.add.is_empty() && self.remove.is_empty()
    }

    /// Puts these on and takes those off, by name.
    pub fn by_names(add: &[String], remove: &[String]) -> TagEdit {
        let refs = |names: &[String]| names.iter().map(|name| TagRef::Name(name.clone())).collect();
        TagEdit { set: None, add: refs(add), remove: refs(remove) }
    }
}

/// The name in the form in which it is stored, or what is wrong with it.
pub fn parse_name(text: &str) -> Result<String, Problem> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err(Problem::new("name", "NotBlank", "This value should not be blank.")),
        1..=NAME_LENGTH_MAX => Ok(name.to_string()),
        _ => Err(Problem::new("name", "TooLong", format!("a tag has at most {NAME_LENGTH_MAX} characters"))),
    }
}
