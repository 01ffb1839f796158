//! `/api/v4/users` and `/api/v4/roles` (`users-api`): for administrators alone.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::user::{User, parse_email};
use domain::{Problem, RoleId, UserId};
use http::StatusCode;
use kommo::body::{Item, not_a_choice};
use kommo::hal::Collection;
use kommo::problem::Failure;
use kommo::query::{Paging, With};
use kommo::user::{CountedPage, NewUser, RoleList, RoleWish, UserFacts, UserList, counted};
use serde_json::Value;
use store::roles::Role;
use store::users::{Member, Terms};
use store::{StoreError, Tx};

use super::leads::split;
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing};
use crate::app::App;
use crate::error::ApiError;

/// Users of an account beyond which no more are made over this surface (`users-api`).
const USERS_MAX: i64 = 100;

fn facts(member: Member) -> UserFacts {
    UserFacts {
        id: member.id,
        name: member.name,
        email: member.email,
        language: member.language,
        is_admin: member.standing.is_admin,
        is_free: member.standing.is_free,
        is_active: member.standing.is_active,
        group: member.standing.group,
        role: member.role,
        rights: member.standing.rights,
    }
}

/// Lists users.
#[utoipa::path(get, path = "/api/v4/users", tag = "v4", params(("page" = Option<u64>, Query), ("limit" = Option<u64>, Query),
    ("with" = Option<String>, Query)),
    responses((status = 200, body = CountedPage<UserList>, content_type = "application/hal+json"), (status = 204),
        (status = 403, body = Failure, content_type = "application/problem+json")))]
pub async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Query(query): Query,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let (paging, with) = (Paging::read(&asked), With::read(&asked));
    let (limit, offset) = (paging.limit as usize, paging.offset() as usize);
    let read = move |tx: &Tx<'_>| Ok((store::users::members(tx, limit, offset)?, store::users::count(tx)?));
    let (found, total) = app.store.read(caller.account, "list users", read).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let users = found.into_iter().map(|member| kommo::user::user(&facts(member), &with, None, &base)).collect();
    Ok(hal(StatusCode::OK, &counted(&base, "users", &paging, total as usize, UserList { users })))
}

/// Gets a user; 204 when there is none.
#[utoipa::path(get, path = "/api/v4/users/{id}", tag = "v4", params(("id" = i64, Path), ("with" = Option<String>, Query)),
    responses((status = 200, body = kommo::user::User, content_type = "application/hal+json"), (status = 204),
        (status = 403, body = Failure, content_type = "application/problem+json")))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(user): Path<String>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let user = UserId(id(&user)?);
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let found = app.store.read(caller.account, "get user", move |tx| store::users::member(tx, user)).await?;
    let Some(member) = found else { return Ok(nothing()) };
    Ok(hal(StatusCode::OK, &kommo::user::user(&facts(member), &With::read(&asked), None, &base)))
}

/// Makes users, at most 10.
#[utoipa::path(post, path = "/api/v4/users", tag = "v4", request_body = Vec<Object>,
    responses((status = 201, body = Collection<UserList>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 403, body = Failure, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let (request_ids, wishes) = split(kommo::user::parse_create(&body)?);
    let mut hashed = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let password = wish.password.clone();
        // Hashing takes its time on purpose; the other requests do not wait for it.
        let hash = tokio::task::spawn_blocking(move || crate::password::hash(&password)).await;
        let hash = hash.map_err(|error| ApiError::Internal(error.to_string()))?;
        let hash = hash.map_err(|error| ApiError::Internal(error.to_string()))?;
        hashed.push((wish, hash));
    }
    let now = app.clock.now();
    let make = move |tx: &Tx<'_>| {
        check_users(tx, &hashed)?;
        hashed.iter().map(|(wish, hash)| make_user(tx, wish, hash, now)).collect::<Result<Vec<_>, _>>()
    };
    let made = app.store.write(caller.account, "create users", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let with = With::read(&kommo::php::Tree::default());
    let users = made.into_iter().zip(request_ids);
    let users = users.map(|(m, request_id)| kommo::user::user(&facts(m), &with, Some(request_id), &base)).collect();
    Ok(hal(StatusCode::CREATED, &Collection { links: base.at("users"), embedded: UserList { users } }))
}

