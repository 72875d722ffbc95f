//! The vote: one toggle, or a group of three.
//!
//! A button sends at once and is never disabled while it does, so that focus
//! and name stay; pressing the chosen one again takes the vote back.

use crate::reactive::untrack;
use contract::{Capability, Tally, VoteChoice, VotingMode};

use super::{
    Cx, Do, Get,
    dom::{El, div, el, live, put_text, set, span},
    icons::{Icon, icon},
};
use crate::i18n::{Group, Key, Plural};

/// What a vote control shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VoteView {
    /// This person's vote, as they last meant it.
    pub mine: Option<VoteChoice>,
    /// The tally, where this person may see it.
    pub tally: Option<Tally>,
    /// It is on its way to the backend.
    pub sending: bool,
    /// It waits on this device, or was refused: why, in words.
    pub note: Option<String>,
    /// No votes now: why, in words. Then there are no buttons.
    pub blocked: Option<String>,
}

impl VoteView {
    /// Whether pressing a choice does nothing, since the vote that is cast
    /// cannot become that one.
    fn is_fixed(&self, cx: &Cx, choice: VoteChoice) -> bool {
        self.mine.is_some_and(|mine| {
            !cx.can(if mine == choice { Capability::VoteWithdraw } else { Capability::VoteChange })
        })
    }
}

/// What a vote control needs.
#[derive(Clone)]
pub struct VoteProps {
    /// Which votes count here.
    pub mode: VotingMode,
    /// Id of the element that names what is voted on.
    pub label_id: String,
    /// What to show.
    pub view: Get<VoteView>,
    /// The vote that this person now means; `None` takes it back.
    pub on_vote: Do<Option<VoteChoice>>,
}

const OPINIONS: [(VoteChoice, Key, Icon, &str); 3] = [
    (VoteChoice::Agree, Key::VoteAgree, Icon::Check, "vote-btn vote-agree"),
    (VoteChoice::Disagree, Key::VoteDisagree, Icon::Cross, "vote-btn vote-disagree"),
    (VoteChoice::Pass, Key::VotePass, Icon::Dash, "vote-btn vote-pass"),
];

/// The control, with what stands below it.
#[must_use]
pub fn vote(cx: &Cx, props: &VoteProps) -> El {
    let view = props.view.clone();
    let shown = props.clone();
    let cx = cx.clone();
    div("vote").swap(
        move || view().blocked.unwrap_or_default(),
        move || {
            let blocked = (shown.view)().blocked;
            let part = match (blocked, shown.mode) {
                (Some(reason), VotingMode::Opinion) => note(&reason),
                (Some(reason), VotingMode::Support) => {
                    div("vote").add(count(&cx, &shown, "")).add(note(&reason))
                }
                (None, VotingMode::Opinion) => opinion(&cx, &shown),
                (None, VotingMode::Support) => support(&cx, &shown),
            };
            Some(part)
        },
    )
}

/// Why there are no buttons.
fn note(reason: &str) -> El {
    el("p", "vote-note").add(icon(Icon::Lock)).add(span("", reason))
}

fn opinion(cx: &Cx, props: &VoteProps) -> El {
    let group = OPINIONS.iter().fold(
        div("vote-group")
            .attr("role", "group")
            .attr("aria-labelledby", &props.label_id)
            .attr_opt("aria-describedby", rule_id(cx, props).as_deref()),
        |group, (choice, key, mark, class)| {
            group.add(button(cx, props, *choice, *key, *mark, class))
        },
    );
    div("vote").add(group).add_opt(rule(cx, props)).add(said(cx, props))
}

/// What cannot be done with a vote once it is cast: said before it is.
fn rule(cx: &Cx, props: &VoteProps) -> Option<El> {
    let text = cx.vote_rule(props.mode)?;
    Some(el("p", "meta").attr_opt("id", rule_id(cx, props).as_deref()).text(&text))
}

fn rule_id(cx: &Cx, props: &VoteProps) -> Option<String> {
    cx.vote_rule(props.mode).map(|_| ["r-", &props.label_id].concat())
}

