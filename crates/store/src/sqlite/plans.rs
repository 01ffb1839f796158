//! How SQLite would answer the queries that run all the time: from an index, never by looking at everything.

use std::sync::Arc;

use domain::event::EventKind;
use domain::lead::Lead;
use domain::pipeline::Place;
use domain::retry::Verdict;
use domain::{AccountId, EventId, JobId, LeadId, ReceiverId, RunId, Timestamp, TriggerId, UserId};

use super::*;
use crate::events::{Evaluation, NewEvent};
use crate::jobs::{self, DeliveryFilter, JobState, NewJob, Settlement};
use crate::leads::{LeadFilter, Order, OrderBy};
use crate::nodes::{self, Incarnation};
use crate::runs::RunFilter;
use crate::{across, events, leads, receivers, runs, totals, triggers, users, widgets};

const NOW: Timestamp = Timestamp(1_800_000_000_000);
const NODE: Incarnation = Incarnation(1);

/// The plans of all statements that the closure runs, one line per step.
fn plans(closure: impl Fn(&Tx<'_>) -> Result<(), StoreError>) -> Vec<(String, String)> {
    let mut connection = connect(None, false).unwrap();
    migrate(&mut connection).unwrap();
    connection
        .execute_batch(
            "insert into accounts values (1, 'a', '', '', '', '', '', 0, 0, 0, 0, '{}');
             insert into pipelines values (1, 1, '', 1, 1, 1);
             insert into stages values (1, 1, 1, '', '', 1, 0), (1, 1, 2, '', '', 2, 0);
             insert into leads values (1, 1, '', '', 0, 1, 1, 0, null, 0, 0, 0, 0, null, 0, null, 1, null, null, null, null);
             insert into receivers values (1, 1, 'https://a/', 0);",
        )
        .unwrap();
    let session = Session::new(connection);
    let caches = Arc::default();
    let tx = Tx::new(AccountId(1), AnySession::Sqlite(&session), &caches);
    closure(&tx).unwrap();
    let seen = session.seen.take();
    seen.iter().flat_map(|sql| plan(&session.connection, sql)).collect()
}

fn plan(connection: &Connection, sql: &str) -> Vec<(String, String)> {
    let mut statement = connection.prepare(&format!("explain query plan {sql}")).unwrap();
    let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>().unwrap();
    steps.into_iter().map(|step| (sql.to_string(), step)).collect()
}

/// Nothing is scanned, or only what stands behind an index that has no more than is wanted.
#[track_caller]
fn check(allowed: &[&str], closure: impl Fn(&Tx<'_>) -> Result<(), StoreError>) {
    for (sql, step) in plans(closure) {
        let is_cheap = !step.starts_with("SCAN") && !step.contains("TEMP B-TREE");
        assert!(is_cheap || allowed.contains(&step.as_str()), "{step}\n{sql}");
    }
}

fn new_job() -> NewJob<'static> {
    NewJob {
        kind: Default::default(),
        lead: LeadId(1),
        receiver: ReceiverId(1),
        event: EventId(1),
        run: RunId(1),
        trigger: TriggerId(1),
        widget: None,
        encoding: Default::default(),
        retry: Default::default(),
        body: "{}",
        replay_of: None,
    }
}

fn settlement(job: JobId) -> Settlement {
    Settlement { job, tries: 1, attempts: vec![], verdict: Verdict::Dead, encoding: Default::default(), at: NOW }
}

#[test]
fn a_change_of_a_lead() {
    check(&[], |tx| {
        triggers::current(tx)?;
        let before = leads::lock(tx, LeadId(1))?.unwrap();
        leads::save(tx, &before, &Lead { place: Place::new(1, 2), ..before.clone() })?;
        let kind = EventKind::Moved { from: None, to: Place::new(1, 2) };
        let new = NewEvent { entity: LeadId(1).into(), kind, at: NOW, author: UserId(1), cause: None, data: None };
        let event = events::append(tx, &new)?.id;
        let weighed = Evaluation { version: 0, n_fired: 1, n_refused: 0, packed: "[]".into() };
        events::note_evaluation(tx, event, &weighed)?;
        runs::drop_waiting(tx, RunId(1), "disabled", NOW)?;
        runs::drop_waiting_of(tx, TriggerId(1), "disabled", NOW)?;
        jobs::insert(tx, &new_job(), || Some(NODE), NOW).map(drop)
    });
}

#[test]
fn a_delivery() {
    // What was picked is a list of at most as many as one step takes; of what is due next the first row is enough.
    let allowed = ["SCAN picked", "SCAN jobs USING INDEX jobs_due", "SCAN runs USING COVERING INDEX runs_waiting"];
    check(&allowed, |tx| {
        nodes::start(tx, NOW, NOW)?;
        let (first, _) = jobs::insert(tx, &new_job(), || Some(NODE), NOW)?;
        jobs::insert(tx, &new_job(), || None, NOW)?;
        jobs::note_attempt_begun(tx, first, NODE)?;
        jobs::settle(tx, NODE, &settlement(first), |_| Some(NODE))?;
        jobs::postpone(tx, first, NODE, NOW)?;
        across::claim(tx, NODE, NOW, 10, &[(AccountId(1), ReceiverId(2))])?;
        across::due_runs(tx, NOW, 10)?;
        across::next_due(tx)?;
        across::oldest_due(tx, NOW)?;
        nodes::renew(tx, NODE, NOW)?;
        nodes::held_by(tx, NODE)?;
        nodes::give_back(tx, NODE, &[(AccountId(1), first)])?;
        receivers::ensure(tx, "https://b/").map(drop)
    });
}

#[test]
fn what_follows_a_dead_node() {
    check(&["SCAN nodes"], |tx| {
        nodes::start(tx, NOW, NOW)?;
        nodes::void_others(tx, Incarnation(5), None, NOW).map(drop)
    });
}

#[test]
fn lists_by_key() {
    check(&[], |tx| {
        let by = |by, is_descending| Order { by, is_descending };
        for order in [OrderBy::Id, OrderBy::UpdatedAt].into_iter().flat_map(|key| [by(key, false), by(key, true)]) {
            leads::list(tx, &LeadFilter { order, after: Some(LeadId(1)), ..Default::default() }, 50, 0)?;
        }
        events::end(tx)?;
        events::after(tx, Default::default(), 50)?;
        events::of_entity(tx, LeadId(1).into(), None, 50)?;
        runs::list(tx, &RunFilter { lead: Some(LeadId(1)), ..Default::default() }, 50)?;
        jobs::list(tx, &DeliveryFilter { lead: Some(LeadId(1)), ..Default::default() }, 50)?;
        totals::list(tx)?;
        triggers::list(tx)?;
        across::users_by_email(tx, "a@example.org")?;
        across::account_by_subdomain(tx, "a")?;
        across::session(tx, "hash", users::SessionKind::Browser, NOW)?;
        widgets::by_code(tx, "one").map(drop)
    });
}

/// Counting, or looking through, what is unfinished or failed must not touch the millions that were delivered.
#[test]
fn what_is_unfinished_is_found_without_what_is_delivered() {
    let unfinished = [JobState::Pending, JobState::Leased];
    let failed = [JobState::Dead, JobState::Unknown];
    let sets = [&unfinished[..], &unfinished[..1], &unfinished[1..], &failed[..], &failed[..1], &failed[1..]];
    let told = plans(|tx| {
        jobs::count_by_state(tx)?;
        sets.into_iter().try_for_each(|states| {
            jobs::list(tx, &DeliveryFilter { states: states.to_vec(), ..Default::default() }, 50).map(drop)
        })
    });
    for (sql, step) in told.iter().filter(|(_, step)| step.contains(" jobs") || step.contains(" j ")) {
        let is_partial = ["jobs_lane", "jobs_dead"].iter().any(|index| step.contains(index));
        assert!(is_partial, "{step}\n{sql}");
    }
}
