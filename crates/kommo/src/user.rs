//! Users, their rights and roles on the wire (`users-api`).

use domain::pipeline::Place;
use domain::rights::{Act, Acts, Level, Rights, STAGES_MAX};
use domain::{GroupId, Problem, RoleId, UserId};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};
use crate::hal::{Base, Links};

/// Users that one request may make (`users-api`).
pub const USERS_MAX: usize = 10;
/// Characters in the name of a user or role.
pub const NAME_LENGTH_MAX: usize = 50;
/// Characters in a password at least. The page says six (`users-api`); below eight a guess is faster than a hash is slow.
pub const PASSWORD_LENGTH_MIN: usize = 8;
/// Characters in a password at most: hashing takes time by length.
pub const PASSWORD_LENGTH_MAX: usize = 256;

/// A user to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// What colleagues call them.
    pub name: String,
    /// What they sign in with, as it was told.
    pub email: String,
    /// What they sign in with.
    pub password: String,
    /// Their language.
    pub language: String,
    /// Their own rights; a role or being free makes them of no account.
    pub rights: Rights,
    /// Whether they are only named.
    pub is_free: bool,
    /// Their role.
    pub role: Option<RoleId>,
    /// Their group; the first one when absent.
    pub group: Option<GroupId>,
}

/// Reads `POST /users`: at most ten.
pub fn parse_create(body: &Value) -> Result<Vec<Item<NewUser>>, Rejection> {
    let items = read_many(body, read_user)?;
    match items.len() <= USERS_MAX {
        true => Ok(items),
        false => Err(Rejection::Malformed(format!("A request has at most {USERS_MAX} users"))),
    }
}

fn read_user(reader: &mut Reader<'_>) -> NewUser {
    for key in ["name", "email", "password", "rights"] {
        reader.require(key);
    }
    let name = reader.text("name").unwrap_or_default();
    if reader.get("name").is_some() {
        reader.check(check_name(&name));
    }
    let email = reader.text("email").unwrap_or_default();
    if reader.get("email").is_some() && domain::user::parse_email(&email).is_err() {
        reader.note(Problem::new("email", "InvalidFormat", "This value is not a valid email address."));
    }
    let password = reader.text("password").unwrap_or_default();
    if reader.get("password").is_some() && !is_strong(&password) {
        let told = "A password has at least 8 characters, among them a digit, a lower and an upper case letter.";
        reader.note(Problem::new("password", "InvalidFormat", told));
    }
    let language = reader.text("lang").unwrap_or_else(|| "en".to_string());
    if !["ru", "en", "es", "pt"].contains(&language.as_str()) {
        reader.note(not_a_choice("lang"));
    }
    let given = reader.inside("rights", |rights| {
        let is_free = rights.flag("is_free").unwrap_or(false);
        let role = rights.int("role_id").map(RoleId);
        let group = rights.int("group_id").filter(|id| *id != 0).map(GroupId);
        let told = read_rights(rights, role.is_none() && !is_free);
        (told, is_free, role, group)
    });
    let (rights, is_free, role, group) = given.unwrap_or_else(|| (Rights::none(), false, None, None));
    NewUser { name, email, password, language, rights, is_free, role, group }
}

fn check_name(name: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || ".@-_'".contains(c);
    if name.trim().is_empty() {
        problems.push(Problem::new("name", "NotBlank", "This value should not be blank."));
    } else if name.chars().count() > NAME_LENGTH_MAX {
        problems.push(Problem::new("name", "TooLong", format!("a name has at most {NAME_LENGTH_MAX} characters")));
    } else if !name.chars().all(plain) {
        problems.push(Problem::new("name", "InvalidFormat", "a name has letters, digits and . @ - _ only"));
    }
    problems
}

fn is_strong(password: &str) -> bool {
    let length = password.chars().count();
    (PASSWORD_LENGTH_MIN..=PASSWORD_LENGTH_MAX).contains(&length)
        && password.chars().any(|c| c.is_ascii_digit())
        && password.chars().any(char::is_lowercase)
        && password.chars().any(char::is_uppercase)
}

