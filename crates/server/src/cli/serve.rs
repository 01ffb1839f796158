//! `pipewright serve`: takes the data folder, opens everything, serves until it is told to stop.

use std::io::{IsTerminal, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use store::across::{self, EVERYONE};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use super::client::SOCKET_FILE;
use super::{Failure, lock};
use crate::api::caller::AtSocket;
use crate::api::router::router;
use crate::app::{self, App};
use crate::config::{Config, LogFormat};
use crate::demo;

/// Open requests get so long to end when the server stops.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// Serves until SIGINT or SIGTERM.
pub(super) async fn serve(config: Config) -> Result<(), Failure> {
    serve_until(config, wait_for_signal()).await
}

/// Serves until somebody says so.
pub(super) async fn serve_until(config: Config, stopped: impl Future<Output = ()>) -> Result<(), Failure> {
    start_log(&config);
    let failed = |e: &dyn std::fmt::Display| Failure::Failed(e.to_string());
    let _lock = match config.database_url {
        Some(_) => None,
        None => match lock::take(&config.data)? {
            Some(lock) => Some(lock),
            None => {
                let told =
                    format!("another pipewright uses {}; stop it, or give another --data", config.data.display());
                return Err(Failure::Failed(told));
            }
        },
    };
    let listener = TcpListener::bind(config.listen).await;
    let listener = listener.map_err(|e| Failure::Failed(format!("cannot listen on {}: {e}", config.listen)))?;
    let address = listener.local_addr().map_err(|e| failed(&e))?;
    let (app, handed) = app::open(config).await.map_err(|e| failed(&e))?;
    let socket = bind_socket(&app.config.data.join(SOCKET_FILE)).await?;
    let told = if app.config.demo { Some(demo::fill(&app).await.map_err(|e| failed(&e))?) } else { None };
    app::start_worker(&app, handed).await.map_err(|e| failed(&e))?;

    let stop = app.stopping.subscribe();
    let until_stopped = |mut stop: watch::Receiver<bool>| async move {
        let _ = stop.changed().await;
    };
    let tcp = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let public = axum::serve(tcp, router(Arc::clone(&app))).with_graceful_shutdown(until_stopped(stop.clone()));
    let public = tokio::spawn(async move { public.await });
    let operator = socket.map(|socket| {
        let router = router(Arc::clone(&app)).layer(axum::Extension(AtSocket));
        let serve = axum::serve(socket, router).with_graceful_shutdown(until_stopped(stop));
        tokio::spawn(async move { serve.await })
    });
    greet(&app, address, told).await?;

    stopped.await;
    tracing::info!("stopping");
    let _ = app.stopping.send(true);
    let ended = async {
        let _ = public.await;
        if let Some(operator) = operator {
            let _ = operator.await;
            let _ = std::fs::remove_file(app.config.data.join(SOCKET_FILE));
        }
    };
    let _ = tokio::time::timeout(DRAIN_TIME, ended).await;
    app::stop_worker(&app).await;
    Ok(())
}

/// The operator's socket: only the user that runs the server may open it. Of several nodes on one PostgreSQL that share
/// a folder the first has the socket; commands reach the database without it.
async fn bind_socket(path: &Path) -> Result<Option<UnixListener>, Failure> {
    let told = |e: std::io::Error| Failure::Failed(format!("{}: {e}", path.display()));
    if tokio::net::UnixStream::connect(path).await.is_ok() {
        tracing::warn!(path = %path.display(), "another node answers at the operator's socket; this one has none");
        return Ok(None);
    }
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(told(error)),
        _ => {}
    }
    let listener = UnixListener::bind(path).map_err(told)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(told)?;
    Ok(Some(listener))
}

async fn greet(app: &Arc<App>, address: std::net::SocketAddr, demo: Option<demo::SignIn>) -> Result<(), Failure> {
    let url = format!("http://{address}");
    let mut out = std::io::stdout();
    let _ = writeln!(out, "listening on {url}").and_then(|()| out.flush());
    eprintln!("pipewright {}  data: {}", env!("CARGO_PKG_VERSION"), app.config.data.display());
    match demo {
        Some(demo) => {
            eprintln!("\n  open:     {url}/sign-in/{}   (signs in once, within 15 minutes)", demo.link);
            eprintln!("  email:    {}\n  password: {}\n  token:    {}\n", demo.email, demo.password, demo.token);
        }
        None => {
            let accounts = app.store.read(EVERYONE, "accounts", across::accounts).await;
            if accounts.is_ok_and(|accounts| accounts.is_empty()) {
                eprintln!("no account yet; make one: pipewright account create NAME --admin-email YOU@EXAMPLE.COM");
            }
        }
    }
    if app.config.dev {
        eprintln!("development mode: hooks may go to loopback and private addresses");
    }
    eprintln!("stop with Ctrl-C");
    Ok(())
}

/// Ends with SIGINT or SIGTERM.
pub(super) async fn wait_for_signal() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

fn start_log(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let pretty = match config.log_format {
        LogFormat::Pretty => true,
        LogFormat::Json => false,
        LogFormat::Auto => std::io::stderr().is_terminal(),
    };
    // A second subscriber (in tests) is refused; the first one stays.
    let _ = if pretty { builder.try_init() } else { builder.json().try_init() };
}
