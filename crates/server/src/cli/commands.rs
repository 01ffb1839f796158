//! The commands: each asks the API once and prints what it says.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};
use store::Store;
use widget::Widget;

use super::client::Client;
use super::output::{cell, json as print_json, line, table};
use super::{
    AccountArgs, AccountCommand, DataArgs, DeliveriesCommand, Encoding, Failure, ListenArgs, MigrateArgs, Policy,
    RunsCommand, TokenCommand, TriggerArgs, WidgetCommand,
};
use crate::api::own::widgets::check_view;
use crate::app;
use crate::clock::SystemClock;
use crate::engine::widgets::code_from;
use crate::listen::{self, Output};

/// Files of a widget's folder; `widget` has its own, smaller limit, this one keeps a wrong path from being read for ever.
const FILES_MAX: usize = 20_000;
/// Bytes of a widget's folder.
const FOLDER_BYTES_MAX: u64 = 128 * 1024 * 1024;

pub(super) async fn client(of: &AccountArgs) -> Result<Client, Failure> {
    Client::connect(&of.at, of.account.as_deref()).await
}

pub(super) async fn account(command: AccountCommand) -> Result<(), Failure> {
    match command {
        AccountCommand::Create { subdomain, admin_email, name, time_zone, currency, language, at } => {
            let api = Client::begin(&at, None).await?;
            let body = json!({
                "subdomain": subdomain, "admin_email": admin_email, "name": name, "time_zone": time_zone,
                "currency": currency, "language": language,
            });
            let made = api.post("/api/pipewright/v1/admin/accounts", &body).await?;
            if at.json {
                return print_json(&made);
            }
            eprintln!(
                "account {subdomain} made; sign in within 15 minutes at (once): YOUR-SERVER{}",
                cell(&made["sign_in_path"])
            );
            eprintln!("next: pipewright token create --account {subdomain}");
            line(&cell(&made["id"]))
        }
        AccountCommand::Link { email, of } => {
            let made = client(&of).await?.post("/api/pipewright/v1/admin/links", &json!({ "email": email })).await?;
            if of.at.json {
                return print_json(&made);
            }
            eprintln!(
                "signs {} in once, within 15 minutes; put your server's address before it:",
                cell(&made["email"])
            );
            line(&cell(&made["sign_in_path"]))
        }
        AccountCommand::Password { email, of } => {
            let made =
                client(&of).await?.post("/api/pipewright/v1/admin/passwords", &json!({ "email": email })).await?;
            if of.at.json {
                return print_json(&made);
            }
            eprintln!("the new password of {}; all of their sessions have ended:", cell(&made["email"]));
            line(&cell(&made["password"]))
        }
        AccountCommand::List(at) => {
            let found = Client::connect(&at, None).await?.get("/api/pipewright/v1/admin/accounts").await?;
            rows(&at, &found, "accounts", &[("ID", "id"), ("SUBDOMAIN", "subdomain"), ("NAME", "name")])
        }
    }
}

pub(super) async fn token(command: TokenCommand) -> Result<(), Failure> {
    match command {
        TokenCommand::Create { days, name, of } => {
            let body = json!({ "days": days, "name": name });
            let made = client(&of).await?.post("/api/pipewright/v1/admin/tokens", &body).await?;
            if of.at.json { print_json(&made) } else { line(&cell(&made["token"])) }
        }
        TokenCommand::Revoke { id, of } => {
            client(&of).await?.delete(&format!("/api/pipewright/v1/admin/tokens/{}", encode(&id))).await?;
            eprintln!("token {id} revoked");
            Ok(())
        }
    }
}

