//! What callers ask for: chosen by the dice among what makes sense now, and said in the words of the API.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::Breach;
use crate::dice::Dice;
use crate::model::{Command, Kind, Lead, Model, Place, Rule, Trigger, When};
use crate::world::{Answered, World};

const LEADS_MAX: usize = 12;
const TRIGGERS_MAX: usize = 10;
/// Leads in one request.
const BATCH_MAX: usize = 3;

/// The kinds of command, with their weights.
const KINDS: [(usize, Kinds); 10] = [
    (10, Kinds::Create),
    (40, Kinds::Move),
    (8, Kinds::Price),
    (8, Kinds::Raise),
    (8, Kinds::NewTrigger),
    (8, Kinds::Switch),
    (4, Kinds::Replace),
    (2, Kinds::SetOnce),
    (5, Kinds::Replay),
    (5, Kinds::EndRun),
];

#[derive(Clone, Copy)]
enum Kinds {
    Create,
    Move,
    Price,
    Raise,
    NewTrigger,
    Switch,
    Replace,
    SetOnce,
    Replay,
    EndRun,
}

/// A command that can be done now; nothing when the dice chose something that cannot.
pub fn choose(dice: &mut Dice, model: &Model, places: &[Place]) -> Option<Command> {
    let leads: Vec<i64> = model.leads.keys().copied().collect();
    let kind = match (leads.len(), model.triggers.len()) {
        (0, _) => Kinds::Create,
        (_, 0..2) => Kinds::NewTrigger,
        _ => dice.weighed(&KINDS),
    };
    match kind {
        Kinds::Create if leads.len() < LEADS_MAX => {
            let lead = |dice: &mut Dice| Lead { place: *dice.pick(places), price: dice.between(0, 20) };
            Some(Command::Create((0..1 + dice.below(BATCH_MAX)).map(|_| lead(dice)).collect()))
        }
        Kinds::Create | Kinds::Move => {
            let chosen: BTreeSet<i64> = (0..1 + dice.below(BATCH_MAX)).map(|_| *dice.pick(&leads)).collect();
            let price = |dice: &mut Dice| dice.permille(100).then(|| dice.between(0, 20));
            Some(Command::Change(
                chosen.into_iter().map(|lead| (lead, Some(*dice.pick(places)), price(dice))).collect(),
            ))
        }
        Kinds::Price => Some(Command::Change(vec![(*dice.pick(&leads), None, Some(dice.between(0, 20)))])),
        Kinds::Raise => {
            let lead = *dice.pick(&leads);
            let at = model.leads[&lead].place;
            let from = *dice.pick(places);
            let moved = Kind::Moved(Some(from).filter(|from| *from != at), at);
            Some(Command::Raise(lead, *dice.pick(&[Kind::CallIn(at), Kind::CallIn(at), Kind::Appeared(at), moved])))
        }
        Kinds::NewTrigger if model.triggers.len() < TRIGGERS_MAX => {
            let trigger = Trigger { is_enabled: !dice.permille(100), rule: rule(dice, model, places) };
            Some(Command::Publish(None, Some(trigger)))
        }
        Kinds::NewTrigger | Kinds::Switch | Kinds::Replace => {
            let (id, trigger) = model.triggers.iter().nth(dice.below(model.triggers.len()))?;
            let changed = match kind {
                _ if dice.permille(150) => None,
                Kinds::Replace => Some(Trigger { rule: rule(dice, model, places), ..trigger.clone() }),
                _ => Some(Trigger { is_enabled: !trigger.is_enabled, ..trigger.clone() }),
            };
            Some(Command::Publish(Some(*id), changed))
        }
        Kinds::SetOnce => {
            let widget = dice.below(model.widgets.len());
            Some(Command::SetOnce(widget, !model.widgets[widget].is_once))
        }
        Kinds::Replay => {
            let ended: Vec<i64> = model.jobs.iter().filter(|(_, job)| job.state != "open").map(|(id, _)| *id).collect();
            (!ended.is_empty()).then(|| Command::Replay(*dice.pick(&ended)))
        }
        Kinds::EndRun => {
            let waiting: Vec<i64> = model.waiting().map(|run| run.id).collect();
            let run = (!waiting.is_empty()).then(|| *dice.pick(&waiting))?;
            Some(if dice.permille(500) { Command::Cancel(run) } else { Command::RunNow(run) })
        }
    }
}