fn support(cx: &Cx, props: &VoteProps) -> El {
    let count_id = ["n-", &props.label_id].concat();
    let ids = [Some(props.label_id.clone()), Some(count_id.clone()), rule_id(cx, props)];
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    let button =
        button(cx, props, VoteChoice::Support, Key::VoteSupport, Icon::Up, "vote-btn vote-support")
            .attr("aria-describedby", &ids.join(" "));
    div("vote")
        .add(div("vote-one").add(button).add(count(cx, props, &count_id)))
        .add_opt(rule(cx, props))
        .add(said(cx, props))
}

fn button(cx: &Cx, props: &VoteProps, choice: VoteChoice, key: Key, mark: Icon, class: &str) -> El {
    let (plain, chosen) = (icon(mark), icon(Icon::Done));
    let word = span("", &cx.i18n.t(key));
    let supported =
        (choice == VoteChoice::Support).then(|| (cx.i18n.t(key), cx.i18n.t(Key::VoteSupported)));
    let (press, shown) = (props.clone(), cx.clone());
    let words = cx.clone();
    let button = el("button", class)
        .attr("type", "button")
        .click(move || {
            let view = untrack(|| (press.view)());
            if !view.is_fixed(&words, choice) {
                (press.on_vote)((view.mine != Some(choice)).then_some(choice));
            }
        })
        .add(plain.clone())
        .add(chosen.clone())
        .add(word.clone());
    let (element, view) = (button.0.clone(), props.view.clone());
    live(move || {
        let view = view();
        let on = view.mine == Some(choice);
        set(&element, "aria-pressed", Some(if on { "true" } else { "false" }));
        set(&element, "aria-busy", (view.sending && on).then_some("true"));
        set(&element, "aria-disabled", view.is_fixed(&shown, choice).then_some("true"));
        set(&plain.0, "hidden", on.then_some(""));
        set(&chosen.0, "hidden", (!on).then_some(""));
        if let Some((off_word, on_word)) = &supported {
            put_text(&word.0, if on { on_word } else { off_word });
        }
    });
    button
}

/// The number of supports beside the button, as text.
fn count(cx: &Cx, props: &VoteProps, id: &str) -> El {
    let (view, i18n) = (props.view.clone(), cx.i18n);
    let (before, number, after) = (el("span", ""), el("b", ""), el("span", ""));
    let others = el("span", "vote-orgs");
    let line = el("span", "vote-count")
        .attr_opt("id", Some(id).filter(|id| !id.is_empty()))
        .add(before.clone())
        .add(number.clone())
        .add(after.clone())
        .add(others.clone());
    let whole = line.0.clone();
    live(move || {
        let tally = view().tally;
        let by = tally.as_ref().map_or(0, |tally| tally.organisations.support);
        let words =
            if by > 0 { i18n.plural(Plural::TallyOrganisations, by.into()) } else { String::new() };
        put_text(&others.0, &words);
        let support = tally.map(|tally| u64::from(tally.support));
        set(&whole, "hidden", support.is_none().then_some(""));
        let Some(support) = support else { return };
        let [head, digits, tail] = i18n.plural_parts(Plural::TallySupport, support);
        put_text(&before.0, &head);
        put_text(&number.0, &digits);
        put_text(&after.0, &tail);
    });
    line
}

/// One's own vote in words, and what became of it.
fn said(cx: &Cx, props: &VoteProps) -> El {
    let (view, i18n) = (props.view.clone(), cx.i18n);
    let (own, note) = (el("span", ""), el("span", "vote-fail"));
    let line = el("p", "vote-said").add(own.clone()).add(note.clone());
    let (whole, mode) = (line.0.clone(), props.mode);
    live(move || {
        let view = view();
        let word = match view.mine {
            Some(choice) if mode == VotingMode::Opinion => {
                [i18n.t(Key::VoteLabel), ": ".to_owned(), i18n.word(Group::Vote, choice.as_str())]
                    .concat()
            }
            _ => String::new(),
        };
        let after = view.note.unwrap_or_default();
        set(&whole, "hidden", (word.is_empty() && after.is_empty()).then_some(""));
        put_text(&own.0, &word);
        put_text(&note.0, &after);
    });
    line
}
