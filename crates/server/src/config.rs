//! The settings of a server: flag over environment over file over default.
//!
//! Every key exists in all three places under the same name (`hook_timeout_ms`, `PIPEWRIGHT_HOOK_TIMEOUT_MS`,
//! `--hook-timeout-ms`). What nobody knows is an error with a suggestion, because a misspelt key that is
//! silently ignored is found weeks later. All problems are reported at once, with their place.
//!
//! `Config::resolve` is a function of its arguments; only `Config::load` reads the environment and files.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::{DeTable, DeValue};

use crate::outbound::address::{Policy, Rule};
use crate::outbound::parse_url;

/// Read when no other is named and it exists.
pub const FILE: &str = "pipewright.toml";

const ENV_PREFIX: &str = "PIPEWRIGHT_";
const HOOK_TIMEOUT_MS: RangeInclusive<u64> = 100..=60_000; // Below, no TLS is set up; above, a slot is held hostage.
const LIFETIME_SECONDS: RangeInclusive<i64> = 1..=5 * 366 * 86_400; // Five years, as long-lived tokens have.
const GRACE_SECONDS: RangeInclusive<i64> = 0..=600; // A thief has so long to go unnoticed.
const CALLS_PER_SECOND: RangeInclusive<i64> = 1..=1_000_000; // Nobody gets near the upper end: it means "no limit".
const SECRET_FILE_BYTES_MAX: usize = 64 * 1024; // A connection address has some hundred; a wrong file may be huge.

/// Variables with our prefix that belong to test tools, and the one that names the file.
const NOT_OURS: [&str; 7] = ["CHROMIUM", "URL", "EMAIL", "PASSWORD", "TOKEN", "SHOTS", "CONFIG"];

/// One key, as the manual shows it.
#[derive(Debug, Clone, Copy)]
pub struct KeyDoc {
    /// Its name in the file.
    pub name: &'static str,
    /// What is used without it.
    pub default: &'static str,
    /// What it means, with the unit.
    pub help: &'static str,
}

const fn key(name: &'static str, default: &'static str, help: &'static str) -> KeyDoc {
    KeyDoc { name, default, help }
}

/// All keys.
pub const KEYS: [KeyDoc; 18] = [
    key("listen", "127.0.0.1:8080", "address and port to serve on; 0.0.0.0:8080 in a container"),
    key("data", "data", "folder of the database, uploaded files and the secret key"),
    key("database_url", "", "postgres://… instead of SQLite in the data folder; also database_url_file"),
    key("dev", "false", "development mode: hooks may go to loopback and private addresses, developer page, faults"),
    key("demo", "false", "fill an empty database with a demonstration account"),
    key("secret_key_file", "", "file with the secret key instead of secret.key in the data folder"),
    key("public_url", "", "address under which users and widgets reach the server: https://crm.example.com"),
    key("hook_timeout_ms", "2000", "milliseconds a receiver has for its answer, from 100 to 60000"),
    key(
        "allow_outbound",
        "",
        "networks and hosts that hooks may reach besides public ones: 10.0.0.0/8, crm.internal:8443",
    ),
    key("outbound_ca_file", "", "PEM file of certificate authorities to trust besides the public ones"),
    key("code_seconds", "1200", "seconds that an authorization code of OAuth lives"),
    key("access_token_seconds", "86400", "seconds that an access token of OAuth lives"),
    key("refresh_token_seconds", "7776000", "seconds that a refresh token of OAuth lives; three months"),
    key("refresh_grace_seconds", "30", "seconds within which a used refresh token is exchanged once more, 0 for never"),
    key("rate_limits", "off", "off; vendor: 7 calls a second per integration, 50 per account; blocking: and then 403"),
    key("calls_per_second_max", "50000", "calls that one account may make in a second, whatever rate_limits says"),
    key("log", "info", "level, or levels per part: info,pipewright::worker=debug"),
    key("log_format", "auto", "pretty, json, or auto: pretty on a terminal"),
];

/// Keys whose value may stand in a file of its own, named by `<key>_file`.
const SECRETS: [&str; 1] = ["database_url"];

