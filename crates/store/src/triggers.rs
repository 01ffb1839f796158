//! Triggers in all their versions. Publishing raises the account's automation version; deciding reads it.

use std::collections::HashMap;
use std::sync::Arc;

use domain::account::{Account, HookEncoding};
use domain::automation::Automation;
use domain::retry::RetryPolicy;
use domain::trigger::{Rule, Trigger};
use domain::{ReceiverId, RunId, Timestamp, TriggerId, UserId, WidgetId};

use crate::accounts;
use crate::codec;
use crate::error::StoreError;
use crate::receivers;
use crate::runs;
use crate::tx::{Seq, Tx};
use crate::value::p;
use crate::webhooks::{self, Subscription};
use crate::widgets;

/// Triggers of one account.
pub const TRIGGERS_MAX: usize = 200_000;

/// All that deciding and enqueuing need of an account, compiled at one version.
#[derive(Debug)]
pub struct AccountRules {
    /// The enabled triggers by what they hear.
    pub automation: Automation,
    /// The account itself.
    pub account: Account,
    /// How each widget wants its hooks.
    pub hooks: HashMap<WidgetId, HookStyle>,
    /// The addresses that hooks of this account go to, byte for byte.
    pub addresses: HashMap<ReceiverId, Arc<str>>,
    /// Who wants to hear of what happens.
    pub subscriptions: Vec<Subscription>,
}

/// How a widget wants its hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HookStyle {
    /// Encoding of the body.
    pub encoding: HookEncoding,
    /// How often it is tried.
    pub retry: RetryPolicy,
}

impl AccountRules {
    /// The version that this is.
    pub fn version(&self) -> i64 {
        self.automation.version
    }
}

/// The rules of the account as of this transaction: the compiled ones if their version still stands, else compiled anew.
pub fn current(tx: &Tx<'_>) -> Result<Arc<AccountRules>, StoreError> {
    // Publishing locks the account's row and deciding shares it, so no decision falls between two versions.
    let sql = match tx.is_postgres() && tx.can_lock() {
        true => "select automation_version from accounts where account_id = ?1 for share",
        false => "select automation_version from accounts where account_id = ?1",
    };
    let version = tx.row(sql, p![tx.account], |row| row.int(0))?;
    let version = version.ok_or_else(|| StoreError::missing("account", tx.account))?;
    if !tx.has_published()
        && let Some(rules) = tx.caches.rules(tx.account, version)
    {
        return Ok(rules);
    }
    let rules = Arc::new(AccountRules {
        automation: Automation::compile(version, list(tx)?),
        account: accounts::get(tx)?,
        hooks: widgets::hook_styles(tx)?,
        addresses: receivers::addresses(tx)?,
        subscriptions: webhooks::subscriptions(tx)?,
    });
    if tx.has_published() {
        // Nobody else may see this version before its commit: after a rollback the next one will have its number.
        let (caches, account, kept) = (Arc::clone(tx.caches), tx.account, Arc::clone(&rules));
        tx.after_commit(move || caches.keep_rules(account, &kept));
    } else {
        tx.caches.keep_rules(tx.account, &rules);
    }
    Ok(rules)
}

/// The triggers as they stood at a version.
pub fn at_version(tx: &Tx<'_>, version: i64) -> Result<Vec<Trigger>, StoreError> {
    let sql = "select id, name, is_enabled, rule from triggers
               where account_id = ?1 and since <= ?2 and (until is null or until > ?2) order by id";
    let rows =
        tx.rows(sql, p![tx.account, version], |row| Ok((row.int(0)?, row.text(1)?, row.bool(2)?, row.text(3)?)))?;
    rows.into_iter().map(trigger_from).collect()
}

/// The triggers as they stood at a moment: for events that no trigger could hear, which remember no version.
pub fn at_time(tx: &Tx<'_>, at: Timestamp) -> Result<Vec<Trigger>, StoreError> {
    let sql = "select coalesce(max(since), 0) from triggers where account_id = ?1 and changed_at <= ?2";
    let version = tx.row(sql, p![tx.account, at], |row| row.int(0))?.unwrap_or(0);
    at_version(tx, version)
}

/// All triggers of the account, by id.
pub fn list(tx: &Tx<'_>) -> Result<Vec<Trigger>, StoreError> {
    let sql = "select id, name, is_enabled, rule from triggers where account_id = ?1 and until is null order by id";
    let rows = tx.rows(sql, p![tx.account], |row| Ok((row.int(0)?, row.text(1)?, row.bool(2)?, row.text(3)?)))?;
    rows.into_iter().map(trigger_from).collect()
}

/// A trigger.
pub fn get(tx: &Tx<'_>, id: TriggerId) -> Result<Option<Trigger>, StoreError> {
    let sql = "select id, name, is_enabled, rule from triggers where account_id = ?1 and id = ?2 and until is null";
    let row = tx.row(sql, p![tx.account, id], |row| Ok((row.int(0)?, row.text(1)?, row.bool(2)?, row.text(3)?)))?;
    row.map(trigger_from).transpose()
}

/// Raises the automation version and returns the new one. Everything that follows it sees the change.
pub fn next_version(tx: &Tx<'_>) -> Result<i64, StoreError> {
    let sql = "update accounts set automation_version = automation_version + 1 where account_id = ?1 returning automation_version";
    let version = tx.row(sql, p![tx.account], |row| row.int(0))?;
    tx.note_published();
    version.ok_or_else(|| StoreError::missing("account", tx.account))
}

