//! `/api/v4/account` (`account-info`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use kommo::account::{AccountView, AccountWith};

use crate::api::caller::Caller;
use crate::api::{Address, Query, hal};
use crate::app::App;
use crate::error::ApiError;

/// Who the account is.
#[utoipa::path(get, path = "/api/v4/account", tag = "v4", params(("with" = Option<String>, Query)),
    responses((status = 200, body = kommo::account::Account, content_type = "application/hal+json")))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Address(base): Address,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let asked = kommo::php::decode(&query).map_err(|problem| ApiError::Malformed(problem.detail))?;
    let with = AccountWith::read(&asked);
    let read = |tx: &store::Tx<'_>| {
        let accepts_incoming = store::pipelines::main(tx).is_ok_and(|pipeline| pipeline.accepts_incoming);
        let lists = (store::roles::groups(tx)?, store::tasks::types(tx)?);
        Ok((store::accounts::get(tx)?, store::users::first_admin(tx)?, accepts_incoming, lists))
    };
    let (account, owner, accepts_incoming, (groups, types)) = app.store.read(caller.account, "account", read).await?;
    let groups: Vec<(i64, String)> = groups.into_iter().map(|(id, name)| (id.0, name)).collect();
    let task_types: Vec<kommo::account::TaskType> = types.into_iter().map(type_view).collect();
    let now = app.clock.now();
    let zone = app.engine.zones.get(&account.time_zone, now);
    let uuid = uuid_of(&app.instance, caller.account.0);
    let drive_url = base.at("").this.href.replace("/api/v4/", "");
    let view = AccountView {
        account: &account,
        current_user: caller.user,
        owner: owner.id,
        updated_at: account.created_at,
        accepts_incoming,
        uuid: &uuid,
        drive_url: &drive_url,
        utc_offset_seconds: zone.offset_seconds(now),
        groups: &groups,
        task_types: &task_types,
    };
    Ok(hal(StatusCode::OK, &kommo::account::account(&view, &with, &base)))
}

fn type_view(own: store::tasks::TaskType) -> kommo::account::TaskType {
    let store::tasks::TaskType { id, name, code, color, icon, .. } = own;
    kommo::account::TaskType { id: id.0, name, color, icon_id: icon, code: code.unwrap_or_default() }
}

/// A UUID that is always the same for an account of an installation (version 8: made in our own way).
fn uuid_of(instance: &str, account: i64) -> String {
    use sha2::{Digest, Sha256};
    let hash = crate::secrets::hex(&Sha256::digest(format!("{instance}/{account}")));
    format!("{}-{}-8{}-8{}-{}", &hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..32])
}
