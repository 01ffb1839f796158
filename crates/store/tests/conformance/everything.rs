//! One of everything in an account.

use domain::company::Company;
use domain::contact::{Contact, ContactLinks};
use domain::direction::Direction;
use domain::event::Code as EventCode;
use domain::field::{FieldHome, FieldValue};
use domain::incoming::{Category, Incoming, State};
use domain::integration::{Card, ClientId, Scopes};
use domain::note::{Note, NoteKind};
use domain::pipeline::Level;
use domain::retry::Verdict;
use domain::rights::Rights;
use domain::task::{NewTask, Task, TaskPatch};
use domain::user::User;
use domain::{AccountId, CompanyId, ContactId, EntityKind, JobId, LeadId, NoteId, RunId, TaskTypeId, UserId, WidgetId};
use store::events::Evaluation;
use store::grants::{Code, NewRefresh};
use store::records::{Kind, Record};
use store::runs::{Run, RunState};
use store::tasks::TaskType;
use store::tokens::Token;
use store::users::SessionKind;
use store::widgets::{File, Installation};
use store::{Store, StoreError, Tx};
use store::{
    audit, contacts, drive, events, grants, idempotency, incoming, integrations, jobs, leads, notes, pipelines,
};
use store::{receivers, records, roles, runs, stages, tasks, tokens, triggers, users};
use store::{widget_settings, widget_versions, widgets};

use crate::fixtures::{NOW, draft, job, later, lead_at, moved, place, rule};
use crate::jobs::{attempt, settlement};

/// What there is one of, and the job that was made of it.
#[derive(Clone, Copy, Debug)]
pub struct Everything {
    pub lead: LeadId,
    pub job: JobId,
}

fn company(user: UserId) -> Company {
    Company {
        id: CompanyId(0),
        name: "Acme".into(),
        responsible: user,
        created_by: user,
        updated_by: user,
        created_at: NOW,
        updated_at: NOW,
    }
}

/// Fills every table that belongs to an account.
pub fn make(store: &Store, account: AccountId) -> Everything {
    let node = store.write_blocking(store::across::EVERYONE, "node", |tx| store::nodes::start(tx, NOW, later(9)));
    let node = node.unwrap();
    store.write_blocking(account, "everything", move |tx| fill(tx, node)).unwrap()
}

