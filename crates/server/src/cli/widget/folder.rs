//! A widget on the disk: a zip, or a folder with its files. Links are left out, since they may lead anywhere.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use super::super::Failure;
use super::super::client::Client;
use super::super::commands::encode;
use crate::engine::widgets::code_from;

/// Files of a widget's folder; `widget` has its own, smaller limit, this one keeps a wrong path from being read for ever.
const FILES_MAX: usize = 20_000;
/// Bytes of a widget's folder.
const FOLDER_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Where packers put what they make.
const BUILT: &str = "dist";

/// Where a widget is.
pub(super) enum Source {
    /// The folder with its manifest, and what it is called.
    Folder {
        /// Where the files are.
        root: PathBuf,
        /// Name of the project.
        name: String,
    },
    /// An archive.
    Zip(PathBuf),
}

impl Source {
    /// What a path names. A project that packs its files into `dist` is meant by them.
    pub(super) fn at(path: &Path) -> Result<Source, Failure> {
        let full = path.canonicalize().map_err(|e| told(path, &e))?;
        if !full.is_dir() {
            return Ok(Source::Zip(full));
        }
        let named = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_built = full.file_name().is_some_and(|name| name == BUILT);
        let name = named(if is_built { full.parent().unwrap_or(&full) } else { &full });
        if full.join("manifest.json").is_file() || !full.join("package.json").is_file() {
            return Ok(Source::Folder { root: full, name });
        }
        let built = full.join(BUILT);
        if !built.join("manifest.json").is_file() {
            let hint = format!("{} is a project that is not built yet: npm install && npm run build", path.display());
            return Err(Failure::NotFound(hint));
        }
        Ok(Source::Folder { root: built, name })
    }

    /// The code that it gets when nobody names one: that of an old manifest, else one made of the name.
    pub(super) fn code(&self) -> String {
        let manifest = match self {
            Source::Folder { root, .. } => std::fs::read(root.join("manifest.json")).unwrap_or_default(),
            Source::Zip(_) => Vec::new(),
        };
        let manifest: Value = serde_json::from_slice(&manifest).unwrap_or_default();
        let legacy = manifest["widget"]["code"].as_str().filter(|code| !code.is_empty());
        code_from(legacy.unwrap_or(&self.name()))
    }

    fn name(&self) -> String {
        match self {
            Source::Folder { name, .. } => name.clone(),
            Source::Zip(path) => path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
        }
    }

    /// Installs it, or updates the widget with the same code.
    pub(super) async fn install(
        &self,
        api: &Client,
        code: Option<&str>,
        webhook_url: Option<&str>,
    ) -> Result<Value, Failure> {
        let mut query = vec![("replace", "true".to_string()), ("name", code_from(&self.name()))];
        query.extend(code.map(|code| ("code", code.to_string())));
        query.extend(webhook_url.map(|url| ("webhook_url", url.to_string())));
        let query: Vec<String> = query.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
        let address = format!("/api/pipewright/v1/widgets?{}", query.join("&"));
        match self {
            Source::Folder { root, .. } => {
                let file =
                    |(path, bytes): (String, Vec<u8>)| json!({ "path": path, "base64": BASE64_STANDARD.encode(bytes) });
                let files: Vec<Value> = read(root)?.into_iter().map(file).collect();
                api.post(&address, &json!({ "files": files })).await
            }
            Source::Zip(path) => api.upload(&address, Bytes::from(read_file(path)?), "application/zip").await,
        }
    }
}

/// All files of a folder with their paths inside it, sorted.
pub(super) fn read(root: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut files = Vec::new();
    walk(root, |path, name, _| {
        files.push((name, read_file(path)?));
        Ok(())
    })?;
    files.sort();
    Ok(files)
}

/// Calls `take` for every file below a folder, without what is never part of a widget.
pub(super) fn walk(
    root: &Path,
    mut take: impl FnMut(&Path, String, &Metadata) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut n, mut total) = (0, 0);
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| told(&folder, &e))? {
            let entry = entry.map_err(|e| told(&folder, &e))?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(|e| told(&folder, &e))?);
            let name = entry.file_name();
            if kind.is_dir() && !name.to_string_lossy().starts_with(".git") && name != "node_modules" {
                folders.push(path);
            } else if kind.is_file() {
                let about = entry.metadata().map_err(|e| told(&path, &e))?;
                (n, total) = (n + 1, total + about.len());
                if n > FILES_MAX || total > FOLDER_BYTES_MAX {
                    return Err(Failure::Usage(format!("{} is too large to be a widget", root.display())));
                }
                let inside = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
                take(&path, inside, &about)?;
            }
        }
    }
    Ok(())
}

pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| told(path, &e))
}

fn told(path: &Path, e: &std::io::Error) -> Failure {
    let text = format!("{}: {e}", path.display());
    if e.kind() == std::io::ErrorKind::NotFound { Failure::NotFound(text) } else { Failure::Failed(text) }
}
