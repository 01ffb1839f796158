//! Values of custom fields: typing what somebody wrote, showing what is kept.

use super::{ADDRESS_PARTS, Field, FieldKind, Shape, TEXT_LENGTH_MAX, TEXTAREA_LENGTH_MAX, VALUES_MAX};
use crate::schedule::Zone;
use crate::{EnumId, Problem, Timestamp};

/// Numbers are compared as whole multiples of 1/10,000.
pub const SCALE: i64 = 10_000;
/// Digits before the point of a number: scaled, it must stay countable in 64 bits.
const INTEGER_DIGITS_MAX: usize = 14;
/// Characters of a text inside a composed value.
const PART_LENGTH_MAX: usize = 4_096;
/// Seconds of the years 1 and 9999: what calendars and PostgreSQL can show.
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// What somebody wrote, before its type is known. Numbers keep their digits.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Raw {
    /// Nothing.
    #[default]
    Null,
    /// Yes or no.
    Flag(bool),
    /// A number as its digits.
    Number(String),
    /// A text.
    Text(String),
    /// Several.
    List(Vec<Raw>),
    /// Named parts, in order.
    Object(Vec<(String, Raw)>),
}

impl Raw {
    /// The part with that name, if there is one and it is something.
    pub fn get(&self, name: &str) -> Option<&Raw> {
        let Raw::Object(parts) = self else { return None };
        parts.iter().find(|(own, raw)| own == name && *raw != Raw::Null).map(|(_, raw)| raw)
    }

    /// A text or a number as text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Raw::Text(text) | Raw::Number(text) => Some(text),
            _ => None,
        }
    }

    fn is_nothing(&self) -> bool {
        matches!(self, Raw::Null) || matches!(self, Raw::Text(text) if text.is_empty())
    }
}

/// One written value of a field.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RawValue {
    /// The value itself.
    pub value: Raw,
    /// The option's id.
    pub option: Option<EnumId>,
    /// The option's code.
    pub option_code: Option<String>,
}

impl RawValue {
    fn is_nothing(&self) -> bool {
        self.value.is_nothing() && self.option.is_none() && self.option_code.is_none()
    }
}

/// One value of a field, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// A text.
    Text(String),
    /// A number as its digits.
    Number(String),
    /// Yes or no.
    Flag(bool),
    /// A choice.
    Option(EnumId),
    /// Seconds since 1970.
    Moment(i64),
    /// A text of that option; of an address the number of the part.
    Part {
        /// The text.
        text: String,
        /// Of which option.
        option: EnumId,
    },
    /// Named parts.
    Composed(Raw),
}

/// What a part of a composed value may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Text,
    Int,
    Number,
    Tree,
}

/// Names and types of the parts of a composed value; the first ones are required.
fn parts_of(kind: FieldKind) -> (usize, &'static [(&'static str, Part)]) {
    const PAPERS: &[(&str, Part)] = &[
        ("name", Part::Text),
        ("entity_type", Part::Tree),
        ("address", Part::Text),
        ("real_address", Part::Text),
        ("bank_account_number", Part::Text),
        ("director", Part::Text),
        ("vat_id", Part::Text),
        ("tax_registration_reason_code", Part::Text),
        ("kpp", Part::Text),
        ("bank_code", Part::Text),
        ("unp", Part::Text),
        ("bin", Part::Text),
        ("egrpou", Part::Text),
        ("mfo", Part::Text),
        ("oked", Part::Text),
        ("external_uid", Part::Text),
        ("phone", Part::Text),
        ("email", Part::Text),
        ("entity_id", Part::Int),
        ("type", Part::Text),
    ];
    match kind {
        FieldKind::LegalEntity => (1, PAPERS),
        FieldKind::Payer => (0, PAPERS),
        FieldKind::Items => (
            0,
            &[
                ("sku", Part::Text),
                ("description", Part::Text),
                ("unit_price", Part::Number),
                ("quantity", Part::Number),
                ("unit_type", Part::Text),
                ("discount", Part::Tree),
                ("vat_rate_id", Part::Int),
                ("external_uid", Part::Text),
            ],
        ),
        FieldKind::LinkedEntity => (
            0,
            &[("name", Part::Text), ("entity_id", Part::Int), ("entity_type", Part::Text), ("catalog_id", Part::Int)],
        ),
        FieldKind::ChainedList => (2, &[("catalog_id", Part::Int), ("catalog_element_id", Part::Int)]),
        FieldKind::File => (
            1,
            &[
                ("file_uuid", Part::Text),
                ("version_uuid", Part::Text),
                ("file_name", Part::Text),
                ("file_size", Part::Int),
            ],
        ),
        _ => (1, &[("entity_id", Part::Int)]),
    }
}

