//! Opens connections: look up, check every address, connect to one that was checked, then TLS with the name.
//!
//! The check stands here and nowhere else. A client's resolver hook is not asked about literal addresses and a
//! check before the request is made is answered by another look-up than the connection; this is the one place
//! that every new connection passes with the address it will use.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower::Service;

use super::address::{Forbidden, Policy};
use super::resolver::{Resolver, local_name};
use super::url::literal;

// A receiver with more addresses than these has enough that work; trying all would eat the time limit.
const ADDRESSES_TRIED_MAX: usize = 4;
// Only while another address is left to try: one lost packet (repeated after 1 s) must not fail a lone address.
const CONNECT_NEXT_AFTER: Duration = Duration::from_millis(600);
// A backstop for connections whose request has gone elsewhere; requests bring their own, shorter limit.
const CONNECT_TOTAL_MAX: Duration = Duration::from_secs(10);

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The target leads to an address that user-given targets may not reach.
    #[error("refused: {0}")]
    Refused(Forbidden),
    /// The name has no address, or the name server does not answer.
    #[error("name look-up failed: {0}")]
    Dns(io::Error),
    /// Nobody listens, or the network does not lead there.
    #[error("connection failed: {0}")]
    Connect(io::Error),
    /// No answer to the attempt to connect.
    #[error("no connection within the time limit")]
    TimedOut,
    /// Connected, but no trust: wrong name, expired, unknown authority, not TLS at all.
    #[error("TLS failed: {0}")]
    Tls(io::Error),
    /// The prepared address has no host. Cannot happen with a `Target`.
    #[error("the address has no host")]
    NoHost,
}

/// How far a request has come, for the time limit to say what was waited for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Progress {
    /// Waiting for a connection of its own. Cleared before each step and set by the connector when it is asked:
    /// the pool may hand over another request's connection meanwhile and stop asking.
    pub connecting: bool,
    /// Set once this request has opened a connection.
    pub connected: Option<(SocketAddr, Duration)>,
    /// Set once the headers of the answer are there.
    pub status: Option<u16>,
}

tokio::task_local! {
    /// Belongs to one `post`. The pool may move a connection attempt to a task of its own, where nobody listens.
    pub(super) static PROGRESS: Cell<Progress>;
}

pub(super) fn note(change: impl FnOnce(&mut Progress)) {
    _ = PROGRESS.try_with(|cell| {
        let mut progress = cell.get();
        change(&mut progress);
        cell.set(progress);
    });
}

/// The connector handed to the HTTP client.
#[derive(Clone)]
pub(super) struct Connector {
    shared: Arc<Shared>,
}

struct Shared {
    policy: Policy,
    resolver: Arc<dyn Resolver>,
    tls: TlsConnector,
}

impl Connector {
    pub(super) fn new(policy: Policy, resolver: Arc<dyn Resolver>, tls: TlsConnector) -> Connector {
        Connector { shared: Arc::new(Shared { policy, resolver, tls }) }
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<TokioIo<Stream>, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let shared = self.shared.clone();
        Box::pin(async move {
            let mut opening = pin!(tokio::time::timeout(CONNECT_TOTAL_MAX, shared.open(&uri)));
            let opened = poll_fn(|cx| {
                let polled = opening.as_mut().poll(cx);
                note(|progress| progress.connecting = polled.is_pending());
                polled
            });
            opened.await.map_err(|_| ConnectError::TimedOut)?.map(TokioIo::new)
        })
    }
}

