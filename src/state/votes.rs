//! Votes: shown at once, sent in order, undone when the backend refuses.
//!
//! However fast a person clicks, one request for a submission is under way at
//! a time, and after it only their last intent is sent.

use std::collections::BTreeMap;

use crate::reactive::ArcRwSignal;
use contract::{Submission, Tally, VoteChoice, VoteResult};
use rules::tally::recast;

use super::{App, Progress, WaitingKind};
use crate::{backend::BackendError, browser, events::Happening, i18n::Key};

/// A person's vote on one submission, and the votes of all, as shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ballot {
    /// The person's vote.
    pub vote: Option<VoteChoice>,
    /// The votes of all; `None` while they are hidden.
    pub tally: Option<Tally>,
    /// The votes of organisations for which the person votes.
    pub organisations: BTreeMap<String, VoteChoice>,
    /// `Busy` until the backend has the vote, `Waiting` while there is no
    /// connection, `Failed` when it was undone.
    pub progress: Progress,
}

/// A vote that a person wants; `None` takes theirs back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish(pub(super) Option<VoteChoice>);

/// What is known and wanted of one submission's vote.
pub(super) struct Lane {
    shown: ArcRwSignal<Ballot>,
    /// As the backend last told it.
    confirmed: Ballot,
    /// What the person wants, while it is not sent.
    intent: Option<Wish>,
    sending: bool,
    /// How many votes had been saved with this one; 0 before the first.
    saved: u32,
}

impl Ballot {
    /// With a vote of the person that the backend does not have yet.
    fn with(mut self, vote: Option<VoteChoice>, progress: Progress) -> Self {
        self.tally = self.tally.map(|tally| recast(&tally, self.vote, vote));
        Self { vote, progress, ..self }
    }
}

impl App {
    /// The ballot of a submission: a signal that its card and its own view
    /// share.
    #[must_use]
    pub fn ballot(self, submission: &Submission) -> ArcRwSignal<Ballot> {
        self.lane(&submission.id, |lane| lane.shown.clone()).unwrap_or_else(|| {
            self.take_ballot(submission, self.votes_saved());
            self.lane(&submission.id, |lane| lane.shown.clone()).unwrap_or_default()
        })
    }

    /// How many votes the backend has saved so far: whoever asks for
    /// submissions remembers it, for [`App::take_ballot`].
    pub(super) fn votes_saved(self) -> u32 {
        self.core().saved.get()
    }

    fn count_saved(self) -> u32 {
        let saved = &self.core().saved;
        saved.set(saved.get().wrapping_add(1));
        saved.get()
    }

    /// What a backend answered with a submission, which was asked for when so
    /// many votes had been saved. A vote under way, or saved since, wins over
    /// what was read before it; one that waits on this device stays on screen.
    pub(super) fn take_ballot(self, submission: &Submission, asked: u32) {
        let told = Ballot {
            vote: submission.my_vote,
            tally: submission.tally.clone(),
            organisations: submission.organisation_votes.clone(),
            progress: Progress::Idle,
        };
        let mut ballot = match self.waiting_vote(&submission.id) {
            Some(Wish(vote)) => told.clone().with(vote, Progress::Waiting),
            None => told.clone(),
        };
        let core = self.core();
        let mut ballots = core.ballots.borrow_mut();
        let found = ballots.iter_mut().find(|(id, _)| *id == submission.id);
        let Some((_, lane)) = found else {
            let shown = ArcRwSignal::new(ballot);
            let lane = Lane { shown, confirmed: told, intent: None, sending: false, saved: 0 };
            ballots.push((submission.id.clone(), lane));
            return;
        };
        if lane.sending || lane.intent.is_some() || lane.saved > asked {
            return;
        }
        lane.confirmed = told;
        let shown = lane.shown.clone();
        drop(ballots);
        // Why a vote was undone stays until the person does something else.
        let failed = shown.with_untracked(|shown| {
            matches!(shown.progress, Progress::Failed(_)).then(|| shown.progress.clone())
        });
        if let Some(failed) = failed {
            ballot.progress = failed;
        }
        shown.set(ballot);
    }

