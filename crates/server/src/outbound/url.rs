//! Reads the address of a receiver, once, at the door. What comes out can be sent to as it is.
//!
//! Follows the URL standard where it gives the text a meaning (numbers as hosts, dot segments, encoding), so
//! that the address that is checked is the one every other program would understand. Where the standard
//! merely repairs what nobody means (backslashes, tabs, missing slashes, credentials), the text is refused.
//! The caller keeps the text itself, byte for byte; only the prepared form goes over the wire.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bytes::Bytes;
use http::{HeaderValue, Uri};

use super::punycode;

const URL_CHARS_MAX: usize = 2_000; // What the oldest clients and proxies in between still carry.
const HOST_BYTES_MAX: usize = 253; // DNS.
const LABEL_BYTES_MAX: usize = 63; // DNS.

/// A receiver's address, ready to be sent to: cheap to clone, nothing left to parse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub(super) uri: Uri,
    pub(super) host_header: HeaderValue,
}

impl Target {
    /// Is it https?
    pub fn is_secure(&self) -> bool {
        self.uri.scheme_str() == Some("https")
    }

    /// Host and, unless it is the scheme's own, port: `hooks.example.com`, `[2001:db8::1]:8443`.
    pub fn authority(&self) -> &str {
        self.uri.authority().map_or("", http::uri::Authority::as_str)
    }

    /// Host and port, the scheme's own port filled in.
    pub fn host_and_port(&self) -> (&str, u16) {
        let port = self.uri.port_u16().unwrap_or(if self.is_secure() { 443 } else { 80 });
        (self.uri.host().unwrap_or_default(), port)
    }

    /// The address as it is sent.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }
}

/// What is wrong with an address, in words for the one who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlProblem {
    /// Over the limit.
    #[error("the address is longer than 2,000 characters")]
    TooLong,
    /// No scheme, or not one we speak.
    #[error("the address must begin with https:// or http://")]
    Scheme,
    /// A tab, line break or other invisible character.
    #[error("the address contains a line break, tab or other control character")]
    ControlCharacter,
    /// A backslash in host or path: read as a slash by some programs and not by others.
    #[error("the address contains a backslash; write / or %5C")]
    Backslash,
    /// `https:///path`.
    #[error("the address has no host")]
    NoHost,
    /// `https://user:password@host`.
    #[error("the address carries a user name or password before @; put a secret into the path or query instead")]
    UserInfo,
    /// Port 0, over 65535 or not a number.
    #[error("the port must be a number from 1 to 65535")]
    Port,
    /// Not a host name.
    #[error("the host is not a valid name: letters, digits, hyphens and dots, at most 63 between two dots")]
    Host,
    /// Looks like a number but is none.
    #[error("the host ends in a number and is not an IPv4 address")]
    Ipv4,
    /// Brackets without an IPv6 address in them.
    #[error("the brackets in the host do not contain an IPv6 address")]
    Ipv6,
    /// An international name that we cannot encode with certainty.
    #[error("the host contains characters we do not convert; write the name in its xn-- form")]
    International,
}

/// Prepares an address. Reports everything that is wrong with it.
pub fn parse_url(text: &str) -> Result<Target, Vec<UrlProblem>> {
    let text = text.trim_matches(|c: char| c <= ' ');
    if text.chars().count() > URL_CHARS_MAX {
        return Err(vec![UrlProblem::TooLong]);
    }
    let mut problems = Vec::new();
    if text.contains(|c: char| c.is_ascii_control()) {
        problems.push(UrlProblem::ControlCharacter);
    }
    let Some((secure, rest)) = scheme(text) else {
        problems.push(UrlProblem::Scheme);
        return Err(problems);
    };
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    if path.contains('\\') {
        problems.push(UrlProblem::Backslash);
    }
    let authority = authority_form(authority, secure, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    assemble(secure, &authority, path, query).ok_or_else(|| vec![UrlProblem::Host])
}

fn scheme(text: &str) -> Option<(bool, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    match scheme {
        s if s.eq_ignore_ascii_case("https") => Some((true, rest)),
        s if s.eq_ignore_ascii_case("http") => Some((false, rest)),
        _ => None,
    }
}

fn assemble(secure: bool, authority: &str, path: &str, query: Option<&str>) -> Option<Target> {
    let mut full = String::with_capacity(authority.len() + path.len() + 16);
    full.push_str(if secure { "https://" } else { "http://" });
    full.push_str(authority);
    push_path(&mut full, path);
    if let Some(query) = query {
        full.push('?');
        push_encoded(&mut full, query, |b| matches!(b, b' ' | b'"' | b'<' | b'>' | b'\''));
    }
    let uri = Uri::from_maybe_shared(Bytes::from(full)).ok()?;
    let host_header = HeaderValue::from_str(uri.authority()?.as_str()).ok()?;
    Some(Target { uri, host_header })
}

/// Host and port in one normal form, so that two spellings of a receiver share its connections.
fn authority_form(authority: &str, secure: bool, problems: &mut Vec<UrlProblem>) -> String {
    let host_port = match authority.rsplit_once('@') {
        Some((_, after)) => {
            problems.push(UrlProblem::UserInfo);
            after
        }
        None => authority,
    };
    let (host, port) = split_port(host_port);
    let mut out = match host_form(host) {
        Ok(host) => host,
        Err(problem) => {
            problems.push(problem);
            String::new()
        }
    };
    match port.map(parse_port) {
        None => {}
        Some(Some(port)) if port == if secure { 443 } else { 80 } => {}
        Some(Some(port)) => _ = write!(out, ":{port}"),
        Some(None) => problems.push(UrlProblem::Port),
    }
    out
}

/// An empty port (`host:`) is the scheme's own, as the standard says.
fn split_port(host_port: &str) -> (&str, Option<&str>) {
    let name_end =
        if host_port.starts_with('[') { host_port.find(']').map_or(host_port.len(), |at| at + 1) } else { 0 };
    match host_port[name_end..].find(':') {
        Some(at) if host_port.len() == name_end + at + 1 => (&host_port[..name_end + at], None),
        Some(at) => (&host_port[..name_end + at], Some(&host_port[name_end + at + 1..])),
        None => (host_port, None),
    }
}

fn parse_port(text: &str) -> Option<u16> {
    // `parse` alone would also take "+80".
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port != 0)
}

