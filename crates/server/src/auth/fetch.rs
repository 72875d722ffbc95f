//! Fetching key sets.

use std::time::Duration;

use async_trait::async_trait;

/// Longest key set that is read, bytes.
const LONGEST: u64 = 256 * 1024;

/// Fetches a text by its address; a trait so that tests need no network.
#[async_trait]
pub trait Fetch: std::fmt::Debug + Send + Sync {
    /// The text behind the address.
    async fn fetch(&self, url: &str) -> anyhow::Result<String>;
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
}
