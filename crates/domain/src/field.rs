//! Custom fields: what an account may note about its leads, contacts, companies, customers and elements of catalogs.
//!
//! A definition says of which kind the values are; `field::value` types what somebody wrote and shows what is kept.
//! Names of kinds are stored and never change. No row, no JSON, no wire.

use crate::pipeline::Place;
use crate::{EntityKind, EnumId, FieldId, Problem, Timestamp};

mod value;

pub use value::{FieldValue, Raw, RawValue, SCALE, scaled};

/// Fields of one kind of entity (or of one catalog).
pub const FIELDS_MAX: usize = 500;
/// Options of one field.
pub const OPTIONS_MAX: usize = 1_000;
/// Groups of fields of one kind of entity.
pub const GROUPS_MAX: usize = 100;
/// Characters in the name of a field, an option or a group.
pub const NAME_LENGTH_MAX: usize = 255;
/// Characters in a code.
pub const CODE_LENGTH_MAX: usize = 255;
/// Characters in a one-line text, an address or a link.
pub const TEXT_LENGTH_MAX: usize = 4_096;
/// Characters in a text of several lines.
pub const TEXTAREA_LENGTH_MAX: usize = 65_535;
/// Values of one field of one entity.
pub const VALUES_MAX: usize = 250;
/// Chained lists of one field (`api-v4` §13.6).
pub const CHAINS_MAX: usize = 5;
/// The options of the parts of an address: number and code (`api-v4` §13.6).
pub const ADDRESS_PARTS: [(i64, &str); 6] =
    [(1, "address_line_1"), (2, "address_line_2"), (3, "city"), (4, "state"), (5, "zip"), (6, "country")];

/// Whose fields they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldHome {
    /// Of every entity of a kind.
    Of(EntityKind),
    /// Of the elements of one catalog.
    Catalog(i64),
    /// Of segments of customers.
    Segments,
}

impl FieldHome {
    /// Stored, so it never changes: the kind's number, 10 for elements of a catalog, 13 for segments.
    pub const fn number(self) -> i64 {
        match self {
            FieldHome::Of(kind) => kind.number(),
            FieldHome::Catalog(_) => 10,
            FieldHome::Segments => 13,
        }
    }

    /// The catalog, otherwise 0.
    pub const fn owner(self) -> i64 {
        match self {
            FieldHome::Catalog(id) => id,
            _ => 0,
        }
    }

    /// The home with these two numbers.
    pub fn from_parts(number: i64, owner: i64) -> Option<FieldHome> {
        match number {
            10 => Some(FieldHome::Catalog(owner)),
            13 => Some(FieldHome::Segments),
            kind => EntityKind::from_number(kind).map(FieldHome::Of),
        }
    }
}

/// What a value of a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// One line.
    Text,
    /// A number with up to four digits after the point.
    Numeric,
    /// Yes or no.
    Checkbox,
    /// One of the options.
    Select,
    /// Some of the options.
    Multiselect,
    /// A day.
    Date,
    /// A link.
    Url,
    /// Texts with an option each: phones, addresses of letters.
    Multitext,
    /// Several lines.
    Textarea,
    /// One of the options, all of them in sight.
    Radiobutton,
    /// An address in one line.
    Streetaddress,
    /// An address in parts.
    SmartAddress,
    /// A day that comes back each year.
    Birthday,
    /// The papers of a firm.
    LegalEntity,
    /// Lines of an invoice.
    Items,
    /// The name of an organisation.
    OrgLegalName,
    /// An option of a tree.
    Category,
    /// A moment.
    DateTime,
    /// A price in a catalog.
    Price,
    /// Where a lead came from: not shown for editing.
    TrackingData,
    /// Another entity.
    LinkedEntity,
    /// An amount of money.
    Monetary,
    /// Elements of catalogs, each narrowing down the next.
    ChainedList,
    /// A file.
    File,
    /// Who pays an invoice.
    Payer,
    /// Who sends an invoice.
    Supplier,
}

/// How values of a kind are kept and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// Options.
    Options,
    /// A moment.
    Moment,
    /// Texts with options.
    Parts,
    /// Something with parts that nobody filters by.
    Composed,
}

impl FieldKind {
    /// All kinds.
    pub const ALL: [FieldKind; 26] = [
        FieldKind::Text,
        FieldKind::Numeric,
        FieldKind::Checkbox,
        FieldKind::Select,
        FieldKind::Multiselect,
        FieldKind::Date,
        FieldKind::Url,
        FieldKind::Multitext,
        FieldKind::Textarea,
        FieldKind::Radiobutton,
        FieldKind::Streetaddress,
        FieldKind::SmartAddress,
        FieldKind::Birthday,
        FieldKind::LegalEntity,
        FieldKind::Items,
        FieldKind::OrgLegalName,
        FieldKind::Category,
        FieldKind::DateTime,
        FieldKind::Price,
        FieldKind::TrackingData,
        FieldKind::LinkedEntity,
        FieldKind::Monetary,
        FieldKind::ChainedList,
        FieldKind::File,
        FieldKind::Payer,
        FieldKind::Supplier,
    ];