fn host_form(host: &str) -> Result<String, UrlProblem> {
    if host.is_empty() {
        return Err(UrlProblem::NoHost);
    }
    if let Some(inner) = host.strip_prefix('[') {
        let address = inner.strip_suffix(']').and_then(|inner| inner.parse::<Ipv6Addr>().ok());
        return address.map(|address| format!("[{address}]")).ok_or(UrlProblem::Ipv6);
    }
    let name = host.split('.').map(label_form).collect::<Result<Vec<_>, _>>()?.join(".");
    let bare = name.strip_suffix('.').unwrap_or(&name);
    if bare.len() > HOST_BYTES_MAX || bare.split('.').any(|label| label.is_empty() || label.len() > LABEL_BYTES_MAX) {
        return Err(UrlProblem::Host);
    }
    let last = bare.rsplit('.').next().unwrap_or(bare);
    if number(last).is_some() || last.bytes().all(|b| b.is_ascii_digit()) {
        return ipv4(bare).map(|address| address.to_string()).ok_or(UrlProblem::Ipv4);
    }
    Ok(name)
}

fn label_form(label: &str) -> Result<String, UrlProblem> {
    if !label.is_ascii() {
        return punycode::to_ascii(label).ok_or(UrlProblem::International);
    }
    let valid = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if valid { Ok(label.to_ascii_lowercase()) } else { Err(UrlProblem::Host) }
}

/// The standard's IPv4 reader: one to four parts, each decimal, octal (0…) or hexadecimal (0x…), the last
/// filling all bytes that are left. `0x7f.1` and `2130706433` are 127.0.0.1 to every browser.
fn ipv4(text: &str) -> Option<Ipv4Addr> {
    let parts = text.split('.').map(number).collect::<Option<Vec<u64>>>()?;
    let (last, leading) = parts.split_last()?;
    if leading.len() > 3 || leading.iter().any(|part| *part > 255) || *last >= 256u64.pow(4 - leading.len() as u32) {
        return None;
    }
    let high = leading.iter().enumerate().map(|(n, part)| part << (8 * (3 - n))).sum::<u64>();
    u32::try_from(high + last).ok().map(Ipv4Addr::from_bits)
}

fn number(part: &str) -> Option<u64> {
    let hex = part.strip_prefix("0x").or_else(|| part.strip_prefix("0X"));
    let (digits, radix) = match hex {
        Some(digits) => (digits, 16),
        None if part.len() > 1 && part.starts_with('0') => (&part[1..], 8),
        None => (part, 10),
    };
    if part.is_empty() || !digits.bytes().all(|b| (b as char).is_digit(radix)) {
        return None;
    }
    // Out of range is still a number, only no part of an address: all ones fails every later bound.
    Some(if digits.is_empty() { 0 } else { u64::from_str_radix(digits, radix).unwrap_or(u64::from(u32::MAX) + 1) })
}

/// The path with its dot segments resolved and encoded, never empty.
fn push_path(out: &mut String, path: &str) {
    let mut kept: Vec<&str> = Vec::new();
    let mut open = false; // Ends in a dot segment, so the path ends in a slash.
    for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
        open = true;
        match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "." => {}
            ".." => _ = kept.pop(),
            _ => {
                kept.push(segment);
                open = false;
            }
        }
    }
    for segment in kept.iter().chain(open.then_some(&"")) {
        out.push('/');
        push_encoded(out, segment, |b| matches!(b, b' ' | b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'}'));
    }
}

fn push_encoded(out: &mut String, text: &str, also: impl Fn(u8) -> bool) {
    for byte in text.bytes() {
        if byte.is_ascii() && !byte.is_ascii_control() && !also(byte) {
            out.push(char::from(byte));
        } else {
            _ = write!(out, "%{byte:02X}");
        }
    }
}

