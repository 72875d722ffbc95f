//! Filling the forum of a demonstration. Doing it again changes nothing.

use std::collections::{BTreeMap, HashMap};

use anyhow::Context as _;
use contract::{Author, Source, State, Status, VoteChoice};
use rules::reference;
use sha2::{Digest, Sha256};
use storage::{
    Claims, Import, ImportedComment, ImportedParticipant, ImportedSubmission, ImportedVote,
    NewThread, ResponseRow,
};

use super::{
    PEOPLE, SUBMISSIONS, THREADS, deeds,
    format::{DemoComment, DemoPerson, DemoResponse, DemoSubmission, DemoThread, DemoVotes},
    organisations, roles, subject,
};
use crate::{app::App, auth::DEMO_ISSUER, config::DEFAULT_FORUM, sources::Sources};

/// Milliseconds of a day.
pub(super) const DAY_MS: f64 = 86_400_000.0;
/// Name of the demonstration as a source.
const SYSTEM: &str = "demo";
/// Issuer of the made-up people who only vote: nobody can sign for them.
const VOTERS: &str = "open-forum-demo-voters";

/// Writes all threads of the demonstration.
///
/// # Errors
/// Where a file is broken or the storage fails.
pub async fn seed(app: &App) -> anyhow::Result<()> {
    let room = app.room(DEFAULT_FORUM).context("the default forum")?;
    let people: Vec<DemoPerson> = serde_json::from_str(PEOPLE).context("people.json")?;
    let threads: Vec<DemoThread> = serde_json::from_str(THREADS).context("threads.json")?;
    let all: Vec<DemoSubmission> = serde_json::from_str(SUBMISSIONS).context("submissions.json")?;
    for thread in &threads {
        let slug = thread.slug.clone();
        let within = all.iter().filter(|submission| submission.thread == slug);
        let import = Builder::new(app.sources(), &people).build(thread, within)?;
        let summary = app
            .storage()
            .import(room.id, import, Box::new(|_| {}))
            .await
            .with_context(|| format!("thread {slug}"))?;
        tracing::info!(thread = slug, submissions = summary.submissions_created, "demonstration");
    }
    organisations::seed(app, room.id, &people).await?;
    deeds::act(app, room, &people, &threads, &all).await
}

/// Builds the import of one thread.
struct Builder<'a> {
    sources: &'a Sources,
    people: &'a [DemoPerson],
    start: i64,
    participants: Vec<ImportedParticipant>,
    places: HashMap<String, usize>,
    submissions: Vec<ImportedSubmission>,
    votes: Vec<ImportedVote>,
    comments: Vec<ImportedComment>,
}

impl<'a> Builder<'a> {
    fn new(sources: &'a Sources, people: &'a [DemoPerson]) -> Self {
        Self {
            sources,
            people,
            start: sources.clock.now_ms(),
            participants: Vec::new(),
            places: HashMap::new(),
            submissions: Vec::new(),
            votes: Vec::new(),
            comments: Vec::new(),
        }
    }

