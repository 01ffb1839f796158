//! Addresses that hooks go to.

use domain::Timestamp;
use store::receivers;

use crate::fixtures::{NOW, job, later, pending, start_node};
use crate::world::on_all;

const URLS: [&str; 7] = [
    "https://example.org",
    "https://example.org/",
    "https://EXAMPLE.org/",
    "https://example.org/?a=%2f&b= c",
    "https://example.org/?a=%2F&b= c",
    "https://bücher.example/ä#x",
    "http://example.org:80/$1?2",
];

#[test]
fn an_address_is_kept_byte_for_byte_and_once() {
    on_all(|world| {
        let ensure =
            || world.write(|tx| URLS.iter().map(|url| receivers::ensure(tx, url)).collect::<Result<Vec<_>, _>>());
        let ids = ensure();
        assert_eq!(ensure(), ids);
        let mut different = ids.clone();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), URLS.len());
        for (url, id) in URLS.into_iter().zip(ids) {
            assert_eq!(world.read(move |tx| receivers::url(tx, id)).as_deref(), Some(url));
        }
        let other = world.another_account();
        let id = world.write(|tx| receivers::ensure(tx, URLS[0]));
        assert_eq!(world.store.read_blocking(other, "other", move |tx| receivers::url(tx, id)).unwrap(), None);
    });
}

#[test]
fn many_who_ensure_at_once_get_the_same() {
    on_all(|world| {
        let ids: Vec<_> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| world.write(|tx| receivers::ensure(tx, "https://example.org/one"))))
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    });
}

#[test]
fn a_long_address_is_kept_too() {
    on_all(|world| {
        // Not the same letter again and again, which PostgreSQL would press into a small one.
        let noise = (0..2_000u64).map(|n| char::from(b'a' + (n.wrapping_mul(2_654_435_761) >> 7) as u8 % 26));
        let url = format!("https://example.org/{}", noise.collect::<String>());
        let wanted = url.clone();
        let id = world.write(move |tx| receivers::ensure(tx, &wanted));
        assert_eq!(world.read(move |tx| receivers::url(tx, id)), Some(url));
    });
}

#[test]
fn a_pause_moves_retries_but_no_first_attempt_and_is_never_shortened() {
    on_all(|world| {
        let receiver = world.write(|tx| receivers::ensure(tx, "https://example.org/"));
        let node = start_node(world, later(10_000));
        let first = pending(world, 1, receiver, NOW);
        let retry = world.write(move |tx| store::jobs::insert(tx, &job(2, receiver), || Some(node), NOW)).0;
        world.write(move |tx| {
            assert!(store::jobs::note_attempt_begun(tx, retry, node)?);
            store::jobs::postpone(tx, retry, node, later(1_000))
        });
        let pause = |until: Timestamp| world.write(move |tx| receivers::pause_retries(tx, receiver, until));
        let due = |id| world.read(move |tx| store::jobs::get(tx, id)).unwrap().due;
        pause(later(5_000));
        assert_eq!((due(first), due(retry)), (NOW, later(5_000)));
        pause(later(2_000));
        assert_eq!(due(retry), later(5_000));
        let claimed = world.across(move |tx| store::across::claim(tx, node, later(9_000), 10, &[]));
        assert!(claimed.iter().all(|job| job.retries_paused_until == later(5_000)), "{claimed:?}");
    });
}
