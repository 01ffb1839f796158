//! `pipewright widget dev`: install at every save, reload open pages, show hooks as they go out.
//!
//! The folder is looked at four times a second instead of asking the system for notices: that works on every file
//! system, in containers and with editors that replace files, and needs no package. A widget has some dozens of files.
//! Open pages are told by the server itself: each update is a message `widget` in its event stream.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use clap::Args;
use http::{StatusCode, Uri};
use serde_json::{Value, json};
use tokio::net::UnixStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::super::client::{Client, SOCKET_FILE};
use super::super::commands::encode;
use super::super::output::{cell, line};
use super::super::{AccountArgs, Failure, load, serve};
use super::finding_line;
use super::folder::{self, Source};
use crate::clock::SystemClock;
use crate::config::Flags;
use crate::listen::{Options, Output, Receiver, plain};

/// How often the folder and the log of deliveries are looked at.
const LOOK: Duration = Duration::from_millis(250);
/// After a change: until nothing changes for so long. Editors and packers write several files.
const SETTLE: Duration = Duration::from_millis(60);
/// Never wait longer than this for that.
const SETTLE_ROUNDS_MAX: usize = 8;
/// A server that does not answer by then has failed to start.
const START_TIME: Duration = Duration::from_secs(30);
/// Deliveries looked at in one round; whoever makes more sees the newest.
const DELIVERIES_MAX: usize = 50;
/// Characters of a body or an answer that are shown.
const SHOWN_CHARS_MAX: usize = 4_000;

/// What to develop, and with which server.
#[derive(Args)]
pub(in crate::cli) struct DevArgs {
    /// Folder of the widget; of a project that is packed also the project
    path: PathBuf,
    /// Where hooks go while this runs; without a path it takes path and query of the manifest's address
    #[arg(long, value_name = "URL")]
    forward_to: Option<String>,
    /// Leave the address of hooks as it is
    #[arg(long, conflicts_with = "forward_to")]
    keep_address: bool,
    /// Code of the widget [default: from the manifest, else the folder's name]
    #[arg(long)]
    code: Option<String>,
    /// Where to serve when nobody does [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    #[command(flatten)]
    of: AccountArgs,
}

/// Runs until Ctrl-C.
pub(super) async fn run(args: DevArgs) -> Result<(), Failure> {
    let Source::Folder { root, .. } = Source::at(&args.path)? else {
        return Err(Failure::Usage(format!("{} is no folder; unpack it first", args.path.display())));
    };
    let server = Server::join_or_start(&args).await?;
    let outcome = develop(&args, root).await;
    let stopped = server.stop().await;
    outcome.and(stopped)
}

async fn develop(args: &DevArgs, root: PathBuf) -> Result<(), Failure> {
    let api = Client::connect(&args.of.at, args.of.account.as_deref()).await?;
    let mut desk = Desk::open(args, api, root).await?;
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let stopped = serve::wait_for_signal();
    tokio::pin!(stopped);
    let outcome = loop {
        tokio::select! {
            () = &mut stopped => break Ok(()),
            _ = look.tick() => {}
        }
        if let Err(failure) = desk.look().await {
            break Err(failure);
        }
    };
    desk.put_back().await;
    outcome
}

/// A server in this process, if nobody else served.
struct Server {
    own: Option<Own>,
}

/// Stops the server of this process, and waits for its end.
type Own = (oneshot::Sender<()>, JoinHandle<Result<(), Failure>>);

