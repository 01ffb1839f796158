//! Writing down what happened and what follows from it, all in the transaction of the change itself.

use std::cell::RefCell;
use std::sync::Arc;

use domain::account::HookEncoding;
use domain::action::Action;
use domain::action::send_webhook::SendWebhook;
use domain::action::widget_hook::WidgetHook;
use domain::decide::{Decision, Firing, Reason, decide};
use domain::event::{Aspect, Cause, Event, EventKind};
use domain::field::FieldValue;
use domain::filter::More;
use domain::lead::Lead;
use domain::pipeline::Place;
use domain::retry::RetryPolicy;
use domain::schedule::Zone;
use domain::trigger::Trigger;
use domain::{BatchId, Entity, FieldId, JobId, LeadId, RunId, Timestamp, TriggerId, UserId};
use kommo::hook::{HookFacts, trigger_webhook, widget_hook};
use store::events::NewEvent;
use store::jobs::actions::NewAction;
use store::jobs::{DeliveryKind, DueJob, NewJob};
use store::runs::{Run, RunState};
use store::triggers::{AccountRules, HookStyle};
use store::{Seq, StoreError, Tx};

use super::permits::Permit;
use super::{Engine, Handed, evaluation};

/// A transaction with everything that deciding needs.
pub struct Pen<'a> {
    /// The transaction.
    pub tx: &'a Tx<'a>,
    /// The rules of its account as of this transaction.
    pub rules: Arc<AccountRules>,
    /// The account's time zone.
    pub zone: Arc<Zone>,
    /// The present, the same for everything in this transaction.
    pub now: Timestamp,
    engine: &'a Arc<Engine>,
}

/// What filters ask about a lead besides the lead itself.
pub fn more_of(tx: &Tx<'_>, lead: LeadId, zone: &Zone) -> Result<More, StoreError> {
    let (fields, filled) = super::fields::values_of(tx, lead.into())?;
    let shown = |(id, values): &(FieldId, Vec<FieldValue>)| {
        let field = fields.iter().find(|field| field.id == *id)?;
        Some((*id, values.iter().map(|value| field.shown(value, zone)).collect()))
    };
    let tags = store::tags::of(tx, lead.into())?.into_iter().map(|tag| tag.id).collect();
    Ok(More { tags, fields: filled.iter().filter_map(shown).collect() })
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub struct Happening<'a> {
    /// What.
    pub kind: EventKind,
    /// By whose hand.
    pub author: UserId,
    /// Because of what.
    pub cause: Option<Cause>,
    /// JSON: free data of a raised event, or the values before and after a change as `from` and `to`.
    pub data: Option<&'a str>,
}

/// By whose hand something is changed: a person's, or a trigger's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand {
    /// Who; the robot for a trigger.
    pub user: UserId,
    /// What the trigger reacted to.
    pub cause: Option<Cause>,
}

impl Hand {
    /// A person's.
    pub fn of(user: UserId) -> Hand {
        Hand { user, cause: None }
    }

    /// The robot's, because of that.
    pub fn robot(cause: Cause) -> Hand {
        Hand { user: UserId::ROBOT, cause: Some(cause) }
    }
}

/// What something is told of: a lead, which decides about it, or another entity, which is only logged.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'s> {
    /// A lead as it is after the change.
    Lead(&'s Lead),
    /// Another entity.
    Other(Entity),
}

impl Subject<'_> {
    /// The entity.
    pub fn entity(&self) -> Entity {
        match self {
            Subject::Lead(lead) => lead.id.into(),
            Subject::Other(entity) => *entity,
        }
    }
}

