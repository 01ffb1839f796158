//! Which addresses a request to a user-given target may reach. A pure judgement: no socket, no resolver.
//!
//! The rule is "public unicast, or expressly allowed". IPv4 is a list of what is forbidden (the registries
//! call nearly everything else public); IPv6 is the other way round: only 2000::/3 is public, and out of that
//! come the special blocks. An address that carries another one inside (mapped, NAT64) is judged by the inner
//! one; transition mechanisms whose relays could be anywhere (6to4, Teredo) are refused as a whole.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an operator allows on top of public addresses.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    allow_all: bool,
    rules: Vec<Rule>,
}

/// One entry of the allow list: a network or a host name, optionally with one port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    what: What,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Net { net: IpAddr, prefix: u8 },
    Host(String),
}

/// A refusal: which address, and why. Goes into the delivery log as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forbidden {
    /// The address that the target led to.
    pub address: IpAddr,
    /// What kind of address it is, in words.
    pub why: &'static str,
}

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}", self.address, self.why)
    }
}

impl Policy {
    /// Public addresses only.
    pub fn public_only() -> Policy {
        Policy::default()
    }

    /// Public addresses and what these rules name.
    pub fn with_rules(rules: Vec<Rule>) -> Policy {
        Policy { allow_all: false, rules }
    }

    /// For `serve --dev`: everything but the metadata services of cloud providers, which hand out credentials
    /// and which no developer's receiver listens on.
    pub fn allow_all() -> Policy {
        Policy { allow_all: true, rules: Vec::new() }
    }

    /// May a request meant for `host` (a name or a literal, lower case) go to this address and port?
    pub fn check(&self, host: &str, address: IpAddr, port: u16) -> Result<(), Forbidden> {
        let address = address.to_canonical();
        let Some(why) = forbidden(address) else {
            return Ok(());
        };
        let metadata = METADATA.contains(&address);
        if (self.allow_all && !metadata) || self.rules.iter().any(|rule| rule.allows(host, address, port, metadata)) {
            return Ok(());
        }
        Err(Forbidden { address, why })
    }

    /// May hooks go to this host without encryption? In development mode, and where a rule names the host.
    pub fn allows_plain_http(&self, host: &str, port: u16) -> bool {
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        let address = host.parse::<IpAddr>().ok();
        self.allow_all || self.rules.iter().any(|rule| rule.names(&host, address, port))
    }
}

impl Rule {
    /// Reads `10.0.0.0/8`, `10.0.0.5`, `10.0.0.5:8080`, `[fd00::5]:8080`, `fd00::/8`, `crm.internal` or
    /// `crm.internal:8443`.
    pub fn parse(text: &str) -> Result<Rule, String> {
        let wrong = || {
            format!("\"{text}\" is not a network (10.0.0.0/8), an address or a host name, each optionally with :port")
        };
        if let Some((net, prefix)) = text.split_once('/') {
            let (Ok(net), Ok(prefix)) = (net.parse::<IpAddr>(), prefix.parse::<u8>()) else {
                return Err(wrong());
            };
            return Rule::network(net, prefix);
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Rule::network(address, bits(address));
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse::<u16>().ok().filter(|p| *p != 0).ok_or_else(wrong)?)),
            None => (text, None),
        };
        let literal = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
        if let Ok(address) = literal.parse::<IpAddr>() {
            return Ok(Rule { port, ..Rule::network(address, bits(address))? });
        }
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let name_like = !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_')
            && !host.rsplit('.').next().unwrap_or_default().bytes().all(|b| b.is_ascii_digit());
        if name_like { Ok(Rule { what: What::Host(host), port }) } else { Err(wrong()) }
    }

    fn network(net: IpAddr, prefix: u8) -> Result<Rule, String> {
        if prefix > bits(net) {
            return Err(format!("{net} has only {} bits, not {prefix}", bits(net)));
        }
        Ok(Rule { what: What::Net { net, prefix }, port: None })
    }

    fn names(&self, host: &str, address: Option<IpAddr>, port: u16) -> bool {
        let named = match &self.what {
            What::Net { net, prefix } => address.is_some_and(|address| inside(address.to_canonical(), *net, *prefix)),
            What::Host(name) => host.trim_end_matches('.') == name,
        };
        named && self.port.is_none_or(|allowed| allowed == port)
    }

    fn allows(&self, host: &str, address: IpAddr, port: u16, metadata: bool) -> bool {
        let named = match &self.what {
            // A wide network must not open the metadata service by accident: that one is named in full.
            What::Net { net, prefix } => inside(address, *net, *prefix) && (!metadata || *prefix == bits(*net)),
            What::Host(name) => !metadata && host.trim_end_matches('.') == name,
        };
        named && self.port.is_none_or(|allowed| allowed == port)
    }
}

/// Why this address is not for user-given targets; `None` for a public one.
pub fn forbidden(address: IpAddr) -> Option<&'static str> {
    let address = address.to_canonical();
    if METADATA.contains(&address) {
        return Some("the metadata service of a cloud provider");
    }
    match address {
        IpAddr::V4(v4) => forbidden_v4(v4),
        IpAddr::V6(v6) => forbidden_v6(v6),
    }
}

