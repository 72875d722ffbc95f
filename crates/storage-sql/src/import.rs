//! Whole threads from elsewhere, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use contract::{ResultsRule, State, VoteChoice, VotingMode};
use storage::{
    Changed, Conflict, ForumId, Import, ImportSummary, ImportedComment, ImportedSubmission,
    NewParticipant, Progress, StorageError,
};

use crate::{
    answer, cells,
    fault::Outcome,
    live, participant, people,
    row::{added, maybe, run as execute},
    sql::Connection,
    submission::{self, Insert},
    thread::{self, Found},
};

/// How many rows pass between two reports of progress.
const REPORT: usize = 500;

/// What is known while an import runs.
struct Importer<'a> {
    conn: &'a Connection,
    forum: ForumId,
    import: &'a Import,
    progress: &'a mut (dyn FnMut(Progress) + Send),
    done: usize,
    thread: i64,
    mode: VotingMode,
    summary: ImportSummary,
    /// Deeds that are new, by participant.
    deeds: BTreeMap<i64, i64>,
    /// Submissions whose counters may differ.
    touched: BTreeSet<i64>,
}

pub(crate) fn run(
    conn: &Connection,
    forum: ForumId,
    import: &Import,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Outcome<ImportSummary> {
    let (thread, thread_created) = target(conn, forum, import)?;
    let summary = ImportSummary { thread_created, ..ImportSummary::default() };
    let mut importer = Importer {
        conn,
        forum,
        import,
        progress,
        done: 0,
        thread,
        mode: import.thread.voting.mode,
        summary,
        deeds: BTreeMap::new(),
        touched: BTreeSet::new(),
    };
    let participants = importer.participants()?;
    let submissions = importer.submissions(&participants)?;
    importer.comments(&participants, &submissions)?;
    importer.votes(&participants, &submissions)?;
    importer.finish()
}

/// The thread: a new one, or the one that the same source made before.
fn target(conn: &Connection, forum: ForumId, import: &Import) -> Outcome<(i64, bool)> {
    if import.thread.source.is_none() {
        let text = "an import's thread needs a source".to_owned();
        return Err(StorageError::Inconsistent(text).into());
    }
    match thread::find(conn, forum, &import.thread.slug) {
        Ok(Found { seq, row }) if row.source == import.thread.source => Ok((seq, false)),
        Ok(_) => Err(StorageError::Conflict(Conflict::Slug).into()),
        Err(crate::Fault::Port(StorageError::NotFound)) => {
            Ok((thread::insert(conn, forum, &import.thread)?, true))
        }
        Err(fault) => Err(fault),
    }
}

/// The item at a place that another item names.
fn at<T: Copy>(items: &[T], place: usize) -> Outcome<T> {
    let text = || format!("an import names item {place} of {}", items.len());
    Ok(*items.get(place).ok_or_else(|| StorageError::Inconsistent(text()))?)
}

impl Importer<'_> {
    fn step(&mut self) {
        self.done += 1;
        if self.done.is_multiple_of(REPORT) {
            self.report();
        }
    }

    fn report(&mut self) {
        let Import { participants, submissions, votes, comments, .. } = self.import;
        let total = participants.len() + submissions.len() + votes.len() + comments.len();
        (self.progress)(Progress { done: self.done, total });
    }

    fn participants(&mut self) -> Outcome<Vec<i64>> {
        let mut seqs = Vec::with_capacity(self.import.participants.len());
        for person in &self.import.participants {
            let claims = &person.claims;
            let known = participant::find(self.conn, self.forum, &claims.issuer, &claims.subject)?;
            let known = if let Some(known) = known {
                known
            } else {
                self.summary.participants_created += 1;
                let new = NewParticipant {
                    id: person.id.clone(),
                    organisation_id: person.organisation_id.clone(),
                    claims: claims.clone(),
                    now_ms: person.created_at,
                };
                participant::upsert(self.conn, self.forum, &new)?
            };
            seqs.push(known.id.0);
            self.step();
        }
        Ok(seqs)
    }

    fn submissions(&mut self, participants: &[i64]) -> Outcome<Vec<i64>> {
        let mut seqs = Vec::with_capacity(self.import.submissions.len());
        for new in &self.import.submissions {
            let sql = "SELECT seq FROM submissions
                 WHERE thread = ?1 AND source_system = ?2 AND source_id = ?3";
            let source = (self.thread, &new.source.system, &new.source.id);
            let seq = if let Some(seq) = maybe(self.conn, sql, source, |row| row.get(0))? {
                seq
            } else {
                self.submission(new, at(participants, new.author)?)?
            };
            seqs.push(seq);
            self.step();
        }
        Ok(seqs)
    }

    fn submission(&mut self, new: &ImportedSubmission, author: i64) -> Outcome<i64> {
        self.summary.submissions_created += 1;
        *self.deeds.entry(author).or_default() += 1;
        let seq = submission::insert(
            self.conn,
            &Insert {
                forum: self.forum,
                thread: self.thread,
                author,
                id: &new.id,
                reference: &new.reference,
                kind: new.kind,
                title: &new.title,
                body: &new.body,
                language: &new.language,
                theme: new.theme.as_deref(),
                groups: &new.groups,
                links: &new.links,
                status: new.status,
                state: new.state,
                state_reason: new.state_reason.as_deref(),
                response: new.response.as_ref(),
                recognitions: &new.recognitions,
                organisation: None,
                pinned: new.pinned,
                source: Some(&new.source),
                source_shown: new.show_source,
                shuffle: new.shuffle,
                created_at: new.created_at,
            },
        )?;
        if new.state == State::Pending {
            submission::wait(self.conn, self.forum, seq, &[], new.created_at)?;
        }
        Ok(seq)
    }

    fn comments(&mut self, participants: &[i64], submissions: &[i64]) -> Outcome<()> {
        let mut seqs: Vec<i64> = Vec::with_capacity(self.import.comments.len());
        for new in &self.import.comments {
            let submission = at(submissions, new.submission)?;
            let sql = "SELECT seq FROM comments
                 WHERE submission = ?1 AND source_system = ?2 AND source_id = ?3";
            let source = (submission, &new.source.system, &new.source.id);
            let seq = if let Some(seq) = maybe(self.conn, sql, source, |row| row.get(0))? {
                seq
            } else {
                let reply_to = new.reply_to.map(|place| at(&seqs, place)).transpose()?;
                self.comment(new, submission, at(participants, new.author)?, reply_to)?
            };
            seqs.push(seq);
            self.step();
        }
        Ok(())
    }

    fn comment(
        &mut self,
        new: &ImportedComment,
        submission: i64,
        author: i64,
        reply_to: Option<i64>,
    ) -> Outcome<i64> {
        self.summary.comments_created += 1;
        *self.deeds.entry(author).or_default() += 1;
        self.touched.insert(submission);
        added(
            self.conn,
            "INSERT INTO comments (forum, submission, id, reply_to, author, stance, body,
               language, state, source_system, source_id, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) RETURNING seq",
            (
                self.forum.0,
                submission,
                &new.id,
                reply_to,
                author,
                new.stance.as_str(),
                &new.body,
                &new.language,
                new.state.as_str(),
                &new.source.system,
                &new.source.id,
                new.created_at,
            ),
        )
    }

    fn votes(&mut self, participants: &[i64], submissions: &[i64]) -> Outcome<()> {
        // Of one person's votes on one submission the last one counts, so only
        // that one is written.
        let mut last: BTreeMap<(i64, i64), (VoteChoice, &str, i64)> = BTreeMap::new();
        for vote in &self.import.votes {
            let sector = self
                .import
                .participants
                .get(vote.participant)
                .and_then(|person| person.claims.sector.as_deref())
                .unwrap_or_default();
            let key = (at(submissions, vote.submission)?, at(participants, vote.participant)?);
            last.insert(key, (vote.value, sector, vote.at));
        }
        self.summary.votes = last.len();
        let before_votes = self.done;
        for (place, ((submission, participant), (value, sector, at))) in
            last.into_iter().enumerate()
        {
            // Rows that do not count are passed with those that do.
            self.done = before_votes + self.import.votes.len() * (place + 1) / self.summary.votes;
            if place.is_multiple_of(REPORT) {
                self.report();
            }
            let sql = "SELECT value FROM votes WHERE submission = ?1 AND participant = ?2";
            let before: Option<String> =
                maybe(self.conn, sql, (submission, participant), |row| row.get(0))?;
            if before.as_deref() == Some(value.as_str()) {
                continue;
            }
            if before.is_none() {
                *self.deeds.entry(participant).or_default() += 1;
            }
            self.summary.votes_changed += 1;
            self.touched.insert(submission);
            execute(
                self.conn,
                "INSERT INTO votes (submission, participant, thread, value, sector, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (submission, participant) DO UPDATE SET
                   value = excluded.value, sector = excluded.sector, at = excluded.at",
                (submission, participant, self.thread, value.as_str(), sector, at),
            )?;
        }
        self.done = before_votes + self.import.votes.len();
        Ok(())
    }

    /// Counts what changed anew.
    fn finish(mut self) -> Outcome<ImportSummary> {
        for submission in &self.touched {
            cells::recount(self.conn, *submission)?;
            let cells = cells::read(self.conn, *submission)?;
            cells::rescore(self.conn, self.forum, *submission, self.mode, &cells)?;
            execute(
                self.conn,
                "UPDATE submissions SET comments_count = (
                   SELECT count(*) FROM comments c
                   WHERE c.submission = submissions.seq AND c.state = 'published')
                 WHERE seq = ?1",
                [submission],
            )?;
        }
        for (participant, deeds) in &self.deeds {
            people::add(self.conn, self.thread, *participant, *deeds)?;
        }
        execute(
            self.conn,
            "UPDATE threads SET (submissions_count, votes_count, comments_count) = (
               SELECT count(*), CAST(coalesce(sum(votes_count), 0) AS BIGINT),
                 CAST(coalesce(sum(comments_count), 0) AS BIGINT)
               FROM submissions s WHERE s.thread = threads.seq AND s.state = 'published')
             WHERE seq = ?1",
            [self.thread],
        )?;
        let thread = thread::by_seq(self.conn, self.thread)?;
        answer::all_reached(self.conn, self.forum, self.thread, &thread, i64::MIN)?;
        // Where results may be hidden, nothing tells that there were votes.
        let written = self.summary.submissions_created + self.summary.comments_created;
        let is_open = thread.voting.results == ResultsRule::Always;
        if written > 0 || (is_open && self.summary.votes_changed > 0) {
            live::tell(self.conn, self.forum, &thread.id, Changed::Everything);
        }
        self.report();
        Ok(self.summary)
    }
}
