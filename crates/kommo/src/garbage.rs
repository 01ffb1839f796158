//! Nonsense for tests: the same on every run, so that a failure can be repeated.

use serde_json::{Map, Value, json};

/// A linear congruential generator.
pub struct Dice(u64);

impl Dice {
    /// Starts at a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number from 0 up to but without `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// A text of up to `n_max` of these parts.
    pub fn text(&mut self, parts: &[&str], n_max: usize) -> String {
        (0..self.below(n_max + 1)).map(|_| parts[self.below(parts.len())]).collect()
    }

    /// A JSON value whose objects use these keys, so that nonsense stands where a reader looks.
    pub fn json(&mut self, keys: &[&str], depth: usize) -> Value {
        match self.below(if depth < 5 { 14 } else { 9 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.below(300) as i64 - 5),
            3 => json!([i64::MAX, i64::MIN, 142, 143, 0][self.below(5)]),
            4 => json!([1e300, -0.5, 100.5, 3.0, 1.8446744073709552e19][self.below(5)]),
            5 => json!(u64::MAX),
            6 => json!(["", "1", "1.5", "x", " 7 ", "NaN", "\0", "leads", "contacts", "1e999"][self.below(10)]),
            7 => json!("é".repeat(self.below(400))),
            8 => json!([]),
            9 | 10 => (0..self.below(4)).map(|_| self.json(keys, depth + 1)).collect(),
            _ => Value::Object(self.fields(keys, depth)),
        }
    }

    fn fields(&mut self, keys: &[&str], depth: usize) -> Map<String, Value> {
        (0..self.below(6)).map(|_| (keys[self.below(keys.len())].to_string(), self.json(keys, depth + 1))).collect()
    }
}
