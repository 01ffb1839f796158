//! `pipewright listen`: a receiver for the desk. Prints hooks as they come and answers what it is told to.
//!
//! Understands the three bodies that are sent (widget hook as JSON, the same as a form, account and pipeline
//! hooks as a form) well enough to say in one line what happened. Shows everything else as it is. What comes
//! in may be from anybody: nothing is printed raw, so no body can paint on the terminal.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use crate::clock::Clock;

const BODY_BYTES_MAX: usize = 1024 * 1024; // Hooks have some kilobytes; a page of text is already a mistake.
const TEXT_CHARS_MAX: usize = 4_000; // What is shown of a body that is neither JSON nor a form.

/// How to receive.
pub struct Options {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// What to answer.
    pub status: StatusCode,
    /// How long to wait before answering.
    pub delay: Duration,
    /// How to print.
    pub output: Output,
    /// Where to print hooks.
    pub out: Box<dyn Write + Send>,
    /// Says when a hook came.
    pub clock: Arc<dyn Clock>,
}

/// Forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// One line and the body below it.
    Pretty,
    /// One line a hook.
    Compact,
    /// One JSON object a line.
    Json,
}

/// A receiver that has its port already.
pub struct Receiver {
    listener: TcpListener,
    address: SocketAddr,
    options: Options,
}

/// Listens until the task is dropped. Says first, on stderr, where.
pub async fn run(options: Options) -> io::Result<()> {
    let receiver = Receiver::bind(options).await?;
    writeln!(io::stderr(), "listening on http://{}", receiver.address)?;
    receiver.serve().await
}

impl Receiver {
    /// Takes the port.
    pub async fn bind(options: Options) -> io::Result<Receiver> {
        let listener = TcpListener::bind(options.address).await?;
        let address = listener.local_addr()?;
        Ok(Receiver { listener, address, options })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Prints and answers until the task is dropped.
    pub async fn serve(self) -> io::Result<()> {
        let Options { status, delay, output, out, clock, .. } = self.options;
        let state = Arc::new(Desk { status, delay, output, clock, out: Mutex::new(out) });
        axum::serve(self.listener, Router::new().fallback(receive).with_state(state)).await
    }
}

struct Desk {
    status: StatusCode,
    delay: Duration,
    output: Output,
    clock: Arc<dyn Clock>,
    out: Mutex<Box<dyn Write + Send>>,
}

async fn receive(State(desk): State<Arc<Desk>>, request: Request<Body>) -> StatusCode {
    let now = desk.clock.now();
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        desk.print(&format!("{} {}: body over 1 MiB or broken off\n", head.method, plain(&head.uri.to_string())));
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let hook = Hook {
        time: jiff::Timestamp::from_millisecond(now.0).unwrap_or_default().to_string(),
        method: head.method.to_string(),
        path: head.uri.to_string(),
        id: text_header(&head.headers, "webhook-id"),
        body: Content::read(&text_header(&head.headers, header::CONTENT_TYPE.as_str()).unwrap_or_default(), &body),
    };
    desk.print(&hook.render(desk.output, desk.status));
    tokio::time::sleep(desk.delay).await;
    desk.status
}

impl Desk {
    fn print(&self, text: &str) {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // A closed pipe (`| head`) is no reason to stop answering.
        _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}

fn text_header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

struct Hook {
    time: String,
    method: String,
    path: String,
    id: Option<String>,
    body: Content,
}

/// A body, decoded.
enum Content {
    Empty,
    Json(Value),
    /// Names and values in their order, brackets in the names as they are.
    Form(Vec<(String, String)>),
    Text(String),
}

impl Content {
    fn read(content_type: &str, body: &[u8]) -> Content {
        if body.is_empty() {
            return Content::Empty;
        }
        if content_type.starts_with("application/x-www-form-urlencoded") {
            let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
            return Content::Form(pairs.map(form_pair).collect());
        }
        match serde_json::from_slice(body) {
            Ok(value) => Content::Json(value),
            Err(_) => Content::Text(String::from_utf8_lossy(body).chars().take(TEXT_CHARS_MAX).collect()),
        }
    }

