//! Installing, updating and removing widgets. What an archive may hold is `widget`'s to say; here it is stored, and the
//! triggers of the widget are told.

use domain::account::HookEncoding;
use domain::retry::RetryPolicy;
use domain::{Problem, Timestamp, TriggerId, UserId, WidgetId};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::widgets::{File, Installation};
use store::{StoreError, Tx, widget_versions};
use widget::{Diff, Widget};

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
        let text = String::from_utf8_lossy(self.widget.file(path).unwrap_or_default());
        text.trim_start_matches('\u{feff}').to_string()
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
    /// Triggers that had been switched off together with the widget, and act again.
    pub switched_on: Vec<TriggerId>,
    /// What a new archive changed.
    pub diff: Diff,
}

/// A trigger by number and name.
pub type NamedTrigger = (TriggerId, String);

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
    let before = existing.clone();
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
    let old_files = if is_new { Vec::new() } else { store::widgets::files_of(tx, installed.id)? };
    if is_new {
        installed = store::widgets::insert(tx, &installed, &upload.files())?;
    } else {
        keep_first(tx, before.as_ref(), author)?;
        store::widgets::update(tx, &installed, Some(&upload.files()))?;
    }
    let old_manifest = before.as_ref().map_or("{}", |before| before.manifest.as_str());
    let diff = diff(tx, old_manifest, &old_files, &installed)?;
    // Saving the same again is no version: those of before are worth more.
    if is_new || !diff.is_empty() {
        widget_versions::keep_current(tx, &installed, author, now)?;
    }
    let what = if is_new { "widget.installed" } else { "widget.updated" };
    finish(tx, before, installed, diff, what, addresses, author, now)
}

/// A widget from before versions were kept gets its first one when it is about to be replaced.
fn keep_first(tx: &Tx<'_>, before: Option<&Installation>, author: UserId) -> Result<(), StoreError> {
    match before {
        Some(before) if widget_versions::list(tx, before.id)?.is_empty() => {
            widget_versions::keep_current(tx, before, author, before.updated_at).map(drop)
        }
        _ => Ok(()),
    }
}

/// Goes back to an earlier upload, which becomes the newest version; settings stay.
pub fn roll_back(
    tx: &Tx<'_>,
    code: &str,
    n: i64,
    addresses: &AddressRules,
    author: UserId,
    now: Timestamp,
) -> Result<Updated, StoreError> {
    let mut installed = store::widgets::by_code(tx, code)?.ok_or_else(|| StoreError::missing("widget", code))?;
    let kept = widget_versions::list(tx, installed.id)?;
    let version = kept.into_iter().find(|version| version.n == n).ok_or_else(|| StoreError::missing("version", n))?;
    let before = installed.clone();
    let old_files = store::widgets::files_of(tx, installed.id)?;
    (installed.version, installed.manifest, installed.locales) = (version.version, version.manifest, version.locales);
    installed.updated_at = now;
    widget_versions::restore_files(tx, installed.id, n)?;
    store::widgets::update(tx, &installed, None)?;
    let diff = diff(tx, &before.manifest, &old_files, &installed)?;
    if !diff.is_empty() {
        widget_versions::keep_current(tx, &installed, author, now)?;
    }
    finish(tx, Some(before), installed, diff, "widget.rolled_back", addresses, author, now)
}

fn diff(
    tx: &Tx<'_>,
    old_manifest: &str,
    old_files: &[(String, i64, String)],
    installed: &Installation,
) -> Result<Diff, StoreError> {
    let new_files = store::widgets::files_of(tx, installed.id)?;
    Ok(Diff::between((old_manifest, &installed.manifest), hashes(old_files), hashes(&new_files)))
}

fn hashes(files: &[(String, i64, String)]) -> impl Iterator<Item = (&str, &str)> {
    files.iter().map(|(path, _, hash)| (path.as_str(), hash.as_str()))
}

