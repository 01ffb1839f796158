//! The one secret of an installation, what is derived from it, and chance.
//!
//! One key of 32 bytes lies in a file that only its owner may read. Every other key (access tokens, stored
//! passwords of mail servers, signatures) is derived from it by a label, so there is one thing to back up and
//! one thing to rotate. Nothing in here is ever printed: `Debug` shows the key's id.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The name of the key file in the data folder.
pub const KEY_FILE: &str = "secret.key";

const KEY_BYTES: usize = 32; // The strength of HMAC-SHA256 and of the ciphers that will use it.
const ID_BYTES: usize = 4; // Tells keys apart in a table; says nothing about them.
const FILE_BYTES_MAX: u64 = 256; // A key in hexadecimal with a line break has 65.

/// The key of this installation.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey {
    bytes: [u8; KEY_BYTES],
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file exists and is no key.
    #[error("{}: expected 32 bytes as 64 hexadecimal digits", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
    },
    /// The file can be read by others.
    #[error("{}: other users can read the secret key (mode {mode:o}); try: chmod 600 {}", path.display(), path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The system has no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
}

impl SecretKey {
    /// The key in the data folder; created on the first call. Two processes starting at once get the same key.
    pub fn load_or_create(data: &Path) -> Result<SecretKey, SecretError> {
        let path = data.join(KEY_FILE);
        match SecretKey::load(&path) {
            Err(SecretError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => {}
            found => return found,
        }
        let key = SecretKey { bytes: random()? };
        match key.create(&path) {
            Ok(()) => Ok(key),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => SecretKey::load(&path),
            Err(error) => Err(SecretError::Io { path, error }),
        }
    }

    /// The key in a file that must exist.
    pub fn load(path: &Path) -> Result<SecretKey, SecretError> {
        let io_error = |error| SecretError::Io { path: path.to_owned(), error };
        let file = File::open(path).map_err(io_error)?;
        refuse_exposed(&file, path)?;
        let mut text = Vec::new();
        file.take(FILE_BYTES_MAX).read_to_end(&mut text).map_err(io_error)?;
        let bytes = from_hex(text.trim_ascii()).ok_or_else(|| SecretError::Malformed { path: path.to_owned() })?;
        Ok(SecretKey { bytes })
    }

    /// A key for tests and for accounts that live in memory only.
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> SecretKey {
        SecretKey { bytes }
    }

    /// Names the key without giving it away: eight hexadecimal digits, stored with all that it encrypts.
    pub fn id(&self) -> String {
        hex(&Sha256::digest(self.bytes)[..ID_BYTES])
    }

    /// A key for one purpose. Who learns it learns neither this key nor that of another label.
    pub fn derive(&self, label: &str) -> [u8; KEY_BYTES] {
        mac(&self.bytes).chain_update(label).finalize().into_bytes().into()
    }

    /// Written under another name first and then linked: a half-written key is never seen under the real one.
    fn create(&self, path: &Path) -> io::Result<()> {
        let chance = random_token(9).map_err(io::Error::other)?;
        let draft = path.with_extension(format!("{chance}.draft"));
        self.write_new(&draft)?;
        // Unlike a rename, a link fails when the name is taken: the first process wins.
        let linked = match std::fs::hard_link(&draft, path) {
            // File systems without links exist; there the first one to create the file wins.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => self.write_new(path),
            linked => linked,
        };
        std::fs::remove_file(&draft)?;
        linked?;
        sync_folder(path)
    }

    fn write_new(&self, path: &Path) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(format!("{}\n", hex(&self.bytes)).as_bytes())?;
        file.sync_all()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.id())
    }
}

/// What the key encrypts must not outlive it: the name is on disk before anybody uses the key.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn refuse_exposed(file: &File, path: &Path) -> Result<(), SecretError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = file.metadata().map_err(|error| SecretError::Io { path: path.to_owned(), error })?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 { Err(SecretError::Exposed { path: path.to_owned(), mode }) } else { Ok(()) }
}

#[cfg(not(unix))]
fn refuse_exposed(_: &File, _: &Path) -> Result<(), SecretError> {
    Ok(())
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], SecretError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(SecretError::Random)?;
    Ok(bytes)
}

/// A random text for links, codes and session cookies: `n_bytes` of chance as base64url.
pub fn random_token(n_bytes: usize) -> Result<String, SecretError> {
    let mut bytes = vec![0; n_bytes];
    getrandom::fill(&mut bytes).map_err(SecretError::Random)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Compares without telling by its duration where the first difference is.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    // The library compares in constant time; the MACs make both sides equally long.
    let mac = mac(b"compare");
    let expected = mac.clone().chain_update(a).finalize().into_bytes();
    mac.chain_update(b).verify(&expected).is_ok()
}