impl Shared {
    async fn open(&self, uri: &Uri) -> Result<Stream, ConnectError> {
        let started = Instant::now();
        let host = uri.host().ok_or(ConnectError::NoHost)?;
        let secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });

        let addresses = self.checked_addresses(host, port).await?;
        let (tcp, address) = connect_any(&addresses, port).await?;
        let stream = if secure { self.encrypt(host, tcp).await? } else { Stream::Plain(tcp) };
        note(|progress| progress.connected = Some((address, started.elapsed())));
        Ok(stream)
    }

    /// One forbidden address among several refuses the target: a name that is half public is an attack or a
    /// mistake, and which half would be used is chance.
    async fn checked_addresses(&self, host: &str, port: u16) -> Result<Vec<IpAddr>, ConnectError> {
        let found = match literal(host) {
            Some(address) => vec![address],
            None => match local_name(host) {
                Some(addresses) => addresses,
                None => self.resolver.lookup(host).await.map_err(ConnectError::Dns)?,
            },
        };
        if found.is_empty() {
            return Err(ConnectError::Dns(io::Error::new(io::ErrorKind::NotFound, "the name has no address")));
        }
        let mut addresses = Vec::with_capacity(found.len());
        for address in found {
            self.policy.check(host, address, port).map_err(ConnectError::Refused)?;
            addresses.push(address.to_canonical()); // What was judged is what is connected to.
        }
        Ok(addresses)
    }

    async fn encrypt(&self, host: &str, tcp: TcpStream) -> Result<Stream, ConnectError> {
        let name = match literal(host) {
            Some(address) => ServerName::IpAddress(address.into()),
            // Certificates and the server-name extension know no trailing dot.
            None => ServerName::try_from(host.trim_end_matches('.').to_owned())
                .map_err(|error| ConnectError::Tls(io::Error::new(io::ErrorKind::InvalidInput, error)))?,
        };
        let encrypted = self.tls.connect(name, tcp).await.map_err(ConnectError::Tls)?;
        Ok(Stream::Tls(Box::new(encrypted)))
    }
}

async fn connect_any(addresses: &[IpAddr], port: u16) -> Result<(TcpStream, SocketAddr), ConnectError> {
    let tried = &addresses[..addresses.len().min(ADDRESSES_TRIED_MAX)];
    let mut last = ConnectError::TimedOut;
    for (n, address) in tried.iter().enumerate() {
        let address = SocketAddr::new(*address, port);
        let limit = if n + 1 < tried.len() { CONNECT_NEXT_AFTER } else { CONNECT_TOTAL_MAX };
        last = match tokio::time::timeout(limit, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => {
                // Requests are written whole; waiting to fill a packet would only delay them.
                _ = tcp.set_nodelay(true);
                return Ok((tcp, address));
            }
            Ok(Err(error)) => ConnectError::Connect(error),
            Err(_) => ConnectError::TimedOut,
        };
    }
    Err(last)
}

/// Why additional certificate authorities could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum CaError {
    /// Not a PEM file.
    #[error("the file of certificate authorities is not PEM: {0}")]
    Pem(rustls::pki_types::pem::Error),
    /// PEM without certificates.
    #[error("the file of certificate authorities contains no certificate")]
    Empty,
    /// A certificate that cannot be a root, or a provider without any protocol version.
    #[error("the file of certificate authorities is not usable: {0}")]
    Tls(rustls::Error),
}

/// The public authorities, and those of an optional PEM text.
pub(super) fn tls_connector(extra_ca_pem: Option<&[u8]>) -> Result<TlsConnector, CaError> {
    let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(pem) = extra_ca_pem {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.add(certificate.map_err(CaError::Pem)?).map_err(CaError::Tls)?;
        }
        if roots.len() == before {
            return Err(CaError::Empty);
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = versions.map_err(CaError::Tls)?.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}

/// A connection, plain or encrypted.
pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Stream::Tls(tls) => Pin::new(tls).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Stream::Plain(tcp) => Pin::new(tcp).poll_write(cx, buf),
            Stream::Tls(tls) => Pin::new(tls).poll_write(cx, buf),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Stream::Plain(tcp) => Pin::new(tcp).poll_write_vectored(cx, bufs),
            Stream::Tls(tls) => Pin::new(tls).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Stream::Plain(tcp) => tcp.is_write_vectored(),
            Stream::Tls(tls) => tls.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Stream::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Stream::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}
