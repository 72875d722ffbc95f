//! Conversations of Polis: comments become submissions, voters participants,
//! votes are replayed in order of time, and the last one of a person counts.
//!
//! The published `agrees` and `disagrees` count every row of votes.csv, so a
//! double click counts twice; they are not read.

mod files;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use contract::{
    Kind, Limits, ResultsRule, Source, State, Status, ThreadKind, ThreadPromise, VotingMode,
};
use rules::{Normalizer, language, reference, text, validate};
use storage::{
    Claims, Conflict, ForumRow, Import, ImportSummary, ImportedParticipant, ImportedSubmission,
    ImportedVote, NewThread, Progress, Storage, StorageError,
};

use self::files::{Conversation, Moderated, Statement};
use super::ImportError;
use crate::sources::Sources;

/// Name of Polis as a source and as an issuer of participants, for whom nobody
/// can sign tokens.
const SYSTEM: &str = "polis";
/// Why a rejected statement is not published, for its author.
const REJECTED: &str = "Rejected by the moderators of the original conversation.";
/// Longest first paragraph that makes a summary.
const SUMMARY_MAX: usize = 300;
/// How often references are drawn anew when one is taken.
const DRAWS: usize = 8;
/// Languages that a script tells, whether the forum has them or not: what
/// people wrote stays what it is.
const TOLD_BY_SCRIPT: [&str; 7] = ["th", "lo", "km", "my", "ta", "zh-Hans", "zh-Hant"];

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The thread's slug.
    pub thread: String,
    /// Statements in the files.
    pub statements: usize,
    /// Of those, hidden because the original moderators rejected them.
    pub hidden: usize,
    /// People who voted or wrote.
    pub people: usize,
    /// Rows of votes.csv.
    pub rows: usize,
    /// What changed in the database.
    pub changed: ImportSummary,
}

/// A conversation that was read and checked, and the thread that it becomes.
#[derive(Debug)]
pub struct Checked {
    slug: String,
    conversation: Conversation,
}

/// Reads the conversation in a folder, and checks it and the thread's slug.
///
/// # Errors
/// With the file and the line where a file is broken.
pub fn check(dir: &Path, slug: &str) -> Result<Checked, ImportError> {
    if !validate::is_slug(slug) {
        return Err(ImportError::Slug(slug.to_owned()));
    }
    Ok(Checked { slug: slug.to_owned(), conversation: Conversation::read(dir)? })
}

