//! Sessions of the server's own sign-in: a token for the API that lasts ten
//! minutes, and one that renews it once.

use contract::{Role, SessionToken};
use sha2::{Digest as _, Sha256};
use storage::NewSession;

use crate::{
    app::{App, Room},
    auth::TokenRequest,
    http::{answer::hex, problem::ApiError},
};

/// The issuer of these tokens.
pub const SESSION_ISSUER: &str = "urn:open-forum:session";
/// How long a token for the API holds, s.
const ACCESS_S: u32 = 600;
/// For how long a session can be renewed after it last was, ms: 30 days.
const IDLE_MS: i64 = 30 * 86_400_000;

/// A session that is about to begin or to be renewed.
#[derive(Debug)]
pub struct Fresh {
    /// What goes to the storage.
    pub new: NewSession,
    /// What goes to the person.
    pub refresh_token: String,
}

impl Fresh {
    /// Makes one up.
    #[must_use]
    pub fn make(app: &App) -> Self {
        let now_ms = app.now();
        let refresh_token = secret(app);
        let new = NewSession {
            id: app.sources().ids.new_id(now_ms),
            hash: hash(&refresh_token),
            now_ms,
            expires_at: now_ms + IDLE_MS,
        };
        Self { new, refresh_token }
    }

    /// What the person gets.
    ///
    /// # Errors
    /// 500 where it cannot be signed.
    pub fn token(self, room: &Room, session: &str, person: &str) -> Result<SessionToken, ApiError> {
        let request = TokenRequest {
            subject: person.to_owned(),
            session: Some(session.to_owned()),
            roles: vec![Role::Participant],
            ttl_s: ACCESS_S.into(),
            ..TokenRequest::default()
        };
        Ok(SessionToken {
            access_token: room
                .sessions
                .sign(&request, self.new.now_ms)
                .map_err(ApiError::internal)?,
            token_type: "Bearer".to_owned(),
            expires_in: ACCESS_S,
            refresh_token: self.refresh_token,
        })
    }
}

/// 32 bytes that nobody can guess, as text.
#[must_use]
pub fn secret(app: &App) -> String {
    let mut bytes = [0; 32];
    app.sources().random.fill(&mut bytes);
    hex(&bytes)
}

/// What is kept of a secret.
#[must_use]
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}
