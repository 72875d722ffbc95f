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
pub use keys::{Keys, KeysError};
pub use person::{Official, Participant, Person, Viewer};
pub use sign::{SignError, Signer, TokenRequest};
pub use verify::{Issuer, TokenError, Verifier};
