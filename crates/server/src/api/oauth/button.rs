//! The button that integrations put on their sites (`button`): a script tag becomes a button that opens `/oauth`.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, header};

const SCRIPT: &str = include_str!("button.js");

/// The script of the button.
#[utoipa::path(get, path = "/auth/button.min.js", tag = "oauth",
    responses((status = 200, description = "a script", content_type = "text/javascript")))]
pub async fn script() -> Response {
    let mut response = SCRIPT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // It is made to stand on other sites.
    let everywhere = HeaderValue::from_static("cross-origin");
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), everywhere);
    response
}
