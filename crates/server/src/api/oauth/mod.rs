//! OAuth 2.0: the authorization page, the token endpoint, and what stands around them. Bodies are read and written by
//! `kommo::oauth`; what is kept stands in `store::grants`.

pub mod authorize;
pub mod button;
pub mod notice;
mod page;
pub mod token;
pub mod whoami;

use std::sync::Arc;

use domain::integration::{ClientId, Scopes};
use domain::{AccountId, UserId};
use store::grants::Code;

use crate::api::caller::secret_hash;
use crate::app::App;
use crate::error::ApiError;
use crate::secrets;

/// Bytes of chance in codes and refresh tokens.
const SECRET_BYTES: usize = 48;

/// Makes a code and writes it down; only its hash is kept.
pub async fn issue_code(
    app: &Arc<App>,
    account: AccountId,
    user: UserId,
    client: ClientId,
    scopes: Scopes,
    redirect: &str,
) -> Result<String, ApiError> {
    let text = secrets::random_token(SECRET_BYTES).map_err(|e| ApiError::Internal(e.to_string()))?;
    let now = app.clock.now();
    let code = Code {
        hash: secret_hash(&text),
        client,
        user,
        scopes,
        redirect: redirect.to_string(),
        expires_at: now.plus_seconds(app.config.oauth.code),
    };
    app.store.write(account, "authorization code", move |tx| store::grants::note_code(tx, &code, now)).await?;
    Ok(text)
}

/// What the sealed secret of an integration is bound to: copied to another one it does not open.
pub fn seal_name(client: ClientId) -> String {
    format!("integration {client}")
}

/// The secret of an integration.
pub fn open_secret(app: &App, sealed: &store::integrations::Sealed) -> Result<String, ApiError> {
    let name = seal_name(sealed.integration.client);
    app.vault.open(&name, &sealed.secret).map_err(|e| ApiError::Internal(e.to_string()))
}
