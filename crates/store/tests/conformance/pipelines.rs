//! Pipelines and stages.

use domain::StageId;
use domain::pipeline::{LOST, PIPELINES_HARD_MAX, Pipeline, PipelineDraft, Place, STAGES_MAX, StageDraft, WON};
use store::pipelines::PipelinePatch;
use store::{StoreError, pipelines};

use crate::fixtures::{draft, pipeline, stage};
use crate::world::{World, on_all};

fn told(pipeline: &Pipeline) -> String {
    pipeline.stages.iter().map(|s| format!("{}@{}", s.name, s.sort)).collect::<Vec<_>>().join(" ")
}

fn only(world: &World) -> Pipeline {
    world.read(pipelines::list).remove(0)
}

fn stage_draft(name: &str, sort: i64) -> StageDraft {
    StageDraft { name: name.into(), color: Some("#FFFEB2".into()), sort }
}

#[test]
fn a_pipeline_has_its_system_stages() {
    on_all(|world| {
        let made = pipeline(world);
        assert_eq!(only(world), made, "what is told is what is stored");
        assert_eq!(told(&made), "Incoming leads@10 A@20 B@30 C@40 Closed - won@10000 Closed - lost@11000");
        assert!(made.is_main, "the first one is main whatever the draft says");
        assert!(made.stages[1].id.0 >= 1_000, "142 and 143 stay what they are");
    });
}

#[test]
fn one_pipeline_is_main() {
    on_all(|world| {
        let first = pipeline(world);
        let second = world.write(|tx| pipelines::create(tx, &PipelineDraft { is_main: true, ..draft("Two", &[]) }));
        let third = world.write(|tx| pipelines::create(tx, &draft("Three", &[])));
        let main = |world: &World| {
            let all = world.read(pipelines::list);
            all.iter().filter(|p| p.is_main).map(|p| p.id).collect::<Vec<_>>()
        };
        assert_eq!(main(world), [second.id]);
        assert_eq!(world.read(pipelines::main).id, second.id);
        let becomes = |id, is_main| {
            let patch = PipelinePatch { is_main: Some(is_main), ..Default::default() };
            world.write(move |tx| pipelines::update(tx, id, &patch))
        };
        assert!(becomes(third.id, true).is_main);
        assert_eq!(main(world), [third.id]);
        assert!(becomes(third.id, false).is_main, "a main pipeline is replaced, never unmade");
        assert!(becomes(third.id, true).is_main);
        assert!(!becomes(first.id, false).is_main);
        assert_eq!(main(world), [third.id]);
    });
}

#[test]
fn an_account_without_pipelines_has_no_main_one() {
    on_all(|world| {
        let told = world.store.read_blocking(world.account, "none", pipelines::main);
        assert!(matches!(told, Err(StoreError::NotFound { .. })), "{told:?}");
    });
}

#[test]
fn a_pipeline_is_changed_in_what_is_told() {
    on_all(|world| {
        let id = pipeline(world).id;
        let patch = PipelinePatch {
            name: Some("Sales 2".into()),
            sort: Some(-3),
            accepts_incoming: Some(false),
            is_main: None,
        };
        let changed = world.write(move |tx| pipelines::update(tx, id, &patch));
        assert_eq!(only(world), changed);
        assert_eq!((changed.name.as_str(), changed.sort, changed.accepts_incoming), ("Sales 2", -3, false));
        let nowhere = domain::PipelineId(1);
        let missing = world.try_write(move |tx| pipelines::update(tx, nowhere, &PipelinePatch::default()));
        assert!(matches!(missing, Err(StoreError::NotFound { .. })), "{missing:?}");
    });
}

