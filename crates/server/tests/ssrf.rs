//! The door does not lead inside. Every spelling of a forbidden address that we know, aimed at a listener that
//! really listens there; what counts is not what we answer but that it accepts nothing.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use server::outbound::address::{Policy, Rule};
use server::outbound::resolver::StaticResolver;
use server::outbound::{Options, Outbound, Outcome, Post, parse_url};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Whole hosts, each tried with four schemes, ports and paths around it.
const HOSTS: &[&str] = &[
    // Loopback, written as the standard reads numbers.
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.0.0.01",
    "127.000.000.001",
    "127.255.255.254",
    "2130706433",
    "2130706433.",
    "017700000001",
    "00000017700000001",
    "0177.0.0.1",
    "0177.0.1",
    "0177.1",
    "0177.0.0.0x1",
    "0x7f000001",
    "0x7F000001",
    "0X7F000001",
    "0x000000007f000001",
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "0x7f.0.0.1",
    "127.0.0x1",
    "127.0x000001",
    "127.65535",
    "0",
    "0.0.0.0",
    "0x0",
    "00",
    "0.0",
    // Loopback in IPv6 and inside it.
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::0001]",
    "[::]",
    "[::0]",
    "[0:0:0:0:0:0:0:0]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::ffff:127.0.0.1]",
    "[::FFFF:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:7f00:0001]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[0:0:0:0:0:ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[::ffff:0.0.0.0]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::127.0.0.1]",
    "[64:ff9b:1:7f00:0:1::]",
    "[2002:7f00:1::]",
    "[2002:7f00:0001::1]",
    "[2001::1]",
    "[2001:0:7f00:1::]",
    "[2001:0:0:0:0:0:80ff:fffe]",
    "[::ffff:127.0.0.1%25lo]",
    "[::1%251]",
    "[fe80::1%25eth0]",
    // Names that mean this machine, or are made to.
    "localhost",
    "LOCALHOST",
    "LocalHost",
    "localhost.",
    "localhost..",
    "a.localhost",
    "evil.com.localhost",
    "A.B.LOCALHOST.",
    "localhost.localdomain",
    "ip6-localhost",
    "ip6-loopback",
    "inside.test",
    "INSIDE.test.",
    "127.0.0.1.inside.test",
    "2130706433.inside.test",
    "xn--e1afmkfd.test",
    "пример.рф",
    "bücher.test",
    // Digits and dots that look like themselves.
    "１２７.０.０.１",
    "１２７．０．０．１",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "①②⑦.⓪.⓪.①",
    "١٢٧.٠.٠.١",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "ｌｏｃａｌｈｏｓｔ",
    "localhoſt",
    "lo\u{ad}calhost",
    "local\u{200b}host",
    "localhost\u{3000}",
    "𝟏𝟐𝟕.𝟎.𝟎.𝟏",
    "[：：1]",
    // Encoded, quoted, split.
    "127%2e0%2e0%2e1",
    "%31%32%37.0.0.1",
    "%6c%6f%63%61%6c%68%6f%73%74",
    "127.0.0.1%00",
    "127.0.0.1%0a",
    "127.0.0.1%09.example.com",
    "loc%61lhost",
    "[::%31]",
    "127.0.0.1\t",
    "127.0.\n0.1",
    "127.0.0.1\r\nhost:x",
    "127.0.0.1 ",
    " 127.0.0.1",
    "127.0.0.1\u{0}",
    "127.0.0.1,example.com",
    "127.0.0.1;example.com",
    "127.0.0.1&example.com",
    "(127.0.0.1)",
    "'127.0.0.1'",
    "[127.0.0.1]",
    "[[::1]]",
    "[::1",
    "::1",
    // Numbers out of range wrap in some libraries.
    "383.256.256.257",
    "256.0.0.1",
    "127.0.0.257",
    "127.0.0.1.1",
    "4294967297",
    "6425673729",
    "0x17f000001",
    "0x1000000007f000001",
    "127.0.0.0x101",
    "0377.0377.0377.0377",
    "08.0.0.1",
    "127.0.0.-1",
    // Private and other special networks.
    "10.0.0.1",
    "10.1",
    "0xa.1",
    "012.1",
    "167772161",
    "172.16.0.1",
    "172.31.255.254",
    "0xac100001",
    "192.168.0.1",
    "192.168.1",
    "3232235521",
    "0xc0a80001",
    "0300.0250.1",
    "100.64.0.1",
    "100.127.0.1",
    "169.254.1.1",
    "198.18.0.1",
    "198.19.255.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "0xffffffff",
    "4294967295",
    "[::ffff:10.0.0.1]",
    "[::ffff:a00:1]",
    "[::ffff:192.168.0.1]",
    "[::ffff:c0a8:1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b::192.168.0.1]",
    "[2002:a00:1::1]",
    "[2002:c0a8:1::1]",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[febf::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[ff05::2]",
    "[100::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[4000::1]",
    // Metadata services.
    "169.254.169.254",
    "169.254.43518",
    "169.16689662",
    "2852039166",
    "0xa9fea9fe",
    "0xA9.0xFE.0xA9.0xFE",
    "0251.0376.0251.0376",
    "0251.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::]",
    "[fd00:ec2::254]",
    "metadata.test",
    // Names with one good and one bad address.
    "half.test",
    "mapped.test",
];

