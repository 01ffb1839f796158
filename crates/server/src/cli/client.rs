//! How a command talks to the API: over the socket of the serving process, or to the same router in this process.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::UnixStream;
use tower::ServiceExt;

use super::lock::{self, DataLock};
use super::{DataArgs, Failure};
use crate::api::caller::{ACCOUNT_HEADER, AtSocket};
use crate::api::router::router;
use crate::app;
use crate::config::Config;

/// Name of the operator's socket in the data folder.
pub(super) const SOCKET_FILE: &str = "pipewright.sock";

/// A way to the API, as the operator.
pub(super) struct Client {
    way: Way,
    account: Option<String>,
}

enum Way {
    Socket(PathBuf),
    InProcess { router: Router, _lock: Option<DataLock> },
}

/// An answer of the API.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Value,
}

impl Client {
    /// Finds the way: the socket when somebody serves, else this process opens the data itself.
    pub(super) async fn connect(at: &DataArgs, account: Option<&str>) -> Result<Client, Failure> {
        let config = at.config()?;
        if config.database_url.is_none() && !config.data.join(app::DATABASE_FILE).exists() {
            let told = "there is no installation in the folder {}; give --data, or begin one with `pipewright serve` or `pipewright account create`";
            return Err(Failure::NotFound(told.replace("{}", &config.data.display().to_string())));
        }
        Client::begin(at, account).await
    }

    /// The same, for the command that may begin an installation.
    pub(super) async fn begin(at: &DataArgs, account: Option<&str>) -> Result<Client, Failure> {
        let config = at.config()?;
        let way = match &config.database_url {
            Some(_) => in_process(config, None).await?,
            None => match lock::take(&config.data)? {
                Some(lock) => in_process(config, Some(lock)).await?,
                None => Way::Socket(config.data.join(SOCKET_FILE)),
            },
        };
        Ok(Client { way, account: account.map(str::to_string) })
    }

    pub(super) async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.send(Method::GET, path, None, "").await?.ok()
    }

    pub(super) async fn delete(&self, path: &str) -> Result<Value, Failure> {
        self.send(Method::DELETE, path, None, "").await?.ok()
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.send(Method::POST, path, Some(body.to_string().into()), "application/json").await?.ok()
    }

    pub(super) async fn patch(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.send(Method::PATCH, path, Some(body.to_string().into()), "application/json").await?.ok()
    }

    pub(super) async fn upload(&self, path: &str, bytes: Bytes, content_type: &'static str) -> Result<Value, Failure> {
        self.send(Method::POST, path, Some(bytes), content_type).await?.ok()
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Bytes>,
        content_type: &'static str,
    ) -> Result<Answer, Failure> {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        if let Some(account) = &self.account {
            let value =
                HeaderValue::from_str(account).map_err(|_| Failure::Usage(format!("`{account}` is no subdomain")))?;
            request = request.header(ACCOUNT_HEADER, value);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let request = request.body(Full::new(body.unwrap_or_default())).map_err(|e| Failure::Usage(e.to_string()))?;
        match &self.way {
            Way::Socket(path) => over_socket(path, request).await,
            Way::InProcess { router, .. } => in_this_process(router, request).await,
        }
    }
}

async fn in_process(config: Config, lock: Option<DataLock>) -> Result<Way, Failure> {
    // Without a worker: what the command writes waits in the database for a serving process.
    let (app, _) = app::open(config).await.map_err(|e| Failure::Failed(e.to_string()))?;
    Ok(Way::InProcess { router: router(app).layer(axum::Extension(AtSocket)), _lock: lock })
}

async fn in_this_process(router: &Router, request: Request<Full<Bytes>>) -> Result<Answer, Failure> {
    let response = match router.clone().oneshot(request.map(Body::new)).await {
        Ok(response) => response,
        Err(impossible) => match impossible {},
    };
    let status = response.status();
    let bytes = response.into_body().collect().await.map_err(|e| Failure::Failed(e.to_string()))?.to_bytes();
    Ok(Answer { status, body: parse(&bytes) })
}

async fn over_socket(path: &Path, request: Request<Full<Bytes>>) -> Result<Answer, Failure> {
    let told = |what: &str, error: &dyn std::fmt::Display| {
        Failure::Failed(format!("another process uses this data folder, but {what} {}: {error}", path.display()))
    };
    let stream = UnixStream::connect(path).await.map_err(|e| told("does not answer at", &e))?;
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|e| told("does not answer at", &e))?;
    tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(|e| told("broke off at", &e))?;
    let status = response.status();
    let bytes = response.into_body().collect().await.map_err(|e| told("broke off at", &e))?.to_bytes();
    Ok(Answer { status, body: parse(&bytes) })
}

fn parse(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or(Value::Null)
}

impl Answer {
    /// The body of a good answer, or what the API says is wrong, every problem on a line of its own.
    fn ok(self) -> Result<Value, Failure> {
        if self.status.is_success() {
            return Ok(self.body);
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let has_list = self.body["errors"].as_array().is_some_and(|errors| !errors.is_empty());
        let mut told = if has_list { "the input has problems:".to_string() } else { text(&self.body["detail"]) };
        for error in self.body["errors"].as_array().into_iter().flatten() {
            told.push_str(&format!(
                "\n  {} [{}]: {}",
                text(&error["path"]),
                text(&error["code"]),
                text(&error["detail"])
            ));
        }
        if told.is_empty() {
            told = format!("the server answered {}", self.status);
        }
        Err(match self.status {
            StatusCode::NOT_FOUND => Failure::NotFound(told),
            _ => Failure::Failed(told),
        })
    }
}
