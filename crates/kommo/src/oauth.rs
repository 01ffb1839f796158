//! OAuth 2.0 as the original speaks it (`step-by-step`, `oauth`, `account-subdomain-info`, `disposable-tokens`): what
//! clients ask and what they are answered. Who is allowed what is decided elsewhere.

use domain::integration::ClientId;
use domain::{AccountId, UserId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::php;
use crate::scalar;

/// Seconds that a one-time token of a widget lives (`disposable-tokens`: the sample lives so long).
pub const ONE_TIME_SECONDS: i64 = 1_800;
/// Bytes of one field; codes and tokens of the original have about a thousand.
const FIELD_BYTES_MAX: usize = 8 * 1024;

/// What a client wants to exchange for tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// A code that a browser brought.
    Code(String),
    /// The refresh token of an earlier answer.
    Refresh(String),
}

/// A call of the token endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRequest {
    /// Who says that he calls.
    pub client: ClientId,
    /// What proves it.
    pub secret: String,
    /// Compared byte for byte with where the code was sent to.
    pub redirect: String,
    /// For what.
    pub exchange: Exchange,
}

/// The reasons that clients are told by, word for word as they were seen (`hint`).
pub mod hint {
    /// A code came too late.
    pub const CODE_EXPIRED: &str = "Authorization code has expired";
    /// A code was used before.
    pub const CODE_USED: &str = "Authorization code has been revoked";
    /// There is no such code.
    pub const CODE_UNKNOWN: &str = "Cannot decrypt the authorization code";
    /// There is no such integration, or it is disabled.
    pub const CLIENT: &str = "Check the `client_id` parameter";
    /// The secret is wrong.
    pub const SECRET: &str = "Check the `client_secret` parameter";
    /// The address is not the integration's, or not that of the code.
    pub const REDIRECT: &str = "Redirect URI is not associated with client";
    /// The host is another account's.
    pub const ACCOUNT: &str = "Invalid account";
    /// A refresh token is unknown, over, or was used before.
    pub const REFRESH: &str = "Invalid refresh token";
    /// The kind of grant is none of the two.
    pub const GRANT_TYPE: &str = "Check the `grant_type` parameter";
    /// The body cannot be read.
    pub const BODY: &str = "Check that all required parameters have been provided";
}

impl TokenRequest {
    /// Reads a body, JSON or a form whatever its content type says: the page documents JSON, the official provider of
    /// PHP clients sends a form. The error is the hint.
    pub fn parse(body: &[u8]) -> Result<TokenRequest, String> {
        let fields = fields(body).ok_or(hint::BODY)?;
        let text = |key: &str| {
            let text = fields.get(key).and_then(scalar::text).filter(|text| !text.is_empty());
            text.filter(|text| text.len() <= FIELD_BYTES_MAX).ok_or_else(|| format!("Check the `{key}` parameter"))
        };
        let exchange = match text("grant_type")?.as_str() {
            "authorization_code" => Exchange::Code(text("code")?),
            "refresh_token" => Exchange::Refresh(text("refresh_token")?),
            _ => return Err(hint::GRANT_TYPE.to_string()),
        };
        let client = ClientId::parse(text("client_id")?.trim()).ok_or(hint::CLIENT)?;
        Ok(TokenRequest { client, secret: text("client_secret")?, redirect: text("redirect_uri")?, exchange })
    }
}

/// The fields of a body, whatever its content type says.
fn fields(body: &[u8]) -> Option<php::Tree> {
    if body.trim_ascii_start().first() == Some(&b'{') {
        return match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => Some(fields),
            _ => None,
        };
    }
    php::decode(std::str::from_utf8(body).ok()?).ok()
}

/// Tokens that were given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tokens {
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds that the access token lives.
    pub expires_in: i64,
    /// Unix seconds, so that clients need not trust their own clock.
    pub server_time: i64,
    /// A JSON Web Token.
    pub access_token: String,
    /// Says nothing; works once.
    pub refresh_token: String,
}

/// A refused exchange. Unlike other failures it has a `hint`, and its `type` is of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OAuthFailure {
    /// What is wrong, in fixed words.
    pub hint: String,
    /// The phrase of the code.
    pub title: &'static str,
    /// Names the kind of body.
    pub r#type: &'static str,
    /// The code once more.
    pub status: u16,
    /// For people.
    pub detail: &'static str,
}

