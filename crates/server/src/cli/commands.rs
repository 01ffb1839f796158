//! The commands: each asks the API once and prints what it says.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use store::Store;

use super::client::Client;
use super::output::{cell, json as print_json, line, table};
use super::{
    AccountArgs, AccountCommand, DataArgs, DeliveriesCommand, Failure, ListenArgs, MigrateArgs, RunsCommand,
    TokenCommand, TriggerArgs,
};
use crate::app;
use crate::clock::SystemClock;
use crate::listen::{self, Output};

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
