//! What customers have beyond their shape: sums of purchases, bonus points (`customers-api`).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use http::StatusCode;
use kommo::record::shapes::BONUS_POINTS;
use serde_json::{Value, json};
use store::records::{Kind, Record};
use store::{StoreError, Tx};

use super::groups::CUSTOMERS;
use super::records::{Step, body_of};
use super::table::{Answers, Table};
use crate::api::caller::Caller;
use crate::api::{Json, Path, hal, id};
use crate::app::App;
use crate::error::ApiError;

/// Adds the routes.
pub fn mount(table: Table) -> Table {
    let path = "/api/v4/customers/{id}/bonus_points";
    table.row("POST", path, "Adds bonus points, or takes some away", Answers::Body(200), post(bonus_points))
}

/// Keeps the sums of a customer when a purchase is made or deleted.
pub fn count_purchase(tx: &Tx<'_>, purchase: &Record, step: Step) -> Result<(), StoreError> {
    let Some(customer) = store::records::get(tx, Kind::Customer, purchase.owner)? else {
        return Err(StoreError::missing("customer", purchase.owner));
    };
    let (bought, mut fields) = (body_of(purchase)?, body_of(&customer)?);
    let number = |value: Option<&Value>| value.and_then(Value::as_i64).unwrap_or_default();
    let sign = if step == Step::Made { 1 } else { -1 };
    let ltv = number(fields.get("ltv")).saturating_add(sign * number(bought.get("price")));
    let n = (number(fields.get("purchases_count")) + sign).max(0);
    fields.insert("ltv".to_string(), json!(ltv));
    fields.insert("purchases_count".to_string(), json!(n));
    fields.insert("average_check".to_string(), json!(if n == 0 { 0 } else { ltv / n }));
    for key in ["next_price", "next_date"] {
        if let (Step::Made, Some(value)) = (step, bought.get(key).filter(|value| !value.is_null())) {
            fields.insert(key.to_string(), value.clone());
        }
    }
    store::records::save(tx, Kind::Customer, &CUSTOMERS.fill(customer, &fields))
}

async fn bonus_points(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(customer): Path<String>,
    Json(body): Json,
) -> Result<Response, ApiError> {
    let customer = id(&customer)?;
    let points = kommo::customer::parse_bonus_points(&body)?;
    let now = app.clock.now();
    let change = move |tx: &Tx<'_>| {
        let found = store::records::get(tx, Kind::Customer, customer)?;
        let found = found.ok_or_else(|| StoreError::missing("customer", customer))?;
        let mut fields = body_of(&found)?;
        let had = fields.get(BONUS_POINTS).and_then(Value::as_i64).unwrap_or_default();
        let left = had.saturating_add(points);
        if left < 0 {
            return Err(StoreError::invalid(kommo::customer::too_few(had)));
        }
        fields.insert(BONUS_POINTS.to_string(), json!(left));
        let record = Record { updated_by: caller.user, updated_at: now, ..CUSTOMERS.fill(found, &fields) };
        store::records::save(tx, Kind::Customer, &record)?;
        Ok(left)
    };
    let left = app.store.write(caller.account, "bonus points", change).await?;
    Ok(hal(StatusCode::OK, &json!({ BONUS_POINTS: left })))
}