impl OAuthFailure {
    /// A refusal (400).
    pub fn new(hint: impl Into<String>) -> OAuthFailure {
        OAuthFailure {
            hint: hint.into(),
            title: "Bad Request",
            r#type: "https://developers.amocrm.ru/v3/errors/OAuthProblemJson",
            status: 400,
            detail: "A parameter of the request is missing or wrong",
        }
    }
}

/// How the authorization page ends (`step-by-step`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The browser goes back in the same window. Also what `post_message` means to a server: the integration's page
    /// tells its opener by itself.
    Redirect,
    /// The window was opened by another one, which goes on; this one closes.
    Popup,
}

/// A call of the authorization page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorize {
    /// Which integration asks.
    pub client: Option<ClientId>,
    /// Returned as it came.
    pub state: Option<String>,
    /// How it ends.
    pub mode: Mode,
    /// Where to go back to, when the integration has several addresses.
    pub redirect: Option<String>,
}

impl Authorize {
    /// Reads a query. What libraries add besides (`response_type`, `approval_prompt`, `scope`) is accepted and ignored.
    pub fn parse(query: &str) -> Authorize {
        let fields = php::decode(query).unwrap_or_default();
        let text = |key: &str| {
            let text = fields.get(key).and_then(scalar::text);
            text.filter(|text| !text.is_empty() && text.len() <= FIELD_BYTES_MAX)
        };
        Authorize {
            client: text("client_id").and_then(|text| ClientId::parse(text.trim())),
            state: text("state"),
            mode: if text("mode").as_deref() == Some("popup") { Mode::Popup } else { Mode::Redirect },
            redirect: text("redirect_uri"),
        }
    }
}

/// `platform` of a redirect: 1 is the Russian product, 2 the global one. This server speaks as the global one.
const PLATFORM: &str = "2";

/// Where a browser goes with a code. `from_widget` says that installing a widget asked for it.
pub fn granted(redirect: &str, code: &str, referer: &str, state: Option<&str>, client: ClientId) -> String {
    let client = client.to_string();
    let mut pairs = vec![("code", code), ("referer", referer)];
    pairs.extend(state.map(|state| ("state", state)));
    pairs.extend([("client_id", client.as_str()), ("platform", PLATFORM)]);
    with_query(redirect, &pairs)
}

/// Where the server itself goes with a code when a widget of an integration is installed.
pub fn installed(redirect: &str, code: &str, referer: &str, client: ClientId) -> String {
    let client = client.to_string();
    let pairs =
        [("code", code), ("referer", referer), ("client_id", &client), ("platform", PLATFORM), ("from_widget", "1")];
    with_query(redirect, &pairs)
}

/// Where a browser goes when the user said no.
pub fn denied(redirect: &str, state: Option<&str>) -> String {
    let mut pairs = vec![("error", "access_denied")];
    pairs.extend(state.map(|state| ("state", state)));
    with_query(redirect, &pairs)
}

/// Where an integration learns that it was disabled. The pages name the parameter of the client twice, differently;
/// both are there. The account's comes first, as in the sample.
pub fn disabled(hook: &str, account: AccountId, client: ClientId, signature: &str) -> String {
    let (account, client) = (account.to_string(), client.to_string());
    let pairs =
        [("account_id", account.as_str()), ("client_uuid", &client), ("client_id", &client), ("signature", signature)];
    with_query(hook, &pairs)
}

/// What the hook about disabling is signed over.
pub fn disabled_text(account: AccountId, client: ClientId) -> String {
    format!("{client}|{account}")
}

fn with_query(url: &str, pairs: &[(&str, &str)]) -> String {
    let fields = pairs.iter().map(|(key, value)| (key.to_string(), Value::from(*value))).collect();
    let between = match url.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{url}{between}{}", php::encode(&Value::Object(fields)))
}

/// Where an account is (`account-subdomain-info`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Subdomain {
    /// Its id.
    pub id: i64,
    /// The first label of its host.
    pub subdomain: String,
    /// Its host.
    pub domain: String,
    /// The last label of its host.
    pub top_level_domain: String,
}

impl Subdomain {
    /// `host` is where the account is reached, with a port if it needs one.
    pub fn new(id: AccountId, subdomain: &str, host: &str) -> Subdomain {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let last = name.rsplit('.').next().unwrap_or_default();
        Subdomain {
            id: id.0,
            subdomain: subdomain.to_string(),
            domain: host.to_string(),
            top_level_domain: last.to_string(),
        }
    }
}

