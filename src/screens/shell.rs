//! What stands around every view: language, notices, the foot, signing in.

use std::rc::Rc;

use crate::reactive::untrack;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot};

use super::{ballot::cx, compose, rooms, submission, thread, threads, words};
use crate::{
    components::{
        Cx, Do, dialog,
        dom::{self, El, div, el, p, span},
        fixed,
        icons::{Icon, icon},
        notice::{notice, skeleton},
        parts,
        timing::soon,
    },
    i18n::{Key, Plural},
    state::{App, Route, SignIn, Waiting},
};

/// Interface languages, each in its own words.
const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("th", "ไทย")];
/// Cards that stand for a list while it loads.
const BONES: usize = 3;

/// The whole widget, in the language of now.
#[must_use]
pub fn root(app: App) -> El {
    let i18n = app.i18n;
    let lang = i18n.lang();
    el("section", "of")
        .attr("lang", &lang)
        .attr_live("aria-label", move || {
            let thread = app.list.thread.get();
            let name = app.session.forum.get().map(|forum| i18n.pick(&forum.name).1);
            let title = thread
                .map(|thread| thread.title.clone())
                .or(name)
                .unwrap_or_else(|| i18n.t(Key::AppName));
            Some(i18n.t_with(Key::AppLabel, &[("title", &title)]))
        })
        .swap(
            move || app.session.forum.get().is_some().to_string(),
            move || Some(cx(app).map_or_else(|| waiting(app), |cx| framed(app, &cx))),
        )
}

/// Before the forum is known: grey lines, or why there is nothing.
fn waiting(app: App) -> El {
    div("").swap(
        move || first_error(app).map(|error| error.code().to_owned()).unwrap_or_default(),
        move || {
            Some(match first_error(app) {
                Some(error) => words::failure(app, &error, move || app.refresh()),
                None => skeleton(&app.i18n.t(Key::AppLoading), BONES),
            })
        },
    )
}

fn first_error(app: App) -> Option<crate::backend::BackendError> {
    let threads = app.threads.progress.with(|progress| progress.error().cloned());
    let detail = app.detail.progress.with(|progress| progress.error().cloned());
    threads.or(detail).or_else(|| app.list_error()).or_else(|| app.session.forum_error.get())
}

fn framed(app: App, cx: &Cx) -> El {
    let frame = cx.clone();
    div("")
        .add(head(app, cx))
        .add(notices(app, cx))
        .swap(move || view_name(app, &app.router.route.get()), move || Some(view(app, &frame)))
        .add(rooms::links(app, cx))
        .add(foot(app, cx))
        .add(sign_in(app, cx))
}

/// Another text where another view must be built.
fn view_name(app: App, route: &Route) -> String {
    match route {
        Route::Threads => String::from("threads"),
        Route::Thread { thread } => ["thread ", thread].concat(),
        Route::Submission { id } => ["submission ", id].concat(),
        Route::Compose { edit } => ["compose ", edit].concat(),
        // Another person finds another room.
        Route::Room { name, id } => {
            let who = app.session.me.with(|me| me.as_ref().map(|me| me.author.id.clone()));
            ["room ", name, " ", id, " ", &who.unwrap_or_default()].concat()
        }
    }
}

fn view(app: App, cx: &Cx) -> El {
    match app.router.route.get_untracked() {
        Route::Threads => threads::threads(app, cx),
        Route::Thread { .. } => thread::thread(app, cx),
        Route::Submission { .. } => submission::submission(app, cx),
        Route::Compose { .. } => compose::compose(app, cx),
        Route::Room { name, id } => rooms::room(app, cx, &name, &id),
    }
}

/// Lets a view's heading take the focus after a step.
pub(super) fn announce(app: App, heading: &El) {
    soon(&heading.0, move |heading| {
        if let Some(heading) = heading.dyn_ref::<HtmlElement>() {
            app.heading_shown(heading);
        }
    });
}

