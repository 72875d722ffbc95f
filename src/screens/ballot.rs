//! How a vote control shows a ballot: what is allowed now, and what became of
//! the last click.

use std::{rc::Rc, sync::Arc};

use contract::{Phase, ResultsRule, State, Submission, Thread, VotingMode};

use crate::{
    components::{
        Cx,
        card::{CardProps, title_id},
        vote::{VoteProps, VoteView},
    },
    i18n::Key,
    state::{App, Ballot, Progress, Route},
};

/// What a vote control of this submission needs.
pub(super) fn props(app: App, cx: &Cx, thread: &Arc<Thread>, submission: &Submission) -> VoteProps {
    let ballot = app.ballot(submission);
    let blocked = blocked(app, cx, thread, submission.state);
    let id = submission.id.clone();
    let mode = thread.voting.mode;
    VoteProps {
        mode,
        label_id: title_id(&submission.id),
        view: Rc::new(move || view(app, mode, blocked.clone(), ballot.get())),
        on_vote: Rc::new(move |vote| app.vote(&id, vote)),
    }
}

/// What a card of this submission needs.
pub(super) fn card(app: App, cx: &Cx, thread: &Arc<Thread>, submission: &Submission) -> CardProps {
    let route = Route::Submission { id: submission.id.clone() };
    CardProps {
        href: app.href(&route),
        open: Rc::new(move |()| app.go(route.clone())),
        vote: props(app, cx, thread, submission),
        hidden: hidden(app, thread),
    }
}

/// Why nobody can vote now, in words.
fn blocked(app: App, cx: &Cx, thread: &Thread, state: State) -> Option<String> {
    let key = match thread.phase {
        _ if !cx.votes(thread.voting.mode) => Key::VoteNone,
        _ if state != State::Published => Key::VoteUnpublished,
        _ if thread.locked => Key::ThreadLocked,
        Phase::Upcoming | Phase::Collecting => Key::VoteNotYet,
        Phase::Closed | Phase::Answered => Key::VoteOver,
        Phase::Open | Phase::Voting => return None,
    };
    Some(app.i18n.t(key))
}

/// Why there is no tally, in words.
pub(super) fn hidden(app: App, thread: &Thread) -> String {
    let i18n = app.i18n;
    match (thread.voting.results, &thread.closes_at) {
        (ResultsRule::AfterVote, _) => i18n.t(Key::TallyHiddenAfterVote),
        (ResultsRule::AfterClose, Some(at)) => {
            i18n.t_with(Key::TallyHiddenUntil, &[("date", &i18n.date(at))])
        }
        (ResultsRule::AfterClose, None) => i18n.t(Key::TallyHiddenAfterClose),
        (ResultsRule::Always, _) => i18n.t(Key::TallyNone),
    }
}

fn view(app: App, mode: VotingMode, blocked: Option<String>, ballot: Ballot) -> VoteView {
    let i18n = app.i18n;
    let note = match &ballot.progress {
        // In words only where a line stands there already: nothing may jump.
        Progress::Busy if mode == VotingMode::Opinion && ballot.vote.is_some() => {
            Some(i18n.t(Key::VoteSending))
        }
        Progress::Waiting => Some(i18n.t(Key::VoteWaiting)),
        Progress::Failed(error) => {
            Some(i18n.t_with(Key::VoteFailed, &[("reason", &app.explain(error))]))
        }
        Progress::Idle | Progress::Busy | Progress::Done => None,
    };
    VoteView {
        mine: ballot.vote,
        tally: ballot.tally,
        sending: ballot.progress == Progress::Busy,
        note,
        blocked,
    }
}

/// The words that a component may know, for this widget.
pub(super) fn cx(app: App) -> Option<Cx> {
    let forum = app.session.forum.get_untracked()?;
    Some(Cx { i18n: app.i18n, forum, level: app.heading_level() })
}