#[test]
fn stages_are_numbered_anew_in_the_wished_order() {
    on_all(|world| {
        let made = pipeline(world);
        let id = made.id;
        let front = world.write(move |tx| pipelines::add_stage(tx, id, &stage_draft("D", -5)));
        assert_eq!((front.sort, front.color.as_str()), (20, "#fffeb2"));
        let behind = world.write(move |tx| pipelines::add_stage(tx, id, &stage_draft("E", 30)));
        assert_eq!(behind.sort, 40, "behind the one that has the number already");
        assert_eq!(
            told(&only(world)),
            "Incoming leads@10 D@20 A@30 E@40 B@50 C@60 Closed - won@10000 Closed - lost@11000"
        );
        let c = stage(&made, "C");
        let moved = world.write(move |tx| pipelines::update_stage(tx, id, c, Some("C2"), Some("#FFF000"), Some(25)));
        assert_eq!((moved.sort, moved.color.as_str(), moved.name.as_str()), (30, "#fff000", "C2"));
        let far = world.write(move |tx| pipelines::add_stage(tx, id, &stage_draft("F", 1_000_000)));
        assert_eq!(far.sort, 70, "no ordinary stage stands behind won");
    });
}

#[test]
fn system_stages_are_only_renamed() {
    on_all(|world| {
        let id = pipeline(world).id;
        let renamed = world.write(move |tx| pipelines::update_stage(tx, id, WON, Some("Hurray"), None, None));
        assert_eq!((renamed.name.as_str(), renamed.sort), ("Hurray", 10_000));
        for (stage, color, sort) in [(WON, Some("#fff000"), None), (LOST, None, Some(1))] {
            let told = world.try_write(move |tx| pipelines::update_stage(tx, id, stage, None, color, sort));
            assert!(matches!(told, Err(StoreError::Invalid(_))), "{told:?}");
        }
        let missing = world.try_write(move |tx| pipelines::update_stage(tx, id, StageId(9), Some("x"), None, None));
        assert!(matches!(missing, Err(StoreError::NotFound { .. })), "{missing:?}");
    });
}

#[test]
fn places_of_a_stage() {
    on_all(|world| {
        let first = pipeline(world);
        let second = world.write(|tx| pipelines::create(tx, &PipelineDraft { is_main: true, ..draft("Two", &["Z"]) }));
        let a = stage(&first, "A");
        let of = |stage| world.read(move |tx| pipelines::places_of(tx, stage));
        assert_eq!(of(a), [Place { pipeline: first.id, stage: a }]);
        let won = [Place { pipeline: second.id, stage: WON }, Place { pipeline: first.id, stage: WON }];
        assert_eq!(of(WON), won, "that of the main pipeline first");
        assert_eq!(of(StageId(1)), []);
        let has = |pipeline, stage| world.read(move |tx| pipelines::has_place(tx, Place { pipeline, stage }));
        assert!(has(first.id, a) && has(second.id, LOST));
        assert!(!has(second.id, a));
    });
}

#[test]
fn there_are_limits() {
    on_all(|world| {
        let id = world.write(|tx| pipelines::create(tx, &draft("Sales", &["A"]))).id;
        world.write(move |tx| {
            (5..=STAGES_MAX as i64)
                .try_for_each(|n| pipelines::add_stage(tx, id, &stage_draft(&format!("S{n}"), n * 10)).map(drop))
        });
        assert_eq!(only(world).stages.len(), STAGES_MAX);
        let told = world.try_write(move |tx| pipelines::add_stage(tx, id, &stage_draft("too many", 1)));
        assert!(matches!(told, Err(StoreError::Invalid(_))), "{told:?}");
    });
}

#[test]
fn an_account_has_at_most_a_thousand_pipelines() {
    // The rule is the same text on every database; filling one is enough.
    let world = World::new(crate::world::Kind::Memory).unwrap();
    world.write(|tx| (0..PIPELINES_HARD_MAX).try_for_each(|_| pipelines::create(tx, &draft("P", &[])).map(drop)));
    let told = world.try_write(|tx| pipelines::create(tx, &draft("P", &[])));
    assert!(matches!(told, Err(StoreError::Invalid(_))), "{told:?}");
}
