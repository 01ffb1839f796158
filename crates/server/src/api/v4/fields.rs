//! Definitions of custom fields and their groups, one set of handlers for all homes (`custom-fields`).

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{delete, get, patch, post};
use domain::field::{Field, FieldHome};
use domain::{EntityKind, FieldId};
use http::StatusCode;
use kommo::field::{GroupView, Scope};
use kommo::hal::Base;
use kommo::query::{Filter, Paging};
use store::{StoreError, Tx};

use super::leads::{is_unknown, split};
use super::table::{Answers, Table};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::engine::definitions;
use crate::error::ApiError;

type Names = Path<HashMap<String, String>>;

/// A home before the catalog is known.
#[derive(Clone, Copy)]
enum At {
    Of(EntityKind),
    Catalog,
    Segments,
}

impl At {
    /// In catalogs `{id}` is the catalog, so the field is `{field}` everywhere.
    fn path(self) -> &'static str {
        match self {
            At::Of(EntityKind::Lead) => "/api/v4/leads/custom_fields",
            At::Of(EntityKind::Contact) => "/api/v4/contacts/custom_fields",
            At::Of(EntityKind::Company) => "/api/v4/companies/custom_fields",
            At::Of(EntityKind::Customer) => "/api/v4/customers/custom_fields",
            At::Catalog => "/api/v4/catalogs/{id}/custom_fields",
            At::Segments => "/api/v4/customers/segments/custom_fields",
        }
    }

    fn home(self, names: &Names) -> Result<FieldHome, ApiError> {
        Ok(match self {
            At::Of(kind) => FieldHome::Of(kind),
            At::Segments => FieldHome::Segments,
            At::Catalog => FieldHome::Catalog(id(names.0.get("id").map_or("", String::as_str))?),
        })
    }
}

fn field_id(names: &Names) -> Result<FieldId, ApiError> {
    Ok(FieldId(id(names.0.get("field").map_or("", String::as_str))?))
}

fn scope<'b>(caller: &Caller, home: FieldHome, base: &'b Base) -> Scope<'b> {
    Scope { account: caller.account, home, base }
}

/// Adds the routes of all homes.
pub fn routes(table: Table) -> Table {
    let kinds = EntityKind::ALL.into_iter().map(At::Of);
    kinds.chain([At::Catalog, At::Segments]).fold(table, mount)
}

