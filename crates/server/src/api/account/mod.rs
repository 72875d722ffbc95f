//! Signing in with the server itself, sessions, and a person's own account.

pub mod data;
pub mod email_check;
pub mod email_code;
pub mod finish;
pub mod me_change;
pub mod me_delete;
pub mod session_end;
pub mod session_renew;
pub mod session_revoke;
pub mod sessions_list;
#[cfg(test)]
mod tests;

use contract::{FieldCode, SessionToken};
use storage::SignedIn;

use crate::{
    app::Room,
    http::problem::ApiError,
    sign_in::{Fresh, shown_name},
};

/// The shown name of a request, if one was given.
fn name(text: Option<&str>) -> Result<Option<String>, ApiError> {
    text.map(shown_name).transpose().map_err(|error| ApiError::fields(vec![error]))
}

/// What a person gets who has shown who they are.
fn session(outcome: SignedIn, fresh: Fresh, room: &Room) -> Result<SessionToken, ApiError> {
    match outcome {
        SignedIn::Done(person) => {
            let session = fresh.new.id.clone();
            fresh.token(room, &session, &person.author.id)
        }
        SignedIn::NameNeeded => {
            Err(ApiError::field("name", FieldCode::Required, "Give the name that others see."))
        }
        SignedIn::Wrong => Err(ApiError::new(contract::ProblemCode::WrongCode)),
    }
}
