//! Rows of the storage as the shapes of the contract, with the rules for
//! hidden results and small groups applied.

use super::render_moderation as moderation;
use contract::{
    Comment, Duplicate, ExportedOrganisation, Flag, Forum, Invitation, Member, MemberRole,
    OrganisationProfile, OrganisationState, OrganisationTally, Response, Revision, Submission,
    SubmissionRef, Tally, Thread, VoteChoice, VoteResult,
};
use rules::{
    phases::Schedule,
    results,
    tally::{Cell, tally},
    time::format_ms,
};
use storage::{
    Cells, CommentRow, DuplicateRow, FlagRow, InvitationRow, MemberRow, OrganisationRow, Owed,
    Reader, ResponseRow, RevisionRow, SubmissionRow, ThreadRow, VoteOutcome,
};

/// What decides the phase of a stored thread.
pub fn schedule(row: &ThreadRow) -> Schedule {
    Schedule {
        opens_at: row.opens_at,
        voting_opens_at: row.voting_opens_at,
        closes_at: row.closes_at,
        answered: row.response.is_some(),
        locked: row.locked,
    }
}

/// Whether everybody may see the tallies of a thread.
pub fn results_are_public(row: &ThreadRow, now: i64) -> bool {
    results::public(row.voting.results, schedule(row).phase(now))
}

/// A thread as everybody reads it now.
pub fn thread(row: ThreadRow, now: i64) -> Thread {
    let phase = schedule(&row).phase(now);
    let mut counts = row.counts;
    counts.votes = counts.votes.filter(|_| results::public(row.voting.results, phase));
    Thread {
        id: row.id,
        slug: row.slug,
        kind: row.kind,
        title: row.title,
        summary: row.summary,
        body: row.body,
        language: row.language,
        translations: row.translations,
        promise: row.promise,
        phase,
        opens_at: row.opens_at.map(format_ms),
        voting_opens_at: row.voting_opens_at.map(format_ms),
        closes_at: row.closes_at.map(format_ms),
        voting: row.voting,
        rules: row.rules,
        languages: row.languages,
        sectors: row.sectors,
        anonymous: row.anonymous,
        premoderated: row.premoderated,
        newcomers_held: row.newcomers_held,
        pinned: row.pinned,
        locked: row.locked,
        counts,
        response: row.response.map(response),
        created_at: format_ms(row.created_at),
        version: row.version,
    }
}

/// A submission as one viewer reads it now.
pub fn submission(row: SubmissionRow, thread: &ThreadRow, forum: &Forum, now: i64) -> Submission {
    let tally = visible_tally(thread, forum, &row.cells, row.organisations, row.my_vote, now);
    let phase = schedule(thread).phase(now);
    let union_shown = results::visible(thread.voting.results, phase, row.union_seen);
    Submission {
        id: row.id,
        reference: row.reference,
        thread_id: row.thread_id,
        kind: row.kind,
        title: row.title,
        body: row.body,
        language: row.language,
        theme: row.theme,
        groups: row.groups,
        links: row.links,
        author: row.author,
        status: row.status,
        state: row.state,
        state_reason: row.state_reason,
        verdict: row.verdict.map(|verdict| moderation::verdict(verdict, row.mine)),
        version: row.version,
        tally,
        my_vote: row.my_vote,
        organisation_votes: row.organisation_votes,
        mine: row.mine,
        comments_count: row.comments_count,
        response: row.response.map(response),
        answer_due_at: owed(row.owed, now),
        recognitions: row.recognitions,
        merged_into: row.merged_into,
        duplicate_of: row.duplicate_of.map(duplicate),
        duplicates: row.duplicates.into_iter().map(duplicate).collect(),
        union_support: row.union_support.filter(|_| union_shown),
        pinned: row.pinned,
        source: row.source,
        created_at: format_ms(row.created_at),
        edited_at: row.edited_at.map(format_ms),
    }
}

/// The date of an answer that is owed, unless it would tell hidden results.
fn owed(owed: Option<Owed>, now: i64) -> Option<String> {
    owed.filter(|owed| owed.told_at <= now).map(|owed| format_ms(owed.due_at))
}

fn duplicate(row: DuplicateRow) -> Duplicate {
    Duplicate {
        submission: SubmissionRef {
            id: row.id,
            reference: row.reference,
            title: row.title,
            language: row.language,
            thread_id: row.thread_id,
        },
        accepted: row.accepted,
        at: format_ms(row.at),
    }
}