/// Reads rights; with `is_whole` those for entities and tasks must be there.
fn read_rights(reader: &mut Reader<'_>, is_whole: bool) -> Rights {
    if is_whole {
        for key in ["leads", "contacts", "companies", "tasks"] {
            reader.require(key);
        }
    }
    let mut rights = Rights {
        leads: reader.inside("leads", read_acts).unwrap_or(Acts::every(Level::Denied)),
        contacts: reader.inside("contacts", read_acts).unwrap_or(Acts::every(Level::Denied)),
        companies: reader.inside("companies", read_acts).unwrap_or(Acts::every(Level::Denied)),
        mail: reader.flag("mail_access").unwrap_or(false),
        catalogs: reader.flag("catalog_access").unwrap_or(false),
        ..Rights::none()
    };
    let tasks = reader.inside("tasks", |tasks| (read_level(tasks, "edit"), read_level(tasks, "delete")));
    (rights.tasks_edit, rights.tasks_delete) = tasks.unwrap_or((Level::Denied, Level::Denied));
    rights.stages = reader.each("status_rights", STAGES_MAX, read_stage).into_iter().flatten().collect();
    reader.check(rights.check());
    rights
}

fn read_acts(reader: &mut Reader<'_>) -> Acts {
    let mut acts = Acts::every(Level::Denied);
    for act in Act::ALL {
        acts.set(act, read_level(reader, act.name()));
    }
    acts
}

fn read_level(reader: &mut Reader<'_>, key: &str) -> Level {
    let Some(text) = reader.text(key) else { return Level::Denied };
    let mut letters = text.chars();
    match (letters.next().and_then(Level::from_letter), letters.next()) {
        (Some(level), None) if level != Level::Linked => level,
        _ => {
            reader.note(not_a_choice(key));
            Level::Denied
        }
    }
}

fn read_stage(reader: &mut Reader<'_>) -> Option<(Place, Acts)> {
    for key in ["pipeline_id", "status_id", "rights"] {
        reader.require(key);
    }
    let (pipeline, stage) = (reader.int("pipeline_id"), reader.int("status_id"));
    let acts = reader.inside("rights", |rights| {
        let acts = read_acts(rights);
        for act in [Act::View, Act::Edit, Act::Delete, Act::Export] {
            if !matches!(acts.level(act), Level::All | Level::Denied) {
                rights.note(not_a_choice(act.name()));
            }
        }
        acts
    });
    Some((Place::new(pipeline?, stage?), acts?))
}

/// A role to be made or changed: what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleWish {
    /// Its name.
    pub name: Option<String>,
    /// Its rights.
    pub rights: Option<Rights>,
}

/// Reads `POST /roles`: a list, or one object as in the page's sample.
pub fn parse_roles(body: &Value) -> Result<Vec<Item<RoleWish>>, Rejection> {
    let read = |reader: &mut Reader<'_>| {
        reader.require("name");
        reader.require("rights");
        read_role(reader)
    };
    match body.get("name").is_some() {
        true => read_one(body, read).map(|item| vec![item]),
        false => read_many(body, read),
    }
}

/// Reads `PATCH /roles/{id}`: not empty.
pub fn parse_role(body: &Value) -> Result<Item<RoleWish>, Rejection> {
    let item = read_one(body, read_role)?;
    match item.value.name.is_none() && item.value.rights.is_none() {
        true => Err(Rejection::Malformed("Invalid request body".to_string())),
        false => Ok(item),
    }
}

fn read_role(reader: &mut Reader<'_>) -> RoleWish {
    let name = reader.text("name");
    if let Some(name) = &name {
        reader.check(check_name(name));
    }
    RoleWish { name, rights: reader.inside("rights", |rights| read_rights(rights, true)) }
}

/// What a user is written from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFacts {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their language.
    pub language: String,
    /// Whether everything is allowed.
    pub is_admin: bool,
    /// Whether they are only named.
    pub is_free: bool,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Their group; 0 is the first one.
    pub group: i64,
    /// Their role and its name.
    pub role: Option<(RoleId, String)>,
    /// Their rights: those of the role, where there is one.
    pub rights: Rights,
}

