//! Demonstration data: an account in which something can be seen at once. Written through the same doors as any other.

use std::collections::HashMap;
use std::sync::Arc;

use domain::account::{Account, HookEncoding};
use domain::contact::ContactPatch;
use domain::filter::Filter;
use domain::lead::{LeadDraft, LeadPatch};
use domain::pipeline::{Pipeline, PipelineDraft, Place, StageDraft};
use domain::schedule::ActiveHours;
use domain::trigger::IfLeft;
use domain::user::User;
use domain::when::When;
use domain::{AccountId, ContactId, Timestamp, UserId};
use kommo::contact::ContactCreate;
use kommo::lead::{LeadCreate, PlaceWish};
use rust_embed::RustEmbed;
use serde::Deserialize;
use serde_json::json;
use store::across::{self, EVERYONE};
use store::{StoreError, Tx};
use widget::Widget;

use crate::api::input::Input;
use crate::api::own;
use crate::api::own::admin::{issue, set_password};
use crate::api::own::session::make_link;
use crate::app::App;
use crate::engine::pen::{Hand, Pen};
use crate::engine::triggers::{self, Draft};
use crate::engine::widgets::{self, AddressRules, Settings, Upload};
use crate::engine::{Engine, change, contacts};
use crate::error::ApiError;
use crate::secrets;

/// Bytes of chance in the demonstration password.
const PASSWORD_BYTES: usize = 9;
/// Where `pipewright listen` stands when nobody says otherwise.
const LISTENER: &str = "http://127.0.0.1:4040/";
/// The token printed at the start lives so long.
const TOKEN_DAYS: i64 = 30;

#[derive(RustEmbed)]
#[folder = "../../fixtures/widgets"]
struct SampleWidgets;

const DATA: &str = include_str!("../../../fixtures/accounts/demo.json");

/// How to get in.
pub struct SignIn {
    /// The administrator.
    pub email: String,
    /// A fresh one at each start.
    pub password: String,
    /// A fresh API token.
    pub token: String,
    /// A link that works once.
    pub link: String,
}

#[derive(Deserialize)]
struct Demo {
    subdomain: String,
    name: String,
    currency: String,
    time_zone: String,
    admin: Person,
    pipelines: Vec<DemoPipeline>,
    contacts: Vec<String>,
    leads: Vec<DemoLead>,
    widgets: Vec<String>,
    triggers: Vec<DemoTrigger>,
}

#[derive(Deserialize)]
struct Person {
    name: String,
    email: String,
}

