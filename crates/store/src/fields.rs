//! Definitions of custom fields, their options and groups. Values stand in `field_values`.

use domain::field::{
    Chain, FIELDS_MAX, Field, FieldHome, FieldKind, FieldOption, FieldRef, FieldSettings, GROUPS_MAX, MAIN_GROUP,
    Predefined, Remind, STATISTICS,
};
use domain::pipeline::Place;
use domain::{AccountId, EntityKind, EnumId, FieldId, Problem, Timestamp};
use serde_json::{Value, json};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

const COLUMNS: &str = "id, entity, owner, kind, name, code, sort, group_id, is_api_only, is_predefined, is_deletable,
    is_filterable, settings, created_at, updated_at";

/// The fields of a home with their options, by position.
pub fn list(tx: &Tx<'_>, home: FieldHome) -> Result<Vec<Field>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from custom_fields where account_id = ?1 and entity = ?2 and owner = ?3 and deleted_at is null
         order by sort, id"
    );
    let mut fields = tx.rows(&sql, p![tx.account, home.number(), home.owner()], from_row)?;
    let sql = "select e.field_id, e.id, e.value, e.code, e.sort, e.parent_id from custom_fields f
         join field_enums e on e.account_id = f.account_id and e.field_id = f.id
         where f.account_id = ?1 and f.entity = ?2 and f.owner = ?3 and f.deleted_at is null and e.deleted_at is null
         order by e.field_id, e.sort, e.id";
    let options = tx.rows(sql, p![tx.account, home.number(), home.owner()], |row| {
        Ok((FieldId(row.int(0)?), option_from(row, 1)?))
    })?;
    let mut options = options.into_iter().peekable();
    let mut by_id: Vec<usize> = (0..fields.len()).collect();
    by_id.sort_unstable_by_key(|index| fields[*index].id);
    for index in by_id {
        while let Some((_, option)) = options.next_if(|(field, _)| *field == fields[index].id) {
            fields[index].options.push(option);
        }
    }
    Ok(fields)
}

/// One field of a home.
pub fn get(tx: &Tx<'_>, home: FieldHome, id: FieldId) -> Result<Option<Field>, StoreError> {
    Ok(find(tx, id)?.filter(|field| field.home == home))
}

/// One field, wherever it belongs.
pub fn find(tx: &Tx<'_>, id: FieldId) -> Result<Option<Field>, StoreError> {
    let sql = format!("select {COLUMNS} from custom_fields where account_id = ?1 and id = ?2 and deleted_at is null");
    let Some(mut field) = tx.row(&sql, p![tx.account, id], from_row)? else { return Ok(None) };
    let sql = "select id, value, code, sort, parent_id from field_enums
         where account_id = ?1 and field_id = ?2 and deleted_at is null order by sort, id";
    field.options = tx.rows(sql, p![tx.account, id], |row| option_from(row, 0))?;
    Ok(Some(field))
}

/// The field that is named so, among those of a home.
pub fn named<'f>(fields: &'f [Field], name: &FieldRef) -> Option<&'f Field> {
    fields.iter().find(|field| name.is(field))
}

/// Adds a field; its id and those of its options are given here (an option's `parent` is a position then, see
/// [`save_options`]).
pub fn insert(tx: &Tx<'_>, field: &Field) -> Result<Field, StoreError> {
    let home = field.home;
    let sql = "select count(*) from custom_fields
         where account_id = ?1 and entity = ?2 and owner = ?3 and deleted_at is null";
    let existing = tx.row(sql, p![tx.account, home.number(), home.owner()], |row| row.int(0))?.unwrap_or(0);
    if existing as usize >= FIELDS_MAX {
        let told = format!("there are at most {FIELDS_MAX} fields");
        return Err(StoreError::invalid(Problem::new("", "TooMany", told)));
    }
    let field = Field { id: FieldId(tx.next_id(Seq::Field)?), ..field.clone() };
    insert_row(tx, tx.account, &field)?;
    let options = save_options(tx, tx.account, field.id, &[], &field.options)?;
    Ok(Field { options, ..field })
}

