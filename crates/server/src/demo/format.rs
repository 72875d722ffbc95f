//! The files of the demonstration, `crates/server/demo/*.json`.
//!
//! Eight files, built into the binary, each checked by a test:
//!
//! `forum.json`: a [`ForumProfile`](crate::config::ForumProfile), which a
//! ministry's own forum uses as well:
//! ```json
//! {"name": {"en": "…", "th": "…"}, "description": {"en": "…", "th": "…"},
//!  "languages": ["en", "th"], "default_language": "th", "time_zone": "Asia/Bangkok",
//!  "sectors": [{"id": "cso", "name": {"en": "…", "th": "…"}}],
//!  "countries": [{"id": "TH", "name": {"en": "Thailand", "th": "ไทย"}}],
//!  "themes": [{"id": "peace", "name": {"en": "…", "th": "…"}}],
//!  "groups": [{"id": "older", "name": {"en": "…", "th": "…"}}],
//!  "kinds": [{"id": "idea", "name": {"en": "…", "th": "…"}}],
//!  "statuses": [{"id": "received", "name": {"en": "…", "th": "…"}}]}
//! ```
//!
//! `people.json`: a list of [`DemoPerson`]. Those with a `description` are the
//! identities that the page's switch offers:
//! ```json
//! [{"key": "ngo", "name": "Suda Rattanakul", "organisation": "Baan Klang Foundation",
//!   "sector": "cso", "country": "TH", "roles": ["participant"],
//!   "description": {"en": "Works for an NGO", "th": "…"}}]
//! ```
//!
//! `threads.json`: a list of [`DemoThread`]; days count from the start of the
//! server, negative ones lie in the past:
//! ```json
//! [{"slug": "post-pandemic-recovery", "kind": "proposals", "language": "en",
//!   "title": "…", "summary": "…", "body": "…",
//!   "translations": [{"language": "th", "title": "…", "summary": "…", "body": "…"}],
//!   "promise": "consult", "opens_in_days": -20, "voting_opens_in_days": null,
//!   "closes_in_days": 25,
//!   "voting": {"mode": "opinion", "budget": null, "results": "always", "answer_at": null},
//!   "premoderated": false, "pinned": true, "locked": false}]
//! ```
//!
//! `submissions.json`: a list of [`DemoSubmission`], oldest first. `votes` are
//! cast by that many made-up people of each sector (the same people vote on
//! all submissions):
//! ```json
//! [{"key": "night-clinics", "thread": "post-pandemic-recovery", "author": "ngo",
//!   "kind": "idea", "language": "en", "title": "…", "body": "…", "theme": "health",
//!   "groups": ["older"], "links": [{"url": "https://example.org/report", "label": "…"}],
//!   "days_ago": 12.5,
//!   "votes": {"cso": {"agree": 14, "disagree": 2, "pass": 3}, "business": {"agree": 6}},
//!   "comments": [{"author": "company", "stance": "for", "language": "en", "body": "…",
//!                 "days_ago": 11, "replies": [{"author": "ngo", "stance": "neutral",
//!                                              "language": "en", "body": "…", "days_ago": 10}]}]}]
//! ```
//!
//! `organisations.json`: a list of [`DemoOrganisation`], verified unless they
//! have `"waits_for": "PERSON"`; `votes` are by keys of submissions:
//! ```json
//! [{"id": "0198c0de-…", "name": "Baan Klang Foundation", "kind": "cso", "registry": "…",
//!   "number": "…", "country": "TH", "website": "https://…", "contact": "…", "days_ago": 120,
//!   "members": [{"person": "ngo", "role": "delegate"}], "submissions": ["laundry-van"],
//!   "votes": {"night-clinics": "agree"},
//!   "recognitions": [{"id": "0198c0de-…", "award": "…", "category": "NGO", "year": 2021,
//!                     "citation": "…"}]}]
//! ```
//! `referrals.json`: a list of [`DemoReferral`]; `reports.json`: a list of
//! [`DemoReport`]; `announcements.json`: a list of [`DemoAnnouncement`].
//!
//! Optional: a thread or submission takes
//! `"response": {"status": "accepted", "heard": "…", "action": "…", "body": "…",
//! "office": "children", "due_in_days": 30, "language": "en", "author": "official", "days_ago": 2}`
//! (a closed thread with one is `answered`); a submission takes `"pinned": true`
//! and, without a response, `"status": "under_review"`; with `"pending": true` it
//! waits for a moderator.
//!
//! All texts obey the forum's limits (title 120, body 3000, comment 1000
//! scalars); every id is one of the forum's.

