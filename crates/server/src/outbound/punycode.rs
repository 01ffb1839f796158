//! International host names to their `xn--` form, for the scripts that our users write.
//!
//! The whole of Unicode needs tables larger than this program's other tables together (IDNA maps, composes and
//! compares thousands of look-alikes). Letters of Western European languages and Cyrillic need none: lower
//! case, one code point a letter, no look-alike of a digit or dot. Everything else is refused with a hint to
//! write the `xn--` form, so a full-width `１２７` can never turn into a number after it was checked.

/// One label between dots, encoded; `None` when it contains a letter that we do not convert.
pub fn to_ascii(label: &str) -> Option<String> {
    let letters: Vec<char> = label.chars().flat_map(char::to_lowercase).collect();
    letters.iter().all(|c| convertible(*c)).then(|| encode(&letters)).flatten()
}

fn convertible(c: char) -> bool {
    let ascii = matches!(c, 'a'..='z' | '0'..='9' | '-' | '_');
    let western = matches!(c, '\u{df}'..='\u{f6}' | '\u{f8}'..='\u{ff}');
    let cyrillic = matches!(c, '\u{430}'..='\u{45f}' | '\u{491}');
    ascii || western || cyrillic
}

/// RFC 3492 with the parameters it names.
fn encode(letters: &[char]) -> Option<String> {
    let mut out = String::from("xn--");
    out.extend(letters.iter().filter(|c| c.is_ascii()));
    let basic = u32::try_from(out.len() - 4).ok()?;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut handled) = (128u32, 0u32, 72u32, basic);
    while (handled as usize) < letters.len() {
        let next = letters.iter().map(|c| *c as u32).filter(|c| *c >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
        n = next;
        for letter in letters.iter().map(|c| *c as u32) {
            if letter < n {
                delta = delta.checked_add(1)?;
            } else if letter == n {
                push_integer(&mut out, delta, bias);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(out)
}

fn push_integer(out: &mut String, mut value: u32, bias: u32) {
    let mut k = 36u32;
    loop {
        let threshold = k.saturating_sub(bias).clamp(1, 26);
        if value < threshold {
            return out.push(digit(value));
        }
        out.push(digit(threshold + (value - threshold) % (36 - threshold)));
        value = (value - threshold) / (36 - threshold);
        k += 36;
    }
}

fn digit(value: u32) -> char {
    char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[value as usize % 36])
}

fn adapt(delta: u32, n_points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / n_points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_pairs() {
        for (unicode, ascii) in [
            ("рф", "xn--p1ai"),
            ("Пример", "xn--e1afmkfd"),
            ("президент", "xn--d1abbgf6aiiy"),
            ("bücher", "xn--bcher-kva"),
            ("münchen-ost", "xn--mnchen-ost-9db"),
            ("faß", "xn--fa-hia"),
            ("київ", "xn--b1alf1j"),
            ("españa", "xn--espaa-rta"),
        ] {
            assert_eq!(to_ascii(unicode).as_deref(), Some(ascii), "{unicode}");
        }
    }

    #[test]
    fn what_needs_tables_is_left_to_the_user() {
        for label in ["１２７", "a。b", "ⓛocalhost", "例え", "ﬁ", "a\u{301}", "ℓ", "localhoſt", "x\u{200d}y"]
        {
            assert_eq!(to_ascii(label), None, "{label}");
        }
    }
}