fn insert_row(tx: &Tx<'_>, account: AccountId, field: &Field) -> Result<(), StoreError> {
    tx.run(
        "insert into custom_fields (account_id, id, entity, owner, kind, name, code, sort, group_id, is_api_only,
            is_predefined, is_deletable, is_filterable, settings, created_at, updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        p![
            account,
            field.id,
            field.home.number(),
            field.home.owner(),
            field.kind.name(),
            &field.name,
            field.code.as_deref(),
            field.sort,
            field.group.as_deref(),
            field.is_api_only,
            field.is_predefined,
            field.is_deletable,
            field.is_filterable,
            &write_settings(&field.settings).to_string(),
            field.created_at,
            field.updated_at
        ],
    )
    .map(drop)
}

/// Saves a changed field with its options; ids of new options are given here. Values of options that are gone go too.
pub fn save(tx: &Tx<'_>, before: &Field, after: &Field) -> Result<Field, StoreError> {
    tx.run(
        "update custom_fields set name = ?3, code = ?4, sort = ?5, group_id = ?6, is_api_only = ?7, settings = ?8,
            updated_at = ?9
         where account_id = ?1 and id = ?2",
        p![
            tx.account,
            after.id,
            &after.name,
            after.code.as_deref(),
            after.sort,
            after.group.as_deref(),
            after.is_api_only,
            &write_settings(&after.settings).to_string(),
            after.updated_at
        ],
    )?;
    let options = save_options(tx, tx.account, after.id, &before.options, &after.options)?;
    Ok(Field { options, ..after.clone() })
}

/// An option with the id 0 is new. A negative parent names the option at that position of the list, counted from -1.
fn save_options(
    tx: &Tx<'_>,
    account: AccountId,
    field: FieldId,
    before: &[FieldOption],
    after: &[FieldOption],
) -> Result<Vec<FieldOption>, StoreError> {
    for gone in before.iter().filter(|old| after.iter().all(|option| option.id != old.id)) {
        tx.run(
            "delete from field_enums where account_id = ?1 and field_id = ?2 and id = ?3",
            p![account, field, gone.id],
        )?;
        tx.run(
            "delete from field_values where account_id = ?1 and field_id = ?2 and enum_id = ?3",
            p![account, field, gone.id],
        )?;
    }
    let mut saved: Vec<FieldOption> = after.to_vec();
    for option in saved.iter_mut().filter(|option| option.id.0 == 0) {
        option.id = EnumId(tx.next_id(Seq::Enum)?);
    }
    let ids: Vec<EnumId> = saved.iter().map(|option| option.id).collect();
    for option in &mut saved {
        if let Some(parent) = option.parent.filter(|parent| parent.0 < 0) {
            option.parent = ids.get((-1 - parent.0) as usize).copied();
        }
        if before.contains(option) {
            continue;
        }
        tx.run(
            "insert into field_enums (account_id, field_id, id, value, code, sort, parent_id) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             on conflict (account_id, field_id, id) do update set value = excluded.value, code = excluded.code,
                sort = excluded.sort, parent_id = excluded.parent_id",
            p![account, field, option.id, &option.value, option.code.as_deref(), option.sort, option.parent],
        )?;
    }
    saved.sort_by_key(|option| (option.sort, option.id));
    Ok(saved)
}

/// Deletes a field. Its values are gone for everybody at once; their rows are swept later.
pub fn delete(tx: &Tx<'_>, id: FieldId, now: Timestamp) -> Result<(), StoreError> {
    let sql = "update custom_fields set deleted_at = ?3 where account_id = ?1 and id = ?2 and deleted_at is null";
    tx.run(sql, p![tx.account, id, now]).map(drop)
}