impl Server {
    async fn join_or_start(args: &DevArgs) -> Result<Server, Failure> {
        let flags = Flags {
            config: args.of.at.config.clone(),
            data: args.of.at.data.clone(),
            database_url: args.of.at.database_url.clone(),
            listen: args.listen.clone(),
            dev: Some("true".to_string()),
            demo: Some("true".to_string()),
            log: Some("warn".to_string()),
            ..Flags::default()
        };
        let config = load(&flags)?;
        let socket = config.data.join(SOCKET_FILE);
        if UnixStream::connect(&socket).await.is_ok() {
            eprintln!("joined the server of {}", config.data.display());
            return Ok(Server { own: None });
        }
        let (stop, stopped) = oneshot::channel::<()>();
        let mut serving = tokio::spawn(serve::serve_until(config, async {
            let _ = stopped.await;
        }));
        let answers = async {
            while UnixStream::connect(&socket).await.is_err() {
                tokio::time::sleep(SETTLE).await;
            }
        };
        tokio::select! {
            ended = &mut serving => {
                let told = || Failure::Failed("the server ended at its start".to_string());
                return Err(ended.map_or_else(|_| told(), |ended| ended.err().unwrap_or_else(told)));
            }
            answers = tokio::time::timeout(START_TIME, answers) => {
                answers.map_err(|_| Failure::Failed("the server does not answer".to_string()))?;
            }
        }
        Ok(Server { own: Some((stop, serving)) })
    }

    async fn stop(self) -> Result<(), Failure> {
        let Some((stop, serving)) = self.own else { return Ok(()) };
        let _ = stop.send(());
        serving.await.unwrap_or_else(|e| Err(Failure::Failed(e.to_string())))
    }
}

/// Everything that is looked at again and again.
struct Desk {
    api: Client,
    source: Source,
    root: PathBuf,
    code: String,
    /// Where hooks go while this runs.
    address: Option<String>,
    /// Its own address before, once it is known; JSON null for that of the manifest.
    before: Option<Value>,
    files: BTreeMap<String, (Option<SystemTime>, u64)>,
    /// What was shown, by delivery: tries, and the attempts they were made of.
    shown: BTreeMap<i64, (u64, usize)>,
    /// Deliveries up to this one are older than this run.
    older: i64,
}

impl Desk {
    async fn open(args: &DevArgs, api: Client, root: PathBuf) -> Result<Desk, Failure> {
        let address = match (&args.forward_to, args.keep_address) {
            (_, true) => None,
            (Some(to), _) => Some(forward_address(to, &root)?),
            (None, _) => Some(answer_here().await?),
        };
        let source = Source::at(&args.path)?;
        let code = args.code.clone().unwrap_or_else(|| source.code());
        let mut desk = Desk {
            api,
            source,
            root,
            code,
            address,
            before: None,
            files: BTreeMap::new(),
            shown: BTreeMap::new(),
            older: 0,
        };
        desk.older = desk.deliveries().await?.iter().filter_map(|one| one["id"].as_i64()).max().unwrap_or(0);
        let to = desk.address.as_deref().unwrap_or("where the manifest says");
        eprintln!("watching {}; hooks go to {to}; Ctrl-C ends", desk.root.display());
        Ok(desk)
    }

    async fn look(&mut self) -> Result<(), Failure> {
        let files = self.changed_files().await;
        if !files.is_empty() {
            self.install(&files).await?;
        }
        self.show_hooks().await
    }

    /// What changed since the last look, once it has settled.
    async fn changed_files(&mut self) -> Vec<String> {
        let mut now = snapshot(&self.root);
        if now == self.files {
            return Vec::new();
        }
        for _ in 0..SETTLE_ROUNDS_MAX {
            tokio::time::sleep(SETTLE).await;
            let later = snapshot(&self.root);
            let is_settled = later == now;
            now = later;
            if is_settled {
                break;
            }
        }
        let mut names: Vec<String> =
            now.iter().filter(|(name, at)| self.files.get(*name) != Some(at)).map(|(name, _)| name.clone()).collect();
        names.extend(self.files.keys().filter(|name| !now.contains_key(*name)).cloned());
        self.files = now;
        names
    }

