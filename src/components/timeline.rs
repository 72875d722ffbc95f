//! The phases of a thread in time.

use contract::{Phase, Thread};

use super::{
    Cx, author,
    dom::{El, el, span},
};
use crate::i18n::Key;

/// The milestones, with the one that was reached last marked as now.
#[must_use]
pub fn phases(cx: &Cx, thread: &Thread) -> Option<El> {
    let t = |key| cx.i18n.t(key);
    let reached = match thread.phase {
        Phase::Upcoming => 0,
        Phase::Collecting | Phase::Open => 1,
        Phase::Voting => 2,
        Phase::Closed => 3,
        Phase::Answered => 4,
    };
    let answered_at = thread.response.as_ref().map(|response| &response.published_at);
    let steps = [
        (1, Key::TimelineOpens, thread.opens_at.as_ref().or(Some(&thread.created_at))),
        (2, Key::TimelineVoting, thread.voting_opens_at.as_ref()),
        (3, Key::TimelineCloses, thread.closes_at.as_ref()),
        (4, Key::TimelineAnswer, answered_at),
    ];
    let shown = |rank: u8, at: Option<&String>| at.is_some() || rank == 4;
    let now = steps
        .iter()
        .filter(|(rank, _, at)| *rank <= reached && shown(*rank, *at))
        .map(|(rank, ..)| *rank)
        .max();
    let mut list = el("ol", "phases");
    for (rank, key, at) in steps {
        if !shown(rank, at) {
            continue;
        }
        let (class, mark) = match now {
            Some(now) if rank == now => ("phase phase-now", Some(t(Key::TimelineNow))),
            Some(now) if rank < now => ("phase phase-done", Some(t(Key::TimelineDone))),
            _ => ("phase", None),
        };
        let mut step = el("li", class).add(el("b", "").text(&t(key)));
        if rank == now.unwrap_or_default() {
            step = step.attr("aria-current", "step");
        }
        if let Some(at) = at {
            step = step.add(author::time(at, &cx.i18n.date(at)));
        }
        if let Some(mark) = mark {
            step = step.add(span("sr", &["(", &mark, ")"].concat()));
        }
        list = list.add(step);
    }
    thread.closes_at.is_some().then_some(list)
}
