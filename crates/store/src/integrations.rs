//! Integrations and their sealed secrets. Sealing is the server's: here a secret is a text that says nothing.

use domain::Timestamp;
use domain::integration::{Card, ClientId, Integration, Scopes};

use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::{Row, p};

/// Integrations of one account. The original names no limit; each is a row that pages show.
pub const INTEGRATIONS_MAX: i64 = 200;

const COLUMNS: &str =
    "client, name, description, redirects, uninstall_url, scopes, widget_code, is_enabled, created_at,
    updated_at, sealed_secret, account_id";

/// An integration with its sealed secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// What everybody may know.
    pub integration: Integration,
    /// What only the installation's key opens.
    pub secret: String,
}

pub(crate) fn client_from(text: String) -> Result<ClientId, StoreError> {
    ClientId::parse(&text).ok_or_else(|| StoreError::Database(format!("`{text}` is no client id")))
}

pub(crate) fn from_row(row: &Row<'_>) -> Result<Sealed, StoreError> {
    let card = Card {
        name: row.text(1)?,
        description: row.text(2)?,
        redirects: row.text(3)?.lines().map(str::to_string).collect(),
        uninstall_url: row.opt_text(4)?,
        scopes: Scopes::read(&row.text(5)?),
        widget: row.opt_text(6)?,
    };
    let integration = Integration {
        client: client_from(row.text(0)?)?,
        card,
        is_enabled: row.bool(7)?,
        created_at: row.time(8)?,
        updated_at: row.time(9)?,
    };
    Ok(Sealed { integration, secret: row.text(10)? })
}

pub(crate) fn columns() -> &'static str {
    COLUMNS
}

/// Registers an integration.
pub fn create(
    tx: &Tx<'_>,
    client: ClientId,
    card: &Card,
    sealed_secret: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let n = tx.row("select count(*) from integrations where account_id = ?1", p![tx.account], |row| row.int(0))?;
    if n.unwrap_or_default() >= INTEGRATIONS_MAX {
        return Err(StoreError::Conflict(format!("an account has at most {INTEGRATIONS_MAX} integrations")));
    }
    refuse_taken_widget(tx, client, card)?;
    tx.run(
        "insert into integrations (account_id, client, name, description, redirects, uninstall_url, scopes, widget_code,
            sealed_secret, is_enabled, created_at, updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1, ?10, ?10)",
        p![
            tx.account,
            &client.to_string(),
            &card.name,
            &card.description,
            &card.redirects.join("\n"),
            card.uninstall_url.as_ref(),
            &card.scopes.words().join(" "),
            card.widget.as_ref(),
            sealed_secret,
            now
        ],
    )
    .map(drop)
}

fn refuse_taken_widget(tx: &Tx<'_>, client: ClientId, card: &Card) -> Result<(), StoreError> {
    let Some(code) = &card.widget else { return Ok(()) };
    match of_widget(tx, code)? {
        Some(other) if other.integration.client != client => {
            let told = format!("the widget {code} belongs to the integration {}", other.integration.client);
            Err(StoreError::Conflict(told))
        }
        _ => Ok(()),
    }
}

/// Saves what may be changed.
pub fn save(tx: &Tx<'_>, client: ClientId, card: &Card, is_enabled: bool, now: Timestamp) -> Result<(), StoreError> {
    refuse_taken_widget(tx, client, card)?;
    let saved = tx.run(
        "update integrations set name = ?3, description = ?4, redirects = ?5, uninstall_url = ?6, scopes = ?7,
            widget_code = ?8, is_enabled = ?9, updated_at = ?10
         where account_id = ?1 and client = ?2",
        p![
            tx.account,
            &client.to_string(),
            &card.name,
            &card.description,
            &card.redirects.join("\n"),
            card.uninstall_url.as_ref(),
            &card.scopes.words().join(" "),
            card.widget.as_ref(),
            is_enabled,
            now
        ],
    )?;
    if saved == 0 { Err(StoreError::missing("integration", client)) } else { Ok(()) }
}

/// Gives an integration another secret.
pub fn save_secret(tx: &Tx<'_>, client: ClientId, sealed_secret: &str, now: Timestamp) -> Result<(), StoreError> {
    let sql = "update integrations set sealed_secret = ?3, updated_at = ?4 where account_id = ?1 and client = ?2";
    let saved = tx.run(sql, p![tx.account, &client.to_string(), sealed_secret, now])?;
    if saved == 0 { Err(StoreError::missing("integration", client)) } else { Ok(()) }
}

/// An integration of the account.
pub fn get(tx: &Tx<'_>, client: ClientId) -> Result<Option<Sealed>, StoreError> {
    let sql = format!("select {COLUMNS} from integrations where account_id = ?1 and client = ?2");
    tx.row(&sql, p![tx.account, &client.to_string()], from_row)
}

/// The integration that a widget belongs to.
pub fn of_widget(tx: &Tx<'_>, code: &str) -> Result<Option<Sealed>, StoreError> {
    let sql = format!("select {COLUMNS} from integrations where account_id = ?1 and widget_code = ?2");
    tx.row(&sql, p![tx.account, code], from_row)
}

/// All integrations, the oldest first.
pub fn list(tx: &Tx<'_>) -> Result<Vec<Sealed>, StoreError> {
    let sql = format!("select {COLUMNS} from integrations where account_id = ?1 order by client limit ?2");
    let mut all = tx.rows(&sql, p![tx.account, INTEGRATIONS_MAX], from_row)?;
    all.sort_by_key(|sealed| (sealed.integration.created_at, sealed.integration.client));
    Ok(all)
}

/// Removes an integration with all that was allowed to it; says whether there was one.
pub fn remove(tx: &Tx<'_>, client: ClientId) -> Result<bool, StoreError> {
    let client = client.to_string();
    let gone = p![tx.account, &client];
    tx.run(
        "delete from refresh_tokens where account_id = ?1
            and grant_id in (select id from grants where account_id = ?1 and client = ?2)",
        gone,
    )?;
    tx.run("delete from grants where account_id = ?1 and client = ?2", gone)?;
    tx.run("delete from grant_codes where account_id = ?1 and client = ?2", gone)?;
    Ok(tx.run("delete from integrations where account_id = ?1 and client = ?2", gone)? > 0)
}