/// What a person reads after voting.
pub fn vote(outcome: &VoteOutcome, forum: &Forum, now: i64) -> VoteResult {
    VoteResult {
        my_vote: outcome.my_vote,
        tally: visible_tally(
            &outcome.thread,
            forum,
            &outcome.cells,
            outcome.organisations,
            outcome.my_vote,
            now,
        ),
        votes_left: outcome.votes_left,
        organisation_votes: outcome.organisation_votes.clone(),
    }
}

fn visible_tally(
    thread: &ThreadRow,
    forum: &Forum,
    cells: &Cells,
    organisations: OrganisationTally,
    my_vote: Option<VoteChoice>,
    now: i64,
) -> Option<Tally> {
    let phase = schedule(thread).phase(now);
    results::visible(thread.voting.results, phase, my_vote.is_some())
        .then(|| Tally { organisations, ..public_tally(forum, cells) })
}

/// Exact counters of people as the tally that may be published.
pub fn public_tally(forum: &Forum, cells: &Cells) -> Tally {
    let sectors = forum.sectors.iter().map(|sector| sector.id.as_str());
    let cells = cells.iter().map(|(sector, votes)| Cell {
        sector: (!sector.is_empty()).then_some(sector.as_str()),
        votes: *votes,
    });
    tally(sectors, cells)
}

/// A comment as one viewer reads it.
pub fn comment(row: CommentRow) -> Comment {
    Comment {
        id: row.id,
        submission_id: row.submission_id,
        reply_to: row.reply_to,
        stance: row.stance,
        body: row.body,
        language: row.language,
        author: row.author,
        state: row.state,
        verdict: row.verdict.map(|verdict| moderation::verdict(verdict, row.mine)),
        mine: row.mine,
        created_at: format_ms(row.created_at),
        edited_at: row.edited_at.map(format_ms),
    }
}

/// An organisation as one reader may see it.
pub fn organisation(row: OrganisationRow, reader: Reader) -> OrganisationProfile {
    let is_insider = reader.moderator || row.my_role.is_some();
    let is_delegate = reader.moderator || row.my_role == Some(MemberRole::Delegate);
    let status = row.status;
    OrganisationProfile {
        id: row.id,
        name: row.name,
        kind: row.kind,
        registry: row.registry,
        number: row.number,
        country: row.country,
        website: row.website,
        contact: is_delegate.then_some(row.contact),
        verified: status.state == OrganisationState::Verified,
        state: status.state,
        verified_at: status.verified_at.map(format_ms),
        recheck_at: status.recheck_at.filter(|_| is_delegate).map(format_ms),
        reason: status.reason.filter(|_| is_insider),
        message: if is_insider { status.message } else { String::new() },
        resembles: if reader.moderator { row.resembles } else { Vec::new() },
        my_role: row.my_role,
        recognitions: row.recognitions,
        version: row.version,
        created_at: format_ms(row.created_at),
    }
}

/// An invitation without its code.
pub fn invitation(row: InvitationRow) -> Invitation {
    let expires_at = format_ms(row.expires_at);
    Invitation { id: row.id, code: None, role: row.role, expires_at }
}

/// A person of an organisation.
pub fn member(row: MemberRow) -> Member {
    Member { author: row.author, role: row.role, since: format_ms(row.since) }
}

/// A verified organisation as open data.
pub fn exported_organisation(row: OrganisationRow) -> ExportedOrganisation {
    ExportedOrganisation {
        id: row.id,
        name: row.name,
        kind: row.kind,
        registry: row.registry,
        number: row.number,
        country: row.country,
        website: row.website,
        verified_at: row.status.verified_at.map(format_ms),
    }
}

/// A report as its sender reads it.
pub fn flag(row: &FlagRow) -> Flag {
    Flag {
        id: row.id.clone(),
        reason: row.reason,
        note: row.note.clone(),
        created_at: format_ms(row.created_at),
    }
}

/// A version of a submission.
pub fn revision(row: RevisionRow) -> Revision {
    Revision {
        version: row.version,
        title: row.title,
        body: row.body,
        theme: row.theme,
        groups: row.groups,
        links: row.links,
        at: format_ms(row.at),
    }
}

/// An official answer as everybody reads it.
pub fn response(row: ResponseRow) -> Response {
    Response {
        status: row.status,
        body: row.body,
        heard: row.heard,
        action: row.action,
        office: row.office,
        due_at: row.due_at.map(format_ms),
        language: row.language,
        answer_id: row.answer_id,
        version: row.version,
        author: row.author,
        published_at: format_ms(row.published_at),
    }
}
