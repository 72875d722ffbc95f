//! What checks read: whole lists, and a thread with something in it.

use contract::{Capability, Page, ProblemCode, Submission, Term, Thread, VoteChoice, VotingMode};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{
    Level,
    content::{encode, submissions_of},
    fail::{Held, Stop},
    people::Person,
    suite::Suite,
};

/// Items of a list that are read whole, at most.
const WHOLE_MAX: usize = 2_000;
/// Submissions of the thread that is filled for reading.
const FILLED: usize = 14;

impl Suite {
    /// All items of a list, page after page. `path` has a query already or
    /// none.
    pub(crate) fn whole<T: DeserializeOwned>(
        &self,
        path: &str,
        limit: usize,
        by: Option<&Person>,
    ) -> Held<Vec<T>> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let answer = self.get(format!("{path}{joint}limit={limit}{cursor}")).maybe_by(by);
            let answer = answer.send()?.is(200)?;
            let page: Page<T> = answer.read()?;
            let most = page.items.len() <= limit;
            answer.holds(most, format!("at most {limit} items on a page"))?;
            let empty = page.items.is_empty();
            items.extend(page.items);
            let Some(next) = page.next_cursor else { return Ok(items) };
            answer.holds(!empty, "next_cursor null after an empty page")?;
            if items.len() > WHOLE_MAX {
                let needed = format!("a --thread of at most {WHOLE_MAX} submissions");
                return Err(Stop::needs(needed));
            }
            cursor = format!("&cursor={}", encode(&next));
        }
    }

    /// All submissions of a thread for a query (`sort=newest`).
    pub(crate) fn all(
        &self,
        thread: &Thread,
        query: &str,
        by: Option<&Person>,
    ) -> Held<Vec<Submission>> {
        self.whole(&format!("{}?{query}", submissions_of(thread)), 100, by)
    }

    /// A thread to read with its submissions, newest first: one that was
    /// filled for it, the given one, or the one that holds most.
    pub(crate) fn reading(&self) -> Held<(Thread, Vec<Submission>)> {
        let known = self.lock(&self.to_read).clone();
        let id = if let Some(id) = known {
            id
        } else {
            let id = self.something_to_read()?.id;
            *self.lock(&self.to_read) = Some(id.clone());
            id
        };
        let thread: Thread = self.get(format!("/v1/threads/{id}")).ok()?;
        let all = self.all(&thread, "sort=newest", None)?;
        if all.is_empty() {
            return Err(Stop::needs("a --thread with submissions in it"));
        }
        Ok((thread, all))
    }

    fn something_to_read(&self) -> Held<Thread> {
        let can_write = self.options.level >= Level::Participate
            && self.offers(Capability::Submit)
            && self.official().is_ok()
            && self.participant(1).is_ok();
        if can_write {
            return self.fill();
        }
        if let Some(slug) = &self.options.thread {
            return self.get(format!("/v1/threads/{slug}")).ok();
        }
        let page: Page<Thread> = self.get("/v1/threads?limit=100").ok()?;
        let most = page.items.into_iter().max_by_key(|thread| {
            let count = thread.counts.submissions;
            if count <= 1_000 { count } else { 0 }
        });
        most.ok_or_else(|| Stop::needs("a thread to read: --thread"))
    }

    /// Opens a thread and fills it.
    fn fill(&self) -> Held<Thread> {
        let thread = self.open(json!({}))?;
        let authors: Vec<Person> = (1..=4).map_while(|n| self.participant(n).ok()).collect();
        let term = |terms: &[Term], number: usize| {
            let place = number.checked_rem(terms.len())?;
            terms.get(place).map(|term| term.id.clone())
        };
        let value = match thread.voting.mode {
            VotingMode::Opinion => [VoteChoice::Agree, VoteChoice::Disagree, VoteChoice::Pass],
            VotingMode::Support => [VoteChoice::Support; 3],
        };
        let values = value.iter().cycle();
        for number in 0..FILLED {
            let Some(author) = authors.get(number % authors.len().max(1)) else { break };
            let language = self.forum.languages.get(number % self.forum.languages.len().max(1));
            let with = json!({
                "kind": term(&self.forum.kinds, number), "theme": term(&self.forum.themes, number / 2),
                "groups": term(&self.forum.groups, number / 3).into_iter().collect::<Vec<_>>(),
                "language": language.unwrap_or(&self.forum.default_language),
            });
            let title = format!("Reading number {number} ครั้งที่ {number}");
            let made = self.submit_with(&thread, author, &title, with)?;
            for (voter, value) in
                authors.iter().take(number % 5).zip(values.clone().skip(number % 3))
            {
                let lets =
                    self.offers(Capability::VoteOpinion) || self.offers(Capability::VoteSupport);
                if lets {
                    self.vote(&made.id, voter, *value)?;
                }
            }
            for said in 0..(number * 7 % 4) {
                if self.offers(Capability::Comments) {
                    let body = json!({"body": format!("Comment {said}"), "stance": "neutral"});
                    self.comment(&made.id, author, &body)?;
                }
            }
            let broad = u32::try_from(number).unwrap_or(0);
            if number % 4 == 1 && thread.voting.mode == VotingMode::Opinion {
                self.fill_sectors(&made.id, broad)?;
            }
        }
        Ok(thread)
    }

    /// Votes of five people of each of two sectors, so many of them against,
    /// where the suite can make people.
    fn fill_sectors(&self, id: &str, against: u32) -> Held {
        for place in 0..2 {
            let Some(sector) = self.forum.sectors.get(place).map(|sector| &sector.id) else {
                break;
            };
            for number in 0..5 {
                let person = self.stranger(&format!("{sector} {number}"), Some(sector));
                let Ok(person) = person else { return Ok(()) };
                let value =
                    if number < against / 4 { VoteChoice::Disagree } else { VoteChoice::Agree };
                self.vote(id, &person, value)?;
            }
        }
        Ok(())
    }

    /// Holds that nobody but its author finds a submission, and that others
    /// are told the same as of an id that nothing has.
    pub(crate) fn absent_for_others(&self, id: &str, others: &[Option<&Person>]) -> Held {
        for other in others {
            for rest in ["", "/history", "/comments"] {
                let one =
                    self.get(format!("/v1/submissions/{id}{rest}")).maybe_by(*other).send()?;
                one.problem(ProblemCode::NotFound)?;
                let unknown = format!("/v1/submissions/{}{rest}", self.unknown_id());
                let unknown = self.get(unknown).maybe_by(*other).send()?;
                let same = one.bytes() == unknown.bytes();
                one.holds(same, format!("the same body as of an unknown id: {}", unknown.text()))?;
            }
        }
        Ok(())
    }

    /// An id of the right form that nothing has.
    #[expect(clippy::unused_self, reason = "reads as what it is where it is called")]
    pub(crate) const fn unknown_id(&self) -> &'static str {
        "0198c0de-7c1d-7000-8000-00000000c0de"
    }
}
