//! Passwords: Argon2id with parameters that are written down, so that a change of a library's defaults cannot
//! weaken or slow down anything unnoticed.
//!
//! Hashing takes tens of milliseconds and 19 MiB on purpose; call it from a blocking thread, a few at a time.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::secrets::{SecretError, random};

// The first choice of the common guidance for Argon2id where memory is shared with a server's other work.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16; // As RFC 9106 recommends.
const PASSWORD_BYTES_MAX: usize = 1024; // Longer ones are no more secure and cost the server more.
const PASSWORD_CHARS_MIN: usize = 8; // Below that a guess is faster than a hash is slow.

/// Why a password cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too short to be worth hashing.
    #[error("a password has at least {PASSWORD_CHARS_MIN} characters")]
    TooShort,
    /// Over the limit.
    #[error("a password has at most {PASSWORD_BYTES_MAX} bytes")]
    TooLong,
    /// The system has no random numbers.
    #[error(transparent)]
    Random(#[from] SecretError),
    /// The library refuses our parameters. Cannot happen with those above.
    #[error("the password could not be hashed")]
    Hash,
}

/// A new salted hash in the usual text form (`$argon2id$v=19$m=19456,t=2,p=1$…`).
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return Err(PasswordError::TooShort);
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(PasswordError::TooLong);
    }
    hash_with(password, random()?)
}

/// Does the password belong to this stored hash? With `None` (no such user) the answer is no and takes as
/// long, so that the time does not tell which users exist.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    if password.len() > PASSWORD_BYTES_MAX {
        return false; // The same for every user, existing or not.
    }
    let stored = stored.unwrap_or(&NOBODY);
    let Ok(parsed) = PasswordHash::new(stored) else {
        return false;
    };
    let Some(argon) = argon() else {
        return false;
    };
    argon.verify_password(password.as_bytes(), &parsed).is_ok() && stored != *NOBODY
}

/// Was it made with other parameters than today's? Then hash the password anew after the next sign-in.
pub fn is_outdated(stored: &str) -> bool {
    !stored.starts_with(&format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$"))
}

/// Nobody's hash: costs what a real one costs and fits no password.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_with("nobody", [0; SALT_BYTES]).unwrap_or_default());

fn hash_with(password: &str, salt: [u8; SALT_BYTES]) -> Result<String, PasswordError> {
    let argon = argon().ok_or(PasswordError::Hash)?;
    let hash = argon.hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| PasswordError::Hash)?;
    Ok(hash.to_string())
}

fn argon() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let stored = hash("correct horse").expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse", Some(&stored)));
        assert!(!verify("correct horsf", Some(&stored)));
        assert!(!verify("", Some(&stored)));
        assert_ne!(stored, hash("correct horse").expect("hashed"), "salted");
        assert!(!is_outdated(&stored));
        assert!(is_outdated("$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA"));
    }

    #[test]
    fn nobody_has_no_password() {
        assert!(!verify("nobody", None));
        assert!(!verify("nobody", Some(&NOBODY)));
        assert!(NOBODY.starts_with("$argon2id$"));
    }

    #[test]
    fn a_missing_user_takes_as_long_as_a_wrong_password() {
        let stored = hash("correct horse").expect("hashed");
        let time = |stored: Option<&str>| {
            let started = std::time::Instant::now();
            assert!(!verify("wrong password", stored));
            started.elapsed()
        };
        time(None);
        let fastest = |stored: Option<&str>| (0..5).map(|_| time(stored)).min().expect("five");
        let (missing, wrong) = (fastest(None), fastest(Some(&stored)));
        assert!(missing * 3 > wrong, "{missing:?} and {wrong:?}");
    }

    #[test]
    fn limits() {
        assert!(matches!(hash("short"), Err(PasswordError::TooShort)));
        assert!(matches!(hash(&"x".repeat(1025)), Err(PasswordError::TooLong)));
        assert!(!verify(&"x".repeat(1025), None));
        for stored in ["", "x", "$argon2id$", "$argon2id$v=19$m=1,t=0,p=0$AA$AA", "$2b$12$abc"] {
            assert!(!verify("correct horse", Some(stored)), "{stored}");
        }
    }
}
