//! Access tokens: JSON Web Tokens signed with HMAC-SHA256, the form that Kommo's clients take apart themselves.
//!
//! Eighty lines of our own over `hmac` and `base64`, because the usual crate would bring 47 packages for the
//! algorithms that must be refused here anyway. There is one algorithm and no negotiation: a header that
//! names another one, or none, is an error whatever its signature.
//!
//! A valid token says who it was issued to, not that it still counts: revoking is a look-up of `jti`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::secrets::mac;

const TOKEN_BYTES_MAX: usize = 4 * 1024; // What fits into a request header everywhere; ours have about 600.
const SIGNATURE_BYTES: usize = 32;
const HEADER: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"; // {"typ":"JWT","alg":"HS256"}

/// What a token says. Names and types are Kommo's: clients read them without asking us.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Claims {
    /// The integration's client id.
    pub aud: String,
    /// The token's own id.
    pub jti: String,
    /// Issued at, in seconds.
    pub iat: i64,
    /// Not valid before, in seconds.
    pub nbf: i64,
    /// Not valid from then on, in seconds. Long-lived tokens are refused by clients without it.
    pub exp: i64,
    /// The user's id, as text.
    pub sub: String,
    /// What kind of grant it came from; empty for a long-lived token.
    #[serde(default)]
    pub grant_type: String,
    /// The account.
    pub account_id: i64,
    /// The domain below which accounts live.
    pub base_domain: String,
    /// Where the current host of the account can be asked for.
    pub api_domain: String,
    /// The form of the claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// What the token may be used for.
    #[serde(default)]
    pub scopes: Vec<String>,
}

/// Why a token does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not three parts of base64url with JSON in them, or over 4 KiB.
    #[error("the token is malformed")]
    Malformed,
    /// Another algorithm than HS256, or none.
    #[error("the token is signed with another algorithm")]
    Algorithm,
    /// Signed by somebody else, or changed.
    #[error("the token's signature is wrong")]
    Signature,
    /// From the future.
    #[error("the token is not valid yet")]
    NotYet,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

/// A signing key, prepared once.
#[derive(Clone)]
pub struct Key {
    mac: Hmac<Sha256>,
}

impl Key {
    /// A key of any length: a derived one, or an integration's client secret.
    pub fn new(secret: &[u8]) -> Key {
        Key { mac: mac(secret) }
    }

    fn sign(&self, text: &[u8]) -> Hmac<Sha256> {
        self.mac.clone().chain_update(text)
    }
}

/// Signs claims.
pub fn issue(key: &Key, claims: &Claims) -> String {
    issue_json(key, claims)
}

/// Signs any JSON: the one-time tokens and widget requests that carry claims of their own.
pub fn issue_json<T: Serialize>(key: &Key, claims: &T) -> String {
    let claims = serde_json::to_vec(claims).unwrap_or_default();
    let mut token = String::with_capacity(HEADER.len() + claims.len() * 4 / 3 + 64);
    token.push_str(HEADER);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut token);
    let signature = key.sign(token.as_bytes()).finalize().into_bytes();
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    token
}

/// Checks signature and time, in this order: nothing of an unsigned token is interpreted but its header.
pub fn verify(key: &Key, token: &str, now_seconds: i64) -> Result<Claims, TokenError> {
    let claims: Claims = verify_json(key, token)?;
    if claims.nbf > now_seconds {
        return Err(TokenError::NotYet);
    }
    if claims.exp <= now_seconds {
        return Err(TokenError::Expired);
    }
    Ok(claims)
}

/// Checks the signature only. Whoever takes other claims than ours checks their times.
pub fn verify_json<T: for<'a> Deserialize<'a>>(key: &Key, token: &str) -> Result<T, TokenError> {
    if token.len() > TOKEN_BYTES_MAX {
        return Err(TokenError::Malformed);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(TokenError::Malformed)?;
    if header != HEADER {
        check_header(header)?;
    }
    let mut given = [0; SIGNATURE_BYTES];
    let n_bytes = URL_SAFE_NO_PAD.decode_slice(signature, &mut given).map_err(|_| TokenError::Signature)?;
    // The library compares in constant time.
    key.sign(signed.as_bytes()).verify_slice(&given[..n_bytes]).map_err(|_| TokenError::Signature)?;
    let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| TokenError::Malformed)?;
    serde_json::from_slice(&claims).map_err(|_| TokenError::Malformed)
}