fn mount(table: Table, at: At) -> Table {
    let many = at.path();
    let one = format!("{many}/{{field}}");
    let table = table
        .row(
            "GET",
            many,
            "Lists custom fields",
            Answers::Body(200),
            get(
                move |caller: Caller,
                      State(app): State<Arc<App>>,
                      Address(base): Address,
                      names: Names,
                      Query(query): Query| async move {
                    list(&caller, &app, at.home(&names)?, &base, &query).await
                },
            ),
        )
        .row(
            "POST",
            many,
            "Makes custom fields",
            Answers::Body(201),
            post(
                move |caller: Caller,
                      State(app): State<Arc<App>>,
                      Address(base): Address,
                      names: Names,
                      Json(body): Json| async move {
                    caller.require_admin()?;
                    let home = at.home(&names)?;
                    let (request_ids, wishes) = split(kommo::field::parse_create(&body)?);
                    let now = app.clock.now();
                    let make = move |tx: &Tx<'_>| definitions::create(tx, home, &wishes, now);
                    let made = app.store.write(caller.account, "create fields", make).await;
                    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
                    let with_ids = made.iter().zip(request_ids.iter().map(String::as_str));
                    let answer = kommo::field::made(with_ids, scope(&caller, home, &base));
                    Ok::<_, ApiError>(hal(StatusCode::CREATED, &answer))
                },
            ),
        )
        .row(
            "PATCH",
            many,
            "Changes custom fields",
            Answers::Body(200),
            patch(
                move |caller: Caller,
                      State(app): State<Arc<App>>,
                      Address(base): Address,
                      names: Names,
                      Json(body): Json| async move {
                    caller.require_admin()?;
                    let home = at.home(&names)?;
                    let (request_ids, wishes) = split(kommo::field::parse_update_many(&body)?);
                    let now = app.clock.now();
                    let change = move |tx: &Tx<'_>| definitions::change(tx, home, &wishes, now);
                    let changed = app.store.write(caller.account, "change fields", change).await;
                    let changed = changed.map_err(|error| ApiError::of_items(error, &request_ids))?;
                    let with_ids = changed.iter().zip(request_ids.iter().map(String::as_str));
                    let answer = kommo::field::made(with_ids, scope(&caller, home, &base));
                    Ok::<_, ApiError>(hal(StatusCode::OK, &answer))
                },
            ),
        )
        .row(
            "GET",
            &one,
            "Gets a custom field",
            Answers::Body(200),
            get(move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, names: Names| async move {
                let (home, field) = (at.home(&names)?, field_id(&names)?);
                let found = find(&caller, &app, home, field).await?;
                Ok::<_, ApiError>(hal(StatusCode::OK, &kommo::field::field(&found, None, scope(&caller, home, &base))))
            }),
        )
        .row(
            "PATCH",
            &one,
            "Changes a custom field",
            Answers::Body(200),
            patch(
                move |caller: Caller,
                      State(app): State<Arc<App>>,
                      Address(base): Address,
                      names: Names,
                      Json(body): Json| async move {
                    caller.require_admin()?;
                    let (home, field) = (at.home(&names)?, field_id(&names)?);
                    let item = kommo::field::parse_update_one(field, &body)?;
                    let (wishes, now) = (vec![item.value], app.clock.now());
                    let change = move |tx: &Tx<'_>| definitions::change(tx, home, &wishes, now);
                    let changed = app.store.write(caller.account, "change field", change).await;
                    match changed.map_err(|error| ApiError::of_items(error, &[item.request_id])) {
                        Ok(changed) => {
                            let model = |one| kommo::field::field(one, None, scope(&caller, home, &base));
                            let model = changed.last().map(model).unwrap_or_default();
                            Ok(hal(StatusCode::OK, &model))
                        }
                        Err(ApiError::InvalidItems(items)) if is_unknown(&items) => Err(unknown(field)),
                        Err(error) => Err(error),
                    }
                },
            ),
        )
        .row(
            "DELETE",
            &one,
            "Deletes a custom field with its values",
            Answers::Empty(204),
            delete(move |caller: Caller, State(app): State<Arc<App>>, names: Names| async move {
                caller.require_admin()?;
                let (home, field) = (at.home(&names)?, field_id(&names)?);
                if !find(&caller, &app, home, field).await?.is_deletable {
                    return Err(ApiError::Forbidden("This field cannot be deleted".to_string()));
                }
                let now = app.clock.now();
                app.store
                    .write(caller.account, "delete field", move |tx| store::fields::delete(tx, field, now))
                    .await?;
                Ok(nothing())
            }),
        );
    match at {
        At::Segments => table,
        _ => mount_groups(table, at),
    }
}

fn mount_groups(table: Table, at: At) -> Table {
    let many = format!("{}/groups", at.path());
    let one = format!("{many}/{{group}}");
    table
        .row(
            "GET",
            &many,
            "Lists groups of custom fields",
            Answers::Body(200),
            get(move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, names: Names| async move {
                let home = at.home(&names)?;
                let (groups, fields) = groups_of(&caller, &app, home).await?;
                let scope = scope(&caller, home, &base);
                let models = groups.iter().map(|group| kommo::field::group(&view(group), &fields, None, scope));
                Ok::<_, ApiError>(hal(StatusCode::OK, &kommo::field::groups(models.collect(), scope)))
            }),
        )
        .row(
            "POST",
            &many,
            "Makes groups of custom fields",
            Answers::Body(201),
            post(
                move |caller: Caller,
                      State(app): State<Arc<App>>,
                      Address(base): Address,
                      names: Names,
                      Json(body): Json| async move {
                    caller.require_admin()?;
                    let home = at.home(&names)?;
                    let (request_ids, wishes) = split(kommo::field::parse_groups(&body)?);
                    let prefix = kommo::field::path(home).split('/').next().unwrap_or_default().to_string();
                    let make = move |tx: &Tx<'_>| definitions::create_groups(tx, home, &prefix, &wishes);
                    let made = app.store.write(caller.account, "create field groups", make).await;
                    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
                    let scope = scope(&caller, home, &base);
                    let with_ids = made.iter().zip(&request_ids);
                    let models = with_ids.map(|(group, id)| kommo::field::group(&view(group), &[], Some(id), scope));
                    Ok::<_, ApiError>(hal(StatusCode::CREATED, &kommo::field::groups(models.collect(), scope)))
                },
            ),
        )
        .row(
            "GET",
            &one,
            "Gets a group of custom fields",
            Answers::Body(200),
            get(move |caller: Caller, State(app): State<Arc<App>>, Address(base): Address, names: Names| async move {
                let (home, wanted) = (at.home(&names)?, group_id(&names));
                let (groups, fields) = groups_of(&caller, &app, home).await?;
                let found = groups.iter().find(|group| group.id == wanted).ok_or_else(|| no_group(&wanted))?;
                Ok::<_, ApiError>(hal(
                    StatusCode::OK,
                    &kommo::field::group(&view(found), &fields, None, scope(&caller, home, &base)),
                ))
            }),
        )
        .row(
            "PATCH",
            &one,
            "Changes a group of custom fields",
            Answers::Body(200),
            patch(
                move |caller: Caller,
                      State(app): State<Arc<App>>,
                      Address(base): Address,
                      names: Names,
                      Json(body): Json| async move {
                    caller.require_admin()?;
                    let (home, wanted) = (at.home(&names)?, group_id(&names));
                    let (wish, name) = (kommo::field::parse_group(&body)?.value, wanted.clone());
                    let change = move |tx: &Tx<'_>| definitions::change_group(tx, home, &name, &wish);
                    let changed = app.store.write(caller.account, "change field group", change).await?;
                    let changed = changed.ok_or_else(|| no_group(&wanted))?;
                    let (_, fields) = groups_of(&caller, &app, home).await?;
                    Ok::<_, ApiError>(hal(
                        StatusCode::OK,
                        &kommo::field::group(&view(&changed), &fields, None, scope(&caller, home, &base)),
                    ))
                },
            ),
        )
        .row(
            "DELETE",
            &one,
            "Deletes a group of custom fields",
            Answers::Empty(204),
            delete(move |caller: Caller, State(app): State<Arc<App>>, names: Names| async move {
                caller.require_admin()?;
                let (home, wanted) = (at.home(&names)?, group_id(&names));
                let name = wanted.clone();
                let remove = move |tx: &Tx<'_>| store::fields::delete_group(tx, home, &name);
                match app.store.write(caller.account, "delete field group", remove).await? {
                    true => Ok(nothing()),
                    false => Err(no_group(&wanted)),
                }
            }),
        )
}

