//! Port: what people are told, in the widget and by mail.

use async_trait::async_trait;
use contract::{Digest, Follow, Id, InboxKind, MailSettings, Target};

use crate::{ForumId, Listing, NewMail, PageQuery, ParticipantId, Result};

/// The most things that one person follows.
pub const FOLLOWS_MAX: u32 = 1000;

/// The most unread items that are counted.
pub const UNREAD_MAX: u32 = 1000;

/// The most items in one mail.
pub const DIGEST_ITEMS_MAX: u32 = 50;

/// An item of somebody's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// Id.
    pub id: Id,
    /// What it tells.
    pub kind: InboxKind,
    /// About what.
    pub target: Target,
    /// The submission to go to.
    pub submission_id: Option<Id>,
    /// Its title, or the name of what it is about.
    pub title: String,
    /// An action, a status, an outcome.
    pub word: Option<String>,
    /// When, ms.
    pub at: i64,
    /// Whether the person has seen it.
    pub read: bool,
}

/// A page of an inbox.
#[derive(Debug, Clone, PartialEq)]
pub struct InboxPage {
    /// Items, newest first.
    pub items: Listing<InboxRow>,
    /// Unread items in all, up to [`UNREAD_MAX`].
    pub unread: u32,
}

/// What a person follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowTarget {
    /// A submission, by its id.
    Submission(Id),
    /// A thread, by its id or slug.
    Thread(String),
}

/// Everything that one person is to be told by mail now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDigest {
    /// The forum.
    pub forum: ForumId,
    /// The person.
    pub participant: ParticipantId,
    /// The person's public id.
    pub person_id: Id,
    /// Where the mail goes: an address that its owner has confirmed. Without
    /// one there is no mail.
    pub address: Option<String>,
    /// How often they want mail.
    pub digest: Digest,
    /// In which language.
    pub language: String,
    /// What they have not seen, oldest first, at most [`DIGEST_ITEMS_MAX`].
    pub items: Vec<InboxRow>,
    /// How many more there are.
    pub more: u32,
    /// The newest item that these mails tell of.
    pub up_to: i64,
}

/// What people are told, in the widget and by mail.
#[async_trait]
pub trait InboxStorage: Send + Sync + 'static {
    /// A page of a person's inbox, newest first. What is about a submission
    /// that this person may not see any more is not in it.
    async fn inbox(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        query: &PageQuery,
    ) -> Result<InboxPage>;

    /// Marks an item and all older ones as read.
    async fn read_inbox(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        up_to: &str,
    ) -> Result<()>;

    /// How many items a person has not seen, up to [`UNREAD_MAX`].
    async fn unread(&self, forum: ForumId, participant: ParticipantId) -> Result<u32>;

    /// Follows something that the person can see. A second time changes
    /// nothing; more than [`FOLLOWS_MAX`] is `WrongState`.
    async fn follow(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        target: &FollowTarget,
        now_ms: i64,
    ) -> Result<()>;

    /// Follows it no more. Without a follow, only what can be seen is found.
    async fn unfollow(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        target: &FollowTarget,
        now_ms: i64,
    ) -> Result<()>;

    /// What a person follows and can see.
    async fn follows(&self, forum: ForumId, participant: ParticipantId) -> Result<Vec<Follow>>;

    /// What mail a person wants, if they ever said so.
    async fn mail_settings(
        &self,
        forum: ForumId,
        participant: ParticipantId,
    ) -> Result<Option<MailSettings>>;

    /// Says what mail a person wants. What they were told before they wanted
    /// any is not mailed.
    async fn set_mail_settings(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        settings: &MailSettings,
        now_ms: i64,
    ) -> Result<()>;

    /// What mail the person of a public id wants, for the page of a link in a
    /// mail.
    async fn mail_settings_of(&self, forum: ForumId, person: &str) -> Result<MailSettings>;

    /// Ends all digests of the person of a public id; a second time changes
    /// nothing.
    async fn unsubscribe(&self, forum: ForumId, person: &str, now_ms: i64) -> Result<()>;

    /// Whose mail is due now, the longest waiting first.
    async fn due_digests(&self, now_ms: i64, limit: u32) -> Result<Vec<DueDigest>>;

    /// Puts the mails of a digest into the outbox and notes that they went,
    /// both or neither. False where it is not due any more: somebody else put
    /// them there, or the person wants none.
    async fn send_digest(
        &self,
        digest: &DueDigest,
        mails: Vec<NewMail>,
        now_ms: i64,
    ) -> Result<bool>;
}
