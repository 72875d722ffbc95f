//! One limit of pace, what it remembers, and what of that is new.

use std::{
    collections::HashMap,
    fmt, mem,
    num::NonZeroU32,
    ops::Add,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock as GovernorClock, Reference},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::StateStore,
};
use storage::PaceRow;

use crate::{http::problem::ApiError, sources::Clock};

/// Whose pace it is: numbers of this server, or a hash.
pub type Key = [u8; 16];

/// What will be over sooner is not worth saving, ms.
const WORTH_SAVING_MS: i64 = 1_000;

const MS: u64 = 1_000_000;

type Limiter = RateLimiter<Key, Store, InjectedClock, NoOpMiddleware<InjectedInstant>>;

/// One limit: so many a minute, in any spread over it, or none.
pub struct Limit {
    name: &'static str,
    /// Whether it holds across servers however little is left to wait.
    exact: bool,
    limiter: Option<Limiter>,
    store: Store,
    clock: InjectedClock,
    /// What the times of the store count from: the clock's own start, within
    /// the millisecond that making the limiter takes.
    start_ms: i64,
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limit").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Limit {
    /// `set` a minute, or `usual`; 0 is without limit. One that is `exact` is
    /// shared whole with other servers; of another only long waits are.
    pub fn new(
        name: &'static str,
        exact: bool,
        set: Option<u32>,
        usual: u32,
        clock: &Arc<dyn Clock>,
    ) -> Self {
        let start_ms = clock.now_ms();
        let clock = InjectedClock { clock: Arc::clone(clock), start_ms };
        let quota = NonZeroU32::new(set.unwrap_or(usual)).map(Quota::per_minute);
        let each = quota.map_or(0, |quota| Nanos::from(quota.replenish_interval()).as_u64());
        let store = Store { seen: Arc::default(), each };
        let limiter = quota.map(|quota| RateLimiter::new(quota, store.clone(), clock.clone()));
        Self { name, exact, limiter, store, clock, start_ms }
    }

    /// Counts one.
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub fn check(&self, key: &Key) -> Result<(), ApiError> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            ApiError::rate_limited(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })
    }

    /// The name that its rows carry.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Takes up what was saved, here before a restart or by another server;
    /// what was let pass here since comes on top.
    pub fn load(&self, row: &PaceRow) {
        let Ok(until) = u64::try_from(row.until_ms.saturating_sub(self.start_ms)) else { return };
        let mut seen = self.store.lock();
        let slot = seen.slots.entry(row.key).or_default();
        slot.until = slot.until.max(until.saturating_mul(MS).saturating_add(slot.added));
    }

    /// What changed since this was asked last, for other servers too where
    /// there are any; forgets what is over.
    pub fn changed(&self, shared: bool, rows: &mut Vec<PaceRow>) {
        let worth = if shared && self.exact { 0 } else { WORTH_SAVING_MS };
        let now_ms = self.clock.now_ms();
        let mut seen = self.store.lock();
        for key in mem::take(&mut seen.changed) {
            let Some(slot) = seen.slots.get_mut(&key) else { continue };
            slot.changed = false;
            let added_ms = mem::take(&mut slot.added).div_ceil(MS);
            let added_ms = i64::try_from(added_ms).unwrap_or(i64::MAX);
            let until_ms = i64::try_from(slot.until.div_ceil(MS)).unwrap_or(i64::MAX);
            let until_ms = until_ms.saturating_add(self.start_ms);
            if until_ms > now_ms.saturating_add(worth) {
                rows.push(PaceRow { name: self.name.to_owned(), key, until_ms, added_ms });
            }
        }
        let past = self.clock.now().0;
        seen.slots.retain(|_, slot| slot.changed || slot.until > past);
    }

    /// Takes back what could not be saved; it is saved with what comes after it.
    pub fn put_back(&self, row: &PaceRow) {
        let added = u64::try_from(row.added_ms).unwrap_or(0).saturating_mul(MS);
        let mut seen = self.store.lock();
        // What is over by now is forgotten.
        let Some(slot) = seen.slots.get_mut(&row.key) else { return };
        slot.added = slot.added.saturating_add(added);
        if !mem::replace(&mut slot.changed, true) {
            seen.changed.push(row.key);
        }
    }
}

/// Until when each key is spoken for, ns since the start.
#[derive(Debug, Clone)]
struct Store {
    seen: Arc<Mutex<Seen>>,
    /// What each that passes adds, ns.
    each: u64,
}

#[derive(Debug, Default)]
struct Seen {
    slots: HashMap<Key, Slot>,
    changed: Vec<Key>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    until: u64,
    /// What was added to it since it was saved last.
    added: u64,
    changed: bool,
}

impl Store {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Store {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut seen = self.lock();
        let known = seen.slots.get(key).copied();
        let (outcome, until) = f(known.map(|slot| Nanos::from(slot.until)))?;
        let added = known.map_or(0, |slot| slot.added).saturating_add(self.each);
        seen.slots.insert(*key, Slot { until: until.as_u64(), added, changed: true });
        if known.is_none_or(|slot| !slot.changed) {
            seen.changed.push(*key);
        }
        Ok(outcome)
    }
}

/// The injected clock, as `governor` wants one: ns since the start.
#[derive(Debug, Clone)]
struct InjectedClock {
    clock: Arc<dyn Clock>,
    start_ms: i64,
}

impl InjectedClock {
    fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct InjectedInstant(u64);

impl GovernorClock for InjectedClock {
    type Instant = InjectedInstant;

    fn now(&self) -> InjectedInstant {
        let millis = self.clock.now_ms().saturating_sub(self.start_ms);
        InjectedInstant(u64::try_from(millis).unwrap_or(0).saturating_mul(MS))
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
