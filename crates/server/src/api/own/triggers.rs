//! Triggers: the rules of the automation.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::filter::{Filter, Quantity, TextTest};
use domain::schedule::{ActiveHours, Outside, Window};
use domain::trigger::{IfLeft, Trigger};
use domain::when::When;
use domain::{FieldId, TagId, Timestamp, TriggerId, UserId};
use http::StatusCode;
use kommo::problem::OwnFailure;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json as value};
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::{PlaceView, place};
use crate::api::caller::Caller;
use crate::api::input::Input;
use crate::api::{BODY_BYTES_MAX, Path, id, json, nothing, parse, read_body};
use crate::app::App;
use crate::engine::triggers::{self, Draft};
use crate::engine::{Engine, batch};
use crate::error::ApiError;
use action::{ActionBody, ActionView};

pub mod action;

/// Triggers made in one request.
const BATCH_MAX: usize = 250;

/// A trigger.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriggerView {
    /// Stable over edits.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// `enabled`, `disabled` or `incomplete`.
    pub state: &'static str,
    /// Why it cannot be switched on.
    pub incomplete: Option<Incomplete>,
    /// Where it stands.
    pub stages: Vec<PlaceView>,
    /// What it waits for.
    pub when: WhenView,
    /// All must hold.
    #[schema(value_type = Vec<Object>)]
    pub filters: Vec<Value>,
    /// When it may act; absent is always.
    #[schema(value_type = Option<Object>)]
    pub hours: Option<Value>,
    /// Seconds between event and action.
    pub delay_seconds: i64,
    /// `skip` or `run_anyway`: what becomes of a delayed run whose lead has left.
    pub if_left: &'static str,
    /// What it does.
    pub action: ActionView,
}

/// Why a trigger cannot be switched on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Incomplete {
    /// Stable, for programs.
    pub code: &'static str,
    /// For people.
    pub detail: String,
}

/// The event that a trigger waits for.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhenView {
    /// `created`, `moved`, `moved_or_created`, `mail_in`, `call_in`, `site_visit` or `chat`.
    pub on: &'static str,
}

/// A list of triggers.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriggersView {
    /// By id.
    pub triggers: Vec<TriggerView>,
}

fn view(tx: &Tx<'_>, trigger: Trigger) -> Result<TriggerView, StoreError> {
    let rule = trigger.rule;
    let incomplete = rule.incomplete().map(|problem| Incomplete { code: problem.code, detail: problem.detail });
    let state = match (trigger.is_enabled, &incomplete) {
        (true, _) => "enabled",
        (false, Some(_)) => "incomplete",
        (false, None) => "disabled",
    };
    Ok(TriggerView {
        id: trigger.id.0,
        name: trigger.name,
        state,
        incomplete,
        stages: rule.area.places().iter().copied().map(PlaceView::from).collect(),
        when: WhenView { on: rule.when.name() },
        filters: rule.filters.iter().map(filter_view).collect(),
        hours: hours_view(&rule.hours),
        delay_seconds: rule.delay_seconds,
        if_left: if rule.if_left == IfLeft::RunAnyway { "run_anyway" } else { "skip" },
        action: action::view(tx, rule.action)?,
    })
}

fn filter_view(filter: &Filter) -> Value {
    match filter {
        Filter::Price { min, max } => value!({ "field": "price", "min": min, "max": max }),
        Filter::Responsible(users) => {
            value!({ "field": "responsible", "users": users.iter().map(|user| user.0).collect::<Vec<_>>() })
        }
        Filter::Tags { quantity, tags } => {
            value!({ "field": "tags", "quantity": quantity.name(), "tags": tags.iter().map(|tag| tag.0).collect::<Vec<_>>() })
        }
        Filter::Field { field, test } => {
            value!({ "field": "field", "id": field.0, "test": test.name(), "texts": test.texts() })
        }
        Filter::Source(_) => value!({ "field": "source" }),
    }
}

fn hours_view(hours: &ActiveHours) -> Option<Value> {
    let ActiveHours::Weekly { windows, outside } = hours else { return None };
    let window = |w: &Window| value!({ "weekday": w.weekday, "from": w.from, "to": w.to });
    let outside = if *outside == Outside::Drop { "drop" } else { "hold" };
    Some(value!({ "windows": windows.iter().map(window).collect::<Vec<_>>(), "outside": outside }))
}

