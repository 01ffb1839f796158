//! What a list is asked for: page, order, search text and filters (`filters-api`).
//!
//! Unknown keys are ignored, as the original does. A known filter that stands there but cannot be read matches
//! nothing: answering it with *everything* would hand a script leads that it did not mean. A blank one counts as absent.

use domain::contact::Contact;
use domain::lead::Lead;
use domain::pipeline::Place;
use domain::{CompanyId, ContactId, LeadId, PipelineId, Problem, Timestamp, UserId};

use crate::php::{self, Tree};
use crate::scalar;

mod filter;

pub(crate) use filter::values;
pub use filter::{FieldFilter, Filter, Range, VALUES_MAX};

/// Entities on a page when nobody says.
pub const LIMIT_DEFAULT: u64 = 50;
/// Entities on a page at most; more is cut to this.
pub const LIMIT_MAX: u64 = 250;
/// Highest page; keeps `page × limit` countable everywhere.
pub const PAGE_MAX: u64 = u32::MAX as u64;

/// Which page is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// From 1.
    pub page: u64,
    /// 1 to [`LIMIT_MAX`].
    pub limit: u64,
    /// The whole query, to be repeated in the links of the answer.
    pub asked: Tree,
}

impl Paging {
    /// Reads `page` and `limit`; nonsense counts as absent.
    pub fn read(asked: &Tree) -> Paging {
        let number = |key| asked.get(key).and_then(scalar::int).and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0);
        Paging {
            page: number("page").unwrap_or(1).min(PAGE_MAX),
            limit: number("limit").unwrap_or(LIMIT_DEFAULT).min(LIMIT_MAX),
            asked: asked.clone(),
        }
    }

    /// How many entities stand before this page.
    pub fn offset(&self) -> u64 {
        (self.page - 1) * self.limit
    }
}

/// What leads and contacts are sorted by; each list allows some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderField {
    /// `created_at`.
    CreatedAt,
    /// `updated_at`.
    UpdatedAt,
    /// `id`.
    Id,
}

impl OrderField {
    /// The name on the page.
    pub const fn name(self) -> &'static str {
        match self {
            OrderField::CreatedAt => "created_at",
            OrderField::UpdatedAt => "updated_at",
            OrderField::Id => "id",
        }
    }
}

/// A wished order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// What to sort by.
    pub by: OrderField,
    /// Largest first.
    pub is_descending: bool,
}

/// What the lists of leads and contacts have in common. `None` asks for nothing; an empty list matches nothing.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CommonFilter {
    /// `filter[name]`, exact.
    pub names: Option<Vec<String>>,
    /// `filter[created_by]`.
    pub created_by: Option<Vec<UserId>>,
    /// `filter[updated_by]`.
    pub updated_by: Option<Vec<UserId>>,
    /// `filter[responsible_user_id]`.
    pub responsible: Option<Vec<UserId>>,
    /// `filter[created_at]`.
    pub created_at: Option<Range<Timestamp>>,
    /// `filter[updated_at]`.
    pub updated_at: Option<Range<Timestamp>>,
    /// `filter[closest_task_at]`.
    pub closest_task_at: Option<Range<Timestamp>>,
    /// `filter[custom_fields_values]`.
    pub fields: Vec<FieldFilter>,
}

/// What else is wanted with a lead (`leads-api`). Unknown words are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct LeadWith {
    /// Its contacts.
    pub contacts: bool,
    /// Linked elements of catalogs.
    pub catalog_elements: bool,
    /// Whether the robot set the budget.
    pub is_price_modified_by_robot: bool,
    /// The whole loss reason.
    pub loss_reason: bool,
    /// Deleted leads instead of living ones.
    pub only_deleted: bool,
    /// The id of its source.
    pub source_id: bool,
    /// The whole source.
    pub source: bool,
}

impl LeadWith {
    /// Reads `with`.
    pub fn read(asked: &Tree) -> LeadWith {
        let with = With::read(asked);
        LeadWith {
            contacts: with.has("contacts"),
            catalog_elements: with.has("catalog_elements"),
            is_price_modified_by_robot: with.has("is_price_modified_by_robot"),
            loss_reason: with.has("loss_reason"),
            only_deleted: with.has("only_deleted"),
            source_id: with.has("source_id"),
            source: with.has("source"),
        }
    }
}

