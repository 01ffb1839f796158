//! Bodies of refused calls (`application/problem+json`). Which failure gets which code is the server's to decide.

use std::collections::BTreeMap;

use domain::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{ItemProblems, Rejection};

/// A refused call of the compatible surface (`error-codes`). Clients tell its three kinds apart by the keys that are
/// there: `validation-errors`, `errors`, or neither.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Failure {
    /// The items that are wrong; clients match them by `request_id`.
    #[serde(rename = "validation-errors", skip_serializing_if = "Vec::is_empty")]
    pub validation_errors: Vec<ItemErrors>,
    /// What forbids the change of these entities, by their id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = std::collections::HashMap<String, String>)]
    pub errors: BTreeMap<i64, String>,
    /// The phrase of the code.
    pub title: &'static str,
    /// A page about the code.
    pub r#type: String,
    /// The code once more.
    pub status: u16,
    /// For people.
    pub detail: String,
}

/// Everything that is wrong with one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ItemErrors {
    /// The item's own text, or its position.
    pub request_id: String,
    /// In the order of reading.
    pub errors: Vec<FieldError>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Stable, for programs.
    pub code: &'static str,
    /// Dotted path inside the item.
    pub path: String,
    /// For people.
    pub detail: String,
}

impl Failure {
    /// A refusal as a whole.
    pub fn new(status: u16, detail: impl Into<String>) -> Failure {
        Failure {
            validation_errors: Vec::new(),
            errors: BTreeMap::new(),
            title: phrase(status),
            r#type: format!("https://httpstatus.es/{status}"),
            status,
            detail: detail.into(),
        }
    }

    /// Items that are wrong (400).
    pub fn validation(items: Vec<ItemProblems>) -> Failure {
        let item = |item: ItemProblems| ItemErrors {
            request_id: item.request_id,
            errors: item.problems.into_iter().map(FieldError::from).collect(),
        };
        Failure {
            validation_errors: items.into_iter().map(item).collect(),
            ..Failure::new(400, "Request validation failed")
        }
    }

    /// Changes that a rule of the pipeline forbids, by entity (400).
    pub fn of_entities(errors: impl IntoIterator<Item = (i64, String)>) -> Failure {
        Failure { errors: errors.into_iter().collect(), ..Failure::new(400, "Invalid request body") }
    }
}

/// Items that name what is not there (400, `sources-api`): a list of `errors`, each with one error instead of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnknownItems {
    /// One for each item.
    pub errors: Vec<UnknownItem>,
    /// The phrase of the code.
    pub title: &'static str,
    /// A page about the code.
    pub r#type: String,
    /// The code once more.
    pub status: u16,
    /// For people.
    pub detail: String,
}

/// An item that names what is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnknownItem {
    /// The item's own text, or its position.
    pub request_id: String,
    /// What is wrong with it.
    pub errors: FieldError,
}

impl Failure {
    /// Items that name what is not there.
    pub fn of_unknown(items: impl IntoIterator<Item = (String, Problem)>) -> UnknownItems {
        let item = |(request_id, problem)| UnknownItem { request_id, errors: FieldError::from(problem) };
        let Failure { title, r#type, status, detail, .. } = Failure::new(400, "Invalid request items");
        UnknownItems { errors: items.into_iter().map(item).collect(), title, r#type, status, detail }
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Failure {
        match rejection {
            Rejection::Malformed(detail) => Failure::new(400, detail),
            Rejection::Invalid(items) => Failure::validation(items),
        }
    }
}

/// A query string that cannot be read.
impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        let Problem { path, detail, .. } = problem;
        Failure::new(400, if path.is_empty() { detail } else { format!("{path}: {detail}") })
    }
}

impl From<Problem> for FieldError {
    fn from(problem: Problem) -> FieldError {
        FieldError { code: problem.code, path: problem.path, detail: problem.detail }
    }
}

/// A refused call of our own surface: one stable code, and every problem of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnFailure {
    /// The phrase of the code.
    pub title: &'static str,
    /// Always `about:blank`: `code` says more than a page about the number could.
    pub r#type: &'static str,
    /// The code once more.
    pub status: u16,
    /// For people: what is wrong and what to do.
    pub detail: String,
    /// Stable, for programs: `not_found`.
    pub code: &'static str,
    /// What is wrong with the input; empty when it is not the input's fault.
    pub errors: Vec<FieldError>,
}

impl OwnFailure {
    /// A refusal as a whole.
    pub fn new(status: u16, code: &'static str, detail: impl Into<String>) -> OwnFailure {
        let (title, detail) = (phrase(status), detail.into());
        OwnFailure { title, r#type: "about:blank", status, detail, code, errors: Vec::new() }
    }

    /// An input with problems (400).
    pub fn invalid(problems: Vec<Problem>) -> OwnFailure {
        let errors = problems.into_iter().map(FieldError::from).collect();
        OwnFailure { errors, ..OwnFailure::new(400, "invalid", "the input has problems, see `errors`") }
    }
}

fn phrase(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Entity",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        507 => "Insufficient Storage",
        _ => "Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(failure: impl Serialize, expected: &str) {
        assert_eq!(serde_json::to_string(&failure).unwrap(), expected);
    }

    #[test]
    fn the_three_kinds() {
        check(
            Failure::new(401, "Invalid user name or password"),
            r#"{"title":"Unauthorized","type":"https://httpstatus.es/401","status":401,"detail":"Invalid user name or password"}"#,
        );
        let problems = vec![Problem::new("price", "InvalidType", "This value should be of type int.")];
        check(
            Failure::validation(vec![ItemProblems { request_id: "0".into(), problems }]),
            concat!(
                r#"{"validation-errors":[{"request_id":"0","errors":[{"code":"InvalidType","path":"price","#,
                r#""detail":"This value should be of type int."}]}],"title":"Bad Request","#,
                r#""type":"https://httpstatus.es/400","status":400,"detail":"Request validation failed"}"#
            ),
        );
        check(
            Failure::of_entities([(7, "no".to_string())]),
            r#"{"errors":{"7":"no"},"title":"Bad Request","type":"https://httpstatus.es/400","status":400,"detail":"Invalid request body"}"#,
        );
    }

    #[test]
    fn our_own() {
        check(
            OwnFailure::invalid(vec![Problem::new("stages", "required", "name one")]),
            concat!(
                r#"{"title":"Bad Request","type":"about:blank","status":400,"detail":"the input has problems, see `errors`","#,
                r#""code":"invalid","errors":[{"code":"required","path":"stages","detail":"name one"}]}"#
            ),
        );
    }
}