/// The literal address that a prepared host is, if it is one.
pub(super) fn literal(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(v6) => v6.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let got = match parse_url(text) {
            Ok(target) => target.uri.to_string(),
            Err(problems) => format!("{problems:?}"),
        };
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn what_an_address_becomes() {
        check("https://Hooks.Example.com", "https://hooks.example.com/");
        check("HTTPS://hooks.example.com:443/in", "https://hooks.example.com/in");
        check("http://hooks.example.com:80", "http://hooks.example.com/");
        check("http://hooks.example.com:443", "http://hooks.example.com:443/");
        check("http://hooks.example.com:/x", "http://hooks.example.com/x");
        check("  https://a.test/x \n", "https://a.test/x");
        check("https://a.test/in?key=s3cr3t&b=%20+[]|{}&&=#top", "https://a.test/in?key=s3cr3t&b=%20+[]|{}&&=");
        check("https://a.test?x", "https://a.test/?x");
        check("https://a.test/x?", "https://a.test/x?");
        check("https://a.test/?a=1?b='2'", "https://a.test/?a=1?b=%272%27");
        check(
            "https://a.test/привет?имя=я",
            "https://a.test/%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82?%D0%B8%D0%BC%D1%8F=%D1%8F",
        );
        check("https://a.test/a b/{c}/%7Bd%7D", "https://a.test/a%20b/%7Bc%7D/%7Bd%7D");
        check("https://a.test/a/./b/../c/%2E%2e/d/..", "https://a.test/a/");
        check("https://a.test/../../x//y/", "https://a.test/x//y/");
        check("https://пример.рф/x", "https://xn--e1afmkfd.xn--p1ai/x");
        check("https://Bücher.example", "https://xn--bcher-kva.example/");
        check("https://xn--e1afmkfd.xn--p1ai", "https://xn--e1afmkfd.xn--p1ai/");
        check("https://a_b.test.", "https://a_b.test./");
        check("http://[2001:DB8::0:1]:8080/x", "http://[2001:db8::1]:8080/x");
        check("http://2130706433/", "http://127.0.0.1/");
        check("http://0x7f.1/", "http://127.0.0.1/");
        check("http://0177.0.0.01/", "http://127.0.0.1/");
        check("http://127.1.", "http://127.0.0.1/");
        check("http://0/", "http://0.0.0.0/");
        check("http://0x/", "http://0.0.0.0/");
        check("http://4294967295", "http://255.255.255.255/");
        check("http://1.2.3.example/", "http://1.2.3.example/");
        check("http://0x7f.example/", "http://0x7f.example/");
    }

    #[test]
    fn what_is_refused() {
        check("", "[Scheme]");
        check("hooks.example.com/x", "[Scheme]");
        check("ftp://a.test", "[Scheme]");
        check("javascript:alert(1)", "[Scheme]");
        check("http:/a.test", "[Scheme]");
        check("http:///a.test", "[NoHost]");
        check("https://", "[NoHost]");
        check("https://:80/", "[NoHost]");
        check("https://user@a.test", "[UserInfo]");
        check("https://a.test:1@b.test:0", "[UserInfo, Port]");
        check("https://a.test:+80", "[Port]");
        check("https://a.test:65536", "[Port]");
        check("https://a.test:80:80", "[Port]");
        check("https://[::1", "[Ipv6]");
        check("https://[::1]x", "[Ipv6]");
        check("https://[fe80::1%25eth0]/", "[Ipv6]");
        check("https://[127.0.0.1]/", "[Ipv6]");
        check("http://256.1.1.1", "[Ipv4]");
        check("http://1.2.3.4.5", "[Ipv4]");
        check("http://4294967296", "[Ipv4]");
        check("http://08.1.1.9", "[Ipv4]");
        check("http://99999999999999999999999", "[Ipv4]");
        check("http://a.test.0x1", "[Ipv4]");
        check("https://a..b", "[Host]");
        check("https://a b.test", "[Host]");
        check("https://127%2e0.0.1", "[Host]");
        check("https://１２７.0.0.1/", "[International]");
        check("https://a。b/", "[International]");
        check("https://a.test\\@b.test/", "[Backslash]");
        check("https://a.test/x\\y", "[Backslash]");
        check("https://a.te\tst/\\", "[ControlCharacter, Backslash, Host]");
        check(&format!("https://a.test/{}", "x".repeat(2_000)), "[TooLong]");
        check(&format!("https://{}.test/", "x".repeat(64)), "[Host]");
    }

    #[test]
    fn no_text_makes_it_panic() {
        let pieces = ["http://", "[", "]", ":", "@", "/", "?", "#", "%", "é", "0x", "..", "\u{0}", "9", "xn--", "я"];
        for a in pieces {
            for b in pieces {
                for c in pieces {
                    for d in pieces {
                        _ = parse_url(&format!("https://{a}{b}{c}{d}"));
                        _ = parse_url(&format!("{a}{b}{c}{d}"));
                    }
                }
            }
        }
    }
}
