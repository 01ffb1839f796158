//! Failures become answers here and nowhere else: one type inside, two dialects of problem+json outside.
//!
//! A handler returns [`ApiError`]; what the client reads depends on the surface it called (`/api/v4` speaks the vendor's
//! dialect, everything else ours), which only the outermost layer knows. See [`render`].

use axum::response::{IntoResponse, Response};
use domain::Problem;
use http::{HeaderValue, Method, StatusCode, Uri, header};
use kommo::body::{ItemProblems, Rejection};
use kommo::oauth::OAuthFailure;
use kommo::problem::{Failure, OwnFailure};
use store::StoreError;

/// Problems that one answer tells; a large batch with the same mistake everywhere has too many to read.
const PROBLEMS_MAX: usize = 100;

const PROBLEM: &str = "application/problem+json";
const PLAIN: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

/// Where clients of the original call.
fn is_vendors(path: &str) -> bool {
    let ours = path.starts_with("/api/pipewright/");
    !ours
        && ["/api/", "/oauth2/", "/ajax/", "/private/", "/v3/", "/v1.0/"].iter().any(|prefix| path.starts_with(prefix))
}

/// What a client may learn. Everything else is [`ApiError::Internal`]: the client learns nothing, the log all.
#[derive(Clone, Debug)]
pub enum ApiError {
    /// The input has these problems.
    Invalid(Vec<Problem>),
    /// These items of a batch have problems.
    InvalidItems(Vec<ItemProblems>),
    /// A rule forbids the change of these entities.
    ForbiddenChanges(Vec<(i64, String)>),
    /// Calls of which nobody has the number, by the texts of their items.
    NobodyCalled(Vec<String>),
    /// The input cannot be read at all.
    Malformed(String),
    /// Nobody is signed in, or with something that does not count.
    Unauthenticated(String),
    /// The caller may not do this.
    Forbidden(String),
    /// The thing does not exist.
    NotFound(String),
    /// There is no such address.
    NoRoute(Method, String),
    /// The address does not know this method.
    WrongMethod(Method),
    /// These items name things that are not there; told in the odd shape of `sources-api`.
    Unknown(Vec<(String, Problem)>),
    /// Understood, but cannot be done as things stand.
    Unprocessable(String),
    /// Nothing here does this yet.
    NotImplemented(String),
    /// It exists already, or is in a state that does not allow this.
    Conflict(String),
    /// The body is larger than this many bytes.
    TooLarge(usize),
    /// Too many attempts, or calls.
    TooMany(String),
    /// More calls than the original allows.
    RateLimited,
    /// So many more that nothing is answered any more for a while.
    Blocked,
    /// Nothing is given out for this code or token; the hint says why.
    OAuth(String),
    /// The disk is full.
    Full,
    /// Worth another try.
    Busy(String),
    /// Ours to mend.
    Internal(String),
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> ApiError {
        match error {
            StoreError::NotFound { what, id } => ApiError::NotFound(format!("there is no {what} {id}")),
            StoreError::Invalid(problems) => {
                ApiError::Invalid(problems.into_iter().map(|(_, problem)| problem).collect())
            }
            StoreError::Forbidden(told) => ApiError::Forbidden(told),
            StoreError::Conflict(told) => ApiError::Conflict(told),
            StoreError::Full => ApiError::Full,
            StoreError::Busy(told) | StoreError::Unreachable(told) => ApiError::Busy(told),
            StoreError::Panicked(told) | StoreError::Database(told) => ApiError::Internal(told),
        }
    }
}

impl From<Rejection> for ApiError {
    fn from(rejection: Rejection) -> ApiError {
        match rejection {
            Rejection::Malformed(told) => ApiError::Malformed(told),
            Rejection::Invalid(items) => ApiError::InvalidItems(items),
        }
    }
}

impl ApiError {
    /// Sorts the problems of a batch by its items. `request_ids` are those of all items, in order.
    pub fn of_items(error: StoreError, request_ids: &[String]) -> ApiError {
        let StoreError::Invalid(problems) = error else { return ApiError::from(error) };
        let mut items: Vec<(usize, ItemProblems)> = Vec::new();
        for (item, problem) in problems {
            match items.iter_mut().find(|(index, _)| *index == item) {
                Some((_, found)) => found.problems.push(problem),
                None => {
                    let request_id = request_ids.get(item).cloned().unwrap_or_else(|| item.to_string());
                    items.push((item, ItemProblems { request_id, problems: vec![problem] }));
                }
            }
        }
        ApiError::InvalidItems(items.into_iter().map(|(_, found)| found).collect())
    }

