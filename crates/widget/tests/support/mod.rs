//! A small correct widget to start from, and how its problems are written in the tables.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::io::{Cursor, Write};

use widget::{Problem, Widget};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub const MANIFEST: &str = r#"{
  "widget": {
    "name": "widget.name",
    "description": "widget.description",
    "short_description": "widget.short",
    "version": "1.0.0",
    "interface_version": 2,
    "init_once": false,
    "locale": ["en", "pt"],
    "installation": true,
    "support": {"link": "https://help.example.test"}
  },
  "locations": ["settings", "digital_pipeline"],
  "settings": {
    "token": {"name": "settings.token", "type": "pass", "required": true}
  },
  "dp": {
    "settings": {
      "message": {"name": "dp.message", "type": "text", "required": true}
    },
    "action_multiple": false,
    "webhook_url": "https://hooks.example.test/"
  }
}"#;

pub const ENGLISH: &str = r#"{
  "widget": {"name": "Bell", "description": "Rings.", "short": "Rings"},
  "settings": {"token": "Token"},
  "dp": {"message": "Message"}
}"#;

pub const PORTUGUESE: &str = r#"{
  "widget": {"name": "Sino", "description": "Toca.", "short": "Toca"},
  "settings": {"token": "Chave"},
  "dp": {"message": "Mensagem"}
}"#;

pub type Files = Vec<(String, Vec<u8>)>;

/// A widget without any problem.
pub fn files() -> Files {
    let logos = ["logo_main", "logo_small", "logo", "logo_medium", "logo_min", "logo_dp"];
    let logos = logos.map(|logo| (format!("images/{logo}.png"), b"picture".to_vec()));
    let texts = [
        ("manifest.json", MANIFEST),
        ("script.js", "define(['jquery'], function () {})"),
        ("i18n/en.json", ENGLISH),
        ("i18n/pt.json", PORTUGUESE),
    ];
    texts.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into_iter().chain(logos).collect()
}

/// The widget with one file replaced or added.
pub fn with(path: &str, content: impl AsRef<[u8]>) -> Files {
    let mut files = without(path);
    files.push((path.to_owned(), content.as_ref().to_vec()));
    files
}

/// The widget without one file.
pub fn without(path: &str) -> Files {
    files().into_iter().filter(|(other, _)| other != path).collect()
}

/// The widget with one place of its manifest changed.
#[track_caller]
pub fn with_manifest(from: &str, to: &str) -> Files {
    assert!(MANIFEST.contains(from), "{from} is not in the manifest");
    with("manifest.json", MANIFEST.replacen(from, to, 1))
}

pub fn zip(files: &Files) -> Vec<u8> {
    zip_with(|writer| {
        for (path, bytes) in files {
            writer.start_file(path, SimpleFileOptions::default()).expect("a file begins");
            writer.write_all(bytes).expect("a file is written");
        }
    })
}

/// The same, when the library agrees to write these names.
pub fn try_zip(files: &Files) -> Option<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        writer.start_file(path, SimpleFileOptions::default()).ok()?;
        writer.write_all(bytes).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

pub fn zip_with(fill: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    fill(&mut writer);
    writer.finish().expect("a zip is finished").into_inner()
}

pub fn problems(outcome: &Result<Widget, Vec<Problem>>) -> &[Problem] {
    match outcome {
        Ok(widget) => widget.problems(),
        Err(problems) => problems,
    }
}

/// One line for each problem: severity, code, place, keys.
pub fn summary(outcome: &Result<Widget, Vec<Problem>>) -> Vec<String> {
    problems(outcome).iter().map(summary_of).collect()
}

fn summary_of(problem: &Problem) -> String {
    let mut summary = format!("{} {}", problem.severity.as_str(), problem.code);
    if !problem.file.is_empty() {
        summary += &format!(" {}", problem.file);
    }
    if let Some(line) = problem.line {
        summary += &format!(":{line}");
    }
    if let Some(path) = &problem.path {
        summary += &format!(" {path}");
    }
    summary
}
