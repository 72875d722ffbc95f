//! Decisions that are shown at once and sent a little later, so that a slip
//! can be taken back before anybody sees it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use contract::{
    Action, BatchDraft, Decision, DecisionDraft, Judgement, ProblemCode, QueueKind, Target,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use super::{ApiError, Desk, MODERATION};
use crate::{i18n::Key, shapes::QueueItem};

/// For how long a decision is held back.
pub(super) const HOLD: Duration = Duration::from_secs(8);

/// What will be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// A decision.
    One(DecisionDraft),
    /// The same decision about several.
    Batch(BatchDraft),
    /// A judgement of the appeal of that id.
    Judge(String, Judgement),
}

/// How far a held decision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Can be taken back.
    Waiting,
    /// On its way.
    Sending,
}

/// A row as it stood: where, and what.
type Taken = (usize, Arc<QueueItem>);

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    number: u32,
    job: Job,
    targets: Vec<Target>,
    rows: Vec<Taken>,
    said: String,
    stage: Stage,
}

/// What is decided here and not sent yet, oldest first.
#[derive(Clone, Copy)]
pub struct Held {
    list: RwSignal<Vec<Entry>>,
    timers: StoredValue<BTreeMap<u32, TimeoutHandle>, LocalStorage>,
    count: RwSignal<u32>,
    /// Counts decisions that reached the server, for whoever shows them.
    pub sent: RwSignal<u32>,
}

impl Held {
    pub(super) fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            timers: StoredValue::new_local(BTreeMap::new()),
            count: RwSignal::new(0),
            sent: RwSignal::new(0),
        }
    }

    /// Whether one can still be taken back.
    pub(super) fn last_now(self) -> bool {
        self.list.with_untracked(|list| list.iter().any(|entry| entry.stage == Stage::Waiting))
    }

    /// The last one that can still be taken back, in words, and how many can.
    #[must_use]
    pub fn last(self) -> Option<(u32, String, usize)> {
        self.list.with(|list| {
            let waiting = || list.iter().filter(|entry| entry.stage == Stage::Waiting);
            waiting().next_back().map(|entry| (entry.number, entry.said.clone(), waiting().count()))
        })
    }
}

impl Desk {
    /// Whether a thing is decided here and that is not sent yet.
    #[must_use]
    pub fn is_held(self, target: &Target) -> bool {
        self.moderation()
            .held
            .list
            .with_untracked(|list| list.iter().any(|entry| entry.targets.contains(target)))
    }

    pub(super) fn held_of(self, kind: QueueKind) -> u64 {
        self.moderation().held.list.with(|list| {
            let rows = list.iter().flat_map(|entry| &entry.rows);
            rows.filter(|(_, row)| row.kind == kind).count() as u64
        })
    }

    /// Shows a decision as made: its rows go, the next one opens with the
    /// focus, and the request waits.
    pub(super) fn hold(self, job: Job, targets: &[Target], said: &str) {
        let mut taken = Vec::new();
        let open = self.moderation().queue.open.get_untracked();
        let mut next = open.clone();
        self.moderation().queue.rows.update(|rows| {
            let gone = |row: &Arc<QueueItem>| targets.contains(&row.target);
            let at = rows.iter().position(|row| Some(&row.target) == open.as_ref());
            if let Some(at) = at.filter(|at| rows.get(*at).is_some_and(gone)) {
                let after = rows.iter().skip(at).find(|row| !gone(row));
                let before = || rows.iter().take(at).rev().find(|row| !gone(row));
                next = after.or_else(before).map(|row| row.target.clone());
            }
            taken = rows.iter().cloned().enumerate().filter(|(_, row)| gone(row)).collect();
            rows.retain(|row| !gone(row));
        });
        self.moderation().queue.chosen.update(|chosen| chosen.retain(|one| !targets.contains(one)));
        self.moderation()
            .queue
            .failed
            .update(|failed| failed.retain(|one, _| !targets.contains(one)));
        let number = self.moderation().held.count.get_untracked().wrapping_add(1);
        self.moderation().held.count.set(number);
        let targets = targets.to_vec();
        let stage = Stage::Waiting;
        let entry = Entry { number, job, targets, rows: taken, said: said.to_owned(), stage };
        self.moderation().held.list.update(|list| list.push(entry));
        self.turn_to(next);
        self.focus_open();
        self.say(said, false);
        if let Ok(timer) = set_timeout_with_handle(move || self.send(number), HOLD) {
            self.moderation().held.timers.update_value(|timers| {
                timers.insert(number, timer);
            });
        }
        if self.moderation().queue.rows.with_untracked(|rows| rows.len() < 5) {
            self.more_queue();
        }
    }

