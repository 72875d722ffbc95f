//! Rows of moderation as the shapes of the contract.

use contract::{
    Appeal, AuditEntry, Claim, Decision, Forum, LogEntry, ModerationNote, Page, Queue, QueueItem,
    Verdict,
};
use rules::{appeals::can_appeal, time::format_ms};
use storage::{
    AppealRow, AuditRow, ClaimRow, DecisionRow, LogRow, NoteRow, QueuePage, QueueRow, Reader,
};

use super::render;

/// Who reads the queue.
const STAFF: Reader = Reader { viewer: None, moderator: true };

/// A decision as moderators read it.
pub fn decision(row: DecisionRow) -> Decision {
    Decision {
        id: row.id,
        target: row.target,
        title: row.title,
        reference: row.reference,
        action: row.action,
        reason: row.reason,
        note: row.note,
        message: row.message,
        into: row.into,
        by: row.by,
        rule: row.rule,
        moderator: row.moderator,
        at: format_ms(row.at),
        undone_by: row.undone_by,
        undone_at: row.undone_at.map(format_ms),
        appeal: row.appeal.map(appeal),
    }
}

/// A decision as whose thing it is about reads it (`mine`), and as moderators
/// read it beside the thing.
pub fn verdict(row: DecisionRow, mine: bool) -> Verdict {
    let appeal_state = row.appeal.as_ref().map(|appeal| appeal.state);
    let undone = row.undone_at.is_some();
    let can_appeal = mine && can_appeal(row.action, row.by, appeal_state, undone);
    Verdict {
        id: row.id,
        action: row.action,
        reason: row.reason,
        message: row.message,
        by: row.by,
        rule: row.rule,
        at: format_ms(row.at),
        appeal: row.appeal.map(appeal),
        can_appeal,
    }
}

/// What an author objects.
pub fn appeal(row: AppealRow) -> Appeal {
    Appeal {
        id: row.id,
        text: row.text,
        state: row.state,
        answer: row.answer,
        at: format_ms(row.at),
        judged_at: row.judged_at.map(format_ms),
    }
}

/// A page of the queue.
pub fn queue(page: QueuePage, forum: &Forum, now: i64) -> Queue {
    let QueuePage { listing, counts } = page;
    let items = listing.items.into_iter().map(|row| waiting(row, forum, now)).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    Queue { page: Page { items, next_cursor, total: listing.total }, counts }
}

fn waiting(row: QueueRow, forum: &Forum, now: i64) -> QueueItem {
    let thread = row.thread;
    let submission = row.submission.zip(thread.as_ref());
    QueueItem {
        target: row.target,
        kind: row.kind,
        since: format_ms(row.since),
        harm: row.harm,
        reach: row.reach,
        submission: submission.map(|(row, thread)| render::submission(row, thread, forum, now)),
        comment: row.comment.map(render::comment),
        organisation: row.organisation.map(|row| render::organisation(row, STAFF)),
        previous: row.previous.map(render::revision),
        appealed: row.appealed.map(decision),
        flags: row.flags,
        rules: row.rules,
        cluster_size: row.cluster_size,
        claim: row.claim.map(claim),
        notes_count: row.notes_count,
        thread_id: thread.as_ref().map(|thread| thread.id.clone()),
        thread_title: thread.map(|thread| thread.title),
    }
}

/// Who is looking at something.
pub fn claim(row: ClaimRow) -> Claim {
    Claim { by: row.by, at: format_ms(row.at), until: format_ms(row.until) }
}

/// A note of a moderator.
pub fn note(row: NoteRow) -> ModerationNote {
    ModerationNote {
        id: row.id,
        target: row.target,
        body: row.body,
        author: row.author,
        at: format_ms(row.at),
    }
}

/// A deed of the trail.
pub fn deed(row: AuditRow) -> AuditEntry {
    AuditEntry {
        number: row.number,
        at: format_ms(row.at),
        actor: row.actor,
        action: row.action,
        target_kind: row.target_kind,
        target_id: row.target_id,
        changes: row.changes,
    }
}

/// A decision as everybody reads it.
pub fn log_entry(row: LogRow) -> LogEntry {
    LogEntry {
        id: row.id,
        at: format_ms(row.at),
        action: row.action,
        target_kind: row.target_kind,
        reference: row.reference,
        thread_id: row.thread_id,
        reason: row.reason,
        by: row.by,
        rule: row.rule,
        undone: row.undone,
        appeal: row.appeal,
    }
}
