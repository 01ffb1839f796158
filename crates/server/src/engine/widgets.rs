//! Installing, updating and removing widgets. What an archive may hold is `widget`'s to say; here it is stored, and the
//! triggers of the widget are told.

use domain::account::HookEncoding;
use domain::retry::RetryPolicy;
use domain::{Problem, Timestamp, TriggerId, UserId, WidgetId};
use sha2::{Digest, Sha256};
use store::widgets::{File, Installation};
use store::{StoreError, Tx};
use widget::Widget;

use crate::outbound::address::Policy;
use crate::outbound::parse_url;
use crate::secrets::hex;

/// Widgets of one account.
pub const WIDGETS_MAX: usize = 500;
/// Characters in a widget's code.
pub const CODE_LENGTH_MAX: usize = 64;

/// What hook addresses are allowed.
#[derive(Clone, Debug, Default)]
pub struct AddressRules {
    /// What the outbound door lets through.
    pub policy: Policy,
}

/// An upload that was read and found good enough to install.
pub struct Upload {
    /// The widget.
    pub widget: Widget,
    /// Path, SHA-256 and content of each file.
    files: Vec<(String, String, Vec<u8>)>,
}

impl Upload {
    /// Hashes the files once, before the transaction that may run more than once.
    pub fn new(widget: Widget) -> Upload {
        let hashed = |(path, bytes): (&str, &[u8])| (path.to_string(), hex(&Sha256::digest(bytes)), bytes.to_vec());
        let files = widget.files().map(hashed).collect();
        Upload { widget, files }
    }

    fn files(&self) -> Vec<File<'_>> {
        self.files.iter().map(|(path, hash, bytes)| File { path, hash, bytes }).collect()
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8_lossy(self.widget.file(path).unwrap_or_default()).into_owned()
    }

    fn locales(&self) -> String {
        let texts = |code: &str| (code.to_string(), self.widget.locales.texts(code).cloned().unwrap_or_default());
        let all: serde_json::Map<String, serde_json::Value> = self.widget.locales.codes().map(texts).collect();
        serde_json::Value::Object(all).to_string()
    }
}

/// What may be set for an installation besides its archive. What is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Address of hooks instead of the manifest's; `Some(None)` goes back to the manifest's.
    pub webhook_url: Option<Option<String>>,
    /// Encoding of hooks; `Some(None)` goes back to the account's.
    pub hook_encoding: Option<Option<HookEncoding>>,
    /// How often hooks are tried.
    pub retry: Option<RetryPolicy>,
    /// Whether its triggers act.
    pub is_active: Option<bool>,
}

/// What an update did.
#[derive(Clone, Debug)]
pub struct Updated {
    /// The widget as it is now.
    pub widget: Installation,
    /// Whether it is new.
    pub is_new: bool,
    /// Triggers that had to be switched off: they would have no address, or stand on stages that they no longer may.
    pub switched_off: Vec<TriggerId>,
}

/// Installs a widget, or replaces the archive of the one with the same code.
pub fn install(
    tx: &Tx<'_>,
    upload: &Upload,
    code: &str,
    settings: &Settings,
    addresses: &AddressRules,
    author: UserId,
    now: Timestamp,
) -> Result<Updated, StoreError> {
    let mut problems: Vec<Problem> = check_code(code).into_iter().collect();
    problems.extend(check_settings(settings, addresses));
    if !problems.is_empty() {
        return Err(StoreError::all_invalid(problems));
    }
    let existing = store::widgets::by_code(tx, code)?;
    if existing.is_none() && store::widgets::list(tx)?.len() >= WIDGETS_MAX {
        return Err(StoreError::Conflict(format!("an account has at most {WIDGETS_MAX} widgets")));
    }
    let is_new = existing.is_none();
    let mut installed = existing.unwrap_or(Installation {
        id: WidgetId(0),
        code: code.to_string(),
        version: String::new(),
        manifest: String::new(),
        locales: String::new(),
        webhook_url: None,
        hook_encoding: None,
        is_encoding_learned: false,
        retry: RetryPolicy::Vendor,
        is_active: true,
        created_at: now,
        updated_at: now,
    });
    installed.version = upload.widget.manifest.version.clone().unwrap_or_default();
    installed.manifest = upload.text("manifest.json");
    installed.locales = upload.locales();
    installed.updated_at = now;
    apply(&mut installed, settings);
    if is_new {
        installed = store::widgets::insert(tx, &installed, &upload.files())?;
    } else {
        store::widgets::update(tx, &installed, Some(&upload.files()))?;
    }
    let switched_off = refresh(tx, &installed, addresses, author, now)?;
    Ok(Updated { widget: installed, is_new, switched_off })
}

/// Changes the settings of an installation.
pub fn change(
    tx: &Tx<'_>,
    code: &str,
    settings: &Settings,
    addresses: &AddressRules,
    author: UserId,
    now: Timestamp,
) -> Result<Updated, StoreError> {
    let problems = check_settings(settings, addresses);
    if !problems.is_empty() {
        return Err(StoreError::all_invalid(problems));
    }
    let mut installed = store::widgets::by_code(tx, code)?.ok_or_else(|| StoreError::missing("widget", code))?;
    apply(&mut installed, settings);
    installed.updated_at = now;
    store::widgets::update(tx, &installed, None)?;
    let switched_off = refresh(tx, &installed, addresses, author, now)?;
    Ok(Updated { widget: installed, is_new: false, switched_off })
}

