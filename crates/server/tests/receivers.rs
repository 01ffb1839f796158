//! Every way in which a receiver can misbehave, played by a real one on a real socket: each has its own name in
//! the outcome, none costs more than the time limit or the memory cap, none makes us send twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use server::outbound::address::{Policy, Rule};
use server::outbound::resolver::{Lookup, Resolver, StaticResolver};
use server::outbound::{Answer, FailureKind, Options, Outbound, Outcome, Post, Waiting, parse_url};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const LIMIT: Duration = Duration::from_millis(250);
// A shared machine may be late; the limit itself is kept to a millisecond or two.
const LATE_MAX: Duration = Duration::from_secs(1);

/// What a receiver does with one connection, in order. After the last step it closes.
#[derive(Clone)]
enum Step {
    /// Reads one whole request.
    Read,
    Say(&'static str),
    /// One byte every 20 ms, for ever.
    Drip(&'static str),
    /// The same over and over, as fast as it is taken.
    Flood(&'static str),
    Hang,
    /// Ends the connection with RST instead of FIN.
    Reset,
    Wait(u64),
}
use Step::*;

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
    bytes_said: AtomicUsize,
}

async fn play<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, steps: &[Step], seen: &Seen) -> std::io::Result<bool> {
    for step in steps {
        match step {
            Read => read_request(stream, seen).await?,
            Say(text) => stream.write_all(text.as_bytes()).await?,
            Drip(text) => {
                for byte in text.bytes().cycle() {
                    stream.write_all(&[byte]).await?;
                    stream.flush().await?;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
            Flood(text) => {
                let block = text.repeat(1 + 4096 / text.len());
                loop {
                    stream.write_all(block.as_bytes()).await?;
                    seen.bytes_said.fetch_add(block.len(), Ordering::SeqCst);
                }
            }
            Hang => std::future::pending().await,
            Reset => return Ok(true),
            Wait(ms) => tokio::time::sleep(Duration::from_millis(*ms)).await,
        }
        stream.flush().await?;
    }
    Ok(false)
}

async fn read_request<S: AsyncRead + Unpin>(stream: &mut S, seen: &Seen) -> std::io::Result<()> {
    let mut got = Vec::new();
    loop {
        let mut block = [0; 4096];
        let n = stream.read(&mut block).await?;
        if n == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        got.extend_from_slice(&block[..n]);
        if got.ends_with(b"the body") {
            seen.requests.fetch_add(1, Ordering::SeqCst);
            return Ok(());
        }
    }
}

/// Plays one script per connection, the last one again and again.
async fn receiver(scripts: &[&[Step]], tls: Option<TlsAcceptor>) -> (u16, Arc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let seen = Arc::new(Seen::default());
    let scripts: Vec<Vec<Step>> = scripts.iter().map(|script| script.to_vec()).collect();
    let shared = seen.clone();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let n = shared.connections.fetch_add(1, Ordering::SeqCst);
            let script = scripts[n.min(scripts.len() - 1)].clone();
            tokio::spawn(serve(tcp, script, tls.clone(), shared.clone()));
        }
    });
    (port, seen)
}

async fn serve(mut tcp: TcpStream, script: Vec<Step>, tls: Option<TlsAcceptor>, seen: Arc<Seen>) {
    let reset = match tls {
        None => play(&mut tcp, &script, &seen).await.unwrap_or(false),
        Some(acceptor) => {
            if let Ok(mut stream) = acceptor.accept(&mut tcp).await {
                _ = play(&mut stream, &script, &seen).await;
                _ = stream.shutdown().await;
            }
            false
        }
    };
    if reset {
        _ = tcp.set_zero_linger();
    }
}

fn door() -> Outbound {
    let names = StaticResolver::default().answer("hooks.test", &["127.0.0.1".parse().expect("a literal")]);
    door_with(names, Some(include_bytes!("tls/ca.pem").to_vec()))
}

fn door_with(resolver: impl Resolver, extra_ca_pem: Option<Vec<u8>>) -> Outbound {
    let policy = Policy::with_rules(vec![Rule::parse("127.0.0.0/8").expect("a rule")]);
    Outbound::new(Options { policy, resolver: Arc::new(resolver), extra_ca_pem }).expect("a door")
}

async fn post(door: &Outbound, url: &str) -> Answer {
    let target = parse_url(url).expect("a good address");
    let body = Bytes::from_static(b"the body");
    let answer = door.post(Post { target: &target, headers: HeaderMap::new(), body, timeout: LIMIT }).await;
    assert!(answer.took < LIMIT + LATE_MAX, "{answer:?}");
    answer
}

