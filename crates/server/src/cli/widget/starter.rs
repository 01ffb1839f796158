//! `pipewright widget new`: the files of a widget that works, from templates in the binary.

use std::path::{Path, PathBuf};

use super::super::{Failure, output};
use crate::engine::widgets::code_from;

type File = (&'static str, &'static [u8]);

macro_rules! template {
    ($path:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $path)).as_slice()
    };
}

/// What every widget has; of a project that is packed it lies in `public`.
const COMMON: [File; 10] = [
    ("manifest.json", template!("common/manifest.json")),
    ("i18n/en.json", template!("common/i18n/en.json")),
    ("i18n/es.json", template!("common/i18n/es.json")),
    ("images/logo.png", template!("common/images/logo.png")),
    ("images/logo_dp.png", template!("common/images/logo_dp.png")),
    ("images/logo_main.png", template!("common/images/logo_main.png")),
    ("images/logo_medium.png", template!("common/images/logo_medium.png")),
    ("images/logo_min.png", template!("common/images/logo_min.png")),
    ("images/logo_small.png", template!("common/images/logo_small.png")),
    ("images/tour.png", template!("common/images/tour.png")),
];
const PLAIN: [File; 1] = [("script.js", template!("js/script.js"))];
const TYPED: [File; 6] = [
    ("src/script.ts", template!("typescript/src/script.ts")),
    ("src/widget.ts", template!("typescript/src/widget.ts")),
    ("package.json", template!("typescript/package.json")),
    ("tsconfig.json", template!("typescript/tsconfig.json")),
    ("vite.config.js", template!("typescript/vite.config.js")),
    (".gitignore", template!("typescript/gitignore")),
];

/// Writes a starter into a folder that is new or empty.
pub(super) fn write(folder: &Path, is_typed: bool) -> Result<(), Failure> {
    let told = |path: &Path, e: std::io::Error| Failure::Failed(format!("{}: {e}", path.display()));
    match std::fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
        Ok(true) => return Err(Failure::Failed(format!("{} exists and is not empty", folder.display()))),
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(told(folder, error)),
        _ => {}
    }
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.filter(|name| name.chars().any(char::is_alphanumeric));
    let name = name.ok_or_else(|| Failure::Usage(format!("{} names no widget", folder.display())))?;
    for (path, bytes) in files(&name, is_typed) {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|e| told(parent, e))?;
        std::fs::write(&path, bytes).map_err(|e| told(&path, e))?;
    }
    if is_typed {
        eprintln!("next: cd {} && npm install && npm run build, and keep `npm run watch` running", folder.display());
    }
    eprintln!("next: pipewright widget dev {}", folder.display());
    output::line(&folder.display().to_string())
}

/// The files of a starter under a name.
fn files(name: &str, is_typed: bool) -> Vec<(PathBuf, Vec<u8>)> {
    let (own, common_in): (&[File], &str) = if is_typed { (&TYPED, "public") } else { (&PLAIN, "") };
    let common = COMMON.iter().map(|(path, bytes)| (Path::new(common_in).join(path), *bytes));
    let own = own.iter().map(|(path, bytes)| (PathBuf::from(path), *bytes));
    common.chain(own).map(|(path, bytes)| (path, fill(bytes, name))).collect()
}

/// Puts name and code into a template; pictures have no place for them.
fn fill(template: &[u8], name: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(template) else { return template.to_vec() };
    text.replace("__CODE__", &code_from(name)).replace("__NAME__", &title_from(name)).into_bytes()
}

/// `my_widget` becomes `My widget`; nothing in it can end a text of JSON.
fn title_from(name: &str) -> String {
    let words: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use widget::Widget;

    use super::*;

    #[test]
    fn a_starter_passes_the_check_and_moderation() {
        for name in ["my_widget", "Bell \"7\"", "ü", "a-b"] {
            let files = files(name, false);
            let files = files.into_iter().map(|(path, bytes)| (path.display().to_string(), bytes)).collect();
            let widget = Widget::from_files(files).expect("it installs");
            assert_eq!(widget.problems(), [], "{name}");
            assert_eq!(widget.objections(), [], "{name}");
            assert_eq!(widget.usable_in_trigger(false), Ok(()));
        }
        assert_eq!(title_from("my_widget"), "My widget");
    }

    /// Packed by hand, since tests have no Node: the script stands for what Vite makes of it.
    #[test]
    fn a_typed_starter_passes_once_it_is_packed() {
        let files = files("my_widget", true);
        let public = files
            .iter()
            .filter_map(|(path, bytes)| Some((path.strip_prefix("public").ok()?.display().to_string(), bytes.clone())));
        let script = ("script.js".to_string(), b"define(['jquery'], function () {})".to_vec());
        let widget = Widget::from_files(public.chain([script]).collect()).expect("it installs");
        assert_eq!((widget.problems(), widget.objections()), (&[][..], vec![]));
        let package = files.iter().find(|(path, _)| path == Path::new("package.json")).expect("a package");
        let package: serde_json::Value = serde_json::from_slice(&package.1).expect("it is JSON");
        assert_eq!(package["name"], "my_widget");
        assert!(files.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("__CODE__")));
    }
}
