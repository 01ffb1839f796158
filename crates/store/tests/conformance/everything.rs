//! One of everything in an account.

use domain::contact::{Contact, ContactLinks};
use domain::direction::Direction;
use domain::event::Code;
use domain::retry::Verdict;
use domain::user::User;
use domain::{AccountId, ContactId, JobId, LeadId, RunId, UserId, WidgetId};
use store::events::Evaluation;
use store::runs::{Run, RunState};
use store::tokens::Token;
use store::users::SessionKind;
use store::widgets::{File, Installation};
use store::{Store, StoreError, Tx};
use store::{
    audit, contacts, events, jobs, leads, pipelines, receivers, runs, tokens, triggers, users, widget_versions, widgets,
};

use crate::fixtures::{NOW, draft, job, later, lead_at, moved, place, rule};
use crate::jobs::{attempt, settlement};

/// What there is one of, and the job that was made of it.
#[derive(Clone, Copy, Debug)]
pub struct Everything {
    pub lead: LeadId,
    pub job: JobId,
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
    contacts::save_links(tx, lead, &ContactLinks::from_rows([(contact, true)]))?;

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
        code: Code::LeadStatusChanged,
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
    Ok(Everything { lead, job })
}