pub(super) async fn widget(command: WidgetCommand) -> Result<(), Failure> {
    match command {
        WidgetCommand::Install { path, code, webhook_url, of } => install(&path, code, webhook_url, &of).await,
        WidgetCommand::Check { path, accept_without_settings, json } => check(&path, accept_without_settings, json),
        WidgetCommand::List(of) => {
            let found = client(&of).await?.get("/api/pipewright/v1/widgets").await?;
            let columns = [
                ("CODE", "code"),
                ("NAME", "name"),
                ("VERSION", "version"),
                ("IN TRIGGERS", "is_usable_in_trigger"),
                ("HOOKS GO TO", "webhook_url"),
            ];
            rows(&of.at, &found, "widgets", &columns)
        }
        WidgetCommand::Set { code, webhook_url, hook_encoding, retry_policy, active, of } => {
            let mut body = serde_json::Map::new();
            if let Some(url) = webhook_url {
                body.insert("webhook_url".into(), if url.is_empty() { Value::Null } else { Value::String(url) });
            }
            if let Some(encoding) = hook_encoding {
                let word = match encoding {
                    Encoding::Json => json!("json"),
                    Encoding::Form => json!("form"),
                    Encoding::Default => Value::Null,
                };
                body.insert("hook_encoding".into(), word);
            }
            if let Some(policy) = retry_policy {
                body.insert(
                    "retry_policy".into(),
                    json!(if matches!(policy, Policy::Once) { "once" } else { "vendor" }),
                );
            }
            if let Some(active) = active {
                body.insert("is_active".into(), json!(active));
            }
            let path = format!("/api/pipewright/v1/widgets/{}", encode(&code));
            print_installed(&of, &client(&of).await?.patch(&path, &Value::Object(body)).await?)
        }
        WidgetCommand::Remove { code, of } => {
            let removed = client(&of).await?.delete(&format!("/api/pipewright/v1/widgets/{}", encode(&code))).await?;
            if of.at.json {
                return print_json(&removed);
            }
            eprintln!("widget {code} removed; triggers switched off: {}", removed["switched_off_triggers"]);
            Ok(())
        }
    }
}

async fn install(
    path: &Path,
    code: Option<String>,
    webhook_url: Option<String>,
    of: &AccountArgs,
) -> Result<(), Failure> {
    let name = path.canonicalize().ok().and_then(|p| p.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    let mut query = vec![("replace", "true".to_string()), ("name", code_from(name.as_deref().unwrap_or("widget")))];
    query.extend(code.map(|code| ("code", code)));
    query.extend(webhook_url.map(|url| ("webhook_url", url)));
    let query: Vec<String> = query.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
    let address = format!("/api/pipewright/v1/widgets?{}", query.join("&"));
    let api = client(of).await?;
    let installed = if path.is_dir() {
        let files = read_folder(path)?.into_iter();
        let files: Vec<Value> =
            files.map(|(path, bytes)| json!({ "path": path, "base64": BASE64_STANDARD.encode(bytes) })).collect();
        api.post(&address, &json!({ "files": files })).await?
    } else {
        api.upload(&address, Bytes::from(read_file(path)?), "application/zip").await?
    };
    print_installed(of, &installed)
}

fn print_installed(of: &AccountArgs, installed: &Value) -> Result<(), Failure> {
    if of.at.json {
        return print_json(installed);
    }
    for finding in installed["findings"].as_array().into_iter().flatten() {
        eprintln!("{}", finding_line(finding));
    }
    for reason in installed["unusable_because"].as_array().into_iter().flatten() {
        eprintln!("cannot be used in a trigger: {}", cell(&reason["detail"]));
    }
    if let Some(told) = installed["no_webhook_because"].as_str() {
        eprintln!("its hooks go nowhere: {told}");
    }
    line(&cell(&installed["code"]))
}

fn finding_line(finding: &Value) -> String {
    let line = finding["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
    let file = finding["file"].as_str().filter(|file| !file.is_empty()).unwrap_or("archive");
    format!("{file}{line}: {} [{}] {}", cell(&finding["severity"]), cell(&finding["code"]), cell(&finding["message"]))
}

fn check(path: &Path, accepts: bool, as_json: bool) -> Result<(), Failure> {
    let checked =
        if path.is_dir() { Widget::from_files(read_folder(path)?) } else { Widget::from_zip(&read_file(path)?) };
    let view = serde_json::to_value(check_view(checked, accepts)).map_err(|e| Failure::Failed(e.to_string()))?;
    if as_json {
        print_json(&view)?;
    } else {
        let findings: Vec<&Value> = view["findings"].as_array().into_iter().flatten().collect();
        findings.iter().try_for_each(|finding| line(&finding_line(finding)))?;
        for reason in view["unusable_because"].as_array().into_iter().flatten() {
            line(&format!("cannot be used in a trigger: {}", cell(&reason["detail"])))?;
        }
        let verdict = if view["is_installable"] == true { "can be installed" } else { "cannot be installed" };
        eprintln!("{verdict}, {} finding(s)", findings.len());
    }
    match view["is_installable"].as_bool() {
        Some(true) => Ok(()),
        _ => Err(Failure::Differences(format!("{} cannot be installed", path.display()))),
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Failure::NotFound(format!("{}: {e}", path.display())),
        _ => Failure::Failed(format!("{}: {e}", path.display())),
    })
}

/// All files below a folder; links are left out, since they may lead anywhere.
fn read_folder(root: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let told = |path: &Path, e: std::io::Error| Failure::Failed(format!("{}: {e}", path.display()));
    let mut files = Vec::new();
    let mut total = 0;
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| told(&folder, e))? {
            let entry = entry.map_err(|e| told(&folder, e))?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(|e| told(&folder, e))?);
            if kind.is_dir()
                && !entry.file_name().to_string_lossy().starts_with(".git")
                && entry.file_name() != "node_modules"
            {
                folders.push(path);
            } else if kind.is_file() {
                total += entry.metadata().map_err(|e| told(&path, e))?.len();
                if files.len() >= FILES_MAX || total > FOLDER_BYTES_MAX {
                    return Err(Failure::Usage(format!("{} is too large to be a widget", root.display())));
                }
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                files.push((name, read_file(&path)?));
            }
        }
    }
    files.sort();
    Ok(files)
}