    /// Takes the last decision back that is not sent yet.
    pub fn undo_last(self) {
        let last = self.moderation().held.list.with_untracked(|list| {
            list.iter().rev().find(|entry| entry.stage == Stage::Waiting).map(|entry| entry.number)
        });
        match last {
            Some(number) => self.undo(number),
            None => self.say(self.t(Key::UndoNothing), false),
        }
    }

    /// Takes a decision back that is not sent yet.
    pub fn undo(self, number: u32) {
        self.stop_timer(number);
        let Some(entry) = self.take(number, Stage::Waiting) else { return };
        let first = entry.rows.first().map(|(_, row)| row.target.clone());
        self.put_back(entry.rows);
        self.turn_to(first);
        self.focus_open();
        self.say(self.t(Key::UndoDone), false);
    }

    /// Sends everything that is held back, because the page may be left.
    pub fn flush(self) {
        if !MODERATION {
            return;
        }
        let waiting = self.moderation().held.list.try_with_untracked(|list| {
            let waiting = list.iter().filter(|entry| entry.stage == Stage::Waiting);
            waiting.map(|entry| entry.number).collect::<Vec<_>>()
        });
        for number in waiting.unwrap_or_default() {
            self.stop_timer(number);
            self.send(number);
        }
    }

    fn stop_timer(self, number: u32) {
        let timer = self
            .moderation()
            .held
            .timers
            .try_update_value(|timers| timers.remove(&number))
            .flatten();
        if let Some(timer) = timer {
            timer.clear();
        }
    }

    fn take(self, number: u32, stage: Stage) -> Option<Entry> {
        let mut taken = None;
        self.moderation().held.list.update(|list| {
            let at = list.iter().position(|entry| entry.number == number && entry.stage == stage);
            taken = at.map(|at| list.remove(at));
        });
        taken
    }

    fn put_back(self, taken: Vec<Taken>) {
        self.moderation().queue.rows.update(|rows| {
            for (at, row) in taken {
                let kind = self.moderation().queue.filter.with_untracked(|filter| filter.kind);
                let known = rows.iter().any(|one| one.target == row.target);
                if row.kind == kind && !known {
                    rows.insert(at.min(rows.len()), row);
                }
            }
        });
    }

    fn send(self, number: u32) {
        let mut job = None;
        self.moderation().held.list.update(|list| {
            let waiting =
                |entry: &&mut Entry| entry.number == number && entry.stage == Stage::Waiting;
            if let Some(entry) = list.iter_mut().find(waiting) {
                entry.stage = Stage::Sending;
                job = Some(entry.job.clone());
            }
        });
        let Some(job) = job else { return };
        let api = self.api;
        spawn_local(async move {
            let failed = match &job {
                Job::One(draft) => match api.decide(draft).await {
                    Ok(()) => vec![],
                    Err(error) => vec![(draft.target.clone(), error)],
                },
                Job::Judge(appeal, judgement) => match api.judge(appeal, judgement).await {
                    Ok(()) => vec![],
                    Err(error) => self.all_of(number, &error),
                },
                Job::Batch(draft) => match api.decide_batch(draft).await {
                    Ok(result) => {
                        let problems = result
                            .items
                            .into_iter()
                            .filter_map(|one| Some((one.target, one.problem?)));
                        problems.map(|(target, why)| (target, ApiError::Problem(why))).collect()
                    }
                    Err(error) => self.all_of(number, &error),
                },
            };
            if self.alive() {
                self.finish(number, failed);
            }
        });
    }