/// Whose token it is: what the official provider's `getResourceOwner` reads at `/v3/user`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Owner {
    /// Their id.
    pub id: i64,
    /// What colleagues call them.
    pub name: String,
    /// What they sign in with.
    pub email: String,
}

/// What a one-time token says (`disposable-tokens`); the official client also reads `is_admin`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OneTime {
    iss: String,
    aud: String,
    jti: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    account_id: i64,
    user_id: i64,
    client_uuid: String,
    subdomain: String,
    is_admin: bool,
}

/// Of whom a one-time token speaks, and to whom.
#[derive(Clone, Copy, Debug)]
pub struct OneTimeFor<'a> {
    /// Address of the account, without a slash at the end.
    pub issuer: &'a str,
    /// Where the integration's browsers go back to; only scheme and host of it are told.
    pub redirect: &'a str,
    /// A UUID that no other token has.
    pub id: &'a str,
    /// Unix seconds.
    pub now: i64,
    /// The account.
    pub account: AccountId,
    /// Its subdomain.
    pub subdomain: &'a str,
    /// Who looks at the page.
    pub user: UserId,
    /// Whether they administer the account.
    pub is_admin: bool,
    /// Whose widget asks.
    pub client: ClientId,
}

impl OneTime {
    /// The claims.
    pub fn new(of: &OneTimeFor<'_>) -> OneTime {
        OneTime {
            iss: of.issuer.to_string(),
            aud: scheme_and_host(of.redirect),
            jti: of.id.to_string(),
            iat: of.now,
            nbf: of.now,
            exp: of.now + ONE_TIME_SECONDS,
            account_id: of.account.0,
            user_id: of.user.0,
            client_uuid: of.client.to_string(),
            subdomain: of.subdomain.to_string(),
            is_admin: of.is_admin,
        }
    }
}

/// The answer to a widget that asks for a one-time token. Its form is documented nowhere; this is what widgets' code
/// was seen to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OneTimeAnswer {
    /// The signed token.
    pub token: String,
}

