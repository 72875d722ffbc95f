//! Limits of pace by participant and by address (`governor`).

use std::{
    fmt,
    hash::Hash,
    num::NonZeroU32,
    ops::Add,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock as GovernorClock, Reference},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::keyed::DashMapStateStore,
};

use super::Client;
use crate::{config::RateSettings, http::problem::ApiError, sources::Clock};

/// After so many checks, those who have not come for long are forgotten.
const SWEEP_EVERY: u32 = 10_000;

/// Reading and writing have limits of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// GET and HEAD.
    Read,
    /// Everything else.
    Write,
}

/// All limits of pace.
#[derive(Debug)]
pub struct Limits {
    participant_reads: Limit<(i64, i64)>,
    participant_writes: Limit<(i64, i64)>,
    address_reads: Limit<Client>,
    address_writes: Limit<Client>,
}

impl Limits {
    /// Limits as they are set.
    #[must_use]
    pub fn new(settings: &RateSettings, clock: &Arc<dyn Clock>) -> Self {
        Self {
            participant_reads: Limit::new(settings.participant_reads_per_minute, 600, clock),
            participant_writes: Limit::new(settings.participant_writes_per_minute, 60, clock),
            address_reads: Limit::new(settings.address_reads_per_minute, 1200, clock),
            address_writes: Limit::new(settings.address_writes_per_minute, 600, clock),
        }
    }

    /// Counts a request of an address.
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub fn check_address(&self, client: Client, pace: Pace) -> Result<(), ApiError> {
        match pace {
            Pace::Read => self.address_reads.check(&client),
            Pace::Write => self.address_writes.check(&client),
        }
    }

    /// Counts a request of a participant of a forum.
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub fn check_participant(
        &self,
        forum: storage::ForumId,
        participant: storage::ParticipantId,
        pace: Pace,
    ) -> Result<(), ApiError> {
        let key = (forum.0, participant.0);
        match pace {
            Pace::Read => self.participant_reads.check(&key),
            Pace::Write => self.participant_writes.check(&key),
        }
    }
}

type Limiter<K> =
    RateLimiter<K, DashMapStateStore<K>, InjectedClock, NoOpMiddleware<InjectedInstant>>;

/// One limit: so many a minute, in any spread over it, or none.
struct Limit<K: Hash + Eq + Clone> {
    limiter: Option<Limiter<K>>,
    clock: InjectedClock,
    since_sweep: AtomicU32,
}

impl<K: Hash + Eq + Clone> fmt::Debug for Limit<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limit").field("on", &self.limiter.is_some()).finish_non_exhaustive()
    }
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(set: Option<u32>, usual: u32, clock: &Arc<dyn Clock>) -> Self {
        let clock = InjectedClock(Arc::clone(clock));
        let limiter = NonZeroU32::new(set.unwrap_or(usual)).map(|per_minute| {
            let quota = Quota::per_minute(per_minute);
            RateLimiter::new(quota, DashMapStateStore::default(), clock.clone())
        });
        Self { limiter, clock, since_sweep: AtomicU32::new(0) }
    }

    fn check(&self, key: &K) -> Result<(), ApiError> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.since_sweep.fetch_add(1, Ordering::Relaxed) >= SWEEP_EVERY {
            self.since_sweep.store(0, Ordering::Relaxed);
            limiter.retain_recent();
        }
        limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            ApiError::rate_limited(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })
    }
}

/// The injected clock, as `governor` wants one.
#[derive(Debug, Clone)]
struct InjectedClock(Arc<dyn Clock>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct InjectedInstant(u64);

impl GovernorClock for InjectedClock {
    type Instant = InjectedInstant;

    fn now(&self) -> InjectedInstant {
        let millis = u64::try_from(self.0.now_ms()).unwrap_or(0);
        InjectedInstant(millis.saturating_mul(1_000_000))
    }
}

impl Add<Nanos> for InjectedInstant {
    type Output = Self;

    fn add(self, nanos: Nanos) -> Self {
        Self(self.0.saturating_add(nanos.as_u64()))
    }
}

impl Reference for InjectedInstant {
    fn duration_since(&self, earlier: Self) -> Nanos {
        Nanos::from(self.0.saturating_sub(earlier.0))
    }

    fn saturating_sub(&self, duration: Nanos) -> Self {
        Self(self.0.saturating_sub(duration.as_u64()))
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::testing::FixedClock;

    #[test]
    fn a_limit_ends_and_comes_back() {
        let clock = Arc::new(FixedClock::default());
        let injected: Arc<dyn Clock> = clock.clone();
        let settings =
            RateSettings { address_writes_per_minute: Some(3), ..RateSettings::default() };
        let limits = Limits::new(&settings, &injected);
        let one = Client::from(IpAddr::from([192, 0, 2, 1]));
        let other = Client::from(IpAddr::from([192, 0, 2, 2]));
        for _ in 0..3 {
            limits.check_address(one, Pace::Write).expect("within the limit");
        }
        let error = limits.check_address(one, Pace::Write).expect_err("over it");
        assert_eq!(error.retry_after, Some(20));
        limits.check_address(one, Pace::Read).expect("reads have their own limit");
        limits.check_address(other, Pace::Write).expect("so has another address");
        clock.advance(std::time::Duration::from_mins(1));
        limits.check_address(one, Pace::Write).expect("a minute later");
    }
}