fn summary(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered { status, body, truncated: false, .. } => {
            format!("{status} {}", String::from_utf8_lossy(body))
        }
        Outcome::Answered { status, body, truncated: true, .. } => format!("{status} cut at {}", body.len()),
        Outcome::TimedOut { waiting_for } => format!("timed out waiting for {waiting_for:?}"),
        Outcome::Refused(forbidden) => format!("refused: {forbidden}"),
        Outcome::Failed { kind, status, .. } => format!("failed: {kind:?} {status:?}"),
    }
}

async fn check(script: &[Step], expected: &str) -> Arc<Seen> {
    let (port, seen) = receiver(&[script], None).await;
    let answer = post(&door(), &format!("http://127.0.0.1:{port}/in")).await;
    assert_eq!(summary(&answer.outcome), expected, "{answer:?}");
    if let Outcome::TimedOut { .. } = answer.outcome {
        assert!(answer.took >= LIMIT, "{answer:?}");
    }
    assert!(seen.requests.load(Ordering::SeqCst) <= 1, "sent once at most");
    seen
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers() {
    check(&[Read, Say(OK)], "200 ok").await;
    check(&[Read, Say("HTTP/1.1 204 No Content\r\n\r\n")], "204 ").await;
    check(&[Read, Say("HTTP/1.1 500 Oh\r\ncontent-length: 3\r\n\r\nbad")], "500 bad").await;
    check(&[Read, Say("HTTP/1.0 200 OK\r\n\r\nuntil I close")], "200 until I close").await;
    check(
        &[Read, Say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")],
        "200 abcde",
    )
    .await;
    check(&[Read, Say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"), Say(OK)], "200 ok")
        .await;
    let slowly = [Read, Say("HTTP/1.1 200 OK\r\ncontent-"), Wait(30), Say("length: 2\r\n\r\no"), Wait(30), Say("k")];
    check(&slowly, "200 ok").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redirect_is_an_answer() {
    let seen = check(&[Read, Say("HTTP/1.1 307 Again\r\nlocation: /in\r\ncontent-length: 0\r\n\r\n")], "307 ").await;
    assert_eq!(seen.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn resets_and_early_ends() {
    // At once, it may come while we are still connecting.
    check(&[Wait(20), Reset], "failed: Reset None").await;
    check(&[Read], "failed: Reset None").await;
    check(&[Read, Reset], "failed: Reset None").await;
    check(&[Read, Say("HTTP/1.1 200 OK\r\nconte")], "failed: Reset None").await;
    check(&[Read, Say("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab")], "failed: Reset Some(200)").await;
    check(&[Read, Say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab")], "failed: Reset Some(200)")
        .await;
    let late_reset = [Read, Say("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab"), Wait(50), Reset];
    check(&late_reset, "failed: Reset Some(200)").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hangs_and_slowness_end_at_the_limit() {
    check(&[Hang], "timed out waiting for Answer").await;
    check(&[Read, Hang], "timed out waiting for Answer").await;
    check(&[Read, Say("HTTP/1.1 200 OK\r\n"), Hang], "timed out waiting for Answer").await;
    check(&[Read, Drip("HTTP/1.1 200 OK\r\nx: y\r\n")], "timed out waiting for Answer").await;
    check(
        &[Read, Say("HTTP/1.1 202 OK\r\ncontent-length: 5\r\n\r\n"), Hang],
        "timed out waiting for Body { status: 202 }",
    )
    .await;
    check(&[Read, Say("HTTP/1.1 200 OK\r\n\r\n"), Drip("x")], "timed out waiting for Body { status: 200 }").await;
    check(&[Read, Flood("HTTP/1.1 100 Continue\r\n\r\n")], "timed out waiting for Answer").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endless_answers_are_cut() {
    for head in [
        "HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
    ] {
        let seen = check(&[Read, Say(head), Flood("3\r\nabc\r\n")], "200 cut at 16384").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        // The buffers of two sockets, not ten gigabytes: the connection was closed, not drained.
        let said = seen.bytes_said.load(Ordering::SeqCst);
        assert!(said < 20 * 1024 * 1024, "{said} bytes");
    }
    check(&[Read, Say("HTTP/1.1 200 OK\r\n"), Flood("x: y\r\n")], "failed: TooLarge None").await;
    check(&[Read, Say("HTTP/1.1 200 OK\r\nx: "), Flood("yyyyyyyyyyyyyyyyyyyyy")], "failed: TooLarge None").await;
    check(&[Read, Say("HTTP/1.1 200 "), Flood("yyyyyyyyyyyyyyyyyyyyy")], "failed: TooLarge None").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_http() {
    check(&[Read, Say("220 mail.test ESMTP\r\n")], "failed: Protocol None").await;
    check(&[Read, Say("HTTP/1.1 abc OK\r\n\r\n")], "failed: Protocol None").await;
    check(&[Read, Say("\u{0}\u{1}\u{2}\u{3}")], "failed: Protocol None").await;
    check(&[Read, Say("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")], "failed: Protocol None").await;
    check(&[Read, Say("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n")], "failed: Protocol None").await;
    check(&[Read, Say("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab")], "failed: Protocol None")
        .await;
    check(&[Read, Say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n")], "failed: Protocol Some(200)")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_before_the_request() {
    // Whether our first byte was out when it came is chance; either way it ends at once and nothing repeats.
    let (port, seen) = receiver(&[&[Say(OK), Hang]], None).await;
    let answer = post(&door(), &format!("http://127.0.0.1:{port}/")).await;
    assert!(["200 ok", "failed: Reset None"].contains(&summary(&answer.outcome).as_str()), "{answer:?}");
    assert_eq!(seen.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_there() {
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("bound");
    let answer = post(&door(), &format!("http://{closed}/")).await;
    assert_eq!(summary(&answer.outcome), "failed: Connect None", "{answer:?}");

    let answer = post(&door(), "http://gone.test/").await;
    assert_eq!(summary(&answer.outcome), "failed: Dns None", "{answer:?}");

    struct Silent;
    impl Resolver for Silent {
        fn lookup(&self, _: &str) -> Lookup {
            Box::pin(std::future::pending())
        }
    }
    let answer = post(&door_with(Silent, None), "http://hooks.test/").await;
    assert_eq!(summary(&answer.outcome), "timed out waiting for Connection", "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_address_is_tried() {
    let (port, _) = receiver(&[&[Read, Say(OK)]], None).await;
    let both = ["127.0.0.2", "127.0.0.1"].map(|address| address.parse().expect("a literal"));
    let answer =
        post(&door_with(StaticResolver::everywhere(both.to_vec()), None), &format!("http://two.test:{port}/")).await;
    assert_eq!(summary(&answer.outcome), "200 ok", "{answer:?}");
    assert_eq!(answer.connected.expect("opened").address.to_string(), format!("127.0.0.1:{port}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_are_kept() {
    let (port, seen) = receiver(&[&[Read, Say(OK), Read, Say(OK), Read, Say(OK), Hang]], None).await;
    let door = door();
    let url = format!("http://127.0.0.1:{port}/");
    let first = post(&door, &url).await;
    assert!(first.connected.is_some(), "{first:?}");
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let next = post(&door, &url).await;
        assert_eq!((summary(&next.outcome).as_str(), next.connected), ("200 ok", None));
    }
    assert_eq!(seen.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_connection_that_closed_meanwhile_is_replaced_unnoticed() {
    for ms in [0, 1, 5, 30] {
        let (port, seen) = receiver(&[&[Read, Say(OK)], &[Read, Say(OK), Hang]], None).await;
        let door = door();
        let url = format!("http://127.0.0.1:{port}/");
        post(&door, &url).await;
        tokio::time::sleep(Duration::from_millis(ms)).await;
        let second = post(&door, &url).await;
        // While the close is still on its way, writing may have begun: then it is said, not sent again.
        let allowed: &[&str] = if ms < 30 { &["200 ok", "failed: Reset None"] } else { &["200 ok"] };
        assert!(allowed.contains(&summary(&second.outcome).as_str()), "{second:?}");
        assert!(seen.requests.load(Ordering::SeqCst) <= 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_was_begun_is_never_repeated() {
    // The second request on the kept connection is read and answered with a hang-up.
    let (port, seen) = receiver(&[&[Read, Say(OK), Read], &[Read, Say(OK)]], None).await;
    let door = door();
    let url = format!("http://127.0.0.1:{port}/");
    post(&door, &url).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let second = post(&door, &url).await;
    assert_eq!(summary(&second.outcome), "failed: Reset None", "{second:?}");
    let counts = (seen.connections.load(Ordering::SeqCst), seen.requests.load(Ordering::SeqCst));
    assert_eq!(counts, (1, 2));
}

/// Knows the receiver once; after that it is silent.
struct Once(AtomicUsize);

impl Resolver for Once {
    fn lookup(&self, _: &str) -> Lookup {
        match self.0.fetch_add(1, Ordering::SeqCst) {
            0 => Box::pin(async { Ok(vec!["127.0.0.1".parse().expect("a literal")]) }),
            _ => Box::pin(std::future::pending()),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_on_anothers_connection_is_not_called_unsent() {
    // The second request starts to connect, then takes over the first one's connection, where nobody answers.
    let (port, seen) = receiver(&[&[Read, Wait(60), Say(OK), Read, Hang]], None).await;
    let door = door_with(Once(AtomicUsize::new(0)), None);
    let url = format!("http://hooks.test:{port}/");
    let first = tokio::spawn({
        let (door, url) = (door.clone(), url.clone());
        async move { post(&door, &url).await }
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    let second = post(&door, &url).await;
    assert_eq!(summary(&first.await.expect("no panic").outcome), "200 ok");
    assert_eq!(summary(&second.outcome), "timed out waiting for Answer", "{second:?}");
    assert_eq!(seen.requests.load(Ordering::SeqCst), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_and_what_is_kept() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let request = tokio::spawn(async move {
        let (mut tcp, _) = listener.accept().await.expect("a connection");
        let mut block = [0; 4096];
        let n = tcp.read(&mut block).await.expect("a request");
        let long = "x".repeat(2_000);
        let answer = format!(
            "HTTP/1.1 429 Slow\r\nretry-after: 120\r\nserver: {long}\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n"
        );
        tcp.write_all(answer.as_bytes()).await.expect("written");
        String::from_utf8_lossy(&block[..n]).into_owned()
    });
    let answer = post(&door(), &format!("http://HOOKS.test:{port}/a/../in?key=[1]&x=%41#top")).await;
    let expected = format!(
        "POST /in?key=[1]&x=%41 HTTP/1.1\r\nhost: hooks.test:{port}\r\nuser-agent: Pipewright/{}\r\ncontent-length: 8\r\n\r\nthe body",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(request.await.expect("seen"), expected);
    let Outcome::Answered { status: 429, headers, .. } = answer.outcome else { panic!("{answer:?}") };
    let kept: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.len())).collect();
    assert_eq!(kept, [("retry-after", 3), ("server", 512)]);
}

fn acceptor(certificate: &[u8]) -> TlsAcceptor {
    let chain = CertificateDer::pem_slice_iter(certificate).collect::<Result<_, _>>().expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/key.pem")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("versions").with_no_client_auth().with_single_cert(chain, key).expect("a pair");
    TlsAcceptor::from(Arc::new(config))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trust() {
    let right = acceptor(include_bytes!("tls/right.pem"));
    for (tls, host, expected, word) in [
        (right.clone(), "hooks.test", "200 ok", ""),
        (right.clone(), "hooks.test.", "200 ok", ""),
        (right.clone(), "127.0.0.1", "failed: Tls None", "not valid for name"),
        (acceptor(include_bytes!("tls/expired.pem")), "hooks.test", "failed: Tls None", "expired"),
        (acceptor(include_bytes!("tls/other.pem")), "hooks.test", "failed: Tls None", "not valid for name"),
    ] {
        let (port, _) = receiver(&[&[Read, Say(OK)]], Some(tls)).await;
        let names = StaticResolver::everywhere(vec!["127.0.0.1".parse().expect("a literal")]);
        let door = door_with(names, Some(include_bytes!("tls/ca.pem").to_vec()));
        let answer = post(&door, &format!("https://{host}:{port}/in")).await;
        assert_eq!(summary(&answer.outcome), expected, "{answer:?}");
        if let Outcome::Failed { kind, detail, .. } = &answer.outcome {
            assert_eq!(*kind, FailureKind::Tls);
            assert!(detail.contains(word), "{detail}");
        }
    }

    let names = || StaticResolver::everywhere(vec!["127.0.0.1".parse().expect("a literal")]);
    let (port, seen) = receiver(&[&[Read, Say(OK)]], Some(right)).await;
    let answer = post(&door_with(names(), None), &format!("https://hooks.test:{port}/")).await;
    assert_eq!(summary(&answer.outcome), "failed: Tls None", "an authority that nobody added: {answer:?}");
    assert_eq!(seen.requests.load(Ordering::SeqCst), 0);

    let (port, _) = receiver(&[&[Say("HTTP/1.1 400 Bad\r\n\r\n")]], None).await;
    let answer = post(&door(), &format!("https://hooks.test:{port}/")).await;
    assert_eq!(summary(&answer.outcome), "failed: Tls None", "not TLS at all: {answer:?}");

    let (port, _) = receiver(&[&[Hang]], None).await;
    let answer = post(&door(), &format!("https://hooks.test:{port}/")).await;
    assert_eq!(answer.outcome, Outcome::TimedOut { waiting_for: Waiting::Connection });
}

#[test]
fn authorities_that_are_none() {
    for pem in ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let options = Options { extra_ca_pem: Some(pem.into()), ..Options::default() };
        assert!(Outbound::new(options).is_err(), "{pem:?}");
    }
}
