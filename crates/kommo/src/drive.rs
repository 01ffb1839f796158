//! Files on the wire (`files-api`, `files-capabilities`).

use domain::{Problem, Timestamp};
use serde_json::{Value, json};

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};

/// Characters of a file's name.
pub const NAME_LENGTH_MAX: usize = 255;
/// Bytes of a file. The original takes about ten times as much; here a file becomes one value in memory.
pub const FILE_BYTES_MAX: i64 = 32 * 1024 * 1024;
/// Bytes of a part, as in the original.
pub const PART_BYTES_MAX: usize = 524_288;
/// Files that one page shows at most.
pub const LIMIT_MAX: u64 = 250;

/// An upload to be begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The file's name.
    pub name: String,
    /// How many bytes will come.
    pub size: i64,
    /// What is in it, as the client says.
    pub mime: String,
    /// The file of which it becomes a version.
    pub file: Option<String>,
}

/// Reads `POST /v1.0/sessions`.
pub fn parse_upload(body: &Value) -> Result<Upload, Rejection> {
    let item = read_one(body, |reader| {
        reader.require("file_name");
        reader.require("file_size");
        let size = reader.int("file_size").unwrap_or_default();
        if reader.get("file_size").is_some() && !(1..=FILE_BYTES_MAX).contains(&size) {
            let told = format!("This value should be between 1 and {FILE_BYTES_MAX}.");
            reader.note(Problem::new("file_size", "OutOfRange", told));
        }
        let mime = reader.text("content_type").unwrap_or_else(|| "application/octet-stream".to_string());
        if mime.len() > NAME_LENGTH_MAX || !mime.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
            reader.note(not_a_choice("content_type"));
        }
        let name = read_name(reader, "file_name").unwrap_or_default();
        Upload { name, size, mime, file: reader.text("file_uuid") }
    })?;
    Ok(item.value)
}

/// A name is for people: separators of paths and what cannot be printed are no part of it.
fn read_name(reader: &mut Reader<'_>, key: &str) -> Option<String> {
    let name = reader.text(key)?;
    let name = name.trim();
    if name.is_empty() || name.chars().all(|c| c == '.') {
        reader.note(Problem::new(key, "NotBlank", "This value should not be blank."));
    } else if name.chars().count() > NAME_LENGTH_MAX {
        reader.note(Problem::new(key, "TooLong", format!("This value has at most {NAME_LENGTH_MAX} characters.")));
    } else if name.chars().any(|c| c.is_control() || c == '/' || c == '\\') {
        reader.note(Problem::new(key, "InvalidFormat", "A file's name has no slashes and no control characters."));
    }
    Some(name.to_string())
}

/// A change of a file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FilePatch {
    /// Its new name.
    pub name: Option<String>,
    /// The version that is to be the present one.
    pub version: Option<String>,
}

/// Reads `PATCH /v1.0/files/{uuid}`.
pub fn parse_patch(body: &Value) -> Result<FilePatch, Rejection> {
    let item = read_one(body, |reader| {
        let patch = FilePatch { name: read_name(reader, "name"), version: reader.text("version_uuid") };
        if patch == FilePatch::default() {
            reader.require("name");
        }
        patch
    })?;
    Ok(item.value)
}

/// Reads a list of `{uuid}` or `{file_uuid}`.
pub fn parse_uuids(key: &'static str, body: &Value) -> Result<Vec<Item<String>>, Rejection> {
    read_many(body, |reader| {
        reader.require(key);
        reader.text(key).unwrap_or_default()
    })
}

/// A file as it is written.
#[derive(Clone, Debug)]
pub struct FileView<'a> {
    /// Its name for programs.
    pub uuid: &'a str,
    /// Its name for people.
    pub name: &'a str,
    /// The present version.
    pub version: &'a str,
    /// What is in it.
    pub mime: &'a str,
    /// Bytes.
    pub size: i64,
    /// Whether there is more than one version.
    pub has_versions: bool,
    /// Who brought and who changed it.
    pub people: (i64, i64),
    /// When it was brought and changed.
    pub times: (Timestamp, Timestamp),
    /// When and by whom it was put into the bin.
    pub deleted: Option<(Timestamp, i64)>,
}

/// Writes a file. `host` is the address of the file service, without a slash at the end.
pub fn file(view: &FileView<'_>, host: &str) -> Value {
    let person = |id: i64| json!({ "id": id, "type": if id == 0 { "robot" } else { "user" } });
    let extension = view.name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let kind = match view.mime.split('/').next().unwrap_or_default() {
        kind @ ("image" | "video" | "audio") => kind,
        "text" => "document",
        _ => "file",
    };
    let at = format!("{host}/v1.0/files/{}", view.uuid);
    json!({
        "uuid": view.uuid,
        "type": kind,
        "is_trashed": view.deleted.is_some(),
        "name": view.name,
        "sanitized_name": sanitized(view.name),
        "size": view.size,
        "source_id": null,
        "version_uuid": view.version,
        "has_multiple_versions": view.has_versions,
        "created_at": view.times.0.seconds(),
        "created_by": person(view.people.0),
        "updated_at": view.times.1.seconds(),
        "updated_by": person(view.people.1),
        "deleted_at": view.deleted.map(|(at, _)| at.seconds()),
        "deleted_by": view.deleted.map(|(_, by)| person(by)),
        "metadata": { "extension": extension, "mime_type": view.mime },
        "previews": [],
        "_links": {
            "self": { "href": at },
            "download": { "href": format!("{at}/download") },
            "download_version": { "href": format!("{at}/versions/{}/download", view.version) },
        },
    })
}

/// A name that no header, shell or file system takes amiss.
pub fn sanitized(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '_' };
    let name: String = name.chars().map(plain).collect();
    name.trim_start_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::garbage::Dice;

    #[test]
    fn hostile_names_are_refused_or_made_harmless() {
        let read = |name: &str| parse_upload(&json!({"file_name": name, "file_size": 1})).is_ok();
        assert!(read("Плед \"зима\" %00.pdf") && read(".htaccess"));
        for name in ["", " ", "..", "a/b", "..\\b", "a\nb", "a\u{7f}", &"x".repeat(256)] {
            assert!(!read(name), "{name:?}");
        }
        assert_eq!(sanitized("..a \"b\"\r\n;c.pdf"), "a__b____c.pdf");
        for size in [json!(0), json!(-1), json!(FILE_BYTES_MAX + 1), json!("x"), Value::Null] {
            assert!(parse_upload(&json!({"file_name": "a", "file_size": size})).is_err(), "{size}");
        }
        assert!(parse_upload(&json!({"file_name": "a", "file_size": 1, "content_type": "a\r\nb"})).is_err());
    }

    #[test]
    fn nonsense_is_read_without_panic() {
        let mut dice = Dice::new(5);
        for _ in 0..1_000 {
            let body = dice.json(&["file_name", "file_size", "content_type", "uuid", "name", "version_uuid", "0"], 0);
            let _ = (parse_upload(&body), parse_patch(&body), parse_uuids("uuid", &body));
        }
    }
}
