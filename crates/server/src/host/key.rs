//! Addresses of a widget's files: `/upl/<code>/<account>-<stamp>-<mac>/<path>`. The stamp is made of the files, so
//! an address never shows other bytes later and may be kept for ever. The mac makes it impossible to guess: whoever
//! has one address can read that widget, and learns nothing of other widgets or accounts.

use domain::AccountId;
use sha2::{Digest, Sha256};

use crate::secrets::{hex, mac, same};
use hmac::Mac as _;

/// Hexadecimal digits of a stamp, and of a mac.
const DIGITS: usize = 24;

/// What a key in an address says, once it has been checked.
#[derive(Debug, PartialEq, Eq)]
pub struct FileKey {
    /// Whose widget it is.
    pub account: AccountId,
    /// Of which files.
    pub stamp: String,
}

/// A name for these very files: `(path, size, hash)` in order of their paths.
pub fn stamp(files: &[(String, i64, String)]) -> String {
    let mut all = Sha256::new();
    for (path, _, hash) in files {
        all.update(path.as_bytes());
        all.update([0]);
        all.update(hash.as_bytes());
        all.update([0]);
    }
    hex(&all.finalize())[..DIGITS].to_string()
}

/// The part of an address between the code and the path.
pub fn write(secret: &[u8], account: AccountId, code: &str, stamp: &str) -> String {
    format!("{}-{stamp}-{}", account.0, sign(secret, account, code, stamp))
}

/// Reads a key; nothing for one that was not made here for this widget.
pub fn read(secret: &[u8], code: &str, text: &str) -> Option<FileKey> {
    let (account, rest) = text.split_once('-')?;
    let (stamp, signature) = rest.split_once('-')?;
    let account = AccountId(account.parse().ok()?);
    let key = FileKey { account, stamp: stamp.to_string() };
    same(signature.as_bytes(), sign(secret, account, code, stamp).as_bytes()).then_some(key)
}

fn sign(secret: &[u8], account: AccountId, code: &str, stamp: &str) -> String {
    let text = format!("{}\n{code}\n{stamp}", account.0);
    hex(&mac(secret).chain_update(text).finalize().into_bytes())[..DIGITS].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"secret";

    #[test]
    fn a_key_opens_its_own_widget() {
        let key = write(SECRET, AccountId(12), "notify", "abc");
        assert_eq!(read(SECRET, "notify", &key), Some(FileKey { account: AccountId(12), stamp: "abc".to_string() }));
        assert_eq!(read(SECRET, "other", &key), None);
        assert_eq!(read(b"another", "notify", &key), None);
        for (n, c) in key.char_indices() {
            let changed = format!("{}{}{}", &key[..n], if c == '1' { '2' } else { '1' }, &key[n + 1..]);
            assert_eq!(read(SECRET, "notify", &changed), None, "{changed}");
        }
        for nonsense in ["", "-", "--", "1-2", "x-abc-def", "99999999999999999999-a-b", "widget"] {
            assert_eq!(read(SECRET, "notify", nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_stamp_changes_with_every_change() {
        let file = |path: &str, hash: &str| (path.to_string(), 1, hash.to_string());
        let one = stamp(&[file("a", "1"), file("b", "2")]);
        for other in
            [vec![], vec![file("a", "1")], vec![file("a", "1"), file("b", "3")], vec![file("a", "1"), file("c", "2")]]
        {
            assert_ne!(one, stamp(&other));
        }
        assert_eq!(one, stamp(&[file("a", "1"), file("b", "2")]));
        assert_eq!(one.len(), DIGITS);
    }
}
