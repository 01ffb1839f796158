//! The whole database against the model, and against itself.

use std::collections::BTreeMap;

use store::jobs::DeliveryFilter;
use store::leads::LeadFilter;
use store::runs::RunFilter;
use store::sight::Sight;

use crate::Breach;
use crate::model::{Kind, Lead, Model, Place};
use crate::world::{ROWS_MAX, World, event_row, job_row, run_row};

/// Everything that differs is named by the first thing that does.
pub async fn check(world: &World, model: &Model) -> Result<(), Breach> {
    let (events, runs, jobs) = world
        .read(|tx| {
            let events = store::events::after(tx, Default::default(), ROWS_MAX)?;
            let runs = store::runs::list(tx, &RunFilter::default(), &Sight::all(), ROWS_MAX)?;
            let jobs = store::jobs::list(tx, &DeliveryFilter::default(), &Sight::all(), ROWS_MAX)?;
            Ok((events, runs, jobs))
        })
        .await?;
    let events: Vec<_> = events.into_iter().map(|(_, event)| event_row(&event)).collect();
    if events != model.events {
        let at = events.iter().zip(&model.events).take_while(|(found, expected)| found == expected).count();
        return Err(format!("the log: event {at} is {:?}, the model says {:?}", events.get(at), model.events.get(at)));
    }
    let runs: BTreeMap<i64, _> = runs.into_iter().map(|run| (run.id.0, run_row(run))).collect();
    if runs != model.runs {
        let differs = |id: &&i64| runs.get(*id) != model.runs.get(*id);
        let id = runs.keys().chain(model.runs.keys()).find(differs);
        let id = id.copied().unwrap_or_default();
        return Err(format!("run {id} is {:?}, the model says {:?}", runs.get(&id), model.runs.get(&id)));
    }
    if jobs.len() != model.jobs.len() {
        return Err(format!("{} deliveries, the model says {}", jobs.len(), model.jobs.len()));
    }
    for row in jobs.into_iter().map(job_row) {
        let Some(job) = model.jobs.get(&row.id) else {
            return Err(format!("a delivery that no run called for: {row:?}"));
        };
        let state = match row.state.as_str() {
            "pending" | "leased" => "open",
            other => other,
        };
        // In `once` mode the attempt is counted when it begins.
        let tries = job.tries.max(u32::from(job.has_begun));
        let is_due = state != "open" || (job.due..=job.due + job.slack).contains(&row.due);
        if state != job.state || row.tries != tries || !is_due || row.body != job.body {
            return Err(format!("delivery {row:?}, the model says {job:?}"));
        }
    }
    check_board(world, model).await
}

/// Leads and totals of the stages, as they are kept, against what the log of events says.
async fn check_board(world: &World, model: &Model) -> Result<(), Breach> {
    let (leads, totals, differences) = world
        .read(|tx| {
            let leads = store::leads::list(tx, &LeadFilter::default(), ROWS_MAX, 0)?;
            Ok((leads, store::totals::list(tx)?, store::totals::differences(tx)?))
        })
        .await?;
    if let Some((kept, counted)) = differences.first() {
        return Err(format!("the board: kept {kept:?}, counted {counted:?}"));
    }
    let place = |place: domain::pipeline::Place| (place.pipeline.0, place.stage.0);
    let stored: BTreeMap<i64, Lead> =
        leads.into_iter().map(|lead| (lead.id.0, Lead { place: place(lead.place), price: lead.price })).collect();
    if stored != model.leads {
        return Err(format!("the leads are {stored:?}, the model says {:?}", model.leads));
    }
    let mut rebuilt: BTreeMap<i64, Place> = BTreeMap::new();
    for event in &model.events {
        match event.kind {
            Kind::Created(at) | Kind::Moved(_, at) => drop(rebuilt.insert(event.lead, at)),
            _ => {}
        }
    }
    let mut counts: BTreeMap<Place, (i64, i64)> = BTreeMap::new();
    for (id, lead) in &stored {
        if rebuilt.get(id) != Some(&lead.place) {
            return Err(format!("the board: lead {id} stands in {:?}, the log says {:?}", lead.place, rebuilt.get(id)));
        }
        let count = counts.entry(lead.place).or_default();
        *count = (count.0 + 1, count.1 + lead.price);
    }
    for total in totals {
        let counted = counts.remove(&place(total.place)).unwrap_or_default();
        if counted != (total.n_leads, total.price_sum) {
            return Err(format!("the board: {total:?}, the log says {counted:?}"));
        }
    }
    match counts.first_key_value() {
        Some(uncounted) => Err(format!("the board: nobody counts {uncounted:?}")),
        None => Ok(()),
    }
}

/// After everything that is owed has been done: every delivery has ended, every run too, and places are free again.
pub async fn check_end(world: &World, model: &Model) -> Result<(), Breach> {
    check(world, model).await?;
    for (id, job) in &model.jobs {
        match job.state {
            "open" => return Err(format!("delivery {id} never ended: {job:?}")),
            "delivered" if !job.was_taken => return Err(format!("delivery {id} is delivered, but nobody took it")),
            "unknown" if !job.is_once => return Err(format!("delivery {id} ended as unknown: {job:?}")),
            "dead" if !job.is_once && job.tries != 5 => {
                return Err(format!("delivery {id} is dead too early: {job:?}"));
            }
            _ => {}
        }
    }
    if let Some(run) = model.waiting().next() {
        return Err(format!("run {} never ended: {run:?}", run.id));
    }
    let acted = model.runs.values().filter(|run| run.fate == "acted").count();
    let originals = model.jobs.values().filter(|job| job.replay_of.is_none()).count();
    if acted != originals {
        return Err(format!("{acted} runs acted, {originals} deliveries were made"));
    }
    check_attempts(world, model).await?;
    match world.app.engine.permits.n_held() {
        0 => Ok(()),
        n => Err(format!("{n} places are held, and nothing is under way")),
    }
}

/// The attempts of each delivery are numbered without gaps and begin when they were due, one after the other.
async fn check_attempts(world: &World, model: &Model) -> Result<(), Breach> {
    for (id, job) in &model.jobs {
        let job_id = domain::JobId(*id);
        let attempts = world.read(move |tx| store::attempts::of_job(tx, job_id)).await?;
        let numbers: Vec<u32> = attempts.iter().map(|attempt| attempt.n).collect();
        if numbers != (1..=attempts.len() as u32).collect::<Vec<_>>() {
            return Err(format!("delivery {id} has the attempts {numbers:?}"));
        }
        // A try has a second attempt when the receiver wanted a form.
        let n_settled = job.tries as usize;
        if job.state != "unknown" && (attempts.len() < n_settled || attempts.len() > 2 * n_settled) {
            return Err(format!("delivery {id} has {} attempts after {n_settled} tries", attempts.len()));
        }
    }
    Ok(())
}
