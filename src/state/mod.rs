//! What is on screen and what waits to be sent.
//!
//! [`App`] is one widget. It is a handle that can be copied into closures;
//! everything behind it ends with the widget. Screens read its signals and
//! call its methods; nothing else calls a backend.

mod comments;
mod deeds;
mod detail;
mod draft;
mod list;
mod live;
mod outbox;
mod parts;
mod route;
mod session;
mod sign_in;
mod threads;
mod ui;
mod votes;

use std::{
    cell::{Cell, RefCell},
    future::Future,
    ops::Deref,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use contract::ProblemCode;
use wasm_bindgen::JsValue;

pub use self::{
    comments::Comments,
    detail::Detail,
    draft::{Compose, Sent},
    list::List,
    outbox::{Outbox, Waiting, WaitingKind},
    parts::Part,
    route::{ROOMS, Route, Router},
    session::Session,
    sign_in::SignIn,
    threads::Threads,
    ui::{Dialog, Ui},
    votes::Ballot,
};
use crate::{
    backend::{Backend, BackendError},
    browser::Listener,
    events::{Happening, Host},
    i18n::{Group, I18n, Key, Plural},
    reactive::RwSignal,
};

/// How something that takes time is going.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Progress {
    /// Not begun.
    #[default]
    Idle,
    /// Under way.
    Busy,
    /// Finished.
    Done,
    /// Kept on this device until there is a connection.
    Waiting,
    /// Did not work.
    Failed(BackendError),
}

impl Progress {
    /// Whether it did not work.
    #[must_use]
    pub const fn is_failed(&self) -> bool {
        matches!(self, Self::Failed(_))
    }

    /// The error, where there is one.
    #[must_use]
    pub const fn error(&self) -> Option<&BackendError> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }
}

