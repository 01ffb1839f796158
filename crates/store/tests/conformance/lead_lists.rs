//! Lists of leads and contacts: every filter, every order, both ways of paging.

use domain::contact::{Contact, ContactLinks};
use domain::lead::Lead;
use domain::{ContactId, LeadId, UserId};
use store::contacts::ContactFilter;
use store::leads::{LeadFilter, Order, OrderBy, Range};
use store::{contacts, leads};

use crate::fixtures::{NOW, draft, later, lead_at, pipeline, place};
use crate::world::{World, on_all};

fn between(from: i64, to: i64) -> Range {
    Range { from: Some(from), to: Some(to) }
}

/// Six leads, called by a letter in what follows.
fn six(world: &World) -> Vec<Lead> {
    let sales = pipeline(world);
    let second = world.write(|tx| store::pipelines::create(tx, &draft("Two", &["Z"])));
    let (a, b, z) = (place(&sales, "A"), place(&sales, "B"), place(&second, "Z"));
    let leads = [
        Lead { name: "Roof".into(), ..lead_at(a) },
        Lead { name: "100% Ätna_x".into(), price: 200, responsible: UserId(8), ..lead_at(a) },
        Lead { name: "ROOFING".into(), price: 300, created_by: UserId(9), created_at: later(-20), ..lead_at(b) },
        Lead { name: "Привет".into(), price: -5, updated_by: UserId(9), updated_at: later(50), ..lead_at(b) },
        Lead { name: "100x ätnaxx!".into(), updated_at: later(10), closed_at: Some(later(7)), ..lead_at(z) },
        Lead { name: "Roof".into(), updated_at: later(10), closed_at: Some(later(9)), ..lead_at(z) },
    ];
    world.write(move |tx| leads.iter().map(|lead| leads::insert(tx, lead)).collect())
}

fn letters(all: &[Lead], found: &[Lead]) -> String {
    let letter = |lead: &Lead| (b'a' + all.iter().position(|l| l.id == lead.id).expect("one of the six") as u8) as char;
    found.iter().map(letter).collect()
}

#[test]
fn every_filter_finds_what_it_says() {
    on_all(|world| {
        let all = six(world);
        let contact = world.write(|tx| contacts::insert(tx, &person("Ann"))).id;
        for lead in [all[1].id, all[4].id] {
            world.write(move |tx| contacts::save_links(tx, lead, &ContactLinks::from_rows([(contact, true)])));
        }
        let (a, z) = (all[0].place, all[4].place);
        let check = |expected: &str, filter: LeadFilter| {
            let told = format!("{filter:?}");
            let found = world.read(move |tx| leads::list(tx, &filter, 50, 0));
            assert_eq!(letters(&all, &found), expected, "{told}");
        };
        let any = LeadFilter::default;
        check("abcdef", any());
        check("bd", LeadFilter { ids: vec![all[3].id, all[1].id, LeadId(1)], ..any() });
        check("af", LeadFilter { names: vec!["Roof".into()], ..any() });
        check("", LeadFilter { names: vec!["roof".into()], ..any() });
        check("abef", LeadFilter { places: vec![z, a], ..any() });
        check("ef", LeadFilter { pipelines: vec![z.pipeline], ..any() });
        check("abcdef", LeadFilter { pipelines: vec![z.pipeline, a.pipeline], ..any() });
        check("b", LeadFilter { responsible: vec![UserId(8), UserId(1)], ..any() });
        check("c", LeadFilter { created_by: vec![UserId(9)], ..any() });
        check("d", LeadFilter { updated_by: vec![UserId(9)], ..any() });
        check("aef", LeadFilter { price: between(100, 199), ..any() });
        check("d", LeadFilter { price: Range { from: None, to: Some(0) }, ..any() });
        check("c", LeadFilter { price: Range { from: Some(300), to: None }, ..any() });
        check("c", LeadFilter { created_at: between(NOW.0 - 20, NOW.0 - 1), ..any() });
        check("def", LeadFilter { updated_at: between(NOW.0 + 10, NOW.0 + 50), ..any() });
        check("e", LeadFilter { closed_at: between(NOW.0, NOW.0 + 8), ..any() });
        check("acf", LeadFilter { text: Some("rooF".into()), ..any() });
        check("b", LeadFilter { text: Some("100%".into()), ..any() });
        check("b", LeadFilter { text: Some("ÄTNA_".into()), ..any() });
        check("be", LeadFilter { text: Some("ätna".into()), ..any() });
        check("d", LeadFilter { text: Some("ПРИВ".into()), ..any() });
        check("e", LeadFilter { text: Some("x!".into()), ..any() });
        check("be", LeadFilter { contact: Some(contact), ..any() });
        check("b", LeadFilter { contact: Some(contact), places: vec![a], price: between(0, 500), ..any() });
        check("", LeadFilter { contact: Some(ContactId(1)), ..any() });
    });
}