/// A user in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct User {
    /// Their id.
    pub id: i64,
    /// What colleagues call them.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// Their language.
    pub lang: String,
    /// What they may do.
    #[schema(value_type = Object)]
    pub rights: Value,
    /// The item of the request that made them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Their address.
    #[serde(rename = "_links")]
    pub links: Links,
    /// With `with=role` and `with=group`.
    #[serde(rename = "_embedded", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub embedded: Option<Value>,
}

/// A list of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserList {
    /// By id.
    pub users: Vec<User>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Role {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What its users may do.
    #[schema(value_type = Object)]
    pub rights: Value,
    /// The item of the request that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Its address.
    #[serde(rename = "_links")]
    pub links: Links,
    /// With `with=users`.
    #[serde(rename = "_embedded", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub embedded: Option<Value>,
}

/// A list of roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoleList {
    /// By id.
    pub roles: Vec<Role>,
}

/// One page of a list that says how long it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CountedPage<E> {
    /// How many there are in all.
    #[serde(rename = "_total_items")]
    pub total_items: usize,
    /// Which page.
    #[serde(rename = "_page")]
    pub page: u64,
    /// How many pages there are.
    #[serde(rename = "_page_count")]
    pub page_count: usize,
    /// Its neighbours.
    #[serde(rename = "_links")]
    pub links: crate::hal::PageLinks,
    /// What stands on it.
    #[serde(rename = "_embedded")]
    pub embedded: E,
}

/// Wraps one page of `total` things.
pub fn counted<E>(base: &Base, path: &str, paging: &crate::query::Paging, total: usize, embedded: E) -> CountedPage<E> {
    let limit = (paging.limit as usize).max(1);
    let page_count = total.div_ceil(limit).max(1);
    let page = crate::hal::page(base, path, paging, (paging.page as usize) < page_count, embedded);
    CountedPage { total_items: total, page: page.page, page_count, links: page.links, embedded: page.embedded }
}

fn levels(acts: &Acts) -> Value {
    Value::Object(
        Act::ALL.iter().map(|act| (act.name().to_string(), json!(acts.level(*act).letter().to_string()))).collect(),
    )
}

/// Writes rights as users and roles have them.
pub fn rights(rights: &Rights) -> Map<String, Value> {
    let stage = |(place, acts): &(Place, Acts)| {
        let mut told = levels(acts);
        if let Some(told) = told.as_object_mut() {
            told.remove("add");
        }
        json!({ "entity_type": "leads", "pipeline_id": place.pipeline.0, "status_id": place.stage.0, "rights": told })
    };
    let stages: Vec<Value> = rights.stages.iter().map(stage).collect();
    let letter = |level: Level| level.letter().to_string();
    let mut told = Map::new();
    told.insert("leads".into(), levels(&rights.leads));
    told.insert("contacts".into(), levels(&rights.contacts));
    told.insert("companies".into(), levels(&rights.companies));
    told.insert("tasks".into(), json!({ "edit": letter(rights.tasks_edit), "delete": letter(rights.tasks_delete) }));
    told.insert("mail_access".into(), json!(rights.mail));
    told.insert("catalog_access".into(), json!(rights.catalogs));
    told.insert("status_rights".into(), if stages.is_empty() { Value::Null } else { json!(stages) });
    told
}

