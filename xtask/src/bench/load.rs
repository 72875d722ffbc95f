//! Many connections that ask at the same time.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::http::Connection;

/// How long a load without a pace lasts.
const LOAD: Duration = Duration::from_secs(5);

/// What a load came to.
pub(super) struct Load {
    /// Answers a second.
    pub(super) rate: f64,
    /// Milliseconds.
    pub(super) p50: f64,
    /// Milliseconds.
    pub(super) p99: f64,
}

/// One connection a token, all asking as fast as they are answered. `ask` gets the connection,
/// which one it is, and how often it has asked.
pub(super) fn load(
    port: u16,
    tokens: &[String],
    ask: impl Fn(&mut Connection, usize, usize) -> Result<()> + Sync,
) -> Result<Load> {
    let start = Instant::now();
    run(port, tokens, ask, start, |_, _| Some(Instant::now()).filter(|now| *now < start + LOAD))
}

/// The same at so many requests a second for so long. A request counts from when it was due, so
/// that one which waits for another before it is slow as well.
pub(super) fn paced(
    port: u16,
    tokens: &[String],
    (rate, time): (u32, Duration),
    ask: impl Fn(&mut Connection, usize, usize) -> Result<()> + Sync,
) -> Result<Load> {
    let (start, clients) = (Instant::now(), tokens.len());
    let all = u64::from(rate) * time.as_secs();
    run(port, tokens, ask, start, |client, turn| {
        let number = (turn * clients + client) as u64;
        let due = start + Duration::from_secs(1) * u32::try_from(number).ok()? / rate;
        (number < all).then(|| {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            due
        })
    })
}

/// `next` waits for a connection's next turn, and answers since when it counts; none at the end.
fn run(
    port: u16,
    tokens: &[String],
    ask: impl Fn(&mut Connection, usize, usize) -> Result<()> + Sync,
    start: Instant,
    next: impl Fn(usize, usize) -> Option<Instant> + Sync,
) -> Result<Load> {
    let mut times = std::thread::scope(|scope| -> Result<Vec<f64>> {
        let clients: Vec<_> = tokens
            .iter()
            .enumerate()
            .map(|(client, token)| {
                let (next, ask) = (&next, &ask);
                scope.spawn(move || -> Result<Vec<f64>> {
                    let mut connection = Connection::open(port, token)?;
                    let mut times = Vec::new();
                    while let Some(due) = next(client, times.len()) {
                        ask(&mut connection, client, times.len())?;
                        times.push(due.elapsed().as_secs_f64() * 1000.0);
                    }
                    Ok(times)
                })
            })
            .collect();
        let mut all = Vec::new();
        for client in clients {
            all.extend(client.join().map_err(|_| anyhow::anyhow!("a client panicked"))??);
        }
        Ok(all)
    })?;
    ensure!(!times.is_empty(), "nothing was answered");
    let rate = f64::from(u32::try_from(times.len())?) / start.elapsed().as_secs_f64();
    Ok(Load { rate, p50: percentile(&mut times, 50), p99: percentile(&mut times, 99) })
}

/// The value that so many percent of the values do not exceed; 0 of nothing.
pub(super) fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() * percent).div_ceil(100).saturating_sub(1);
    values.get(rank).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let mut values: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        assert!((percentile(&mut values, 50) - 100.0).abs() < f64::EPSILON);
        assert!((percentile(&mut values, 99) - 198.0).abs() < f64::EPSILON);
        assert!(percentile(&mut [], 50).abs() < f64::EPSILON);
    }
}