/// The settings, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to serve.
    pub listen: SocketAddr,
    /// The data folder.
    pub data: PathBuf,
    /// PostgreSQL instead of SQLite.
    pub database_url: Option<Secret>,
    /// Development mode.
    pub dev: bool,
    /// Demonstration data.
    pub demo: bool,
    /// The key file, when it is not in the data folder.
    pub secret_key_file: Option<PathBuf>,
    /// Without a slash at the end.
    pub public_url: Option<String>,
    /// How long a receiver may take.
    pub hook_timeout: Duration,
    /// What hooks may reach besides public addresses.
    pub allow_outbound: Vec<Rule>,
    /// More certificate authorities.
    pub outbound_ca_file: Option<PathBuf>,
    /// How long what OAuth gives out lives.
    pub oauth: Lifetimes,
    /// Which limits of the original count here.
    pub rate_limits: RateLimits,
    /// Our own limit, for each account.
    pub calls_per_second_max: u32,
    /// The log filter.
    pub log: String,
    /// The form of log lines.
    pub log_format: LogFormat,
    settings: BTreeMap<&'static str, Setting>,
}

/// How long what OAuth gives out lives, in seconds (`step-by-step`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// An authorization code.
    pub code: i64,
    /// An access token.
    pub access: i64,
    /// A refresh token.
    pub refresh: i64,
    /// A used refresh token: clients that refresh in two processes at once send the same one twice.
    pub grace: i64,
}

/// Which limits of the original count here (`limitations`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimits {
    /// None: whoever runs the server knows what it can carry.
    Off,
    /// As many calls a second as the original allows, 429 beyond.
    Vendor,
    /// The same, and whoever goes on gets nothing but 403 for a while.
    Blocking,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Pretty on a terminal, JSON otherwise.
    Auto,
    /// For people.
    Pretty,
    /// For programs.
    Json,
}

/// A text that no log and no debug output shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one who needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// The flags of `serve` and of every command that opens the data. All optional: absent is not "off".
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Flags {
    /// Configuration file [default: ./pipewright.toml if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Address and port to serve on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// Folder of database, files and secret key [default: data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<String>,
    /// postgres://… instead of SQLite in the data folder
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// Development mode: hooks may go to loopback and private addresses
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true, value_name = "BOOL")]
    pub dev: Option<String>,
    /// Fill an empty database with a demonstration account
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true, value_name = "BOOL")]
    pub demo: Option<String>,
    /// File with the secret key
    #[arg(long, value_name = "FILE")]
    pub secret_key_file: Option<String>,
    /// Address under which users reach the server
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Milliseconds a receiver has for its answer [default: 2000]
    #[arg(long, value_name = "MS")]
    pub hook_timeout_ms: Option<String>,
    /// Network or host that hooks may reach besides public ones; may be repeated
    #[arg(long, value_name = "RULE")]
    pub allow_outbound: Vec<String>,
    /// PEM file of certificate authorities to trust besides the public ones
    #[arg(long, value_name = "FILE")]
    pub outbound_ca_file: Option<String>,
    /// Seconds that an authorization code of OAuth lives [default: 1200]
    #[arg(long, value_name = "SECONDS")]
    pub code_seconds: Option<String>,
    /// Seconds that an access token of OAuth lives [default: 86400]
    #[arg(long, value_name = "SECONDS")]
    pub access_token_seconds: Option<String>,
    /// Seconds that a refresh token of OAuth lives [default: 7776000]
    #[arg(long, value_name = "SECONDS")]
    pub refresh_token_seconds: Option<String>,
    /// Seconds within which a used refresh token is exchanged once more [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub refresh_grace_seconds: Option<String>,
    /// off, vendor or blocking: the limits of the original [default: off]
    #[arg(long, value_name = "WORD")]
    pub rate_limits: Option<String>,
    /// Calls that one account may make in a second [default: 50000]
    #[arg(long, value_name = "N")]
    pub calls_per_second_max: Option<String>,
    /// Log level or filter [default: info]
    #[arg(long, value_name = "FILTER")]
    pub log: Option<String>,
    /// pretty, json or auto
    #[arg(long, value_name = "FORM")]
    pub log_format: Option<String>,
}

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A flag of the command line.
    Flag(String),
    /// An environment variable.
    Env(String),
    /// A line of the file, counted from 1.
    File(String, usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Flag(name) => write!(f, "--{name}"),
            Place::Env(name) => f.write_str(name),
            Place::File(path, line) => write!(f, "{path}:{line}"),
        }
    }
}

