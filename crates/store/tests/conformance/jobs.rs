//! Jobs: claimed, tried, settled.

use domain::account::HookEncoding;
use domain::retry::{RetryPolicy, Verdict};
use domain::{AccountId, JobId, LeadId, ReceiverId, RunId, Timestamp, TriggerId};
use store::across;
use store::attempts::{self, Attempt};
use store::jobs::{self, DeliveryFilter, JobState, NewJob, Settlement};
use store::nodes::Incarnation;

use crate::fixtures::{NOW, job, later, pending, receiver, start_node};
use crate::world::{Kind, World, on_all};

pub fn attempt(n: u32, status: Option<u16>) -> Attempt {
    Attempt {
        n,
        started_at: NOW,
        duration_us: 1_500,
        outcome: if status.is_some() { "answered".into() } else { "timed_out".into() },
        status,
        encoding: HookEncoding::Json,
        error: status.is_none().then(|| "no answer within 2 s".into()),
        answer_headers: Some("content-type: text/plain".into()),
        answer: Some(vec![0, 159, 146, 150]),
        is_answer_cut: false,
    }
}

pub fn settlement(job: JobId, verdict: Verdict, attempts: Vec<Attempt>) -> Settlement {
    Settlement { job, tries: 1, attempts, verdict, encoding: HookEncoding::Json, at: later(9) }
}

pub fn leased(world: &World, lead: i64, receiver: ReceiverId, node: Incarnation) -> JobId {
    let (id, lease) = world.write(move |tx| jobs::insert(tx, &job(lead, receiver), || Some(node), NOW));
    assert_eq!(lease, Some(node));
    id
}

pub fn delivery(world: &World, id: JobId) -> jobs::Delivery {
    world.read(move |tx| jobs::get(tx, id)).unwrap()
}

pub fn claim(world: &World, node: Incarnation, now: Timestamp) -> Vec<JobId> {
    let claimed = world.across(move |tx| across::claim(tx, node, now, 100, &[]));
    claimed.iter().map(|job| job.id).collect()
}

#[test]
fn a_job_comes_back_as_it_was() {
    on_all(|world| {
        let to = receiver(world, "https://example.org/hook");
        let new = NewJob {
            encoding: HookEncoding::Form,
            retry: RetryPolicy::Once,
            body: "{\"ü\":\"\\u0000 ?1 $1\"}",
            replay_of: Some(JobId(4)),
            widget: None,
            ..job(5, to)
        };
        let (id, lease) = world.write(move |tx| jobs::insert(tx, &new, || None, NOW));
        assert_eq!(lease, None);
        let told = delivery(world, id);
        assert_eq!((told.state, told.due, told.created_at, told.tries), (JobState::Pending, NOW, NOW, 0));
        assert_eq!((told.encoding, told.retry, told.body.as_str()), (new.encoding, new.retry, new.body));
        assert_eq!((told.replay_of, told.widget, told.blocked_by), (Some(JobId(4)), None, None));
        assert_eq!((told.lead, told.run, told.trigger), (LeadId(5), RunId(2), TriggerId(3)));
        assert_eq!((told.url.as_str(), told.receiver), ("https://example.org/hook", to));
        assert_eq!((told.finished_at, told.last_status, told.last_error), (None, None, None));

        let node = start_node(world, later(10_000));
        let claimed = world.across(move |tx| across::claim(tx, node, NOW, 10, &[]));
        let [due] = &claimed[..] else { panic!("{claimed:?}") };
        assert_eq!((due.account, due.id, due.replay_of, due.due), (world.account, id, Some(JobId(4)), NOW));
        assert_eq!((due.body.as_str(), &*due.url), (new.body, "https://example.org/hook"));
        assert_eq!((due.encoding, due.retry, due.tries, due.n_attempts), (new.encoding, new.retry, 0, 0));
        assert_eq!(delivery(world, id).state, JobState::Leased);
        let other = world.another_account();
        assert_eq!(world.store.read_blocking(other, "other", move |tx| jobs::get(tx, id)).unwrap(), None);
    });
}