/// Whole addresses, for tricks that need more than the host. `PORT` is the listener's.
const ADDRESSES: &[&str] = &[
    "http://example.com@127.0.0.1:PORT/",
    "http://example.com:80@127.0.0.1:PORT/",
    "http://example.com%40127.0.0.1:PORT/",
    "http://127.0.0.1:PORT@127.0.0.1:PORT/",
    "http://a@b@127.0.0.1:PORT/",
    "http://@127.0.0.1:PORT/",
    "http://:@127.0.0.1:PORT/",
    "http://example.com#@127.0.0.1:PORT/?inside.test",
    "http://example.com\\@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@example.com/",
    "http://127.0.0.1:PORT#@example.com/",
    "http://127.0.0.1:PORT?@example.com/",
    "http://127.0.0.1:PORT/@example.com/",
    "http://127.0.0.1:PORT;@example.com/",
    "http:\\\\127.0.0.1:PORT\\",
    "http:/127.0.0.1:PORT/",
    "http:127.0.0.1:PORT/",
    "http:///127.0.0.1:PORT/",
    "http:////127.0.0.1:PORT/",
    "//127.0.0.1:PORT/",
    "127.0.0.1:PORT/",
    "\thttp://127.0.0.1:PORT/",
    "ht\ttp://127.0.0.1:PORT/",
    "http\u{0}://127.0.0.1:PORT/",
    "HTTP://127.0.0.1:PORT/",
    "hTtPs://127.0.0.1:PORT/",
    "ftp://127.0.0.1:PORT/",
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "gopher://127.0.0.1:PORT/_x",
    "dict://127.0.0.1:PORT/x",
    "jar:http://127.0.0.1:PORT/!/",
    "unix:/run/x.sock",
    "http+unix://%2Frun%2Fx.sock/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "ws://127.0.0.1:PORT/",
    "view-source:http://127.0.0.1:PORT/",
    "http://127.0.0.1:0PORT/",
    "http://127.0.0.1:PORT:80/",
    "http://127.0.0.1::PORT/",
    "http://127.0.0.1:+PORT/",
    "http://127.0.0.1:PORT.example.com/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::1]:PORT@inside.test/",
    "http://localhost:PORT#.example.com",
    "http://localhost:PORT?.example.com",
    "http://inside.test:PORT/..//127.0.0.1/",
    "http://127.0.0.1:PORT/\r\nHost: example.com",
    "http://127.0.0.1:PORT/ HTTP/1.1\r\nX: y",
];

struct Inside {
    port: u16,
    accepted: Arc<AtomicUsize>,
}

/// Listens, counts and answers whoever comes.
async fn listen_on(address: &str, answer: &'static str) -> Inside {
    let listener = TcpListener::bind(address).await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let accepted = Arc::new(AtomicUsize::new(0));
    let count = accepted.clone();
    tokio::spawn(async move {
        while let Ok((mut tcp, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut block = [0; 4096];
                _ = tcp.read(&mut block).await;
                _ = tcp.write_all(answer.as_bytes()).await;
            });
        }
    });
    Inside { port, accepted }
}

const OK: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

fn ip(text: &str) -> IpAddr {
    text.parse().expect("a literal")
}

/// Every name leads to the listener, some to worse.
fn names() -> StaticResolver {
    StaticResolver::everywhere(vec![ip("127.0.0.1")])
        .answer("metadata.test", &[ip("169.254.169.254")])
        .answer("half.test", &[ip("2606:4700::1111"), ip("127.0.0.1")])
        .answer("mapped.test", &[ip("::ffff:127.0.0.1")])
}

