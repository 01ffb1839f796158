//! The pages of signed-in browsers, with the policy that their account's widgets need.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::Response;
use domain::AccountId;
use http::request::Parts;
use store::{StoreError, Tx};

use super::{key, policy};
use crate::api::caller::Caller;
use crate::app::App;
use crate::ui;

/// Bytes of one file that are searched for addresses: bundles name theirs anywhere, but not after this.
const SEARCHED_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Files in which a widget names what it loads.
const SEARCHED: [&str; 5] = ["js", "html", "twig", "json", "css"];

/// The page at a path. Without a session, without widgets, or with `?safe=1` it is the strict one.
pub async fn serve(app: &Arc<App>, parts: &mut Parts) -> Response {
    let path = parts.uri.path().to_string();
    if !ui::is_page(&path) {
        return ui::serve(&path);
    }
    let is_safe = parts.uri.query().is_some_and(|query| query.split('&').any(|pair| pair == "safe=1"));
    let caller = if is_safe { None } else { Caller::from_request_parts(parts, app).await.ok() };
    let policy = match caller {
        Some(caller) => of_account(app, caller.account).await.unwrap_or_default(),
        None => None,
    };
    match policy {
        Some(policy) => ui::serve_with(&policy, &policy::name(&policy)),
        None => ui::serve_with(ui::POLICY, policy::STRICT),
    }
}

/// The policy that an account's widgets need; nothing where no widget runs.
pub async fn of_account(app: &App, account: AccountId) -> Result<Option<String>, StoreError> {
    let active = app.store.read(account, "active widgets", active_files).await?;
    if active.is_empty() {
        return Ok(None);
    }
    let mut origins: Vec<String> = Vec::new();
    for (id, stamp, paths) in active {
        let named = match app.host.named(&stamp) {
            Some(named) => named,
            None => {
                let named = app.store.read(account, "addresses of a widget", move |tx| search(tx, id, &paths)).await?;
                app.host.remember(&stamp, &named);
                named
            }
        };
        origins.extend(named);
    }
    origins.sort();
    origins.dedup();
    origins.truncate(policy::ORIGINS_MAX);
    Ok(Some(policy::with_widgets(&origins)))
}

type Files = (domain::WidgetId, String, Vec<String>);

fn active_files(tx: &Tx<'_>) -> Result<Vec<Files>, StoreError> {
    let widgets = store::widgets::list(tx)?;
    let active = widgets.iter().filter(|widget| widget.is_active);
    let files = |widget: &store::widgets::Installation| {
        let files = store::widgets::files_of(tx, widget.id)?;
        let stamp = key::stamp(&files);
        Ok((widget.id, stamp, files.into_iter().map(|(path, _, _)| path).collect()))
    };
    active.map(files).collect()
}

fn search(tx: &Tx<'_>, id: domain::WidgetId, paths: &[String]) -> Result<Vec<String>, StoreError> {
    let mut origins = Vec::new();
    for path in paths.iter().filter(|path| path.rsplit('.').next().is_some_and(|ending| SEARCHED.contains(&ending))) {
        let bytes = store::widgets::file(tx, id, path)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SEARCHED_BYTES_MAX)]);
        policy::origins_in(&text, &mut origins);
    }
    Ok(origins)
}
