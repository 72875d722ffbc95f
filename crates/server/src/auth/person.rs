//! Who asks: extractors by what a person may do.

use std::sync::Arc;

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::Response,
};
use contract::{Id, ProblemCode, Role};
use storage::{DeedRow, NewParticipant, ParticipantId};

use crate::{
    app::{App, Room},
    auth::{Claims, Identity, TokenError},
    http::problem::ApiError,
    limit::{Pace, client},
    sign_in::SESSION_ISSUER,
};

/// A person whom a valid token speaks for.
#[derive(Debug, Clone)]
pub struct Person {
    /// As they are stored.
    pub participant: storage::Participant,
    /// What they may do.
    pub roles: Vec<Role>,
    /// The session and account, where they signed in with the server itself.
    pub own: Option<OwnSignIn>,
}

/// What is known of somebody who signed in with the server itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSignIn {
    /// Id of the session.
    pub session: Id,
    /// When the account was made, ms.
    pub account_at: i64,
}

/// The person of a request, if it had a token.
#[derive(Debug, Clone)]
struct Asking(Option<Arc<Person>>);

/// A request by anybody: where it goes, who asks if they said so, and when.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The server.
    pub app: App,
    /// The forum.
    pub room: Arc<Room>,
    /// Who asks.
    pub person: Option<Arc<Person>>,
    /// Now, ms.
    pub now: i64,
    /// Hash of the address that the request came from.
    address: Option<i64>,
}

/// The hash of the address that a request came from.
#[derive(Debug, Clone, Copy)]
struct CameFrom(i64);

impl Viewer {
    /// Notes that the person did something about a submission, for patterns.
    pub fn did_about(&self, submission: &str) {
        if let Some((participant, address)) = self.id().zip(self.address) {
            let (forum, submission) = (self.room.id, submission.to_owned());
            let at = self.now;
            self.app.deeds().note(DeedRow { forum, submission, participant, address, at });
        }
    }

    /// The hash of the address that the request came from, where it is known.
    #[must_use]
    pub const fn address(&self) -> Option<i64> {
        self.address
    }

    /// The database's number of who asks.
    #[must_use]
    pub fn id(&self) -> Option<ParticipantId> {
        self.person.as_ref().map(|person| person.participant.id)
    }

    /// Whether a moderator or official asks, who also read what is pending or
    /// hidden.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        let roles = self.person.as_ref().map(|person| person.roles.as_slice()).unwrap_or_default();
        roles.iter().any(|role| matches!(role, Role::Moderator | Role::Official))
    }
}

impl FromRequestParts<App> for Viewer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let room = parts.extensions.get::<Arc<Room>>().cloned();
        let asking = parts.extensions.get::<Asking>().cloned();
        let (Some(room), Some(Asking(person))) = (room, asking) else {
            return Err(ApiError::internal(anyhow::anyhow!("a route without the gate")));
        };
        let address = parts.extensions.get::<CameFrom>().map(|from| from.0);
        Ok(Self { app: app.clone(), room, person, now: app.now(), address })
    }
}

/// A step of signing in, which has a pace of its own.
#[derive(Debug, Clone, Copy)]
pub struct SignInPace;

impl FromRequestParts<App> for SignInPace {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if let Some(CameFrom(address)) = parts.extensions.get() {
            app.limits().check_sign_in(*address)?;
        }
        Ok(Self)
    }
}

/// A request by a person, whatever they may do.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The request.
    pub viewer: Viewer,
    /// Who asks.
    pub person: Arc<Person>,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let viewer = Viewer::from_request_parts(parts, app).await?;
        let person = viewer.person.clone();
        let person = person.ok_or(ApiError::new(ProblemCode::TokenRequired))?;
        Ok(Self { viewer, person })
    }
}

impl SignedIn {
    fn having_any(self, roles: &[Role]) -> Result<Self, ApiError> {
        if roles.iter().any(|role| self.person.roles.contains(role)) {
            Ok(self)
        } else {
            let names: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
            let detail = format!("This needs the role {}.", names.join(" or "));
            Err(ApiError::with(ProblemCode::NotAllowed, detail))
        }
    }

    fn having(self, role: Role) -> Result<Self, ApiError> {
        self.having_any(&[role])
    }
}

/// A request by somebody who may submit, vote, comment and report.
#[derive(Debug, Clone)]
pub struct Participant(pub SignedIn);

impl FromRequestParts<App> for Participant {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        signed_in.having(Role::Participant).map(Self)
    }
}

/// A request by somebody who may open and change threads.
#[derive(Debug, Clone)]
pub struct Official(pub SignedIn);