/// Body of a trigger.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct TriggerBody {
    name: Option<String>,
    stages: Vec<PlaceBody>,
    when: WhenBody,
    filters: Option<Vec<Value>>,
    hours: Option<Value>,
    delay_seconds: Option<i64>,
    if_left: Option<String>,
    action: ActionBody,
    enabled: Option<bool>,
    /// Also for the leads that stand on these stages already.
    apply_to_existing: Option<bool>,
}

/// A stage with its pipeline.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct PlaceBody {
    pipeline_id: i64,
    stage_id: i64,
}

/// The event that a trigger waits for.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a body in the OpenAPI document; the body itself is read by hand")]
pub struct WhenBody {
    on: String,
}

fn draft(input: &Input<'_>, settings: String) -> Option<Draft> {
    let places = input.each("stages", place);
    let places = input.require("stages", places).map(|places| places.into_iter().flatten().collect());
    let when = input.object("when");
    let when = input.require("when", when).and_then(|when| read_when(&when));
    let action = input.object("action");
    let action = input.require("action", action).and_then(|action| action::read(&action, settings));
    let filters: Vec<Filter> = input.each("filters", read_filter).unwrap_or_default().into_iter().flatten().collect();
    let hours = input.object("hours").map_or(ActiveHours::Always, |hours| read_hours(&hours));
    let if_left = match input.text("if_left") {
        None | Some("skip") => IfLeft::Skip,
        Some("run_anyway") => IfLeft::RunAnyway,
        Some(_) => {
            input.problem("if_left", "bad_choice", "this is `skip` or `run_anyway`");
            IfLeft::Skip
        }
    };
    Some(Draft {
        name: input.text("name").unwrap_or_default().to_string(),
        delay_seconds: input.int("delay_seconds").unwrap_or(0),
        is_enabled: input.bool("enabled").unwrap_or(false),
        applies_to_existing: input.bool("apply_to_existing").unwrap_or(false),
        if_left,
        filters,
        hours,
        places: places?,
        when: when?,
        action: action?,
    })
}

fn read_when(input: &Input<'_>) -> Option<When> {
    let on = input.require("on", input.text("on"));
    input.close();
    let when = When::from_name(on?);
    if when.is_none() {
        let known = "created, moved, moved_or_created, mail_in, call_in, site_visit, chat";
        input.problem("on", "bad_choice", format!("this is one of {known}"));
    }
    when
}

fn read_filter(input: &Input<'_>) -> Option<Filter> {
    match input.require("field", input.text("field"))? {
        "price" => Some(Filter::Price { min: input.int("min"), max: input.int("max") }),
        "responsible" => {
            let users = input.require("users", input.ints("users"))?;
            Some(Filter::Responsible(users.into_iter().map(UserId).collect()))
        }
        "tags" => {
            let quantity = input.require("quantity", input.text("quantity")).map(Quantity::from_name);
            if quantity == Some(None) {
                input.problem("quantity", "bad_choice", "this is `all`, `any` or `none`");
            }
            let tags = input.require("tags", input.ints("tags"))?;
            Some(Filter::Tags { quantity: quantity??, tags: tags.into_iter().map(TagId).collect() })
        }
        "field" => {
            let field = input.require("id", input.int("id")).map(FieldId);
            let name = input.require("test", input.text("test"));
            let test = TextTest::from_parts(name?, input.texts("texts").unwrap_or_default());
            if test.is_none() {
                let told = "this is `matches` or `differs` with texts, `contains` or `lacks` with one, or `filled` or `empty` with none";
                input.problem("test", "bad_choice", told);
            }
            Some(Filter::Field { field: field?, test: test? })
        }
        _ => {
            input.problem("field", "bad_choice", "this is one of price, responsible, tags, field");
            None
        }
    }
}

fn read_hours(input: &Input<'_>) -> ActiveHours {
    let window = |window: &Input<'_>| {
        let number = |key| window.require(key, window.int(key)).unwrap_or(0);
        // Out of range becomes something that the rules refuse.
        let minute = |value: i64| u16::try_from(value).unwrap_or(u16::MAX);
        let weekday = u8::try_from(number("weekday")).unwrap_or(u8::MAX);
        Window { weekday, from: minute(number("from")), to: minute(number("to")) }
    };
    let windows = input.each("windows", window).unwrap_or_default();
    let outside = match input.text("outside") {
        None | Some("hold") => Outside::Hold,
        Some("drop") => Outside::Drop,
        Some(_) => {
            input.problem("outside", "bad_choice", "this is `hold` or `drop`");
            Outside::Hold
        }
    };
    input.close();
    ActiveHours::Weekly { windows, outside }
}