/// Something wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct ConfigProblem {
    /// Where.
    pub place: Place,
    /// What, and what to do about it.
    pub what: String,
}

#[derive(Debug, Clone)]
struct Setting {
    value: Value,
    place: Place,
}

#[derive(Debug, Clone)]
enum Value {
    Text(String),
    List(Vec<String>),
}

impl Config {
    /// Reads the environment and the file and resolves them.
    pub fn load(flags: &Flags) -> Result<Config, Vec<ConfigProblem>> {
        let ours = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        let env: Vec<_> = ours.map(|(name, value)| (name, value.to_string_lossy().into_owned())).collect();
        let from_env = env.iter().find(|(name, _)| name == "PIPEWRIGHT_CONFIG").map(|(_, path)| PathBuf::from(path));
        let (path, required) = match flags.config.clone().or(from_env) {
            Some(path) => (path, true),
            None => (PathBuf::from(FILE), false),
        };
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !required => None,
            Err(error) => {
                let what = format!("cannot be read: {error}");
                return Err(vec![ConfigProblem { place: Place::File(name, 1), what }]);
            }
        };
        Config::resolve(flags, &env, text.as_deref().map(|text| (name.as_str(), text)), &read_secret)
    }

    /// The settings that follow from these sources, or everything that is wrong with them. `read` fetches the
    /// content of a file that holds a secret.
    pub fn resolve(
        flags: &Flags,
        env: &[(String, String)],
        file: Option<(&str, &str)>,
        read: &dyn Fn(&Path) -> io::Result<String>,
    ) -> Result<Config, Vec<ConfigProblem>> {
        let mut sources = Sources { settings: BTreeMap::new(), problems: Vec::new(), read };
        if let Some((path, text)) = file {
            sources.take_file(path, text);
        }
        sources.take_env(env);
        sources.take_flags(flags);
        sources.finish()
    }

    /// What outgoing requests may reach.
    pub fn outbound_policy(&self) -> Policy {
        if self.dev { Policy::allow_all() } else { Policy::with_rules(self.allow_outbound.clone()) }
    }

    /// All settings with their origin, as a file that says the same. Secrets are left out.
    pub fn print(&self) -> String {
        let lines = KEYS.iter().map(|key| match self.settings.get(key.name) {
            Some(Setting { place, .. }) if SECRETS.contains(&key.name) => {
                format!("# {} = (secret)  # {place}\n", key.name)
            }
            Some(Setting { value, place }) => format!("{} = {}  # {place}\n", key.name, as_toml(key.name, value)),
            None if key.default.is_empty() => format!("# {} is not set\n", key.name),
            None => format!("{} = {}  # default\n", key.name, as_toml(key.name, &Value::Text(key.default.into()))),
        });
        lines.collect()
    }
}

fn as_toml(name: &str, value: &Value) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    match (name, value) {
        ("dev" | "demo", Value::Text(text)) => parse_bool(text).unwrap_or_default().to_string(),
        (
            "hook_timeout_ms"
            | "code_seconds"
            | "access_token_seconds"
            | "refresh_token_seconds"
            | "refresh_grace_seconds"
            | "calls_per_second_max",
            Value::Text(text),
        ) => text.clone(),
        ("allow_outbound", Value::Text(text)) => {
            format!("[{}]", split(text).map(quoted).collect::<Vec<_>>().join(", "))
        }
        (_, Value::Text(text)) => quoted(text),
        (_, Value::List(items)) => {
            format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", "))
        }
    }
}

fn read_secret(path: &Path) -> io::Result<String> {
    let text = std::fs::read(path)?;
    if text.len() > SECRET_FILE_BYTES_MAX {
        return Err(io::Error::other("the file is too large to hold one value"));
    }
    String::from_utf8(text).map_err(io::Error::other)
}

fn split(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// What was given so far; later sources overwrite earlier ones.
struct Sources<'a> {
    settings: BTreeMap<&'static str, Setting>,
    problems: Vec<ConfigProblem>,
    read: &'a dyn Fn(&Path) -> io::Result<String>,
}

