//! Leads: locked, saved, counted.

use std::collections::BTreeMap;

use domain::lead::Lead;
use domain::pipeline::{LOST, Place, WON};
use domain::{LeadId, Timestamp, UserId};
use store::leads::LeadFilter;
use store::{StoreError, Tx, leads, totals};

use crate::fixtures::{later, lead_at, make_lead, move_lead, pipeline, place};
use crate::world::{World, on_all};

#[test]
fn a_lead_comes_back_as_it_was_made() {
    on_all(|world| {
        let pipeline = pipeline(world);
        let lead = Lead {
            name: "Bestellung «Ä» 💡 'quoted' %_".into(),
            price: -9_007_199_254_740_991,
            loss_reason: Some(5),
            closed_at: Some(Timestamp(-1)),
            price_by_robot: true,
            visitor: Some("visitor".into()),
            ..lead_at(Place { pipeline: pipeline.id, stage: LOST })
        };
        let made = world.write(move |tx| leads::insert(tx, &lead));
        assert!(made.id.0 >= 1_000);
        assert_eq!(made.version, 1);
        let id = made.id;
        assert_eq!(world.read(move |tx| leads::get(tx, id)), Some(made));
        assert_eq!(world.read(|tx| leads::get(tx, LeadId(5))), None);
        let other = world.another_account();
        assert_eq!(world.store.read_blocking(other, "other", move |tx| leads::get(tx, id)).unwrap(), None);
        assert_eq!(world.store.write_blocking(other, "other", move |tx| leads::lock(tx, id)).unwrap(), None);
    });
}

#[test]
fn a_lead_stands_in_a_stage_that_exists() {
    on_all(|world| {
        let told = world.try_write(|tx| leads::insert(tx, &lead_at(Place::new(1, 2))));
        assert!(matches!(told, Err(StoreError::Database(_))), "{told:?}");
    });
}

#[test]
fn every_change_raises_the_version_and_saves_every_field() {
    on_all(|world| {
        let pipeline = pipeline(world);
        let made = make_lead(world, place(&pipeline, "A"));
        let to = Place { pipeline: pipeline.id, stage: LOST };
        let wanted = Lead {
            name: "NEü".into(),
            price: 5,
            place: to,
            responsible: UserId(8),
            loss_reason: Some(3),
            updated_by: UserId(9),
            updated_at: later(5),
            closed_at: Some(later(6)),
            price_by_robot: true,
            company: None,
            source: None,
            labor_cost: None,
            version: 2,
            ..made.clone()
        };
        let (id, after) = (made.id, wanted.clone());
        let before = world.write(move |tx| {
            let before = leads::lock(tx, id)?.unwrap();
            leads::save(tx, &before, &after)?;
            Ok(before)
        });
        assert_eq!(before, Lead { version: 2, ..made });
        assert_eq!(world.read(move |tx| leads::get(tx, id)), Some(wanted));
        let new = LeadFilter { text: Some("neÜ".into()), ..Default::default() };
        assert_eq!(world.read(move |tx| leads::list(tx, &new, 10, 0)).len(), 1, "it is found by its new name");
    });
}

#[test]
fn nothing_of_a_failed_change_is_kept() {
    on_all(|world| {
        let pipeline = pipeline(world);
        let (a, b) = (place(&pipeline, "A"), place(&pipeline, "B"));
        let lead = make_lead(world, a);
        let id = lead.id;
        let told: Result<(), _> = world.try_write(move |tx| {
            move_lead(tx, id, b)?;
            leads::insert(tx, &lead_at(b))?;
            Err(StoreError::Conflict("no".into()))
        });
        assert!(matches!(told, Err(StoreError::Conflict(_))));
        assert_eq!(world.read(move |tx| leads::get(tx, id)), Some(lead));
        assert_eq!(world.read(totals::differences), []);
        assert_eq!(world.read(totals::list).len(), 1);
    });
}

/// What the counters must say, counted by the test itself.
#[derive(Default)]
struct Model {
    leads: BTreeMap<LeadId, (Place, i64)>,
}

impl Model {
    fn totals(&self) -> BTreeMap<Place, (i64, i64)> {
        let mut totals: BTreeMap<Place, (i64, i64)> = BTreeMap::new();
        for (place, price) in self.leads.values() {
            let total = totals.entry(*place).or_default();
            *total = (total.0 + 1, total.1 + price);
        }
        totals
    }
}

