//! Signing in with the server itself, and a person's own account.

use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp, comment::Comment, forum::LocalizedText, forum::SignInMethod,
    organisation::Membership, submission::Author, submission::Submission, tally::VoteChoice,
    wire::words,
};

/// A provider of `OpenID` Connect that a forum offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInProvider {
    /// The stable id that stands in addresses.
    pub id: String,
    /// What people know it as, by language.
    pub name: LocalizedText,
}

/// What a person sends to get a code by e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EmailCodeRequest {
    /// The address.
    pub email: String,
    /// Language of the mail, as a BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
}

/// What a request for a code answers: the same for a known and an unknown
/// address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailCodeSent {
    /// Sent back with the code.
    pub request_id: Id,
    /// For how long the code can be used, s.
    pub expires_in: u32,
}

/// What a person sends with a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EmailCodeCheck {
    /// From the request.
    pub request_id: Id,
    /// The code; spaces and dashes do not count.
    pub code: String,
    /// Shown name, where the person is new and gives one.
    #[serde(default)]
    pub name: Option<String>,
}

/// What the window of a sign-in with a provider sends at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignInFinish {
    /// Which sign-in, from the provider's way back.
    pub flow: String,
    /// What the window kept since it began: proves that it did.
    pub secret: String,
    /// Shown name, where the person is new and the provider knows none.
    #[serde(default)]
    pub name: Option<String>,
}

/// What the window sends that began a sign-in with a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FlowFinish {
    /// Name of the sign-in, from the way back.
    pub flow: String,
    /// What only the window knows.
    pub secret: String,
    /// Shown name, where the person is new and the provider tells none.
    #[serde(default)]
    pub name: Option<String>,
}

/// A session: a short-lived token for the API and one to renew it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionToken {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// For how long the token holds, s.
    pub expires_in: u32,
    /// Renews it once; each renewal gives another one.
    pub refresh_token: String,
}

/// What renews or ends a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The token of the session.
    pub refresh_token: String,
}

/// One session of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Id.
    pub id: Id,
    /// How it was begun.
    pub method: SignInMethod,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last renewed.
    pub renewed_at: Timestamp,
    /// True for the one that asks.
    pub current: bool,
}

/// What the server knows of an account beyond what others see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// How the person signs in.
    pub method: SignInMethod,
    /// Their address, where the server knows one.
    pub email: Option<String>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// True while their texts wait for a moderator where a thread holds those
    /// of newcomers.
    pub newcomer: bool,
}

/// What a person changes of their account; what is absent stays. People whom
/// a host's token speaks for have their name from the host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AccountPatch {
    /// Shown name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// One of the forum's sectors; empty takes it away. It can be chosen once:
    /// votes are counted by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// One of the forum's countries; empty takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

words! {
    /// What becomes of what a person wrote when they delete their account.
    ContentChoice {
        /// It stays, without a name.
        Keep = "keep",
        /// It goes.
        Remove = "remove",
    }
}

/// What a person sends to delete their account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AccountDeletion {
    /// What becomes of what they wrote. Their votes go in either case.
    pub content: ContentChoice,
}

/// Everything that the server keeps of a person, to take along.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonalData {
    /// As others see them.
    pub author: Author,
    /// The account.
    pub account: Account,
    /// Organisations that they speak for.
    pub organisations: Vec<Membership>,
    /// What they submitted, in whatever state.
    pub submissions: Vec<Submission>,
    /// What they commented, in whatever state.
    pub comments: Vec<Comment>,
    /// How they voted.
    pub votes: Vec<PersonalVote>,
    /// What they reported, as JSON of the contract's `Flag`.
    pub flags: Vec<crate::comment::Flag>,
    /// When this was made.
    pub at: Timestamp,
}

/// One vote of a person, for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonalVote {
    /// On which submission.
    pub submission_id: Id,
    /// For which organisation, where it was not their own vote.
    pub organisation_id: Option<Id>,
    /// How.
    pub value: VoteChoice,
    /// When.
    pub at: Timestamp,
}
