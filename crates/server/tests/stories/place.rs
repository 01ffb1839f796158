//! Where a world keeps its data: a folder, and for PostgreSQL a database of its own.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Not a superuser, so that the database's own walls between accounts stand.
const ROLE: &str = "pipewright_server_tests";
static NEXT: AtomicUsize = AtomicUsize::new(1);

/// Removed when it is dropped.
pub struct Place {
    pub folder: PathBuf,
    pub database_url: Option<String>,
    database: Option<String>,
}

impl Place {
    pub fn sqlite() -> Place {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("pipewright-stories-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Place { folder, database_url: None, database: None }
    }

    /// `None` without a cluster.
    pub async fn postgres() -> Option<Place> {
        let words = cluster()?;
        let mut place = Place::sqlite();
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("stories_{}_{n}", std::process::id());
        let made = admin(&words, &format!("create role {ROLE} login")).await;
        assert!(
            made.as_ref().err().is_none_or(|told| told.contains("exist") || told.contains("duplicate")),
            "{made:?}"
        );
        admin(&words, &format!("create database {name} owner {ROLE}")).await.unwrap();
        let word = |key: &str| words.split(' ').find_map(|word| word.strip_prefix(key)).map(str::to_string);
        let host = word("host=").expect("a host").replace('%', "%25").replace('/', "%2F");
        let port = word("port=").map(|port| format!(":{port}")).unwrap_or_default();
        place.database_url = Some(format!("postgres://{ROLE}@{host}{port}/{name}"));
        place.database = Some(name);
        Some(place)
    }

    /// Removes everything; a story that fails leaves its database to whoever stops the cluster.
    pub async fn remove(self) {
        if let (Some(name), Some(words)) = (&self.database, cluster()) {
            admin(&words, &format!("drop database {name} with (force)")).await.unwrap();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn cluster() -> Option<String> {
    static TOLD: Once = Once::new();
    let words = std::env::var("PIPEWRIGHT_TEST_POSTGRES").ok().filter(|words| !words.is_empty());
    if words.is_none() {
        // Not `println!`, which is held back from who runs the tests.
        let line = b"PIPEWRIGHT_TEST_POSTGRES names no cluster: the server was not tested on PostgreSQL\n";
        TOLD.call_once(|| std::io::stderr().write_all(line).unwrap());
    }
    words
}

async fn admin(words: &str, sql: &str) -> Result<(), String> {
    let told = |error: tokio_postgres::Error| {
        error.as_db_error().map_or_else(|| error.to_string(), |e| e.message().to_string())
    };
    let (client, connection) = tokio_postgres::connect(words, tokio_postgres::NoTls).await.map_err(told)?;
    tokio::spawn(connection);
    client.batch_execute(sql).await.map_err(told)
}