    /// The stored name and the number by which events name it (`api-v4` §13.5); 0 where none is known.
    pub const fn parts(self) -> (&'static str, i64) {
        match self {
            FieldKind::Text => ("text", 1),
            FieldKind::Numeric => ("numeric", 2),
            FieldKind::Checkbox => ("checkbox", 3),
            FieldKind::Select => ("select", 4),
            FieldKind::Multiselect => ("multiselect", 5),
            FieldKind::Date => ("date", 6),
            FieldKind::Url => ("url", 7),
            FieldKind::Multitext => ("multitext", 8),
            FieldKind::Textarea => ("textarea", 9),
            FieldKind::Radiobutton => ("radiobutton", 10),
            FieldKind::Streetaddress => ("streetaddress", 11),
            FieldKind::SmartAddress => ("smart_address", 13),
            FieldKind::Birthday => ("birthday", 14),
            FieldKind::LegalEntity => ("legal_entity", 15),
            FieldKind::Items => ("items", 16),
            FieldKind::OrgLegalName => ("org_legal_name", 17),
            FieldKind::Category => ("category", 18),
            FieldKind::DateTime => ("date_time", 19),
            FieldKind::Price => ("price", 20),
            FieldKind::TrackingData => ("tracking_data", 21),
            FieldKind::LinkedEntity => ("linked_entity", 0),
            FieldKind::Monetary => ("monetary", 23),
            FieldKind::ChainedList => ("chained_list", 24),
            FieldKind::File => ("file", 0),
            FieldKind::Payer => ("payer", 0),
            FieldKind::Supplier => ("supplier", 0),
        }
    }

    /// The stored name.
    pub const fn name(self) -> &'static str {
        self.parts().0
    }

    /// The kind with that name.
    pub fn from_name(name: &str) -> Option<FieldKind> {
        FieldKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// How its values are kept.
    pub const fn shape(self) -> Shape {
        match self {
            FieldKind::Text
            | FieldKind::Url
            | FieldKind::Textarea
            | FieldKind::Streetaddress
            | FieldKind::OrgLegalName
            | FieldKind::TrackingData => Shape::Text,
            FieldKind::Numeric | FieldKind::Price | FieldKind::Monetary => Shape::Number,
            FieldKind::Checkbox => Shape::Flag,
            FieldKind::Select | FieldKind::Multiselect | FieldKind::Radiobutton | FieldKind::Category => Shape::Options,
            FieldKind::Date | FieldKind::Birthday | FieldKind::DateTime => Shape::Moment,
            FieldKind::Multitext | FieldKind::SmartAddress => Shape::Parts,
            FieldKind::LegalEntity
            | FieldKind::Items
            | FieldKind::LinkedEntity
            | FieldKind::ChainedList
            | FieldKind::File
            | FieldKind::Payer
            | FieldKind::Supplier => Shape::Composed,
        }
    }

    /// Whether an entity may have several values of it.
    pub const fn is_multiple(self) -> bool {
        matches!(
            self,
            FieldKind::Multiselect
                | FieldKind::Multitext
                | FieldKind::SmartAddress
                | FieldKind::LegalEntity
                | FieldKind::Items
                | FieldKind::LinkedEntity
                | FieldKind::ChainedList
                | FieldKind::File
        )
    }

    /// Whether its options are the account's own.
    pub const fn has_options(self) -> bool {
        matches!(self.shape(), Shape::Options) || matches!(self, FieldKind::Multitext)
    }

    /// Where fields of this kind exist (`api-v4` §13.5).
    pub fn fits(self, home: FieldHome) -> bool {
        use EntityKind::{Company, Contact, Customer, Lead};
        let kind = match home {
            FieldHome::Of(kind) => Some(kind),
            _ => None,
        };
        match self {
            FieldKind::Text
            | FieldKind::Numeric
            | FieldKind::Checkbox
            | FieldKind::Select
            | FieldKind::Multiselect
            | FieldKind::Date
            | FieldKind::Url
            | FieldKind::DateTime
            | FieldKind::Textarea
            | FieldKind::Radiobutton
            | FieldKind::Streetaddress => true,
            FieldKind::Multitext => matches!(kind, Some(Contact | Company)),
            FieldKind::SmartAddress | FieldKind::Birthday | FieldKind::LegalEntity | FieldKind::OrgLegalName => {
                matches!(kind, Some(Contact | Lead | Company))
            }
            FieldKind::Price
            | FieldKind::Category
            | FieldKind::Items
            | FieldKind::LinkedEntity
            | FieldKind::Payer
            | FieldKind::Supplier => matches!(home, FieldHome::Catalog(_)),
            FieldKind::TrackingData => kind == Some(Lead),
            FieldKind::ChainedList => matches!(kind, Some(Lead | Customer)),
            FieldKind::Monetary => kind.is_some(),
            FieldKind::File => home != FieldHome::Segments,
        }
    }
}

