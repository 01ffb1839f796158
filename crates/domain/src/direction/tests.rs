//! The table of the reference as rows, then all small cases against a model written another way.

use super::*;
use crate::event::{Aspect, ClientAction};
use crate::pipeline::Place;

const SINGLE: bool = false;
const MULTIPLE: bool = true;

fn place(letter: char) -> Place {
    Place::new(1, letter as i64)
}

/// `A>B` is a move, `+B` a creation, `=B` "appeared" raised by hand, `?>B` a raised move from nowhere, `mB` a letter.
fn event(text: &str) -> EventKind {
    let letters: Vec<char> = text.chars().collect();
    match letters[..] {
        ['?', '>', to] => EventKind::Moved { from: None, to: place(to) },
        [from, '>', to] => EventKind::Moved { from: Some(place(from)), to: place(to) },
        ['+', at] => EventKind::Created { at: place(at) },
        ['=', at] => EventKind::Appeared { at: place(at) },
        ['m', at] => EventKind::Client { what: ClientAction::MailIn, at: place(at) },
        ['c', at] => EventKind::Client { what: ClientAction::CallIn, at: place(at) },
        ['e', at] => EventKind::Changed { what: Aspect::Other, at: place(at) },
        _ => panic!("what is {text}?"),
    }
}

fn told(heard: Result<Heard, Deaf>) -> String {
    match heard {
        Ok((code, Some(direction))) => format!("{} {}", code.number(), direction.name()),
        Ok((code, None)) => code.number().to_string(),
        Err(_) => "-".to_string(),
    }
}

/// As `Rule::hears_leaving` says it.
fn leaving(multiple: bool, when: &When) -> bool {
    multiple && matches!(when, When::Moved | When::MovedOrCreated)
}

#[track_caller]
fn check(covers: &str, multiple: bool, when: When, happened: &str, expected: &str) {
    let area = Area::new(covers.chars().map(place));
    let heard = hear(&area, &when, leaving(multiple, &when), event(happened));
    assert_eq!(told(heard), expected, "{covers} {when:?} {happened}");
}

#[test]
fn codes_and_directions() {
    use When::{Created, Moved, MovedOrCreated};
    //    covers  action_multiple  when      event  expected
    check("B", SINGLE, Moved, "A>B", "14 went_to_trigger");
    check("B", SINGLE, MovedOrCreated, "A>B", "15 went_to_trigger");
    check("B", SINGLE, Created, "A>B", "-");
    check("B", SINGLE, Created, "+B", "1 went_to_trigger");
    check("B", SINGLE, MovedOrCreated, "+B", "15 went_to_trigger");
    check("B", SINGLE, Moved, "+B", "-");
    check("B", SINGLE, Created, "+A", "-");
    check("B", SINGLE, Moved, "B>C", "-"); // Departures are reported only with action_multiple.
    check("B", MULTIPLE, Moved, "B>C", "15 went_from_trigger"); // Also by a trigger on one stage.
    check("BC", SINGLE, Moved, "B>C", "-"); // A stretched built-in action does not act at every step.
    check("BC", SINGLE, Moved, "C>D", "-");
    check("BC", SINGLE, Moved, "A>C", "14 went_to_trigger");
    check("BC", MULTIPLE, Moved, "A>C", "14 went_to_trigger");
    check("BC", MULTIPLE, Moved, "B>C", "15 went_in_trigger");
    check("BC", MULTIPLE, Moved, "C>B", "15 went_in_trigger"); // Backwards is a move too.
    check("BC", MULTIPLE, Moved, "C>D", "15 went_from_trigger");
    check("BC", MULTIPLE, Moved, "A>D", "-");
    check("BC", MULTIPLE, MovedOrCreated, "A>B", "15 went_to_trigger");
    check("BC", MULTIPLE, MovedOrCreated, "B>C", "15 went_in_trigger");
    check("BC", MULTIPLE, MovedOrCreated, "B>A", "15 went_from_trigger");
    check("BC", MULTIPLE, MovedOrCreated, "+C", "15 went_to_trigger");
    check("BC", MULTIPLE, Created, "+C", "1 went_to_trigger");
    check("BC", MULTIPLE, Created, "B>C", "-"); // "Created" has no inner or outgoing rows in the table.
    check("BC", MULTIPLE, Created, "C>D", "-");
    // Raised by hand.
    check("B", SINGLE, Moved, "?>B", "14 went_to_trigger");
    check("B", SINGLE, MovedOrCreated, "=B", "15 went_to_trigger");
    check("B", SINGLE, Moved, "=B", "-");
    // Client actions have no direction.
    check("B", SINGLE, When::Client(ClientAction::MailIn), "mB", "16");
    check("B", SINGLE, When::Client(ClientAction::MailIn), "cB", "-");
    check("B", SINGLE, When::Client(ClientAction::MailIn), "mA", "-");
    check("B", MULTIPLE, When::Client(ClientAction::CallIn), "cB", "17");
    check("B", MULTIPLE, MovedOrCreated, "eB", "-");
}

