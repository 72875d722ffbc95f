//! Port: limits of pace that outlive a restart, and patterns of abuse.

use async_trait::async_trait;
use contract::Id;
use rules::patterns::Deed;

use crate::{ForumId, ParticipantId, Result};

/// For how long deeds and the keys of their addresses are kept, ms.
pub const DEEDS_KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The most submissions whose deeds are looked at together.
pub const SUBJECTS_MAX: u32 = 100;

/// The most deeds of one submission that are looked at, the newest ones.
pub const DEEDS_MAX: u32 = 1000;

/// Until when the pace of somebody is spoken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaceRow {
    /// Which limit.
    pub name: String,
    /// Whose: numbers of this server, or a hash.
    pub key: [u8; 16],
    /// Until when, ms.
    pub until_ms: i64,
    /// How much of that this server has added since it saved this last, ms: what
    /// others have added meanwhile comes on top. 0 in what is loaded.
    pub added_ms: i64,
}

/// Somebody did something about a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedRow {
    /// The forum.
    pub forum: ForumId,
    /// About which submission; one that is not there is passed over.
    pub submission: Id,
    /// Who.
    pub participant: ParticipantId,
    /// Keyed hash of the address.
    pub address: i64,
    /// When, ms.
    pub at: i64,
}

/// What people did about one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectDeeds {
    /// The submission.
    pub submission_id: Id,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The newest deeds, at most [`DEEDS_MAX`].
    pub deeds: Vec<Deed>,
}

/// Limits of pace that outlive a restart, and patterns of abuse.
#[async_trait]
pub trait AbuseStorage: Send + Sync + 'static {
    /// Whether other servers may stand on the same database.
    fn is_shared(&self) -> bool;

    /// The key that addresses are hashed with on a day (of 1970); `fresh`
    /// becomes it where there is none.
    async fn address_key(&self, day: i64, fresh: [u8; 32]) -> Result<[u8; 32]>;

    /// What was saved and still holds at `now_ms`.
    async fn load_pace(&self, now_ms: i64) -> Result<Vec<PaceRow>>;

    /// Saves until when each pace is spoken for. What several servers have
    /// added to one is added up.
    async fn save_pace(&self, rows: Vec<PaceRow>) -> Result<()>;

    /// Keeps deeds for [`DEEDS_KEPT_MS`].
    async fn note_deeds(&self, deeds: Vec<DeedRow>) -> Result<()>;

    /// What people did about the submissions of a forum or of one of its
    /// threads, those with the newest deeds first, at most [`SUBJECTS_MAX`].
    async fn recent_deeds(&self, forum: ForumId, thread: Option<&str>)
    -> Result<Vec<SubjectDeeds>>;
}
