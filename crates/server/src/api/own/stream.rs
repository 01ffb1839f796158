//! Server-sent events: the account's log as it grows, by cursor, so that a browser never has to be told to reload.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::AccountId;
use domain::event::{Event, EventKind};
use http::{HeaderMap, HeaderValue, header};
use serde_json::json;
use store::events::Cursor;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use crate::api::caller::Caller;
use crate::app::App;
use crate::engine::Notice;
use crate::error::ApiError;

/// Further behind than this a browser is told to load everything anew.
const BEHIND_MAX: usize = 5_000;
/// A comment keeps the line open through proxies.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// In case a wake-up was lost, or another node wrote.
const POLL: Duration = Duration::from_secs(2);

/// The stream of the account's events.
#[utoipa::path(get, path = "/api/pipewright/v1/stream", tag = "board",
    responses((status = 200, description = "server-sent events `lead`, `contact`, `company`, `customer`, `widget` and `resync`", content_type = "text/event-stream")))]
pub async fn stream(caller: Caller, State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    let changes = app.engine.changes.subscribe();
    let notices = app.engine.notices.subscribe();
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let cursor = match last {
        Some(cursor) => cursor,
        None => app.store.read(caller.account, "end of log", store::events::end).await?,
    };
    let stopping = app.stopping.subscribe();
    let tail = Tail { app, account: caller.account, cursor, changes, notices, stopping, is_new: true };
    let body = Body::from_stream(futures_util::stream::unfold(tail, |tail| async { tail.next().await }));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// What a stream wakes up for.
enum News {
    /// The log has grown, or may have.
    Log,
    /// A message that no log holds.
    Notice(Notice),
    /// The server ends.
    End,
}

struct Tail {
    app: Arc<App>,
    account: AccountId,
    cursor: Cursor,
    changes: broadcast::Receiver<AccountId>,
    notices: broadcast::Receiver<Notice>,
    stopping: watch::Receiver<bool>,
    is_new: bool,
}

impl Tail {
    /// The next piece: events, or a sign of life. Ends with the server.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Tail)> {
        if self.is_new {
            self.is_new = false;
            let hello = format!("retry: 1000\nid: {}\n: connected\n\n", self.cursor);
            return Some((Ok(Bytes::from(hello)), self));
        }
        let mut quiet = Duration::ZERO;
        loop {
            if let Some(piece) = self.read().await {
                return Some((Ok(Bytes::from(piece)), self));
            }
            if quiet >= KEEP_ALIVE {
                return Some((Ok(Bytes::from_static(b": still here\n\n")), self));
            }
            match tokio::time::timeout(POLL, self.changed()).await {
                Ok(News::End) => return None,
                Ok(News::Log) => {}
                Ok(News::Notice(notice)) => {
                    let piece = format!("event: {}\ndata: {}\n\n", notice.name, notice.data);
                    return Some((Ok(Bytes::from(piece)), self));
                }
                Err(_) => quiet += POLL,
            }
        }
    }

    /// Waits for news of this account.
    async fn changed(&mut self) -> News {
        loop {
            let change = tokio::select! {
                change = self.changes.recv() => change,
                notice = self.notices.recv() => match notice {
                    Ok(notice) if notice.account == self.account => return News::Notice(notice),
                    // Whoever was too slow for notices has missed them: a page that matters is opened anew.
                    Ok(_) | Err(RecvError::Lagged(_)) => continue,
                    Err(RecvError::Closed) => return News::End,
                },
                _ = self.stopping.changed() => return News::End,
            };
            match change {
                Ok(account) if account == self.account => return News::Log,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return News::Log,
                Err(RecvError::Closed) => return News::End,
            }
        }
    }

    async fn read(&mut self) -> Option<String> {
        let cursor = self.cursor;
        let events = self
            .app
            .store
            .read(self.account, "stream", move |tx| store::events::after(tx, cursor, BEHIND_MAX + 1))
            .await;
        let events = events.ok()?;
        let (last, _) = events.last()?;
        self.cursor = *last;
        if events.len() > BEHIND_MAX {
            let end = self.app.store.read(self.account, "end of log", store::events::end).await.ok()?;
            self.cursor = end;
            return Some(format!("id: {end}\nevent: resync\ndata: {{}}\n\n"));
        }
        let mut piece = String::with_capacity(events.len() * 160);
        for (cursor, event) in &events {
            let name = event.entity.kind.name();
            piece.push_str(&format!("id: {cursor}\nevent: {name}\ndata: {}\n\n", told(event)));
        }
        Some(piece)
    }
}

fn told(event: &Event) -> serde_json::Value {
    let mut told = json!({
        "event_id": event.id.0,
        "code": event.kind.name(),
        "entity": event.entity.kind.name(),
        "entity_id": event.entity.id,
    });
    if let Some(lead) = event.lead() {
        let at = event.kind.place();
        let from = if let EventKind::Moved { from, .. } = event.kind { from } else { None };
        told["lead_id"] = json!(lead.0);
        told["pipeline_id"] = json!(at.pipeline.0);
        told["stage_id"] = json!(at.stage.0);
        told["from_pipeline_id"] = json!(from.map(|place| place.pipeline.0));
        told["from_stage_id"] = json!(from.map(|place| place.stage.0));
    }
    told
}
