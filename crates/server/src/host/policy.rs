//! What a page with widgets may load. Pages without widgets keep the strict policy of `crate::ui`.
//!
//! Widgets are written for pages without any policy: they write inline styles and handlers, their template
//! libraries make functions of texts, they draw pictures and open frames from everywhere and call servers that
//! their users name in the settings. What is left to forbid is scripts: those come from the widgets' own files, and
//! from the addresses that these files name.

use sha2::{Digest, Sha256};

use crate::secrets::hex;

/// Addresses a policy names; a header must not grow without bound.
pub const ORIGINS_MAX: usize = 60;
/// Characters of one address.
const ORIGIN_LENGTH_MAX: usize = 120;
/// Stands for the strict policy.
pub const STRICT: &str = "none";

/// Finds the addresses that a text names: `https://` and a host, each once.
pub fn origins_in(text: &str, found: &mut Vec<String>) {
    for (at, _) in text.match_indices("https://") {
        let rest = &text[at + "https://".len()..];
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))).unwrap_or(rest.len());
        let host = rest[..end].trim_end_matches([':', '.', '-']).to_ascii_lowercase();
        let origin = format!("https://{host}");
        if is_host(&host) && found.len() < ORIGINS_MAX && !found.contains(&origin) {
            found.push(origin);
        }
    }
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let labels: Vec<&str> = name.split('.').collect();
    host.len() <= ORIGIN_LENGTH_MAX
        && labels.len() > 1
        && labels.iter().all(|label| !label.is_empty())
        && port.parse::<u16>().is_ok()
}

/// The policy of a page whose widgets name these addresses.
pub fn with_widgets(origins: &[String]) -> String {
    let scripts = origins.iter().map(|origin| format!(" {origin}")).collect::<String>();
    format!(
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'{scripts}; \
         style-src 'self' 'unsafe-inline' https:; font-src 'self' data: https:; img-src 'self' data: blob: https:; \
         media-src 'self' data: blob: https:; connect-src 'self' https: wss:; frame-src 'self' https:; \
         worker-src 'self' blob:; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'none'"
    )
}

/// A short name of a policy, by which a page knows whether it was served with it.
pub fn name(policy: &str) -> String {
    hex(&Sha256::digest(policy))[..16].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_texts() {
        check("nothing", "");
        check("require(['https://cdn.example.com/a.js'])", "https://cdn.example.com");
        check("https://A.example.com:8443/x https://a.example.com:8443/y", "https://a.example.com:8443");
        check("see https://example.com.", "https://example.com");
        check("`https://${host}/x`", "");
        check("https://localhost/ https://", "");
        check("https://a.example; script-src *", "https://a.example");
        check("https://a.example:99999/", "");
        check("https://a..example/", "");
        check("http://plain.example.com", "");
        check("https://ünicode.example", "");
    }

    #[test]
    fn there_are_never_too_many() {
        let text: String = (0..500).map(|n| format!("https://h{n}.example.com/ ")).collect();
        let mut found = Vec::new();
        origins_in(&text, &mut found);
        assert_eq!(found.len(), ORIGINS_MAX);
        assert!(with_widgets(&found).len() < 16 * 1024);
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut found = Vec::new();
        origins_in(text, &mut found);
        assert_eq!(found.join(" "), expected);
    }
}
