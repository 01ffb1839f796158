//! `self.crm_post`: a widget in the browser posts to a server that does not know our origin. It goes through the
//! outbound door, as everything that goes to an address a user gave.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use kommo::problem::OwnFailure;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::StoreError;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use crate::api::caller::Caller;
use crate::api::{Json, json};
use crate::app::App;
use crate::error::ApiError;
use crate::outbound::{Outcome, Post, parse_url};

/// Posts that are on their way at once, of all accounts.
static ON_THE_WAY: Semaphore = Semaphore::const_new(16);
/// A widget's server answers within this, or the widget is told that it did not.
const TIMEOUT: Duration = Duration::from_secs(15);
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded; charset=UTF-8");

/// What a widget posts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostWish {
    /// Code of the widget that asks.
    pub widget: String,
    /// Where to.
    pub url: String,
    /// Sent as a form, nested keys in brackets.
    #[schema(value_type = Object)]
    pub data: Value,
}

/// What came back.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostView {
    /// Status of the answer.
    pub status: u16,
    /// Its body as text.
    pub body: String,
}

/// Posts a form to a widget's own server.
#[utoipa::path(post, path = "/api/pipewright/v1/host/post", tag = "widgets", request_body = PostWish,
    responses((status = 200, body = PostView), (status = 400, body = OwnFailure), (status = 404, body = OwnFailure)))]
pub async fn post(caller: Caller, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response, ApiError> {
    let wish: PostWish = serde_json::from_value(body).map_err(|e| ApiError::Malformed(e.to_string()))?;
    let code = wish.widget.clone();
    let widget = app.store.read(caller.account, "posting widget", move |tx| store::widgets::by_code(tx, &code)).await?;
    let active = widget.filter(|widget| widget.is_active);
    active.ok_or_else(|| StoreError::missing("active widget", &wish.widget))?;

    let wrong = |told: String| ApiError::Malformed(format!("url: {told}"));
    let target = parse_url(&wish.url).map_err(|problems| wrong(problems[0].to_string()))?;
    let (host, port) = target.host_and_port();
    if !target.is_secure() && !app.addresses.policy.allows_plain_http(host, port) {
        return Err(wrong("plain http is for --dev and hosts on the allow-list".to_string()));
    }
    let form = match &wish.data {
        Value::Object(_) => kommo::hook::to_form(&wish.data.to_string()).unwrap_or_default(),
        Value::Null => String::new(),
        // jQuery takes a text as a body that is encoded already.
        Value::String(text) => text.clone(),
        _ => return Err(ApiError::Malformed("data: an object or a text is sent as a form".to_string())),
    };
    let Ok(_place) = ON_THE_WAY.try_acquire() else {
        return Err(ApiError::TooMany("too many widgets are posting right now".to_string()));
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, FORM);
    let sent = Post { target: &target, headers, body: Bytes::from(form), timeout: TIMEOUT };
    match app.host.outbound.post(sent).await.outcome {
        Outcome::Answered { truncated: true, .. } => {
            Err(ApiError::Conflict("the answer is larger than what is read of answers".to_string()))
        }
        Outcome::Answered { status, body, .. } => {
            Ok(json(StatusCode::OK, &PostView { status, body: String::from_utf8_lossy(&body).into_owned() }))
        }
        Outcome::TimedOut { .. } => Err(ApiError::Conflict("the server did not answer in time".to_string())),
        Outcome::Refused(why) => Err(ApiError::Forbidden(why.to_string())),
        Outcome::Failed { detail, .. } => Err(ApiError::Conflict(format!("the server could not be reached: {detail}"))),
    }
}
