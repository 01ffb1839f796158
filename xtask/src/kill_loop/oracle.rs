//! What must be true after the last kill, as a pure function of what was recorded.
//!
//! No server, no socket, no clock: the load and the receiver write down what they saw, `judge` weighs it. So the judge
//! itself can be tested, by tampering with a correct recording in every way that a broken server would.

use std::collections::{BTreeMap, BTreeSet};

/// A column of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stage {
    pub pipeline: u64,
    pub status: u64,
}

/// What the client knows about a change it asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// A 2xx answer was read.
    Accepted,
    /// The server died first, and the lead has not been read since.
    Unanswered,
    /// The server died first; read afterwards, the change was there.
    Kept,
    /// The server died first; read afterwards, the change was not there.
    Undone,
}

/// One creation or movement of a lead.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    pub to: Stage,
    pub fate: Fate,
}

/// One arrival at the receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// The `webhook-id` header.
    pub id: String,
    /// A hash of the body's bytes.
    pub body: u64,
    /// Lead and stage as the body tells them; `None` when it does not.
    pub told: Option<(u64, Stage)>,
}

/// Everything seen from outside during one loop.
#[derive(Debug, Default)]
pub struct Recording {
    /// Per lead, its changes in the order one client asked for them. Only the last may be `Unanswered`.
    pub changes: BTreeMap<u64, Vec<Change>>,
    /// In order of arrival.
    pub hooks: Vec<Hook>,
    /// The stage of each lead, read after the last restart.
    pub stored: BTreeMap<u64, Stage>,
}

/// One sentence about one lead or one delivery that breaks the promise.
pub type Breach = String;

/// The counts of one loop, and whatever broke the promise.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub accepted: u64,
    /// Never answered, but done: their hooks must arrive like any other.
    pub kept: u64,
    /// Distinct deliveries.
    pub delivered: u64,
    pub lost: u64,
    pub doubled: u64,
    /// Arrivals of a delivery that had arrived before.
    pub repeats: u64,
    pub breaches: Vec<Breach>,
}

pub fn judge(recording: &Recording) -> Verdict {
    let mut verdict = Verdict::default();
    let arrived = first_arrivals(&recording.hooks, &mut verdict);
    for (lead, changes) in &recording.changes {
        let stored = recording.stored.get(lead).copied();
        let expected = expected(*lead, changes, stored, &mut verdict);
        compare(*lead, &expected, arrived.get(lead).map_or(&[], Vec::as_slice), &mut verdict);
    }
    for lead in arrived.keys().filter(|lead| !recording.changes.contains_key(lead)) {
        verdict.breaches.push(format!("lead {lead}: a hook arrived, but nobody changed such a lead"));
    }
    verdict
}

/// Per lead, the stages of its distinct deliveries in the order in which each arrived first.
fn first_arrivals(hooks: &[Hook], verdict: &mut Verdict) -> BTreeMap<u64, Vec<Stage>> {
    let mut first: BTreeMap<&str, &Hook> = BTreeMap::new();
    let mut altered = BTreeSet::new();
    let mut arrived: BTreeMap<u64, Vec<Stage>> = BTreeMap::new();
    for hook in hooks {
        if let Some(first) = first.get(hook.id.as_str()) {
            verdict.repeats += 1;
            if *first != hook && altered.insert(hook.id.as_str()) {
                verdict.breaches.push(format!("delivery {}: repeated with another body", hook.id));
            }
            continue;
        }
        first.insert(&hook.id, hook);
        verdict.delivered += 1;
        match hook.told {
            _ if hook.id.is_empty() => verdict.breaches.push("a hook arrived without a delivery id".into()),
            None => verdict.breaches.push(format!("delivery {}: the body tells no lead and stage", hook.id)),
            Some((lead, stage)) => arrived.entry(lead).or_default().push(stage),
        }
    }
    arrived
}

/// The hooks that must arrive for one lead, in this order; nothing else may.
fn expected(lead: u64, changes: &[Change], stored: Option<Stage>, verdict: &mut Verdict) -> Vec<Stage> {
    let mut expected = Vec::new();
    for (n, change) in changes.iter().enumerate() {
        let is_last = n + 1 == changes.len();
        match change.fate {
            Fate::Accepted => verdict.accepted += 1,
            Fate::Kept => verdict.kept += 1,
            // A change always leads to another stage, so the stage found tells whether it was done.
            Fate::Unanswered if is_last && stored == Some(change.to) => verdict.kept += 1,
            Fate::Unanswered if is_last => continue,
            Fate::Unanswered => {
                verdict.breaches.push(format!("lead {lead}: changed again before an unanswered change was looked up"));
                continue;
            }
            Fate::Undone => continue,
        }
        expected.push(change.to);
    }
    if stored != expected.last().copied() {
        let last = expected.last();
        verdict.breaches.push(format!("lead {lead}: the database says {stored:?}, the last change was to {last:?}"));
    }
    expected
}

