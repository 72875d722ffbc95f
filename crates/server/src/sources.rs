//! Time, ids and chance, injected so that tests can fix them.
//!
//! **Invariant:** this is the one file of the server that asks the machine
//! for any of them.

use std::{
    fmt::Debug,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// Tells the time.
pub trait Clock: Debug + Send + Sync {
    /// Milliseconds since 1970 in UTC.
    fn now_ms(&self) -> i64;
}

/// Makes ids.
pub trait IdSource: Debug + Send + Sync {
    /// A new `UUIDv7` in its text form, of the given time.
    fn new_id(&self, now_ms: i64) -> String;
}

/// Makes bytes that nobody can guess.
pub trait Random: Debug + Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);

    /// A number below 2^31.
    fn next_u31(&self) -> u32 {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        u32::from_le_bytes(bytes) >> 1
    }

    /// Any number.
    fn next_u64(&self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// The place of a submission in shuffled lists: 1 to 2,147,483,646.
    fn next_shuffle(&self) -> u32 {
        self.next_u31().clamp(1, 2_147_483_646)
    }
}

/// The three together, as the server hands them around.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids.
    pub ids: Arc<dyn IdSource>,
    /// Chance.
    pub random: Arc<dyn Random>,
}

impl Sources {
    /// The machine's own.
    #[must_use]
    pub fn system() -> Self {
        Self { clock: Arc::new(System), ids: Arc::new(System), random: Arc::new(System) }
    }

    /// A new id of now.
    #[must_use]
    pub fn new_id(&self) -> String {
        self.ids.new_id(self.clock.now_ms())
    }
}

/// The machine's clock and random source.
#[derive(Debug, Clone, Copy)]
struct System;

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

impl IdSource for System {
    fn new_id(&self, now_ms: i64) -> String {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(now_ms).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
    }
}

impl Random for System {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn fill(&self, bytes: &mut [u8]) {
        // Without chance neither ids nor secrets can be made: there is
        // nothing sensible to go on with.
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}
