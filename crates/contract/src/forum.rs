//! A forum: one ministry's taxonomy, limits and what its backend can do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{account::SignInProvider, limits::Limits, moderation::Reason, wire::words};

/// A text by language tag (`{"en": "…", "th": "…"}`).
pub type LocalizedText = BTreeMap<String, String>;

/// What a forum is: branding, taxonomy, limits, capabilities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Forum {
    /// The forum's name by language.
    pub name: LocalizedText,
    /// A sentence about it by language.
    pub description: LocalizedText,
    /// Languages in which people may write, as BCP 47 tags.
    pub languages: Vec<String>,
    /// The language in which texts stand that have no better one.
    pub default_language: String,
    /// The time zone in which dates are shown, as an IANA name.
    pub time_zone: String,
    /// Who people speak as (domain: stakeholder categories).
    pub sectors: Vec<Term>,
    /// Countries, in the forum's order.
    pub countries: Vec<Term>,
    /// Themes, of which a submission has one.
    pub themes: Vec<Term>,
    /// Groups concerned, of which a submission has any number.
    pub groups: Vec<Term>,
    /// Kinds of contribution that are offered.
    pub kinds: Vec<Term>,
    /// Status words of answers.
    pub statuses: Vec<Term>,
    /// Limits of lengths.
    pub limits: Limits,
    /// What this backend can do; the widget shows only that.
    pub capabilities: Vec<Capability>,
    /// Ways to sign in that the backend itself offers.
    pub sign_in: Vec<SignInMethod>,
    /// The providers of `OpenID` Connect, where that is one of the ways.
    #[serde(default)]
    pub providers: Vec<SignInProvider>,
    /// Reasons that decisions of moderators give.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// Offices that answer.
    #[serde(default)]
    pub offices: Vec<Term>,
    /// Days in which an answer is due once it is owed.
    #[serde(default)]
    pub answer_days: u32,
    /// True on a demonstration server, where identities are pretended.
    #[serde(default)]
    pub demo: bool,
}

/// One word of a taxonomy: a stable id and its names by language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Term {
    /// The stable id that other shapes carry.
    pub id: String,
    /// Names by language tag.
    pub name: LocalizedText,
}

words! {
    /// What a backend can do beyond reading.
    Capability {
        /// Votes of agree, disagree and pass.
        VoteOpinion = "vote_opinion",
        /// Votes of support.
        VoteSupport = "vote_support",
        /// A vote can be changed.
        VoteChange = "vote_change",
        /// A vote can be taken back.
        VoteWithdraw = "vote_withdraw",
        /// Tallies are exact and not estimates.
        ExactTotals = "exact_totals",
        /// Tallies by sector.
        Sectors = "sectors",
        /// Submissions can be created.
        Submit = "submit",
        /// Submissions can be edited by their authors.
        Edit = "edit",
        /// Submissions can be withdrawn by their authors.
        Withdraw = "withdraw",
        /// Comments.
        Comments = "comments",
        /// Reports to moderators.
        Flags = "flags",
        /// Full-text search.
        Search = "search",
        /// Submissions like the one being written.
        Similar = "similar",
        /// Earlier versions of submissions.
        History = "history",
        /// Repeated writes with one key create once.
        Idempotency = "idempotency",
        /// Open data.
        Export = "export",
        /// Moderation queue and decisions.
        Moderation = "moderation",
        /// Organisations that register, speak and vote.
        Organisations = "organisations",
        /// Official answers, their ledger, and announcements.
        Answers = "answers",
        /// Awards.
        Recognitions = "recognitions",
        /// An inbox and mail.
        Inbox = "inbox",
        /// Threads and submissions can be followed.
        Follow = "follow",
        /// People can see, take along and delete their account.
        Account = "account",
        /// Live events.
        Events = "events",
    }
}

words! {
    /// A way to sign in.
    SignInMethod {
        /// The host page hands over a signed token.
        HostToken = "host_token",
        /// `OpenID` Connect.
        Oidc = "oidc",
        /// A code by e-mail.
        EmailCode = "email_code",
        /// Pretended identities of a demonstration.
        Demo = "demo",
    }
}
