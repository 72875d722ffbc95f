//! What is owed: the list with its filters, another date or office, and asking
//! an office for an answer.

use std::{collections::BTreeSet, sync::Arc};

use contract::{DueState, Id, LedgerCounts, LedgerEntry, LedgerPatch, Page, ReferralDraft};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Desk, Listing, Load, Route, Screen,
    fields::Fields,
    moments::{Clock, day, end_of_day},
    wrong::Wrong,
};
use crate::{api::LedgerFilter, i18n::Key};

/// Where an office is asked for an answer, in the address.
pub const REFER: &str = "refer";
/// The form of a change of one entry; it has no address of its own.
const CHANGE: &str = "change";
/// Any state, in an address that names an office.
const ALL: &str = "all";

/// What is owed.
#[derive(Clone, Copy)]
pub struct LedgerState {
    /// The entries.
    pub list: Listing<LedgerEntry>,
    /// In all.
    pub counts: RwSignal<LedgerCounts>,
    /// Id of the only thread that is shown; empty for all.
    pub thread: RwSignal<String>,
    /// Submissions that are chosen for one answer, by id.
    pub chosen: RwSignal<BTreeSet<Id>>,
    /// The entry whose date or office is being changed.
    pub change: RwSignal<Option<Id>>,
    /// What was asked for last.
    shown: RwSignal<LedgerFilter>,
}

impl LedgerState {
    pub(super) fn new() -> Self {
        Self {
            list: Listing::new(),
            counts: RwSignal::new(LedgerCounts::default()),
            thread: RwSignal::new(String::new()),
            chosen: RwSignal::new(BTreeSet::new()),
            change: RwSignal::new(None),
            shown: RwSignal::new(LedgerFilter::default()),
        }
    }
}

/// A part of the ledger: one state or all, of one office or all.
#[must_use]
pub fn part(state: Option<DueState>, office: &str) -> Route {
    let about = match state {
        Some(state) => state.as_str(),
        None if office.is_empty() => "",
        None => ALL,
    };
    Route { more: office.to_owned(), ..Route::about(Screen::Ledger, about) }
}

/// The state that an address names; none for all.
#[must_use]
pub fn state_of(route: &Route) -> Option<DueState> {
    route.about.parse().ok()
}

/// What stands in the form of an entry.
#[must_use]
pub fn fields_of(entry: &LedgerEntry, clock: Clock<'_>) -> Fields {
    Fields::of([
        ("office", entry.office.as_deref().unwrap_or_default()),
        ("due_at", &day(Some(&entry.due_at), clock)),
    ])
}

/// The change that is to be sent: only what differs.
///
/// # Errors
/// What is wrong: nothing changed, an earlier date, a date without a reason.
pub fn patch(was: &Fields, now: &Fields, clock: Clock<'_>) -> Result<LedgerPatch, Vec<Wrong>> {
    let differs = |name: &str| was.get(name) != now.get(name);
    let (office, date) = (differs("office"), differs("due_at"));
    let reason = now.some("reason");
    if !office && !date {
        // A reason goes with a date.
        return Err(vec![Wrong::of("due_at", Key::LedgerNothing)]);
    }
    let due_at = end_of_day(now.get("due_at"), clock).filter(|_| date);
    // Days in one form sort as time does.
    if date && (due_at.is_none() || now.get("due_at") < was.get("due_at")) {
        return Err(vec![Wrong::of("due_at", Key::LedgerLater)]);
    }
    if date && reason.is_none() {
        return Err(vec![Wrong::of("reason", Key::LedgerReasonRequired)]);
    }
    let office = now.some("office").filter(|_| office);
    Ok(LedgerPatch { office, due_at, reason: reason.filter(|_| date) })
}

