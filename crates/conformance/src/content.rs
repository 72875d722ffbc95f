//! What checks write: threads, submissions, votes.

use std::time::{Duration, Instant};

use contract::{
    Capability, Comment, Phase, ResultsRule, State, Submission, Thread, VoteChoice, VoteResult,
    VotingMode,
};
use rules::time::{format_ms, parse_ms};
use serde_json::{Value, json};

use crate::{
    fail::{Held, Stop},
    people::Person,
    suite::Suite,
};

impl Suite {
    /// Opens a thread of the suite's own; `with` goes over one that is open at
    /// once, without end, with results that are always shown.
    pub(crate) fn open(&self, with: Value) -> Held<Thread> {
        let official = self.official()?;
        let draft = self.draft_thread(with);
        let answer = self.post("/v1/threads", &draft).by(&official).send()?.is(201)?;
        let thread: Thread = answer.read()?;
        self.lock(&self.made).threads.push(thread.id.clone());
        Ok(thread)
    }

    /// A thread to open.
    pub(crate) fn draft_thread(&self, with: Value) -> Value {
        let number = self.fresh();
        let mut draft = json!({
            "slug": format!("conformance-{}-{number}", self.tag), "kind": "proposals",
            "title": format!("Conformance {} {number}", self.tag),
            "summary": "Made by a run of the conformance suite.",
            "language": self.forum.default_language, "promise": "consult",
            "voting": self.voting(ResultsRule::Always),
        });
        merge(&mut draft, with);
        draft
    }

    /// How people vote in most checks.
    pub(crate) fn voting(&self, results: ResultsRule) -> Value {
        let mode = if self.offers(Capability::VoteOpinion) || !self.offers(Capability::VoteSupport)
        {
            VotingMode::Opinion
        } else {
            VotingMode::Support
        };
        json!({"mode": mode, "budget": null, "results": results, "answer_at": null})
    }

    /// An open thread whose results are always shown: one of the suite's own,
    /// or the one that was given.
    pub(crate) fn plain(&self) -> Held<Thread> {
        let missing = match self.official() {
            Ok(_) => return self.open(json!({})),
            Err(Stop::Skipped(missing)) => missing,
            Err(other) => return Err(other),
        };
        let Some(slug) = &self.options.thread else {
            return Err(Stop::Skipped(format!("{missing}; or --thread")));
        };
        let thread: Thread = self.get(format!("/v1/threads/{slug}")).ok()?;
        let fits = thread.phase == Phase::Open
            && thread.voting.results == ResultsRule::Always
            && !thread.premoderated
            && !thread.newcomers_held
            && !thread.locked;
        if fits {
            return Ok(thread);
        }
        Err(Stop::needs("a --thread that is open, not moderated before, with results always shown"))
    }

    /// The same, with votes of opinion.
    pub(crate) fn opinion(&self) -> Held<Thread> {
        let thread = self.plain()?;
        if thread.voting.mode == VotingMode::Opinion {
            Ok(thread)
        } else {
            Err(Stop::needs("a --thread with votes of opinion"))
        }
    }

    /// A thread with a moment that comes soon (its end, or its vote), and how
    /// long until then. `with` makes the draft for the moment.
    pub(crate) fn ending(&self, with: impl Fn(&str) -> Value) -> Held<(Thread, Wait)> {
        // Until then a check sends some twenty requests.
        let soon = 1_500 + i64::try_from(self.client.pace().as_millis()).unwrap_or(0) * 40;
        let at = self.backend_now()? + soon;
        let thread = self.open(with(&format_ms(at)))?;
        Ok((thread, Wait { until: Instant::now() + millis(soon) }))
    }

    /// Now by the backend's clock, ms: what it says of something just made.
    fn backend_now(&self) -> Held<i64> {
        let known = *self.lock(&self.skew);
        let skew = if let Some(skew) = known {
            skew
        } else {
            let thread = self.open(json!({}))?;
            // Rather too early than too late: then the moment has come.
            let after = self.now();
            let skew = parse_ms(&thread.created_at).map_or(0, |at| at - after);
            *self.lock(&self.skew) = Some(skew);
            skew
        };
        Ok(self.now() + skew)
    }

    /// A submission to make.
    pub(crate) fn draft(&self, title: &str) -> Value {
        let kind = self.forum.kinds.first().map_or("idea", |kind| kind.id.as_str());
        json!({"kind": kind, "title": title, "body": "Because.", "language": self.forum.default_language})
    }

    /// Submits.
    pub(crate) fn submit(&self, thread: &Thread, by: &Person, title: &str) -> Held<Submission> {
        self.submit_with(thread, by, title, json!({}))
    }

    /// Submits with more than a title.
    pub(crate) fn submit_with(
        &self,
        thread: &Thread,
        by: &Person,
        title: &str,
        with: Value,
    ) -> Held<Submission> {
        let mut draft = self.draft(title);
        merge(&mut draft, with);
        let answer = self.post(submissions_of(thread), &draft).by(by).send()?;
        if answer.status == 202 {
            let pending: Submission = answer.read()?;
            self.remember(&pending, by);
            return Err(Stop::needs(
                "a thread in which what participants send is published at once",
            ));
        }
        let made: Submission = answer.is(201)?.read()?;
        self.remember(&made, by);
        Ok(made)
    }

    /// Withdraws a submission at the end of the run.
    pub(crate) fn remember(&self, submission: &Submission, by: &Person) {
        self.lock(&self.made).submissions.push((submission.id.clone(), by.clone()));
    }

    /// A submission as somebody reads it.
    pub(crate) fn submission(&self, id: &str, by: Option<&Person>) -> Held<Submission> {
        self.get(format!("/v1/submissions/{id}")).maybe_by(by).ok()
    }

    /// Votes.
    pub(crate) fn vote(&self, id: &str, by: &Person, value: VoteChoice) -> Held<VoteResult> {
        let body = json!({"value": value});
        self.put(format!("/v1/submissions/{id}/vote"), &body).by(by).ok()
    }

    /// Comments.
    pub(crate) fn comment(&self, id: &str, by: &Person, body: &Value) -> Held<Comment> {
        let answer = self.post(format!("/v1/submissions/{id}/comments"), body).by(by).send()?;
        answer.is(201)?.read()
    }
}

/// A moment that a check waits for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    until: Instant,
}

impl Wait {
    /// Waits until it is over, and a little more.
    pub(crate) fn over(self) {
        let left = self.until.saturating_duration_since(Instant::now());
        std::thread::sleep(left + millis(150));
    }
}

fn millis(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}

/// The address of a thread's submissions.
pub(crate) fn submissions_of(thread: &Thread) -> String {
    format!("/v1/threads/{}/submissions", thread.slug)
}

/// Whether everybody reads it.
pub(crate) fn is_published(submission: &Submission) -> bool {
    submission.state == State::Published
}

/// Puts the members of one object over another's; what is `null` goes.
pub(crate) fn merge(into: &mut Value, with: Value) {
    if let (Value::Object(into), Value::Object(with)) = (into, with) {
        into.extend(with);
        into.retain(|name, value| !value.is_null() || !["theme", "kind"].contains(&name.as_str()));
    }
}

/// Percent-encodes all but letters and digits.
pub(crate) fn encode(text: &str) -> String {
    let part = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    text.bytes().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(encode("a b&ก-_."), "a%20b%26%E0%B8%81-_.");
    }

    #[test]
    fn members_go_over_members() {
        let mut into = json!({"a": 1, "theme": "x"});
        merge(&mut into, json!({"a": 2, "theme": null, "b": null}));
        assert_eq!(into, json!({"a": 2, "b": null}));
    }
}
