//! The port: what the widget asks of any backend.
//!
//! Architecture invariant: only `state` calls a backend, and nothing of a
//! backend (addresses, headers, database) is known outside of its own file.

#[cfg(feature = "adapters")]
mod adapters;
#[cfg(feature = "browser")]
pub mod browser;
mod error;
#[cfg(feature = "adapters")]
mod fill;
#[cfg(feature = "adapters")]
mod host;
mod http;
#[cfg(feature = "browser")]
mod idb;
pub mod judge;
mod own_session;
#[cfg(feature = "adapters")]
mod postgrest;
mod query;
pub mod rest;
mod tokens;
pub mod wire;

use std::{future::Future, pin::Pin};

use wasm_bindgen::JsValue;

// Each build of the widget has the backends that the loader brings it for
// (`public/open-forum.js`), so that nobody loads another one's code.
#[cfg(feature = "adapters")]
pub use self::adapters::open;
#[cfg(all(feature = "browser", not(feature = "adapters")))]
pub use self::browser::open;
#[cfg(not(any(feature = "adapters", feature = "browser")))]
pub use self::rest::open;

pub use self::{error::BackendError, query::ListQuery};

use contract::{
    Announcement, Capability, Comment, CommentDraft, FlagDraft, Forum, Me, Page, ProblemCode,
    Revision, Sort, Submission, SubmissionDraft, SubmissionPatch, Thread, VoteChoice, VoteResult,
};

/// What a backend answers, later.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, BackendError>>>>;

/// A place where threads, submissions, votes and comments are kept. What it
/// can do beyond reading stands in [`Forum::capabilities`], of which what its
/// adapter cannot do is taken away: [`Backend::can`].
pub trait Backend {
    /// What this adapter can do, wherever it is asked.
    fn can(&self, what: Capability) -> bool;
    /// Whether it knows this order. Newest first is the one that all know.
    fn can_sort(&self, _sort: Sort) -> bool {
        true
    }
    /// Whether it knows the filter of this name ([`ListQuery::texts`], or
    /// `mine`).
    fn can_filter(&self, _name: &str) -> bool {
        true
    }
    /// Whether there are rooms: they ask for more than this port knows, by the
    /// REST API alone.
    fn has_rooms(&self) -> bool {
        false
    }
    /// Whether it may have a window of its own to sign in.
    fn signs_in(&self) -> bool {
        false
    }
    /// The widget leaves the page: nothing that is under way is wanted any
    /// more.
    fn end(&self) {}
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
    fn identities(&self) -> Answer<Vec<DemoIdentity>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    /// Threads, pinned first.
    fn threads(&self, cursor: Option<&str>) -> Answer<Page<Thread>>;
    /// One thread, by id or slug.
    fn thread(&self, thread: &str) -> Answer<Thread>;
    /// Addresses of a thread's open data, as JSON and as CSV; `None` where
    /// there is none to link to.
    fn open_data(&self, _thread: &str) -> Option<[String; 2]> {
        None
    }
    /// The address of a thread's live events; `None` where there are none.
    fn events(&self, _thread: &str) -> Option<String> {
        None
    }
    /// A page of a thread's submissions.
    fn submissions(
        &self,
        thread: &str,
        query: &ListQuery,
        cursor: Option<&str>,
    ) -> Answer<Page<Submission>>;
    /// Submissions like the one being written, the most similar first.
    fn similar(&self, _thread: &str, _title: &str, _body: &str) -> Answer<Page<Submission>> {
        absent()
    }
    /// One submission.
    fn submission(&self, id: &str) -> Answer<Submission>;
    /// Creates a submission; the same `key` again answers the same one.
    fn submit(&self, _thread: &str, _draft: &SubmissionDraft, _key: &str) -> Answer<Submission> {
        absent()
    }
    /// Changes one's submission, if it still has this version.
    fn edit(&self, _id: &str, _version: u32, _patch: &SubmissionPatch) -> Answer<Submission> {
        absent()
    }
    /// Takes one's submission back.
    fn withdraw(&self, _id: &str) -> Answer<()> {
        absent()
    }
    /// Casts, changes (`Some`) or takes back (`None`) one's vote, or that of an
    /// organisation for which one votes.
    fn vote(
        &self,
        _id: &str,
        _vote: Option<VoteChoice>,
        _organisation: Option<&str>,
    ) -> Answer<VoteResult> {
        absent()
    }
    /// Follows a `thread` or `submission`, or does so no more.
    fn follow(&self, _kind: &str, _id: &str, _on: bool) -> Answer<()> {
        absent()
    }
    /// News, pinned first: of one thread, or of the whole forum.
    fn announcements(&self, _thread: Option<&str>) -> Answer<Page<Announcement>> {
        absent()
    }
    /// All versions of a submission, the first one first.
    fn history(&self, _id: &str) -> Answer<Page<Revision>> {
        absent()
    }
    /// Comments of a submission, oldest first.
    fn comments(&self, _id: &str, _cursor: Option<&str>) -> Answer<Page<Comment>> {
        absent()
    }
    /// Comments; the same `key` again answers the same comment.
    fn comment(&self, _id: &str, _draft: &CommentDraft, _key: &str) -> Answer<Comment> {
        absent()
    }
    /// Reports a submission or a comment to the moderators.
    fn flag(&self, _target: &Target, _flag: &FlagDraft) -> Answer<()> {
        absent()
    }
}

/// What a backend answers that does not know it.
fn absent<T: 'static>() -> Answer<T> {
    Box::pin(async { Err(BackendError::problem(ProblemCode::MethodNotAllowed)) })
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The types for TypeScript are written by hand.
    #[test]
    fn the_types_for_pages_know_every_word_and_field() {
        let types = std::fs::read_to_string("public/open-forum.d.ts").unwrap();
        let words = Capability::ALL.iter().map(ToString::to_string);
        let words = words.chain(ProblemCode::ALL.iter().map(ToString::to_string));
        let words = words.chain(Sort::ALL.iter().map(ToString::to_string));
        let words = words.chain(VoteChoice::ALL.iter().map(ToString::to_string));
        let words = words.chain(contract::Kind::ALL.iter().map(ToString::to_string));
        let words = words.chain(contract::State::ALL.iter().map(ToString::to_string));
        let words = words.chain(contract::Status::ALL.iter().map(ToString::to_string));
        let words = words.chain(contract::FlagReason::ALL.iter().map(ToString::to_string));
        for word in words {
            assert!(types.contains(&format!("\"{word}\"")), "no type has the word {word}");
        }
        let shapes: serde_json::Value = serde_json::from_str(include_str!("shapes.json")).unwrap();
        // What only the REST API has rooms for is not a page's to hand over.
        let rooms = ["account", "unread", "verdict", "duplicate_of", "duplicates", "union_support"];
        let rooms = rooms.into_iter().chain(["sign_in", "providers", "reasons", "answer_id"]);
        let rooms: Vec<&str> = rooms.collect();
        for (shape, fields) in shapes.as_object().unwrap() {
            for field in fields.as_object().unwrap().keys() {
                let known = [format!(" {field}?:"), format!(" {field}:")];
                let is_known = known.iter().any(|field| types.contains(field));
                assert!(is_known || rooms.contains(&field.as_str()), "no type has {shape}.{field}");
            }
        }
    }

    #[test]
    fn every_capability_is_explained() {
        let page = std::fs::read_to_string("docs/api.md").unwrap();
        for word in Capability::ALL {
            assert!(page.contains(&format!("`{word}`")), "docs/api.md does not explain {word}");
        }
    }
}
