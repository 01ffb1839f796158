//! Groups of `/api/v4` that are alike: lists, models, creates, updates and deletes of a [`Shape`].
//!
//! A group names its shape, where it is kept and which methods it has; everything else follows. What a group does beyond
//! that stands in its own file.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, patch, post};
use domain::{AccountId, PipelineId, Timestamp, UserId};
use http::StatusCode;
use kommo::body::{Item, not_a_choice};
use kommo::hal::{Base, Paged};
use kommo::query::{Filter, Paging};
use kommo::record::{Facts, Fields, Kind as IdKind, ListStyle, Shape};
use serde_json::{Map, Value};
use store::records::{Kind, Record, RecordFilter};
use store::{StoreError, Tx};

use super::leads::{is_unknown, split};
use super::table::{Answers, Table};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::error::ApiError;

/// Values of a filter; more cannot be meant.
const VALUES_MAX: usize = 250;

/// A group of endpoints.
#[derive(Debug)]
pub struct Group {
    /// The model.
    pub shape: &'static Shape,
    /// Where it is kept.
    pub kind: Kind,
    /// What its owners are; `None` for groups of the account itself.
    pub owner: Option<Kind>,
    /// Whether only administrators may change it.
    pub needs_admin: bool,
    /// Its methods beyond `GET`.
    pub methods: &'static [Method],
    /// A field of truth that at most one of an owner may have.
    pub only_one: Option<&'static str>,
    /// What else one that was made, or is about to be deleted, brings about.
    pub follows: Option<Follows>,
}

/// Writes down what a record brings about, in the transaction of its own change.
pub type Follows = fn(&Tx<'_>, &Record, Step) -> Result<(), StoreError>;

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It was made.
    Made,
    /// It goes.
    Goes,
}

/// A method of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `POST` of several.
    Create,
    /// `PATCH` of several.
    UpdateMany,
    /// `PATCH` of one.
    UpdateOne,
    /// `DELETE` of several, named in the body.
    DeleteMany,
    /// `DELETE` of one.
    DeleteOne,
}

/// The values in a path, by name.
pub type Names = Path<HashMap<String, String>>;

/// Adds the routes of a group.
pub fn mount(mut table: Table, group: &'static Group) -> Table {
    let shape = group.shape;
    let many = format!("/api/v4/{}", shape.path);
    let one = format!("{many}/{}", if group.owner.is_some() { "{item}" } else { "{id}" });
    let has = |method| group.methods.contains(&method);
    let said = |verb: &str| format!("{verb} {}", shape.list.replace('_', " "));
    let body = Answers::Body(200);
    table = table.row("GET", &many, &said("Lists"), body, list_of(group));
    table = table.row("GET", &one, &said("Gets one of the"), body, get_of(group));
    if has(Method::Create) {
        table = table.row("POST", &many, &said("Makes"), body, create_of(group));
    }
    if has(Method::UpdateMany) {
        table = table.row("PATCH", &many, &said("Changes"), body, update_many_of(group));
    }
    if has(Method::UpdateOne) {
        table = table.row("PATCH", &one, &said("Changes one of the"), body, update_one_of(group));
    }
    if has(Method::DeleteMany) {
        table = table.row("DELETE", &many, &said("Deletes"), Answers::Empty(204), delete_many_of(group));
    }
    if has(Method::DeleteOne) {
        table = table.row("DELETE", &one, &said("Deletes one of the"), Answers::Empty(204), delete_one_of(group));
    }
    table
}

fn list_of(group: &'static Group) -> MethodRouter<Arc<App>> {
    get(
        move |caller: Caller,
              State(app): State<Arc<App>>,
              Address(base): Address,
              names: Names,
              Query(query): Query| { async move { list(group, caller, &app, &base, &names, &query).await } },
    )
}

fn get_of(group: &'static Group) -> MethodRouter<Arc<App>> {
    get(move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, names: Names| async move {
        get_one(group, caller, &app, &base, &names).await
    })
}

fn create_of(group: &'static Group) -> MethodRouter<Arc<App>> {
    post(
        move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, names: Names, Json(body): Json| async move {
            create(group, caller, &app, &base, &names, &body).await
        },
    )
}

