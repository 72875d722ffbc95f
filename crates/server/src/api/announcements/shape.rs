//! Announcements between the contract and the storage.

use contract::{Announcement, AnnouncementDraft, Id};
use rules::{Normalizer, time::format_ms, validate};
use storage::{AnnouncementRow, NewAnnouncement};

use crate::{auth::SignedIn, http::problem::ApiError};

/// An announcement as everybody reads it.
pub fn render(row: AnnouncementRow) -> Announcement {
    Announcement {
        id: row.id,
        title: row.title,
        body: row.body,
        language: row.language,
        thread_id: row.thread_id,
        pinned: row.pinned,
        author: row.author,
        published_at: format_ms(row.published_at),
        edited_at: row.edited_at.map(format_ms),
    }
}

/// What to store of a draft. Errors: 422 with the fields that are wrong.
pub fn checked(
    draft: AnnouncementDraft,
    id: Id,
    by: &SignedIn,
) -> Result<NewAnnouncement, ApiError> {
    let errors = validate::announcement(&draft, &by.viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    Ok(NewAnnouncement {
        id,
        title: draft.title,
        body: draft.body,
        language: draft.language,
        thread: draft.thread_id,
        pinned: draft.pinned,
        by: by.person.participant.id,
        now_ms: by.viewer.now,
    })
}
