//! The files of installed widgets. Only what is in the archive can be asked for: a path is looked up, never opened.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use domain::AccountId;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use store::Tx;

use super::key;
use crate::api::Path;
use crate::api::caller::Caller;
use crate::app::App;
use crate::error::ApiError;

/// An address with the stamp of these very files.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// An address that may show other bytes tomorrow: asked again each time, answered with 304 while nothing changed.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("private, no-cache");
/// A page inside a widget's frame runs, but not as the signed-in user; a picture runs nothing.
const FRAME_POLICY: HeaderValue =
    HeaderValue::from_static("sandbox allow-scripts allow-forms allow-popups; frame-ancestors 'self'");
/// In place of a key: whoever is signed in sees the widget of his account.
const OF_SESSION: &str = "widget";

struct Found {
    bytes: Vec<u8>,
    hash: String,
    is_current: bool,
}

/// `/upl/<code>/<key>/<path>`, and `/upl/<code>/widget/<path>` for signed-in browsers.
pub async fn by_key(
    State(app): State<Arc<App>>,
    Path((code, key_text, path)): Path<(String, String, String)>,
    mut request: RequestParts,
) -> Result<Response, ApiError> {
    if key_text == OF_SESSION {
        let account = request.account(&app).await?;
        return answer(&app, account, code, None, &path, &request.0.headers).await;
    }
    let Some(key) = key::read(&app.host.key, &code, &key_text) else { return Err(nothing_there()) };
    answer(&app, key.account, code, Some(key.stamp), &path, &request.0.headers).await
}

/// `/widgets/<code>/<path>`: an address that old widgets have written into their code.
pub async fn of_session(
    State(app): State<Arc<App>>,
    Path((code, path)): Path<(String, String)>,
    mut request: RequestParts,
) -> Result<Response, ApiError> {
    let account = request.account(&app).await?;
    answer(&app, account, code, None, &path, &request.0.headers).await
}

/// The head of a request, from which a session is read only where one is needed.
pub struct RequestParts(Parts);

impl FromRequestParts<Arc<App>> for RequestParts {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<RequestParts, ApiError> {
        Ok(RequestParts(parts.clone()))
    }
}

impl RequestParts {
    async fn account(&mut self, app: &Arc<App>) -> Result<AccountId, ApiError> {
        let caller = Caller::from_request_parts(&mut self.0, app).await;
        caller.map(|caller| caller.account).map_err(|_| nothing_there())
    }
}

/// The same words whatever the reason is: nobody learns which accounts and widgets there are.
fn nothing_there() -> ApiError {
    ApiError::NotFound("there is no such file".to_string())
}

async fn answer(
    app: &App,
    account: AccountId,
    code: String,
    stamp: Option<String>,
    path: &str,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    // Widgets join paths with and without slashes.
    let path = path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    let content_type = content_type(&path);
    let read = move |tx: &Tx<'_>| {
        let Some(widget) = store::widgets::by_code(tx, &code)? else { return Ok(None) };
        let files = store::widgets::files_of(tx, widget.id)?;
        // Packers on some systems change capitals; a file of that very name goes first.
        let exact = files.iter().find(|(name, _, _)| *name == path);
        let alike = || files.iter().find(|(name, _, _)| name.eq_ignore_ascii_case(&path));
        let Some((name, _, hash)) = exact.or_else(alike) else { return Ok(None) };
        let bytes = store::widgets::file(tx, widget.id, name)?.unwrap_or_default();
        let is_current = stamp.as_ref().is_some_and(|stamp| *stamp == key::stamp(&files));
        Ok(Some(Found { bytes, hash: hash.clone(), is_current }))
    };
    let found = app.store.read(account, "widget file", read).await?.ok_or_else(nothing_there)?;
    let tag = format!("\"{}\"", found.hash);
    let is_known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(Body::from(found.bytes)) };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, if found.is_current { FOR_EVER } else { ASK_AGAIN });
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if ["text/html", "image/svg", "application/xml"].iter().any(|kind| content_type.starts_with(kind)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, FRAME_POLICY);
    }
    Ok(response)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "html" | "htm" => "text/html; charset=utf-8",
        "twig" | "txt" | "md" | "hbs" | "mustache" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "eot" => "application/vnd.ms-fontobject",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "ogg" => "audio/ogg",
        "mp4" => "video/mp4",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}
