//! The address a hook is posted to. The text is checked and kept as it is; resolving it and deciding which hosts may
//! be reached is the server's.

use std::fmt;

use crate::limits::HOOK_ADDRESS_BYTES_MAX;

/// An absolute http or https address, byte for byte as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HookAddress {
    text: String,
    host: String,
    is_plain_http: bool,
}

/// Why a text is no hook address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HookProblem {
    /// There is no address at all.
    Missing,
    /// Longer than [`HOOK_ADDRESS_BYTES_MAX`].
    TooLong,
    /// Blanks, control characters or a backslash, which programs read in different ways.
    OddCharacters,
    /// Does not begin with `https://` or `http://`.
    NotAbsolute,
    /// A name or password before the host.
    UserInfo,
    /// No host, or none that a name or address can be.
    BadHost,
    /// The port is no number from 1 to 65535.
    BadPort,
    /// Without encryption, where that is not allowed.
    PlainHttp,
}

impl HookAddress {
    /// Reads an address. An empty text is [`HookProblem::Missing`].
    pub fn parse(text: &str, allow_plain_http: bool) -> Result<HookAddress, HookProblem> {
        if text.is_empty() {
            return Err(HookProblem::Missing);
        }
        if text.len() > HOOK_ADDRESS_BYTES_MAX {
            return Err(HookProblem::TooLong);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(HookProblem::OddCharacters);
        }
        let (is_plain_http, rest) = split_scheme(text).ok_or(HookProblem::NotAbsolute)?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host_of(authority)?;
        if is_plain_http && !allow_plain_http {
            return Err(HookProblem::PlainHttp);
        }
        Ok(HookAddress { text: text.to_owned(), host: host.to_owned(), is_plain_http })
    }

    /// The whole address, unchanged.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host as written, without the port; an IPv6 address with its brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether hooks would travel without encryption.
    pub fn is_plain_http(&self) -> bool {
        self.is_plain_http
    }
}

impl HookProblem {
    /// A stable name in kebab-case.
    pub fn code(self) -> &'static str {
        match self {
            HookProblem::Missing => "no-hook-address",
            HookProblem::TooLong => "hook-address-too-long",
            HookProblem::OddCharacters => "hook-address-odd-characters",
            HookProblem::NotAbsolute => "hook-address-not-absolute",
            HookProblem::UserInfo => "hook-address-user-info",
            HookProblem::BadHost => "hook-address-bad-host",
            HookProblem::BadPort => "hook-address-bad-port",
            HookProblem::PlainHttp => "hook-address-plain-http",
        }
    }
}

impl fmt::Display for HookProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HookProblem::Missing => {
                "There is no hook address. Set dp.webhook_url in the manifest or an address for this installation."
            }
            HookProblem::TooLong => "The hook address is too long.",
            HookProblem::OddCharacters => "The hook address contains a blank, a control character or a backslash.",
            HookProblem::NotAbsolute => "The hook address does not begin with https://.",
            HookProblem::UserInfo => {
                "The hook address contains a user name or password. Put a token into the path or the query instead."
            }
            HookProblem::BadHost => "The hook address has no valid host.",
            HookProblem::BadPort => "The port of the hook address is not a number from 1 to 65535.",
            HookProblem::PlainHttp => {
                "The hook address uses plain http. Use https, or let an administrator allow this address."
            }
        })
    }
}

fn split_scheme(text: &str) -> Option<(bool, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Some((false, rest)),
        "http" => Some((true, rest)),
        _ => None,
    }
}

fn host_of(authority: &str) -> Result<&str, HookProblem> {
    if authority.contains('@') {
        return Err(HookProblem::UserInfo);
    }
    let bracket = if authority.starts_with('[') { authority.find(']').ok_or(HookProblem::BadHost)? } else { 0 };
    let (host, port) = match authority[bracket..].find(':') {
        Some(colon) => (&authority[..bracket + colon], Some(&authority[bracket + colon + 1..])),
        None => (authority, None),
    };
    if !is_host(host) {
        return Err(HookProblem::BadHost);
    }
    match port {
        Some(port) if !is_port(port) => Err(HookProblem::BadPort),
        _ => Ok(host),
    }
}

fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inner.parse::<std::net::Ipv6Addr>().is_ok();
    }
    !host.is_empty()
        && host.chars().any(|c| c != '.')
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_') || !c.is_ascii())
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        //    text                                              plain http  outcome
        check("https://hooks.example.test/notify", false, "hooks.example.test");
        check("HTTPS://Example.test", false, "Example.test");
        check("https://example.test:8443?x=1", false, "example.test");
        check("https://example.test#part", false, "example.test");
        check("https://пример.испытание/хук", false, "пример.испытание");
        check("https://my_host/{{lead.id}}?a=%20&b=\"", false, "my_host");
        check("https://192.0.2.7/", false, "192.0.2.7");
        check("https://[2001:db8::1]:8443/x", false, "[2001:db8::1]");
        check("http://localhost:9000/", true, "localhost");
        check("http://localhost:9000/", false, "hook-address-plain-http");
        check("", false, "no-hook-address");
        check(" https://example.test", false, "hook-address-odd-characters");
        check("https://exa\tmple.test", false, "hook-address-odd-characters");
        check("https://example.test\\@other.test/", false, "hook-address-odd-characters");
        check("/notify", false, "hook-address-not-absolute");
        check("//example.test/", false, "hook-address-not-absolute");
        check("example.test", false, "hook-address-not-absolute");
        check("ftp://example.test", true, "hook-address-not-absolute");
        check("javascript://example.test", true, "hook-address-not-absolute");
        check("https:/example.test", false, "hook-address-not-absolute");
        check("https://user:secret@example.test/", false, "hook-address-user-info");
        check("https://", false, "hook-address-bad-host");
        check("https:///path", false, "hook-address-bad-host");
        check("https://.", false, "hook-address-bad-host");
        check("https://:80/", false, "hook-address-bad-host");
        check("https://exa%6dple.test", false, "hook-address-bad-host");
        check("https://[::1", false, "hook-address-bad-host");
        check("https://[::1]x", false, "hook-address-bad-host");
        check("https://[no]/", false, "hook-address-bad-host");
        check("https://example.test:", false, "hook-address-bad-port");
        check("https://example.test:0", false, "hook-address-bad-port");
        check("https://example.test:65536", false, "hook-address-bad-port");
        check("https://example.test:+80", false, "hook-address-bad-port");
        check("https://a:80:80/", false, "hook-address-bad-port");
    }

    #[test]
    fn length_on_both_sides() {
        let start = "https://example.test/";
        let longest = format!("{start}{}", "a".repeat(HOOK_ADDRESS_BYTES_MAX - start.len()));
        check(&longest, false, "example.test");
        check(&format!("{longest}a"), false, "hook-address-too-long");
    }

    #[track_caller]
    fn check(text: &str, allow_plain_http: bool, expected: &str) {
        match HookAddress::parse(text, allow_plain_http) {
            Ok(address) => {
                assert_eq!(address.host(), expected);
                assert_eq!(address.as_str(), text, "The text is kept byte for byte.");
            }
            Err(problem) => assert_eq!(problem.code(), expected, "{text}"),
        }
    }
}