/// A choice of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldOption {
    /// Its id.
    pub id: EnumId,
    /// What people read.
    pub value: String,
    /// What programs may name it by.
    pub code: Option<String>,
    /// Its position.
    pub sort: i64,
    /// The option above it in a tree.
    pub parent: Option<EnumId>,
}

/// How long before a birthday somebody is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Remind {
    /// Not at all.
    #[default]
    Never,
    /// A day before.
    Day,
    /// A week before.
    Week,
    /// A month before.
    Month,
}

impl Remind {
    /// All choices.
    pub const ALL: [Remind; 4] = [Remind::Never, Remind::Day, Remind::Week, Remind::Month];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Remind::Never => "never",
            Remind::Day => "day",
            Remind::Week => "week",
            Remind::Month => "month",
        }
    }
}

/// One list of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// What stands above it.
    pub title: Option<String>,
    /// The catalog it lists.
    pub catalog: i64,
    /// The catalog whose choice narrows it down.
    pub parent: Option<i64>,
}

/// What only some kinds or homes have.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FieldSettings {
    /// Stages that a lead enters only with a value.
    pub required_in: Vec<Place>,
    /// Stages in which the field is not shown.
    pub hidden_in: Vec<Place>,
    /// Of a birthday.
    pub remind: Option<Remind>,
    /// Of an amount of money: three letters.
    pub currency: Option<String>,
    /// Of tracking data: the name of a function of the page.
    pub tracking_callback: Option<String>,
    /// Of a linked entity: a catalog's id or a name of entities.
    pub search_in: Option<String>,
    /// Of a chained list.
    pub chains: Vec<Chain>,
    /// Of a catalog's field.
    pub is_visible: Option<bool>,
    /// Of a catalog's field.
    pub is_required: Option<bool>,
}

/// The definition of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its id.
    pub id: FieldId,
    /// Whose it is.
    pub home: FieldHome,
    /// What its values are.
    pub kind: FieldKind,
    /// What people call it.
    pub name: String,
    /// What programs may name it by.
    pub code: Option<String>,
    /// Its position.
    pub sort: i64,
    /// Its group; `None` is the main one.
    pub group: Option<String>,
    /// Whether only programs may change values.
    pub is_api_only: bool,
    /// Whether it came with the account.
    pub is_predefined: bool,
    /// Whether it may be deleted.
    pub is_deletable: bool,
    /// Whether its values stand in an index.
    pub is_filterable: bool,
    /// The rest.
    pub settings: FieldSettings,
    /// Its choices, in order.
    pub options: Vec<FieldOption>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Field {
    /// Everything that is wrong with the definition itself. Paths are those of the wire, see the note in ARCHITECTURE.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut note = |path: &str, code, told: String| problems.push(Problem::new(path, code, told));
        if self.name.trim().is_empty() {
            note("name", "NotBlank", "This value should not be blank.".to_string());
        }
        if self.name.chars().count() > NAME_LENGTH_MAX {
            note("name", "TooLong", format!("a name has at most {NAME_LENGTH_MAX} characters"));
        }
        if self.code.as_ref().is_some_and(|code| code.chars().count() > CODE_LENGTH_MAX) {
            note("code", "TooLong", format!("a code has at most {CODE_LENGTH_MAX} characters"));
        }
        if !self.kind.fits(self.home) {
            note("type", "NotSupportedChoice", "The value you selected is not a valid choice.".to_string());
        }
        if self.kind.shape() == Shape::Options && self.options.is_empty() {
            note("enums", "FieldMissing", "This field is missing.".to_string());
        }
        if self.options.len() > OPTIONS_MAX {
            note("enums", "TooMany", format!("a field has at most {OPTIONS_MAX} options"));
        }
        for (index, option) in self.options.iter().enumerate() {
            if option.value.trim().is_empty() {
                note(&format!("enums.{index}.value"), "NotBlank", "This value should not be blank.".to_string());
            } else if option.value.chars().count() > NAME_LENGTH_MAX {
                let told = format!("an option has at most {NAME_LENGTH_MAX} characters");
                note(&format!("enums.{index}.value"), "TooLong", told);
            }
        }
        if self.kind == FieldKind::Monetary && self.settings.currency.is_none() {
            note("currency", "FieldMissing", "This field is missing.".to_string());
        }
        if self.kind == FieldKind::ChainedList && self.settings.chains.is_empty() {
            note("chained_lists", "FieldMissing", "This field is missing.".to_string());
        }
        if self.kind == FieldKind::LinkedEntity && self.settings.search_in.is_none() {
            note("search_in", "FieldMissing", "This field is missing.".to_string());
        }
        problems
    }

    /// The option with that id.
    pub fn option(&self, id: EnumId) -> Option<&FieldOption> {
        self.options.iter().find(|option| option.id == id)
    }

    /// Whether a lead may not enter that place without a value.
    pub fn is_required_in(&self, place: Place) -> bool {
        self.settings.required_in.contains(&place)
    }
}

