//! Which names of an archive are safe, and what they are called inside. Nothing here looks at the content.

use crate::limits::{PATH_BYTES_MAX, PATH_DEPTH_MAX};

/// What systems, editors and version controls leave behind, in any case.
const LITTER: [&str; 15] = [
    "__MACOSX",
    ".DS_Store",
    ".AppleDouble",
    ".Spotlight-V100",
    ".Trashes",
    ".fseventsd",
    "Thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    ".git",
    ".svn",
    ".hg",
    ".idea",
    ".vscode",
    ".vs",
];

/// What a name in an archive turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// A file, by its plain path: no leading `./`, no doubled slashes, no backslashes.
    File(String),
    /// A folder on its own.
    Folder,
    /// Left by an operating system or an editor; nobody misses it.
    Litter,
    /// Not to be touched, and why.
    Bad(&'static str, String),
}

/// Judges a name as it stands in the archive. Safety comes first, so also litter and folders cannot escape. Some tools
/// on Windows write `\` between folders; it is read so before anything is judged.
pub(crate) fn judge(raw: &str) -> Name {
    let raw = raw.replace('\\', "/");
    // The picture of a folder on a Mac has a line end in its name, which nothing else may have.
    if raw.rsplit('/').next() == Some("Icon\r") && danger(raw.trim_end()).is_none() {
        return Name::Litter;
    }
    if let Some((code, message)) = danger(&raw) {
        return Name::Bad(code, message);
    }
    let segments: Vec<&str> = raw.split('/').filter(|segment| !matches!(*segment, "" | ".")).collect();
    if segments.len() > PATH_DEPTH_MAX {
        return Name::Bad("path-too-deep", format!("The path is more than {PATH_DEPTH_MAX} folders deep."));
    }
    if segments.iter().any(|segment| is_litter(segment)) {
        return Name::Litter;
    }
    if raw.ends_with('/') || segments.is_empty() {
        return Name::Folder;
    }
    Name::File(segments.join("/"))
}

fn danger(raw: &str) -> Option<(&'static str, String)> {
    let (code, message) = match raw {
        "" => ("unsafe-path", "The entry has no name.".to_owned()),
        _ if raw.len() > PATH_BYTES_MAX => {
            ("path-too-long", format!("The path is longer than {PATH_BYTES_MAX} bytes."))
        }
        _ if raw.chars().any(char::is_control) => ("unsafe-path", "The path contains a control character.".to_owned()),
        _ if raw.starts_with('/') || has_drive_letter(raw) => {
            ("unsafe-path", "The path is absolute. Pack the files relative to manifest.json.".to_owned())
        }
        _ if raw.split('/').any(|segment| segment == "..") => {
            ("unsafe-path", "The path leads out of the archive (\"..\").".to_owned())
        }
        _ => return None,
    };
    Some((code, message))
}

fn has_drive_letter(raw: &str) -> bool {
    matches!(raw.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

fn is_litter(segment: &str) -> bool {
    segment.starts_with("._") || LITTER.iter().any(|litter| segment.eq_ignore_ascii_case(litter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        //    raw                        outcome
        check("script.js", "file script.js");
        check("images/logo.png", "file images/logo.png");
        check("./a//b/./c.js", "file a/b/c.js");
        check("картинка 1.png", "file картинка 1.png");
        check("a..b/...", "file a..b/...");
        check("images/", "folder");
        check("./", "folder");
        check("__MACOSX/._script.js", "litter");
        check("images/.DS_Store", "litter");
        check(".git/config", "litter");
        check("", "unsafe-path");
        check("../x", "unsafe-path");
        check("a/../../x", "unsafe-path");
        check("a/..", "unsafe-path");
        check("__MACOSX/../../x", "unsafe-path");
        check("/etc/passwd", "unsafe-path");
        check("a\\b", "file a/b");
        check("images\\", "folder");
        check("__macosx/x", "litter");
        check("images/Icon\r", "litter");
        check("Icon\r", "litter");
        check("Icon\r/x.js", "unsafe-path");
        check("../Icon\r", "unsafe-path");
        check("a\\..\\..\\x", "unsafe-path");
        check("\\\\server\\share", "unsafe-path");
        check("c:\\x", "unsafe-path");
        check("..\\x", "unsafe-path");
        check("C:x", "unsafe-path");
        check("c:/x", "unsafe-path");
        check("a\0.js", "unsafe-path");
        check("a\nb", "unsafe-path");
    }

    #[test]
    fn limits_on_both_sides() {
        check(&"a".repeat(PATH_BYTES_MAX), &format!("file {}", "a".repeat(PATH_BYTES_MAX)));
        check(&"a".repeat(PATH_BYTES_MAX + 1), "path-too-long");
        let deep = ["a"; PATH_DEPTH_MAX].join("/");
        check(&deep, &format!("file {deep}"));
        check(&format!("{deep}/a"), "path-too-deep");
    }

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        let outcome = match judge(raw) {
            Name::File(path) => format!("file {path}"),
            Name::Folder => "folder".to_owned(),
            Name::Litter => "litter".to_owned(),
            Name::Bad(code, _) => code.to_owned(),
        };
        assert_eq!(outcome, expected, "{raw:?}");
    }
}