use std::collections::BTreeMap;

use contract::{
    FlagReason, Id, Kind, Link, LocalizedText, MemberRole, Recognition, Role, Stance, Status,
    ThreadKind, ThreadPromise, ThreadTranslation, VoteChoice, Voting,
};
use serde::Deserialize;

/// Somebody who wrote something, and whom the demo page may speak as.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoPerson {
    /// What other files call this person; the token's `sub` is `demo-{key}`.
    pub key: String,
    /// Shown name.
    pub name: String,
    /// The organisation that they speak for.
    #[serde(default)]
    pub organisation: Option<String>,
    /// One of the forum's sectors.
    #[serde(default)]
    pub sector: Option<String>,
    /// One of the forum's countries.
    #[serde(default)]
    pub country: Option<String>,
    /// What they may do; `participant` when absent.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// What the switch says of this identity; absent ones are not offered.
    #[serde(default)]
    pub description: Option<LocalizedText>,
}

/// A thread, with dates relative to the start of the server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the file by itself")]
pub struct DemoThread {
    /// Short name.
    pub slug: String,
    /// What it collects.
    pub kind: ThreadKind,
    /// Language of the three texts.
    pub language: String,
    /// The question.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The whole introduction.
    pub body: String,
    /// The same texts in other languages.
    #[serde(default)]
    pub translations: Vec<ThreadTranslation>,
    /// How far participation goes.
    pub promise: ThreadPromise,
    /// Opens so many days after the start.
    #[serde(default)]
    pub opens_in_days: Option<f64>,
    /// Voting opens so many days after the start, where that is apart.
    #[serde(default)]
    pub voting_opens_in_days: Option<f64>,
    /// Closes so many days after the start.
    #[serde(default)]
    pub closes_in_days: Option<f64>,
    /// How people vote.
    pub voting: Voting,
    /// Its rules.
    #[serde(default)]
    pub rules: String,
    /// Languages in which people are asked to write.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Sectors that are asked.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// True where nobody's name is shown.
    #[serde(default)]
    pub anonymous: bool,
    /// True where new submissions wait for a moderator.
    #[serde(default)]
    pub premoderated: bool,
    /// True where texts of newcomers wait for a moderator.
    #[serde(default)]
    pub newcomers_held: bool,
    /// True where it stands first.
    #[serde(default)]
    pub pinned: bool,
    /// True where writing is stopped.
    #[serde(default)]
    pub locked: bool,
    /// The host's answer to the whole thread.
    #[serde(default)]
    pub response: Option<DemoResponse>,
}

/// An official answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoResponse {
    /// What was decided.
    pub status: Status,
    /// The answer.
    #[serde(default)]
    pub body: String,
    /// What the host heard.
    #[serde(default)]
    pub heard: String,
    /// What the host will do, or why it will not.
    #[serde(default)]
    pub action: String,
    /// Who does it: one of the forum's offices.
    #[serde(default)]
    pub office: Option<String>,
    /// By when, so many days after the start.
    #[serde(default)]
    pub due_in_days: Option<f64>,
    /// Language of the texts.
    #[serde(default)]
    pub language: Option<String>,
    /// Key of the official.
    pub author: String,
    /// Published so many days before the start.
    pub days_ago: f64,
}

