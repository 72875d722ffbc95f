//! The parts that screens are made of.
//!
//! Architecture invariant: a component knows the contract, the words
//! ([`Cx`]) and what it is handed, and neither `state` nor `backend`. What
//! changes comes in as a [`Get`], what a person does goes out as a [`Do`].

pub mod author;
pub mod card;
pub mod chip;
pub mod comment;
pub mod dialog;
pub mod dom;
pub mod errors;
pub mod field;
pub mod filter;
pub mod format;
pub mod icons;
pub mod news;
pub mod notice;
pub mod parts;
pub mod response;
pub mod rich;
pub mod tally;
pub mod thread;
pub mod timeline;
pub mod timing;
pub mod vote;

use std::{rc::Rc, sync::Arc};

use contract::{Capability, Forum, Term, VotingMode};

use crate::i18n::{Group, I18n, Key};

/// Something to read that may change; called within an effect.
pub type Get<T> = Rc<dyn Fn() -> T>;
/// Something to do.
pub type Do<T> = Rc<dyn Fn(T)>;

/// A question about one word, such as whether it is chosen; called within an
/// effect.
pub type Ask = Rc<dyn Fn(&str) -> bool>;

/// What every component may know: the words of the interface and the forum's
/// taxonomy.
#[derive(Clone)]
pub struct Cx {
    /// Messages, dates, numbers.
    pub i18n: I18n,
    /// The forum, for its taxonomy and limits.
    pub forum: Arc<Forum>,
    /// Level of a view's heading in the page, from 2.
    pub level: u8,
}

impl Cx {
    /// The tag of a heading, so many levels below the view's own.
    #[must_use]
    pub const fn h(&self, below: u8) -> &'static str {
        match self.level + below {
            0..=2 => "h2",
            3 => "h3",
            4 => "h4",
            5 => "h5",
            _ => "h6",
        }
    }

    /// The name of a word that the forum may name itself and that otherwise
    /// has a name of ours.
    #[must_use]
    pub fn name(&self, terms: &[Term], group: Group, id: &str) -> String {
        if terms.iter().any(|term| term.id == id) {
            self.i18n.term(terms, id)
        } else {
            self.i18n.word(group, id)
        }
    }

    /// Whether the forum can do this.
    #[must_use]
    pub fn can(&self, what: Capability) -> bool {
        self.forum.capabilities.contains(&what)
    }

    /// Whether votes of this mode count here.
    #[must_use]
    pub fn votes(&self, mode: VotingMode) -> bool {
        self.can(match mode {
            VotingMode::Opinion => Capability::VoteOpinion,
            VotingMode::Support => Capability::VoteSupport,
        })
    }

    /// What cannot be done with a vote once it is cast, in words.
    #[must_use]
    pub fn vote_rule(&self, mode: VotingMode) -> Option<String> {
        let changes = mode == VotingMode::Support || self.can(Capability::VoteChange);
        let key = match (changes, self.can(Capability::VoteWithdraw)) {
            (true, true) => return None,
            (true, false) if mode == VotingMode::Opinion => Key::VoteStays,
            (false, true) => Key::VoteFirstBack,
            (_, false) => Key::VoteFinal,
        };
        Some(self.i18n.t(key))
    }

    /// The name of a sector.
    #[must_use]
    pub fn sector(&self, id: &str) -> String {
        self.i18n.term(&self.forum.sectors, id)
    }
}

/// A [`Get`] of something that stays as it is.
#[must_use]
pub fn fixed<T: Clone + 'static>(value: T) -> Get<T> {
    Rc::new(move || value.clone())
}
