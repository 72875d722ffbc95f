//! One method for each thing that is asked.

use contract::{
    AuditEntry, BatchDraft, Claim, Decision, DecisionDraft, Judgement, ModerationNote, NoteDraft,
    Page, Pattern, QueueKind, QueueSort, ReferralDraft, Target,
};
use serde::de::IgnoredAny;

use super::{Api, ApiError};
use crate::{
    browser::encode,
    shapes::{BatchResult, Forum, Me, OrganisationProfile, Queue, Submission, Thread},
};

/// What of the queue is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueFilter {
    /// Why things wait.
    pub kind: QueueKind,
    /// In which order.
    pub sort: QueueSort,
    /// Id of a thread; empty for all.
    pub thread: String,
    /// BCP 47 tag; empty for all.
    pub language: String,
    /// `me`, `others` or `nobody`; empty for all.
    pub claimed: String,
    /// Words to find.
    pub text: String,
}

impl QueueFilter {
    /// Everything that waits for one reason, oldest first.
    #[must_use]
    pub fn of(kind: QueueKind) -> Self {
        Self {
            kind,
            sort: QueueSort::Oldest,
            thread: String::new(),
            language: String::new(),
            claimed: String::new(),
            text: String::new(),
        }
    }

    /// How many things narrow it.
    #[must_use]
    pub fn active(&self) -> usize {
        [&self.thread, &self.language, &self.claimed, &self.text]
            .iter()
            .filter(|one| !one.is_empty())
            .count()
    }
}

impl Api {
    /// The forum.
    pub async fn forum(self) -> Result<Forum, ApiError> {
        self.get("/forum").await
    }

    /// The person.
    pub async fn me(self) -> Result<Me, ApiError> {
        self.get("/me").await
    }

    /// All threads that fit one page.
    pub async fn threads(self) -> Result<Page<Thread>, ApiError> {
        self.get("/threads?limit=100").await
    }

    /// A page of the queue.
    pub async fn queue(
        self,
        filter: &QueueFilter,
        cursor: Option<&str>,
    ) -> Result<Queue, ApiError> {
        let mut path =
            format!("/moderation/queue?limit=50&kind={}&sort={}", filter.kind, filter.sort);
        let more = [
            ("thread", filter.thread.as_str()),
            ("language", &filter.language),
            ("claimed", &filter.claimed),
            ("q", filter.text.trim()),
            ("cursor", cursor.unwrap_or_default()),
        ];
        for (name, value) in more.into_iter().filter(|(_, value)| !value.is_empty()) {
            path.extend(["&", name, "=", &encode(value)]);
        }
        self.get(&path).await
    }

    /// Says that the person is looking at something, for ten minutes.
    pub async fn claim(self, target: &Target) -> Result<Claim, ApiError> {
        self.put(&format!("/moderation/claims/{}/{}", target.kind, target.id)).await
    }

    /// Says that the person looks at something else now.
    pub async fn release(self, target: &Target) -> Result<(), ApiError> {
        let path = format!("/moderation/claims/{}/{}", target.kind, target.id);
        self.delete(&path).await.map(drop)
    }

    /// Decides.
    pub async fn decide(self, draft: &DecisionDraft) -> Result<(), ApiError> {
        self.post_keepalive::<IgnoredAny>("/moderation/decisions", draft).await.map(drop)
    }

    /// Decides about several.
    pub async fn decide_batch(self, draft: &BatchDraft) -> Result<BatchResult, ApiError> {
        self.post_keepalive("/moderation/decisions/batch", draft).await
    }

    /// Judges an appeal.
    pub async fn judge(self, appeal: &str, judgement: &Judgement) -> Result<(), ApiError> {
        let path = format!("/moderation/appeals/{appeal}");
        self.post_keepalive::<IgnoredAny>(&path, judgement).await.map(drop)
    }

    /// Takes a decision back.
    pub async fn undo(self, decision: &str) -> Result<(), ApiError> {
        self.delete(&format!("/moderation/decisions/{decision}")).await.map(drop)
    }

    /// Decisions, newest first: of everything or about one thing.
    pub async fn decisions(
        self,
        target: Option<&Target>,
        mine: bool,
        cursor: Option<&str>,
    ) -> Result<Page<Decision>, ApiError> {
        let mut path = String::from("/moderation/decisions?limit=30");
        if let Some(Target { kind, id }) = target {
            path.extend(["&target_kind=", kind.as_str(), "&target_id=", id]);
        }
        if mine {
            path.push_str("&moderator=me");
        }
        if let Some(cursor) = cursor {
            path.extend(["&cursor=", &encode(cursor)]);
        }
        self.get(&path).await
    }

    /// Notes about a thing.
    pub async fn notes(self, target: &Target) -> Result<Page<ModerationNote>, ApiError> {
        let Target { kind, id } = target;
        self.get(&format!("/moderation/notes?target_kind={kind}&target_id={id}")).await
    }

    /// Leaves a note.
    pub async fn note(self, draft: &NoteDraft) -> Result<ModerationNote, ApiError> {
        self.post("/moderation/notes", draft).await
    }

    /// Submissions like one.
    pub async fn similar(self, one: &Submission) -> Result<Page<Submission>, ApiError> {
        let cut = |text: &str, most| encode(&text.chars().take(most).collect::<String>());
        let (title, body) = (cut(&one.title, 200), cut(&one.body, 600));
        self.get(&format!("/threads/{}/similar?title={title}&body={body}", one.thread_id)).await
    }

    /// Asks an office for an answer.
    pub async fn refer(self, submission: &str, draft: &ReferralDraft) -> Result<(), ApiError> {
        let path = format!("/submissions/{submission}/referral");
        self.post::<IgnoredAny>(&path, draft).await.map(drop)
    }

    /// What looks like several hands of one person.
    pub async fn patterns(self, thread: &str) -> Result<Page<Pattern>, ApiError> {
        let thread = Some(thread).filter(|id| !id.is_empty());
        let narrowed = thread.map(|id| format!("?thread={}", encode(id))).unwrap_or_default();
        self.get(&format!("/moderation/patterns{narrowed}")).await
    }

    /// The audit trail, newest first.
    pub async fn audit(
        self,
        target: &str,
        cursor: Option<&str>,
    ) -> Result<Page<AuditEntry>, ApiError> {
        let mut path = String::from("/audit?limit=50");
        for (name, value) in [("target", target), ("cursor", cursor.unwrap_or_default())] {
            if !value.is_empty() {
                path.extend(["&", name, "=", &encode(value)]);
            }
        }
        self.get(&path).await
    }

    /// A submission.
    pub async fn submission(self, id: &str) -> Result<Submission, ApiError> {
        self.get(&format!("/submissions/{}", encode(id))).await
    }

    /// A thread.
    pub async fn thread(self, id: &str) -> Result<Thread, ApiError> {
        self.get(&format!("/threads/{}", encode(id))).await
    }

    /// An organisation.
    pub async fn organisation(self, id: &str) -> Result<OrganisationProfile, ApiError> {
        self.get(&format!("/organisations/{}", encode(id))).await
    }
}
