//! What the browser keeps, and what follows from it by the forum's rules.

use std::collections::BTreeMap;

use contract::{
    Author, Comment, Forum, SectorTally, Sort, State, Submission, Tally, VoteChoice, VotingMode,
};
use rules::{
    ranking::{self, Standing},
    search,
    tally::{Cell, tally},
    time,
};

use super::super::{ListQuery, wire::shapes};
use crate::browser::NORMALIZER;

/// The one person.
pub(super) const PERSON: &str = "you";

/// A submission as the browser keeps it.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: String,
    /// Without tally, which follows from the cells and the person's vote.
    pub(super) submission: Submission,
    /// The votes of others, by sector.
    pub(super) cells: BTreeMap<String, SectorTally>,
    /// The key that it was created with.
    pub(super) key: String,
    pub(super) shuffle: u64,
}

/// A comment as the browser keeps it.
#[derive(Debug, Clone)]
pub(super) struct CommentRow {
    pub(super) id: String,
    pub(super) comment: Comment,
    pub(super) key: String,
}

shapes! {
    Row { id, submission, cells, key, shuffle }
    CommentRow { id, comment, key }
}

/// Without a name: it is whoever looks.
pub(super) fn person() -> Author {
    Author { id: PERSON.to_owned(), ..Author::default() }
}

impl Row {
    /// As the person sees it.
    pub(super) fn told(mut self, forum: &Forum) -> Submission {
        self.submission.tally = Some(self.tally(forum));
        self.submission.mine = self.submission.author.id == PERSON;
        self.submission
    }

    pub(super) fn own(&self) -> SectorTally {
        let one = |choice| u32::from(self.submission.my_vote == Some(choice));
        SectorTally {
            agree: one(VoteChoice::Agree),
            disagree: one(VoteChoice::Disagree),
            pass: one(VoteChoice::Pass),
            support: one(VoteChoice::Support),
        }
    }

    pub(super) fn tally(&self, forum: &Forum) -> Tally {
        let others =
            self.cells.iter().map(|(sector, votes)| Cell { sector: Some(sector), votes: *votes });
        let own = Cell { sector: None, votes: self.own() };
        let sectors = forum.sectors.iter().map(|sector| sector.id.as_str());
        tally(sectors, others.chain([own]))
    }

    pub(super) fn score(&self, sort: Sort, multiplier: u32, forum: &Forum) -> f64 {
        let all = self.tally(forum);
        let votes = SectorTally {
            agree: all.agree,
            disagree: all.disagree,
            pass: all.pass,
            support: all.support,
        };
        let standing = Standing {
            votes,
            broad: all.broad,
            comments: self.submission.comments_count,
            created_at: time::parse_ms(&self.submission.created_at).unwrap_or_default(),
            shuffle: self.shuffle.try_into().unwrap_or_default(),
        };
        ranking::score(sort, VotingMode::Opinion, multiplier, &standing)
    }

    pub(super) fn matches(&self, query: &ListQuery, words: &[String]) -> bool {
        let it = &self.submission;
        let any = |wanted: &str, has: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.split(',').any(has)
        };
        let same = |has: &Option<String>, word: &str| has.as_deref() == Some(word);
        it.state == State::Published
            && (!query.mine || it.author.id == PERSON)
            && any(&query.theme, &|word| same(&it.theme, word))
            && any(&query.group, &|word| it.groups.iter().any(|group| group == word))
            && any(&query.sector, &|word| same(&it.author.sector, word))
            && any(&query.country, &|word| same(&it.author.country, word))
            && any(&query.status, &|word| it.status.as_str() == word)
            && any(&query.language, &|word| it.language == word)
            && any(&query.kind, &|word| it.kind.as_str() == word)
            && (query.sort != Some(Sort::Unseen) || it.my_vote.is_none())
            && found(&[it.title.as_str(), " ", &it.body].concat(), words)
    }
}

/// Whether a text holds every word, folded as the server folds it.
fn found(text: &str, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let keys = search::keys(text, &NORMALIZER);
    words
        .iter()
        .all(|word| keys.exact.contains(word.as_str()) || keys.loose.contains(word.as_str()))
}