/// What else is wanted with a contact (`contacts-api`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ContactWith {
    /// Its leads.
    pub leads: bool,
    /// Its customers.
    pub customers: bool,
    /// Linked elements of catalogs.
    pub catalog_elements: bool,
    /// Deleted contacts instead of living ones.
    pub only_deleted: bool,
}

impl ContactWith {
    /// Reads `with`.
    pub fn read(asked: &Tree) -> ContactWith {
        let with = With::read(asked);
        ContactWith {
            leads: with.has("leads"),
            customers: with.has("customers"),
            catalog_elements: with.has("catalog_elements"),
            only_deleted: with.has("only_deleted"),
        }
    }
}

/// What else is wanted with a company (`companies-api`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct CompanyWith {
    /// Its contacts.
    pub contacts: bool,
    /// Its leads.
    pub leads: bool,
    /// Its customers.
    pub customers: bool,
    /// Linked elements of catalogs.
    pub catalog_elements: bool,
    /// Deleted companies instead of living ones.
    pub only_deleted: bool,
}

impl CompanyWith {
    /// Reads `with`.
    pub fn read(asked: &Tree) -> CompanyWith {
        let with = With::read(asked);
        CompanyWith {
            contacts: with.has("contacts"),
            leads: with.has("leads"),
            customers: with.has("customers"),
            catalog_elements: with.has("catalog_elements"),
            only_deleted: with.has("only_deleted"),
        }
    }
}

/// What a list of companies is asked for: the same as a list of contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyQuery {
    /// Which page.
    pub paging: Paging,
    /// What else is wanted.
    pub with: CompanyWith,
    /// Text to search for.
    pub text: Option<String>,
    /// Wished order.
    pub order: Option<Order>,
    /// `filter[id]`.
    pub ids: Option<Vec<CompanyId>>,
    /// The filters that leads have too.
    pub common: CommonFilter,
}

impl CompanyQuery {
    /// Reads a query string.
    pub fn parse(query: &str) -> Result<CompanyQuery, Problem> {
        let asked = php::decode(query)?;
        let filter = Filter::of(&asked);
        Ok(CompanyQuery {
            paging: Paging::read(&asked),
            with: CompanyWith::read(&asked),
            text: search_text(&asked),
            order: order(&asked, &[OrderField::UpdatedAt, OrderField::Id]),
            ids: filter.ids("id", CompanyId)?,
            common: filter.common()?,
        })
    }
}

/// What a list of leads is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadQuery {
    /// Which page.
    pub paging: Paging,
    /// What else is wanted.
    pub with: LeadWith,
    /// Text to search for.
    pub text: Option<String>,
    /// Wished order.
    pub order: Option<Order>,
    /// `filter[id]`.
    pub ids: Option<Vec<LeadId>>,
    /// `filter[statuses]`: pairs, since a stage alone says nothing.
    pub places: Option<Vec<Place>>,
    /// `filter[pipeline_id]`.
    pub pipelines: Option<Vec<PipelineId>>,
    /// `filter[price]`.
    pub price: Option<Range<i64>>,
    /// `filter[closed_at]`.
    pub closed_at: Option<Range<Timestamp>>,
    /// The filters that contacts have too.
    pub common: CommonFilter,
}

impl LeadQuery {
    /// Reads a query string.
    pub fn parse(query: &str) -> Result<LeadQuery, Problem> {
        let asked = php::decode(query)?;
        let filter = Filter::of(&asked);
        Ok(LeadQuery {
            paging: Paging::read(&asked),
            with: LeadWith::read(&asked),
            text: search_text(&asked),
            order: order(&asked, &[OrderField::CreatedAt, OrderField::UpdatedAt, OrderField::Id]),
            ids: filter.ids("id", LeadId)?,
            places: filter.places("statuses"),
            pipelines: filter.ids("pipeline_id", PipelineId)?,
            price: filter.range("price"),
            closed_at: filter.times("closed_at"),
            common: filter.common()?,
        })
    }

