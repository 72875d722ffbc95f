//! What officials ask: threads, answers, what is owed, announcements, awards.

use contract::{
    Announcement, AnswerState, DueState, GalleryItem, LedgerEntry, LedgerPatch, Page, ThreadPatch,
};
use serde::de::IgnoredAny;

use super::{Api, ApiError};
use crate::{
    browser::encode,
    shapes::{Answer, AnswerDraft, AnswerVersion, Ledger, OrganisationProfile, Submission, Thread},
};

/// What of the ledger is asked for; what is empty narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// How far the host is.
    pub state: Option<DueState>,
    /// Id of an office.
    pub office: String,
    /// Id of a thread.
    pub thread: String,
}

/// Which submissions of a thread are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubmissionQuery {
    /// Id of the thread.
    pub thread: String,
    /// Words to find.
    pub text: String,
    /// The order; empty for the newest first.
    pub sort: &'static str,
}

/// An address with those of its parameters that say something.
fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    let mut mark = "?";
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        address.extend([mark, name, "=", &encode(value)]);
        mark = "&";
    }
    address
}

impl Api {
    /// A page of threads, pinned first, then newest first.
    pub async fn thread_page(self, cursor: Option<&str>) -> Result<Page<Thread>, ApiError> {
        let cursor = cursor.unwrap_or_default();
        self.get(&address("/threads", &[("limit", "50"), ("cursor", cursor)])).await
    }

    /// Opens a thread; `body` is its draft.
    pub async fn open_thread(self, body: &str, key: &str) -> Result<Thread, ApiError> {
        self.post_text("/threads", body, Some(key)).await
    }

    /// Changes a thread that was read in a version.
    pub async fn change_thread(
        self,
        id: &str,
        version: u32,
        patch: &ThreadPatch,
    ) -> Result<Thread, ApiError> {
        self.patch(&["/threads/", &encode(id)].concat(), patch, Some(version)).await
    }

    /// A page of answers, last changed first.
    pub async fn answers(
        self,
        state: Option<AnswerState>,
        cursor: Option<&str>,
    ) -> Result<Page<Answer>, ApiError> {
        let state = state.map_or("", AnswerState::as_str);
        let cursor = cursor.unwrap_or_default();
        let parameters = [("limit", "50"), ("state", state), ("cursor", cursor)];
        self.get(&address("/answers", &parameters)).await
    }

    /// An answer with what is being written of it.
    pub async fn answer(self, id: &str) -> Result<Answer, ApiError> {
        self.get(&["/answers/", &encode(id)].concat()).await
    }

    /// Begins an answer; `body` is its draft.
    pub async fn begin_answer(self, body: &str, key: &str) -> Result<Answer, ApiError> {
        self.post_text("/answers", body, Some(key)).await
    }

    /// Changes an answer that was read in a version.
    pub async fn change_answer(
        self,
        id: &str,
        version: u32,
        draft: &AnswerDraft,
    ) -> Result<Answer, ApiError> {
        self.patch(&["/answers/", &encode(id)].concat(), draft, Some(version)).await
    }

    /// Publishes an answer as it was read.
    pub async fn publish_answer(self, id: &str, version: u32) -> Result<Answer, ApiError> {
        self.act(&["/answers/", &encode(id), "/publish"].concat(), version).await
    }

    /// Throws a draft away.
    pub async fn delete_answer(self, id: &str) -> Result<(), ApiError> {
        self.delete(&["/answers/", &encode(id)].concat()).await.map(drop)
    }

    /// All that was published of an answer, oldest first.
    pub async fn answer_versions(self, id: &str) -> Result<Page<AnswerVersion>, ApiError> {
        self.get(&["/answers/", &encode(id), "/versions"].concat()).await
    }

    /// A page of what is owed.
    pub async fn ledger(
        self,
        filter: &LedgerFilter,
        cursor: Option<&str>,
    ) -> Result<Ledger, ApiError> {
        let parameters = [
            ("limit", "50"),
            ("state", filter.state.map_or("", DueState::as_str)),
            ("office", &filter.office),
            ("thread", &filter.thread),
            ("cursor", cursor.unwrap_or_default()),
        ];
        self.get(&address("/ledger", &parameters)).await
    }

    /// Gives what is owed to another office, or a later date.
    pub async fn change_ledger(
        self,
        id: &str,
        patch: &LedgerPatch,
    ) -> Result<LedgerEntry, ApiError> {
        self.patch(&["/ledger/", &encode(id)].concat(), patch, None).await
    }

    /// A page of announcements, pinned first, then newest first.
    pub async fn announcements(self, cursor: Option<&str>) -> Result<Page<Announcement>, ApiError> {
        let cursor = cursor.unwrap_or_default();
        self.get(&address("/announcements", &[("limit", "50"), ("cursor", cursor)])).await
    }

    /// An announcement.
    pub async fn announcement(self, id: &str) -> Result<Announcement, ApiError> {
        self.get(&["/announcements/", &encode(id)].concat()).await
    }

    /// Announces something; `body` is its draft.
    pub async fn announce(self, body: &str, key: &str) -> Result<Announcement, ApiError> {
        self.post_text("/announcements", body, Some(key)).await
    }

    /// Changes an announcement, all of it.
    pub async fn change_announcement(
        self,
        id: &str,
        draft: &contract::AnnouncementDraft,
    ) -> Result<Announcement, ApiError> {
        self.patch(&["/announcements/", &encode(id)].concat(), draft, None).await
    }

    /// Takes an announcement away.
    pub async fn delete_announcement(self, id: &str) -> Result<(), ApiError> {
        self.delete(&["/announcements/", &encode(id)].concat()).await.map(drop)
    }

    /// A page of awards, newest year first.
    pub async fn recognitions(self, cursor: Option<&str>) -> Result<Page<GalleryItem>, ApiError> {
        let cursor = cursor.unwrap_or_default();
        self.get(&address("/recognitions", &[("limit", "50"), ("cursor", cursor)])).await
    }

    /// Gives an award; `of` is `submissions` or `organisations`.
    pub async fn recognise(
        self,
        of: &str,
        id: &str,
        body: &str,
        key: &str,
    ) -> Result<(), ApiError> {
        let path = ["/", of, "/", &encode(id), "/recognitions"].concat();
        self.post_text::<IgnoredAny>(&path, body, Some(key)).await.map(drop)
    }

    /// Takes an award away.
    pub async fn unrecognise(self, of: &str, id: &str, award: &str) -> Result<(), ApiError> {
        let path = ["/", of, "/", &encode(id), "/recognitions/", &encode(award)].concat();
        self.delete(&path).await.map(drop)
    }

    /// A page of a thread's submissions.
    pub async fn submissions(
        self,
        query: &SubmissionQuery,
        cursor: Option<&str>,
    ) -> Result<Page<Submission>, ApiError> {
        let path = ["/threads/", &encode(&query.thread), "/submissions"].concat();
        let parameters = [
            ("limit", "20"),
            ("sort", query.sort),
            ("q", query.text.trim()),
            ("cursor", cursor.unwrap_or_default()),
        ];
        self.get(&address(&path, &parameters)).await
    }

    /// A page of verified organisations.
    pub async fn organisations(
        self,
        text: &str,
        cursor: Option<&str>,
    ) -> Result<Page<OrganisationProfile>, ApiError> {
        let cursor = cursor.unwrap_or_default();
        let parameters = [("limit", "20"), ("q", text.trim()), ("cursor", cursor)];
        self.get(&address("/organisations", &parameters)).await
    }
}