    /// Installs what is there now. What is wrong with the widget is told and waited for; only what is wrong with the
    /// server ends the command.
    async fn install(&mut self, changed: &[String]) -> Result<(), Failure> {
        if self.before.is_none() {
            self.before = Some(self.own_address().await);
        }
        let installed = match self.source.install(&self.api, Some(&self.code), self.address.as_deref()).await {
            Ok(installed) => installed,
            Err(Failure::Failed(told) | Failure::NotFound(told)) => {
                // Does the server answer at all?
                self.api.get("/api/pipewright/v1/widgets").await?;
                eprintln!("not installed: {told}\nwaiting for the next save");
                return Ok(());
            }
            Err(failure) => return Err(failure),
        };
        for finding in installed["findings"].as_array().into_iter().flatten() {
            eprintln!("{}", finding_line(finding));
        }
        let word = if installed["is_new"] == true { "installed" } else { "updated" };
        let which = match changed {
            [one] => one.clone(),
            many => format!("{} files", many.len()),
        };
        eprintln!("{word} {} {} ({which})", cell(&installed["code"]), cell(&installed["version"]));
        Ok(())
    }

    /// The address that the installation had of its own, before this run gave it another.
    async fn own_address(&self) -> Value {
        let found =
            self.api.get(&format!("/api/pipewright/v1/widgets/{}", encode(&self.code))).await.unwrap_or_default();
        if found["is_webhook_url_own"] == true { found["webhook_url"].clone() } else { Value::Null }
    }

    /// Gives the installation back the address that it had.
    async fn put_back(&self) {
        let (Some(before), Some(_)) = (&self.before, &self.address) else { return };
        let path = format!("/api/pipewright/v1/widgets/{}", encode(&self.code));
        if let Err(failure) = self.api.patch(&path, &json!({ "webhook_url": before })).await {
            eprintln!("the address of {} could not be put back: {}", self.code, failure.code_and_text().1);
        }
    }

    async fn deliveries(&self) -> Result<Vec<Value>, Failure> {
        let found = self.api.get(&format!("/api/pipewright/v1/deliveries?limit={DELIVERIES_MAX}")).await?;
        Ok(found["deliveries"].as_array().cloned().unwrap_or_default())
    }

    /// Shows the attempts that were made since the last look, oldest first.
    async fn show_hooks(&mut self) -> Result<(), Failure> {
        for delivery in self.deliveries().await?.iter().rev() {
            let id = delivery["id"].as_i64().unwrap_or_default();
            let is_ours = self.address.as_deref().is_none_or(|address| delivery["url"] == address);
            let tries = delivery["tries"].as_u64().unwrap_or_default();
            let (tries_shown, shown) = self.shown.get(&id).copied().unwrap_or_default();
            if id <= self.older || !is_ours || tries <= tries_shown {
                continue;
            }
            let told = self.api.get(&format!("/api/pipewright/v1/deliveries/{id}")).await?;
            let attempts = told["attempts"].as_array().cloned().unwrap_or_default();
            for attempt in attempts.iter().skip(shown) {
                line(&hook_line(&told, attempt))?;
            }
            if shown == 0 {
                line(&body_of(&told))?;
            }
            self.shown.insert(id, (tries, attempts.len()));
        }
        Ok(())
    }
}

/// One attempt, on one line.
fn hook_line(told: &Value, attempt: &Value) -> String {
    let (delivery, ms) = (&told["delivery"], attempt["duration_us"].as_i64().unwrap_or_default() / 1000);
    let outcome = attempt["status"].as_u64().map_or_else(|| cell(&attempt["outcome"]), |status| status.to_string());
    let error = attempt["error"].as_str().map(|error| format!(": {error}")).unwrap_or_default();
    let again = if attempt["n"].as_u64() > Some(1) { format!(" (try {})", attempt["n"]) } else { String::new() };
    let text = format!(
        "#{} lead {} → {} {outcome} in {ms} ms{again}{error}",
        delivery["id"],
        delivery["lead_id"],
        cell(&delivery["url"])
    );
    plain(&text)
}

/// The body as a person reads it: JSON on several lines, everything else as it is.
fn body_of(told: &Value) -> String {
    let body = told["request"]["body"].as_str().unwrap_or_default();
    let pretty = serde_json::from_str::<Value>(body).ok().and_then(|json| serde_json::to_string_pretty(&json).ok());
    let text: String = pretty.as_deref().unwrap_or(body).chars().take(SHOWN_CHARS_MAX).collect();
    text.lines().map(|line| format!("    {}", plain(line))).collect::<Vec<_>>().join("\n")
}

