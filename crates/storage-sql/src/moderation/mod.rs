//! What waits for moderators, what they decide, and what they note.
//!
//! Every part of the storage that lets something wait calls [`queue::put`];
//! every part that decides, for a moderator or by a rule, calls
//! [`decide::decide`], so that the state of what people wrote and all that is
//! counted by it change in one place.

mod claim;
pub(crate) mod consequences;
pub(crate) mod decide;
pub(crate) mod decision;
mod effects;
pub(crate) mod list;
pub(crate) mod note;
pub(crate) mod queue;
pub(crate) mod thing;
mod undo;

use async_trait::async_trait;
use contract::Target;
use storage::{
    ClaimRow, Created, DecisionQuery, DecisionRow, ForumId, Idempotency, Listing,
    ModerationStorage, NewDecision, NewNote, NoteRow, PageQuery, ParticipantId, QueuePage,
    QueueQuery, Result, RevisionRow, SubmissionView,
};

pub(crate) use self::claim::sweep;
use self::{
    decide::{Decider, Deciding},
    thing::Thing,
};
use crate::{
    SqlStorage,
    fault::Outcome,
    idempotency,
    sql::{Connection, Database},
    submission,
};

/// A moderator's decision.
fn decide(
    conn: &Connection,
    forum: ForumId,
    new: &NewDecision,
    idempotency: Option<Idempotency<DecisionRow>>,
) -> Outcome<Created<DecisionRow>> {
    idempotency::once(conn, new.moderator, new.now_ms, idempotency, || {
        let seq = decide::decide(
            conn,
            &Deciding {
                forum,
                id: Some(&new.id),
                thing: &Thing::find(conn, forum, &new.target)?,
                action: new.action,
                reason: new.reason.as_deref(),
                note: &new.note,
                message: &new.message,
                into: new.into.as_deref(),
                recheck_at: new.recheck_at,
                version: new.version,
                by: Decider::Moderator(new.moderator),
                now_ms: new.now_ms,
            },
        )?;
        decision::by_seq(conn, seq)
    })
}

#[async_trait]
impl<D: Database> ModerationStorage for SqlStorage<D> {
    async fn queue(&self, forum: ForumId, query: &QueueQuery) -> Result<QueuePage> {
        let query = query.clone();
        self.readers.read(move |conn| list::page(conn, forum, &query)).await
    }

    async fn cluster(&self, forum: ForumId, target: &Target) -> Result<Vec<Target>> {
        let target = target.clone();
        self.readers.read(move |conn| list::cluster(conn, forum, &target)).await
    }

    async fn claim(
        &self,
        forum: ForumId,
        target: &Target,
        moderator: ParticipantId,
        now_ms: i64,
    ) -> Result<ClaimRow> {
        let target = target.clone();
        self.writer
            .write(move |conn| {
                let thing = Thing::find(conn, forum, &target)?;
                claim::take(conn, &thing, moderator, now_ms)
            })
            .await
    }

    async fn release(
        &self,
        forum: ForumId,
        target: &Target,
        moderator: ParticipantId,
    ) -> Result<()> {
        let target = target.clone();
        self.writer
            .write(move |conn| claim::release(conn, &Thing::find(conn, forum, &target)?, moderator))
            .await
    }

    async fn decide(
        &self,
        forum: ForumId,
        decision: NewDecision,
        idempotency: Option<Idempotency<DecisionRow>>,
    ) -> Result<Created<DecisionRow>> {
        self.writer.write(move |conn| decide(conn, forum, &decision, idempotency)).await
    }

    async fn undo(
        &self,
        forum: ForumId,
        id: &str,
        moderator: ParticipantId,
        now_ms: i64,
    ) -> Result<DecisionRow> {
        let id = id.to_owned();
        self.writer.write(move |conn| undo::undo(conn, forum, &id, moderator, now_ms)).await
    }

    async fn decisions(
        &self,
        forum: ForumId,
        query: &DecisionQuery,
    ) -> Result<Listing<DecisionRow>> {
        let query = query.clone();
        self.readers.read(move |conn| decision::list(conn, forum, &query)).await
    }

    async fn decision(&self, forum: ForumId, id: &str) -> Result<DecisionRow> {
        let id = id.to_owned();
        self.readers
            .read(move |conn| decision::by_seq(conn, decision::seq_of(conn, forum, &id)?))
            .await
    }

    async fn notes(
        &self,
        forum: ForumId,
        target: &Target,
        query: &PageQuery,
    ) -> Result<Listing<NoteRow>> {
        let (target, query) = (target.clone(), query.clone());
        self.readers.read(move |conn| note::list(conn, forum, &target, &query)).await
    }

    async fn add_note(
        &self,
        forum: ForumId,
        note: NewNote,
        idempotency: Option<Idempotency<NoteRow>>,
    ) -> Result<Created<NoteRow>> {
        self.writer.write(move |conn| note::add(conn, forum, &note, idempotency)).await
    }

    async fn staff_submission(
        &self,
        forum: ForumId,
        id: &str,
        viewer: ParticipantId,
    ) -> Result<SubmissionView> {
        let id = id.to_owned();
        self.readers.read(move |conn| submission::view_for_staff(conn, forum, &id, viewer)).await
    }

    async fn staff_history(&self, forum: ForumId, id: &str) -> Result<Vec<RevisionRow>> {
        let id = id.to_owned();
        self.readers.read(move |conn| submission::history_for_staff(conn, forum, &id)).await
    }
}
