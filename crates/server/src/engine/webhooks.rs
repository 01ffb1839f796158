//! Telling an account's webhooks what happened: at the end of the transaction, so that each body shows what it left.
//!
//! Whatever door a change came through, its events are in the log; this reads what the transaction appended. Bodies are
//! `kommo::webhook`'s.

use std::collections::HashSet;
use std::sync::Arc;

use domain::account::HookEncoding;
use domain::event::{Aspect, Event, EventKind};
use domain::field::{Field, FieldValue};
use domain::retry::RetryPolicy;
use domain::{CompanyId, ContactId, Entity, EntityKind, FieldId, LeadId, RunId, Timestamp, TriggerId, UserId};
use kommo::webhook::{self, Code, Former, Sender};
use serde_json::Value;
use store::jobs::{DeliveryKind, NewJob};
use store::{StoreError, Tx};

use super::Engine;
use super::fields::values_of;
use super::pen::Pen;

/// Linked leads that a body names.
const LINKED_MAX: usize = 100;

/// Arranges that the webhooks hear of this transaction, if there are any.
pub fn listen(pen: &Pen<'_>, engine: &Arc<Engine>) {
    if pen.rules.subscriptions.is_empty() {
        return;
    }
    let (engine, now) = (Arc::clone(engine), pen.now);
    pen.tx.at_end(move |tx| tell(tx, &engine, now));
}

fn tell(tx: &Tx<'_>, engine: &Arc<Engine>, now: Timestamp) -> Result<(), StoreError> {
    let pen = Pen::new(tx, engine, now)?;
    // Several edits of one thing in one transaction are one hook.
    let mut told: HashSet<(Entity, Option<i64>, &'static str)> = HashSet::new();
    for (event, data) in tx.appended() {
        let data: Value = data.as_deref().and_then(|data| serde_json::from_str(data).ok()).unwrap_or_default();
        for code in webhook::codes_of(event.entity.kind, event.kind) {
            let is_wanted = pen.rules.subscriptions.iter().any(|one| one.codes.contains(code.name));
            let subject = if code.key == "task" { subject(&event) } else { None };
            if !is_wanted || (code.action == "update" && !told.insert((event.entity, subject, code.name))) {
                continue;
            }
            if let Some(item) = item(&pen, &event, code, &data)? {
                post(&pen, engine, &event, code, item)?;
            }
        }
    }
    Ok(())
}

fn subject(event: &Event) -> Option<i64> {
    if let EventKind::Changed { what, .. } = event.kind { what.subject() } else { None }
}

fn post(pen: &Pen<'_>, engine: &Arc<Engine>, event: &Event, code: Code, item: Value) -> Result<(), StoreError> {
    let account = &pen.rules.account;
    let home = engine.home_of(&account.subdomain);
    let sender = Sender { account: pen.tx.account, subdomain: &account.subdomain, home: &home };
    let body = webhook::body(sender, code, item);
    for subscription in pen.rules.subscriptions.iter().filter(|one| one.codes.contains(code.name)) {
        pen.enqueue(&NewJob {
            kind: DeliveryKind::AccountWebhook,
            lead: lane(event.entity),
            receiver: subscription.receiver,
            event: event.id,
            run: RunId(0),
            trigger: TriggerId(0),
            widget: None,
            encoding: HookEncoding::Form,
            retry: RetryPolicy::Account,
            body: &body,
            replay_of: None,
        })?;
    }
    Ok(())
}

/// The lane of an entity: leads have their ids, everything else numbers below zero.
fn lane(entity: Entity) -> LeadId {
    entity.lead().unwrap_or(LeadId(-(entity.id * 16 + entity.kind.number())))
}

/// What the body says of the thing; nothing if it is gone again.
fn item(pen: &Pen<'_>, event: &Event, code: Code, data: &Value) -> Result<Option<Value>, StoreError> {
    let (tx, account, zone) = (pen.tx, pen.tx.account, &*pen.zone);
    let former = former(event, data);
    if let EventKind::Changed { what, .. } = event.kind {
        match what {
            Aspect::TaskDeleted(task) => return Ok(Some(serde_json::json!({ "id": task.0 }))),
            Aspect::TaskAdded(id)
            | Aspect::TaskCompleted(id)
            | Aspect::TaskText(id)
            | Aspect::TaskDue(id)
            | Aspect::TaskType(id)
            | Aspect::TaskResponsible(id)
            | Aspect::TaskResult(id) => {
                let completes = matches!(what, Aspect::TaskCompleted(_));
                let task = store::tasks::get(tx, id)?;
                return Ok(task.map(|t| webhook::task(account, &t, code, completes, former, event.author, zone)));
            }
            Aspect::NoteAdded(id) => {
                let Some(note) = store::notes::get(tx, id)? else { return Ok(None) };
                let author = store::users::get(tx, note.created_by)?.map(|user| user.name).unwrap_or_default();
                return Ok(Some(webhook::note(account, &note, &author, zone)));
            }
            Aspect::Deleted => {
                let place = event.kind.place();
                return Ok(Some(match event.entity.kind {
                    EntityKind::Lead => webhook::deleted_lead(event.entity.id, place),
                    _ => webhook::deleted(event.entity),
                }));
            }
            _ => {}
        }
    }
    let (fields, filled) = values_of(tx, event.entity)?;
    let values = paired(&fields, &filled);
    match event.entity.kind {
        EntityKind::Lead => {
            let Some(lead) = store::leads::get(tx, LeadId(event.entity.id))? else { return Ok(None) };
            let tags = store::tags::of(tx, event.entity)?;
            Ok(Some(webhook::lead(account, &lead, &tags, &values, code, former, zone)))
        }
        EntityKind::Contact => {
            let Some(contact) = store::contacts::get(tx, ContactId(event.entity.id))? else { return Ok(None) };
            let company = contact.company.map(|id| store::companies::get(tx, id)).transpose()?.flatten();
            let linked = store::contacts::leads_of(tx, contact.id)?;
            let leads: Vec<LeadId> = linked.into_iter().map(|(lead, _)| lead).take(LINKED_MAX).collect();
            Ok(Some(webhook::contact(account, &contact, company.as_ref(), &leads, &values, former, zone)))
        }
        EntityKind::Company => {
            let Some(company) = store::companies::get(tx, CompanyId(event.entity.id))? else { return Ok(None) };
            let mut leads = store::companies::leads_of(tx, company.id)?;
            leads.truncate(LINKED_MAX);
            Ok(Some(webhook::company(account, &company, &leads, &values, former, zone)))
        }
        EntityKind::Customer => Ok(None),
    }
}

fn former<'d>(event: &Event, data: &'d Value) -> Former<'d> {
    let place = if let EventKind::Moved { from, .. } = event.kind { from } else { None };
    let changed_hands =
        matches!(event.kind, EventKind::Changed { what: Aspect::Responsible | Aspect::TaskResponsible(_), .. });
    let responsible = changed_hands.then(|| data["from"].as_i64().map(UserId)).flatten();
    let changed_text = matches!(event.kind, EventKind::Changed { what: Aspect::TaskText(_), .. });
    Former { place, responsible, text: changed_text.then(|| data["from"].as_str()).flatten() }
}

fn paired<'f>(fields: &'f [Field], filled: &'f [(FieldId, Vec<FieldValue>)]) -> Vec<(&'f Field, &'f [FieldValue])> {
    let of = |(id, values): &'f (FieldId, Vec<FieldValue>)| {
        Some((fields.iter().find(|field| field.id == *id)?, values.as_slice()))
    };
    filled.iter().filter_map(of).collect()
}
