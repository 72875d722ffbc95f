//! Port: sessions, codes by e-mail, and what belongs to a person.

use async_trait::async_trait;
use contract::{ContentChoice, Id, Role, SignInMethod, VoteChoice};

use crate::{
    Change, CommentRow, FlagRow, ForumId, NewMail, Participant, ParticipantId, Result,
    SubmissionView,
};

/// What a token of a host is held against.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identified {
    /// The person, if they were ever stored.
    pub participant: Option<Participant>,
    /// When a person of this name deleted their account, ms.
    pub erased_at: Option<i64>,
}

/// Who a session speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionPerson {
    /// The person.
    pub participant: Participant,
    /// What they may do beyond taking part.
    pub roles: Vec<Role>,
    /// When their account was made, ms.
    pub created_at: i64,
}

/// Somebody who has shown who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignIn {
    /// How.
    pub method: SignInMethod,
    /// Who vouches for them; with `subject`, unique in a forum. People who
    /// signed in by e-mail are known by their address.
    pub issuer: String,
    /// Their name with the issuer; none for e-mail.
    pub subject: Option<String>,
    /// Their address in lower case, where it is known to be theirs.
    pub email: Option<String>,
    /// Shown name, for an account that is new.
    pub name: Option<String>,
    /// Language of mails.
    pub language: String,
    /// Id to take when the person is new.
    pub id: Id,
    /// The session to begin.
    pub session: NewSession,
}

/// For how long a token that renewed a session renews it again, ms: tabs of one
/// browser share one token and hear late of each other's. Later it ends the
/// session. As long as the reuse interval of Supabase's sessions.
pub const RENEWED_TOGETHER_MS: i64 = 10_000;

/// A session to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Id.
    pub id: Id,
    /// SHA-256 of the token that renews it.
    pub hash: [u8; 32],
    /// Now, ms.
    pub now_ms: i64,
    /// Until when it can be renewed, ms.
    pub expires_at: i64,
}

/// What became of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedIn {
    /// The session has begun.
    Done(Box<Participant>),
    /// The person is new and gave no name; nothing was changed.
    NameNeeded,
    /// The code is wrong, used or has ended.
    Wrong,
}

/// A code to mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEmailCode {
    /// Id of the request.
    pub id: Id,
    /// The address in lower case.
    pub email: String,
    /// Language of mails.
    pub language: String,
    /// Keyed hash of the code.
    pub hash: [u8; 32],
    /// The mail that carries it.
    pub mail: NewMail,
    /// Now, ms.
    pub now_ms: i64,
}

/// A sign-in with a provider that is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Its name; the `state` of the protocol.
    pub id: String,
    /// The provider's id.
    pub provider: String,
    /// SHA-256 of what the window keeps.
    pub hash: [u8; 32],
    /// The nonce that the provider's token must carry.
    pub nonce: String,
    /// The verifier of PKCE.
    pub pkce: String,
    /// What the provider gave on the way back.
    pub code: Option<String>,
    /// JSON of the server's: who it is, once the provider told.
    pub identity: Option<String>,
    /// When it began, ms.
    pub created_at: i64,
}

/// The way back of a sign-in with a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowReturn {
    /// What the sign-in is called from here on.
    pub id: String,
    /// What the provider gave.
    pub code: String,
}

/// A session of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Id.
    pub id: Id,
    /// How it was begun.
    pub method: SignInMethod,
    /// When, ms.
    pub created_at: i64,
    /// When it was last renewed, ms.
    pub renewed_at: i64,
}

/// What the database knows of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// How the person signs in; `None` where a host's token speaks for them.
    pub method: Option<SignInMethod>,
    /// Their address.
    pub email: Option<String>,
    /// When they first came, ms.
    pub created_at: i64,
    /// Whether fewer than two texts of theirs were published.
    pub newcomer: bool,
}

/// What a person changes of their account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountChange {
    /// Shown name.
    pub name: Option<String>,
    /// Their sector.
    pub sector: Change<String>,
    /// Their country.
    pub country: Change<String>,
}

/// A vote, for who cast it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnVote {
    /// On which submission.
    pub submission_id: Id,
    /// For which organisation, where it was not their own.
    pub organisation_id: Option<Id>,
    /// How.
    pub value: VoteChoice,
    /// When, ms.
    pub at: i64,
}

/// Everything of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonalRows {
    /// The account.
    pub account: AccountRow,
    /// What they submitted, oldest first, in whatever state.
    pub submissions: Vec<SubmissionView>,
    /// What they commented.
    pub comments: Vec<CommentRow>,
    /// How they voted.
    pub votes: Vec<OwnVote>,
    /// What they reported.
    pub flags: Vec<FlagRow>,
}