fn rule(dice: &mut Dice, model: &Model, places: &[Place]) -> Rule {
    let widget = dice.below(model.widgets.len());
    let is_stretched = model.widgets[widget].is_stretched;
    let n_places = if is_stretched { 1 + dice.below(3) } else { 1 };
    Rule {
        area: (0..n_places).map(|_| *dice.pick(places)).collect(),
        when: dice.weighed(&[(2, When::Created), (4, When::Moved), (6, When::MovedOrCreated), (2, When::CallIn)]),
        is_stretched,
        price_min: dice.permille(250).then(|| dice.between(1, 20)),
        delay_ms: if dice.permille(350) { dice.between(60, 7_200) * 1_000 } else { 0 },
        runs_anyway: dice.permille(300),
        widget,
    }
}

/// Asks for it.
pub async fn ask(world: &World, command: &Command, model: &Model) -> Result<Answered, Breach> {
    let own = |path: &str| format!("/api/pipewright/v1/{path}");
    match command {
        Command::Create(leads) => {
            let lead = |lead: &Lead| {
                let (pipeline, stage) = lead.place;
                json!({ "name": "Order", "price": lead.price, "pipeline_id": pipeline, "status_id": stage })
            };
            let body = Value::Array(leads.iter().map(lead).collect());
            world.call("POST", "/api/v4/leads", body).await
        }
        Command::Change(changes) => {
            let change = |(id, place, price): &(i64, Option<Place>, Option<i64>)| {
                let mut body = json!({ "id": id });
                if let Some((pipeline, stage)) = place {
                    body["pipeline_id"] = json!(pipeline);
                    body["status_id"] = json!(stage);
                }
                if let Some(price) = price {
                    body["price"] = json!(price);
                }
                body
            };
            let body = Value::Array(changes.iter().map(change).collect());
            world.call("PATCH", "/api/v4/leads", body).await
        }
        Command::Raise(lead, kind) => {
            let (event, from) = match kind {
                Kind::CallIn(_) => ("call_in", None),
                Kind::Moved(from, _) => ("lead_status_changed", *from),
                _ => ("lead_appeared_in_status", None),
            };
            let mut body = json!({ "event": event, "lead_id": lead });
            if let Some((pipeline, stage)) = from {
                body["from"] = json!({ "pipeline_id": pipeline, "stage_id": stage });
            }
            world.call("POST", &own("events"), body).await
        }
        Command::Publish(None, Some(trigger)) => world.call("POST", &own("triggers"), written(trigger, model)).await,
        Command::Publish(Some(id), Some(trigger)) => {
            world.call("PUT", &own(&format!("triggers/{id}")), written(trigger, model)).await
        }
        Command::Publish(id, None) => {
            let path = own(&format!("triggers/{}", id.unwrap_or_default()));
            world.call("DELETE", &path, Value::Null).await
        }
        Command::SetOnce(widget, is_once) => {
            let policy = if *is_once { "once" } else { "vendor" };
            let path = own(&format!("widgets/{}", world.widgets[*widget].code));
            world.call("PATCH", &path, json!({ "retry_policy": policy })).await
        }
        Command::Replay(job) => world.call("POST", &own(&format!("deliveries/{job}/replay")), Value::Null).await,
        Command::Cancel(run) => world.call("POST", &own(&format!("runs/{run}/cancel")), Value::Null).await,
        Command::RunNow(run) => world.call("POST", &own(&format!("runs/{run}/now")), Value::Null).await,
        Command::Timers => Err("timers are no command of a caller".to_string()),
    }
}

fn written(trigger: &Trigger, model: &Model) -> Value {
    let rule = &trigger.rule;
    let place = |(pipeline, stage): &Place| json!({ "pipeline_id": pipeline, "stage_id": stage });
    let filters: Vec<Value> = rule.price_min.iter().map(|min| json!({ "field": "price", "min": min })).collect();
    json!({
        "stages": rule.area.iter().map(place).collect::<Vec<_>>(),
        "when": { "on": rule.when.name() },
        "filters": filters,
        "delay_seconds": rule.delay_ms / 1_000,
        "if_left": if rule.runs_anyway { "run_anyway" } else { "skip" },
        "action": {
            "kind": "widget_hook",
            "widget": model.widgets[rule.widget].code,
            "settings": { "message": "hi", "entered": "in" },
        },
        "enabled": trigger.is_enabled,
    })
}
