//! As much HTTP/1.1 as a kill loop needs: one connection, one request at a time, JSON in and out.

use std::io::{BufRead, BufReader, Error, ErrorKind, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

const ANSWER_SECONDS_MAX: u64 = 30;
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A kept-alive connection with a bearer token.
pub struct Client {
    stream: BufReader<TcpStream>,
    addr: SocketAddr,
    token: String,
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Client {
    pub fn connect(addr: SocketAddr, token: &str) -> Result<Client> {
        let stream = TcpStream::connect_timeout(&addr, Duration::from_secs(ANSWER_SECONDS_MAX))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(ANSWER_SECONDS_MAX)))?;
        Ok(Client { stream: BufReader::new(stream), addr, token: token.to_owned() })
    }

    pub fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\naccept: application/json\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.addr,
            self.token,
            body.len()
        );
        self.stream.get_mut().write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
        loop {
            let head = Head::read(&mut self.stream)?.ok_or(ErrorKind::UnexpectedEof)?;
            let status = head.first_line.split(' ').nth(1).and_then(|word| word.parse().ok());
            let status: u16 = status.ok_or_else(|| Error::other("no status line"))?;
            if status >= 200 {
                let body = if status == 204 || status == 304 { Vec::new() } else { head.read_body(&mut self.stream)? };
                return Ok(Answer { status, body });
            }
        }
    }

    /// A request that must succeed; for setting up and for looking, not for the load.
    pub fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> std::result::Result<Value, String> {
        let answer = self.send(method, path, body).map_err(|error| format!("{method} {path}: {error}"))?;
        answer.json().ok_or_else(|| format!("{method} {path}: {answer}"))
    }
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body of a success; `null` where there is none.
    pub fn json(&self) -> Option<Value> {
        match self.body.as_slice() {
            _ if !self.is_success() => None,
            [] => Some(Value::Null),
            body => serde_json::from_slice(body).ok(),
        }
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(f, "{} {}", self.status, body.chars().take(300).collect::<String>().replace('\n', " "))
    }
}

/// The first line and the headers of a request or an answer.
pub struct Head {
    pub first_line: String,
    headers: Vec<(String, String)>,
}

impl Head {
    /// `None` at the end of the connection.
    pub fn read(stream: &mut impl BufRead) -> Result<Option<Head>> {
        let Some(first_line) = line(stream)? else { return Ok(None) };
        let mut headers = Vec::new();
        while let Some(line) = line(stream)? {
            if line.is_empty() {
                return Ok(Some(Head { first_line, headers }));
            }
            let (name, value) = line.split_once(':').ok_or_else(|| Error::other("a header without a colon"))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        Err(ErrorKind::UnexpectedEof.into())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// An error unless the whole body arrived.
    pub fn read_body(&self, stream: &mut impl BufRead) -> Result<Vec<u8>> {
        if self.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            return chunks(stream);
        }
        let length = self.header("content-length").unwrap_or("0");
        exactly(stream, length.parse().map_err(|_| Error::other("a content-length that is no number"))?)
    }
}

fn line(stream: &mut impl BufRead) -> Result<Option<String>> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    if !line.ends_with('\n') {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn chunks(stream: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(stream)?.ok_or(ErrorKind::UnexpectedEof)?;
        let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16);
        let size = size.map_err(|_| Error::other("a chunk without a size"))?;
        body.extend(exactly(stream, size)?);
        line(stream)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn exactly(stream: &mut impl BufRead, n_bytes: usize) -> Result<Vec<u8>> {
    if n_bytes > BODY_BYTES_MAX {
        return Err(Error::other("a body over 64 MiB"));
    }
    let mut body = vec![0; n_bytes];
    stream.read_exact(&mut body)?;
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_of(message: &str) -> Result<String> {
        let mut stream = message.as_bytes();
        let head = Head::read(&mut stream)?.ok_or(ErrorKind::UnexpectedEof)?;
        head.read_body(&mut stream).map(|body| String::from_utf8(body).unwrap())
    }

    #[test]
    fn bodies_come_in_two_framings() {
        assert_eq!(body_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").unwrap(), "hello");
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n";
        assert_eq!(body_of(chunked).unwrap(), "hello");
        assert_eq!(body_of("HTTP/1.1 200 OK\r\n\r\n").unwrap(), "");
    }

    #[test]
    fn a_message_cut_anywhere_is_never_taken_for_a_whole_one() {
        let whole = "POST /hook HTTP/1.1\r\nwebhook-id: a\r\ncontent-length: 5\r\n\r\nhello";
        assert!(body_of(whole).is_ok());
        for cut in 1..whole.len() {
            assert!(body_of(&whole[..cut]).is_err(), "{cut}");
        }
    }
}
