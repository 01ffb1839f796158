//! Commands about widgets: begin one, check it, develop it, install it, change it, take it back, remove it. Each asks the
//! API; only `check` and `new` work without a server.

mod dev;
mod folder;
mod starter;

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};
use widget::Widget;

use super::commands::{client, encode, rows};
use super::output::{cell, json as print_json, line};
use super::{AccountArgs, Failure};
use crate::api::own::widgets::check_view;
use dev::DevArgs;
use folder::Source;

/// The vendor takes an archive under this name only.
const ARCHIVE_NAME: &str = "widget.zip";
const UPLOAD_PAGE: &str = "https://www.amocrm.ru/developers/content/integrations/upload";

#[derive(Subcommand)]
pub(super) enum WidgetCommand {
    /// Write a working starter into a new folder
    #[command(after_help = "\
Examples:
  pipewright widget new my_widget                then: pipewright widget dev ./my_widget
  pipewright widget new my_widget --typescript   then: npm install && npm run build")]
    New {
        /// The folder; its last part becomes name and code
        path: PathBuf,
        /// TypeScript, packed by Vite
        #[arg(long)]
        typescript: bool,
    },
    /// Install a folder at every save, tell open pages to reload, and show its hooks as they go out
    ///
    /// Joins the server of the data folder, or starts one in development mode with demonstration data. Without
    /// --forward-to and --keep-address hooks are answered here with 200. Ends with Ctrl-C; the address is then as before.
    #[command(after_help = "\
Examples:
  pipewright widget dev ./my_widget
  pipewright widget dev ./my_widget --forward-to http://localhost:3000
  pipewright widget dev ./my_widget --listen 127.0.0.1:9000")]
    Dev(DevArgs),
    /// Install a widget from a folder or a zip, or update the one with the same code
    #[command(after_help = "\
Examples:
  pipewright widget install ./my-widget
  pipewright widget install widget.zip --code my_widget
  pipewright widget install ./my-widget --webhook-url http://localhost:4040/   (serve --dev)")]
    Install {
        /// A folder or a zip
        path: PathBuf,
        /// Unique name in the account [default: from the manifest, else the folder's name]
        #[arg(long)]
        code: Option<String>,
        /// Where its hooks go instead of the manifest's webhook_url
        #[arg(long, value_name = "URL")]
        webhook_url: Option<String>,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Say everything that is wrong with a folder or zip, and what the vendor's moderation would send back
    #[command(after_help = "\
Examples:
  pipewright widget check ./my-widget       exits with 1 when it cannot be installed
  pipewright widget check widget.zip --json")]
    Check {
        /// A folder or a zip
        path: PathBuf,
        /// Take a widget without dp.settings as one without fields
        #[arg(long)]
        accept_without_settings: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List the installed widgets
    List(AccountArgs),
    /// Change where hooks go and how
    #[command(after_help = "\
Examples:
  pipewright widget set my_widget --hook-encoding form
  pipewright widget set my_widget --retry-policy once
  pipewright widget set my_widget --webhook-url https://hooks.example.com/in")]
    Set {
        /// Code of the widget
        code: String,
        /// Where its hooks go; empty goes back to the manifest's
        #[arg(long, value_name = "URL")]
        webhook_url: Option<String>,
        /// How bodies are written
        #[arg(long, value_enum)]
        hook_encoding: Option<Encoding>,
        /// How often hooks are tried
        #[arg(long, value_enum)]
        retry_policy: Option<Policy>,
        /// Whether its triggers act
        #[arg(long, value_name = "BOOL")]
        active: Option<bool>,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Stop a widget at once: its scripts are not started and its triggers do not act
    Stop {
        /// Code of the widget
        code: String,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Start a stopped widget again, with the triggers that were stopped with it
    Start {
        /// Code of the widget
        code: String,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// List the last ten uploads of a widget
    Versions {
        /// Code of the widget
        code: String,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Go back to an earlier upload; settings stay
    #[command(after_help = "\
Examples:
  pipewright widget versions my_widget
  pipewright widget rollback my_widget 3")]
    Rollback {
        /// Code of the widget
        code: String,
        /// Number of the upload
        n: i64,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Say what was done to a widget, by whom and when
    Log {
        /// Code of the widget
        code: String,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Remove a widget; its triggers are switched off and named
    Remove {
        /// Code of the widget
        code: String,
        #[command(flatten)]
        of: AccountArgs,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Encoding {
    Json,
    Form,
    /// The account's
    Default,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Policy {
    /// Four retries within an hour
    Vendor,
    /// One attempt
    Once,
}

/// Runs a command about widgets.
pub(super) async fn run(command: WidgetCommand) -> Result<(), Failure> {
    match command {
        WidgetCommand::New { path, typescript } => starter::write(&path, typescript),
        WidgetCommand::Dev(args) => dev::run(args).await,
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
        WidgetCommand::Stop { code, of } => switch(&code, false, &of).await,
        WidgetCommand::Start { code, of } => switch(&code, true, &of).await,
        WidgetCommand::Versions { code, of } => {
            let path = format!("/api/pipewright/v1/widgets/{}/versions", encode(&code));
            let found = client(&of).await?.get(&path).await?;
            let columns = [
                ("N", "n"),
                ("VERSION", "version"),
                ("CURRENT", "is_current"),
                ("BY", "author_id"),
                ("MS", "created_ms"),
            ];
            rows(&of.at, &found, "versions", &columns)
        }
        WidgetCommand::Rollback { code, n, of } => {
            let path = format!("/api/pipewright/v1/widgets/{}/rollback", encode(&code));
            print_installed(&of, &client(&of).await?.post(&path, &json!({ "n": n })).await?)
        }
        WidgetCommand::Log { code, of } => {
            let path = format!("/api/pipewright/v1/audit?kind=widget&subject={}", encode(&code));
            let found = client(&of).await?.get(&path).await?;
            let columns =
                [("ID", "id"), ("MS", "at_ms"), ("BY", "author_id"), ("WHAT", "what"), ("DETAILS", "details")];
            rows(&of.at, &found, "entries", &columns)
        }
        WidgetCommand::Remove { code, of } => {
            let removed = client(&of).await?.delete(&format!("/api/pipewright/v1/widgets/{}", encode(&code))).await?;
            if of.at.json {
                return print_json(&removed);
            }
            eprintln!("widget {code} removed");
            for trigger in removed["triggers"].as_array().into_iter().flatten() {
                eprintln!("trigger {} switched off: {}", trigger["id"], cell(&trigger["name"]));
            }
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
    let source = Source::at(path)?;
    let api = client(of).await?;
    print_installed(of, &source.install(&api, code.as_deref(), webhook_url.as_deref()).await?)
}

async fn switch(code: &str, is_active: bool, of: &AccountArgs) -> Result<(), Failure> {
    let path = format!("/api/pipewright/v1/widgets/{}", encode(code));
    print_installed(of, &client(of).await?.patch(&path, &json!({ "is_active": is_active })).await?)
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
    for (key, sign) in [("added", '+'), ("removed", '-'), ("changed", '~')] {
        for (what, changes) in installed["diff"].as_object().into_iter().flatten() {
            let names = changes[key].as_array().into_iter().flatten().filter(|_| installed["is_new"] != true);
            names.for_each(|name| eprintln!("{sign} {what}: {}", cell(name)));
        }
    }
    for (key, word) in [("switched_off_triggers", "off"), ("switched_on_triggers", "on")] {
        for id in installed[key].as_array().into_iter().flatten() {
            eprintln!("trigger {id} switched {word}");
        }
    }
    if let Some(told) = installed["no_webhook_because"].as_str() {
        eprintln!("its hooks go nowhere: {told}");
    }
    line(&cell(&installed["code"]))
}

fn finding_line(finding: &Value) -> String {
    let told = |key: &str| cell(&finding[key]);
    format!("{}: {} [{}] {}", place(finding), told("severity"), told("code"), told("message"))
}

fn check(path: &Path, accepts: bool, as_json: bool) -> Result<(), Failure> {
    let checked = match Source::at(path)? {
        Source::Folder { root, .. } => Widget::from_files(folder::read(&root)?),
        Source::Zip(zip) => Widget::from_zip(&folder::read_file(&zip)?),
    };
    let mut view = serde_json::to_value(check_view(checked, accepts)).map_err(|e| Failure::Failed(e.to_string()))?;
    if path.is_file() && path.file_name().is_none_or(|name| name != ARCHIVE_NAME) {
        let message = format!("The vendor takes an archive called {ARCHIVE_NAME} only.");
        let objection =
            json!({ "code": "archive-name", "file": "", "line": null, "message": message, "source": UPLOAD_PAGE });
        view["moderation"].as_array_mut().into_iter().for_each(|list| list.push(objection.clone()));
    }
    if as_json {
        print_json(&view)?
    } else {
        print_check(&view)?
    }
    match view["is_installable"].as_bool() {
        Some(true) => Ok(()),
        _ => Err(Failure::Failed(format!("{} cannot be installed", path.display()))),
    }
}

fn print_check(view: &Value) -> Result<(), Failure> {
    let list = |key: &str| view[key].as_array().cloned().unwrap_or_default();
    let (findings, objections) = (list("findings"), list("moderation"));
    findings.iter().try_for_each(|finding| line(&finding_line(finding)))?;
    for reason in list("unusable_because") {
        line(&format!("cannot be used in a trigger: {}", cell(&reason["detail"])))?;
    }
    for one in &objections {
        line(&format!(
            "{}: moderation [{}] {} ({})",
            place(one),
            cell(&one["code"]),
            cell(&one["message"]),
            cell(&one["source"])
        ))?;
    }
    let verdict = if view["is_installable"] == true { "can be installed" } else { "cannot be installed" };
    eprintln!("{verdict}; {} finding(s), {} objection(s) of moderation", findings.len(), objections.len());
    Ok(())
}

/// File and line.
fn place(finding: &Value) -> String {
    let line = finding["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
    let file = finding["file"].as_str().filter(|file| !file.is_empty()).unwrap_or("archive");
    format!("{file}{line}")
}
