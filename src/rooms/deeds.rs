//! More about a submission or comment, within its own view: what was decided
//! about one's own, what says the same, and what its answer said before.

use std::rc::Rc;

use contract::{
    Action, AnswerVersion, AppealDraft, Comment, Duplicate, DuplicateAnswer, Page, Phase,
    Submission, Thread, Verdict, VoteChoice, VoteRequest, VoteResult, VotingMode,
};

use super::{
    Room,
    api::{escape, query},
    form::Form,
    verdict,
};
use crate::{
    backend::{Answer, BackendError},
    components::{
        Do, dialog,
        dom::{El, div, el, focus, p},
        field::{Field, field},
        icons::{Icon, icon},
        parts, response,
    },
    i18n::{Key, Plural},
    reactive::ArcRwSignal,
};

/// Pages of comments that are looked through for one.
const PAGES: usize = 20;

/// What is shown once it is loaded.
enum Found {
    Submission(Rc<Submission>, Rc<Thread>),
    Comment(Rc<Comment>),
}

/// The part. Its id is `submission ID` or `comment SUBMISSION ID`.
pub(super) fn view(room: &Room) -> El {
    let found = ArcRwSignal::<Option<Result<Rc<Found>, BackendError>>>::default();
    let (asks, asked) = (room.clone(), found.clone());
    wasm_bindgen_futures::spawn_local(async move {
        let answer = load(&asks).await;
        asked.set(Some(answer.map(Rc::new)));
    });
    let (shown, room) = (found.clone(), room.clone());
    div("stack").swap(
        move || found.with(Option::is_some).to_string(),
        move || {
            Some(match shown.get()? {
                Err(error) => room.error(&error),
                Ok(found) => match &*found {
                    Found::Comment(item) => {
                        div("").add_opt(item.verdict.as_ref().and_then(|told| {
                            verdict::verdict(&room.cx, told, None, Some(object(&room, told)))
                        }))
                    }
                    Found::Submission(item, thread) => div("stack")
                        .add_opt(decided(&room, item))
                        .add_opt(repeats(&room, item, thread))
                        .add_opt(leads(&room, item))
                        .add_opt(versions(&room, item)),
                },
            })
        },
    )
}