/// One widget: a handle as small as a pointer, since every closure of a view
/// holds one.
///
/// What it points to is never freed but used again by the next widget, so that
/// there are as many as were ever in the page at the same time.
#[derive(Clone, Copy)]
pub struct App(&'static Signals);

/// The state of a widget, by its parts.
pub struct Signals {
    /// Language.
    pub i18n: I18n,
    /// The forum and the person.
    pub session: Session,
    /// Which view is shown.
    pub router: Router,
    /// The threads of the forum.
    pub threads: Threads,
    /// One thread and its submissions.
    pub list: List,
    /// One submission.
    pub detail: Detail,
    /// Its comments.
    pub comments: Comments,
    /// The submission being written.
    pub compose: Compose,
    /// What waits for a connection.
    pub outbox: Outbox,
    /// What is open on screen.
    pub ui: Ui,
    /// Counts what a view is built anew for: language and heading level.
    view: RwSignal<u32>,
    core: RefCell<Rc<Core>>,
}

impl Deref for App {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

thread_local! {
    /// States whose widgets have gone.
    static FREE: RefCell<Vec<&'static Signals>> = const { RefCell::new(Vec::new()) };
}

/// What is behind the signals of a widget.
struct Core {
    host: Host,
    api: String,
    backend: Rc<dyn Backend>,
    ended: Cell<bool>,
    /// True while it is not known yet who the person is.
    finding: Cell<bool>,
    /// Counts what was asked for, by lane, so that a late answer to an earlier
    /// question is dropped.
    turns: RefCell<[u32; Lane::COUNT]>,
    /// By submission; a list, since it is short and a map is much code.
    ballots: RefCell<Vec<(String, votes::Lane)>>,
    /// Counts the votes that the backend has saved, so that what was asked for
    /// before one does not undo it on the screen.
    saved: Cell<u32>,
    listeners: RefCell<Vec<Listener>>,
    /// Waits for the session of a window to sign in.
    window: RefCell<Option<Listener>>,
    /// What a person wants to do, while it is not known yet who that is.
    acts: RefCell<Vec<Box<dyn FnOnce()>>>,
}

/// Questions of which only the last one matters.
#[derive(Clone, Copy)]
enum Lane {
    List,
    Thread,
    Threads,
    Detail,
    Comments,
    Similar,
    Save,
    Session,
    Wait,
}

impl Lane {
    const COUNT: usize = Self::Wait as usize + 1;
}

impl App {
    /// A widget for this element and backend.
    #[must_use]
    pub fn new(host: Host, api: String, backend: Rc<dyn Backend>) -> Self {
        let core = Rc::new(Core {
            host,
            api,
            backend,
            ended: Cell::new(false),
            finding: Cell::new(false),
            turns: RefCell::default(),
            ballots: RefCell::default(),
            saved: Cell::new(0),
            listeners: RefCell::default(),
            window: RefCell::default(),
            acts: RefCell::default(),
        });
        match FREE.with_borrow_mut(Vec::pop) {
            Some(signals) => {
                signals.core.replace(core);
                Self(signals)
            }
            None => Self(Box::leak(Box::new(Signals::new(core)))),
        }
    }

    /// Ends the widget's work. Called once, after its view has gone; the
    /// handle is not used again.
    pub(crate) fn end(self) {
        let core = self.core();
        core.ended.set(true);
        core.backend.end();
        core.listeners.borrow_mut().clear();
        core.window.replace(None);
        core.acts.borrow_mut().clear();
        core.ballots.borrow_mut().clear();
        self.reset();
        FREE.with_borrow_mut(|free| free.push(self.0));
    }

    /// As before the first widget.
    fn reset(self) {
        self.session.reset();
        self.router.reset();
        self.threads.reset();
        self.list.reset();
        self.detail.reset();
        self.comments.reset();
        self.compose.reset();
        self.outbox.reset();
        self.ui.reset();
    }

    fn core(self) -> Rc<Core> {
        self.0.core.borrow().clone()
    }

    fn backend(self) -> Rc<dyn Backend> {
        self.core().backend.clone()
    }

    /// Which backend it is, as the element says.
    fn api(self) -> String {
        self.core().api.clone()
    }

    /// Addresses of a thread's open data, as JSON and as CSV, where the
    /// backend publishes any.
    #[must_use]
    pub fn open_data(self, thread: &str) -> Option<[String; 2]> {
        if !self.can(contract::Capability::Export) {
            return None;
        }
        self.backend().open_data(thread)
    }

    /// The element's attribute.
    fn attribute(self, name: &str) -> Option<String> {
        self.core().host.attribute(name)
    }

    /// Runs work that ends with the widget.
    fn spawn(self, work: impl Future<Output = ()> + 'static) {
        self.spawn_boxed(Box::pin(work));
    }

    fn spawn_boxed(self, work: Pin<Box<dyn Future<Output = ()>>>) {
        wasm_bindgen_futures::spawn_local(WhileAlive { core: self.core(), work });
    }

    /// Begins a question of a lane; the answer counts while [`App::is_turn`].
    fn turn(self, lane: Lane) -> u32 {
        let core = self.core();
        let mut turns = core.turns.borrow_mut();
        match turns.get_mut(lane as usize) {
            Some(turn) => {
                *turn = turn.wrapping_add(1);
                *turn
            }
            None => 0,
        }
    }

    fn is_turn(self, lane: Lane, turn: u32) -> bool {
        self.core().turns.borrow().get(lane as usize) == Some(&turn)
    }

    /// Reads a text out when the screen reader next pauses.
    pub fn say(self, text: &str) {
        self.core().host.say(text);
    }

    /// Reads a text out at once.
    pub fn alert(self, text: &str) {
        self.core().host.alert(text);
    }

    /// Tells the page something that it cannot cancel.
    pub(crate) fn inform(self, happening: &Happening<'_>) {
        let _ = self.core().host.tell(happening);
    }

    /// Tells the page; false where a listener cancelled.
    fn tell(self, happening: &Happening<'_>) -> bool {
        self.core().host.tell(happening)
    }

    /// An error as a sentence with what to do next.
    #[must_use]
    pub fn explain(self, error: &BackendError) -> String {
        let key = match error {
            BackendError::Offline => Key::ErrorNetwork,
            BackendError::Timeout => Key::ErrorTimeout,
            BackendError::Unexpected => Key::ErrorUnreadable,
            BackendError::Oversized => Key::ErrorOversized,
            BackendError::Storage => Key::ErrorStorage,
            BackendError::Unauthorised => Key::ProblemTokenRequired,
            BackendError::NewAccount { .. } => Key::ProblemNewAccount,
            BackendError::RateLimited { retry_after } => {
                return self.i18n.plural(Plural::ProblemRateLimited, u64::from(*retry_after));
            }
            BackendError::Problem { code: ProblemCode::RateLimited, .. } => {
                return self.i18n.plural(Plural::ProblemRateLimited, 5);
            }
            BackendError::Problem { code, .. } => {
                return self.i18n.word(Group::Problem, code.as_str());
            }
        };
        self.i18n.t(key)
    }

    /// Notes an error: the page is told, and whether there is a connection.
    fn note(self, error: &BackendError) {
        match error {
            BackendError::Offline => self.session.offline.set(true),
            // The next thing that needs a person asks for one again.
            BackendError::Unauthorised => self.session.me.set(None),
            _ => {}
        }
        self.inform(&Happening::Error { code: error.code() });
    }

    /// An answer came: there is a connection.
    fn connected(self) {
        if self.session.offline.get_untracked() {
            self.session.offline.set(false);
            self.say(&self.i18n.t(Key::OfflineBack));
        }
    }

    /// Keeps a listener for as long as the widget lives.
    fn keep(self, listener: Listener) {
        self.core().listeners.borrow_mut().push(listener);
    }

    /// The messages of another language, parsed. The view is built anew.
    pub fn set_language(self, tag: &str, messages: &JsValue) {
        self.i18n.set(tag, messages);
        self.rebuild();
    }

    /// Builds the view anew, from the same state.
    pub(crate) fn rebuild(self) {
        self.view.update(|version| *version = version.wrapping_add(1));
    }

    /// Another text when the view must be built anew.
    pub(crate) fn view_key(self) -> String {
        self.view.get().to_string()
    }

    /// The level of the widget's first heading, from 2 to 4, by the element's
    /// attribute `heading-level`.
    #[must_use]
    pub fn heading_level(self) -> u8 {
        match self.attribute("heading-level").as_deref() {
            Some("3") => 3,
            Some("4") => 4,
            _ => 2,
        }
    }
}

impl Signals {
    fn new(core: Rc<Core>) -> Self {
        Self {
            i18n: I18n::new(),
            session: Session::new(),
            router: Router::new(),
            threads: Threads::new(),
            list: List::new(),
            detail: Detail::new(),
            comments: Comments::new(),
            compose: Compose::new(),
            outbox: Outbox::new(),
            ui: Ui::new(),
            view: RwSignal::new(0),
            core: RefCell::new(core),
        }
    }
}

/// A future that ends with its widget, so that nothing touches signals that
/// are gone.
struct WhileAlive {
    core: Rc<Core>,
    work: Pin<Box<dyn Future<Output = ()>>>,
}

impl Future for WhileAlive {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.core.ended.get() { Poll::Ready(()) } else { self.work.as_mut().poll(context) }
    }
}
