use super::*;
use crate::garbage::Dice;
use serde_json::json;

#[track_caller]
fn writes(value: Value, expected: &str) {
    assert_eq!(encode(&value), expected);
}

#[track_caller]
fn reads(text: &str, expected: Value) {
    assert_eq!(Value::Object(decode(text).unwrap()), expected, "{text}");
    assert_eq!(Value::Object(decode(text).unwrap()).to_string(), expected.to_string(), "order of {text}");
}

#[track_caller]
fn refuses(text: &str, code: &str) {
    assert_eq!(decode(text).unwrap_err().code, code);
}

#[test]
fn as_http_build_query_writes() {
    writes(json!({"a": 1, "b": "x y", "c": "é&=~-_."}), "a=1&b=x+y&c=%C3%A9%26%3D%7E-_.");
    writes(json!({"a": {"b": [{"c": 1}, "z"]}}), "a%5Bb%5D%5B0%5D%5Bc%5D=1&a%5Bb%5D%5B1%5D=z");
    writes(json!({"t": true, "f": false, "n": null, "e": [], "o": {}, "s": ""}), "t=1&f=0&s=");
    writes(json!({"a": [null, 1]}), "a%5B1%5D=1");
    writes(json!({"price": 100.0, "half": 0.5, "big": 9007199254740993i64}), "price=100&half=0.5&big=9007199254740993");
    writes(json!([5, {"x y": 6}]), "0=5&1%5Bx+y%5D=6");
    writes(json!({"z": 1, "a": 2}), "z=1&a=2");
    writes(json!("bare"), "");
}

#[test]
fn as_php_reads() {
    reads("", json!({}));
    reads("a=1&b=x+y&c=%C3%A9", json!({"a": "1", "b": "x y", "c": "é"}));
    reads("a[b][0][c]=1", json!({"a": {"b": {"0": {"c": "1"}}}}));
    reads("a%5Bb%5D%5B%5D=1&a%5bb%5d[]=2", json!({"a": {"b": {"0": "1", "1": "2"}}}));
    reads("a[5]=x&a[]=y&a[k]=z&a[]=w", json!({"a": {"5": "x", "6": "y", "k": "z", "7": "w"}}));
    reads("a[07]=x&a[]=y", json!({"a": {"07": "x", "0": "y"}}));
    reads("a[][id]=1&a[][id]=2", json!({"a": {"0": {"id": "1"}, "1": {"id": "2"}}}));
    reads("a=1&b=2&a=3", json!({"a": "3", "b": "2"}));
    reads("a=1&a[b]=2", json!({"a": {"b": "2"}}));
    reads("a[b]=2&a=1", json!({"a": "1"}));
    reads("&&a&b=&", json!({"a": "", "b": ""}));
    reads("a=1=2", json!({"a": "1=2"}));
    reads("a[18446744073709551615]=1&a[]=2", json!({"a": {"18446744073709551615": "2"}}));
}

#[test]
fn malformed_names_go_the_way_of_php() {
    reads("[a]=1", json!({}));
    reads("a[b=1", json!({"a_b": "1"}));
    reads("a[b][c=1", json!({"a": {"b": "1"}}));
    reads("a[b]c[d]=1", json!({"a": {"b": "1"}}));
    reads("a[b[c]]=1", json!({"a": {"b[c": "1"}}));
    reads("a]=1", json!({"a]": "1"}));
    reads("a[ ]=1", json!({"a": {"0": "1"}}));
    reads("a=%zz%4&b=%", json!({"a": "%zz%4", "b": "%"}));
    reads("a=%ff", json!({"a": "\u{fffd}"}));
}

#[test]
fn limits_are_problems() {
    refuses(&"a".repeat(BYTES_MAX + 1), "TooLong");
    refuses(&"a&".repeat(PAIRS_MAX + 1), "TooMany");
    refuses(&format!("a{}=1", "[b]".repeat(DEPTH_MAX)), "TooDeep");
    refuses(&format!("a{}=1", "[]".repeat(300_000)), "TooDeep");
    assert!(decode(&"a&".repeat(PAIRS_MAX)).is_ok());
    assert!(decode(&format!("a{}=1", "[b]".repeat(DEPTH_MAX - 1))).is_ok());
    // One pair of almost the whole length, and a name that never closes.
    assert!(decode(&format!("a{}", "[".repeat(BYTES_MAX - 1))).is_ok());
    assert!(decode(&"%5B".repeat(BYTES_MAX / 3)).is_ok());
}

#[test]
fn what_is_written_can_be_read() {
    let mut dice = Dice::new(1);
    for _ in 0..2_000 {
        let mut value = random_branch(&mut dice, 0);
        let form = encode(&value);
        let read = Value::Object(decode(&form).unwrap());
        assert_eq!(read, stringified(&mut value).unwrap_or(json!({})), "{form}");
    }
}

#[test]
fn garbage_is_read_too() {
    let mut dice = Dice::new(2);
    for _ in 0..20_000 {
        let text =
            dice.text(&["a", "[", "]", "%5B", "%5d", "=", "&", "+", "%", "é", "0", "1", "[]", "a[b]=", "\0"], 30);
        if let Ok(tree) = decode(&text) {
            let form = encode(&Value::Object(tree));
            assert!(form.is_ascii());
        }
    }
}

fn random_branch(dice: &mut Dice, depth: usize) -> Value {
    let n = dice.below(4);
    if dice.below(2) == 0 && depth > 0 {
        return (0..n).map(|_| random_value(dice, depth + 1)).collect();
    }
    let keys = ["a", "b c", "é", "7", "x.y", "&=+%"];
    Value::Object((0..n).map(|i| (keys[(i + dice.below(3)) % 6].to_string(), random_value(dice, depth + 1))).collect())
}

fn random_value(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth < 6 { 8 } else { 5 }) {
        0 => Value::Null,
        1 => json!(dice.below(2) == 0),
        2 => json!(dice.below(1000) as i64 - 500),
        3 => json!(dice.below(1000) as f64 / 8.0),
        4 => json!(dice.text(&["a", " ", "&", "=", "[", "]", "%", "ü", "\n", "😀"], 5)),
        _ => random_branch(dice, depth),
    }
}

/// What is left of a value in a form: nulls and empty branches vanish, lists become objects, leaves become strings.
fn stringified(value: &mut Value) -> Option<Value> {
    let fields: Vec<(String, Value)> = match value {
        Value::Null => return None,
        Value::Bool(flag) => return Some(json!(if *flag { "1" } else { "0" })),
        Value::Number(number) => return Some(json!(number_text(number))),
        Value::String(text) => return Some(json!(text)),
        Value::Array(items) => items.iter().enumerate().map(|(i, v)| (i.to_string(), v.clone())).collect(),
        Value::Object(fields) => fields.clone().into_iter().collect(),
    };
    let kept: Map<String, Value> =
        fields.into_iter().filter_map(|(key, mut value)| Some((key, stringified(&mut value)?))).collect();
    (!kept.is_empty()).then_some(Value::Object(kept))
}