/// A submission with its votes and comments.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoSubmission {
    /// Stable name, so that seeding again finds it.
    pub key: String,
    /// Slug of its thread.
    pub thread: String,
    /// Key of the person who wrote it.
    pub author: String,
    /// What it is.
    pub kind: Kind,
    /// Language of title and body.
    pub language: String,
    /// One sentence.
    pub title: String,
    /// The text.
    pub body: String,
    /// One of the forum's themes.
    #[serde(default)]
    pub theme: Option<String>,
    /// Groups concerned.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Evidence.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Sent so many days before the start.
    pub days_ago: f64,
    /// True where it stands first.
    #[serde(default)]
    pub pinned: bool,
    /// True where it waits for a moderator.
    #[serde(default)]
    pub pending: bool,
    /// How far the host is with it, where there is no response; `received`
    /// when absent.
    #[serde(default)]
    pub status: Option<Status>,
    /// The host's answer.
    #[serde(default)]
    pub response: Option<DemoResponse>,
    /// Its awards.
    #[serde(default)]
    pub recognitions: Vec<Recognition>,
    /// How many people of each sector voted what.
    #[serde(default)]
    pub votes: BTreeMap<String, DemoVotes>,
    /// What people said about it, oldest first.
    #[serde(default)]
    pub comments: Vec<DemoComment>,
}

/// A verified organisation, or one that waits to be.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoOrganisation {
    /// Id, by which seeding again finds it.
    pub id: Id,
    /// Name.
    pub name: String,
    /// One of the forum's sectors.
    pub kind: String,
    /// Where it is registered.
    pub registry: String,
    /// Its number there.
    pub number: String,
    /// One of the forum's countries.
    pub country: String,
    /// Its website.
    pub website: String,
    /// How moderators reach it.
    pub contact: String,
    /// Verified, or registered, so many days before the start.
    pub days_ago: f64,
    /// Key of who registered it, where it waits for a moderator.
    #[serde(default)]
    pub waits_for: Option<String>,
    /// Its people.
    #[serde(default)]
    pub members: Vec<DemoMember>,
    /// Keys of submissions that were written for it.
    #[serde(default)]
    pub submissions: Vec<String>,
    /// Its votes, by the keys of submissions.
    #[serde(default)]
    pub votes: BTreeMap<String, VoteChoice>,
    /// Its awards.
    #[serde(default)]
    pub recognitions: Vec<Recognition>,
}

/// Somebody who speaks for an organisation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoMember {
    /// Key of the person.
    pub person: String,
    /// What they may do for it.
    pub role: MemberRole,
}

/// A submission that somebody reports.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoReport {
    /// Key of the submission.
    pub submission: String,
    /// Key of the person who reports it.
    pub by: String,
    /// Why.
    pub reason: FlagReason,
    /// In their words.
    #[serde(default)]
    pub note: String,
    /// Reported so many days before the start.
    pub days_ago: f64,
}

/// A submission that an office is asked to answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoReferral {
    /// Key of the submission.
    pub submission: String,
    /// Key of the moderator or official who asks.
    pub by: String,
    /// One of the forum's offices.
    pub office: String,
    /// Asked so many days before the start.
    pub days_ago: f64,
    /// Due so many days after the start; negative ones are overdue.
    pub due_in_days: f64,
    /// A later date, where one was given.
    #[serde(default)]
    pub extension: Option<DemoExtension>,
}

/// A later date for an answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoExtension {
    /// Due so many days after the start.
    pub due_in_days: f64,
    /// Given so many days before the start.
    pub days_ago: f64,
    /// Why.
    pub reason: String,
}

/// News from the host.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAnnouncement {
    /// Key of the official.
    pub author: String,
    /// Language of title and body.
    pub language: String,
    /// Title; known by it when it is filled again.
    pub title: String,
    /// The text.
    pub body: String,
    /// Slug of the thread that it is about.
    #[serde(default)]
    pub thread: Option<String>,
    /// True where it stands first.
    #[serde(default)]
    pub pinned: bool,
    /// Announced so many days before the start.
    pub days_ago: f64,
}

/// How many people of one sector voted what.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DemoVotes {
    /// Agree (opinion mode).
    pub agree: u32,
    /// Disagree (opinion mode).
    pub disagree: u32,
    /// Pass (opinion mode).
    pub pass: u32,
    /// Support (support mode).
    pub support: u32,
}

/// A comment and its answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoComment {
    /// Key of the person.
    pub author: String,
    /// What it argues.
    pub stance: Stance,
    /// Language of the body.
    pub language: String,
    /// The text.
    pub body: String,
    /// Sent so many days before the start.
    pub days_ago: f64,
    /// Answers, one level deep.
    #[serde(default)]
    pub replies: Vec<DemoComment>,
}