impl Sources<'_> {
    fn problem(&mut self, place: Place, what: impl Into<String>) {
        self.problems.push(ConfigProblem { place, what: what.into() });
    }

    fn take_file(&mut self, path: &str, text: &str) {
        let line = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            self.problem(Place::File(path.into(), line(at)), error.message());
        }
        let mut given = Vec::new();
        for (key, value) in table.get_ref() {
            let place = Place::File(path.into(), line(key.span().start));
            match file_value(value.get_ref()) {
                Some(value) => given.push((key.get_ref().to_string(), value, place)),
                None => self
                    .problem(place, format!("{} is a section; all keys stand at the top of the file", key.get_ref())),
            }
        }
        given.sort_by_key(|(_, _, place)| if let Place::File(_, line) = place { *line } else { 0 });
        self.take(given, |name| name.to_owned());
    }

    fn take_env(&mut self, env: &[(String, String)]) {
        let given = env.iter().filter_map(|(name, value)| {
            let key = name.strip_prefix(ENV_PREFIX)?;
            // Compose files pass unset variables on as empty ones.
            let counts = !value.is_empty() && !key.starts_with("TEST_") && !NOT_OURS.contains(&key);
            counts.then(|| (key.to_ascii_lowercase(), Value::Text(value.clone()), Place::Env(name.clone())))
        });
        self.take(given.collect(), |name| format!("{ENV_PREFIX}{}", name.to_ascii_uppercase()));
    }

    fn take_flags(&mut self, flags: &Flags) {
        let texts = [
            ("listen", &flags.listen),
            ("data", &flags.data),
            ("database_url", &flags.database_url),
            ("dev", &flags.dev),
            ("demo", &flags.demo),
            ("secret_key_file", &flags.secret_key_file),
            ("public_url", &flags.public_url),
            ("hook_timeout_ms", &flags.hook_timeout_ms),
            ("outbound_ca_file", &flags.outbound_ca_file),
            ("code_seconds", &flags.code_seconds),
            ("access_token_seconds", &flags.access_token_seconds),
            ("refresh_token_seconds", &flags.refresh_token_seconds),
            ("refresh_grace_seconds", &flags.refresh_grace_seconds),
            ("rate_limits", &flags.rate_limits),
            ("calls_per_second_max", &flags.calls_per_second_max),
            ("log", &flags.log),
            ("log_format", &flags.log_format),
        ];
        let mut given: Vec<_> =
            texts.iter().filter_map(|(name, text)| Some((*name, Value::Text((*text).clone()?)))).collect();
        if !flags.allow_outbound.is_empty() {
            given.push(("allow_outbound", Value::List(flags.allow_outbound.clone())));
        }
        let flag = |name: &str| name.replace('_', "-");
        let given = given.into_iter().map(|(name, value)| (name.to_owned(), value, Place::Flag(flag(name))));
        self.take(given.collect(), flag);
    }

    /// Takes one source. `written` says how a key is called there, for suggestions.
    fn take(&mut self, given: Vec<(String, Value, Place)>, written: impl Fn(&str) -> String) {
        let mut here: Vec<&'static str> = Vec::new();
        for (name, value, place) in given {
            let (name, value) = match self.secret_file(&name, value) {
                Ok(found) => found,
                Err(what) => {
                    self.problem(place, what);
                    continue;
                }
            };
            match KEYS.iter().find(|key| key.name == name) {
                Some(key) if here.contains(&key.name) => self.problem(place, format!("{} is given twice", key.name)),
                Some(key) => {
                    here.push(key.name);
                    self.settings.insert(key.name, Setting { value, place });
                }
                None => self.problem(place, unknown(&name, &written)),
            }
        }
    }

    /// `database_url_file` becomes `database_url` with the content of that file.
    fn secret_file(&self, name: &str, value: Value) -> Result<(String, Value), String> {
        let secret = name.strip_suffix("_file").filter(|key| SECRETS.contains(key));
        let (Some(secret), Value::Text(path)) = (secret, &value) else {
            return Ok((name.to_owned(), value));
        };
        let text = (self.read)(Path::new(path)).map_err(|error| format!("{path} cannot be read: {error}"))?;
        Ok((secret.to_owned(), Value::Text(text.trim_end_matches(['\r', '\n']).to_owned())))
    }

    fn finish(mut self) -> Result<Config, Vec<ConfigProblem>> {
        let mut config = Config {
            listen: self.parsed("listen", parse_listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0))),
            data: self.parsed("data", parse_path).unwrap_or_default(),
            database_url: self.parsed("database_url", parse_database_url),
            dev: self.parsed("dev", parse_bool).unwrap_or_default(),
            demo: self.parsed("demo", parse_bool).unwrap_or_default(),
            secret_key_file: self.parsed("secret_key_file", parse_path),
            public_url: self.parsed("public_url", parse_public_url),
            hook_timeout: self.parsed("hook_timeout_ms", parse_hook_timeout).unwrap_or_default(),
            allow_outbound: self.rules(),
            outbound_ca_file: self.parsed("outbound_ca_file", parse_path),
            oauth: Lifetimes {
                code: self.parsed("code_seconds", parse_seconds).unwrap_or_default(),
                access: self.parsed("access_token_seconds", parse_seconds).unwrap_or_default(),
                refresh: self.parsed("refresh_token_seconds", parse_seconds).unwrap_or_default(),
                grace: self.parsed("refresh_grace_seconds", parse_grace).unwrap_or_default(),
            },
            rate_limits: self.parsed("rate_limits", parse_rate_limits).unwrap_or(RateLimits::Off),
            calls_per_second_max: self.parsed("calls_per_second_max", parse_calls).unwrap_or_default(),
            log: self.parsed("log", parse_text).unwrap_or_default(),
            log_format: self.parsed("log_format", parse_log_format).unwrap_or(LogFormat::Auto),
            settings: std::mem::take(&mut self.settings),
        };
        // Kept for their place; the value is in the typed field, where no debug output shows it.
        for name in SECRETS {
            config.settings.entry(name).and_modify(|setting| setting.value = Value::Text(String::new()));
        }
        if self.problems.is_empty() { Ok(config) } else { Err(self.problems) }
    }

    /// The value given or else the default; `None` when there is neither, or when it is wrong (and noted).
    fn parsed<T>(&mut self, name: &str, parse: fn(&str) -> Result<T, String>) -> Option<T> {
        let Some(Setting { value, place }) = self.settings.get(name).cloned() else {
            let default = KEYS.iter().find(|key| key.name == name).map(|key| key.default)?;
            return parse(default).ok().filter(|_| !default.is_empty());
        };
        let parsed = match &value {
            Value::Text(text) => parse(text),
            Value::List(_) => Err("expected one value, not a list".into()),
        };
        parsed.map_err(|what| self.problem(place, format!("{name}: {what}"))).ok()
    }

    fn rules(&mut self) -> Vec<Rule> {
        let Some(Setting { value, place }) = self.settings.get("allow_outbound").cloned() else {
            return Vec::new();
        };
        let items: Vec<String> = match value {
            Value::Text(text) => split(&text).map(str::to_owned).collect(),
            Value::List(items) => items,
        };
        let mut rules = Vec::new();
        for item in items {
            match Rule::parse(&item) {
                Ok(rule) => rules.push(rule),
                Err(what) => self.problem(place.clone(), format!("allow_outbound: {what}")),
            }
        }
        rules
    }
}

