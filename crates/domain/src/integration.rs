//! Integrations: programs of others that act for users, and what they may be allowed.
//!
//! Secrets, codes and tokens are not here: what an integration is stays the same when they change.

use std::fmt;

use crate::{Problem, Timestamp, UserId};

/// Characters of a name (`step-by-step`).
pub const NAME_CHARS_MAX: usize = 255;
/// Characters of a description (`step-by-step`).
pub const DESCRIPTION_CHARS_MAX: usize = 65_000;
/// Addresses that one integration may be sent back to. The original has one; a second serves a test server.
pub const REDIRECTS_MAX: usize = 10;
/// Bytes of an address.
pub const URL_BYTES_MAX: usize = 2_048;

/// Names an integration outside: a UUID, called client id by OAuth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(pub u128);

impl ClientId {
    /// A random UUID (version 4) of 16 bytes of chance.
    pub fn of_chance(chance: [u8; 16]) -> ClientId {
        let bits = u128::from_be_bytes(chance) & !(0xf000_u128 << 64) & !(0xc000_u128 << 48);
        ClientId(bits | (0x4000_u128 << 64) | (0x8000_u128 << 48))
    }

    /// Reads a UUID in its usual form, in letters of any case.
    pub fn parse(text: &str) -> Option<ClientId> {
        let dashes = [8, 13, 18, 23];
        let is_form =
            text.len() == 36 && text.bytes().enumerate().all(|(n, byte)| (byte == b'-') == dashes.contains(&n));
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        if !is_form || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u128::from_str_radix(&digits, 16).ok().map(ClientId)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:032x}", self.0);
        let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
        f.write_str(&parts.join("-"))
    }
}

/// One thing that a token may be used for (`scopes`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The data of the account: everything but notifications and files.
    Crm,
    /// The notification centre.
    Notifications,
    /// Files, but not deleting them.
    Files,
    /// Deleting files.
    FilesDelete,
    /// Notifications on telephones; seen in tokens, without a method of its own.
    PushNotifications,
}

impl Scope {
    /// All of them, in the order in which they are told.
    pub const ALL: [Scope; 5] =
        [Scope::PushNotifications, Scope::Files, Scope::Crm, Scope::FilesDelete, Scope::Notifications];

    /// Its stable word.
    pub fn word(self) -> &'static str {
        match self {
            Scope::Crm => "crm",
            Scope::Notifications => "notifications",
            Scope::Files => "files",
            Scope::FilesDelete => "files_delete",
            Scope::PushNotifications => "push_notifications",
        }
    }

    /// The scope of a word.
    pub fn of(word: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.word() == word)
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What a token may be used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scopes(u8);

impl Scopes {
    /// Nothing.
    pub const NONE: Scopes = Scopes(0);

    /// Everything: people in the browser are narrowed by their rights only.
    pub fn all() -> Scopes {
        Scope::ALL.into_iter().collect()
    }

    /// Whether this is allowed.
    pub fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Those allowed by both.
    pub fn both(self, other: Scopes) -> Scopes {
        Scopes(self.0 & other.0)
    }

    /// Reads words with spaces between them; unknown ones are left out.
    pub fn read(words: &str) -> Scopes {
        words.split_whitespace().filter_map(Scope::of).collect()
    }

