//! Limits of lengths and counts.

use serde::{Deserialize, Serialize};

/// Limits of what people write, in Unicode scalar values after NFC.
///
/// Scalars and not bytes, because a byte limit would allow Thai, Khmer and
/// Burmese a third of what it allows English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limits {
    /// Longest title of a submission.
    pub title_max: u32,
    /// Longest body of a submission.
    pub body_max: u32,
    /// Longest comment.
    pub comment_max: u32,
    /// Most evidence links of a submission.
    pub links_max: u32,
}

impl Limits {
    /// Longest note with a flag, in scalars.
    pub const FLAG_NOTE_MAX: u32 = 500;
    /// Longest note of a moderator, and longest message to an author, in
    /// scalars.
    pub const MODERATION_TEXT_MAX: u32 = 2_000;
    /// Longest appeal, and longest answer to one, in scalars.
    pub const APPEAL_MAX: u32 = 2_000;
    /// Longest address of a link, in scalars.
    pub const URL_MAX: u32 = 2_000;
    /// Longest label of a link, in scalars.
    pub const LABEL_MAX: u32 = 120;
    /// Longest search text, in scalars.
    pub const QUERY_MAX: u32 = 200;
    /// Longest `Idempotency-Key`, in bytes of visible ASCII.
    pub const IDEMPOTENCY_KEY_MAX: usize = 128;
    /// Longest rules of a thread, in scalars.
    pub const THREAD_RULES_MAX: u32 = 5_000;
    /// Longest part of an official answer (`heard`, `action`, `body`), in
    /// scalars.
    pub const ANSWER_PART_MAX: u32 = 3_000;
    /// Most submissions that one answer answers.
    pub const ANSWER_SUBMISSIONS_MAX: usize = 100;
    /// Longest public reason for giving an answer later, in scalars.
    pub const EXTENSION_REASON_MAX: u32 = 500;
    /// Longest text of an announcement, in scalars.
    pub const ANNOUNCEMENT_BODY_MAX: u32 = 5_000;
    /// Longest name of an organisation, and of a register, in scalars.
    pub const ORGANISATION_NAME_MAX: u32 = 120;
    /// Longest number in a register, in scalars.
    pub const REGISTRY_NUMBER_MAX: u32 = 60;
    /// Longest contact of an organisation, in scalars.
    pub const CONTACT_MAX: u32 = 200;
    /// Longest name of an award, and of its category, in scalars.
    pub const AWARD_MAX: u32 = 120;
    /// Longest citation of an award, in scalars.
    pub const CITATION_MAX: u32 = 1_000;
    /// Items on a page when the client does not say.
    pub const PAGE_DEFAULT: u32 = 20;
    /// Most items on a page.
    pub const PAGE_MAX: u32 = 100;
    /// Largest request body, in bytes.
    pub const REQUEST_BYTES_MAX: usize = 64 * 1024;
    /// A cell of a tally with fewer voters than this is not published.
    pub const CELL_MIN: u32 = 5;
    /// Most similar submissions that are answered.
    pub const SIMILAR_MAX: usize = 5;
}

impl Default for Limits {
    fn default() -> Self {
        Self { title_max: 120, body_max: 3000, comment_max: 1000, links_max: 5 }
    }
}