fn compare(lead: u64, expected: &[Stage], arrived: &[Stage], verdict: &mut Verdict) {
    if expected == arrived {
        return;
    }
    let mut balance: BTreeMap<Stage, (i64, i64)> = BTreeMap::new();
    expected.iter().for_each(|stage| balance.entry(*stage).or_default().0 += 1);
    arrived.iter().for_each(|stage| balance.entry(*stage).or_default().1 += 1);
    if balance.values().all(|(expected, arrived)| expected == arrived) {
        verdict.breaches.push(format!("lead {lead}: hooks out of order: {}", difference(expected, arrived)));
    }
    for (stage, (expected, arrived)) in balance {
        let Stage { pipeline, status } = stage;
        if arrived < expected {
            verdict.lost += expected.abs_diff(arrived);
            verdict.breaches.push(format!(
                "lead {lead}: lost: {expected} changes to {pipeline}/{status}, but {arrived} deliveries"
            ));
        } else if arrived > expected && expected > 0 {
            verdict.doubled += arrived.abs_diff(expected);
            verdict.breaches.push(format!(
                "lead {lead}: doubled: {expected} changes to {pipeline}/{status}, but {arrived} deliveries"
            ));
        } else if arrived > expected {
            verdict.breaches.push(format!("lead {lead}: invented: it was never moved to {pipeline}/{status}"));
        }
    }
}

