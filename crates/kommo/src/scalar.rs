//! Single values as clients really write them: numbers as text, booleans as 0 and 1, prices with a fraction.

use serde_json::Value;

use crate::php;

/// A whole number: `5`, `5.0`, `"5"`. `None` for anything else.
pub fn int(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().filter(is_whole).and_then(cut)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse().ok().filter(is_whole).and_then(cut))
        }
        _ => None,
    }
}

/// A number whose fraction is dropped: the official client sends `price` as a float (`leads-api`).
pub fn truncated(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(cut)),
        Value::String(text) => text.trim().parse().ok().or_else(|| text.trim().parse().ok().and_then(cut)),
        _ => None,
    }
}

/// A boolean: `true`, `1`, `"1"`, `"true"` and their opposites.
pub fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => match number.as_f64() {
            Some(0.0) => Some(false),
            Some(1.0) => Some(true),
            _ => None,
        },
        Value::String(text) => match text.as_str() {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A text; a number is taken as its digits. NUL is dropped: PostgreSQL's text type cannot hold it.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.replace('\0', "")),
        Value::Number(number) => Some(php::number_text(number)),
        _ => None,
    }
}

fn is_whole(float: &f64) -> bool {
    float.fract() == 0.0
}

fn cut(float: f64) -> Option<i64> {
    (float.is_finite() && float.abs() < i64::MAX as f64).then_some(float as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_as_clients_write_them() {
        for (value, whole, cut) in [
            (json!(5), Some(5), Some(5)),
            (json!(5.0), Some(5), Some(5)),
            (json!("5"), Some(5), Some(5)),
            (json!(" -5.0 "), Some(-5), Some(-5)),
            (json!(100.5), None, Some(100)),
            (json!("100.99"), None, Some(100)),
            (json!(-0.5), None, Some(0)),
            (json!(i64::MAX), Some(i64::MAX), Some(i64::MAX)),
            (json!(u64::MAX), None, None),
            (json!(1e300), None, None),
            (json!("NaN"), None, None),
            (json!("inf"), None, None),
            (json!(""), None, None),
            (json!("5 apples"), None, None),
            (json!(true), None, None),
            (json!(null), None, None),
        ] {
            assert_eq!((int(&value), truncated(&value)), (whole, cut), "{value}");
        }
    }

    #[test]
    fn booleans_as_clients_write_them() {
        for value in [json!(true), json!(1), json!("1"), json!(1.0), json!("true")] {
            assert_eq!(flag(&value), Some(true), "{value}");
        }
        for value in [json!(false), json!(0), json!("0"), json!("false")] {
            assert_eq!(flag(&value), Some(false), "{value}");
        }
        for value in [json!(2), json!("yes"), json!(""), json!([]), json!(null)] {
            assert_eq!(flag(&value), None, "{value}");
        }
    }

    #[test]
    fn texts_without_nul() {
        assert_eq!(text(&json!("a\0b")).as_deref(), Some("ab"));
        assert_eq!(text(&json!(7.0)).as_deref(), Some("7"));
        assert_eq!(text(&json!(false)), None);
    }
}