impl<'d> Happening<'d> {
    /// Something that was done by that hand. `data` is JSON.
    pub fn new(kind: EventKind, hand: Hand, data: Option<&'d str>) -> Happening<'d> {
        Happening { kind, author: hand.user, cause: hand.cause, data }
    }
}

impl<'a> Pen<'a> {
    /// Reads the account's rules. On PostgreSQL this also keeps anybody from publishing until the transaction ends.
    pub fn new(tx: &'a Tx<'a>, engine: &'a Arc<Engine>, now: Timestamp) -> Result<Pen<'a>, StoreError> {
        let rules = store::triggers::current(tx)?;
        let zone = engine.zones.get(&rules.account.time_zone, now);
        Ok(Pen { tx, rules, zone, now, engine })
    }

    /// Appends an event, weighs it and writes down what follows. `lead` is the lead after the event.
    pub fn happen(&self, lead: &Lead, happening: &Happening<'_>) -> Result<(Event, Decision), StoreError> {
        let Happening { kind, author, cause, data } = *happening;
        let expected = self.rules.automation.candidates(kind).take(1).count();
        self.tx.reserve_ids(&[(Seq::Event, 1), (Seq::Run, expected), (Seq::Job, expected)])?;
        let event = store::events::append(
            self.tx,
            &NewEvent { entity: lead.id.into(), kind, at: self.now, author, cause, data },
        )?;
        let more = if self.rules.automation.needs_more(kind) {
            more_of(self.tx, lead.id, &self.zone)?
        } else {
            More::default()
        };
        let decision = decide(&event, lead, &more, &self.rules.automation, &self.zone, self.now);
        if let Some(packed) = evaluation::pack(self.rules.version(), &decision) {
            store::events::note_evaluation(self.tx, event.id, &packed)?;
        }
        for firing in &decision.firings {
            self.start_run(lead.id, &event, firing, None)?;
        }
        if let Some(refusal) = decision.refusals.iter().find(|refusal| refusal.reason == Reason::TooDeep) {
            self.tell_of_loop(lead, refusal.trigger, "too_deep", cause)?;
        }
        self.tell_listeners();
        Ok((event, decision))
    }

    /// Appends an event of an entity that is no lead: nothing is decided by it.
    pub fn log(&self, entity: Entity, what: Aspect, happening: &Happening<'_>) -> Result<Event, StoreError> {
        let kind = EventKind::Changed { what, at: Place::NOWHERE };
        let Happening { author, cause, data, .. } = *happening;
        let event = store::events::append(self.tx, &NewEvent { entity, kind, at: self.now, author, cause, data })?;
        self.tell_listeners();
        Ok(event)
    }

    /// Tells that an aspect of something changed: [`Pen::happen`] for a lead, [`Pen::log`] for the rest. `data` is JSON.
    pub fn tell(&self, subject: Subject<'_>, what: Aspect, hand: Hand, data: Option<&str>) -> Result<(), StoreError> {
        match subject {
            Subject::Lead(lead) => {
                let kind = EventKind::Changed { what, at: lead.place };
                self.happen(lead, &Happening::new(kind, hand, data)).map(drop)
            }
            Subject::Other(entity) => {
                let kind = EventKind::Changed { what, at: Place::NOWHERE };
                self.log(entity, what, &Happening::new(kind, hand, data)).map(drop)
            }
        }
    }

    fn tell_listeners(&self) {
        let (changes, account) = (self.engine.changes.clone(), self.tx.account);
        self.tx.after_commit(move || {
            let _ = changes.send(account);
        });
    }

    /// Says in the lead's feed that a loop was stopped, at the trigger that would have acted next.
    pub fn tell_of_loop(
        &self,
        lead: &Lead,
        trigger: TriggerId,
        reason: &str,
        cause: Option<Cause>,
    ) -> Result<(), StoreError> {
        let kind = EventKind::Changed { what: Aspect::LoopStopped(trigger), at: lead.place };
        let data = format!(r#"{{"reason":"{reason}"}}"#);
        let (entity, author) = (lead.id.into(), UserId::ROBOT);
        let new = NewEvent { entity, kind, at: self.now, author, cause, data: Some(&data) };
        store::events::append(self.tx, &new).map(drop)
    }

    /// Writes down a trigger that fired, and lets it act unless it waits.
    pub fn start_run(
        &self,
        lead: LeadId,
        event: &Event,
        firing: &Firing,
        batch: Option<BatchId>,
    ) -> Result<(), StoreError> {
        let state = if firing.waits { RunState::Waiting } else { RunState::Acted };
        let run = Run {
            id: RunId(0),
            event: event.id,
            trigger: firing.trigger,
            version: self.rules.version(),
            lead,
            code: firing.code,
            direction: firing.direction,
            due: firing.due,
            created_at: self.now,
            finished_at: (!firing.waits).then_some(self.now),
            state,
            batch,
            outcome: None,
        };
        let id = store::runs::insert(self.tx, &run)?;
        if firing.waits {
            self.wake_at(firing.due);
            return Ok(());
        }
        match self.rules.automation.get(firing.trigger) {
            Some(trigger) => self.act(&Run { id, ..run }, event, trigger),
            None => Err(StoreError::missing("trigger", firing.trigger)),
        }
    }

    /// Turns a run into the job that carries its action out.
    pub fn act(&self, run: &Run, event: &Event, trigger: &Trigger) -> Result<(), StoreError> {
        match &trigger.rule.action {
            Action::WidgetHook(hook) => self.send_hook(run, event, hook),
            Action::SendWebhook(hook) => self.send_webhook(run, event, hook),
            action => {
                let (lead, event, trigger) = (run.lead, run.event, run.trigger);
                let new = NewAction { lead, event, run: run.id, trigger, action };
                store::jobs::actions::insert(self.tx, &new, self.now)?;
                self.wake_at(self.now);
                Ok(())
            }
        }
    }

    fn send_webhook(&self, run: &Run, event: &Event, hook: &SendWebhook) -> Result<(), StoreError> {
        let account = &self.rules.account;
        let body = trigger_webhook(event.kind, run.lead, &account.subdomain, self.tx.account);
        self.enqueue(&NewJob {
            kind: DeliveryKind::TriggerWebhook,
            lead: run.lead,
            receiver: hook.address,
            event: run.event,
            run: run.id,
            trigger: run.trigger,
            widget: None,
            encoding: HookEncoding::Form,
            retry: RetryPolicy::Vendor,
            body: &body,
            replay_of: None,
        })?;
        Ok(())
    }

    fn send_hook(&self, run: &Run, event: &Event, hook: &WidgetHook) -> Result<(), StoreError> {
        let Some(receiver) = hook.address else {
            return Err(StoreError::Database(format!("trigger {} is enabled without an address", run.trigger)));
        };
        let body = widget_hook(&HookFacts {
            code: run.code,
            lead: run.lead,
            place: event.kind.place(),
            direction: run.direction,
            at: event.at,
            settings: &hook.settings,
            subdomain: &self.rules.account.subdomain,
            account: self.tx.account,
        });
        let plain = HookStyle { encoding: HookEncoding::Json, retry: RetryPolicy::Vendor };
        let style = self.rules.hooks.get(&hook.widget).copied().unwrap_or(plain);
        self.enqueue(&NewJob {
            kind: DeliveryKind::WidgetHook,
            lead: run.lead,
            receiver,
            event: run.event,
            run: run.id,
            trigger: run.trigger,
            widget: Some(hook.widget),
            encoding: style.encoding,
            retry: style.retry,
            body: &body,
            replay_of: None,
        })?;
        Ok(())
    }

    /// Writes a job that is due now. With a place in memory it goes straight to the worker once it is committed.
    pub fn enqueue(&self, new: &NewJob<'_>) -> Result<JobId, StoreError> {
        let permit: RefCell<Option<Permit>> = RefCell::default();
        let lease = || {
            let taken = self.engine.permits.take(self.tx.account, new.receiver, new.body.len());
            *permit.borrow_mut() = taken;
            permit.borrow().as_ref().map(Permit::node)
        };
        let (id, leased) = store::jobs::insert(self.tx, new, lease, self.now)?;
        let url = self.rules.addresses.get(&new.receiver);
        match (leased, permit.take(), url) {
            (Some(_), Some(mut permit), Some(url)) => {
                permit.hold(id);
                let job = DueJob {
                    account: self.tx.account,
                    id,
                    replay_of: new.replay_of,
                    lead: new.lead,
                    receiver: new.receiver,
                    url: Arc::clone(url),
                    retries_paused_until: Timestamp(0),
                    trigger: new.trigger,
                    widget: new.widget,
                    encoding: new.encoding,
                    retry: new.retry,
                    body: new.body.to_string(),
                    tries: 0,
                    n_attempts: 0,
                    due: self.now,
                };
                let engine = Arc::clone(self.engine);
                self.tx.after_commit(move || engine.hand_over(Handed { job, permit }));
            }
            (Some(_), _, _) => return Err(StoreError::missing("receiver", new.receiver)),
            (None, _, _) => self.wake_at(self.now),
        }
        Ok(id)
    }

    fn wake_at(&self, due: Timestamp) {
        let engine = Arc::clone(self.engine);
        self.tx.after_commit(move || engine.alarm.set(due));
    }
}
