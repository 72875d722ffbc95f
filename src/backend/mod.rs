//! The port: what the widget asks of any backend.
//!
//! Architecture invariant: only `state` calls a backend, and nothing of a
//! backend (addresses, headers, database) is known outside of its own file.

#[cfg(feature = "browser")]
pub mod browser;
#[cfg(feature = "browser")]
mod idb;
mod own_session;
pub mod rest;
pub mod wire;

use std::{future::Future, pin::Pin};

use wasm_bindgen::JsValue;

use contract::{
    Announcement, Comment, CommentDraft, FieldError, FlagDraft, Forum, Me, Page, ProblemCode,
    Revision, Sort, Submission, SubmissionDraft, SubmissionPatch, Thread, VoteChoice, VoteResult,
};

/// What a backend answers, later.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, BackendError>>>>;

/// A place where threads, submissions, votes and comments are kept. What it
/// can do beyond reading stands in [`Forum::capabilities`].
pub trait Backend {
    /// The token that the page handed over; `None` where it was taken away.
    fn set_token(&self, token: Option<String>);
    /// The backend's own window to sign in, in this language and theme; `None`
    /// where it has none, or where the page signs people in.
    fn sign_in_window(&self, _lang: &str, _theme: &str) -> Option<SignInWindow> {
        None
    }
    /// Takes the session that a message to this page brings, by its sender's
    /// origin; false where it brings none of ours.
    fn take_message(&self, _origin: &str, _data: &JsValue) -> bool {
        false
    }
    /// Whether the person signed in through the backend's own window.
    fn is_own_session(&self) -> bool {
        false
    }
    /// Something that the device keeps was changed by another tab; true where
    /// that is another person now.
    fn kept_elsewhere(&self, _key: &str) -> bool {
        false
    }
    /// Ends the session that the backend's own window began.
    fn sign_out(&self) -> Answer<()> {
        Box::pin(async { Ok(()) })
    }
    /// A token for the API now, for what stands beside the widget.
    fn token(&self) -> Answer<Option<String>> {
        Box::pin(async { Ok(None) })
    }
    /// Branding, taxonomy, limits, capabilities.
    fn forum(&self) -> Answer<Forum>;
    /// Who the present token speaks for; `None` without a token.
    fn me(&self) -> Answer<Option<Me>>;
    /// Identities that a demonstration offers; empty elsewhere.
    fn identities(&self) -> Answer<Vec<DemoIdentity>>;
    /// Threads, pinned first.
    fn threads(&self, cursor: Option<&str>) -> Answer<Page<Thread>>;
    /// One thread, by id or slug.
    fn thread(&self, thread: &str) -> Answer<Thread>;
    /// Addresses of a thread's open data, as JSON and as CSV; `None` where
    /// there is none to link to.
    fn open_data(&self, thread: &str) -> Option<[String; 2]>;
    /// A page of a thread's submissions.
    fn submissions(
        &self,
        thread: &str,
        query: &ListQuery,
        cursor: Option<&str>,
    ) -> Answer<Page<Submission>>;
    /// Submissions like the one being written, the most similar first.
    fn similar(&self, thread: &str, title: &str, body: &str) -> Answer<Page<Submission>>;
    /// One submission.
    fn submission(&self, id: &str) -> Answer<Submission>;
    /// Creates a submission; the same `key` again answers the same one.
    fn submit(&self, thread: &str, draft: &SubmissionDraft, key: &str) -> Answer<Submission>;
    /// Changes one's submission, if it still has this version.
    fn edit(&self, id: &str, version: u32, patch: &SubmissionPatch) -> Answer<Submission>;
    /// Takes one's submission back.
    fn withdraw(&self, id: &str) -> Answer<()>;
    /// Casts, changes (`Some`) or takes back (`None`) one's vote, or that of an
    /// organisation for which one votes.
    fn vote(
        &self,
        id: &str,
        vote: Option<VoteChoice>,
        organisation: Option<&str>,
    ) -> Answer<VoteResult>;
    /// Follows a `thread` or `submission`, or does so no more.
    fn follow(&self, _kind: &str, _id: &str, _on: bool) -> Answer<()> {
        absent()
    }
    /// News, pinned first: of one thread, or of the whole forum.
    fn announcements(&self, _thread: Option<&str>) -> Answer<Page<Announcement>> {
        absent()
    }
    /// All versions of a submission, the first one first.
    fn history(&self, id: &str) -> Answer<Page<Revision>>;
    /// Comments of a submission, oldest first.
    fn comments(&self, id: &str, cursor: Option<&str>) -> Answer<Page<Comment>>;
    /// Comments; the same `key` again answers the same comment.
    fn comment(&self, id: &str, draft: &CommentDraft, key: &str) -> Answer<Comment>;
    /// Reports a submission or a comment to the moderators.
    fn flag(&self, target: &Target, flag: &FlagDraft) -> Answer<()>;
}