impl Field {
    /// Types what was written. Nothing, or only blank values, clears the field. Problems have the path inside the item:
    /// `values.0.value`.
    pub fn read(&self, written: &[RawValue]) -> Result<Vec<FieldValue>, Vec<Problem>> {
        let filled: Vec<(usize, &RawValue)> = written.iter().enumerate().filter(|(_, raw)| !raw.is_nothing()).collect();
        let n_max = if self.kind.is_multiple() { VALUES_MAX } else { 1 };
        if filled.len() > n_max {
            let told = format!("This field has at most {n_max} value(s).");
            return Err(vec![Problem::new("values", "TooMany", told)]);
        }
        let (mut values, mut problems) = (Vec::with_capacity(filled.len()), Vec::new());
        for (index, raw) in filled {
            match self.read_one(raw) {
                Ok(value) if self.kind.shape() == Shape::Options && values.contains(&value) => {}
                Ok(value) => values.push(value),
                Err((code, told)) => problems.push(Problem::new(format!("values.{index}.value"), code, told)),
            }
        }
        if problems.is_empty() { Ok(values) } else { Err(problems) }
    }

    fn read_one(&self, raw: &RawValue) -> Result<FieldValue, Told> {
        match self.kind.shape() {
            Shape::Text => self.read_text(&raw.value).map(FieldValue::Text),
            Shape::Number => number(&raw.value).map(FieldValue::Number),
            Shape::Flag => flag(&raw.value).map(FieldValue::Flag),
            Shape::Options => self.read_option(raw).map(FieldValue::Option),
            Shape::Moment => moment(&raw.value).map(FieldValue::Moment),
            Shape::Parts => {
                let option = self.read_part_option(raw)?;
                Ok(FieldValue::Part { text: self.read_text(&raw.value)?, option })
            }
            Shape::Composed => composed(self.kind, &raw.value).map(FieldValue::Composed),
        }
    }

    fn read_text(&self, raw: &Raw) -> Result<String, Told> {
        let text = match raw {
            Raw::Text(text) | Raw::Number(text) => text.clone(),
            Raw::Flag(flag) => if *flag { "1" } else { "0" }.to_string(),
            _ => return Err(wrong("string")),
        };
        let n_max = if self.kind == FieldKind::Textarea { TEXTAREA_LENGTH_MAX } else { TEXT_LENGTH_MAX };
        if text.chars().count() > n_max {
            return Err(("TooLong", format!("a value of this field has at most {n_max} characters")));
        }
        Ok(text)
    }

    /// By id, then by code, then by what people read.
    fn read_option(&self, raw: &RawValue) -> Result<EnumId, Told> {
        let found = match (raw.option, &raw.option_code, raw.value.text()) {
            (Some(id), _, _) => self.option(id),
            (None, Some(code), _) => self.options.iter().find(|option| option.code.as_ref() == Some(code)),
            (None, None, Some(text)) => self
                .options
                .iter()
                .find(|option| option.value == text)
                .or_else(|| self.options.iter().find(|option| option.value.trim() == text.trim())),
            (None, None, None) => return Err(wrong("string")),
        };
        found.map(|option| option.id).ok_or_else(not_a_choice)
    }

