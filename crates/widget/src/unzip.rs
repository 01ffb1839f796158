//! From zip bytes to files. What a zip says about its sizes is never believed: bytes are counted as they come out.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::read::ZipFileEntry;

use crate::archive::Archive;
use crate::limits::{ARCHIVE_BYTES_MAX, ENTRIES_MAX, RATIO_FREE_BYTES, RATIO_MAX};
use crate::problem::Severity;

const CENTRAL_HEADER: &[u8] = b"PK\x01\x02";
const CENTRAL_HEADER_BYTES: usize = 46;
/// Zips stored inside the zip carry headers too, so the quick count is generous; the exact one follows.
const HEADERS_MAX: usize = 8 * ENTRIES_MAX;
const CHUNK_BYTES: usize = 32 * 1024;

type Zip<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Takes every file out of the zip that may be taken and reports the others.
pub(crate) fn unzip(bytes: &[u8], archive: &mut Archive) {
    if let Some(mut zip) = open(bytes, archive) {
        report_repeated_names(bytes, &zip, archive);
        if zip.has_overlapping_files().unwrap_or(false) {
            let message =
                "Entries of the zip share the same bytes, as in a zip bomb. Pack it again with an ordinary tool.";
            archive.report.file(Severity::Error, "overlapping-entries", "", message);
            return;
        }
        for index in 0..zip.len() {
            if !take_entry(&mut zip, index, archive) {
                return;
            }
        }
    }
}

fn open<'a>(bytes: &'a [u8], archive: &mut Archive) -> Option<Zip<'a>> {
    if bytes.len() > ARCHIVE_BYTES_MAX {
        let message = format!("The archive is larger than {} MiB.", ARCHIVE_BYTES_MAX >> 20);
        archive.report.file(Severity::Error, "archive-too-large", "", message);
        return None;
    }
    // Before the directory is read, because reading it costs several times its size.
    let n_headers = bytes.windows(CENTRAL_HEADER.len()).filter(|window| *window == CENTRAL_HEADER).count();
    if n_headers > HEADERS_MAX && !archive.allows_entries(n_headers) {
        return None;
    }
    match ZipArchive::new(Cursor::new(bytes)) {
        Ok(zip) => archive.allows_entries(zip.len()).then_some(zip),
        Err(error) => {
            let message = format!("The file is not a zip archive, or it is damaged ({error}).");
            let file = archive.inner.clone().unwrap_or_default();
            archive.report.file(Severity::Error, "unreadable-zip", &file, message);
            None
        }
    }
}

/// The zip library keeps the last of several entries with one name; another reader would keep the first.
fn report_repeated_names(bytes: &[u8], zip: &Zip, archive: &mut Archive) {
    if !zip.has_duplicate_names() {
        return;
    }
    let mut names = central_names(bytes, zip.central_directory_start());
    names.sort_unstable();
    let repeated = names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| String::from_utf8_lossy(pair[0]));
    let message = "The archive has several entries with this name. Keep one of them.";
    archive.report.file(Severity::Error, "duplicate-path", &repeated.unwrap_or_default(), message);
}

fn central_names(bytes: &[u8], start: u64) -> Vec<&[u8]> {
    let mut names = Vec::new();
    let mut rest = usize::try_from(start).ok().and_then(|start| bytes.get(start..)).unwrap_or_default();
    while rest.starts_with(CENTRAL_HEADER) && rest.len() >= CENTRAL_HEADER_BYTES && names.len() <= HEADERS_MAX {
        let length = |at: usize| usize::from(u16::from_le_bytes([rest[at], rest[at + 1]]));
        let (name, extra, comment) = (length(28), length(30), length(32));
        names.extend(rest.get(CENTRAL_HEADER_BYTES..CENTRAL_HEADER_BYTES + name));
        rest = rest.get(CENTRAL_HEADER_BYTES + name + extra + comment..).unwrap_or_default();
    }
    names
}