pub(super) async fn trigger(args: TriggerArgs) -> Result<(), Failure> {
    let mut data = serde_json::Map::new();
    for pair in &args.set {
        let (key, value) = pair.split_once('=').ok_or_else(|| Failure::Usage(format!("`{pair}` is not KEY=VALUE")))?;
        data.insert(key.to_string(), json!(value));
    }
    let data = if data.is_empty() { Value::Null } else { Value::Object(data) };
    let from = args.from.as_deref().map(place).transpose()?;
    let body = json!({ "event": args.event, "lead_id": args.lead, "data": data, "from": from });
    let raised = client(&args.of).await?.post("/api/pipewright/v1/events", &body).await?;
    if args.of.at.json {
        return print_json(&raised);
    }
    eprintln!("event {} {} raised for lead {}", raised["event"]["id"], cell(&raised["event"]["code"]), args.lead);
    let is_empty = |key: &str| raised[key].as_array().is_none_or(Vec::is_empty);
    if is_empty("fired") && is_empty("refused") {
        eprintln!("no trigger listens for it where the lead stands; see `pipewright runs explain`");
    }
    for fired in raised["fired"].as_array().into_iter().flatten() {
        line(&format!(
            "trigger {} fired: {} {}",
            fired["trigger_id"],
            cell(&fired["code"]),
            cell(&fired["direction"])
        ))?;
    }
    for refused in raised["refused"].as_array().into_iter().flatten() {
        line(&format!("trigger {} stayed quiet: {}", refused["trigger_id"], cell(&refused["reason"])))?;
    }
    Ok(())
}

fn place(text: &str) -> Result<Value, Failure> {
    let ids = text.split_once('/').and_then(|(p, s)| Some((p.parse::<i64>().ok()?, s.parse::<i64>().ok()?)));
    let (pipeline, stage) =
        ids.ok_or_else(|| Failure::Usage(format!("`{text}` is not PIPELINE/STAGE, like 1000/142")))?;
    Ok(json!({ "pipeline_id": pipeline, "stage_id": stage }))
}