#[test]
fn closed_stages_of_two_pipelines_are_two_places() {
    let area = Area::new([Place::new(1, 142)]);
    let moved = EventKind::Moved { from: Some(Place::new(1, 142)), to: Place::new(2, 142) };
    assert_eq!(told(hear(&area, &When::Moved, true, moved)), "15 went_from_trigger");
    let area = Area::new([Place::new(2, 142)]);
    assert_eq!(told(hear(&area, &When::Moved, true, moved)), "14 went_to_trigger");
}

/// The reference table, read row by row without looking at the implementation: strings in, string out.
fn model(area: u8, multiple: bool, when: &str, from: Option<u8>, to: u8, created: bool) -> &'static str {
    let inside = |stage: u8| area & (1 << stage) != 0;
    let rows: [(bool, [&str; 3]); 5] = [
        (created && inside(to), ["1 went_to_trigger", "-", "15 went_to_trigger"]),
        (!created && !from.is_some_and(inside) && inside(to), ["-", "14 went_to_trigger", "15 went_to_trigger"]),
        (
            !created && from.is_some_and(inside) && inside(to) && multiple,
            ["-", "15 went_in_trigger", "15 went_in_trigger"],
        ),
        (
            !created && from.is_some_and(inside) && !inside(to) && multiple,
            ["-", "15 went_from_trigger", "15 went_from_trigger"],
        ),
        (true, ["-", "-", "-"]),
    ];
    let column = ["created", "moved", "moved_or_created"].iter().position(|name| *name == when).unwrap();
    rows.iter().find(|(applies, _)| *applies).unwrap().1[column]
}

#[test]
fn every_small_case_agrees_with_the_model() {
    let mut cases = 0;
    for area in 1u8..16 {
        let covered = Area::new((0..4).filter(|stage| area & (1 << stage) != 0).map(|stage| Place::new(1, stage)));
        for multiple in [SINGLE, MULTIPLE] {
            for when in [When::Created, When::Moved, When::MovedOrCreated] {
                for to in 0u8..4 {
                    let at = Place::new(1, i64::from(to));
                    let moves = (0u8..4).filter(|from| *from != to).map(Some).chain([None]);
                    let moves = moves.map(|from| {
                        (EventKind::Moved { from: from.map(|f| Place::new(1, i64::from(f))), to: at }, from, false)
                    });
                    for (kind, from, created) in moves.chain([(EventKind::Created { at }, None, true)]) {
                        let heard = hear(&covered, &when, leaving(multiple, &when), kind);
                        assert_eq!(
                            told(heard),
                            model(area, multiple, when.name(), from, to, created),
                            "{area:04b} {kind:?}"
                        );
                        cases += 1;
                    }
                }
            }
        }
    }
    assert_eq!(cases, 15 * 2 * 3 * 4 * 5);
}
