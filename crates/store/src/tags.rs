//! Tags and what they are on. The dictionary is one per kind of entity.

use std::collections::HashMap;

use domain::tag::{DICTIONARY_MAX, Tag};
use domain::{Entity, EntityKind, Problem, TagId};

use crate::error::StoreError;
use crate::leads::{Conditions, like_pattern};
use crate::tx::{Seq, Tx};
use crate::value::{P, Row, p};

/// What a list of tags is to show. Nothing asked is any.
#[derive(Clone, Debug, Default)]
pub struct TagFilter {
    /// These tags.
    pub ids: Vec<TagId>,
    /// With exactly one of these names.
    pub names: Vec<String>,
    /// With this text in the name.
    pub text: Option<String>,
}

/// A page of the tags of a kind of entity, by name.
pub fn list(
    tx: &Tx<'_>,
    kind: EntityKind,
    filter: &TagFilter,
    limit: usize,
    offset: usize,
) -> Result<Vec<Tag>, StoreError> {
    let pattern = filter.text.as_ref().map(|text| like_pattern(text));
    let mut c = Conditions { sql: "account_id = ?1".to_string(), params: vec![P::from(tx.account)] };
    let entity = c.param(kind.number());
    c.and(&format!("entity = {entity}"));
    c.any_of("id", filter.ids.iter().copied());
    c.any_of("name", filter.names.iter());
    if let Some(pattern) = &pattern {
        let param = c.param(pattern);
        c.and(&format!("lower(name) like {param} escape '!'"));
    }
    let (limit, offset) = (c.param(limit as i64), c.param(offset as i64));
    let sql =
        format!("select id, name, color from tags where {} order by name, id limit {limit} offset {offset}", c.sql);
    tx.rows(&sql, &c.params, from_row)
}

/// The tags of a kind of entity with these ids, those that exist.
pub fn by_ids(tx: &Tx<'_>, kind: EntityKind, ids: &[TagId]) -> Result<Vec<Tag>, StoreError> {
    match ids.is_empty() {
        true => Ok(Vec::new()),
        false => list(tx, kind, &TagFilter { ids: ids.to_vec(), ..TagFilter::default() }, ids.len(), 0),
    }
}

/// The tag with that name.
pub fn by_name(tx: &Tx<'_>, kind: EntityKind, name: &str) -> Result<Option<Tag>, StoreError> {
    let sql = "select id, name, color from tags where account_id = ?1 and entity = ?2 and name = ?3";
    tx.row(sql, p![tx.account, kind.number(), name], from_row)
}

/// The tag with that name, made if there is none. Says whether it was made.
pub fn ensure(tx: &Tx<'_>, kind: EntityKind, name: &str, color: Option<&str>) -> Result<(Tag, bool), StoreError> {
    if let Some(tag) = by_name(tx, kind, name)? {
        return Ok((tag, false));
    }
    let sql = "select count(*) from tags where account_id = ?1 and entity = ?2";
    if tx.row(sql, p![tx.account, kind.number()], |row| row.int(0))?.unwrap_or(0) as usize >= DICTIONARY_MAX {
        let told = format!("an account has at most {DICTIONARY_MAX} tags of a kind");
        return Err(StoreError::invalid(Problem::new("name", "TooMany", told)));
    }
    let id = tx.next_id(Seq::Tag)?;
    // Somebody else may make the same one at the same moment.
    tx.run(
        "insert into tags (account_id, entity, id, name, color) values (?1, ?2, ?3, ?4, ?5)
         on conflict (account_id, entity, name) do nothing",
        p![tx.account, kind.number(), id, name, color],
    )?;
    let tag = by_name(tx, kind, name)?.ok_or_else(|| StoreError::Busy("a tag is being made elsewhere".to_string()))?;
    Ok((tag, true))
}

/// Gives a tag another name or colour.
pub fn save(tx: &Tx<'_>, kind: EntityKind, tag: &Tag) -> Result<(), StoreError> {
    tx.run(
        "update tags set name = ?4, color = ?5 where account_id = ?1 and entity = ?2 and id = ?3",
        p![tx.account, kind.number(), tag.id, &tag.name, tag.color.as_deref()],
    )
    .map(drop)
}

/// Takes a tag off everything and out of the dictionary. Says whether it was there.
pub fn delete(tx: &Tx<'_>, kind: EntityKind, id: TagId) -> Result<bool, StoreError> {
    tx.run(
        "delete from entity_tags where account_id = ?1 and tag_id = ?2 and entity = ?3",
        p![tx.account, id, kind.number()],
    )?;
    let sql = "delete from tags where account_id = ?1 and entity = ?2 and id = ?3";
    Ok(tx.run(sql, p![tx.account, kind.number(), id])? > 0)
}

/// The tags of these entities, each list in the order of ids. Entities without tags are absent.
pub fn of_many(tx: &Tx<'_>, kind: EntityKind, ids: &[i64]) -> Result<HashMap<i64, Vec<Tag>>, StoreError> {
    let mut found: HashMap<i64, Vec<Tag>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let mut c = Conditions { sql: "et.account_id = ?1".to_string(), params: vec![P::from(tx.account)] };
    let entity = c.param(kind.number());
    c.and(&format!("et.entity = {entity}"));
    c.any_of("et.entity_id", ids.iter().copied());
    let sql = format!(
        "select t.id, t.name, t.color, et.entity_id from entity_tags et
         join tags t on t.account_id = et.account_id and t.id = et.tag_id where {} order by et.entity_id, t.id",
        c.sql
    );
    for (entity, tag) in tx.rows(&sql, &c.params, |row| Ok((row.int(3)?, from_row(row)?)))? {
        found.entry(entity).or_default().push(tag);
    }
    Ok(found)
}

/// The tags of one entity.
pub fn of(tx: &Tx<'_>, entity: Entity) -> Result<Vec<Tag>, StoreError> {
    Ok(of_many(tx, entity.kind, &[entity.id])?.remove(&entity.id).unwrap_or_default())
}

/// Puts a tag on an entity that does not have it.
pub fn attach(tx: &Tx<'_>, entity: Entity, tag: TagId) -> Result<(), StoreError> {
    tx.later(
        "insert into entity_tags (account_id, entity, entity_id, tag_id) values (?1, ?2, ?3, ?4)
         on conflict (account_id, entity, entity_id, tag_id) do nothing",
        p![tx.account, entity.kind.number(), entity.id, tag],
    )
}

/// Takes a tag off an entity.
pub fn detach(tx: &Tx<'_>, entity: Entity, tag: TagId) -> Result<(), StoreError> {
    tx.later(
        "delete from entity_tags where account_id = ?1 and entity = ?2 and entity_id = ?3 and tag_id = ?4",
        p![tx.account, entity.kind.number(), entity.id, tag],
    )
}

fn from_row(row: &Row<'_>) -> Result<Tag, StoreError> {
    Ok(Tag { id: TagId(row.int(0)?), name: row.text(1)?, color: row.opt_text(2)? })
}