/// Imports a conversation into its thread. All is written in one transaction,
/// and a second time nothing changes.
///
/// # Errors
/// Where the slug is taken or the storage fails; nothing is written then.
pub async fn polis(
    storage: &dyn Storage,
    sources: &Sources,
    forum: &ForumRow,
    Checked { slug, conversation }: &Checked,
    progress: impl Fn(Progress) + Clone + Send + 'static,
) -> Result<Summary, ImportError> {
    let builder = Builder { sources, forum, conversation };
    let mut draws = 0;
    loop {
        let import = builder.import(slug);
        let people = import.participants.len();
        let report = Box::new(progress.clone());
        match storage.import(forum.id, import, report).await {
            Ok(changed) => {
                let statements = &conversation.statements;
                let rejected = |it: &&Statement| it.moderated == Moderated::Rejected;
                return Ok(Summary {
                    thread: slug.clone(),
                    statements: statements.len(),
                    hidden: statements.iter().filter(rejected).count(),
                    people,
                    rows: conversation.votes.len(),
                    changed,
                });
            }
            Err(StorageError::Conflict(Conflict::Reference)) if draws < DRAWS => draws += 1,
            Err(StorageError::Conflict(Conflict::Slug)) => {
                return Err(ImportError::Taken(slug.clone()));
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Makes rows of a conversation that was checked.
struct Builder<'a> {
    sources: &'a Sources,
    forum: &'a ForumRow,
    conversation: &'a Conversation,
}

impl Builder<'_> {
    fn import(&self, slug: &str) -> Import {
        let conversation = self.conversation;
        let language = self.language();
        let people = self.people();
        let places: HashMap<u64, usize> =
            people.keys().enumerate().map(|(place, id)| (*id, place)).collect();
        let mut taken = HashSet::new();
        let submissions = conversation
            .statements
            .iter()
            .map(|statement| {
                let author = places.get(&statement.author).copied().unwrap_or_default();
                self.submission(statement, author, &language, &mut taken)
            })
            .collect();
        let votes = conversation.votes.iter().map(|vote| ImportedVote {
            submission: vote.statement,
            participant: places.get(&vote.voter).copied().unwrap_or_default(),
            value: vote.value,
            at: vote.at,
        });
        Import {
            thread: self.thread(slug, &language),
            participants: people.iter().map(|(id, since)| self.person(*id, *since)).collect(),
            submissions,
            votes: votes.collect(),
            comments: Vec::new(),
        }
    }

    /// Everybody who voted or wrote, and when they first did.
    fn people(&self) -> BTreeMap<u64, i64> {
        let conversation = self.conversation;
        let wrote = conversation.statements.iter().map(|it| (it.author, it.at));
        let voted = conversation.votes.iter().map(|vote| (vote.voter, vote.at));
        let mut people = BTreeMap::new();
        for (id, at) in wrote.chain(voted) {
            people.entry(id).and_modify(|since: &mut i64| *since = at.min(*since)).or_insert(at);
        }
        people
    }

    fn person(&self, id: u64, since: i64) -> ImportedParticipant {
        ImportedParticipant {
            id: self.sources.ids.new_id(since),
            organisation_id: self.sources.ids.new_id(since),
            claims: Claims {
                issuer: SYSTEM.to_owned(),
                subject: format!("{}#{id}", self.conversation.id),
                ..Claims::default()
            },
            created_at: since,
        }
    }

    fn submission(
        &self,
        statement: &Statement,
        author: usize,
        language: &str,
        taken: &mut HashSet<String>,
    ) -> ImportedSubmission {
        let reference = loop {
            let drawn = reference::from_bits(self.sources.random.next_u64());
            if taken.insert(drawn.clone()) {
                break drawn;
            }
        };
        let rejected = statement.moderated == Moderated::Rejected;
        ImportedSubmission {
            id: self.sources.ids.new_id(statement.at),
            reference,
            source: Source { system: SYSTEM.to_owned(), id: statement.id.to_string() },
            show_source: true,
            author,
            kind: Kind::Idea,
            title: self.title(&statement.body),
            body: statement.body.clone(),
            language: told_by_script(&statement.body).unwrap_or_else(|| language.to_owned()),
            theme: None,
            groups: Vec::new(),
            links: Vec::new(),
            status: Status::Received,
            state: if rejected { State::Hidden } else { State::Published },
            state_reason: rejected.then(|| REJECTED.to_owned()),
            response: None,
            recognitions: Vec::new(),
            pinned: false,
            shuffle: self.sources.random.next_shuffle(),
            created_at: statement.at,
        }
    }

    /// The thread: over, with its results for all to see.
    fn thread(&self, slug: &str, language: &str) -> NewThread {
        let conversation = self.conversation;
        let wrote = conversation.statements.iter().map(|it| it.at);
        let voted = conversation.votes.iter().map(|vote| vote.at);
        let began = wrote.clone().chain(voted.clone()).min();
        let ended = voted.max().or_else(|| wrote.max());
        let (summary, body) = introduction(&conversation.description);
        NewThread {
            id: self.sources.new_id(),
            slug: slug.to_owned(),
            kind: ThreadKind::Proposals,
            title: self.title(&conversation.topic),
            summary,
            body,
            language: language.to_owned(),
            translations: Vec::new(),
            promise: ThreadPromise::Consult,
            opens_at: began,
            voting_opens_at: None,
            closes_at: ended.or_else(|| Some(self.sources.clock.now_ms())),
            voting: contract::Voting {
                mode: VotingMode::Opinion,
                budget: None,
                results: ResultsRule::Always,
                answer_at: None,
            },
            rules: String::new(),
            languages: Vec::new(),
            sectors: Vec::new(),
            anonymous: false,
            newcomers_held: false,
            premoderated: false,
            pinned: false,
            locked: false,
            response: None,
            source: Some(Source { system: SYSTEM.to_owned(), id: conversation.id.clone() }),
            by: None,
            created_at: began.unwrap_or_else(|| self.sources.clock.now_ms()),
        }
    }

    /// The same text, or its beginning with an ellipsis.
    fn title(&self, text: &str) -> String {
        let Limits { title_max, .. } = self.forum.config.limits;
        let max = usize::try_from(title_max).unwrap_or(usize::MAX);
        text::shorten(text, max, |text| Normalizer::UNICODE.length(text))
    }

    /// The language of the conversation: by its script, where that tells;
    /// otherwise one of the forum's that is not told by its script.
    fn language(&self) -> String {
        let conversation = self.conversation;
        let mut all = format!("{}\n{}", conversation.topic, conversation.description);
        for statement in &conversation.statements {
            all.push('\n');
            all.push_str(&statement.body);
        }
        told_by_script(&all).unwrap_or_else(|| {
            let config = &self.forum.config;
            let told = |tag: &&String| {
                let first = tag.split('-').next().unwrap_or_default();
                TOLD_BY_SCRIPT.iter().any(|known| known.split('-').next() == Some(first))
            };
            let mut own = std::iter::once(&config.default_language).chain(&config.languages);
            own.find(|tag| !told(tag)).map_or_else(|| "en".to_owned(), Clone::clone)
        })
    }
}

fn told_by_script(text: &str) -> Option<String> {
    let languages = TOLD_BY_SCRIPT.map(str::to_owned);
    language::guess(text, &languages).map(str::to_owned)
}

/// Summary and body of a description: its first paragraph, where that is
/// short, and the rest.
fn introduction(description: &str) -> (String, String) {
    let description = description.trim();
    let (first, rest) = description.split_once("\n\n").unwrap_or((description, ""));
    if first.contains('\n') || first.chars().count() > SUMMARY_MAX {
        (String::new(), description.to_owned())
    } else {
        (first.trim().to_owned(), rest.trim().to_owned())
    }
}

#[cfg(test)]
mod tests;