/// A body twice: as a tree, and with the text of each `action.settings` as it was sent. That text is kept byte for byte,
/// which a tree could not promise.
#[derive(serde::Deserialize)]
struct SettingsOf {
    action: Option<ActionSettings>,
}

#[derive(serde::Deserialize)]
struct ActionSettings {
    settings: Option<Box<RawValue>>,
}

#[derive(serde::Deserialize)]
struct SettingsOfMany {
    triggers: Option<Vec<SettingsOf>>,
}

impl SettingsOf {
    fn text(self) -> String {
        let settings = self.action.and_then(|action| action.settings);
        settings.map_or_else(|| "{}".to_string(), |raw| raw.get().to_string())
    }
}

/// Lists triggers.
#[utoipa::path(get, path = "/api/pipewright/v1/triggers", tag = "automation", responses((status = 200, body = TriggersView)))]
pub async fn list(caller: Caller, State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let read = |tx: &Tx<'_>| {
        store::triggers::list(tx)?.into_iter().map(|trigger| view(tx, trigger)).collect::<Result<Vec<_>, _>>()
    };
    let triggers = app.store.read(caller.account, "triggers", read).await?;
    Ok(json(StatusCode::OK, &TriggersView { triggers }))
}

/// Gets a trigger.
#[utoipa::path(get, path = "/api/pipewright/v1/triggers/{id}", tag = "automation", params(("id" = i64, Path)),
    responses((status = 200, body = TriggerView), (status = 404, body = OwnFailure)))]
pub async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(trigger): Path<String>,
) -> Result<Response, ApiError> {
    let trigger = TriggerId(id(&trigger)?);
    let read = move |tx: &Tx<'_>| {
        let found = store::triggers::get(tx, trigger)?.ok_or_else(|| StoreError::missing("trigger", trigger))?;
        view(tx, found)
    };
    Ok(json(StatusCode::OK, &app.store.read(caller.account, "trigger", read).await?))
}

/// Makes a trigger.
#[utoipa::path(post, path = "/api/pipewright/v1/triggers", tag = "automation", request_body = TriggerBody,
    responses((status = 201, body = TriggerView), (status = 400, body = OwnFailure)))]
pub async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    request: axum::extract::Request,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let draft = read_one(&read_body(request, BODY_BYTES_MAX).await?)?;
    let mut made = save(&app, caller, vec![draft]).await?;
    match made.pop() {
        Some(trigger) => Ok(json(StatusCode::CREATED, &trigger)),
        None => Err(ApiError::Internal("no trigger was made".to_string())),
    }
}

/// Makes up to 250 triggers, all in one version of the automation.
#[utoipa::path(post, path = "/api/pipewright/v1/triggers/batch", tag = "automation", request_body = Object,
    responses((status = 201, body = TriggersView), (status = 400, body = OwnFailure)))]
pub async fn create_many(
    caller: Caller,
    State(app): State<Arc<App>>,
    request: axum::extract::Request,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let drafts = read_many(&read_body(request, BODY_BYTES_MAX).await?)?;
    let triggers = save(&app, caller, drafts).await?;
    Ok(json(StatusCode::CREATED, &TriggersView { triggers }))
}

fn read_many(bytes: &[u8]) -> Result<Vec<Draft>, ApiError> {
    let body = parse(bytes)?;
    let raw: SettingsOfMany = serde_json::from_slice(bytes).unwrap_or(SettingsOfMany { triggers: None });
    let mut settings = raw.triggers.unwrap_or_default().into_iter().map(SettingsOf::text);
    let input = Input::of(&body);
    let drafts = input.each("triggers", |item| draft(item, settings.next().unwrap_or_else(|| "{}".to_string())));
    let drafts = input.require("triggers", drafts);
    if drafts.as_ref().is_some_and(|drafts| drafts.is_empty() || drafts.len() > BATCH_MAX) {
        input.problem("triggers", "out_of_range", format!("send 1 to {BATCH_MAX} triggers"));
    }
    Ok(input.finish(drafts)?.into_iter().flatten().collect())
}

