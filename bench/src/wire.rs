//! The little of HTTP/1.1 that the load client and the receiver speak: messages with a content-length, kept alive.
//!
//! Written by hand because both stand beside what is measured on the same two cores: they cost half of what a library
//! costs. The relay may not use it; it goes through hyper as a server would.

use std::io::{Error, ErrorKind, Result};
use std::ops::Range;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A column of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stage {
    pub pipeline: u32,
    pub stage: u32,
}

/// One side of a kept-alive connection: yields the other side's messages one by one.
pub struct Connection {
    stream: TcpStream,
    bytes_max: usize,
    received: Vec<u8>,
    head: Range<usize>,
    body: Range<usize>,
}

impl Connection {
    pub fn new(stream: TcpStream, bytes_max: usize) -> Result<Connection> {
        stream.set_nodelay(true)?;
        Ok(Connection { stream, bytes_max, received: Vec::with_capacity(4096), head: 0..0, body: 0..0 })
    }

    /// Waits for the next message; false when the other side has closed instead.
    pub async fn next(&mut self) -> Result<bool> {
        self.received.drain(..self.body.end);
        (self.head, self.body) = (0..0, 0..0);
        while !self.complete()? {
            if self.received.len() > self.bytes_max {
                return Err(Error::new(ErrorKind::InvalidData, "message too long"));
            }
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return match self.received.is_empty() {
                    true => Ok(false),
                    false => Err(ErrorKind::UnexpectedEof.into()),
                };
            }
        }
        Ok(true)
    }

    fn complete(&mut self) -> Result<bool> {
        let Some(head_end) = find(&self.received, b"\r\n\r\n").map(|at| at + 4) else { return Ok(false) };
        let body_end = head_end + content_length(&self.received[..head_end])?;
        if self.received.len() < body_end {
            return Ok(false);
        }
        (self.head, self.body) = (0..head_end, head_end..body_end);
        Ok(true)
    }

    pub fn head(&self) -> &[u8] {
        &self.received[self.head.clone()]
    }

    pub fn body(&self) -> &[u8] {
        &self.received[self.body.clone()]
    }

    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).await
    }
}

fn content_length(head: &[u8]) -> Result<usize> {
    if header(head, "transfer-encoding").is_some() {
        return Err(Error::new(ErrorKind::Unsupported, "a body in chunks"));
    }
    let Some(value) = header(head, "content-length") else { return Ok(0) };
    let length = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
    length.ok_or_else(|| Error::new(ErrorKind::InvalidData, "content-length is no number"))
}

pub fn header<'a>(head: &'a [u8], name: &str) -> Option<&'a [u8]> {
    head.split(|b| *b == b'\n').skip(1).find_map(|line| {
        let (found, value) = line.split_at_checked(name.len())?;
        let value = value.strip_prefix(b":").filter(|_| found.eq_ignore_ascii_case(name.as_bytes()))?;
        Some(value.trim_ascii())
    })
}

/// The status of an answer: `HTTP/1.1 200 OK`.
pub fn status(head: &[u8]) -> Option<u16> {
    std::str::from_utf8(head.get(9..12)?).ok()?.parse().ok()
}

/// The method and the path of a request: `POST /hook HTTP/1.1`.
pub fn method_and_path(head: &[u8]) -> (&[u8], &[u8]) {
    let mut words = head.split(|b| *b == b' ');
    (words.next().unwrap_or_default(), words.next().unwrap_or_default())
}

/// The number after the first `"name":` of a JSON text, without reading the rest of it.
pub fn number(json: &[u8], quoted_name: &str) -> Option<u32> {
    let after = &json[find(json, quoted_name.as_bytes())? + quoted_name.len()..];
    let digits = after.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let end = digits.iter().position(|b| !b.is_ascii_digit()).unwrap_or(digits.len());
    std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let (first, mut from) = (*wanted.first()?, 0);
    loop {
        let at = from + bytes[from..].iter().position(|b| *b == first)?;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// The text between `http://` and the path.
pub fn address(url: &str) -> std::result::Result<&str, String> {
    let rest = url.strip_prefix("http://").ok_or_else(|| format!("{url}: expected http://ADDR:PORT"))?;
    let address = rest.split('/').next().unwrap_or_default();
    match address.starts_with("127.0.0.1:") {
        true => Ok(address),
        false => Err(format!("{url}: the bench speaks to 127.0.0.1 only")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_by_their_whole_name() {
        #[track_caller]
        fn check(json: &str, id: Option<u32>, status: Option<u32>) {
            assert_eq!((number(json.as_bytes(), "\"id\""), number(json.as_bytes(), "\"status_id\"")), (id, status));
        }
        check(r#"{"event":{"data":{"id":7,"element_type":2,"status_id":9,"pipeline_id":8}}}"#, Some(7), Some(9));
        check(r#"{"status_id" : 12 , "account_id":1,"id":  34}"#, Some(34), Some(12));
        check(r#"{"account_id":1,"pipeline_id":2}"#, None, None);
        check(r#"{"id":"7","status_id":}"#, None, None);
        check(r#"{"id":4294967296,"status_id":5"#, None, Some(5));
        check("", None, None);
    }

    #[test]
    fn headers_are_found_in_any_case() {
        let head = b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\nwebhook-id:msg_1 \r\n\r\n";
        assert_eq!(content_length(head).unwrap(), 12);
        assert_eq!(header(head, "webhook-id"), Some(&b"msg_1"[..]));
        assert_eq!(header(head, "webhook"), None);
        assert_eq!(method_and_path(head), (&b"POST"[..], &b"/hook"[..]));
        assert!(content_length(b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").is_err());
        assert!(content_length(b"GET / HTTP/1.1\r\ncontent-length: x\r\n\r\n").is_err());
    }

    #[test]
    fn a_status_is_read_where_it_stands() {
        assert_eq!(status(b"HTTP/1.1 202 Accepted\r\n\r\n"), Some(202));
        assert_eq!(status(b"HTTP"), None);
    }

    #[test]
    fn traffic_stays_on_this_machine() {
        assert_eq!(address("http://127.0.0.1:80/hook"), Ok("127.0.0.1:80"));
        assert!(address("http://192.0.2.1:80/").is_err());
        assert!(address("https://127.0.0.1:80/").is_err());
    }
}
