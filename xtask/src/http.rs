//! The least of an HTTP/1.1 client that keeps its connection, so that measuring costs little.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// One connection to a server on this machine.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    authorization: String,
}

impl Connection {
    /// Connects; an empty token asks as nobody.
    pub(crate) fn open(port: u16, token: &str) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        let authorization = match token {
            "" => String::new(),
            token => format!("Authorization: Bearer {token}\r\n"),
        };
        Ok(Self { stream: BufReader::new(stream), authorization })
    }

    /// Asks once and returns the body of a 2xx; anything else is an error.
    pub(crate) fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<Vec<u8>> {
        let content = match body {
            "" => String::new(),
            body => format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()),
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}{content}\r\n{body}",
            self.authorization
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut status = String::new();
        self.stream.read_line(&mut status)?;
        let mut length = None;
        loop {
            let mut line = String::new();
            ensure!(self.stream.read_line(&mut line)? > 0, "the server hung up");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = Some(value.trim().parse()?);
            }
        }
        let mut answer = vec![0; length.context("an answer without a length")?];
        self.stream.read_exact(&mut answer)?;
        if !status.contains(" 2") {
            bail!("{method} {path}: {} {}", status.trim(), String::from_utf8_lossy(&answer));
        }
        Ok(answer)
    }

    /// Asks for JSON.
    pub(crate) fn get(&mut self, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.ask("GET", path, "")?)?)
    }
}