#[test]
fn a_list_has_an_order_and_pages() {
    on_all(|world| {
        let all = six(world);
        let check = |expected: &str, by, is_descending| {
            let order = Order { by, is_descending };
            let list = |filter: LeadFilter, limit, offset| {
                let found = world.read(move |tx| leads::list(tx, &filter, limit, offset));
                (letters(&all, &found), found.last().map(|lead| lead.id))
            };
            assert_eq!(list(LeadFilter { order, ..Default::default() }, 50, 0).0, expected);
            let pages: String =
                (0..4).map(|page| list(LeadFilter { order, ..Default::default() }, 2, page * 2).0).collect();
            assert_eq!(pages, expected, "by page");
            let (mut pages, mut after) = (String::new(), None);
            for _ in 0..4 {
                let (page, last) = list(LeadFilter { order, after, ..Default::default() }, 2, 0);
                pages.push_str(&page);
                after = last.or(after);
            }
            assert_eq!(pages, expected, "by key");
        };
        check("abcdef", OrderBy::Id, false);
        check("fedcba", OrderBy::Id, true);
        check("cabdef", OrderBy::CreatedAt, false);
        check("fedbac", OrderBy::CreatedAt, true);
        check("abcefd", OrderBy::UpdatedAt, false);
        check("dfecba", OrderBy::UpdatedAt, true);
    });
}

fn person(name: &str) -> Contact {
    Contact {
        id: ContactId(0),
        name: name.into(),
        first_name: String::new(),
        last_name: String::new(),
        responsible: UserId(7),
        created_by: UserId(7),
        updated_by: UserId(7),
        created_at: NOW,
        updated_at: NOW,
        company: None,
    }
}

#[test]
fn every_filter_of_contacts_finds_what_it_says() {
    on_all(|world| {
        let people = [
            Contact { responsible: UserId(8), updated_at: later(9), ..person("Ann Ökonom") },
            Contact { created_by: UserId(9), created_at: later(5), ..person("Bob") },
            Contact { updated_by: UserId(9), updated_at: later(3), ..person("ann") },
        ];
        let all: Vec<Contact> =
            world.write(move |tx| people.iter().map(|contact| contacts::insert(tx, contact)).collect());
        let check = |expected: &str, filter: ContactFilter| {
            let told = format!("{filter:?}");
            let found = world.read(move |tx| contacts::list(tx, &filter, 50, 0));
            let letter =
                |c: &Contact| (b'a' + all.iter().position(|one| one == c).expect("as it was made") as u8) as char;
            assert_eq!(found.iter().map(letter).collect::<String>(), expected, "{told}");
        };
        let any = ContactFilter::default;
        check("abc", any());
        check("b", ContactFilter { ids: vec![all[1].id], ..any() });
        check("c", ContactFilter { names: vec!["ann".into()], ..any() });
        check("a", ContactFilter { responsible: vec![UserId(8)], ..any() });
        check("b", ContactFilter { created_by: vec![UserId(9)], ..any() });
        check("c", ContactFilter { updated_by: vec![UserId(9)], ..any() });
        check("b", ContactFilter { created_at: between(NOW.0 + 1, NOW.0 + 5), ..any() });
        check("ac", ContactFilter { updated_at: between(NOW.0 + 3, NOW.0 + 9), ..any() });
        check("ac", ContactFilter { text: Some("ANN".into()), ..any() });
        check("a", ContactFilter { text: Some("öko".into()), ..any() });
        let by = |by, is_descending| ContactFilter { order: Order { by, is_descending }, ..any() };
        check("cba", by(OrderBy::Id, true));
        check("bca", by(OrderBy::UpdatedAt, false));
        check("acb", by(OrderBy::UpdatedAt, true));
        let page = world.read(|tx| contacts::list(tx, &ContactFilter::default(), 1, 1));
        assert_eq!(page, [all[1].clone()]);
    });
}
