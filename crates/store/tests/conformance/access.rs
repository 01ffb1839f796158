//! Integrations, what was allowed them, and keys of changes.

use domain::integration::{Card, ClientId, Scope, Scopes};
use domain::user::User;
use domain::{Timestamp, UserId};
use store::grants::{self, Code, GRANTS_MAX, NewRefresh, Refusal, USES_MAX};
use store::idempotency::{self, Answer, Found, Request};
use store::together::{self, Ended};
use store::{StoreError, across, integrations, users};

use crate::fixtures::NOW;
use crate::world::{World, on_all};

const CLIENT: ClientId = ClientId(7);
const REDIRECT: &str = "https://example.org/back";
const GRACE: i64 = 30;

fn secs(seconds: i64) -> Timestamp {
    NOW.plus_seconds(seconds)
}

fn card(name: &str) -> Card {
    let scopes = [Scope::Crm, Scope::Files].into_iter().collect();
    Card { name: name.into(), redirects: vec![REDIRECT.into(), "https://b/".into()], scopes, ..Card::default() }
}

fn furnish(world: &World, client: ClientId) {
    world.write(move |tx| integrations::create(tx, client, &card("Phone"), "sealed", NOW));
}

fn refresh(name: &str) -> NewRefresh {
    NewRefresh { hash: name.into(), expires_at: secs(1_000) }
}

/// A grant with that id, whose first refresh token has the same name.
fn granted(world: &World, client: ClientId, id: &'static str, now: Timestamp) -> Result<String, Refusal> {
    world.write(move |tx| {
        let code = Code {
            hash: format!("code of {id}"),
            client,
            user: UserId(5),
            scopes: Scopes::all(),
            redirect: REDIRECT.into(),
            expires_at: now.plus_seconds(60),
        };
        grants::note_code(tx, &code, now)?;
        let grant = grants::use_code(tx, &code.hash, client, REDIRECT, id, &refresh(id), now)?;
        Ok(grant.map(|grant| grant.id))
    })
}

fn use_refresh(
    world: &World,
    hash: &'static str,
    client: ClientId,
    next: &'static str,
    now: Timestamp,
) -> Result<String, Refusal> {
    let used = world.write(move |tx| grants::use_refresh(tx, hash, client, &refresh(next), GRACE, now));
    used.map(|grant| grant.id)
}

#[test]
fn an_integration_comes_back_as_it_was_made() {
    on_all(|world| {
        furnish(world, CLIENT);
        let sealed = world.read(|tx| integrations::get(tx, CLIENT)).unwrap();
        assert_eq!((&sealed.integration.card, sealed.secret.as_str()), (&card("Phone"), "sealed"));
        assert!(sealed.integration.is_enabled);
        let found = world.across(|tx| across::integration(tx, CLIENT)).unwrap();
        assert_eq!(found, (world.account, sealed));
        let changed = Card { uninstall_url: Some("https://c/".into()), widget: Some("w".into()), ..card("Fax") };
        let saved = changed.clone();
        world.write(move |tx| integrations::save(tx, CLIENT, &saved, false, secs(1)));
        let sealed = world.read(|tx| integrations::get(tx, CLIENT)).unwrap();
        assert_eq!((sealed.integration.card, sealed.integration.is_enabled), (changed.clone(), false));
        assert_eq!(world.read(|tx| integrations::of_widget(tx, "w")).unwrap().integration.client, CLIENT);
        let taken = world.store.write_blocking(world.account, "taken", move |tx| {
            integrations::create(tx, ClientId(8), &changed, "s", NOW)
        });
        assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
        granted(world, CLIENT, "g", NOW).unwrap();
        assert!(world.write(|tx| integrations::remove(tx, CLIENT)));
        assert!(!world.write(|tx| integrations::remove(tx, CLIENT)));
        assert_eq!(world.read(|tx| grants::get(tx, "g")), None);
    });
}

