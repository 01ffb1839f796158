//! The table of routes, and what lies around all of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{own, v4};
use crate::app::App;
use crate::error::{ApiError, render};
use crate::ui;

/// Uploads check their own, smaller limits while they read.
const UPLOAD_BYTES_MAX: usize = 32 * 1024 * 1024;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
static REQUESTS: AtomicU64 = AtomicU64::new(1);

#[derive(OpenApi)]
#[openapi(info(
    title = "Pipewright",
    description = "The digital pipeline you own. `/api/v4` is compatible with Kommo/amoCRM; `/api/pipewright/v1` is our own.",
    license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
))]
struct Document;

fn documented() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(v4::account::get))
        .routes(routes!(v4::leads::list, v4::leads::create, v4::leads::update))
        .routes(routes!(v4::pipelines::list, v4::pipelines::create))
        .routes(routes!(v4::pipelines::get, v4::pipelines::update))
        .routes(routes!(v4::pipelines::list_stages, v4::pipelines::create_stages))
        .routes(routes!(v4::pipelines::get_stage, v4::pipelines::update_stage))
        .routes(routes!(v4::leads::get, v4::leads::update_one))
        .routes(routes!(v4::contacts::list, v4::contacts::create, v4::contacts::update))
        .routes(routes!(v4::contacts::get, v4::contacts::update_one))
        .routes(routes!(v4::links::list))
        .routes(routes!(v4::links::link))
        .routes(routes!(v4::links::unlink))
        .routes(routes!(own::session::get, own::session::create, own::session::delete, own::security::rename))
        .routes(routes!(own::security::list, own::security::close_others))
        .routes(routes!(own::security::change_password))
        .routes(routes!(own::security::profile, own::security::change_profile))
        .routes(routes!(own::board::pipelines))
        .routes(routes!(own::board::board))
        .routes(routes!(own::leads::list))
        .routes(routes!(own::leads::get))
        .routes(routes!(own::leads::colleagues))
        .routes(routes!(own::stream::stream))
        .routes(routes!(own::triggers::list, own::triggers::create))
        .routes(routes!(own::triggers::create_many))
        .routes(routes!(own::triggers::get, own::triggers::replace, own::triggers::delete))
        .routes(routes!(own::triggers::enable))
        .routes(routes!(own::batches::apply))
        .routes(routes!(own::batches::list_batches))
        .routes(routes!(own::batches::get_batch))
        .routes(routes!(own::batches::cancel_batch))
        .routes(routes!(own::triggers::disable))
        .routes(routes!(own::events::list, own::events::create))
        .routes(routes!(own::explain::create))
        .routes(routes!(own::runs::list))
        .routes(routes!(own::runs::get))
        .routes(routes!(own::runs::cancel))
        .routes(routes!(own::runs::run_now))
        .routes(routes!(own::deliveries::list))
        .routes(routes!(own::deliveries::get))
        .routes(routes!(own::deliveries::send_again))
        .routes(routes!(own::widgets::list, own::widgets::install))
        .routes(routes!(own::widgets::check))
        .routes(routes!(own::widgets::get, own::widgets::change, own::widgets::remove))
        .routes(routes!(own::widget_versions::list))
        .routes(routes!(own::widget_versions::roll_back))
        .routes(routes!(own::widget_versions::audit))
        .routes(routes!(own::admin::change_account))
        .routes(routes!(own::ops::health))
        .routes(routes!(own::ops::ready))
        .routes(routes!(own::ops::version))
}

/// The OpenAPI document of everything that clients may call.
pub fn openapi() -> utoipa::openapi::OpenApi {
    with_unique_ids(documented().split_for_parts().1)
}

/// Client generators name functions after operation ids, so each gets one of its own: method and path. By themselves
/// they are the names of our handlers, of which many are called `list`.
fn with_unique_ids(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for (path, item) in &mut document.paths.paths {
        let words: Vec<&str> =
            path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let methods = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                operation.operation_id = Some(format!("{method}_{}", words.join("_")));
            }
        }
    }
    document
}

/// All routes. The operator's own (accounts, tokens, doctor) are not in the document and answer only at the socket.
pub fn router(app: Arc<App>) -> Router {
    let (documented, document) = documented().split_for_parts();
    let document = Arc::new(with_unique_ids(document).to_json().unwrap_or_default());
    let admin = "/api/pipewright/v1/admin";
    documented
        .route("/openapi.json", get(move || async move { openapi_answer(&document) }))
        .route("/sign-in/{secret}", get(own::session::follow_link))
        .route(&format!("{admin}/accounts"), get(own::admin::list_accounts).post(own::admin::create_account))
        .route(&format!("{admin}/tokens"), post(own::admin::create_token))
        .route(&format!("{admin}/tokens/{{id}}"), axum::routing::delete(own::admin::revoke_token))
        .route(&format!("{admin}/links"), post(own::admin::create_link))
        .route(&format!("{admin}/passwords"), post(own::admin::create_password))
        .route(&format!("{admin}/backups"), post(own::backup::create))
        .route(&format!("{admin}/doctor"), get(own::admin::doctor))
        .fallback(elsewhere)
        .method_not_allowed_fallback(|method: Method| async move { ApiError::WrongMethod(method) })
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX))
        .layer(middleware::from_fn(around))
        .with_state(app)
}

fn openapi_answer(document: &str) -> Response {
    let json = http::header::HeaderValue::from_static("application/json");
    let mut response = Response::new(axum::body::Body::from(document.to_string()));
    response.headers_mut().insert(http::header::CONTENT_TYPE, json);
    response
}

/// Pages for browsers, and a clear "no" for everything else.
async fn elsewhere(method: Method, uri: Uri, headers: HeaderMap) -> Result<Response, ApiError> {
    let accepted = headers.get(http::header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let is_page = uri.path() == "/" || accepted.contains("text/html") || ui::has(uri.path());
    if uri.path().starts_with("/api/") || method != Method::GET || !is_page {
        return Err(ApiError::NoRoute(method, uri.path().to_string()));
    }
    Ok(ui::serve(uri.path()))
}

/// Gives each request a number and each failure its words.
async fn around(request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let mut response = render(&uri, next.run(request).await);
    response.headers_mut().insert(REQUEST_ID, HeaderValue::from(number));
    response
}