fn door(policy: Policy, resolver: StaticResolver) -> Outbound {
    Outbound::new(Options { policy, resolver: Arc::new(resolver), extra_ca_pem: None }).expect("a door")
}

/// `None`: refused as an address, before anything was looked up.
async fn attempt(door: &Outbound, url: &str) -> Option<Outcome> {
    let target = parse_url(url).ok()?;
    let timeout = Duration::from_secs(5);
    let post = Post { target: &target, headers: HeaderMap::new(), body: Bytes::from_static(b"x"), timeout };
    Some(door.post(post).await.outcome)
}

fn corpus(port: u16) -> Vec<String> {
    let mut all = Vec::new();
    for host in HOSTS {
        all.push(format!("http://{host}:{port}/"));
        all.push(format!("https://{host}:{port}/in?x=1"));
        all.push(format!("http://{host}/"));
        all.push(format!("HTTP://{host}:{port}#top"));
    }
    all.extend(ADDRESSES.iter().map(|address| address.replace("PORT", &port.to_string())));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_spelling_leads_inside() {
    assert!(HOSTS.len() + ADDRESSES.len() >= 200);
    let inside = listen_on("127.0.0.1:0", OK).await;
    let door = door(Policy::public_only(), names());
    let mut refused_at_the_connection = 0;
    for url in corpus(inside.port) {
        match attempt(&door, &url).await {
            None => {}
            Some(Outcome::Refused(_)) => refused_at_the_connection += 1,
            Some(other) => panic!("{url:?}: {other:?}"),
        }
        assert_eq!(inside.accepted.load(Ordering::SeqCst), 0, "{url:?}");
    }
    // Most spellings are good addresses: it is the connector that holds, not the parser.
    assert!(refused_at_the_connection > 500, "{refused_at_the_connection}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_corpus_reaches_it_when_allowed() {
    // So that the zero above means something: the listener is reachable under these spellings.
    let inside = listen_on("127.0.0.1:0", OK).await;
    let door = door(Policy::allow_all(), names());
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
        "localhost",
        "a.localhost",
        "inside.test",
        "mapped.test",
    ] {
        let url = format!("http://{host}:{}/", inside.port);
        let outcome = attempt(&door, &url).await;
        assert!(matches!(outcome, Some(Outcome::Answered { status: 200, .. })), "{url}: {outcome:?}");
    }
    assert_eq!(inside.accepted.load(Ordering::SeqCst), 8);
    let metadata = attempt(&door, "http://169.254.169.254/").await;
    assert!(matches!(metadata, Some(Outcome::Refused(_))), "{metadata:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_changes_its_address() {
    // 127.0.0.2 plays the public address: it is on the allow list, 127.0.0.1 is not.
    let inside = listen_on("127.0.0.1:0", OK).await;
    let outside = listen_on(&format!("127.0.0.2:{}", inside.port), OK).await;
    let rebinding =
        StaticResolver::default().answer("rebind.test", &[ip("127.0.0.2")]).answer("rebind.test", &[ip("127.0.0.1")]);
    let door = door(Policy::with_rules(vec![Rule::parse("127.0.0.2").expect("a rule")]), rebinding);
    let url = format!("http://rebind.test:{}/", outside.port);

    // One look-up, checked and used: between the check and the connection there is nothing to change.
    let first = attempt(&door, &url).await;
    assert!(matches!(first, Some(Outcome::Answered { status: 200, .. })), "{first:?}");
    let second = attempt(&door, &url).await;
    assert!(matches!(second, Some(Outcome::Refused(_))), "{second:?}");
    assert_eq!((outside.accepted.load(Ordering::SeqCst), inside.accepted.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redirect_inside_is_not_followed() {
    const AWAY: &str = "HTTP/1.1 302 Away\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let outside = listen_on("127.0.0.2:0", AWAY).await;
    let inside = listen_on("127.0.0.1:0", OK).await;
    let door = door(Policy::with_rules(vec![Rule::parse("127.0.0.2").expect("a rule")]), names());
    let outcome = attempt(&door, &format!("http://127.0.0.2:{}/", outside.port)).await;
    assert!(matches!(outcome, Some(Outcome::Answered { status: 302, .. })), "{outcome:?}");
    assert_eq!(inside.accepted.load(Ordering::SeqCst), 0);
}
