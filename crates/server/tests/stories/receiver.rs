//! A widget's server that answers as it is told and remembers what it was sent.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How the receiver behaves towards one request.
#[derive(Clone, Debug)]
pub enum Will {
    /// Answers with this status.
    Answer(u16),
    /// Answers with this status and body.
    Say(u16, String),
    /// Answers 302 to this address.
    Redirect(String),
    /// Never answers.
    Hang,
    /// Breaks the connection off.
    Reset,
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Got {
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

impl Got {
    pub fn id(&self) -> &str {
        self.headers.get("webhook-id").expect("every hook has an id")
    }

    pub fn content_type(&self) -> &str {
        &self.headers["content-type"]
    }
}

#[derive(Default)]
struct State {
    script: VecDeque<Will>,
    got: Vec<Got>,
}

/// The receiver: whatever the script does not say is answered with 200.
#[derive(Clone)]
pub struct Receiver {
    pub base: String,
    state: Arc<Mutex<State>>,
}

impl Receiver {
    pub async fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Receiver { base, state }
    }

    pub fn will(&self, script: impl IntoIterator<Item = Will>) {
        self.state.lock().unwrap().script.extend(script);
    }

    /// Answers the next `n` requests with a status.
    pub fn will_answer(&self, status: u16, n: usize) {
        self.will(std::iter::repeat_n(Will::Answer(status), n));
    }

    pub fn count(&self) -> usize {
        self.state.lock().unwrap().got.len()
    }

    /// What came since this was last called.
    pub fn take(&self) -> Vec<Got> {
        std::mem::take(&mut self.state.lock().unwrap().got)
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut buffer = Vec::new();
    while let Some(got) = read(&mut stream, &mut buffer).await {
        let will = {
            let mut state = state.lock().unwrap();
            state.got.push(got);
            state.script.pop_front().unwrap_or(Will::Answer(200))
        };
        let (status, extra, body) = match will {
            Will::Answer(status) => (status, String::new(), String::new()),
            Will::Say(status, body) => (status, String::new(), body),
            Will::Redirect(to) => (302, format!("location: {to}\r\n"), String::new()),
            Will::Hang => return std::future::pending().await,
            Will::Reset => return,
        };
        let answer = format!("HTTP/1.1 {status} X\r\n{extra}content-length: {}\r\n\r\n{body}", body.len());
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Got> {
    let head_end = loop {
        if let Some(at) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        more(stream, buffer).await?;
    };
    let head = String::from_utf8_lossy(&buffer[..head_end]).into_owned();
    let path = head.split(' ').nth(1)?.to_string();
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_string()));
    let headers: HashMap<String, String> = head.lines().skip(1).filter_map(header).collect();
    let length = headers.get("content-length").map_or(0, |text| text.parse().unwrap());
    while buffer.len() < head_end + length {
        more(stream, buffer).await?;
    }
    let body = String::from_utf8(buffer[head_end..head_end + length].to_vec()).unwrap();
    buffer.drain(..head_end + length);
    Some(Got { path, headers, body })
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<()> {
    let mut chunk = [0; 8192];
    match stream.read(&mut chunk).await {
        Ok(n) if n > 0 => {
            buffer.extend_from_slice(&chunk[..n]);
            Some(())
        }
        _ => None,
    }
}