fn forbidden_v4(address: Ipv4Addr) -> Option<&'static str> {
    let found = V4.iter().find(|(net, prefix, _)| inside(address.into(), (*net).into(), *prefix));
    found.map(|(_, _, why)| *why)
}

fn forbidden_v6(address: Ipv6Addr) -> Option<&'static str> {
    if inside(address.into(), NAT64.into(), 96) {
        let [.., a, b, c, d] = address.octets();
        return forbidden(Ipv4Addr::new(a, b, c, d).into());
    }
    let found = V6.iter().find(|(net, prefix, _)| inside(address.into(), (*net).into(), *prefix));
    match found {
        Some((_, _, why)) => Some(why),
        None if inside(address.into(), PUBLIC_V6.into(), 3) => None,
        None => Some("outside the public IPv6 space"),
    }
}

fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn inside(address: IpAddr, net: IpAddr, prefix: u8) -> bool {
    let differing = match (address, net) {
        (IpAddr::V4(a), IpAddr::V4(n)) => (a.to_bits() ^ n.to_bits()).leading_zeros(),
        (IpAddr::V6(a), IpAddr::V6(n)) => (a.to_bits() ^ n.to_bits()).leading_zeros(),
        _ => return false,
    };
    differing >= u32::from(prefix)
}

/// Services that answer anybody on the machine with its credentials.
const METADATA: [IpAddr; 5] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)), // Nearly every provider.
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 2)),   // Container credentials.
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)), // One that lies in the carrier-grade NAT block.
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),   // One that lies in public space.
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
];

const PUBLIC_V6: Ipv6Addr = Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0);
const NAT64: Ipv6Addr = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0);

/// The special-purpose registry of IPv4 (RFC 6890 and its updates).
const V4: &[(Ipv4Addr, u8, &str)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, "unspecified or \"this network\""),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "a private address"),
    (Ipv4Addr::new(100, 64, 0, 0), 10, "a carrier-grade NAT address"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "a loopback address"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "a link-local address"),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "a private address"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "a protocol assignment"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "a documentation address"),
    (Ipv4Addr::new(192, 31, 196, 0), 24, "an AS112 address"),
    (Ipv4Addr::new(192, 52, 193, 0), 24, "a multicast-tunnel address"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "a 6to4 relay address"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "a private address"),
    (Ipv4Addr::new(192, 175, 48, 0), 24, "an AS112 address"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "a benchmarking address"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "a documentation address"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "a documentation address"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "a multicast address"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "a reserved or broadcast address"),
];