/// The way back and the language.
fn head(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let back = move || {
        let (word, route) = match app.router.route.get() {
            Route::Threads => return None,
            Route::Thread { .. } if app.home() != Route::Threads => return None,
            Route::Thread { .. } => (Key::ThreadsBack, Route::Threads),
            Route::Submission { .. } => {
                (Key::SubmissionBack, Route::Thread { thread: app.list.key.get() })
            }
            Route::Room { .. } => (Key::ActionBack, app.home()),
            Route::Compose { .. } if app.compose.sent.get().is_some() => {
                (Key::SubmissionBack, Route::Thread { thread: app.list.key.get() })
            }
            Route::Compose { .. } => {
                (Key::ComposeLeave, Route::Thread { thread: app.list.key.get() })
            }
        };
        Some((word, route))
    };
    let told = back;
    let options: Vec<(String, String)> =
        LANGUAGES.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned())).collect();
    let bar = div("head").swap(
        move || told().map(|(word, _)| i18n.t(word)).unwrap_or_default(),
        move || {
            let (word, route) = untrack(back)?;
            Some(parts::back(&i18n.t(word), &app.href(&route), move || app.back()))
        },
    );
    let place = bar.0.clone();
    let choose: Do<String> = Rc::new(move |tag| {
        // The element's own attribute is the one place where the language stands.
        let root = place.get_root_node().dyn_into::<ShadowRoot>();
        if let Ok(root) = root {
            dom::set(&root.host(), "lang", Some(&tag));
        }
    });
    let base = i18n.lang().split('-').next().unwrap_or_default().to_owned();
    let language =
        parts::select("of-lang", &i18n.t(Key::LanguageLabel), &options, fixed(base), choose);
    bar.add(rooms::inbox_link(app)).add(div("lang row").add(icon(Icon::Globe)).add(language))
}

/// Demonstration, no connection, what waits to be sent.
fn notices(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let place = div("notices");
    place
        .swap(
            move || app.session.offline.get().to_string(),
            move || {
                app.session.offline.get().then(|| {
                    let again = parts::button("btn", None, &i18n.t(Key::ActionRetry), move || {
                        app.refresh();
                    });
                    notice(
                        "notice-wait",
                        Icon::Offline,
                        &i18n.t(Key::OfflineTitle),
                        &i18n.t(Key::OfflineText),
                        vec![again],
                    )
                })
            },
        )
        .add(doubts(app))
        .swap(
            move || ready(app).to_string(),
            move || {
                let waiting = ready(app);
                (waiting > 0).then(|| {
                    let send = parts::button("btn", None, &i18n.t(Key::OutboxSend), move || {
                        app.send_waiting();
                    });
                    let text = i18n.plural(Plural::OutboxWaiting, waiting);
                    notice("notice-wait", Icon::Clock, &i18n.t(Key::OutboxTitle), &text, vec![send])
                })
            },
        )
}

/// How much waits that is sent by itself.
fn ready(app: App) -> u64 {
    app.outbox.items.with(|items| items.iter().filter(|item| !item.asks).count()) as u64
}

/// What may have arrived, and the question whether it did: one at a time.
fn doubts(app: App) -> El {
    let i18n = app.i18n;
    let first = move |items: &Vec<Waiting>| items.iter().find(|item| item.asks).cloned();
    div("").swap(
        move || app.outbox.items.with(first).map(|item| item.key).unwrap_or_default(),
        move || {
            let item = app.outbox.items.with(first)?;
            let title = ["“", &excerpt(item.kind.text()), "”"].concat();
            let (again, there) = (item.key.clone(), item.key);
            let actions = vec![
                parts::button("btn", None, &i18n.t(Key::OutboxAgain), move || {
                    app.send_again(&again);
                }),
                parts::button("btn btn-quiet", None, &i18n.t(Key::OutboxThere), move || {
                    app.remove_waiting(&there);
                }),
            ];
            Some(notice("notice-wait", Icon::Alert, &title, &i18n.t(Key::OutboxAsks), actions))
        },
    )
}