/// Removes a widget. Its triggers are switched off and named; they stay, for the day it comes back.
pub fn remove(tx: &Tx<'_>, code: &str, author: UserId, now: Timestamp) -> Result<Vec<TriggerId>, StoreError> {
    let installed = store::widgets::by_code(tx, code)?.ok_or_else(|| StoreError::missing("widget", code))?;
    let switched_off = store::triggers::refresh_widget(tx, installed.id, None, false, author, now)?;
    store::widgets::remove(tx, installed.id, now)?;
    Ok(switched_off)
}

fn apply(installed: &mut Installation, settings: &Settings) {
    if let Some(url) = &settings.webhook_url {
        installed.webhook_url.clone_from(url);
    }
    if let Some(encoding) = settings.hook_encoding {
        installed.hook_encoding = encoding;
        installed.is_encoding_learned = false;
    }
    installed.retry = settings.retry.unwrap_or(installed.retry);
    installed.is_active = settings.is_active.unwrap_or(installed.is_active);
}

fn refresh(
    tx: &Tx<'_>,
    installed: &Installation,
    addresses: &AddressRules,
    author: UserId,
    now: Timestamp,
) -> Result<Vec<TriggerId>, StoreError> {
    let widget = manifest_of(installed);
    let address = match (&widget, installed.is_active) {
        (Some(widget), true) => effective_address(widget, installed.webhook_url.as_deref(), addresses).ok(),
        _ => None,
    };
    let receiver = address.map(|url| store::receivers::ensure(tx, &url)).transpose()?;
    let action_multiple = widget.is_some_and(|w| w.manifest.dp.is_some_and(|dp| dp.action_multiple));
    store::triggers::refresh_widget(tx, installed.id, receiver, action_multiple, author, now)
}

/// The widget of an installation, read again from what is stored of it.
pub fn manifest_of(installed: &Installation) -> Option<Widget> {
    Widget::from_files(vec![("manifest.json".to_string(), installed.manifest.clone().into_bytes())]).ok()
}

/// Where the hooks of a widget go: the installation's address before the manifest's, byte for byte; or why nowhere.
pub fn effective_address(widget: &Widget, own: Option<&str>, addresses: &AddressRules) -> Result<String, String> {
    let address = widget.hook_address(own, true).map_err(|problem| problem.to_string())?;
    let target = parse_url(address.as_str()).map_err(|problems| problems[0].to_string())?;
    let (host, port) = target.host_and_port();
    if !target.is_secure() && !addresses.policy.allows_plain_http(host, port) {
        return Err(widget::HookProblem::PlainHttp.to_string());
    }
    Ok(address.as_str().to_string())
}

fn check_settings(settings: &Settings, addresses: &AddressRules) -> Vec<Problem> {
    let Some(Some(url)) = &settings.webhook_url else { return Vec::new() };
    check_address("webhook_url", url, addresses)
}

/// Everything that is wrong with an address that hooks are to go to.
pub fn check_address(path: &str, url: &str, addresses: &AddressRules) -> Vec<Problem> {
    match parse_url(url) {
        Err(problems) => problems.iter().map(|p| Problem::new(path, "bad_address", p.to_string())).collect(),
        Ok(target) => {
            let (host, port) = target.host_and_port();
            if target.is_secure() || addresses.policy.allows_plain_http(host, port) {
                return Vec::new();
            }
            let told = "a hook address is https; plain http is for --dev and hosts on the allow-list";
            vec![Problem::new(path, "plain_http", told)]
        }
    }
}

/// Checks a code: what can stand in an address and in a class name.
pub fn check_code(code: &str) -> Option<Problem> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let fits = !code.is_empty() && code.len() <= CODE_LENGTH_MAX && code.chars().all(plain);
    let told = format!("a code has 1 to {CODE_LENGTH_MAX} letters, digits, hyphens and underscores");
    (!fits).then(|| Problem::new("code", "bad_code", told))
}

/// A code made of a name: `Notify me!` becomes `notify_me`.
pub fn code_from(name: &str) -> String {
    let mut code = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() || c == '-' {
            code.push(c);
        } else if !code.is_empty() && !code.ends_with('_') {
            code.push('_');
        }
        if code.len() >= CODE_LENGTH_MAX {
            break;
        }
    }
    let code = code.trim_matches('_');
    if code.is_empty() { "widget".to_string() } else { code.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_made_of_any_name() {
        for (name, code) in
            [("Notify me!", "notify_me"), ("__", "widget"), ("Ünï", "n"), ("a-b", "a-b"), ("", "widget")]
        {
            assert_eq!(code_from(name), code);
            assert!(check_code(&code_from(name)).is_none());
        }
        assert!(check_code(&code_from(&"long ".repeat(100))).is_none());
        assert!(check_code("a/b").is_some() && check_code("").is_some());
    }
}