/// Blocks with a name of their own; what lies outside 2000::/3 is forbidden with or without one.
const V6: &[(Ipv6Addr, u8, &str)] = &[
    (Ipv6Addr::UNSPECIFIED, 128, "unspecified"),
    (Ipv6Addr::LOCALHOST, 128, "a loopback address"),
    (Ipv6Addr::UNSPECIFIED, 96, "an IPv4-compatible address"),
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, "a local NAT64 address"),
    (Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, 0, 0), 64, "a discard address"),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 32, "a Teredo address"),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, "a protocol assignment"),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, "a documentation address"),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, "a 6to4 address"),
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48, "an AS112 address"),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, "a documentation address"),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, "a private (unique local) address"),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, "a link-local address"),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, "a site-local address"),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, "a multicast address"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, expected: &str) {
        let why = forbidden(address.parse().expect("a literal")).unwrap_or("public");
        assert!(why.contains(expected), "{address}: {why}, expected {expected}");
    }

    #[test]
    fn both_sides_of_every_border() {
        check("0.0.0.0", "unspecified");
        check("0.255.255.255", "unspecified");
        check("1.0.0.0", "public");
        check("9.255.255.255", "public");
        check("10.0.0.0", "private");
        check("10.255.255.255", "private");
        check("11.0.0.0", "public");
        check("100.63.255.255", "public");
        check("100.64.0.0", "carrier-grade");
        check("100.127.255.255", "carrier-grade");
        check("100.128.0.0", "public");
        check("126.255.255.255", "public");
        check("127.0.0.1", "loopback");
        check("127.255.255.255", "loopback");
        check("128.0.0.0", "public");
        check("169.253.255.255", "public");
        check("169.254.0.1", "link-local");
        check("169.255.0.0", "public");
        check("172.15.255.255", "public");
        check("172.16.0.0", "private");
        check("172.31.255.255", "private");
        check("172.32.0.0", "public");
        check("191.255.255.255", "public");
        check("192.0.0.192", "protocol assignment");
        check("192.0.1.0", "public");
        check("192.0.2.1", "documentation");
        check("192.0.3.0", "public");
        check("192.88.99.1", "6to4 relay");
        check("192.167.255.255", "public");
        check("192.168.0.0", "private");
        check("192.168.255.255", "private");
        check("192.169.0.0", "public");
        check("198.17.255.255", "public");
        check("198.18.0.0", "benchmarking");
        check("198.19.255.255", "benchmarking");
        check("198.20.0.0", "public");
        check("198.51.100.7", "documentation");
        check("203.0.113.7", "documentation");
        check("223.255.255.255", "public");
        check("224.0.0.1", "multicast");
        check("239.255.255.255", "multicast");
        check("240.0.0.0", "reserved");
        check("255.255.255.255", "broadcast");
        check("8.8.8.8", "public");

        check("::", "unspecified");
        check("::1", "loopback");
        check("::2", "IPv4-compatible");
        check("::127.0.0.1", "IPv4-compatible");
        check("::8.8.8.8", "IPv4-compatible");
        check("::ffff:127.0.0.1", "loopback");
        check("::ffff:10.1.2.3", "private");
        check("::ffff:8.8.8.8", "public");
        check("::ffff:0:127.0.0.1", "outside");
        check("64:ff9b::127.0.0.1", "loopback");
        check("64:ff9b::169.254.169.254", "metadata");
        check("64:ff9b::8.8.8.8", "public");
        check("64:ff9b:0:1::8.8.8.8", "outside");
        check("64:ff9b:1::8.8.8.8", "local NAT64");
        check("100::1", "discard");
        check("1fff:ffff::1", "outside");
        check("2001::1", "Teredo");
        check("2001:0:ffff::1", "Teredo");
        check("2001:2::1", "protocol assignment");
        check("2001:1ff:ffff::1", "protocol assignment");
        check("2001:200::1", "public");
        check("2001:db7:ffff::1", "public");
        check("2001:db8::1", "documentation");
        check("2001:db9::1", "public");
        check("2002:7f00:1::1", "6to4");
        check("2002:808:808::1", "6to4");
        check("2003::1", "public");
        check("2606:4700::1111", "public");
        check("3ffe:ffff::1", "public");
        check("3fff::1", "documentation");
        check("3fff:1000::1", "public");
        check("4000::1", "outside");
        check("5f00::1", "outside");
        check("fbff::1", "outside");
        check("fc00::1", "unique local");
        check("fdff:ffff::1", "unique local");
        check("fe00::1", "outside");
        check("fe80::1", "link-local");
        check("febf::1", "link-local");
        check("fec0::1", "site-local");
        check("ff02::1", "multicast");
    }

    #[test]
    fn metadata_services_are_known_by_name() {
        for address in METADATA {
            assert_eq!(forbidden(address), Some("the metadata service of a cloud provider"));
            assert!(Policy::allow_all().check("x", address, 80).is_err(), "{address}, even in dev mode");
        }
    }

    #[track_caller]
    fn allowed(rules: &[&str], host: &str, address: &str, port: u16, expected: bool) {
        let rules = rules.iter().map(|rule| Rule::parse(rule).expect("a rule")).collect();
        let verdict = Policy::with_rules(rules).check(host, address.parse().expect("a literal"), port);
        assert_eq!(verdict.is_ok(), expected, "{host} → {address}:{port}: {verdict:?}");
    }

    #[test]
    fn what_the_allow_list_opens() {
        allowed(&[], "a.test", "8.8.8.8", 80, true);
        allowed(&[], "a.test", "10.0.0.5", 80, false);
        allowed(&["10.0.0.0/8"], "a.test", "10.0.0.5", 80, true);
        allowed(&["10.0.0.0/8"], "a.test", "::ffff:10.0.0.5", 80, true);
        allowed(&["10.0.0.0/8"], "a.test", "192.168.0.1", 80, false);
        allowed(&["10.0.0.5"], "a.test", "10.0.0.6", 80, false);
        allowed(&["10.0.0.5:8080"], "a.test", "10.0.0.5", 8080, true);
        allowed(&["10.0.0.5:8080"], "a.test", "10.0.0.5", 80, false);
        allowed(&["[::1]:8080"], "a.test", "::1", 8080, true);
        allowed(&["fd00::/8"], "a.test", "fd12::1", 443, true);
        allowed(&["crm.internal"], "crm.internal", "10.9.9.9", 443, true);
        allowed(&["crm.internal"], "crm.internal.", "10.9.9.9", 443, true);
        allowed(&["crm.internal:8443"], "crm.internal", "10.9.9.9", 443, false);
        allowed(&["crm.internal"], "evil.crm.internal", "10.9.9.9", 443, false);
        allowed(&["0.0.0.0/0"], "a.test", "127.0.0.1", 80, true);
        allowed(&["0.0.0.0/0"], "a.test", "169.254.169.254", 80, false); // Metadata only when named in full,
        allowed(&["evil.test"], "evil.test", "169.254.169.254", 80, false); // and never through a name.
        allowed(&["169.254.169.254"], "a.test", "169.254.169.254", 80, true);
        allowed(&["fd00::/8"], "a.test", "fd00:ec2::254", 80, false);
    }

    #[test]
    fn rules_that_are_none() {
        for text in [
            "",
            "10.0.0.0/33",
            "fd00::/129",
            "10.0.0/8",
            "a b",
            "host:0",
            "host:99999",
            "300.1.1.1",
            ":80",
            "*.x",
            "http://x",
        ] {
            assert!(Rule::parse(text).is_err(), "{text}");
        }
    }
}
