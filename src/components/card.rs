//! A submission in a list.
//!
//! The loader paints the first cards before the wasm is here, with this very
//! structure, so that nothing moves when the widget takes over:
//!
//! ```html
//! <ol class="cards list"><li>
//!  <article class="card" aria-labelledby="t-ID">            + card-rail (support), card-own
//!   <div class="card-main">
//!    <div class="chips">
//!     <span class="chip chip-plain"><svg class="icon"/><span>Idea</span></span>
//!     <span class="chip TONE"><svg class="icon"/><span>Under review</span></span>   not for `received`
//!    </div>
//!    <h3 class="card-title"><a id="t-ID" href lang dir="auto">TITLE</a></h3>
//!    <p class="card-text" lang dir="auto">EXCERPT</p>       absent where the body is empty
//!    <p class="card-by"><span><b><bdi>NAME</bdi></b></span><span>…</span><span><time datetime>DATE</time></span></p>
//!    <p class="card-tags dots"><span>THEME</span><span>GROUP</span></p>
//!   </div>
//!   <div class="card-foot">vote, tally, comments</div>
//!  </article>
//! </li></ol>
//! ```

use std::rc::Rc;

use contract::{State, Status, Submission, VotingMode};

use super::{
    Cx, Do, author, chip,
    dom::{El, div, el, p, span},
    icons::{Icon, icon},
    parts, response, rich, tally,
    vote::{self, VoteProps},
};
use crate::i18n::{Key, Plural};

/// What a card does and shows beyond the submission itself.
#[derive(Clone)]
pub struct CardProps {
    /// Address of its own view.
    pub href: String,
    /// Opens its own view.
    pub open: Do<()>,
    /// How people vote on it.
    pub vote: VoteProps,
    /// Why there is no tally, in words.
    pub hidden: String,
}

/// Id of the element with a submission's title.
#[must_use]
pub fn title_id(id: &str) -> String {
    ["t-", id].concat()
}

/// The card.
#[must_use]
pub fn card(cx: &Cx, submission: &Submission, props: &CardProps) -> El {
    let open = props.open.clone();
    let title = parts::link("", &props.href, move || open(()))
        .attr("id", &title_id(&submission.id))
        .attr("lang", &submission.language)
        .attr("dir", "auto")
        .text(&submission.title);
    let rail = if props.vote.mode == VotingMode::Support { " card-rail" } else { "" };
    let own = if submission.state == State::Published { "" } else { " card-own" };
    el("article", "card")
        .attr("class", &["card", rail, own].concat())
        .attr("part", "card")
        .attr("aria-labelledby", &title_id(&submission.id))
        .add(face(cx, submission, title))
        .add(foot(cx, submission, props))
}

/// A card without anything to press: how others will see what is written.
#[must_use]
pub fn preview(cx: &Cx, submission: &Submission) -> El {
    let title = span("", &submission.title).attr("lang", &submission.language).attr("dir", "auto");
    el("div", "card").add(face(cx, submission, title))
}

fn face(cx: &Cx, submission: &Submission, title: El) -> El {
    let excerpt = rich::plain(&submission.body);
    let mut main =
        div("card-main").add(marks(cx, submission)).add(el(cx.h(1), "card-title").add(title));
    // An imported text stands whole in the title already.
    if !excerpt.is_empty() && excerpt != submission.title {
        main = main
            .add(p("card-text", &excerpt).attr("lang", &submission.language).attr("dir", "auto"));
    }
    main.add_opt(submission.response.as_ref().map(|answer| response::teaser(cx, answer)))
        .add(author::line(
            cx,
            &submission.author,
            submission.mine,
            &submission.created_at,
            submission.edited_at.as_deref(),
        ))
        .add_opt(tags(cx, submission))
        .add_opt(chip::state_note(cx, submission.state, submission.state_reason.as_deref()))
}

/// Kind, status, pin and awards as chips.
#[must_use]
pub fn marks(cx: &Cx, submission: &Submission) -> El {
    let mut row = vec![chip::kind(cx, submission.kind)];
    if submission.status != Status::Received {
        row.push(chip::status(cx, submission.status));
    }
    if submission.pinned {
        row.push(chip::chip("chip-plain", Icon::Pin, &cx.i18n.t(Key::CardPinned)));
    }
    for award in &submission.recognitions {
        row.push(chip::chip("chip-official", Icon::Star, &award.award));
    }
    chip::chips(row)
}

/// Theme and groups, in words.
#[must_use]
pub fn tags(cx: &Cx, submission: &Submission) -> Option<El> {
    let theme = submission.theme.iter().map(|id| cx.i18n.term(&cx.forum.themes, id));
    let groups = submission.groups.iter().map(|id| cx.i18n.term(&cx.forum.groups, id));
    let words: Vec<El> = theme.chain(groups).map(|word| span("", &word)).collect();
    (!words.is_empty()).then(|| p("card-tags dots", "").add_all(words))
}

fn foot(cx: &Cx, submission: &Submission, props: &CardProps) -> El {
    let mut foot = div("card-foot").add(vote::vote(cx, &props.vote));
    if props.vote.mode == VotingMode::Opinion {
        let view = props.vote.view.clone();
        foot = foot.add(tally::bars(cx, Rc::new(move || view().tally), &props.hidden));
    }
    if submission.comments_count > 0 {
        let open = props.open.clone();
        let word = cx.i18n.plural(Plural::CountComments, submission.comments_count.into());
        let link = parts::link("", &props.href, move || open(()))
            .add(icon(Icon::Talk))
            .add(span("", &word));
        foot = foot.add(div("card-links").add(link));
    }
    foot
}
