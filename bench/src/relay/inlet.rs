//! The way in: an event is parsed, matched, and answered once the writer has it on the disk.

use std::convert::Infallible;
use std::rc::Rc;
use std::sync::mpsc::Sender;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};

use super::{Accepted, Triggers};
use crate::wire::Stage;

struct Inlet {
    triggers: Triggers,
    to_writer: Sender<Accepted>,
    permits: Rc<Semaphore>,
}

#[derive(Deserialize)]
struct Hook {
    event: Event,
}

#[derive(Deserialize)]
struct Event {
    r#type: u32,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    status_id: u32,
    pipeline_id: u32,
}

pub async fn serve(
    listener: std::net::TcpListener,
    triggers: Triggers,
    to_writer: Sender<Accepted>,
    permits: Rc<Semaphore>,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    println!("listening on http://{}", listener.local_addr()?);
    let inlet = Rc::new(Inlet { triggers, to_writer, permits });
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let inlet = inlet.clone();
        let service = service_fn(move |request| {
            let inlet = inlet.clone();
            async move { inlet.take(request).await }
        });
        let mut server = http1::Builder::new();
        server.auto_date_header(false);
        tokio::task::spawn_local(server.serve_connection(TokioIo::new(stream), service));
    }
}

impl Inlet {
    async fn take(&self, request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
        let status = match request.into_body().collect().await {
            Ok(body) => self.accept(body.to_bytes()).await,
            Err(_) => StatusCode::BAD_REQUEST,
        };
        let mut answer = Response::new(Empty::new());
        *answer.status_mut() = status;
        Ok(answer)
    }

    async fn accept(&self, body: Bytes) -> StatusCode {
        let Ok(Hook { event }) = serde_json::from_slice::<Hook>(&body) else { return StatusCode::BAD_REQUEST };
        let stage = Stage { pipeline: event.data.pipeline_id, stage: event.data.status_id };
        let Some(&trigger) = self.triggers.get(&(event.r#type, stage)) else { return StatusCode::NO_CONTENT };

        let Ok(permit) = self.permits.acquire().await else { return StatusCode::SERVICE_UNAVAILABLE };
        permit.forget(); // The outlet gives it back when the delivery is made.
        let (acknowledge, committed) = oneshot::channel();
        let accepted = Accepted { body, trigger, acknowledge: Some(acknowledge) };
        match self.to_writer.send(accepted) {
            Ok(()) if committed.await.is_ok() => StatusCode::ACCEPTED,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