fn check_users(tx: &Tx<'_>, wishes: &[(NewUser, String)]) -> Result<(), StoreError> {
    if store::users::count(tx)? + wishes.len() as i64 > USERS_MAX {
        return Err(StoreError::Forbidden(format!("an account with more than {USERS_MAX} users is managed by hand")));
    }
    let known: Vec<String> = store::users::list(tx)?.into_iter().map(|user| user.email).collect();
    let groups = store::roles::groups(tx)?;
    let mut problems = Vec::new();
    let mut told: Vec<String> = Vec::new();
    for (item, (wish, _)) in wishes.iter().enumerate() {
        let email = parse_email(&wish.email).unwrap_or_default();
        if known.contains(&email) || told.contains(&email) {
            problems.push((item, Problem::new("email", "NotUnique", "A user with this address exists already.")));
        }
        told.push(email);
        if let Some(role) = wish.role
            && store::roles::get(tx, role)?.is_none()
        {
            problems.push((item, not_a_choice("rights.role_id")));
        }
        if wish.group.is_some_and(|wanted| groups.iter().all(|(group, _)| *group != wanted)) {
            problems.push((item, not_a_choice("rights.group_id")));
        }
        for (index, (place, _)) in wish.rights.stages.iter().enumerate() {
            if !store::pipelines::has_place(tx, *place)? {
                problems.push((item, not_a_choice(&format!("rights.status_rights.{index}.status_id"))));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(StoreError::Invalid(problems)) }
}

fn make_user(tx: &Tx<'_>, wish: &NewUser, hash: &str, now: domain::Timestamp) -> Result<Member, StoreError> {
    let email = parse_email(&wish.email).map_err(StoreError::invalid)?;
    let user = User { id: UserId(0), name: wish.name.clone(), email, is_admin: false };
    let id = store::users::create(tx, &user, Some(hash), now)?;
    let terms = Terms {
        language: wish.language.clone(),
        is_free: wish.is_free,
        group: wish.group.map_or(0, |group| group.0),
        role: wish.role.filter(|_| !wish.is_free),
        rights: wish.rights.clone(),
    };
    store::users::set_terms(tx, id, &terms)?;
    store::users::member(tx, id)?.ok_or_else(|| StoreError::missing("user", id))
}

/// Lets users in again, at most 10.
#[utoipa::path(post, path = "/api/v4/users/activate", tag = "v4", request_body = Vec<Object>,
    responses((status = 204), (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 403, body = Failure, content_type = "application/problem+json")))]
pub async fn activate(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    set_active(caller, &app, &body, true).await
}

/// Keeps users out: their sessions and tokens end. Nobody keeps himself out.
#[utoipa::path(post, path = "/api/v4/users/deactivate", tag = "v4", request_body = Vec<Object>,
    responses((status = 204), (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 403, body = Failure, content_type = "application/problem+json")))]
pub async fn deactivate(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    set_active(caller, &app, &body, false).await
}

async fn set_active(caller: Caller, app: &App, body: &Value, is_active: bool) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let items: Vec<Item<UserId>> = kommo::body::read_many(body, |reader| {
        reader.require("id");
        UserId(reader.int("id").unwrap_or_default())
    })?;
    let (request_ids, users) = split(items);
    let now = app.clock.now();
    let make = move |tx: &Tx<'_>| {
        let mut problems = Vec::new();
        for (item, user) in users.iter().enumerate() {
            if *user == caller.user && !is_active {
                problems.push((item, Problem::new("id", "NotSupportedChoice", "You cannot deactivate yourself.")));
            } else if !store::users::set_active(tx, *user, is_active, now)? {
                problems.push((item, Problem::new("id", "EntityNotFound", format!("User {user} does not exist"))));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(StoreError::Invalid(problems)) }
    };
    let done = app.store.write(caller.account, "activate users", make).await;
    done.map_err(|error| ApiError::of_items(error, &request_ids))?;
    app.callers.forget();
    Ok(nothing())
}

/// Lists roles.
#[utoipa::path(get, path = "/api/v4/roles", tag = "v4", params(("page" = Option<u64>, Query), ("limit" = Option<u64>, Query),
    ("with" = Option<String>, Query)),
    responses((status = 200, body = CountedPage<RoleList>, content_type = "application/hal+json"), (status = 204),
        (status = 403, body = Failure, content_type = "application/problem+json")))]
pub async fn list_roles(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Query(query): Query,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let (paging, with_users) = (Paging::read(&asked), With::read(&asked).has("users"));
    let found = app.store.read(caller.account, "list roles", move |tx| roles(tx, None, with_users)).await?;
    let total = found.len();
    let page: Vec<_> = found.into_iter().skip(paging.offset() as usize).take(paging.limit as usize).collect();
    if page.is_empty() {
        return Ok(nothing());
    }
    let roles = page.into_iter().map(|(role, users)| view(&role, users, None, &base)).collect();
    Ok(hal(StatusCode::OK, &counted(&base, "roles", &paging, total, RoleList { roles })))
}

fn view(role: &Role, users: Option<Vec<UserId>>, request_id: Option<String>, base: &kommo::Base) -> kommo::user::Role {
    kommo::user::role(role.id, &role.name, &role.rights, users, request_id, base)
}

/// A role, with the users who have it where that was asked.
type RoleWithUsers = (Role, Option<Vec<UserId>>);