#[test]
fn a_code_is_used_once_by_its_owner_at_its_address_in_time() {
    on_all(|world| {
        furnish(world, CLIENT);
        furnish(world, ClientId(8));
        world.write(|tx| {
            let code = |hash: &str| Code {
                hash: hash.into(),
                client: CLIENT,
                user: UserId(5),
                scopes: Scopes::all(),
                redirect: REDIRECT.into(),
                expires_at: secs(60),
            };
            grants::note_code(tx, &code("a"), NOW)?;
            grants::note_code(tx, &code("b"), NOW)
        });
        let exchange = |hash: &'static str, client, redirect: &'static str, id: &'static str, at| {
            world.write(move |tx| grants::use_code(tx, hash, client, redirect, id, &refresh(id), at)).map(|g| g.id)
        };
        assert_eq!(exchange("x", CLIENT, REDIRECT, "g", NOW), Err(Refusal::Unknown));
        assert_eq!(exchange("a", ClientId(8), REDIRECT, "g", NOW), Err(Refusal::Unknown));
        assert_eq!(exchange("a", CLIENT, "https://b/", "g", NOW), Err(Refusal::OtherAddress));
        assert_eq!(exchange("a", CLIENT, REDIRECT, "g", secs(59)), Ok("g".to_string()));
        assert_eq!(exchange("a", CLIENT, REDIRECT, "h", secs(59)), Err(Refusal::Used));
        assert_eq!(exchange("b", CLIENT, REDIRECT, "h", secs(60)), Err(Refusal::Expired));
        assert_eq!(world.read(|tx| grants::list(tx, None, 10)).len(), 1);
    });
}

#[test]
fn a_refresh_token_is_used_once_and_within_its_grace() {
    on_all(|world| {
        furnish(world, CLIENT);
        furnish(world, ClientId(8));
        granted(world, CLIENT, "g", NOW).unwrap();
        let grant = || Ok("g".to_string());
        assert_eq!(use_refresh(world, "g", ClientId(8), "r0", NOW), Err(Refusal::Unknown));
        assert_eq!(use_refresh(world, "x", CLIENT, "r0", NOW), Err(Refusal::Unknown));
        let account = world.account;
        assert_eq!(world.across(|tx| across::account_of_refresh(tx, "g", NOW)), Some(account));
        assert_eq!(use_refresh(world, "g", CLIENT, "r1", NOW), grant());
        assert_eq!(world.across(|tx| across::account_of_refresh(tx, "g", NOW)), None);
        assert_eq!(use_refresh(world, "g", CLIENT, "r2", secs(GRACE - 1)), grant());
        assert_eq!(use_refresh(world, "r1", CLIENT, "r3", secs(GRACE - 1)), grant());
        assert_eq!(use_refresh(world, "g", CLIENT, "r4", secs(GRACE)), Err(Refusal::Used));
        assert_eq!(use_refresh(world, "r3", CLIENT, "r5", secs(GRACE)), Err(Refusal::Used));
        assert!(!world.read(|tx| grants::is_installed(tx, CLIENT)));
        granted(world, CLIENT, "h", NOW).unwrap();
        assert_eq!(use_refresh(world, "h", CLIENT, "s1", secs(1_000)), Err(Refusal::Expired));
        granted(world, CLIENT, "i", NOW).unwrap();
        let names = ["t1", "t2", "t3", "t4", "t5", "t6"];
        let told: Vec<_> = names.map(|next| use_refresh(world, "i", CLIENT, next, NOW).is_ok()).into();
        assert_eq!(told.iter().filter(|ok| **ok).count() as i64, USES_MAX);
        assert_eq!(use_refresh(world, "t1", CLIENT, "u", NOW), Err(Refusal::Used));
    });
}

#[test]
fn the_oldest_grant_makes_room() {
    on_all(|world| {
        furnish(world, CLIENT);
        for n in 0..=GRANTS_MAX {
            let id: &'static str = Box::leak(format!("g{n:02}").into_boxed_str());
            granted(world, CLIENT, id, secs(n)).unwrap();
        }
        let left: Vec<String> =
            world.read(|tx| grants::list(tx, Some(CLIENT), 100)).into_iter().map(|g| g.id).collect();
        assert_eq!(left.len() as i64, GRANTS_MAX);
        assert!(!left.contains(&"g00".to_string()), "{left:?}");
        assert_eq!(world.write(|tx| grants::revoke_all(tx, CLIENT, NOW)), GRANTS_MAX as u64);
        assert_eq!(world.write(|tx| grants::revoke_all(tx, CLIENT, NOW)), 0);
    });
}

fn request(key: &str, hash: &str) -> Request {
    Request { caller: "token/1".into(), key: key.into(), hash: hash.into(), expires_at: secs(100) }
}

