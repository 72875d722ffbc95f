//! Creating, editing and withdrawing a submission.

use contract::{
    AuditChange, Kind, Link, QueueKind, Recognition, RuleHit, Source, State, Status, TargetKind,
};
use rules::phases::Action;
use storage::{
    Created, ForumId, Idempotency, NewSubmission, ParticipantId, ResponseRow, StorageError,
    SubmissionRow, SubmissionView,
};

use super::{
    edit::held_by,
    read::{find, load},
};
use crate::{
    abuse,
    audit::{self, Deed},
    duplicate,
    fault::Outcome,
    idempotency, live,
    moderation::{
        consequences,
        queue::{self, Waiting},
        thing::Thing,
    },
    organisation, participant, people, recognition,
    row::{added, run},
    search,
    sql::{Connection, named_params},
    thread::{self, Found},
};

/// A row to insert, by a person or by an import.
#[derive(Debug)]
pub(crate) struct Insert<'a> {
    pub(crate) forum: ForumId,
    pub(crate) thread: i64,
    pub(crate) author: i64,
    pub(crate) id: &'a str,
    pub(crate) reference: &'a str,
    pub(crate) kind: Kind,
    pub(crate) title: &'a str,
    pub(crate) body: &'a str,
    pub(crate) language: &'a str,
    pub(crate) theme: Option<&'a str>,
    pub(crate) groups: &'a [String],
    pub(crate) links: &'a [Link],
    pub(crate) status: Status,
    pub(crate) state: State,
    pub(crate) state_reason: Option<&'a str>,
    pub(crate) response: Option<&'a ResponseRow>,
    pub(crate) recognitions: &'a [Recognition],
    /// The registered organisation that it is for.
    pub(crate) organisation: Option<i64>,
    pub(crate) pinned: bool,
    pub(crate) source: Option<&'a Source>,
    pub(crate) source_shown: bool,
    pub(crate) shuffle: u32,
    pub(crate) created_at: i64,
}

/// Inserts a row with what search needs of it; answers its number. The
/// thread's counts are the caller's.
pub(crate) fn insert(conn: &Connection, new: &Insert<'_>) -> Outcome<i64> {
    let response = new.response.map(serde_json::to_string).transpose()?;
    let seq = added(
        conn,
        "INSERT INTO submissions (forum, thread, id, reference, author, kind, title, body,
           language, theme, groups, links, status, state, state_reason, response, organisation,
           pinned, source_system, source_id, source_shown, shuffle, created_at)
         VALUES (:forum, :thread, :id, :reference, :author, :kind, :title, :body,
           :language, :theme, :groups, :links, :status, :state, :state_reason, :response,
           :organisation, :pinned, :source_system, :source_id, :source_shown, :shuffle,
           :created_at) RETURNING seq",
        named_params! {
            ":forum": new.forum.0,
            ":thread": new.thread,
            ":id": new.id,
            ":reference": new.reference,
            ":author": new.author,
            ":kind": new.kind.as_str(),
            ":title": new.title,
            ":body": new.body,
            ":language": new.language,
            ":theme": new.theme,
            ":groups": serde_json::to_string(new.groups)?,
            ":links": serde_json::to_string(new.links)?,
            ":status": new.status.as_str(),
            ":state": new.state.as_str(),
            ":state_reason": new.state_reason,
            ":response": response,
            ":organisation": new.organisation,
            ":pinned": new.pinned,
            ":source_system": new.source.map(|source| &source.system),
            ":source_id": new.source.map(|source| &source.id),
            ":source_shown": new.source_shown,
            ":shuffle": new.shuffle,
            ":created_at": new.created_at,
        },
    )?;
    for one in new.recognitions {
        let target = recognition::Target::Submission(seq);
        recognition::insert(conn, new.forum, target, one, new.created_at)?;
    }
    set_groups(conn, seq, new.groups)?;
    search::add(conn, seq, new.reference, new.title, new.body)?;
    Ok(seq)
}

pub(super) fn set_groups(conn: &Connection, seq: i64, groups: &[String]) -> Outcome<()> {
    for group in groups {
        let sql = "INSERT INTO submission_groups (submission, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        run(conn, sql, (seq, group))?;
    }
    Ok(())
}

