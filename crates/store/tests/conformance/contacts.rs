//! Contacts and their links: a lead with contacts has exactly one main contact.

use domain::contact::{Contact, ContactLinks, LINKS_MAX};
use domain::{ContactId, UserId};
use store::contacts::ContactFilter;
use store::{StoreError, contacts};

use crate::fixtures::{NOW, later, make_lead, pipeline, place};
use crate::world::{World, on_all};

fn person(name: &str) -> Contact {
    Contact {
        id: ContactId(0),
        name: name.into(),
        first_name: "Ann".into(),
        last_name: "O'Neil".into(),
        responsible: UserId(7),
        created_by: UserId(7),
        updated_by: UserId(7),
        created_at: NOW,
        updated_at: NOW,
        company: None,
    }
}

fn add(world: &World, name: &'static str) -> ContactId {
    world.write(move |tx| contacts::insert(tx, &person(name))).id
}

#[test]
fn a_contact_comes_back_as_it_was_saved() {
    on_all(|world| {
        let made = world.write(|tx| contacts::insert(tx, &person("Ann")));
        let id = made.id;
        assert_eq!(world.read(move |tx| contacts::get(tx, id)), Some(made.clone()));
        let changed = Contact {
            name: "Anna".into(),
            first_name: "A".into(),
            last_name: String::new(),
            responsible: UserId(8),
            updated_by: UserId(9),
            updated_at: later(1),
            ..made
        };
        let saved = changed.clone();
        world.write(move |tx| contacts::save(tx, &saved));
        assert_eq!(world.read(move |tx| contacts::get(tx, id)), Some(changed));
        let anna = ContactFilter { text: Some("anna".into()), ..Default::default() };
        assert_eq!(world.read(move |tx| contacts::list(tx, &anna, 10, 0)).len(), 1, "it is found by its new name");
        let other = world.another_account();
        assert_eq!(world.store.read_blocking(other, "other", move |tx| contacts::get(tx, id)).unwrap(), None);
    });
}

#[test]
fn links_keep_their_order_and_their_main_one() {
    on_all(|world| {
        let sales = pipeline(world);
        let lead = make_lead(world, place(&sales, "A")).id;
        let second = make_lead(world, place(&sales, "A")).id;
        let people: Vec<ContactId> = ["c", "a", "b"].into_iter().map(|name| add(world, name)).collect();
        let save = |lead, links: ContactLinks| world.write(move |tx| contacts::save_links(tx, lead, &links));
        let links_of = |lead| world.read(move |tx| contacts::links_of(tx, lead));

        assert_eq!(links_of(lead), ContactLinks::default());
        let mut links = ContactLinks::from_rows([(people[2], false), (people[0], true), (people[1], false)]);
        save(lead, links.clone());
        assert_eq!(links_of(lead), links);
        assert_eq!(links_of(lead).main(), Some(people[0]));
        links.unlink(people[0]);
        save(lead, links.clone());
        assert_eq!(links_of(lead), links);
        assert_eq!(links_of(lead).main(), Some(people[2]), "the next in the order of linking");
        links.link(people[1], true);
        save(lead, links.clone());
        assert_eq!(links_of(lead), links, "the mark moves");

        save(second, ContactLinks::from_rows([(people[2], true)]));
        let leads_of = |contact| world.read(move |tx| contacts::leads_of(tx, contact));
        assert_eq!(leads_of(people[2]), [(lead, false), (second, true)]);
        assert_eq!(leads_of(people[0]), []);
        save(lead, ContactLinks::default());
        assert_eq!(links_of(lead), ContactLinks::default());
        if world.kind != crate::world::Kind::Memory {
            let account = world.account;
            for contact in [people[0], people[1]] {
                let link = format!("insert into lead_contacts values ({account}, {second}, {contact}, 9, 1)");
                assert!(world.place.beside(&link).is_err(), "the database itself knows one main contact");
            }
        }
    });
}

#[test]
fn links_that_cannot_be() {
    on_all(|world| {
        let sales = pipeline(world);
        let lead = make_lead(world, place(&sales, "A")).id;
        let ann = add(world, "Ann");
        let before = ContactLinks::from_rows([(ann, true)]);
        let kept = before.clone();
        world.write(move |tx| contacts::save_links(tx, lead, &before));
        let unknown = ContactLinks::from_rows([(ann, true), (ContactId(3), false)]);
        let many = ContactLinks::from_rows((0..=LINKS_MAX as i64).map(|n| (ContactId(n), false)));
        for links in [unknown, many] {
            let told = world.try_write(move |tx| contacts::save_links(tx, lead, &links));
            assert!(matches!(told, Err(StoreError::Invalid(_))), "{told:?}");
        }
        assert_eq!(world.read(move |tx| contacts::links_of(tx, lead)), kept, "what was linked stays");
    });
}