fn fill(tx: &Tx<'_>, node: store::nodes::Incarnation) -> Result<Everything, StoreError> {
    let tag = tx.account.0;
    let user = User { id: UserId(0), name: "Ann".into(), email: format!("ann{tag}@example.org"), is_admin: true };
    let user = users::create(tx, &user, Some("hash"), NOW)?;
    users::open_session(tx, user, SessionKind::Browser, &format!("secret {tag}"), NOW, later(1_000))?;
    let token =
        Token { id: "t".into(), user, name: "CI".into(), created_at: NOW, expires_at: later(1), revoked_at: None };
    tokens::note(tx, &token)?;
    fill_access(tx, user)?;

    let sales = pipelines::create(tx, &draft("Sales", &["A", "B"]))?;
    let (a, b) = (place(&sales, "A"), place(&sales, "B"));
    let lead = leads::insert(tx, &lead_at(a))?.id;
    let contact = Contact {
        id: ContactId(0),
        name: "Bob".into(),
        first_name: String::new(),
        last_name: String::new(),
        responsible: user,
        created_by: user,
        updated_by: user,
        created_at: NOW,
        updated_at: NOW,
        company: None,
    };
    let contact = contacts::insert(tx, &contact)?.id;
    store::companies::insert(tx, &company(user))?;
    let (tag, _) = store::tags::ensure(tx, EntityKind::Lead, "vip", None)?;
    store::tags::attach(tx, lead.into(), tag.id)?;
    let home = FieldHome::Of(EntityKind::Lead);
    store::fields::seed(tx, tx.account, NOW)?;
    store::fields::insert_group(tx, home, "leads", "More", 5)?;
    let fields = store::fields::list(tx, home)?;
    store::field_values::set(tx, &fields[0], lead.0, &[FieldValue::Text("ad".into())], true)?;
    contacts::save_links(tx, lead, &ContactLinks::from_rows([(contact, true)]))?;

    let role = roles::insert(tx, "Sales", &Rights::full(), NOW)?;
    let group = roles::add_group(tx, "North", 1)?;
    let terms = users::Terms {
        language: "en".into(),
        is_free: false,
        group: group.0,
        role: Some(role),
        rights: Rights::none(),
    };
    users::set_terms(tx, user, &terms)?;
    let kind = TaskType { id: TaskTypeId(0), name: "Visit".into(), code: None, color: None, icon: None, sort: 1 };
    let kind = tasks::add_type(tx, &kind)?;
    let fields = TaskPatch { entity: Some(Some(lead.into())), type_id: Some(kind), ..TaskPatch::default() };
    tasks::insert(tx, &Task::draft(&NewTask { fields, ..NewTask::default() }, user, NOW))?;
    let note = Note {
        id: NoteId(0),
        entity: lead.into(),
        kind: NoteKind::Common,
        params: "{}".into(),
        responsible: user,
        created_by: user,
        updated_by: user,
        created_at: NOW,
        updated_at: NOW,
        is_pinned: false,
    };
    notes::insert(tx, &note)?;

    let record = Record {
        id: 0,
        owner: 0,
        key: Some("k".into()),
        name: "Site".into(),
        sort: 1,
        body: "{}".into(),
        created_by: user,
        updated_by: user,
        created_at: NOW,
        updated_at: NOW,
    };
    records::insert(tx, Kind::Source, &record)?;
    stages::describe(tx, a, Level::Newbie, Some("Call"), user, NOW)?;
    let request = Incoming {
        uid: format!("{:040}", tx.account.0),
        category: Category::Forms,
        state: State::Waiting,
        pipeline: sales.id,
        lead,
        contact: Some(contact),
        company: None,
        source_uid: Some("s".into()),
        source_name: None,
        metadata: "{}".into(),
        created_at: NOW,
        decided: None,
    };
    incoming::insert(tx, &request, "digest")?;

    let new =
        |size| drive::NewSession { file: None, name: "a.txt", mime: "text/plain", size, user, expires_at: later(60) };
    let whole = drive::open(tx, &new(1))?;
    let part = drive::Part { session: whole, n: 0, bytes: b"x", hash: |_| "x".into(), uuids: ("f".into(), "v".into()) };
    drive::add_part(tx, &part, NOW)?;
    drive::attach(tx, lead.into(), "f")?;
    let half = drive::open(tx, &new(2))?;
    drive::add_part(tx, &drive::Part { session: half, ..part }, NOW)?;

    let widget = Installation {
        id: WidgetId(0),
        code: "one".into(),
        version: "1".into(),
        manifest: "{}".into(),
        locales: "{}".into(),
        webhook_url: None,
        hook_encoding: None,
        is_encoding_learned: false,
        retry: Default::default(),
        is_active: true,
        created_at: NOW,
        updated_at: NOW,
    };
    let widget = widgets::insert(tx, &widget, &[File { path: "a", hash: "h", bytes: b"body" }])?;
    widget_versions::keep_current(tx, &widget, user, NOW)?;
    let widget = widget.id;
    widget_settings::save(tx, widget, "{}", NOW)?;
    let receiver = receivers::ensure(tx, "https://example.org/")?;
    let new = [("T".to_string(), true, rule(&[a], widget, Some(receiver)))];
    let trigger = triggers::create(tx, &new, user, NOW)?.remove(0).id;
    widget_versions::pause(tx, widget, &[trigger])?;
    let entry = audit::Entry {
        id: 0,
        at: NOW,
        author: user,
        what: "widget.installed".into(),
        kind: "widget".into(),
        subject: "one".into(),
        details: "{}".into(),
    };
    audit::append(tx, &entry)?;
    let event = events::append(tx, &moved(lead, a, b))?.id;
    let weighed = Evaluation { version: 1, n_fired: 1, n_refused: 0, packed: "[]".into() };
    events::note_evaluation(tx, event, &weighed)?;
    let run = Run {
        id: RunId(0),
        event,
        trigger,
        version: 1,
        lead,
        code: EventCode::LeadStatusChanged,
        direction: Some(Direction::WentToTrigger),
        state: RunState::Acted,
        due: NOW,
        created_at: NOW,
        finished_at: Some(NOW),
        batch: None,
        outcome: None,
    };
    let run = runs::insert(tx, &run)?;
    let new = jobs::NewJob { lead, event, run, trigger, widget: Some(widget), ..job(lead.0, receiver) };
    let (job, _) = jobs::insert(tx, &new, || Some(node), NOW)?;
    jobs::settle(tx, node, &settlement(job, Verdict::RetryAt(later(60)), vec![attempt(1, None)]), |_| None)?;
    store::webhooks::put(tx, "https://example.org/in", &["add_lead".into()], user, NOW)?;
    Ok(Everything { lead, job })
}

/// An integration with a code, a grant and its tokens, and a change that was made under a key.
fn fill_access(tx: &Tx<'_>, user: UserId) -> Result<(), StoreError> {
    let client = ClientId(tx.account.0 as u128);
    let card = Card {
        name: "Phone".into(),
        redirects: vec!["https://example.org/".into()],
        scopes: Scopes::all(),
        ..Card::default()
    };
    integrations::create(tx, client, &card, "sealed", NOW)?;
    let code = Code {
        hash: "code".into(),
        client,
        user,
        scopes: Scopes::all(),
        redirect: "https://example.org/".into(),
        expires_at: later(60),
    };
    grants::note_code(tx, &code, NOW)?;
    let refresh = NewRefresh { hash: format!("refresh {}", tx.account), expires_at: later(60) };
    let grant = grants::use_code(tx, "code", client, "https://example.org/", "grant", &refresh, NOW)?;
    assert!(grant.is_ok());
    let request =
        idempotency::Request { caller: "token/1".into(), key: "k".into(), hash: "h".into(), expires_at: later(86_400) };
    assert_eq!(idempotency::begin(tx, &request, NOW)?, idempotency::Found::New);
    idempotency::finish(tx, &request, &idempotency::Answer { status: 200, content_type: None, body: b"{}".to_vec() })
}