pub(crate) fn create(
    conn: &Connection,
    forum: ForumId,
    thread: &str,
    new: &NewSubmission,
    idempotency: Option<Idempotency<SubmissionView>>,
) -> Outcome<Created<SubmissionView>> {
    idempotency::once(conn, new.author, new.now_ms, idempotency, || {
        participant::sector(conn, forum, new.author)?;
        let Found { seq: thread_seq, row: thread } = thread::find(conn, forum, thread)?;
        thread.check(new.now_ms, Action::Submit)?;
        abuse::check_new_account(conn, new.author, true, new.now_ms)?;
        let organisation =
            organisation::speaking(conn, forum, new.author, new.organisation.as_deref())?;
        let vouched_for = new.by_moderator || organisation.is_some();
        let rules = held_by(conn, &thread, new.author, vouched_for)?;
        let state = if rules.is_empty() { State::Published } else { State::Pending };
        let seq = insert(
            conn,
            &Insert {
                forum,
                thread: thread_seq,
                author: new.author.0,
                id: &new.id,
                reference: &new.reference,
                kind: new.kind,
                title: &new.title,
                body: &new.body,
                language: &new.language,
                theme: new.theme.as_deref(),
                groups: &new.groups,
                links: &new.links,
                status: Status::Received,
                state,
                state_reason: None,
                response: None,
                recognitions: &[],
                organisation,
                pinned: false,
                source: None,
                source_shown: false,
                shuffle: new.shuffle,
                created_at: new.now_ms,
            },
        )?;
        live::submission(conn, seq, false)?;
        if state == State::Published {
            let sql = "UPDATE threads SET submissions_count = submissions_count + 1 WHERE seq = ?1";
            run(conn, sql, [thread_seq])?;
        }
        people::add(conn, thread_seq, new.author.0, 1)?;
        if state == State::Pending {
            wait(conn, forum, seq, &rules, new.now_ms)?;
        }
        let title = audit::change("title", None, Some(&new.title));
        let state = audit::change("state", None, Some(state.as_str()));
        let made = title.into_iter().chain(state);
        deed(conn, forum, &new.id, new.author, "submission.create", new.now_ms, made)?;
        let submission = load(conn, &thread.id, seq, Some(new.author))?;
        Ok(SubmissionView { thread: thread::by_seq(conn, thread_seq)?, submission })
    })
}

/// What an edit changed.
pub(super) fn changes(old: &SubmissionRow, new: &SubmissionRow) -> Outcome<Vec<AuditChange>> {
    use audit::change;
    let list = |groups: &[String]| serde_json::to_string(groups);
    let links = |links: &[Link]| serde_json::to_string(links);
    let fields = [
        change("kind", Some(old.kind.as_str()), Some(new.kind.as_str())),
        change("title", Some(&old.title), Some(&new.title)),
        change("body", Some(&old.body), Some(&new.body)),
        change("theme", old.theme.as_ref(), new.theme.as_ref()),
        change("groups", Some(list(&old.groups)?), Some(list(&new.groups)?)),
        change("links", Some(links(&old.links)?), Some(links(&new.links)?)),
    ];
    Ok(fields.into_iter().flatten().collect())
}

/// Puts what its author did on record.
pub(super) fn deed(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    author: ParticipantId,
    action: &'static str,
    now_ms: i64,
    changes: impl Iterator<Item = AuditChange>,
) -> Outcome<()> {
    audit::record(
        conn,
        &Deed {
            forum,
            now_ms,
            actor: Some(author),
            action,
            target_kind: "submission",
            target_id: id,
            changes: &changes.collect::<Vec<_>>(),
        },
    )
}

/// Lets a new submission wait for a moderator.
pub(crate) fn wait(
    conn: &Connection,
    forum: ForumId,
    seq: i64,
    rules: &[RuleHit],
    now_ms: i64,
) -> Outcome<()> {
    let thing = Thing::by_seq(conn, TargetKind::Submission, seq)?;
    queue::put(
        conn,
        &Waiting {
            forum,
            thing: &thing,
            kind: QueueKind::New,
            since: now_ms,
            harm: None,
            appealed: None,
            rules,
        },
    )
}

pub(crate) fn withdraw(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    author: ParticipantId,
    now_ms: i64,
) -> Outcome<()> {
    let found = find(conn, forum, id)?;
    found.check_visible(Some(author))?;
    if found.author != author.0 {
        return Err(StorageError::NotAuthor.into());
    }
    if found.state == State::Published {
        run(
            conn,
            "UPDATE threads SET submissions_count = submissions_count - 1,
               votes_count = threads.votes_count - s.votes_count,
               comments_count = threads.comments_count - s.comments_count
             FROM submissions s WHERE s.seq = ?1 AND threads.seq = s.thread",
            [found.seq],
        )?;
    }
    run(
        conn,
        "UPDATE submissions SET state = 'withdrawn', edited_at = ?2 WHERE seq = ?1",
        (found.seq, now_ms),
    )?;
    duplicate::withdrawn(conn, found.seq)?;
    run(conn, "DELETE FROM waiting_edits WHERE submission = ?1", [found.seq])?;
    search::remove(conn, found.seq)?;
    consequences::withdrawn(conn, TargetKind::Submission, found.seq, now_ms)?;
    live::submission(conn, found.seq, found.state == State::Published)?;
    let state = audit::change("state", Some(found.state.as_str()), Some(State::Withdrawn.as_str()));
    deed(conn, forum, id, author, "submission.withdraw", now_ms, state.into_iter())
}
