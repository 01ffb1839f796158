//! Sends one request, nearly always a POST, and says what came of it. Never an error, always an outcome: every
//! way in which a receiver can fail is an ordinary thing that the delivery log shows.
//!
//! A request is begun on at most one connection. When a kept connection turns out closed *before a byte of the
//! request was written*, the client takes another one and the receiver cannot tell. Once writing has begun the
//! request is never repeated here, also when the connection dies without an answer: the receiver may have
//! acted on it. Such an outcome is `Failed { kind: Reset }`, and whether to try again is the schedule's choice,
//! under the same delivery id.

use std::cell::Cell;
use std::error::Error;
use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::{self, Client};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::address::{Forbidden, Policy};
use super::connector::{CaError, ConnectError, Connector, PROGRESS, Progress, note, tls_connector};
use super::resolver::{Resolver, SystemResolver};
use super::url::Target;

const BODY_BYTES_MAX: usize = 16 * 1024; // What the delivery log shows; the rest is not read at all.
const HEADERS_MAX: usize = 100; // Real receivers send ten to thirty.
const HEAD_BYTES_MAX: usize = 64 * 1024; // Also the read buffer, so this bounds a connection's memory.
const KEPT_HEADER_BYTES_MAX: usize = 512; // Per header that the log keeps.
const DETAIL_CHARS_MAX: usize = 300; // An error text in the log.
const IDLE_PER_RECEIVER_MAX: usize = 64; // As many as one node sends to one receiver at once.
// Below the five seconds after which the commonest servers close: a connection they close while we write is a
// delivery whose fate nobody knows.
const IDLE_MAX: Duration = Duration::from_secs(4);

const USER_AGENT: HeaderValue = HeaderValue::from_static(concat!("Pipewright/", env!("CARGO_PKG_VERSION")));

/// The headers of an answer that say something about the delivery; the others are not kept.
const KEPT_HEADERS: [HeaderName; 6] = [
    header::CONTENT_TYPE,
    header::LOCATION,
    header::RETRY_AFTER,
    header::DATE,
    header::SERVER,
    header::WWW_AUTHENTICATE,
];

/// How the door is set up.
pub struct Options {
    /// What may be reached besides public addresses.
    pub policy: Policy,
    /// Who knows the names.
    pub resolver: Arc<dyn Resolver>,
    /// Certificate authorities besides the public ones, as PEM.
    pub extra_ca_pem: Option<Vec<u8>>,
}

impl Default for Options {
    fn default() -> Options {
        Options { policy: Policy::public_only(), resolver: Arc::new(SystemResolver::default()), extra_ca_pem: None }
    }
}

/// One request.
pub struct Post<'a> {
    /// The prepared address.
    pub target: &'a Target,
    /// Everything but `host`, `content-length` and (unless given here) `user-agent`.
    pub headers: HeaderMap,
    /// Sent as it is.
    pub body: Bytes,
    /// From the look-up to the last byte read.
    pub timeout: Duration,
}

/// What came of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The end it came to.
    pub outcome: Outcome,
    /// From the call to the end.
    pub took: Duration,
    /// The connection, when this request had to open one.
    pub connected: Option<Connected>,
}

/// A connection that was opened for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connected {
    /// The address that was checked and connected to.
    pub address: SocketAddr,
    /// Look-up, connection and TLS together.
    pub took: Duration,
}

/// The ends a request can come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A whole answer, whatever its status. A redirect is an answer, too.
    Answered {
        /// The status code.
        status: u16,
        /// Those headers that say something about the delivery, each cut to 512 bytes.
        headers: Vec<(HeaderName, String)>,
        /// The beginning of the body, at most 16 KiB.
        body: Vec<u8>,
        /// The body went on after that; it was not read.
        truncated: bool,
    },
    /// The time limit passed.
    TimedOut {
        /// What was waited for.
        waiting_for: Waiting,
    },
    /// Our own policy: nothing was sent.
    Refused(Forbidden),
    /// No answer, or not a whole one.
    Failed {
        /// In what way.
        kind: FailureKind,
        /// The status, when the answer broke off after it.
        status: Option<u16>,
        /// The cause in words.
        detail: String,
    },
}

/// What a request waited for when its time was up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Name, connection or TLS: nothing was sent.
    Connection,
    /// The status line and headers.
    Answer,
    /// The body, after this status.
    Body {
        /// The status code.
        status: u16,
    },
}

/// The ways to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The name has no address. Nothing was sent.
    Dns,
    /// Nobody listens there. Nothing was sent.
    Connect,
    /// No trust in the other side. Nothing was sent.
    Tls,
    /// The connection ended before the answer did.
    Reset,
    /// What came is not HTTP.
    Protocol,
    /// Headers over the limit.
    TooLarge,
}

type Broken = Box<dyn Error + Send + Sync>;

/// The door. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Outbound {
    client: Client<Connector, Full<Bytes>>,
}

