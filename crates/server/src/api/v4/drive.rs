//! The file service on our own host (`files-api`): uploads in parts, files, versions, attachments.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post, put};
use domain::{Entity, EntityKind, Problem};
use http::{HeaderValue, StatusCode, header};
use kommo::Base;
use kommo::drive::{FileView, LIMIT_MAX, PART_BYTES_MAX, sanitized};
use kommo::query::{Filter, Paging};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::drive::{DriveFile, NewSession, Part, Step};
use store::{StoreError, Tx};

use super::leads::split;
use super::table::{Answers, Table};
use crate::api::caller::Caller;
use crate::api::{Address, Json, Path, Query, hal, id, nothing, read_body};
use crate::app::App;
use crate::error::ApiError;
use crate::secrets::{hex, random};

/// How long an upload may take, in milliseconds (`files-api`: a day).
const SESSION_MS: i64 = 86_400_000;

/// Adds the routes.
pub fn mount(table: Table) -> Table {
    let (body, file) = (Answers::Body(200), "/v1.0/files/{uuid}");
    let of_entity = "/api/v4/{entity}/{id}/files";
    table
        .row("POST", "/v1.0/sessions", "Begins an upload", body, post(begin))
        .row("POST", "/v1.0/sessions/upload/{token}", "Takes a part of a file", body, post(take_part))
        .row("GET", "/v1.0/files", "Lists files", body, get(list))
        .row("DELETE", "/v1.0/files", "Puts files into the bin", Answers::Empty(204), delete(put_into_bin))
        .row("POST", "/v1.0/files/restore", "Takes files out of the bin", body, post(restore))
        .row("GET", file, "Gets a file", body, get(get_one))
        .row("PATCH", file, "Changes a file", body, patch(change))
        .row("GET", &format!("{file}/versions"), "Lists versions of a file", body, get(versions))
        .row("GET", &format!("{file}/download"), "Gets what is in a file", Answers::Bytes, get(download))
        .row(
            "GET",
            &format!("{file}/versions/{{version}}/download"),
            "Gets what is in a version",
            Answers::Bytes,
            get(download_version),
        )
        .row("GET", of_entity, "Lists attached files", body, get(attached))
        .row("PUT", of_entity, "Attaches files", Answers::Empty(202), put(attach))
        .row("DELETE", of_entity, "Takes files off", Answers::Empty(202), delete(detach))
}

fn host(base: &Base) -> String {
    base.at("").this.href.trim_end_matches("/api/v4/").to_string()
}

/// A random UUID (version 4).
fn uuid() -> Result<String, ApiError> {
    let mut bytes: [u8; 16] = random().map_err(|error| ApiError::Internal(error.to_string()))?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex(&bytes);
    Ok(format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]))
}

fn missing(uuid: &str) -> StoreError {
    StoreError::missing("file", uuid)
}

async fn begin(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let upload = kommo::drive::parse_upload(&body)?;
    let now = app.clock.now();
    let open = move |tx: &Tx<'_>| {
        if let Some(file) = &upload.file
            && store::drive::get(tx, file)?.is_none()
        {
            return Err(StoreError::invalid(kommo::body::not_a_choice("file_uuid")));
        }
        store::drive::clear(tx, now)?;
        let (file, name, mime) = (upload.file.as_deref(), upload.name.as_str(), upload.mime.as_str());
        let expires_at = domain::Timestamp(now.0 + SESSION_MS);
        store::drive::open(tx, &NewSession { file, name, mime, size: upload.size, user: caller.user, expires_at })
    };
    let session = app.store.write(caller.account, "begin upload", open).await?;
    Ok(hal(
        StatusCode::OK,
        &json!({
            "session_id": session,
            "upload_url": format!("{}/v1.0/sessions/upload/{session}.0", host(&base)),
            "max_file_size": kommo::drive::FILE_BYTES_MAX,
            "max_part_size": PART_BYTES_MAX,
        }),
    ))
}

async fn take_part(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let (session, n) = token.split_once('.').unwrap_or((&token, "0"));
    let (session, n) = (id(session)?, id(n)?);
    let bytes = read_body(request, PART_BYTES_MAX).await?;
    if bytes.is_empty() {
        return Err(ApiError::Malformed("a part of a file is not empty".to_string()));
    }
    let (uuids, now) = ((uuid()?, uuid()?), app.clock.now());
    let take = move |tx: &Tx<'_>| {
        let hash = |bytes: &[u8]| hex(&Sha256::digest(bytes));
        let part = Part { session, n, bytes: &bytes, hash, uuids: uuids.clone() };
        match store::drive::add_part(tx, &part, now)? {
            Step::Next(n) => Ok(Err(n)),
            Step::Whole(uuid) => store::drive::get(tx, &uuid)?.map(Ok).ok_or_else(|| missing(&uuid)),
        }
    };
    let host = host(&base);
    match app.store.write(caller.account, "take part", take).await? {
        Ok(file) => Ok(hal(StatusCode::OK, &write(&file, &host))),
        Err(n) => {
            let next = format!("{host}/v1.0/sessions/upload/{session}.{n}");
            Ok(hal(StatusCode::OK, &json!({ "session_id": session, "next_url": next })))
        }
    }
}