    /// A phone without an option is of the first one (`api-v4` §13.6, inferred there); a part of an address needs one.
    fn read_part_option(&self, raw: &RawValue) -> Result<EnumId, Told> {
        if self.kind == FieldKind::SmartAddress {
            let part = match (raw.option, &raw.option_code) {
                (Some(id), _) => ADDRESS_PARTS.iter().find(|(number, _)| *number == id.0),
                (None, Some(code)) => ADDRESS_PARTS.iter().find(|(_, own)| own.eq_ignore_ascii_case(code)),
                (None, None) => ADDRESS_PARTS.first(),
            };
            return part.map(|(number, _)| EnumId(*number)).ok_or_else(not_a_choice);
        }
        let same = |own: &Option<String>, code: &str| own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(code));
        let found = match (raw.option, &raw.option_code) {
            (Some(id), _) => self.option(id),
            (None, Some(code)) => self.options.iter().find(|option| same(&option.code, code)),
            (None, None) => self.options.first(),
        };
        found.map(|option| option.id).ok_or_else(not_a_choice)
    }

    /// What people read of a value: in placeholders, filters and the feed. Moments are shown in the account's zone, as
    /// `31.12.2026` or `31.12.2026 18:05`.
    pub fn shown(&self, value: &FieldValue, zone: &Zone) -> String {
        match value {
            FieldValue::Text(text) | FieldValue::Number(text) | FieldValue::Part { text, .. } => text.clone(),
            FieldValue::Flag(flag) => if *flag { "1" } else { "0" }.to_string(),
            FieldValue::Option(id) => self.option(*id).map(|option| option.value.clone()).unwrap_or_default(),
            FieldValue::Moment(seconds) => {
                let offset = i64::from(zone.offset_seconds(Timestamp::from_seconds(*seconds)));
                shown_moment(seconds + offset, self.kind == FieldKind::DateTime)
            }
            FieldValue::Composed(parts) => {
                let named = ["name", "description", "file_name", "catalog_element_id", "entity_id", "sku"];
                let shown = named.iter().find_map(|name| parts.get(name).and_then(Raw::text));
                shown.unwrap_or_default().to_string()
            }
        }
    }

    /// All values in one line.
    pub fn shown_all(&self, values: &[FieldValue], zone: &Zone) -> String {
        let shown: Vec<String> = values.iter().map(|value| self.shown(value, zone)).collect();
        shown.join(", ")
    }
}

