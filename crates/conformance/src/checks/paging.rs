//! Pages of lists.

use contract::{Capability, Limits, Page, ProblemCode, Sort, Submission};
use serde_json::Value;

use super::{PARTICIPATE, Source, check, read};
use crate::{
    Check,
    content::{encode, submissions_of},
    fail::Held,
    suite::{FINE, Suite},
};

pub(super) const CHECKS: &[Check] = &[
    read(
        "paging.limit",
        &[],
        Source::Section("Ground rules"),
        "limit is 20 when absent and from 1 to 100; anything else is 422.",
        limit,
    ),
    read(
        "paging.whole",
        &[],
        Source::Section("Ground rules"),
        "Page after page of one item gives every item of the whole list once, in its order.",
        whole,
    ),
    read(
        "paging.total",
        &[],
        Source::Section("Known quirks"),
        "total of a page, where it is told, counts what the filters leave.",
        total,
    ),
    read(
        "paging.cursor",
        &[],
        Source::Section("Known quirks"),
        "A cursor belongs to one list, order and seed; what no list gave is 400 bad-cursor.",
        cursor,
    ),
    check(
        "paging.while-writing",
        PARTICIPATE,
        &[Capability::Submit],
        Source::Section("Ground rules"),
        "New items that arrive between two pages neither repeat nor leave out an older one.",
        while_writing,
    ),
];

fn limit(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    let path = submissions_of(&thread);
    for wrong in ["0", "101", "-1", "x", "", "1.5"] {
        suite.get(format!("{path}?limit={wrong}")).wrong("limit invalid")?;
        suite.get(format!("/v1/threads?limit={wrong}")).wrong("limit invalid")?;
    }
    for (query, most) in
        [("limit=1", 1), ("limit=100", Limits::PAGE_MAX), ("", Limits::PAGE_DEFAULT)]
    {
        let answer = suite.get(format!("{path}?{query}")).send()?.is(200)?;
        let page: Page<Submission> = answer.read()?;
        let expected = all.len().min(most as usize);
        answer.equal("items", &page.items.len(), &expected)?;
        let more = page.next_cursor.is_some() == (all.len() > expected);
        answer.holds(more, "next_cursor exactly where there is more")?;
    }
    FINE
}

fn whole(suite: &Suite) -> Held {
    let (thread, _) = suite.reading()?;
    let path = submissions_of(&thread);
    let ids = |all: Vec<Submission>| all.into_iter().map(|one| one.id).collect::<Vec<_>>();
    for sort in Sort::ALL {
        let hidden =
            rules::results::check_sort(*sort, thread.voting.results, thread.phase).is_err();
        if hidden {
            continue;
        }
        let path = format!("{path}?sort={sort}&seed=7");
        let path = if *sort == Sort::Random { path } else { path.replace("&seed=7", "") };
        let listed = ids(suite.whole(&path, 100, None)?);
        let step = (listed.len() / 20).max(1);
        let stepped = ids(suite.whole(&path, step, None)?);
        let answer = suite.get(&path).send()?.is(200)?;
        answer.equal(&format!("by {sort}, {step} at a time"), &stepped, &listed)?;
        let mut once = listed.clone();
        once.sort_unstable();
        once.dedup();
        answer.equal(&format!("by {sort}, different items"), &once.len(), &listed.len())?;
    }
    FINE
}

fn total(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    let path = submissions_of(&thread);
    let kind = all.first().map(|one| one.kind);
    let of_kind = all.iter().filter(|one| Some(one.kind) == kind).count();
    let kind = kind.map_or("idea", contract::Kind::as_str);
    for (query, expected) in
        [("limit=1".to_owned(), all.len()), (format!("limit=1&kind={kind}"), of_kind)]
    {
        let answer = suite.get(format!("{path}?{query}")).send()?.is(200)?;
        let page: Page<Submission> = answer.read()?;
        if let Some(total) = page.total {
            answer.equal("total", &total, &(expected as u64))?;
        }
    }
    FINE
}

fn cursor(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    let path = submissions_of(&thread);
    for wrong in ["", "x", "1-0i0-1", "%00", "%F0%9F%92%A9"] {
        suite.get(format!("{path}?cursor={wrong}")).refused(ProblemCode::BadCursor)?;
        suite.get(format!("/v1/threads?cursor={wrong}")).refused(ProblemCode::BadCursor)?;
    }
    if all.len() < 2 {
        return FINE;
    }
    for (own, others) in [
        ("sort=newest", &["sort=discussed", "sort=random&seed=1"][..]),
        ("sort=random&seed=1", &["sort=random&seed=2", "sort=newest"]),
    ] {
        let page: Page<Value> = suite.get(format!("{path}?{own}&limit=1")).ok()?;
        let cursor = encode(&page.next_cursor.unwrap_or_default());
        suite.get(format!("{path}?{own}&limit=1&cursor={cursor}")).send()?.is(200)?;
        for other in others {
            suite
                .get(format!("{path}?{other}&limit=1&cursor={cursor}"))
                .refused(ProblemCode::BadCursor)?;
        }
        suite.get(format!("/v1/threads?cursor={cursor}")).refused(ProblemCode::BadCursor)?;
    }
    FINE
}

fn while_writing(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let thread = suite.plain()?;
    let mut before = Vec::new();
    for number in 0..6 {
        before.push(suite.submit(&thread, &author, &format!("Before {number}"))?.id);
    }
    before.reverse();
    let path = format!("{}?sort=newest&limit=2", submissions_of(&thread));
    let (mut found, mut cursor) = (Vec::new(), String::new());
    let mut number = 0;
    loop {
        let answer = suite.get(format!("{path}{cursor}")).send()?.is(200)?;
        let page: Page<Submission> = answer.read()?;
        found.extend(page.items.into_iter().map(|one| one.id));
        let reached = before.last().is_some_and(|oldest| found.contains(oldest));
        match page.next_cursor {
            Some(next) if !reached => cursor = format!("&cursor={}", encode(&next)),
            _ => {
                found.retain(|id| before.contains(id));
                return answer.equal("older items, page after page", &found, &before);
            }
        }
        suite.submit(&thread, &author, &format!("Meanwhile {number}"))?;
        number += 1;
    }
}
