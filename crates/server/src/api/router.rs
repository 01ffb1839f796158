//! The table of routes, and what lies around all of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use http::{HeaderName, HeaderValue, Method};
use tower::ServiceExt;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{idempotency, oauth, own, v4};
use crate::app::App;
use crate::error::{ApiError, render};
use crate::{host, ui};

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
        .routes(routes!(v4::leads::create_complex))
        .routes(routes!(v4::pipelines::list, v4::pipelines::create))
        .routes(routes!(v4::pipelines::get, v4::pipelines::update, v4::pipelines::delete))
        .routes(routes!(v4::pipelines::list_stages, v4::pipelines::create_stages))
        .routes(routes!(v4::pipelines::get_stage, v4::pipelines::update_stage, v4::pipelines::delete_stage))
        .routes(routes!(v4::leads::get, v4::leads::update_one))
        .routes(routes!(v4::contacts::list, v4::contacts::create, v4::contacts::update))
        .routes(routes!(v4::contacts::get, v4::contacts::update_one))
        .routes(routes!(v4::companies::list, v4::companies::create, v4::companies::update))
        .routes(routes!(v4::companies::get, v4::companies::update_one))
        .routes(routes!(v4::links::list))
        .routes(routes!(v4::links::link))
        .routes(routes!(v4::links::unlink))
        .routes(routes!(v4::webhooks::list_webhooks, v4::webhooks::register_webhook, v4::webhooks::remove_webhook))
        .routes(routes!(v4::tasks::list, v4::tasks::create, v4::tasks::update))
        .routes(routes!(v4::tasks::get, v4::tasks::update_one))
        .routes(routes!(v4::calls::create))
        .routes(routes!(v4::users::list, v4::users::create))
        .routes(routes!(v4::users::activate))
        .routes(routes!(v4::users::deactivate))
        .routes(routes!(v4::users::get))
        .routes(routes!(v4::users::list_roles, v4::users::create_roles))
        .routes(routes!(v4::users::get_role, v4::users::update_role, v4::users::delete_role))
        .routes(routes!(v4::events::list))
        .routes(routes!(v4::events::types))
        .routes(routes!(v4::events::get))
        .routes(routes!(own::feed::feed))
        .routes(routes!(own::users::list, own::users::invite))
        .routes(routes!(own::users::create_group))
        .routes(routes!(own::users::delete_group))
        .routes(routes!(v4::notes::of_leads::list, v4::notes::of_leads::create, v4::notes::of_leads::update))
        .routes(routes!(v4::notes::of_contacts::list, v4::notes::of_contacts::create, v4::notes::of_contacts::update))
        .routes(routes!(
            v4::notes::of_companies::list,
            v4::notes::of_companies::create,
            v4::notes::of_companies::update
        ))
        .routes(routes!(
            v4::notes::of_customers::list,
            v4::notes::of_customers::create,
            v4::notes::of_customers::update
        ))
        .routes(routes!(v4::notes::list, v4::notes::create, v4::notes::update))
        .routes(routes!(v4::notes::get_of_kind, v4::notes::update_of_kind))
        .routes(routes!(v4::notes::get, v4::notes::update_one))
        .routes(routes!(v4::notes::pin))
        .routes(routes!(v4::notes::unpin))
        .merge(v4::tags::routes(v4::fields::routes(v4::links::routes(v4::table::Table::new()))).into_router())
        .merge(v4::groups::routes())
        .routes(routes!(own::bin::delete))
        .routes(routes!(own::bin::restore))
        .routes(routes!(own::bin::change_tag, own::bin::delete_tag))
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
        .routes(routes!(host::view::get))
        .routes(routes!(host::post::post))
        .routes(routes!(host::settings::save))
        .routes(routes!(own::widget_versions::list))
        .routes(routes!(own::widget_versions::roll_back))
        .routes(routes!(own::widget_versions::audit))
        .routes(routes!(own::admin::change_account))
        .routes(routes!(own::integrations::list, own::integrations::create))
        .routes(routes!(own::integrations::get, own::integrations::change, own::integrations::remove))
        .routes(routes!(own::integrations::rotate_secret))
        .routes(routes!(own::integrations::create_code))
        .routes(routes!(own::integrations::list_grants))
        .routes(routes!(own::integrations::revoke_grant))
        .routes(routes!(own::tokens::list, own::tokens::create))
        .routes(routes!(own::tokens::revoke))
        .routes(routes!(oauth::authorize::show, oauth::authorize::decide))
        .routes(routes!(oauth::token::exchange))
        .routes(routes!(oauth::whoami::subdomain))
        .routes(routes!(oauth::whoami::current_subdomain))
        .routes(routes!(oauth::whoami::user))
        .routes(routes!(oauth::whoami::one_time_token))
        .routes(routes!(oauth::button::script))
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
    let routes = v4::website::public(documented)
        .route("/openapi.json", get(move || async move { openapi_answer(&document) }))
        .route("/sign-in/{secret}", get(own::session::follow_link))
        .route("/upl/{code}/{key}/{*path}", get(host::files::by_key))
        .route("/widgets/{code}/{*path}", get(host::files::of_session))
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
        .layer(middleware::from_fn_with_state(Arc::clone(&app), idempotency::layer))
        .layer(middleware::from_fn(around))
        .with_state(app);
    // Around the table, not in it: a layer of a router runs when the route is found already.
    Router::new().fallback_service(routes.map_request(tolerated))
}