/// Gives an account the fields that every account has, unless it has them already.
pub fn seed(tx: &Tx<'_>, account: AccountId, now: Timestamp) -> Result<(), StoreError> {
    let sql = "select count(*) from custom_fields where account_id = ?1 and is_predefined = 1";
    if tx.row(sql, p![account], |row| row.int(0))?.unwrap_or(0) > 0 {
        return Ok(());
    }
    let all = domain::field::predefined();
    let n_options = all.iter().map(|field| field.options.len()).sum();
    tx.reserve_ids(&[(Seq::Field, all.len()), (Seq::Enum, n_options)])?;
    for (index, field) in all.iter().enumerate() {
        let field = made_of(field, FieldId(tx.next_id(Seq::Field)?), index as i64, now);
        insert_row(tx, account, &field)?;
        save_options(tx, account, field.id, &[], &field.options)?;
    }
    Ok(())
}

fn made_of(field: &Predefined, id: FieldId, index: i64, now: Timestamp) -> Field {
    let option = |(index, code): (usize, &&str)| FieldOption {
        id: EnumId(0),
        value: code.to_string(),
        code: Some(code.to_string()),
        sort: index as i64 + 1,
        parent: None,
    };
    Field {
        id,
        home: field.home,
        kind: field.kind,
        name: field.name.to_string(),
        code: Some(field.code.to_string()),
        sort: index + 1,
        group: field.group.map(str::to_string),
        is_api_only: false,
        is_predefined: true,
        is_deletable: false,
        is_filterable: true,
        settings: FieldSettings::default(),
        options: field.options.iter().enumerate().map(option).collect(),
        created_at: now,
        updated_at: now,
    }
}

/// A group of fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id: a word.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its position.
    pub sort: i64,
    /// Whether it came with the account.
    pub is_predefined: bool,
}

/// The groups of a home: the main one, for leads that of tracking data, and those that were made.
pub fn groups(tx: &Tx<'_>, home: FieldHome) -> Result<Vec<Group>, StoreError> {
    let group = |id: &str, name: &str, sort| Group { id: id.into(), name: name.into(), sort, is_predefined: true };
    let mut groups = vec![group(MAIN_GROUP, "Main", 0)];
    if home == FieldHome::Of(EntityKind::Lead) {
        groups.push(group(STATISTICS, "Statistics", 1));
    }
    let sql = "select id, name, sort, is_predefined from field_groups
         where account_id = ?1 and entity = ?2 and owner = ?3 order by sort, id";
    let made = tx.rows(sql, p![tx.account, home.number(), home.owner()], |row| {
        Ok(Group { id: row.text(0)?, name: row.text(1)?, sort: row.int(2)?, is_predefined: row.bool(3)? })
    })?;
    groups.extend(made);
    Ok(groups)
}

/// Adds a group; its id is given here: `prefix`, an underscore and a number.
pub fn insert_group(tx: &Tx<'_>, home: FieldHome, prefix: &str, name: &str, sort: i64) -> Result<Group, StoreError> {
    if groups(tx, home)?.len() >= GROUPS_MAX {
        let told = format!("there are at most {GROUPS_MAX} groups");
        return Err(StoreError::invalid(Problem::new("", "TooMany", told)));
    }
    let id = format!("{prefix}_{}", tx.next_id(Seq::Enum)?);
    tx.run(
        "insert into field_groups (account_id, entity, owner, id, name, sort, is_predefined) values (?1, ?2, ?3, ?4, ?5, ?6, 0)",
        p![tx.account, home.number(), home.owner(), &id, name, sort],
    )?;
    Ok(Group { id, name: name.to_string(), sort, is_predefined: false })
}

/// Saves a group that was made.
pub fn save_group(tx: &Tx<'_>, home: FieldHome, group: &Group) -> Result<(), StoreError> {
    tx.run(
        "update field_groups set name = ?5, sort = ?6 where account_id = ?1 and entity = ?2 and owner = ?3 and id = ?4",
        p![tx.account, home.number(), home.owner(), &group.id, &group.name, group.sort],
    )
    .map(drop)
}

/// Moves fields into a group; `None` is the main one.
pub fn move_to_group(tx: &Tx<'_>, home: FieldHome, fields: &[FieldId], group: Option<&str>) -> Result<(), StoreError> {
    for field in fields {
        tx.run(
            "update custom_fields set group_id = ?5 where account_id = ?1 and entity = ?2 and owner = ?3 and id = ?4",
            p![tx.account, home.number(), home.owner(), *field, group],
        )?;
    }
    Ok(())
}