/// Names, times and sizes of all files; what cannot be read now is read at the next look.
fn snapshot(root: &Path) -> BTreeMap<String, (Option<SystemTime>, u64)> {
    let mut found = BTreeMap::new();
    let _ = folder::walk(root, |_, name, about| {
        found.insert(name, (about.modified().ok(), about.len()));
        Ok(())
    });
    found
}

/// An address without a path takes those of the manifest's: a local server then sees what the real one would.
fn forward_address(to: &str, root: &Path) -> Result<String, Failure> {
    let uri: Uri = to.parse().map_err(|_| Failure::Usage(format!("`{to}` is no address")))?;
    if uri.scheme().is_none() || uri.host().is_none() {
        return Err(Failure::Usage(format!("`{to}` is no address: http://localhost:3000 would be one")));
    }
    if uri.path() != "/" || uri.query().is_some() || to.ends_with('/') {
        return Ok(to.to_string());
    }
    let manifest = std::fs::read(root.join("manifest.json")).unwrap_or_default();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap_or_default();
    let theirs = manifest["dp"]["webhook_url"].as_str().unwrap_or_default();
    let path = theirs.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    Ok(format!("{to}{}", path.unwrap_or("/")))
}

/// A receiver that answers everything with 200 and prints nothing: the attempts are shown from the log.
async fn answer_here() -> Result<String, Failure> {
    let options = Options {
        address: ([127, 0, 0, 1], 0).into(),
        status: StatusCode::OK,
        delay: Duration::ZERO,
        output: Output::Compact,
        out: Box::new(std::io::sink()),
        clock: Arc::new(SystemClock),
    };
    let receiver = Receiver::bind(options).await.map_err(|e| Failure::Failed(e.to_string()))?;
    let address = format!("http://{}/", receiver.address());
    tokio::spawn(receiver.serve());
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_path_takes_that_of_the_manifest() {
        let root = std::env::temp_dir().join(format!("pipewright-dev-{}", std::process::id()));
        std::fs::create_dir_all(&root).expect("a folder");
        let check = |to: &str, manifest: &str, expected: &str| {
            std::fs::write(root.join("manifest.json"), manifest).expect("a manifest");
            let found = forward_address(to, &root).map_err(|failure| failure.code_and_text().0.to_string());
            assert_eq!(found.unwrap_or_else(|code| code), expected, "{to}");
        };
        let theirs = r#"{"dp": {"webhook_url": "https://a.test/in?k=%20"}}"#;
        //    --forward-to              manifest  hooks go to
        check("http://localhost:3000", theirs, "http://localhost:3000/in?k=%20");
        check("http://localhost:3000/", theirs, "http://localhost:3000/");
        check("http://localhost:3000/x?y", theirs, "http://localhost:3000/x?y");
        check("http://localhost:3000", "{}", "http://localhost:3000/");
        check("http://localhost:3000", "{,", "http://localhost:3000/");
        check("localhost:3000", theirs, "2");
        check("/x", theirs, "2");
        check("", theirs, "2");
        std::fs::remove_dir_all(&root).expect("it goes away");
    }

    #[test]
    fn an_attempt_is_one_line_whatever_is_in_it() {
        let told = json!({ "delivery": { "id": 7, "lead_id": 1001, "url": "http://a.test/\u{1b}[2J" },
            "request": { "body": "{\"a\":\"\u{9b}\"}" } });
        let attempt = json!({ "n": 2, "duration_us": 3_900, "outcome": "answered", "status": 500, "error": null });
        let shown = "#7 lead 1001 → http://a.test/\\u{1b}[2J 500 in 3 ms (try 2)";
        assert_eq!(hook_line(&told, &attempt), shown);
        let timed_out =
            json!({ "n": 1, "duration_us": 0, "outcome": "timed_out", "status": null, "error": "no answer" });
        assert!(hook_line(&told, &timed_out).ends_with("timed_out in 0 ms: no answer"));
        assert_eq!(body_of(&told), "    {\n      \"a\": \"\\u{9b}\"\n    }");
    }
}
