//! The HTML of the authorization page: four short pages that work without scripts, for people who use a keyboard, a
//! screen reader or a telephone. Every text of others is escaped; nothing is loaded from anywhere.

use std::fmt::Write;
use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::integration::{Integration, Scope};
use http::{HeaderName, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

/// Characters of a description that are shown.
const DESCRIPTION_CHARS_MAX: usize = 600;

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1b1f27}\
main{max-width:30rem;margin:2rem auto;padding:1.5rem 2rem;background:#fff;border:1px solid #d9dde5;border-radius:.5rem}\
h1{font-size:1.35rem;line-height:1.3;margin:.25rem 0 1rem}\
label{display:block;margin:.75rem 0 .25rem;font-weight:600}\
input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #767d8c;border-radius:.25rem}\
button{font:inherit;padding:.55rem 1.2rem;margin:1.25rem .5rem 0 0;border-radius:.25rem;border:1px solid #1f4fbf;cursor:pointer;min-height:2.75rem}\
.yes{background:#1f4fbf;color:#fff}.no{background:#fff;color:#1f4fbf}\
a:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid #f0a500;outline-offset:2px}\
.told{background:#fdecea;border-left:4px solid #b3261e;padding:.5rem .75rem}\
.small{color:#4a5160;font-size:.9rem;overflow-wrap:anywhere}\
@media(prefers-color-scheme:dark){body{background:#14171d;color:#e8eaf0}main{background:#1d2129;border-color:#3a4150}\
input{background:#14171d;color:inherit}.no{background:transparent;color:#9db8ff;border-color:#9db8ff}.small{color:#b3bac8}\
.told{background:#3b1a18}}";

/// Hands the browser back to the window that opened this one. Without a script, or without such a window, the link on
/// the page does.
const SCRIPT: &str = "(function(){var a=document.getElementById('on');var w=window.opener;if(!w){location.replace(a.href);return}\
var d=a.dataset;if(d.error){w.postMessage({client_id:d.client,error:d.error},'*')}if(!d.quiet){w.location.href=a.href}\
window.close()})()";

static SCRIPT_HASH: LazyLock<String> = LazyLock::new(|| STANDARD.encode(Sha256::digest(SCRIPT)));
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| STANDARD.encode(Sha256::digest(STYLE)));

/// A text of others as HTML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// `onward` is where a form may lead: browsers apply `form-action` to the redirects behind a form too.
fn page(status: StatusCode, title: &str, main: &str, onward: &str) -> Response {
    let (title, style) = (escaped(title), STYLE);
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <style>{style}</style></head><body><main>{main}</main></body></html>"
    );
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'self' {onward}; frame-ancestors 'none'",
        *STYLE_HASH, *SCRIPT_HASH
    );
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    // A window that was opened by the integration's page must be able to reach it again.
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("unsafe-none"));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Something is wrong and there is nowhere to go.
pub(super) fn problem(status: StatusCode, title: &str, told: &str) -> Response {
    page(status, title, &format!("<h1>{}</h1><p>{}</p>", escaped(title), escaped(told)), "")
}

/// Asks who is there. `action` is this page's own address, `told` what was wrong with the last attempt.
pub(super) fn sign_in(status: StatusCode, integration: &Integration, action: &str, told: Option<&str>) -> Response {
    let told = told.map(|told| format!("<p class=\"told\" role=\"alert\">{}</p>", escaped(told))).unwrap_or_default();
    let main = format!(
        "<h1>Sign in to connect {name}</h1>{told}<form method=\"post\" action=\"{action}\">\
         <input type=\"hidden\" name=\"do\" value=\"sign_in\">\
         <label for=\"email\">E-mail</label>\
         <input id=\"email\" name=\"email\" type=\"email\" autocomplete=\"username\" required autofocus>\
         <label for=\"password\">Password</label>\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required>\
         <button class=\"yes\">Sign in</button></form>",
        name = escaped(&integration.card.name),
        action = escaped(action),
    );
    page(status, "Sign in", &main, "")
}

/// What the user is asked to allow.
pub(super) struct Consent<'a> {
    pub(super) integration: &'a Integration,
    pub(super) account: &'a str,
    pub(super) user: &'a str,
    pub(super) redirect: &'a str,
    pub(super) action: &'a str,
    /// Proves that the form is ours and this browser's.
    pub(super) seal: &'a str,
}

/// Asks for the consent.
pub(super) fn consent(of: &Consent<'_>) -> Response {
    let card = &of.integration.card;
    let mut scopes = String::new();
    for scope in Scope::ALL.into_iter().filter(|scope| card.scopes.has(*scope)) {
        let _ = write!(scopes, "<li>{}</li>", words(scope));
    }
    let description: String = card.description.chars().take(DESCRIPTION_CHARS_MAX).collect();
    let origin = origin(of.redirect);
    let main = format!(
        "<h1>Allow {name} to work in {account}?</h1><p>{description}</p><p>It will be able to:</p><ul>{scopes}</ul>\
         <p class=\"small\">You are signed in as {user}. Afterwards the browser goes to {origin}. \
         You can take the permission back at any time.</p>\
         <form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"seal\" value=\"{seal}\">\
         <button class=\"yes\" name=\"do\" value=\"allow\">Allow</button>\
         <button class=\"no\" name=\"do\" value=\"deny\">Deny</button></form>",
        name = escaped(&card.name),
        account = escaped(of.account),
        description = escaped(&description),
        user = escaped(of.user),
        origin = escaped(origin),
        action = escaped(of.action),
        seal = escaped(of.seal),
    );
    page(StatusCode::OK, "Allow access", &main, origin)
}

/// The end in a window of its own: its opener goes on.
pub(super) struct Handback<'a> {
    pub(super) to: &'a str,
    pub(super) client: &'a str,
    pub(super) error: Option<&'a str>,
    /// The opener is told of the error and stays where it is.
    pub(super) is_quiet: bool,
}

/// Hands the browser back to the opener.
pub(super) fn handback(of: &Handback<'_>) -> Response {
    let mut marks = format!(" data-client=\"{}\"", escaped(of.client));
    if let Some(error) = of.error {
        let _ = write!(marks, " data-error=\"{}\"", escaped(error));
    }
    if of.is_quiet {
        marks.push_str(" data-quiet=\"1\"");
    }
    let main = format!(
        "<h1>Done</h1><p>This window closes by itself. If it does not: <a id=\"on\" href=\"{to}\"{marks}>go on</a>.</p>\
         <script>{SCRIPT}</script>",
        to = escaped(of.to),
    );
    page(StatusCode::OK, "Done", &main, "")
}

/// Scheme, host and port of an address. It was checked when the integration was registered.
fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    url[start..].find(['/', '?', '#']).map_or(url, |end| &url[..start + end])
}

fn words(scope: Scope) -> &'static str {
    match scope {
        Scope::Crm => "read and change leads, contacts, pipelines and everything else in the account",
        Scope::Notifications => "send notifications",
        Scope::Files => "read and add files",
        Scope::FilesDelete => "delete files",
        Scope::PushNotifications => "send notifications to telephones",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_others_cannot_become_markup() {
        assert_eq!(escaped("<a href=\"x\" b='y'>&"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
        assert!(!SCRIPT.contains("</"), "it would end its own element");
    }

    #[test]
    fn origins() {
        for (url, expected) in [
            ("https://a.example:8443/x?y", "https://a.example:8443"),
            ("http://localhost", "http://localhost"),
            ("https://a?x", "https://a"),
        ] {
            assert_eq!(origin(url), expected);
        }
    }
}
