//! The way out: acknowledges what is on the disk, signs it, posts it over a few kept-alive connections.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper_util::rt::TokioIo;
use sha2::Sha256;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedReceiver;

use super::writer::Done;
use super::{Committed, WINDOW};
use crate::clock::now_ns;

const CONNECTIONS: usize = 16; // Enough to keep one receiver busy; more only lengthens its queue.
const PAUSE: Duration = Duration::from_millis(100); // After a failed attempt. The bench's receiver does not fail.
const SECRET: &[u8] = b"a secret for the bench, 32 bytes";

const WEBHOOK_ID: HeaderName = HeaderName::from_static("webhook-id");
const WEBHOOK_TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const WEBHOOK_SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

struct Outlet {
    address: String,
    target: hyper::Uri,
    host: HeaderValue,
    signer: Hmac<Sha256>,
    queue: RefCell<VecDeque<Committed>>,
    /// As many as stand in `queue`.
    queued: Semaphore,
    /// What `inlet` may still take in.
    permits: Rc<Semaphore>,
    done: Arc<Done>,
}

/// Starts posting, beginning with what an earlier life left behind; returns the permits of the window.
pub fn start(
    address: String,
    target: String,
    pending: Vec<Committed>,
    mut committed: UnboundedReceiver<Vec<Committed>>,
    done: Arc<Done>,
) -> Rc<Semaphore> {
    let permits = Rc::new(Semaphore::new(WINDOW.saturating_sub(pending.len())));
    let outlet = Rc::new(Outlet {
        // A path alone: hyper writes the target of a request as it is given.
        target: target["http://".len() + address.len()..].parse().unwrap_or_default(),
        host: HeaderValue::from_str(&address).expect("an address is a header value"),
        address,
        signer: Hmac::new_from_slice(SECRET).expect("any length of key will do"),
        queue: RefCell::default(),
        queued: Semaphore::new(0),
        permits: permits.clone(),
        done,
    });
    outlet.enqueue(pending);
    for _ in 0..CONNECTIONS {
        let outlet = outlet.clone();
        tokio::task::spawn_local(async move { outlet.post_all().await });
    }
    tokio::task::spawn_local(async move {
        while let Some(batch) = committed.recv().await {
            outlet.enqueue(batch);
        }
    });
    permits
}

impl Outlet {
    fn enqueue(&self, batch: Vec<Committed>) {
        let n = batch.len();
        let mut queue = self.queue.borrow_mut();
        queue.extend(batch.into_iter().map(|mut delivery| {
            // A sender that is gone needs no answer.
            let _ = delivery.acknowledge.take().map(|acknowledge| acknowledge.send(()));
            delivery
        }));
        self.queued.add_permits(n);
    }

    /// One connection: posts whatever is next, opens itself anew after a failure, and never gives a delivery up.
    async fn post_all(&self) {
        let mut sender = None;
        while let Ok(next) = self.queued.acquire().await {
            next.forget();
            let delivery = self.queue.borrow_mut().pop_front().expect("a permit stands for a delivery");
            match self.post(&mut sender, &delivery).await {
                Some(()) => {
                    self.done.push(delivery.delivery);
                    self.permits.add_permits(1);
                }
                None => {
                    sender = None;
                    self.enqueue(vec![delivery]);
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn post(&self, sender: &mut Option<SendRequest<Full<Bytes>>>, delivery: &Committed) -> Option<()> {
        if sender.is_none() {
            *sender = Some(self.connect().await?);
        }
        let sender = sender.as_mut()?;
        sender.ready().await.ok()?;
        let answer = sender.send_request(self.request(delivery)?).await.ok()?;
        let is_taken = answer.status().is_success();
        let mut body = answer.into_body();
        while let Some(frame) = body.frame().await {
            frame.ok()?;
        }
        is_taken.then_some(())
    }

    async fn connect(&self) -> Option<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(&self.address).await.ok()?;
        stream.set_nodelay(true).ok()?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.ok()?;
        tokio::task::spawn_local(connection);
        Some(sender)
    }

    fn request(&self, delivery: &Committed) -> Option<Request<Full<Bytes>>> {
        let id = format!("msg_{}", delivery.delivery);
        let timestamp = (now_ns() / 1_000_000_000).to_string();
        let signature = self.sign(&id, &timestamp, &delivery.body);
        let mut request = Request::new(Full::new(delivery.body.clone()));
        *request.method_mut() = hyper::Method::POST;
        *request.uri_mut() = self.target.clone();
        let headers = request.headers_mut();
        headers.insert(HOST, self.host.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(WEBHOOK_ID, HeaderValue::try_from(id).ok()?);
        headers.insert(WEBHOOK_TIMESTAMP, HeaderValue::try_from(timestamp).ok()?);
        headers.insert(WEBHOOK_SIGNATURE, HeaderValue::try_from(signature).ok()?);
        Some(request)
    }

    fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        let mut mac = self.signer.clone();
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(3 + 64);
        text.push_str("v1,");
        for byte in mac.finalize().into_bytes() {
            text.push(DIGITS[usize::from(byte >> 4)] as char);
            text.push(DIGITS[usize::from(byte & 15)] as char);
        }
        text
    }
}
