//! Live events: who follows a thread reads what changes in it as Server-Sent
//! Events.
//!
//! A thread that somebody follows has a feed: a ring of its last events, whole
//! as they go over the wire. A listener is a place in that ring and no more:
//! who is slow, or comes back with an id, reads on from there, and who is
//! behind the ring is told once to read everything again. Threads that nobody
//! follows have no feed, and nothing is read for them.
//!
//! What an event says is read from the storage as nobody in particular reads
//! it, once for all who listen, after the storage said that it changed. So
//! nothing comes out here that a request without a token does not answer.
//!
//! **Invariant:** an id is given to what is sent and to nothing else. A vote
//! whose tally is hidden leaves no gap.

mod feed;
mod follow;
mod hub;
mod read;
mod ring;
mod seats;

pub use feed::Listener;
pub use follow::run;
pub use hub::Hub;
pub use seats::{Most, Seat};