    fn build<'s>(
        mut self,
        thread: &DemoThread,
        submissions: impl Iterator<Item = &'s DemoSubmission>,
    ) -> anyhow::Result<Import> {
        let new = self.thread(thread)?;
        let last_vote = new.closes_at.map_or(self.start, |closes| closes.min(self.start));
        for submission in submissions {
            self.submission(submission, last_vote)
                .with_context(|| format!("submission {}", submission.key))?;
        }
        self.votes.sort_by_key(|vote| vote.at);
        Ok(Import {
            thread: new,
            participants: self.participants,
            submissions: self.submissions,
            votes: self.votes,
            comments: self.comments,
        })
    }

    fn thread(&self, thread: &DemoThread) -> anyhow::Result<NewThread> {
        let moment = |days: Option<f64>| days.map(|days| self.at(days));
        let opens_at = moment(thread.opens_in_days);
        Ok(NewThread {
            id: self.sources.new_id(),
            slug: thread.slug.clone(),
            kind: thread.kind,
            title: thread.title.clone(),
            summary: thread.summary.clone(),
            body: thread.body.clone(),
            language: thread.language.clone(),
            translations: thread.translations.clone(),
            promise: thread.promise,
            opens_at,
            voting_opens_at: moment(thread.voting_opens_in_days),
            closes_at: moment(thread.closes_in_days),
            voting: thread.voting,
            rules: thread.rules.clone(),
            languages: thread.languages.clone(),
            sectors: thread.sectors.clone(),
            anonymous: thread.anonymous,
            newcomers_held: thread.newcomers_held,
            premoderated: thread.premoderated,
            pinned: thread.pinned,
            locked: thread.locked,
            response: self.response(thread.response.as_ref())?,
            source: Some(Source { system: SYSTEM.to_owned(), id: thread.slug.clone() }),
            by: None,
            created_at: opens_at.map_or(self.start, |at| at.min(self.start)),
        })
    }

    fn submission(&mut self, demo: &DemoSubmission, last_vote: i64) -> anyhow::Result<()> {
        let created_at = self.at(-demo.days_ago);
        let author = self.person(&demo.author)?;
        let place = self.submissions.len();
        self.submissions.push(ImportedSubmission {
            id: self.sources.ids.new_id(created_at),
            reference: reference::from_bits(self.sources.random.next_u64()),
            source: source(&demo.key),
            show_source: false,
            author,
            kind: demo.kind,
            title: demo.title.clone(),
            body: demo.body.clone(),
            language: demo.language.clone(),
            theme: demo.theme.clone(),
            groups: demo.groups.clone(),
            links: demo.links.clone(),
            status: demo.status.unwrap_or(Status::Received),
            state: if demo.pending { State::Pending } else { State::Published },
            state_reason: None,
            response: None,
            recognitions: demo.recognitions.clone(),
            pinned: demo.pinned,
            shuffle: self.sources.random.next_shuffle(),
            created_at,
        });
        self.cast(demo, place, created_at, last_vote);
        for (number, comment) in demo.comments.iter().enumerate() {
            let key = format!("{}/{number}", demo.key);
            let answered = self.comment(comment, place, &key, None)?;
            for (number, reply) in comment.replies.iter().enumerate() {
                self.comment(reply, place, &format!("{key}/{number}"), Some(answered))?;
            }
        }
        Ok(())
    }

    fn comment(
        &mut self,
        demo: &DemoComment,
        submission: usize,
        key: &str,
        reply_to: Option<usize>,
    ) -> anyhow::Result<usize> {
        let author = self.person(&demo.author)?;
        let created_at = self.at(-demo.days_ago);
        self.comments.push(ImportedComment {
            id: self.sources.ids.new_id(created_at),
            source: source(key),
            submission,
            author,
            reply_to,
            stance: demo.stance,
            body: demo.body.clone(),
            language: Some(demo.language.clone()),
            state: State::Published,
            created_at,
        });
        Ok(self.comments.len() - 1)
    }

    /// Casts the votes of a submission by made-up people of each sector, who
    /// come between its beginning and the last moment for votes. Who votes
    /// what differs from one submission to the next.
    fn cast(&mut self, demo: &DemoSubmission, submission: usize, from: i64, until: i64) {
        let span = until.saturating_sub(from).max(1);
        for (sector, votes) in &demo.votes {
            let values = values(*votes);
            let count = values.len();
            let turn = usize::from(Sha256::digest(demo.key.as_bytes())[0]);
            for (number, value) in values.into_iter().enumerate() {
                let voter = spread(number, count, turn);
                let participant = self.voter(sector, voter, from);
                let part = i64::try_from(number + 1).unwrap_or(1);
                let parts = i64::try_from(count + 1).unwrap_or(1);
                let at = from + span / parts * part;
                self.votes.push(ImportedVote { submission, participant, value, at });
            }
        }
    }

    fn person(&mut self, key: &str) -> anyhow::Result<usize> {
        if let Some(place) = self.places.get(key) {
            return Ok(*place);
        }
        let person = self.known(key)?;
        Ok(self.participant(key.to_owned(), claims(person), self.start))
    }

    fn voter(&mut self, sector: &str, number: usize, created_at: i64) -> usize {
        let subject = format!("{sector}-{number}");
        let key = format!("voter {subject}");
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        let claims = Claims {
            issuer: VOTERS.to_owned(),
            subject,
            sector: Some(sector.to_owned()),
            ..Claims::default()
        };
        self.participant(key, claims, created_at)
    }

    fn participant(&mut self, key: String, claims: Claims, created_at: i64) -> usize {
        let place = self.participants.len();
        self.participants.push(ImportedParticipant {
            id: self.sources.new_id(),
            organisation_id: self.sources.new_id(),
            claims,
            created_at,
        });
        self.places.insert(key, place);
        place
    }

    fn response(&self, demo: Option<&DemoResponse>) -> anyhow::Result<Option<ResponseRow>> {
        let Some(demo) = demo else { return Ok(None) };
        let person = self.known(&demo.author)?;
        let author = Author {
            id: self.sources.new_id(),
            name: person.name.clone(),
            organisation: None,
            sector: person.sector.clone(),
            country: person.country.clone(),
            official: true,
        };
        let published_at = self.at(-demo.days_ago);
        let body = demo.body.clone();
        Ok(Some(ResponseRow {
            status: demo.status,
            body,
            heard: demo.heard.clone(),
            action: demo.action.clone(),
            office: demo.office.clone(),
            due_at: demo.due_in_days.map(|days| self.at(days)),
            language: demo.language.clone(),
            answer_id: None,
            version: 0,
            author,
            published_at,
        }))
    }

    fn known(&self, key: &str) -> anyhow::Result<&'a DemoPerson> {
        let person = self.people.iter().find(|person| person.key == key);
        person.with_context(|| format!("there is no person {key:?} in people.json"))
    }

    #[expect(clippy::cast_possible_truncation, reason = "days of a demonstration are few")]
    fn at(&self, days: f64) -> i64 {
        self.start + (days * DAY_MS) as i64
    }
}