/// Deletes a group; its fields go to the main one. Says whether it was there.
pub fn delete_group(tx: &Tx<'_>, home: FieldHome, id: &str) -> Result<bool, StoreError> {
    tx.run(
        "update custom_fields set group_id = null where account_id = ?1 and entity = ?2 and owner = ?3 and group_id = ?4",
        p![tx.account, home.number(), home.owner(), id],
    )?;
    let sql = "delete from field_groups where account_id = ?1 and entity = ?2 and owner = ?3 and id = ?4";
    Ok(tx.run(sql, p![tx.account, home.number(), home.owner(), id])? > 0)
}

fn option_from(row: &Row<'_>, at: usize) -> Result<FieldOption, StoreError> {
    Ok(FieldOption {
        id: EnumId(row.int(at)?),
        value: row.text(at + 1)?,
        code: row.opt_text(at + 2)?,
        sort: row.int(at + 3)?,
        parent: row.opt_int(at + 4)?.map(EnumId),
    })
}

fn from_row(row: &Row<'_>) -> Result<Field, StoreError> {
    let damaged = |what: &str| StoreError::Database(format!("a stored field has no known {what}"));
    let kind = row.text(3)?;
    let settings = row.text(12)?;
    Ok(Field {
        id: FieldId(row.int(0)?),
        home: FieldHome::from_parts(row.int(1)?, row.int(2)?).ok_or_else(|| damaged("home"))?,
        kind: FieldKind::from_name(&kind).ok_or_else(|| damaged("kind"))?,
        name: row.text(4)?,
        code: row.opt_text(5)?,
        sort: row.int(6)?,
        group: row.opt_text(7)?,
        is_api_only: row.bool(8)?,
        is_predefined: row.bool(9)?,
        is_deletable: row.bool(10)?,
        is_filterable: row.bool(11)?,
        settings: read_settings(&serde_json::from_str(&settings).map_err(|_| damaged("settings"))?),
        options: Vec::new(),
        created_at: row.time(13)?,
        updated_at: row.time(14)?,
    })
}

/// Only what is set is written.
fn write_settings(settings: &FieldSettings) -> Value {
    let places = |places: &[Place]| places.iter().map(|p| json!([p.pipeline.0, p.stage.0])).collect::<Vec<_>>();
    let chains = settings.chains.iter().map(|c| json!([c.title, c.catalog, c.parent])).collect::<Vec<_>>();
    let mut all = json!({
        "required_in": places(&settings.required_in),
        "hidden_in": places(&settings.hidden_in),
        "remind": settings.remind.map(Remind::name),
        "currency": settings.currency,
        "tracking_callback": settings.tracking_callback,
        "search_in": settings.search_in,
        "chains": chains,
        "is_visible": settings.is_visible,
        "is_required": settings.is_required,
    });
    if let Value::Object(all) = &mut all {
        all.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    }
    all
}

fn read_settings(value: &Value) -> FieldSettings {
    let list = |key: &str| value[key].as_array().cloned().unwrap_or_default();
    let place = |p: &Value| Some(Place::new(p[0].as_i64()?, p[1].as_i64()?));
    let chain = |c: &Value| {
        let title = c[0].as_str().map(str::to_string);
        Some(Chain { title, catalog: c[1].as_i64()?, parent: c[2].as_i64() })
    };
    let text = |key: &str| value[key].as_str().map(str::to_string);
    let remind = text("remind").and_then(|name| Remind::ALL.into_iter().find(|remind| remind.name() == name));
    FieldSettings {
        required_in: list("required_in").iter().filter_map(place).collect(),
        hidden_in: list("hidden_in").iter().filter_map(place).collect(),
        remind,
        currency: text("currency"),
        tracking_callback: text("tracking_callback"),
        search_in: text("search_in"),
        chains: list("chains").iter().filter_map(chain).collect(),
        is_visible: value["is_visible"].as_bool(),
        is_required: value["is_required"].as_bool(),
    }
}
