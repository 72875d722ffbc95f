//! Threads as everybody reads them.

use contract::{Page, Thread};
use rules::{phases::Schedule, results};

use super::{Source, read};
use crate::{
    Check,
    fail::Held,
    suite::{FINE, Suite},
};

/// How far the clocks of the backend and of this machine may be apart, ms.
const SKEW_MS: i64 = 120_000;

pub(super) const CHECKS: &[Check] = &[
    read(
        "threads.shape",
        &[],
        Source::Operation("list_threads"),
        "GET /v1/threads is a page of threads, and each is found by its id and by its slug as it stands in the list.",
        shape,
    ),
    read(
        "threads.pinned-first",
        &[],
        Source::Operation("list_threads"),
        "Pinned threads come first.",
        pinned_first,
    ),
    read(
        "threads.phase",
        &[],
        Source::Section("Ground rules"),
        "A thread's phase follows from its dates, its answer and now.",
        phase,
    ),
    read(
        "threads.counts",
        &[],
        Source::Section("Ground rules"),
        "A thread counts its published submissions, their published comments and the votes on them; no votes while results are hidden from everybody.",
        counts,
    ),
];

fn all(suite: &Suite) -> Held<Vec<Thread>> {
    suite.whole("/v1/threads", 100, None)
}

fn shape(suite: &Suite) -> Held {
    let answer = suite.get("/v1/threads?limit=5").send()?.is(200)?;
    let page: Page<Thread> = answer.read()?;
    for thread in page.items {
        for name in [&thread.id, &thread.slug] {
            let answer = suite.get(format!("/v1/threads/{name}")).send()?.is(200)?;
            let one: Thread = answer.read()?;
            // Votes come in meanwhile.
            let same = (&one.id, &one.slug, &one.title, one.version)
                == (&thread.id, &thread.slug, &thread.title, thread.version);
            answer.holds(same, format!("the thread {:?} as it stands in the list", thread.slug))?;
        }
    }
    FINE
}

fn pinned_first(suite: &Suite) -> Held {
    let answer = suite.get("/v1/threads?limit=100").send()?.is(200)?;
    let pinned = answer.read::<Page<Thread>>()?.items.into_iter().map(|thread| thread.pinned);
    let pinned: Vec<_> = pinned.collect();
    answer.holds(pinned.is_sorted_by(|a, b| a >= b), "no pinned thread after one that is not")
}

fn phase(suite: &Suite) -> Held {
    let now = suite.now();
    let answer = suite.get("/v1/threads?limit=100").send()?.is(200)?;
    for thread in answer.read::<Page<Thread>>()?.items {
        let schedule = Schedule::of(&thread);
        let possible = [now - SKEW_MS, now, now + SKEW_MS].map(|at| schedule.phase(at));
        let expected = format!("thread {:?} in phase {}", thread.slug, possible[1]);
        answer.holds(possible.contains(&thread.phase), expected)?;
    }
    answer.holds(true, "threads")
}

fn counts(suite: &Suite) -> Held {
    let mut threads = all(suite)?;
    threads.sort_by_key(|thread| thread.counts.submissions);
    let (reading, _) = suite.reading()?;
    threads.truncate(3);
    for thread in threads.into_iter().chain([reading]) {
        let submissions = suite.all(&thread, "sort=newest", None)?;
        let answer = suite.get(format!("/v1/threads/{}", thread.id)).send()?.is(200)?;
        let counts = answer.read::<Thread>()?.counts;
        answer.equal("counts.submissions", &counts.submissions, &(submissions.len() as u64))?;
        let comments = submissions.iter().map(|one| u64::from(one.comments_count)).sum();
        answer.equal("counts.comments", &counts.comments, &comments)?;
        let public = results::public(thread.voting.results, thread.phase);
        if !public {
            answer.equal("counts.votes", &counts.votes, &None)?;
            continue;
        }
        let tallies = submissions.iter().filter_map(|one| one.tally.as_ref());
        let votes = tallies.map(|tally| u64::from(tally.participants)).sum();
        answer.equal("counts.votes", &counts.votes, &Some(votes))?;
    }
    FINE
}