/// Real clients put two slashes between host and path, and one behind it. `/ajax/v4` is what pages of the original call
/// `/api/v4` by.
fn tolerated(mut request: Request) -> Request {
    let path = request.uri().path();
    let has_slash_behind = path.len() > 1 && path.ends_with('/');
    let is_odd = has_slash_behind || path.contains("//") || path.starts_with("/ajax/v4/");
    if !is_odd {
        return request;
    }
    let mut plain = String::with_capacity(path.len());
    for part in path.split('/').filter(|part| !part.is_empty()) {
        plain.push('/');
        plain.push_str(part);
    }
    if let Some(rest) = plain.strip_prefix("/ajax/v4/") {
        plain = format!("/api/v4/{rest}");
    }
    if plain.is_empty() {
        plain.push('/');
    }
    if let Some(query) = request.uri().query() {
        plain.push('?');
        plain.push_str(query);
    }
    // What is left cannot be an address only when it was none before; then nothing is found there either.
    if let Ok(uri) = plain.parse() {
        *request.uri_mut() = uri;
    }
    request
}

fn openapi_answer(document: &str) -> Response {
    let json = http::header::HeaderValue::from_static("application/json");
    let mut response = Response::new(axum::body::Body::from(document.to_string()));
    response.headers_mut().insert(http::header::CONTENT_TYPE, json);
    response
}

/// Pages for browsers, and a clear "no" for everything else.
async fn elsewhere(State(app): State<Arc<App>>, request: Request) -> Result<Response, ApiError> {
    let (mut parts, _) = request.into_parts();
    let (method, uri) = (parts.method.clone(), parts.uri.clone());
    let accepted = parts.headers.get(http::header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let is_page = uri.path() == "/" || accepted.contains("text/html") || ui::has(uri.path());
    if ["/api/", "/ajax/", "/oauth2/", "/v3/"].iter().any(|p| uri.path().starts_with(p))
        || method != Method::GET
        || !is_page
    {
        return Err(ApiError::NoRoute(method, uri.path().to_string()));
    }
    Ok(host::page::serve(&app, &mut parts).await)
}

/// Gives each request a number and each failure its words.
async fn around(request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let mut response = render(&uri, next.run(request).await);
    response.headers_mut().insert(REQUEST_ID, HeaderValue::from(number));
    response
}