impl Outbound {
    /// Opens no connection yet.
    pub fn new(options: Options) -> Result<Outbound, CaError> {
        let tls = tls_connector(options.extra_ca_pem.as_deref())?;
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_MAX)
            .pool_max_idle_per_host(IDLE_PER_RECEIVER_MAX)
            .http1_max_headers(HEADERS_MAX)
            .http1_max_buf_size(HEAD_BYTES_MAX)
            .retry_canceled_requests(true) // Only requests of which no byte was written: see the top of this file.
            .set_host(false) // A `Target` brings it.
            .build(Connector::new(options.policy, options.resolver, tls));
        Ok(Outbound { client })
    }

    /// Sends, waits, reads the beginning of the answer.
    pub async fn post(&self, post: Post<'_>) -> Answer {
        let timeout = post.timeout;
        self.send(request(post), timeout).await
    }

    /// Asks an address without a body.
    pub async fn get(&self, target: &Target, timeout: Duration) -> Answer {
        let mut request = request(Post { target, headers: HeaderMap::new(), body: Bytes::new(), timeout });
        *request.method_mut() = Method::GET;
        self.send(request, timeout).await
    }

    async fn send(&self, request: Request<Full<Bytes>>, timeout: Duration) -> Answer {
        let started = Instant::now();
        let work = PROGRESS.scope(Cell::default(), async {
            let mut exchange = pin!(self.exchange(request));
            let steps = poll_fn(|cx| {
                note(|progress| progress.connecting = false);
                exchange.as_mut().poll(cx)
            });
            let ended = tokio::time::timeout(timeout, steps).await;
            (ended, PROGRESS.with(Cell::get))
        });
        let (ended, progress) = work.await;

        let outcome = match ended {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => failure(&*error, progress.status),
            Err(_) => Outcome::TimedOut { waiting_for: waiting_for(progress) },
        };
        let connected = progress.connected.map(|(address, took)| Connected { address, took });
        Answer { outcome, took: started.elapsed(), connected }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Outcome, Broken> {
        let response = self.client.request(request).await?;

        let status = response.status().as_u16();
        note(|progress| progress.status = Some(status));
        let headers = kept(response.headers());
        let (body, truncated) = beginning(response.into_body()).await?;
        Ok(Outcome::Answered { status, headers, body, truncated })
    }
}

fn request(post: Post<'_>) -> Request<Full<Bytes>> {
    let mut headers = post.headers;
    headers.insert(header::HOST, post.target.host_header.clone());
    headers.entry(header::USER_AGENT).or_insert(USER_AGENT);
    let mut request = Request::new(Full::new(post.body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = post.target.uri.clone();
    *request.headers_mut() = headers;
    request
}

/// Reads at most the limit. Dropping the rest unread also closes the connection, so it costs nothing further.
async fn beginning(mut body: Incoming) -> Result<(Vec<u8>, bool), hyper::Error> {
    let mut kept = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue; // Trailers.
        };
        let room = BODY_BYTES_MAX - kept.len();
        if data.len() > room {
            kept.extend_from_slice(&data[..room]);
            return Ok((kept, true));
        }
        kept.extend_from_slice(&data); // Copied, so the connection's read buffer is free again.
    }
    Ok((kept, false))
}

fn kept(headers: &HeaderMap) -> Vec<(HeaderName, String)> {
    let text = |value: &HeaderValue| {
        let bytes = value.as_bytes();
        String::from_utf8_lossy(&bytes[..bytes.len().min(KEPT_HEADER_BYTES_MAX)]).into_owned()
    };
    KEPT_HEADERS.iter().filter_map(|name| headers.get(name).map(|value| (name.clone(), text(value)))).collect()
}

fn waiting_for(progress: Progress) -> Waiting {
    match progress.status {
        Some(status) => Waiting::Body { status },
        None if progress.connecting => Waiting::Connection,
        None => Waiting::Answer,
    }
}

fn failure(error: &(dyn Error + 'static), status: Option<u16>) -> Outcome {
    let kind = match find::<ConnectError>(error) {
        Some(ConnectError::Refused(forbidden)) => return Outcome::Refused(*forbidden),
        Some(ConnectError::Dns(_)) => FailureKind::Dns,
        Some(ConnectError::Tls(_)) => FailureKind::Tls,
        Some(ConnectError::Connect(_) | ConnectError::NoHost) => FailureKind::Connect,
        Some(ConnectError::TimedOut) => return Outcome::TimedOut { waiting_for: Waiting::Connection },
        None => broken(error),
    };
    Outcome::Failed { kind, status, detail: in_words(error) }
}

fn broken(error: &(dyn Error + 'static)) -> FailureKind {
    match find::<hyper::Error>(error) {
        Some(error) if error.is_parse_too_large() => FailureKind::TooLarge,
        Some(error) if error.is_parse() || error.is_user() => FailureKind::Protocol,
        // What a chunked body or TLS makes of nonsense arrives as an I/O error of this kind.
        Some(error) if find::<io::Error>(error).is_some_and(|io| NONSENSE.contains(&io.kind())) => {
            FailureKind::Protocol
        }
        _ => FailureKind::Reset,
    }
}

const NONSENSE: [io::ErrorKind; 2] = [io::ErrorKind::InvalidData, io::ErrorKind::InvalidInput];

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    chain(error).find_map(|cause| cause.downcast_ref())
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause: &&'a (dyn Error + 'static)| (*cause).source())
}

/// The innermost causes tell most; the outer layers ("client error (Connect)") only name our own parts.
fn in_words(error: &(dyn Error + 'static)) -> String {
    let inner = chain(error).filter(|cause| !cause.is::<legacy::Error>()).map(ToString::to_string);
    let mut words: Vec<String> = Vec::new();
    for text in inner {
        // A layer that quotes its cause has said it already.
        if !words.last().is_some_and(|outer| outer.contains(&text)) {
            words.push(text);
        }
    }
    words.join(": ").chars().take(DETAIL_CHARS_MAX).collect()
}
