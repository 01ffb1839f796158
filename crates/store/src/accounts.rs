//! Accounts and their settings.

use domain::account::{Account, HookEncoding};
use domain::{AccountId, Timestamp};

use crate::error::StoreError;
use crate::tx::{Seq, Tx};
use crate::value::{Row, p};

pub(crate) const COLUMNS: &str = "account_id, subdomain, name, country, currency, time_zone, language, hook_encoding,
    accepts_without_settings, created_at";

pub(crate) fn from_row(row: &Row<'_>) -> Result<Account, StoreError> {
    Ok(Account {
        id: AccountId(row.int(0)?),
        subdomain: row.text(1)?,
        name: row.text(2)?,
        country: row.text(3)?,
        currency: row.text(4)?,
        time_zone: row.text(5)?,
        language: row.text(6)?,
        hook_encoding: encoding_from(row.int(7)?),
        accepts_widgets_without_settings: row.bool(8)?,
        created_at: row.time(9)?,
    })
}

pub(crate) fn encoding_from(number: i64) -> HookEncoding {
    if number == 1 { HookEncoding::Form } else { HookEncoding::Json }
}

pub(crate) fn encoding_number(encoding: HookEncoding) -> i64 {
    i64::from(encoding == HookEncoding::Form)
}

/// The account of this transaction.
pub fn get(tx: &Tx<'_>) -> Result<Account, StoreError> {
    let sql = format!("select {COLUMNS} from accounts where account_id = ?1");
    tx.row(&sql, p![tx.account], from_row)?.ok_or_else(|| StoreError::missing("account", tx.account))
}

/// Makes an account. Runs across accounts, since there is none to run in yet; the id in `account` is not looked at.
pub fn create(tx: &Tx<'_>, account: &Account, now: Timestamp) -> Result<AccountId, StoreError> {
    if crate::across::account_by_subdomain(tx, &account.subdomain)?.is_some() {
        return Err(StoreError::Conflict(format!("the account `{}` exists already", account.subdomain)));
    }
    let id = tx.next_id(Seq::Account)?;
    tx.run(
        "insert into accounts (account_id, subdomain, name, country, currency, time_zone, language, hook_encoding,
            accepts_without_settings, automation_version, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10)",
        p![
            id,
            &account.subdomain,
            &account.name,
            &account.country,
            &account.currency,
            &account.time_zone,
            &account.language,
            encoding_number(account.hook_encoding),
            account.accepts_widgets_without_settings,
            now
        ],
    )?;
    crate::fields::seed(tx, AccountId(id), now)?;
    Ok(AccountId(id))
}

/// Saves the settings that the engine reads; what was decided before stays decided.
pub fn save_hook_settings(
    tx: &Tx<'_>,
    encoding: HookEncoding,
    accepts_without_settings: bool,
) -> Result<(), StoreError> {
    tx.run(
        "update accounts set hook_encoding = ?2, accepts_without_settings = ?3 where account_id = ?1",
        p![tx.account, encoding_number(encoding), accepts_without_settings],
    )?;
    crate::triggers::next_version(tx).map(drop)
}

/// Saves how the account is called, and what it counts and tells time in.
pub fn save_profile(tx: &Tx<'_>, account: &Account) -> Result<(), StoreError> {
    tx.run(
        "update accounts set name = ?2, currency = ?3, time_zone = ?4, language = ?5 where account_id = ?1",
        p![tx.account, &account.name, &account.currency, &account.time_zone, &account.language],
    )?;
    // The engine knows accounts by version: schedules follow the new time zone from the next decision on.
    crate::triggers::next_version(tx).map(drop)
}
