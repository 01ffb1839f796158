//! Rust source, read just well enough to tell code from comments, strings and tests.

use std::ops::Range;

/// One file, taken apart.
pub struct Source {
    /// The text with comments and the insides of literals blanked; every byte keeps its place and line.
    pub code: String,
    /// Every string literal with its line.
    pub strings: Vec<(usize, String)>,
    tests: Vec<Range<usize>>,
}

impl Source {
    pub fn parse(text: &str) -> Source {
        let mut reader = Reader { text: text.as_bytes(), at: 0, code: text.as_bytes().to_vec(), strings: Vec::new() };
        reader.read();
        let code = String::from_utf8_lossy(&reader.code).into_owned();
        let strings =
            reader.strings.iter().map(|range| (line_at(text, range.start), text[range.clone()].into())).collect();
        let tests = test_lines(&code);
        Source { code, strings, tests }
    }

    /// Whether a line stands in an item marked `#[cfg(test)]` or `#[test]`.
    pub fn is_test(&self, line: usize) -> bool {
        self.tests.iter().any(|lines| lines.contains(&line))
    }

    /// The lines of code outside tests, numbered from 1.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.code.lines()).filter(|(number, _)| !self.is_test(*number))
    }
}

/// Whether `word` occurs with nothing before or after it that would make it part of a longer name.
pub fn has_word(line: &str, word: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let begins = !(before.is_some_and(is_name) && word.starts_with(is_name));
        begins && !(after.is_some_and(is_name) && word.ends_with(is_name))
    })
}

pub fn line_at(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count()
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    code: Vec<u8>,
    strings: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn read(&mut self) {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            if rest.starts_with(b"//") {
                let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                self.blank(end);
            } else if rest.starts_with(b"/*") {
                self.blank(block_comment(rest));
            } else if rest[0] == b'"' {
                self.string(1, 0);
            } else if let Some(n_hashes) = raw_string(rest).filter(|_| !self.in_name()) {
                self.string(n_hashes + 2, n_hashes + 1);
            } else if let Some(length) = character(rest) {
                self.blank(length);
            } else {
                self.at += 1;
            }
        }
    }

    /// `opening` bytes stand before the content. `raw` is one more than the number of hashes; 0 for an ordinary string.
    fn string(&mut self, opening: usize, raw: usize) {
        let start = self.at + opening;
        let mut end = start;
        while end < self.text.len() {
            match self.text[end] {
                b'\\' if raw == 0 => end += 1,
                b'"' if raw == 0 || closes(&self.text[end + 1..], raw - 1) => break,
                _ => {}
            }
            end += 1;
        }
        let end = end.min(self.text.len());
        self.strings.push(start..end);
        self.at = start;
        self.blank(end - start);
        self.at += 1;
    }

    fn blank(&mut self, length: usize) {
        let end = (self.at + length).min(self.text.len());
        self.code[self.at..end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        self.at = end;
    }

    /// An `r` that ends a name (`for"`…) begins no raw string.
    fn in_name(&self) -> bool {
        let before = &self.text[..self.at];
        match before {
            [.., c, b'b' | b'c'] => c.is_ascii_alphanumeric() || *c == b'_',
            [b'b' | b'c'] => false,
            [.., c] => c.is_ascii_alphanumeric() || *c == b'_',
            [] => false,
        }
    }
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut at, mut depth) = (2, 1);
    while at < rest.len() && depth > 0 {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 1;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 1;
        }
        at += 1;
    }
    at
}

/// The number of hashes of a raw string that begins here.
fn raw_string(rest: &[u8]) -> Option<usize> {
    let rest = rest.strip_prefix(b"r")?;
    let n_hashes = rest.iter().take_while(|byte| **byte == b'#').count();
    (rest.get(n_hashes) == Some(&b'"')).then_some(n_hashes)
}

fn closes(rest: &[u8], n_hashes: usize) -> bool {
    rest.len() >= n_hashes && rest[..n_hashes].iter().all(|byte| *byte == b'#')
}

/// The length of a character literal; a lifetime is none.
fn character(rest: &[u8]) -> Option<usize> {
    if rest[0] != b'\'' {
        return None;
    }
    if rest.get(1) == Some(&b'\\') {
        let end = rest.iter().skip(3).position(|byte| *byte == b'\'')?;
        return Some(end + 4);
    }
    let text = std::str::from_utf8(&rest[1..rest.len().min(6)])
        .unwrap_or_else(|error| std::str::from_utf8(&rest[1..1 + error.valid_up_to()]).unwrap_or_default());
    let c = text.chars().next()?;
    (rest.get(1 + c.len_utf8()) == Some(&b'\'')).then_some(c.len_utf8() + 2)
}

/// The lines of every item that follows a test attribute, up to its closing brace or semicolon.
fn test_lines(code: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for attribute in ["#[cfg(test)]", "#[test]", "#[cfg(all(test"] {
        for (at, _) in code.match_indices(attribute) {
            let body = code[at..].find(']').map_or(code.len(), |end| at + end + 1);
            let end = item_end(&code[body..]).map_or(code.len(), |end| body + end);
            found.push(line_at(code, at)..line_at(code, end) + 1);
        }
    }
    found
}

fn item_end(code: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth -= 1;
                if depth == 0 && c == '}' {
                    return Some(at);
                }
            }
            ';' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str, strings: &[&str]) {
        let source = Source::parse(text);
        assert_eq!(source.code, code);
        assert_eq!(source.strings.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), strings);
    }

    #[test]
    fn code_is_told_from_the_rest() {
        check("a // b", "a     ", &[]);
        check("a /* b /* c */ d */ e", "a                   e", &[]);
        check(r#"f("x", 'y', 'z)"#, r#"f(" ",    , 'z)"#, &["x"]);
        check(r#""a\"b" c"#, r#""    " c"#, &[r#"a\"b"#]);
        check(r##"r#"a"b"# c"##, r##"r#"   "# c"##, &[r#"a"b"#]);
        check(r#"br"a\" c"#, r#"br"  " c"#, &["a\\"]);
        check(r"'\'' 'ä' '\u{41}' '", &format!("{}'", " ".repeat(19)), &[]);
        check("\"// no comment\" x", "\"             \" x", &["// no comment"]);
    }

    #[test]
    fn every_line_keeps_its_number() {
        let source = Source::parse("/* one\n two */\nlet x = \"a\nb\";\n\"c\"");
        assert_eq!(source.code.lines().count(), 5);
        assert_eq!(source.strings, [(3, "a\nb".to_owned()), (5, "c".to_owned())]);
    }

    #[test]
    fn tests_are_known_by_their_lines() {
        let source = Source::parse(
            "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() { \"}\" }\n}\nfn c() {}\n#[cfg(test)]\nuse d;\nfn e() {}",
        );
        let code: Vec<usize> = source.code_lines().map(|(number, _)| number).collect();
        assert_eq!(code, [1, 6, 9]);
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("use rand::Rng", "rand"));
        assert!(!has_word("let operand = 1", "rand"));
        assert!(!has_word("random()", "rand"));
        assert!(has_word("x.todo!()", "todo!("));
        assert!(!has_word("my_todo!()", "todo!("));
    }
}
