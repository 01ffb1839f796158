//! What integrations are told by a request of ours: that a widget of theirs was installed, that they were disabled.
//!
//! One attempt with three seconds, whatever is answered, as with the original (`auth-public-integrations`). It begins
//! after the commit that it speaks of and delays nobody's transaction.

use std::sync::Arc;
use std::time::Duration;

use domain::AccountId;
use domain::integration::Integration;
use store::integrations::Sealed;

use super::{issue_code, open_secret};
use crate::api::caller::Caller;
use crate::api::idempotency::outside;
use crate::app::App;
use crate::error::ApiError;
use crate::outbound::{Outcome, parse_url};
use crate::secrets::{hex, mac};

/// What a receiver has for its answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Tells an integration that it was disabled in an account (`step-by-step`).
pub async fn disabled(app: &Arc<App>, account: AccountId, sealed: &Sealed) -> Result<(), ApiError> {
    let Integration { client, card, .. } = &sealed.integration;
    let Some(hook) = &card.uninstall_url else { return Ok(()) };
    let text = kommo::oauth::disabled_text(account, *client);
    use hmac::Mac;
    let signature = mac(open_secret(app, sealed)?.as_bytes()).chain_update(text).finalize().into_bytes();
    tell(app, kommo::oauth::disabled(hook, account, *client, &hex(&signature))).await;
    Ok(())
}

/// Tells an integration that its widget was installed, with a code (`auth-public-integrations`). Other widgets belong
/// to nobody, and nobody is told.
pub async fn widget_installed(app: &Arc<App>, caller: Caller, code: &str, host: &str) -> Result<(), ApiError> {
    let widget = code.to_string();
    let found =
        app.store.read(caller.account, "widget's integration", move |tx| store::integrations::of_widget(tx, &widget));
    let Some(sealed) = found.await?.filter(|sealed| sealed.integration.is_enabled) else { return Ok(()) };
    let Integration { client, card, .. } = &sealed.integration;
    let Some(redirect) = card.redirects.first() else { return Ok(()) };
    let code = issue_code(app, caller.account, caller.user, *client, card.scopes, redirect).await?;
    tell(app, kommo::oauth::installed(redirect, &code, host, *client)).await;
    Ok(())
}

/// Asks an address once. Goes on when the caller goes away: what it tells of has happened.
async fn tell(app: &Arc<App>, url: String) {
    outside().await;
    let outbound = app.outbound.clone();
    let told = tokio::spawn(async move {
        let to = url.split('?').next().unwrap_or_default();
        match parse_url(&url) {
            Ok(target) => match outbound.get(&target, TIMEOUT).await.outcome {
                Outcome::Answered { status, .. } => tracing::info!(to, status, "an integration was told"),
                outcome => tracing::warn!(to, ?outcome, "an integration could not be told"),
            },
            Err(problems) => tracing::warn!(to, ?problems, "an integration could not be told"),
        }
    });
    // The receiver's panic would be ours; there is nothing to do about it but not to pass it on.
    let _ = told.await;
}