/// Adds triggers, all in one version. Their ids are given here.
pub fn create(
    tx: &Tx<'_>,
    new: &[(String, bool, Rule)],
    author: UserId,
    now: Timestamp,
) -> Result<Vec<Trigger>, StoreError> {
    // The version comes first everywhere: it locks out every other publisher, so what is read after it stays true.
    let version = next_version(tx)?;
    let sql = "select count(*) from triggers where account_id = ?1 and until is null";
    let existing = tx.row(sql, p![tx.account], |row| row.int(0))?.unwrap_or(0) as usize;
    if existing + new.len() > TRIGGERS_MAX {
        return Err(StoreError::Conflict(format!("an account has at most {TRIGGERS_MAX} triggers")));
    }
    let mut made = Vec::with_capacity(new.len());
    for (name, is_enabled, rule) in new {
        let id = TriggerId(tx.next_id(Seq::Trigger)?);
        let trigger = Trigger { id, name: name.clone(), is_enabled: *is_enabled, rule: rule.clone() };
        insert_version(tx, &trigger, version, author, now)?;
        made.push(trigger);
    }
    Ok(made)
}

/// Replaces a trigger by a new version of itself. Switching it off drops its waiting runs; jobs already due stay.
pub fn update(tx: &Tx<'_>, trigger: &Trigger, author: UserId, now: Timestamp) -> Result<Vec<RunId>, StoreError> {
    let version = next_version(tx)?;
    if !end_version(tx, trigger.id, version)? {
        return Err(StoreError::missing("trigger", trigger.id));
    }
    insert_version(tx, trigger, version, author, now)?;
    if trigger.is_enabled { Ok(Vec::new()) } else { runs::drop_waiting_of(tx, trigger.id, "disabled", now) }
}

/// Deletes a trigger; its history stays. Returns the waiting runs that were dropped.
pub fn delete(tx: &Tx<'_>, id: TriggerId, now: Timestamp) -> Result<Vec<RunId>, StoreError> {
    let version = next_version(tx)?;
    if !end_version(tx, id, version)? {
        return Err(StoreError::missing("trigger", id));
    }
    runs::drop_waiting_of(tx, id, "deleted", now)
}

/// Tells the triggers of a widget where its hooks go and whether it stretches, after either has changed. A trigger that
/// is left without an address is switched off. Returns the triggers that were.
pub fn refresh_widget(
    tx: &Tx<'_>,
    widget: WidgetId,
    address: Option<ReceiverId>,
    action_multiple: bool,
    author: UserId,
    now: Timestamp,
) -> Result<Vec<TriggerId>, StoreError> {
    let version = next_version(tx)?;
    let sql = "select id, name, is_enabled, rule from triggers where account_id = ?1 and widget_id = ?2 and until is null order by id";
    let rows =
        tx.rows(sql, p![tx.account, widget], |row| Ok((row.int(0)?, row.text(1)?, row.bool(2)?, row.text(3)?)))?;
    let mut switched_off = Vec::new();
    for row in rows {
        let mut trigger = trigger_from(row)?;
        let domain::action::Action::WidgetHook(hook) = &mut trigger.rule.action else { continue };
        if hook.address == address && hook.action_multiple == action_multiple {
            continue;
        }
        (hook.address, hook.action_multiple) = (address, action_multiple);
        if trigger.is_enabled && (trigger.rule.incomplete().is_some() || !trigger.rule.check().is_empty()) {
            trigger.is_enabled = false;
            switched_off.push(trigger.id);
            runs::drop_waiting_of(tx, trigger.id, "disabled", now)?;
        }
        end_version(tx, trigger.id, version)?;
        insert_version(tx, &trigger, version, author, now)?;
    }
    Ok(switched_off)
}

/// The triggers of a widget.
pub fn of_widget(tx: &Tx<'_>, widget: WidgetId) -> Result<Vec<(TriggerId, String)>, StoreError> {
    let sql = "select id, name from triggers where account_id = ?1 and widget_id = ?2 and until is null order by id";
    tx.rows(sql, p![tx.account, widget], |row| Ok((TriggerId(row.int(0)?), row.text(1)?)))
}

fn insert_version(
    tx: &Tx<'_>,
    trigger: &Trigger,
    version: i64,
    author: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let widget = match &trigger.rule.action {
        domain::action::Action::WidgetHook(hook) => Some(hook.widget),
        _ => None,
    };
    tx.later(
        "insert into triggers (account_id, id, since, name, is_enabled, widget_id, rule, author, changed_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        p![
            tx.account,
            trigger.id,
            version,
            &trigger.name,
            trigger.is_enabled,
            widget,
            &codec::write(&trigger.rule)?,
            author,
            now
        ],
    )
}

fn end_version(tx: &Tx<'_>, id: TriggerId, version: i64) -> Result<bool, StoreError> {
    let sql = "update triggers set until = ?3 where account_id = ?1 and id = ?2 and until is null";
    Ok(tx.run(sql, p![tx.account, id, version])? > 0)
}

fn trigger_from((id, name, is_enabled, rule): (i64, String, bool, String)) -> Result<Trigger, StoreError> {
    Ok(Trigger { id: TriggerId(id), name, is_enabled, rule: codec::read(&rule)? })
}
