//! One attempt at a delivery: outside of any transaction, judged by `domain`, written down by `settle`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use domain::account::HookEncoding;
use domain::retry::{self, Verdict, judge};
use domain::{Timestamp, WidgetId};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use store::attempts::Attempt;
use store::jobs::{DueJob, Settlement};

use crate::clock::Clock;
use crate::outbound::{Answer, FailureKind, Outbound, Outcome, Post, Target, Waiting, parse_url};

/// Carries the delivery id: the same for every repeat (the name is that of Standard Webhooks).
pub const ID_HEADER: HeaderName = HeaderName::from_static("webhook-id");
const ATTEMPT_HEADER: HeaderName = HeaderName::from_static("x-pipewright-attempt");
const TRIGGER_HEADER: HeaderName = HeaderName::from_static("x-pipewright-trigger");
const FORM_TYPE: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const JSON_TYPE: HeaderValue = HeaderValue::from_static("application/json");

/// Status with which a receiver says that it does not read JSON.
const UNSUPPORTED_MEDIA_TYPE: u16 = 415;
/// Prepared addresses that are kept.
const TARGETS_MAX: usize = 10_000;
/// Characters of an error that the log shows.
const ERROR_CHARS_MAX: usize = 300;

/// What a delivery came to, and what else is to be remembered.
pub struct Delivered {
    /// For the settler.
    pub settlement: Settlement,
    /// The widget whose server reads forms only.
    pub reads_forms: Option<WidgetId>,
    /// Whether the receiver failed.
    pub is_failure: bool,
}

/// What carries a request to its receiver: the outbound door, or the receivers of the simulator.
pub trait Network: Send + Sync {
    /// Sends, waits at most as long as the request says, and tells what came of it.
    fn post(&self, post: Post<'_>) -> impl Future<Output = Answer> + Send;
}

impl Network for Outbound {
    fn post(&self, post: Post<'_>) -> impl Future<Output = Answer> + Send {
        Outbound::post(self, post)
    }
}

/// Sends hooks through the outbound door.
pub struct Sender<N = Outbound> {
    network: N,
    clock: Arc<dyn Clock>,
    timeout: Duration,
    instance: String,
    targets: Mutex<HashMap<Arc<str>, Target>>,
}

impl<N: Network> Sender<N> {
    /// `instance` makes delivery ids of two installations differ.
    pub fn new(network: N, clock: Arc<dyn Clock>, timeout: Duration, instance: String) -> Sender<N> {
        Sender { network, clock, timeout, instance, targets: Mutex::default() }
    }

    /// Attempts a delivery once; twice when the receiver answers 415 to JSON and gets the same as a form at once.
    pub async fn deliver(&self, job: &DueJob) -> Delivered {
        let mut attempts = Vec::with_capacity(1);
        let mut encoding = job.encoding;
        let mut outcome = self.attempt(job, encoding, &mut attempts).await;
        let mut reads_forms = None;
        if outcome == retry::Outcome::Answered(UNSUPPORTED_MEDIA_TYPE) && encoding == HookEncoding::Json {
            encoding = HookEncoding::Form;
            outcome = self.attempt(job, encoding, &mut attempts).await;
            if outcome.is_success() {
                reads_forms = job.widget;
            }
        }
        let at = self.clock.now();
        // A form after a 415 is part of the same try, so it does not use up a retry.
        let tries = job.tries.saturating_add(1);
        let verdict = judge(outcome, tries, job.retry, job.retries_paused_until, at);
        let is_failure = verdict != Verdict::Delivered;
        let settlement = Settlement { job: job.id, tries, attempts, verdict, encoding, at };
        Delivered { settlement, reads_forms, is_failure }
    }

    async fn attempt(&self, job: &DueJob, encoding: HookEncoding, attempts: &mut Vec<Attempt>) -> retry::Outcome {
        let n = job.n_attempts + attempts.len() as u32 + 1;
        let started_at = self.clock.now();
        let (target, body) = match (self.target(&job.url), body(job, encoding)) {
            (Ok(target), Some(body)) => (target, body),
            (Err(error), _) => {
                attempts.push(unsent(n, started_at, encoding, error));
                return retry::Outcome::Forbidden;
            }
            (Ok(_), None) => {
                attempts.push(unsent(n, started_at, encoding, "the body cannot be written as a form".to_string()));
                return retry::Outcome::Forbidden;
            }
        };
        let headers = self.headers(job, encoding, n);
        let answer = self.network.post(Post { target: &target, headers, body, timeout: self.timeout }).await;
        let (attempt, outcome) = told(n, started_at, encoding, answer);
        attempts.push(attempt);
        outcome
    }

