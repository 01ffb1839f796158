//! `Idempotency-Key`: a change that a client sends twice happens once, and the second time gets the first answer.
//!
//! No handler knows of it. The whole handler runs inside one transaction (`store::together`) that first takes the key
//! and last writes the answer, so change, key and answer are one commit: a repeat finds all of them or none, also after
//! a crash, and of two at the same time the second waits for the first one's commit. An answer that refuses is not
//! kept: it changed nothing, and its repeat is a fresh attempt.
//!
//! Answers are kept sealed: some of them show a secret this once.
//!
//! A handler that waits for something besides the store (an upload being unpacked, another server) cannot run so. For
//! it the key is taken in a commit before and the answer written in one after: then a crash in between leaves a key
//! without an answer, and a repeat is told so instead of being carried out again. A handler whose effects a rollback
//! cannot take back (a request to somebody) awaits [`outside`] before them; effects of a commit belong into
//! `Tx::after_commit` as ever.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use store::idempotency::{self as keys, Answer, Found};
use store::together::{self, Ended};
use store::{StoreError, Tx};
use tokio::runtime::Handle;

use super::caller::Caller;
use super::{BODY_BYTES_MAX, read_body};
use crate::app::App;
use crate::error::ApiError;
use crate::secrets::hex;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Marks an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// Characters of a key.
const KEY_CHARS_MAX: usize = 255;
/// A key stands for its request so long.
const KEPT_SECONDS: i64 = 24 * 3_600;
/// Bytes of a request with a key; uploads of widgets are the largest.
const REQUEST_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Bytes of an answer that is kept. A full batch has some hundred thousand.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// An answer that was read to its end.
struct Told {
    head: http::response::Parts,
    body: Bytes,
}

impl Told {
    async fn read(response: Response) -> Told {
        let (head, body) = response.into_parts();
        // Bodies of handlers are in memory already; one that breaks off would break off at the client too.
        let body = body.collect().await.map(|collected| collected.to_bytes()).unwrap_or_default();
        Told { head, body }
    }

    fn is_success(&self) -> bool {
        self.head.status.is_success()
    }

    fn kept(&self, app: &App, of: &keys::Request) -> Result<Answer, StoreError> {
        let content_type = self.head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        // A key that is not kept is a change that may happen twice, so nothing is carried out.
        let sealed = app.vault.seal_bytes(&seal_name(of), &self.body);
        Ok(Answer {
            status: self.head.status.as_u16(),
            content_type: content_type.map(str::to_string),
            body: sealed.map_err(|e| StoreError::Busy(e.to_string()))?,
        })
    }

    fn into_response(self) -> Response {
        Response::from_parts(self.head, Body::from(self.body))
    }
}

/// What a kept answer is bound to.
fn seal_name(of: &keys::Request) -> String {
    format!("answer {} {} {}", of.caller, of.key, of.hash)
}

/// What came of an attempt to do it all in one transaction.
enum Tried {
    /// Carried out and written down.
    Done(Told),
    /// Refused; nothing was changed.
    Refused(Told),
    /// Carried out before, or not to be carried out.
    Known(Found),
    /// It waits for something besides the store.
    Elsewhere,
}

/// A request that may be carried out more than once until its transaction is committed.
#[derive(Clone)]
struct Again {
    head: Parts,
    body: Bytes,
    next: Next,
}

impl Again {
    async fn carry_out(self) -> Told {
        Told::read(self.next.run(Request::from_parts(self.head, Body::from(self.body))).await).await
    }
}

/// Goes on at once, but never inside a transaction: whoever runs the handler in one gives it up here, and carries it out
/// again outside.
pub async fn outside() {
    let mut has_waited = false;
    std::future::poll_fn(|context| match std::mem::replace(&mut has_waited, true) {
        true => std::task::Poll::Ready(()),
        false => {
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        }
    })
    .await;
}

