//! The browser's files, embedded into the binary. Without a built UI there is a page that says how to build it.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;

/// The built UI. The folder exists in every checkout; a plain `cargo check` finds it empty.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Files;

const INDEX: &str = "index.html";
const NO_UI: &str = "<!doctype html><html lang=en><title>Pipewright</title><h1>Pipewright is running</h1>\
    <p>The browser UI is not part of this build. Build it with <code>cargo x build</code>.</p>";
/// Nothing from elsewhere, nothing inline.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Whether there is a file of that path.
pub fn has(path: &str) -> bool {
    Files::get(path.trim_start_matches('/')).is_some()
}

/// Whether a path leads to the page that finds its own way, not to a file.
pub fn is_page(path: &str) -> bool {
    let path = path.trim_start_matches('/');
    let names_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    path.is_empty() || path == INDEX || !(names_file || has(path))
}

/// A file.
pub fn serve(path: &str) -> Response {
    let path = path.trim_start_matches('/');
    match Files::get(path).filter(|_| !path.is_empty()) {
        Some(file) if path.starts_with("assets/") => answer(path, file.data, "public, max-age=31536000, immutable"),
        Some(file) => answer(path, file.data, "no-cache"),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The page, under a content policy whose name it carries: the host of widgets asks for it (`web/src/compat`).
pub fn serve_with(policy: &str, name: &str) -> Response {
    let mut response = match Files::get(INDEX) {
        Some(file) => {
            let mark = format!("<meta name=\"pipewright-policy\" content=\"{name}\"></head>");
            let page = String::from_utf8_lossy(&file.data).replacen("</head>", &mark, 1);
            answer(INDEX, page.into_bytes().into(), "private, no-cache")
        }
        None => answer(INDEX, NO_UI.as_bytes().into(), "no-store"),
    };
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn answer(path: &str, bytes: std::borrow::Cow<'static, [u8]>, cache: &'static str) -> Response {
    let mut response = Response::new(Body::from(bytes.into_owned()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