    /// The words, in a fixed order.
    pub fn words(self) -> Vec<&'static str> {
        Scope::ALL.into_iter().filter(|scope| self.has(*scope)).map(Scope::word).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Scopes {
        Scopes(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

/// An integration of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// Its name outside.
    pub client: ClientId,
    /// What its maker says of it.
    pub card: Card,
    /// A disabled one has no tokens and gets none.
    pub is_enabled: bool,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What the maker of an integration fills in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// What people call it.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Where browsers go back to with a code; compared byte for byte. The first is the one used when none is named.
    pub redirects: Vec<String>,
    /// Told when the integration is disabled.
    pub uninstall_url: Option<String>,
    /// What its tokens may be used for. Tokens given out keep theirs when this changes.
    pub scopes: Scopes,
    /// The code of the widget that belongs to it.
    pub widget: Option<String>,
}

impl Card {
    /// Everything that is wrong with it, but for what only an HTTP client knows of addresses.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let chars = self.name.trim().chars().count();
        if chars == 0 || chars > NAME_CHARS_MAX {
            problems.push(Problem::new("name", "bad_length", format!("a name has 1 to {NAME_CHARS_MAX} characters")));
        }
        if self.description.chars().count() > DESCRIPTION_CHARS_MAX {
            let told = format!("a description has at most {DESCRIPTION_CHARS_MAX} characters");
            problems.push(Problem::new("description", "bad_length", told));
        }
        if self.redirects.is_empty() || self.redirects.len() > REDIRECTS_MAX {
            let told = format!("an integration has 1 to {REDIRECTS_MAX} addresses to go back to");
            problems.push(Problem::new("redirect_uris", "bad_length", told));
        }
        for (n, redirect) in self.redirects.iter().enumerate() {
            if let Err(told) = check_address(redirect) {
                problems.push(Problem::new(format!("redirect_uris.{n}"), "bad_url", told));
            }
        }
        if let Some(Err(told)) = self.uninstall_url.as_deref().map(check_address) {
            problems.push(Problem::new("uninstall_url", "bad_url", told));
        }
        if self.scopes == Scopes::NONE {
            problems.push(Problem::new("scopes", "required", "an integration may be used for something"));
        }
        problems
    }
}

/// Checks the form of an address of an integration.
fn check_address(url: &str) -> Result<(), String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default();
    let plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    if host.is_empty() || url.len() > URL_BYTES_MAX || !plain {
        return Err(format!(
            "an address begins with https:// or http://, is plain ASCII, at most {URL_BYTES_MAX} bytes"
        ));
    }
    if url.contains('#') || host.contains('@') {
        return Err("an address has neither a fragment nor a user name".to_string());
    }
    if host.split('.').any(|label| label.to_ascii_lowercase().starts_with("xn--")) {
        return Err("international domain names are not allowed here (`step-by-step`)".to_string());
    }
    Ok(())
}

/// What a user allowed an integration: all tokens that came of one agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// 32 hexadecimal digits.
    pub id: String,
    /// To whom.
    pub client: ClientId,
    /// By whom.
    pub user: UserId,
    /// For what.
    pub scopes: Scopes,
    /// When.
    pub created_at: Timestamp,
    /// Since when it counts no more.
    pub revoked_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_ids_are_uuids() {
        let text = "0d6c2f6e-1234-4abc-8def-000000000001";
        assert_eq!(ClientId::parse(text).map(|id| id.to_string()).as_deref(), Some(text));
        assert_eq!(ClientId::parse(&text.to_uppercase()), ClientId::parse(text));
        for wrong in ["", "0d6c2f6e12344abc8def000000000001", &text[1..], "+d6c2f6e-1234-4abc-8def-000000000001", "é"]
        {
            assert_eq!(ClientId::parse(wrong), None, "{wrong}");
        }
        assert_eq!(ClientId::of_chance([0xff; 16]).to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(ClientId::of_chance([0; 16]).to_string(), "00000000-0000-4000-8000-000000000000");
    }

    #[test]
    fn scopes_are_sets_of_words() {
        let some = Scopes::read("crm files nonsense");
        assert_eq!(some.words(), ["files", "crm"]);
        assert!(some.has(Scope::Crm) && !some.has(Scope::FilesDelete));
        assert_eq!(Scopes::all().words().len(), 5);
        assert_eq!(Scopes::all().both(some), some);
        assert_eq!(Scopes::read(&some.words().join(" ")), some);
    }

    #[test]
    fn cards() {
        let card = |redirect: &str| Card {
            name: "Phone".into(),
            redirects: vec![redirect.into()],
            scopes: Scopes::all(),
            ..Card::default()
        };
        for good in ["https://example.com", "http://localhost:8000/back?x=1", "https://[::1]/x"] {
            assert_eq!(card(good).check(), [], "{good}");
        }
        let long = format!("https://example.com/{}", "x".repeat(URL_BYTES_MAX));
        for bad in [
            "",
            "example.com",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://a b/",
            "https://ü.example/",
            "https://xn--tda.example/",
            "https://a.Xn--tda/",
            "https://example.com/#x",
            "https://u@example.com/",
            "https://example.com/\"",
            &long,
        ] {
            assert_eq!(card(bad).check().len(), 1, "{bad}");
        }
        let empty = Card { uninstall_url: Some("x".into()), ..Card::default() };
        let paths: Vec<String> = empty.check().into_iter().map(|problem| problem.path).collect();
        assert_eq!(paths, ["name", "redirect_uris", "uninstall_url", "scopes"]);
    }
}