/// What is asked of an office, and about which submission.
///
/// # Errors
/// What is missing.
pub fn referral(fields: &Fields, clock: Clock<'_>) -> Result<(Id, ReferralDraft), Vec<Wrong>> {
    match (fields.some("submission"), fields.some("office")) {
        (Some(submission), Some(office)) => {
            let due_at = end_of_day(fields.get("due_at"), clock);
            Ok((submission, ReferralDraft { office, due_at }))
        }
        (submission, office) => {
            let missing = [
                (submission.is_none(), "submission", Key::ReferSubmissionRequired),
                (office.is_none(), "office", Key::FormOfficeRequired),
            ];
            let missing = missing.into_iter().filter(|(is, ..)| *is);
            Err(missing.map(|(_, field, key)| Wrong::of(field, key)).collect())
        }
    }
}

impl Desk {
    /// Asks for the ledger from its beginning, as the address narrows it.
    pub fn load_ledger(self) {
        let ledger = self.official().ledger;
        let route = self.route.get_untracked();
        let filter = LedgerFilter {
            state: state_of(&route),
            office: route.more,
            thread: ledger.thread.get_untracked(),
        };
        ledger.shown.set(filter);
        ledger.change.set(None);
        self.ask_ledger(None);
    }

    /// Asks for the next page.
    pub fn more_ledger(self) {
        self.ask_ledger(self.official().ledger.list.next.get_untracked());
    }

    fn ask_ledger(self, cursor: Option<String>) {
        let ledger = self.official().ledger;
        let turn = ledger.list.begin(cursor.is_none());
        spawn_local(async move {
            let filter = ledger.shown.get_untracked();
            let answer = self.api.ledger(&filter, cursor.as_deref()).await.map(|answer| {
                ledger.counts.set(answer.counts);
                Page { items: answer.items, next_cursor: answer.next_cursor, total: None }
            });
            ledger.list.take(self, turn, cursor.is_none(), answer);
        });
    }

    /// Chooses a submission for one answer to several, or leaves it out.
    pub fn choose_owed(self, submission: &str, on: bool) {
        self.official().ledger.chosen.update(|chosen| {
            if on {
                chosen.insert(submission.to_owned())
            } else {
                chosen.remove(submission)
            };
        });
    }

    /// Opens the form that gives an entry another date or office.
    pub fn open_change(self, entry: &LedgerEntry) {
        let route = Route { more: entry.id.clone(), ..Route::about(Screen::Ledger, CHANGE) };
        self.official().ledger.change.set(Some(entry.id.clone()));
        if self.open_form(&route) {
            self.fill_form(fields_of(entry, &self.clock()), 0);
        }
        self.focus("f-office");
    }

    /// Closes it; what was typed into it goes.
    pub fn close_change(self) {
        if let Some(id) = self.official().ledger.change.get_untracked() {
            self.official().ledger.change.set(None);
            self.discard_form();
            self.focus(&change_id(&id));
        }
    }

    /// Sends it.
    pub fn save_change(self) {
        let Some(id) = self.official().ledger.change.get_untracked() else { return };
        let (was, now) = (
            self.official().editor.was.get_untracked(),
            self.official().editor.now.get_untracked(),
        );
        let patch = match patch(&was, &now, &self.clock()) {
            Ok(patch) => patch,
            Err(wrong) => return self.refuse(wrong),
        };
        let Some(key) = self.begin_send() else { return };
        spawn_local(async move {
            let answer = self.api.change_ledger(&id, &patch).await;
            let Some(entry) = self.end_send(&key, answer, Wrong::told) else { return };
            let list = self.official().ledger.list;
            list.items.update(|items| {
                let mut all = items.to_vec();
                all.iter_mut()
                    .filter(|one| one.id == entry.id)
                    .for_each(|one| *one = entry.clone());
                *items = Arc::new(all);
            });
            self.official().ledger.change.set(None);
            self.official().editor.load.set(Load::Idle);
            self.focus(&change_id(&id));
            self.say(self.t(Key::LedgerChanged), false);
        });
    }

