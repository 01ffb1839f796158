//! The packed record of what was weighed: ten thousand refusals in one row.

use std::collections::BTreeMap;

use domain::TriggerId;
use domain::decide::{Decision, Reason, Refusal};
use serde_json::{Value, json};
use store::events::{Evaluation, REFUSALS_MAX};

/// Packs a decision; nothing when no trigger could hear the event. The first refusals stand in detail, the rest is
/// counted by reason.
pub fn pack(version: i64, decision: &Decision) -> Option<Evaluation> {
    let (n_fired, n_refused) = (decision.firings.len(), decision.refusals.len());
    if n_fired + n_refused == 0 {
        return None;
    }
    let packed = if n_refused == 0 { String::new() } else { pack_refusals(&decision.refusals) };
    Some(Evaluation { version, n_fired: n_fired as i64, n_refused: n_refused as i64, packed })
}

fn pack_refusals(refusals: &[Refusal]) -> String {
    let (told, counted) = refusals.split_at(refusals.len().min(REFUSALS_MAX));
    let details: Vec<Value> = told.iter().map(detail).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for refusal in counted {
        *counts.entry(refusal.reason.code()).or_default() += 1;
    }
    if counts.is_empty() { json!([details]).to_string() } else { json!([details, counts]).to_string() }
}

fn detail(refusal: &Refusal) -> Value {
    match &refusal.reason {
        Reason::Filter { index, name, value } => json!([refusal.trigger.0, "filter", index, name, value]),
        reason => json!([refusal.trigger.0, reason.code()]),
    }
}

/// A refusal as it comes out of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Who stayed quiet.
    pub trigger: TriggerId,
    /// The word for why.
    pub reason: String,
    /// Position, name and value of the filter that did not hold.
    pub filter: Option<(usize, String, String)>,
}

/// Reads the record: refusals in detail, and counts by reason of those that had no room.
pub fn unpack(packed: &str) -> (Vec<Recorded>, BTreeMap<String, u64>) {
    let record: Value = serde_json::from_str(packed).unwrap_or_default();
    let details = record[0].as_array().map(|details| details.iter().filter_map(recorded).collect()).unwrap_or_default();
    let counts = record[1]
        .as_object()
        .map(|counts| counts.iter().filter_map(|(reason, n)| Some((reason.clone(), n.as_u64()?))).collect());
    (details, counts.unwrap_or_default())
}

fn recorded(detail: &Value) -> Option<Recorded> {
    let filter = detail[2].as_u64().map(|index| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        (index as usize, text(&detail[3]), text(&detail[4]))
    });
    Some(Recorded { trigger: TriggerId(detail[0].as_i64()?), reason: detail[1].as_str()?.to_string(), filter })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(id: i64) -> Refusal {
        let reason = if id % 2 == 0 {
            Reason::Filter { index: 1, name: "price", value: "\"5\"".into() }
        } else {
            Reason::OutsideHours
        };
        Refusal { trigger: TriggerId(id), reason }
    }

    #[test]
    fn the_first_refusals_are_told_and_the_rest_is_counted() {
        let refusals: Vec<Refusal> = (0..100).map(refusal).collect();
        let packed = pack(7, &Decision { firings: vec![], refusals }).unwrap();
        assert_eq!((packed.version, packed.n_refused), (7, 100));
        let (told, counted) = unpack(&packed.packed);
        assert_eq!(told.len(), REFUSALS_MAX);
        let filter = Some((1, "price".to_string(), "\"5\"".to_string()));
        assert_eq!(told[2], Recorded { trigger: TriggerId(2), reason: "filter".into(), filter });
        assert_eq!(counted, BTreeMap::from([("filter".to_string(), 18), ("outside_hours".to_string(), 18)]));
    }

    #[test]
    fn nobody_asked_leaves_nothing() {
        assert_eq!(pack(1, &Decision::default()), None);
        assert_eq!(unpack(""), (vec![], BTreeMap::new()));
    }
}