    fn status(&self) -> StatusCode {
        match self {
            ApiError::Invalid(_)
            | ApiError::InvalidItems(_)
            | ApiError::ForbiddenChanges(_)
            | ApiError::NobodyCalled(_)
            | ApiError::Unknown(_)
            | ApiError::Malformed(_)
            | ApiError::OAuth(_) => StatusCode::BAD_REQUEST,
            ApiError::NotImplemented(_) => StatusCode::NOT_IMPLEMENTED,
            ApiError::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            ApiError::Forbidden(_) | ApiError::Blocked => StatusCode::FORBIDDEN,
            ApiError::NotFound(_) | ApiError::NoRoute(..) => StatusCode::NOT_FOUND,
            ApiError::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            ApiError::Conflict(_) => StatusCode::CONFLICT,
            ApiError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            ApiError::TooMany(_) | ApiError::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            ApiError::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ApiError::Full => StatusCode::INSUFFICIENT_STORAGE,
            ApiError::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            ApiError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable, for programs.
    fn code(&self) -> &'static str {
        match self {
            ApiError::Invalid(_) | ApiError::InvalidItems(_) | ApiError::ForbiddenChanges(_) | ApiError::Unknown(_) => {
                "invalid"
            }
            ApiError::NotImplemented(_) => "not_implemented",
            ApiError::NobodyCalled(_) => "nobody_called",
            ApiError::Malformed(_) => "malformed",
            ApiError::Unauthenticated(_) => "unauthenticated",
            ApiError::Forbidden(_) => "forbidden",
            ApiError::NotFound(_) => "not_found",
            ApiError::NoRoute(..) => "no_route",
            ApiError::WrongMethod(_) => "wrong_method",
            ApiError::Conflict(_) => "conflict",
            ApiError::TooLarge(_) => "too_large",
            ApiError::TooMany(_) | ApiError::RateLimited => "too_many",
            ApiError::Blocked => "blocked",
            ApiError::Unprocessable(_) => "unprocessable",
            ApiError::OAuth(_) => "oauth",
            ApiError::Full => "disk_full",
            ApiError::Busy(_) => "busy",
            ApiError::Internal(_) => "internal",
        }
    }

    fn detail(&self) -> String {
        match self {
            ApiError::Invalid(_) | ApiError::InvalidItems(_) | ApiError::ForbiddenChanges(_) | ApiError::Unknown(_) => {
                "the input has problems, see `errors`".to_string()
            }
            ApiError::NobodyCalled(_) => "nobody has this phone number".to_string(),
            ApiError::Malformed(told)
            | ApiError::Unauthenticated(told)
            | ApiError::Forbidden(told)
            | ApiError::NotFound(told)
            | ApiError::Conflict(told)
            | ApiError::TooMany(told)
            | ApiError::Unprocessable(told)
            | ApiError::NotImplemented(told)
            | ApiError::OAuth(told) => told.clone(),
            ApiError::RateLimited => "too many calls in this second".to_string(),
            ApiError::Blocked => "too many calls over the limit; calls are answered again later".to_string(),
            ApiError::NoRoute(method, uri) => format!("Cannot {method} {uri}!"),
            ApiError::WrongMethod(method) => format!("{method} is not a method of this address"),
            ApiError::TooLarge(limit) => format!("the body is larger than {limit} bytes"),
            ApiError::Full => "the disk is full; nothing was stored, try again once there is room".to_string(),
            ApiError::Busy(_) => "the database is busy; nothing was stored, try again".to_string(),
            ApiError::Internal(_) => "something went wrong on our side; nothing was stored".to_string(),
        }
    }

    fn problems(&self) -> Vec<Problem> {
        match self {
            ApiError::Invalid(problems) => problems.clone(),
            ApiError::InvalidItems(items) => {
                let under = |item: &ItemProblems| {
                    let prefix = item.request_id.clone();
                    item.problems.iter().map(move |problem| problem.clone().under(&prefix)).collect::<Vec<_>>()
                };
                items.iter().flat_map(under).collect()
            }
            _ => Vec::new(),
        }
    }

    fn in_vendors_words(&self, status: StatusCode) -> Vec<u8> {
        let failure = match self {
            ApiError::InvalidItems(items) => Failure::validation(items.clone()),
            ApiError::Invalid(problems) => {
                Failure::validation(vec![ItemProblems { request_id: "0".to_string(), problems: problems.clone() }])
            }
            ApiError::ForbiddenChanges(changes) => Failure::of_entities(changes.clone()),
            ApiError::NobodyCalled(items) => {
                return serde_json::to_vec(&kommo::call::lost(items.clone())).unwrap_or_default();
            }
            ApiError::Unknown(items) => {
                return serde_json::to_vec(&Failure::of_unknown(items.clone())).unwrap_or_default();
            }
            other => Failure::new(status.as_u16(), other.detail()),
        };
        serde_json::to_vec(&failure).unwrap_or_default()
    }

    fn in_our_words(&self, status: StatusCode) -> Vec<u8> {
        let plain = OwnFailure::new(status.as_u16(), self.code(), self.detail());
        let mut problems = self.problems();
        problems.truncate(PROBLEMS_MAX);
        let failure = OwnFailure { errors: OwnFailure::invalid(problems).errors, ..plain };
        serde_json::to_vec(&failure).unwrap_or_default()
    }
}

/// The answer carries the error itself; [`render`] writes the body.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the body of a failed call in the words of the surface that was called.
pub fn render(uri: &Uri, mut response: Response) -> Response {
    let Some(error) = response.extensions_mut().remove::<ApiError>() else { return response };
    match &error {
        ApiError::Internal(told) => tracing::error!(%uri, error = told, "a request failed"),
        ApiError::Busy(told) => tracing::warn!(%uri, reason = told, "a request was turned away"),
        ApiError::Full => tracing::error!(%uri, "the disk is full; a request was turned away"),
        _ => {}
    }
    let status = error.status();
    let (content_type, body) = match &error {
        ApiError::OAuth(hint) => (PROBLEM, serde_json::to_vec(&OAuthFailure::new(hint.as_str())).unwrap_or_default()),
        // Neither is JSON with the original: clients recognize the limit by that.
        ApiError::RateLimited => (PLAIN, b"429 Too Many Requests\n".to_vec()),
        ApiError::Blocked => (HTML, b"<!doctype html><title>403 Forbidden</title><h1>403 Forbidden</h1>\n".to_vec()),
        _ if is_vendors(uri.path()) => (PROBLEM, error.in_vendors_words(status)),
        _ => (PROBLEM, error.in_our_words(status)),
    };
    let mut answer = (status, body).into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if matches!(error, ApiError::Busy(_) | ApiError::TooMany(_) | ApiError::RateLimited) {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    answer
}
