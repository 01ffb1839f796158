//! A backup on the operator's word: only at the socket, into a file of the server's own machine.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::Problem;
use http::StatusCode;
use serde_json::json;

use super::admin::require_operator;
use crate::api::caller::AtSocket;
use crate::api::input::Input;
use crate::api::{Json, json as answer};
use crate::app::App;
use crate::error::ApiError;

/// Writes everything that is answered by now into a new file. Nobody is held up meanwhile.
pub async fn create(
    at_socket: Option<axum::Extension<AtSocket>>,
    State(app): State<Arc<App>>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    require_operator(at_socket)?;
    let file = read(&body)?;
    let (store, taken_ms) = (app.store.clone(), app.clock.now().0);
    let written = tokio::task::spawn_blocking(move || write(&store, &file)).await;
    let (file, bytes) = written.map_err(|e| ApiError::Internal(e.to_string()))??;
    let told = json!({ "file": file.display().to_string(), "bytes": bytes, "taken_ms": taken_ms });
    Ok(answer(StatusCode::CREATED, &told))
}

fn read(body: &serde_json::Value) -> Result<PathBuf, ApiError> {
    let input = Input::of(body);
    let file = input.require("file", input.text("file")).map(PathBuf::from);
    input.finish(file)
}

/// Under another name first: a file of that name is a whole backup. For its owner's eyes only, like the data folder.
fn write(store: &store::Store, file: &Path) -> Result<(PathBuf, u64), ApiError> {
    let wrong = |path: &Path, e: std::io::Error| {
        ApiError::Invalid(vec![Problem::new("file", "cannot_be_written", format!("{}: {e}", path.display()))])
    };
    if !file.is_absolute() {
        return Err(ApiError::Invalid(vec![Problem::new("file", "not_absolute", "give the whole path of the file")]));
    }
    if file.exists() {
        return Err(wrong(file, std::io::ErrorKind::AlreadyExists.into()));
    }
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let made = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part);
    made.map_err(|e| wrong(&part, e))?;
    let written = store.backup(&part).map_err(ApiError::from).and_then(|()| {
        std::fs::rename(&part, file).map_err(|e| wrong(file, e))?;
        std::fs::metadata(file).map(|copy| copy.len()).map_err(|e| wrong(file, e))
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    Ok((file.to_path_buf(), written?))
}