fn update_many_of(group: &'static Group) -> MethodRouter<Arc<App>> {
    patch(
        move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, names: Names, Json(body): Json| async move {
            group.check_rights(caller)?;
            let owner = group.owner_in(&names)?;
            let items = group.shape.parse_update_many(&body)?;
            let changed = update(group, caller, &app, owner, items).await?;
            let models =
                changed.iter().map(|(record, request_id)| group.write(caller, record, Some(request_id), &base));
            let models = models.collect::<Result<Vec<_>, _>>()?;
            Ok::<_, ApiError>(hal(StatusCode::OK, &group.shape.write_list(models, owner, &base)))
        },
    )
}

fn update_one_of(group: &'static Group) -> MethodRouter<Arc<App>> {
    patch(
        move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, names: Names, Json(body): Json| async move {
            group.check_rights(caller)?;
            let (owner, one) = (group.owner_in(&names)?, group.id_in(&names)?);
            let item = group.shape.parse_update_one(one, &body)?;
            match update(group, caller, &app, owner, vec![item]).await {
                Ok(changed) => match changed.first() {
                    Some((record, id)) => Ok(hal(StatusCode::OK, &group.write(caller, record, Some(id), &base)?)),
                    None => Err(ApiError::Internal("a change without a model".to_string())),
                },
                Err(ApiError::InvalidItems(items)) if is_unknown(&items) => Err(group.missing(one)),
                Err(error) => Err(error),
            }
        },
    )
}

fn delete_many_of(group: &'static Group) -> MethodRouter<Arc<App>> {
    delete(move |caller: Caller, State(app): State<Arc<App>>, Json(body): Json| async move {
        group.check_rights(caller)?;
        let (request_ids, ids) = split(group.shape.parse_delete(&body)?);
        let (kind, now) = (group.kind, app.clock.now());
        let remove = move |tx: &Tx<'_>| {
            let mut unknown = Vec::new();
            for (item, one) in ids.iter().enumerate() {
                if !store::records::delete(tx, kind, *one, now)? {
                    unknown.push((item, group.unknown_problem(*one)));
                }
            }
            // Nothing is deleted when one of them is unknown: the error undoes the others.
            if unknown.is_empty() { Ok(()) } else { Err(StoreError::Invalid(unknown)) }
        };
        match app.store.write(caller.account, "delete records", remove).await {
            Ok(()) => Ok(nothing()),
            Err(StoreError::Invalid(problems)) => {
                let named = |(item, problem): (usize, domain::Problem)| (request_ids[item].clone(), problem);
                Err(ApiError::Unknown(problems.into_iter().map(named).collect()))
            }
            Err(error) => Err(ApiError::from(error)),
        }
    })
}

fn delete_one_of(group: &'static Group) -> MethodRouter<Arc<App>> {
    delete(move |caller: Caller, State(app): State<Arc<App>>, names: Names| async move {
        group.check_rights(caller)?;
        let (owner, one, now) = (group.owner_in(&names)?, group.id_in(&names)?, app.clock.now());
        let remove = move |tx: &Tx<'_>| match group.find(tx, owner, one)? {
            Some(record) => {
                if let Some(follows) = group.follows {
                    follows(tx, &record, Step::Goes)?;
                }
                store::records::delete(tx, group.kind, one, now)
            }
            None => Ok(false),
        };
        match app.store.write(caller.account, "delete record", remove).await? {
            true => Ok(nothing()),
            false => Err(group.missing(one)),
        }
    })
}

async fn list(
    group: &'static Group,
    caller: Caller,
    app: &Arc<App>,
    base: &Base,
    names: &Names,
    query: &str,
) -> Result<Response, ApiError> {
    let shape = group.shape;
    let owner = group.owner_in(names)?;
    let asked = kommo::php::decode(query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let mut paging = Paging::read(&asked);
    if !asked.contains_key("limit") {
        paging.limit = shape.page.0;
    }
    paging.limit = paging.limit.min(shape.page.1);
    let Some(filter) = group.filter(owner, &asked)? else { return Ok(nothing()) };
    let (limit, offset) = (paging.limit as usize, paging.offset() as usize);
    let read = move |tx: &Tx<'_>| {
        group.require_owner(tx, owner)?;
        let total = match shape.style {
            ListStyle::PagedAndCounted => store::records::count(tx, group.kind, &filter)?,
            _ => 0,
        };
        Ok((store::records::list(tx, group.kind, &filter, limit + 1, offset)?, total))
    };
    let (mut found, total) = app.store.read(caller.account, "list records", read).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let has_more = found.len() > limit;
    found.truncate(limit);
    let models = found.iter().map(|record| group.write(caller, record, None, base)).collect::<Result<Vec<_>, _>>()?;
    let paged = Paged { base, paging: &paging, has_more };
    Ok(hal(StatusCode::OK, &shape.write_page(models, owner, total, &paged)))
}