fn read_one(bytes: &[u8]) -> Result<Draft, ApiError> {
    let body = parse(bytes)?;
    let raw: SettingsOf = serde_json::from_slice(bytes).unwrap_or(SettingsOf { action: None });
    let input = Input::of(&body);
    let draft = draft(&input, raw.text());
    input.finish(draft)
}

async fn save(app: &Arc<App>, caller: Caller, drafts: Vec<Draft>) -> Result<Vec<TriggerView>, ApiError> {
    let (addresses, now) = (app.addresses.clone(), app.clock.now());
    let is_one = drafts.len() == 1;
    let request_ids: Vec<String> = (0..drafts.len()).map(|index| format!("triggers.{index}")).collect();
    let engine = Arc::clone(&app.engine);
    let make = move |tx: &Tx<'_>| {
        let made = triggers::create(tx, &drafts, &addresses, caller.user, now)?;
        for (draft, trigger) in drafts.iter().zip(&made) {
            apply_to_existing(tx, &engine, draft, trigger.id, caller.user, now)?;
        }
        made.into_iter().map(|trigger| view(tx, trigger)).collect::<Result<Vec<_>, _>>()
    };
    let made = app.store.write(caller.account, "create triggers", make).await;
    made.map_err(|error| if is_one { ApiError::from(error) } else { ApiError::of_items(error, &request_ids) })
}

fn apply_to_existing(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    draft: &Draft,
    trigger: TriggerId,
    author: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    match draft.applies_to_existing {
        true => batch::begin(tx, engine, trigger, author, now).map(drop),
        false => Ok(()),
    }
}

/// Replaces a trigger; its id stays, and so does its history.
#[utoipa::path(put, path = "/api/pipewright/v1/triggers/{id}", tag = "automation", params(("id" = i64, Path)),
    request_body = TriggerBody, responses((status = 200, body = TriggerView), (status = 400, body = OwnFailure)))]
pub async fn replace(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(trigger): Path<String>,
    request: axum::extract::Request,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let trigger = TriggerId(id(&trigger)?);
    let draft = read_one(&read_body(request, BODY_BYTES_MAX).await?)?;
    let (addresses, now) = (app.addresses.clone(), app.clock.now());
    let engine = Arc::clone(&app.engine);
    let change = move |tx: &Tx<'_>| {
        let replaced = triggers::replace(tx, trigger, &draft, &addresses, caller.user, now)?;
        apply_to_existing(tx, &engine, &draft, trigger, caller.user, now)?;
        view(tx, replaced)
    };
    Ok(json(StatusCode::OK, &app.store.write(caller.account, "replace trigger", change).await?))
}

/// Switches a trigger on. An incomplete one is refused, with the reason.
#[utoipa::path(post, path = "/api/pipewright/v1/triggers/{id}/enable", tag = "automation", params(("id" = i64, Path)),
    responses((status = 200, body = TriggerView), (status = 400, body = OwnFailure)))]
pub async fn enable(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(trigger): Path<String>,
) -> Result<Response, ApiError> {
    switch(&app, caller, &trigger, true).await
}

/// Switches a trigger off. What follows never fires it; its waiting runs are dropped.
#[utoipa::path(post, path = "/api/pipewright/v1/triggers/{id}/disable", tag = "automation", params(("id" = i64, Path)),
    responses((status = 200, body = TriggerView)))]
pub async fn disable(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(trigger): Path<String>,
) -> Result<Response, ApiError> {
    switch(&app, caller, &trigger, false).await
}

async fn switch(app: &Arc<App>, caller: Caller, trigger: &str, is_enabled: bool) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let trigger = TriggerId(id(trigger)?);
    let now = app.clock.now();
    let change = move |tx: &Tx<'_>| view(tx, triggers::switch(tx, trigger, is_enabled, caller.user, now)?);
    Ok(json(StatusCode::OK, &app.store.write(caller.account, "switch trigger", change).await?))
}

/// Deletes a trigger; its history stays.
#[utoipa::path(delete, path = "/api/pipewright/v1/triggers/{id}", tag = "automation", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = OwnFailure)))]
pub async fn delete(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(trigger): Path<String>,
) -> Result<Response, ApiError> {
    caller.require_admin()?;
    let trigger = TriggerId(id(&trigger)?);
    let now = app.clock.now();
    app.store.write(caller.account, "delete trigger", move |tx| store::triggers::delete(tx, trigger, now)).await?;
    Ok(nothing())
}