#[test]
fn a_key_stands_for_one_request() {
    on_all(|world| {
        let begin = |key: &'static str, hash: &'static str, at| {
            world.write(move |tx| idempotency::begin(tx, &request(key, hash), at))
        };
        let answer = Answer { status: 201, content_type: Some("application/json".into()), body: b"{}".to_vec() };
        assert_eq!(begin("k", "a", NOW), Found::New);
        assert_eq!(begin("k", "a", NOW), Found::UnderWay);
        assert_eq!(begin("k", "b", NOW), Found::Other);
        let noted = answer.clone();
        world.write(move |tx| idempotency::finish(tx, &request("k", "a"), &noted));
        assert_eq!(begin("k", "a", NOW), Found::Answered(answer));
        assert_eq!(begin("k", "b", NOW), Found::Other);
        assert_eq!(begin("k", "b", secs(100)), Found::New, "its time is over");
        let somebody = Request { caller: "token/2".into(), ..request("k", "a") };
        assert_eq!(world.write(move |tx| idempotency::begin(tx, &somebody, NOW)), Found::New);
        assert_eq!(begin("f", "a", NOW), Found::New);
        world.write(|tx| idempotency::forget(tx, &request("f", "a")));
        assert_eq!(begin("f", "b", NOW), Found::New);
    });
}

fn user(name: &str) -> User {
    let email = format!("{name}@example.org");
    User { id: UserId(0), name: name.into(), email, is_admin: false }
}

#[test]
fn what_a_future_asks_for_happens_in_the_transaction_that_runs_it() {
    on_all(|world| {
        let n_users = || world.read(|tx| Ok(users::list(tx)?.len()));
        let before = n_users();
        let (store, account) = (world.store.clone(), world.account);
        let (inner, done) = (store.clone(), std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0)));
        let effects = std::sync::Arc::clone(&done);
        let seen = store.write_blocking(account, "outer", move |tx| {
            let effects = std::sync::Arc::clone(&effects);
            let future = async {
                let add = move |tx: &store::Tx<'_>| {
                    let effects = std::sync::Arc::clone(&effects);
                    tx.after_commit(move || {
                        effects.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    });
                    users::create(tx, &user("ann"), None, NOW)
                };
                let made = inner.write(account, "inner", add).await;
                let seen = inner.read(account, "inner read", |tx| Ok(users::list(tx)?.len())).await;
                (made.is_ok(), seen.unwrap())
            };
            together::run(tx, &inner, future)
        });
        let Ok(Ended::Done { result, has_failed }) = seen else { panic!("{seen:?}") };
        assert_eq!((result, has_failed), ((true, before + 1), false));
        assert_eq!(n_users(), before + 1);
        assert_eq!(done.load(std::sync::atomic::Ordering::SeqCst), 1, "once, after the commit");

        // What the transaction throws away is gone with all that happened inside, effects included.
        let (inner, effects) = (store.clone(), std::sync::Arc::clone(&done));
        let told: Result<(), _> = store.write_blocking(account, "undone", move |tx| {
            let effects = std::sync::Arc::clone(&effects);
            let add = move |tx: &store::Tx<'_>| {
                let effects = std::sync::Arc::clone(&effects);
                tx.after_commit(move || {
                    effects.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                });
                users::create(tx, &user("bob"), None, NOW)
            };
            together::run(tx, &inner, inner.write(account, "inner", add))?;
            Err(StoreError::Conflict("no".into()))
        });
        assert!(matches!(told, Err(StoreError::Conflict(_))), "{told:?}");
        assert_eq!(n_users(), before + 1);
        assert_eq!(done.load(std::sync::atomic::Ordering::SeqCst), 1);
    });
}

#[test]
fn a_future_that_waits_for_something_else_is_given_up() {
    on_all(|world| {
        let (store, account) = (world.store.clone(), world.account);
        let inner = store.clone();
        let ended = store.write_blocking(account, "outer", move |tx| {
            let forever = together::run(tx, &inner, std::future::pending::<()>())?;
            let others = inner.read(across::EVERYONE, "everyone", |_| Ok(()));
            Ok((forever, together::run(tx, &inner, others).map(|ended| matches!(ended, Ended::Elsewhere))?))
        });
        assert_eq!(ended.unwrap(), (Ended::Elsewhere, true));
        // A closure that fails inside is told, since what it wrote is still there.
        let inner = store.clone();
        let ended = store.write_blocking(account, "outer", move |tx| {
            let fails = inner.write(account, "inner", |_| Err::<(), _>(StoreError::Conflict("x".into())));
            let Ended::Done { result, has_failed } = together::run(tx, &inner, fails)? else { return Ok(false) };
            Ok(result.is_err() && has_failed)
        });
        assert!(ended.unwrap());
        // And the thread is as it was: calls go their own way again.
        assert!(store.read_blocking(account, "after", users::list).is_ok());
    });
}