/// The beginning of a text.
fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The same line at the end of every view.
fn foot(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let who = move || {
        app.session
            .me
            .get()
            .filter(|me| !me.author.name.is_empty())
            .map(|me| i18n.t_with(Key::SignInAs, &[("name", &me.author.name)]))
            .unwrap_or_default()
    };
    let demo = cx.forum.demo.then(|| span("demo", &i18n.t(Key::NoticeDemo)));
    el("footer", "foot")
        .add_opt(demo)
        .add(span("", &i18n.t(Key::FooterPrivacy)))
        .add(span("", "").text_live(who).show(move || app.session.me.get().is_some()))
        .add(person(app))
}

/// Signing in and out, where the backend does that itself.
fn person(app: App) -> El {
    let i18n = app.i18n;
    let name = move || match app.session.me.get() {
        Some(_) if app.is_own_session() => "out",
        None if app.signs_in_itself() => "in",
        _ => "",
    };
    div("").swap(
        move || name().to_owned(),
        move || {
            let (key, act): (_, fn(App)) = match name() {
                "out" => (Key::SignInOut, App::sign_out),
                "in" => (Key::SignInButton, |app| app.as_person(|| ())),
                _ => return None,
            };
            Some(parts::button("btn btn-quiet", None, &i18n.t(key), move || act(app)))
        },
    )
}

/// The built-in way to sign in, where the page has none of its own.
fn sign_in(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let cx = cx.clone();
    let name = move || match app.session.signing_in.get() {
        SignIn::No => "",
        SignIn::Choose => "choose",
        SignIn::Open => "open",
        SignIn::Blocked(_) => "blocked",
        SignIn::Closed => "closed",
    };
    div("").swap(
        move || name().to_owned(),
        move || {
            let close: Do<()> = Rc::new(move |()| app.close_sign_in());
            let closing = close.clone();
            let mut actions =
                vec![parts::button("btn", None, &i18n.t(Key::ActionClose), move || closing(()))];
            let window = || {
                parts::button("btn btn-primary", None, &i18n.t(Key::SignInButton), move || {
                    app.open_sign_in();
                })
            };
            let inside = match app.session.signing_in.get() {
                SignIn::No => return None,
                SignIn::Choose if cx.forum.demo => {
                    if app.signs_in_itself() {
                        actions.insert(0, window());
                    }
                    identities(app, &cx)
                }
                SignIn::Choose => p("", &i18n.t(Key::SignInText)),
                SignIn::Open => p("", &i18n.t(Key::SignInOpen)),
                SignIn::Blocked(address) => p("", &i18n.t(Key::SignInBlocked)).text(" ").add(
                    el("a", "")
                        .attr("href", &address)
                        .attr("target", "_blank")
                        // The window that it opens hands the session to this page.
                        .attr("rel", "opener")
                        .text(&i18n.t(Key::SignInButton)),
                ),
                SignIn::Closed => {
                    actions.insert(0, window());
                    p("", &i18n.t(Key::SignInClosed))
                }
            };
            Some(dialog::dialog(&i18n.t(Key::SignInTitle), inside, actions, &close))
        },
    )
}

/// The identities that a demonstration pretends.
fn identities(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let list = div("stack").each(
        move || app.session.identities.get().iter().map(|identity| identity.key.clone()).collect(),
        move |key| {
            let identities = app.session.identities.get();
            let Some(identity) = identities.iter().find(|identity| identity.key == key) else {
                return div("");
            };
            let token = identity.token.clone();
            parts::button("btn", None, &identity.name, move || app.sign_in(&token))
                .add(span("meta", &i18n.pick(&identity.description).1))
        },
    );
    div("stack").add(p("", &i18n.t(Key::SignInDemo))).add(list)
}
