//! The last events of a thread.

use std::collections::VecDeque;

use axum::body::Bytes;

/// Most events that are kept.
const EVENTS_MAX: usize = 256;
/// Most bytes that are kept of them; the newest is kept in any case.
const BYTES_MAX: usize = 1024 * 1024;

/// Events with ids that follow each other.
#[derive(Debug)]
pub struct Ring {
    /// The id before that of the first event that is kept.
    floor: u64,
    events: VecDeque<Bytes>,
    bytes: usize,
}

/// What comes after a place in the ring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// This event, whose id is the next one.
    Event(Bytes),
    /// Nothing yet.
    Nothing,
    /// Nobody knows: the place is too old, or never was in this ring. What is
    /// read from now on comes after the id.
    Unknown(u64),
}

impl Ring {
    /// An empty one, whose first id comes after `start`.
    #[must_use]
    pub const fn new(start: u64) -> Self {
        Self { floor: start, events: VecDeque::new(), bytes: 0 }
    }

    /// The id of the last event.
    #[must_use]
    pub fn newest(&self) -> u64 {
        self.floor + self.events.len() as u64
    }

    /// Adds an event; `data` has no line breaks.
    pub fn push(&mut self, kind: &str, data: &str) {
        let event = write(self.newest() + 1, kind, data);
        self.bytes += event.len();
        self.events.push_back(event);
        while self.events.len() > EVENTS_MAX || (self.bytes > BYTES_MAX && self.events.len() > 1) {
            self.bytes -= self.events.pop_front().map_or(0, |event| event.len());
            self.floor += 1;
        }
    }

    /// Makes every place unknown.
    pub fn lose(&mut self) {
        *self = Self::new(self.newest() + 1);
    }

    /// What comes after a place.
    #[must_use]
    pub fn after(&self, place: u64) -> After {
        let newest = self.newest();
        if place == newest {
            return After::Nothing;
        }
        let ahead = place.checked_sub(self.floor).and_then(|ahead| usize::try_from(ahead).ok());
        match ahead.and_then(|ahead| self.events.get(ahead)) {
            Some(event) => After::Event(event.clone()),
            None => After::Unknown(newest),
        }
    }
}

/// An event as it goes over the wire.
#[must_use]
pub fn write(id: u64, kind: &str, data: &str) -> Bytes {
    Bytes::from(format!("id: {id}\nevent: {kind}\ndata: {data}\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_each_other_and_a_place_reads_on() {
        let mut ring = Ring::new(7);
        assert_eq!(ring.after(7), After::Nothing);
        ring.push("thread", "{}");
        ring.push("gone", "{}");
        assert_eq!(ring.after(7), After::Event(write(8, "thread", "{}")));
        assert_eq!(ring.after(8), After::Event(write(9, "gone", "{}")));
        assert_eq!(ring.after(9), After::Nothing);
        assert_eq!(write(8, "thread", "{}"), "id: 8\nevent: thread\ndata: {}\n\n");
    }

    #[test]
    fn a_place_of_before_or_of_elsewhere_is_unknown() {
        let mut ring = Ring::new(7);
        ring.push("thread", "{}");
        for place in [0, 6, 9, u64::MAX] {
            assert_eq!(ring.after(place), After::Unknown(8), "{place}");
        }
        ring.lose();
        for place in [7, 8] {
            assert_eq!(ring.after(place), After::Unknown(9), "{place}");
        }
        assert_eq!(ring.after(9), After::Nothing);
    }

    #[test]
    fn it_keeps_a_bounded_number_of_bytes_and_events() {
        let mut ring = Ring::new(0);
        for _ in 0..1000 {
            ring.push("thread", "{}");
        }
        assert_eq!((ring.events.len(), ring.newest()), (EVENTS_MAX, 1000));
        assert_eq!(ring.after(1000 - EVENTS_MAX as u64 - 1), After::Unknown(1000));
        let long = "x".repeat(BYTES_MAX / 10);
        for _ in 0..20 {
            ring.push("thread", &long);
        }
        assert!(ring.bytes <= BYTES_MAX && ring.events.len() == 9, "{}", ring.events.len());
        assert_eq!(ring.bytes, ring.events.iter().map(Bytes::len).sum::<usize>());
        ring.push("thread", &"x".repeat(2 * BYTES_MAX));
        assert_eq!(ring.events.len(), 1, "the newest is kept");
    }
}
