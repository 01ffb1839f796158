//! Changes to the definition of a field.

use super::{Chain, Field, FieldHome, FieldKind, FieldOption, FieldSettings, Remind};
use crate::pipeline::Place;
use crate::{FieldId, Timestamp};

/// A wished definition, or a change to one: what is absent stays as it is. `Some(None)` clears.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FieldPatch {
    /// What its values are; only for a new field.
    pub kind: Option<FieldKind>,
    /// Its name.
    pub name: Option<String>,
    /// Its code.
    pub code: Option<Option<String>>,
    /// Its position.
    pub sort: Option<i64>,
    /// Its group.
    pub group: Option<Option<String>>,
    /// Whether only programs may change values.
    pub is_api_only: Option<bool>,
    /// Stages that need a value.
    pub required_in: Option<Vec<Place>>,
    /// Stages that do not show it.
    pub hidden_in: Option<Vec<Place>>,
    /// Of a birthday.
    pub remind: Option<Remind>,
    /// Of an amount of money.
    pub currency: Option<String>,
    /// Of tracking data.
    pub tracking_callback: Option<String>,
    /// Of a linked entity.
    pub search_in: Option<String>,
    /// Of a chained list.
    pub chains: Option<Vec<Chain>>,
    /// Of a catalog's field.
    pub is_visible: Option<bool>,
    /// Of a catalog's field.
    pub is_required: Option<bool>,
    /// All options. New ones have the id 0; a parent below 0 names the option at that position, counted from -1.
    pub options: Option<Vec<FieldOption>>,
}

impl FieldPatch {
    /// A new field. Without a kind it is a text; whoever reads bodies has told that problem already.
    pub fn create(&self, home: FieldHome, sort: i64, now: Timestamp) -> Field {
        let blank = Field {
            id: FieldId(0),
            home,
            kind: self.kind.unwrap_or(FieldKind::Text),
            name: String::new(),
            code: None,
            sort,
            group: None,
            is_api_only: false,
            is_predefined: false,
            is_deletable: true,
            is_filterable: true,
            settings: FieldSettings::default(),
            options: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        self.apply(&blank, now)
    }

    /// The field after the change. The kind never changes, and neither does the code of a field that every account has.
    pub fn apply(&self, field: &Field, now: Timestamp) -> Field {
        let mut after = field.clone();
        let settings = &mut after.settings;
        replace(&mut after.name, &self.name);
        if !field.is_predefined {
            replace(&mut after.code, &self.code);
        }
        replace(&mut after.sort, &self.sort);
        replace(&mut after.group, &self.group);
        replace(&mut after.is_api_only, &self.is_api_only);
        replace(&mut settings.required_in, &self.required_in);
        replace(&mut settings.hidden_in, &self.hidden_in);
        replace(&mut settings.chains, &self.chains);
        let put = |slot: &mut Option<String>, wish: &Option<String>| {
            if wish.is_some() {
                slot.clone_from(wish);
            }
        };
        put(&mut settings.currency, &self.currency);
        put(&mut settings.tracking_callback, &self.tracking_callback);
        put(&mut settings.search_in, &self.search_in);
        settings.remind = self.remind.or(settings.remind);
        settings.is_visible = self.is_visible.or(settings.is_visible);
        settings.is_required = self.is_required.or(settings.is_required);
        if field.kind.has_options() {
            replace(&mut after.options, &self.options);
        }
        if after != *field {
            after.updated_at = now;
        }
        after
    }
}

fn replace<T: Clone>(slot: &mut T, wish: &Option<T>) {
    if let Some(wish) = wish {
        slot.clone_from(wish);
    }
}