fn write(file: &DriveFile, host: &str) -> Value {
    let view = FileView {
        uuid: &file.uuid,
        name: &file.name,
        version: &file.version,
        mime: &file.mime,
        size: file.size,
        has_versions: file.n_versions > 1,
        people: (file.created_by.0, file.updated_by.0),
        times: (file.created_at, file.updated_at),
        deleted: file.deleted.map(|(at, by)| (at, by.0)),
    };
    kommo::drive::file(&view, host)
}

async fn list(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let asked = kommo::php::decode(&query).map_err(|problem: Problem| ApiError::Malformed(problem.detail))?;
    let (paging, filter) = (Paging::read(&asked), Filter::of(&asked));
    let split = |texts: Vec<String>| texts.iter().flat_map(|t| t.split(',')).map(str::to_string).collect::<Vec<_>>();
    let Some(uuids) = super::any(filter.texts("uuid").map(split)) else { return Ok(nothing()) };
    let first = |key: &str| filter.texts(key).and_then(|texts| texts.into_iter().next());
    let text = first("name").or_else(|| first("term"));
    let is_deleted = first("deleted").is_some_and(|word| word == "1" || word == "true");
    let (limit, offset) = (paging.limit.min(LIMIT_MAX) as usize, paging.offset() as usize);
    let read = move |tx: &Tx<'_>| store::drive::list(tx, &uuids, text.as_deref(), is_deleted, limit, offset);
    let found = app.store.read(caller.account, "files", read).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let files: Vec<Value> = found.iter().map(|file| write(file, &host(&base))).collect();
    Ok(hal(StatusCode::OK, &json!({ "_count": files.len(), "_embedded": { "files": files } })))
}

async fn find(app: &Arc<App>, caller: Caller, uuid: String) -> Result<DriveFile, ApiError> {
    let read = move |tx: &Tx<'_>| store::drive::get(tx, &uuid)?.ok_or_else(|| missing(&uuid));
    Ok(app.store.read(caller.account, "file", read).await?)
}

async fn get_one(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(uuid): Path<String>,
) -> Result<Response, ApiError> {
    let file = find(&app, caller, uuid).await?;
    Ok(hal(StatusCode::OK, &write(&file, &host(&base))))
}

async fn change(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(uuid): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let patch = kommo::drive::parse_patch(&body)?;
    let now = app.clock.now();
    let change = move |tx: &Tx<'_>| {
        store::drive::get(tx, &uuid)?.ok_or_else(|| missing(&uuid))?;
        let known = store::drive::versions(tx, &uuid)?;
        if patch.version.as_ref().is_some_and(|version| known.iter().all(|(name, ..)| name != version)) {
            return Err(StoreError::invalid(kommo::body::not_a_choice("version_uuid")));
        }
        store::drive::change(tx, &uuid, patch.name.as_deref(), patch.version.as_deref(), caller.user, now)?;
        store::drive::get(tx, &uuid)?.ok_or_else(|| missing(&uuid))
    };
    let file = app.store.write(caller.account, "change file", change).await?;
    Ok(hal(StatusCode::OK, &write(&file, &host(&base))))
}

async fn versions(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Path(uuid): Path<String>,
) -> Result<Response, ApiError> {
    let file = find(&app, caller, uuid.clone()).await?;
    let known = app.store.read(caller.account, "versions", move |tx| store::drive::versions(tx, &uuid)).await?;
    let of = |(version, mime, size, created_at): (String, String, i64, domain::Timestamp)| {
        let old = DriveFile { version, mime, size, created_at, updated_at: created_at, ..file.clone() };
        write(&old, &host(&base))
    };
    let known: Vec<Value> = known.into_iter().map(of).collect();
    Ok(hal(StatusCode::OK, &json!({ "_embedded": { "versions": known } })))
}

async fn download(caller: Caller, State(app): State<Arc<App>>, Path(uuid): Path<String>) -> Result<Response, ApiError> {
    let file = find(&app, caller, uuid).await?;
    let version = file.version.clone();
    send(&app, caller, file, version).await
}