    fn headers(&self, job: &DueJob, encoding: HookEncoding, n: u32) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(6);
        headers.insert(CONTENT_TYPE, if encoding == HookEncoding::Form { FORM_TYPE } else { JSON_TYPE });
        let id = delivery_id(&self.instance, job.replay_of.unwrap_or(job.id));
        // An id is made of letters and digits, so this never fails.
        headers.insert(ID_HEADER, HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("unknown")));
        headers.insert(ATTEMPT_HEADER, HeaderValue::from(n));
        headers.insert(TRIGGER_HEADER, HeaderValue::from(job.trigger.0));
        headers
    }

    fn target(&self, url: &Arc<str>) -> Result<Target, String> {
        let mut targets = self.targets.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(target) = targets.get(url) {
            return Ok(target.clone());
        }
        let target = parse_url(url).map_err(|problems| problems[0].to_string())?;
        if targets.len() >= TARGETS_MAX {
            targets.clear();
        }
        targets.insert(Arc::clone(url), target.clone());
        Ok(target)
    }
}

/// The id of a delivery as receivers see it, the same for every attempt and replay.
pub fn delivery_id(instance: &str, job: domain::JobId) -> String {
    format!("dlv_{instance}_{job}")
}

fn body(job: &DueJob, encoding: HookEncoding) -> Option<Bytes> {
    match encoding {
        HookEncoding::Json => Some(Bytes::copy_from_slice(job.body.as_bytes())),
        HookEncoding::Form => kommo::hook::to_form(&job.body).map(Bytes::from),
    }
}

fn unsent(n: u32, started_at: Timestamp, encoding: HookEncoding, error: String) -> Attempt {
    Attempt {
        n,
        started_at,
        duration_us: 0,
        outcome: "forbidden".to_string(),
        status: None,
        encoding,
        error: Some(error),
        answer_headers: None,
        answer: None,
        is_answer_cut: false,
    }
}

/// An answer in the words of the log and in those of `domain`. A final status counts, whatever became of the body.
fn told(n: u32, started_at: Timestamp, encoding: HookEncoding, answer: Answer) -> (Attempt, retry::Outcome) {
    let duration_us = i64::try_from(answer.took.as_micros()).unwrap_or(i64::MAX);
    let mut attempt = Attempt { duration_us, ..unsent(n, started_at, encoding, String::new()) };
    let outcome = match answer.outcome {
        Outcome::Answered { status, headers, body, truncated } => {
            attempt.outcome = "answered".to_string();
            attempt.status = Some(status);
            attempt.error = None;
            let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            attempt.answer_headers = (!lines.is_empty()).then(|| lines.join("\n"));
            attempt.answer = (!body.is_empty()).then_some(body);
            attempt.is_answer_cut = truncated;
            return (attempt, retry::Outcome::Answered(status));
        }
        Outcome::TimedOut { waiting_for } => {
            attempt.outcome = "timed_out".to_string();
            let (what, status) = match waiting_for {
                Waiting::Connection => ("a connection", None),
                Waiting::Answer => ("an answer", None),
                Waiting::Body { status } => ("the rest of the answer", Some(status)),
            };
            attempt.status = status;
            attempt.error = Some(format!("the time limit passed while waiting for {what}"));
            status.map_or(retry::Outcome::TimedOut, retry::Outcome::Answered)
        }
        Outcome::Refused(forbidden) => {
            attempt.error = Some(forbidden.to_string());
            retry::Outcome::Forbidden
        }
        Outcome::Failed { kind, status, detail } => {
            attempt.outcome = word(kind).to_string();
            attempt.status = status;
            attempt.error = Some(detail.chars().take(ERROR_CHARS_MAX).collect());
            status.map_or(retry::Outcome::Failed, retry::Outcome::Answered)
        }
    };
    (attempt, outcome)
}

fn word(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Dns => "dns",
        FailureKind::Connect => "connect",
        FailureKind::Tls => "tls",
        FailureKind::Reset => "reset",
        FailureKind::Protocol | FailureKind::TooLarge => "protocol",
    }
}
