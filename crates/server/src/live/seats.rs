//! How many connections may be open, of an address and in all.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How many there may be; 0 is without limit.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    /// Of one address.
    pub per_address: u32,
    /// Of this process.
    pub in_all: u32,
}

/// Why there is no seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// The address has as many as it may.
    Address,
    /// The process has.
    All,
}

/// The connections that are open.
#[derive(Debug, Clone, Default)]
pub struct Seats(Arc<Mutex<Taken>>);

#[derive(Debug, Default)]
struct Taken {
    /// By the hash of their address.
    of: HashMap<i64, u32>,
    in_all: u32,
}

impl Seats {
    /// A seat for an address.
    ///
    /// # Errors
    /// `Full` where there is none.
    pub fn take(&self, address: i64, most: Most) -> Result<Seat, Full> {
        let mut taken = self.lock();
        let own = taken.of.get(&address).copied().unwrap_or_default();
        if most.per_address > 0 && own >= most.per_address {
            return Err(Full::Address);
        }
        if most.in_all > 0 && taken.in_all >= most.in_all {
            return Err(Full::All);
        }
        taken.of.insert(address, own + 1);
        taken.in_all += 1;
        Ok(Seat { seats: self.clone(), address })
    }

    /// How many are taken.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.lock().in_all.into()
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
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
        taken.in_all -= 1;
        if let Some(count) = taken.of.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.of.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_and_gets_them_back() {
        let seats = Seats::default();
        let most = Most { per_address: 2, in_all: 0 };
        let (one, two) = (seats.take(1, most), seats.take(1, most));
        assert!(one.is_ok() && two.is_ok());
        assert_eq!(seats.take(1, most).err(), Some(Full::Address));
        let other = seats.take(2, most);
        assert!(other.is_ok(), "another address");
        drop(one);
        assert_eq!(seats.taken(), 2);
        assert!(seats.take(1, most).is_ok());
        drop((two, other));
        assert_eq!(seats.taken(), 0);
        assert!(seats.lock().of.is_empty(), "nothing is kept of who is gone");
        let none = Most { per_address: 0, in_all: 0 };
        let many: Vec<_> = (0..1000).map(|_| seats.take(1, none)).collect();
        assert!(many.iter().all(Result::is_ok));
    }

    #[test]
    fn all_together_have_so_many_and_who_is_refused_takes_none() {
        let seats = Seats::default();
        let most = Most { per_address: 2, in_all: 3 };
        let mut held: Vec<_> = [1, 1, 2].into_iter().map(|one| seats.take(one, most)).collect();
        assert!(held.iter().all(Result::is_ok));
        for address in 2..100 {
            assert_eq!(seats.take(address, most).err(), Some(Full::All));
        }
        assert_eq!(seats.take(1, most).err(), Some(Full::Address), "said first: others may come");
        assert_eq!((seats.taken(), seats.lock().of.len()), (3, 2));
        drop(held.pop());
        assert!(seats.take(99, most).is_ok());
    }
}
