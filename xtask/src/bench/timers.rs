//! Timers: a million runs that wait, and a thousand that become due while leads move.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::server::{Server, Stage};

/// Waiting triggers on one stage: a lead that comes there leaves so many waiting runs.
const TRIGGERS_PER_LEAD: usize = 100;
/// Long after the bench: what waits only has to be there.
const FAR_SECONDS: u64 = 30 * 86_400;
/// The shortest delay there is.
const NEAR_SECONDS: u64 = 60;
const PAGE: usize = 250;

/// What is to wait, and what is to become due.
#[derive(Clone, Copy)]
pub struct Timers {
    pub n_waiting: usize,
    pub n_due: usize,
}

impl Timers {
    pub const FULL: Timers = Timers { n_waiting: 1_000_000, n_due: 1_000 };
    pub const QUICK: Timers = Timers { n_waiting: 50_000, n_due: 200 };

    /// Fills the waiting ones in. They post to nobody before the bench is over.
    pub fn fill(self, server: &Server<'_>, stage: Stage, url: &str) -> Result<(), String> {
        let n_leads = self.n_waiting.div_ceil(TRIGGERS_PER_LEAD);
        eprintln!("  {} waiting runs", n_leads * TRIGGERS_PER_LEAD);
        let triggers = vec![delayed(stage, url, FAR_SECONDS); TRIGGERS_PER_LEAD];
        server.ask("POST", "/api/pipewright/v1/triggers/batch", &json!({ "triggers": triggers }))?;
        server.create_leads(&stage, n_leads).map(drop)
    }

    /// Starts those that become due a minute later; the load runs meanwhile.
    pub fn start(self, server: &Server<'_>, stage: Stage, url: &str) -> Result<Due, String> {
        let made = server.ask("POST", "/api/pipewright/v1/triggers", &delayed(stage, url, NEAR_SECONDS))?;
        let trigger = made["id"].as_u64().ok_or("the trigger has no id")?;
        let since = Instant::now();
        server.create_leads(&stage, self.n_due)?;
        Ok(Due { trigger, since, n_due: self.n_due })
    }
}

/// Timers on their way.
pub struct Due {
    trigger: u64,
    since: Instant,
    n_due: usize,
}

impl Due {
    /// Waits until the load, with its warm-up, has them in its middle.
    pub fn wait_for_the_load(&self, warmup: Duration) {
        let begin = Duration::from_secs(NEAR_SECONDS).saturating_sub(warmup + Duration::from_secs(1));
        std::thread::sleep(begin.saturating_sub(self.since.elapsed()));
    }

    /// Milliseconds between a run's time and the first byte of its post, of all.
    pub fn lateness_ms(&self, server: &Server<'_>) -> Result<Vec<f64>, String> {
        let mut late = Vec::with_capacity(self.n_due);
        let mut before = String::new();
        loop {
            let path = format!("/api/pipewright/v1/runs?trigger_id={}&limit={PAGE}{before}", self.trigger);
            let page = server.ask("GET", &path, &Value::Null)?;
            for run in page["runs"].as_array().into_iter().flatten() {
                let details = server.ask("GET", &format!("/api/pipewright/v1/runs/{}", run["id"]), &Value::Null)?;
                let delivery = &details["deliveries"][0]["id"];
                let delivery = server.ask("GET", &format!("/api/pipewright/v1/deliveries/{delivery}"), &Value::Null)?;
                let (due, sent) = (run["due_ms"].as_f64(), delivery["attempts"][0]["started_ms"].as_f64());
                late.extend(due.zip(sent).map(|(due, sent)| sent - due));
            }
            match page["next"].as_str() {
                Some(next) => before = format!("&before={next}"),
                None => break,
            }
        }
        match late.len() == self.n_due {
            true => Ok(late),
            false => Err(format!("of {} timers {} were posted", self.n_due, late.len())),
        }
    }
}

fn delayed(stage: Stage, url: &str, seconds: u64) -> Value {
    json!({
        "name": "timer",
        "stages": [stage.body()],
        "when": { "on": "created" },
        "delay_seconds": seconds,
        "action": { "kind": "send_webhook", "url": url },
        "enabled": true,
    })
}

/// The value that at most one in a hundred exceeds.
pub fn p99(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values.get((values.len() * 99).div_ceil(100).checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::p99;

    #[test]
    fn one_in_a_hundred() {
        assert_eq!(p99((1..=1_000).map(f64::from).collect()), Some(990.0));
        assert_eq!(p99(vec![3.0]), Some(3.0));
        assert_eq!(p99(vec![]), None);
    }
}
