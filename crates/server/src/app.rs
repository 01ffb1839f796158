//! All that handlers share, and how it is put together at the start.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::{EntityKind, Timestamp};
use store::across::{self, EVERYONE};
use store::{Location, OpenError, Store, StoreError};
use tokio::sync::{mpsc, watch};

use crate::api::caller::Callers;
use crate::api::hosts::Hosts;
use crate::api::limits::Limits;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::engine::widgets::AddressRules;
use crate::engine::{Engine, Handed};
use crate::host::Host;
use crate::outbound::{CaError, Options, Outbound};
use crate::secrets::{self, SecretError, SecretKey};
use crate::token::Key;
use crate::vault::{Vault, VaultError};
use crate::worker::deliver::Sender;
use crate::worker::run::{self, Parts, Worker};

/// Name of the database file in the data folder.
pub const DATABASE_FILE: &str = "pipewright.db";
/// Under this word the installation keeps the id of its secret key.
const KEY_ID: &str = "secret_key";
/// Under this word the installation notes that its accounts have what newer ones are made with.
const FURNISHED: &str = "furnished";
/// Bytes of chance in the name of an installation.
const INSTANCE_BYTES: usize = 4;

/// What every request can reach.
pub struct App {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The settings.
    pub config: Config,
    /// What transactions need besides the database.
    pub engine: Arc<Engine>,
    /// Signs access tokens.
    pub token_key: Key,
    /// Seals what must be read again.
    pub vault: Vault,
    /// Who is calling, remembered for a moment.
    pub callers: Callers,
    /// Which accounts hosts name, remembered for a moment.
    pub hosts: Hosts,
    /// Calls of the last second.
    pub limits: Limits,
    /// What hook addresses are allowed.
    pub addresses: AddressRules,
    /// The door to addresses that users gave, for what is asked outside of deliveries.
    pub outbound: Outbound,
    /// Signs forms of our own pages.
    pub page_key: Key,
    /// What running widgets in browsers takes.
    pub host: Host,
    /// Makes ids of two installations differ.
    pub instance: String,
    /// Told once when the server stops: streams end then.
    pub stopping: watch::Sender<bool>,
    /// The worker, where there is one.
    pub worker: tokio::sync::RwLock<Option<Worker>>,
    sender: Arc<Sender>,
}

/// Why the program cannot start. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder cannot be used.
    #[error("the data folder {0}: {1}")]
    Folder(PathBuf, std::io::Error),
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database answers with an error.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Secrets cannot be sealed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The secret key cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A certificate authority cannot be read.
    #[error(transparent)]
    Ca(#[from] CaError),
    /// A file that the settings name cannot be read.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The database belongs to another secret key.
    #[error(
        "the database was made with the secret key {expected}, this one is {found}; put the right key file back (`secret_key_file`)"
    )]
    WrongKey {
        /// In the database.
        expected: String,
        /// In the key file.
        found: String,
    },
}

/// Where the settings say that the data is.
pub fn location(config: &Config) -> Location {
    match &config.database_url {
        Some(url) => Location::Postgres(url.reveal().to_string()),
        None => Location::File(config.data.join(DATABASE_FILE)),
    }
}

/// Opens everything. No worker runs yet: what is written waits in the database.
pub async fn open(config: Config) -> Result<(Arc<App>, mpsc::UnboundedReceiver<Handed>), StartError> {
    open_with(config, Arc::new(SystemClock)).await
}

