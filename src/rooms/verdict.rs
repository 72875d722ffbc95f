//! What was decided about something, for its author: what happened, why, who or
//! what decided, and what they can do.

use contract::{Action, AppealState, DecidedBy, Verdict};

use crate::{
    components::{
        Cx,
        dom::{El, div, el, p, span},
        icons::{Icon, icon},
    },
    i18n::{Group, Key},
};

/// The decision, with what can be done about it; `None` where there is nothing
/// that the author does not see by itself.
#[must_use]
pub(super) fn verdict(
    cx: &Cx,
    verdict: &Verdict,
    edit: Option<El>,
    object: Option<El>,
) -> Option<El> {
    let i18n = cx.i18n;
    let (tone, mark) = match verdict.action {
        Action::Reject | Action::Hide => ("notice notice-bad", Icon::Not),
        Action::RequestEdit => ("notice notice-wait", Icon::Pen),
        Action::Move => ("notice", Icon::Info),
        Action::Approve | Action::Restore if verdict.appeal.is_some() => {
            ("notice notice-good", Icon::Done)
        }
        _ => return None,
    };
    let title = i18n.word(Group::Verdict, verdict.action.as_str());
    let mut body = div("notice-body").add(p("notice-title", &title));
    let known = cx.forum.reasons.iter().find(|reason| Some(&reason.id) == verdict.reason.as_ref());
    if let Some(reason) = known {
        let (lang, text) = i18n.pick(&reason.text);
        body = body.add(p("", &text).attr("lang", &lang));
    }
    if let Some(rule) = &verdict.rule {
        let words = i18n.word(Group::Rule, rule);
        if words != *rule {
            body = body.add(p("", &words));
        }
    }
    if !verdict.message.is_empty() {
        body = body.add(quote(&i18n.t(Key::VerdictMessage), &verdict.message));
    }
    let by = match verdict.by {
        DecidedBy::Moderator => Key::VerdictByModerator,
        DecidedBy::Rule => Key::VerdictByRule,
        DecidedBy::Appeal => Key::VerdictByAppeal,
    };
    body = body.add(p("meta", &i18n.t_with(by, &[("date", &i18n.date_time(&verdict.at))])));
    let mut actions = div("row").add_opt(edit);
    if let Some(appeal) = &verdict.appeal {
        let key = match appeal.state {
            AppealState::Open => Key::AppealOpen,
            AppealState::Upheld => Key::AppealUpheld,
            AppealState::Overturned => Key::AppealOverturned,
        };
        body = body.add(p("", &i18n.t_with(key, &[("date", &i18n.date(&appeal.at))])));
        // Where the answer is what the decision says, once is enough.
        if !appeal.answer.is_empty() && appeal.answer != verdict.message {
            body = body.add(quote(&i18n.t(Key::VerdictMessage), &appeal.answer));
        }
    } else if verdict.can_appeal {
        actions = actions.add_opt(object);
    }
    if actions.0.has_child_nodes() {
        body = body.add(actions);
    }
    Some(el("section", tone).attr("aria-label", &title).add(icon(mark)).add(body))
}

/// What somebody wrote, under who did.
fn quote(who: &str, text: &str) -> El {
    el("blockquote", "said").add(span("meta", who)).add(p("", text).attr("dir", "auto"))
}
