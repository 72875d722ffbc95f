//! Asking other servers: key sets, and providers of `OpenID` Connect.

use std::time::Duration;

use async_trait::async_trait;
use axum::http::{Request, Response};

/// Longest key set that is read, bytes.
const LONGEST: u64 = 256 * 1024;

/// Longest answer of a provider that is read, bytes.
const LONGEST_ANSWER: u64 = 1024 * 1024;

/// Asks other servers; a trait so that tests need no network.
#[async_trait]
pub trait Fetch: std::fmt::Debug + Send + Sync {
    /// The text behind the address.
    async fn fetch(&self, url: &str) -> anyhow::Result<String>;

    /// Sends a request and reads its answer, whatever its status. Redirects
    /// are not followed: where a provider's answer comes from is not for
    /// others to say.
    async fn exchange(&self, request: Request<Vec<u8>>) -> anyhow::Result<Response<Vec<u8>>> {
        anyhow::bail!("nobody to ask for {}", request.uri())
    }
}

/// Over HTTPS or HTTP.
#[derive(Debug, Clone, Copy, Default)]
pub struct HttpFetch;

#[async_trait]
impl Fetch for HttpFetch {
    async fn fetch(&self, url: &str) -> anyhow::Result<String> {
        let url = url.to_owned();
        tokio::task::spawn_blocking(move || {
            let agent: ureq::Agent = ureq::Agent::config_builder()
                .timeout_global(Some(Duration::from_secs(10)))
                .max_redirects(2)
                .build()
                .into();
            let mut response = agent.get(&url).header("accept", "application/json").call()?;
            Ok(response.body_mut().with_config().limit(LONGEST).read_to_string()?)
        })
        .await?
    }

    async fn exchange(&self, request: Request<Vec<u8>>) -> anyhow::Result<Response<Vec<u8>>> {
        tokio::task::spawn_blocking(move || {
            let agent: ureq::Agent = ureq::Agent::config_builder()
                .timeout_global(Some(Duration::from_secs(10)))
                .max_redirects(0)
                .max_redirects_will_error(false)
                .http_status_as_error(false)
                .build()
                .into();
            let (parts, mut body) = agent.run(request)?.into_parts();
            let body = body.with_config().limit(LONGEST_ANSWER).read_to_vec()?;
            Ok(Response::from_parts(parts, body))
        })
        .await?
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;

    /// Answers one request with the given head and body, and ends.
    fn once(answer: String) -> String {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let _ = stream.read(&mut [0; 4096]).expect("a request");
            // Whoever reads no further than the limit hangs up.
            let _ = stream.write_all(answer.as_bytes());
        });
        format!("http://{address}/jwks.json")
    }

    #[tokio::test]
    async fn a_text_is_read_and_a_failure_or_a_flood_is_not() {
        let head = |status: &str, length: usize| {
            format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")
        };
        let url = once(head("200 OK", 2) + "{}");
        assert_eq!(HttpFetch.fetch(&url).await.expect("the text"), "{}");
        let url = once(head("500 Oh no", 2) + "{}");
        HttpFetch.fetch(&url).await.expect_err("a failure");
        let url = once(head("200 OK", 300_000) + &"x".repeat(300_000));
        HttpFetch.fetch(&url).await.expect_err("a flood");
        HttpFetch.fetch("http://127.0.0.1:1/").await.expect_err("nobody there");
    }
}
