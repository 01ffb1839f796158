//! Which account a host name means: the first label of `acme.crm.example.com` is a subdomain. A bare host (an IP
//! address, `localhost`, a name whose first label is nobody's) means no account: there the caller's token or session
//! says whose data it is about, so that one account alone needs no wildcard in the DNS.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use domain::AccountId;
use domain::account::{Account, check_subdomain};
use http::{HeaderMap, header};
use store::across::{self, EVERYONE};

use crate::app::App;
use crate::error::ApiError;

/// An answer of the database is remembered for so long.
const REMEMBERED: Duration = Duration::from_secs(5);
/// Labels that are remembered; anybody can send any.
const LABELS_MAX: usize = 10_000;

/// Labels that were looked up a moment ago.
#[derive(Default)]
pub struct Hosts {
    known: Mutex<HashMap<String, (Option<AccountId>, Instant)>>,
}

impl Hosts {
    fn get(&self, label: &str) -> Option<Option<AccountId>> {
        let known = self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.get(label).filter(|(_, since)| since.elapsed() < REMEMBERED).map(|(account, _)| *account)
    }

    fn keep(&self, label: &str, account: Option<AccountId>) {
        let mut known = self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.len() >= LABELS_MAX {
            known.clear();
        }
        known.insert(label.to_string(), (account, Instant::now()));
    }

    /// Forgets everything: an account was made.
    pub fn forget(&self) {
        self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clear();
    }
}

/// The host that was called, with its port. Characters that no host has are left out: it stands in answers.
pub fn host(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    host.chars().filter(|c| c.is_ascii_alphanumeric() || ".-:[]_".contains(*c)).collect::<String>().to_ascii_lowercase()
}

/// The label that may name an account.
fn label(host: &str) -> Option<&str> {
    if host.starts_with('[') {
        return None;
    }
    let name = host.split(':').next().unwrap_or_default();
    let (first, rest) = name.split_once('.')?;
    let can_be = !rest.is_empty() && name.parse::<IpAddr>().is_err() && check_subdomain(first).is_ok();
    can_be.then_some(first)
}

/// The account that a host names, if it names one.
pub async fn named(app: &Arc<App>, headers: &HeaderMap) -> Result<Option<AccountId>, ApiError> {
    let host = host(headers);
    let Some(label) = label(&host) else { return Ok(None) };
    if let Some(known) = app.hosts.get(label) {
        return Ok(known);
    }
    let wanted = label.to_string();
    let found = app.store.read(EVERYONE, "host", move |tx| across::account_by_subdomain(tx, &wanted)).await?;
    let account = found.map(|account| account.id);
    app.hosts.keep(label, account);
    Ok(account)
}

/// The account that a caller without a token means: the one that the host names, else the only one.
pub async fn meant(app: &Arc<App>, headers: &HeaderMap) -> Result<Option<Account>, ApiError> {
    let named = named(app, headers).await?;
    let found = app.store.read(EVERYONE, "account of host", move |tx| {
        let accounts = across::accounts(tx)?;
        Ok(match named {
            Some(id) => accounts.into_iter().find(|account| account.id == id),
            None if accounts.len() == 1 => accounts.into_iter().next(),
            None => None,
        })
    });
    Ok(found.await?)
}

/// Scheme and host under which the caller reaches this account. Where `public_url` is set its scheme counts, and its
/// host unless the call came to a name below it.
pub fn base(app: &App, headers: &HeaderMap) -> String {
    let host = host(headers);
    let Some(url) = &app.config.public_url else { return format!("http://{host}") };
    match url.split_once("://") {
        Some((scheme, public)) if host.ends_with(&format!(".{public}")) => format!("{scheme}://{host}"),
        _ => url.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (host, expected) in [
            ("acme.example.com", Some("acme")),
            ("acme.example.com:8080", Some("acme")),
            ("acme.localhost", Some("acme")),
            ("localhost", None),
            ("localhost:8080", None),
            ("127.0.0.1:8080", None),
            ("10.0.0.1", None),
            ("[::1]:8080", None),
            ("-x.example.com", None),
            ("a_b.example.com", None),
            ("acme.", None),
            (".example.com", None),
            ("", None),
        ] {
            assert_eq!(label(host), expected, "{host}");
        }
    }

    #[test]
    fn a_host_is_plain() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "ACME.Example.com/\"<x>".parse().unwrap());
        assert_eq!(host(&headers), "acme.example.comx");
        assert_eq!(host(&HeaderMap::new()), "localhost");
    }
}