/// What the token of a person says, as it is stored.
pub(super) fn claims(person: &DemoPerson) -> Claims {
    Claims {
        issuer: DEMO_ISSUER.to_owned(),
        subject: subject(person),
        name: person.name.clone(),
        organisation: person.organisation.clone(),
        sector: person.sector.clone(),
        country: person.country.clone(),
        official: roles(person).contains(&contract::Role::Official),
    }
}

pub(super) fn source(key: &str) -> Source {
    Source { system: SYSTEM.to_owned(), id: key.to_owned() }
}

/// Which of `count` people casts the vote of this number: everybody once, in
/// an order that `turn` shifts.
fn spread(number: usize, count: usize, turn: usize) -> usize {
    let step = [7, 11, 13, 1].into_iter().find(|step| !count.is_multiple_of(*step)).unwrap_or(1);
    (number * step + turn) % count
}

/// Each vote by itself.
fn values(votes: DemoVotes) -> Vec<VoteChoice> {
    let counts = BTreeMap::from([
        (VoteChoice::Agree, votes.agree),
        (VoteChoice::Disagree, votes.disagree),
        (VoteChoice::Pass, votes.pass),
        (VoteChoice::Support, votes.support),
    ]);
    let each = counts.into_iter().flat_map(|(value, count)| (0..count).map(move |_| value));
    each.collect()
}

#[cfg(test)]
mod tests {
    use contract::SubmissionDraft;
    use rules::{Normalizer, validate};

    use super::*;
    use crate::{config::ForumProfile, demo::FORUM};

    #[test]
    fn the_content_obeys_the_rules_that_people_obey() {
        let profile: ForumProfile = serde_json::from_str(FORUM).expect("forum.json");
        let forum = profile.into_forum(true, true, false, Vec::new());
        let people: Vec<DemoPerson> = serde_json::from_str(PEOPLE).expect("people.json");
        let threads: Vec<DemoThread> = serde_json::from_str(THREADS).expect("threads.json");
        let all: Vec<DemoSubmission> = serde_json::from_str(SUBMISSIONS).expect("submissions.json");
        for person in &people {
            let known = |terms: &[contract::Term], id: &Option<String>| {
                id.as_ref().is_none_or(|id| terms.iter().any(|term| term.id == *id))
            };
            assert!(known(&forum.sectors, &person.sector), "{}", person.key);
            assert!(known(&forum.countries, &person.country), "{}", person.key);
        }
        for demo in all {
            assert!(threads.iter().any(|thread| thread.slug == demo.thread), "{}", demo.key);
            for sector in demo.votes.keys() {
                assert!(forum.sectors.iter().any(|term| term.id == *sector), "{sector}");
            }
            let draft = SubmissionDraft {
                kind: demo.kind,
                title: demo.title,
                body: demo.body,
                language: demo.language,
                theme: demo.theme,
                groups: demo.groups,
                links: demo.links,
                organisation: None,
            };
            let errors = validate::submission(&draft, &forum, &Normalizer::UNICODE);
            assert!(errors.is_empty(), "{}: {errors:?}", demo.key);
        }
    }

    #[test]
    fn nobody_votes_twice_on_one_submission() {
        let all: Vec<DemoSubmission> = serde_json::from_str(SUBMISSIONS).expect("submissions.json");
        for demo in all {
            for (sector, votes) in demo.votes {
                let count = values(votes).len();
                let mut seen: Vec<_> = (0..count).map(|n| spread(n, count, 3)).collect();
                seen.sort_unstable();
                seen.dedup();
                assert_eq!(seen.len(), count, "{} {sector}", demo.key);
            }
        }
    }
}