fn file_value(value: &DeValue<'_>) -> Option<Value> {
    let scalar = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(yes) => Some(yes.to_string()),
        DeValue::Datetime(time) => Some(time.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    };
    match value {
        DeValue::Array(items) => {
            items.iter().map(|item| scalar(item.get_ref())).collect::<Option<_>>().map(Value::List)
        }
        value => scalar(value).map(Value::Text),
    }
}

fn unknown(name: &str, written: &dyn Fn(&str) -> String) -> String {
    let nearest = KEYS.iter().map(|key| (distance(name, key.name), key.name)).min();
    match nearest {
        Some((n_edits, key)) if n_edits <= 1 + name.len() / 4 => {
            format!("there is no setting \"{}\"; did you mean \"{}\"?", written(name), written(key))
        }
        _ => format!("there is no setting \"{}\"", written(name)),
    }
}

/// How many letters must be changed, added or dropped (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, from) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = n + 1;
        for (m, to) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[m + 1];
            row[m + 1] = replaced.min(diagonal + 1).min(row[m] + 1);
        }
    }
    row[b.len()]
}

fn parse_text(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

fn parse_path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() { Err("expected a path".into()) } else { Ok(text.into()) }
}

fn parse_listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("expected address and port like 127.0.0.1:8080, not \"{text}\""))
}

