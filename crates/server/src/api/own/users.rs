//! The people of an account as the browser shows them: names for everybody, the rest for administrators.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::user::{User, parse_email};
use domain::{GroupId, Problem, RoleId, UserId};
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use store::users::{Member, Terms};
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::session::make_link;
use crate::api::caller::Caller;
use crate::api::input::Input;
use crate::api::{Json, Path, id, json, nothing};
use crate::app::App;
use crate::error::ApiError;

/// Users that are listed at once; an account has fewer.
const USERS_MAX: usize = 1_000;
/// Groups of users in an account.
const GROUPS_MAX: usize = 100;
/// Characters in the name of a user or group.
const NAME_LENGTH_MAX: usize = 50;

/// A colleague.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColleagueView {
    /// Their id.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Their group; 0 is the first one.
    pub group_id: i64,
    /// For administrators: the rest.
    pub details: Option<DetailsView>,
}

/// What only administrators see of a colleague.
#[derive(Debug, Serialize, ToSchema)]
pub struct DetailsView {
    /// What they sign in with.
    pub email: String,
    /// Whether everything is allowed.
    pub is_admin: bool,
    /// Whether they are only named.
    pub is_free: bool,
    /// Their role.
    pub role_id: Option<i64>,
}

/// The people of an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeopleView {
    /// By id.
    pub users: Vec<ColleagueView>,
    /// Groups beside the first one.
    pub groups: Vec<GroupView>,
}

/// A group of users.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupView {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
}

fn view(member: Member, is_admin: bool) -> ColleagueView {
    let details = is_admin.then(|| DetailsView {
        email: member.email,
        is_admin: member.standing.is_admin,
        is_free: member.standing.is_free,
        role_id: member.role.as_ref().map(|(role, _)| role.0),
    });
    ColleagueView {
        id: member.id.0,
        name: member.name,
        is_active: member.standing.is_active,
        group_id: member.standing.group,
        details,
    }
}

/// Lists the people of the account and their groups.
#[utoipa::path(get, path = "/api/pipewright/v1/users", tag = "people", responses((status = 200, body = PeopleView)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let read = |tx: &Tx<'_>| Ok((store::users::members(tx, USERS_MAX, 0)?, store::roles::groups(tx)?));
    let (users, groups) = app.store.read(caller.account, "people", read).await?;
    let is_admin = caller.require_admin().is_ok();
    Ok(json(
        StatusCode::OK,
        &PeopleView {
            users: users.into_iter().map(|member| view(member, is_admin)).collect(),
            groups: groups.into_iter().map(|(id, name)| GroupView { id: id.0, name }).collect(),
        },
    ))
}

/// Body of an invitation.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct InviteBody {
    name: String,
    email: String,
    role_id: Option<i64>,
    group_id: Option<i64>,
    is_admin: Option<bool>,
}

/// Somebody who was invited.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitedView {
    /// The new user.
    pub user: ColleagueView,
    /// Signs them in once; whoever invites hands it over.
    pub sign_in_path: String,
}

struct Invitation {
    user: User,
    role: Option<RoleId>,
    group: Option<GroupId>,
}

/// Invites somebody: a user without a password, and a link that signs them in once.
#[utoipa::path(post, path = "/api/pipewright/v1/users", tag = "people", request_body = InviteBody,
    responses((status = 201, body = InvitedView), (status = 400, body = OwnFailure), (status = 403, body = OwnFailure),
        (status = 409, body = OwnFailure)))]
pub async fn invite(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let wish = read_invitation(&body)?;
    let now = app.clock.now();
    let make = move |tx: &Tx<'_>| {
        let mut problems = Vec::new();
        if let Some(role) = wish.role
            && store::roles::get(tx, role)?.is_none()
        {
            problems.push(Problem::new("role_id", "unknown", "there is no such role"));
        }
        let groups = store::roles::groups(tx)?;
        if wish.group.is_some_and(|wanted| groups.iter().all(|(group, _)| *group != wanted)) {
            problems.push(Problem::new("group_id", "unknown", "there is no such group"));
        }
        if !problems.is_empty() {
            return Err(StoreError::all_invalid(problems));
        }
        let id = store::users::create(tx, &wish.user, None, now)?;
        let terms = Terms {
            language: String::new(),
            is_free: false,
            group: wish.group.map_or(0, |group| group.0),
            role: wish.role,
            rights: domain::rights::Rights::full(),
        };
        store::users::set_terms(tx, id, &terms)?;
        store::users::member(tx, id)?.ok_or_else(|| StoreError::missing("user", id))
    };
    let made = app.store.write(caller.account, "invite", make).await?;
    let sign_in_path = format!("/sign-in/{}", make_link(&app, caller.account, made.id).await?);
    Ok(json(StatusCode::CREATED, &InvitedView { user: view(made, true), sign_in_path }))
}

fn read_invitation(body: &serde_json::Value) -> Result<Invitation, ApiError> {
    let input = Input::of(body);
    let name = read_name(&input);
    let email = input.require("email", input.text("email")).and_then(|text| match parse_email(text) {
        Ok(email) => Some(email),
        Err(problem) => {
            input.problem("email", problem.code, problem.detail);
            None
        }
    });
    let (role, group) = (input.int("role_id").map(RoleId), input.int("group_id").filter(|id| *id != 0).map(GroupId));
    let is_admin = input.bool("is_admin").unwrap_or(false);
    input.finish(name.zip(email).map(|(name, email)| Invitation {
        user: User { id: UserId(0), name, email, is_admin },
        role,
        group,
    }))
}

fn read_name(input: &Input<'_>) -> Option<String> {
    let name = input.require("name", input.text("name"))?.trim();
    if name.is_empty() || name.chars().count() > NAME_LENGTH_MAX {
        input.problem("name", "bad_length", format!("a name has 1 to {NAME_LENGTH_MAX} characters"));
        return None;
    }
    Some(name.to_string())
}

/// Body of a group.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct GroupBody {
    name: String,
}

/// Makes a group of users.
#[utoipa::path(post, path = "/api/pipewright/v1/groups", tag = "people", request_body = GroupBody,
    responses((status = 201, body = GroupView), (status = 400, body = OwnFailure), (status = 403, body = OwnFailure)))]
pub async fn create_group(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let name = read_group(&body)?;
    let told = name.clone();
    let make = move |tx: &Tx<'_>| {
        let known = store::roles::groups(tx)?;
        match known.len() < GROUPS_MAX {
            true => store::roles::add_group(tx, &name, known.len() as i64),
            false => Err(StoreError::Conflict(format!("an account has at most {GROUPS_MAX} groups"))),
        }
    };
    let group = app.store.write(caller.account, "create group", make).await?;
    Ok(json(StatusCode::CREATED, &GroupView { id: group.0, name: told }))
}

fn read_group(body: &serde_json::Value) -> Result<String, ApiError> {
    let input = Input::of(body);
    let name = read_name(&input);
    input.finish(name)
}

/// Removes a group; its users come to the first one.
#[utoipa::path(delete, path = "/api/pipewright/v1/groups/{id}", tag = "people", params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = OwnFailure), (status = 404, body = OwnFailure)))]
pub async fn delete_group(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(group): Path<String>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let group = GroupId(id(&group)?);
    match app.store.write(caller.account, "delete group", move |tx| store::roles::delete_group(tx, group)).await? {
        true => Ok(nothing()),
        false => Err(ApiError::NotFound(format!("there is no group {group}"))),
    }
}