/// Opens everything under somebody's clock: tests and the simulator move theirs by hand.
pub async fn open_with(
    config: Config,
    clock: Arc<dyn Clock>,
) -> Result<(Arc<App>, mpsc::UnboundedReceiver<Handed>), StartError> {
    make_folder(&config.data)?;
    let location = location(&config);
    let store = tokio::task::spawn_blocking(move || Store::open(&location))
        .await
        .map_err(|e| OpenError::Database(e.to_string()))??;
    let known = store.read(EVERYONE, "secret key", |tx| across::installation_value(tx, KEY_ID)).await?;
    let key = match (&config.secret_key_file, known) {
        (Some(path), _) => SecretKey::load(path)?,
        (None, None) => SecretKey::load_or_create(&config.data)?,
        // A database that has a key never gets another one: what the old one signed and sealed would be lost.
        (None, Some(_)) => SecretKey::load(&config.data.join(secrets::KEY_FILE))?,
    };
    let instance = register(&store, &key).await?;
    furnish(&store, clock.now()).await?;
    let ca = |path: &PathBuf| std::fs::read(path).map_err(|e| StartError::File(path.clone(), e));
    let extra_ca_pem = config.outbound_ca_file.as_ref().map(ca).transpose()?;
    let outbound = Outbound::new(Options { policy: config.outbound_policy(), extra_ca_pem, ..Options::default() })?;
    let host = Host::new(key.derive("files of widgets"), outbound.clone());
    let sender = Arc::new(Sender::new(outbound.clone(), Arc::clone(&clock), config.hook_timeout, instance.clone()));
    let (engine, handed) = Engine::new();
    if let Some(url) = &config.public_url {
        let _ = engine.public_url.set(url.to_string());
    }
    let addresses = AddressRules { policy: config.outbound_policy() };
    let token_key = Key::new(&key.derive("access tokens"));
    let page_key = Key::new(&key.derive("forms of pages"));
    let vault = Vault::new(&key)?;
    let limits = Limits::new(config.rate_limits, config.calls_per_second_max);
    let app = App {
        store,
        clock,
        config,
        engine,
        token_key,
        vault,
        callers: Callers::default(),
        hosts: Hosts::default(),
        host,
        limits,
        addresses,
        outbound,
        page_key,
        instance,
        stopping: watch::channel(false).0,
        worker: tokio::sync::RwLock::default(),
        sender,
    };
    Ok((Arc::new(app), handed))
}

/// Gives accounts from before what accounts are made with today: predefined fields, and words to search by. This is done
/// once for an installation; interrupted, it begins anew and writes the same.
async fn furnish(store: &Store, now: Timestamp) -> Result<(), StartError> {
    if store.read(EVERYONE, "furnished", |tx| across::installation_value(tx, FURNISHED)).await?.is_some() {
        return Ok(());
    }
    for account in store.read(EVERYONE, "accounts", across::accounts).await? {
        let id = account.id;
        store.write(id, "predefined fields", move |tx| store::fields::seed(tx, id, now)).await?;
        for kind in [EntityKind::Lead, EntityKind::Contact] {
            let mut after = Some(0);
            while let Some(from) = after {
                after = store.write(id, "words", move |tx| store::terms::fill(tx, kind, from)).await?;
            }
        }
    }
    store.write(EVERYONE, "furnished", |tx| across::set_installation_value(tx, FURNISHED, "1")).await?;
    Ok(())
}

/// Starts delivering.
pub async fn start_worker(app: &Arc<App>, handed: mpsc::UnboundedReceiver<Handed>) -> Result<(), StartError> {
    let parts = Parts {
        store: app.store.clone(),
        engine: Arc::clone(&app.engine),
        handed,
        sender: Arc::clone(&app.sender),
        clock: Arc::clone(&app.clock),
        is_shared: app.config.database_url.is_some(),
    };
    let worker = run::start(parts).await?;
    *app.worker.write().await = Some(worker);
    Ok(())
}

/// Stops delivering; what is under way is finished and written down.
pub async fn stop_worker(app: &Arc<App>) {
    if let Some(worker) = app.worker.write().await.take() {
        worker.stop().await;
    }
}

/// Makes the data folder, for its owner's eyes only.
pub fn make_folder(path: &Path) -> Result<(), StartError> {
    use std::os::unix::fs::DirBuilderExt;
    // What is in it (leads, hooks, the key) is nobody else's business.
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| StartError::Folder(path.to_path_buf(), error))
}

/// Reads or gives the installation its name, and refuses a database whose key is absent.
async fn register(store: &Store, key: &SecretKey) -> Result<String, StartError> {
    let chance: [u8; INSTANCE_BYTES] = secrets::random()?;
    let (instance, key_id) = (secrets::hex(&chance), key.id());
    let found = key_id.clone();
    let (instance, expected) = store
        .write(EVERYONE, "register", move |tx| {
            let instance = across::set_installation_value(tx, "instance", &instance)?;
            Ok((instance, across::set_installation_value(tx, KEY_ID, &key_id)?))
        })
        .await?;
    if expected != found {
        return Err(StartError::WrongKey { expected, found });
    }
    Ok(instance)
}