/// What every change of a widget ends with: its triggers are told, and the deed is written down.
#[allow(clippy::too_many_arguments, reason = "one step, called from three places")]
fn finish(
    tx: &Tx<'_>,
    before: Option<Installation>,
    installed: Installation,
    diff: Diff,
    what: &str,
    addresses: &AddressRules,
    author: UserId,
    now: Timestamp,
) -> Result<Updated, StoreError> {
    let is_new = before.is_none();
    let was_active = before.is_none_or(|before| before.is_active);
    let switched_off = refresh(tx, &installed, addresses, author, now)?;
    let mut switched_on = Vec::new();
    if !installed.is_active {
        widget_versions::pause(tx, installed.id, &switched_off)?;
    } else if !was_active {
        switched_on = resume(tx, installed.id, author, now)?;
    }
    let what = match (was_active, installed.is_active) {
        (true, false) => "widget.switched_off",
        (false, true) => "widget.switched_on",
        _ => what,
    };
    let numbers = |triggers: &[TriggerId]| triggers.iter().map(|trigger| trigger.0).collect::<Vec<_>>();
    let changed = |changes: &widget::Changes| json!({ "added": changes.added, "removed": changes.removed, "changed": changes.changed });
    let details = json!({
        "version": installed.version,
        "manifest": changed(&diff.manifest), "locations": changed(&diff.locations), "files": changed(&diff.files),
        "switched_off_triggers": numbers(&switched_off), "switched_on_triggers": numbers(&switched_on),
    });
    note(tx, what, &installed.code, &details, author, now)?;
    Ok(Updated { widget: installed, is_new, switched_off, switched_on, diff })
}

/// Switches on again what was switched off together with the widget, where nobody has changed his mind since.
fn resume(tx: &Tx<'_>, widget: WidgetId, author: UserId, now: Timestamp) -> Result<Vec<TriggerId>, StoreError> {
    let mut switched_on = Vec::new();
    for id in widget_versions::take_paused(tx, widget)? {
        let Some(mut trigger) = store::triggers::get(tx, id)? else { continue };
        if trigger.is_enabled || trigger.rule.incomplete().is_some() || !trigger.rule.check().is_empty() {
            continue;
        }
        trigger.is_enabled = true;
        store::triggers::update(tx, &trigger, author, now)?;
        switched_on.push(id);
    }
    Ok(switched_on)
}

fn note(
    tx: &Tx<'_>,
    what: &str,
    code: &str,
    details: &serde_json::Value,
    author: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let entry = store::audit::Entry {
        id: 0,
        at: now,
        author,
        what: what.to_string(),
        kind: "widget".to_string(),
        subject: code.to_string(),
        details: details.to_string(),
    };
    store::audit::append(tx, &entry).map(drop)
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
    let before = installed.clone();
    apply(&mut installed, settings);
    installed.updated_at = now;
    store::widgets::update(tx, &installed, None)?;
    finish(tx, Some(before), installed, Diff::default(), "widget.settings_changed", addresses, author, now)
}

/// Removes a widget. Its triggers are switched off and named; they stay, and say what they waited for.
pub fn remove(tx: &Tx<'_>, code: &str, author: UserId, now: Timestamp) -> Result<Vec<NamedTrigger>, StoreError> {
    let installed = store::widgets::by_code(tx, code)?.ok_or_else(|| StoreError::missing("widget", code))?;
    let switched_off = store::triggers::refresh_widget(tx, installed.id, None, false, author, now)?;
    let named = store::triggers::of_widget(tx, installed.id)?.into_iter();
    let named: Vec<NamedTrigger> = named.filter(|(id, _)| switched_off.contains(id)).collect();
    store::widgets::remove(tx, installed.id, now)?;
    let triggers: Vec<_> = named.iter().map(|(id, name)| json!({ "id": id.0, "name": name })).collect();
    let details = json!({ "version": installed.version, "switched_off_triggers": triggers });
    note(tx, "widget.removed", code, &details, author, now)?;
    Ok(named)
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