    /// The votes of all as they are now. A vote under way shows its own, and its
    /// answer brings the others'; one that waits on this device is not among
    /// them.
    pub(super) fn take_tally(self, id: &str, tally: &Tally) {
        let shown = self.lane(id, |lane| {
            lane.confirmed.tally = Some(tally.clone());
            let told = (lane.shown.clone(), lane.confirmed.vote);
            (!lane.sending && lane.intent.is_none()).then_some(told)
        });
        if let Some(Some((shown, vote))) = shown {
            shown.update(|ballot| ballot.tally = Some(recast(tally, vote, ballot.vote)));
        }
    }

    /// Another person: nobody's votes are known until they are loaded. The
    /// signals stay, since cards hold them.
    pub(super) fn forget_ballots(self) {
        let mut shown = Vec::new();
        for (_, lane) in self.core().ballots.borrow_mut().iter_mut() {
            lane.confirmed.vote = None;
            lane.confirmed.organisations.clear();
            if lane.intent.is_none() {
                shown.push((lane.shown.clone(), lane.confirmed.clone()));
            }
        }
        for (signal, ballot) in shown {
            signal.set(ballot);
        }
    }

    fn lane<T>(self, id: &str, read: impl FnOnce(&mut Lane) -> T) -> Option<T> {
        let core = self.core();
        let mut ballots = core.ballots.borrow_mut();
        ballots.iter_mut().find(|(known, _)| known == id).map(|(_, lane)| read(lane))
    }

    /// Casts or changes (`Some`) or takes back (`None`) a vote. Shown at once;
    /// one that is pressed before it is known who the person is waits for that.
    pub fn vote(self, id: &str, vote: Option<VoteChoice>) {
        let finding = self.is_finding_person();
        if !finding && !self.needs_person() {
            return;
        }
        let found = self.lane(id, |lane| {
            lane.intent = Some(Wish(vote));
            let shown = Ballot {
                organisations: lane.shown.with_untracked(|shown| shown.organisations.clone()),
                ..lane.confirmed.clone().with(vote, Progress::Busy)
            };
            let begin = !finding && !lane.sending;
            lane.sending |= begin;
            (lane.shown.clone(), shown, begin)
        });
        let Some((signal, shown, begin)) = found else { return };
        signal.set(shown);
        self.remove_waiting_vote(id);
        if begin {
            let id = id.to_owned();
            self.spawn(async move { self.send_votes(id).await });
        }
    }

    /// It is known now who the person is: sends the votes that waited for it,
    /// or undoes them and asks for a person.
    pub(super) fn begin_votes(self) {
        let found = self.session.me.with_untracked(Option::is_some);
        let mut begin = Vec::new();
        let mut undone = Vec::new();
        for (id, lane) in self.core().ballots.borrow_mut().iter_mut() {
            if lane.sending || lane.intent.is_none() {
                continue;
            }
            if found {
                lane.sending = true;
                begin.push(id.clone());
            } else {
                lane.intent = None;
                undone.push((lane.shown.clone(), lane.confirmed.clone()));
            }
        }
        for id in begin {
            self.spawn(async move { self.send_votes(id).await });
        }
        if !undone.is_empty() {
            self.needs_person();
        }
        for (signal, ballot) in undone {
            signal.set(ballot);
        }
    }

    /// Sends until nothing newer is wanted.
    async fn send_votes(self, id: String) {
        while let Some(Wish(vote)) = self.lane(&id, |lane| lane.intent.take()).flatten() {
            match self.backend().vote(&id, vote, None).await {
                Ok(result) => {
                    self.connected();
                    if result.votes_left.is_some() {
                        self.list.votes_left.set(result.votes_left);
                    }
                    let told = Ballot {
                        vote: result.my_vote,
                        tally: result.tally,
                        organisations: result.organisation_votes,
                        progress: Progress::Done,
                    };
                    self.inform(&Happening::Vote {
                        submission: &id,
                        value: told.vote.map_or("", VoteChoice::as_str),
                    });
                    let saved = self.count_saved();
                    let shown = self.lane(&id, |lane| {
                        lane.confirmed = told.clone();
                        lane.saved = saved;
                        if lane.intent == Some(Wish(told.vote)) {
                            lane.intent = None;
                        }
                        lane.intent.is_none().then(|| lane.shown.clone())
                    });
                    if let Some(Some(shown)) = shown {
                        let key =
                            if told.vote.is_some() { Key::VoteSaved } else { Key::VoteRemoved };
                        shown.set(told);
                        self.say(&self.i18n.t(key));
                    }
                }
                Err(error) => {
                    self.vote_failed(&id, vote, error);
                    break;
                }
            }
        }
        self.lane(&id, |lane| lane.sending = false);
    }