    /// `event.data.id` of a JSON body, `event[data][id]` of a form.
    fn get(&self, path: &[&str]) -> Option<String> {
        match self {
            Content::Json(json) => match path.iter().try_fold(json, |json, step| json.get(step))? {
                Value::String(text) => Some(text.clone()),
                value @ Value::Number(_) => Some(value.to_string()),
                _ => None,
            },
            Content::Form(pairs) => {
                let (first, rest) = path.split_first()?;
                let name = rest.iter().fold((*first).to_owned(), |name, step| format!("{name}[{step}]"));
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone())
            }
            Content::Empty | Content::Text(_) => None,
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Content::Empty => Value::Null,
            Content::Json(json) => json.clone(),
            Content::Text(text) => Value::from(text.as_str()),
            Content::Form(pairs) => {
                let named = pairs.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
                Value::Object(named.collect::<Map<_, _>>())
            }
        }
    }
}

impl Hook {
    fn render(&self, output: Output, status: StatusCode) -> String {
        let line = self.line(status);
        match output {
            Output::Compact => format!("{line}\n"),
            Output::Pretty => format!("{line}\n{}\n", self.below()),
            Output::Json => {
                let line = json!({
                    "time": self.time, "method": self.method, "path": self.path, "webhook_id": self.id,
                    "summary": self.summary(), "status": status.as_u16(), "body": self.body.to_json(),
                });
                format!("{line}\n")
            }
        }
    }

    fn line(&self, status: StatusCode) -> String {
        let mut line = format!("{} {} {}", self.time, self.method, plain(&self.path));
        if let Some(id) = &self.id {
            line += &format!("  {}", plain(id));
        }
        if let Some(summary) = self.summary() {
            line += &format!("  {}", plain(&summary));
        }
        line + &format!("  → {}", status.as_u16())
    }

    /// What happened, in one line: `lead_appeared_in_status (15)  lead 7000101  went_to_trigger`.
    fn summary(&self) -> Option<String> {
        let Some(code) = self.body.get(&["event", "type_code"]) else {
            return self.entity();
        };
        let entity = match self.body.get(&["event", "data", "element_type"]).as_deref() {
            Some("12") => "customer",
            _ => "lead",
        };
        let mut summary = code;
        if let Some(number) = self.body.get(&["event", "type"]) {
            summary += &format!(" ({number})");
        }
        if let Some(id) = self.body.get(&["event", "data", "id"]) {
            summary += &format!("  {entity} {id}");
        }
        if let Some(direction) = self.body.get(&["event", "data", "direction_of_movement"]) {
            summary += &format!("  {direction}");
        }
        Some(summary)
    }

    /// Of an account or pipeline hook: `leads status 7000101`, from `leads[status][0][id]=7000101`.
    fn entity(&self) -> Option<String> {
        let Content::Form(pairs) = &self.body else {
            return None;
        };
        pairs.iter().find_map(|(name, id)| {
            let (entity, rest) = name.strip_suffix("[0][id]")?.split_once('[')?;
            Some(format!("{entity} {} {id}", rest.strip_suffix(']')?))
        })
    }