/// Where two sequences part, with a little of what follows.
fn difference(expected: &[Stage], arrived: &[Stage]) -> String {
    let n_same = expected.iter().zip(arrived).take_while(|(expected, arrived)| expected == arrived).count();
    let show =
        |stages: &[Stage]| -> Vec<u64> { stages.iter().skip(n_same).take(3).map(|stage| stage.status).collect() };
    format!("after {n_same} right ones expected {:?}, got {:?}", show(expected), show(arrived))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLEAN: &str = "accepted 7, kept 2, delivered 9, lost 0, doubled 0, repeats 1";

    fn stage(status: u64) -> Stage {
        Stage { pipeline: 1, status }
    }

    fn hook(id: &str, lead: u64, status: u64) -> Hook {
        // As in life: the body follows from what is told.
        Hook { id: id.into(), body: lead * 1000 + status, told: Some((lead, stage(status))) }
    }

    fn changes(list: &[(u64, Fate)]) -> Vec<Change> {
        list.iter().map(|(status, fate)| Change { to: stage(*status), fate: *fate }).collect()
    }

    /// Three leads, every fate, one honest repeat.
    fn recording() -> Recording {
        use Fate::{Accepted, Kept, Unanswered, Undone};
        Recording {
            changes: BTreeMap::from([
                (1, changes(&[(10, Accepted), (20, Accepted), (30, Kept), (10, Accepted), (30, Unanswered)])),
                (2, changes(&[(20, Accepted), (10, Undone), (10, Accepted), (20, Unanswered)])),
                (3, changes(&[(30, Accepted), (20, Accepted)])),
            ]),
            hooks: vec![
                hook("a1", 1, 10),
                hook("b1", 2, 20),
                hook("a2", 1, 20),
                hook("a2", 1, 20),
                hook("c1", 3, 30),
                hook("a3", 1, 30),
                hook("b2", 2, 10),
                hook("c2", 3, 20),
                hook("a4", 1, 10),
                hook("b3", 2, 20),
            ],
            stored: BTreeMap::from([(1, stage(10)), (2, stage(20)), (3, stage(20))]),
        }
    }

    #[track_caller]
    fn check(tamper: impl FnOnce(&mut Recording), counts: &str, breaches: &[&str]) {
        let mut recording = recording();
        tamper(&mut recording);
        let Verdict { accepted, kept, delivered, lost, doubled, repeats, breaches: found } = judge(&recording);
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(found, breaches);
        let told = format!(
            "accepted {accepted}, kept {kept}, delivered {delivered}, lost {lost}, doubled {doubled}, repeats {repeats}"
        );
        assert_eq!(told, counts);
    }

    fn remove(recording: &mut Recording, id: &str) {
        recording.hooks.retain(|hook| hook.id != id);
    }

    #[test]
    fn a_correct_loop_is_clean() {
        check(|_| {}, CLEAN, &[]);
    }

    #[test]
    fn a_lost_hook_is_caught() {
        check(
            |recording| remove(recording, "c2"),
            "accepted 7, kept 2, delivered 8, lost 1, doubled 0, repeats 1",
            &["lead 3: lost: 1 changes to 1/20, but 0 deliveries"],
        );
    }

    #[test]
    fn the_hook_of_a_change_that_was_kept_but_never_answered_is_owed_too() {
        check(
            |recording| remove(recording, "a3"),
            "accepted 7, kept 2, delivered 8, lost 1, doubled 0, repeats 1",
            &["lead 1: lost: 1 changes to 1/30, but 0 deliveries"],
        );
        check(
            |recording| remove(recording, "b3"),
            "accepted 7, kept 2, delivered 8, lost 1, doubled 0, repeats 1",
            &["lead 2: lost: 2 changes to 1/20, but 1 deliveries"],
        );
    }

    #[test]
    fn the_hook_of_a_change_that_was_undone_is_invented() {
        check(
            |recording| recording.hooks.push(hook("a5", 1, 30)),
            "accepted 7, kept 2, delivered 10, lost 0, doubled 1, repeats 1",
            &["lead 1: doubled: 1 changes to 1/30, but 2 deliveries"],
        );
        check(
            |recording| recording.hooks.push(hook("b4", 2, 30)),
            "accepted 7, kept 2, delivered 10, lost 0, doubled 0, repeats 1",
            &["lead 2: invented: it was never moved to 1/30"],
        );
    }

    #[test]
    fn a_doubled_effect_is_caught() {
        check(
            |recording| recording.hooks.push(hook("c2-again", 3, 20)),
            "accepted 7, kept 2, delivered 10, lost 0, doubled 1, repeats 1",
            &["lead 3: doubled: 1 changes to 1/20, but 2 deliveries"],
        );
    }

    #[test]
    fn an_altered_repeat_is_caught_once() {
        let counts = "accepted 7, kept 2, delivered 9, lost 0, doubled 0, repeats 3";
        let altered = Hook { body: 7, ..hook("a2", 1, 20) };
        check(
            |recording| recording.hooks.extend([altered.clone(), altered]),
            counts,
            &["delivery a2: repeated with another body"],
        );
    }

    #[test]
    fn a_delivery_id_used_for_two_leads_is_caught() {
        check(
            |recording| {
                recording.hooks.iter_mut().filter(|hook| hook.id == "c2").for_each(|hook| hook.id = "a1".into())
            },
            "accepted 7, kept 2, delivered 8, lost 1, doubled 0, repeats 2",
            &["delivery a1: repeated with another body", "lead 3: lost: 1 changes to 1/20, but 0 deliveries"],
        );
    }

    #[test]
    fn an_invented_hook_is_caught() {
        check(
            |recording| recording.hooks.push(hook("d1", 4, 10)),
            "accepted 7, kept 2, delivered 10, lost 0, doubled 0, repeats 1",
            &["lead 4: a hook arrived, but nobody changed such a lead"],
        );
    }

    #[test]
    fn hooks_out_of_order_are_caught() {
        check(
            |recording| recording.hooks.swap(0, 2),
            CLEAN,
            &["lead 1: hooks out of order: after 0 right ones expected [10, 20, 30], got [20, 10, 30]"],
        );
        // Between leads there is no order.
        check(|recording| recording.hooks.swap(0, 1), CLEAN, &[]);
    }

    #[test]
    fn hooks_without_id_or_sense_are_caught() {
        check(
            |recording| recording.hooks.push(hook("", 1, 10)),
            "accepted 7, kept 2, delivered 10, lost 0, doubled 0, repeats 1",
            &["a hook arrived without a delivery id"],
        );
        check(
            |recording| recording.hooks.push(Hook { told: None, ..hook("e1", 1, 10) }),
            "accepted 7, kept 2, delivered 10, lost 0, doubled 0, repeats 1",
            &["delivery e1: the body tells no lead and stage"],
        );
    }

    #[test]
    fn a_database_that_forgot_is_caught() {
        check(
            |recording| recording.stored.extend([(3, stage(30))]),
            CLEAN,
            &[
                "lead 3: the database says Some(Stage { pipeline: 1, status: 30 }), the last change was to Some(Stage { pipeline: 1, status: 20 })",
            ],
        );
        check(
            |recording| recording.stored.retain(|lead, _| *lead != 3),
            CLEAN,
            &["lead 3: the database says None, the last change was to Some(Stage { pipeline: 1, status: 20 })"],
        );
    }

    #[test]
    fn a_sloppy_recording_is_caught() {
        let mut recording = recording();
        recording.changes.get_mut(&1).unwrap()[2].fate = Fate::Unanswered;
        let breaches = judge(&recording).breaches;
        assert!(breaches.contains(&"lead 1: changed again before an unanswered change was looked up".to_owned()));
    }

    /// The small space walked whole: whichever arrival is dropped, duplicated under a new id, or altered, it shows.
    #[test]
    fn no_single_fault_goes_unseen() {
        for n in 0..recording().hooks.len() {
            let original = recording().hooks[n].clone();
            let is_repeated = original.id == "a2";

            let mut dropped = recording();
            dropped.hooks.remove(n);
            assert_eq!(judge(&dropped).breaches.is_empty(), is_repeated, "{n} dropped");

            let mut doubled = recording();
            doubled.hooks.push(Hook { id: "new".into(), ..original.clone() });
            assert!(!judge(&doubled).breaches.is_empty(), "{n} doubled");

            let mut repeated = recording();
            repeated.hooks.push(original.clone());
            assert!(judge(&repeated).breaches.is_empty(), "{n} repeated");

            let mut altered = recording();
            altered.hooks.push(Hook { body: original.body + 1, ..original });
            assert!(!judge(&altered).breaches.is_empty(), "{n} altered");
        }
    }
}