async fn download_version(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((uuid, version)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let file = find(&app, caller, uuid).await?;
    send(&app, caller, file, version).await
}

/// Files stand on the host of the API: a browser may keep one, but never run it.
async fn send(app: &Arc<App>, caller: Caller, file: DriveFile, version: String) -> Result<Response, ApiError> {
    let name = sanitized(&file.name);
    let read = move |tx: &Tx<'_>| store::drive::bytes(tx, &file.uuid, &version)?.ok_or_else(|| missing(&version));
    let bytes = app.store.read(caller.account, "bytes of a file", read).await?;
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let plain = HeaderValue::from_static("application/octet-stream");
    let headers = [
        (header::CONTENT_TYPE, plain),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((StatusCode::OK, headers, bytes).into_response())
}

async fn put_into_bin(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    let (request_ids, uuids) = split(kommo::drive::parse_uuids("uuid", &body)?);
    let now = app.clock.now();
    let bin =
        move |tx: &Tx<'_>| each_file(&uuids, "uuid", |uuid| store::drive::bin(tx, uuid, Some((caller.user, now))));
    let done = app.store.write(caller.account, "bin files", bin).await;
    done.map_err(|error| ApiError::of_items(error, &request_ids))?;
    Ok(nothing())
}

async fn restore(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let (request_ids, uuids) = split(kommo::drive::parse_uuids("uuid", &body)?);
    let restore = move |tx: &Tx<'_>| {
        each_file(&uuids, "uuid", |uuid| store::drive::bin(tx, uuid, None))?;
        store::drive::list(tx, &uuids, None, false, uuids.len(), 0)
    };
    let found = app.store.write(caller.account, "restore files", restore).await;
    let found = found.map_err(|error| ApiError::of_items(error, &request_ids))?;
    let files: Vec<Value> = found.iter().map(|file| write(file, &host(&base))).collect();
    Ok(hal(StatusCode::OK, &json!({ "_embedded": { "files": files } })))
}

/// Does something with each file; all that are not there are told, and then nothing is done.
fn each_file(
    uuids: &[String],
    path: &'static str,
    mut act: impl FnMut(&str) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let mut problems = Vec::new();
    for (item, uuid) in uuids.iter().enumerate() {
        if !act(uuid)? {
            problems.push((item, Problem::new(path, "EntityNotFound", format!("there is no file {uuid}"))));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(StoreError::Invalid(problems)) }
}

fn entity(kind: &str, of: &str) -> Result<Entity, ApiError> {
    let kind = match kind {
        "leads" => EntityKind::Lead,
        "contacts" => EntityKind::Contact,
        "companies" => EntityKind::Company,
        "customers" => EntityKind::Customer,
        other => return Err(ApiError::NotFound(format!("{other} have no files"))),
    };
    Ok(Entity { kind, id: id(of)? })
}

fn require(tx: &Tx<'_>, entity: Entity) -> Result<(), StoreError> {
    let exists = match entity.kind {
        EntityKind::Lead => store::leads::get(tx, domain::LeadId(entity.id))?.is_some(),
        EntityKind::Contact => store::contacts::get(tx, domain::ContactId(entity.id))?.is_some(),
        EntityKind::Customer => store::records::get(tx, store::records::Kind::Customer, entity.id)?.is_some(),
        EntityKind::Company => store::companies::get(tx, domain::CompanyId(entity.id))?.is_some(),
    };
    if exists { Ok(()) } else { Err(StoreError::missing(entity.kind.name(), entity.id)) }
}

async fn attached(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((kind, of)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let entity = entity(&kind, &of)?;
    let asked = kommo::php::decode(&query).map_err(|problem: Problem| ApiError::Malformed(problem.detail))?;
    let limit = Paging::read(&asked).limit as usize;
    let before = asked.get("before_id").and_then(kommo::scalar::int).unwrap_or(i64::MAX);
    let read = move |tx: &Tx<'_>| {
        require(tx, entity)?;
        store::drive::attached(tx, entity, before, limit)
    };
    let found = app.store.read(caller.account, "attached files", read).await?;
    if found.is_empty() {
        return Ok(nothing());
    }
    let files: Vec<Value> = found.iter().map(|(id, uuid)| json!({ "file_uuid": uuid, "id": id })).collect();
    Ok(hal(StatusCode::OK, &json!({ "_embedded": { "files": files } })))
}

async fn attach(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((kind, of)): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let entity = entity(&kind, &of)?;
    let (request_ids, uuids) = split(kommo::drive::parse_uuids("file_uuid", &body)?);
    let attach = move |tx: &Tx<'_>| {
        require(tx, entity)?;
        each_file(&uuids, "file_uuid", |uuid| match store::drive::get(tx, uuid)?.filter(|f| f.deleted.is_none()) {
            Some(_) => store::drive::attach(tx, entity, uuid).map(|()| true),
            None => Ok(false),
        })
    };
    let done = app.store.write(caller.account, "attach files", attach).await;
    done.map_err(|error| ApiError::of_items(error, &request_ids))?;
    Ok(StatusCode::ACCEPTED.into_response())
}

async fn detach(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((kind, of)): Path<(String, String)>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let entity = entity(&kind, &of)?;
    let (_, uuids) = split(kommo::drive::parse_uuids("file_uuid", &body)?);
    let detach = move |tx: &Tx<'_>| {
        require(tx, entity)?;
        uuids.iter().try_for_each(|uuid| store::drive::detach(tx, entity, uuid))
    };
    app.store.write(caller.account, "detach files", detach).await?;
    Ok(StatusCode::ACCEPTED.into_response())
}
