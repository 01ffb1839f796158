//! Links and wrappers: every model has its address, every list its neighbours.
//!
//! Addresses are absolute and stand on the host that the caller used: the official client cuts its own base off
//! `_links.next.href` and fails on any other.

use domain::{CompanyId, ContactId, LeadId, PipelineId, StageId};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::php;
use crate::query::Paging;

/// Where this account is reached: `https://acme.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);

impl Base {
    /// The base address, with or without a slash at its end.
    pub fn new(address: &str) -> Base {
        Base(address.trim_end_matches('/').to_string())
    }

    /// The address of a path under `/api/v4/`.
    pub fn at(&self, path: impl std::fmt::Display) -> Links {
        Links { this: Href { href: format!("{}/api/v4/{path}", self.0) } }
    }

    /// The address of a lead.
    pub fn lead(&self, id: LeadId) -> Links {
        self.at(format_args!("leads/{id}"))
    }

    /// The address of a contact.
    pub fn contact(&self, id: ContactId) -> Links {
        self.at(format_args!("contacts/{id}"))
    }

    /// The address of a company.
    pub fn company(&self, id: CompanyId) -> Links {
        self.at(format_args!("companies/{id}"))
    }

    /// A company beside others.
    pub fn company_ref(&self, id: CompanyId) -> EntityRef {
        EntityRef { id: id.0, links: self.company(id) }
    }

    /// The address of a pipeline.
    pub fn pipeline(&self, id: PipelineId) -> Links {
        self.at(format_args!("leads/pipelines/{id}"))
    }

    /// The address of a stage.
    pub fn stage(&self, pipeline: PipelineId, id: StageId) -> Links {
        self.at(format_args!("leads/pipelines/{pipeline}/statuses/{id}"))
    }

    /// The address of a page of a list: the caller's own query with only the page changed.
    fn page(&self, path: &str, paging: &Paging, page: u64) -> Href {
        let mut asked = paging.asked.clone();
        asked.insert("page".into(), json!(page));
        let mut href = format!("{}/api/v4/{path}?", self.0);
        let mut form = String::new();
        php::encode_tree(&mut form, &asked);
        href.push_str(&form);
        Href { href }
    }
}

/// An address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Href {
    /// Absolute.
    pub href: String,
}

/// The links of a model or of a list without pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Links {
    /// Its own address.
    #[serde(rename = "self")]
    pub this: Href,
}

/// The links of one page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PageLinks {
    /// This page.
    #[serde(rename = "self")]
    pub this: Href,
    /// The next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Href>,
    /// The first page, from the second page on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Href>,
    /// The page before, from the second page on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev: Option<Href>,
}

/// One page of a list. An empty one is not written at all: the answer is then 204 (`leads-api`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page<E> {
    /// Which one, from 1.
    #[serde(rename = "_page")]
    pub page: u64,
    /// Its neighbours.
    #[serde(rename = "_links")]
    pub links: PageLinks,
    /// What stands on it.
    #[serde(rename = "_embedded")]
    pub embedded: E,
}

/// A list without pages: what a create or update answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Collection<E> {
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
    /// What stands in it.
    #[serde(rename = "_embedded")]
    pub embedded: E,
}

/// A list without pages that says how long it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counted<E> {
    /// How many there are.
    #[serde(rename = "_total_items")]
    pub total_items: usize,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
    /// What stands in it.
    #[serde(rename = "_embedded")]
    pub embedded: E,
}

/// What is left of an entity beside others: its id and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EntityRef {
    /// Its id.
    pub id: i64,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// The answer for something that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Created {
    /// Its new id.
    pub id: i64,
    /// The item of the request that made it.
    pub request_id: String,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// A tag on an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tag {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// One of the 23 colours without `#`: the official client throws on any other.
    pub color: Option<String>,
}

/// Where a page of a list stands among its neighbours.
#[derive(Clone, Copy, Debug)]
pub struct Paged<'a> {
    /// Where the account is reached.
    pub base: &'a Base,
    /// Which page was asked for.
    pub paging: &'a Paging,
    /// Whether there is another one.
    pub has_more: bool,
}

impl Paged<'_> {
    /// Wraps it.
    pub fn page<E>(&self, path: &str, embedded: E) -> Page<E> {
        page(self.base, path, self.paging, self.has_more, embedded)
    }
}

/// Wraps one page.
pub fn page<E>(base: &Base, path: &str, paging: &Paging, has_more: bool, embedded: E) -> Page<E> {
    let page = paging.page;
    let at = |page| base.page(path, paging, page);
    let links = PageLinks {
        this: at(page),
        next: has_more.then(|| at(page + 1)),
        first: (page > 1).then(|| at(1)),
        prev: (page > 1).then(|| at(page - 1)),
    };
    Page { page, links, embedded }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(asked: &str, has_more: bool) -> String {
        let paging = Paging::read(&php::decode(asked).unwrap());
        let page = page(&Base::new("https://acc.example.com/"), "leads", &paging, has_more, ());
        serde_json::to_string(&page.links).unwrap().replace("https://acc.example.com/api/v4/leads", "")
    }

    #[test]
    fn neighbours_repeat_the_query() {
        assert_eq!(told("", false), r#"{"self":{"href":"?page=1"}}"#);
        assert_eq!(
            told("limit=50&page=1&with=contacts", true),
            r#"{"self":{"href":"?limit=50&page=1&with=contacts"},"next":{"href":"?limit=50&page=2&with=contacts"}}"#
        );
        let filter = "filter%5Bid%5D%5B0%5D=5&query=a+%26+b";
        assert_eq!(
            told("filter[id][]=5&query=a+%26+b&page=3", true),
            format!(
                r#"{{"self":{{"href":"?{filter}&page=3"}},"next":{{"href":"?{filter}&page=4"}},"first":{{"href":"?{filter}&page=1"}},"prev":{{"href":"?{filter}&page=2"}}}}"#
            )
        );
    }
}