/// Writes a user. `with` is what else is wanted.
pub fn user(facts: &UserFacts, with: &crate::query::With, request_id: Option<String>, base: &Base) -> User {
    let full = Rights::full();
    let none = Rights::none();
    let effective = match (facts.is_admin, facts.is_free) {
        (true, _) => &full,
        (false, true) => &none,
        (false, false) => &facts.rights,
    };
    let mut told = rights(effective);
    told.insert("is_admin".into(), json!(facts.is_admin));
    told.insert("is_free".into(), json!(facts.is_free));
    told.insert("is_active".into(), json!(facts.is_active));
    told.insert("group_id".into(), if facts.group == 0 { Value::Null } else { json!(facts.group) });
    told.insert("role_id".into(), json!(facts.role.as_ref().map(|(id, _)| id.0)));
    let mut embedded = Map::new();
    if with.has("role") {
        let role = |(id, name): &(RoleId, String)| json!({ "id": id.0, "name": name, "_links": role_link(*id, base) });
        embedded.insert("roles".into(), json!(facts.role.iter().map(role).collect::<Vec<_>>()));
    }
    if with.has("group") {
        embedded.insert("groups".into(), json!([{ "id": facts.group }]));
    }
    User {
        id: facts.id.0,
        name: facts.name.clone(),
        email: facts.email.clone(),
        lang: if facts.language.is_empty() { "en".to_string() } else { facts.language.clone() },
        rights: Value::Object(told),
        request_id,
        links: base.at(format_args!("users/{}", facts.id)),
        embedded: (!embedded.is_empty()).then(|| Value::Object(embedded)),
    }
}

fn role_link(id: RoleId, base: &Base) -> Links {
    base.at(format_args!("roles/{id}"))
}

/// Writes a role, with its users when they are wanted.
pub fn role(
    id: RoleId,
    name: &str,
    of: &Rights,
    users: Option<Vec<UserId>>,
    request_id: Option<String>,
    base: &Base,
) -> Role {
    let ids = |users: Vec<UserId>| users.into_iter().map(|user| user.0).collect::<Vec<_>>();
    Role {
        id: id.0,
        name: name.to_string(),
        rights: Value::Object(rights(of)),
        request_id,
        links: role_link(id, base),
        embedded: users.map(|users| json!({ "users": ids(users) })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::ItemProblems;

    #[track_caller]
    fn problems(body: Value, expected: &[&str]) {
        let Err(Rejection::Invalid(items)) = parse_create(&body) else { panic!("{body} is fine") };
        let of =
            |item: &ItemProblems| item.problems.iter().map(|p| format!("{} {}", p.path, p.code)).collect::<Vec<_>>();
        assert_eq!(items.iter().flat_map(of).collect::<Vec<_>>(), expected, "{body}");
    }

    #[test]
    fn every_problem_of_a_user() {
        problems(
            json!([{}]),
            &["name FieldMissing", "email FieldMissing", "password FieldMissing", "rights FieldMissing"],
        );
        problems(
            json!([{"name": "<b>", "email": "x", "password": "abc", "lang": "xx",
                "rights": {"leads": {"view": "M", "edit": "A"}, "contacts": {"view": "X"}, "tasks": {}}}]),
            &[
                "name InvalidFormat",
                "email InvalidFormat",
                "password InvalidFormat",
                "lang NotSupportedChoice",
                "rights.companies FieldMissing",
                "rights.contacts.view NotSupportedChoice",
                "rights.leads.edit NotSupportedChoice",
            ],
        );
    }

    #[test]
    fn a_role_or_being_free_needs_no_rights() {
        for rights in [json!({"role_id": 5}), json!({"is_free": true})] {
            let body = json!([{"name": "Ann", "email": "ann@example.com", "password": "Secret12", "rights": rights}]);
            assert!(parse_create(&body).is_ok(), "{body}");
        }
    }

    #[test]
    fn rights_come_back_as_they_were_told() {
        let acts = json!({"view": "G", "edit": "M", "add": "A", "delete": "D", "export": "D"});
        let stage = json!({"entity_type": "leads", "pipeline_id": 1, "status_id": 142,
            "rights": {"view": "A", "edit": "D", "delete": "D", "export": "D"}});
        let told = json!({"leads": acts, "contacts": acts, "companies": acts, "tasks": {"edit": "A", "delete": "D"},
            "mail_access": true, "catalog_access": false, "status_rights": [stage]});
        let role = parse_role(&json!({"rights": told})).unwrap().value;
        assert_eq!(Value::Object(rights(&role.rights.unwrap())), told);
        assert!(parse_role(&json!({})).is_err(), "an empty change");
    }
}
