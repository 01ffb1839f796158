//! What customers have beyond their shape (`customers-api`).

use domain::Problem;
use serde_json::Value;

use crate::body::{Rejection, read_one};

/// Points that one call adds or takes away.
pub const POINTS_MAX: i64 = 1_000_000_000;

/// Reads `POST /customers/{id}/bonus_points`: `earn` or `redeem`, not both. Redeemed points are negative.
pub fn parse_bonus_points(body: &Value) -> Result<i64, Rejection> {
    let item = read_one(body, |reader| {
        let (earn, redeem) = (reader.int("earn"), reader.int("redeem"));
        for (key, points) in [("earn", earn), ("redeem", redeem)] {
            if points.is_some_and(|points| !(1..=POINTS_MAX).contains(&points)) {
                let told = format!("This value should be between 1 and {POINTS_MAX}.");
                reader.note(Problem::new(key, "OutOfRange", told));
            }
        }
        match (reader.get("earn"), reader.get("redeem")) {
            (None, None) => reader.note(Problem::new("earn", "FieldMissing", "One of `earn` and `redeem` is needed.")),
            (Some(_), Some(_)) => {
                reader.note(Problem::new(
                    "redeem",
                    "NotSupportedChoice",
                    "Only one of `earn` and `redeem` may be there.",
                ));
            }
            _ => {}
        }
        earn.or(redeem.map(|points| points.saturating_neg())).unwrap_or_default()
    })?;
    Ok(item.value)
}

/// More is to be redeemed than there is.
pub fn too_few(had: i64) -> Problem {
    Problem::new("redeem", "OutOfRange", format!("The customer has {had} points."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn points_are_earned_or_redeemed() {
        let read = |body: Value| parse_bonus_points(&body).ok();
        assert_eq!(read(json!({"earn": "5"})), Some(5));
        assert_eq!(read(json!({"redeem": 5, "earn": null})), Some(-5));
        for body in
            [json!({}), json!({"earn": 1, "redeem": 1}), json!({"earn": -1}), json!({"redeem": i64::MIN}), json!([1])]
        {
            assert_eq!(read(body.clone()), None, "{body}");
        }
    }
}