    fn below(&self) -> String {
        match &self.body {
            Content::Empty => "  (no body)\n".into(),
            Content::Json(json) => indented(&format!("{json:#}")),
            Content::Form(pairs) => {
                pairs.iter().map(|(name, value)| format!("  {} = {}\n", plain(name), plain(value))).collect()
            }
            Content::Text(text) => indented(text),
        }
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {}\n", plain(line))).collect()
}

/// Without control characters: what is printed must not move the cursor or change colours.
pub(crate) fn plain(text: &str) -> String {
    let visible = |c: char| if c.is_control() { c.escape_default().collect() } else { String::from(c) };
    text.chars().map(visible).collect()
}

fn form_pair(pair: &[u8]) -> (String, String) {
    let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
    (form_text(&pair[..at]), form_text(pair.get(at + 1..).unwrap_or_default()))
}

fn form_text(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let escaped = match rest {
            [b'%', high, low, ..] => hex_digit(*high).zip(hex_digit(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = if escaped.is_some() { &rest[3..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_digit(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::outbound::address::Policy;
    use crate::outbound::{self, Outbound, Outcome, Post, parse_url};

    const WIDGET_JSON: &str = r#"{"event":{"type":15,"type_code":"lead_appeared_in_status","data":{"id":7000101,"element_type":2,
        "direction_of_movement":"went_to_trigger"},"time":1767600000},"subdomain":"acme-demo"}"#;
    const WIDGET_FORM: &str =
        "event%5Btype%5D=1&event%5Btype_code%5D=lead_added&event%5Bdata%5D%5Bid%5D=7&action%5Bx%5D=Hello+%7B%D1%8F%7D";
    const ACCOUNT_FORM: &str =
        "account[id]=4&leads%5Bstatus%5D%5B0%5D%5Bid%5D=7000101&leads%5Bstatus%5D%5B0%5D%5Bstatus_id%5D=3";
    const FORM: &str = "application/x-www-form-urlencoded";

    fn hook(content_type: &str, body: &str) -> Hook {
        Hook {
            time: "T".into(),
            method: "POST".into(),
            path: "/in".into(),
            id: Some("msg_1".into()),
            body: Content::read(content_type, body.as_bytes()),
        }
    }

    #[track_caller]
    fn check(content_type: &str, body: &str, expected: &str) {
        let line = hook(content_type, body).render(Output::Compact, StatusCode::OK);
        assert_eq!(line, format!("T POST /in  msg_1{expected}  → 200\n"), "{body}");
    }

    #[test]
    fn one_line_says_what_happened() {
        check("application/json", WIDGET_JSON, "  lead_appeared_in_status (15)  lead 7000101  went_to_trigger");
        check(FORM, WIDGET_FORM, "  lead_added (1)  lead 7");
        check(FORM, ACCOUNT_FORM, "  leads status 7000101");
        check("", "", "");
        check("text/plain", "hello", "");
        check("application/json", "{\"event\":[1]}", "");
        check("application/json", "{broken", "");
        check(FORM, "&&=&%&%4&a=%zz", "");
        check(FORM, "event[type_code]=%1b[31mred%0a", "  \\u{1b}[31mred\\n"); // No painting on the terminal.
    }

    #[test]
    fn the_body_below() {
        let pretty = hook(FORM, WIDGET_FORM).render(Output::Pretty, StatusCode::OK);
        assert!(pretty.ends_with("  event[data][id] = 7\n  action[x] = Hello {я}\n\n"), "{pretty}");
        let pretty = hook("", WIDGET_JSON).render(Output::Pretty, StatusCode::OK);
        assert!(pretty.contains("\n      \"type\": 15,\n"), "{pretty}");
    }

    #[test]
    fn json_lines() {
        let line = hook(FORM, ACCOUNT_FORM).render(Output::Json, StatusCode::ACCEPTED);
        let json: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(
            (line.matches('\n').count(), &json["status"], &json["webhook_id"]),
            (1, &json!(202), &json!("msg_1"))
        );
        assert_eq!(json["body"]["leads[status][0][id]"], "7000101");
    }

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("not poisoned").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn receives_prints_and_answers() {
        let paper = Paper::default();
        let receiver = Receiver::bind(Options {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            status: StatusCode::IM_A_TEAPOT,
            delay: Duration::from_millis(30),
            output: Output::Compact,
            out: Box::new(paper.clone()),
            clock: Arc::new(ManualClock::at(1_767_600_000_000)),
        });
        let receiver = receiver.await.expect("a port");
        let url = format!("http://{}/in?x=1", receiver.address());
        tokio::spawn(receiver.serve());

        let door =
            Outbound::new(outbound::Options { policy: Policy::allow_all(), ..Default::default() }).expect("a door");
        let target = parse_url(&url).expect("an address");
        for (body, expected) in [(WIDGET_JSON.to_owned(), 418), ("x".repeat(BODY_BYTES_MAX + 1), 413)] {
            let mut headers = HeaderMap::new();
            headers.insert("webhook-id", "msg_2".parse().expect("a value"));
            let post = Post { target: &target, headers, body: body.into(), timeout: Duration::from_secs(10) };
            let answer = door.post(post).await;
            match answer.outcome {
                Outcome::Answered { status, .. } => assert_eq!(status, expected),
                // The rest of an oversized body may still be on its way when the connection is closed.
                other => assert_eq!(expected, 413, "{other:?}"),
            }
        }
        let printed = String::from_utf8(paper.0.lock().expect("not poisoned").clone()).expect("text");
        let expected = "2026-01-05T08:00:00Z POST /in?x=1  msg_2  lead_appeared_in_status (15)  lead 7000101  went_to_trigger  → 418\n\
                        POST /in?x=1: body over 1 MiB or broken off\n";
        assert_eq!(printed, expected);
    }
}
