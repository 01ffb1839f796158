//! Accounts, their people, sessions and tokens.

use domain::UserId;
use domain::account::{Account, HookEncoding};
use domain::user::User;
use store::tokens::Token;
use store::users::SessionKind;
use store::{StoreError, accounts, across, tokens, triggers, users};

use crate::fixtures::{NOW, later};
use crate::world::{World, account_named, on_all};

fn user(name: &str, email: &str, is_admin: bool) -> User {
    User { id: UserId(0), name: name.into(), email: email.into(), is_admin }
}

fn add_user(world: &World, name: &'static str, is_admin: bool) -> UserId {
    world.write(move |tx| users::create(tx, &user(name, &format!("{name}@example.org"), is_admin), Some("hash"), NOW))
}

#[test]
fn an_account_comes_back_as_it_was_made() {
    on_all(|world| {
        let made = Account { id: world.account, ..account_named("acme") };
        assert_eq!(world.read(accounts::get), made);
        let other = world.another_account();
        let all = world.across(across::accounts);
        assert_eq!(all.iter().map(|a| a.id).collect::<Vec<_>>(), [world.account, other]);
        assert_eq!(world.across(|tx| across::account_by_subdomain(tx, "acme")), Some(made));
        assert_eq!(world.across(|tx| across::account_by_subdomain(tx, "nobody")), None);
    });
}

#[test]
fn a_subdomain_is_taken_once() {
    on_all(|world| {
        let again = account_named("acme");
        let told = world.store.write_blocking(across::EVERYONE, "again", move |tx| accounts::create(tx, &again, NOW));
        assert!(matches!(told, Err(StoreError::Conflict(_))), "{told:?}");
    });
}

#[test]
fn an_account_that_does_not_exist_is_missing() {
    on_all(|world| {
        let told = world.store.read_blocking(domain::AccountId(999_999), "nobody", accounts::get);
        assert!(matches!(told, Err(StoreError::NotFound { .. })), "{told:?}");
    });
}

#[test]
fn hook_settings_are_a_new_version_of_the_automation() {
    on_all(|world| {
        let before = world.read(|tx| Ok(triggers::current(tx)?.version()));
        world.write(|tx| accounts::save_hook_settings(tx, HookEncoding::Form, true));
        let rules = world.read(triggers::current);
        assert_eq!(rules.version(), before + 1);
        assert_eq!(rules.account.hook_encoding, HookEncoding::Form);
        assert!(rules.account.accepts_widgets_without_settings);
    });
}

#[test]
fn people_of_an_account() {
    on_all(|world| {
        let ann = add_user(world, "ann", false);
        let bob = add_user(world, "bob", true);
        assert_eq!(world.read(move |tx| users::get(tx, ann)).unwrap().email, "ann@example.org");
        assert_eq!(world.read(users::first_admin).id, bob, "an administrator goes before an earlier user");
        assert_eq!(world.read(users::list).iter().map(|u| u.id).collect::<Vec<_>>(), [ann, bob]);
        let again = world.try_write(|tx| users::create(tx, &user("x", "ann@example.org", false), None, NOW));
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");

        let other = world.another_account();
        let twin = user("Ann", "ann@example.org", true);
        let twin = world.store.write_blocking(other, "twin", move |tx| users::create(tx, &twin, None, NOW)).unwrap();
        let found = world.across(|tx| across::users_by_email(tx, "ann@example.org"));
        let told: Vec<_> = found.iter().map(|(account, user, hash)| (*account, user.id, hash.as_deref())).collect();
        assert_eq!(told, [(world.account, ann, Some("hash")), (other, twin, None)]);
        assert_eq!(world.read(move |tx| users::get(tx, twin)), None, "of another account");
    });
}

#[test]
fn an_account_without_people_has_no_administrator() {
    on_all(|world| {
        let told = world.store.read_blocking(world.account, "nobody", users::first_admin);
        assert!(matches!(told, Err(StoreError::NotFound { .. })), "{told:?}");
    });
}

#[test]
fn a_session_opens_until_it_ends() {
    on_all(|world| {
        let ann = add_user(world, "ann", true);
        let (account, browser, link) = (world.account, SessionKind::Browser, SessionKind::Link);
        world.write(move |tx| {
            users::open_session(tx, ann, browser, "s1", NOW, later(100))?;
            users::open_session(tx, ann, link, "s2", NOW, later(200))
        });
        let opens = |secret: &'static str, kind, at| world.across(move |tx| across::session(tx, secret, kind, at));
        assert_eq!(opens("s1", browser, later(99)), Some((account, ann)));
        assert_eq!(opens("s1", browser, later(100)), None, "it ends at its end");
        assert_eq!(opens("s1", link, NOW), None, "a browser's secret is no link");
        assert_eq!(opens("s3", browser, NOW), None);

        assert!(world.write(|tx| users::close_session(tx, "s2")), "a link is used up");
        assert!(!world.write(|tx| users::close_session(tx, "s2")), "and works once");
        assert_eq!(opens("s2", link, NOW), None);

        world.write(move |tx| users::open_session(tx, ann, browser, "s4", later(101), later(300)));
        assert!(!world.write(|tx| users::close_session(tx, "s1")), "what is over is swept when one is opened");
        world.write(move |tx| users::set_password(tx, ann, "new"));
        assert_eq!(opens("s4", browser, later(102)), None, "a new password ends them all");
    });
}

#[test]
fn a_token_is_revoked_once_and_for_good() {
    on_all(|world| {
        let token = |id: &str| Token {
            id: id.into(),
            user: UserId(7),
            name: "CI".into(),
            created_at: NOW,
            expires_at: later(1000),
            revoked_at: None,
        };
        let noted = token("t1");
        world.write(move |tx| tokens::note(tx, &noted));
        assert_eq!(world.read(|tx| tokens::get(tx, "t1")), Some(token("t1")));
        assert!(world.write(|tx| tokens::revoke(tx, "t1", later(5))));
        assert!(world.write(|tx| tokens::revoke(tx, "t1", later(9))));
        assert_eq!(world.read(|tx| tokens::get(tx, "t1")).unwrap().revoked_at, Some(later(5)));
        assert!(!world.write(|tx| tokens::revoke(tx, "t2", NOW)));
        let other = world.another_account();
        assert_eq!(world.store.read_blocking(other, "other", |tx| tokens::get(tx, "t1")).unwrap(), None);
    });
}

#[test]
fn a_word_of_the_installation_is_written_once() {
    on_all(|world| {
        let set = |value: &'static str| world.across(move |tx| across::set_installation_value(tx, "id", value));
        assert_eq!(world.across(|tx| across::installation_value(tx, "id")), None);
        assert_eq!(set("one"), "one");
        assert_eq!(set("two"), "one");
        assert_eq!(world.across(|tx| across::installation_value(tx, "id")).as_deref(), Some("one"));
    });
}