    fn all_of(self, number: u32, error: &ApiError) -> Vec<(Target, ApiError)> {
        let targets = self.moderation().held.list.try_with_untracked(|list| {
            let entry = list.iter().find(|entry| entry.number == number);
            entry.map(|entry| entry.targets.clone()).unwrap_or_default()
        });
        let targets = targets.unwrap_or_default().into_iter();
        targets.map(|target| (target, error.clone())).collect()
    }

    /// What was decided stays gone; what failed comes back with the reason,
    /// unless there is nothing to decide about it any more.
    fn finish(self, number: u32, failed: Vec<(Target, ApiError)>) {
        let Some(entry) = self.take(number, Stage::Sending) else { return };
        self.moderation().held.sent.update(|sent| *sent = sent.wrapping_add(1));
        if self.in_place {
            self.decided_in_place();
        }
        let Entry { rows, .. } = entry;
        if failed.is_empty() {
            return self.lower_counts(&rows);
        }
        let words = self.words();
        let mut back = Vec::new();
        let mut told = Vec::new();
        for (target, error) in failed {
            self.note(&error);
            let row = rows.iter().find(|(_, row)| row.target == target);
            let title = row.map(|(_, row)| title(row)).unwrap_or_default();
            let key = match error.code() {
                Some(ProblemCode::WrongState | ProblemCode::Conflict) => Key::FailedElsewhere,
                Some(ProblemCode::NotFound | ProblemCode::Withdrawn) => Key::FailedGone,
                Some(ProblemCode::Stale) => Key::FailedStale,
                _ => {
                    let why = error.say(words);
                    told.push(words.with(Key::FailedBack, &[("title", &title), ("reason", &why)]));
                    back.extend(row.cloned());
                    self.moderation()
                        .queue
                        .failed
                        .update(|failed| drop(failed.insert(target, why)));
                    continue;
                }
            };
            told.push(words.with(key, &[("title", &title)]));
        }
        let gone = |(_, row): &&Taken| !back.iter().any(|(_, one)| one.target == row.target);
        let gone: Vec<Taken> = rows.iter().filter(gone).cloned().collect();
        self.lower_counts(&gone);
        self.put_back(back);
        self.say(&told.join(" "), true);
        self.moderation().queue.remarks.set(told);
        // What was changed meanwhile comes again as it is now.
        self.look_again();
    }

    fn lower_counts(self, rows: &[Taken]) {
        self.moderation().queue.counts.update(|counts| {
            for (_, row) in rows {
                let count = match row.kind {
                    QueueKind::New => &mut counts.new,
                    QueueKind::Flagged => &mut counts.flagged,
                    QueueKind::Edited => &mut counts.edited,
                    QueueKind::Appeal => &mut counts.appeals,
                    QueueKind::Organisation => &mut counts.organisations,
                };
                *count = count.saturating_sub(1);
            }
        });
    }

    /// What a decision is called once it is made.
    pub(super) fn decided_word(self, action: Action) -> String {
        self.words().word("decided", action.as_str())
    }

    /// Takes a decision on record back.
    pub fn undo_on_record(self, decision: &Decision) {
        let id = decision.id.clone();
        spawn_local(async move {
            let answer = self.api.undo(&id).await;
            if !self.alive() {
                return;
            }
            match answer {
                Ok(()) => {
                    self.say(self.t(Key::UndoDone), false);
                    self.load_log();
                    self.moderation().queue.load.set(super::Load::Idle);
                }
                Err(error) => {
                    self.note(&error);
                    let why = error.say(self.words());
                    self.say(&why, true);
                    self.moderation().log.remark.set(Some((id, why)));
                }
            }
        });
    }
}

/// What a row is called.
#[must_use]
pub fn title(row: &QueueItem) -> String {
    let submission = row.submission.as_ref().map(|one| one.title.clone());
    let comment = || row.comment.as_ref().map(|one| rules::rich_text::excerpt(&one.body, 80));
    let organisation = || row.organisation.as_ref().map(|one| one.name.clone());
    submission.or_else(comment).or_else(organisation).unwrap_or_default()
}