pub(super) async fn listen(args: ListenArgs) -> Result<(), Failure> {
    let output = match (args.json, args.compact) {
        (true, _) => Output::Json,
        (_, true) => Output::Compact,
        _ => Output::Pretty,
    };
    let options = listen::Options {
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)),
        status: http::StatusCode::from_u16(args.answer).map_err(|e| Failure::Usage(e.to_string()))?,
        delay: Duration::from_millis(args.delay),
        output,
        out: Box::new(std::io::stdout()),
        clock: Arc::new(SystemClock),
    };
    tokio::select! {
        ended = listen::run(options) => ended.map_err(|e| Failure::Failed(format!("127.0.0.1:{}: {e}", args.port))),
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

pub(super) async fn deliveries(command: DeliveriesCommand) -> Result<(), Failure> {
    match command {
        DeliveriesCommand::List { state, lead, limit, of } => {
            let mut query = format!("limit={limit}");
            if let Some(state) = state {
                query.push_str(&format!("&state={}", encode(&state)));
            }
            if let Some(lead) = lead {
                query.push_str(&format!("&lead_id={lead}"));
            }
            let found = client(&of).await?.get(&format!("/api/pipewright/v1/deliveries?{query}")).await?;
            let columns = [
                ("ID", "id"),
                ("STATE", "state"),
                ("LEAD", "lead_id"),
                ("TRIGGER", "trigger_id"),
                ("TRIES", "tries"),
                ("STATUS", "last_status"),
                ("ERROR", "last_error"),
                ("URL", "url"),
            ];
            rows(&of.at, &found, "deliveries", &columns)
        }
        DeliveriesCommand::Show { id, of } => {
            let found = client(&of).await?.get(&format!("/api/pipewright/v1/deliveries/{id}")).await?;
            if of.at.json { print_json(&found) } else { show(&found) }
        }
        DeliveriesCommand::Replay { id, of } => {
            let repeat =
                client(&of).await?.post(&format!("/api/pipewright/v1/deliveries/{id}/replay"), &Value::Null).await?;
            if of.at.json {
                return print_json(&repeat);
            }
            eprintln!("delivery {id} goes out again as {} under the id {}", repeat["id"], cell(&repeat["delivery_id"]));
            line(&cell(&repeat["id"]))
        }
    }
}

fn show(found: &Value) -> Result<(), Failure> {
    let (delivery, request) = (&found["delivery"], &found["request"]);
    line(&format!("delivery {}  {}  {}", delivery["id"], cell(&delivery["state"]), cell(&delivery["delivery_id"])))?;
    line(&format!("POST {}", cell(&request["url"])))?;
    for (name, value) in request["headers"].as_object().into_iter().flatten() {
        line(&format!("{name}: {}", cell(value)))?;
    }
    line(&format!("\n{}\n", cell(&request["body"])))?;
    for attempt in found["attempts"].as_array().into_iter().flatten() {
        let ms = attempt["duration_us"].as_f64().unwrap_or(0.0) / 1000.0;
        line(&format!(
            "attempt {}: {} {} in {ms:.1} ms ({}){}",
            attempt["n"],
            cell(&attempt["outcome"]),
            cell(&attempt["status"]),
            cell(&attempt["encoding"]),
            attempt["error"].as_str().map(|error| format!(": {error}")).unwrap_or_default()
        ))?;
        if let Some(answer) = attempt["answer"].as_str() {
            line(&format!("  {}", answer.chars().take(500).collect::<String>()))?;
        }
    }
    Ok(())
}

pub(super) async fn runs(command: RunsCommand) -> Result<(), Failure> {
    match command {
        RunsCommand::List { lead, trigger, waiting, limit, of } => {
            let mut query = format!("limit={limit}");
            for (key, value) in [("lead_id", lead), ("trigger_id", trigger)] {
                if let Some(value) = value {
                    query.push_str(&format!("&{key}={value}"));
                }
            }
            if waiting {
                query.push_str("&state=waiting");
            }
            let found = client(&of).await?.get(&format!("/api/pipewright/v1/runs?{query}")).await?;
            let columns = [
                ("ID", "id"),
                ("STATE", "state"),
                ("TRIGGER", "trigger_id"),
                ("LEAD", "lead_id"),
                ("CODE", "code"),
                ("DIRECTION", "direction"),
                ("REASON", "reason"),
            ];
            rows(&of.at, &found, "runs", &columns)
        }
        RunsCommand::Explain { lead, event, from, to, event_id, trigger, of } => {
            let mut body = json!({ "trigger_id": trigger });
            let places = [("from", from), ("to", to)];
            for (key, text) in places {
                if let Some(text) = text {
                    body[key] = place(&text)?;
                }
            }
            match event_id {
                Some(id) => body["event_id"] = json!(id),
                None => {
                    body["lead_id"] = json!(lead);
                    body["event"] = json!(event);
                }
            }
            let explained = client(&of).await?.post("/api/pipewright/v1/explain", &body).await?;
            if of.at.json { print_json(&explained) } else { explain(&explained) }
        }
    }
}

fn explain(explained: &Value) -> Result<(), Failure> {
    let triggers: Vec<&Value> = explained["triggers"].as_array().into_iter().flatten().collect();
    if triggers.is_empty() {
        eprintln!("the account has no triggers");
    }
    for answer in triggers {
        let mark = if answer["fires"].as_bool() == Some(true) { "fires" } else { "stays quiet" };
        line(&format!(
            "trigger {} {}: {mark}, {}",
            answer["trigger_id"],
            cell(&answer["name"]),
            cell(&answer["detail"])
        ))?;
        for filter in answer["filters"].as_array().into_iter().flatten() {
            let holds = if filter["holds"].as_bool() == Some(true) { "holds" } else { "does not hold" };
            line(&format!("  filter {} {holds}", cell(&filter["name"])))?;
        }
    }
    Ok(())
}

pub(super) async fn migrate(args: MigrateArgs) -> Result<(), Failure> {
    let config = args.at.config()?;
    let location = app::location(&config);
    let told = |e: store::OpenError| Failure::Failed(e.to_string());
    let work = move || {
        let before = Store::migration_state(&location).map_err(told)?;
        if !args.status && before.found <= before.known {
            Store::open(&location).map_err(told)?;
        }
        Ok((before, Store::migration_state(&location).map_err(told)?))
    };
    // Beside a serving process the database is up to date, and nobody else may write.
    let lock = match config.database_url.is_none() && !args.status {
        true => Some(super::lock::take(&config.data)?.ok_or_else(|| {
            Failure::Failed(format!("a process serves {}, so its database is up to date", config.data.display()))
        })?),
        false => None,
    };
    let (before, after) = tokio::task::spawn_blocking(work).await.map_err(|e| Failure::Failed(e.to_string()))??;
    drop(lock);
    if args.at.json {
        print_json(&json!({ "before": before.found, "now": after.found, "known": after.known }))?;
    } else {
        eprintln!("schema {} of {}", after.found, after.known);
    }
    if after.found > after.known {
        return Err(Failure::Failed(store::OpenError::TooNew { found: after.found, known: after.known }.to_string()));
    }
    match args.status && after.found < after.known {
        true => Err(Failure::Differences(format!("{} migration(s) to run", after.known - after.found))),
        false => Ok(()),
    }
}

pub(super) async fn doctor(at: DataArgs) -> Result<(), Failure> {
    let found = Client::connect(&at, None).await?.get("/api/pipewright/v1/admin/doctor").await?;
    let findings: Vec<&Value> = found["findings"].as_array().into_iter().flatten().collect();
    if at.json {
        print_json(&found)?;
    } else {
        for finding in &findings {
            let mark = match finding["state"].as_str() {
                Some("ok") => "✓",
                Some("warning") => "!",
                _ => "✗",
            };
            line(&format!("{mark} {}: {}", cell(&finding["check"]), cell(&finding["detail"])))?;
        }
    }
    match findings.iter().any(|finding| finding["state"] == "error") {
        true => Err(Failure::Differences("the installation is not sound".to_string())),
        false => Ok(()),
    }
}

pub(super) fn rows(at: &DataArgs, found: &Value, key: &str, columns: &[(&str, &str)]) -> Result<(), Failure> {
    if at.json {
        return print_json(found);
    }
    let heads: Vec<&str> = columns.iter().map(|(head, _)| *head).collect();
    let row = |item: &Value| columns.iter().map(|(_, key)| cell(&item[*key])).collect();
    let rows: Vec<Vec<String>> = found[key].as_array().into_iter().flatten().map(row).collect();
    table(&heads, &rows)
}

/// A text as part of an address.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
