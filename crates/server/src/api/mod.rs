//! The two HTTP surfaces: `/api/v4` in the vendor's dialect, `/api/pipewright/v1` in our own words.
//!
//! A handler takes, asks once, answers. Parsing and writing bodies is `kommo`'s, rules are `domain`'s, SQL is `store`'s,
//! status codes of failures are `error`'s.

pub mod caller;
pub mod hosts;
pub mod idempotency;
pub mod input;
pub mod limits;
pub mod oauth;
pub mod own;
pub mod router;
pub mod v4;

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use kommo::hal::Base;
use serde::Serialize;

use crate::app::App;
use crate::error::ApiError;

/// Bytes of a request body.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

/// Reads a body of limited size, whatever its content type says.
pub async fn read_body(request: Request, bytes_max: usize) -> Result<Bytes, ApiError> {
    match Limited::new(request.into_body(), bytes_max).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => Err(ApiError::TooLarge(bytes_max)),
        Err(error) => Err(ApiError::Malformed(format!("the body broke off: {error}"))),
    }
}

/// A JSON body, read whatever its content type says: real clients send odd ones or none.
pub struct Json(pub serde_json::Value);

impl FromRequest<Arc<App>> for Json {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &Arc<App>) -> Result<Json, ApiError> {
        parse(&read_body(request, BODY_BYTES_MAX).await?).map(Json)
    }
}

/// Parses JSON; an empty body is `null`.
pub fn parse(bytes: &[u8]) -> Result<serde_json::Value, ApiError> {
    if bytes.is_empty() {
        return Ok(serde_json::Value::Null);
    }
    serde_json::from_slice(bytes).map_err(|error| ApiError::Malformed(format!("the body is not JSON: {error}")))
}

/// Where this account is reached, as the caller reached it: links in answers stand on the same host.
pub struct Address(pub Base);

impl FromRequestParts<Arc<App>> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Address, Self::Rejection> {
        Ok(Address(Base::new(&hosts::base(app, &parts.headers))))
    }
}

/// The values in a path. One that cannot be read names nothing, as an id that does not exist would.
pub struct Path<T>(pub T);

impl<T: serde::de::DeserializeOwned + Send> FromRequestParts<Arc<App>> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Path<T>, ApiError> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        path.map(|path| Path(path.0)).map_err(|error| ApiError::NotFound(error.body_text()))
    }
}

/// The raw query string.
pub struct Query(pub String);

impl FromRequestParts<Arc<App>> for Query {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Query, Self::Rejection> {
        Ok(Query(parts.uri.query().unwrap_or_default().to_string()))
    }
}

/// A number in a path. Anything else is not found, as an id that does not exist would be.
pub fn id(text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| ApiError::NotFound(format!("there is nothing with the id `{text}`")))
}

/// An answer in the vendor's dialect.
pub fn hal(status: StatusCode, body: &impl Serialize) -> Response {
    typed(status, body, HeaderValue::from_static("application/hal+json"))
}

/// An answer of our own surface.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    typed(status, body, HeaderValue::from_static("application/json"))
}

fn typed(status: StatusCode, body: &impl Serialize, content_type: HeaderValue) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, content_type)], bytes).into_response(),
        Err(error) => ApiError::Internal(error.to_string()).into_response(),
    }
}

/// Nothing found, or nothing to say.
pub fn nothing() -> Response {
    StatusCode::NO_CONTENT.into_response()
}