impl FromRequestParts<App> for Official {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        signed_in.having(Role::Official).map(Self)
    }
}

/// A request by somebody who decides what is published.
#[derive(Debug, Clone)]
pub struct Moderator(pub SignedIn);

impl FromRequestParts<App> for Moderator {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        signed_in.having(Role::Moderator).map(Self)
    }
}

/// A request by a moderator or an official.
#[derive(Debug, Clone)]
pub struct Staff(pub SignedIn);

impl FromRequestParts<App> for Staff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        signed_in.having_any(&[Role::Moderator, Role::Official]).map(Self)
    }
}

/// Stands before every endpoint of a forum: counts the request against the
/// limits of pace and finds out who asks.
///
/// A token that is not valid is refused on every endpoint, also where none is
/// needed: who sends one expects to be known.
pub async fn gate(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let pace = match *request.method() {
        Method::GET | Method::HEAD | Method::OPTIONS => Pace::Read,
        _ => Pace::Write,
    };
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>();
    if let Some(ConnectInfo(peer)) = peer {
        let client = client(peer.ip(), request.headers(), &app.settings().trusted_proxies);
        app.limits().check_address(client, pace)?;
        request.extensions_mut().insert(CameFrom(app.limits().hash(client)));
    }
    let room = request.extensions().get::<Arc<Room>>().cloned();
    let room = room.ok_or(ApiError::not_found())?;
    app.limits().check_forum(room.id, pace)?;
    let person = match bearer(request.headers())? {
        Some(token) => {
            let claims = room.verifier.verify(token).await?;
            Some(Arc::new(person(&app, &room, claims).await?))
        }
        None => None,
    };
    if let Some(person) = &person {
        app.limits().check_participant(room.id, person.participant.id, pace)?;
    }
    request.extensions_mut().insert(Asking(person));
    Ok(next.run(request).await)
}

/// The token of a request. Errors: 401 for another scheme or two headers.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let refuse = || {
        ApiError::with(ProblemCode::TokenInvalid, "Send one header Authorization: Bearer <token>.")
    };
    if values.next().is_some() {
        return Err(refuse());
    }
    let (scheme, token) =
        value.to_str().ok().and_then(|text| text.trim().split_once(' ')).ok_or_else(refuse)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(Some(token.trim())) } else { Err(refuse()) }
}

/// The person of a token that was checked.
async fn person(app: &App, room: &Room, claims: Claims) -> Result<Person, ApiError> {
    if claims.iss == SESSION_ISSUER {
        in_session(app, room, claims).await
    } else {
        vouched_for(app, room, claims).await
    }
}

/// Whom a session of the server's own speaks for, as long as it lasts.
async fn in_session(app: &App, room: &Room, claims: Claims) -> Result<Person, ApiError> {
    let session = claims.sid.ok_or(TokenError::Foreign)?;
    let found = app.storage().session_person(room.id, &session, app.now()).await?;
    let found = found.ok_or(TokenError::Ended)?;
    let mut roles = vec![Role::Participant];
    roles.extend(found.roles);
    let own = Some(OwnSignIn { session, account_at: found.created_at });
    Ok(Person { participant: found.participant, roles, own })
}

/// Whom a host's token speaks for; written only where something is new.
async fn vouched_for(app: &App, room: &Room, claims: Claims) -> Result<Person, ApiError> {
    let signed_at = claims.iat;
    let Identity { claims, roles } = claims.identity(&room.forum)?;
    let known = app.storage().identify(room.id, &claims.issuer, &claims.subject).await?;
    // A token from before somebody deleted their account does not bring it
    // back; one that does not say when it was signed counts as such.
    if known.erased_at.is_some_and(|at| !signed_after(signed_at, at)) {
        return Err(TokenError::Erased.into());
    }
    let participant = if let Some(known) = known.participant.filter(|one| one.claims == claims) {
        known
    } else {
        let now_ms = app.now();
        let ids = &app.sources().ids;
        let (id, organisation_id) = (ids.new_id(now_ms), ids.new_id(now_ms));
        let new = NewParticipant { id, organisation_id, claims, now_ms };
        app.storage().upsert_participant(room.id, new).await?
    };
    Ok(Person { participant, roles, own: None })
}

/// Whether a moment in seconds lies after one in milliseconds.
#[expect(clippy::cast_precision_loss, reason = "moments fit an f64 exactly")]
fn signed_after(signed_at: Option<f64>, at: i64) -> bool {
    signed_at.is_some_and(|signed_at| signed_at * 1000.0 > at as f64)
}
