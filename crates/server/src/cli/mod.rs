//! The command line. A command is a client of the API: over the socket of the serving process, or, when nobody serves,
//! of the same router in this process. So each command has one implementation, and SQLite never has two writers.
//!
//! Data goes to stdout, messages to stderr. Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 differences found.

mod backup;
mod client;
mod commands;
mod lock;
mod output;
mod serve;
mod widget;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, Flags};

/// How a command ended badly.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It could not be done (1).
    Failed(String),
    /// The command line or the settings are wrong (2).
    Usage(String),
    /// What was named does not exist (3).
    NotFound(String),
    /// A check found differences (4).
    Differences(String),
}

impl Failure {
    fn code_and_text(&self) -> (u8, &str) {
        match self {
            Failure::Failed(told) => (1, told),
            Failure::Usage(told) => (2, told),
            Failure::NotFound(told) => (3, told),
            Failure::Differences(told) => (4, told),
        }
    }
}

/// The digital pipeline you own: leads, stages, triggers and the widgets they call.
#[derive(Parser)]
#[command(
    name = "pipewright",
    version,
    after_help = "\
Examples:
  pipewright serve --demo --dev                      try it: demo data, hooks may go to localhost
  pipewright account create acme --admin-email ana@example.com
  pipewright token create --account acme             prints an API token
  pipewright listen --port 4040                      a receiver that shows hooks as they come
  pipewright widget new my_widget                    a working starter
  pipewright widget dev ./my_widget                  installs it at every save, shows its hooks
  pipewright widget install ./my-widget              from a folder or a zip
  pipewright trigger call_in --lead 1001             raise an event by hand
  pipewright deliveries list --state dead            what did not arrive

Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 differences found."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API, the browser UI and the automation
    #[command(after_help = "\
Examples:
  pipewright serve --demo --dev            demo data, hooks to localhost allowed
  pipewright serve --data /var/lib/pipewright --listen 0.0.0.0:8080
  pipewright serve --listen 127.0.0.1:0    picks a free port and prints it")]
    Serve(Box<Flags>),
    /// Make and list accounts
    #[command(subcommand)]
    Account(AccountCommand),
    /// Make and revoke API tokens
    #[command(subcommand)]
    Token(TokenCommand),
    /// Begin, check, develop, install and remove widgets
    #[command(subcommand)]
    Widget(widget::WidgetCommand),
    /// Raise an event for a lead, as a phone system or a mail box would
    #[command(after_help = "\
Examples:
  pipewright trigger call_in --lead 1001
  pipewright trigger 18 --lead 1001 --set url=https://example.com/prices
  pipewright trigger lead_status_changed --lead 1001 --from 1000/1001")]
    Trigger(TriggerArgs),
    /// Run a receiver that prints hooks as they come
    #[command(after_help = "\
Examples:
  pipewright listen                        on 127.0.0.1:4040, answers 200
  pipewright listen --port 0 --answer 500  picks a port, fails every hook
  pipewright listen --delay 3000           answers too late")]
    Listen(ListenArgs),
    /// List, show and repeat deliveries
    #[command(subcommand)]
    Deliveries(DeliveriesCommand),
    /// List runs of triggers and explain why one fires or not
    #[command(subcommand)]
    Runs(RunsCommand),
    /// Bring the database up to date, or say how far it is
    #[command(after_help = "\
Examples:
  pipewright migrate            also happens by itself when the server starts
  pipewright migrate --status   exits with 4 when there is something to do")]
    Migrate(MigrateArgs),
    /// Look for what is wrong with the installation
    #[command(after_help = "\
Examples:
  pipewright doctor
  pipewright doctor --data /var/lib/pipewright --json")]
    Doctor(DataArgs),
    /// Write everything into one file, while the server runs
    #[command(after_help = "\
Examples:
  pipewright backup /backups/monday.db
  pipewright backup monday.db --data /var/lib/pipewright

