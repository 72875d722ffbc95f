//! How many connections an address may keep open.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Connections by the hash of their address.
#[derive(Debug, Clone, Default)]
pub struct Seats(Arc<Mutex<HashMap<i64, u32>>>);

impl Seats {
    /// A seat for an address; none where it has as many as it may. 0 is without
    /// limit.
    #[must_use]
    pub fn take(&self, address: i64, most: u32) -> Option<Seat> {
        let mut taken = self.lock();
        let count = taken.entry(address).or_default();
        if most > 0 && *count >= most {
            return None;
        }
        *count += 1;
        Some(Seat { seats: self.clone(), address })
    }

    /// How many are taken.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.lock().values().map(|count| u64::from(*count)).sum()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that is open, until it is dropped.
#[derive(Debug)]
pub struct Seat {
    seats: Seats,
    address: i64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        if let Some(count) = taken.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Seats;

    #[test]
    fn an_address_has_so_many_and_gets_them_back() {
        let seats = Seats::default();
        let (one, two) = (seats.take(1, 2), seats.take(1, 2));
        assert!(one.is_some() && two.is_some());
        assert!(seats.take(1, 2).is_none());
        let other = seats.take(2, 2);
        assert!(other.is_some(), "another address");
        drop(one);
        assert_eq!(seats.taken(), 2);
        assert!(seats.take(1, 2).is_some());
        drop((two, other));
        assert_eq!(seats.taken(), 0);
        assert!(seats.lock().is_empty(), "nothing is kept of who is gone");
        let many: Vec<_> = (0..1000).map(|_| seats.take(1, 0)).collect();
        assert!(many.iter().all(Option::is_some));
    }
}