/// Sessions, codes by e-mail, and what belongs to a person.
#[async_trait]
pub trait AccountStorage: Send + Sync + 'static {
    /// The key of this name; `fresh` becomes it where there is none.
    async fn server_key(&self, name: &str, fresh: [u8; 32], now_ms: i64) -> Result<Vec<u8>>;

    /// Whom a host's token speaks for, and whether they deleted their account.
    async fn identify(&self, forum: ForumId, issuer: &str, subject: &str) -> Result<Identified>;

    /// Whom a session speaks for; none where it has ended.
    async fn session_person(
        &self,
        forum: ForumId,
        session: &str,
        now_ms: i64,
    ) -> Result<Option<SessionPerson>>;

    /// Keeps a code and queues its mail. Answers how long to wait, ms, where
    /// this address was sent too many; then nothing is kept.
    async fn add_email_code(&self, forum: ForumId, code: NewEmailCode) -> Result<Option<i64>>;

    /// Signs in by a code: `sign_in` without issuer's words is filled with the
    /// code's address. Counts the try where the code is wrong.
    async fn sign_in_by_code(
        &self,
        forum: ForumId,
        request: &str,
        hash: [u8; 32],
        sign_in: NewSignIn,
    ) -> Result<SignedIn>;

    /// Signs in whom a provider vouches for.
    async fn sign_in(&self, forum: ForumId, sign_in: NewSignIn) -> Result<SignedIn>;

    /// Keeps a sign-in that begins.
    async fn begin_flow(&self, forum: ForumId, flow: Flow) -> Result<()>;

    /// Keeps what the provider gave on the way back, once, and names the
    /// sign-in anew: whoever began it knows its old name and not who came back
    /// with it, so the new one, which only the window on the way back gets,
    /// is needed to go on. False where no such sign-in waits for it.
    async fn return_flow(
        &self,
        forum: ForumId,
        provider: &str,
        id: &str,
        back: FlowReturn,
        now_ms: i64,
    ) -> Result<bool>;

    /// Takes a sign-in that came back out of the database, where the window's
    /// secret is the one that it began with.
    async fn take_flow(
        &self,
        forum: ForumId,
        id: &str,
        hash: [u8; 32],
        now_ms: i64,
    ) -> Result<Option<Flow>>;

    /// Renews a session: `old` is spent and `new` takes its place. A token that
    /// was spent [`RENEWED_TOGETHER_MS`] ago or earlier ends its session.
    /// Answers the session's id and person.
    async fn renew_session(
        &self,
        forum: ForumId,
        old: [u8; 32],
        new: [u8; 32],
        now_ms: i64,
        expires_at: i64,
    ) -> Result<Option<(Id, Participant)>>;

    /// Ends the session of a token that renews, if there is one.
    async fn end_session_by(&self, forum: ForumId, hash: [u8; 32], now_ms: i64) -> Result<()>;

    /// A person's sessions that have not ended, newest first.
    async fn sessions(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        now_ms: i64,
    ) -> Result<Vec<SessionRow>>;

    /// Ends one session of a person.
    async fn end_session(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        id: &str,
        now_ms: i64,
    ) -> Result<()>;

    /// What the database knows of a person's account.
    async fn account(&self, forum: ForumId, participant: ParticipantId) -> Result<AccountRow>;

    /// Changes an account of our own sign-in; others are `NotAllowed`. A
    /// sector that votes are counted by stays (`WrongState`).
    async fn change_account(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        change: AccountChange,
        now_ms: i64,
    ) -> Result<Participant>;

    /// Everything of one person.
    async fn personal_data(
        &self,
        forum: ForumId,
        participant: ParticipantId,
    ) -> Result<PersonalRows>;

    /// Deletes an account: who it was is forgotten, votes go with exact
    /// counters, and what they wrote stays without a name or goes.
    async fn delete_account(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        content: ContentChoice,
        now_ms: i64,
    ) -> Result<()>;

    /// Gives roles to the accounts with this address and takes others away.
    /// Answers the names of the accounts and their roles afterwards.
    async fn change_roles(
        &self,
        forum: ForumId,
        email: &str,
        add: &[Role],
        remove: &[Role],
        now_ms: i64,
    ) -> Result<Vec<(String, Vec<Role>)>>;

    /// Forgets codes, sign-ins and sessions that have ended.
    async fn forget_ended(&self, now_ms: i64) -> Result<()>;
}