The secret key is not in the file; keep a copy of secret.key in another place.")]
    Backup {
        /// A file that does not exist yet
        file: PathBuf,
        #[command(flatten)]
        at: DataArgs,
    },
    /// Make an installation of a backup, where there is none
    #[command(after_help = "\
Examples:
  pipewright restore /backups/monday.db --data /var/lib/pipewright
  pipewright restore monday.backup --database-url postgres://localhost/pipewright

Then put secret.key into the data folder and start the server.")]
    Restore {
        /// What `pipewright backup` wrote, from the same kind of database
        file: PathBuf,
        #[command(flatten)]
        at: DataArgs,
    },
    /// Print the OpenAPI document of the API
    Openapi,
}

/// Where the data is, and how to answer.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct DataArgs {
    /// Configuration file [default: ./pipewright.toml if it exists]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of database, files and secret key [default: data]
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// postgres://… instead of SQLite in the data folder
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// When nobody serves: allow hooks to loopback and private addresses, as `serve --dev` does
    #[arg(long)]
    dev: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The same, for commands about one account.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct AccountArgs {
    #[command(flatten)]
    at: DataArgs,
    /// Subdomain of the account [default: the only one]
    #[arg(long, value_name = "SUBDOMAIN")]
    account: Option<String>,
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Make an account with its first administrator and a first pipeline
    #[command(after_help = "\
Examples:
  pipewright account create acme --admin-email ana@example.com
  pipewright account create acme --admin-email ana@example.com --time-zone Europe/Madrid --currency EUR --language es")]
    Create {
        /// First label of the account's host name
        subdomain: String,
        /// Who administers it
        #[arg(long, value_name = "EMAIL")]
        admin_email: String,
        /// What people call the account
        #[arg(long)]
        name: Option<String>,
        /// IANA time zone
        #[arg(long, value_name = "ZONE")]
        time_zone: Option<String>,
        /// Code of three letters
        #[arg(long, value_name = "CODE")]
        currency: Option<String>,
        /// en, es, pt or ru
        #[arg(long, value_name = "CODE")]
        language: Option<String>,
        #[command(flatten)]
        at: DataArgs,
    },
    /// Make a link that signs a user in once; the first administrator when no e-mail is given
    Link {
        /// Whom
        #[arg(long, value_name = "EMAIL")]
        email: Option<String>,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Give a user a fresh password and print it; the first administrator when no e-mail is given
    Password {
        /// Whom
        #[arg(long, value_name = "EMAIL")]
        email: Option<String>,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// List the accounts
    List(DataArgs),
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Make a long-lived API token and print it, alone on stdout
    #[command(after_help = "\
Examples:
  pipewright token create --account acme
  TOKEN=$(pipewright token create --account acme --days 30 --name ci)")]
    Create {
        /// Days that it lives
        #[arg(long, default_value_t = 365)]
        days: i64,
        /// What it is for
        #[arg(long, default_value = "command line")]
        name: String,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Revoke a token by its id (the claim `jti`)
    Revoke {
        /// Its id
        id: String,
        #[command(flatten)]
        of: AccountArgs,
    },
}

#[derive(Args)]
struct TriggerArgs {
    /// lead_added, lead_status_changed, lead_appeared_in_status, mail_in, call_in, site_visit, chat, or the number
    event: String,
    /// For which lead
    #[arg(long, value_name = "ID")]
    lead: i64,
    /// Data kept with the event; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Where the lead came from, with a movement
    #[arg(long, value_name = "PIPELINE/STAGE")]
    from: Option<String>,
    #[command(flatten)]
    of: AccountArgs,
}

#[derive(Args)]
struct ListenArgs {
    /// Port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 4040)]
    port: u16,
    /// Status to answer with
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(200..=599))]
    answer: u16,
    /// Milliseconds to wait before answering
    #[arg(long, default_value_t = 0, value_name = "MS")]
    delay: u64,
    /// Print one JSON object per hook
    #[arg(long)]
    json: bool,
    /// Print one line per hook
    #[arg(long, conflicts_with = "json")]
    compact: bool,
}

#[derive(Subcommand)]
enum DeliveriesCommand {
    /// List deliveries, newest first
    #[command(after_help = "\
Examples:
  pipewright deliveries list --state pending,leased
  pipewright deliveries list --lead 1001 --json")]
    List {
        /// pending, leased, delivered, dead, unknown; several with commas
        #[arg(long)]
        state: Option<String>,
        /// Only of this lead
        #[arg(long, value_name = "ID")]
        lead: Option<i64>,
        /// How many
        #[arg(long, default_value_t = 50)]
        limit: i64,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Show a delivery with its request and all attempts
    Show {
        /// Its number
        id: i64,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Send a delivery once more, with the same id and body
    Replay {
        /// Its number
        id: i64,
        #[command(flatten)]
        of: AccountArgs,
    },
}

#[derive(Subcommand)]
enum RunsCommand {
    /// List runs, newest first
    List {
        /// Only of this lead
        #[arg(long, value_name = "ID")]
        lead: Option<i64>,
        /// Only of this trigger
        #[arg(long, value_name = "ID")]
        trigger: Option<i64>,
        /// Only those that wait for their time
        #[arg(long)]
        waiting: bool,
        /// How many
        #[arg(long, default_value_t = 50)]
        limit: i64,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Say which triggers would fire on an event, and why the others would not
    #[command(after_help = "\
Examples:
  pipewright runs explain --lead 1001 --event call_in
  pipewright runs explain --lead 1001 --event lead_status_changed --to 1000/142
  pipewright runs explain --event-id 5012            what happened then")]
    Explain {
        /// For which lead
        #[arg(long, value_name = "ID", required_unless_present = "event_id")]
        lead: Option<i64>,
        /// Which event
        #[arg(long, required_unless_present = "event_id")]
        event: Option<String>,
        /// Where the lead would come from
        #[arg(long, value_name = "PIPELINE/STAGE")]
        from: Option<String>,
        /// Where it would go
        #[arg(long, value_name = "PIPELINE/STAGE")]
        to: Option<String>,
        /// A past event instead
        #[arg(long, value_name = "ID", conflicts_with_all = ["lead", "event", "from", "to"])]
        event_id: Option<i64>,
        /// Only this trigger
        #[arg(long, value_name = "ID")]
        trigger: Option<i64>,
        #[command(flatten)]
        of: AccountArgs,
    },
}

#[derive(Args)]
struct MigrateArgs {
    /// Only say how far the database is
    #[arg(long)]
    status: bool,
    #[command(flatten)]
    at: DataArgs,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the runtime cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let (code, told) = failure.code_and_text();
            eprintln!("error: {told}");
            ExitCode::from(code)
        }
    }
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(flags) => serve::serve(load(&flags)?).await,
        Command::Account(command) => commands::account(command).await,
        Command::Token(command) => commands::token(command).await,
        Command::Widget(command) => widget::run(command).await,
        Command::Trigger(args) => commands::trigger(args).await,
        Command::Listen(args) => commands::listen(args).await,
        Command::Deliveries(command) => commands::deliveries(command).await,
        Command::Runs(command) => commands::runs(command).await,
        Command::Migrate(args) => commands::migrate(args).await,
        Command::Doctor(at) => commands::doctor(at).await,
        Command::Backup { file, at } => backup::backup(file, at).await,
        Command::Restore { file, at } => backup::restore(file, at).await,
        Command::Openapi => {
            let document = crate::api::router::openapi().to_pretty_json();
            output::line(&document.map_err(|e| Failure::Failed(e.to_string()))?)
        }
    }
}

fn load(flags: &Flags) -> Result<Config, Failure> {
    Config::load(flags).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Failure::Usage(lines.join("\n       "))
    })
}

impl DataArgs {
    fn config(&self) -> Result<Config, Failure> {
        let flags = Flags {
            config: self.config.clone(),
            data: self.data.clone(),
            database_url: self.database_url.clone(),
            dev: self.dev.then(|| "true".to_string()),
            ..Flags::default()
        };
        load(&flags)
    }
}
