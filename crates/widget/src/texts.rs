//! Text files that read differently elsewhere: a byte order mark, Windows line ends, another encoding. Nothing is changed
//! in them; a widget's files are served as they came.

use crate::archive::{Counted, Files};
use crate::arrange::MANIFEST;
use crate::problem::{Report, Severity};

const ENDINGS: [&str; 6] = [".js", ".css", ".twig", ".json", ".html", ".svg"];
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Reports what is odd about the text files.
pub(crate) fn check_texts(files: &Files, report: &mut Report) {
    let mut with_carriage_returns = Counted::default();
    for (path, bytes) in files.iter().filter(|(path, _)| is_text(path)) {
        if has_windows_line_ends(bytes) {
            with_carriage_returns.add(path);
        }
        // Files that are parsed are told of there.
        if path != MANIFEST && !path.starts_with("i18n/") {
            check_encoding(path, bytes, report);
        }
    }
    with_carriage_returns.tell(report, Severity::Note, "windows-line-ends", |n| {
        format!("{n} text files have Windows line ends, which the vendor asks to avoid; this is the first.")
    });
}

fn check_encoding(path: &str, bytes: &[u8], report: &mut Report) {
    if bytes.starts_with(MARK) {
        let message = "The file begins with a byte order mark. Save it as UTF-8 without one.";
        report.line(Severity::Warning, "byte-order-mark", path, Some(1), message);
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        let line = u32::try_from(line).unwrap_or(u32::MAX).saturating_add(1);
        let message = "The file is not UTF-8; its texts may show as other letters. Save it as UTF-8.";
        report.line(Severity::Warning, "not-utf8", path, Some(line), message);
    }
}

/// The first line tells: editors write all lines alike.
fn has_windows_line_ends(bytes: &[u8]) -> bool {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    end.is_some_and(|end| end > 0 && bytes[end - 1] == b'\r')
}

fn is_text(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| lower.ends_with(ending))
}
