//! What the tests of this crate stand on: fixed time and chance, and
//! [`TestApp`].

use std::{
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
    time::Duration,
};

use crate::sources::{Clock, Random};

/// When tests take place: 2021-08-26T03:42:00Z.
pub const NOW_MS: i64 = 1_629_949_320_000;

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl Default for FixedClock {
    fn default() -> Self {
        Self(AtomicI64::new(NOW_MS))
    }
}

impl FixedClock {
    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).expect("a short time");
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Bytes that are the same in every run and different at every call.
#[derive(Debug, Default)]
pub struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            // Knuth's multiplicative hash spreads the counter over all bits.
            let next = self.0.fetch_add(1, Ordering::SeqCst).wrapping_mul(2_654_435_769);
            *byte = next.to_le_bytes()[3];
        }
    }
}