#[derive(Deserialize)]
struct DemoPipeline {
    name: String,
    stages: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct DemoLead {
    name: String,
    price: i64,
    stage: String,
    #[serde(default)]
    contacts: Vec<usize>,
}

#[derive(Deserialize)]
struct DemoTrigger {
    name: String,
    stages: Vec<String>,
    when: String,
    #[serde(default)]
    delay_seconds: i64,
    #[serde(default)]
    price_from: Option<i64>,
    action: serde_json::Value,
}

/// Fills an empty database; one that has accounts is left as it is. Makes fresh ways to sign in each time.
pub async fn fill(app: &Arc<App>) -> Result<SignIn, String> {
    let demo: Demo = serde_json::from_str(DATA).map_err(|e| format!("the demonstration data: {e}"))?;
    let told = |e: StoreError| format!("filling in the demonstration data: {e}");
    let subdomain = demo.subdomain.clone();
    let existing = app.store.read(EVERYONE, "demo account", move |tx| across::account_by_subdomain(tx, &subdomain));
    let account = match existing.await.map_err(told)? {
        Some(account) => account.id,
        None => make(app, demo).await.map_err(told)?,
    };
    let admin = app.store.read(account, "demo administrator", store::users::first_admin).await.map_err(told)?;
    let told = |e: ApiError| format!("signing in to the demonstration: {e:?}");
    let password = secrets::random_token(PASSWORD_BYTES).map_err(|e| e.to_string())?;
    set_password(app, account, admin.id, password.clone()).await.map_err(told)?;
    let (token, _) = issue(app, account, admin.id, "demonstration".to_string(), TOKEN_DAYS).await.map_err(told)?;
    let link = make_link(app, account, admin.id).await.map_err(told)?;
    Ok(SignIn { email: admin.email, password, token, link })
}

async fn make(app: &Arc<App>, demo: Demo) -> Result<AccountId, StoreError> {
    let now = app.clock.now();
    let account = Account {
        id: AccountId(0),
        subdomain: demo.subdomain.clone(),
        name: demo.name.clone(),
        country: "US".to_string(),
        currency: demo.currency.clone(),
        time_zone: demo.time_zone.clone(),
        language: "en".to_string(),
        hook_encoding: HookEncoding::Json,
        accepts_widgets_without_settings: false,
        created_at: now,
    };
    let id = app.store.write(EVERYONE, "demo account", move |tx| store::accounts::create(tx, &account, now)).await?;
    let uploads: Vec<(String, Upload)> =
        demo.widgets.iter().filter_map(|name| Some((name.clone(), upload(name)?))).collect();
    let (engine, addresses, is_dev) = (Arc::clone(&app.engine), app.addresses.clone(), app.config.dev);
    let furnish = move |tx: &Tx<'_>| furnish(tx, &engine, &addresses, &demo, &uploads, is_dev, now);
    app.store.write(id, "demo data", furnish).await?;
    Ok(id)
}

fn upload(name: &str) -> Option<Upload> {
    let prefix = format!("{name}/");
    let files = SampleWidgets::iter().filter_map(|path| {
        let inside = path.strip_prefix(&prefix)?.to_string();
        Some((inside, SampleWidgets::get(&path)?.data.into_owned()))
    });
    Widget::from_files(files.collect()).ok().map(Upload::new)
}

fn furnish(
    tx: &Tx<'_>,
    engine: &Arc<Engine>,
    addresses: &AddressRules,
    demo: &Demo,
    uploads: &[(String, Upload)],
    is_dev: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let admin = User { id: UserId(0), name: demo.admin.name.clone(), email: demo.admin.email.clone(), is_admin: true };
    let admin = store::users::create(tx, &admin, None, now)?;
    let mut places: HashMap<String, Place> = HashMap::new();
    for (index, pipeline) in demo.pipelines.iter().enumerate() {
        let made = store::pipelines::create(tx, &pipeline_draft(pipeline, index))?;
        places.extend(named_places(&made));
    }
    let wishes: Vec<ContactCreate> = demo.contacts.iter().map(|name| contact(name)).collect();
    let people = contacts::create_contacts(&Pen::new(tx, engine, now)?, &wishes, Hand::of(admin))?;
    let ids: Vec<ContactId> = people.iter().map(|contact| contact.id).collect();
    // Leads come before triggers: a demonstration that begins with forty hooks to nobody teaches the wrong thing.
    let wishes: Vec<LeadCreate> = demo.leads.iter().map(|wish| lead(wish, &places, &ids)).collect();
    change::create_leads(tx, engine, &wishes, Hand::of(admin), now)?;
    for (code, upload) in uploads {
        let settings = Settings { webhook_url: is_dev.then(|| Some(LISTENER.to_string())), ..Settings::default() };
        widgets::install(tx, upload, code, &settings, addresses, admin, now)?;
    }
    let drafts: Vec<Draft> = demo.triggers.iter().filter_map(|wish| draft(wish, &places, admin, is_dev)).collect();
    triggers::create(tx, &drafts, addresses, admin, now).map(drop)
}

fn pipeline_draft(pipeline: &DemoPipeline, index: usize) -> PipelineDraft {
    let stages = pipeline.stages.iter().zip((10..).step_by(10));
    PipelineDraft {
        name: pipeline.name.clone(),
        sort: index as i64 + 1,
        is_main: index == 0,
        accepts_incoming: index == 0,
        stages: stages
            .map(|((name, color), sort)| StageDraft { name: name.clone(), color: Some(color.clone()), sort })
            .collect(),
        won_name: None,
        lost_name: None,
    }
}

/// Stages are called `Pipeline/Stage` in the demonstration data.
fn named_places(pipeline: &Pipeline) -> Vec<(String, Place)> {
    let named = |stage: &domain::pipeline::Stage| {
        let place = Place { pipeline: pipeline.id, stage: stage.id };
        let name = match stage.kind {
            domain::pipeline::StageKind::Won => "Won",
            domain::pipeline::StageKind::Lost => "Lost",
            _ => &stage.name,
        };
        (format!("{}/{name}", pipeline.name), place)
    };
    pipeline.stages.iter().map(named).collect()
}

fn contact(name: &str) -> ContactCreate {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    let fields = ContactPatch {
        name: Some(name.to_string()),
        first_name: Some(first.to_string()),
        last_name: Some(last.to_string()),
        ..ContactPatch::default()
    };
    ContactCreate { fields, ..ContactCreate::default() }
}

fn lead(wish: &DemoLead, places: &HashMap<String, Place>, contacts: &[ContactId]) -> LeadCreate {
    let place = places.get(&wish.stage);
    let fields = LeadPatch { name: Some(wish.name.clone()), price: Some(wish.price), ..LeadPatch::default() };
    LeadCreate {
        draft: LeadDraft { fields, ..LeadDraft::default() },
        place: PlaceWish { pipeline: place.map(|p| p.pipeline), stage: place.map(|p| p.stage) },
        contacts: wish.contacts.iter().filter_map(|index| Some((*contacts.get(*index)?, None))).collect(),
        ..LeadCreate::default()
    }
}

fn draft(wish: &DemoTrigger, places: &HashMap<String, Place>, admin: UserId, is_dev: bool) -> Option<Draft> {
    let mut action = wish.action.clone();
    if let Some(place) = action["stage"].as_str().and_then(|name| places.get(name)) {
        action = json!({ "kind": action["kind"], "pipeline_id": place.pipeline.0, "stage_id": place.stage.0 });
    }
    if action["kind"] == "send_webhook" && is_dev {
        action["url"] = LISTENER.into();
    }
    if action["kind"] == "change_responsible" {
        action["user_id"] = admin.0.into();
    }
    let settings = action["settings"].to_string();
    let posts = matches!(action["kind"].as_str(), Some("widget_hook" | "send_webhook"));
    Some(Draft {
        name: wish.name.clone(),
        places: wish.stages.iter().filter_map(|name| places.get(name)).copied().collect(),
        when: When::from_name(&wish.when)?,
        filters: wish.price_from.map(|min| Filter::Price { min: Some(min), max: None }).into_iter().collect(),
        hours: ActiveHours::Always,
        delay_seconds: wish.delay_seconds,
        if_left: IfLeft::Skip,
        action: own::triggers::action::read(&Input::of(&action), settings)?,
        // Without a receiver on this machine the samples would post to addresses that do not exist.
        is_enabled: is_dev || !posts,
        applies_to_existing: false,
    })
}
