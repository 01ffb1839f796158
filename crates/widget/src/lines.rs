//! Where in a JSON text something stands. The text has been parsed before, so it is known to be well formed; a text
//! that is not only yields a less exact place.

use std::collections::BTreeSet;
use std::ops::Range;

/// The line of the key or item that `path` leads to, or of the innermost thing on the way that exists.
pub(crate) fn line_of(text: &str, path: &[String]) -> u32 {
    let mut scanner = Scanner { text, at: 0 };
    scanner.skip_blanks();
    let at = scanner.locate(path, scanner.at);
    newlines(text, 0..at).saturating_add(1)
}

/// Every key that its object has already, with its line: the last one wins, which is rarely what was meant.
pub(crate) fn repeated_keys(text: &str) -> Vec<(String, u32)> {
    let mut scanner = Scanner { text, at: 0 };
    let mut open: Vec<BTreeSet<String>> = Vec::new();
    let mut repeated = Vec::new();
    let (mut counted, mut line) = (0, 1); // Counted once over the whole text, however many keys repeat.
    while let Some(byte) = scanner.peek() {
        match byte {
            b'{' | b'[' => open.push(BTreeSet::new()),
            b'}' | b']' => drop(open.pop()),
            b'"' => {
                let start = scanner.at;
                let key = scanner.string();
                scanner.skip_blanks();
                if scanner.peek() == Some(b':')
                    && let Some(keys) = open.last_mut()
                    && !keys.insert(key.clone())
                {
                    line += newlines(text, counted..start);
                    counted = start;
                    repeated.push((key, line));
                }
                continue;
            }
            _ => {}
        }
        scanner.at += 1;
    }
    repeated
}

fn newlines(text: &str, range: Range<usize>) -> u32 {
    let bytes = text.as_bytes().get(range).unwrap_or_default();
    u32::try_from(bytes.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX)
}

#[derive(Clone)]
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Stands before a value that was reached at `from`. Goes no deeper than `path` is long.
    fn locate(&mut self, path: &[String], from: usize) -> usize {
        let Some((wanted, rest)) = path.split_first() else { return from };
        let is_object = match self.peek() {
            Some(b'{') => true,
            Some(b'[') => false,
            _ => return from,
        };
        self.at += 1;
        let mut found = from;
        for index in 0_usize.. {
            self.skip_separators();
            if matches!(self.peek(), None | Some(b'}' | b']')) {
                break;
            }
            let start = self.at;
            let key = if is_object { self.string() } else { index.to_string() };
            self.skip_separators();
            // No stop here: of a repeated key the parser keeps the last.
            if key == *wanted {
                found = self.clone().locate(rest, start);
            }
            self.skip_value();
        }
        found
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn skip_separators(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | b':')) {
            self.at += 1;
        }
    }

    /// Reads the string in front, with its escapes resolved.
    fn string(&mut self) -> String {
        let start = self.at;
        self.skip_string();
        let raw = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(raw).unwrap_or_default()
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.text.len());
    }

    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.skip_string(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' if depth == 0 => return,
                _ => self.at += 1,
            }
            if depth == 0 && matches!(byte, b'"' | b'}' | b']') {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n \"a\": {\n  \"b\": [1,\n   {\"c\": \"}\\\"{\"}],\n  \"d\\u002e\": 2},\n \"e\": \"x,y\", \"f\": -1.5,\n \"a\": {\n  \"z\": null}\n}";

    #[test]
    fn a_place_has_its_line() {
        //    path            line
        check("", 1);
        check("a", 7); // The second one: it is what the parser keeps.
        check("a/z", 8);
        check("e", 6);
        check("f", 6);
        check("a/missing", 7); // The innermost thing that exists.
        check("nothing", 1);
        check("f/deeper", 6);
    }

    #[test]
    fn lists_are_walked_by_index() {
        let text = "[\n1,\n{\"c\":\n[[],\n{}]}]";
        assert_eq!(line_of(text, &path("1")), 3);
        assert_eq!(line_of(text, &path("1/c/1")), 5);
        assert_eq!(line_of(text, &path("7")), 1);
    }

    #[test]
    fn keys_that_repeat_are_found() {
        assert_eq!(repeated_keys(TEXT), [("a".to_owned(), 7)]);
        let several = "{\"a\": 1,\n\"a\": 2, \"b\": {\n\"c\": 1, \"c\": 2},\n\"a\": 3}";
        assert_eq!(repeated_keys(several).iter().map(|(_, line)| *line).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(repeated_keys(r#"{"a":{"a":["a","a"]},"b":"a"}"#), []);
    }

    #[test]
    fn broken_text_is_survived() {
        for end in 0..TEXT.len() {
            line_of(&TEXT[..end], &path("a/b/1/c"));
            repeated_keys(&TEXT[end..]);
        }
        line_of("{\"\\é\": \"\\é", &path("a"));
        repeated_keys("{\"\\é\": 1, \"\": 1, \"\": \"\\");
    }

    #[track_caller]
    fn check(way: &str, line: u32) {
        assert_eq!(line_of(TEXT, &path(way)), line);
    }

    fn path(way: &str) -> Vec<String> {
        way.split('/').filter(|key| !key.is_empty()).map(str::to_owned).collect()
    }
}