fn parse_bool(text: &str) -> Result<bool, String> {
    match text {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(format!("expected true or false, not \"{text}\"")),
    }
}

// The text is not quoted in the message: it contains a password.
fn parse_database_url(text: &str) -> Result<Secret, String> {
    let known = text.starts_with("postgres://") || text.starts_with("postgresql://");
    if known { Ok(Secret(text.to_owned())) } else { Err("expected an address that begins with postgres://".into()) }
}

fn parse_public_url(text: &str) -> Result<String, String> {
    let target =
        parse_url(text).map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    if target.uri().path_and_query().is_some_and(|rest| rest.as_str() != "/") {
        return Err("expected scheme and host only, like https://crm.example.com".into());
    }
    let scheme = if target.is_secure() { "https" } else { "http" };
    Ok(format!("{scheme}://{}", target.authority()))
}

fn parse_hook_timeout(text: &str) -> Result<Duration, String> {
    let (from, to) = HOOK_TIMEOUT_MS.into_inner();
    let ms = text.parse().ok().filter(|ms| (from..=to).contains(ms));
    ms.map(Duration::from_millis).ok_or_else(|| format!("expected {from} to {to} milliseconds, not \"{text}\""))
}

fn number_in(text: &str, range: RangeInclusive<i64>, what: &str) -> Result<i64, String> {
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| format!("expected {} to {} {what}, not \"{text}\"", range.start(), range.end()))
}

fn parse_seconds(text: &str) -> Result<i64, String> {
    number_in(text, LIFETIME_SECONDS, "seconds")
}

fn parse_grace(text: &str) -> Result<i64, String> {
    number_in(text, GRACE_SECONDS, "seconds")
}

fn parse_calls(text: &str) -> Result<u32, String> {
    Ok(u32::try_from(number_in(text, CALLS_PER_SECOND, "calls")?).unwrap_or_default())
}

fn parse_rate_limits(text: &str) -> Result<RateLimits, String> {
    match text {
        "off" => Ok(RateLimits::Off),
        "vendor" => Ok(RateLimits::Vendor),
        "blocking" => Ok(RateLimits::Blocking),
        _ => Err(format!("expected off, vendor or blocking, not \"{text}\"")),
    }
}