#[test]
fn what_is_due_first_is_claimed_first() {
    on_all(|world| {
        let to = receiver(world, "https://example.org/");
        let node = start_node(world, later(10_000));
        let jobs = [30, 10, 20, 40].map(|due| pending(world, due, to, later(due)));
        let claim = |limit, at| {
            let claimed = world.across(move |tx| across::claim(tx, node, later(at), limit, &[]));
            claimed.iter().map(|job| job.id).collect::<Vec<_>>()
        };
        assert_eq!(world.across(across::next_due), Some(later(10)));
        assert_eq!(world.across(|tx| across::oldest_due(tx, later(9))), None);
        assert_eq!(world.across(|tx| across::oldest_due(tx, later(99))), Some(later(10)));
        assert_eq!(claim(10, 9), []);
        assert_eq!(claim(2, 35), [jobs[1], jobs[2]]);
        assert_eq!(claim(10, 35), [jobs[0]], "nothing twice");
        assert_eq!(world.across(across::next_due), Some(later(40)));
        assert_eq!(claim(10, 99), [jobs[3]]);
        assert_eq!(world.across(across::next_due), None);
    });
}

#[test]
fn busy_receivers_are_left_alone() {
    on_all(|world| {
        let other = world.another_account();
        let receivers = ["https://a/", "https://b/", "https://c/"].map(|url| receiver(world, url));
        let node = start_node(world, later(10_000));
        let jobs = receivers.map(|to| pending(world, 1, to, NOW));
        let busy = vec![(world.account, receivers[0]), (world.account, receivers[2]), (other, receivers[1])];
        let claimed = world.across(move |tx| across::claim(tx, node, NOW, 10, &busy));
        assert_eq!(claimed.iter().map(|job| job.id).collect::<Vec<_>>(), [jobs[1]]);
        assert_eq!(claim(world, node, NOW), [jobs[0], jobs[2]]);
    });
}

#[test]
fn many_who_claim_at_once_share_the_work() {
    on_all(|world| {
        let to = receiver(world, "https://example.org/");
        let mut all: Vec<JobId> = (0..40).map(|n| pending(world, n, to, NOW)).collect();
        let node = start_node(world, later(10_000));
        let mut claimed: Vec<JobId> = std::thread::scope(|scope| {
            let take = || world.across(move |tx| across::claim(tx, node, NOW, 7, &[]));
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(move || [take(), take()].concat())).collect();
            threads.into_iter().flat_map(|t| t.join().unwrap()).map(|job| job.id).collect()
        });
        claimed.extend(claim(world, node, NOW));
        claimed.sort_unstable();
        all.sort_unstable();
        assert_eq!(claimed, all, "each exactly once");
    });
}

#[test]
fn a_verdict_is_written_with_its_attempts() {
    on_all(|world| {
        let to = receiver(world, "https://example.org/");
        let node = start_node(world, later(10_000));
        let check = |lead, verdict, attempts: Vec<Attempt>, state, due, finished_at| {
            let id = leased(world, lead, to, node);
            let written = Settlement { encoding: HookEncoding::Form, ..settlement(id, verdict, attempts.clone()) };
            let next = world.write(move |tx| jobs::settle(tx, node, &written, |_| None));
            assert_eq!(next, None);
            let told = delivery(world, id);
            let last = attempts.last().unwrap();
            assert_eq!((told.state, told.due, told.finished_at), (state, due, finished_at));
            assert_eq!((told.tries, told.last_status, &told.last_error), (1, last.status, &last.error));
            assert_eq!(told.encoding, HookEncoding::Form);
            assert_eq!(world.read(move |tx| attempts::of_job(tx, id)), attempts);
        };
        let done = Some(later(9));
        check(1, Verdict::Delivered, vec![attempt(1, Some(200))], JobState::Delivered, NOW, done);
        check(2, Verdict::Dead, vec![attempt(1, Some(415)), attempt(2, None)], JobState::Dead, NOW, done);
        check(3, Verdict::RetryAt(later(60)), vec![attempt(1, None)], JobState::Pending, later(60), None);
    });
}

#[test]
fn a_lost_lease_changes_nothing() {
    on_all(|world| {
        let to = receiver(world, "https://example.org/");
        let (old, new) = (start_node(world, later(1)), start_node(world, later(10_000)));
        let id = leased(world, 1, to, old);
        let next = pending(world, 1, to, NOW);
        let freed = world.across(move |tx| store::nodes::void_others(tx, new, Some(later(5)), later(5)));
        assert_eq!(freed, 1);
        assert_eq!(claim(world, new, NOW), [id]);
        let before = delivery(world, id);
        let too_late = settlement(id, Verdict::Delivered, vec![attempt(1, Some(200))]);
        let told = world.write(move |tx| jobs::settle(tx, old, &too_late, |_| panic!("nothing to hand over")));
        assert_eq!(told, None);
        assert!(!world.write(move |tx| jobs::note_attempt_begun(tx, id, old)));
        world.write(move |tx| jobs::postpone(tx, id, old, later(999)));
        assert_eq!(delivery(world, id), before);
        assert_eq!(world.read(move |tx| attempts::of_job(tx, id)), []);
        assert_eq!(delivery(world, next).blocked_by, Some(id));
    });
}