async fn get_one(
    group: &'static Group,
    caller: Caller,
    app: &Arc<App>,
    base: &Base,
    names: &Names,
) -> Result<Response, ApiError> {
    let (owner, one) = (group.owner_in(names)?, group.id_in(names)?);
    let found = app.store.read(caller.account, "get record", move |tx| group.find(tx, owner, one)).await?;
    match found {
        Some(record) => Ok(hal(StatusCode::OK, &group.write(caller, &record, None, base)?)),
        None if group.shape.is_missed => Err(group.missing(one)),
        None => Ok(nothing()),
    }
}

async fn create(
    group: &'static Group,
    caller: Caller,
    app: &Arc<App>,
    base: &Base,
    names: &Names,
    body: &Value,
) -> Result<Response, ApiError> {
    group.check_rights(caller)?;
    let shape = group.shape;
    let owner = group.owner_in(names)?;
    let (request_ids, drafts) = split(shape.parse_create(body)?);
    let now = app.clock.now();
    let make = move |tx: &Tx<'_>| create_in(tx, group, owner, &drafts, caller.user, now);
    let made = app.store.write(caller.account, "create records", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    if let (true, Some(record)) = (shape.takes_one, made.first()) {
        return Ok(hal(StatusCode::OK, &group.write(caller, record, None, base)?));
    }
    let write = |(record, request_id): (&Record, &String)| match shape.answers_in_full {
        true => group.write(caller, record, Some(request_id), base),
        false => Ok(shape.write_id(&facts(caller.account, record), request_id, base)),
    };
    let models = made.iter().zip(&request_ids).map(write).collect::<Result<Vec<_>, _>>()?;
    Ok(hal(StatusCode::OK, &shape.write_list(models, owner, base)))
}

/// Makes models; all problems of all of them at once, and then none is made.
pub fn create_in(
    tx: &Tx<'_>,
    group: &Group,
    owner: i64,
    drafts: &[Fields],
    user: UserId,
    now: Timestamp,
) -> Result<Vec<Record>, StoreError> {
    group.require_owner(tx, owner)?;
    let mine = RecordFilter { owners: vec![owner], ..RecordFilter::default() };
    let is_counted = group.shape.n_max < i64::MAX;
    if is_counted && drafts.len() as i64 > group.shape.n_max - store::records::count(tx, group.kind, &mine)? {
        let told = format!("There are at most {} of them.", group.shape.n_max);
        return Err(StoreError::invalid(domain::Problem::new("", "TooMany", told)));
    }
    let mut made = Vec::with_capacity(drafts.len());
    let mut problems = Vec::new();
    for (item, fields) in drafts.iter().enumerate() {
        let mut fields = fields.clone();
        let found = group.check_ids(tx, &mut fields, Some(user))?;
        if !found.is_empty() {
            problems.extend(found.into_iter().map(|problem| (item, problem)));
            continue;
        }
        let blank = Record {
            id: 0,
            owner,
            key: None,
            name: String::new(),
            sort: 0,
            body: String::new(),
            created_by: user,
            updated_by: user,
            created_at: now,
            updated_at: now,
        };
        let saved = store::records::insert(tx, group.kind, &group.fill(blank, &fields));
        match saved {
            Ok(record) => {
                if let Some(follows) = group.follows {
                    follows(tx, &record, Step::Made)?;
                }
                made.push(group.alone(tx, record, &fields)?);
            }
            Err(error) => problems.extend(group.problems(error, item)?),
        }
    }
    if problems.is_empty() { Ok(made) } else { Err(StoreError::Invalid(problems)) }
}

async fn update(
    group: &'static Group,
    caller: Caller,
    app: &Arc<App>,
    owner: i64,
    items: Vec<Item<(i64, Fields)>>,
) -> Result<Vec<(Record, String)>, ApiError> {
    let (request_ids, wishes) = split(items);
    let now = app.clock.now();
    let change = move |tx: &Tx<'_>| update_in(tx, group, owner, &wishes, caller.user, now);
    let changed = app.store.write(caller.account, "change records", change).await;
    let changed = changed.map_err(|error| ApiError::of_items(error, &request_ids))?;
    Ok(changed.into_iter().zip(request_ids).collect())
}

fn update_in(
    tx: &Tx<'_>,
    group: &Group,
    owner: i64,
    wishes: &[(i64, Fields)],
    user: UserId,
    now: Timestamp,
) -> Result<Vec<Record>, StoreError> {
    let mut changed = Vec::with_capacity(wishes.len());
    let mut problems = Vec::new();
    for (item, (one, patch)) in wishes.iter().enumerate() {
        let Some(record) = group.find(tx, owner, *one)? else {
            problems.push((item, group.unknown_problem(*one)));
            continue;
        };
        let mut patch = patch.clone();
        let found = group.check_ids(tx, &mut patch, None)?;
        if !found.is_empty() {
            problems.extend(found.into_iter().map(|problem| (item, problem)));
            continue;
        }
        let mut fields = body_of(&record)?;
        fields.extend(patch.clone());
        let record = Record { updated_by: user, updated_at: now, ..group.fill(record, &fields) };
        match store::records::save(tx, group.kind, &record) {
            Ok(()) => changed.push(group.alone(tx, record, &patch)?),
            Err(error) => problems.extend(group.problems(error, item)?),
        }
    }
    if problems.is_empty() { Ok(changed) } else { Err(StoreError::Invalid(problems)) }
}

impl Group {
    fn check_rights(&self, caller: Caller) -> Result<(), ApiError> {
        if self.needs_admin { caller.require_admin() } else { Ok(()) }
    }

    fn owner_in(&self, Path(names): &Names) -> Result<i64, ApiError> {
        match self.owner {
            None => Ok(0),
            Some(_) => id(names.get("id").map_or("", String::as_str)),
        }
    }

    fn id_in(&self, Path(names): &Names) -> Result<i64, ApiError> {
        let name = if self.owner.is_some() { "item" } else { "id" };
        id(names.get(name).map_or("", String::as_str))
    }

    fn missing(&self, one: i64) -> ApiError {
        ApiError::NotFound(format!("{} {one} does not exist", self.shape.noun))
    }

    fn unknown_problem(&self, one: i64) -> domain::Problem {
        domain::Problem::new("id", "EntityNotFound", format!("{} with id = {one} not found", self.shape.noun))
    }

    /// An owner that is not there is told as 404, whatever is asked about it.
    fn require_owner(&self, tx: &Tx<'_>, owner: i64) -> Result<(), StoreError> {
        match self.owner {
            Some(kind) if store::records::get(tx, kind, owner)?.is_none() => Err(StoreError::missing("owner", owner)),
            _ => Ok(()),
        }
    }

    fn find(&self, tx: &Tx<'_>, owner: i64, one: i64) -> Result<Option<Record>, StoreError> {
        Ok(store::records::get(tx, self.kind, one)?.filter(|record| record.owner == owner))
    }

    /// What is asked for; `None` when nothing can fit. Clients name ids as `filter[id]` or as `id[]` beside it.
    fn filter(&self, owner: i64, asked: &Map<String, Value>) -> Result<Option<RecordFilter>, ApiError> {
        let refused = |problem: domain::Problem| ApiError::Malformed(problem.detail);
        let beside = Map::from_iter([("filter".to_string(), Value::Object(asked.clone()))]);
        let mut ids = Filter::of(asked).ids("id", |id| id).map_err(refused)?;
        if ids.is_none() {
            ids = Filter::of(&beside).ids("id", |id| id).map_err(refused)?;
        }
        let keys =
            self.shape.key.and_then(|key| Filter::of(asked).texts(key).or_else(|| Filter::of(&beside).texts(key)));
        let (Some(ids), Some(keys)) = (super::any(ids), super::any(keys)) else { return Ok(None) };
        if ids.len() > VALUES_MAX || keys.len() > VALUES_MAX {
            return Err(ApiError::Malformed(format!("a filter has at most {VALUES_MAX} values")));
        }
        let text = asked.get("query").and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        Ok(Some(RecordFilter { ids, keys, owners: vec![owner], text: text.map(str::to_string) }))
    }

    /// What is named must exist. In a new model (`user` makes it) an absent id is the main pipeline, the first status and
    /// the maker.
    fn check_ids(
        &self,
        tx: &Tx<'_>,
        fields: &mut Fields,
        user: Option<UserId>,
    ) -> Result<Vec<domain::Problem>, StoreError> {
        let mut problems = Vec::new();
        for field in self.shape.fields {
            let told = fields.get(field.name).and_then(Value::as_i64);
            let (exists, default) = match (field.kind, told, user) {
                (IdKind::Pipeline, Some(id), _) => (store::pipelines::get(tx, PipelineId(id))?.is_some(), None),
                (IdKind::User, Some(id), _) => (store::users::get(tx, UserId(id))?.is_some(), None),
                (IdKind::CustomerStatus, Some(id), _) => {
                    (store::records::get(tx, Kind::CustomerStatus, id)?.is_some(), None)
                }
                (IdKind::Pipeline, None, Some(_)) => (true, Some(store::pipelines::main(tx)?.id.0)),
                (IdKind::User, None, Some(user)) => (true, Some(user.0)),
                (IdKind::CustomerStatus, None, Some(_)) => {
                    let first = store::records::list(tx, Kind::CustomerStatus, &RecordFilter::default(), 1, 0)?;
                    (true, first.first().map(|status| status.id))
                }
                _ => (true, None),
            };
            if !exists {
                problems.push(not_a_choice(field.name));
            }
            if let Some(id) = default {
                fields.insert(field.name.to_string(), Value::from(id));
            }
        }
        Ok(problems)
    }

    /// Takes the mark off the others when this one has it.
    fn alone(&self, tx: &Tx<'_>, record: Record, fields: &Fields) -> Result<Record, StoreError> {
        let Some(mark) = self.only_one.filter(|mark| fields.get(*mark) == Some(&Value::Bool(true))) else {
            return Ok(record);
        };
        let filter = RecordFilter { owners: vec![record.owner], ..RecordFilter::default() };
        for other in store::records::list(tx, self.kind, &filter, self.shape.n_max as usize, 0)? {
            let mut fields = body_of(&other)?;
            if other.id != record.id && fields.get(mark) == Some(&Value::Bool(true)) {
                fields.insert(mark.to_string(), Value::Bool(false));
                store::records::save(tx, self.kind, &self.fill(other, &fields))?;
            }
        }
        Ok(record)
    }

    /// A record with these fields.
    pub fn fill(&self, record: Record, fields: &Fields) -> Record {
        let text = |name| fields.get(name).and_then(Value::as_str).unwrap_or_default();
        Record {
            key: self.shape.key_of(fields).map(str::to_string),
            name: text("name").to_string(),
            sort: fields.get("sort").and_then(Value::as_i64).unwrap_or_default(),
            body: Value::Object(fields.clone()).to_string(),
            ..record
        }
    }

    /// A key that is taken is told under the name that the wire has for it.
    fn problems(&self, error: StoreError, item: usize) -> Result<Vec<(usize, domain::Problem)>, StoreError> {
        let StoreError::Invalid(problems) = error else { return Err(error) };
        let name = self.shape.key.unwrap_or("key");
        let named = |mut problem: domain::Problem| {
            if problem.path == "key" {
                problem.path = name.to_string();
            }
            (item, problem)
        };
        Ok(problems.into_iter().map(|(_, problem)| named(problem)).collect())
    }

    /// Writes a model in full.
    pub fn write(
        &self,
        caller: Caller,
        record: &Record,
        request_id: Option<&str>,
        base: &Base,
    ) -> Result<Value, StoreError> {
        Ok(self.shape.write(&facts(caller.account, record), &body_of(record)?, request_id, base))
    }
}

/// What is known of a record besides its fields.
pub fn facts(account: AccountId, record: &Record) -> Facts {
    Facts {
        id: record.id,
        owner: record.owner,
        account,
        created_by: record.created_by,
        updated_by: record.updated_by,
        created_at: record.created_at,
        updated_at: record.updated_at,
    }
}

/// The fields of a record.
pub fn body_of(record: &Record) -> Result<Fields, StoreError> {
    match serde_json::from_str(&record.body) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(StoreError::Database(format!("the body of record {} cannot be read", record.id))),
    }
}