fn group_id(names: &Names) -> String {
    names.0.get("group").cloned().unwrap_or_default()
}

fn view(group: &store::fields::Group) -> GroupView<'_> {
    GroupView { id: &group.id, name: &group.name, sort: group.sort, is_predefined: group.is_predefined }
}

fn no_group(wanted: &str) -> ApiError {
    ApiError::NotFound(format!("Group {wanted} does not exist"))
}

fn unknown(field: FieldId) -> ApiError {
    ApiError::NotFound(format!("Custom field {field} does not exist"))
}

async fn groups_of(
    caller: &Caller,
    app: &Arc<App>,
    home: FieldHome,
) -> Result<(Vec<store::fields::Group>, Vec<Field>), ApiError> {
    let read = move |tx: &Tx<'_>| Ok((store::fields::groups(tx, home)?, store::fields::list(tx, home)?));
    Ok(app.store.read(caller.account, "field groups", read).await?)
}

async fn find(caller: &Caller, app: &Arc<App>, home: FieldHome, field: FieldId) -> Result<Field, ApiError> {
    let read = move |tx: &Tx<'_>| store::fields::get(tx, home, field);
    app.store.read(caller.account, "field", read).await?.ok_or_else(|| unknown(field))
}

async fn list(
    caller: &Caller,
    app: &Arc<App>,
    home: FieldHome,
    base: &Base,
    query: &str,
) -> Result<Response, ApiError> {
    let asked = kommo::php::decode(query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let (paging, filter) = (Paging::read(&asked), Filter::of(&asked));
    let ids = filter.ids("id", FieldId).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let kinds = filter.texts("type");
    let by_id = |way: &str| asked.get("order").and_then(|order| order.get("id")).is_some_and(|told| told == way);
    let (ascending, descending) = (by_id("asc"), by_id("desc"));
    let sorted_down = asked.get("order").and_then(|order| order.get("sort")).is_some_and(|told| told == "desc");
    let read = move |tx: &Tx<'_>| -> Result<Vec<Field>, StoreError> { store::fields::list(tx, home) };
    let mut fields = app.store.read(caller.account, "list fields", read).await?;
    fields.retain(|field| {
        ids.as_ref().is_none_or(|ids| ids.contains(&field.id))
            && kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|kind| kind == field.kind.name()))
    });
    if ascending || descending {
        fields.sort_by_key(|field| field.id);
    }
    if descending || sorted_down {
        fields.reverse();
    }
    let start = (paging.offset() as usize).min(fields.len());
    let end = (start + paging.limit as usize).min(fields.len());
    if start == end {
        return Ok(nothing());
    }
    let answer = kommo::field::list(&fields[start..end], fields.len(), &paging, scope(caller, home, base));
    Ok(hal(StatusCode::OK, &answer))
}