/// What a backend answers that does not know it.
fn absent<T: 'static>() -> Answer<T> {
    Box::pin(async { Err(BackendError::problem(ProblemCode::NotFound)) })
}

/// The backend's own window to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInWindow {
    /// Where it is.
    pub address: String,
    /// Who will send the session.
    pub origin: String,
    /// What that message carries, so that no other is taken for it.
    pub state: String,
}

/// What a report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A submission, by id.
    Submission(String),
    /// A comment, by id.
    Comment(String),
}

/// Filters and order of a list of submissions. Empty texts do not filter; the
/// filters of the taxonomy may name several words, separated by commas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListQuery {
    /// Order; `None` is the backend's own.
    pub sort: Option<Sort>,
    /// Words to find.
    pub q: String,
    /// Themes.
    pub theme: String,
    /// Groups concerned.
    pub group: String,
    /// Sectors.
    pub sector: String,
    /// Countries.
    pub country: String,
    /// Status words.
    pub status: String,
    /// Languages.
    pub language: String,
    /// Kinds.
    pub kind: String,
    /// Only one's own.
    pub mine: bool,
    /// For the shuffled order: which shuffle.
    pub seed: u32,
}

impl ListQuery {
    /// The filters that are texts, with their names in the API.
    #[must_use]
    pub fn texts(&self) -> [(&'static str, &str); 8] {
        [
            ("q", &self.q),
            ("theme", &self.theme),
            ("group", &self.group),
            ("sector", &self.sector),
            ("country", &self.country),
            ("status", &self.status),
            ("language", &self.language),
            ("kind", &self.kind),
        ]
    }

    /// The filter of that name, to read or change.
    pub fn text_mut(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "q" => &mut self.q,
            "theme" => &mut self.theme,
            "group" => &mut self.group,
            "sector" => &mut self.sector,
            "country" => &mut self.country,
            "status" => &mut self.status,
            "language" => &mut self.language,
            "kind" => &mut self.kind,
            _ => return None,
        })
    }

    /// How many filters are set, the search text and the order aside.
    #[must_use]
    pub fn active(&self) -> usize {
        let words = |text: &str| text.split(',').filter(|word| !word.is_empty()).count();
        let chosen: usize = self.texts().iter().skip(1).map(|(_, text)| words(text)).sum();
        chosen + usize::from(self.mine)
    }
}

/// An identity that a demonstration server pretends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoIdentity {
    /// Stable name.
    pub key: String,
    /// Shown name.
    pub name: String,
    /// Who that is, by language.
    pub description: contract::LocalizedText,
    /// A token for it.
    pub token: String,
}

/// Why a backend did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackendError {
    /// The network, or the server behind it, is not there.
    #[error("no connection")]
    Offline,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// A token is needed, or the one that was sent is not valid any more.
    #[error("a valid token is needed")]
    Unauthorised,
    /// Too many requests; try again after so many seconds.
    #[error("too many requests")]
    RateLimited {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The account is new: it can send so many seconds from now.
    #[error("a new account waits")]
    NewAccount {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The backend refused, for one of the documented reasons.
    #[error("refused: {code}")]
    Problem {
        /// Why.
        code: ProblemCode,
        /// Which fields are wrong.
        fields: Vec<FieldError>,
    },
    /// An answer that the contract does not know.
    #[error("an answer of an unknown shape")]
    Unexpected,
    /// This browser does not let the page store anything.
    #[error("no storage")]
    Storage,
}

impl BackendError {
    /// A problem without fields.
    #[must_use]
    pub const fn problem(code: ProblemCode) -> Self {
        Self::Problem { code, fields: Vec::new() }
    }

    /// True where the same request may succeed later without any change.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Offline | Self::Timeout | Self::RateLimited { .. } | Self::NewAccount { .. } => {
                true
            }
            Self::Problem { code, .. } => {
                matches!(code, ProblemCode::Unavailable | ProblemCode::Internal)
            }
            _ => false,
        }
    }

    /// The stable code for hosts and logs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Timeout => "timeout",
            Self::Unauthorised => "unauthorised",
            Self::RateLimited { .. } => "rate-limited",
            Self::NewAccount { .. } => "new-account",
            Self::Problem { code, .. } => code.as_str(),
            Self::Unexpected => "unexpected",
            Self::Storage => "storage",
        }
    }
}
