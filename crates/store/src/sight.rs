//! What a user may see, as conditions of a query: lists are cut before they are paged, never after.

use domain::rights::{Act, Level, Rights};
use domain::{EntityKind, UserId};

use crate::leads::Conditions;

/// What a reader may see. By default everything, for what the program itself looks up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight(Option<Box<Reader>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Reader {
    user: UserId,
    group: i64,
    rights: Rights,
}

impl Sight {
    /// Everything.
    pub fn all() -> Sight {
        Sight::default()
    }

    /// What a user of that group with those rights may see.
    pub fn of(user: UserId, group: i64, rights: &Rights) -> Sight {
        Sight(Some(Box::new(Reader { user, group, rights: rights.clone() })))
    }

    /// Narrows a query over the table of a kind of entities. `alias` is its name with a dot, or empty.
    pub(crate) fn narrow(&self, c: &mut Conditions<'_>, kind: EntityKind, alias: &str) {
        if let Some(reader) = &self.0 {
            let condition = reader.seen(c, kind, alias);
            c.and(&condition);
        }
    }

    /// Narrows a query over something that hangs on an entity: its columns are `entity` and `entity_id`.
    pub(crate) fn narrow_hanging(&self, c: &mut Conditions<'_>, table: &str) {
        if let Some(reader) = &self.0 {
            let condition = reader.hanging(c, table);
            c.and(&condition);
        }
    }

    /// Narrows a query over something that is a lead's: its column is `lead_id`.
    pub(crate) fn narrow_by_lead(&self, c: &mut Conditions<'_>, table: &str) {
        let Some(reader) = &self.0 else { return };
        let seen = reader.seen(c, EntityKind::Lead, "e.");
        c.and(&format!("exists (select 1 from leads e where e.account_id = ?1 and e.id = {table}.lead_id and {seen})"));
    }

    /// Narrows a query over tasks: those of visible entities, and one's own. Tasks for nothing are for those who may see
    /// every lead.
    pub(crate) fn narrow_tasks(&self, c: &mut Conditions<'_>) {
        let Some(reader) = &self.0 else { return };
        let hanging = reader.hanging(c, "tasks");
        let user = c.param(reader.user);
        let sees_all = reader.rights.level(EntityKind::Lead, Act::View, None) == Level::All;
        let free = if sees_all && reader.rights.stages.is_empty() { " or entity is null" } else { "" };
        c.and(&format!("({hanging} or responsible_id = {user} or created_by = {user}{free})"));
    }
}

impl Reader {
    fn seen(&self, c: &mut Conditions<'_>, kind: EntityKind, alias: &str) -> String {
        let general = self.reached(c, self.rights.level(kind, Act::View, None), alias);
        if kind != EntityKind::Lead || self.rights.stages.is_empty() {
            return general;
        }
        let mut sql = String::from("(case");
        for (place, acts) in &self.rights.stages {
            let (pipeline, stage) = (c.param(place.pipeline), c.param(place.stage));
            let reached = self.reached(c, acts.level(Act::View), alias);
            sql.push_str(&format!(
                " when {alias}pipeline_id = {pipeline} and {alias}stage_id = {stage} then {reached}"
            ));
        }
        sql.push_str(&format!(" else {general} end)"));
        sql
    }

    fn reached(&self, c: &mut Conditions<'_>, level: Level, alias: &str) -> String {
        match level {
            Level::All | Level::Linked => "1 = 1".to_string(),
            Level::Group => {
                let (user, group) = (c.param(self.user), c.param(self.group));
                format!(
                    "({alias}responsible_id = {user} or {alias}responsible_id in
                      (select m.id from users m where m.account_id = ?1 and m.group_id = {group}))"
                )
            }
            Level::Own => format!("{alias}responsible_id = {}", c.param(self.user)),
            Level::Denied => "1 = 0".to_string(),
        }
    }

    fn hanging(&self, c: &mut Conditions<'_>, table: &str) -> String {
        let kinds =
            [(EntityKind::Lead, "leads"), (EntityKind::Contact, "contacts"), (EntityKind::Company, "companies")];
        let either = kinds.map(|(kind, rows)| {
            let number = kind.number();
            let has_stages = kind == EntityKind::Lead && !self.rights.stages.is_empty();
            match self.rights.level(kind, Act::View, None) {
                Level::All | Level::Linked if !has_stages => format!("{table}.entity = {number}"),
                Level::Denied if !has_stages => "1 = 0".to_string(),
                _ => {
                    let seen = self.seen(c, kind, "e.");
                    format!(
                        "({table}.entity = {number} and exists (select 1 from {rows} e
                           where e.account_id = ?1 and e.id = {table}.entity_id and {seen}))"
                    )
                }
            }
        });
        format!("({})", either.join(" or "))
    }
}
