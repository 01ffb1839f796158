//! The branch `filter[…]` of a query, key by key.

use domain::pipeline::Place;
use domain::{Problem, Timestamp, UserId};
use serde_json::Value;

use super::CommonFilter;
use crate::php::{self, Tree};
use crate::scalar;

/// Values in one filter; as many as a query can have pairs.
pub const VALUES_MAX: usize = php::PAIRS_MAX;

/// A range in which no number lies.
const NOTHING: Range<i64> = Range { from: Some(i64::MAX), to: Some(i64::MIN) };

/// Both ends are included; an absent end is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range<T> {
    /// The smallest value that fits.
    pub from: Option<T>,
    /// The largest value that fits.
    pub to: Option<T>,
}

impl<T: PartialOrd> Range<T> {
    /// Whether a value lies in it.
    pub fn holds(&self, value: T) -> bool {
        self.from.as_ref().is_none_or(|from| *from <= value) && self.to.as_ref().is_none_or(|to| value <= *to)
    }
}

/// A condition on a custom field, by the field's id. Read and kept; nothing answers it yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFilter {
    /// The field.
    pub field: i64,
    /// Values of which one must fit; empty when a range is asked for.
    pub values: Vec<String>,
    /// `[from]` and `[to]` as written.
    pub range: Option<(Option<String>, Option<String>)>,
}

/// The branch `filter` of a query.
pub struct Filter<'a>(Option<&'a Tree>);

impl<'a> Filter<'a> {
    /// The filter of a query; without one nothing is asked for.
    pub fn of(asked: &'a Tree) -> Filter<'a> {
        Filter(asked.get("filter").and_then(Value::as_object))
    }

    /// What stands at a key; blank counts as absent.
    fn at(&self, key: &str) -> Option<&'a Value> {
        self.0?.get(key).filter(|value| value.as_str().is_none_or(|text| !text.trim().is_empty()))
    }

    /// Ids: a value, a comma list (the official client joins the ids of events so), or PHP's brackets.
    pub fn ids<T>(&self, key: &str, id: fn(i64) -> T) -> Result<Option<Vec<T>>, Problem> {
        let Some(value) = self.at(key) else { return Ok(None) };
        let mut ids: Vec<i64> = Vec::new();
        for text in values(Some(value)).flat_map(|text| text.split(',')) {
            ids.extend(scalar::int(&Value::from(text)));
            if ids.len() > VALUES_MAX {
                return Err(Problem::new(
                    format!("filter.{key}"),
                    "TooMany",
                    format!("a filter has at most {VALUES_MAX} values"),
                ));
            }
        }
        Ok(Some(ids.into_iter().map(id).collect()))
    }

    /// Texts: a value or PHP's brackets. A comma belongs to the text.
    pub fn texts(&self, key: &str) -> Option<Vec<String>> {
        self.at(key).map(|value| values(Some(value)).map(str::to_string).collect())
    }

    /// `[from]` and `[to]`, or a bare value that must be met exactly.
    pub fn range(&self, key: &str) -> Option<Range<i64>> {
        let bound = |value: &Value| scalar::truncated(value).ok_or(());
        match self.at(key)? {
            Value::Object(ends) => {
                let end = |key| ends.get(key).filter(|value| *value != "").map(bound).transpose();
                match (end("from"), end("to")) {
                    (Ok(None), Ok(None)) => None,
                    (Ok(from), Ok(to)) => Some(Range { from, to }),
                    _ => Some(NOTHING),
                }
            }
            value => Some(bound(value).map_or(NOTHING, |exact| Range { from: Some(exact), to: Some(exact) })),
        }
    }

    /// A range of whole seconds; each lasts until the next begins.
    pub fn times(&self, key: &str) -> Option<Range<Timestamp>> {
        let range = self.range(key)?;
        let last = |seconds| Timestamp(Timestamp::from_seconds(seconds).0.saturating_add(999));
        Some(Range { from: range.from.map(Timestamp::from_seconds), to: range.to.map(last) })
    }

    /// A range of whole seconds, or a bare second since which something changed (`tasks-api`, `events-and-notes`). The
    /// official client joins the two ends of events by a comma.
    pub fn since(&self, key: &str) -> Option<Range<Timestamp>> {
        let Some(Value::String(text)) = self.at(key) else { return self.times(key) };
        let (from, to) = text.split_once(',').map_or((text.as_str(), ""), |ends| ends);
        let end = |text: &str| scalar::truncated(&Value::from(text));
        let from = (!from.is_empty()).then(|| end(from).unwrap_or(i64::MAX));
        let to = (!to.is_empty()).then(|| end(to).unwrap_or(i64::MIN));
        let last = |seconds| Timestamp(Timestamp::from_seconds(seconds).0.saturating_add(999));
        Some(Range { from: from.map(Timestamp::from_seconds), to: to.map(last) })
    }

    /// Words: a comma list or PHP's brackets.
    pub fn words(&self, key: &str) -> Option<Vec<String>> {
        let split = |text: &str| text.split(',').map(|word| word.trim().to_string()).collect::<Vec<_>>();
        self.at(key).map(|value| values(Some(value)).flat_map(split).filter(|word| !word.is_empty()).collect())
    }

    /// A truth; what is none counts as absent.
    pub fn flag(&self, key: &str) -> Option<bool> {
        values(self.at(key)).find_map(|text| scalar::flag(&Value::from(text)))
    }

    /// The branch under a key.
    pub fn inside(&self, key: &str) -> Filter<'a> {
        Filter(self.at(key).and_then(Value::as_object))
    }

    /// Whether anything is asked for at a key.
    pub fn has(&self, key: &str) -> bool {
        self.at(key).is_some()
    }

    /// Pairs of pipeline and stage; a pair that lacks one of them matches nothing.
    pub fn places(&self, key: &str) -> Option<Vec<Place>> {
        let pairs = self.at(key)?.as_object();
        let place = |pair: &Value| {
            let id = |key| pair.get(key).and_then(scalar::int);
            Some(Place::new(id("pipeline_id")?, id("status_id")?))
        };
        Some(pairs.into_iter().flat_map(|pairs| pairs.values().filter_map(place)).collect())
    }

    fn fields(&self) -> Vec<FieldFilter> {
        let Some(fields) = self.at("custom_fields_values").and_then(Value::as_object) else { return Vec::new() };
        let filter = |(id, asked): (&String, &Value)| {
            let end = |key| asked.get(key).and_then(Value::as_str).map(str::to_string);
            let range = (end("from").is_some() || end("to").is_some()).then(|| (end("from"), end("to")));
            let values = if range.is_some() { vec![] } else { values(Some(asked)).map(str::to_string).collect() };
            Some(FieldFilter { field: id.parse().ok()?, values, range })
        };
        fields.iter().filter_map(filter).collect()
    }

    pub(super) fn common(&self) -> Result<CommonFilter, Problem> {
        Ok(CommonFilter {
            names: self.texts("name"),
            created_by: self.ids("created_by", UserId)?,
            updated_by: self.ids("updated_by", UserId)?,
            responsible: self.ids("responsible_user_id", UserId)?,
            created_at: self.times("created_at"),
            updated_at: self.times("updated_at"),
            closest_task_at: self.times("closest_task_at"),
            fields: self.fields(),
        })
    }
}

/// The texts of a value: itself, or those of a list.
pub(crate) fn values(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let list = value.and_then(Value::as_object).into_iter().flat_map(|list| list.values());
    value.into_iter().chain(list).filter_map(Value::as_str)
}