/// How a field is named by whoever writes values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldRef {
    /// By its id.
    Id(FieldId),
    /// By its code, in any letter case.
    Code(String),
}

impl FieldRef {
    /// Whether it names that field.
    pub fn is(&self, field: &Field) -> bool {
        match self {
            FieldRef::Id(id) => *id == field.id,
            FieldRef::Code(code) => field.code.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(code)),
        }
    }
}

/// New values of a field: all of them; none clears it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldWish {
    /// Which field.
    pub field: FieldRef,
    /// As written.
    pub values: Vec<RawValue>,
}

impl FieldWish {
    /// One value as a text, the way an action or a form has it; an empty text clears.
    pub fn text(field: FieldId, text: &str) -> FieldWish {
        let value = RawValue { value: Raw::Text(text.to_string()), ..RawValue::default() };
        FieldWish { field: FieldRef::Id(field), values: vec![value] }
    }
}

/// A field that every account has from the start.
#[derive(Clone, Copy, Debug)]
pub struct Predefined {
    /// Whose it is.
    pub home: FieldHome,
    /// What its values are.
    pub kind: FieldKind,
    /// Its code.
    pub code: &'static str,
    /// Its name until somebody changes it.
    pub name: &'static str,
    /// Its group.
    pub group: Option<&'static str>,
    /// Codes of its options; what people read is the same.
    pub options: &'static [&'static str],
}

const PHONES: &[&str] = &["WORK", "WORKDD", "MOB", "FAX", "HOME", "OTHER"];
const EMAILS: &[&str] = &["WORK", "PRIV", "OTHER"];
/// The group of tracking data.
pub const STATISTICS: &str = "statistic";
/// The group of everything that has none.
pub const MAIN_GROUP: &str = "default";

/// Codes of the tracking fields of leads (`api-v4` §13.2).
const TRACKING: [&str; 19] = [
    "UTM_CONTENT",
    "UTM_MEDIUM",
    "UTM_CAMPAIGN",
    "UTM_SOURCE",
    "UTM_TERM",
    "UTM_REFERRER",
    "ROISTAT",
    "REFERRER",
    "OPENSTAT_SERVICE",
    "OPENSTAT_CAMPAIGN",
    "OPENSTAT_AD",
    "OPENSTAT_SOURCE",
    "FROM",
    "GCLIENTID",
    "_YM_UID",
    "_YM_COUNTER",
    "GCLID",
    "YCLID",
    "FBCLID",
];

/// The fields that every account has from the start (`api-v4` §13.2).
pub fn predefined() -> Vec<Predefined> {
    let field = |entity, kind, code, name, options| Predefined {
        home: FieldHome::Of(entity),
        kind,
        code,
        name,
        group: None,
        options,
    };
    let mut all = vec![
        field(EntityKind::Contact, FieldKind::Text, "POSITION", "Position", &[] as &[&str]),
        field(EntityKind::Contact, FieldKind::Multitext, "PHONE", "Phone", PHONES),
        field(EntityKind::Contact, FieldKind::Multitext, "EMAIL", "Email", EMAILS),
        field(EntityKind::Company, FieldKind::Multitext, "PHONE", "Phone", PHONES),
        field(EntityKind::Company, FieldKind::Multitext, "EMAIL", "Email", EMAILS),
        field(EntityKind::Company, FieldKind::Url, "WEB", "Web", &[]),
        field(EntityKind::Company, FieldKind::Textarea, "ADDRESS", "Address", &[]),
    ];
    all.extend(TRACKING.map(|code| Predefined {
        home: FieldHome::Of(EntityKind::Lead),
        kind: FieldKind::TrackingData,
        code,
        name: code,
        group: Some(STATISTICS),
        options: &[],
    }));
    all
}

#[cfg(test)]
mod tests;
