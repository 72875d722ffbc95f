//! The forum, the person, and whether there is a connection.

use std::sync::Arc;

use contract::{Capability, Forum, Me, SignInMethod, Sort};

use super::{
    App, Lane, SignIn,
    outbox::{FIRST_WAIT, LONGEST_WAIT},
};
use crate::{
    backend::{BackendError, DemoIdentity},
    browser,
    events::Happening,
    i18n::Key,
    reactive::RwSignal,
};

/// The forum and the person.
#[derive(Clone, Copy)]
pub struct Session {
    /// The forum, once it is loaded.
    pub forum: RwSignal<Option<Arc<Forum>>>,
    /// Why it could not be loaded.
    pub forum_error: RwSignal<Option<BackendError>>,
    /// The person, where there is one.
    pub me: RwSignal<Option<Arc<Me>>>,
    /// True after a request failed for want of a connection.
    pub offline: RwSignal<bool>,
    /// How far the built-in way to sign in is.
    pub signing_in: RwSignal<SignIn>,
    /// Identities that a demonstration offers in it.
    pub identities: RwSignal<Arc<Vec<DemoIdentity>>>,
}

impl Session {
    pub(super) fn new() -> Self {
        Self {
            forum: RwSignal::new(None),
            forum_error: RwSignal::new(None),
            me: RwSignal::new(None),
            offline: RwSignal::new(false),
            signing_in: RwSignal::new(SignIn::No),
            identities: RwSignal::new(Arc::default()),
        }
    }

    pub(super) fn reset(self) {
        self.forum.set(None);
        self.forum_error.set(None);
        self.me.set(None);
        self.offline.set(false);
        self.signing_in.set(SignIn::No);
        self.identities.set(Arc::default());
    }
}

impl App {
    /// Whether the backend can do this. Follows the forum.
    #[must_use]
    pub fn can(self, what: Capability) -> bool {
        self.session
            .forum
            .with(|forum| forum.as_ref().is_some_and(|forum| forum.capabilities.contains(&what)))
    }

    /// Whether the backend is known and cannot do this.
    #[must_use]
    pub fn lacks(self, what: Capability) -> bool {
        self.session.forum.with(Option::is_some) && !self.can(what)
    }

    /// Whether the backend knows this order, and has what it goes by.
    #[must_use]
    pub fn can_sort(self, sort: Sort) -> bool {
        let has = match sort {
            Sort::Broad => self.can(Capability::Sectors),
            Sort::Discussed => self.can(Capability::Comments),
            Sort::Support | Sort::Unseen => {
                self.can(Capability::VoteOpinion) || self.can(Capability::VoteSupport)
            }
            Sort::Newest | Sort::Random => true,
        };
        has && self.backend().can_sort(sort)
    }

    /// Whether the backend knows the filter of this name.
    #[must_use]
    pub fn can_filter(self, name: &str) -> bool {
        self.backend().can_filter(name)
    }

    /// Whether the backend has rooms.
    #[must_use]
    pub fn has_rooms(self) -> bool {
        self.backend().has_rooms()
    }

    /// The author id of the person; empty without one.
    pub(super) fn my_id(self) -> String {
        self.session
            .me
            .with_untracked(|me| me.as_ref().map(|me| me.author.id.clone()).unwrap_or_default())
    }

    /// True while it is not known yet who the person is.
    pub(super) fn is_finding_person(self) -> bool {
        self.core().finding.get()
    }

    /// True where there is a person to act as. Otherwise the page is asked to
    /// sign one in, and if it does not care, the built-in way opens.
    pub fn needs_person(self) -> bool {
        if self.session.me.with_untracked(Option::is_some) {
            return true;
        }
        if self.tell(&Happening::SignInRequested) {
            self.begin_sign_in();
        }
        false
    }

    /// Does something as a person: at once, or when it is known who that is;
    /// where there is nobody, they are asked to sign in.
    pub fn as_person(self, act: impl FnOnce() + 'static) {
        if self.is_finding_person() {
            self.core().acts.borrow_mut().push(Box::new(act));
        } else if self.needs_person() {
            act();
        }
    }

