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
    start_log(&config);
    let failed = |e: &dyn std::fmt::Display| Failure::Failed(e.to_string());
    let _lock = match config.database_url {
        Some(_) => None,
        None => match lock::take(&config.data)? {
            Some(lock) => Some(lock),
            None => {
                let told = format!("another pipewright uses {}; stop it, or give another --data", config.data.display());
                return Err(Failure::Failed(told));
            }
        },
    };
    let listener = TcpListener::bind(config.listen).await;
    let listener = listener.map_err(|e| Failure::Failed(format!("cannot listen on {}: {e}", config.listen)))?;
    let address = listener.local_addr().map_err(|e| failed(&e))?;
    let (app, handed) = app::open(config).await.map_err(|e| failed(&e))?;
    let socket = bind_socket(&app.config.data.join(SOCKET_FILE))?;
    let told = if app.config.demo { Some(demo::fill(&app).await.map_err(|e| failed(&e))?) } else { None };
    app::start_worker(&app, handed).await.map_err(|e| failed(&e))?;

    let (stopping, stop) = watch::channel(false);
    let until_stopped = |mut stop: watch::Receiver<bool>| async move {
        let _ = stop.changed().await;
    };
    let tcp = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let public = axum::serve(tcp, router(Arc::clone(&app))).with_graceful_shutdown(until_stopped(stop.clone()));
    let operator = router(Arc::clone(&app)).layer(axum::Extension(AtSocket));
    let operator = axum::serve(socket, operator).with_graceful_shutdown(until_stopped(stop));
    let public = tokio::spawn(async move { public.await });
    let operator = tokio::spawn(async move { operator.await });
    greet(&app, address, told).await?;

    wait_for_signal().await;
    tracing::info!("stopping");
    let _ = stopping.send(true);
    let _ = tokio::time::timeout(DRAIN_TIME, async { (public.await, operator.await) }).await;
    app::stop_worker(&app).await;
    let _ = std::fs::remove_file(app.config.data.join(SOCKET_FILE));
    Ok(())
}

/// The operator's socket: only the user that runs the server may open it.
fn bind_socket(path: &Path) -> Result<UnixListener, Failure> {
    let told = |e: std::io::Error| Failure::Failed(format!("{}: {e}", path.display()));
    // The lock is ours, so a socket that is left there belongs to nobody.
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(told(error)),
        _ => {}
    }
    let listener = UnixListener::bind(path).map_err(told)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(told)?;
    Ok(listener)
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

async fn wait_for_signal() {
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