/// The layer around all routes.
pub async fn layer(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_change = matches!(*request.method(), Method::POST | Method::PATCH | Method::PUT | Method::DELETE);
    let is_api = ["/api/", "/ajax/"].iter().any(|prefix| request.uri().path().starts_with(prefix));
    if !is_change || !is_api || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    keyed(&app, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn keyed(app: &Arc<App>, request: Request, next: Next) -> Result<Response, ApiError> {
    let (mut head, body) = request.into_parts();
    let key = read_key(&head.headers)?;
    // Noted in the request: the handler asks nobody again, whose answer could be about another account.
    let caller = Caller::from_request_parts(&mut head, app).await?;
    let body = read_body(Request::from_parts(head.clone(), body), REQUEST_BYTES_MAX).await?;
    let now = app.clock.now();
    let keyed = keys::Request {
        caller: caller.name(),
        key,
        hash: hash(&head, &body),
        expires_at: now.plus_seconds(KEPT_SECONDS),
    };
    let again = Again { head, body, next };
    // What unpacks megabytes must not hold up everybody else's commits.
    let tried = match again.body.len() <= BODY_BYTES_MAX {
        true => together(app, caller, &keyed, &again).await?,
        false => Tried::Elsewhere,
    };
    match tried {
        Tried::Done(told) | Tried::Refused(told) => Ok(told.into_response()),
        Tried::Known(found) => known(app, &keyed, found),
        Tried::Elsewhere => apart(app, caller, keyed, again).await,
    }
}

fn read_key(headers: &HeaderMap) -> Result<String, ApiError> {
    let keys: Vec<_> = headers.get_all(KEY).iter().collect();
    let plain = |key: &&str| (1..=KEY_CHARS_MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    let key = match keys[..] {
        [one] => one.to_str().ok().filter(plain),
        _ => None,
    };
    let told = || format!("an Idempotency-Key is one word of 1 to {KEY_CHARS_MAX} visible ASCII characters");
    key.map(str::to_string).ok_or_else(|| ApiError::Malformed(told()))
}

/// What tells a request from another one under the same key.
fn hash(head: &Parts, body: &[u8]) -> String {
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let mut hash = Sha256::new();
    hash.update(format!("{} {target}\n", head.method));
    hash.update(body);
    hex(&hash.finalize())
}

fn known(app: &App, keyed: &keys::Request, found: Found) -> Result<Response, ApiError> {
    match found {
        Found::Answered(answer) => {
            let body = app.vault.open_bytes(&seal_name(keyed), answer.body);
            let body = body.map_err(|e| ApiError::Internal(e.to_string()))?;
            let status = StatusCode::from_u16(answer.status).map_err(|e| ApiError::Internal(e.to_string()))?;
            let mut response = (status, body).into_response();
            let headers = response.headers_mut();
            headers.remove(header::CONTENT_TYPE);
            if let Some(content_type) = answer.content_type.and_then(|text| HeaderValue::try_from(text).ok()) {
                headers.insert(header::CONTENT_TYPE, content_type);
            }
            headers.insert(REPLAYED, HeaderValue::from_static("true"));
            Ok(response)
        }
        Found::Other => Err(ApiError::Unprocessable(
            "this Idempotency-Key was used for another request; take another key".to_string(),
        )),
        Found::UnderWay | Found::New => Err(ApiError::Conflict(
            "a request with this Idempotency-Key is under way, or was cut off; look whether it took effect, \
             then take another key"
                .to_string(),
        )),
    }
}

/// Everything in one transaction. The closure may run more than once; what its last run came to counts.
async fn together(app: &Arc<App>, caller: Caller, keyed: &keys::Request, again: &Again) -> Result<Tried, ApiError> {
    let outcome: Arc<Mutex<Option<Tried>>> = Arc::default();
    let (told, store, now, runtime) = (Arc::clone(&outcome), app.store.clone(), app.clock.now(), Handle::current());
    let held = Arc::clone(app);
    let (keyed, again) = (keyed.clone(), again.clone());
    let note = move |tried: Tried| *told.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(tried);
    let write = move |tx: &Tx<'_>| {
        let found = keys::begin(tx, &keyed, now)?;
        if found != Found::New {
            note(Tried::Known(found));
            return Ok(());
        }
        // Handlers may name the runtime (to start a task), though nothing of theirs is driven by it here.
        let _runtime = runtime.enter();
        // Any error rolls back what was done; what is told stands in the note.
        let undone = || Err(StoreError::Conflict("undone".to_string()));
        match together::run(tx, &store, again.clone().carry_out())? {
            Ended::Done { result, .. } if !result.is_success() => {
                note(Tried::Refused(result));
                undone()
            }
            Ended::Done { result, has_failed: false } if result.body.len() <= ANSWER_BYTES_MAX => {
                keys::finish(tx, &keyed, &result.kept(&held, &keyed)?)?;
                note(Tried::Done(result));
                Ok(())
            }
            Ended::Done { .. } | Ended::Elsewhere => {
                note(Tried::Elsewhere);
                undone()
            }
        }
    };
    let committed = app.store.write(caller.account, "request with a key", write).await;
    let noted = outcome.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
    match (committed, noted) {
        (Ok(()), Some(tried)) => Ok(tried),
        (Err(_), Some(tried @ (Tried::Refused(_) | Tried::Elsewhere))) => Ok(tried),
        (Err(error), _) => Err(error.into()),
        (Ok(()), None) => Err(ApiError::Internal("a transaction without an outcome".to_string())),
    }
}

/// The key before, the answer after. Goes on when the client goes away, or its key would stay without an answer.
async fn apart(app: &Arc<App>, caller: Caller, keyed: keys::Request, again: Again) -> Result<Response, ApiError> {
    let app = Arc::clone(app);
    let work = tokio::spawn(async move {
        let (begun, now) = (keyed.clone(), app.clock.now());
        let found = app.store.write(caller.account, "take key", move |tx| keys::begin(tx, &begun, now)).await?;
        if found != Found::New {
            return known(&app, &keyed, found);
        }
        let told = again.carry_out().await;
        let is_kept = told.is_success() && told.body.len() <= ANSWER_BYTES_MAX;
        let (answer, is_refused) = (is_kept.then(|| told.kept(&app, &keyed)).transpose()?, !told.is_success());
        let end = move |tx: &Tx<'_>| match &answer {
            Some(answer) => keys::finish(tx, &keyed, answer),
            None if is_refused => keys::forget(tx, &keyed),
            // Too large to keep, and done: the key stays without an answer, and a repeat is told so.
            None => Ok(()),
        };
        app.store.write(caller.account, "answer of key", end).await?;
        Ok(told.into_response())
    });
    work.await.map_err(|error| ApiError::Internal(error.to_string()))?
}