    /// It is known now who the person is: does what waited for it.
    fn begin_acts(self) {
        let acts = self.core().acts.take();
        if !acts.is_empty() && self.needs_person() {
            for act in acts {
                act();
            }
        }
    }

    /// Begins with the token that the loader used, if any: what it loaded is
    /// as that person sees it, and needs no second look.
    pub(crate) fn start_session(self, token: String) {
        let with = !token.is_empty();
        if with {
            self.backend().set_token(Some(token));
        }
        self.find_person(!with);
    }

    /// Takes over a token that the page or the built-in way gave; empty takes
    /// it away.
    pub fn sign_in(self, token: &str) {
        let token = Some(token.to_owned()).filter(|token| !token.is_empty());
        self.backend().set_token(token);
        self.person_changed();
    }

    /// Finds out who the person is now, and what they see differently.
    pub fn person_changed(self) {
        self.find_person(true);
    }

    fn find_person(self, refresh: bool) {
        let turn = self.turn(Lane::Session);
        self.core().finding.set(true);
        self.spawn(async move {
            let before = self.my_id();
            let Some(me) = self.ask_for_person(turn).await else { return };
            self.core().finding.set(false);
            match me {
                Ok(me) => self.session.me.set(me.map(Arc::new)),
                Err(BackendError::Offline | BackendError::Timeout) => {
                    self.begin_votes();
                    self.begin_acts();
                    return;
                }
                Err(error) => {
                    self.session.me.set(None);
                    self.note(&error);
                }
            }
            self.begin_votes();
            self.begin_acts();
            self.take_votes_left();
            if let Some(me) = self.session.me.get_untracked()
                && self.session.signing_in.get_untracked() != SignIn::No
            {
                self.session.signing_in.set(SignIn::No);
                self.say(&self.i18n.t_with(Key::SignInAs, &[("name", &me.author.name)]));
            }
            if before == self.my_id() {
                return;
            }
            if refresh {
                self.forget_ballots();
                self.refresh();
            }
            self.send_waiting();
        });
    }

    /// Who the person is. Where nobody is known yet and there is no connection
    /// it asks until there is one: a token's owner is not asked to sign in,
    /// and what they do meanwhile waits. `None` when something newer asks.
    async fn ask_for_person(self, turn: u32) -> Option<Result<Option<Me>, BackendError>> {
        let mut wait = FIRST_WAIT;
        loop {
            let me = self.backend().me().await;
            if !self.is_turn(Lane::Session, turn) {
                return None;
            }
            match &me {
                Err(error @ (BackendError::Offline | BackendError::Timeout))
                    if self.session.me.with_untracked(Option::is_none) =>
                {
                    self.note(error);
                }
                _ => return Some(me),
            }
            browser::sleep(wait).await;
            if !self.is_turn(Lane::Session, turn) {
                return None;
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Loads the forum, if it is not there yet.
    pub(super) fn load_forum(self) {
        if self.session.forum.with_untracked(Option::is_some) {
            return;
        }
        self.session.forum_error.set(None);
        self.spawn(async move {
            match self.backend().forum().await {
                Ok(forum) => self.take_forum(forum),
                Err(error) => {
                    self.note(&error);
                    self.session.forum_error.set(Some(error));
                }
            }
        });
    }

    /// The forum: dates stand in its zone, and of what it says that it can,
    /// what its adapter cannot do is taken away.
    pub(crate) fn take_forum(self, mut forum: Forum) {
        let backend = self.backend();
        forum.capabilities.retain(|what| backend.can(*what));
        if !backend.signs_in() {
            forum
                .sign_in
                .retain(|way| !matches!(way, SignInMethod::Oidc | SignInMethod::EmailCode));
        }
        self.i18n.set_zone(&forum.time_zone);
        self.session.forum.set(Some(Arc::new(forum)));
        self.listen();
    }

    /// Loads what the present view shows once more, without clearing it.
    pub fn refresh(self) {
        self.load_forum();
        self.load_view();
    }
}