fn kept(world: &World) -> BTreeMap<Place, (i64, i64)> {
    let all = world.read(totals::list).into_iter().map(|t| (t.place, (t.n_leads, t.price_sum)));
    all.filter(|(_, total)| *total != (0, 0)).collect()
}

#[derive(Clone, Copy)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// One random step; returns what the lead is then.
fn step(tx: &Tx<'_>, dice: &mut Dice, known: &[LeadId], places: &[Place]) -> Result<Lead, StoreError> {
    let place = places[dice.roll(places.len())];
    let price = dice.roll(1_000) as i64 - 300;
    if known.is_empty() || dice.roll(4) == 0 {
        return leads::insert(tx, &Lead { price, ..lead_at(place) });
    }
    let before = leads::lock(tx, known[dice.roll(known.len())])?.unwrap();
    let after = match dice.roll(3) {
        0 => Lead { price, ..before.clone() },
        1 => Lead { place, ..before.clone() },
        _ => Lead { place, price, ..before.clone() },
    };
    leads::save(tx, &before, &after)?;
    Ok(after)
}

#[test]
fn counters_stay_right_over_a_long_walk() {
    on_all(|world| {
        let pipeline = pipeline(world);
        let mut places: Vec<Place> = ["A", "B", "C"].iter().map(|name| place(&pipeline, name)).collect();
        places.extend([WON, LOST].map(|stage| Place { pipeline: pipeline.id, stage }));
        let mut model = Model::default();
        for round in 0..40 {
            let fails = round % 5 == 4;
            let (known, places) = (model.leads.keys().copied().collect::<Vec<_>>(), places.clone());
            let walked = world.try_write(move |tx| {
                let mut dice = Dice(round + 1);
                let mut known = known.clone();
                let mut changed = Vec::new();
                for _ in 0..25 {
                    let lead = step(tx, &mut dice, &known, &places)?;
                    if !known.contains(&lead.id) {
                        known.push(lead.id);
                    }
                    changed.push(lead);
                }
                if fails { Err(StoreError::Conflict("on purpose".into())) } else { Ok(changed) }
            });
            for lead in walked.unwrap_or_default() {
                model.leads.insert(lead.id, (lead.place, lead.price));
            }
            assert_eq!(kept(world), model.totals(), "after round {round}");
        }
        assert!(model.leads.len() > 100);
        assert_eq!(world.read(totals::differences), []);
    });
}

#[test]
fn counters_stay_right_when_many_change_at_once() {
    on_all(|world| {
        let pipeline = pipeline(world);
        let places: Vec<Place> = ["A", "B", "C"].iter().map(|name| place(&pipeline, name)).collect();
        let known: Vec<LeadId> = (0..6).map(|n| make_lead(world, places[n % 3]).id).collect();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (known, places) = (known.clone(), places.clone());
                scope.spawn(move || {
                    for n in 0..25 {
                        let (known, places) = (known.clone(), places.clone());
                        world.write(move |tx| step(tx, &mut Dice(thread * 100 + n), &known, &places));
                    }
                });
            }
        });
        assert_eq!(world.read(totals::differences), []);
        let counted: i64 = world.read(totals::list).iter().map(|total| total.n_leads).sum();
        let leads = world.read(|tx| leads::list(tx, &Default::default(), 1_000, 0)).len();
        assert_eq!(counted, leads as i64);
    });
}

#[test]
fn two_moves_at_once_leave_from_different_stages() {
    on_all(|world| {
        let pipeline = pipeline(world);
        let (a, b, c) = (place(&pipeline, "A"), place(&pipeline, "B"), place(&pipeline, "C"));
        for _ in 0..5 {
            let id = make_lead(world, a).id;
            let mv = |to| {
                world.write(move |tx| {
                    let before = leads::lock(tx, id)?.unwrap();
                    leads::save(tx, &before, &Lead { place: to, ..before.clone() })?;
                    Ok(before.place)
                })
            };
            let (one, two) = std::thread::scope(|scope| {
                let one = scope.spawn(|| mv(b));
                let two = mv(c);
                (one.join().unwrap(), two)
            });
            assert!((one, two) == (a, b) || (one, two) == (c, a), "{one:?} {two:?}");
        }
    });
}
