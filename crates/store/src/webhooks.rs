//! Webhooks of an account: who wants to hear of what. The events are told by `jobs`.

use std::collections::BTreeSet;

use domain::{ReceiverId, Timestamp, UserId, WebhookId};

use crate::error::StoreError;
use crate::receivers;
use crate::triggers;
use crate::tx::{Seq, Tx};
use crate::value::{P, Row, p};

/// Webhooks of an account (`webhooks` §1).
pub const WEBHOOKS_MAX: usize = 100;

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Its address, byte for byte: the key.
    pub destination: String,
    /// The same address among those that hooks go to.
    pub receiver: ReceiverId,
    /// The codes of the events that it wants, in the order they were sent.
    pub codes: Vec<String>,
    /// Its position among the others.
    pub sort: i64,
    /// Since when it is switched off, if it is.
    pub disabled_at: Option<Timestamp>,
    /// Who registered it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// Where events of some codes go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Where.
    pub receiver: ReceiverId,
    /// The codes.
    pub codes: BTreeSet<String>,
}

const COLUMNS: &str = "id, destination, receiver_id, codes, sort, disabled_at, created_by, created_at, updated_at";

/// All webhooks, in the order of their positions; one address only, if that is given.
pub fn list(tx: &Tx<'_>, destination: Option<&str>) -> Result<Vec<Webhook>, StoreError> {
    let only = if destination.is_some() { " and destination = ?2" } else { "" };
    let sql = format!("select {COLUMNS} from webhooks where account_id = ?1{only} order by sort, id");
    let mut params = vec![P::from(tx.account)];
    params.extend(destination.map(P::from));
    tx.rows(&sql, &params, from_row)
}

/// Those that are switched on, as deciding needs them.
pub(crate) fn subscriptions(tx: &Tx<'_>) -> Result<Vec<Subscription>, StoreError> {
    let sql = format!("select {COLUMNS} from webhooks where account_id = ?1 and disabled_at is null order by id");
    let webhooks = tx.rows(&sql, p![tx.account], from_row)?.into_iter();
    Ok(webhooks.map(|w| Subscription { receiver: w.receiver, codes: w.codes.into_iter().collect() }).collect())
}

/// Registers an address for these codes, or replaces the codes of one that is registered; that switches it on again.
pub fn put(
    tx: &Tx<'_>,
    destination: &str,
    codes: &[String],
    author: UserId,
    now: Timestamp,
) -> Result<Webhook, StoreError> {
    // The version comes first: it locks out every other publisher.
    triggers::next_version(tx)?;
    let known = list(tx, None)?;
    let text = serde_json::to_string(codes).map_err(|error| StoreError::Database(error.to_string()))?;
    if let Some(webhook) = known.iter().find(|webhook| webhook.destination == destination) {
        let sql =
            "update webhooks set codes = ?3, disabled_at = null, updated_at = ?4 where account_id = ?1 and id = ?2";
        tx.run(sql, p![tx.account, webhook.id, &text, now])?;
    } else {
        if known.len() >= WEBHOOKS_MAX {
            return Err(StoreError::Conflict(format!("an account has at most {WEBHOOKS_MAX} webhooks")));
        }
        let (id, receiver) = (tx.next_id(Seq::Webhook)?, receivers::ensure(tx, destination)?);
        let sort = known.iter().map(|webhook| webhook.sort).max().unwrap_or(0) + 1;
        tx.run(
            "insert into webhooks (account_id, id, destination, receiver_id, codes, sort, created_by, created_at, updated_at)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
            p![tx.account, id, destination, receiver, &text, sort, author, now],
        )?;
    }
    list(tx, Some(destination))?.pop().ok_or_else(|| StoreError::missing("webhook", destination))
}

/// Takes an address away. Says whether it was there.
pub fn delete(tx: &Tx<'_>, destination: &str) -> Result<bool, StoreError> {
    triggers::next_version(tx)?;
    let sql = "delete from webhooks where account_id = ?1 and destination = ?2";
    Ok(tx.run(sql, p![tx.account, destination])? > 0)
}

/// Switches off the webhook of an address that fails too often. Says whether there was one that was on.
pub fn disable(tx: &Tx<'_>, receiver: ReceiverId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "update webhooks set disabled_at = ?3, updated_at = ?3
               where account_id = ?1 and receiver_id = ?2 and disabled_at is null";
    let was_on = tx.run(sql, p![tx.account, receiver, now])? > 0;
    if was_on {
        triggers::next_version(tx)?;
    }
    Ok(was_on)
}

fn from_row(row: &Row<'_>) -> Result<Webhook, StoreError> {
    let codes = row.text(3)?;
    Ok(Webhook {
        id: WebhookId(row.int(0)?),
        destination: row.text(1)?,
        receiver: ReceiverId(row.int(2)?),
        codes: serde_json::from_str(&codes).map_err(|e| StoreError::Database(format!("stored codes: {e}")))?,
        sort: row.int(4)?,
        disabled_at: row.opt_time(5)?,
        created_by: UserId(row.int(6)?),
        created_at: row.time(7)?,
        updated_at: row.time(8)?,
    })
}
