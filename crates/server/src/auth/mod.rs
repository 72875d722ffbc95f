//! Who asks: tokens that a host signs, the keys that they are checked with,
//! and the person that they stand for.

mod claims;
mod fetch;
mod keys;
mod person;
mod sign;
mod verify;

pub use claims::{Claims, Identity};
pub use fetch::{Fetch, HttpFetch};
pub use person::{
    Moderator, Official, Participant, Person, SignInPace, SignedIn, Staff, Viewer, gate,
};
pub use sign::{DEMO_ISSUER, SignError, Signer, TokenRequest, demo_secret};
pub use verify::{TokenError, Verifier};
