//! Orders of submissions, held against the tallies that are shown.

use contract::{Capability, ProblemCode, SectorTally, Sort, Submission, Tally, Thread};
use rules::{ranking, results};
use serde_json::json;

use super::{MODERATE, PARTICIPATE, Source, check, read};
use crate::{
    Check,
    content::submissions_of,
    fail::{Held, Stop},
    suite::{FINE, Suite},
};

/// Differences of scores below this come from arithmetic.
const NEAR: f64 = 1e-9;

pub(super) const CHECKS: &[Check] = &[
    read(
        "sorts.newest",
        &[],
        Source::Operation("list_submissions"),
        "sort=newest, which holds when none is asked for: the newest first.",
        newest,
    ),
    read(
        "sorts.support",
        &[],
        Source::Section("Known quirks"),
        "sort=support goes by the lower bound of the 95 % Wilson interval of agree among agree and disagree, or by the number of supports.",
        support,
    ),
    read(
        "sorts.broad",
        &[Capability::Sectors],
        Source::Section("Known quirks"),
        "sort=broad goes by broad; those without it come last.",
        broad,
    ),
    read(
        "sorts.discussed",
        &[Capability::Comments],
        Source::Operation("list_submissions"),
        "sort=discussed: most comments first.",
        discussed,
    ),
    read(
        "sorts.random",
        &[],
        Source::Section("Known quirks"),
        "sort=random is the same with the same seed, another with another, and without one the seed is the empty text.",
        random,
    ),
    read(
        "sorts.unseen-by-nobody",
        &[],
        Source::Section("Known quirks"),
        "sort=unseen: the oldest first, and all of them for an anonymous reader.",
        unseen_by_nobody,
    ),
    read(
        "sorts.unknown",
        &[],
        Source::Section("Known quirks"),
        "An order that there is not is 422.",
        unknown,
    ),
    check(
        "sorts.unseen",
        PARTICIPATE,
        &[Capability::Submit],
        Source::Section("Known quirks"),
        "sort=unseen leaves out what one has voted on.",
        unseen,
    ),
    check(
        "sorts.pinned",
        MODERATE,
        &[Capability::Submit, Capability::Moderation],
        Source::Section("Known quirks"),
        "Pinned submissions come first in every order.",
        pinned,
    ),
];

/// A whole list by an order, and a score of each item by which none may be
/// greater than the one before. Pinned ones are a list of their own before it.
fn descending(
    suite: &Suite,
    sort: Sort,
    score: impl Fn(&Thread, &Submission) -> Option<f64>,
) -> Held {
    let (thread, _) = suite.reading()?;
    let path = format!("{}?sort={sort}", submissions_of(&thread));
    let items: Vec<Submission> = suite.whole(&path, 100, None)?;
    let answer = suite.get(format!("{path}&limit=100")).send()?.is(200)?;
    let scores: Option<Vec<_>> = items.iter().map(|one| score(&thread, one)).collect();
    let scores = scores.ok_or_else(|| answer.fail("a tally in each"))?;
    for (pair, scores) in items.windows(2).zip(scores.windows(2)) {
        let ([one, next], [score, greater]) = (pair, scores) else { continue };
        let in_order = one.pinned != next.pinned || *greater <= score + NEAR;
        let expected =
            format!("{} ({score}) not before {} ({greater})", one.reference, next.reference);
        answer.holds(in_order, expected)?;
        answer.holds(one.pinned || !next.pinned, "pinned ones first")?;
    }
    answer.holds(!items.is_empty(), "submissions")
}

fn refuse_hidden(suite: &Suite) -> Held {
    let (thread, _) = suite.reading()?;
    if results::public(thread.voting.results, thread.phase) {
        return FINE;
    }
    Err(Stop::needs("a --thread whose results are shown"))
}