fn parse_log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "auto" => Ok(LogFormat::Auto),
        "pretty" => Ok(LogFormat::Pretty),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("expected auto, pretty or json, not \"{text}\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(flags: &Flags, env: &[(&str, &str)], file: Option<&str>) -> Result<Config, Vec<String>> {
        let env: Vec<_> = env.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let read = |path: &Path| match path.to_str() {
            Some("/run/secrets/db") => Ok("postgres://u:p@db/x\n".to_owned()),
            _ => Err(io::Error::from(io::ErrorKind::NotFound)),
        };
        let config = Config::resolve(flags, &env, file.map(|text| ("p.toml", text)), &read);
        config.map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    fn flags(set: impl FnOnce(&mut Flags)) -> Flags {
        let mut flags = Flags::default();
        set(&mut flags);
        flags
    }

    #[test]
    fn nothing_given() {
        let config = resolve(&Flags::default(), &[], None).expect("the defaults are right");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.data, PathBuf::from("data"));
        assert_eq!(config.hook_timeout, Duration::from_millis(2_000));
        assert_eq!((config.dev, config.demo, config.log.as_str()), (false, false, "info"));
        assert_eq!((config.database_url, config.public_url, config.secret_key_file), (None, None, None));
        assert!(config.allow_outbound.is_empty());
    }

    #[test]
    fn flag_over_environment_over_file_over_default() {
        let port = |flag: Option<&str>, env: &[(&str, &str)], file: Option<&str>| {
            let flags = flags(|flags| flags.listen = flag.map(str::to_owned));
            resolve(&flags, env, file).expect("right").listen.port()
        };
        let (env, file) = ([("PIPEWRIGHT_LISTEN", "0.0.0.0:2")], Some("listen = '[::1]:3'"));
        assert_eq!(port(Some("0.0.0.0:1"), &env, file), 1);
        assert_eq!(port(None, &env, file), 2);
        assert_eq!(port(None, &[], file), 3);
        assert_eq!(port(None, &[], None), 8080);
        assert_eq!(port(None, &[("PIPEWRIGHT_LISTEN", "")], file), 3);
    }

    #[test]
    fn every_key_in_the_file() {
        let text = "
            listen = '0.0.0.0:80'
            data = '/data'
            database_url = 'postgres://u:p@db/x'
            dev = true
            demo = false
            secret_key_file = '/run/key'
            public_url = 'https://CRM.example.com/'
            hook_timeout_ms = 5_000
            allow_outbound = ['10.0.0.0/8', 'crm.internal:8443']
            outbound_ca_file = '/ca.pem'
            code_seconds = 60
            access_token_seconds = 600
            refresh_token_seconds = 6_000
            refresh_grace_seconds = 0
            rate_limits = 'vendor'
            calls_per_second_max = 100
            log = 'debug'
            log_format = 'json'
        ";
        let config = resolve(&Flags::default(), &[], Some(text)).expect("right");
        assert_eq!(config.database_url.as_ref().map(Secret::reveal), Some("postgres://u:p@db/x"));
        assert_eq!(config.public_url.as_deref(), Some("https://crm.example.com"));
        assert_eq!(config.hook_timeout, Duration::from_secs(5));
        assert_eq!(config.allow_outbound.len(), 2);
        assert_eq!((config.dev, config.log_format), (true, LogFormat::Json));
        assert_eq!(config.oauth, Lifetimes { code: 60, access: 600, refresh: 6_000, grace: 0 });
        assert_eq!((config.rate_limits, config.calls_per_second_max), (RateLimits::Vendor, 100));
        assert!(!format!("{config:?}").contains(":p@"));
        assert!(!config.print().contains(":p@"));
        for key in KEYS {
            assert!(text.contains(key.name) && config.print().contains(key.name), "{}", key.name);
        }
    }

    #[test]
    fn what_is_printed_can_be_read_back() {
        let given = [("PIPEWRIGHT_ALLOW_OUTBOUND", "10.0.0.0/8, crm.internal"), ("PIPEWRIGHT_DEV", "1")];
        let printed = resolve(&Flags::default(), &given, None).expect("right").print();
        assert!(
            printed.contains("allow_outbound = [\"10.0.0.0/8\", \"crm.internal\"]  # PIPEWRIGHT_ALLOW_OUTBOUND"),
            "{printed}"
        );
        let again = resolve(&Flags::default(), &[], Some(&printed)).expect("right");
        assert_eq!((again.dev, again.allow_outbound.len()), (true, 2));
    }

    #[test]
    fn secrets_from_files() {
        let db = |config: Config| config.database_url.map(|url| url.reveal().to_owned());
        let from_env = resolve(&Flags::default(), &[("PIPEWRIGHT_DATABASE_URL_FILE", "/run/secrets/db")], None);
        assert_eq!(from_env.map(db), Ok(Some("postgres://u:p@db/x".into())));
        let from_file = resolve(&Flags::default(), &[], Some("database_url_file = '/run/secrets/db'"));
        assert_eq!(from_file.map(db), Ok(Some("postgres://u:p@db/x".into())));
    }

    #[track_caller]
    fn check(flags: &Flags, env: &[(&str, &str)], file: &str, expected: &[&str]) {
        match resolve(flags, env, Some(file)) {
            Ok(_) => assert!(expected.is_empty(), "{file:?} {env:?}: expected {expected:?}"),
            Err(problems) => assert_eq!(problems, expected, "{file:?} {env:?}"),
        }
    }

    #[test]
    fn what_is_wrong_and_where() {
        let none = Flags::default();
        check(&none, &[], "lisen = 'x'", &["p.toml:1: there is no setting \"lisen\"; did you mean \"listen\"?"]);
        check(&none, &[], "\n\ncolour = 1", &["p.toml:3: there is no setting \"colour\""]);
        check(
            &none,
            &[],
            "[http]\nlisten = 1",
            &["p.toml:1: http is a section; all keys stand at the top of the file"],
        );
        check(&none, &[], "data = ['a', 'b']", &["p.toml:1: data: expected one value, not a list"]);
        check(&none, &[], "data = ''", &["p.toml:1: data: expected a path"]);
        check(
            &none,
            &[("PIPEWRIGHT_HOOK_TIMEOUT", "5"), ("HOME", "/"), ("pipewright_x", "y")],
            "",
            &[
                "PIPEWRIGHT_HOOK_TIMEOUT: there is no setting \"PIPEWRIGHT_HOOK_TIMEOUT\"; did you mean \"PIPEWRIGHT_HOOK_TIMEOUT_MS\"?",
            ],
        );
        let ignored = ["TEST_POSTGRES", "CHROMIUM", "URL", "EMAIL", "PASSWORD", "TOKEN", "SHOTS"]
            .map(|n| format!("PIPEWRIGHT_{n}"));
        let ignored: Vec<_> = ignored.iter().map(|name| (name.as_str(), "x")).collect();
        check(&none, &ignored, "", &[]);
        check(
            &none,
            &[("PIPEWRIGHT_DATABASE_URL", "postgres://a"), ("PIPEWRIGHT_DATABASE_URL_FILE", "/run/secrets/db")],
            "",
            &["PIPEWRIGHT_DATABASE_URL_FILE: database_url is given twice"],
        );
        check(
            &none,
            &[("PIPEWRIGHT_DATABASE_URL_FILE", "/none")],
            "",
            &["PIPEWRIGHT_DATABASE_URL_FILE: /none cannot be read: entity not found"],
        );
        check(
            &none,
            &[],
            "database_url = 'mysql://u:geheim@h'",
            &["p.toml:1: database_url: expected an address that begins with postgres://"],
        );
        check(
            &none,
            &[],
            "public_url = 'https://a.test/crm'",
            &["p.toml:1: public_url: expected scheme and host only, like https://crm.example.com"],
        );
        check(
            &none,
            &[],
            "code_seconds = 0\nrate_limits = 'on'",
            &[
                "p.toml:1: code_seconds: expected 1 to 158112000 seconds, not \"0\"",
                "p.toml:2: rate_limits: expected off, vendor or blocking, not \"on\"",
            ],
        );
        let wrong = flags(|flags| flags.hook_timeout_ms = Some("5".into()));
        check(&wrong, &[], "", &["--hook-timeout-ms: hook_timeout_ms: expected 100 to 60000 milliseconds, not \"5\""]);
    }

    #[test]
    fn all_problems_at_once() {
        let text = "listen = 'here'\ndev = 'maybe'\nallow_outbound = ['a b', '10.0.0.0/99']\nhok_timeout_ms = 1\n";
        let problems =
            resolve(&Flags::default(), &[("PIPEWRIGHT_LOG_FORMAT", "xml")], Some(text)).expect_err("much is wrong");
        let places: Vec<_> = problems.iter().map(|problem| problem.split(": ").next().unwrap_or_default()).collect();
        assert_eq!(
            places,
            ["p.toml:4", "p.toml:1", "p.toml:2", "p.toml:3", "p.toml:3", "PIPEWRIGHT_LOG_FORMAT"],
            "{problems:#?}"
        );
    }

    #[test]
    fn broken_toml_says_where() {
        let problems = resolve(&Flags::default(), &[], Some("listen = '127.0.0.1:1'\ndata = \nlog = 'info\n"))
            .expect_err("broken");
        assert!(problems.iter().any(|problem| problem.starts_with("p.toml:2: ")), "{problems:#?}");
        assert!(problems.iter().any(|problem| problem.starts_with("p.toml:3: ")), "{problems:#?}");
    }

    #[test]
    fn distances() {
        for (a, b, expected) in
            [("", "", 0), ("listen", "listen", 0), ("lisen", "listen", 1), ("", "abc", 3), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
