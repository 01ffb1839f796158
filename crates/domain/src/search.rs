//! Words to find an entity by. Each is found by its beginning, a phone number by any four digits in a row.

use std::collections::BTreeSet;

/// Words kept of one entity.
pub const WORDS_MAX: usize = 400;
/// Characters of a word; the rest is not looked at.
pub const WORD_LENGTH_MAX: usize = 64;
/// Words that a search looks at.
pub const SEARCH_WORDS_MAX: usize = 8;
/// Digits from which a text is taken for a part of a phone number.
const PHONE_DIGITS_MIN: usize = 4;
/// Digits of a phone number that are looked at (E.164 has at most 15).
const PHONE_DIGITS_MAX: usize = 20;

/// The words of a text: folded runs of letters and digits, and whole tokens that have other signs inside (an address
/// of letters, a number of an order).
pub fn collect(text: &str, words: &mut BTreeSet<String>) {
    let folded = text.to_lowercase();
    for token in folded.split_whitespace() {
        let trimmed = token.trim_matches(|c: char| !c.is_alphanumeric());
        add(words, trimmed);
        let parts: Vec<&str> = trimmed.split(|c: char| !c.is_alphanumeric()).collect();
        if parts.len() > 1 {
            parts.iter().for_each(|part| add(words, part));
        }
    }
    if let Some(digits) = phone_digits(&folded) {
        for start in 0..=digits.len() - PHONE_DIGITS_MIN {
            add(words, &digits[start..]);
        }
    }
}

fn add(words: &mut BTreeSet<String>, word: &str) {
    if !word.is_empty() && words.len() < WORDS_MAX {
        words.insert(word.chars().take(WORD_LENGTH_MAX).collect());
    }
}

/// The digits of a text that is nothing but a phone number or a part of one.
fn phone_digits(text: &str) -> Option<String> {
    let is_phone = text.chars().all(|c| c.is_ascii_digit() || " +-().\u{a0}".contains(c));
    let digits: String = text.chars().filter(char::is_ascii_digit).take(PHONE_DIGITS_MAX).collect();
    (is_phone && digits.len() >= PHONE_DIGITS_MIN).then_some(digits)
}

/// The beginnings that an entity must have words for, all of them, to be found by a text.
pub fn wanted(text: &str) -> Vec<String> {
    let folded = text.to_lowercase();
    if let Some(digits) = phone_digits(&folded) {
        return vec![digits];
    }
    let tokens = folded.split_whitespace().map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()));
    let words = tokens.filter(|token| !token.is_empty()).take(SEARCH_WORDS_MAX);
    words.map(|word| word.chars().take(WORD_LENGTH_MAX).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, query: &str, expected: bool) {
        let mut words = BTreeSet::new();
        collect(text, &mut words);
        let wanted = wanted(query);
        let found = !wanted.is_empty() && wanted.iter().all(|start| words.iter().any(|word| word.starts_with(start)));
        assert_eq!(found, expected, "{query} in {text}: {words:?}");
    }

    #[test]
    fn what_is_found_by_what() {
        check("Ana María Ruiz", "maría", true);
        check("Ana María Ruiz", "RUI an", true);
        check("Ana María Ruiz", "ruiz x", false);
        check("Ana", "na", false); // Only beginnings of words.
        check("ann.lee@mail.example.com", "ann.lee@mail", true);
        check("ann.lee@mail.example.com", "lee", true);
        check("ann.lee@mail.example.com", "EXAMPLE.com", false); // Parts one by one, the whole from its beginning.
        check("ann.lee@mail.example.com", "example", true);
        check("+1 (555) 010-0199", "5550100199", true);
        check("+1 (555) 010-0199", "0100", true);
        check("+15550100199", "555 010", true);
        check("+15550100199", "010-01", true);
        check("+15550100199", "010", true); // No number by itself, but an end of this one begins so.
        check("+15550100199", "99", false);
        check("Order #77-A", "77-a", true);
        check("Order #77-A", "#77", true);
        check("", "x", false);
        check("x", " !? ", false);
    }

    #[test]
    fn a_long_text_has_a_limit() {
        let mut words = BTreeSet::new();
        collect(&(0..1_000).map(|n| format!("w{n} ")).collect::<String>(), &mut words);
        collect(&"y".repeat(1_000), &mut words);
        assert_eq!(words.len(), WORDS_MAX);
    }
}