async fn load(room: &Room) -> Result<Found, BackendError> {
    let mut parts = room.id.split(' ');
    let (kind, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let path = ["/v1/submissions/", &escape(id)].concat();
    if kind == "submission" {
        let item: Submission = room.api.get(&path).await?;
        let thread = ["/v1/threads/", &escape(&item.thread_id)].concat();
        let thread: Thread = room.api.get(&thread).await?;
        return Ok(Found::Submission(Rc::new(item), Rc::new(thread)));
    }
    let wanted = parts.next().unwrap_or_default();
    let mut cursor = None;
    for _ in 0..PAGES {
        let page = query(&[&path, "/comments"].concat(), &[], cursor.as_deref());
        let page: Page<Comment> = room.api.get(&page).await?;
        if let Some(item) = page.items.into_iter().find(|item| item.id == wanted) {
            return Ok(Found::Comment(Rc::new(item)));
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    Err(BackendError::problem(contract::ProblemCode::NotFound))
}

/// What was decided about one's own submission, and what to do about it.
fn decided(room: &Room, item: &Submission) -> Option<El> {
    let told = item.verdict.as_ref().filter(|_| item.mine)?;
    let edit = (told.action == Action::RequestEdit).then(|| {
        let (goes, id) = (room.clone(), item.id.clone());
        let word = room.t(Key::SubmissionEdit);
        parts::button("btn btn-primary", Some(Icon::Pen), &word, move || {
            goes.context.navigate("edit", &id);
        })
    });
    verdict::verdict(&room.cx, told, edit, Some(object(room, told)))
}

/// The button that opens the form to object, and the form.
fn object(room: &Room, told: &Verdict) -> El {
    let open = ArcRwSignal::new(false);
    let (press, shown, built) = (open.clone(), open.clone(), open);
    let (asked, id) = (room.clone(), told.id.clone());
    let button = parts::button("btn", None, &room.t(Key::AppealObject), move || {
        press.set(true);
    });
    div("").add(button).swap(
        move || shown.get().to_string(),
        move || built.get_untracked().then(|| appeal(&asked, &id, &built)),
    )
}

/// The dialog in which somebody objects to a decision.
fn appeal(room: &Room, decision: &str, open: &ArcRwSignal<bool>) -> El {
    let form = Form::new(room, "of-appeal-");
    let text = ArcRwSignal::new(String::new());
    let wrong = ArcRwSignal::new(false);
    let (shown, typed, written, says) = (text.clone(), text.clone(), text.clone(), room.clone());
    let (missing, empty, asked) = (wrong.clone(), text, room.clone());
    let control = field(
        &room.cx,
        &Field {
            id: "of-appeal-text",
            label: room.t(Key::AppealText),
            hint: room.t(Key::AppealHint),
            optional: false,
            max: Some(room.cx.forum.limits.comment_max),
            long: true,
            value: Rc::new(move || shown.get()),
            on_input: Rc::new(move |words| typed.set(words)),
            error: Rc::new(move || {
                let none = empty.with(|text| text.trim().is_empty());
                (missing.get() && none).then(|| asked.t(Key::FieldBodyRequired))
            }),
            say: Rc::new(move |words| says.context.say(&words)),
        },
    );
    let closes = open.clone();
    let close: Do<()> = Rc::new(move |()| closes.set(false));
    let (closing, done, sends, asked) = (close.clone(), close.clone(), form.clone(), room.clone());
    let (input, path) =
        (control.clone(), ["/v1/decisions/", &escape(decision), "/appeal"].concat());
    let send = form.button(Key::AppealSend, move || {
        let text = written.get_untracked().trim().to_owned();
        if text.is_empty() {
            wrong.set(true);
            asked.context.alert(&asked.t(Key::FieldBodyRequired));
            if let Ok(Some(area)) = input.0.query_selector("textarea") {
                focus(&area);
            }
            return;
        }
        let answer = asked.api.send::<_, ()>("POST", &path, &AppealDraft { text });
        let (room, done) = (asked.clone(), done.clone());
        sends.send(answer, Key::AppealSent, move |()| {
            done(());
            room.context.changed("submission");
        });
    });
    let cancel = parts::button("btn", None, &room.t(Key::ActionCancel), move || closing(()));
    let inside = div("stack").add(control).add(form.outcome());
    dialog::dialog(&room.t(Key::AppealTitle), inside, vec![cancel, send], &close)
}

fn link_to(room: &Room, other: &Duplicate) -> El {
    room.link("", "submission", &other.submission.id)
        .attr("lang", &other.submission.language)
        .attr("dir", "auto")
        .text(&other.submission.title)
}

/// A submission that says the same: proposed to the author, or linked.
fn repeats(room: &Room, item: &Submission, thread: &Thread) -> Option<El> {
    let other = item.duplicate_of.as_ref()?;
    if !other.accepted && !item.mine {
        return None;
    }
    let form = Form::new(room, "");
    let path = ["/v1/submissions/", &escape(&item.id), "/duplicate"].concat();
    let answer = |class, key, accept: Option<bool>| {
        let (form, asked, path) = (form.clone(), room.clone(), path.clone());
        parts::button(class, None, &room.t(key), move || {
            let answer: Answer<()> = match accept {
                Some(accept) => asked.api.send("POST", &path, &DuplicateAnswer { accept }),
                None => asked.api.delete(&path),
            };
            let room = asked.clone();
            form.send(answer, Key::DuplicateAnswered, move |()| {
                room.context.changed("submission");
            });
        })
    };
    let (title, text, actions) = if other.accepted {
        let mut actions = div("row").add_opt(extend(room, item, other, thread, &form));
        if item.mine {
            actions = actions.add(answer("btn btn-quiet", Key::DuplicateUndo, None));
        }
        (Key::DuplicateLinked, Key::DuplicateLinkedText, actions)
    } else {
        let actions = div("row")
            .add(answer("btn btn-primary", Key::DuplicateAccept, Some(true)))
            .add(answer("btn", Key::DuplicateRefuse, Some(false)));
        (Key::DuplicateProposed, Key::DuplicateConsent, actions)
    };
    let body = div("notice-body")
        .add(p("notice-title", &room.t(title)))
        .add(p("", "").add(link_to(room, other)))
        .add(p("", &room.t(text)))
        .add(actions)
        .add(form.outcome());
    Some(
        el("section", "notice notice-brand")
            .attr("aria-label", &room.t(title))
            .add(icon(Icon::Link))
            .add(body),
    )
}

/// One tap for who supports the repeating one: the lead has their vote as well.
fn extend(
    room: &Room,
    item: &Submission,
    other: &Duplicate,
    thread: &Thread,
    form: &Form,
) -> Option<El> {
    let open = matches!(thread.phase, Phase::Open | Phase::Voting) && !thread.locked;
    if !open || matches!(item.my_vote, Some(VoteChoice::Disagree | VoteChoice::Pass)) {
        return None;
    }
    let value = match thread.voting.mode {
        VotingMode::Opinion => VoteChoice::Agree,
        VotingMode::Support => VoteChoice::Support,
    };
    let path = ["/v1/submissions/", &escape(&other.submission.id), "/vote"].concat();
    let (asked, form) = (room.clone(), form.clone());
    let word = room.t(Key::DuplicateExtend);
    Some(parts::button("btn btn-primary", Some(Icon::Up), &word, move || {
        if asked.me.is_none() {
            asked.context.sign_in();
            return;
        }
        let vote = VoteRequest { value, organisation: None };
        let answer = asked.api.send::<_, VoteResult>("PUT", &path, &vote);
        form.send(answer, Key::DuplicateExtended, |_| ());
    }))
}

/// The submissions that this one leads, and how many people support any.
fn leads(room: &Room, item: &Submission) -> Option<El> {
    if item.duplicates.is_empty() {
        return None;
    }
    let list = item
        .duplicates
        .iter()
        .fold(el("ul", "links"), |list, other| list.add(el("li", "").add(link_to(room, other))));
    let union =
        item.union_support.map(|n| p("", &room.cx.i18n.plural(Plural::DuplicateUnion, n.into())));
    Some(
        el("section", "panel stack")
            .add(el(room.cx.h(1), "panel-title").text(&room.t(Key::DuplicateLeads)))
            .add_opt(union)
            .add(list),
    )
}

/// What the answer said before, for who asks: loaded when it is opened.
fn versions(room: &Room, item: &Submission) -> Option<El> {
    let answer = item.response.as_ref().filter(|answer| answer.version > 1)?;
    let path = ["/v1/answers/", &escape(answer.answer_id.as_deref()?), "/versions"].concat();
    let loaded = ArcRwSignal::<Option<Result<Rc<Page<AnswerVersion>>, BackendError>>>::default();
    let (name, shown, built) = (loaded.clone(), loaded.clone(), room.clone());
    let inside = div("").swap(
        move || name.with(Option::is_some).to_string(),
        move || {
            Some(match shown.get()? {
                Err(error) => built.error(&error),
                Ok(page) => page.items.iter().rev().fold(el("ol", ""), |list, version| {
                    list.add(response::version(&built.cx, version))
                }),
            })
        },
    );
    let asked = room.clone();
    Some(parts::more(&room.t(Key::ResponseVersions), inside).on("toggle", move |_| {
        if loaded.with_untracked(Option::is_some) {
            return;
        }
        let (answer, loaded) = (asked.api.get::<Page<AnswerVersion>>(&path), loaded.clone());
        wasm_bindgen_futures::spawn_local(async move {
            loaded.set(Some(answer.await.map(Rc::new)));
        });
    }))
}
