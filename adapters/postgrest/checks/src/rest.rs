//! A REST server before a database: `PostgREST`, or one that speaks its language.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use serde_json::Value;
use ureq::{Agent, http::Request};

use crate::{Database, Person, SECRET, database};

/// A server that is ended when this is dropped.
#[derive(Debug)]
pub struct Rest {
    child: Child,
    port: u16,
    agent: Agent,
}

/// What it answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body; null where it is not JSON.
    pub body: Value,
}

impl Rest {
    /// Starts the program in `OPEN_FORUM_REST` before a database.
    ///
    /// # Panics
    /// Where it does not answer within ten seconds.
    #[must_use]
    pub fn start(database: &Database) -> Self {
        let program = std::env::var("OPEN_FORUM_REST").expect("cargo xtask test postgrest");
        let host = database::host().replace('/', "%2F");
        let uri = format!("postgres://authenticator@{host}/{}", database.name());
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let own = free.local_addr().expect("it has a port").port();
        drop(free);
        let child = Command::new(program)
            .envs([
                ("PGRST_DB_URI", uri.as_str()),
                ("DATABASE_URL", &uri),
                ("PGRST_DB_SCHEMAS", "open_forum_api"),
                ("PGRST_DB_ANON_ROLE", "anon"),
                ("PGRST_JWT_SECRET", SECRET),
                ("PGRST_SERVER_HOST", "127.0.0.1"),
                ("PGRST_SERVER_PORT", &own.to_string()),
                ("PGRST_LOG_LEVEL", "error"),
                // Of postrust: the addresses and errors of PostgREST.
                ("PGRST_COMPAT_MODE", "true"),
            ])
            .stdout(Stdio::null())
            .spawn()
            .expect("the REST server starts");
        // Without kept connections: the server may end one at any time.
        let config =
            Agent::config_builder().http_status_as_error(false).max_idle_connections(0).build();
        let mut rest = Self { child, port: own, agent: config.into() };
        for _ in 0..100 {
            let ended = rest.child.try_wait().expect("a child");
            assert!(ended.is_none(), "the REST server ended: {ended:?}");
            if TcpStream::connect((Ipv4Addr::LOCALHOST, own)).is_ok()
                && rest.get(&Person::anonymous(), "/rpc/forum").status == 200
            {
                return rest;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("the REST server does not answer");
    }

    /// Where it is, on this machine alone.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks with headers as well.
    ///
    /// # Panics
    /// Where there is no answer.
    #[must_use]
    pub fn send(
        &self,
        who: &Person,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let url = self.url() + path;
        let mut request = Request::builder().method(method).uri(&url);
        if let Some(token) = who.token() {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() {
            request = request.header("Content-Type", "application/json");
        }
        let answer = match body {
            Some(body) => self.agent.run(request.body(body.to_owned()).expect("a request")),
            None => self.agent.run(request.body(()).expect("a request")),
        };
        let mut answer = answer.unwrap_or_else(|error| panic!("{method} {url}: {error}"));
        let text = answer.body_mut().read_to_string().unwrap_or_default();
        let body = serde_json::from_str(&text).unwrap_or_default();
        Answer { status: answer.status().as_u16(), body }
    }

    /// Reads.
    #[must_use]
    pub fn get(&self, who: &Person, path: &str) -> Answer {
        self.send(who, ("GET", path), &[], None)
    }

    /// Calls a function with arguments.
    #[must_use]
    pub fn call(&self, who: &Person, name: &str, arguments: &Value) -> Answer {
        self.send(who, ("POST", &format!("/rpc/{name}")), &[], Some(&arguments.to_string()))
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