    /// A vote that cannot be sent now waits; one that is refused is undone.
    fn vote_failed(self, id: &str, vote: Option<VoteChoice>, error: BackendError) {
        self.note(&error);
        let Wish(last) = self.lane(id, |lane| lane.intent.take()).flatten().unwrap_or(Wish(vote));
        let waits = error.is_passing()
            && self.put_off(
                browser::random_key(),
                WaitingKind::Vote { submission: id.to_owned(), vote: last },
                &error,
            );
        let Some((shown, mut ballot)) =
            self.lane(id, |lane| (lane.shown.clone(), lane.confirmed.clone()))
        else {
            return;
        };
        if waits {
            shown.update(|ballot| ballot.progress = Progress::Waiting);
            return;
        }
        let reason = self.explain(&error);
        ballot.progress = Progress::Failed(error);
        shown.set(ballot);
        self.alert(&self.i18n.t_with(Key::VoteFailed, &[("reason", &reason)]));
    }

    /// What the backend answered to a vote that had waited. A vote under way
    /// is newer and wins.
    pub(super) fn take_vote(self, id: &str, result: VoteResult) {
        self.inform(&Happening::Vote {
            submission: id,
            value: result.my_vote.map_or("", VoteChoice::as_str),
        });
        let told = Ballot {
            vote: result.my_vote,
            tally: result.tally,
            organisations: result.organisation_votes,
            progress: Progress::Done,
        };
        let saved = self.count_saved();
        let shown = self.lane(id, |lane| {
            lane.confirmed = told.clone();
            lane.saved = saved;
            (!lane.sending).then(|| lane.shown.clone())
        });
        if let Some(Some(shown)) = shown {
            shown.set(told);
        }
    }

    /// Casts, changes or takes back the vote of an organisation. The person's
    /// own stays as it is.
    pub fn vote_for(self, id: &str, organisation: &str, vote: Option<VoteChoice>) {
        let (id, organisation) = (id.to_owned(), organisation.to_owned());
        self.as_person(move || {
            let Some(shown) = self.lane(&id, |lane| lane.shown.clone()) else { return };
            let before = shown.with_untracked(|ballot| ballot.organisations.clone());
            shown.update(|ballot| match vote {
                Some(vote) => _ = ballot.organisations.insert(organisation.clone(), vote),
                None => _ = ballot.organisations.remove(&organisation),
            });
            self.spawn(async move {
                let answer = self.backend().vote(&id, vote, Some(&organisation)).await;
                match answer {
                    Ok(result) => {
                        self.connected();
                        self.lane(&id, |lane| {
                            lane.confirmed.tally.clone_from(&result.tally);
                            lane.confirmed.organisations.clone_from(&result.organisation_votes);
                        });
                        shown.update(|ballot| {
                            ballot.organisations = result.organisation_votes;
                            if ballot.progress != Progress::Busy {
                                ballot.tally = result.tally;
                            }
                        });
                        let key = if vote.is_some() { Key::VoteSaved } else { Key::VoteRemoved };
                        self.say(&self.i18n.t(key));
                    }
                    Err(error) => {
                        self.note(&error);
                        shown.update(|ballot| ballot.organisations = before);
                        let reason = self.explain(&error);
                        self.alert(&self.i18n.t_with(Key::VoteFailed, &[("reason", &reason)]));
                    }
                }
            });
        });
    }
}