/// False when there is no room for any further file.
fn take_entry(zip: &mut Zip, index: usize, archive: &mut Archive) -> bool {
    let admitted = match zip.by_index_data(index) {
        Ok(entry) => admit_entry(&entry, archive),
        Err(error) => {
            let message = format!("Entry {index} of the zip cannot be read ({error}). Pack the archive again.");
            archive.report.file(Severity::Error, "damaged-entry", "", message);
            None
        }
    };
    let Some(path) = admitted else { return true };
    let unpacked = match zip.by_index(index) {
        Ok(mut file) => {
            let packed = usize::try_from(file.compressed_size()).unwrap_or(usize::MAX).min(ARCHIVE_BYTES_MAX);
            inflate(&mut file, packed, archive.budget())
        }
        Err(error) => Err(Refusal::Damaged(error.to_string())),
    };
    match unpacked {
        Ok(bytes) => archive.store(path, bytes),
        Err(Refusal::TooLarge) => return archive.refuse_large(&path),
        Err(Refusal::Bomb) => {
            let message =
                format!("The file unpacks to more than {RATIO_MAX} times its packed size, as a zip bomb does.");
            archive.report.file(Severity::Error, "zip-bomb", &path, message);
        }
        Err(Refusal::Damaged(reason)) => {
            let message = format!("The file cannot be unpacked ({reason}). Pack the archive again.");
            archive.report.file(Severity::Error, "damaged-entry", &path, message);
        }
    }
    true
}

fn admit_entry(entry: &ZipFileEntry, archive: &mut Archive) -> Option<String> {
    let name = entry.name().unwrap_or_default();
    if is_dos_folder(entry.external_attributes()) && entry.size() == 0 && !name.ends_with(['/', '\\']) {
        archive.admit(&format!("{name}/"));
        return None;
    }
    let path = archive.admit(&name)?;
    if std::str::from_utf8(entry.name_raw()).is_err() {
        let message = "The name is not UTF-8; it is read as a name of MS-DOS. Name the file in plain letters.";
        archive.report.file(Severity::Warning, "name-encoding", &path, message);
    }
    if entry.encrypted() {
        let message = "The file is encrypted. Pack the archive without a password.";
        archive.report.file(Severity::Error, "encrypted-entry", &path, message);
        return None;
    }
    if let Some(kind) = special_kind(entry.external_attributes()) {
        let message = format!("The entry is {kind}, not a file. Pack the file itself.");
        archive.report.file(Severity::Error, "special-file", &path, message);
        return None;
    }
    Some(path)
}

/// Some tools write a folder without the slash at its end, and say what it is only in an attribute of MS-DOS.
fn is_dos_folder(external_attributes: u32) -> bool {
    external_attributes & 0x10 != 0 && matches!((external_attributes >> 16) & 0o170_000, 0 | 0o040_000)
}

/// The upper half holds a Unix mode whenever it is not zero, whatever system the entry claims to come from.
fn special_kind(external_attributes: u32) -> Option<&'static str> {
    match (external_attributes >> 16) & 0o170_000 {
        0 | 0o100_000 => None,
        0o120_000 => Some("a symbolic link"),
        0o040_000 => Some("a folder with the name of a file"),
        _ => Some("a device, pipe or socket"),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    TooLarge,
    Bomb,
    Damaged(String),
}

/// Reads to the end, or to the first byte that is too much.
fn inflate(reader: &mut impl Read, packed: usize, budget: usize) -> Result<Vec<u8>, Refusal> {
    let ratio_max = packed.saturating_mul(RATIO_MAX).max(RATIO_FREE_BYTES);
    let mut bytes = Vec::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match reader.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(n) if bytes.len() + n > ratio_max => return Err(Refusal::Bomb),
            Ok(n) if bytes.len() + n > budget => return Err(Refusal::TooLarge),
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
            Err(error) => return Err(Refusal::Damaged(error.to_string())),
        }
    }
}