/// Code and text of a problem with a value.
type Told = (&'static str, String);

fn wrong(kind: &str) -> Told {
    ("InvalidType", format!("This value should be of type {kind}."))
}

fn not_a_choice() -> Told {
    ("NotSupportedChoice", "The value you selected is not a valid choice.".to_string())
}

/// Digits with at most one point; a comma is a point.
fn number(raw: &Raw) -> Result<String, Told> {
    let text = raw.text().ok_or_else(|| wrong("numeric"))?.trim().replace(',', ".");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return Err(wrong("numeric"));
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > INTEGER_DIGITS_MAX || fraction.len() > TEXT_LENGTH_MAX {
        return Err(("OutOfRange", format!("a number has at most {INTEGER_DIGITS_MAX} digits before the point")));
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let sign = if whole == "0" && fraction.is_empty() { "" } else { sign };
    Ok(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// A number as a whole multiple of 1/[`SCALE`], what lies beyond cut off; for comparing. `None` when it is none.
pub fn scaled(text: &str) -> Option<i64> {
    let digits = number(&Raw::Text(text.to_string())).ok()?;
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, digits.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction: String = fraction.chars().chain("0000".chars()).take(4).collect();
    Some(sign * (whole.parse::<i64>().ok()?.checked_mul(SCALE)? + fraction.parse::<i64>().ok()?))
}

fn flag(raw: &Raw) -> Result<bool, Told> {
    match raw {
        Raw::Flag(flag) => Ok(*flag),
        other => match other.text().map(str::trim) {
            Some("1" | "true" | "yes" | "Y") => Ok(true),
            Some("0" | "false" | "no" | "N") => Ok(false),
            _ => Err(wrong("bool")),
        },
    }
}

/// Seconds as a number or its digits, or a moment as RFC 3339 writes it, or a day alone (then midnight in UTC).
fn moment(raw: &Raw) -> Result<i64, Told> {
    let text = raw.text().ok_or_else(|| wrong("int"))?.trim();
    let seconds = match number(&Raw::Text(text.to_string())) {
        Ok(digits) => digits.split('.').next().and_then(|whole| whole.parse().ok()),
        Err(_) => parse_moment(text),
    };
    match seconds {
        Some(seconds) if SECONDS.contains(&seconds) => Ok(seconds),
        Some(_) => Err(("OutOfRange", "the moment lies outside the years 1 to 9999".to_string())),
        None => Err(("InvalidType", "This value should be Unix seconds or a moment of RFC 3339.".to_string())),
    }
}

fn parse_moment(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| -> Option<i64> {
        let part = bytes.get(from..to)?;
        part.iter().all(u8::is_ascii_digit).then(|| part.iter().fold(0, |n, byte| n * 10 + i64::from(byte - b'0')))
    };
    let is = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|byte| wanted.contains(byte));
    let (year, month, day) = match () {
        () if is(2, b".") && is(5, b".") => (digits(6, 10)?, digits(3, 5)?, digits(0, 2)?),
        () if is(4, b"-") && is(7, b"-") => (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?),
        () => return None,
    };
    if year < 1 || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let midnight = days_from_civil(year, month, day) * 86_400;
    if bytes.len() == 10 {
        return Some(midnight);
    }
    let has_time = is(10, b"Tt ") && is(13, b":");
    let (hour, minute) = (digits(11, 13)?, digits(14, 16)?);
    let (second, mut rest) = if is(16, b":") { (digits(17, 19)?, 19) } else { (0, 16) };
    if !has_time || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    if is(rest, b".,") {
        rest += 1;
        while bytes.get(rest).is_some_and(u8::is_ascii_digit) {
            rest += 1;
        }
    }
    let offset = match bytes.get(rest..)? {
        b"" | b"Z" | b"z" => 0,
        [sign @ (b'+' | b'-'), ..] => {
            let minutes_at = if is(rest + 3, b":") { rest + 4 } else { rest + 3 };
            if bytes.len() != minutes_at + 2 {
                return None;
            }
            let (hours, minutes) = (digits(rest + 1, rest + 3)?, digits(minutes_at, minutes_at + 2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = hours * 3_600 + minutes * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    Some(midnight + hour * 3_600 + minute * 60 + second - offset)
}

fn days_in(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of the Gregorian calendar. Years begin in March here, so that leap days come last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn shown_moment(local_seconds: i64, with_time: bool) -> String {
    let (days, second) = (local_seconds.div_euclid(86_400), local_seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let date = format!("{day:02}.{month:02}.{year:04}");
    if with_time { format!("{date} {:02}:{:02}", second / 3_600, second % 3_600 / 60) } else { date }
}

/// Keeps the parts that are known; unknown ones are ignored, as everywhere in this dialect.
fn composed(kind: FieldKind, raw: &Raw) -> Result<Raw, Told> {
    let Raw::Object(_) = raw else { return Err(wrong("object")) };
    let (n_required, parts) = parts_of(kind);
    let mut kept = Vec::new();
    for (index, (name, part)) in parts.iter().enumerate() {
        let Some(value) = raw.get(name) else {
            if index < n_required {
                return Err(("FieldMissing", format!("`{name}` is missing.")));
            }
            continue;
        };
        kept.push((name.to_string(), typed_part(name, *part, value)?));
    }
    Ok(Raw::Object(kept))
}

fn typed_part(name: &str, part: Part, value: &Raw) -> Result<Raw, Told> {
    let told = |kind: &str| ("InvalidType", format!("`{name}` should be of type {kind}."));
    match part {
        Part::Text => match value.text() {
            Some(text) if text.chars().count() > PART_LENGTH_MAX => {
                Err(("TooLong", format!("`{name}` has at most {PART_LENGTH_MAX} characters")))
            }
            Some(text) => Ok(Raw::Text(text.to_string())),
            None => Err(told("string")),
        },
        Part::Int => match number(value) {
            Ok(digits) if !digits.contains('.') => Ok(Raw::Number(digits)),
            _ => Err(told("int")),
        },
        Part::Number => number(value).map(Raw::Number).map_err(|_| told("numeric")),
        Part::Tree => match value {
            Raw::List(_) => Err(told("object")),
            Raw::Object(inner) => inner
                .iter()
                .map(|(inner_name, value)| match value {
                    Raw::Null | Raw::Flag(_) => Ok((inner_name.clone(), value.clone())),
                    other => Ok((inner_name.clone(), typed_scalar(other).ok_or_else(|| told("object"))?)),
                })
                .collect::<Result<Vec<_>, Told>>()
                .map(Raw::Object),
            other => typed_scalar(other).ok_or_else(|| told("string")),
        },
    }
}

fn typed_scalar(raw: &Raw) -> Option<Raw> {
    raw.text().filter(|text| text.chars().count() <= PART_LENGTH_MAX).map(|_| raw.clone())
}
