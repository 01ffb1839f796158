//! Secrets that must be read again are sealed: ChaCha20-Poly1305 under a key derived from the installation's.
//!
//! A secret that need only be recognized (a password, a session, a code) is hashed instead and never comes here. The
//! cipher is `ring`'s, which the TLS of outgoing hooks brings along anyway.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::secrets::{SecretKey, random};

/// Seals and opens. Cheap to keep, never printed.
pub struct Vault {
    key: LessSafeKey,
}

/// Why a secret cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The system has no random numbers, or the library refuses the key.
    #[error("a secret cannot be sealed")]
    Seal,
    /// It was sealed by another key or for something else, or was changed.
    #[error("a sealed secret cannot be opened: it was sealed with another key, or changed")]
    Open,
}

impl Vault {
    /// The vault of an installation.
    pub fn new(key: &SecretKey) -> Result<Vault, VaultError> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &key.derive("stored secrets")).map_err(|_| VaultError::Seal)?;
        Ok(Vault { key: LessSafeKey::new(key) })
    }

    /// Seals bytes. `what_for` names the row that they stand in: copied into another one they cannot be opened.
    pub fn seal_bytes(&self, what_for: &str, bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
        // 96 bits of chance for each: an installation seals some millions, far from where two could meet.
        let nonce: [u8; NONCE_LEN] = random().map_err(|_| VaultError::Seal)?;
        let mut sealed = bytes.to_vec();
        let aad = Aad::from(what_for.as_bytes());
        let sealing = self.key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed);
        sealing.map_err(|_| VaultError::Seal)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens bytes that were sealed for the same purpose.
    pub fn open_bytes(&self, what_for: &str, mut sealed: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        let (nonce, sealed) = sealed.split_first_chunk_mut::<NONCE_LEN>().ok_or(VaultError::Open)?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.key.open_in_place(nonce, Aad::from(what_for.as_bytes()), sealed);
        opened.map(|bytes| bytes.to_vec()).map_err(|_| VaultError::Open)
    }

    /// Seals a text as text.
    pub fn seal(&self, what_for: &str, text: &str) -> Result<String, VaultError> {
        Ok(STANDARD_NO_PAD.encode(self.seal_bytes(what_for, text.as_bytes())?))
    }

    /// Opens a text that was sealed for the same purpose.
    pub fn open(&self, what_for: &str, sealed: &str) -> Result<String, VaultError> {
        let sealed = STANDARD_NO_PAD.decode(sealed).map_err(|_| VaultError::Open)?;
        String::from_utf8(self.open_bytes(what_for, sealed)?).map_err(|_| VaultError::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(byte: u8) -> Vault {
        Vault::new(&SecretKey::from_bytes([byte; 32])).unwrap()
    }

    #[test]
    fn what_was_sealed_is_opened_by_the_same_key_for_the_same_purpose() {
        let sealed = vault(1).seal("a", "geheim ✓").unwrap();
        assert!(!sealed.contains("geheim"));
        assert_eq!(vault(1).open("a", &sealed).as_deref(), Ok("geheim ✓"));
        assert_eq!(vault(2).open("a", &sealed), Err(VaultError::Open));
        assert_eq!(vault(1).open("b", &sealed), Err(VaultError::Open));
        assert_ne!(vault(1).seal("a", "x").unwrap(), vault(1).seal("a", "x").unwrap());
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let sealed = STANDARD_NO_PAD.decode(vault(1).seal("a", "x").unwrap()).unwrap();
        for n in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[n] ^= 1;
            assert_eq!(vault(1).open("a", &STANDARD_NO_PAD.encode(&changed)), Err(VaultError::Open), "{n}");
            assert_eq!(vault(1).open("a", &STANDARD_NO_PAD.encode(&sealed[..n])), Err(VaultError::Open), "cut at {n}");
        }
        assert_eq!(vault(1).open("a", "not base64!"), Err(VaultError::Open));
    }
}