fn roles(tx: &Tx<'_>, only: Option<RoleId>, with_users: bool) -> Result<Vec<RoleWithUsers>, StoreError> {
    let found = match only {
        Some(id) => store::roles::get(tx, id)?.into_iter().collect(),
        None => store::roles::list(tx)?,
    };
    let with = |role: Role| {
        let users = if with_users { Some(store::roles::users_of(tx, role.id)?) } else { None };
        Ok((role, users))
    };
    found.into_iter().map(with).collect()
}

/// Gets a role; 204 when there is none.
#[utoipa::path(get, path = "/api/v4/roles/{id}", tag = "v4", params(("id" = i64, Path), ("with" = Option<String>, Query)),
    responses((status = 200, body = kommo::user::Role, content_type = "application/hal+json"), (status = 204),
        (status = 403, body = Failure, content_type = "application/problem+json")))]
pub async fn get_role(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(role): Path<String>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let role = RoleId(id(&role)?);
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let with_users = With::read(&asked).has("users");
    let found = app.store.read(caller.account, "get role", move |tx| roles(tx, Some(role), with_users)).await?;
    let Some((role, users)) = found.into_iter().next() else { return Ok(nothing()) };
    Ok(hal(StatusCode::OK, &view(&role, users, None, &base)))
}

fn check_role(tx: &Tx<'_>, wish: &RoleWish) -> Result<Vec<Problem>, StoreError> {
    let mut problems = Vec::new();
    for (index, (place, _)) in wish.rights.iter().flat_map(|rights| &rights.stages).enumerate() {
        if !store::pipelines::has_place(tx, *place)? {
            problems.push(not_a_choice(&format!("rights.status_rights.{index}.status_id")));
        }
    }
    Ok(problems)
}

/// Makes roles.
#[utoipa::path(post, path = "/api/v4/roles", tag = "v4", request_body = Vec<Object>,
    responses((status = 201, body = Collection<RoleList>, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 403, body = Failure, content_type = "application/problem+json")))]
pub async fn create_roles(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let (request_ids, wishes) = split(kommo::user::parse_roles(&body)?);
    let now = app.clock.now();
    let make = move |tx: &Tx<'_>| {
        let mut problems = Vec::new();
        for (item, wish) in wishes.iter().enumerate() {
            problems.extend(check_role(tx, wish)?.into_iter().map(|problem| (item, problem)));
        }
        if !problems.is_empty() {
            return Err(StoreError::Invalid(problems));
        }
        let one = |wish: &RoleWish| {
            let (name, rights) = (wish.name.clone().unwrap_or_default(), wish.rights.clone().unwrap_or_default());
            let id = store::roles::insert(tx, &name, &rights, now)?;
            Ok(Role { id, name, rights })
        };
        wishes.iter().map(one).collect::<Result<Vec<Role>, StoreError>>()
    };
    let made = app.store.write(caller.account, "create roles", make).await;
    let made = made.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let roles = made.iter().zip(request_ids).map(|(role, request_id)| view(role, None, Some(request_id), &base));
    let list = RoleList { roles: roles.collect() };
    Ok(hal(StatusCode::CREATED, &Collection { links: base.at("roles"), embedded: list }))
}

/// Changes a role.
#[utoipa::path(patch, path = "/api/v4/roles/{id}", tag = "v4", params(("id" = i64, Path)), request_body = Object,
    responses((status = 202, body = kommo::user::Role, content_type = "application/hal+json"),
        (status = 400, body = Failure, content_type = "application/problem+json"),
        (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn update_role(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(role): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let role = RoleId(id(&role)?);
    let Item { request_id, value: wish } = kommo::user::parse_role(&body)?;
    let change = move |tx: &Tx<'_>| {
        let before = store::roles::get(tx, role)?.ok_or_else(|| StoreError::missing("role", role))?;
        let problems = check_role(tx, &wish)?;
        if !problems.is_empty() {
            return Err(StoreError::all_invalid(problems));
        }
        let after = Role {
            id: role,
            name: wish.name.clone().unwrap_or(before.name),
            rights: wish.rights.clone().unwrap_or(before.rights),
        };
        store::roles::save(tx, &after)?;
        Ok(after)
    };
    let changed = app.store.write(caller.account, "change role", change).await;
    let changed = changed.map_err(|error| ApiError::of_items(error, &[request_id]))?;
    Ok(hal(StatusCode::ACCEPTED, &view(&changed, None, None, &base)))
}

/// Removes a role; its users keep the rights it gave them.
#[utoipa::path(delete, path = "/api/v4/roles/{id}", tag = "v4", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Failure, content_type = "application/problem+json")))]
pub async fn delete_role(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(role): Path<String>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let role = RoleId(id(&role)?);
    match app.store.write(caller.account, "delete role", move |tx| store::roles::delete(tx, role)).await? {
        true => Ok(nothing()),
        false => Err(ApiError::NotFound(format!("Role {role} does not exist"))),
    }
}