/// `scheme://host` without port and path: the client recomputes the audience exactly so.
fn scheme_and_host(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.split_once(']') {
        Some((v6, _)) => format!("{v6}]"),
        None => authority.split(':').next().unwrap_or_default().to_string(),
    };
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &str = "0d6c2f6e-1234-4abc-8def-000000000001";

    fn client() -> ClientId {
        ClientId::parse(CLIENT).unwrap()
    }

    #[test]
    fn both_grants_in_both_encodings() {
        let json = format!(
            r#" {{"client_id":"{CLIENT}","client_secret":"s","grant_type":"authorization_code","code":"c/+","redirect_uri":"https://a.example/?x=1&y"}}"#
        );
        let form = format!(
            "client_id={CLIENT}&client_secret=s&grant_type=authorization_code&code=c%2F%2B&redirect_uri=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y"
        );
        let expected = TokenRequest {
            client: client(),
            secret: "s".into(),
            redirect: "https://a.example/?x=1&y".into(),
            exchange: Exchange::Code("c/+".into()),
        };
        for body in [json.as_bytes(), form.as_bytes()] {
            assert_eq!(TokenRequest::parse(body), Ok(expected.clone()));
        }
        let refresh = form.replace("authorization_code", "refresh_token").replace("&code=", "&refresh_token=");
        let read = TokenRequest::parse(refresh.as_bytes()).unwrap();
        assert_eq!(read.exchange, Exchange::Refresh("c/+".into()));
    }

    #[test]
    fn what_is_missing_is_named() {
        let all = [
            ("client_id", CLIENT),
            ("client_secret", "s"),
            ("grant_type", "authorization_code"),
            ("code", "c"),
            ("redirect_uri", "https://a"),
        ];
        for (missing, _) in all {
            let fields: php::Tree =
                all.iter().filter(|(key, _)| *key != missing).map(|(k, v)| (k.to_string(), Value::from(*v))).collect();
            let body = serde_json::to_vec(&fields).unwrap();
            assert_eq!(TokenRequest::parse(&body), Err(format!("Check the `{missing}` parameter")));
        }
        for (body, told) in [
            ("[]", "Check the `grant_type` parameter"),
            ("{", hint::BODY),
            ("", "Check the `grant_type` parameter"),
            ("grant_type=password", hint::GRANT_TYPE),
            ("grant_type=refresh_token&refresh_token=x&client_id=x", hint::CLIENT),
            ("grant_type[]=refresh_token", "Check the `grant_type` parameter"),
        ] {
            assert_eq!(TokenRequest::parse(body.as_bytes()), Err(told.to_string()), "{body}");
        }
        assert_eq!(TokenRequest::parse(b"\xff\xfe"), Err(hint::BODY.to_string()));
        let long = format!("grant_type={}", "x".repeat(FIELD_BYTES_MAX + 1));
        assert!(TokenRequest::parse(long.as_bytes()).is_err());
    }

    #[test]
    fn nonsense_is_refused_with_a_hint() {
        let mut dice = crate::garbage::Dice::new(23);
        let keys = ["client_id", "client_secret", "grant_type", "code", "refresh_token", "redirect_uri"];
        let parts =
            ["client_id=", CLIENT, "&", "grant_type=authorization_code", "code", "[]", "=", "%00", "%", "é", "{", "\""];
        for _ in 0..2_000 {
            let json = serde_json::to_vec(&dice.json(&keys, 0)).unwrap();
            let form = dice.text(&parts, 12);
            for body in [&json[..], form.as_bytes()] {
                if let Err(hint) = TokenRequest::parse(body) {
                    assert!(hint.starts_with("Check "), "{hint}");
                }
            }
            Authorize::parse(&form);
        }
    }

    #[test]
    fn redirects() {
        let to = |redirect: &str| granted(redirect, "c+1", "acme.example.com", Some("a b&c"), client());
        let query = format!("code=c%2B1&referer=acme.example.com&state=a+b%26c&client_id={CLIENT}&platform=2");
        for (redirect, expected) in [
            ("https://a.example/back", format!("https://a.example/back?{query}")),
            ("https://a.example", format!("https://a.example?{query}")),
            ("https://a.example/?x=1", format!("https://a.example/?x=1&{query}")),
            ("https://a.example/?", format!("https://a.example/?{query}")),
            ("https://a.example/?x&", format!("https://a.example/?x&{query}")),
        ] {
            assert_eq!(to(redirect), expected);
        }
        assert!(!granted("https://a", "c", "h", None, client()).contains("state"));
        assert_eq!(denied("https://a/", Some("s")), "https://a/?error=access_denied&state=s");
        assert!(installed("https://a/", "c", "h:1", client()).ends_with("&platform=2&from_widget=1"));
        let hook = disabled("https://a/h", AccountId(7), client(), "ab");
        assert_eq!(hook, format!("https://a/h?account_id=7&client_uuid={CLIENT}&client_id={CLIENT}&signature=ab"));
        assert_eq!(disabled_text(AccountId(7), client()), format!("{CLIENT}|7"));
    }

    #[test]
    fn queries_of_the_authorization_page() {
        let asked = Authorize::parse(&format!(
            "client_id={CLIENT}&state=x&mode=popup&response_type=code&approval_prompt=auto&scope=&redirect_uri=https%3A%2F%2Fa"
        ));
        assert_eq!((asked.client, asked.mode), (Some(client()), Mode::Popup));
        assert_eq!((asked.state.as_deref(), asked.redirect.as_deref()), (Some("x"), Some("https://a")));
        let bare = Authorize::parse("client_id=x&mode=post_message&state=");
        assert_eq!(bare, Authorize { client: None, state: None, mode: Mode::Redirect, redirect: None });
    }

    #[test]
    fn small_answers() {
        let at = |host: &str| Subdomain::new(AccountId(7), "acme", host);
        assert_eq!(
            (at("acme.example.com").top_level_domain, at("acme.example.com").domain),
            ("com".into(), "acme.example.com".into())
        );
        assert_eq!(at("localhost:8080").top_level_domain, "localhost");
        for (url, expected) in [
            ("https://a.example:8443/x?y#z", "https://a.example"),
            ("http://[::1]:80/", "http://[::1]"),
            ("https://a.example?x", "https://a.example"),
        ] {
            assert_eq!(scheme_and_host(url), expected);
        }
        assert_eq!(
            serde_json::to_string(&OAuthFailure::new(hint::SECRET)).unwrap(),
            concat!(
                r#"{"hint":"Check the `client_secret` parameter","title":"Bad Request","#,
                r#""type":"https://developers.amocrm.ru/v3/errors/OAuthProblemJson","status":400,"#,
                r#""detail":"A parameter of the request is missing or wrong"}"#
            )
        );
    }
}