#[test]
fn a_job_is_postponed_unworked() {
    on_all(|world| {
        let to = receiver(world, "https://example.org/");
        let node = start_node(world, later(10_000));
        let id = leased(world, 1, to, node);
        world.write(move |tx| jobs::postpone(tx, id, node, later(77)));
        let told = delivery(world, id);
        assert_eq!((told.state, told.due, told.tries), (JobState::Pending, later(77), 0));
        assert_eq!(claim(world, node, later(76)), []);
        assert_eq!(claim(world, node, later(77)), [id]);
    });
}

#[test]
fn lists_of_deliveries() {
    on_all(|world| {
        let (a, b) = (receiver(world, "https://a/"), receiver(world, "https://b/"));
        let node = start_node(world, later(10_000));
        let in_state = |lead, to, verdict| {
            let id = leased(world, lead, to, node);
            world.write(move |tx| jobs::settle(tx, node, &settlement(id, verdict, vec![]), |_| None));
            id
        };
        let dead = in_state(1, a, Verdict::Dead);
        let delivered = in_state(1, a, Verdict::Delivered);
        let retries = in_state(1, b, Verdict::RetryAt(later(5)));
        let works = leased(world, 2, a, node);
        let other = NewJob { trigger: TriggerId(30), run: RunId(20), ..job(3, a) };
        let other = world.write(move |tx| jobs::insert(tx, &other, || None, NOW)).0;
        let check = |expected: &[JobId], filter: DeliveryFilter, limit| {
            let told = format!("{filter:?}");
            let found = world.read(move |tx| jobs::list(tx, &filter, &Default::default(), limit));
            assert_eq!(found.iter().map(|job| job.id).collect::<Vec<_>>(), expected, "{told}");
        };
        let any = DeliveryFilter::default;
        use JobState::{Dead, Delivered, Leased, Pending, Unknown};
        check(&[other, works, retries, delivered, dead], any(), 10);
        check(&[other, works], any(), 2);
        check(&[delivered, dead], DeliveryFilter { before: Some(retries), ..any() }, 10);
        check(&[retries, delivered, dead], DeliveryFilter { lead: Some(LeadId(1)), ..any() }, 10);
        check(&[other], DeliveryFilter { trigger: Some(TriggerId(30)), ..any() }, 10);
        check(&[other], DeliveryFilter { run: Some(RunId(20)), ..any() }, 10);
        check(&[dead], DeliveryFilter { states: vec![Dead, Unknown], ..any() }, 10);
        check(&[other, works, retries], DeliveryFilter { states: vec![Pending, Leased], ..any() }, 10);
        check(&[delivered, dead], DeliveryFilter { states: vec![Delivered, Dead], ..any() }, 10);
        check(&[retries], DeliveryFilter { states: vec![Pending], lead: Some(LeadId(1)), ..any() }, 10);
        let counts = world.read(jobs::count_by_state);
        assert_eq!(counts, [(Pending, 2), (Leased, 1), (Dead, 1)]);
    });
}

#[test]
fn the_database_refuses_jobs_that_cannot_be() {
    on_all(|world| {
        if world.kind == Kind::Memory {
            return;
        }
        let to = receiver(world, "https://example.org/");
        let node = start_node(world, later(10_000));
        let (waits, works) = (pending(world, 1, to, NOW), leased(world, 2, to, node));
        let refused = [
            (waits, "state = 1"),
            (waits, "leased_by = 5"),
            (waits, "state = 2"),
            (waits, "finished_at = 5"),
            (works, "leased_by = null"),
            (works, "blocked_by = 5"),
            (works, "state = 3, leased_by = null"),
            (waits, "state = 3, finished_at = 5, blocked_by = 7"),
        ];
        for (id, change) in refused {
            let told = world.place.beside(&format!("update jobs set {change} where id = {id}"));
            assert!(told.as_ref().is_err_and(|told| told.to_lowercase().contains("check")), "{change}: {told:?}");
        }
        assert_eq!(delivery(world, waits).state, JobState::Pending);
        assert_ne!(world.account, AccountId(0));
    });
}