fn newest(suite: &Suite) -> Held {
    descending(suite, Sort::Newest, |_, one| moment(one))?;
    let (thread, _) = suite.reading()?;
    let path = submissions_of(&thread);
    let ids = |all: Vec<Submission>| all.into_iter().map(|one| one.id).collect::<Vec<_>>();
    let asked = ids(suite.whole(&format!("{path}?sort=newest"), 100, None)?);
    let answer = suite.get(&*path).send()?.is(200)?;
    answer.equal("without an order", &ids(suite.whole(&path, 100, None)?), &asked)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds fit exactly")]
fn moment(one: &Submission) -> Option<f64> {
    rules::time::parse_ms(&one.created_at).map(|ms| ms as f64)
}

/// The counts of a tally.
pub(super) fn counts(tally: &Tally) -> SectorTally {
    let Tally { agree, disagree, pass, support, .. } = *tally;
    SectorTally { agree, disagree, pass, support }
}

fn support(suite: &Suite) -> Held {
    refuse_hidden(suite)?;
    descending(suite, Sort::Support, |thread, one| {
        let votes = counts(one.tally.as_ref()?);
        Some(ranking::support_score(thread.voting.mode, &votes))
    })
}

fn broad(suite: &Suite) -> Held {
    refuse_hidden(suite)?;
    descending(suite, Sort::Broad, |_, one| Some(ranking::broad_score(one.tally.as_ref()?.broad)))
}

fn discussed(suite: &Suite) -> Held {
    descending(suite, Sort::Discussed, |_, one| Some(f64::from(one.comments_count)))
}

fn ids(suite: &Suite, thread: &Thread, query: &str) -> Held<Vec<String>> {
    Ok(suite.all(thread, query, None)?.into_iter().map(|one| one.id).collect())
}

fn random(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    let seven = ids(suite, &thread, "sort=random&seed=7")?;
    let again = ids(suite, &thread, "sort=random&seed=7")?;
    let path = submissions_of(&thread);
    let answer = suite.get(format!("{path}?sort=random&seed=7")).send()?.is(200)?;
    answer.equal("the same seed again", &again, &seven)?;
    let empty = ids(suite, &thread, "sort=random&seed=")?;
    answer.equal("without a seed", &ids(suite, &thread, "sort=random")?, &empty)?;
    let mut orders = vec![seven, empty];
    for seed in ["1", "2", "มกราคม"] {
        let seed = crate::content::encode(seed);
        orders.push(ids(suite, &thread, &format!("sort=random&seed={seed}"))?);
    }
    orders.sort();
    orders.dedup();
    // Two of five orders of three items may be the same by chance.
    answer.holds(all.len() < 5 || orders.len() > 2, "other orders with other seeds")
}

fn unseen_by_nobody(suite: &Suite) -> Held {
    descending(suite, Sort::Unseen, |_, one| moment(one).map(|at| -at))?;
    let (thread, all) = suite.reading()?;
    let answer = suite.get(format!("{}?sort=unseen", submissions_of(&thread))).send()?.is(200)?;
    answer.equal("items", &ids(suite, &thread, "sort=unseen")?.len(), &all.len())
}

fn unknown(suite: &Suite) -> Held {
    let (thread, _) = suite.reading()?;
    for wrong in ["best", "", "NEWEST"] {
        let path = format!("{}?sort={wrong}", submissions_of(&thread));
        suite.get(path).wrong("sort unknown")?;
    }
    suite.get(format!("{}?seed={}", submissions_of(&thread), "x".repeat(65))).wrong("seed too_long")
}

fn unseen(suite: &Suite) -> Held {
    let thread = suite.opinion()?;
    let author = suite.participant(1)?;
    let seen = suite.submit(&thread, &author, "Seen")?;
    let not = suite.submit(&thread, &author, "Not seen")?;
    suite.vote(&seen.id, &author, contract::VoteChoice::Pass)?;
    let path = format!("{}?sort=unseen&limit=100", submissions_of(&thread));
    let answer = suite.get(path).by(&author).send()?.is(200)?;
    let left = suite.all(&thread, "sort=unseen", Some(&author))?;
    let has = |id: &str| left.iter().any(|one| one.id == id);
    answer.holds(has(&not.id), "what they have not voted on")?;
    answer.holds(!has(&seen.id), "not what they have voted on")
}

fn pinned(suite: &Suite) -> Held {
    let moderator = suite.moderator(1)?;
    let author = suite.participant(1)?;
    let thread = suite.plain()?;
    let first = suite.submit(&thread, &author, "Older, and pinned")?;
    let second = suite.submit(&thread, &author, "Newer")?;
    let decision = json!({"target": {"kind": "submission", "id": first.id}, "action": "pin"});
    let made: contract::Decision =
        suite.post("/v1/moderation/decisions", &decision).by(&moderator).created()?;
    let mut held = FINE;
    for sort in Sort::ALL {
        if held.is_ok() {
            held = (|| {
                let query = format!("sort={sort}");
                let path = format!("{}?{query}", submissions_of(&thread));
                let answer = suite.get(path).send()?.is(200)?;
                let all = suite.all(&thread, &query, None)?;
                let place = |id: &str| all.iter().position(|one| one.id == id);
                answer.holds(place(&first.id) < place(&second.id), "the pinned one first")?;
                let shown = all.iter().find(|one| one.id == first.id);
                answer.holds(shown.is_some_and(|one| one.pinned), "pinned true")
            })();
        }
    }
    let undo = suite.delete(format!("/v1/moderation/decisions/{}", made.id)).by(&moderator).send();
    held.and(undo.map(drop))
}

/// Orders that would tell hidden results are refused.
pub(super) fn refused(suite: &Suite, thread: &Thread) -> Held {
    for sort in [Sort::Support, Sort::Broad] {
        let path = format!("{}?sort={sort}", submissions_of(thread));
        suite.get(path).refused(ProblemCode::ResultsHidden)?;
    }
    FINE
}