    /// Shows the form that asks an office for an answer.
    pub(super) fn open_referral(self, route: &Route) {
        self.start_picker(None);
        if self.open_form(route) {
            let fields = Fields::of([("submission", &route.more)]);
            self.fill_form(fields, 0);
        }
        let submission = self.official().editor.now.with_untracked(|now| now.text("submission"));
        if !submission.is_empty() {
            self.know(&submission);
        }
    }

    /// Asks the office.
    pub fn save_referral(self) {
        let now = self.official().editor.now.get_untracked();
        let (submission, draft) = match referral(&now, &self.clock()) {
            Ok(asked) => asked,
            Err(wrong) => return self.refuse(wrong),
        };
        let Some(key) = self.begin_send() else { return };
        spawn_local(async move {
            let answer = self.api.refer(&submission, &draft).await;
            if self.clashes(&key, &answer, "submission", Key::ReferOwed) {
                return;
            }
            if self.end_send(&key, answer, Wrong::told).is_some() {
                self.leave_form(Route::of(Screen::Ledger), Key::ReferDone);
            }
        });
    }
}

/// The id of the button that opens the form of an entry.
#[must_use]
pub fn change_id(entry: &str) -> String {
    format!("change-{entry}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(ms: i64) -> i64 {
        ms + 7 * 3_600_000
    }

    fn tried(change: impl FnOnce(&mut Fields)) -> Result<LedgerPatch, Vec<String>> {
        let was = Fields::of([("office", "older_persons"), ("due_at", "2021-08-27")]);
        let mut now = was.clone();
        change(&mut now);
        let tried = patch(&was, &now, &clock);
        tried.map_err(|wrong| wrong.into_iter().map(|one| one.field).collect())
    }

    #[test]
    fn a_later_date_needs_a_reason() {
        let refused = |field: &str| Err(vec![field.to_owned()]);
        assert_eq!(tried(|_| ()), refused("due_at"));
        assert_eq!(tried(|now| now.put("reason", "R")), refused("due_at"));
        assert_eq!(tried(|now| now.put("due_at", "2021-09-10")), refused("reason"));
        assert_eq!(tried(|now| now.put("due_at", "2021-08-26")), refused("due_at"));
        assert_eq!(tried(|now| now.put("due_at", "")), refused("due_at"));
        let later = tried(|now| {
            now.put("due_at", "2021-09-10");
            now.put("reason", " We wait. ");
        });
        let later = later.unwrap();
        assert_eq!(later.due_at.as_deref(), Some("2021-09-10T16:59:00.000Z"));
        assert_eq!((later.office, later.reason.as_deref()), (None, Some("We wait.")));
        let office = tried(|now| now.put("office", "children")).unwrap();
        assert_eq!((office.office.as_deref(), office.due_at), (Some("children"), None));
    }

    #[test]
    fn an_office_is_asked_about_a_submission() {
        let mut fields = Fields::of([("due_at", "2021-08-27")]);
        let wrong = referral(&fields, &clock).unwrap_err();
        assert_eq!(
            wrong.into_iter().map(|one| one.field).collect::<Vec<_>>(),
            ["submission", "office"]
        );
        fields.put("submission", "s");
        fields.put("office", "children");
        let (submission, draft) = referral(&fields, &clock).unwrap();
        assert_eq!((submission.as_str(), draft.office.as_str()), ("s", "children"));
        assert_eq!(draft.due_at.as_deref(), Some("2021-08-27T16:59:00.000Z"));
    }

    #[test]
    fn a_part_of_the_ledger_has_an_address() {
        let check = |state, office: &str, hash: &str| {
            assert_eq!(part(state, office).hash(), hash);
            let read = Route::read(hash);
            assert_eq!((state_of(&read), read.more.as_str()), (state, office));
        };
        check(None, "", "#/ledger");
        check(None, "children", "#/ledger/all/children");
        check(Some(DueState::Overdue), "", "#/ledger/overdue");
        check(Some(DueState::Due), "children", "#/ledger/due/children");
    }
}
