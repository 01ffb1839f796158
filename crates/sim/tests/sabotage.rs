//! Can the oracle fail? Each rule is broken once, by a worker that does what it must not or by a database that lies, and
//! a seed must tell so in the right words.

use sim::{Bend, Plan, Template, run};

const SEEDS_MAX: u64 = 60;

/// The first seed that breaks must say that.
#[track_caller]
fn check(name: &str, sql: &str, bend: Option<Bend>, expected: &[&str]) {
    let template = Template::make().unwrap();
    if !sql.is_empty() {
        let database = rusqlite::Connection::open(template.database()).unwrap();
        database.execute_batch(sql).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    for seed in 1..=SEEDS_MAX {
        let Err(failure) = run(&template, &Plan { seed, steps: 300, bend, nth: None }) else { continue };
        let is_told = expected.iter().any(|words| failure.breach.contains(words));
        assert!(is_told, "{name}: {failure}");
        println!("{name}: {}", failure.breach.chars().take(150).collect::<String>());
        return;
    }
    panic!("{name}: {SEEDS_MAX} seeds, and nobody noticed");
}

#[test]
fn a_worker_that_breaks_a_rule_is_caught() {
    let rows: [(Bend, &[&str]); 4] = [
        (Bend::ClaimsEarly, &["ms before its due time"]),
        (Bend::KeepsLeases, &["never ended", "stands still", "state: \"leased\""]),
        (Bend::HoldsTransaction, &["a transaction is open while the network is waited for"]),
        (Bend::HurriesTimers, &["wait, the model says", "that no run called for"]),
    ];
    for (bend, expected) in rows {
        check(&format!("{bend:?}"), "", Some(bend), expected);
    }
}

#[test]
fn a_database_that_lies_is_caught() {
    let undo = "state = 0, leased_by = null, finished_at = null";
    //   what is broken, at which moment, and what the database then does by itself
    let rows: [(&str, &str, String, &[&str]); 17] = [
        ("an event is lost", "after insert on events when new.id % 7 = 0", "delete from events where id = new.id".into(), &["is not in the log", "without an event"]),
        ("a run is lost", "after insert on runs when new.id % 5 = 0", "delete from runs where id = new.id".into(), &["did not fire"]),
        ("a delivery is lost", "after insert on jobs when new.id % 5 = 0", "delete from jobs where id = new.id".into(), &["has no delivery"]),
        ("a run is doubled", "after insert on runs when new.id % 5 = 0", "insert into runs (account_id, id, event_id, trigger_id, version, lead_id, code, direction, state, due, created_at, finished_at, reason) select account_id, id + 100000, event_id, trigger_id, version, lead_id, code, direction, state, due, created_at, finished_at, reason from runs where id = new.id".into(), &["no trigger called for"]),
        ("the direction is wrong", "after insert on runs when new.direction = 0 and new.id % 3 = 0", "update runs set direction = 1 where id = new.id".into(), &["went_to_trigger"]),
        ("a delayed run is due too early", "after insert on runs when new.state = 0", "update runs set due = due - 1 where id = new.id".into(), &["waiting due"]),
        ("a disabled trigger fires", "after insert on triggers when new.is_enabled = 0", "update triggers set is_enabled = 1 where id = new.id and since = new.since".into(), &["fired and must not"]),
        ("waiting runs survive the trigger", "before update of state on runs when new.reason in ('disabled', 'deleted')", "select raise(ignore)".into(), &["wait, the model says"]),
        ("a delivered one goes out again", "after update of state on jobs when new.state = 2 and new.id % 3 = 0", format!("update jobs set {undo} where id = new.id"), &["is delivered and is posted again", "the model says"]),
        ("a dead one goes out again", "after update of state on jobs when new.state = 3", format!("update jobs set {undo} where id = new.id"), &["is dead and is posted again", "the model says"]),
        ("the lane is open", "after insert on jobs when new.blocked_by is not null", "update jobs set blocked_by = null where id = new.id".into(), &["overtakes"]),
        ("a retry comes too early", "after update of due on jobs when new.state = 0 and new.tries > 0", "update jobs set due = due - 30000 where id = new.id".into(), &["before its due time", "the model says"]),
        ("tries are forgotten", "after update of tries on jobs when new.tries = 3", "update jobs set tries = 1 where id = new.id".into(), &["the model says", "before its due time"]),
        ("an only attempt is not noted", "after update of tries on jobs when new.state = 1 and new.retry_policy = 1", "update jobs set tries = 0 where id = new.id".into(), &["posted twice", "the model says"]),
        ("an attempt is not in the log", "before insert on attempts when new.n = 2", "select raise(ignore)".into(), &["has the attempts", "attempts after"]),
        ("the board miscounts", "after update on stage_totals when new.n_leads = 2", "update stage_totals set price_sum = price_sum + 1 where account_id = new.account_id and pipeline_id = new.pipeline_id and stage_id = new.stage_id".into(), &["the board"]),
        ("a lead stands elsewhere", "after update of stage_id on leads when new.id % 2 = 0", "update leads set pipeline_id = old.pipeline_id, stage_id = old.stage_id where id = new.id".into(), &["the board", "the leads", "the log says", "is not in the log"]),
    ];
    for (name, moment, lie, expected) in rows {
        check(name, &format!("create trigger lie {moment} begin {lie}; end"), None, expected);
    }
}