/// Other programs write the header in another order or with more in it. That is fine as long as it names our
/// algorithm and demands nothing ("crit") that we would ignore.
fn check_header(text: &str) -> Result<(), TokenError> {
    #[derive(Deserialize)]
    struct Header {
        alg: String,
        crit: Option<serde_json::Value>,
    }
    let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| TokenError::Malformed)?;
    let header: Header = serde_json::from_slice(&json).map_err(|_| TokenError::Malformed)?;
    if header.alg == "HS256" && header.crit.is_none() { Ok(()) } else { Err(TokenError::Algorithm) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_767_600_000;

    fn claims() -> Claims {
        Claims {
            aud: "0d6c2f6e-0000-4000-8000-000000000001".into(),
            jti: "4f6e".into(),
            iat: NOW,
            nbf: NOW,
            exp: NOW + 86_400,
            sub: "501".into(),
            grant_type: String::new(),
            account_id: 40_000_001,
            base_domain: "example.com".into(),
            api_domain: "api.example.com".into(),
            version: Some(2),
            scopes: vec!["crm".into(), "files".into()],
        }
    }

    fn signed(key: &Key, header: &str, claims: &str) -> String {
        let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(key.sign(text.as_bytes()).finalize().into_bytes());
        format!("{text}.{signature}")
    }

    #[test]
    fn what_was_issued_is_accepted() {
        let key = Key::new(b"secret");
        let token = issue(&key, &claims());
        assert_eq!(verify(&key, &token, NOW), Ok(claims()));
        assert_eq!(URL_SAFE_NO_PAD.decode(HEADER).expect("base64"), br#"{"typ":"JWT","alg":"HS256"}"#);
        let json = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("claims")).expect("base64");
        let json = String::from_utf8(json).expect("text");
        assert!(json.contains(r#""sub":"501""#) && json.contains(r#""account_id":40000001"#), "{json}");
    }

    #[test]
    fn the_published_example() {
        // The well-known sample token of jwt.io: another program's signature.
        let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
        let claims: serde_json::Value = verify_json(&Key::new(b"your-256-bit-secret"), token).expect("valid");
        assert_eq!(claims["name"], "John Doe");
    }

    #[test]
    fn times() {
        let key = Key::new(b"secret");
        let token = issue(&key, &claims());
        for (now, expected) in [
            (NOW - 1, Err(TokenError::NotYet)),
            (NOW, Ok(())),
            (NOW + 86_399, Ok(())),
            (NOW + 86_400, Err(TokenError::Expired)),
            (i64::MAX, Err(TokenError::Expired)),
            (i64::MIN, Err(TokenError::NotYet)),
        ] {
            assert_eq!(verify(&key, &token, now).map(|_| ()), expected, "{now}");
        }
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let key = Key::new(b"secret");
        let token = issue(&key, &claims());
        for n in 0..token.len() {
            for replacement in ["A", "B", "-", "_", "=", ".", " ", "é"] {
                if token[n..=n] != *replacement {
                    let tampered = format!("{}{replacement}{}", &token[..n], &token[n + 1..]);
                    assert!(verify(&key, &tampered, NOW).is_err(), "{n}: {tampered}");
                }
            }
            assert!(verify(&key, &token[..n], NOW).is_err(), "cut at {n}");
        }
        assert_eq!(verify(&Key::new(b"secreu"), &token, NOW), Err(TokenError::Signature));
    }

    #[test]
    fn other_algorithms_are_refused_with_the_right_signature_too() {
        let key = Key::new(b"secret");
        let json = serde_json::to_string(&claims()).expect("json");
        for (header, expected) in [
            (r#"{"alg":"HS256"}"#, Ok(())),
            (r#"{"alg":"HS256","typ":"JWT","kid":"1"}"#, Ok(())),
            (r#"{"alg":"none"}"#, Err(TokenError::Algorithm)),
            (r#"{"alg":"None"}"#, Err(TokenError::Algorithm)),
            (r#"{"alg":"hs256"}"#, Err(TokenError::Algorithm)),
            (r#"{"alg":"HS512"}"#, Err(TokenError::Algorithm)),
            (r#"{"alg":"RS256"}"#, Err(TokenError::Algorithm)),
            (r#"{"alg":"HS256","crit":["exp"]}"#, Err(TokenError::Algorithm)),
            (r#"{"alg":"HS256","alg":"none"}"#, Err(TokenError::Malformed)),
            (r#"{"typ":"JWT"}"#, Err(TokenError::Malformed)),
            (r#"{"alg":["HS256"]}"#, Err(TokenError::Malformed)),
            ("", Err(TokenError::Malformed)),
        ] {
            assert_eq!(verify(&key, &signed(&key, header, &json), NOW).map(|_| ()), expected, "{header}");
        }
        let unsigned = format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), URL_SAFE_NO_PAD.encode(&json));
        assert_eq!(verify(&key, &unsigned, NOW), Err(TokenError::Algorithm));
    }

    #[test]
    fn what_is_no_token() {
        let key = Key::new(b"secret");
        for text in ["", ".", "..", "...", "a.b.c", HEADER, "é.é.é", &"x".repeat(5_000), &".".repeat(5_000)] {
            assert!(verify(&key, text, NOW).is_err(), "{text}");
        }
        for json in ["", "[]", "{}", "null", r#"{"exp":"1"}"#, &"[".repeat(2_000)] {
            assert_eq!(
                verify(&key, &signed(&key, r#"{"alg":"HS256"}"#, json), NOW),
                Err(TokenError::Malformed),
                "{json}"
            );
        }
        let long = Claims { scopes: vec!["x".repeat(4_000)], ..claims() };
        assert_eq!(verify(&key, &issue(&key, &long), NOW), Err(TokenError::Malformed));
    }
}