/// HMAC-SHA256 under a key of any length, ready to be fed.
pub fn mac(key: &[u8]) -> Hmac<Sha256> {
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    // RFC 2104: what is longer than a block is hashed first. Done here because the library's constructor for
    // slices returns an error that cannot happen.
    if key.len() > block.len() {
        block[..KEY_BYTES].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    Hmac::new(&block)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

fn from_hex(text: &[u8]) -> Option<[u8; KEY_BYTES]> {
    if text.len() != 2 * KEY_BYTES {
        return None;
    }
    let mut bytes = [0; KEY_BYTES];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let digit = |c: u8| (c as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that goes away with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Folder {
            let path = std::env::temp_dir().join(format!("pipewright-{}", random_token(9).expect("random")));
            std::fs::create_dir(&path).expect("a folder");
            Folder(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_key_is_made_once() {
        let folder = Folder::new();
        let made = SecretKey::load_or_create(&folder.0).expect("made");
        let found = SecretKey::load_or_create(&folder.0).expect("found");
        assert_eq!(made, found);
        assert_eq!(made.id().len(), 8);
        assert_eq!(format!("{made:?}"), format!("SecretKey({})", made.id()));
        let left: Vec<_> = std::fs::read_dir(&folder.0).expect("a folder").collect();
        assert_eq!(left.len(), 1, "no draft stays: {left:?}");
    }

    #[test]
    fn starting_at_once_gives_one_key() {
        let folder = Folder::new();
        let keys: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| SecretKey::load_or_create(&folder.0))).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic").expect("a key")).collect()
        });
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new();
        SecretKey::load_or_create(&folder.0).expect("made");
        let path = folder.0.join(KEY_FILE);
        assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
        for (mode, fine) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o620, false)] {
            std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("changed");
            let loaded = SecretKey::load_or_create(&folder.0);
            assert_eq!(loaded.is_ok(), fine, "{mode:o}: {loaded:?}");
            if let Err(error) = loaded {
                assert!(error.to_string().contains("chmod 600"), "{error}");
            }
        }
    }

    #[test]
    fn files_that_are_no_key() {
        let folder = Folder::new();
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(63), &"a".repeat(65), &"a".repeat(9_999)] {
            let path = folder.0.join("x.key");
            _ = std::fs::remove_file(&path);
            SecretKey::from_bytes([1; 32]).create(&path).expect("a file with the right mode");
            std::fs::write(&path, text).expect("written");
            assert!(matches!(SecretKey::load(&path), Err(SecretError::Malformed { .. })), "{text}");
        }
        assert!(matches!(SecretKey::load(&folder.0.join("none")), Err(SecretError::Io { .. })));
    }

    #[test]
    fn derived_keys_differ_by_label_and_key() {
        let (a, b) = (SecretKey::from_bytes([1; 32]), SecretKey::from_bytes([2; 32]));
        assert_eq!(a.derive("tokens"), a.derive("tokens"));
        assert_ne!(a.derive("tokens"), a.derive("mail"));
        assert_ne!(a.derive("tokens"), b.derive("tokens"));
        // HMAC-SHA256 of "x" under 32 zero bytes, computed with another program.
        assert_eq!(
            hex(&SecretKey::from_bytes([0; 32]).derive("x")),
            "4cbc96099a6467ce002461f10549b4898265ebe6188b45efacc44293516e62c4"
        );
    }

    #[test]
    fn keys_of_any_length() {
        for (n_bytes, expected) in [
            (0, "4cbc96099a6467ce002461f10549b4898265ebe6188b45efacc44293516e62c4"),
            (64, "72eb5e2941defeb37ad65961919eebff581f6ccb397a04d3ae80f705019c2356"),
            (65, "089d3b040b4df3b1c1a5a61006abce46402a775de368c0303def8bbc5887459f"),
        ] {
            let tag = mac(&vec![7; n_bytes]).chain_update(b"x").finalize().into_bytes();
            assert_eq!(hex(&tag), expected, "{n_bytes}");
        }
    }

    #[test]
    fn tokens_and_comparison() {
        let (a, b) = (random_token(32).expect("random"), random_token(32).expect("random"));
        assert_eq!((a.len(), a == b), (43, false));
        assert!(same(a.as_bytes(), a.clone().as_bytes()));
        assert!(!same(a.as_bytes(), b.as_bytes()));
        assert!(!same(b"", b"x"));
        assert!(same(b"", b""));
    }
}