    /// Whether a lead fits all filters; search text and custom fields aside. Says what each filter means.
    pub fn matches(&self, lead: &Lead) -> bool {
        let common = &self.common;
        within(&self.ids, &lead.id)
            && within(&self.places, &lead.place)
            && within(&self.pipelines, &lead.place.pipeline)
            && self.price.is_none_or(|range| range.holds(lead.price))
            && self.closed_at.is_none_or(|range| lead.closed_at.is_some_and(|at| range.holds(at)))
            && common.matches(&lead.name, [lead.created_by, lead.updated_by, lead.responsible])
            && common.matches_times(lead.created_at, lead.updated_at)
    }
}

/// What a list of contacts is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactQuery {
    /// Which page.
    pub paging: Paging,
    /// What else is wanted.
    pub with: ContactWith,
    /// Text to search for.
    pub text: Option<String>,
    /// Wished order.
    pub order: Option<Order>,
    /// `filter[id]`.
    pub ids: Option<Vec<ContactId>>,
    /// The filters that leads have too.
    pub common: CommonFilter,
}

impl ContactQuery {
    /// Reads a query string.
    pub fn parse(query: &str) -> Result<ContactQuery, Problem> {
        let asked = php::decode(query)?;
        let filter = Filter::of(&asked);
        Ok(ContactQuery {
            paging: Paging::read(&asked),
            with: ContactWith::read(&asked),
            text: search_text(&asked),
            order: order(&asked, &[OrderField::UpdatedAt, OrderField::Id]),
            ids: filter.ids("id", ContactId)?,
            common: filter.common()?,
        })
    }

    /// Whether a contact fits all filters; search text and custom fields aside.
    pub fn matches(&self, contact: &Contact) -> bool {
        within(&self.ids, &contact.id)
            && self.common.matches(&contact.name, [contact.created_by, contact.updated_by, contact.responsible])
            && self.common.matches_times(contact.created_at, contact.updated_at)
    }
}

impl CommonFilter {
    fn matches(&self, name: &str, [created_by, updated_by, responsible]: [UserId; 3]) -> bool {
        self.names.as_ref().is_none_or(|names| names.iter().any(|wanted| wanted == name))
            && within(&self.created_by, &created_by)
            && within(&self.updated_by, &updated_by)
            && within(&self.responsible, &responsible)
    }

    fn matches_times(&self, created_at: Timestamp, updated_at: Timestamp) -> bool {
        // No entity has a task yet, so none has one in any range.
        self.created_at.is_none_or(|range| range.holds(created_at))
            && self.updated_at.is_none_or(|range| range.holds(updated_at))
            && self.closest_task_at.is_none()
    }
}

fn within<T: PartialEq>(wanted: &Option<Vec<T>>, value: &T) -> bool {
    wanted.as_ref().is_none_or(|wanted| wanted.contains(value))
}

/// The words of `with`: one comma list, or PHP's brackets.
pub struct With(Vec<String>);

impl With {
    /// Reads `with`.
    pub fn read(asked: &Tree) -> With {
        With(values(asked.get("with")).flat_map(|text| text.split(',').map(|word| word.trim().to_string())).collect())
    }

    /// Whether a word is among them.
    pub fn has(&self, word: &str) -> bool {
        self.0.iter().any(|asked| asked == word)
    }
}

fn search_text(asked: &Tree) -> Option<String> {
    let text = scalar::text(asked.get("query")?)?.trim().to_string();
    (!text.is_empty()).then_some(text)
}

/// The first known field of `order[field]=asc|desc`; unknown fields and words are ignored.
pub(crate) fn order(asked: &Tree, known: &[OrderField]) -> Option<Order> {
    let wishes = asked.get("order")?.as_object()?;
    wishes.iter().find_map(|(field, way)| {
        let by = known.iter().copied().find(|by| by.name() == field)?;
        match way.as_str()?.to_ascii_lowercase().as_str() {
            "asc" => Some(Order { by, is_descending: false }),
            "desc" => Some(Order { by, is_descending: true }),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests;
