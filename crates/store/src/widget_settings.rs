//! What was saved in the settings forms of widgets. The texts are the widgets' own; nobody else reads them.

use std::collections::HashMap;

use domain::{Timestamp, WidgetId};

use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::p;

/// The saved values of all widgets, each a JSON object. Widgets whose form was never saved are absent.
pub fn all(tx: &Tx<'_>) -> Result<HashMap<WidgetId, String>, StoreError> {
    let sql = "select widget_id, fields from widget_settings where account_id = ?1";
    Ok(tx.rows(sql, p![tx.account], |row| Ok((WidgetId(row.int(0)?), row.text(1)?)))?.into_iter().collect())
}

/// Saves the values of a widget: a JSON object, in place of what was saved before.
pub fn save(tx: &Tx<'_>, widget: WidgetId, fields: &str, now: Timestamp) -> Result<(), StoreError> {
    let sql = "insert into widget_settings (account_id, widget_id, fields, updated_at) values (?1, ?2, ?3, ?4)
               on conflict (account_id, widget_id) do update set
                   fields = excluded.fields, updated_at = excluded.updated_at";
    tx.run(sql, p![tx.account, widget, fields, now]).map(drop)
}
