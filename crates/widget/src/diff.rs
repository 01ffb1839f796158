//! What an update changes: keys of the manifest, locations, files. Values themselves are not repeated.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Keys and files that are named; more are only counted.
const NAMED_MAX: usize = 200;

/// What differs between two uploads of a widget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Keys of the manifest, joined with dots.
    pub manifest: Changes,
    /// Entries of `locations`.
    pub locations: Changes,
    /// Paths.
    pub files: Changes,
}

/// Names by what became of them, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Only in the later one.
    pub added: Vec<String>,
    /// Only in the earlier one.
    pub removed: Vec<String>,
    /// In both, and not the same.
    pub changed: Vec<String>,
    /// How many more there are than are named.
    pub n_unnamed: usize,
}

impl Diff {
    /// Compares two manifests, and files as path and hash. What is no JSON counts as empty.
    pub fn between<'a>(
        manifests: (&str, &str),
        before: impl Iterator<Item = (&'a str, &'a str)>,
        after: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Diff {
        let parse = |text: &str| serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')).unwrap_or_default();
        let (old, new) = (parse(manifests.0), parse(manifests.1));
        Diff {
            manifest: Changes::between(&leaves(&old), &leaves(&new)),
            locations: Changes::between(&locations(&old), &locations(&new)),
            files: Changes::between(&before.collect(), &after.collect()),
        }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        [&self.manifest, &self.locations, &self.files].iter().all(|changes| changes.is_empty())
    }
}

impl Changes {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    fn between<K: AsRef<str> + Ord, V: PartialEq>(old: &BTreeMap<K, V>, new: &BTreeMap<K, V>) -> Changes {
        let mut changes = Changes::default();
        let names: BTreeSet<&K> = old.keys().chain(new.keys()).collect();
        let mut named = 0;
        for name in names {
            let list = match (old.get(name), new.get(name)) {
                (Some(a), Some(b)) if a == b => continue,
                (Some(_), Some(_)) => &mut changes.changed,
                (Some(_), None) => &mut changes.removed,
                _ => &mut changes.added,
            };
            named += 1;
            if named <= NAMED_MAX {
                list.push(name.as_ref().to_owned());
            }
        }
        changes.n_unnamed = named.saturating_sub(NAMED_MAX);
        changes
    }
}

/// Everything that has no keys below it, except the locations, which have a list of their own.
fn leaves(manifest: &Value) -> BTreeMap<String, &Value> {
    let mut found = BTreeMap::new();
    if let Value::Object(map) = manifest {
        for (key, value) in map.iter().filter(|(key, _)| *key != "locations") {
            add_leaves(key.clone(), value, &mut found);
        }
    }
    found
}

fn add_leaves<'a>(path: String, value: &'a Value, found: &mut BTreeMap<String, &'a Value>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                add_leaves(format!("{path}.{key}"), value, found);
            }
        }
        _ => drop(found.insert(path, value)),
    }
}

fn locations(manifest: &Value) -> BTreeMap<String, ()> {
    let list = manifest["locations"].as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(|text| (text.to_owned(), ())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests() {
        //    before                                    after                                      changes
        check(r#"{"a": 1}"#, r#"{"a": 1}"#, "");
        check(r#"{"a": {"b": 1}}"#, r#"{"a": {"b": 2, "c": 1}}"#, "+a.c ~a.b");
        check(r#"{"a": {"b": 1}}"#, r#"{"a": {}}"#, "+a -a.b");
        check(r#"{"a": [1, 2]}"#, r#"{"a": [2, 1]}"#, "~a");
        check(r#"{"locations": ["x", "y"]}"#, r#"{"locations": ["y", "z"]}"#, "+@z -@x");
        check(r#"{"locations": ["x", "y"]}"#, r#"{"locations": ["y", "x"]}"#, "");
        check("\u{feff}{}", "{,", "");
        check("[]", r#"{"a": 1}"#, "+a");
    }

    #[test]
    fn files_and_their_limit() {
        let files = |list: &'static [(&str, &str)]| list.iter().copied();
        let diff = Diff::between(
            ("{}", "{}"),
            files(&[("a", "1"), ("b", "1"), ("c", "1")]),
            files(&[("a", "1"), ("b", "2"), ("d", "1")]),
        );
        let names = (diff.files.added.join(" "), diff.files.removed.join(" "), diff.files.changed.join(" "));
        assert_eq!(names, ("d".into(), "c".into(), "b".into()));
        assert!(!diff.is_empty());
        let many: Vec<String> = (0..NAMED_MAX + 3).map(|n| n.to_string()).collect();
        let diff = Diff::between(("{}", "{}"), std::iter::empty(), many.iter().map(|name| (name.as_str(), "1")));
        assert_eq!((diff.files.added.len(), diff.files.n_unnamed), (NAMED_MAX, 3));
    }

    #[track_caller]
    fn check(before: &str, after: &str, expected: &str) {
        let diff = Diff::between((before, after), std::iter::empty(), std::iter::empty());
        let told = |changes: &Changes, mark: &str| {
            let sign =
                |sign: &str, names: &[String]| names.iter().map(|n| format!("{sign}{mark}{n}")).collect::<Vec<_>>();
            [sign("+", &changes.added), sign("-", &changes.removed), sign("~", &changes.changed)].concat()
        };
        let found = [told(&diff.manifest, ""), told(&diff.locations, "@")].concat().join(" ");
        assert_eq!(found, expected);
        assert_eq!(diff.is_empty(), expected.is_empty());
    }
}
