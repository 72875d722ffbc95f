//! Figures for Prometheus, in its text format 0.0.4.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
};

use axum::http::Method;
use storage::StorageStats;

/// Upper bounds of the histogram's buckets, ms.
const BUCKETS: [i64; 10] = [1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000];

/// Counters since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    routes: Mutex<BTreeMap<(String, String, u16), Latency>>,
}

#[derive(Debug, Default, Clone)]
struct Latency {
    buckets: [u64; BUCKETS.len()],
    count: u64,
    sum_ms: i64,
}

impl Metrics {
    /// Counts an answered request. `route` is the router's pattern, so that
    /// nobody can make up new lines by asking for new addresses.
    pub fn count(&self, method: &Method, route: &str, status: u16, millis: i64) {
        let known = matches!(
            *method,
            Method::GET
                | Method::HEAD
                | Method::POST
                | Method::PUT
                | Method::PATCH
                | Method::DELETE
                | Method::OPTIONS
        );
        let method = if known { method.as_str() } else { "other" };
        let key = (method.to_owned(), route.to_owned(), status);
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let latency = routes.entry(key).or_default();
        for (bucket, bound) in latency.buckets.iter_mut().zip(BUCKETS) {
            *bucket += u64::from(millis <= bound);
        }
        latency.count += 1;
        latency.sum_ms = latency.sum_ms.saturating_add(millis);
    }

    /// The text that `/metrics` answers.
    #[must_use]
    pub fn render(&self, storage: StorageStats, listeners: u64) -> String {
        let mut text = String::new();
        text.push_str("# HELP open_forum_request_seconds Time to answer a request.\n");
        text.push_str("# TYPE open_forum_request_seconds histogram\n");
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for ((method, route, status), latency) in &routes {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            latency.render(&labels, &mut text);
        }
        let figures = [
            ("open_forum_live_listeners", "gauge", "Live connections that are open.", listeners),
            ("open_forum_storage_queued", "gauge", "Writes that wait.", storage.queued),
            ("open_forum_storage_writes_total", "counter", "Writes done.", storage.writes),
            (
                "open_forum_storage_commits_total",
                "counter",
                "Commits done; fewer than writes, as waiting ones share one.",
                storage.commits,
            ),
        ];
        for (name, kind, help, value) in figures {
            line(&mut text, format_args!("# HELP {name} {help}"));
            line(&mut text, format_args!("# TYPE {name} {kind}"));
            line(&mut text, format_args!("{name} {value}"));
        }
        text
    }
}

impl Latency {
    fn render(&self, labels: &str, text: &mut String) {
        let name = "open_forum_request_seconds";
        for (bucket, bound) in self.buckets.iter().zip(BUCKETS) {
            let le = Seconds(bound);
            line(text, format_args!("{name}_bucket{{{labels},le=\"{le}\"}} {bucket}"));
        }
        line(text, format_args!("{name}_bucket{{{labels},le=\"+Inf\"}} {}", self.count));
        line(text, format_args!("{name}_sum{{{labels}}} {}", Seconds(self.sum_ms)));
        line(text, format_args!("{name}_count{{{labels}}} {}", self.count));
    }
}

/// Milliseconds, written in seconds.
struct Seconds(i64);

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_told() {
        let metrics = Metrics::default();
        metrics.count(&Method::GET, "/v1/forum", 200, 3);
        metrics.count(&Method::GET, "/v1/forum", 200, 700);
        let text = metrics.render(StorageStats { queued: 1, writes: 5, commits: 2 }, 3);
        let labels = r#"method="GET",route="/v1/forum",status="200""#;
        for expected in [
            format!("open_forum_request_seconds_bucket{{{labels},le=\"0.005\"}} 1"),
            format!("open_forum_request_seconds_bucket{{{labels},le=\"+Inf\"}} 2"),
            format!("open_forum_request_seconds_sum{{{labels}}} 0.703"),
            "open_forum_storage_commits_total 2".to_owned(),
            "open_forum_live_listeners 3".to_owned(),
        ] {
            assert!(text.lines().any(|line| line == expected), "{expected}\n{text}");
        }
    }
}
